"""The images and sounds that texts with markup refer to: files in the folder `media` beside a pack's questions.

Their sizes are bounded as those of all files of a pack (`MAX_FILE_BYTES`, `MAX_PACK_BYTES`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import Enum
from urllib.parse import unquote

from zgcquiz.core.markup.parse import parse
from zgcquiz.core.markup.tree import Image, MarkupTree, inlines_of
from zgcquiz.core.packs.pack import Item

FOLDER = "media"
MAX_NAME = 120
"""The most bytes of a file's name in UTF-8: other names are made from it, and systems take 255."""


class MediaKind(Enum):
    IMAGE = "image"
    SOUND = "sound"


class MediaError(Exception):
    """An image or sound can't be used. Its text completes a sentence about the file."""


_SUFFIXES = {
    MediaKind.IMAGE: (".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg"),
    MediaKind.SOUND: (".mp3", ".ogg", ".oga", ".opus", ".wav", ".flac", ".m4a"),
}
KINDS = {suffix: kind for kind, suffixes in _SUFFIXES.items() for suffix in suffixes}
"""What a file is, by its suffix."""
_FORBIDDEN = frozenset('<>:"|?*\\[]^')
"""Characters of a name that not every system can hold, or that Anki removes."""


def media_kind(path: str) -> MediaKind | None:
    """Return what a file is, judged by its suffix; None if it is neither an image nor a sound."""
    return KINDS.get(_suffix(path))


def _suffix(path: str) -> str:
    stem, dot, suffix = path.rpartition("/")[2].rpartition(".")
    return f"{dot}{suffix}".lower() if stem else ""


def media_path(url: str) -> str | None:
    """Return the path of a file in the folder `media` to which an image refers, relative to the pack's own folder.

    None if it refers to anything else: an address, a file elsewhere, one that is no image or sound, or has a name that
    not every system can hold.
    """
    folder, _, name = unquote(url).partition("/")
    if folder != FOLDER or not is_media_name(name):
        return None
    return f"{FOLDER}/{name}"


def is_media_name(name: str) -> bool:
    """Return whether a file in the folder `media` may have a name: it is portable, and that of an image or sound."""
    return (
        not _FORBIDDEN.intersection(name)
        and "/" not in name
        and not name.startswith(".")
        and name.isprintable()
        and not name.endswith((" ", "."))
        and len(name.encode("utf-8", "replace")) <= MAX_NAME
        and media_kind(name) is not None
    )


def images_of(tree: MarkupTree) -> Iterator[Image]:
    """Yield the images and sounds of a text in their order."""
    return (inline for inline in inlines_of(tree.blocks) if isinstance(inline, Image))


def may_refer_to_media(text: str) -> bool:
    """Return whether a text may have an image or sound, without parsing it."""
    return "![" in text and FOLDER in text


def item_texts(item: Item) -> Iterator[str]:
    """Yield the texts of an item that may have markup."""
    yield item.stem
    yield item.explanation
    for option in item.options:
        yield option.text
        yield option.feedback


def media_in(text: str) -> Iterator[str]:
    """Yield the path of each image or sound of the pack that a text with markup shows, in their order."""
    if may_refer_to_media(text):
        yield from filter(None, (media_path(image.url) for image in images_of(parse(text))))


def _media_of(item: Item) -> Iterator[str]:
    return (path for text in item_texts(item) for path in media_in(text)) if item.markup else iter(())


def image_count(item: Item) -> int:
    """Return how many times the texts of an item show an image or sound of its pack."""
    return sum(1 for _ in _media_of(item))


def media_of(items: Iterable[Item]) -> tuple[str, ...]:
    """Return the paths of the files that items refer to, relative to the pack's folder, each once, sorted."""
    return tuple(sorted({path for item in items for path in _media_of(item)}))


_STARTS = {
    ".png": (b"\x89PNG\r\n\x1a\n",),
    ".jpg": (b"\xff\xd8\xff",),
    ".gif": (b"GIF87a", b"GIF89a"),
    ".mp3": (b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2", b"\xff\xfa"),
    ".flac": (b"fLaC",),
}
_ALIKE = {".jpeg": ".jpg", ".oga": ".ogg", ".opus": ".ogg"}


def content_suffix(data: bytes) -> str:
    """Return the usual suffix of an image or sound, judged by its first bytes; "" if it is neither.

    Sources: the formats' own specifications; RIFF for WebP and WAVE, ISO base media for M4A.
    """
    for suffix, starts in _STARTS.items():
        if data.startswith(starts):
            return suffix
    if data[:4] == b"RIFF":
        return {b"WEBP": ".webp", b"WAVE": ".wav"}.get(data[8:12], "")
    if data[:4] == b"OggS":
        return ".opus" if b"OpusHead" in data[:64] else ".ogg"
    if data[4:8] == b"ftyp" and data[8:11] in (b"M4A", b"mp4", b"iso", b"M4B"):
        return ".m4a"
    head = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    return ".svg" if head.startswith(b"<") and b"<svg" in head else ""


def is_as_named(path: str, data: bytes) -> bool:
    """Return whether the content of a file is of the kind that its suffix says."""
    suffix, found = _suffix(path), content_suffix(data)
    return found != "" and _ALIKE.get(suffix, suffix) == _ALIKE.get(found, found)
