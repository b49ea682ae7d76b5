"""Aiken: a stem, options A., B., …, and a line that names the right one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from zgcquiz.core.pack import Item, Kind, Option, Pack
from zgcquiz.core.review import Review
from zgcquiz.core.value import Value
from zgcquiz.formats.capacity import Capacity, fit
from zgcquiz.formats.collector import Collector, true_or_false
from zgcquiz.formats.decoding import read_text
from zgcquiz.formats.exchange import Confidence, Converted, ExchangeOptions, Format, Written
from zgcquiz.formats.sample import Sample

_OPTION = re.compile(r"([A-Z])[.)]\s+(.+)")
_ANSWER = re.compile(r"ANSWERS?\s*:\s*(.*)", re.IGNORECASE)
_LETTERS = re.compile(r"[A-Z](?:[\s,;&]*[A-Z])*")
_CAPACITY = Capacity(frozenset({Kind.SINGLE, Kind.TRUE_FALSE}), frozenset({"spaces"}))


class _Question(Value, frozen=True):
    """Lines from a stem to its answer. answer: None where the next question came before it."""

    line: int
    stem: str
    options: tuple[str, ...]
    answer: str | None


def _read(data: bytes, name: str, options: ExchangeOptions) -> Converted:
    decoded = read_text(data, name)
    collector = Collector(name, options)
    collector.note(decoded.note)
    lines = decoded.text.split("\n")
    for number, question in enumerate(_questions(lines)):
        if number % 500 == 0:
            options.progress(question.line, len(lines))
        _add(question, collector)
    return collector.result()


def _questions(lines: list[str]) -> Iterator[_Question]:
    """Each question. A blank line after the options ends one that has no answer."""
    start, stem, options = 0, [], []  # type: int, list[str], list[list[str]]
    lines = [line.strip() for line in lines]
    for number, line in enumerate(lines, 1):
        answer = _ANSWER.fullmatch(line) if stem else None
        option = _OPTION.fullmatch(line) if stem else None
        if answer:
            yield _question(start, stem, options, answer.group(1))
            stem, options = [], []
        elif option and option.group(1) == chr(ord("A") + len(options)):
            options.append([option.group(2)])
        elif not line:
            following = next((later for later in lines[number : number + 3] if later), "") if stem else ""
            if _OPTION.fullmatch(following) or (options and _ANSWER.fullmatch(following)):
                continue
            if stem:
                yield _question(start, stem, options, None)
                stem, options = [], []
        elif options:
            options[-1].append(line)
        else:
            start = start if stem else number
            stem.append(line)
    if stem:
        yield _question(start, stem, options, None)


def _question(line: int, stem: list[str], options: list[list[str]], answer: str | None) -> _Question:
    return _Question(line, " ".join(stem), tuple(" ".join(option) for option in options), answer)


def _add(question: _Question, collector: Collector) -> None:
    letters = question.answer.strip().rstrip(".)").upper() if question.answer is not None else ""
    said = re.findall("[A-Z]", letters) if _LETTERS.fullmatch(letters) else []
    keys = {ord(letter) - ord("A") for letter in said}
    if not question.options:
        reason = "no options (A. …) follow the text"
    elif question.answer is None:
        reason = "no line ANSWER: follows its options"
    elif not keys or max(keys) >= len(question.options):
        reason = f"'ANSWER: {question.answer.strip()[:20]}' names none of its options"
    else:
        options = tuple(Option(text, at in keys) for at, text in enumerate(question.options))
        kind = Kind.MULTIPLE if len(keys) > 1 else Kind.SINGLE
        collector.add(true_or_false(Item("", kind, question.stem, options, drawn=True)), question.line)
        return
    collector.skip(question.line, reason, question.stem)


def _write(pack: Pack, options: ExchangeOptions, reviews: tuple[Review, ...]) -> Written:
    fitted = fit(pack, _CAPACITY, "Aiken")
    text = "\n".join("".join(_lines(item)) for item in fitted.pack.items)
    return Written(text.encode("utf-8", "replace"), fitted.lost)


def _lines(item: Item) -> Iterator[str]:
    yield f"{item.stem}\n"
    for at, option in enumerate(item.options):
        text = option.text.capitalize() if item.kind is Kind.TRUE_FALSE else option.text
        yield f"{chr(ord('A') + at)}. {text}\n"
    key = next(at for at, option in enumerate(item.options) if option.key)
    yield f"ANSWER: {chr(ord('A') + key)}\n"


def _recognise(sample: Sample) -> Confidence:
    if re.search(r"(?m)^[ \t]*+ANSWER[ \t]*+:[ \t]*+[A-Z]\b", sample.text) and re.search(
        r"(?m)^[ \t]*+A[.)][ \t]++\S", sample.text
    ):
        return Confidence.CERTAIN
    return Confidence.NO


AIKEN = Format("aiken", "Aiken", (".txt", ".aiken"), _recognise, _read, _write)
