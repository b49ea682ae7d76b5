"""Anki note types for multiple choice, recognised by their field names: each note is one question."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache

from zgcquiz.core.packs.pack import Item, Kind, Option
from zgcquiz.core.value import Value
from zgcquiz.formats.errors import UnusableError

_OPTION = re.compile(r"(?:(?:option|choice|answer|q)[ _-]?)?([a-h]|\d{1,2})")
_WRONG = re.compile(
    r"(?:wrong|incorrect|false|distractor)(?:[ _-]?(?:answer|option|choice))?s?[ _-]?(?:[a-h]|\d{1,2})?"
)
_KEYS = ("answers", "answer", "correct", "correct answer", "correct answers", "correct option", "key", "solution")
_EXPLANATIONS = (
    "explanation", "feedback", "extra", "extra 1", "sources", "comment", "comments", "remarks", "back extra",
)  # fmt: skip
_QUESTIONS = ("question", "front", "stem", "text", "prompt")
_LABELLED = re.compile(r"\(?([a-h]|\d{1,2})[).:]\s*+(.+)", re.DOTALL)
_MAX_FIELDS = 1000


class Layout(Value, frozen=True):
    """The roles of a multiple-choice note type's fields, by position; -1 where no field has the role.

    flags: the key field is a row of 0 and 1, one digit per option; wrong: the option fields hold distractors
    only, and the key field holds the right option.
    """

    question: int
    options: tuple[int, ...]
    letters: tuple[str, ...]
    key: int
    kind: int
    explanations: tuple[int, ...]
    flags: bool
    wrong: bool


@lru_cache(maxsize=256)
def layout(fields: tuple[str, ...]) -> Layout | None:
    """Return the layout of a note type with these fields, or None if it has no options.

    Recognised are `Question, QType …, Q_1 … Q_5, Answers` (the add-on Multiple Choice for Anki),
    `Question, A, B, C, D, Answer`, and `Question, Answer, Wrong 1, Wrong 2`.
    """
    names = [" ".join(name.casefold().split()) for name in fields[:_MAX_FIELDS]]

    def first(candidates: Sequence[str]) -> int:
        return next((names.index(name) for name in candidates if name in names), -1)

    question, key = first(_QUESTIONS), first(_KEYS)
    found = [(match.group(1), at) for at, name in enumerate(names) if (match := _OPTION.fullmatch(name))]
    wrong = [("", at) for at, name in enumerate(names) if _WRONG.fullmatch(name)] if not found else []
    if question < 0 or key < 0 or (len(found) < 2 and not wrong):
        return None
    kind = next((at for at, name in enumerate(names) if name.startswith("qtype")), -1)
    flags = not wrong and (kind >= 0 or all(names[at].startswith("q_") for _, at in found))
    return Layout(
        question=question,
        options=tuple(at for _, at in found or wrong),
        letters=tuple(letter for letter, _ in found or wrong),
        key=key,
        kind=kind,
        explanations=tuple(at for at, name in enumerate(names) if name in _EXPLANATIONS),
        flags=flags,
        wrong=bool(wrong),
    )


def read(layout: Layout, text: Callable[[int], str]) -> Item:
    """Return the item of a note. Raises UnusableError if it has no key.

    text: returns the text of the field at a position, "" for -1.
    """
    options = [(letter, text(at)) for letter, at in zip(layout.letters, layout.options, strict=True)]
    answer = " ".join(text(layout.key).split())
    if layout.wrong:
        keys = {len(options)} if answer else set()
        options.append(("", answer))
    elif layout.flags:
        keys = {at for at, digit in enumerate(re.findall(r"\d", answer)[: len(options)]) if digit == "1"}
    else:
        keys = _keys_by_name(answer, options)
    if not keys:
        raise UnusableError(
            f"'{answer[:40]}' doesn't say which option is right" if answer else "no option is marked as right"
        )
    several = len(keys) > 1 or text(layout.kind).strip() in ("0", "1")
    return Item(
        "",
        Kind.MULTIPLE if several else Kind.SINGLE,
        text(layout.question),
        tuple(Option(option, at in keys) for at, (_, option) in enumerate(options) if option),
        drawn=True,
        explanation="\n".join(filter(None, map(text, layout.explanations))),
    )


def _keys_by_name(answer: str, options: Sequence[tuple[str, str]]) -> set[int]:
    """Return the options that an answer names: by text, by letters or numbers, or by a letter and its text."""
    answer = answer.casefold()
    by_text = {at for at, (_, text) in enumerate(options) if text and text.casefold() == answer}
    if by_text:
        return by_text
    names = set(re.findall(r"\w+", answer))
    letters = {letter: at for at, (letter, text) in enumerate(options) if text}
    if names <= letters.keys():
        return {letters[name] for name in names}
    labelled = _LABELLED.fullmatch(answer)
    at = letters.get(labelled.group(1)) if labelled else None
    return {at} if labelled and at is not None and options[at][1].casefold() == labelled.group(2) else set()
