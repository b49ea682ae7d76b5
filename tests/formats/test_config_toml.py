"""The settings file: what it may say, and what is said where it is wrong."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zgcquiz.core.configuration import SETTINGS
from zgcquiz.core.learning.fitting import default_parameters
from zgcquiz.core.settings import WEEKDAYS, Settings
from zgcquiz.core.value import replace
from zgcquiz.formats.config import toml_reader
from zgcquiz.formats.config.toml_reader import places

WEIGHTS = ", ".join(map(str, default_parameters()))


def read(text: str | bytes) -> Settings:
    found = toml_reader.read(text.encode() if isinstance(text, str) else text, "config.toml")
    assert found.problems == ()
    assert found.configuration is not None
    return found.configuration.settings()


def wrong(text: str | bytes) -> list[str]:
    found = toml_reader.read(text.encode() if isinstance(text, str) else text, "config.toml")
    assert found.configuration is None
    return [str(problem) for problem in found.problems]


def test_nothing_set_is_the_default() -> None:
    for text in ("", "# nothing\n", "\ufeff", "[pack.small]\n"):
        assert read(text) == Settings()


@pytest.mark.parametrize(
    ("text", "name", "value"),
    [
        ("desired_retention = 0.87", "desired_retention", 0.87),
        (f"parameters = [{WEIGHTS}]", "parameters", default_parameters()),
        ("guess_correction = false", "guess_correction", False),
        ("guess_edge = -1", "guess_edge", -1.0),
        ("known_at_sight = 0.3", "known_at_sight", 0.3),
        ("new_per_day = 0", "new_per_day", 0),
        ("reviews_per_day = 1_000", "reviews_per_day", 1000),
        ('day_starts = "05:00"', "day_starts", 5),
        ('day_starts = "5:00"', "day_starts", 5),
        ("day_starts = 05:00:00", "day_starts", 5),
        ("day_starts = 0", "day_starts", 0),
        ("day_starts = 23", "day_starts", 23),
        ("[weekday_load]\nsaturday = 50\nsunday = 0", "weekday_load", (100,) * 5 + (50, 0)),
        ("weekday_load = {monday = 1}", "weekday_load", (1,) + (100,) * 6),
        ("weekday_load.monday = 1\r\n", "weekday_load", (1,) + (100,) * 6),
        ("recall_after = 0", "recall_after", 0),
        ("leech_lapses = 4", "leech_lapses", 4),
        ("certainty = true", "certainty", True),
    ],
)
def test_a_setting_is_read(text: str, name: str, value: object) -> None:
    assert read(text) == replace(Settings(), **{name: value})


def test_a_pack_has_its_own_and_else_what_holds_for_all() -> None:
    found = toml_reader.read(b"new_per_day = 5\nleech_lapses = 3\n[pack.small]\nnew_per_day = 2\n", "c").configuration
    assert found is not None
    assert (found.settings().new_per_day, found.settings("other").new_per_day) == (5, 5)
    assert (found.settings("small").new_per_day, found.settings("small").leech_lapses) == (2, 3)


def test_the_day_of_tuning_is_kept() -> None:
    found = toml_reader.read(b"tuned = 2026-11-24\n", "c").configuration
    assert found is not None
    assert found.tuned == date(2026, 11, 24)


BROKEN = """\
desired_retention = 0.5
new_per_dya = 3
day_starts = 24
guess_correction = "yes"
parameters = [1, 2]
tuned = "yesterday"
# a comment = 3
weekday_load = {sataday = 5, sunday = 101, monday = true}
reviews_per_day = -1

  [pack.x]
  new_per_day = 2.5
day_starts = 3
foo = 1
[pack."A b"]
[pack]
y = 3
"""


def test_all_that_is_wrong_is_said_with_its_place() -> None:
    def at(line: int, column: int, code: str, message: str) -> str:
        return f"config.toml:{line}:{column}: error [{code}] {message}"

    assert wrong(BROKEN) == [
        at(1, 1, "bad-value", "'desired_retention' must be 0.7 to 0.99, not 0.5."),
        at(2, 1, "unknown-key", "Unknown setting 'new_per_dya'. Did you mean new_per_day?"),
        at(3, 1, "bad-value", "'day_starts' must be 0 to 23, not 24."),
        at(4, 1, "wrong-type", "'guess_correction' must be true or false, not \"yes\"."),
        at(
            5,
            1,
            "bad-value",
            "'parameters' must be 21 finite numbers within FSRS-6's bounds: FSRS-6 takes 21 parameters, not 2.",
        ),
        at(6, 1, "wrong-type", "'tuned' must be a date, not \"yesterday\"."),
        at(8, 1, "unknown-key", "Unknown setting 'weekday_load.sataday'. Did you mean weekday_load.saturday?"),
        at(8, 1, "bad-value", "'weekday_load.sunday' must be 0 to 100, not 101."),
        at(8, 1, "wrong-type", "'weekday_load.monday' must be a whole number, not true."),
        at(9, 1, "bad-value", "'reviews_per_day' must be 0 to 1,000,000, not -1."),
        at(12, 3, "wrong-type", "'pack.x.new_per_day' must be a whole number, not 2.5."),
        at(13, 1, "unknown-key", "'day_starts' applies to all packs and can't be set for one."),
        at(
            14,
            1,
            "unknown-key",
            "Unknown setting 'pack.x.foo'."
            " Known: desired_retention, new_per_day, reviews_per_day, recall_after, leech_lapses, certainty.",
        ),
        at(15, 1, "bad-id", "'A b' can't be a pack's id."),
        at(17, 1, "wrong-type", "Settings of a pack go in a table [pack.ID], not pack.y."),
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a =\n", ":1:4: error [syntax] This is not TOML: Invalid value."),
        ("a = 1\nb = [1,\n", ":2:1: error [syntax] This is not TOML"),
        ("a = 1\na = 2", "error [syntax] This is not TOML: Cannot overwrite a value."),
        (b"# x\n\xff", ":2:1: error [encoding] This is not UTF-8."),
        ("x = " + "[" * 100_000, "error [too-deep]"),
        ("x = " + "9" * 5000, "error [syntax]"),
        ("new_per_day = " + "9" * 4000, "error [bad-value] 'new_per_day' must be 0 to 1,000,000, not 9999"),
        ("desired_retention = nan", "must be 0.7 to 0.99, not nan"),
        ("desired_retention = true", "[wrong-type] 'desired_retention' must be a number, not true"),
        ("certainty = 1", "[wrong-type]"),
        ("day_starts = '04:30'", "must be a whole hour"),
        ("day_starts = 04:30:00", "must be a whole hour"),
        ("day_starts = '24:00'", "must be 0 to 23"),
        ("day_starts = -1", "must be 0 to 23"),
        ("day_starts = 4.5", "must be a whole hour"),
        ("day_starts = true", "must be a whole hour"),
        ("weekday_load = 50", "must be a table of weekdays"),
        ("weekday_load = {" + ", ".join(f"{day} = 0" for day in WEEKDAYS) + "}", "at least one weekday"),
        ("guess_edge = 1", "must be -1 to 0.95, not 1"),
        ("guess_edge = nan", "must be -1 to 0.95, not nan"),
        ("known_at_sight = 0", "must be 0.05 to 0.95, not 0"),
        ("known_at_sight = true", "must be a number, not true"),
        ("parameters = 3", "must be a list of 21 numbers, not 3"),
        ("parameters = [" + "true, " * 21 + "]", "must be a list of 21 numbers; true is not a number"),
        ("parameters = [" + "nan, " * 21 + "]", "21 finite numbers within FSRS-6's bounds"),
        ("parameters = [inf, " + "1, " * 20 + "]", "21 finite numbers within FSRS-6's bounds"),
        ("parameters = [" + "9" * 400 + ", " + "1, " * 20 + "]", "21 finite numbers within FSRS-6's bounds"),
        ("pack = 3", "'pack' must have a table"),
        ("pack.small = 3", "not pack.small"),
        ("tuned = 2026-11-24T10:00:00", "must be a date"),
    ],
)
def test_what_is_wrong_is_said(text: str | bytes, said: str) -> None:
    (problem,) = wrong(text)
    assert said in problem


@given(st.text(max_size=200) | st.binary(max_size=200).map(lambda data: data.decode("latin-1")))
def test_no_text_breaks_it(text: str) -> None:
    found = toml_reader.read(text.encode("utf-8", "surrogatepass"), "c")
    assert (found.configuration is None) == bool(found.problems)


@given(
    st.sampled_from([*SETTINGS, "pack", "tuned", "weekday_load.monday", "pack.x.new_per_day"]),
    st.recursive(
        st.booleans() | st.integers().map(str) | st.floats().map(repr) | st.just('"a"'),
        lambda inner: st.lists(inner, max_size=22).map(lambda parts: f"[{', '.join(map(str, parts))}]"),
        max_leaves=30,
    ),
)
def test_no_value_breaks_it(key: str, value: object) -> None:
    text = f"{key} = {str(value).lower()}"
    found = toml_reader.read(text.encode(), "c")
    assert (found.configuration is None) == bool(found.problems)
    assert all(problem.line == 1 for problem in found.problems)


def test_places_are_those_of_the_keys() -> None:
    text = '# a\n a = 1\n[b."c d"]\n"e" = "x = 1"\nf.g = 2\n[[h]]\ni = 1\nlist = [\n  1,\n]\n'
    assert places(text) == {
        ("a",): (2, 2),
        ("b", "c d"): (3, 1),
        ("b", "c d", "e"): (4, 1),
        ("b", "c d", "f", "g"): (5, 1),
        ("h",): (6, 1),
        ("h", "i"): (7, 1),
        ("h", "list"): (8, 1),
    }
