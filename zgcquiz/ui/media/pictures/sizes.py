"""How large an image is drawn: in cells of the terminal, and in pixels."""

from __future__ import annotations

import struct
from math import ceil
from typing import IO, NamedTuple


class CellSize(NamedTuple):
    """The size of a cell in pixels."""

    width: int
    height: int


USUAL = CellSize(8, 16)
"""Of a terminal that doesn't tell."""
HALF = CellSize(1, 2)
"""Of half blocks, each of which shows two pixels."""
_SMALLEST, _LARGEST = 3, 200


class Extent(NamedTuple):
    """The size of an image on the screen. columns, rows: the cells it takes; width, height: its pixels."""

    columns: int
    rows: int
    width: int
    height: int


def fit(width: int, height: int, columns: int, rows: int, cell: CellSize) -> Extent:
    """Return the size of an image with these pixels in a room of these cells. It is not magnified."""
    scale = min(1.0, columns * cell.width / width, rows * cell.height / height)
    pixels = max(1, int(width * scale)), max(1, int(height * scale))
    return Extent(ceil(pixels[0] / cell.width), ceil(pixels[1] / cell.height), *pixels)


def checked(width: int, height: int) -> CellSize | None:
    """Return a cell size that a terminal states; None if no font has such cells."""
    return CellSize(width, height) if all(_SMALLEST <= side <= _LARGEST for side in (width, height)) else None


def cell_size(stream: IO[str]) -> CellSize | None:
    """Return the size of a terminal's cells; None if the system doesn't know."""
    try:
        import fcntl
        import termios

        found = fcntl.ioctl(stream.fileno(), termios.TIOCGWINSZ, bytes(8))
    except (ImportError, OSError):
        return None
    rows, columns, width, height = struct.unpack("HHHH", found)
    return checked(width // columns, height // rows) if rows and columns else None
