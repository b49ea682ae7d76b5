"""Reads checked values from a file's tree."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any

from zgcquiz.core.packs.pack import MAX_CHARACTERS, MAX_ENTRIES, MAX_LINE
from zgcquiz.formats.native.reading.source_file import MAX_SUGGESTIONS, SourceFile, kind_of
from zgcquiz.formats.native.values import is_date
from zgcquiz.formats.native.yaml.nodes import LONGEST_NAMED, Path, Unreadable, brief

_SLUG = re.compile(r"\w[\w.-]{0,99}")
_PLAIN = re.compile(r"\w[^,:#\[\]{}]*")
"""What needs no quotes in a flow list."""
_WORDS = ("accept", "strict", "tags", "formerly")
"""Lists that often have just one entry."""
_ONE_WORD = re.compile(r"\w[\w.-]*")
_BAD_DASH = re.compile(r"-[^\s\d-]|[－–—•·*‐・] *(?=\S)")
_LISTED = re.compile(r"\s*[\[［【〔「『(（{｛].*|[^.?!。？！]*[,，、;；،؛][^.?!。？！]*", re.DOTALL)
"""A list in another notation, or without brackets."""
_CURLY = "“”„‘’«»「」『』"

ALSO_CALLED = {
    "question": ("stem", "text", "prompt", "q", "front"),
    "answer": ("correct", "correct_answer", "correct answer", "right", "key", "solution", "a", "back"),
    "answers": ("correct_answers", "correct answers"),
    "distractors": ("wrong", "incorrect", "incorrect_answers", "incorrect answers", "wrong_answers", "lures"),
    "options": ("choices", "alternatives"),
    "explanation": ("feedback", "rationale", "why", "comment", "note"),
    "fact": ("topic", "concept"),
    "kind": ("type",),
    "tags": ("tag", "categories", "category", "keywords"),
    "title": ("name",),
    "language": ("lang", "locale"),
    "license": ("licence", "copyright"),
    "questions": ("items", "cards", "quiz"),
    "zgcquiz": ("version", "format"),
}
"""Names of keys in other tools."""


class ValueReader:
    """Reads values from a file's tree and reports their problems."""

    def __init__(self, file: SourceFile) -> None:
        self.file = file
        self.question = ""
        """The id of the current question, for problems."""

    def find(self, path: Path, code: str, message: str, *, on_key: bool = False) -> None:
        self.file.find(path, code, message, self.question, on_key=on_key)

    def warn(self, path: Path, code: str, message: str, *, on_key: bool = False) -> None:
        self.file.find(path, code, message, self.question, severity="warning", on_key=on_key)

    def closest(self, word: str, known: Sequence[str]) -> str:
        """Return the known word closest to a misspelt one, or ""."""
        if not self.file.suggestions or len(word) > LONGEST_NAMED or len(known) > MAX_SUGGESTIONS:
            return ""
        self.file.suggestions -= 1
        meant = next((known_as for known_as, names in ALSO_CALLED.items() if word.lower() in names), "")
        if meant in known:
            return meant
        from difflib import get_close_matches

        return next(iter(get_close_matches(word, known, n=1, cutoff=0.6)), "")

    def fix(self, word: str, known: Sequence[str], otherwise: str) -> str:
        """Return "did you mean …?", or else `otherwise`."""
        meant = self.closest(word, known)
        return f"did you mean '{brief(meant)}'?" if meant else otherwise

    def mapping(self, node: Any, path: Path, what: str) -> dict[str, Any] | None:
        if isinstance(node, dict):
            return node
        self.wrong_type(node, path, what, "a mapping (key: value)")
        return None

    def wrong_type(self, node: Any, path: Path, what: str, expected: str) -> None:
        if node == "":
            self.find(path, "empty-text", f"{what} is empty; give {expected}, or remove the key")
        elif not isinstance(node, Unreadable):
            self.find(path, "wrong-type", f"{what} must be {expected}, not {kind_of(node)}")

    def keys(self, node: dict[str, Any], path: Path, known: Sequence[str], required: Sequence[str], what: str) -> None:
        """Report unknown and missing keys."""
        for key in node:
            if key not in known:
                fix = _of_option(key, node) or self.fix(key, known, f"{what} takes {', '.join(known)}")
                self.find((*path, key), "unknown-key", f"unknown key '{brief(key)}' in {what}; {fix}", on_key=True)
        for key in required:
            if key not in node:
                self.find(path, "missing-key", f"{what} has no '{key}'; add one")

    def text(self, node: dict[str, Any], path: Path, key: str) -> str:
        """Return a text, or "" if missing; report an empty one."""
        return self.text_at(node[key], (*path, key), f"'{key}'") if key in node else ""

    def text_at(self, value: Any, path: Path, what: str) -> str:
        if not isinstance(value, str):
            self.wrong_type(value, path, what, "a text")
            return ""
        if not value.strip():
            self.find(path, "empty-text", f"{what} is empty; write something, or remove it")
            return ""
        if len(value) > MAX_LINE and len(value) > (most := _most_characters(path)):
            self.find(path, "too-long", f"{what} has {len(value):,} characters; at most {most:,} are allowed")
            return ""
        return value.rstrip("\n")

    def entries(self, node: dict[str, Any], path: Path, key: str) -> list[Any]:
        value = node.get(key, [])
        if isinstance(value, list):
            if len(value) > MAX_ENTRIES and path:
                message = f"'{key}' has {len(value):,} entries; at most {MAX_ENTRIES:,} are allowed"
                self.find((*path, key), "too-many-entries", message)
                return []
            return value
        if isinstance(value, str) and value.strip():
            fix = f"write [{brief(value)}]" if key in _WORDS and _ONE_WORD.fullmatch(value) else _as_list(value)
            self.find((*path, key), "wrong-type", f"'{key}' must be a list; {fix}")
            return []
        if isinstance(value, dict) and value:
            fix = "put '- ' before the first key of each entry, and its other keys below that"
            if key == "questions" and all(isinstance(each, dict) for each in value.values()):
                name = brief(next(iter(value)))
                fix = f"write '- id: {name}' for '{name}:', and so on"
            elif key != "questions" and all(isinstance(each, str) for each in value.values()):
                fix = f"leave out its keys and write {_in_brackets(value.values())}"
            self.find((*path, key), "wrong-type", f"'{key}' must be a list, not a mapping; {fix}")
            return []
        self.wrong_type(value, (*path, key), f"'{key}'", "a list (one entry a line, each after '- ')")
        return []

    def slug(self, node: dict[str, Any], path: Path, key: str) -> str:
        """Return an id in letters of any script, or "" if missing or invalid."""
        return self.slug_at(node[key], (*path, key), f"'{key}'") if key in node else ""

    def slug_at(self, value: Any, path: Path, what: str) -> str:
        text = self.text_at(value, path, what)
        letters = "".join(character for character in text if unicodedata.category(character)[0] != "M")
        if text and (len(text) > 100 or not _SLUG.fullmatch(letters)):
            self.find(
                path,
                "bad-id",
                f"{what}: '{brief(text)}' must be letters, digits, '.', '-' and '_' (100 at most), without spaces"
                f"{' or quotes' if text[0] in _CURLY else ''}",
            )
            return ""
        return text

    def slugs(self, node: dict[str, Any], path: Path, key: str) -> tuple[str, ...]:
        entries = enumerate(self.entries(node, path, key))
        found = (self.slug_at(entry, (*path, key, at), f"an entry of '{key}'") for at, entry in entries)
        return tuple(dict.fromkeys(text for text in found if text))

    def lines(self, node: dict[str, Any], path: Path, key: str) -> tuple[str, ...]:
        """Return distinct one-line texts."""
        found = []
        for at, entry in enumerate(self.entries(node, path, key)):
            text = self.text_at(entry, (*path, key, at), f"an entry of '{key}'")
            if "\n" in text:
                self.find((*path, key, at), "bad-value", f"an entry of '{key}' must be on one line")
            elif text:
                found.append(text)
        return tuple(dict.fromkeys(found))

    def date(self, node: dict[str, Any], path: Path, key: str) -> str:
        """Return a date to the year, month or day; "" if there is none or it is wrong."""
        value = self.text(node, path, key)
        if not value or is_date(value):
            return value
        message = f"'{key}' must be a date such as 2017, 2017-06 or 2017-06-30, not '{brief(value)}'"
        self.find((*path, key), "bad-value", message)
        return ""

    def flag(self, node: dict[str, Any], path: Path, key: str, *, default: bool = False) -> bool:
        """Return a boolean, or the default if missing."""
        value = self.text(node, path, key)
        if value and value.lower() not in ("true", "false"):
            self.find((*path, key), "bad-value", f"'{key}' must be true or false, not '{brief(value)}'")
        return value.lower() == "true" if value else default

    def count(self, node: dict[str, Any], path: Path, key: str) -> int:
        """Return a whole number of 1 or more, or 0 if missing."""
        value = self.text(node, path, key)
        if value.isascii() and value.isdigit() and len(value) < 9 and int(value) > 0:
            return int(value)
        if value:
            self.find((*path, key), "bad-value", f"'{key}' must be a whole number of 1 or more, not '{brief(value)}'")
        return 0


def _most_characters(path: Path) -> int:
    """Return the most characters of the text at a path."""
    keys = [part for part in path if isinstance(part, str)]
    if len(path) > 1 and keys and keys[-1] == "text":  # of an option, by the list that it is in
        keys.pop()
    return MAX_CHARACTERS.get(keys[-1], MAX_LINE) if keys else MAX_LINE


def _of_option(key: str, node: dict[str, Any]) -> str:
    """Return how to fix an option's key that is at the level of the question, or ""."""
    if key not in ("feedback", "pin"):
        return ""
    for name in ("distractors", "options", "answers"):
        entries = node.get(name)
        if isinstance(entries, list) and any(isinstance(entry, dict) and key not in entry for entry in entries):
            return f"put it below 'text' in the entry of '{name}' that it belongs to, at the same column"
    if key == "pin":
        return "it belongs to an option: {text: …, pin: last}"
    return "did you mean 'explanation'? (For one option, write {text: …, feedback: …})"


def _in_brackets(texts: Iterable[str]) -> str:
    """Return texts as a flow list."""
    from zgcquiz.formats.native.yaml.traps import quoted

    return brief(f"[{', '.join(text if _PLAIN.fullmatch(text) else quoted(text) for text in texts)}]")


def _as_list(text: str) -> str:
    """Return how to write a list that YAML reads as a text."""
    from zgcquiz.formats.native.yaml.traps import listed

    if text.lstrip("\u3000\u00a0\u2007\u202f\u200b\ufeff ") != text:
        return "indent its entries with spaces; the character before the first only looks like one, or like none"
    if _BAD_DASH.match(text):
        return "begin each entry, on a line of its own, with a dash and a space: '- '"
    if "\n" in text or text.startswith("- "):
        return "remove the | or > (or the quotes) after its key, and begin each line below with '- '"
    if " - " in text:
        return f"begin its first entry with a dash too, below the key: '- {brief(text.split(' - ', maxsplit=1)[0])}'"
    if len(text) <= LONGEST_NAMED and _LISTED.fullmatch(text):
        return f"write {listed(text)}, or one entry a line, each after '- '"
    return "write one entry a line, each after '- '"
