"""The layers: imports run downwards only, and start-up loads nothing heavy."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from tests.unit.sources import PACKAGE, ROOT, imports, modules, nodes, text_of

FLOORS: dict[str, set[str]] = {
    "core": set(),
    "formats": {"core"},
    "store": {"core"},
    "fetch": {"core"},
    "ui": {"core", "formats", "store"},
    "app": {"core", "formats", "store", "fetch"},
    "cli": {"core", "formats", "store", "fetch", "ui", "app"},
}
"""Each layer, and those that it may import from besides itself."""

ROOFS = {"__init__", "__main__"}
"""Modules that belong to no layer."""

WORLD = {"io", "locale", "os", "pathlib", "platformdirs", "rich", "secrets", "shutil", "signal", "socket", "sqlite3"}
WORLD |= {"subprocess", "sys", "tempfile", "termios", "threading", "time", "typer", "uuid", "yaml"}
"""Modules for clocks, files, terminals and global random generators, which the core must not use."""
DEEDS = {"print", "input", "open", "now", "utcnow", "today", "seed", "write_text", "write_bytes"}


def floor_of(module: str) -> str | None:
    """Return the layer of a module of this project."""
    parts = module.split(".")
    return parts[1] if parts[0] == "zgcquiz" and len(parts) > 1 and parts[1] in FLOORS else None


def upward(path: Path, source: str) -> set[str]:
    """Return the imports of a module that its layer does not allow."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    here = parts[1]
    if here in ROOFS:
        return set()
    found = {name: floor_of(name) for name in imports(source, ".".join(parts[:-1]))}
    return {name for name, floor in found.items() if floor and floor != here and floor not in FLOORS[here]}


def test_every_folder_is_a_known_floor() -> None:
    assert {path.relative_to(PACKAGE).parts[0] for path in modules() if path.parent != PACKAGE} == set(FLOORS)


def test_imports_run_downwards() -> None:
    assert {path.as_posix(): found for path in modules() if (found := upward(path, text_of(path)))} == {}


@pytest.mark.parametrize(
    ("floor", "source"),
    [
        ("core", "from zgcquiz.formats import native"),
        ("core", "import zgcquiz.store.log"),
        ("core", "def f():\n    from zgcquiz import app"),
        ("formats", "from zgcquiz.store.log import ReviewLog"),
        ("formats", "from ..store import log"),
        ("store", "from zgcquiz.formats import native"),
        ("store", "from .. import app"),
        ("ui", "if True:\n    import zgcquiz.app.play"),
        ("app", "from zgcquiz.ui import screen"),
        ("app", "class A:\n    def f(self):\n        from zgcquiz.cli import main"),
    ],
)
def test_the_walk_sees_an_arrow_that_runs_up(floor: str, source: str) -> None:
    assert upward(PACKAGE / floor / "some.py", source) != set()


def worldly(source: str) -> set[str]:
    """Return the names in a source through which it would use the outside world."""
    used = {name.split(".")[0] for name in imports(source, "zgcquiz.core")} & WORLD
    for node in nodes(source):
        if isinstance(node, ast.Call):
            name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            used |= {name} & DEEDS
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "random":
            used.add("random")  # the global generator
    return used


def test_core_has_neither_clock_nor_dice_nor_disk_nor_screen() -> None:
    core = [path for path in modules() if path.is_relative_to(PACKAGE / "core")]
    assert {path.as_posix(): found for path in core if (found := worldly(text_of(path)))} == {}


@pytest.mark.parametrize(
    "source",
    ["import time", "def f():\n    from pathlib import Path", "print(1)", "datetime.now()", "random.choice(x)"],
)
def test_the_walk_sees_what_is_worldly(source: str) -> None:
    assert worldly(source) != set()


def test_only_the_browser_loads_textual() -> None:
    users = [
        path.relative_to(PACKAGE).parts[:2]
        for path in modules()
        if any(name.split(".")[0] == "textual" for name in imports(text_of(path), ""))
    ]
    assert set(users) == {("ui", "browse")}
    opened = [
        path.relative_to(PACKAGE).as_posix()
        for path in modules()
        if path.parent.name != "browse" and "zgcquiz.ui.browse.browser" in imports(text_of(path), "")
    ]
    assert opened == ["cli/browse.py"]


EXTRAS = {"duckdb", "ibis", "numpy", "pandas", "pyarrow", "pyspark"}
"""What `zgcquiz[class]` and `zgcquiz[spark]` bring."""


def test_only_the_answers_of_a_class_load_an_engine() -> None:
    users = {
        path.parent.relative_to(PACKAGE).as_posix()
        for path in modules()
        if EXTRAS & {name.split(".")[0] for name in imports(text_of(path), "")}
    }
    assert users == {"store/classroom"}


def test_no_engine_is_loaded_with_the_modules_of_a_class() -> None:
    """It is imported where it is used, so that a missing extra is told in one place."""
    names = [
        ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for path in modules()
        if path.parent.name == "classroom" and path.name != "__init__.py"
    ]
    code = f"import sys, {', '.join(names)}; sys.exit(bool({EXTRAS} & sys.modules.keys()))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    "heavy",
    ["textual", "rich.console", "yaml", "msgspec", "sqlite3", "fsrs_rs_python", "platformdirs", "ibis", "duckdb"],
)
def test_start_up_does_not_load(heavy: str) -> None:
    code = f"import sys, zgcquiz.cli.main; sys.exit({heavy!r} in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def graph(sources: dict[str, str]) -> dict[str, set[str]]:
    """Map each module to those of the same sources that it imports, inside functions too."""
    return {
        module: {name for name in imports(source, module.rpartition(".")[0]) if name in sources and name != module}
        for module, source in sources.items()
    }


def circles(arrows: dict[str, set[str]]) -> list[str]:
    """Return the modules in circles or above them: those left when modules without imports are removed repeatedly."""
    left = dict(arrows)
    while leaves := [module for module, needs in left.items() if not needs & left.keys()]:
        for module in leaves:
            del left[module]
    return sorted(left)


def test_no_import_runs_in_a_circle() -> None:
    sources = {
        ".".join(path.relative_to(ROOT).with_suffix("").parts): text_of(path)
        for path in modules()
        if path.name != "__init__.py"
    }
    assert circles(graph(sources)) == []


def test_no_folders_of_the_core_need_each_other() -> None:
    needs: dict[str, set[str]] = {}
    for path in (PACKAGE / "core").glob("*/**/*.py"):
        folder = path.relative_to(PACKAGE / "core").parts[0]
        found = {name.split(".")[2] for name in imports(text_of(path), "") if name.count(".") > 2}
        needs.setdefault(folder, set()).update(found - {folder})
    assert circles(needs) == []
    assert needs["rounds"] >= {"learning", "log", "packs", "text"}


def test_no_folders_of_the_store_need_each_other() -> None:
    """Modules in `store` itself, such as `database` and `review_stats`, are below or above all of its folders."""
    arrows = graph(
        {
            ".".join(path.relative_to(ROOT).with_suffix("").parts): text_of(path)
            for path in (PACKAGE / "store").glob("*/**/*.py")
            if path.name != "__init__.py"
        }
    )
    needs: dict[str, set[str]] = {}
    for module, found in arrows.items():
        folder = module.rpartition(".")[0]
        needs.setdefault(folder, set()).update({name.rpartition(".")[0] for name in found} - {folder})
    assert circles(needs) == []
    assert needs["zgcquiz.store.log"] >= {f"zgcquiz.store.log.{name}" for name in ("deriving", "events", "opening")}


def test_the_walk_sees_a_circle() -> None:
    sources = {
        "zgcquiz.core.a": "from zgcquiz.core import b",
        "zgcquiz.core.b": "def f():\n    from zgcquiz.core.c import x",
        "zgcquiz.core.c": "if TYPE_CHECKING:\n    from .a import y",
        "zgcquiz.core.d": "from zgcquiz.core import a",
    }
    assert circles(graph(sources)) != []
    assert circles(graph(sources | {"zgcquiz.core.c": ""})) == []


def test_no_class_name_stands_for_two_classes() -> None:
    """A reader looks a name up once."""
    found: dict[str, list[str]] = {}
    for path in modules():
        for node in nodes(text_of(path)):
            if isinstance(node, ast.ClassDef):
                found.setdefault(node.name, []).append(path.relative_to(PACKAGE).as_posix())
    assert {name: paths for name, paths in found.items() if len(paths) > 1} == {}
