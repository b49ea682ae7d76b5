"""Every regular expression of the program, with the ways in which its module uses it."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator

import zgcquiz

_SKIPPED = (".__main__", ".windows_keys")
"""Modules that can't be imported everywhere, or do something when they are."""
_ANCHORED = {"match", "fullmatch", "prefixmatch"}


def patterns() -> dict[str, tuple[re.Pattern[str], frozenset[str]]]:
    """Return patterns of texts by their names, each with the methods that its module calls, or all if it can't tell."""
    found: dict[str, tuple[re.Pattern[str], frozenset[str]]] = {}
    for module in pkgutil.walk_packages(zgcquiz.__path__, "zgcquiz."):
        if not module.name.endswith(_SKIPPED):
            variables = vars(importlib.import_module(module.name))
            used = _used(inspect.getsource(importlib.import_module(module.name)))
            for name, value in list(variables.items()):
                for path, pattern in _in(name, value):
                    if isinstance(pattern.pattern, str):
                        found.setdefault(f"{module.name}.{path}", (pattern, used.get(name, frozenset({"search"}))))
    return found


def _in(name: str, value: object, depth: int = 0) -> Iterator[tuple[str, re.Pattern[str]]]:
    if isinstance(value, re.Pattern):
        yield name, value
    elif depth < 3 and isinstance(value, list | tuple):
        for at, each in enumerate(value):
            yield from _in(f"{name}[{at}]", each, depth + 1)
    elif depth < 3 and isinstance(value, dict):
        for key, each in value.items():
            yield from _in(f"{name}[{key!r}]", each, depth + 1)


def _used(source: str) -> dict[str, frozenset[str]]:
    """Return the methods called on each name of a module."""
    found: dict[str, set[str]] = {}
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            found.setdefault(node.value.id, set()).add(node.attr)
    return {name: frozenset(methods) for name, methods in found.items()}


def searches(methods: frozenset[str]) -> bool:
    """Return whether a pattern is looked for everywhere in a text, not only at a place."""
    return not methods <= _ANCHORED
