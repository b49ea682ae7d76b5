"""Image files decoded by Pillow, which is loaded for the first of them."""

from __future__ import annotations

import warnings
from io import BytesIO
from typing import TYPE_CHECKING, NamedTuple

from zgcquiz.core.markup.image_headers import MOST_PIXELS, scans_of, too_much
from zgcquiz.core.markup.media import MediaError

if TYPE_CHECKING:
    from PIL.Image import Image as PixelImage

_FORMATS = ("PNG", "JPEG", "GIF", "WEBP")
_KEPT = (1600, 1200)
"""The most pixels that are kept of an image in either direction: no terminal shows more of it."""
_SIDEWAYS = range(5, 9)
"""The orientations in EXIF that swap width and height."""
_ORIENTATION = 0x0112


class DecodedImage(NamedTuple):
    """A decoded image, opaque and upright. pixels: scaled down to `_KEPT`; width, height: as the file says."""

    pixels: PixelImage
    width: int
    height: int


def decode(data: bytes) -> DecodedImage:
    """Decode an image file, the first frame of an animation. What is transparent becomes white, as on a page.

    Raises MediaError if it can't be decoded or would take too much memory.
    """
    if b"<svg" in data[:1024]:
        raise MediaError("is an SVG file, which no terminal draws")
    try:
        from PIL import Image
    except ImportError as error:
        raise MediaError("needs Pillow: pip install 'zgcquiz[images]'") from error
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of odd metadata, and of the size, which is checked here
            with Image.open(BytesIO(data), formats=_FORMATS) as image:
                if why := too_much(image.width, image.height, scans_of(data)):
                    raise MediaError(why)
                return _prepared(image)
    except Image.DecompressionBombError as error:
        raise MediaError(f"is too large, more than {MOST_PIXELS:,} pixels") from error
    except MediaError:
        raise
    except Exception as error:  # the decoders raise many kinds for damaged files, not all of them documented
        raise MediaError("is damaged, or is no PNG, JPEG, GIF or WebP file") from error


def _prepared(image: PixelImage) -> DecodedImage:
    from PIL import Image, ImageOps

    width, height = image.size
    if image.getexif().get(_ORIENTATION) in _SIDEWAYS:
        width, height = height, width
    image.draft("RGB", _KEPT)
    if image.mode.startswith("I"):  # 16 bits for each pixel
        image = image.point(lambda value: value / 256).convert("L")
    has_transparency = image.has_transparency_data
    if image.mode in ("P", "PA", "1"):  # these can't be scaled down as they are
        image = image.convert("RGBA" if has_transparency else "RGB")
    image = image.reduce((max(1, image.width // _KEPT[0]), max(1, image.height // _KEPT[1])))
    if has_transparency:
        image = image.convert("RGBA")
        paper = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(paper, image)
    image = image.convert("RGB")
    image.thumbnail(_KEPT)
    return DecodedImage(ImageOps.exif_transpose(image), width, height)
