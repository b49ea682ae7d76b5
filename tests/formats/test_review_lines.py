"""Lines of reviews: the quick reader and writer agree with the plain ones on every line."""

from __future__ import annotations

import io
import json
from random import Random

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.conftest import NOON
from tests.effort import examples
from tests.store.making import make_review
from zgcquiz.core.log.limits import EARLIEST, LATEST
from zgcquiz.core.log.review import Certainty, Outcome, Rating, Ref, Review
from zgcquiz.core.moment import Moment
from zgcquiz.core.packs.pack import Kind
from zgcquiz.core.packs.problem import Problem
from zgcquiz.core.value import replace
from zgcquiz.formats.history import quick_lines, review_lines

GOOD = review_lines.as_dict(make_review(Random(1), Ref("p", "a")))
AWKWARD = st.sampled_from(
    [
        "",
        "\r",
        "\n",
        "\u2028",
        "\u2029",
        "\x85",
        "\0",
        "\x7f",
        "\ufeff",
        "\ud800",
        "\udfff",
        "😀",
        "a\\",
        '"',
        "é",
        "\x1f",
    ]
)
TEXTS = st.lists(AWKWARD | st.text(max_size=3), max_size=3).map("".join)
NUMBERS = st.sampled_from(
    [0, 1, 3, 4, 5, -1, -0.0, 1.0, 3.0, 0.5, 2.5, 1e9, 999999999, 999999999.9996, 1e308, 2**63, 2**64, 10**30, 1440,
     -1439, float("nan"), float("inf"), 4.35, 1.0005, 0.0005]
)  # fmt: skip
ENUMS = st.sampled_from([*Kind, *Outcome, *Certainty])
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXTS | st.integers() | st.floats() | ENUMS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=2),
    max_leaves=4,
)  # fmt: skip
TIMES = st.sampled_from(
    ["2026-11-23T18:00:00Z", "2026-11-23T18:00:00.123+05:30", "2026-11-23", "20261123T180000Z",
     "1980-01-01T00:00:00Z", "1969-12-31T23:59:59Z", "2100-01-01T00:00:00Z", "9999-12-31T23:59:59-12:00", "yesterday",
     "2026-11-23T18:00:00.9996Z"]
)  # fmt: skip


@st.composite
def lines(draw: st.DrawFn) -> bytes:
    """A line, usual or not: values of other types, keys twice, bytes changed."""
    pairs = [(key, value) for key, value in GOOD.items() if draw(st.integers(0, 9))]
    for _ in range(draw(st.integers(0, 3))):
        key = draw(st.sampled_from([*GOOD, "held", "restarted", "until", "other", "ID"]))
        value = draw(TIMES if key == "at" and draw(st.booleans()) else VALUES)
        place = draw(st.integers(0, len(pairs)))
        pairs[place : place + draw(st.integers(0, 1))] = [(key, value)]
    escaped, spaced = draw(st.booleans()), draw(st.sampled_from(["", " ", "\t", "\r", "\v", "\n"]))
    text = f",{spaced}".join(
        f"{json.dumps(key, ensure_ascii=escaped)}:{spaced}{json.dumps(value, ensure_ascii=escaped)}"
        for key, value in pairs
    )
    line = ("{" + text + "}" + draw(st.sampled_from(["", "", "\r\n", " ", "}", "\0", "\f"]))).encode(
        "utf-8", "surrogatepass"
    )
    if draw(st.integers(0, 3)) == 0 and line:
        at = draw(st.integers(0, len(line) - 1))
        line = line[:at] + draw(st.binary(max_size=3)) + line[at + draw(st.integers(0, 2)) :]
    return draw(st.sampled_from([b"", b"", b"", b"\xef\xbb\xbf", b" "])) + line


def read_plainly(line: bytes, number: int) -> object:
    """What the plain reader says of a line."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(quick_lines, "decoded", lambda *_: None)
        return list(review_lines.read([b""] * (number - 1) + [line], "x"))


@settings(max_examples=examples(60), deadline=None)
@given(line=lines(), number=st.integers(1, 2))
@example(b"[" * 100_000, 1)
@example(json.dumps(GOOD | {"rating": "x"}).replace('"x"', "3" * 5000).encode(), 1)
@example(json.dumps(GOOD | {"seconds": 10**400}).encode(), 1)
@example(json.dumps(GOOD).encode("utf-16"), 1)
@example(json.dumps(GOOD | {"shown": ["x"] * 63}).encode(), 1)
@example(json.dumps(GOOD | {"rating": 3.0}).encode(), 1)
@example(json.dumps(GOOD | {"void": 1}).encode(), 1)
@example(json.dumps(GOOD | {"shown": ["", "a"]}).encode(), 1)
def test_both_readers_agree(line: bytes, number: int) -> None:
    assert list(review_lines.read([b""] * (number - 1) + [line], "x")) == read_plainly(line, number)


def test_the_quick_reader_reads_what_is_exported() -> None:
    line = b"".join(review_lines.write([make_review(Random(1), Ref("p", "a"))]))
    assert quick_lines.decoded(line.decode(), review_lines._milliseconds) is not None


def plain_line(review: Review) -> bytes:
    text = json.dumps(review_lines.as_dict(review), ensure_ascii=False, separators=(",", ":")) + "\n"
    return text.encode("utf-8", "surrogatepass")


@settings(max_examples=examples(40), deadline=None)
@given(data=st.data())
def test_both_writers_agree_and_the_reader_returns_the_review(data: st.DataObject) -> None:
    draw = data.draw
    ms = draw(st.integers(0, 10**7) | st.sampled_from([10**12 - 1, 10**12, 2**63 - 1, -1, -(2**63)]))
    review = replace(
        make_review(Random(2), Ref(draw(TEXTS), draw(TEXTS))),
        id=draw(TEXTS),
        device=draw(TEXTS),
        mode=draw(TEXTS),
        fingerprint=draw(TEXTS),
        at=Moment(draw(st.integers(EARLIEST, LATEST) | st.integers(-(2**62), 2**62)), draw(st.integers(-1500, 1500))),
        kind=draw(st.sampled_from(Kind)),
        shown=tuple(draw(st.lists(TEXTS, max_size=4))),
        response=draw(st.none() | st.lists(TEXTS, max_size=3).map(tuple)),
        outcome=draw(st.sampled_from(Outcome)),
        certainty=draw(st.none() | st.sampled_from(Certainty)),
        rating=draw(st.sampled_from(Rating)),
        ms=ms,
        level=draw(st.none() | st.integers(1, 3)),
        void=draw(st.booleans()),
    )
    line = b"".join(review_lines.write([review]))
    assert line == plain_line(review)
    (found,) = review_lines.read([b"", line], "x")
    if isinstance(found, Review):
        assert found == replace(review, at=Moment(review.at.ms, review.at.offset))


def test_a_line_that_is_too_long_is_named_and_the_rest_is_read() -> None:
    good = plain_line(make_review(Random(1), Ref("p", "a"), NOON))
    long = b'{"id": "' + b"\xe4\xb8\xad" * (review_lines.MAX_LINE // 2) + b'"}\n'
    found = list(review_lines.read(review_lines.bounded_lines(io.BytesIO(good + long + good)), "x"))
    assert [type(each) for each in found] == [Review, Problem, Review]
    assert isinstance(found[1], Problem)
    assert (found[1].line, found[1].message) == (2, "this line is longer than 4 MiB")


@pytest.mark.parametrize("junk", [b"x\n", b"\n"])
def test_a_file_that_holds_no_events_is_not_read_to_its_end(junk: bytes) -> None:
    good = plain_line(make_review(Random(1), Ref("p", "a"), NOON))
    most = review_lines.MAX_UNUSED
    found = list(review_lines.read([good, *[junk] * (most + 10), good], "x"))
    assert isinstance(found[-1], Problem)
    assert (found[-1].code, found[-1].line) == ("too-many", most + 3)
    mixed = list(review_lines.read([*[junk] * (most - 1), *[good, junk] * 100, good], "x"))
    assert sum(isinstance(each, Review) for each in mixed) == 101
