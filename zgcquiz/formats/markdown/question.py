"""A question as Markdown has it: a stem, boxes or a labelled answer, and what follows; and the item that it is."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from zgcquiz.core.packs.option_labels import option_name, place_named
from zgcquiz.core.packs.pack import Allowance, Citation, Item, Kind, Option
from zgcquiz.core.text.numbers import read_number, read_tolerance, split_unit
from zgcquiz.core.text.strictness import STRICT
from zgcquiz.core.value import Value, replace
from zgcquiz.formats.errors import UnusableError
from zgcquiz.formats.exchange.collector import true_or_false
from zgcquiz.formats.exchange.contract import Losses
from zgcquiz.formats.markdown.lines import Mark, MarkdownLine
from zgcquiz.formats.markdown.numbering import is_announced, is_numbered, number_of
from zgcquiz.formats.markdown.text import inline, is_blank, to_plain
from zgcquiz.formats.native.values import canonical_option

_WHY = re.compile(r"(?:answer )?(?:explanations?|reasons?|rationale|why)")
_WHY_TEXT = re.compile(r"(?:answer )?(?:explanations?|reasons?|rationale|why):[ \t]*", re.IGNORECASE)
_ANSWERS = ("answer", "accept", "number")
_KEY_SAID = re.compile(
    r"[ \t]*(?:</?(?:details|summary|strong|b)\b[^<>]*>[ \t]*)*[*_]*"
    r"(?:(?:the |show )?(?:correct |right )?(?:answers?|solution|key))"
    r"(?: is| are)?[ \t]*[*_]*(?:[:：]|(?:</(?:strong|b)>)?</summary>|(?<=is)|(?<=are)|$)[*_]*[ \t]*",
    re.IGNORECASE,
)
_LETTERED = re.compile(r"[ \t]*(?:[-*+][ \t]+)?(?:\*\*|__)?\(?([A-Ja-j])[.)](?:\*\*|__)?[ \t]+(.*\S)[ \t]*")
_BULLET = re.compile(r"[ \t]*[-*+][ \t]+(?=\*\*|__|[A-Z])")
_IMAGE = re.compile(r"[ \t]*(?:!\[[^\[\]]*\](?:\([^()]*\)|\[[^\[\]]*\])|<img\b[^<>]*>)[ \t]*", re.IGNORECASE)
_TAGS = re.compile(r"</?[A-Za-z][^<>]*>")

Lines = Sequence[MarkdownLine]
Meta = tuple[tuple[str, str], ...]


class CheckboxItem(Value, frozen=True):
    """A checkbox and the lines that belong to it: the rest of its text, and quotes, which are feedback."""

    box: MarkdownLine
    lines: tuple[MarkdownLine, ...]

    @property
    def text(self) -> tuple[str, ...]:
        return (self.box.body, *texts_of([line for line in self.lines if line.mark is not Mark.QUOTE]))

    @property
    def feedback(self) -> tuple[str, ...]:
        return tuple(line.body for line in self.lines if line.mark is Mark.QUOTE)


class MarkdownQuestion(Value, frozen=True):
    """A question as its parts stand in the file."""

    line: int
    stem: tuple[str, ...]
    choices: tuple[CheckboxItem, ...]
    after: tuple[MarkdownLine, ...]
    meta: Meta


def is_answer(line: MarkdownLine) -> bool:
    return line.mark is Mark.LABEL and line.name in _ANSWERS


def question_of(number: int, head: str, body: Lines, meta: Meta = ()) -> MarkdownQuestion:
    """Return the question of some lines, of which all boxes are its own.

    number: its own line's; head: how its stem begins, before those lines; meta: what is said of it there.
    """
    first = next((at for at, line in enumerate(body) if line.mark is Mark.CHECK), len(body))
    if first == len(body):
        first = next((at for at, line in enumerate(body) if is_answer(line)), first)
    if first == len(body):
        first = next((at for at, line in enumerate(body) if line.mark is Mark.LABEL), first)
    choices: list[CheckboxItem] = []
    at = first
    while at < len(body) and body[at].mark is Mark.CHECK:
        found, at = choices_of(body, at, bool(choices) and any(map(_is_figure, choices[-1].lines)))
        choices += found
        following = next((later for later in range(at, len(body)) if body[later].mark is Mark.CHECK), None)
        if following is None:
            break
        choices[-1] = CheckboxItem(choices[-1].box, (*choices[-1].lines, *body[at:following]))
        at = following
    meta = (*meta, *(pair for line in body for pair in line.meta))
    return MarkdownQuestion(number, (head, *texts_of(body[:first])), tuple(choices), tuple(body[at:]), meta)


def choices_of(body: Lines, at: int, figured: bool = False) -> tuple[list[CheckboxItem], int]:
    """Return the boxes that stand together from a line on, with the lines that belong to each, and their end.

    figured: the option before them has code or an image.
    """
    choices: list[CheckboxItem] = []
    ticked = False
    while at < len(body) and body[at].mark is Mark.CHECK:
        ticked = ticked or body[at].checked
        end = _end_of_choice(body, at, figured)
        if choices and ticked:
            listed = _end_of_list(body, at + 1)
            end = next((near for near in range(listed, end) if _is_stem_of_more(body, near)), end)
        lines = body[at + 1 : end]
        figured = any(map(_is_figure, lines))
        choices.append(CheckboxItem(body[at], tuple(lines)))
        at = end
    return choices, at


def _is_stem_of_more(body: Lines, at: int) -> bool:
    """Tell whether a line right after an option, not set in, asks what a whole set of boxes right below it answers."""
    line = body[at]
    if line.mark is not Mark.TEXT or line.indent > 1 or at + 2 >= len(body) or body[at + 1].mark is not Mark.CHECK:
        return False
    ticked = False
    for later in range(at + 1, len(body)):
        if body[later].mark is not Mark.CHECK:
            return ticked and later > at + 2
        ticked = ticked or body[later].checked
    return ticked


def _end_of_choice(body: Lines, start: int, figured: bool) -> int:
    """Return where the lines end that belong to a box: those right after it, those set in, and code of its own.

    Where nothing stands beside the box, what comes next is its text, also after an empty line. Code after an empty
    line is the option's where another option follows it, or where the option before has code too (figured), as an
    image is then. A list that is numbered from 1 is part of the option, if it is set in or has entries right after it.
    """
    box = body[start]
    empty, gap = is_blank(box.body), False
    at = _end_of_list(body, start + 1)
    if at > start + 1:
        empty = False
    entries = 0
    while at < len(body) and body[at].mark is not Mark.CHECK:
        line = body[at]
        inside = line.indent >= box.indent + 2
        if inside and _is_numbered_text(line):
            inside = not is_announced(line.text) and number_of(line.text) == entries + 1
            entries += inside
        if _is_figure(line):
            after = _after_figure(body, at)
            follows = line.mark is Mark.CODE and after < len(body) and body[after].mark is Mark.CHECK
            if gap and not (inside or empty or figured or follows):
                return at
            at, gap, empty = after, body[after - 1].mark is Mark.BLANK, False
            continue
        if line.mark is Mark.BLANK:
            gap = gap or not empty
        elif _ends_options(line, inside, gap) or (not (inside or is_blank(box.body)) and _is_numbered_text(line)):
            return at
        else:
            empty = False
        at += 1
    return at


def _ends_options(line: MarkdownLine, inside: bool, gap: bool) -> bool:
    """Tell whether a line can't be an option's. inside: it is set in; gap: a blank line stands before it."""
    if line.mark in (Mark.LABEL, Mark.RULE, Mark.HEADING) or (gap and not inside):
        return True
    return line.mark is Mark.TEXT and (looks_like_why(line.text) or is_announced(line.text))


def _is_numbered_text(line: MarkdownLine) -> bool:
    return line.mark is Mark.TEXT and is_numbered(line.text)


def _end_of_list(body: Lines, start: int) -> int:
    """Return the end of a list right here, numbered from 1, with two entries or more; the start where there is none."""
    at = start
    while at < len(body) and _is_numbered_text(body[at]) and number_of(body[at].text) == at - start + 1:
        at += 1
    return at if at > start + 1 and not any(is_announced(line.text) for line in body[start:at]) else start


def _is_figure(line: MarkdownLine) -> bool:
    """Tell whether a line is of code, or nothing but an image."""
    return line.mark is Mark.CODE or (line.mark is Mark.TEXT and _IMAGE.fullmatch(line.text) is not None)


def _after_figure(body: Lines, at: int) -> int:
    """Return the place after a run of code, or after an image, and the blank lines behind it."""
    if body[at].mark is not Mark.CODE:
        at += 1
    while at < len(body) and body[at].mark is Mark.CODE:
        at += 1
    while at < len(body) and body[at].mark is Mark.BLANK:
        at += 1
    return at


def looks_like_why(text: str) -> bool:
    """A line right after the options that explains them, as in the collections on GitHub."""
    return bool(re.match(r"\[?(?:reference|source|explanation|note)\b", text.strip("*_` \t"), re.IGNORECASE))


def as_label(heading: MarkdownLine) -> MarkdownLine:
    """Return a heading within a question as the label that it is, where it only says that an explanation follows."""
    name = heading.body.strip("*_: \t").lower()
    return replace(heading, mark=Mark.LABEL, name=name, body="") if _WHY.fullmatch(name) else heading


def with_boxes(lines: Lines) -> list[MarkdownLine]:
    """Return a file's lines with options that have letters (`A. …`, `B) …`) as boxes, where an answer below names one.

    The letters must go on from A, with nothing but what is set in and code between them.
    """
    found = list(lines)
    places: list[int] = []
    for at, line in enumerate(lines):
        option = _LETTERED.fullmatch(line.text) if line.mark is Mark.TEXT else None
        if option and ord(option[1].lower()) - ord("a") == len(places):
            places.append(at)
        elif option and option[1] in "Aa":
            places = [at]
        elif line.mark in (Mark.HEADING, Mark.CHECK):
            places = []
        elif len(places) > 1 and _KEY_SAID.match(_unlisted(line.text)):
            for place in places:
                entry = _LETTERED.fullmatch(lines[place].text)
                assert entry
                found[place] = replace(lines[place], mark=Mark.CHECK, body=entry[2])
            found[at] = replace(line, mark=Mark.LABEL, name="key", text=_unlisted(line.text))
            places = []
        elif line.mark is Mark.TEXT and is_announced(line.text):
            places = []
    return found


def is_lettered(line: str) -> bool:
    """Tell whether a line begins as an option with a letter does."""
    return bool(_LETTERED.fullmatch(line))


def _unlisted(text: str) -> str:
    """Return a line without the mark of a list's entry: some list the answer below the options."""
    bullet = _BULLET.match(text)
    return text[bullet.end() :] if bullet else text


def texts_of(lines: Lines) -> Iterator[str]:
    """The lines' text, quotes without their marks."""
    for line in lines:
        if line.mark is not Mark.RULE:
            yield line.body if line.mark is Mark.QUOTE else line.text


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
    said = next((at for at, line in enumerate(question.after) if _KEY_SAID.match(line.text)), None)
    if said is None:
        return question
    label = _KEY_SAID.match(question.after[said].text)
    assert label
    last, key = said, question.after[said].text[label.end() :]
    if is_blank(key):  # it stands below, as between <details> tags
        last = next((at for at in range(said + 1, len(question.after)) if not is_blank(question.after[at].text)), said)
        below = question.after[last].text
        again = _KEY_SAID.match(below)
        key = below[again.end() :] if again else below
    key = _TAGS.sub("", inline(key)).strip("*_ \t")
    texts = [canonical_option(to_plain(choice.text)) for choice in question.choices]
    names = [key, *re.split(r"[,;&]|\band\b", key)]
    if named := _LETTERED.fullmatch(key):  # with its text, or what explains it
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
