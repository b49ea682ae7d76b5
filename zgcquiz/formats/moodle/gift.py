"""GIFT, Moodle's text format: reading, wild files too."""

from __future__ import annotations

import re

from zgcquiz.core.packs.pack import Item, Kind, Option
from zgcquiz.core.text.number_writing import write_number
from zgcquiz.core.text.numbers import read_number, read_tolerance, split_unit
from zgcquiz.core.value import Value, replace
from zgcquiz.formats.errors import UnusableError
from zgcquiz.formats.exchange.collector import Collector, true_or_false
from zgcquiz.formats.exchange.contract import Confidence, Converted, ExchangeOptions, Format, Losses
from zgcquiz.formats.exchange.recognition import Sample
from zgcquiz.formats.moodle.gift_blocks import Block, blocks, unescape
from zgcquiz.formats.moodle.gift_writer import write
from zgcquiz.formats.shared import categories
from zgcquiz.formats.shared.html_text import from_html, looks_like_html
from zgcquiz.formats.shared.identifiers import own_id
from zgcquiz.formats.untrusted.decoding import read_text

GAP = "_____"
"""Stands in the stem where the answers stood inside it."""

_TEXT_FORMAT = re.compile(r"\s*\[(html|markdown|plain|moodle)\]")
_WEIGHT = re.compile(r"\s*%([-\u2212\u2013]?\d+(?:[.,]\d*)?)%")
_TRUTH = re.compile(r"\s*(T|TRUE|F|FALSE)\s*(?:#(.*))?", re.IGNORECASE | re.DOTALL)
_SPACES = re.compile(r"[ \t\n]+")
_RANGE = re.compile(r"(.+?)\.\.(?!\.)(.+)", re.DOTALL)
_MARKS = re.compile(r"(?<!\\)(?=[=~])")
"""Where an answer in numbers begins."""


class _GiftAnswer(Value, frozen=True):
    """One answer in braces. credit: in percent; right: it was marked as such."""

    text: str
    right: bool
    credit: float
    feedback: str


def _read(data: bytes, name: str, options: ExchangeOptions) -> Converted:
    decoded = read_text(data, name)
    collector = Collector(name, options)
    collector.note(decoded.note)
    found: list[tuple[Block, Item, Losses]] = []
    lines = decoded.text.count("\n") + 1
    for number, block in enumerate(blocks(decoded.text)):
        if number % 500 == 0:
            collector.check_count(number)
            options.progress(block.line, lines)
        losses = Losses()
        try:
            found.append((block, _GiftQuestion(block, losses).item(), losses))
        except UnusableError as error:
            collector.skip(block.line, str(error), unescape(block.text))
    title = categories.title_of(block.category for block, _, _ in found)
    for block, item, losses in found:
        section = categories.section_of(block.category, title)
        collector.add(replace(item, section=section), block.line, losses=losses)
    return collector.result(title)


class _GiftQuestion:
    """Makes an item of a block."""

    def __init__(self, block: Block, losses: Losses) -> None:
        self._block = block
        self._lose = losses.add
        self._format = "moodle"

    def item(self) -> Item:
        """The item. Raises UnusableError where it has no place here."""
        block = self._block
        if block.fault:
            raise UnusableError(block.fault)
        if block.answers is None:
            raise UnusableError("a description: there is nothing to answer")
        before, after = block.before.strip(), block.after.strip()
        stem = self._text(f"{before} {GAP} {after}" if after else before, inherits=False)
        answers, general = _cut(block.answers, "####")
        named = bool(block.id) and block.title != block.id and bool(own_id(block.title))
        self._lose("name", "a question here has its id only", named)
        bare = Item(
            id=block.id or own_id(block.title),
            kind=Kind.SINGLE,
            stem=stem,
            options=(),
            explanation=self._text(general),
            tags=block.tags,
        )
        return self._answered(bare, answers.strip())

    def _answered(self, item: Item, answers: str) -> Item:
        if not answers:
            raise UnusableError("an essay: there is no answer to compare with")
        if answers.startswith("#"):
            return self._numeric(item, answers[1:])
        if "~" in answers:
            return self._choice(item, answers)
        given = [part for part in answers.split("=") if part.strip()]
        if given and all("->" in part for part in given):
            raise UnusableError("a matching question, which has no place here")
        truth = _TRUTH.fullmatch(answers)
        if truth:
            return self._true_false(item, truth)
        return self._typed(item, given)

    def _choice(self, item: Item, answers: str) -> Item:
        parts = re.split(r"(?=[~=])", answers.replace("~=", "="))
        given = [
            self._answer(part.lstrip("~=") if part[:1] in "~=" else part, part[:1] == "=")
            for part in parts
            if part.strip()
        ]
        single = any(answer.right and answer.credit >= 100 for answer in given)
        if single:
            keys = [answer.credit >= 100 for answer in given]
            self._lose("partial credit", "an answer is right or wrong", sum(0 < a.credit < 100 for a in given))
        else:
            keys = [answer.credit > 0 for answer in given]
            right = {answer.credit for answer in given if answer.credit > 0}
            penalties = {-answer.credit for answer in given if answer.credit < 0}
            self._lose("weights", "all right options count alike", len(right) - 1 if len(right) > 1 else 0)
            self._lose("penalties", "each wrong pick takes back a right one", len(penalties - right))
        options = tuple(Option(answer.text, key, answer.feedback) for answer, key in zip(given, keys, strict=True))
        kind = Kind.SINGLE if single else Kind.MULTIPLE
        return true_or_false(replace(item, kind=kind, options=options, drawn=True))

    def _true_false(self, item: Item, truth: re.Match[str]) -> Item:
        is_true = truth.group(1).upper().startswith("T")
        wrong, right = (self._text(part) for part in _cut(truth.group(2) or "", "#"))
        options = (
            Option("true", is_true, right if is_true else wrong),
            Option("false", not is_true, wrong if is_true else right),
        )
        return replace(item, kind=Kind.TRUE_FALSE, options=options)

    def _typed(self, item: Item, given: list[str]) -> Item:
        answers = [self._answer(part, True) for part in given]
        full = [answer for answer in answers if answer.credit >= 100]
        self._lose("partial credit", "an answer is right or wrong", len(answers) - len(full))
        if not full:
            raise UnusableError("no answer is marked as right")
        said = sum(bool(answer.feedback) for answer in answers) - bool(full[0].feedback)
        self._lose("feedback", "typed answers take an explanation only", said)
        key = Option(full[0].text, True, full[0].feedback)
        return replace(item, kind=Kind.TYPED, options=(key,), accept=tuple(answer.text for answer in full[1:]))

    def _numeric(self, item: Item, answers: str) -> Item:
        marks = [part for part in _MARKS.split(answers) if part.strip()]
        given = [self._answer(part[part[:1] in "=~" :], part[:1] != "~") for part in marks]
        right = [answer for answer in given if answer.credit >= 100]
        self._lose("partial credit", "an answer is right or wrong", sum(0 < answer.credit < 100 for answer in given))
        others = [answer for answer in given if answer.credit < 100] + right[1:]
        self._lose("feedback", "numbers take an explanation only", sum(bool(answer.feedback) for answer in others))
        self._lose("other right numbers", "one range is right", len(right[1:]))
        if not right:
            raise UnusableError("no number is marked as right")
        value, tolerance = _span(right[0].text)
        key = Option(value, True, right[0].feedback)
        return replace(item, kind=Kind.NUMERIC, options=(key,), tolerance=tolerance)

    def _answer(self, text: str, right: bool) -> _GiftAnswer:
        """An answer without its sign."""
        weight = _WEIGHT.match(text)
        if weight:
            text = text[weight.end() :]
        body, feedback = _cut(text, "#")
        credit = _share(weight.group(1)) if weight else 100.0 if right else 0.0
        return _GiftAnswer(self._text(body), right, credit, self._text(feedback))

    def _text(self, text: str, *, inherits: bool = True) -> str:
        """A text in its format, as plain text. inherits: its format is the question's if it names none."""
        said = _TEXT_FORMAT.match(text)
        if said:
            text = text[said.end() :]
        format = said.group(1) if said else self._format
        if not inherits:
            self._format = format
        if format in ("moodle", "html"):
            text = _SPACES.sub(" ", text)  # where the file breaks its lines means nothing
        text = unescape(text).strip()
        if format == "html" or (format == "moodle" and looks_like_html(text)):
            return from_html(text, self._lose, keeps_lines=format == "moodle")
        return text


def _cut(text: str, sign: str) -> tuple[str, str]:
    before, _, after = text.partition(sign)
    return before, after


def _share(text: str) -> float:
    """A weight in per cent: a comma in it begins the decimals."""
    return float(read_number(text.replace(",", ".")) or 0)


def _span(text: str) -> tuple[str, float]:
    """Return the number of `1822:2`, `1..5` or `3` (of a range the one in the middle), and how far it may be off."""
    both = _RANGE.fullmatch(text)
    low, high = (read_number(bound) for bound in both.groups()) if both else (None, None)
    if low is not None and high is not None and low <= high:
        return write_number((low + high) / 2), float((high - low) / 2)
    number, _, off = text.partition(":")
    figure, unit = split_unit(number)
    value = read_number(figure)
    tolerance = read_tolerance(off, value, unit) if off.strip() else 0.0
    if both or value is None or tolerance is None:
        wrong = text if both else number if value is None else off
        raise UnusableError(f"'{wrong.strip()[:40]}' is no {'range' if both else 'number'}")
    return number.strip(), tolerance


_CATEGORY = re.compile(r"(?m)^[ \t]*+\$CATEGORY[ \t]*+:")
_TITLED = re.compile(r"(?m)^[ \t]*+::[^\n:]++(?::[^\n:]++)*+::[^\n{]*+(?=\{)")
_IN_BRACES = re.compile(r"\\.|(?<![$@{])\{((?:[^{}\\]++|\\.)*+)\}", re.DOTALL)
"""Braces that hold none; those of `${x}`, `@{x}` and `{{x}}` are never GIFT's."""
_ANSWERS = re.compile(r"\s*+(?:[=~]|(?:[TF]|(?i:true|false))\s*+(?:#|$)|#(?=\s*+[^\s#]))")


def _recognise(sample: Sample) -> Confidence:
    text = sample.text
    if _CATEGORY.search(text) or any(_are_answers(_IN_BRACES.match(text, at.end())) for at in _TITLED.finditer(text)):
        return Confidence.CERTAIN
    filled = [found for found in _IN_BRACES.finditer(text) if found.group(1) and not found.group(1).isspace()]
    if 0 < len(filled) <= 2 * sum(map(_are_answers, filled)):
        return Confidence.LIKELY
    named = sample.name.lower().endswith((".gift", ".gift.txt"))
    return Confidence.POSSIBLE if named and text else Confidence.NO


def _are_answers(braces: re.Match[str] | None) -> bool:
    """Return whether braces hold answers as GIFT writes them, rather than code or a comment."""
    if braces is None or not braces.group(1):
        return False
    found = _ANSWERS.match(braces.group(1))
    if found is None or not found.group().endswith("#") or found.group().strip() != "#":
        return found is not None
    first = next(filter(str.strip, _MARKS.split(braces.group(1)[found.end() :])))
    number = _cut(first.lstrip("=~"), "#")[0]
    try:
        return (
            len(number) <= _LONGEST_NUMBER
            and read_number(_span(number[_end_of(_WEIGHT.match(number)) :])[0]) is not None
        )
    except UnusableError:
        return False


def _end_of(match: re.Match[str] | None) -> int:
    return match.end() if match else 0


_LONGEST_NUMBER = 80
"""Characters of a number with its tolerance, where a file is recognised by it."""

GIFT = Format("gift", "GIFT, Moodle's text format", (".gift", ".txt"), _recognise, _read, write)
