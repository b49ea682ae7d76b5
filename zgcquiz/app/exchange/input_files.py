"""Open files to import: texts in memory, zip archives on the disk."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from zgcquiz.core.errors import ZgcError

if TYPE_CHECKING:
    from zgcquiz.formats.untrusted.zip_reader import Content

STDIN = Path("-")
"""The path that means standard input."""
_START = 4
"""Bytes by which a zip archive is recognised."""
_PIECE = 1 << 20
"""Bytes that are read at once from a file of unknown size."""


@contextmanager
def opened(path: Path, stdin: BinaryIO | None) -> Iterator[Content]:
    """Yield a file's content: its bytes, or if it begins like a zip archive, the open file.

    An archive from standard input or a pipe is copied to a temporary file. Raises ZgcError if the file is missing,
    empty or too large.
    """
    with ExitStack() as stack:
        try:
            content = _content(path, stdin, stack)
        except FileNotFoundError as error:
            raise ZgcError("unreadable", f"{path} does not exist.") from error
        except OSError as error:
            raise ZgcError("unreadable", f"Can't read {path}: {error.strerror or error}.") from error
        if isinstance(content, bytes) and not content.strip():
            raise ZgcError("empty-file", f"{path} is empty.", "Check that it was copied or exported completely.")
        yield content


def _content(path: Path, stdin: BinaryIO | None, stack: ExitStack) -> Content:
    from zgcquiz.formats.limits import MAX_INPUT_BYTES, MAX_PACKAGE_BYTES
    from zgcquiz.formats.untrusted.temporary import temporary_copy
    from zgcquiz.formats.untrusted.zip_reader import is_zip

    if path == STDIN and stdin is not None:
        file, size = stdin, 0
    elif path.is_dir():
        raise ZgcError("unreadable", f"{path} is a folder; pass the files in it.")
    else:
        file = stack.enter_context(path.open("rb"))
        size = path.stat().st_size if path.is_file() else 0
    start = file.read(_START)
    if not is_zip(start):
        return b"".join(_bounded(file, path, start, size, MAX_INPUT_BYTES))
    if not size:
        return stack.enter_context(temporary_copy(_bounded(file, path, start, 0, MAX_PACKAGE_BYTES), str(path)))
    if size > MAX_PACKAGE_BYTES:
        raise _too_large(path, MAX_PACKAGE_BYTES)
    return file


def _bounded(file: BinaryIO, path: Path, start: bytes, size: int, most: int) -> Iterator[bytes]:
    """Yield the content of an open file of which `start` is read. size: 0 if unknown.

    Raises ZgcError before it is read if its size is too large, or as soon as more than `most` bytes are.
    """
    if size > most:
        raise _too_large(path, most)
    length = 0
    for piece in chain((start,) if start else (), _pieces(file, size - len(start)) if len(start) == _START else ()):
        length += len(piece)
        if length > most:
            raise _too_large(path, most)
        yield piece


def _pieces(file: BinaryIO, size: int) -> Iterator[bytes]:
    """Yield what is left of a buffered file. size: what is expected to be left."""
    wanted = max(size, _PIECE)  # one piece where the size is known: joining pieces takes twice the memory
    while piece := file.read(wanted):
        yield piece
        if len(piece) < wanted:  # that was the end; at a terminal, another read would wait for a second Ctrl-D
            return
        wanted = _PIECE


def _too_large(path: Path, most: int) -> ZgcError:
    return ZgcError("too-large", f"{path} is larger than {most // 2**20} MiB.", "Split it into parts.")
