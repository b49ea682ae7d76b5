"""JSON is printed as Python's own module would print it, long lists a part at a time."""

from __future__ import annotations

import json
import tracemalloc
from collections.abc import Iterator
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zgcquiz.cli import output
from zgcquiz.ui.report.page import dump, escape_json, json_pieces

# Beyond these msgspec writes the same number in another form: 1e16 for 1e+16, 0.00001 for 1e-05.
numbers = st.floats(1e-4, 9e15) | st.floats(-9e15, -1e-4) | st.just(0.0) | st.integers()
texts = st.text(
    st.characters(codec="utf-8") | st.sampled_from('\n\r\t"\\/\x00\x1b\x7f\x85\u2028\u202e\ufeff中')
) | st.text(max_size=3)
values = st.recursive(
    st.none() | st.booleans() | numbers | texts,
    lambda inner: st.lists(inner, max_size=4) | st.tuples(inner) | st.dictionaries(texts, inner, max_size=4),
)


def plain(document: object) -> str:
    return escape_json(json.dumps(document, ensure_ascii=False, indent=2))


@given(values)
def test_it_is_what_the_standard_module_prints(document: Any) -> None:
    assert dump(document) == plain(document)


def test_a_lone_surrogate_is_printed_as_it_is() -> None:
    assert dump({"a\ud800": ["\x1b"]}) == plain({"a\ud800": ["\x1b"]})


@given(st.lists(values, max_size=5), st.dictionaries(texts, values, max_size=3), st.sampled_from([1, 2, 450]))
def test_a_list_read_a_part_at_a_time_is_printed_like_one(entries: list[Any], rest: dict[str, Any], times: int) -> None:
    entries *= times
    assert dump(iter(entries)) == plain(entries)
    assert dump(rest | {"of": iter(entries), "more": 1}) == plain(rest | {"of": entries, "more": 1})
    assert dump({"of": iter(entries), "and": iter(())}) == plain({"of": entries, "and": []})


def test_a_long_list_is_never_in_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def entries(count: int) -> Iterator[dict[str, object]]:
        return ({"number": number, "text": "x" * 50} for number in range(count))

    def printed(count: int) -> int:
        with path.open("w") as file, redirect_stdout(file):
            output.show(True, lambda: {"entries": entries(count)}, lambda _page: None)
        return path.stat().st_size

    monkeypatch.setattr(output, "_IN_MEMORY", 10_000)
    path = tmp_path / "printed"
    for size in (lambda count: sum(map(len, json_pieces({"entries": entries(count)}))), printed):
        peaks = []
        for count in (1_000, 20_000):
            tracemalloc.start()
            assert size(count) > 50 * count
            peaks.append(tracemalloc.get_traced_memory()[1])
            tracemalloc.stop()
        assert peaks[1] < peaks[0] + 200_000  # of 1.5 MB
