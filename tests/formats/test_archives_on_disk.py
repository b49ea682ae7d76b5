"""Archives are read from the disk: what isn't asked for never comes into memory, and the results are the same."""

from __future__ import annotations

import gc
import io
import os
import random
import struct
import threading
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

import pytest

from tests.formats.anki_files import database, package
from tests.formats.sparse import write_with_media
from tests.formats.test_sample import written
from zgcquiz.app.context import system_context
from zgcquiz.app.exchange import histories, importing
from zgcquiz.app.exchange.importing import _read
from zgcquiz.app.packs.fetching import unpacked
from zgcquiz.core.errors import ZgcError
from zgcquiz.core.packs.pack import Item
from zgcquiz.core.value import replace
from zgcquiz.fetch import http
from zgcquiz.formats.anki.storage import container
from zgcquiz.formats.exchange import registry
from zgcquiz.formats.exchange.contract import Converted, ExchangeOptions, convert
from zgcquiz.formats.untrusted import zip_reader
from zgcquiz.formats.untrusted.zip_reader import Archive

MEDIA = 64
MOST = 32
"""Megabytes of media, and what reading them may take: half of it."""
OPTIONS = ExchangeOptions()


def entries(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def peak(work: Callable[[], object]) -> float:
    """Return the megabytes that something takes at most."""
    gc.collect()
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1] / 2**20
    finally:
        tracemalloc.stop()


def imported(path: Path, stdin: BinaryIO | None = None) -> list[str]:
    found = _read(path, None, OPTIONS, stdin)
    return [str(each) if isinstance(each, ZgcError) else f"{each.report.questions} questions" for each in found]


FILES = {
    "deck.apkg": lambda: entries(package("q|a")),
    "quiz.zip": lambda: entries(written("qti21")),
    "table.xlsx": lambda: entries(written("kahoot")),
    "several.zip": lambda: {"a.csv": b"question,answer\nQ,a\n"},
}


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("way", ["a file", "standard input"])
def test_media_stay_on_the_disk(name: str, way: str, tmp_path: Path) -> None:
    path = tmp_path / name
    write_with_media(path, FILES[name](), MEDIA)
    found: list[str] = []

    def work() -> None:
        if way == "a file":
            found.extend(imported(path))
        else:
            with path.open("rb") as file:
                found.extend(imported(Path("-"), file))

    imported(path)  # everything that is imported on first use
    assert peak(work) < MOST
    assert found == ["1 questions"]


def test_an_archive_in_an_archive_stays_on_the_disk(tmp_path: Path) -> None:
    inner, path = tmp_path / "deck.apkg", tmp_path / "all.zip"
    write_with_media(inner, FILES["deck.apkg"](), MEDIA)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        archive.write(inner, "decks/deck.apkg")
    found: list[str] = []
    imported(path)
    assert peak(lambda: found.extend(imported(path))) < MOST
    assert found == ["1 questions"]


def test_a_collection_stays_on_the_disk(tmp_path: Path) -> None:
    extra = "CREATE TABLE pad (x); INSERT INTO pad VALUES (zeroblob(10000000));"
    data = database([{"fields": "q\x1fa"}], extra=extra * 1 + extra[extra.index("INSERT") :] * 5)
    path = tmp_path / "deck.apkg"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("collection.anki2", data)
    del data
    imported(path)
    found: list[str] = []
    assert peak(lambda: found.extend(imported(path))) < MOST
    assert found == ["1 questions"]


def test_the_questions_are_gone_while_their_history_is_merged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "deck.apkg"
    path.write_bytes(package(*(f"Question {at}|Answer {at}" for at in range(50))))
    left: list[int] = []
    before = histories.take_history

    def counted(*arguments: Any, **options: Any) -> Any:
        left.append(sum(isinstance(each, Item) and each.stem != "" for each in gc.get_objects()))
        return before(*arguments, **options)

    monkeypatch.setattr("zgcquiz.app.exchange.importing.take_history", counted)
    with system_context({"ZGCQUIZ_HOME": str(tmp_path / "home")}) as context:
        gc.collect()
        here = sum(isinstance(each, Item) and each.stem != "" for each in gc.get_objects())
        report = importing.import_packs(context, [path], None, ExchangeOptions(), history=True)
        assert [pack.questions for pack in report.packs] == [50]
    assert left == [here]


def test_a_pack_in_a_large_archive(tmp_path: Path) -> None:
    path = tmp_path / "pack.zip"
    pack = b"zgcquiz: 1\nid: p\ntitle: P\nquestions:\n- id: a\n  question: Q\n  answer: true\n"
    write_with_media(path, {"pack.yaml": pack}, MEDIA)

    def work() -> None:
        with path.open("rb") as file:
            assert unpacked(file, "p.zip").pack.info.id == "p"

    work()
    assert peak(work) < MOST


@pytest.mark.parametrize("name", ["pack.yaml", "geography.yaml"])
def test_a_pack_whose_questions_are_handed_on_has_the_same_files(name: str) -> None:
    """What a question shows, and what a source's text is, comes along, though the pack that is returned has none."""
    pack = (
        b"zgcquiz: 1\nid: p\ntitle: P\nmarkup: markdown\nsources:\n  s: {title: S, file: s.txt}\nquestions:\n"
        b"- {id: a, question: 'See ![a](media/a.png)', answer: true}\n- {id: b, question: Q, answer: false}\n"
    )
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for path, data in ((name, pack), ("media/a.png", b"a"), ("media/b.png", b"b"), ("s.txt", b"s")):
            archive.writestr(f"p/{path}", data)
    plain, kept = unpacked(content, "p.zip"), list[Item]()
    streamed = unpacked(content, "p.zip", keep=kept.append)
    assert tuple(kept) == plain.pack.items
    assert streamed.pack.items == ()
    assert [path for path, _ in plain.extras] == ["media/a.png", "s.txt"]
    assert replace(streamed, pack=plain.pack) == plain
    assert streamed.pack.info == plain.pack.info


def test_a_download_goes_to_the_disk() -> None:
    class Response:
        left = MEDIA - 4

        def read1(self, size: int) -> bytes:
            self.left -= 1
            return bytes(2**20) if self.left >= 0 else b""

    def work() -> None:
        with http._received(Response(), "u", None, float("inf")) as file:
            assert file.read(4) == bytes(4)
            assert file.seek(0, os.SEEK_END) == (MEDIA - 4) << 20

    assert peak(work) < 40  # 16 MiB are kept in memory, twice while they are moved


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names here")
def test_a_pipe_is_copied(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_bytes, args=(package("q|a"),))
    writer.start()
    assert imported(pipe) == ["1 questions"]
    writer.join()


def test_no_room_for_a_copy_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "deck.apkg"
    write_with_media(path, FILES["deck.apkg"](), 10)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "nowhere"))
    with path.open("rb") as file:
        assert imported(Path("-"), file) == ["- can't be unpacked: No such file or directory."]


def test_a_copy_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "deck.apkg"
    write_with_media(path, FILES["deck.apkg"](), 10)
    monkeypatch.setattr("zgcquiz.formats.limits.MAX_PACKAGE_BYTES", 5 << 20)
    with path.open("rb") as file:
        assert imported(Path("-"), file) == ["- is larger than 5 MiB."]
    assert imported(path) == [f"{path} is larger than 5 MiB."]


@pytest.mark.parametrize(
    ("name", "filename"), [("apkg", "x.apkg"), ("qti12", "x.zip"), ("qti21", "x.zip"), ("kahoot", "x.xlsx")]
)
def test_a_file_and_its_bytes_read_alike_however_damaged(name: str, filename: str, tmp_path: Path) -> None:
    format, whole, rng = registry.get(name), written(name), random.Random(name)
    ends = set()
    for number in range(120):
        data = bytearray(whole)
        if number:
            data[rng.randrange(4, len(data))] ^= 1 << rng.randrange(8)
        if number % 10 == 9:
            del data[rng.randrange(4, len(data)) :]
        path = tmp_path / filename
        path.write_bytes(data)

        def in_memory() -> Converted:
            return format.read(bytes(data), filename, OPTIONS) if format.read else Converted(None)  # noqa: B023

        def on_disk() -> Converted:
            with path.open("rb") as file:  # noqa: B023
                return convert(format, file, filename, OPTIONS)

        found = [end_of(in_memory), end_of(on_disk)]
        assert found[0] == found[1]
        ends.add(found[0])
    assert len(ends) > 5


def end_of(work: Callable[[], Converted]) -> str:
    try:
        return repr(work())
    except ZgcError as error:
        return f"{error.code}: {error} {error.hint}"


def test_damage_of_the_archive_is_the_better_reason(tmp_path: Path) -> None:
    for entry in (container.LATEST, container.LEGACY):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
            archive.writestr(entry, b"\x28\xb5\x2f\xfd" + bytes(50))
        data = bytearray(out.getvalue())
        data[data.index(b"\x28\xb5\x2f\xfd") + 40] ^= 1
        with pytest.raises(ZgcError, match=rf"x.apkg/{entry}: it is damaged \(Bad CRC-32"):
            convert(registry.get("apkg"), io.BytesIO(data), "x.apkg", OPTIONS)


def test_a_log_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    data = package("q|a", log=[(1_600_000_000_000 + at, 100, 3, 1) for at in range(6)])
    monkeypatch.setattr("zgcquiz.formats.anki.package.MAX_REVIEWS", 6)
    assert len(convert(registry.get("apkg"), io.BytesIO(data), "x.apkg", OPTIONS).reviews) == 6
    monkeypatch.setattr("zgcquiz.formats.anki.package.MAX_REVIEWS", 5)
    with pytest.raises(ZgcError, match="its review log has more than 5 entries"):
        convert(registry.get("apkg"), io.BytesIO(data), "x.apkg", OPTIONS)


def zip64(data: bytes, size: int) -> bytes:
    """Return an archive with a zip64 record; the usual one says that its list of entries has no bytes."""
    end, start = data.index(b"PK\x05\x06"), data.index(b"PK\x01\x02")
    count = int.from_bytes(data[end + 10 : end + 12], "little")
    record = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, count, count, size or end - start, start)
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, end, 1)
    return data[:end] + record + locator + data[end : end + 12] + bytes(4) + data[end + 16 :]


def test_places_outside_an_archive_end_alike(tmp_path: Path) -> None:
    data = bytearray(FILES_OF_TWO)
    at = data.index(b"PK\x05\x06") + 16
    data[at : at + 4] = (int.from_bytes(data[at : at + 4], "little") + 50).to_bytes(4, "little")
    path = tmp_path / "x.zip"
    path.write_bytes(data)
    ends = []
    for content in (bytes(data), path.open("rb")):
        with pytest.raises(ZgcError) as caught:
            Archive(content, "x.zip").read("a")
        ends.append(str(caught.value))
        if not isinstance(content, bytes):
            content.close()
    assert ends[0] == ends[1]


def test_the_list_of_a_zip64_archive_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for number in range(4):
            archive.writestr(str(number), b"x")
    data = zip64(out.getvalue(), 0)
    assert Archive(data, "x.zip").names == ["0", "1", "2", "3"]
    with monkeypatch.context() as patch:
        patch.setattr(zip_reader, "MAX_ZIP_ENTRIES", 3)
        with pytest.raises(ZgcError, match="it has more than 3 entries"):
            Archive(data, "x.zip")
    with monkeypatch.context() as patch:
        patch.setattr(zip_reader, "MAX_DIRECTORY_BYTES", 150)
        with pytest.raises(ZgcError, match="its list of entries has more than"):
            Archive(data, "x.zip")


def test_entries_are_counted_across_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for number in range(50):
            archive.writestr(str(number), b"x")
    data = out.getvalue()
    for piece in range(4, 12):
        monkeypatch.setattr(zip_reader, "_PIECE", piece)
        assert zip_reader._count(io.BytesIO(data), 0, len(data)) == 50


def test_documents_are_read_again_when_used() -> None:
    archive = Archive(FILES_OF_TWO, "x.zip", 5)
    assert archive.read("a") == b"abcd"
    assert archive.read_again("a") == b"abcd"
    assert archive.read("b") == b"e"
    with pytest.raises(ZgcError, match="too many"):
        archive.read("a")


def _two() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a", b"abcd")
        archive.writestr("b", b"e")
    return out.getvalue()


FILES_OF_TWO = _two()
