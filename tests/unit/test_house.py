"""The sizes that keep the code readable: modules, functions, and modules beside one another."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "zgcquiz"
MODULE_LINES = 400
FUNCTION_LINES = 60
MODULES_OF_A_FOLDER = 10

MODULES = sorted(PACKAGE.rglob("*.py"))
FOLDERS = sorted(
    {path.parent for path in MODULES if path.relative_to(PACKAGE).parts[0] in ("formats", "core", "store", "ui")}
)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_no_module_and_no_function_is_too_long(path: Path) -> None:
    text = path.read_text("utf-8")
    functions = {
        node.name: (node.end_lineno or 0) - node.lineno + 1
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    assert text.count("\n") <= MODULE_LINES
    assert {name: lines for name, lines in functions.items() if lines > FUNCTION_LINES} == {}


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_no_folder_has_too_many_modules(folder: Path) -> None:
    modules = [path.name for path in folder.glob("*.py") if path.name != "__init__.py"]
    assert len(modules) <= MODULES_OF_A_FOLDER
