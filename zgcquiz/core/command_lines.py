"""Command lines for hints, quoted so that they can be pasted into a shell."""

from __future__ import annotations

import re

_BARE = r"[A-Za-z0-9@%+=:,./_-]+"
_QUOTABLE = r"(?:[^\"$`!%\\\n]|\\(?![\"$`\\]|\Z))+"
"""A text that stays the same in double quotes, in the shells of both Unix and Windows."""


def command(*words: object) -> str:
    """Return a command of this program with its arguments quoted for the shell.

    Pass paths through `path_word` first.
    """
    return " ".join(["zgcquiz", *(_quoted(str(word)) for word in words)])


def path_word(path: object) -> str:
    """Return a path in a form that a command can't mistake for an option."""
    text = str(path)
    return f"./{text}" if text.startswith("-") else text


def _quoted(text: str) -> str:
    if re.fullmatch(_BARE, text):
        return text
    if re.fullmatch(_QUOTABLE, text):
        return f'"{text}"'
    from shlex import quote

    return quote(text)
