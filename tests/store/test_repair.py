"""A damaged log is replaced by a repaired one at a single moment, as by a backup, and not while it is in use."""

from __future__ import annotations

import sys
from pathlib import Path
from random import Random

import pytest

from tests.store.making import make_review
from zgcquiz.core.errors import ZgcError
from zgcquiz.core.log.review import Ref
from zgcquiz.store.log.damage.detection import scan
from zgcquiz.store.log.damage.repair import repair
from zgcquiz.store.log.files import replacing
from zgcquiz.store.log.review_log import ReviewLog


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A log with five answers, of which one is damaged."""
    path = tmp_path / "home" / "zgcquiz.db"
    path.parent.mkdir()
    with ReviewLog(path, Random(1)) as log:
        for number in range(5):
            log.append(make_review(Random(number), Ref("p", f"item-{number}")))
    data = path.read_bytes()
    place = data.index(b"item-3")  # in the table, which is before its indexes
    path.write_bytes(data[:place] + b"itex" + data[place + 4 :])
    assert not scan(path).is_sound
    return path


def derive(path: Path) -> None:
    ReviewLog(path, Random(2)).close()


def answers(path: Path) -> set[str]:
    with ReviewLog(path, Random(3)) as log:
        return {review.ref.item for review in log.reviews()}


def test_the_damaged_log_is_kept_as_it_was(path: Path) -> None:
    before = path.read_bytes()
    found, kept = repair(path, "new", derive)
    assert kept.parent == path.parent / "backups"
    assert kept.read_bytes() == before
    assert scan(path).is_sound
    assert found.rows["reviews"] == 4
    assert answers(path) == {"item-0", "item-1", "item-2", "item-4"}


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux says which files are locked")
def test_a_log_in_use_is_not_repaired(path: Path) -> None:
    before = path.read_bytes()
    with ReviewLog(path, Random(2)), pytest.raises(ZgcError) as caught:
        repair(path, "new", derive)
    assert caught.value.code == "busy"
    assert path.read_bytes() == before
    assert not (path.parent / "backups").exists()


def test_an_answer_given_meanwhile_is_not_lost(path: Path) -> None:
    def answer(fresh: Path) -> None:
        derive(fresh)
        with ReviewLog(path, Random(2)) as log:
            log.append(make_review(Random(9), Ref("p", "meanwhile")))

    with pytest.raises(ZgcError) as caught:
        repair(path, "new", answer)
    assert caught.value.code == "busy"
    assert "meanwhile" in answers(path)
    assert not list(path.parent.glob(".zgcquiz.db.*"))


def test_a_repair_that_is_killed_half_way_is_finished_by_the_next_start(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = path.read_bytes()
    with monkeypatch.context() as patch:
        patch.setattr(replacing, "_finish", lambda log: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            repair(path, "new", derive)
    assert path.read_bytes() == before
    assert answers(path) == {"item-0", "item-1", "item-2", "item-4"}
    assert scan(path).is_sound
    assert [kept.read_bytes() for kept in (path.parent / "backups").iterdir()] == [before]
    assert not list(path.parent.glob("*.restored"))
