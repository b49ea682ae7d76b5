"""Run command lines as the program does, without a process for each, which would take seconds for several."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import ExitStack

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


def run_here(*arguments: object, stdin: str = "0\n0\n") -> Ran:
    """Run a command line in this process as `main` does in its own: streams of bytes, the user's folders and clock."""
    from zgcquiz.app.context import AppContext
    from zgcquiz.cli import main
    from zgcquiz.cli.context import system_context
    from zgcquiz.ui.terminal.console import make_streams_safe

    streams = [io.TextIOWrapper(io.BytesIO(text), encoding="utf-8") for text in (stdin.encode(), b"", b"")]
    before, (sys.stdin, sys.stdout, sys.stderr) = (sys.stdin, sys.stdout, sys.stderr), streams
    with ExitStack() as contexts:

        def make_context() -> AppContext:
            return contexts.enter_context(system_context())

        try:
            make_streams_safe()
            code = main.run([str(argument) for argument in arguments], make_context)
        finally:
            sys.stdin, sys.stdout, sys.stderr = before
    texts = []
    for stream in streams[1:]:
        stream.flush()
        stream.seek(0)
        texts.append(stream.read())
    return Ran(code, *texts)


if __name__ == "__main__":
    print(json.dumps([run_here(*arguments) for arguments in json.loads(sys.stdin.read())]))
