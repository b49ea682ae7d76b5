"""Packs to play and processes to play them in."""

from __future__ import annotations

import ctypes
import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]

GREEK = """\
zgcquiz: 1
id: greek
title: Greek letters
sources:
  book: {title: The Book of Letters, publisher: Press, published: 2020}
questions:
  - id: first
    question: Which letter is the first?
    answer: Alpha
    distractors: [Beta, Gamma, Delta, {text: Omega, feedback: That is the last one.}]
    explanation: As in alphabet.
    source: {id: book, section: Letters, paragraph: 2}
    tags: [order, start]
  - id: vowels
    question: Which of these are vowels?
    answers: [Iota, Epsilon]
    distractors: [Beta, Gamma, Delta, Zeta]
    tags: [sound]
  - id: count
    question: How many letters are there?
    answer: Twenty-four
    options: [Twenty-two, Twenty-four, Twenty-six]
    tags: [order, number]
  - id: old
    question: Is the alphabet old?
    answer: true
    tags: [time]
"""
"""A pack with an item of each kind, with options that are neither letters nor numbers."""

RIGHT = {"first": "Alpha", "vowels": "Iota, Epsilon", "count": "Twenty-four", "old": "true"}


def one(id: str, text: str, **changes: str) -> str:
    """Return a pack of one true/false question."""
    fields = {"zgcquiz": "1", "id": id, "title": f"The pack {id}"} | changes
    head = "".join(f"{key}: {value}\n" for key, value in fields.items())
    return f"{head}questions:\n  - {{id: q, question: '{text}', answer: true}}\n"


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def conforms(value: Any, shape: Any, where: str = "it") -> None:
    """Assert that a value has the keys and types of a shape; it may have further keys.

    A shape is a type, a tuple of types, a list of the shape of each entry, or a mapping.
    """
    if isinstance(shape, dict):
        assert isinstance(value, dict), where
        missing = sorted(set(shape) - set(value))
        assert not missing, f"{where} lacks {missing}"
        for key, inner in shape.items():
            conforms(value[key], inner, f"{where}.{key}")
    elif isinstance(shape, list):
        assert isinstance(value, list), where
        assert value, f"{where} is empty, so this shows nothing"
        for number, entry in enumerate(value):
            conforms(entry, shape[0], f"{where}[{number}]")
    else:
        allowed = shape if isinstance(shape, tuple) else (shape,)
        assert type(value) in allowed, f"{where} is {value!r}"


def unwrapped(text: str) -> str:
    """Return a text without white space: a message is the same wherever its lines, and the paths in it, are broken."""
    return "".join(text.split())


def forget_log(home: Path) -> None:
    """Delete the log of a home and its backups, as on a new device."""
    for path in home.glob("zgcquiz.db*"):
        path.unlink()
    shutil.rmtree(home / "backups", ignore_errors=True)


def as_a_user() -> None:
    """Make file permissions apply to root too; for use as `preexec_fn`.

    Drops two capabilities or, if that is not possible, changes the user.
    """
    if os.geteuid() != 0:
        return
    drop, dac_override, dac_read_search = 24, 1, 2
    libc = ctypes.CDLL(None, use_errno=True)
    if sys.platform != "linux" or any(libc.prctl(drop, each, 0, 0, 0) for each in (dac_override, dac_read_search)):
        os.setgroups([])
        os.setgid(65534)
        os.setuid(65534)


def with_files_of(size: int) -> Callable[[], None]:
    """Return a `preexec_fn` that limits the size of files, like a full disk."""
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


def environment(extra: Mapping[str, str] | None = None) -> dict[str, str]:
    return os.environ | {"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"} | dict(extra or {})


def run(
    *arguments: object,
    stdin: bytes | str | None = "",
    env: Mapping[str, str] | None = None,
    before: Callable[[], None] | None = None,
    cwd: Path | None = None,
) -> subprocess.CompletedProcess[str]:
    """Run zgcquiz in a separate process. stdin: None to close it."""
    given = stdin.encode() if isinstance(stdin, str) else stdin

    def prepare() -> None:
        if stdin is None:
            os.close(0)
        if before:
            before()

    done = subprocess.run(
        [sys.executable, "-m", "zgcquiz", *map(str, arguments)],
        input=given,
        capture_output=True,
        env=environment(env),
        preexec_fn=prepare,
        cwd=cwd,
        timeout=60,
        check=False,
    )
    out, err = done.stdout.decode("utf-8"), done.stderr.decode("utf-8")
    assert "Traceback" not in err, err[-300:]
    return subprocess.CompletedProcess(done.args, done.returncode, out, err)
