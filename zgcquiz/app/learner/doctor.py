"""Diagnosing and repairing a home: its log, cards, settings, pack cache and leftovers."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from zgcquiz.app.context import AppContext
from zgcquiz.app.learner.history import rebuild
from zgcquiz.app.selection import survey, sync_cards
from zgcquiz.core.configuration import Configuration
from zgcquiz.core.errors import SettingsError, ZgcError
from zgcquiz.core.log.review_ids import new_device
from zgcquiz.core.moment import HOUR
from zgcquiz.core.value import replace
from zgcquiz.store.database import connect, connect_to_read, explained
from zgcquiz.store.files import temporaries
from zgcquiz.store.log.damage.detection import Findings, may_be_damage, scan
from zgcquiz.store.log.damage.diagnosis import Diagnosis, Repaired
from zgcquiz.store.log.damage.repair import repair
from zgcquiz.store.log.damage.salvage import salvage
from zgcquiz.store.log.deriving.cards import STATE
from zgcquiz.store.log.files.copies import copy_database
from zgcquiz.store.log.files.integrity import check, is_damage
from zgcquiz.store.log.opening.opening import check_place, version_of
from zgcquiz.store.log.review_log import ReviewLog
from zgcquiz.store.log.tables.projection import count_answers
from zgcquiz.store.review_stats import ReviewStats

_LARGE = 8 << 20
"""The size in bytes of a log above which checking it takes more than about a second."""
_DERIVED = (
    f"SELECT pack, item, held_until, {STATE} FROM cards",
    "SELECT * FROM tallies WHERE declared <> 0 OR undeclared <> 0",
    "SELECT pack, item, reviews, correct FROM item_totals",
    "SELECT * FROM days_done",
    "SELECT * FROM recalls",
)


def diagnose(context: AppContext) -> Diagnosis:
    """Return what is wrong with a home, without changing anything.

    Raises ZgcError for a log of another program or a newer version, one that is in use, and one that is missing
    although it was there.
    """
    settings = _check_settings(context)
    path = context.paths.log
    diagnosis = Diagnosis(path, Findings(), (), 0, 0, settings, _cache_is_damaged(context), _leftovers(context))
    with explained(path, "read the review log"):
        try:
            is_there = check_place(path, context.backup_rules)
        except ZgcError as error:
            if error.code != "corrupt" or not path.exists():
                raise
            is_there = True  # its write-ahead log holds something
    if path.exists() and path.stat().st_size > _LARGE:
        context.notify("Checking your log")
    return _with_log(context, diagnosis) if is_there else diagnosis


def _check_settings(context: AppContext) -> str:
    """Return why the settings can't be used; the defaults are used then."""
    try:
        context.settings()
    except SettingsError as error:
        reason = " ".join(str(problem) for problem in error.problems if problem.is_error)
    except (OSError, ZgcError) as error:
        reason = str(error)
    else:
        return ""
    context.configuration = Configuration({}, {})
    return reason


def _cache_is_damaged(context: AppContext) -> bool:
    path = context.paths.compiled
    if not path.exists():
        return False
    try:
        with closing(connect_to_read(path)) as db:
            return any(check(db, full=True))
    except sqlite3.OperationalError:
        return False  # in use, or not ours to read


def _leftovers(context: AppContext) -> tuple[Path, ...]:
    paths = context.paths
    folders = dict.fromkeys((paths.data, paths.packs, paths.settings, paths.cache))
    return tuple(entry for folder in folders for entry in temporaries.stale_in(folder))


def _with_log(context: AppContext, diagnosis: Diagnosis) -> Diagnosis:
    """Add to a diagnosis what is wrong with the log, which is read from a copy."""
    path = diagnosis.path
    with TemporaryDirectory(prefix="zgcquiz-") as folder:
        copy = Path(folder) / path.name
        foreign: ZgcError | None = None
        try:
            _copy(context, path, copy)
            findings = scan(copy)
        except Exception as error:
            if not may_be_damage(error):
                raise
            foreign = error if isinstance(error, ZgcError) and error.__cause__ is None else None
            findings = Findings((str(error.__cause__ or error),))
        if not findings.is_sound:
            # What is derived doesn't matter: it will be derived again from what can be read.
            with explained(path, "read the review log"):
                found = salvage(path, copy.with_name("salvaged.db"), new_device(context.rng))
            if foreign and not found.rows["reviews"]:
                raise foreign
            known = {(row.table, row.id) for row in findings.rows}
            rows = (*findings.rows, *(row for row in found.damaged if (row.table, row.id) not in known))
            findings = replace(findings, rows=rows)
            named = {row.id for row in rows}
            lost = tuple(each for each in found.lost if each.id not in named)
            return replace(diagnosis, findings=findings, lost=lost, answers=found.answers)
        with closing(connect(copy)) as db:
            answers = count_answers(db)
        return replace(diagnosis, findings=findings, answers=answers, derived=_differing(context, copy))


def _copy(context: AppContext, path: Path, copy: Path) -> None:
    """Copy a log, and migrate the copy to the current schema. Raises ZgcError."""
    with explained(path, "read the review log"):
        check_place(path, context.backup_rules)
        copy_database(path, copy)
        with closing(connect(copy)) as db:
            version_of(db, path)
    with _log_at(context, copy):
        pass


@contextmanager
def _log_at(context: AppContext, path: Path) -> Iterator[ReviewLog]:
    """Make the log of a context one at another path for a while."""
    log = context.use_log(path)
    try:
        yield log
    finally:
        log.close()
        del context.log


def _differing(context: AppContext, copy: Path) -> int:
    """Return how many cards and other derived figures of a log differ from what its events give."""
    with _log_at(context, copy) as log:
        try:
            sync_cards(context, survey(context, None))
            before = _figures(context, copy)
        except Exception as error:
            if not may_be_damage(error):
                raise
            return 1
        log.rederive()
        after = _figures(context, copy)
        return max(len(before - after), len(after - before))


def _figures(context: AppContext, path: Path) -> set[tuple[object, ...]]:
    """Return all that is derived from a log, once its statistics are up to date."""
    ReviewStats(path, context.clock().starts * HOUR).close()
    with closing(connect(path)) as db:
        return {(sql, *row) for sql in _DERIVED for row in db.execute(sql)}


def repair_home(context: AppContext, diagnosis: Diagnosis) -> Diagnosis:
    """Repair what a diagnosis found, as far as that is possible; return the diagnosis with what was done.

    The log is kept aside before it is replaced. Raises ZgcError if something can't be written.
    """
    for path in diagnosis.leftovers:
        temporaries.delete(path)
    if diagnosis.cache:
        for suffix in ("", "-wal", "-shm"):
            temporaries.delete(context.paths.compiled.with_name(context.paths.compiled.name + suffix))
    copy = None
    answers = diagnosis.answers
    if diagnosis.log_is_sound:
        if diagnosis.derived:
            rebuild(context)
    elif _reindexed(diagnosis):
        rebuild(context)
    else:
        found, copy = repair(diagnosis.path, new_device(context.rng), lambda log: _derive(context, log))
        answers = found.answers
    return replace(diagnosis, repaired=Repaired(copy, answers))


def _reindexed(diagnosis: Diagnosis) -> bool:
    """Make the indexes of a log again if nothing else is wrong with it; return whether that repaired it."""
    findings = diagnosis.findings
    if findings.pages or findings.rows or diagnosis.lost:
        return False
    try:
        with closing(connect(diagnosis.path)) as db:
            db.execute("REINDEX")
        return scan(diagnosis.path).is_sound
    except sqlite3.DatabaseError as error:
        if not is_damage(error):
            raise
        return False


def _derive(context: AppContext, path: Path) -> None:
    """Derive the cards and statistics of a log at another path."""
    with _log_at(context, path):
        rebuild(context)
