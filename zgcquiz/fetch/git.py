"""Fetching one commit of a Git repository as a zip archive, without checking it out or running anything from it."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

from zgcquiz.core.errors import ZgcError
from zgcquiz.core.value import Value
from zgcquiz.fetch.programs import find_program

MAX_BYTES = 256 * 1024 * 1024
"""The limit on what is fetched, and on what is unpacked from it."""
TOTAL_SECONDS = 300.0

_OPTIONS = (
    *("-c", "protocol.ext.allow=never"),
    *("-c", f"core.hooksPath={os.devnull}"),
    *("-c", "submodule.recurse=false"),
    *("-c", "gc.auto=0"),
)
_LOCATIONS = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_NAMESPACE", "GIT_TEMPLATE_DIR")
"""Environment variables that would direct git to another repository."""


class Commit(Value, frozen=True):
    """A commit. name: its hash; archive: its files as a zip archive."""

    name: str
    archive: bytes


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
        raise ZgcError(
            "storage",
            f"{location} can't be fetched: {error.strerror or error}.",
            "Check that there is room for temporary files and that TMPDIR, if set, is a folder.",
        ) from error


def _fetch(location: str, ref: str, deadline: float) -> Commit:
    from tempfile import TemporaryDirectory

    with TemporaryDirectory(prefix="zgcquiz-", ignore_cleanup_errors=True) as name:
        folder = Path(name)

        def git(*arguments: str) -> str:
            return _git(folder, arguments, location, deadline)

        git("init", "--quiet", "--bare", "--template=", ".")
        git(
            *("fetch", "--quiet", "--depth=1", "--no-tags", "--no-recurse-submodules", "--no-write-commit-graph"),
            *("--", location, ref or "HEAD"),
        )
        commit = git("rev-parse", "--verify", "FETCH_HEAD^{commit}").strip()
        git("archive", "--format=zip", "-0", "--output=commit.zip", commit)
        return Commit(commit, (folder / "commit.zip").read_bytes())


def _git(folder: Path, arguments: Sequence[str], location: str, deadline: float) -> str:
    """Return the output of a git command that runs in a folder within limits of size and time.

    deadline: of `time.monotonic`.
    """
    environment = {name: value for name, value in os.environ.items() if name not in _LOCATIONS}
    environment |= {"GIT_TERMINAL_PROMPT": "0", "GIT_LFS_SKIP_SMUDGE": "1", "LC_ALL": "C"}
    environment.setdefault("GIT_SSH_COMMAND", "ssh -o BatchMode=yes")
    try:
        process = subprocess.Popen(
            [find_program("git"), *_OPTIONS, *arguments],
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,  # so that git's child processes end with it
        )
    except FileNotFoundError as error:
        raise ZgcError(
            "no-git",
            "A git address needs the program git, which is not installed.",
            "Install git, or add a file or a .zip.",
        ) from error
    try:
        while True:
            try:
                out, err = process.communicate(timeout=0.2)
                break
            except subprocess.TimeoutExpired:
                _check_bounds(folder, location, deadline)
    finally:
        _end(process)
    _check_bounds(folder, location, deadline)
    if process.returncode:
        output = [line for line in err.decode("utf-8", "replace").splitlines() if line and not line.startswith("hint:")]
        fatal = next((line for line in output if line.startswith("fatal:")), output[-1] if output else "it failed")
        reason = output[0] if "Could not read from remote" in fatal else fatal  # the line before has the cause
        raise ZgcError(
            "unreachable",
            f"{location} can't be fetched: git says: {reason.removeprefix('fatal: ').rstrip('.')}.",
            "Check the address and the branch or tag, and whether `git ls-remote` can read the repository.",
        )
    return out.decode("utf-8", "replace")


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
        raise ZgcError("too-large", f"{location} has more than {MAX_BYTES >> 20} MiB in one commit.")


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
    for pipe in (process.stdout, process.stderr):
        if pipe is not None:
            pipe.close()
