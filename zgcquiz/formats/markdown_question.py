"""A question as Markdown has it: a stem, boxes or a labelled answer, and what follows; and the item that it is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from zgcquiz.core.numbers import read_number, read_tolerance, split_unit
from zgcquiz.core.pack import Allowance, Citation, Item, Kind, Option
from zgcquiz.core.value import Value, replace
from zgcquiz.formats.collector import true_or_false
from zgcquiz.formats.exchange import Losses, UnusableError
from zgcquiz.formats.markdown_lines import Line, Mark
from zgcquiz.formats.markdown_text import inline, is_blank, to_plain

_WHY = re.compile(r"(?:answer )?(?:explanations?|reasons?|rationale|why)")
_WHY_TEXT = re.compile(r"(?:answer )?(?:explanations?|reasons?|rationale|why):[ \t]*", re.IGNORECASE)
_ANSWERS = ("answer", "accept", "number")

Lines = Sequence[Line]
Meta = tuple[tuple[str, str], ...]


class Choice(Value, frozen=True):
    """A checkbox, the lines that belong to it, and what is said of it."""

    box: Line
    more: tuple[Line, ...]
    feedback: tuple[Line, ...]


class Question(Value, frozen=True):
    """A question as its parts stand in the file."""

    line: int
    stem: tuple[str, ...]
    choices: tuple[Choice, ...]
    after: tuple[Line, ...]
    meta: Meta


def is_answer(line: Line) -> bool:
    return line.mark is Mark.LABEL and line.name in _ANSWERS


def question_of(number: int, head: str, body: Lines, meta: Meta = ()) -> Question:
    """The question of some lines, of which all boxes are its own.

    number: its own line's; head: how its stem begins, before those lines; meta: what is said of it there.
    """
    boxes = [at for at, line in enumerate(body) if line.mark is Mark.CHECK]
    first = boxes[0] if boxes else next((at for at, line in enumerate(body) if is_answer(line)), len(body))
    if not boxes and first == len(body):
        first = next((at for at, line in enumerate(body) if line.mark is Mark.LABEL), first)
    choices = []
    after: Lines = body[first:]
    for at, end in zip(boxes, [*boxes[1:], len(body)], strict=False):
        last = end == len(body)
        more = body[at + 1 : end]
        own = _own(body[at], more) if last else len(more)
        choices.append(choice_of(body[at], more[:own]))
        after = more[own:]
    meta = (*meta, *(pair for line in body for pair in line.meta))
    return Question(number, (head, *texts_of(body[:first])), tuple(choices), tuple(after), meta)


def _own(box: Line, more: Lines) -> int:
    """How many of the lines after the last box belong to it: those right after it, and those set in.

    Where nothing stands beside the box, what comes next is its text, also after an empty line.
    """
    empty, gap = is_blank(box.body), False
    for at, line in enumerate(more):
        if line.mark is Mark.BLANK:
            gap = gap or not empty
        elif line.mark in (Mark.LABEL, Mark.RULE) or (line.mark is Mark.TEXT and looks_like_why(line.text)):
            return at
        elif line.mark is Mark.CODE and at and more[at - 1].mark is Mark.CODE:
            continue
        elif gap and line.indent < box.indent + 2:
            return at
        else:
            empty = False
    return len(more)


def looks_like_why(text: str) -> bool:
    """A line right after the options that explains them, as in the collections on GitHub."""
    return bool(re.match(r"\[?(?:reference|source|explanation|note)\b", text.strip("*_` \t"), re.IGNORECASE))


def choice_of(box: Line, more: Lines) -> Choice:
    """Quotes right after an option are said of it."""
    feedback = [line for line in more if line.mark is Mark.QUOTE]
    return Choice(box, tuple(line for line in more if line.mark is not Mark.QUOTE), tuple(feedback))


def texts_of(lines: Lines) -> Iterator[str]:
    """The lines' text, quotes without their marks."""
    for line in lines:
        if line.mark is not Mark.RULE:
            yield line.body if line.mark is Mark.QUOTE else line.text


def item_of(question: Question, losses: Losses) -> Item:
    said = dict(question.meta)
    pinned = _said(question.meta, "pinned")
    item = Item(
        id=said.get("id", ""),
        kind=Kind.SINGLE,
        stem=to_plain(question.stem, losses.add),
        options=tuple(
            Option(
                to_plain([choice.box.body, *texts_of(choice.more)], losses.add),
                choice.box.checked,
                to_plain([line.body for line in choice.feedback], losses.add),
                str(at) in pinned,
            )
            for at, choice in enumerate(question.choices, 1)
        ),
        drawn=said.get("order") != "fixed",
        fact=said.get("fact", ""),
        tags=_said(question.meta, "tag"),
        as_of=said.get("as_of", ""),
        valid_until=said.get("valid_until", ""),
        superseded_by=said.get("superseded_by", ""),
        formerly=_said(question.meta, "formerly"),
        allow=tuple(_allowed(question.meta)),
        recall=said.get("recall") != "no",
        draft=said.get("draft") == "yes",
        source=_citation(said["cite"]) if "cite" in said else None,
    )
    after = [line for line in question.after if not (item.source and line.mark is Mark.LABEL and line.name == "source")]
    if not item.options:
        return _answered(item, after, losses)
    keys = sum(option.key for option in item.options)
    kind = Kind.MULTIPLE if keys > 1 or said.get("kind") == Kind.MULTIPLE else Kind.SINGLE
    accept = _said(question.meta, "accept")
    item = replace(item, kind=kind, accept=accept, explanation=_explanation(after, losses))
    if not keys:
        raise UnusableError("no option is ticked (- [x] …)")
    return true_or_false(item)


def _said(meta: Meta, wanted: str) -> tuple[str, ...]:
    return tuple(value for name, value in meta if name == wanted)


def _allowed(meta: Meta) -> Iterator[Allowance]:
    said = dict(value.partition(" ")[::2] for value in _said(meta, "allow"))
    yield from (Allowance(code, reason) for code, reason in said.items() if code and reason.strip())


def _citation(text: str) -> Citation | None:
    said = json_texts(text)
    if not said.get("source"):
        return None
    paragraph = said.get("paragraph", "")
    number = int(paragraph) if paragraph.isdecimal() and len(paragraph) < 9 else 0
    return Citation(said["source"], said.get("section", ""), number, said.get("quote", ""))


def json_texts(text: str) -> dict[str, str]:
    """The texts and numbers in an object of JSON, by name; none where it is no such thing."""
    import json

    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    if not isinstance(found, dict):
        return {}
    return {name: str(value) for name, value in found.items() if isinstance(value, str | int)}


def _answered(item: Item, after: Lines, losses: Losses) -> Item:
    """A question without options, whose answer is said after a label."""
    answers = [line for line in after if is_answer(line)]
    rest = [line for line in after if not is_answer(line)]
    right = next((line for line in answers if line.name != "accept"), None)
    if right is None:
        raise UnusableError("no options (- [ ] …) follow it")
    accept = tuple(inline(line.body, losses.add) for line in answers if line is not right)
    item = replace(item, kind=Kind.TYPED, drawn=False, accept=accept, explanation=_explanation(rest, losses))
    if right.name == "number":
        number, off, unit = number_in(inline(right.body, losses.add))
        tolerance = read_tolerance(off, read_number(number)) if off else 0.0
        if tolerance is None:
            raise UnusableError(f"'{off[:20]}' after ± is not a number from 0")
        return replace(item, kind=Kind.NUMERIC, options=(Option(number, key=True),), tolerance=tolerance, unit=unit)
    return replace(item, options=(Option(inline(right.body, losses.add), key=True),))


def number_in(text: str) -> tuple[str, str, str]:
    """Return the number, what stands behind ±, and the unit of a text such as "5 ± 0.5 km"; "" for what isn't there."""
    before, _, after = text.partition("±")
    off, _, unit = after.strip().partition(" ")
    number, own = split_unit(before)
    return number or before.strip(), off, unit.strip() or own


def _explanation(lines: Lines, losses: Losses) -> str:
    """What is said after the options, without a first word that only says that it explains."""
    texts = [
        line.body if line.mark is Mark.QUOTE or (line.mark is Mark.LABEL and _WHY.fullmatch(line.name)) else line.text
        for line in lines
        if line.mark is not Mark.RULE
    ]
    text = to_plain(texts, losses.add).strip()
    if any(line.mark is Mark.LABEL and _WHY.fullmatch(line.name) for line in lines):
        return text
    return _WHY_TEXT.sub("", text, count=1) if _WHY_TEXT.match(text) else text
