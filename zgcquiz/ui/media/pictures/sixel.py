"""Images as sixels: columns of six pixels, one colour after the other.

Source: https://vt100.net/docs/vt3xx-gp/chapter14.html
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image as PixelImage

_COLOURS = 255
"""The most that terminals have by default is 256."""
_BAND = 6
_FIRST = ord("?")
"""The sign for six pixels of which none is drawn."""
_REPEATED = re.compile(rb"([?-~])\1{3,}")


def sixel_image(image: PixelImage) -> str:
    """Return the escape sequence that draws an image in RGB at the cursor."""
    from PIL import Image

    width, height = image.size
    indexed = image.quantize(_COLOURS, Image.Quantize.FASTOCTREE)
    palette = indexed.getpalette("RGB") or []
    data = indexed.tobytes()
    used = sorted(set(data))
    colours = "".join(
        f"#{colour};2;{';'.join(str(round(100 * part / 255)) for part in palette[3 * colour : 3 * colour + 3])}"
        for colour in used
    )
    bands = [
        _band([data[y * width : (y + 1) * width] for y in range(top, min(top + _BAND, height))])
        for top in range(0, height, _BAND)
    ]
    return f'\x1bP0;1q"1;1;{width};{height}{colours}{"-".join(bands)}\x1b\\'


def _band(rows: list[bytes]) -> str:
    """Return up to six rows of pixels, each a byte, as sixels."""
    columns: defaultdict[int, defaultdict[int, int]] = defaultdict(lambda: defaultdict(int))
    for number, row in enumerate(rows):
        bit = 1 << number
        for column, colour in enumerate(row):
            columns[colour][column] |= bit
    return "$".join(f"#{colour}{_line(of_colour)}" for colour, of_colour in columns.items())


def _line(columns: Mapping[int, int]) -> str:
    """Return one colour's part of a band. columns: the pixels of each column that has any, as bits."""
    first = min(columns)
    signs = bytearray([_FIRST]) * (max(columns) + 1 - first)
    for column, bits in columns.items():
        signs[column - first] += bits
    blank = f"!{first}{chr(_FIRST)}" if first else ""
    return blank + _REPEATED.sub(lambda run: b"!%d%c" % (len(run[0]), run[0][0]), signs).decode("ascii")
