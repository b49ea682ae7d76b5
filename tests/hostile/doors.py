"""The ways by which a file comes in: commands in this process, with everything checked after each."""

from __future__ import annotations

import io
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import cycle
from pathlib import Path
from random import Random
from typing import NamedTuple
from unittest.mock import patch

from tests.conftest import NOON
from tests.hostile import checks
from tests.hostile.corpus import HISTORY, PACKS, SETTINGS, Case
from tests.ui.scripted import NAMES, Terminal
from zgcquiz.app.context import AppContext
from zgcquiz.app.round.play import play
from zgcquiz.app.selection import select
from zgcquiz.cli import main
from zgcquiz.core.errors import ZgcError
from zgcquiz.core.packs.pack import Pack
from zgcquiz.formats.exchange import registry
from zgcquiz.formats.exchange.contract import ExchangeOptions
from zgcquiz.store.paths import Paths
from zgcquiz.ui.round.keys_frontend import KeysFrontend
from zgcquiz.ui.round.painting.live_painter import LivePainter
from zgcquiz.ui.terminal import key_names as keys

SECONDS = 2.0
"""Of processor that no command may take."""


class Result(NamedTuple):
    """A command's exit code, and what it printed."""

    code: int
    out: str
    err: str

    @property
    def outcome(self) -> str:
        """What became of a file in a word: `read`, or the code of the error."""
        return "read" if self.code == 0 else "refused"


class _Output(io.TextIOWrapper):
    """A standard stream in memory, on a terminal or not."""

    def __init__(self, terminal: bool) -> None:
        super().__init__(io.BytesIO(), encoding="utf-8", errors="replace", newline="", write_through=True)
        self._terminal = terminal

    def isatty(self) -> bool:
        return self._terminal

    @property
    def text(self) -> str:
        self.flush()
        content = self.buffer
        assert isinstance(content, io.BytesIO)
        return content.getvalue().decode("utf-8")


class Bench:
    """A folder with a home, inputs and outputs, in which commands run and nothing else may change."""

    def __init__(self, folder: Path, *, seconds: float = SECONDS) -> None:
        self._root = folder
        self._seconds = seconds
        self.home = folder / "home"
        self.inputs = folder / "in"
        self.outputs = folder / "out"
        for each in (folder / "shipped", self.inputs, self.outputs):
            each.mkdir(parents=True, exist_ok=True)

    def file(self, case: Case) -> Path:
        """Write a case's file, where its door expects it."""
        path = self.inputs / case.filename
        path.write_bytes(case.make())
        return path

    def context(self) -> AppContext:
        paths = Paths(self.home, self.home / "cache", self._root / "shipped", self.home)
        return AppContext(paths=paths, clock=lambda: NOON, rng=Random(1))

    def run(self, *arguments: object, stdin: str = "", terminal: bool = False) -> Result:
        """Run a command line; check its output, its time, and that it wrote only where it may."""
        made: list[AppContext] = []

        def make(*_: object) -> AppContext:
            made.append(self.context())
            return made[-1]

        line = [str(each) for each in arguments]
        out, err = _Output(terminal), _Output(False)
        with self.watched(line):
            try:
                with (
                    patch.object(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin.encode()), encoding="utf-8")),
                    patch.object(sys, "stdout", out),
                    patch.object(sys, "stderr", err),
                ):
                    code = main.run(line, make)
            finally:
                for each in made:
                    each.close()
        assert code in (0, 1), f"{line}: exit code {code}"
        is_raw = "export" in line
        if terminal:
            checks.inert_on_a_terminal(out.text, line)
        elif not is_raw:
            checks.inert(out.text, line, hidden="--json" not in line)
        checks.inert(err.text, line)
        if code:
            assert err.text.strip() or out.text.strip(), f"{line}: it says nothing"
        assert "Traceback" not in err.text
        return Result(code, out.text, err.text)

    @contextmanager
    def watched(self, where: object) -> Iterator[None]:
        """Check the time that something takes, and that nothing outside the home and the outputs changes."""
        before = checks.tree(self._root)
        start = time.process_time()
        yield
        took = time.process_time() - start
        after = checks.tree(self._root)
        changed = {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}
        stray = [path for path in changed if Path(path).parts[0] not in ("home", "out")]
        assert stray == [], f"{where}: stray files {stray}"
        assert took < self._seconds, f"{where}: {took:.1f} s"


def doors(bench: Bench, case: Case, path: Path) -> Iterator[tuple[str, Callable[[], object]]]:
    """Yield every door for a file: its name, and what goes through it. The first one gives the outcome."""
    if case.kind == SETTINGS:
        yield from _settings_doors(bench, path)
    elif case.kind == HISTORY:
        yield "history import", lambda: bench.run("history", "import", path)
        yield "history", lambda: bench.run("history")
        yield "stats", lambda: bench.run("stats", "--json")
        yield "history export", lambda: bench.run("history", "export", "-o", bench.outputs / "h.jsonl", "--force")
    elif case.kind == PACKS and path.suffix == ".zip":
        yield "add", lambda: bench.run("pack", "add", path, "--force")
        yield "list", lambda: bench.run("pack", "list", terminal=True)
        yield "show", lambda: bench.run("pack", "show", "greek")
        yield "diff", lambda: bench.run("pack", "diff", path, path)
        yield "check", lambda: bench.run("pack", "check", path)
        yield "import", lambda: bench.run(*importing(bench, path))
    elif case.kind == PACKS:
        yield from _pack_doors(bench, path)
    else:
        yield "import", lambda: bench.run(*importing(bench, path), "--from", case.kind)
        yield "import guessed", lambda: bench.run(*importing(bench, path))
        yield "import into the library", lambda: bench.run("pack", "import", path, "--from", case.kind, "--force")
        yield "import --json", lambda: bench.run(*importing(bench, path), "--from", case.kind, "--json")
        yield "check what was imported", lambda: _written(bench, "check")


def importing(bench: Bench, path: Path) -> tuple[object, ...]:
    return "pack", "import", path, "-o", bench.outputs / "imported.yaml", "--force"


def _written(bench: Bench, command: str) -> None:
    """Check a pack that an import has written: it has no errors."""
    path = bench.outputs / "imported.yaml"
    if path.exists():
        ran = bench.run("pack", command, path)
        assert ran.code == 0, f"an imported pack has errors: {ran.out[-500:]}{ran.err[-500:]}"


def _pack_doors(bench: Bench, path: Path) -> Iterator[tuple[str, Callable[[], object]]]:
    yield "check", lambda: bench.run("pack", "check", path)
    yield "check --json", lambda: bench.run("pack", "check", path, "--json")
    yield "add", lambda: bench.run("pack", "add", path, "--force")
    yield "show", lambda: bench.run("pack", "show", path, "--answers")
    yield "show on a terminal", lambda: bench.run("pack", "show", path, terminal=True)
    yield "preview", lambda: bench.run("pack", "preview", path, "choice")
    yield "facts", lambda: bench.run("pack", "facts", path)
    yield "list", lambda: bench.run("pack", "list", terminal=True)
    yield "play by lines", lambda: bench.run("play", path, stdin="a\nb\n0\nx\n")
    yield "play by keys", lambda: play_by_keys(bench, path)
    yield "read", lambda: bench.run("read", path)
    yield "import", lambda: bench.run(*importing(bench, path))
    for name in registry.BUILT_IN:
        if registry.get(name).write:
            yield f"export to {name}", lambda name=name: export(bench, path, name)  # type: ignore[misc]


def _settings_doors(bench: Bench, path: Path) -> Iterator[tuple[str, Callable[[], object]]]:
    bench.home.mkdir(exist_ok=True)
    config = bench.home / "config.toml"

    def ready() -> None:
        config.write_bytes(path.read_bytes())

    def run(*arguments: object) -> Result:
        ready()
        return bench.run(*arguments)

    yield "config", lambda: run("config")
    yield "config --json", lambda: run("config", "--json")
    yield "config set", lambda: run("config", "set", "new_per_day", "7")
    yield "config set of a pack", lambda: run("config", "set", "new_per_day", "7", "--pack", "small")
    yield "config unset", lambda: run("config", "unset", "new_per_day")
    yield "overview", run
    config.unlink(missing_ok=True)


def export(bench: Bench, path: Path, format: str) -> None:
    """Export a pack, and check that the file is harmless and that our own reader can read it."""
    output = bench.outputs / f"export.{format}"
    output.unlink(missing_ok=True)
    bench.run("pack", "export", path, "--to", format, "-o", output, "--force")
    if output.is_file():
        checks.harmless_export(format, output.read_bytes(), links=b"markup" in path.read_bytes())


def written(pack: Pack, format: str) -> bytes:
    """Return a pack in a format, by its writer alone."""
    write = registry.get(format).write
    assert write
    return write(pack, ExchangeOptions(), ()).data


class Pressing(Terminal):
    """A terminal on which the same keys are pressed in turn, and Ctrl-C at last."""

    def __init__(self, presses: tuple[str, ...], count: int) -> None:
        super().__init__((), 80, 24, plain=False)
        self._presses = cycle(presses)
        self._left = count

    def read(self, seconds: float | None = None, *, text: bool = False) -> str:
        self._left -= 1
        if self._left < 0:
            raise KeyboardInterrupt
        key = next(self._presses)
        return key if key in NAMES else keys.named(key, text)


def play_by_keys(bench: Bench, path: Path, *, count: int = 14) -> None:
    """Play a pack by scripted keys on a terminal that notes what a text does to it."""
    terminal = Pressing(("b", keys.ENTER, "?", "a", keys.ENTER, keys.ENTER, "0"), count)
    with bench.watched("play by keys"), bench.context() as context:
        frontend = KeysFrontend(LivePainter(terminal.console), terminal, pause=False, timer=terminal.timer)
        try:
            play(context, select(context, str(path)), frontend, questions=4)
        except (ZgcError, KeyboardInterrupt):
            pass
    checks.inert_on_a_terminal(terminal.raw, "play by keys")
