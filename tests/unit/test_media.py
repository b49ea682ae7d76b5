"""Which files a pack's texts refer to."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zgcquiz.core.markup.media import FOLDER, MediaKind, content_suffix, is_as_named, media_kind, media_of, media_path
from zgcquiz.core.packs.pack import Item, Kind, Option
from zgcquiz.core.value import replace


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("media/a.png", "media/a.png"),
        ("media/A%20b.JPG", "media/A b.JPG"),
        ("media/%E4%B8%AD.mp3", "media/中.mp3"),
        ("media/a.txt", None),
        ("media/a", None),
        ("media/.png", None),
        ("media/..%2Fa.png", None),
        ("media/../a.png", None),
        ("media/b/a.png", None),
        ("media/a%5Cb.png", None),
        ("media/a%00.png", None),
        ("media/a%0A.png", None),
        ("media/C:a.png", None),
        ("media/" + "é" * 60 + ".png", None),
        ("/media/a.png", None),
        ("./media/a.png", None),
        ("https://example.org/media/a.png", None),
        ("file:///media/a.png", None),
        ("", None),
    ],
)
def test_what_an_address_refers_to(url: str, path: str | None) -> None:
    assert media_path(url) == path


@given(st.text())
def test_no_address_leaves_the_folder(url: str) -> None:
    for each in (url, f"{FOLDER}/{url}", f"{FOLDER}/{url}.png", f"{FOLDER}/%{url}.mp3"):
        path = media_path(each)
        if path is not None:
            folder, name = path.split("/")
            assert (folder, media_kind(name) is None) == (FOLDER, False)
            assert name.isprintable()


def test_the_files_of_a_pack() -> None:
    options = (Option("![](media/key.png)", key=True, feedback="![](media/note.ogg)"), Option("![](media/key.png)x"))
    marked = Item("a", Kind.SINGLE, "**![x](media/stem.png)**\n\n- [![](<media/a b.gif>)](http://x.org)", options)
    marked = replace(marked, markup=True)
    plain = Item("b", Kind.SINGLE, "![x](media/plain.png)", options)
    assert media_of([marked, plain]) == ("media/a b.gif", "media/key.png", "media/note.ogg", "media/stem.png")
    assert media_of([plain]) == ()


@pytest.mark.parametrize(
    ("data", "suffix"),
    [
        (b"\x89PNG\r\n\x1a\n....", ".png"),
        (b"\xff\xd8\xff\xe0", ".jpg"),
        (b"GIF89a", ".gif"),
        (b"RIFF....WEBPVP8 ", ".webp"),
        (b"RIFF....WAVEfmt ", ".wav"),
        (b"OggS\0\2" + b"\0" * 22 + b"OpusHead", ".opus"),
        (b"OggS\0\2" + b"\0" * 22 + b"\x01vorbis", ".ogg"),
        (b"ID3\4", ".mp3"),
        (b"\xff\xfb\x90", ".mp3"),
        (b"fLaC\0", ".flac"),
        (b"\0\0\0\x20ftypM4A ", ".m4a"),
        (b'\xef\xbb\xbf<?xml version="1.0"?>\n<svg xmlns="x">', ".svg"),
        (b"<html><body>", ""),
        (b"MZ\x90", ""),
        (b"", ""),
    ],
)
def test_what_a_content_is(data: bytes, suffix: str) -> None:
    assert content_suffix(data) == suffix
    assert is_as_named(f"media/x{suffix.upper()}", data) is bool(suffix)
    assert not is_as_named("media/x.png", data) or suffix == ".png"


def test_names_that_mean_the_same() -> None:
    assert is_as_named("a.jpeg", b"\xff\xd8\xff")
    assert is_as_named("a.ogg", b"OggS" + b"\0" * 24 + b"OpusHead")
    assert media_kind("a.b/c.OGA") is MediaKind.SOUND
    assert media_kind("a.png/c") is None
