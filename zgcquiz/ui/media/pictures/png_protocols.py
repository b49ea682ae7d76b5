"""Images for terminals that decode PNG files themselves.

Sources: https://sw.kovidgoyal.net/kitty/graphics-protocol/ and https://iterm2.com/documentation-images.html
"""

from __future__ import annotations

from base64 import b64encode
from io import BytesIO
from typing import TYPE_CHECKING

from rich.color import Color
from rich.style import Style
from rich.text import Text

from zgcquiz.ui.media.pictures.sizes import Extent

if TYPE_CHECKING:
    from PIL.Image import Image as PixelImage

PLACEHOLDER = "\U0010eeee"
"""A cell of kitty's that shows a part of an image: it stays where it is in the text, which may scroll."""
ROWS = (
    "\u0305\u030d\u030e\u0310\u0312\u033d\u033e\u033f\u0346\u034a\u034b\u034c\u0350\u0351\u0352\u0357\u035b\u0363"
    "\u0364\u0365\u0366\u0367\u0368\u0369\u036a\u036b\u036c\u036d\u036e\u036f\u0483\u0484\u0485\u0486\u0487\u0592"
    "\u0593\u0594\u0595\u0597\u0598\u0599\u059c\u059d\u059e\u059f\u05a0\u05a1\u05a8\u05a9\u05ab\u05ac\u05af\u05c4"
    "\u0610\u0611\u0612\u0613\u0614\u0615\u0616\u0617\u0657\u0658"
)
"""The marks on a placeholder that number the rows of an image, and its columns as well."""
_CHUNK = 4096


def png(image: PixelImage) -> bytes:
    """Return an image in RGB as a PNG file, without anything else that its source had."""
    image.info.clear()
    buffer = BytesIO()
    image.save(buffer, "PNG", compress_level=3)
    return buffer.getvalue()


def kitty_image(id: int, data: bytes, extent: Extent) -> str:
    """Return the escape sequence that hands over an image to be shown by placeholders."""
    text = b64encode(data).decode("ascii")
    chunks = [text[at : at + _CHUNK] for at in range(0, len(text), _CHUNK)]
    keys = f"a=T,U=1,q=2,f=100,i={id},c={extent.columns},r={extent.rows},"
    return "".join(
        f"\x1b_G{keys if number == 0 else 'q=2,'}m={int(number + 1 < len(chunks))};{chunk}\x1b\\"
        for number, chunk in enumerate(chunks)
    )


def kitty_deletion(id: int) -> str:
    """Return the escape sequence that frees an image."""
    return f"\x1b_Ga=d,d=I,q=2,i={id}\x1b\\"


def kitty_lines(id: int, extent: Extent, *, true_colour: bool) -> list[Text]:
    """Return the placeholders of an image, whose id is their colour. true_colour: an id may take 24 bits, not 8."""
    colour = Color.from_rgb(id >> 16, id >> 8 & 0xFF, id & 0xFF) if true_colour else Color.from_ansi(id)
    style = Style(color=colour)
    rest = PLACEHOLDER * (extent.columns - 1)  # each continues the one on its left
    return [Text.assemble((f"{PLACEHOLDER}{ROWS[row]}{ROWS[0]}{rest}", style)) for row in range(extent.rows)]


def iterm_image(data: bytes, extent: Extent) -> str:
    """Return the escape sequence that draws an image at the cursor."""
    keys = f"inline=1;size={len(data)};width={extent.columns};height={extent.rows};preserveAspectRatio=1"
    return f"\x1b]1337;File={keys};doNotMoveCursor=1:{b64encode(data).decode('ascii')}\x07"
