"""Moodle's question categories: paths such as `$course$/top/Biology/Cells`.

The first name that all questions share is the pack's title, and what is below it their section.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

Path = tuple[str, ...]

_SEPARATOR = re.compile(r"(?<!/)/(?!/)")
_CONTEXT = re.compile(r"\$[\w$]*\$")


def parse(text: str) -> Path:
    """The names in a category's path, without its context. A slash in a name is written twice."""
    names = [" ".join(name.replace("//", "/").split()) for name in _SEPARATOR.split(text.strip())]
    if names and _CONTEXT.fullmatch(names[0]):
        names = names[1:]
    if names and names[0] == "top":
        names = names[1:]
    return tuple(name for name in names if name)


def write(*names: str) -> str:
    """The path of a category."""
    return "/".join(["$course$", "top", *(_escape(name) for name in names if name)])


def _escape(name: str) -> str:
    """A slash in a name is doubled; at its end it would run into the one that parts names."""
    return "".join([" " * (name[:1] == "/"), name.replace("/", "//"), " " * (name[-1:] == "/")])


def title_of(paths: Iterable[Path]) -> str:
    """The first name that all paths share; "" where they share none."""
    firsts = {path[:1] for path in paths}
    first = firsts.pop() if len(firsts) == 1 else ()
    return first[0] if first else ""


def section_of(path: Path, title: str) -> str:
    """The section that a path means in a pack of this title."""
    return " / ".join(path[1:] if title and path[:1] == (title,) else path)
