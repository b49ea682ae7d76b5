"""Command lines that a hint names, written so that they can be pasted."""

from __future__ import annotations

import re

_BARE = re.compile(r"[A-Za-z0-9@%+=:,./_-]+")
_QUOTABLE = re.compile(r"(?:[^\"$`!%\\\n]|\\(?![\"$`\\]|\Z))+")
"""What double quotes keep as it is in the shells of Unix and of Windows."""


def command(*words: object) -> str:
    """Return a command of this program with its arguments quoted for the shell. Paths go through `path_word` before."""
    return " ".join(["zgcquiz", *(_quoted(str(word)) for word in words)])


def path_word(path: object) -> str:
    """Return a path as a command takes it, even if it starts like an option."""
    text = str(path)
    return f"./{text}" if text.startswith("-") else text


def _quoted(text: str) -> str:
    if _BARE.fullmatch(text):
        return text
    if _QUOTABLE.fullmatch(text):
        return f'"{text}"'
    from shlex import quote

    return quote(text)
