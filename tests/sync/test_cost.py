"""What a sync costs grows with what is new."""

from __future__ import annotations

import time
import tracemalloc
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from random import Random
from typing import Any
from unittest.mock import Mock

import pytest

from tests.store.making import make_review
from tests.sync.making import Device, carry_all, made
from zgcquiz.app.learner import history
from zgcquiz.app.packs import library
from zgcquiz.app.packs.fetching import read_edition, stored_edition, unpacked
from zgcquiz.app.sync import run
from zgcquiz.core.log.review import Rating, Ref, Review
from zgcquiz.core.moment import MINUTE, Moment
from zgcquiz.formats.history import review_lines
from zgcquiz.formats.native import reader
from zgcquiz.formats.native.archive import build
from zgcquiz.store.log.review_log import ReviewLog
from zgcquiz.store.sync import folder as store


def many(count: int, seed: int) -> Iterator[Review]:
    rng = Random(seed)
    for number in range(count):
        at = Moment(1_600_000_000_000 + number * MINUTE // 10)
        rating = Rating.GOOD if rng.random() < 0.8 else Rating.AGAIN
        yield make_review(rng, Ref("small", f"q{rng.randrange(5_000)}"), at, rating)


def test_with_nothing_new_no_file_of_events_is_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    with made(3, one_folder=True) as devices:
        for number, device in enumerate(devices):
            device.context.log.merge(many(300, number), device.now)
            device.sync()
        for device in devices:
            device.sync()
        opened: list[Path] = []
        before = store.open_regular

        def counted(path: Path) -> Any:
            opened.append(path)
            return before(path)

        monkeypatch.setattr(store, "open_regular", counted)
        for device in devices:
            report = run.sync_now(device.context)
            assert (report.merged.changes, report.sent) == (0, 0)
        assert {path.name for path in opened} <= {"state.json"}
        devices[0].answer()
        devices[0].sync()
        opened.clear()
        assert devices[1].sync().merged.added == 1
        assert [path.name for path in opened if path.name.startswith("events")] == ["events-000001.jsonl"]


def test_a_new_device_compares_nothing_and_writes_what_is_answered_meanwhile(monkeypatch: pytest.MonkeyPatch) -> None:
    with made(2, one_folder=True) as (here, there):
        there.context.log.merge(many(300, 1), there.now)
        there.sync()
        compared = Mock()
        monkeypatch.setattr(ReviewLog, "begin_seen", compared)
        before, reviews = review_lines.read, []

        def answered(lines: Iterable[bytes], name: str) -> Iterator[Any]:
            reviews.append(here.answer())
            return before(lines, name)

        monkeypatch.setattr(review_lines, "read", answered)
        report = here.sync()
        assert (report.merged.added, report.sent, len(reviews)) == (300, 1, 1)
        compared.assert_not_called()
        monkeypatch.undo()
        assert there.sync().merged.added == 1
        assert (here.sync().merged.changes, here.sync().sent) == (0, 0)
        assert there.holds_all() == here.holds_all()


@pytest.mark.parametrize(("most", "aggregated"), [(299, False), (300, True)])
def test_after_many_reviews_the_aggregates_are_left_to_the_next_look(
    most: int, aggregated: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history, "MANY", most)
    with made(2, one_folder=True) as (here, there):
        there.context.log.merge(many(300, 1), there.now)
        there.sync()
        assert here.sync().merged.added == 300
        assert bool(here.context.log.read("SELECT 1 FROM item_totals")) == aggregated


def test_a_disk_that_does_not_answer_holds_up_no_round(monkeypatch: pytest.MonkeyPatch) -> None:
    with made(1) as (here,):
        here.sync()
        monkeypatch.setattr(run, "_MOST_SECONDS", 0.01)

        def slow(_: Path) -> bool:
            time.sleep(0.5)
            return True

        monkeypatch.setattr(Path, "is_dir", slow)
        started = time.monotonic()
        assert run.sync_automatically(here.context, str(here.shared)) == (None, None)
        assert time.monotonic() - started < 0.4


def seconds(device: Device) -> float:
    started = time.process_time()
    run.sync_now(device.context)
    return time.process_time() - started


@pytest.mark.soak
def test_nothing_new_among_a_hundred_thousand_takes_less_than_50_ms() -> None:
    with made(3, one_folder=True) as devices:
        devices[0].context.log.merge(many(100_000, 1), devices[0].now)
        for device in devices * 2:
            device.sync()
        assert max(min(seconds(device) for _ in range(5)) for device in devices) < 0.05


@pytest.mark.soak
def test_a_million_reviews_come_in_within_20_seconds(capsys: pytest.CaptureFixture[str]) -> None:
    with made(2) as (here, there):
        there.context.log.merge(many(1_000_000, 1), there.now)
        there.sync()
        here.sync()
        carry_all([here, there])
        took = seconds(here)
        with capsys.disabled():
            print(f"\na million reviews: {took:.1f} s; then nothing new: {seconds(here) * 1000:.1f} ms")
        assert here.context.log.read("SELECT count(*) FROM reviews") == [(1_000_000,)]
        assert took < 20


def large_pack(folder: Path, questions: int) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    entries = "".join(
        f"  - {{id: q{at}, question: 'What is number {at}?', answer: It is {at}, distractors: [It is {at + 1}]}}\n"
        for at in range(questions)
    )
    (folder / "pack.yaml").write_text(f"zgcquiz: 1\nid: large\ntitle: Large\nquestions:\n{entries}", encoding="utf-8")
    return folder


def test_a_pack_is_sent_without_its_questions_in_memory() -> None:
    with made(1) as (here,):
        root = large_pack(here.context.paths.packs / "large", 3000)
        stored_edition(here.context, root)  # compiles it, and imports what this takes
        size = (root / "pack.yaml").stat().st_size
        tracemalloc.start()
        edition = stored_edition(here.context, root)
        held, _ = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert edition.digest == read_edition(root).digest
        assert held < 1.5 * size  # with its questions it would be 7 times as much


def test_an_archive_is_parsed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    with made(1) as (here,):
        edition = read_edition(large_pack(here.context.paths.packs / "large", 3))
        data = build(edition.pack, edition.contents)
        counted = Mock(wraps=reader.read)
        monkeypatch.setattr(reader, "read", counted)
        assert unpacked(data, "large.zip").pack == edition.pack
        assert counted.call_count == 1


def test_a_pack_comes_in_without_its_questions_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    with made(2, one_folder=True) as (here, there):
        large_pack(there.context.paths.packs / "large", 10)
        there.sync()
        assert here.sync().packs == ("large",)  # imports what this takes
        root = large_pack(there.context.paths.packs / "large", 6000)
        size = (root / "pack.yaml").stat().st_size
        there.later(1)
        there.sync()
        held = 0
        before = library.install

        def measured(*arguments: Any, **options: Any) -> Any:
            nonlocal held
            held, _ = tracemalloc.get_traced_memory()
            return before(*arguments, **options)

        monkeypatch.setattr(library, "install", measured)
        tracemalloc.start()
        try:
            assert here.sync().packs == ("large",)
        finally:
            tracemalloc.stop()
        assert size < held < 5 * size  # with its questions it would be 8 times as much
        with closing(here.context.pack_cache) as cache:
            assert cache.open(here.context.paths.packs / "large").items() == read_edition(root).pack.items
