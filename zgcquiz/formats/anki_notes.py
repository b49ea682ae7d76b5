"""From Anki's notes to items: a note makes an item for each of its cards."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from hashlib import blake2b

from zgcquiz.core.pack import Item, Kind, Option
from zgcquiz.core.value import Value, replace
from zgcquiz.formats import anki_template as template
from zgcquiz.formats.anki_collection import Note, NoteType
from zgcquiz.formats.cloze import GAP
from zgcquiz.formats.exchange import Losses, UnusableError
from zgcquiz.formats.identifiers import is_slug
from zgcquiz.formats.plain_text import Lose, from_html

_SOUND = re.compile(r"\[sound:([^\]\n]*+)\]")
_MEDIA = re.compile(r"\[(?:image|media|sound)(?:: [^\]]*)?\]")
_CLOZE = re.compile(r"\{\{c(\d[\d,]*)::|\}\}")
_OPTION = re.compile(r"(?:(?:option|choice|answer|distractor|q)[ _-]?)?([a-h]|\d{1,2})")
_KEYS = ("answers", "answer", "correct", "correct answer", "correct answers", "correct option", "key", "solution")
_EXPLANATIONS = (
    "explanation",
    "feedback",
    "extra",
    "extra 1",
    "sources",
    "comment",
    "comments",
    "remarks",
    "back extra",
)
_QUESTIONS = ("question", "front", "stem", "text", "prompt")
_MAX_FIELDS = 1000


class _Choice(Value, frozen=True):
    """A note type with options: which of its fields holds what, by position; -1: none does.

    flags: the key is a row of 0 and 1, one for each option.
    """

    question: int
    options: tuple[int, ...]
    letters: tuple[str, ...]
    key: int
    kind: int
    explanations: tuple[int, ...]
    flags: bool


def id_of(note: Note) -> str:
    """An id that is the same wherever the note goes."""
    if is_slug(note.guid):
        return note.guid
    if not note.guid:
        return f"anki-{note.id}"
    return f"anki-{blake2b(note.guid.encode('utf-8', 'surrogatepass'), digest_size=8).hexdigest()}"


def is_choice(type: NoteType) -> bool:
    """Its notes have options, so each is one item, whatever cards there are."""
    return _choice(type) is not None


def read(note: Note, type: NoteType, ord: int, losses: Losses) -> Item:
    """The item that a card asks. ord: which of the note's cards. Raises UnusableError where it can't be asked here."""
    values = [*note.fields[: len(type.fields)], *[""] * (len(type.fields) - len(note.fields))]
    choice = _choice(type)
    if choice:
        item = _multiple_choice(choice, values, losses)
    elif type.cloze:
        item = _cloze(type, values, ord, losses)
    else:
        item = _basic(type, values, ord, losses)
    return replace(item, tags=note.tags)


def text_of(html: str, lose: Lose) -> str:
    """A field's text; sounds are named."""

    def sound(found: re.Match[str]) -> str:
        lose("sounds", "a terminal shows their names only")
        return f"[sound: {found.group(1)}]"

    return from_html(_SOUND.sub(sound, html) if "[sound:" in html else html, lose)


def _basic(type: NoteType, values: Sequence[str], ord: int, losses: Losses) -> Item:
    if not 0 <= ord < len(type.templates):
        raise UnusableError("its card is of a kind that its note type doesn't have")
    sides = type.templates[ord]
    question, answer = _parsed(sides.question), _parsed(template.answer_part(sides.answer))
    html = dict(zip(type.fields, values, strict=True))
    filled = _filled(html)
    front = list(template.refs(question, filled))
    typed = next((ref.name for ref in front if "type" in ref.filters and filled(ref.name)), "")
    seen = {ref.name for ref in front if "type" not in ref.filters}
    back = [ref.name for ref in template.refs(answer, filled) if ref.name not in seen and filled(ref.name)]
    stem = template.render(question, filled, lambda ref: "" if "type" in ref.filters else html.get(ref.name, ""))
    name = typed or (back[0] if back else "")
    if name:
        rest = _rest(answer, html, seen | {name}, losses.add) if any(each != name for each in back) else ""
        key = html[name]
    else:
        rest, key = "", template.render(answer, filled, lambda ref: html.get(ref.name, ""))
    return _typed(text_of(stem, losses.add), key, rest, losses)


def _rest(nodes: Sequence[template.Node], html: dict[str, str], without: set[str], lose: Lose) -> str:
    left = {name: "" if name in without else value for name, value in html.items()}
    return text_of(template.render(nodes, _filled(html), lambda ref: left.get(ref.name, "")), lose)


def _typed(stem: str, key: str, explanation: str, losses: Losses) -> Item:
    text = text_of(key, losses.add)
    said = _MEDIA.sub("", text).strip()
    if text and not said:
        raise UnusableError("its answer is an image or a sound")
    if "\n" in said:
        losses.add("line ends", "a typed answer stands on one line")
    return Item("", Kind.TYPED, stem, (Option(" ".join(said.split()), key=True),), explanation=explanation)


def _cloze(type: NoteType, values: Sequence[str], ord: int, losses: Losses) -> Item:
    if not type.templates:
        raise UnusableError("its note type has no kind of card")
    sides = type.templates[0]
    html = dict(zip(type.fields, values, strict=True))
    filled = _filled(html)
    question, answer = _parsed(sides.question), _parsed(template.answer_part(sides.answer))
    fields = {ref.name for ref in template.refs(question, filled) if "cloze" in ref.filters}
    hidden: list[str] = []
    shown = dict(html)
    for name in fields & html.keys():
        if "image-occlusion:" in html[name]:
            raise UnusableError("it asks about a part of an image")
        shown[name] = _blanked(html[name], ord + 1, hidden)
    if not hidden:
        raise UnusableError(f"it has no gap c{ord + 1}")
    stem = template.render(question, filled, lambda ref: "" if "type" in ref.filters else shown.get(ref.name, ""))
    key = ", ".join(dict.fromkeys(hidden))
    front = {ref.name for ref in template.refs(question, filled)}
    back = {ref.name for ref in template.refs(answer, filled) if filled(ref.name)}
    rest = _rest(answer, html, front, losses.add) if back - front else ""
    return _typed(text_of(stem, losses.add), key, rest, losses)


def _blanked(html: str, number: int, hidden: list[str]) -> str:
    """A text whose gaps of this number are open, and all others filled in. hidden: takes what stood in them."""
    levels: list[tuple[bool, list[str]]] = [(False, [])]
    at = 0

    def close() -> None:
        asked, parts = levels.pop()
        content, _, hint = "".join(parts).partition("::")
        if asked:
            hidden.append(content)
            content = f"{GAP} ({hint})" if hint else GAP
        levels[-1][1].append(content)

    for found in _CLOZE.finditer(html):
        levels[-1][1].append(html[at : found.start()])
        at = found.end()
        if found.group(1):
            levels.append((str(number) in found.group(1).split(","), []))
        elif len(levels) > 1:
            close()
        else:
            levels[-1][1].append("}}")
    levels[-1][1].append(html[at:])
    while len(levels) > 1:
        close()
    return "".join(levels[0][1])


def _multiple_choice(choice: _Choice, values: Sequence[str], losses: Losses) -> Item:
    def text(at: int) -> str:
        return text_of(values[at], losses.add) if at >= 0 else ""

    texts = [(letter, text(at)) for letter, at in zip(choice.letters, choice.options, strict=True)]
    said = " ".join(text(choice.key).split())
    keys = _keys_by_flags(said, len(texts)) if choice.flags else _keys_by_name(said, texts)
    if not keys:
        raise UnusableError(
            f"'{said[:40]}' doesn't say which option is right" if said else "no option is marked as right"
        )
    several = len(keys) > 1 or (choice.kind >= 0 and text(choice.kind).strip() in ("0", "1"))
    return Item(
        "",
        Kind.MULTIPLE if several else Kind.SINGLE,
        text(choice.question),
        tuple(Option(each, at in keys) for at, (_, each) in enumerate(texts) if each),
        drawn=True,
        explanation="\n".join(filter(None, map(text, choice.explanations))),
    )


def _keys_by_flags(said: str, count: int) -> set[int]:
    digits = re.findall(r"\d", said)[:count]
    return {at for at, digit in enumerate(digits) if digit == "1"}


def _keys_by_name(said: str, texts: Sequence[tuple[str, str]]) -> set[int]:
    """The options that a key names, by text, or by letters or numbers."""
    found = {at for at, (_, text) in enumerate(texts) if text and text.casefold() == said.casefold()}
    if found:
        return found
    names = {name.casefold() for name in re.findall(r"\w+", said)}
    letters = {letter: at for at, (letter, text) in enumerate(texts) if text}
    return {letters[name] for name in names} if names <= letters.keys() else set()


@lru_cache(maxsize=256)
def _choice(type: NoteType) -> _Choice | None:
    """How a note type lays out its options; None where it has none.

    Known by the names of its fields: `Question, QType …, Q_1 … Q_5, Answers` as Multiple Choice for
    Anki has them, and likewise `Question, A, B, C, D, Answer`.
    """
    names = [" ".join(name.casefold().split()) for name in type.fields[:_MAX_FIELDS]]

    def first(wanted: Sequence[str]) -> int:
        return next((names.index(name) for name in wanted if name in names), -1)

    question, key = first(_QUESTIONS), first(_KEYS)
    found = [(match.group(1), at) for at, name in enumerate(names) if (match := _OPTION.fullmatch(name))]
    if type.cloze or question < 0 or key < 0 or len(found) < 2:
        return None
    kind = next((at for at, name in enumerate(names) if name.startswith("qtype")), -1)
    flags = kind >= 0 or all(name.startswith("q_") for name in (names[at] for _, at in found))
    return _Choice(
        question=question,
        options=tuple(at for _, at in found),
        letters=tuple(letter for letter, _ in found),
        key=key,
        kind=kind,
        explanations=tuple(at for at, name in enumerate(names) if name in _EXPLANATIONS),
        flags=flags,
    )


@lru_cache(maxsize=1024)
def _parsed(text: str) -> tuple[template.Node, ...]:
    return template.parse(text)


def _filled(html: dict[str, str]) -> Callable[[str], bool]:
    return lambda name: bool(html.get(name, "").strip())
