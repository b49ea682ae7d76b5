"""Archives from strangers: nothing leaves them, nothing grows beyond bounds, damage is named."""

from __future__ import annotations

import io
import struct
import time
import zipfile

import pytest

from zgcquiz.core.errors import ZgcError
from zgcquiz.formats.untrusted import zip_reader
from zgcquiz.formats.untrusted.zip_reader import Archive


def zipped(*files: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return out.getvalue()


def test_files_are_read_in_order() -> None:
    archive = Archive(zipped(("b", b"2"), ("a/c", b"1"), ("d/", b"")), "x.zip")
    assert archive.names == ["b", "a/c"]
    assert archive.read("a/c") == b"1"
    assert archive.head("b", 10) == b"2"
    assert archive.notes == []


@pytest.mark.parametrize("name", ["../a", "/a", "a/../../b", "C:/a", "C:\\a", "..\\a", "\\a", "a/..", "//a"])
def test_a_path_that_leads_out_is_refused(name: str) -> None:
    archive = Archive(zipped((name, b"x"), ("good", b"y")), "x.zip")
    assert archive.names == ["good"]
    assert len(archive.refused) == 1
    assert "points outside" in archive.notes[0]


def test_links_and_second_entries_of_a_name_are_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        link = zipfile.ZipInfo("link")
        link.external_attr = 0o120777 << 16
        made.writestr(link, "/etc/passwd")
        made.writestr("a", "first")
        with pytest.warns(UserWarning, match="Duplicate"):
            made.writestr("a", "second")
    archive = Archive(out.getvalue(), "x.zip")
    assert archive.names == ["a"]
    assert archive.read("a") == b"first"
    assert [reason for _, reason in archive.refused] == ["it is a link", "another entry has the same name"]


def test_a_locked_entry_is_refused() -> None:
    data = bytearray(zipped(("a", b"x"), method=zipfile.ZIP_STORED))
    data[data.index(b"PK\x01\x02") + 8] |= 1
    assert "protected by a password" in Archive(bytes(data), "x.zip").notes[0]


def test_a_bomb_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = zipped(("a", bytes(50_000_000)))
    with pytest.raises(ZgcError, match=r"x.zip/a: it unpacks to 50,000,000 bytes, too many"):
        Archive(bomb, "x.zip").read("a", 1_000_000)
    monkeypatch.setattr(zip_reader, "MAX_TOTAL_BYTES", 60_000_000)
    archive = Archive(zipped(("a", bytes(50_000_000)), ("b", bytes(50_000_000))), "x.zip")
    assert len(archive.read("a")) == 50_000_000
    with pytest.raises(ZgcError, match="too many"):
        archive.read("b")


def test_a_size_that_is_a_lie_helps_nobody() -> None:
    """The directory says 10 bytes, and the stream has 50 million."""
    data = bytearray(zipped(("a", bytes(50_000_000))))
    at = data.index(b"PK\x01\x02")
    data[at + 24 : at + 28] = struct.pack("<I", 10)
    start = time.process_time()
    with pytest.raises(ZgcError, match=r"x.zip/a: it is damaged"):
        Archive(bytes(data), "x.zip").read("a")
    assert time.process_time() - start < 0.5


def test_quoted_overlaps_are_read_once_only() -> None:
    """Many entries that share one stream unpack to no more than the bound allows."""
    one = zipped(("a", bytes(1000)))
    at, end = one.index(b"PK\x01\x02"), one.index(b"PK\x05\x06")
    count = 50
    directory = one[at:end] * count
    tail = bytearray(one[end:])
    tail[8:12] = struct.pack("<HH", count, count)
    tail[12:16] = struct.pack("<I", len(directory))
    archive = Archive(one[:at] + directory + bytes(tail), "x.zip")
    assert archive.names == ["a"]


@pytest.mark.parametrize("cut", [4, 30, 60, -4, -22])
def test_an_archive_that_is_cut_off_is_named(cut: int) -> None:
    with pytest.raises(ZgcError, match=r"x.zip: it is not a complete zip archive"):
        Archive(zipped(("a", b"x" * 100))[:cut], "x.zip")


def test_damage_in_an_entry_costs_that_entry() -> None:
    data = bytearray(zipped(("a", b"abc" * 100), ("b", b"y"), method=zipfile.ZIP_STORED))
    data[data.index(b"abc")] ^= 1
    archive = Archive(bytes(data), "x.zip")
    with pytest.raises(ZgcError, match=r"x.zip/a: it is damaged \(Bad CRC-32"):
        archive.read("a")
    assert archive.read("b") == b"y"


def test_too_many_entries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zip_reader, "MAX_ZIP_ENTRIES", 3)
    with pytest.raises(ZgcError, match="it has more than 3 entries"):
        Archive(zipped(*((str(number), b"") for number in range(4))), "x.zip")
