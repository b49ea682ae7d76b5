"""Read and write Aiken: a stem, options A., B., …, and a line that names the correct one."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import takewhile

from zgcquiz.core.log.review import Review
from zgcquiz.core.packs.pack import Item, Kind, Option
from zgcquiz.formats.exchange.capacity import Capacity, fit
from zgcquiz.formats.exchange.collector import Collector
from zgcquiz.formats.exchange.contract import (
    Confidence,
    Converted,
    ExchangeOptions,
    Format,
    PackContent,
    Written,
    encoded,
    lines_of,
)
from zgcquiz.formats.exchange.item_fitter import true_or_false
from zgcquiz.formats.exchange.recognition import Sample
from zgcquiz.formats.native.values import canonical_option
from zgcquiz.formats.tables.column_names import EXPLANATION

_OPTION = re.compile(r"([A-Z])([.)])(?:\s+(.*))?")
"""The format's own syntax."""
_LOOSE_OPTION = re.compile(r"\(?([A-Za-z])([.):])\s*(.*)")
"""What is found in practice: lower-case letters, brackets, no space after the label."""
_ANSWER = re.compile(r"ANSWERS?\s*:\s*(.*)", re.IGNORECASE)
_LOOSE_ANSWER = re.compile(
    r"(?:correct |right )?(?:answers?|ans|correct|antwort|lösung|réponse|respuesta|risposta|resposta|ответ|正确答案"
    r"|答案)"
    r"\.?\s*[:：=]\s*(.*)",
    re.IGNORECASE,
)
_FEEDBACK = re.compile(rf"(?:(?i:feedback)|{EXPLANATION})\s*[:：]\s*(.*)")
_LETTERS = re.compile(r"\(?([A-Z])\)?(?:(?:[\s,;&]|\band\b)*\(?([A-Z])\b\)?)*", re.IGNORECASE)
_LETTER_AND_TEXT = re.compile(r"\(?([A-Z])[.):]\s.*", re.IGNORECASE)
_MAX_STEP = 2
"""Maximum distance between the letters of two consecutive options: one letter may be missing."""
_CAPACITY = Capacity(frozenset({Kind.SINGLE, Kind.TRUE_FALSE}), frozenset({"spaces"}), shuffles=False)


class _AikenQuestion:
    """The lines from a stem to its answer. options: their lines by letter; answer: None if it is missing."""

    def __init__(self, line: int) -> None:
        self.line = line
        self.stem: list[str] = []
        self.options: dict[str, list[str]] = {}
        self.answer: str | None = None
        self.explanation: list[str] = []
        self.mark = ""
        """The punctuation after its options' letters, with an `a` if they are lower case."""

    def option(self, line: str, following: Sequence[str]) -> tuple[str, str] | None:
        """Return the letter and text of the option that begins on a line, or None. following: the lines after it."""
        strict = _OPTION.fullmatch(line)
        match = strict or _LOOSE_OPTION.fullmatch(line)
        if match is None or not self.stem:
            return None
        letter, mark = match[1].upper(), match[2] + ("" if match[1].isupper() else "a")
        if not self.options:
            if letter != "A" or not (strict or _begins(chr(ord(match[1]) + 1) + match[2], following)):
                return None
            self.mark = mark
        else:
            step = ord(letter) - ord(max(self.options))
            if not 0 < step <= _MAX_STEP or (not strict and mark != self.mark):
                return None
            if step > 1 and _begins(chr(ord(match[1]) - 1) + match[2], following):
                return None
        return letter, (match[3] or "").strip()


def _begins(label: str, following: Sequence[str]) -> bool:
    """Tell whether a line before the answer begins with a label."""
    before = takewhile(lambda line: not _LOOSE_ANSWER.fullmatch(line), following)
    return any(line.removeprefix("(").startswith(label) for line in before)


def _read(data: bytes, name: str, options: ExchangeOptions) -> Converted:
    collector = Collector(name, options)
    lines = [line.strip() for line in collector.decode(data).split("\n")]
    for number, question in enumerate(_questions(lines)):
        if number % 500 == 0:
            options.progress(question.line, len(lines))
        _add(question, collector)
    return collector.result()


def _questions(lines: list[str]) -> Iterator[_AikenQuestion]:
    """Yield each question. One without an answer ends at the blank line after its options."""
    question = _AikenQuestion(0)
    for number, line in enumerate(lines, 1):
        if question.answer is not None:
            feedback = _FEEDBACK.fullmatch(line)
            if feedback:
                question.explanation.append(feedback[1])
                continue
            if not line:
                continue
            yield question
            question = _AikenQuestion(0)
        answer = _ANSWER.fullmatch(line) if question.stem else None
        answer = answer or (_LOOSE_ANSWER.fullmatch(line) if question.options else None)
        option = question.option(line, lines[number : number + 8])
        if answer:
            question.answer = answer[1]
        elif option:
            question.options[option[0]] = [option[1]]
        elif not line:
            if question.stem and not _continues(question, lines, number):
                yield question
                question = _AikenQuestion(0)
        elif question.options:
            list(question.options.values())[-1].append(line)
        else:
            question.line = question.line or number
            question.stem.append(line)
    if question.stem:
        yield question


def _continues(question: _AikenQuestion, lines: list[str], number: int) -> bool:
    """Tell whether an option or the answer follows a blank line."""
    after = next((at for at in range(number, min(number + 3, len(lines))) if lines[at]), -1)
    if after < 0:
        return False
    if question.option(lines[after], lines[after + 1 : after + 9]):
        return True
    return (
        bool(question.options)
        and (_ANSWER.fullmatch(lines[after]) or _LOOSE_ANSWER.fullmatch(lines[after])) is not None
    )


def _add(question: _AikenQuestion, collector: Collector) -> None:
    texts = {letter: " ".join(lines).strip() for letter, lines in question.options.items()}
    keys = _keys(question.answer or "", texts)
    stem = " ".join(question.stem)
    if not texts:
        reason = "no options (A. …) follow the text"
    elif question.answer is None:
        reason = "no line ANSWER: follows its options"
    elif not keys:
        reason = f"'ANSWER: {question.answer.strip()[:20]}' names none of its options"
    else:
        options = tuple(Option(text, letter in keys) for letter, text in texts.items())
        kind = Kind.MULTIPLE if len(keys) > 1 else Kind.SINGLE
        item = Item("", kind, stem, options, drawn=True, explanation=" ".join(question.explanation))
        collector.add(true_or_false(item), question.line)
        return
    collector.skip(question.line, reason, stem)


def _keys(answer: str, texts: dict[str, str]) -> set[str]:
    """Return the letters of the options that an answer names: by letter, by letter and text, or by text."""
    answer = answer.strip()
    by_text = {
        letter
        for letter, text in texts.items()
        if text and canonical_option(text).casefold() == canonical_option(answer).casefold()
    }
    labelled = _LETTER_AND_TEXT.fullmatch(answer)
    letters = answer.rstrip(".)").upper()
    if labelled and labelled[1].upper() in texts:
        return {labelled[1].upper()}
    if _LETTERS.fullmatch(letters):
        keys = set(re.findall(r"\b[A-Z]\b", letters)) or set(letters)
        return keys if keys <= texts.keys() else by_text
    return by_text or (set(letters) if re.fullmatch("[A-J]{2,}", letters) and set(letters) <= texts.keys() else set())


def _write(pack: PackContent, options: ExchangeOptions, reviews: Collection[Review]) -> Written:
    fitted = fit(pack, _CAPACITY, "Aiken")
    questions = lines_of("".join(_lines(item)) for item in fitted.items())

    def parts() -> Iterator[str]:
        first = next(questions, "")
        yield "\ufeff" if first.startswith("\ufeff") else ""  # readers strip the first one as the file's own
        yield first
        yield from questions

    return Written(encoded(parts()), fitted.lost)


def _lines(item: Item) -> Iterator[str]:
    yield f"{item.stem}\n"
    for at, option in enumerate(item.options):
        text = option.text.capitalize() if item.kind is Kind.TRUE_FALSE else option.text
        yield f"{chr(ord('A') + at)}. {text}\n"
    key = next(at for at, option in enumerate(item.options) if option.key)
    yield f"ANSWER: {chr(ord('A') + key)}\n"


_HEADING = re.compile(r"(?m)^#{1,6} .+\n(?:(?!#).*\n){0,9}?[ \t]*\(?A[.)] ")
"""A heading over options, as in Markdown."""


def _recognise(sample: Sample) -> Confidence:
    text = sample.text
    if _HEADING.search(text):
        return Confidence.NO
    if re.search(r"(?m)^[ \t]*+ANSWER[ \t]*+:[ \t]*+[A-Z]\b", text) and re.search(r"(?m)^[ \t]*+A[.)][ \t]++\S", text):
        return Confidence.CERTAIN
    answered = re.search(r"(?mi)^[ \t]*+(?:correct )?answer[ \t]*+:[ \t]*+\(?[A-J]\b", text)
    if not answered:
        return Confidence.NO
    offered = all(re.search(rf"(?mi)^[ \t]*+\(?{letter}[.):][ \t]*+\S", text) for letter in "AB")
    return Confidence.LIKELY if offered else Confidence.NO


AIKEN = Format("aiken", "Aiken", (".txt", ".aiken"), _recognise, _read, _write)
