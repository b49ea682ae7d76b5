"""From a question in Markdown to an item."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from zgcquiz.core.packs.option_labels import option_name, place_named
from zgcquiz.core.packs.pack import Allowance, Citation, Item, Kind, Option
from zgcquiz.core.text.numbers import read_number, read_tolerance, split_unit
from zgcquiz.core.text.strictness import STRICT
from zgcquiz.core.value import replace
from zgcquiz.formats.errors import UnusableError
from zgcquiz.formats.exchange.contract import Losses
from zgcquiz.formats.exchange.item_fitter import true_or_false
from zgcquiz.formats.markdown.lines import Mark, MarkdownLine
from zgcquiz.formats.markdown.quiz.checkboxes import KEY_LABEL, LETTERED, CheckboxItem, Lines
from zgcquiz.formats.markdown.quiz.question import MarkdownQuestion, Meta, is_answer
from zgcquiz.formats.markdown.text import inline, is_blank, to_plain
from zgcquiz.formats.native.values import canonical_option

_WHY = re.compile(r"(?:answer )?(?:explanations?|reasons?|rationale|why)")
_WHY_TEXT = re.compile(r"(?:answer )?(?:explanations?|reasons?|rationale|why):[ \t]*", re.IGNORECASE)
_TAGS = re.compile(r"</?[A-Za-z][^<>]*>")


def as_label(heading: MarkdownLine) -> MarkdownLine:
    """Return a heading within a question as the label that it is, where it only says that an explanation follows."""
    name = heading.body.strip("*_: \t").lower()
    return replace(heading, mark=Mark.LABEL, name=name, body="") if _WHY.fullmatch(name) else heading


def item_of(question: MarkdownQuestion, losses: Losses) -> Item:
    question = _ticked_by_answer(question)
    said = dict(question.meta)
    pinned = _said(question.meta, "pinned")
    item = Item(
        id=said.get("id", ""),
        kind=Kind.SINGLE,
        stem=to_plain(question.stem, losses.add),
        options=tuple(
            Option(text, choice.box.checked, to_plain(choice.feedback, losses.add), str(at) in pinned)
            for at, (choice, text) in enumerate(zip(question.choices, _texts(question.choices, losses), strict=True), 1)
        ),
        drawn=said.get("order") != "fixed",
        fact=said.get("fact", ""),
        tags=_said(question.meta, "tag"),
        as_of=said.get("as_of", ""),
        valid_until=said.get("valid_until", ""),
        superseded_by=said.get("superseded_by", ""),
        formerly=_said(question.meta, "formerly"),
        allow=tuple(_allowed(question.meta)),
        strict=tuple(word for word in STRICT if word in _said(question.meta, "strict")),
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


def _ticked_by_answer(question: MarkdownQuestion) -> MarkdownQuestion:
    """Tick the boxes that a labelled answer names by letter, by number or by text, where none is ticked."""
    if any(choice.box.checked for choice in question.choices):
        return question
    said = next((at for at, line in enumerate(question.after) if KEY_LABEL.match(line.text)), None)
    if said is None:
        return question
    label = KEY_LABEL.match(question.after[said].text)
    assert label
    last, key = said, question.after[said].text[label.end() :]
    if is_blank(key):  # it stands below, as between <details> tags
        last = next((at for at in range(said + 1, len(question.after)) if not is_blank(question.after[at].text)), said)
        below = question.after[last].text
        again = KEY_LABEL.match(below)
        key = below[again.end() :] if again else below
    key = _TAGS.sub("", inline(key)).strip("*_ \t")
    texts = [canonical_option(to_plain(choice.text)) for choice in question.choices]
    names = [key, *re.split(r"[,;&]|\band\b", key)]
    if named := LETTERED.fullmatch(key):  # with its text, or what explains it
        names = [key, named[1]] if _place(named[2], texts) is None else [named[2], named[1]]
    for parts in (names[:1], names[1:]):
        places = [_place(part, texts) for part in parts]
        if all(place is not None for place in places):
            choices = tuple(
                CheckboxItem(replace(choice.box, checked=at in places), choice.lines)
                for at, choice in enumerate(question.choices)
            )
            return replace(question, choices=choices, after=(*question.after[:said], *question.after[last + 1 :]))
    return question


def _place(name: str, texts: Sequence[str]) -> int | None:
    """Return which of the texts a name means: one of them, else a letter, else a number from 1."""
    name = canonical_option(name)
    if name in texts:
        return texts.index(name)
    place = place_named(option_name(name))
    return place if 0 <= place < len(texts) else None


def _texts(choices: Sequence[CheckboxItem], losses: Losses) -> list[str]:
    """Return the options' texts. Where plain text makes two the same, they keep as much as tells them apart.

    First the targets of links and images are named; then the Markdown itself stands.
    """
    texts = [to_plain(choice.text, losses.add) for choice in choices]
    for tell in (_with_targets, _as_written):
        folded = [canonical_option(text) for text in texts]
        if len(set(folded)) == len(folded):
            break
        count = Counter(folded)
        texts = [
            tell(choice.text) if count[each] > 1 else text
            for choice, text, each in zip(choices, texts, folded, strict=True)
        ]
    return texts


def _with_targets(lines: Sequence[str]) -> str:
    return to_plain(lines, targets=True)


def _as_written(lines: Sequence[str]) -> str:
    return "\n".join(lines).strip()


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
