"""The words on printed sheets, in the language of the pack if it is one of ours, otherwise in English."""

from __future__ import annotations

from collections.abc import Callable

from zgcquiz.core.languages import base_language

Word = Callable[[str], str]
"""Returns an English word or sentence of a sheet in the sheet's language."""

_WORDS = """
    Questions | Fragen | 试题
    Question | Frage | 题目
    Answers | Antworten | 答题
    Answer | Antwort | 答案
    Answer sheet | Antwortbogen | 答题卡
    Key | Lösungen | 答案
    Version | Version | 版本
    All versions | Alle Versionen | 所有版本
    Where each question stands | Wo jede Frage steht | 各题的位置
    Name | Name | 姓名
    Date | Datum | 日期
    Score | Punkte | 得分
    At a glance | Auf einen Blick | 答案一览
    With reasons | Mit Begründung | 答案与解释
    No. | Nr. | 题号
    Text | Text | 内容
    Explanation | Erklärung | 解释
    Source | Quelle | 来源
    paragraph {} | Absatz {} | 第{}段
    Explanation and source | Erklärung und Quelle | 解释和来源
    Select all that apply. | Kreuze alles an, was zutrifft. | 选出所有正确的选项。
    Mark one answer to each question. | Kreuze zu jeder Frage eine Antwort an. | 每题选一个答案。
    Mark one answer, if not told otherwise. | Kreuze eine Antwort an, wo nichts anderes steht. | 如无说明，选一个答案。
    Write your answer on the line. | Schreib die Antwort auf die Linie. | 把答案写在横线上。
    Write on the line where there is one. | Schreib auf die Linie, wo eine ist. | 有横线的题，把答案写在横线上。
    Mark your answers. | Kreuze die Antworten an. | 请标出答案。
"""
_LANGUAGES = ("en", "de", "zh")
_TABLES = {
    language: {row[0]: row[at] for line in _WORDS.strip().split("\n") for row in [line.strip().split(" | ")]}
    for at, language in enumerate(_LANGUAGES)
}


def words_in(language: str) -> Word:
    """Return the translation into a language (a tag such as de-AT); texts that it has no word for stay English."""
    table = _TABLES.get(base_language(language), {})
    return lambda text: table.get(text, text)
