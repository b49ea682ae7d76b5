"""Check what a pack's texts show beside words: formulas, tables, and the images and sounds in its folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

from zgcquiz.core.authoring.flaws.codes import NO_ALT_TEXT, NOT_SHOWN
from zgcquiz.core.errors import ZgcError
from zgcquiz.core.markup.image_headers import MOST_PIXELS, why_not_decoded
from zgcquiz.core.markup.media import FOLDER, images_of, is_as_named, media_of, media_path
from zgcquiz.core.markup.parse import parse
from zgcquiz.core.markup.plain_text import why_not_shown
from zgcquiz.core.markup.tree import Image
from zgcquiz.core.packs.pack import Item
from zgcquiz.core.packs.problem import Problem
from zgcquiz.formats.native.reader import PackReading
from zgcquiz.store.files.pack_files import folder_of, read_beside, readable

_MOST_UNUSED = 20
"""Files that are not used and named one by one."""


def find_not_shown(reading: PackReading, root: Path) -> Iterator[Problem]:
    """Yield what the texts of each item can't show, and files in the pack's folder `media` that none of them shows.

    root: of the pack, a file or a folder.
    """
    if reading.sound is None or reading.places is None or not reading.sound.info.markup:
        return
    folder = folder_of(root)
    media = _MediaFolder(folder)
    for index, item in enumerate(reading.items):
        allowed = {allowance.code for allowance in item.allow}
        for text, at, key in _texts(item):
            for code, message in _problems(text, media.why_not):
                if code not in allowed:
                    place = reading.places.of(index, at, key)
                    yield Problem(code, message, *place, question=item.id, severity="warning")
    if root.is_dir():
        yield from _unused(folder, set(media_of(reading.items)))


def _texts(item: Item) -> Iterator[tuple[str, int | None, str]]:
    """Yield each text of an item with its option and key, as `places.of` takes them."""
    yield item.stem, None, ""
    for number, option in enumerate(item.options if item.kind.is_choice else ()):
        yield option.text, number, ""
        yield option.feedback, number, "feedback"
    yield item.explanation, None, "explanation"


def _problems(text: str, why_not: Callable[[str], str]) -> Iterator[tuple[str, str]]:
    """Yield (code, message) for what a text can't show. why_not: says why a file of the pack is not shown."""
    for why in why_not_shown(text):
        yield NOT_SHOWN, why
    for image in images_of(parse(text)) if "![" in text else ():
        path = media_path(image.url)
        if path is None:
            yield NOT_SHOWN, _why_elsewhere(image)
        elif why := why_not(path):
            yield NOT_SHOWN, why
        if not image.alt.strip():
            yield (
                NO_ALT_TEXT,
                f"![]({image.url}) has no words in its brackets, which are all that pipes and screen readers get; say"
                " what it shows, but not the answer",
            )


def _why_elsewhere(image: Image) -> str:
    url = unquote(image.url)
    if url.startswith(f"{FOLDER}/"):
        return (
            f"'{url}' is not shown: images end in .png, .jpg, .gif, .webp or .svg, sounds in .mp3, .ogg, .opus, .wav,"
            " .flac or .m4a, and their names are without folders and signs such as : or ?; rename the file"
        )
    name = PurePosixPath(url).name
    return (
        f"'{url}' is not shown: only files in the folder {FOLDER} beside the pack's questions are; copy it there, and"
        f" write {FOLDER}/{name}"
    )


class _MediaFolder:
    """The media of one pack, each looked at once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._known: dict[str, str] = {}

    def why_not(self, path: str) -> str:
        """Return why a file can't be shown, and what to do; "" if it can."""
        if path not in self._known:
            self._known[path] = self._look(path)
        return self._known[path]

    def _look(self, path: str) -> str:
        try:
            content = read_beside(self._folder, path)
        except ZgcError as error:
            return f"{error.message} {error.hint}".strip()
        if content is None:
            return f"there is no file {path} beside the pack's questions; put it there, or correct the name"
        if not is_as_named(path, content):
            return f"{path} is not what its name says, or broken; save it again in that format"
        if why := why_not_decoded(content):
            most = f"{MOST_PIXELS // 10**6} million pixels"
            return f"{path} {why}, so its words are shown instead; save it again, as an ordinary file of up to {most}"
        if path.lower().endswith(".svg"):
            return f"{path} is drawn by browsers and Anki, not by terminals; save it as .png to have it there, too"
        return ""


def _unused(folder: Path, used: set[str]) -> Iterator[Problem]:
    try:
        names = sorted(readable(Path(path.name)) for path in (folder / FOLDER).iterdir() if path.name[:1] != ".")
    except OSError:  # most packs have none
        return
    unused = [f"{FOLDER}/{name}" for name in names if f"{FOLDER}/{name}" not in used]
    for path in unused[:_MOST_UNUSED]:
        yield _not_used(path, readable(folder / path))
    if len(unused) > _MOST_UNUSED:
        yield _not_used(f"and {len(unused) - _MOST_UNUSED:,} more like {unused[-1]}", readable(folder / FOLDER))


def _not_used(what: str, place: str) -> Problem:
    why = (
        f"{what}: no question shows it, so it stays behind when the pack is added or shared; delete it, or refer to it"
    )
    return Problem("unused-media", why, place, severity="warning")
