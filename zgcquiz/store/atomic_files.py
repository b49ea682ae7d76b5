"""Files and folders that appear at their place whole, or not at all."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import BinaryIO

from zgcquiz.core.errors import ZgcError
from zgcquiz.store.pack_files import MAIN, SUFFIXES


@contextmanager
def whole_file(path: Path, force: bool) -> Iterator[BinaryIO]:
    """A new file that appears at its place when all of it is written, or not at all.

    force: write over one that is there. Raises ZgcError where it can't be written.
    """
    if path.exists() and not force:
        raise ZgcError("exists", f"{path} is there already.", "To write over it, say --force.")
    try:
        with written_beside(path) as file:
            yield file
    except OSError as error:
        raise ZgcError("unwritable", f"{path} can't be written: {error.strerror or error}.") from error


def write_checked(file: BinaryIO, data: bytes) -> None:
    """Write the whole content of a file that `whole_file` opened, and read it back. Raises OSError."""
    file.write(data)
    file.flush()
    os.fsync(file.fileno())
    check_content(Path(file.name), data)


def check_content(path: Path, data: bytes) -> None:
    """Raises OSError where a file doesn't hold what was written to it."""
    if path.read_bytes() != data:
        raise OSError("it doesn't read back as it was written")


@contextmanager
def written_beside(path: Path, keep_rights: bool = False) -> Iterator[BinaryIO]:
    """A new file that takes the place of an old one when all of it is written. Raises OSError.

    keep_rights: give it those of the old one, if there is one.
    """
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with fresh.open("xb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        if keep_rights and path.exists():
            shutil.copymode(path, fresh)
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)


def rewrite(files: Mapping[Path, bytes]) -> None:
    """Put new content into files that are there: all of them, or none where one can't be written. What a link leads
    to is changed, not the link. Raises ZgcError.
    """
    path = Path()
    try:
        with ExitStack() as stack:
            for path, data in files.items():
                write_checked(stack.enter_context(written_beside(path.resolve(), keep_rights=True)), data)
    except OSError as error:
        raise ZgcError("unwritable", f"{path} can't be written: {error.strerror or error}.") from error


def whole_folder(path: Path, files: Sequence[tuple[str, bytes]], force: bool) -> None:
    """Write a pack's folder: (name, content) for each file.

    force: put it in the place of a pack's folder that is there; a folder that holds anything else
    is never touched. Raises ZgcError where it can't be written.
    """
    if path.exists() or path.is_symlink():
        if not force:
            raise ZgcError("exists", f"{path} is there already.", "To write over it, say --force.")
        _check_is_pack(path)
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    old = path.with_name(f".{path.name}.{os.getpid()}.old")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh.mkdir()
        for name, content in files:
            (fresh / name).write_bytes(content)
        for name, content in files:  # after all of them: two names may be one to the file system
            check_content(fresh / name, content)
        if path.exists():
            path.rename(old)
        fresh.rename(path)
    except OSError as error:
        if old.exists() and not path.exists():
            old.rename(path)
        raise ZgcError("unwritable", f"{path} can't be written: {error.strerror or error}.") from error
    finally:
        for rest in (fresh, old):
            shutil.rmtree(rest, ignore_errors=True)


def _check_is_pack(path: Path) -> None:
    try:
        entries = list(path.iterdir()) if path.is_dir() and not path.is_symlink() else []
    except OSError as error:
        raise ZgcError("unwritable", f"{path} can't be read: {error.strerror or error}.") from error
    if not any(entry.name in MAIN for entry in entries) or any(entry.suffix not in SUFFIXES for entry in entries):
        raise ZgcError(
            "exists", f"{path} holds other things than a pack, so it is left alone.", "Write to another place."
        )
