"""Fetching one commit of a Git repository as a zip archive, without checking it out or running anything from it."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from zgcquiz.core.errors import ZgcError
from zgcquiz.core.value import Value
from zgcquiz.fetch.programs import find_program, start_guarded
from zgcquiz.fetch.storage import no_room, temporary_file

MAX_BYTES = 256 * 1024 * 1024
"""The limit on what is fetched, and on what is unpacked from it."""
MAX_ENTRIES = 20_000
"""Files of a commit. A small repository can have any number: folders of equal content are stored once."""
TOTAL_SECONDS = 300.0
TEMPORARY = "zgcquiz-{process}-"
"""How the name of a temporary folder begins, with the number of the process."""

_OUTPUT, _ERRORS = "zgcquiz-output", "zgcquiz-errors"
"""Files in the temporary folder that a command's output goes to."""
_LONGEST_OUTPUT = 1 << 16
_LONGEST_LISTING = MAX_ENTRIES * 400
"""Bytes of the list of a commit's files, with their names."""
_BLOCK = 1024
_PIECE = 1 << 20
_STEP = 0.2
"""Seconds between two checks of the limits."""
_OPTIONS = (
    *("-c", "protocol.ext.allow=never"),
    *("-c", f"core.hooksPath={os.devnull}"),
    *("-c", "submodule.recurse=false"),
    *("-c", "gc.auto=0"),
    *("-c", "pack.threads=1"),
)
_LOCATIONS = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_NAMESPACE", "GIT_TEMPLATE_DIR")
"""Environment variables that would direct git to another repository."""


class Commit(Value, frozen=True):
    """A commit. name: its hash; archive: its files as a zip archive, a temporary file that is deleted when closed."""

    name: str
    archive: BinaryIO


def fetch_commit(location: str, ref: str = "") -> Commit:
    """Return the latest commit of a repository's default branch, or of the branch or tag `ref`.

    Raises ZgcError if git is not installed, the repository can't be fetched, or a limit is exceeded.
    """
    if location.startswith("-") or ref.startswith("-"):
        raise ZgcError("bad-address", f"'{location}' is not the address of a repository.")
    deadline = time.monotonic() + TOTAL_SECONDS
    try:
        return _fetch(location, ref, deadline)
    except OSError as error:
        raise no_room(location, error) from error


def _fetch(location: str, ref: str, deadline: float) -> Commit:
    from tempfile import TemporaryDirectory

    prefix = TEMPORARY.format(process=os.getpid())
    with TemporaryDirectory(prefix=prefix, ignore_cleanup_errors=True) as name:
        folder = Path(name)

        def git(*arguments: str) -> str:
            return _git(folder, arguments, location, deadline)

        git("init", "--quiet", "--bare", "--template=", ".")
        git(
            *("fetch", "--quiet", "--depth=1", "--no-tags", "--no-recurse-submodules", "--no-write-commit-graph"),
            *("--", location, ref or "HEAD"),
        )
        commit = git("rev-parse", "--verify", "FETCH_HEAD^{commit}").strip()
        _git(folder, ("ls-tree", "-r", "-l", "-z", commit), location, deadline, _LONGEST_LISTING)
        _check_listing(folder / _OUTPUT, location)
        git("archive", "--format=zip", "-0", "--output=commit.zip", commit)
        archive = temporary_file()
        try:
            with (folder / "commit.zip").open("rb") as file:
                shutil.copyfileobj(file, archive, _PIECE)
            archive.seek(0)
        except BaseException:
            with suppress(OSError):  # closing writes what could not be written
                archive.close()
            raise
        return Commit(commit, archive)


def _git(
    folder: Path, arguments: Sequence[str], location: str, deadline: float, longest: int = MAX_BYTES + (1 << 20)
) -> str:
    """Return the start of the output of a git command that runs in a folder within limits of size and time.

    deadline: of `time.monotonic`. longest: bytes of a file that it may write; all of its output is in the file _OUTPUT.
    """
    environment = {name: value for name, value in os.environ.items() if name not in _LOCATIONS}
    environment |= {"GIT_TERMINAL_PROMPT": "0", "GIT_LFS_SKIP_SMUDGE": "1", "LC_ALL": "C"}
    environment.setdefault("GIT_SSH_COMMAND", "ssh -o BatchMode=yes")
    try:
        command = [find_program("git"), *_OPTIONS, *arguments]
        with (folder / _OUTPUT).open("wb") as output, (folder / _ERRORS).open("wb") as errors:
            process = start_guarded(command, folder, environment, (output.fileno(), errors.fileno()), longest)
    except FileNotFoundError as error:
        raise ZgcError(
            "no-git",
            "A git address needs the program git, which is not installed.",
            "Install git, or add a file or a .zip.",
        ) from error
    try:
        while True:
            try:
                process.wait(timeout=_STEP)
                break
            except subprocess.TimeoutExpired:
                _check_bounds(folder, location, deadline)
    finally:
        _end(process)
    _check_bounds(folder, location, deadline)
    if process.returncode:
        if (folder / _OUTPUT).stat().st_size >= longest - _BLOCK:
            raise _too_many(location)
        lines = [line for line in _start_of(folder / _ERRORS).splitlines() if line and not line.startswith("hint:")]
        fatal = next((line for line in lines if line.startswith("fatal:")), lines[-1] if lines else "it failed")
        reason = lines[0] if "Could not read from remote" in fatal else fatal  # the line before has the cause
        raise ZgcError(
            "unreachable",
            f"{location} can't be fetched: git says: {reason.removeprefix('fatal: ').rstrip('.')}.",
            "Check the address and the branch or tag, and whether `git ls-remote` can read the repository.",
        )
    return _start_of(folder / _OUTPUT)


def _start_of(path: Path) -> str:
    with path.open("rb") as file:
        return file.read(_LONGEST_OUTPUT).decode("utf-8", "replace")


def _check_listing(listing: Path, location: str) -> None:
    """Raise ZgcError if the files that `git ls-tree -l -z` lists are too many, or too large together."""
    count = total = 0
    with listing.open("rb") as file:
        rest = b""
        while piece := file.read(1 << 16):
            *entries, rest = (rest + piece).split(b"\0")
            for entry in entries:
                size = entry.partition(b"\t")[0].rpartition(b" ")[2]
                count += 1
                total += int(size) if size.isdigit() else 0
            if count > MAX_ENTRIES:
                raise _too_many(location)
            if total > MAX_BYTES:
                raise _too_large(location)


def _too_many(location: str) -> ZgcError:
    return ZgcError("too-large", f"{location} has more than {MAX_ENTRIES:,} files in one commit.")


def _too_large(location: str) -> ZgcError:
    return ZgcError("too-large", f"{location} has more than {MAX_BYTES >> 20} MiB in one commit.")


def _check_bounds(folder: Path, location: str, deadline: float) -> None:
    if time.monotonic() > deadline:
        raise ZgcError("unreachable", f"{location}: the repository is too slow or does not answer.", "Try again later.")
    size = 0
    for path in folder.rglob("*"):
        try:
            size += path.lstat().st_size
        except OSError:  # git has just moved it
            continue
    if size > MAX_BYTES:
        raise _too_large(location)


def _end(process: subprocess.Popen[bytes]) -> None:
    """Stop a command that still runs, and its child processes."""
    import signal

    if process.poll() is None:
        try:
            if hasattr(os, "killpg"):
                os.killpg(process.pid, signal.SIGKILL)
            else:
                process.kill()
        except ProcessLookupError:
            pass
        process.wait()
    if process.stdin is not None:
        process.stdin.close()
