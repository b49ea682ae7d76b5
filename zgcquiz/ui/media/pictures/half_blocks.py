"""Images in half blocks: two pixels to a cell, in colours."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from rich.color import Color
from rich.style import Style
from rich.text import Text

if TYPE_CHECKING:
    from PIL.Image import Image as PixelImage

_UPPER = "▀"


def half_block_lines(image: PixelImage) -> list[Text]:
    """Return the lines of an image in RGB, each of two rows of its pixels."""
    width, height = image.size
    data = image.tobytes()
    rows = [[tuple(data[at : at + 3]) for at in range(3 * width * y, 3 * width * (y + 1), 3)] for y in range(height)]
    lines = []
    for y in range(0, height, 2):
        line = Text()
        below = rows[y + 1] if y + 1 < height else [None] * width
        for (upper, lower), cells in groupby(zip(rows[y], below, strict=True)):
            background = None if lower is None else Color.from_rgb(*lower)
            line.append(_UPPER * len(list(cells)), Style(color=Color.from_rgb(*upper), bgcolor=background))
        lines.append(line)
    return lines
