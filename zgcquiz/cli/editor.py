"""The learner's editor."""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Mapping
from pathlib import Path, PurePath

from zgcquiz.core.errors import ZgcError

_LINE = {
    "+{line} -- {file}": "vim nvim gvim",
    "+{line} {file}": "vi view emacs emacsclient nano pico micro kak joe jed mg ne gedit jove",
    "{file}:{line}": "hx helix subl zed mcedit",
    "-g {file}:{line}": "code code-insiders codium vscodium cursor windsurf",
    "-l {line} {file}": "kate mate",
    "--line {line} {file}": "idea pycharm charm",
    "-n{line} {file}": "notepad++",
}
"""Arguments that open a file at a line. Other editors open it at its start.

The file's path is absolute, so no name is taken for an option or a command. `--` stands only where an editor documents
it: others would open a file of that name.
"""

_RETURN_AT_ONCE = "code code-insiders codium vscodium cursor windsurf zed subl mate"
"""Editors whose command returns at once, unless told to wait."""
_WAIT = ("--wait", "-w")


def command(editor: str, path: Path, line: int = 0, *, windows: bool = os.name == "nt") -> list[str]:
    """Return the command that opens a file in an editor, with the file's absolute path.

    editor: as in $EDITOR; line: counted from 1, 0 for the start of the file; windows: a backslash separates folders,
    and only double quotes quote. An editor that would return at once is told to wait until the file is closed.

    Raises ValueError if the quotes are unbalanced, or no program is named.
    """
    whole = PurePath(editor).is_absolute() and Path(editor).is_file()  # an unquoted path with blanks
    words = [editor] if whole else _windows_words(editor) if windows else shlex.split(editor)
    if not words:
        raise ValueError("No program is named")
    name = PurePath(words[0].replace("\\", "/")).name.removesuffix(".exe").removesuffix(".cmd")
    shape = next((shape for shape, names in _LINE.items() if line and name in names.split()), "{file}")
    if name in _RETURN_AT_ONCE.split() and not set(_WAIT) & set(words):
        words.append(_WAIT[0])
    return [*words, *(part.format(file=path.absolute(), line=line) for part in shape.split())]


def _windows_words(text: str) -> list[str]:
    r"""Split a command as Windows does: `C:\Tools\ed.exe -w`, `"C:\My Tools\ed.exe" -w`.

    An unquoted path with blanks is kept whole if it ends in `.exe`, `.cmd` or `.bat`.
    """
    if text.count('"') % 2:
        raise ValueError("No closing quotation")
    bare = re.match(r'(?i)\s*([^"]+?\.(?:exe|cmd|bat))(?=\s|$)', text)
    words = [bare[1]] if bare else []
    rest = text[bare.end() :] if bare else text
    return words + ["".join(parts).replace('"', "") for parts in re.findall(r'((?:"[^"]*"|[^\s"])+)', rest)]


def open_editor(environ: Mapping[str, str], path: Path, line: int = 0) -> None:
    """Open a file in $VISUAL or $EDITOR, and wait. Raises ZgcError if that fails."""
    import subprocess

    from zgcquiz.fetch.programs import find_program

    editor = environ.get("VISUAL") or environ.get("EDITOR") or ("notepad" if os.name == "nt" else "vi")
    hint = f"Set EDITOR to your editor, or open the file yourself: {path}"
    try:
        program, *arguments = command(editor, path, line)
        done = subprocess.run([find_program(program), *arguments], check=False)
    except (OSError, ValueError) as error:
        raise ZgcError("no-editor", f"Can't start the editor '{editor}': {error}.", hint) from error
    if done.returncode:
        raise ZgcError("no-editor", f"The editor '{editor}' exited with code {done.returncode}.", hint)
