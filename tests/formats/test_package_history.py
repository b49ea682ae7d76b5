"""Our own reviews in an Anki package, which are read line by line and kept on the disk."""

from __future__ import annotations

import errno
import io
import json
import tracemalloc
import zipfile
from collections.abc import Callable, Iterable
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.effort import examples
from tests.formats.anki_files import BASIC, database
from tests.store.making import make_review
from zgcquiz.core.errors import ZgcError
from zgcquiz.core.log.review import Outcome, Rating, Ref, Review
from zgcquiz.core.value import replace
from zgcquiz.formats.anki.storage import container
from zgcquiz.formats.exchange import registry
from zgcquiz.formats.exchange.contract import Converted, ExchangeOptions, convert
from zgcquiz.formats.history import review_lines, review_spool
from zgcquiz.formats.history.review_spool import ReviewSpool
from zgcquiz.formats.untrusted import temporary

REVIEW = make_review(Random(1), Ref("pack", "guid1"))
START = REVIEW.at.ms
LINE = next(review_lines.write([REVIEW]))


def package(history: bytes, log: Iterable[tuple[int, ...]] = (), **about: Any) -> io.BytesIO:
    """Return a package of two cards, 100 and 200, of the notes guid1 and guid2."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        notes = [{"fields": f"q {at}\x1fa {at}", "type": BASIC} for at in (1, 2)]
        archive.writestr(container.LEGACY, database(notes, log, **about))
        archive.writestr(container.HISTORY, history)
    return file


def taken(file: io.BytesIO) -> Converted:
    return convert(registry.get("apkg"), file, "x.apkg", ExchangeOptions(id="pack"))


def at(ms: int, id: str = "", item: str = "guid1") -> Review:
    return replace(REVIEW, id=id or f"at {ms}", at=replace(REVIEW.at, ms=START + ms), ref=Ref("pack", item))


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=4)
REVIEWS = st.builds(
    lambda ms, number, item, text, response: replace(
        at(ms, number, item), device=text, shown=(text, "b"), response=response, rating=Rating.HARD
    ),
    st.integers(0, 6),
    st.text("ab\0\u4e2d", min_size=1, max_size=3),
    st.sampled_from(["guid1", "guid2", "gone"]),
    TEXTS,
    st.none() | st.tuples(TEXTS),
)


@settings(max_examples=examples(150), deadline=None)
@given(st.lists(REVIEWS, max_size=8), st.dictionaries(st.integers(0, 8), st.sampled_from([100, 200]), max_size=6))
def test_an_entry_of_ankis_log_is_one_of_ours_by_its_number_and_its_card(
    found: list[Review], log: dict[int, int]
) -> None:
    """The numbers follow from all reviews by time, then id, in whatever order the file has them."""
    mine = [each for each in found if each.ref.item != "gone"]
    expected: dict[int, Review] = {}
    for each in sorted(mine, key=lambda each: (each.at.ms, each.id)):
        number = each.at.ms
        while number in expected:
            number += 1
        expected[number] = each
    items = {100: "guid1", 200: "guid2"}
    others = [
        (ms, items[card])
        for ms, card in sorted(log.items())
        if START + ms not in expected or expected[START + ms].ref.item != items[card]
    ]
    entries = [(START + ms, card, 3, 1) for ms, card in log.items()]
    reviews = [*taken(package(b"".join(review_lines.write(found)), entries, conf={"schedVer": 2})).reviews]
    assert reviews[: len(mine)] == mine
    assert [(each.at.ms - START, each.ref.item) for each in reviews[len(mine) :]] == others


@settings(max_examples=examples(100), deadline=None)
@given(st.lists(REVIEWS, max_size=6), st.lists(REVIEWS, max_size=6), st.sampled_from([1, 300, 1 << 18]))
def test_a_spool_gives_what_it_was_given_as_often_as_asked(some: list[Review], more: list[Review], block: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(review_spool, "_BLOCK", block)
        patch.setattr(temporary, "_IN_MEMORY", 500)
        spool = ReviewSpool("x")
        spool.extend(some)
        assert [*spool] == some
        spool.extend(more)
    assert len(spool) == len(some) + len(more)
    assert list(zip(spool, spool, strict=True)) == [(each, each) for each in (*some, *more)]
    assert all(each in spool for each in (*some, *more))


def test_reviews_can_be_read_when_the_package_is_closed() -> None:
    file = package(b"".join(review_lines.write(at(ms) for ms in range(5))))
    found = taken(file)
    file.close()
    assert [each.at.ms - START for each in found.reviews] == [*range(5)]


@pytest.mark.parametrize(
    ("bad", "reason", "count"),
    [
        (b"no JSON\n", "a damaged line of zgcquiz.jsonl", 1),
        (b'{"id": "x", "at": "never"}\n\xff\n', "a damaged line of zgcquiz.jsonl", 2),
        (b"x" * 5_000_000 + b"\n", "a damaged line of zgcquiz.jsonl", 1),
        (b"\n", "", 0),
    ],
)
def test_only_damaged_lines_are_lost_and_they_are_counted(bad: bytes, reason: str, count: int) -> None:
    found = taken(package(LINE + bad + LINE.replace(b"guid1", b"guid2")))
    assert [each.ref.item for each in found.reviews] == ["guid1", "guid2"]
    assert [(lost.field, lost.count, lost.why) for lost in found.history_lost] == (
        [("reviews", count, reason)] if count else []
    )


def endless_lines(size: int) -> bytes:
    return b"\n" * size


def endless_line(size: int) -> bytes:
    return b'"' + b"x" * (size - 1)


@pytest.mark.parametrize("content", [endless_lines, endless_line])
def test_a_bomb_takes_no_memory(content: Callable[[int], bytes]) -> None:
    file = package(LINE + content(64 << 20))
    assert len(file.getvalue()) < 100_000
    tracemalloc.start()
    try:
        found = taken(file)
        assert tracemalloc.get_traced_memory()[1] < 24 << 20
    finally:
        tracemalloc.stop()
    assert len(found.reviews) == 1
    assert [(lost.field, lost.count) for lost in found.history_lost] == [("reviews", 1)]


def test_more_reviews_than_the_limit_are_refused_whatever_size_the_archive_declares(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    history = b"".join(review_lines.write(at(ms) for ms in range(100)))
    monkeypatch.setattr(container, "MAX_HISTORY_BYTES", len(history))
    assert len(taken(package(history)).reviews) == 100
    monkeypatch.setattr(container, "MAX_HISTORY_BYTES", len(history) - 1)
    with pytest.raises(ZgcError, match=rf"x.apkg/zgcquiz.jsonl: it unpacks to {len(history):,} bytes, too many"):
        taken(package(history))
    monkeypatch.setattr("zgcquiz.formats.anki.package.MAX_REVIEWS", 99)
    monkeypatch.setattr(container, "MAX_HISTORY_BYTES", len(history))
    with pytest.raises(ZgcError, match="it has more than 99 reviews"):
        taken(package(history))


def test_reviews_do_not_count_to_what_else_may_be_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    history = b"".join(review_lines.write(at(ms) for ms in range(1000)))
    monkeypatch.setattr("zgcquiz.formats.untrusted.zip_reader.MAX_TOTAL_BYTES", 100_000)
    assert len(history) > 400_000
    assert len(taken(package(history)).reviews) == 1000


def test_damage_in_the_reviews_is_named() -> None:
    history = b"".join(review_lines.write(at(ms) for ms in range(200)))
    data = bytearray(package(history).getvalue())
    data[data.rindex(b"PK\x01\x02") - 100] ^= 1
    with pytest.raises(ZgcError, match=r"x.apkg/zgcquiz.jsonl: it is damaged"):
        taken(io.BytesIO(data))
    with pytest.raises(ZgcError, match="not a complete zip archive"):
        taken(io.BytesIO(data[: len(data) // 2]))


def test_no_room_for_the_reviews_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    class Full(io.BytesIO):
        def write(self, piece: object) -> int:
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(review_spool, "temporary_file", Full)
    with pytest.raises(ZgcError, match=r"x.apkg can't be unpacked: No space left on device") as caught:
        taken(package(LINE))
    assert caught.value.code == "storage"


def test_memory_does_not_grow_with_the_reviews(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(review_spool, "_BLOCK", 10_000)
    monkeypatch.setattr(temporary, "_IN_MEMORY", 10_000)
    monkeypatch.setattr("zgcquiz.formats.untrusted.zip_reader._PIECE", 10_000)

    def peak(count: int) -> int:
        reviews = [at(ms, f"{ms:06}") for ms in range(count)]
        log = [(START + ms, 100, 3, 1) for ms in range(count, 2 * count)]
        file = package(b"".join(review_lines.write(reviews)), log)
        del reviews, log
        tracemalloc.start()
        try:
            assert sum(1 for _ in taken(file).reviews) == 2 * count
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    peak(10)
    small, large = peak(500), peak(2500)
    assert large - small < 2000 * 200  # the collection itself is in memory


def test_a_line_is_what_an_older_version_wrote() -> None:
    old = json.loads(LINE)
    del old["device"], old["session"], old["fingerprint"], old["shown"], old["response"], old["certainty"]
    (found,) = taken(package(json.dumps(old).encode())).reviews
    assert (found.outcome, found.ms, found.device) == (Outcome.CORRECT, REVIEW.ms, "")
