"""How a question's number is written at the start of a line, in any language."""

from __future__ import annotations

import re

_WORDS = (
    "questions? quest qu qn q pregunta preg frage вопрос питання въпрос питање pergunta domanda vraag fråga spørgsmål "
    "spørsmål kysymys pytanie otázka soru kérdés întrebare pitanje vprašanje ερώτηση câu soalan pertanyaan soal swali "
    "№ 问题 問題 題目 题目 问 問 题 題 質問 질문 문제 문 سؤال السؤال س سوال प्रश्न सवाल คำถามที่ คำถาม ข้อ שאלה"
)
"""Words for a question. Of one letter there are many more (`P1.`, `F2)`): any, if its number and a point follow."""
_WORD = "|".join(sorted(_WORDS.split(), key=len, reverse=True))
_POINT = r"[.:)\]、．：）。،\-–—]"
_HAN = "[0-9０-９零一二三四五六七八九十百]{1,6}"
_SAID = rf"(?:{_WORD})\.?[ \t]*[#№.]?[ \t]*\d{{1,5}}"
_LETTER = r"[^\W\d_]\d{1,5}(?=[ \t]*[.:)、．：）])"
_QUESTION = rf"(?:{_SAID}|第[ \t]*{_HAN}[ \t]*[题題问問道]|{_LETTER})"
_BOLD = r"(?:\*\*|__)?"
_BEHIND = rf"{_BOLD}(?:[ \t]*{_POINT}{_BOLD}[ \t]*|[ \t]+|$)"
_NAMED = re.compile(rf"[ \t]{{0,3}}{_BOLD}[(\[]?{_QUESTION}{_BEHIND}", re.IGNORECASE)
_BARE = re.compile(
    rf"[ \t]{{0,3}}{_BOLD}(?:[(\[（]\d{{1,4}}[)\]）]|\d{{1,4}}[ \t]*[.:)、．：）])"
    rf"(?:{_BOLD}[ \t]+|{_BOLD}$|(?<=[、．：）]))"
)
_ANNOUNCED = re.compile(
    rf"[ ]{{0,3}}{_BOLD}[(\[]?(?:{_QUESTION}{_BOLD}(?:[ \t]*{_POINT}|[ \t]*$)|Q\d{{1,5}}{_BOLD}[ \t])", re.IGNORECASE
)


def is_named(text: str) -> bool:
    """Tell whether a text begins as a question that says so itself: `Q1.`, `Pregunta 2:`, `第三题`, `**Frage 4)**`."""
    return bool(_NAMED.match(text))


def is_announced(text: str) -> bool:
    """Tell whether a line that is no heading begins a question: as `is_named`, but with a point behind the number."""
    return bool(_ANNOUNCED.match(text))


def is_numbered(text: str) -> bool:
    """Tell whether a text begins with a number, with or without a word for a question."""
    return bool(_BARE.match(text) or _NAMED.match(text))


def without_number(text: str) -> str:
    """Return a text without the number that it begins with, and without the marks of bold that enclosed both."""
    found = _NAMED.match(text) or _BARE.match(text)
    if not found:
        return text
    rest = text[found.end() :]
    for mark in ("**", "__"):
        if found.group().count(mark) == 1 and rest.rstrip(" \t").count(mark) % 2:
            start = rest.find(mark)
            rest = rest[:start] + rest[start + len(mark) :]
    return rest
