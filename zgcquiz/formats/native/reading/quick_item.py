"""Reads a question of the usual kind, in which nothing is to be reported, in a third of the time."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from zgcquiz.core.packs.pack import MAX_ENTRIES, MAX_LINE, Item, Kind, Option, PackInfo
from zgcquiz.core.rounds.option_sampling import MAX_OPTIONS
from zgcquiz.formats.native.values import canonical_option
from zgcquiz.formats.native.yaml.traps import is_curly

_KEYS = frozenset({"id", "question", "answer", "distractors", "options", "explanation", "tags", "fact"})
_SLUG = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}")


def quick_item(node: dict[str, Any], section: str, info: PackInfo) -> Item | None:
    """Return the item of a question with one right option; None if it has other keys, or anything needs a closer look.

    section: of its bank; info: its pack's.
    """
    if not node.keys() <= _KEYS:
        return None
    get: Callable[..., Any] = node.get
    id, stem, answer = get("id"), get("question"), get("answer")
    fact, explanation, tags = get("fact", "_"), get("explanation", "_"), get("tags")
    if not (_is_plain(stem) and _is_plain(answer) and _is_plain(explanation) and _is_slug(id) and _is_slug(fact)):
        return None
    if tags is not None and not (type(tags) is list and len(tags) <= MAX_ENTRIES and all(map(_is_tag, tags))):
        return None
    if "distractors" in node:
        options = None if "options" in node else _pool(answer, node["distractors"])
    else:
        options = _fixed(answer, node.get("options"))
    if options is None or options[0].text[-1] in ",;，；" or is_curly(options[0].text):
        return None
    return Item(
        id,
        Kind.SINGLE,
        stem,
        options,
        drawn="distractors" in node,
        explanation=node.get("explanation", ""),
        section=section,
        fact=node.get("fact", ""),
        tags=tuple(dict.fromkeys(tags)) if tags else (),
        strict=info.strict,
        markup=bool(info.markup),
    )


def _is_plain(value: Any) -> bool:
    """Return whether a value is a text that is as it is to be."""
    return type(value) is str and 0 < len(value) <= MAX_LINE and value.strip() == value


def _is_tag(value: Any) -> bool:
    return _is_plain(value) and "\n" not in value


def _is_slug(value: Any) -> bool:
    return type(value) is str and _SLUG.fullmatch(value) is not None


def _pool(answer: str, entries: Any) -> tuple[Option, ...] | None:
    """Return the right option and the wrong ones; None if they are not distinct, or any needs a closer look."""
    wrong = _options(entries)
    if wrong is None:
        return None
    forms = {canonical_option(option.text) for option in wrong}
    return None if canonical_option(answer) in forms else (Option(answer, True), *wrong)


def _fixed(answer: str, entries: Any) -> tuple[Option, ...] | None:
    """Return the options of a fixed list, with the right one marked; None as `_pool`."""
    options = _options(entries)
    if options is None or not 2 <= len(options) <= MAX_OPTIONS:
        return None
    form = canonical_option(answer)
    found = tuple(
        Option(option.text, True, option.feedback) if canonical_option(option.text) == form else option
        for option in options
    )
    return None if found == options else found


def _options(entries: Any) -> tuple[Option, ...] | None:
    """Return distinct options, each a text or a mapping with a text and feedback; None for anything else.

    Options that differ in white space only take a closer look at what is seen of it.
    """
    if type(entries) is not list or not 0 < len(entries) <= MAX_ENTRIES:
        return None
    found = []
    for entry in entries:
        feedback = ""
        text = entry
        if type(entry) is dict:
            if entry.keys() != {"text", "feedback"}:
                return None
            text, feedback = entry["text"], entry["feedback"]
            if not _is_plain(feedback):
                return None
        if not _is_plain(text):
            return None
        found.append(Option(text, False, feedback))
    if len({canonical_option(option.text) for option in found}) != len(found):
        return None
    return tuple(found)
