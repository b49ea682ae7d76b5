"""A broken settings file doesn't keep anybody from saving their data."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.making import run, unwrapped
from tests.conftest import Ran

Run = Callable[..., Ran]


def syntax(path: Path) -> None:
    path.write_text("desired_retention = = 0.9\n", encoding="utf-8")


def value(path: Path) -> None:
    path.write_text("day_starts = 99\n", encoding="utf-8")


def binary(path: Path) -> None:
    path.write_bytes(bytes(range(256)))


def huge(path: Path) -> None:
    path.write_bytes(b"#" * (2 << 20))


def folder(path: Path) -> None:
    path.mkdir()


BROKEN = [syntax, value, binary, huge, folder, os.mkfifo]


@pytest.mark.parametrize("break_", BROKEN)
def test_the_history_can_be_saved(home: Path, zgcquiz: Run, greek: Path, break_: Callable[[Path], None]) -> None:
    assert zgcquiz("play", greek, "--json", stdin="0\n" * 4).code == 0
    whole = zgcquiz("history", "export").out
    break_(home / "config.toml")
    assert zgcquiz("play", greek, stdin="0\n").code == 1
    for arguments in (("export",), ("--json",)):
        ran = zgcquiz("history", *arguments)
        assert ran.code == 0
        assert unwrapped("config.toml can't be used") in unwrapped(ran.err)
        assert ran.err.count("note:") == 1
    assert zgcquiz("history", "export").out == whole


def test_a_pipe_in_place_of_the_settings_is_said(home: Path) -> None:
    home.mkdir()
    os.mkfifo(home / "config.toml")
    done = run("config")
    assert (done.returncode, done.stdout) == (1, "")
    assert unwrapped("is a named pipe") in unwrapped(done.stderr)
