"""Getting one commit of a repository as a zip archive. Nothing of it is checked out, and nothing in it runs."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

from zgcquiz.core.errors import ZgcError
from zgcquiz.core.value import Value

MAX_BYTES = 256 * 1024 * 1024
"""Of what is fetched, and of what is unpacked of it."""
TOTAL_SECONDS = 300.0

_ALWAYS = (
    *("-c", "protocol.ext.allow=never"),
    *("-c", f"core.hooksPath={os.devnull}"),
    *("-c", "submodule.recurse=false"),
    *("-c", "gc.auto=0"),
)
_OTHERS = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_NAMESPACE", "GIT_TEMPLATE_DIR")
"""What would lead git to another repository than the one that is made here."""


class Commit(Value, frozen=True):
    """A commit: its name, and its files as a zip archive."""

    name: str
    archive: bytes


def fetch_commit(location: str, ref: str = "") -> Commit:
    """The newest commit of a repository's usual branch, or the one that `ref` names.

    Raises ZgcError where git is not there, the repository can't be had, or it goes over a bound.
    """
    if location.startswith("-") or ref.startswith("-"):
        raise ZgcError("bad-address", f"'{location}' is no address of a repository.")
    deadline = time.monotonic() + TOTAL_SECONDS
    try:
        return _fetch(location, ref, deadline)
    except OSError as error:
        raise ZgcError(
            "storage",
            f"{location} can't be fetched: {error.strerror or error}.",
            "See that there is room for temporary files, and TMPDIR, where it is set, leads to a folder.",
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
    """What a git command prints, run in a folder that it may fill only so far."""
    environment = {name: value for name, value in os.environ.items() if name not in _OTHERS}
    environment |= {"GIT_TERMINAL_PROMPT": "0", "GIT_LFS_SKIP_SMUDGE": "1", "LC_ALL": "C"}
    environment.setdefault("GIT_SSH_COMMAND", "ssh -o BatchMode=yes")
    try:
        process = subprocess.Popen(
            ["git", *_ALWAYS, *arguments],
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,  # so that what git starts ends with it
        )
    except FileNotFoundError as error:
        raise ZgcError(
            "no-git", "A git address needs the program git, which is not here.", "Install git, or add a file or .zip."
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
        said = [line for line in err.decode("utf-8", "replace").splitlines() if line and not line.startswith("hint:")]
        fatal = next((line for line in said if line.startswith("fatal:")), said[-1] if said else "it failed")
        reason = said[0] if "Could not read from remote" in fatal else fatal  # the line before says why
        raise ZgcError(
            "unreachable",
            f"{location} can't be fetched: git says: {reason.removeprefix('fatal: ').rstrip('.')}.",
            "See if the address and the branch or tag are written right, and if `git ls-remote` can read it.",
        )
    return out.decode("utf-8", "replace")


def _check_bounds(folder: Path, location: str, deadline: float) -> None:
    if time.monotonic() > deadline:
        raise ZgcError("unreachable", f"{location}: the repository is too slow, or silent.", "Try again later.")
    size = 0
    for path in folder.rglob("*"):
        try:
            size += path.lstat().st_size
        except OSError:  # git has just put it elsewhere
            continue
    if size > MAX_BYTES:
        raise ZgcError("too-large", f"{location} has more than {MAX_BYTES >> 20} MiB in one commit.")


def _end(process: subprocess.Popen[bytes]) -> None:
    """Stop a command that still runs, with all that it has started."""
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
