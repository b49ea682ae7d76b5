"""Finding and starting the programs that zgcquiz needs, so that none outlives it or fills the disk."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePath

_SHELL = Path("/bin/sh")
_GUARD = """\
ulimit -f "$1" || exit 1
folder=$2
shift 2
exec 3<&0 </dev/null
"$@" 3<&- &
child=$!
{ read -r nothing; kill -STOP $$; kill -9 "$child"; rm -rf -- "$folder"; kill -9 0; } <&3 >/dev/null 2>&1 &
guard=$!
exec 3<&-
wait "$child"
status=$?
kill "$guard" 2>/dev/null
exit "$status"
"""
"""Runs a program beside a guard, whose input ends when zgcquiz does, however it is killed: then the program and all
that it has started is killed too, and the folder deleted. The shell is stopped first, or it would end the guard."""
_BLOCK = 512
"""Bytes that `ulimit -f` counts in."""


def find_program(name: str, *, windows: bool = os.name == "nt") -> str:
    """Return the absolute path of a program on PATH; a name that contains a folder is returned as it is.

    Relative folders on PATH, and on Windows the current folder, are not searched: a file of a stranger's pack would be
    run if it had the program's name.

    Raises FileNotFoundError if there is no such program.
    """
    if PurePath(name).name != name:
        return name
    suffixes = ["", *os.environ.get("PATHEXT", ".COM;.EXE;.BAT;.CMD").split(";")] if windows else [""]
    for folder in map(Path, os.get_exec_path()):
        for suffix in suffixes:
            path = folder / (name + suffix)
            if folder.is_absolute() and path.is_file() and os.access(path, os.X_OK):
                return str(path)
    raise FileNotFoundError(2, os.strerror(2), name)


def start_guarded(
    arguments: Sequence[str], folder: Path, environment: Mapping[str, str], output: tuple[int, int], most_bytes: int
) -> subprocess.Popen[bytes]:
    """Start a program in a temporary folder, which ends with this process and can't write a file above `most_bytes`.

    output: the open files that its standard output and its errors go to. Where there is no shell (Windows) only the
    caller's own checks apply. Raises OSError if it can't be started.
    """
    guard: list[str] = []
    if _SHELL.exists():
        guard = [str(_SHELL), "-c", _GUARD, "guard", str(most_bytes // _BLOCK), str(folder.absolute())]
    return subprocess.Popen(
        [*guard, *arguments],
        cwd=folder,
        env=dict(environment),
        stdin=subprocess.PIPE if guard else subprocess.DEVNULL,
        stdout=output[0],
        stderr=output[1],
        start_new_session=True,  # so that its child processes end with it
    )
