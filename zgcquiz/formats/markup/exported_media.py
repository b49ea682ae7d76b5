"""The images and sounds of a pack that is exported."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Iterator
from urllib.parse import quote

from zgcquiz.core.errors import ZgcError
from zgcquiz.core.markup.media import MediaKind, is_as_named, media_in, media_kind, media_of, media_path
from zgcquiz.core.markup.plain_text import image_text
from zgcquiz.core.markup.tree import Image
from zgcquiz.formats.exchange.contract import Losses, PackContent
from zgcquiz.formats.shared.xml_writer import escaped, quoted

_MEDIA_TYPES = {"jpg": "jpeg", "svg": "svg+xml", "mp3": "mpeg", "oga": "ogg", "opus": "ogg", "m4a": "mp4"}
"""Media types by suffix, where they differ."""

Address = Callable[[str], str]
"""Returns what a document writes for the path of a file in its pack."""


class ExportedMedia:
    """The files that an export refers to, in the order of their first use.

    An image that can't be had is written as text, and counted as lost.
    """

    def __init__(
        self, find: Callable[[str], bytes | None], address: Address, losses: Losses, *, is_silent: bool = False
    ) -> None:
        """find: returns the content of a file of the pack by its path, None if there is none, or raises ZgcError;
        address: returns how the export refers to a file; losses: what can't be had is counted there; is_silent: the
        words of sounds are written instead of them."""
        self._find = find
        self._address = address
        self._is_silent = is_silent
        self._known: dict[str, str] = {}
        self.losses = losses

    def html(self, image: Image) -> str:
        """Return an image or sound as XHTML, or its words if it is not a file of the pack."""
        path = media_path(image.url)
        is_sound = path is not None and media_kind(path) is MediaKind.SOUND
        if is_sound and self._is_silent:
            self.losses.add("sounds", "their words are written")
            return escaped(image_text(image))
        if path is None or not self.has(path):
            return escaped(image_text(image))
        source, alt = quoted(self._address(path)), image.alt.strip()
        if is_sound:
            return f'<audio controls="controls" src={source}>{escaped(alt)}</audio>'
        return f"<img src={source} alt={quoted(alt)}/>"

    def has(self, path: str) -> bool:
        """Return whether a file can be had; if not, it is counted as lost."""
        why = self._look(path)
        if why:
            self.losses.add("images", why)
        return not why

    def _look(self, path: str) -> str:
        """Return why a file can't be had, "" if it can; each is looked for once."""
        if path not in self._known:
            self._known[path] = self._why_not(path)
        return self._known[path]

    def _why_not(self, path: str) -> str:
        try:
            content = self._find(path)
        except ZgcError as error:
            return error.message
        if content is None:
            return "their files are not in the pack's folder"
        return "" if is_as_named(path, content) else "their files are broken, or not what their names say"

    def paths_in(self, markdown: str) -> list[str]:
        """Return the paths of the files that a text refers to, each once."""
        return [path for path in dict.fromkeys(media_in(markdown)) if not self._look(path)]

    def paths_of(self, pack: PackContent) -> list[str]:
        """Return the paths of the files that the items of a pack refer to; those that can't be had are counted."""
        for item in pack.items if pack.info.markup else ():
            self.losses.of(item.id)
            for path in media_of((item,)):
                self.has(path)
        self.losses.of(None)
        return sorted(self.paths)

    @property
    def paths(self) -> list[str]:
        """The paths in the pack of the files that were referred to so far."""
        return [path for path, why in self._known.items() if not why]

    def content(self, path: str) -> bytes:
        """Return the content of a file that was referred to. Raises ZgcError if it has gone meanwhile."""
        content = self._find(path)
        if content is None:
            raise ZgcError("changed", f"{path} was removed while the pack was exported.", "Run the command again.")
        return content

    def files(self) -> Iterator[tuple[str, list[bytes]]]:
        """Yield (path in the pack, its content as one piece) of each file that was referred to."""
        for path in self.paths:
            yield path, [self.content(path)]


def relative(path: str) -> str:
    """Return a path in the pack as an address relative to its folder."""
    return quote(path)


def data_url(path: str, content: bytes) -> str:
    """Return an address that holds an image or sound itself. path: its name, whose suffix says what it is."""
    kind = media_kind(path) or MediaKind.IMAGE
    suffix = path.rpartition(".")[2].lower()
    name = "audio" if kind is MediaKind.SOUND else "image"
    return f"data:{name}/{_MEDIA_TYPES.get(suffix, suffix)};base64,{b64encode(content).decode('ascii')}"
