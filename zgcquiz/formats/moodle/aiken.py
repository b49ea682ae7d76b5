"""Aiken: a stem, options A., B., …, and a line that names the right one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile

from zgcquiz.core.log.review import Review
from zgcquiz.core.packs.pack import Item, Kind, Option, Pack
from zgcquiz.formats.exchange.capacity import Capacity, fit
from zgcquiz.formats.exchange.collector import Collector, true_or_false
from zgcquiz.formats.exchange.contract import Confidence, Converted, ExchangeOptions, Format, Written
from zgcquiz.formats.exchange.recognition import Sample
from zgcquiz.formats.native.source_file import canonical_option
from zgcquiz.formats.untrusted.decoding import read_text

_OPTION = re.compile(r"([A-Z])([.)])(?:\s+(.*))?")
"""As the format has it. Elsewhere the letters may be small, in brackets, or close to the text."""
_LOOSE_OPTION = re.compile(r"\(?([A-Za-z])([.):])\s*(.*)")
_ANSWER = re.compile(r"ANSWERS?\s*:\s*(.*)", re.IGNORECASE)
_LOOSE_ANSWER = re.compile(
    r"(?:correct |right )?(?:answers?|ans|correct|antwort|lösung|réponse|respuesta|risposta|resposta|ответ|正确答案"
    r"|答案)"
    r"\.?\s*[:：=]\s*(.*)",
    re.IGNORECASE,
)
_FEEDBACK = re.compile(r"(?:feedback|explanation|rationale|reason)\s*:\s*(.*)", re.IGNORECASE)
_LETTERS = re.compile(r"\(?([A-Z])\)?(?:(?:[\s,;&]|\band\b)*\(?([A-Z])\b\)?)*", re.IGNORECASE)
_LETTER_AND_TEXT = re.compile(r"\(?([A-Z])[.):]\s.*", re.IGNORECASE)
_LONGEST_GAP = 2
"""Letters that may be left out between two options."""
_CAPACITY = Capacity(frozenset({Kind.SINGLE, Kind.TRUE_FALSE}), frozenset({"spaces"}))


class _AikenQuestion:
    """Lines from a stem to its answer. options: their lines by letter; answer: None where none came."""

    def __init__(self, line: int) -> None:
        self.line = line
        self.stem: list[str] = []
        self.options: dict[str, list[str]] = {}
        self.answer: str | None = None
        self.explanation: list[str] = []
        self.mark = ""
        """What stands after the letters of its options, and whether they are small."""

    def option(self, line: str, following: Sequence[str]) -> tuple[str, str] | None:
        """The letter and the text of an option that begins on a line; following: the lines after it."""
        found = _OPTION.fullmatch(line)
        sound = found is not None
        found = found or _LOOSE_OPTION.fullmatch(line)
        if found is None or not self.stem:
            return None
        letter, mark = found[1].upper(), found[2] + ("" if found[1].isupper() else "a")
        if not self.options:
            if letter != "A" or not (sound or _begins(chr(ord(found[1]) + 1) + found[2], following)):
                return None
            self.mark = mark
        elif (
            (not sound and mark != self.mark)
            or not 0 < ord(letter) - ord(max(self.options)) <= _LONGEST_GAP
            or (ord(letter) - ord(max(self.options)) > 1 and _begins(chr(ord(found[1]) - 1) + found[2], following))
        ):
            return None
        return letter, (found[3] or "").strip()


def _begins(label: str, following: Sequence[str]) -> bool:
    """One of the lines up to the answer begins with a label."""
    before = takewhile(lambda line: not _LOOSE_ANSWER.fullmatch(line), following)
    return any(line.removeprefix("(").startswith(label) for line in before)


def _read(data: bytes, name: str, options: ExchangeOptions) -> Converted:
    decoded = read_text(data, name)
    collector = Collector(name, options)
    collector.note(decoded.note)
    lines = [line.strip() for line in decoded.text.split("\n")]
    for number, question in enumerate(_questions(lines)):
        if number % 500 == 0:
            options.progress(question.line, len(lines))
        _add(question, collector)
    return collector.result()


def _questions(lines: list[str]) -> Iterator[_AikenQuestion]:
    """Each question. A blank line after the options ends one that has no answer."""
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
            if question.stem and not _goes_on(question, lines, number):
                yield question
                question = _AikenQuestion(0)
        elif question.options:
            list(question.options.values())[-1].append(line)
        else:
            question.line = question.line or number
            question.stem.append(line)
    if question.stem:
        yield question


def _goes_on(question: _AikenQuestion, lines: list[str], number: int) -> bool:
    """After a blank line an option or the answer still comes."""
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
    """The letters that an answer names: as such, with the option's text behind, or by the text alone."""
    said = answer.strip()
    by_text = {
        letter
        for letter, text in texts.items()
        if text and canonical_option(text).casefold() == canonical_option(said).casefold()
    }
    whole = _LETTER_AND_TEXT.fullmatch(said)
    letters = said.rstrip(".)").upper()
    if whole and whole[1].upper() in texts:
        return {whole[1].upper()}
    if _LETTERS.fullmatch(letters):
        keys = set(re.findall(r"\b[A-Z]\b", letters)) or set(letters)
        return keys if keys <= texts.keys() else by_text
    return by_text or (set(letters) if re.fullmatch("[A-J]{2,}", letters) and set(letters) <= texts.keys() else set())


def _write(pack: Pack, options: ExchangeOptions, reviews: tuple[Review, ...]) -> Written:
    fitted = fit(pack, _CAPACITY, "Aiken")
    text = "\n".join("".join(_lines(item)) for item in fitted.pack.items)
    mark = "\ufeff" if text.startswith("\ufeff") else ""  # a reader takes the first one for the file's own
    return Written((mark + text).encode("utf-8", "replace"), fitted.lost)


def _lines(item: Item) -> Iterator[str]:
    yield f"{item.stem}\n"
    for at, option in enumerate(item.options):
        text = option.text.capitalize() if item.kind is Kind.TRUE_FALSE else option.text
        yield f"{chr(ord('A') + at)}. {text}\n"
    key = next(at for at, option in enumerate(item.options) if option.key)
    yield f"ANSWER: {chr(ord('A') + key)}\n"


def _recognise(sample: Sample) -> Confidence:
    text = sample.text
    if re.search(r"(?m)^[ \t]*+ANSWER[ \t]*+:[ \t]*+[A-Z]\b", text) and re.search(r"(?m)^[ \t]*+A[.)][ \t]++\S", text):
        return Confidence.CERTAIN
    answered = re.search(r"(?mi)^[ \t]*+(?:correct )?answer[ \t]*+:[ \t]*+\(?[A-J]\b", text)
    if not answered:
        return Confidence.NO
    offered = all(re.search(rf"(?mi)^[ \t]*+\(?{letter}[.):][ \t]*+\S", text) for letter in "AB")
    return Confidence.LIKELY if offered else Confidence.NO


AIKEN = Format("aiken", "Aiken", (".txt", ".aiken"), _recognise, _read, _write)
