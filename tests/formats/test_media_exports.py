"""Images and sounds in exports: as files where the format holds some, as words with a loss where it doesn't."""

from __future__ import annotations

import base64
import io
import json
import zipfile
from contextlib import closing
from html.parser import HTMLParser
from sqlite3 import connect
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest

from zgcquiz.core.errors import ZgcError
from zgcquiz.core.packs.pack import MARKDOWN, Item, Kind, Option, Pack, PackInfo
from zgcquiz.formats.exchange.capacity import export
from zgcquiz.formats.exchange.contract import ExchangeOptions, Written
from zgcquiz.formats.exchange.registry import all_formats, get

PNG = b"\x89PNG\r\n\x1a\n...."
FILES = {
    "media/a map.png": PNG,
    "media/100%.jpg": b"\xff\xd8\xff....",
    "media/lions.gif": b"GIF89a....",
    "media/name.mp3": b"ID3....",
    "media/broken.png": b"<html>",
}
MISSING = ("media/gone.png", "media/broken.png", "media/large.png")


def find(path: str) -> bytes | None:
    if path == "media/large.png":
        raise ZgcError("too-large", f"{path} is larger than 16 MiB.")
    return FILES.get(path)


def pack() -> Pack:
    options = (
        Option("![lions](media/lions.gif)", key=True, feedback='Yes: ![its "name"](media/name.mp3)'),
        Option("![gone](media/gone.png) one", feedback="![broken](media/broken.png)"),
        Option("![afar](https://example.org/a.png) two", feedback="![](media/large.png)"),
    )
    stem = 'Which?\n\n![a <map> & "more"](<media/a map.png>)\n\n![](media/100%25.jpg)'
    items = (
        Item("one", Kind.SINGLE, stem, options, explanation="![again](<media/a map.png>)", markup=True),
        Item("two", Kind.TYPED, "![a](media/lions.gif)?", (Option("Lions", key=True),), markup=True),
    )
    return Pack(PackInfo("shown", "Shown", markup=MARKDOWN), items)


def written(name: str) -> Written:
    return export(get(name), pack(), ExchangeOptions(media=find), ())


def files_in(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


class Sources(HTMLParser):
    """What the elements of a page refer to, and the words of images."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.words: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        if source := named.get("src"):
            self.found.append(source)
        if tag == "img":
            self.words.append(named.get("alt") or "")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)


USED = ["media/a map.png", "media/100%.jpg", "media/lions.gif", "media/name.mp3"]


def test_moodle_has_each_file_beside_the_text_that_refers_to_it() -> None:
    root = ElementTree.fromstring(written("moodle-xml").data)
    found: dict[str, bytes] = {}
    for holder in root.iter():
        files = {file.get("name") or "": file for file in holder.findall("file")}
        text = Sources(holder.findtext("text") or "")
        referred = [unquote(source.removeprefix("@@PLUGINFILE@@/")) for source in text.found]
        assert list(files) == list(dict.fromkeys(referred))
        for name, file in files.items():
            assert (file.get("path"), file.get("encoding")) == ("/", "base64")
            found[f"media/{name}"] = base64.b64decode(file.text or "")
    assert found == {path: FILES[path] for path in USED}
    stem = root.findtext("question/questiontext/text") or ""
    assert Sources(stem).words == ['a <map> & "more"', ""]
    assert "[image: gone] one" in ElementTree.tostring(root, "unicode")


@pytest.mark.parametrize(("name", "prefix"), [("qti12", "$IMS-CC-FILEBASE$/"), ("qti21", "../")])
def test_qti_has_the_files_and_lists_them(name: str, prefix: str) -> None:
    files = files_in(written(name).data)
    assert {path: content for path, content in files.items() if path.startswith("media/")} == {
        path: FILES[path] for path in USED
    }
    manifest = ElementTree.fromstring(files["imsmanifest.xml"])
    listed = {unquote(each.get("href") or "") for each in manifest.iter() if each.tag.endswith("}resource")}
    assert listed == set(files) - {"imsmanifest.xml"}
    found: set[str] = set()
    for path, content in files.items():
        if path.endswith(".xml") and "manifest" not in path:
            root = ElementTree.fromstring(content)
            html = "".join([ElementTree.tostring(root, "unicode"), *(each.text or "" for each in root.iter())])
            found.update(map(unquote, Sources(html).found))
    assert {source.removeprefix(prefix) for source in found} == set(USED)


def test_anki_has_numbered_files_with_names() -> None:
    files = files_in(written("apkg").data)
    names = json.loads(files["media"])
    assert {f"media/{name}": files[number] for number, name in names.items()} == {path: FILES[path] for path in USED}
    with closing(connect(":memory:")) as db:
        db.deserialize(files["collection.anki21"])
        fields = [row[0].split("\x1f") for row in db.execute("SELECT flds FROM notes ORDER BY id")]
    shown = "".join(field for note in fields for field in note[:-1])
    assert Sources(shown).found == ["a map.png", "100%25.jpg", "lions.gif", "gone.png", "broken.png", "large.png",
                                    "a map.png", "lions.gif"]  # fmt: skip
    assert "[sound:name.mp3]" in shown
    assert "[image: afar] two" in shown


def test_a_printed_page_holds_its_images_and_the_words_of_sounds() -> None:
    page = written("html").data.decode()
    sources = Sources(page).found
    assert {base64.b64decode(source.partition(",")[2]) for source in sources} == {
        FILES["media/a map.png"], FILES["media/100%.jpg"], FILES["media/lions.gif"],
    }  # fmt: skip
    assert {source.partition(";")[0] for source in sources} == {"data:image/png", "data:image/jpeg", "data:image/gif"}
    assert "img-src data:;" in page


def test_our_own_folder_has_them() -> None:
    parts = dict(written("yaml").parts)
    assert {path: content for path, content in parts.items() if path.startswith("media/")} == {
        path: FILES[path] for path in sorted(USED)
    }


HOLDING = ("moodle-xml", "qti12", "qti21", "apkg", "html", "web", "yaml")


@pytest.mark.parametrize("name", HOLDING)
def test_files_that_cannot_be_had_are_lost_with_the_reason(name: str) -> None:
    each = written(name)
    assert each.data
    reasons = {lost.why for lost in each.lost if lost.field == "images"}
    expected = {"their files are not in the pack's folder", "their files are broken, or not what their names say",
                "media/large.png is larger than 16 MiB."}  # fmt: skip
    assert reasons <= expected
    assert "their files are not in the pack's folder" in reasons
    assert len(reasons) == (1 if name == "html" else 3), "print has no feedback"


@pytest.mark.parametrize("name", [each.name for each in all_formats() if each.write and each.name not in HOLDING])
def test_formats_without_files_say_so_and_have_the_words(name: str) -> None:
    each = written(name)
    text = each.data.decode("utf-8", "replace").replace("\\:", ":")
    lost = [lost for lost in each.lost if lost.field == "images"]
    kept = 2 if any(lost.field == "question" for lost in each.lost) else 8
    assert sum(each.count for each in lost) >= kept - 1, each.lost
    assert "pack build" in lost[0].why
    if name not in ("json", "kahoot"):
        assert "image: lions" in text
        assert "media/lions" not in text
