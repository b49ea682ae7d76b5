"""Run several command lines in one process of their own: what a process for each would take seconds for."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import redirect_stderr, redirect_stdout

from tests.cli.making import environment
from tests.conftest import Ran


def run_several(commands: Sequence[Sequence[object]], before: Callable[[], None]) -> list[Ran]:
    """Return what comes of each command line; answers come from a pipe. before: as for `run`."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.cli.several"],
        input=json.dumps([[str(word) for word in command] for command in commands]),
        capture_output=True, text=True, env=environment(), preexec_fn=before, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return [Ran(*each) for each in json.loads(done.stdout)]


def _run(arguments: list[str]) -> tuple[int, str, str]:
    from zgcquiz.cli import main

    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2))
    sys.stdin = io.StringIO("0\n0\n")
    with redirect_stdout(out), redirect_stderr(err):
        code = main.run(arguments)
    texts = []
    for stream in (out, err):
        stream.flush()
        stream.seek(0)
        texts.append(stream.read())
    return code, texts[0], texts[1]


if __name__ == "__main__":
    print(json.dumps([_run(arguments) for arguments in json.loads(sys.stdin.read())]))
