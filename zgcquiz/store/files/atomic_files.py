"""Atomic writing of files and folders: they appear complete or not at all."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from hashlib import blake2b
from pathlib import Path
from typing import BinaryIO

from zgcquiz.core.errors import ZgcError
from zgcquiz.core.markup.media import FOLDER, is_media_name
from zgcquiz.store.files import private, temporaries
from zgcquiz.store.files.pack_files import MAIN, SUFFIXES

_PIECE = 1 << 20


@contextmanager
def whole_file(path: Path, force: bool, owner_only: bool = False) -> Iterator[BinaryIO]:
    """Yield a new file that appears at a path once it is complete.

    force: replace an existing file, keeping its permissions. owner_only: create it for its owner only. Raises ZgcError
    if the file exists or can't be written.
    """
    if path.exists() and not force:
        raise ZgcError("exists", f"{path} already exists.", "To replace it, add --force.")
    try:
        with written_beside(path, owner_only) as file:
            yield file
    except OSError as error:
        raise ZgcError("unwritable", f"{path} can't be written: {error.strerror or error}.") from error


def write_checked(file: BinaryIO, data: bytes) -> None:
    """Write the content of a file that `whole_file` opened, and verify it. Raises OSError."""
    file.write(data)
    file.flush()
    os.fsync(file.fileno())
    check_content(Path(file.name), data)


def write_pieces(file: BinaryIO, pieces: Iterable[bytes]) -> None:
    """Write the content of a file that `whole_file` opened piece by piece, and verify it. Raises OSError."""
    written, read = blake2b(), blake2b()
    for piece in pieces:
        written.update(piece)
        file.write(piece)
    file.flush()
    os.fsync(file.fileno())
    with Path(file.name).open("rb") as again:
        while piece := again.read(_PIECE):
            read.update(piece)
    if read.digest() != written.digest():
        raise _read_back_differently()


def check_content(path: Path, data: bytes) -> None:
    """Raise OSError unless a file has the given content."""
    if path.read_bytes() != data:
        raise _read_back_differently()


def _read_back_differently() -> OSError:
    return OSError("it reads back differently from what was written")


@contextmanager
def written_beside(path: Path, owner_only: bool = False) -> Iterator[BinaryIO]:
    """Yield a new file that replaces the one at a path once it is complete, with its permissions. Raises OSError.

    owner_only: create it for its owner only, if there is none yet.
    """
    temporary = temporaries.temporary_beside(path)
    with temporaries.undone_on_signal(lambda: temporaries.delete(temporary)):
        try:
            with open(temporary, "xb", opener=private.opener if owner_only or path.exists() else None) as file:
                temporaries.lock(file.fileno())
                yield file
                file.flush()
                os.fsync(file.fileno())
            if path.exists():
                shutil.copymode(path, temporary)
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)
    temporaries.delete_stale(path)


def rewrite(files: Mapping[Path, bytes]) -> None:
    """Replace the content of existing files: of all, or of none if one can't be written. Links are followed.

    Raises ZgcError if a file can't be written.
    """
    path = Path()
    try:
        with ExitStack() as stack:
            for path, data in files.items():
                write_checked(stack.enter_context(written_beside(path.resolve())), data)
    except OSError as error:
        raise ZgcError("unwritable", f"{path} can't be written: {error.strerror or error}.") from error


def whole_folder(path: Path, files: Sequence[tuple[str, bytes]], force: bool) -> None:
    """Write a pack's folder, given the (path inside it, content) of each file.

    force: replace an existing pack's folder; a folder with other files is never replaced. Raises ZgcError if the
    folder exists or can't be written.
    """
    if path.exists() or path.is_symlink():
        if not force:
            raise ZgcError("exists", f"{path} already exists.", "To replace it, add --force.")
        _check_is_pack(path)
    temporary = temporaries.temporary_beside(path)
    old = temporary.with_name(temporary.name + temporaries.OLD)

    def tidy() -> None:
        if old.exists() and not path.exists():
            old.rename(path)
        for rest in (temporary, old):
            temporaries.delete(rest)

    try:
        with temporaries.undone_on_signal(tidy):
            path.parent.mkdir(parents=True, exist_ok=True)
            temporary.mkdir()
            _fill(temporary, files, path)
            if path.exists():
                path.rename(old)
            temporary.rename(path)
    except OSError as error:
        raise ZgcError("unwritable", f"{path} can't be written: {error.strerror or error}.") from error
    finally:
        tidy()
    temporaries.delete_stale(path)


def _fill(folder: Path, files: Sequence[tuple[str, bytes]], like: Path) -> None:
    """Write the files of a folder. What the folder that it replaces has too keeps its permissions. Raises OSError."""
    for name, content in files:
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(content)
        if (like / name).exists():
            shutil.copymode(like / name, folder / name)
    if like.exists():
        shutil.copymode(like, folder)
    for name, content in files:  # after all of them: two names may be one to the file system
        check_content(folder / name, content)


def _check_is_pack(path: Path) -> None:
    try:
        entries = list(path.iterdir()) if path.is_dir() and not path.is_symlink() else []
        is_pack = any(entry.name in MAIN for entry in entries) and all(map(_may_be_of_pack, entries))
    except OSError as error:
        raise ZgcError("unwritable", f"{path} can't be read: {error.strerror or error}.") from error
    if not is_pack:
        raise ZgcError(
            "exists", f"{path} has other files than a pack's, so it is not replaced.", "Write to another folder."
        )


def _may_be_of_pack(entry: Path) -> bool:
    """Return whether something in a folder may be a pack's: a YAML file, or the folder of its media. Raises OSError."""
    if entry.name != FOLDER or entry.is_symlink() or not entry.is_dir():
        return entry.suffix in SUFFIXES
    return all(is_media_name(each.name) and each.is_file() for each in entry.iterdir())
