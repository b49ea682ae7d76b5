"""Paths of categories, decks or headings, and Moodle's way of writing them: `$course$/top/Biology/Cells`.

The first name, if all questions share it, is the pack's title; the names below it are a question's section.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

Path = tuple[str, ...]

_SEPARATOR = re.compile(r"(?<!/)/(?!/)")
_CONTEXT = re.compile(r"\$[\w$]*\$")


def parse(text: str) -> Path:
    """Return the names in a Moodle category's path, without its context. Slashes in names are doubled."""
    names = [" ".join(name.replace("//", "/").split()) for name in _SEPARATOR.split(text.strip())]
    if _CONTEXT.fullmatch(names[0]):
        names = names[1:]
    if names[:1] == ["top"]:
        names = names[1:]
    return tuple(filter(None, names))


def write(*names: str) -> str:
    """Return the path of a Moodle category."""
    return "/".join(["$course$", "top", *(_escape(name) for name in names if name)])


def _escape(name: str) -> str:
    """Make a name one line and double its slashes; keep those at its ends apart from the separators by spaces."""
    name = " ".join(name.split())
    return "".join([" " * (name[:1] == "/"), name.replace("/", "//"), " " * (name[-1:] == "/")])


def title_of(paths: Iterable[Path]) -> str:
    """Return the first name, if all paths share it, else ""."""
    firsts = {path[:1] for path in paths}
    first = firsts.pop() if len(firsts) == 1 else ()
    return first[0] if first else ""


def section_of(path: Path, title: str) -> str:
    """Return the section of a path: its names, without a first one that is the pack's title."""
    return " / ".join(path[1:] if title and path[:1] == (title,) else path)
