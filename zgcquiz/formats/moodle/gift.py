"""Read GIFT, Moodle's text format, including common deviations from it."""

from __future__ import annotations

import re

from zgcquiz.core.packs.pack import Item, Kind, Option
from zgcquiz.core.text.number_writing import write_number
from zgcquiz.core.text.numbers import read_number, read_tolerance, split_unit
from zgcquiz.core.value import Value, replace
from zgcquiz.formats.errors import UnusableError
from zgcquiz.formats.exchange import reasons
from zgcquiz.formats.exchange.collector import Collector
from zgcquiz.formats.exchange.contract import Confidence, Converted, ExchangeOptions, Format, Losses
from zgcquiz.formats.exchange.item_fitter import true_or_false
from zgcquiz.formats.exchange.recognition import Sample
from zgcquiz.formats.moodle.credit import keys_of, lose_credit
from zgcquiz.formats.moodle.gift_blocks import Block, blocks, unescape
from zgcquiz.formats.moodle.gift_writer import write
from zgcquiz.formats.shared import categories
from zgcquiz.formats.shared.cloze import GAP
from zgcquiz.formats.shared.html_text import looks_like_html
from zgcquiz.formats.shared.identifiers import own_id

_TEXT_FORMAT = re.compile(r"\s*\[(html|markdown|plain|moodle)\]")
_WEIGHT = re.compile(r"\s*%([-\u2212\u2013]?\d+(?:[.,]\d*)?)%")
_TRUTH = re.compile(r"\s*(T|TRUE|F|FALSE)\s*(?:#(.*))?", re.IGNORECASE | re.DOTALL)
_SPACES = re.compile(r"[ \t\n]+")
_CODE = re.compile(r"(<pre\b.*?</pre>)", re.IGNORECASE | re.DOTALL)
_RANGE = re.compile(r"(.+?)\.\.(?!\.)(.+)", re.DOTALL)
_MARKS = re.compile(r"(?<!\\)(?=[=~])")
"""The start of each answer in a numeric question."""


class _GiftAnswer(Value, frozen=True):
    """An answer in braces. credit: in percent; right: it is marked with an equals sign."""

    text: str
    right: bool
    credit: float
    feedback: str


def _read(data: bytes, name: str, options: ExchangeOptions) -> Converted:
    collector = Collector(name, options)
    text = collector.decode(data)
    paths: dict[categories.Path, None] = {}
    added: list[categories.Path] = []
    lines = text.count("\n") + 1
    for number, block in enumerate(blocks(text)):
        if number % 500 == 0:
            collector.check_count(number)
            options.progress(block.line, lines)
        losses = collector.losses()
        try:
            item = _GiftQuestion(block, losses).item()
        except UnusableError as error:
            collector.skip(block.line, str(error), unescape(block.text))
            continue
        paths[block.category] = None
        if collector.add(item, block.line, losses=losses):
            added.append(block.category)
    title = categories.title_of(paths)
    return collector.result(title, sections=[categories.section_of(path, title) for path in added])


class _GiftQuestion:
    """Turns a block into an item."""

    def __init__(self, block: Block, losses: Losses) -> None:
        self._block = block
        self._lose = losses.add
        self._texts = losses.texts
        self._format = "moodle"

    def item(self) -> Item:
        """Return the item. Raises UnusableError if its kind is not supported or it has no key."""
        block = self._block
        if block.fault:
            raise UnusableError(block.fault)
        if block.answers is None:
            raise UnusableError(reasons.DESCRIPTION)
        before, after = block.before.strip(), block.after.strip()
        stem = self._text(f"{before} {GAP} {after}" if after else before, inherits=False)
        answers, general = _cut(block.answers, "####")
        named = bool(block.id) and block.title != block.id and bool(own_id(block.title))
        self._lose("name", reasons.NAME_NOT_KEPT, named)
        bare = Item(
            id=block.id or own_id(block.title),
            kind=Kind.SINGLE,
            stem=stem,
            options=(),
            explanation=self._text(general),
            tags=block.tags,
        )
        return self._with_answers(bare, answers.strip())

    def _with_answers(self, item: Item, text: str) -> Item:
        if not text:
            raise UnusableError(reasons.ESSAY)
        if text.startswith("#"):
            return self._numeric(item, text[1:])
        if "~" in text:
            return self._choice(item, text)
        parts = [part for part in text.split("=") if part.strip()]
        if parts and all("->" in part for part in parts):
            raise UnusableError(reasons.MATCHING)
        truth = _TRUTH.fullmatch(text)
        if truth:
            return self._true_false(item, truth)
        return self._typed(item, parts)

    def _choice(self, item: Item, text: str) -> Item:
        parts = re.split(r"(?=[~=])", text.replace("~=", "="))
        answers = [
            self._answer(part.lstrip("~=") if part[:1] in "~=" else part, part[:1] == "=")
            for part in parts
            if part.strip()
        ]
        single = any(answer.right and answer.credit >= 100 for answer in answers)
        keys = keys_of([answer.credit for answer in answers], single, self._lose)
        options = tuple(Option(answer.text, key, answer.feedback) for answer, key in zip(answers, keys, strict=True))
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

    def _typed(self, item: Item, parts: list[str]) -> Item:
        answers = [self._answer(part, True) for part in parts]
        right = [answer for answer in answers if answer.credit >= 100]
        self._check_right(answers, right)
        key = Option(right[0].text, True, right[0].feedback)
        return replace(item, kind=Kind.TYPED, options=(key,), accept=tuple(answer.text for answer in right[1:]))

    def _numeric(self, item: Item, text: str) -> Item:
        parts = [part for part in _MARKS.split(text) if part.strip()]
        answers = [self._answer(part[part[:1] in "=~" :], part[:1] != "~") for part in parts]
        right = [answer for answer in answers if answer.credit >= 100]
        self._lose("other right numbers", reasons.ONE_RANGE, len(right[1:]))
        self._check_right(answers, right)
        value, tolerance = _number_and_tolerance(right[0].text)
        key = Option(value, True, right[0].feedback)
        return replace(item, kind=Kind.NUMERIC, options=(key,), tolerance=tolerance)

    def _check_right(self, answers: list[_GiftAnswer], right: list[_GiftAnswer]) -> None:
        """Raise UnusableError if no typed answer is right; count other credit, and feedback of all but the first."""
        lose_credit([answer.credit for answer in answers], self._lose)
        if not right:
            raise UnusableError(reasons.NO_KEY)
        others = [answer for answer in answers if answer is not right[0]]
        self._lose("feedback", reasons.NO_TYPED_FEEDBACK, sum(bool(answer.feedback) for answer in others))

    def _answer(self, text: str, right: bool) -> _GiftAnswer:
        """Return an answer, given its text without the sign."""
        weight = _WEIGHT.match(text)
        if weight:
            text = text[weight.end() :]
        body, feedback = _cut(text, "#")
        credit = _share(weight.group(1)) if weight else 100.0 if right else 0.0
        return _GiftAnswer(self._text(body), right, credit, self._text(feedback))

    def _text(self, text: str, *, inherits: bool = True) -> str:
        """Return a text as plain text. inherits: its default format is the question's; otherwise it sets that."""
        prefix = _TEXT_FORMAT.match(text)
        if prefix:
            text = text[prefix.end() :]
        format = prefix.group(1) if prefix else self._format
        if not inherits:
            self._format = format
        if format in ("moodle", "html"):
            text = _with_single_spaces(text)
        text = unescape(text).strip()
        if format == "html" or (format == "moodle" and looks_like_html(text)):
            return self._texts.html(text, self._lose, keeps_lines=format == "moodle")
        if format == "markdown":
            self._texts.markdown(text, text)
            return text
        return self._texts.plain(text, has_formulas=format == "moodle")


def _with_single_spaces(text: str) -> str:
    """Return a text without line breaks, which have no meaning in the file, except within code."""
    parts = _CODE.split(text) if "<pre" in text.lower() else [text]
    return "".join(part if at % 2 else _SPACES.sub(" ", part) for at, part in enumerate(parts))


def _cut(text: str, sign: str) -> tuple[str, str]:
    before, _, after = text.partition(sign)
    return before, after


def _share(text: str) -> float:
    """Return a weight in percent; it may have a decimal comma."""
    return float(read_number(text.replace(",", ".")) or 0)


def _number_and_tolerance(text: str) -> tuple[str, float]:
    """Return the number of `1822:2`, `1..5` (its middle) or `3`, and its tolerance. Raises UnusableError if invalid."""
    both = _RANGE.fullmatch(text)
    low, high = (read_number(bound) for bound in both.groups()) if both else (None, None)
    if low is not None and high is not None and low <= high:
        return write_number((low + high) / 2), float((high - low) / 2)
    number, _, margin = text.partition(":")
    figure, unit = split_unit(number)
    value = read_number(figure)
    tolerance = read_tolerance(margin, value, unit) if margin.strip() else 0.0
    if both or value is None or tolerance is None:
        wrong = text if both else number if value is None else margin
        raise UnusableError(f"'{wrong.strip()[:40]}' is not a {'range' if both else 'number'}")
    return number.strip(), tolerance


_CATEGORY = re.compile(r"(?m)^[ \t]*+\$CATEGORY[ \t]*+:")
_TITLED = re.compile(r"(?m)^[ \t]*+::[^\n:]++(?::[^\n:]++)*+::[^\n{]*+(?=\{)")
_IN_BRACES = re.compile(r"\\.|(?<![$@{])\{((?:[^{}\\]++|\\.)*+)\}", re.DOTALL)
"""Innermost braces; those of `${x}`, `@{x}` and `{{x}}` are never GIFT."""
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
    """Tell whether braces contain answers in GIFT's syntax, not code or a comment."""
    if braces is None or not braces.group(1):
        return False
    found = _ANSWERS.match(braces.group(1))
    if found is None or found.group().strip() != "#":
        return found is not None
    first = next(filter(str.strip, _MARKS.split(braces.group(1)[found.end() :])))
    number = _cut(first.lstrip("=~"), "#")[0]
    if len(number) > _MAX_NUMBER:
        return False
    weight = _WEIGHT.match(number)
    try:
        return read_number(_number_and_tolerance(number[weight.end() if weight else 0 :])[0]) is not None
    except UnusableError:
        return False


_MAX_NUMBER = 80
"""Maximum characters of a number with its tolerance by which a file is recognised."""

GIFT = Format("gift", "GIFT, Moodle's text format", (".gift", ".txt"), _recognise, _read, write)
