"""The images of a round: each is read, decoded and laid out when it is first shown."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import unquote

from rich.text import Text

from zgcquiz.core.markup.media import MediaError, MediaKind, images_of, media_kind, media_path
from zgcquiz.core.markup.parse import parse
from zgcquiz.core.settings import AUTO, OFF
from zgcquiz.ui.media.files import FindMedia, read_media
from zgcquiz.ui.media.pictures.overlays import Overlay, blank_lines
from zgcquiz.ui.media.pictures.protocols import QUESTION, ImageProtocol, TerminalFeatures, features, may_be_asked
from zgcquiz.ui.media.pictures.sizes import HALF, USUAL, CellSize, Extent, cell_size, fit
from zgcquiz.ui.terminal.look import UNICODE, current_look, glyphs_of
from zgcquiz.ui.terminal.text import one_line

if TYPE_CHECKING:
    from rich.console import Console

    from zgcquiz.ui.media.pictures.decoding import DecodedImage

_Key = TypeVar("_Key")
_Kept = TypeVar("_Kept")
_ENCODED, _DECODED, _HANDED_OVER = 64, 12, 64
"""The most images that are kept as they are shown, as pixels, and in the terminal's memory."""
_NAMED = 2
"""The most images that a note names."""
_MOST_ROWS = 60
_FIRST_ID, _IDS = 16, 239
"""The ids of images where they have 8 bits: the colours of the terminal's palette but the first, which have names."""


class Gallery:
    """Shows images on a terminal.

    find: returns an image's file; answer: returns what the terminal answers to what was written. overlays: is filled
    with the images that are to be drawn over the lines which stand for them.
    """

    def __init__(
        self, console: Console, find: FindMedia, answer: Callable[[], bytes], overlays: dict[int, Overlay]
    ) -> None:
        self._console = console
        self._find = find
        self._answer = answer
        self._decoded: dict[tuple[str, str], DecodedImage] = {}
        self._problems: dict[tuple[str, str], str] = {}  # "" of an image that can be shown
        self._lines: dict[tuple[str, str, int, int], list[Text]] = {}
        self._handed_over: list[int] = []
        self._last_id = int.from_bytes(os.urandom(3), "big")  # other programs in this terminal have images, too
        self._overlays = overlays

    def of(self, pack: str) -> PackPictures:
        return PackPictures(self, pack)

    def forget(self) -> None:
        """Encode all images anew, and read those again that were not shown: the terminal may have lost them."""
        self._lines.clear()
        self._overlays.clear()
        self._problems.clear()

    def lines(self, pack: str, path: str, columns: int, rows: int) -> list[Text]:
        """Return the lines of an image, at most as many as given; none if it is only named.

        Raises MediaError if it can't be shown.
        """
        key = pack, path, columns, min(rows, _MOST_ROWS)
        if key not in self._lines:
            decoded = self._decode(pack, path)
            if decoded is None:
                return []
            extent = fit(decoded.width, decoded.height, columns, key[3], self._cell)
            _add(self._lines, key, self._encoded(decoded, extent), _ENCODED)
        return self._lines[key]

    @property
    def is_wanted(self) -> bool:
        """Whether images are shown if the terminal can; without colours, none are."""
        return current_look().images != OFF and not self._console.no_color

    def check(self, pack: str, path: str) -> None:
        """Raise MediaError if an image can't be shown where others are."""
        if (pack, path) not in self._problems or self._problems[pack, path]:
            self._decode(pack, path)

    def _decode(self, pack: str, path: str) -> DecodedImage | None:
        """Return an image; None if images are only named. Raises MediaError."""
        key = pack, path
        if problem := self._problems.get(key):
            raise MediaError(problem)
        if not self.is_wanted:
            return None
        if key not in self._decoded:
            try:
                file = self._find(pack, path)
                if self._features.protocol is ImageProtocol.OFF:
                    return None
                from zgcquiz.ui.media.pictures.decoding import decode

                _add(self._decoded, key, decode(read_media(file)), _DECODED)
            except MediaError as error:
                self._problems[key] = str(error)
                raise
        self._problems[key] = ""
        return self._decoded[key]

    @cached_property
    def _features(self) -> TerminalFeatures:
        """How images are shown. The terminal is asked for it if the settings leave it open."""
        wanted = current_look().images
        if wanted != AUTO:
            return TerminalFeatures(ImageProtocol(wanted))
        found = TerminalFeatures()
        if os.name == "posix" and may_be_asked(os.environ):  # Windows would hand on the answer as keys
            stream = self._console.file
            stream.write(QUESTION)
            stream.flush()
            found = features(self._answer())
            stream.write("\r\x1b[K")  # what a terminal printed that didn't understand a part of it
        if found.protocol is ImageProtocol.SIXEL and not (found.cell or cell_size(self._console.file)):
            found = TerminalFeatures()  # its size in cells would be a guess, and it would cover the text
        if found.protocol is ImageProtocol.BLOCKS and not self._shows_blocks:
            return TerminalFeatures(ImageProtocol.OFF)
        return found

    @property
    def _shows_blocks(self) -> bool:
        return self._console.color_system in ("truecolor", "256") and glyphs_of(self._console) is UNICODE

    @property
    def _cell(self) -> CellSize:
        if self._features.protocol is ImageProtocol.BLOCKS:
            return HALF
        return cell_size(self._console.file) or self._features.cell or USUAL

    def _encoded(self, decoded: DecodedImage, extent: Extent) -> list[Text]:
        from zgcquiz.ui.media.pictures import half_blocks, png_protocols, sixel

        pixels = decoded.pixels.resize((extent.width, extent.height))
        protocol = self._features.protocol
        if protocol is ImageProtocol.BLOCKS:
            return half_blocks.half_block_lines(pixels)
        id = self._next_id()
        if protocol is ImageProtocol.KITTY:
            self._hand_over(id, png_protocols.kitty_image(id, png_protocols.png(pixels), extent))
            return png_protocols.kitty_lines(id, extent, true_colour=self._has_true_colour)
        data = (
            png_protocols.iterm_image(png_protocols.png(pixels), extent)
            if protocol is ImageProtocol.ITERM
            else sixel.sixel_image(pixels)
        )
        _add(self._overlays, id, Overlay(data, extent.rows), _ENCODED)
        return blank_lines(id, extent.columns, extent.rows)

    @property
    def _has_true_colour(self) -> bool:
        return self._console.color_system == "truecolor"

    def _next_id(self) -> int:
        self._last_id += 1
        if self._has_true_colour:
            return self._last_id & 0xFFFFFF or self._next_id()
        return _FIRST_ID + self._last_id % _IDS

    def _hand_over(self, id: int, data: str) -> None:
        from zgcquiz.ui.media.pictures.png_protocols import kitty_deletion

        self._handed_over.append(id)
        if len(self._handed_over) > _HANDED_OVER:
            data = kitty_deletion(self._handed_over.pop(0)) + data
        self._console.file.write(data)


class PackPictures:
    """The images of one pack, by the addresses in its texts."""

    def __init__(self, gallery: Gallery, pack: str) -> None:
        self._gallery = gallery
        self._pack = pack

    def lines(self, url: str, columns: int, rows: int) -> list[Text]:
        """Return the lines of an image in a room of these cells; none if it is only named, or can't be shown."""
        path = media_path(url)
        if path is None or media_kind(path) is not MediaKind.IMAGE:
            return []
        try:
            return self._gallery.lines(self._pack, path, columns, rows)
        except MediaError:
            return []

    def not_shown(self, texts: Iterable[str]) -> str:
        """Return which images of some texts can't be shown, and why, as a sentence; "" if all can."""
        if not self._gallery.is_wanted:
            return ""
        urls = dict.fromkeys(image.url for text in texts for image in images_of(parse(text)))
        found = [f"{one_line(unquote(url))} {problem}" for url in urls if (problem := self._problem(url))]
        more = [f"{len(found) - _NAMED} more"] if len(found) > _NAMED else []
        return f"Not shown: {'; '.join([*found[:_NAMED], *more])}." if found else ""

    def _problem(self, url: str) -> MediaError | None:
        """Return why the image at an address can't be shown; None if it can, or is a sound."""
        if media_kind(url) is MediaKind.SOUND:
            return None
        path = media_path(url)
        if path is None:
            return MediaError("is not an image in the pack's folder")
        try:
            self._gallery.check(self._pack, path)
        except MediaError as error:
            return error
        return None


def _add(cache: dict[_Key, _Kept], key: _Key, value: _Kept, most: int) -> None:
    """Put a value into a cache, and take out the oldest if it is full."""
    if len(cache) >= most:
        del cache[next(iter(cache))]
    cache[key] = value
