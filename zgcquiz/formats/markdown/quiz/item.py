"""Convert a question of a Markdown quiz to an item."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from textwrap import dedent

from zgcquiz.core.markup.shown_form import shown_form
from zgcquiz.core.packs.meta_options import names_letters
from zgcquiz.core.packs.option_labels import option_name, place_named
from zgcquiz.core.packs.pack import Allowance, Citation, Item, Kind, Option
from zgcquiz.core.text.numbers import read_number, read_tolerance, split_unit
from zgcquiz.core.text.strictness import STRICT
from zgcquiz.core.value import replace
from zgcquiz.formats.errors import UnusableError
from zgcquiz.formats.exchange.contract import Losses
from zgcquiz.formats.exchange.item_fitter import true_or_false
from zgcquiz.formats.markdown.lines import Mark, MarkdownLine
from zgcquiz.formats.markdown.paragraphs import is_blank
from zgcquiz.formats.markdown.quiz.answered_lists import KEY_LABEL, KEY_WORDS, LETTERED
from zgcquiz.formats.markdown.quiz.checkboxes import CheckboxItem, Lines, is_figure
from zgcquiz.formats.markdown.quiz.question import MarkdownQuestion, Meta, is_answer
from zgcquiz.formats.markdown.text import inline, to_plain
from zgcquiz.formats.markup.markdown_source import text_of
from zgcquiz.formats.native.values import canonical_option, options_named
from zgcquiz.formats.tables.column_names import EXPLANATION

_WHY = re.compile(EXPLANATION)
_WHY_TEXT = re.compile(rf"\A{EXPLANATION}[ \u00a0\u202f]?[:：][ \t]*")
_SUMMARY = re.compile(
    rf"[ \t]*(?:<details\b[^<>]*>[ \t]*)?<summary\b[^<>]*>\W*(?:<(?:strong|b)>)?\W*"
    rf"(?:(?:click|tap)\b[^<>]*|(?:(?:show|view|see) )?(?:the )?(?:{KEY_WORDS}|{EXPLANATION})"
    rf"(?: (?:and|&) (?:{KEY_WORDS}|{EXPLANATION}))?)\W*(?:</(?:strong|b)>)?[ \t]*</summary>",
    re.IGNORECASE,
)
"""What is clicked on to unfold an explanation, and says nothing about the question."""
_OWN_LETTER = re.compile(r"\b[B-J]\b|(?<=[a-z,(] )A\b")
"""A letter that may name an option: a needless fixed order does less harm than a wrong letter."""
_TAGS = re.compile(r"</?[A-Za-z][^<>]*>")


def as_label(heading: MarkdownLine) -> MarkdownLine:
    """Return a heading within a question as a label if it only announces an explanation, else unchanged."""
    name = heading.body.strip("*_: \t").lower()
    return replace(heading, mark=Mark.LABEL, name=name, body="") if _WHY.fullmatch(name) else heading


def item_of(question: MarkdownQuestion, losses: Losses) -> Item:
    """Return the item of a question. Raises UnusableError if it has no options, or no key."""
    question = _without_letters(_ticked_by_answer(question))
    meta = dict(question.meta)
    pinned = _values(question.meta, "pinned")
    item = Item(
        id=meta.get("id", ""),
        kind=Kind.SINGLE,
        stem=text_of(question.stem, losses),
        options=tuple(
            Option(text, choice.box.checked, text_of(choice.feedback, losses), str(at) in pinned)
            for at, (choice, text) in enumerate(zip(question.choices, _texts(question.choices, losses), strict=True), 1)
        ),
        drawn=meta.get("order") != "fixed",
        fact=meta.get("fact", ""),
        tags=_values(question.meta, "tag"),
        as_of=meta.get("as_of", ""),
        valid_until=meta.get("valid_until", ""),
        superseded_by=meta.get("superseded_by", ""),
        formerly=_values(question.meta, "formerly"),
        allow=tuple(_allowances(question.meta)),
        strict=tuple(word for word in STRICT if word in _values(question.meta, "strict")),
        recall=meta.get("recall") != "no",
        draft=meta.get("draft") == "yes",
        source=_citation(meta["cite"]) if "cite" in meta else None,
    )
    after = [line for line in question.after if not (item.source and line.mark is Mark.LABEL and line.name == "source")]
    if not item.options:
        return _typed(item, after, losses)
    kind = Kind.MULTIPLE if len(item.keys) > 1 or meta.get("kind") == Kind.MULTIPLE else Kind.SINGLE
    accept = _values(question.meta, "accept")
    item = replace(item, kind=kind, accept=accept, explanation=_explanation(after, losses))
    if not item.keys:
        raise UnusableError("no option is ticked (- [x] …)")
    return true_or_false(item)


def _ticked_by_answer(question: MarkdownQuestion) -> MarkdownQuestion:
    """If no box is ticked, tick those that a labelled answer names by letter, number or text."""
    if any(choice.box.checked for choice in question.choices):
        return question
    texts = [line.text for line in question.after]
    first = last = next((at for at, text in enumerate(texts) if KEY_LABEL.match(text)), -1)
    if first < 0:
        return question
    key = _without_label(texts[first])
    if is_blank(key):  # the key is on a later line, as between <details> tags
        last = next((at for at in range(first + 1, len(texts)) if not is_blank(texts[at])), first)
        key = _without_label(texts[last])
    key = _TAGS.sub("", inline(key)).strip("*_ \t")
    options = [to_plain(choice.text) for choice in question.choices]
    names = [key, *re.split(r"[,;&]|\band\b", key)]
    if lettered := LETTERED.fullmatch(key):  # a letter and the option's text, or an explanation
        names = [key, lettered[1]] if _place(lettered[2], options) is None else [lettered[2], lettered[1]]
    for parts in (names[:1], names[1:]):
        places = [_place(part, options) for part in parts]
        if all(place is not None for place in places):
            choices = tuple(
                CheckboxItem(replace(choice.box, checked=at in places), choice.lines)
                for at, choice in enumerate(question.choices)
            )
            return replace(question, choices=choices, after=(*question.after[:first], *question.after[last + 1 :]))
    return question


def _without_letters(question: MarkdownQuestion) -> MarkdownQuestion:
    """Take off letters that are all that the boxes themselves say, if code or an image below each box is the option.

    They must count up from A. Texts that name an option by its letter keep their meaning, as the order is then fixed.
    """
    letters = [choice.box.body.strip("*_`:.) \t").upper() for choice in question.choices]
    below = [is_figure(next(filter(_has_text, choice.lines), choice.box)) for choice in question.choices]
    if len(letters) < 2 or letters != [chr(ord("A") + at) for at in range(len(letters))] or not all(below):
        return question
    choices = tuple(CheckboxItem(replace(each.box, body=""), each.lines) for each in question.choices)
    told = [*question.stem, *(line.text for line in question.after)]
    named = any(names_letters(inline(text), "") or _OWN_LETTER.search(text) for text in told)
    return replace(question, choices=choices, meta=(*question.meta, *[("order", "fixed")] * named))


def _has_text(line: MarkdownLine) -> bool:
    return not is_blank(line.text)


def _without_label(text: str) -> str:
    return KEY_LABEL.sub("", text, count=1) if KEY_LABEL.match(text) else text


def _place(name: str, texts: Sequence[str]) -> int | None:
    """Return the index of the text that a name means: the text itself, a letter, or a number from 1."""
    if places := options_named(name, texts):
        return places[0]
    name = canonical_option(name)
    place = place_named(option_name(name))
    return place if 0 <= place < len(texts) else None


def _texts(choices: Sequence[CheckboxItem], losses: Losses) -> list[str]:
    """Return the options' texts. Two that are the same as plain text keep the targets of links, or else all markup."""
    texts = [text_of(choice.text, losses) for choice in choices]
    for fuller in (_with_targets, _as_written):
        folded = [shown_form(text) for text in texts]
        if len(set(folded)) == len(folded):
            break
        count = Counter(folded)
        texts = [
            fuller(choice.text) if count[each] > 1 else text
            for choice, text, each in zip(choices, texts, folded, strict=True)
        ]
    return texts


def _with_targets(lines: Sequence[str]) -> str:
    return to_plain(lines, targets=True)


def _as_written(lines: Sequence[str]) -> str:
    return "\n".join(lines).strip()


def _values(meta: Meta, name: str) -> tuple[str, ...]:
    return tuple(value for key, value in meta if key == name)


def _allowances(meta: Meta) -> Iterator[Allowance]:
    reasons = dict(value.partition(" ")[::2] for value in _values(meta, "allow"))
    yield from (Allowance(code, reason) for code, reason in reasons.items() if code and reason.strip())


def _citation(text: str) -> Citation | None:
    fields = json_texts(text)
    if not fields.get("source"):
        return None
    paragraph = fields.get("paragraph", "")
    number = int(paragraph) if paragraph.isdecimal() and len(paragraph) < 9 else 0
    return Citation(fields["source"], fields.get("section", ""), number, fields.get("quote", ""))


def json_texts(text: str) -> dict[str, str]:
    """Return the texts and whole numbers in a JSON object, by name; empty if the text is not one."""
    import json

    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    pairs = found.items() if isinstance(found, dict) else ()
    return {name: str(value) for name, value in pairs if isinstance(value, str | int)}


def _typed(item: Item, after: Lines, losses: Losses) -> Item:
    """Return a question without options as a typed or numeric item, by its labelled answers."""
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
    """Return the number, tolerance and unit of a text such as "5 ± 0.5 km", each "" if missing."""
    before, _, after = text.partition("±")
    off, _, unit = after.strip().partition(" ")
    number, own = split_unit(before)
    return number or before.strip(), off, unit.strip() or own


def _with_whole_summaries(lines: Lines) -> Iterator[MarkdownLine]:
    """Yield lines, with what is between the tags of a summary on the line of its first tag."""
    opened: MarkdownLine | None = None
    for line in lines:
        if opened is not None:
            opened = replace(opened, text=f"{opened.text.rstrip()}{line.text.strip()}")
        elif "<summary" in line.text and "</summary>" not in line.text and line.mark is Mark.TEXT:
            opened = line
        else:
            yield line
        if opened is not None and "</summary>" in opened.text:
            yield opened
            opened = None
    if opened is not None:
        yield opened


def _explanation(lines: Lines, losses: Losses) -> str:
    """Return the text after the options, without a label such as "Explanation:", or one that unfolds it."""
    lines = [replace(line, text=_SUMMARY.sub("", line.text, count=1)) for line in _with_whole_summaries(lines)]
    texts = [
        line.body if line.mark is Mark.QUOTE or (line.mark is Mark.LABEL and _WHY.fullmatch(line.name)) else line.text
        for line in lines
        if line.mark is not Mark.RULE
    ]
    texts = dedent("\n".join(texts)).split("\n")
    if any(line.mark is Mark.LABEL and _WHY.fullmatch(line.name) for line in lines):
        return text_of(texts, losses)
    return text_of(texts, losses, lambda text: _WHY_TEXT.sub("", text.strip(), count=1))
