"""Finding the programs that zgcquiz starts."""

from __future__ import annotations

import os
from pathlib import Path, PurePath


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
