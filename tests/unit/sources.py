"""The package's own modules: their paths, texts and imports, each found once."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "zgcquiz"


@cache
def modules() -> tuple[Path, ...]:
    return tuple(sorted(PACKAGE.rglob("*.py")))


@cache
def text_of(path: Path) -> str:
    return path.read_text("utf-8")


def nodes(source: str) -> Iterator[ast.AST]:
    """Yield all nodes of a source's syntax tree, which is not kept: those of all modules fill the memory."""
    return ast.walk(ast.parse(source))


@cache
def imports(source: str, package: str) -> tuple[str, ...]:
    """Return the absolute names of the modules that a source imports, including inside functions."""
    found: list[str] = []
    for node in nodes(source):
        if isinstance(node, ast.Import):
            found += (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                parts = package.split(".")
                base = ".".join([*parts[: len(parts) - node.level + 1], *filter(None, [base])])
            found += (base, *(f"{base}.{alias.name}" for alias in node.names))
    return tuple(found)
