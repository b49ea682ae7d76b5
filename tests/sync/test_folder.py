"""The shared folder: others can write to it, break off files, and put anything there."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

from tests.sync.making import Device, carry, carry_all, made, settle
from zgcquiz.core.errors import ZgcError
from zgcquiz.core.sync.names import device_of, is_copy, is_events, is_segment, is_state, number_of, segment
from zgcquiz.formats.history import review_lines
from zgcquiz.store.sync import folder as store
from zgcquiz.store.sync.folder import EventFile, FolderFile


@pytest.mark.parametrize(
    "name",
    [
        "events-000001.jsonl",
        "events-000001 (conflicted copy 2026-11-28).jsonl",
        "events-000001 (Ada's conflicted copy 2026-11-28).jsonl",
        "events-000001.sync-conflict-20261128-101500-ABCDEFG.jsonl",
        "events-000001 2.jsonl",
        "events-000001.jsonl~",
        "events-000001.jsonl.orig",
    ],
)
def test_conflicted_copies_are_events_and_no_segments_of_a_device(name: str) -> None:
    assert is_events(name)
    assert number_of(name) == 1
    assert is_segment(name) == (name == segment(1))


@pytest.mark.parametrize("name", [".events-000001.jsonl.77", "events-000001.jsonl.tmp", "events.jsonl", "state.json"])
def test_other_files_are_not_events(name: str) -> None:
    assert not is_events(name)


@pytest.mark.parametrize(
    ("name", "device"),
    [
        ("1a2b3c4d", "1a2b3c4d"),
        ("1a2b3c4d (conflicted copy 2026-11-28)", "1a2b3c4d"),
        ("1a2b3c4d 2", "1a2b3c4d"),
        ("1a2b3c4d~", "1a2b3c4d"),
        ("1A2B3C4D", None),
        ("con", None),
        ("..", None),
        ("1a2b3c4d5", None),
        ("laptop", None),
    ],
)
def test_the_folders_of_devices_have_portable_names(name: str, device: str | None) -> None:
    assert device_of(name) == device


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("zgcquiz (conflicted copy 2026-11-28).db", True),
        ("zgcquiz (Ada's conflicted copy 2026-11-28).db", True),
        ("zgcquiz.sync-conflict-20261128-101500-ABCDEFG.db", True),
        ("zgcquiz 2.db", True),
        ("zgcquiz (1).db", True),
        ("zgcquiz.db~", True),
        ("zgcquiz-conflict-20261128-101500.db", True),
        ("zgcquiz.db", False),
        ("zgcquiz.db-wal", False),
        ("zgcquiz.db-shm", False),
        ("zgcquiz-backup.db", False),
        ("zgcquiz.db.damaged", False),
        ("zgcquiz2.db", False),
        ("other (1).db", False),
    ],
)
def test_conflicted_copies_of_the_database(name: str, expected: bool) -> None:
    assert is_copy(name, "zgcquiz.db") == expected


def test_a_state_and_its_copies() -> None:
    assert is_state("state.json")
    assert is_state("state (conflicted copy 2026-11-28).json")
    assert not is_state(".state.json.12")
    assert not is_state("states")


def folder_of(device: Device) -> Path:
    return device.shared / "zgcquiz" / device.context.log.device


def events_of(device: Device, number: int = 1) -> Path:
    return folder_of(device) / segment(number)


def codes(device: Device) -> list[str]:
    return [problem.code for problem in device.reports[-1].problems]


def test_a_file_cut_anywhere_is_read_on_once_the_rest_has_come() -> None:
    with made(2) as (here, there):
        there.answer("primes")
        there.answer("capital")
        there.sync()
        data = events_of(there).read_bytes()
        assert "中关村".encode() in data
        here.sync()
        copy = here.shared / "zgcquiz" / there.context.log.device / segment(1)
        copy.parent.mkdir()
        for cut in range(0, len(data), 7):
            copy.write_bytes(data[:cut])
            here.sync()
            assert len(list(here.context.log.reviews())) == data[:cut].count(b"\n")
            assert set(codes(here)) <= {"incomplete"}
        copy.write_bytes(data)
        here.sync()
        assert codes(here) == []
        assert list(here.context.log.reviews()) == list(there.context.log.reviews())


def test_a_line_that_is_no_event_costs_one_line_and_is_reported_once_with_its_place() -> None:
    with made(2, one_folder=True) as (here, there):
        there.answer()
        there.sync()
        path = events_of(there)
        good = path.read_bytes()
        other = json.dumps(json.loads(good) | {"id": "01a0a0a0-0000-7000-8000-000000000000"}).encode()
        hostile = b"[" * 100_000 + b"\n" + b'{"id": NaN}\n' + b"\xff\xfe\n" + b'{"id": 1' + b"0" * 5000 + b"}\n"
        path.with_name("events-000001 2.jsonl").write_bytes(good + hostile + other + b"\n")
        here.sync()
        assert len(list(here.context.log.reviews())) == 2
        assert [problem.line for problem in here.reports[-1].problems] == [2, 3, 4, 5]
        assert str(here.reports[-1].problems[0]).startswith(f"{path.with_name('events-000001 2.jsonl')}:2:")
        here.sync()
        assert codes(here) == []


def test_a_line_without_end_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "MAX_LINE", 2_000)
    with made(2, one_folder=True) as (here, there):
        there.answer()
        there.sync()
        path = events_of(there).with_name("events-000001 2.jsonl")
        path.write_bytes(b"x" * 9_999 + b"\n" + events_of(there).read_bytes() + b"y" * 5_000)
        here.sync()
        assert codes(here) == ["too-large", "too-large"]
        assert [problem.line for problem in here.reports[-1].problems] == [1, 3]
        assert len(list(here.context.log.reviews())) == 1


def test_lines_are_numbered_on_and_read_once(tmp_path: Path) -> None:
    path = tmp_path / "events-000001.jsonl"

    def read(mark: store.FileMark | None) -> EventFile:
        found = path.stat()
        reader = EventFile(FolderFile("d/f", "d", path, found.st_size, found.st_mtime_ns), mark)
        lines.append(list(reader.lines()))
        return reader

    lines: list[list[bytes]] = []
    path.write_bytes(b"a\nb\nc")
    first = read(None)
    path.write_bytes(b"a\nb\ncd\n")
    second = read(first.mark)
    path.write_bytes(b"a\nX\ncd\n")
    third = read(second.mark)
    assert lines == [[b"a\n", b"b\n", b"c"], [b"cd\n"], [b"a\n", b"X\n", b"cd\n"]]
    assert (first.first, second.first, third.first) == (0, 2, 0)
    assert (first.was_rewritten, second.was_rewritten, third.was_rewritten) == (False, False, True)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs pipes and links")
def test_links_pipes_and_odd_names_are_left_alone() -> None:
    with made(1) as (here,):
        here.answer()
        here.sync()
        secret = here.home / "secret"
        secret.write_text('{"secret": 1}\n')
        stranger = here.shared / "zgcquiz" / "00000000"
        stranger.mkdir()
        (stranger / segment(1)).symlink_to(secret)
        os.mkfifo(stranger / segment(2))
        (stranger / "packs").symlink_to(here.home)
        (stranger / "state.json").symlink_to(secret)
        (here.shared / "zgcquiz" / "11111111").symlink_to(here.home)
        (here.shared / "zgcquiz" / "con").mkdir()
        (here.shared / "zgcquiz" / "note.txt").write_text("hello")
        here.sync()
        assert sorted(codes(here)) == ["not-a-file"] * 3 + ["odd-name"] * 3
        assert not any("secret" in problem.message for problem in here.reports[-1].problems)


@pytest.mark.skipif(not hasattr(os, "symlink"), reason="needs links")
def test_nothing_is_written_through_a_link() -> None:
    with made(1) as (here,):
        here.sync()
        elsewhere = here.home / "elsewhere"
        elsewhere.mkdir()
        folder = folder_of(here)
        for path in folder.iterdir():
            path.unlink()
        folder.rmdir()
        folder.symlink_to(elsewhere)
        here.answer()
        with pytest.raises(ZgcError, match="is a link"):
            here.sync()
        assert list(elsewhere.iterdir()) == []
        assert here.context.log.waiting() == 1


@pytest.mark.skipif(not hasattr(os, "symlink"), reason="needs links")
@pytest.mark.parametrize("link", ["zgcquiz", "zgcquiz/DEVICE", "zgcquiz/DEVICE/packs"])
def test_nothing_is_deleted_through_a_link(link: str) -> None:
    with made(1) as (here,):
        here.sync()
        device = here.context.log.device
        path = here.shared / link.replace("DEVICE", device)
        elsewhere = here.home / "elsewhere"
        folder = elsewhere / ("zgcquiz/DEVICE/packs".removeprefix(link).strip("/").replace("DEVICE", device))
        folder.mkdir(parents=True)
        (folder / "precious.zip").write_bytes(b"PK")
        shutil.rmtree(path, ignore_errors=True)
        path.symlink_to(elsewhere)
        with pytest.raises(ZgcError, match="is a link"):
            here.sync()
        assert (folder / "precious.zip").read_bytes() == b"PK"


@pytest.mark.skipif(os.name == "nt", reason="names are Unicode there")
def test_names_that_are_not_utf8_stop_nothing() -> None:
    with made(2, one_folder=True) as (here, there):
        there.answer()
        there.sync()
        own = os.fsencode(there.shared / "zgcquiz" / there.context.log.device)
        top = os.fsencode(here.shared / "zgcquiz")
        try:
            Path(os.fsdecode(top + b"/00000000 \xff")).mkdir()
        except OSError:
            pytest.skip("this file system has Unicode names only")
        for name in (own + b"/events-000001 \xff.jsonl", own + b"/state \xff.json"):
            Path(os.fsdecode(name)).write_text("{}", encoding="utf-8")
        assert here.sync().merged.added == 1
        assert codes(here) == ["odd-name"] * 3


def test_a_file_without_events_is_not_read_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(review_lines, "MAX_UNUSED", 10)
    with made(2, one_folder=True) as (here, there):
        there.answer()
        there.sync()
        stranger = here.shared / "zgcquiz" / "00000000"
        stranger.mkdir()
        (stranger / segment(1)).write_bytes(b"x\n" * 1_000)
        (stranger / segment(2)).write_bytes(b"\n" * 1_000)
        assert here.sync().merged.added == 1
        assert codes(here) == [*["syntax"] * 10, "too-many", "too-many"]


def test_only_so_many_settings_are_taken_over() -> None:
    with made(1) as (here,):
        here.sync()
        stranger = here.shared / "zgcquiz" / "00000000"
        stranger.mkdir()
        entries: dict[str, object] = {
            "new_per_day": [1_790_000_000_000, "00000000", 6],
            "new_per_day@..": [1_790_000_000_000, "", 6],
        }
        entries |= {f"new_per_day@p{number}": [1_790_000_000_000, "00000000", 5] for number in range(60)}
        entries |= {f"no_such{number}": [1_790_000_000_000, "00000000", [[[1]]]] for number in range(3_000)}
        (stranger / "state.json").write_text(json.dumps({"settings": entries}), encoding="utf-8")
        first, second = here.sync(), here.sync()
        assert (len(first.settings), len(second.settings)) == (50, 11)
        assert here.context.configuration.settings("p7").new_per_day == 5
        assert len(first.problems) < 30
        own = here.shared / "zgcquiz" / here.context.log.device / "state.json"
        assert len(json.loads(own.read_bytes())["settings"]) <= 2_000
        here.set("new_per_day", "9")
        here.sync()
        assert json.loads(own.read_bytes())["settings"]["new_per_day"][2] == 9


def test_too_large_a_file_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    with made(1) as (here,):
        here.sync()
        monkeypatch.setattr(store, "MAX_FILE", 100)
        stranger = here.shared / "zgcquiz" / "00000000"
        stranger.mkdir()
        (stranger / segment(1)).write_bytes(b"x" * 101)
        here.sync()
        assert "too-large" in codes(here)


@pytest.mark.parametrize(
    "state",
    [
        "",
        "[]",
        "{",
        "[" * 100_000,
        '{"settings": []}',
        '{"settings": {"new_per_day": [1790000000000, "00000000", "many"]}}',
        '{"settings": {"new_per_day": [1790000000000, "00000000", 1e999]}}',
        '{"settings": {"new_per_day": [1790000000000, "00000000", {"a": [1]}]}}',
        '{"settings": {"weekday_load": [1790000000000, "00000000", {"monday": -1}]}}',
        '{"settings": {"parameters": [1790000000000, "00000000", [1, 2]]}}',
        '{"settings": {"no_such": [1790000000000, "00000000", 1]}}',
        '{"settings": {"new_per_day@x\\"]\\nevil=1": [1790000000000, "00000000", {}]}}',
        '{"settings": {"new_per_day": [-1, "00000000", 1], "certainty": "x"}}',
        '{"packs": {"../evil": [1790000000000, "00000000", "../../evil"]}}',
        '{"packs": {"evil": [1790000000000, "00000000", "abc"]}}',
        '{"packs": {"evil": [1790000000000, "00000000", 7]}}',
        '{"host": ["a"]}',
        '{"host": "\\ud800"}',
        '{"settings": {"new_per_day@\\ud800": [1790000000000, "00000000", 5]}}',
        '{"settings": {"no_such": [1790000000000, "00000000", "\\ud800"]}}',
        '{"settings": {"no_such": [1790000000000, "\\udfff", 1]}}',
        '{"settings": {"no_such": [1790000000000, "00000000", NaN]}}',
        '{"settings": {"backups": [1790000000000, "00000000", 0]}, "packs": [1]}',
        '{"packs": {"\\ud800": [1790000000000, "00000000", {"hash": "a", "replaces": null}]}}',
        f'{{"settings": [{"[]," * 4_000_000}1]}}',
    ],
)
def test_a_hostile_state_changes_nothing_and_stops_nothing(state: str) -> None:
    with made(2, one_folder=True) as (here, there):
        there.answer()
        there.sync()
        stranger = here.shared / "zgcquiz" / "00000000"
        stranger.mkdir()
        (stranger / "state.json").write_text(state, encoding="utf-8")
        here.set("new_per_day", "7")
        before = here.paths.config.read_bytes()
        here.sync()
        assert here.paths.config.read_bytes() == before
        assert len(list(here.context.log.reviews())) == 1
        assert here.context.library.installed() == []
        if state and "host" not in state and "evil" not in state[:20] and ": 7]" not in state:
            assert codes(here) != []


def test_a_folder_that_is_gone_is_said_and_nothing_is_written_in_its_place() -> None:
    """The mount point of a stick that isn't plugged in is an empty folder."""
    with made(1) as (here,):
        here.answer()
        here.sync()
        here.answer()
        for path in sorted(here.shared.rglob("*"), reverse=True):
            path.unlink() if path.is_file() else path.rmdir()
        with pytest.raises(ZgcError, match="has no folder 'zgcquiz' any more"):
            here.sync()
        assert list(here.shared.iterdir()) == []
        here.shared.rmdir()
        with pytest.raises(ZgcError, match=r"isn't there\. Waiting for it: 1 event\."):
            here.sync()


def test_a_folder_set_again_after_it_was_lost_gets_everything() -> None:
    from zgcquiz.app.sync import run

    with made(2) as (here, there):
        here.answer()
        there.answer()
        settle([here, there])
        for path in sorted(here.shared.rglob("*"), reverse=True):
            path.unlink() if path.is_file() else path.rmdir()
        report = run.set_up(here.context, here.shared)
        assert report.sent == 2


def test_files_of_a_lost_device_are_written_again_by_who_knows_them() -> None:
    with made() as devices:
        first, second, third = devices
        first.answer()
        first.sync()
        carry(first, second)
        second.sync()
        carry(first, second, "lost")  # before the third device saw anything of the first
        report = second.sync()
        assert report.sent == 1
        carry(second, third)
        third.sync()
        assert len(list(third.context.log.reviews())) == 1


def test_a_copied_home_takes_a_new_name_and_loses_nothing() -> None:
    with made(1) as (here,):
        here.answer()
        here.sync()
        name = here.context.log.device
        here.context.close()
        copied = here.home.parent / "copied"
        shutil.copytree(here.home, copied)
        clone = Device(here.home.parent, 7, here.shared)
        clone.context.close()
        shutil.rmtree(clone.home)
        copied.rename(clone.home)
        clone.now = here.now
        clone.reopen()
        assert clone.context.log.device == name
        here.reopen()
        here.answer("primes")
        clone.later(1)
        clone.answer("fixed")
        here.sync()
        report = clone.sync()
        assert report.renamed
        assert clone.context.log.device not in ("", name)
        assert here.sync().renamed == ""
        assert here.holds_all()[0] == clone.holds_all()[0]
        assert len(list(here.context.log.reviews())) == 3
        clone.context.close()


def test_a_restored_backup_gets_back_what_it_had_written() -> None:
    with made(1) as (here,):
        here.answer()
        here.sync()
        here.context.close()
        backup = here.home.parent / "backup.db"
        shutil.copy(here.paths.log, backup)
        here.reopen()
        here.answer("primes")
        here.sync()
        here.context.close()
        shutil.copy(backup, here.paths.log)
        for rest in here.home.glob("zgcquiz.db-*"):
            rest.unlink()
        report = here.sync()
        assert report.merged.added == 1
        assert report.renamed
        assert len(list(here.context.log.reviews())) == 2


def test_an_undo_while_its_answer_is_being_written_goes_out_too() -> None:
    with made(1) as (here,):
        here.sync()
        here.answer()
        events, places = here.context.log.unsent(10)
        here.undo()
        here.context.log.sent(places, {})
        assert len(events) == 1
        assert here.context.log.waiting() == 1


def test_what_came_in_is_not_written_out_again_but_what_was_imported_is() -> None:
    with made() as devices:
        first, second, third = devices
        first.answer()
        first.sync()
        carry(first, second)
        report = second.sync()
        assert (report.merged.added, report.sent) == (1, 0)
        third.answer("primes")
        second.context.log.merge(list(third.context.log.reviews()), second.now)
        report = second.sync()
        assert (report.merged.added, report.sent) == (0, 1)


def test_segments_are_closed_and_closed_ones_never_change(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("zgcquiz.app.sync.events.SEGMENT", 1_500)
    with made(2) as (here, there):
        written: dict[str, bytes] = {}
        for _ in range(9):
            here.answer()
            here.sync()
            now = {path.name: path.read_bytes() for path in folder_of(here).glob("events-*")}
            assert all(now[name].startswith(data) for name, data in written.items())
            written = now
        assert len(written) >= 3
        carry_all([here, there])
        assert there.sync().merged.added == 9


def test_a_damaged_row_is_not_written_and_holds_up_no_other() -> None:
    with made(1) as (here,):
        here.sync()
        here.answer("primes")
        good = here.answer("capital")
        bad = here.answer("fixed")
        db = here.context.log._db
        db.execute("DROP TRIGGER reviews_no_update")
        db.execute("UPDATE reviews SET pack = 'smell' WHERE id = ?", (bad.id,))
        db.execute("INSERT INTO outbox VALUES ('review', 'gone')")
        assert here.sync().sent == 2
        assert here.context.log.waiting() == 0
        assert good.id in events_of(here).read_text("utf-8")
        assert bad.id not in events_of(here).read_text("utf-8")


def test_what_an_older_file_lacks_is_written_again_by_who_knows_it() -> None:
    with made() as devices:
        first, second, third = devices
        first.answer()
        first.sync()
        carry(first, second)
        first.answer("primes")
        first.sync()
        older = second.shared / "zgcquiz" / first.context.log.device / segment(1)
        data = older.read_bytes()
        carry(first, second)
        assert second.sync().merged.added == 2
        older.write_bytes(data)  # it was restored from somewhere
        report = second.sync()
        assert (report.merged.added, report.sent) == (0, 1)
        carry(second, third)
        assert third.sync().merged.added == 1


def test_an_undo_goes_out_and_comes_in() -> None:
    with made(2) as (here, there):
        here.answer()
        here.sync()
        carry(here, there)
        there.sync()
        here.undo()
        assert here.sync().sent == 1
        carry(here, there)
        assert there.sync().merged.voided == 1
        assert [review.void for review in there.context.log.reviews()] == [True]


def test_an_undo_that_the_folder_lost_is_written_again() -> None:
    with made() as devices:
        first, second, third = devices
        first.answer()
        first.sync()
        path = events_of(first)
        before = path.read_bytes()
        first.undo()
        first.sync()
        carry(first, second)
        second.sync()
        (second.shared / "zgcquiz" / first.context.log.device / segment(1)).write_bytes(before)
        assert second.sync().sent == 1
        carry(second, third)
        third.sync()
        assert [review.void for review in third.context.log.reviews()] == [True]
