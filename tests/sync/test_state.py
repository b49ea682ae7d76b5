"""Settings and packs of several devices: of each the last writer wins."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import NOON, PACK
from tests.sync.making import Device, carry, made, settle
from zgcquiz.app.packs.fetching import fetch_edition
from zgcquiz.core.moment import DAY, MINUTE
from zgcquiz.core.sync.stamps import Stamp, Stamps, as_json, changed, from_json, merge, split

_STAMP = st.builds(
    Stamp, st.integers(NOON.ms, NOON.ms + 3), st.sampled_from("ab"), st.sampled_from([None, 1, "x", [1]])
)
_STAMPS = st.dictionaries(st.sampled_from("kl"), _STAMP)


@given(one=_STAMPS, other=_STAMPS, third=_STAMPS)
def test_merging_gives_the_same_in_any_order_and_however_often(one: Stamps, other: Stamps, third: Stamps) -> None:
    assert merge(one, one) == one
    assert merge(one, other) == merge(other, one)
    assert merge(merge(one, other), third) == merge(one, merge(other, third))
    assert from_json(as_json(one)) == (one, 0)


def test_a_change_is_later_than_what_it_replaces_and_not_later_than_now() -> None:
    known = {"slow": Stamp(NOON.ms + 500, "b", 1), "old": Stamp(NOON.ms - 500, "b", 1)}
    found = changed(known, {"slow": 1, "old": 1}, {"slow": 2}, {"slow": NOON.ms + DAY}, "a", NOON.ms)
    assert found == {"slow": Stamp(NOON.ms + 501, "a", 2), "old": Stamp(NOON.ms, "a", None)}


def test_what_is_dated_more_than_a_day_ahead_waits() -> None:
    near, far = Stamp(NOON.ms + DAY, "a", 1), Stamp(NOON.ms + DAY + 1, "a", 1)
    assert split({"near": near, "far": far}, NOON.ms) == ({"near": near}, {"far": far})


def setting(device: Device, key: str = "new_per_day") -> object:
    device.reopen()
    return device.context.configuration.given.get(key)


def test_the_last_writer_wins_and_comments_and_layout_stay() -> None:
    with made(2, one_folder=True) as (here, there):
        here.sync()
        there.sync()
        text = "# mine\nnew_per_day   = 3   # few\n\n[pack.small]\nnew_per_day = 1\n"
        here.paths.config.write_text(text, encoding="utf-8")  # by hand
        here.now = here.now.__class__(int(here.paths.config.stat().st_mtime * 1000) + MINUTE)
        there.now = here.now
        here.sync()
        assert there.sync().settings == ("new_per_day", "new_per_day@small")
        there.later(1)
        there.set("new_per_day", "9")
        there.set("weekday_load.sunday", "0")
        there.sync()
        here.later(2)
        assert here.sync().settings == ("new_per_day", "weekday_load")
        kept = here.paths.config.read_text("utf-8")
        assert kept.startswith("# mine\nnew_per_day   = 9   # few\n")
        assert "[pack.small]\nnew_per_day = 1" in kept
        there.set("new_per_day", None)
        there.later(3)
        there.sync()
        assert here.sync().settings == ("new_per_day",)
        assert setting(here) is None


def test_tuned_parameters_go_along_with_their_day() -> None:
    from zgcquiz.app.learner.settings import keep_fit
    from zgcquiz.core.learning.fitting import default_parameters
    from zgcquiz.core.moment import date_of

    with made(2, one_folder=True) as (here, there):
        keep_fit(here.context, default_parameters(), {"guess_edge": 0.4, "known_at_sight": 0.3}, date_of(20_000))
        here.sync()
        assert there.sync().settings == ("guess_edge", "known_at_sight", "parameters")
        assert [setting(there, name) for name in ("guess_edge", "known_at_sight")] == [0.4, 0.3]
        assert setting(there, "parameters") == setting(here, "parameters")
        assert there.context.configuration.tuned == date_of(20_000)


def test_a_clock_that_runs_ahead_does_not_decide() -> None:
    with made(2, one_folder=True) as (here, there):
        here.sync()
        there.sync()
        real = there.now
        there.later(60 * 24 * 400)
        there.set("new_per_day", "9")
        there.sync()
        report = here.sync()
        assert (report.settings, report.ahead) == ((), 1)
        here.set("new_per_day", "4")
        here.sync()
        there.now = real  # it is set right
        there.later(1)
        there.sync()
        there.sync()
        here.later(2)
        here.sync()
        there.sync()
        assert setting(here) == setting(there)


def test_packs_come_and_go_and_an_own_version_that_loses_is_kept() -> None:
    with made(2) as (here, there):
        here.add_pack(1)
        here.sync()
        carry(here, there)
        assert there.sync().packs == ("small",)
        there.later(60 * 24 * 365 * 3)
        here.now = there.now
        here.add_pack(2)
        there.add_pack(3)
        reports = []
        for device in (here, there):
            device.sync()
        carry(here, there)
        carry(there, here)
        reports = [here.sync(), there.sync()]
        assert sorted(len(report.packs) for report in reports) == [0, 1], "one of them gave way"
        assert here.holds_all()[4] == there.holds_all()[4]
        (lost,) = [device for device, report in zip((here, there), reports, strict=True) if report.packs]
        if lost.reports[-1].aside:
            (path,) = lost.reports[-1].aside
            edition = fetch_edition(lost.context, path)
            assert edition.pack.info.id == "small"
        here.remove_pack()
        settle([here, there])
        assert there.context.library.installed() == here.context.library.installed() == []


def test_an_own_version_that_was_not_synced_yet_is_kept_aside() -> None:
    with made(2) as (here, there):
        here.add_pack(1)
        there.add_pack(2)
        here.now = there.now = here.now.__class__(here.now.ms + 10 * 365 * DAY)
        here.sync()
        carry(here, there)
        there.sync()
        carry(there, here)
        here.sync()
        aside = [path for device in (here, there) for report in device.reports for path in report.aside]
        assert len(aside) == 1
        loser = there if there.reports[-1].aside else here
        assert len(fetch_edition(loser.context, aside[0]).pack.items) == 4
        assert here.holds_all()[4] == there.holds_all()[4]


def test_a_pack_is_checked_before_it_is_installed() -> None:
    with made(2) as (here, there):
        here.add_pack(1)
        here.sync()
        carry(here, there)
        (archive,) = (there.shared / "zgcquiz" / here.context.log.device / "packs").iterdir()
        good = archive.read_bytes()
        archive.write_bytes(good.replace(b"Which year came first", b"Which year came fIrst"))
        report = there.sync()
        assert report.packs == ()
        assert [problem.code for problem in report.problems] == ["pack"]
        archive.unlink()
        assert [problem.code for problem in there.sync().problems] == ["waiting"]
        archive.write_bytes(good)
        assert there.sync().packs == ("small",)


def test_a_pack_with_errors_is_not_taken_for_removed() -> None:
    with made(2, one_folder=True) as (here, there):
        here.add_pack(1)
        here.sync()
        there.sync()
        root = here.context.library.installed()[0].root
        path = root / "pack.yaml" if root.is_dir() else root
        path.write_text(PACK.replace("questions:", "questons:"), encoding="utf-8")
        assert [problem.code for problem in here.sync().problems] == ["pack"]
        there.sync()
        assert [pack.id for pack in there.context.library.installed()] == ["small"]
