"""Recognise a question's number at the start of a line, in many languages."""

from __future__ import annotations

import re
from functools import cache

_WORDS = (
    "questions? quest qu qn q pregunta preg frage вопрос питання въпрос питање pergunta domanda vraag fråga spørgsmål "
    "spørsmål kysymys pytanie otázka soru kérdés întrebare pitanje vprašanje ερώτηση câu soalan pertanyaan soal swali "
    "ejercicio exercício esercizio exercice aufgabe opgave uppgift oppgave tehtävä spurning küsimus zadanie úloha "
    "naloga zadatak klausimas jautājums feladat întrebarea pertanyaan tanong demando galdera "
    "cwestiwn pyetja sual savol umbuzo вопросы задача задание запитання пытанне прашање сұрақ "
    "асуулт суроо հարց კითხვა پرسش প্রশ্ন प्र ਪ੍ਰਸ਼ਨ પ્રશ્ન கேள்வி ప్రశ్న "
    "ಪ್ರಶ್ನೆ ചോദ്യം ප්‍රශ්නය ข้อที่ ຄຳຖາມ សំណួរ မေးခွန်း ጥያቄ cuestión questão questao quesito kysymys exercise problem "
    "№ 问题 問題 題目 题目 问 問 题 題 質問 질문 문제 문 سؤال السؤال س سوال प्रश्न सवाल คำถามที่ คำถาม ข้อ שאלה"
)
"""Words for "question". Any single letter counts too if a number and a full stop follow: `P1.`, `F2)`."""
_WORD = "|".join([r"câu[ \t]+hỏi", *sorted(_WORDS.split(), key=len, reverse=True)])
_POINT = r"[.:)\]、．：）。،\-–—]"
_HAN = "[0-9０-９零一二三四五六七八九十百]{1,6}"
_OF = r"(?:[ \t]*(?:/|of|de|von|van|di|из|з)[ \t]*\d{1,5})?"
_COUNTED = rf"(?:{_WORD})\.?[ \t]*(?:no\.|nr\.|n[°º])?[ \t]*[#№.-]?[ \t]*\d{{1,5}}{_OF}"
_ROMAN = rf"(?:{_WORD})[ \t]+(?-i:[IVXLC]{{1,7}})(?=[ \t]*[.:)])"
_ORDINAL = rf"\d{{1,4}}[ \t]*[.)]?[ \t]*(?:{_WORD})(?=[ \t]*[.:)：])"
_SPELLED = r"question[ \t]+(?:one|two|three|four|five|six|seven|eight|nine|ten)(?=[ \t]*[.:)])"
_NUMBER = r"(?:no\.?|nr\.?|n[°º]|#)[ \t]*\d{1,4}(?=[ \t]*[.:)])"
_LETTER = r"[^\W\d_]\d{1,5}(?=[ \t]*[.:)、．：）])"
_QUESTION = (
    rf"(?:{_COUNTED}|{_ROMAN}|{_ORDINAL}|{_SPELLED}|{_NUMBER}"
    rf"|\d{{1,4}}[ \t]*번(?:[ \t]*문제)?|第[ \t]*{_HAN}[ \t]*[题題问問道]|{_LETTER})"
)
_BOLD = r"(?:\*\*|__)?"
_AFTER = rf"{_BOLD}(?:[ \t]*{_POINT}{_BOLD}[ \t]*|[ \t]+|$)"


@cache
def _named() -> re.Pattern[str]:
    return re.compile(rf"[ \t]{{0,3}}{_BOLD}[(\[]?{_QUESTION}{_AFTER}", re.IGNORECASE)


@cache
def _bare() -> re.Pattern[str]:
    return re.compile(
        rf"[ \t]{{0,3}}{_BOLD}(?:[(\[（]\d{{1,4}}[)\]）]|(?:\d{{1,3}}|\d{{4}}(?!:))[ \t]*\\?[.:)、．：）]"
        rf"|\d{{1,2}}(?:\.\d{{1,2}}){{1,3}}[.)]|[一二三四五六七八九十百]{{1,4}}[、．.：]"
        rf"|\d{{1,3}}[ \t]?[-–—](?=[ \t]+[^\W\d_]{{2}}))"
        rf"(?:{_BOLD}[ \t]+|{_BOLD}$|(?<=[、．：）]))"
    )


@cache
def _announced() -> re.Pattern[str]:
    return re.compile(
        rf"[ ]{{0,3}}{_BOLD}[(\[]?(?:{_QUESTION}{_BOLD}(?:[ \t]*{_POINT}|[ \t]*$)|Q\d{{1,5}}{_BOLD}[ \t])",
        re.IGNORECASE,
    )


def is_named(text: str) -> bool:
    """Tell whether a text begins with a word for a question and its number: `Q1.`, `第三题`, `**Frage 4)**`."""
    return bool(_named().match(text))


def is_announced(text: str) -> bool:
    """Tell whether a line other than a heading begins a question: as `is_named`, with punctuation after the number."""
    return bool(_announced().match(text))


def is_numbered(text: str) -> bool:
    """Tell whether a text begins with a number, with or without a word for a question."""
    return bool(_bare().match(text) or _named().match(text))


def number_of(text: str) -> int | None:
    """Return the number at the start of a text: the last part of `1.4.`, the first of `Question 3 of 10`."""
    named = _named().match(text)
    found = named or _bare().match(text)
    digits = re.findall(r"\d+", found[0]) if found else []
    return int(digits[0 if named else -1]) if digits else None


def without_number(text: str) -> str:
    """Return a text without the number at its start, and without bold marks that enclosed both."""
    found = _named().match(text) or _bare().match(text)
    if not found:
        return text
    rest = text[found.end() :]
    for mark in ("**", "__"):
        if found.group().count(mark) == 1 and rest.rstrip(" \t").count(mark) % 2:
            start = rest.find(mark)
            rest = rest[:start] + rest[start + len(mark) :]
    return rest
