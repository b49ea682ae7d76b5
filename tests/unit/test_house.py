"""The sizes that keep the code readable: modules, functions, and modules beside one another."""

from __future__ import annotations

import ast
from collections import Counter

from tests.unit.sources import PACKAGE, modules, nodes, text_of

MODULE_LINES = 400
FUNCTION_LINES = 60
MODULES_OF_A_FOLDER = 10


def test_no_module_is_too_long() -> None:
    lengths = {path.as_posix(): text_of(path).count("\n") for path in modules()}
    assert {path: lines for path, lines in lengths.items() if lines > MODULE_LINES} == {}


def test_no_function_is_too_long() -> None:
    lengths = {
        f"{path}:{node.lineno} {node.name}": (node.end_lineno or 0) - node.lineno + 1
        for path in modules()
        for node in nodes(text_of(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    assert {place: lines for place, lines in lengths.items() if lines > FUNCTION_LINES} == {}


def test_no_folder_has_too_many_modules() -> None:
    folders = Counter(
        path.parent.as_posix()
        for path in modules()
        if path.relative_to(PACKAGE).parts[0] in ("formats", "core", "store", "ui") and path.name != "__init__.py"
    )
    assert {folder: count for folder, count in folders.items() if count > MODULES_OF_A_FOLDER} == {}
