"""Edits of the settings file: the setting takes effect, and nothing else changes."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zgcquiz.core.settings import Settings
from zgcquiz.formats.config import toml_edit, toml_reader
from zgcquiz.formats.config.toml_edit import CantEditError, typed, with_value, without

PATHS: dict[tuple[str, ...], st.SearchStrategy[Any]] = {
    ("desired_retention",): st.floats(0.7, 0.99),
    ("new_per_day",): st.integers(0, 1000),
    ("certainty",): st.booleans(),
    ("day_starts",): st.sampled_from(["04:00", 7]),
    ("weekday_load", "saturday"): st.integers(0, 100),
    ("weekday_load", "sunday"): st.integers(0, 100),
    ("pack", "a", "new_per_day"): st.integers(0, 1000),
    ("pack", "b-c", "leech_lapses"): st.integers(0, 1000),
}
STARTS = [
    "",
    "# only a comment",
    "day_starts = 3 # early\n\n[weekday_load] # less\nsaturday = 50\n\n[pack.a]\n# mine\nnew_per_day = 1\n",
    "weekday_load = {sunday = 3}\npack.a.new_per_day = 3\n",
    "[pack.a]\nnew_per_day = 1\n[weekday_load]\nsunday = 1\n[pack.b-c]\nleech_lapses = 1",
    "[pack.a]\r\nnew_per_day = 1\r\n",
]
CHANGES = st.lists(
    st.sampled_from(list(PATHS)).flatmap(lambda path: st.tuples(st.just(path), st.none() | PATHS[path])), max_size=8
)


def flat(document: dict[str, Any], above: tuple[str, ...] = ()) -> dict[tuple[str, ...], Any]:
    found: dict[tuple[str, ...], Any] = {}
    for key, value in document.items():
        if isinstance(value, dict):
            found |= flat(value, (*above, key))
        else:
            found[(*above, key)] = value
    return found


@given(st.sampled_from(STARTS), CHANGES)
def test_a_file_says_what_was_set_last(text: str, changes: list[tuple[tuple[str, ...], Any]]) -> None:
    expected = flat(tomllib.loads(text))
    comments = [line.partition("#")[2] for line in text.splitlines() if line.startswith("#")]
    for path, value in changes:
        try:
            changed = without(text, path) if value is None else with_value(text, path, value)
        except CantEditError:
            assert "pack.a." in text  # a layout that nobody uses, and that only leads to a refusal
            continue
        text = changed
        if value is None:
            expected.pop(path, None)
        else:
            expected[path] = value
        assert flat(tomllib.loads(text)) == expected
    for comment in comments:
        if comment != " mine":  # a table that is gone takes what was in it along
            assert comment in text


def test_comments_and_layout_stay() -> None:
    text = "# mine\n\nnew_per_day   =  5   # five\n\n[pack.a]  # a\nnew_per_day = 1\n"
    changed = with_value(text, ("new_per_day",), 7)
    assert changed == text.replace("=  5", "=  7")
    assert without(with_value(changed, ("certainty",), True), ("certainty",)) == changed


def test_a_table_that_is_empty_goes() -> None:
    assert without("a = 1\n[pack.a]\nnew_per_day = 1\n", ("pack", "a", "new_per_day")).strip() == "a = 1"
    assert "[pack.b]" in without("[pack.a]\nx = 1\n[pack.b]\nx = 1\n", ("pack", "a", "x"))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("3", 3),
        ("0.87", 0.87),
        ("true", True),
        ("off", False),
        ("Yes", True),
        ("04:00", "04:00"),
        ('"04:00"', "04:00"),
        ("{saturday = 5}", {"saturday": 5}),
        ("[1, 2]", [1, 2]),
        ("1\nother = 2", "1\nother = 2"),
        ("[" * 100_000, "[" * 100_000),
        ("", ""),
    ],
)
def test_a_value_is_read_as_typed(text: str, value: object) -> None:
    assert typed(text) == value


def test_the_template_changes_nothing_and_names_all() -> None:
    text = toml_edit.template()
    reading = toml_reader.read(text.encode(), "c")
    assert reading.configuration is not None
    assert reading.configuration.settings() == Settings()
    assert max(map(len, text.splitlines())) <= 100
    uncommented = "\n".join(
        line.removeprefix("# ")
        for line in text.splitlines()
        if (" = " in line or line.startswith("# [")) and "parameters" not in line
    )
    assert toml_reader.read(uncommented.encode(), "c").problems == ()
    for name in Settings.__struct_fields__:
        assert f"# {name} = " in text
