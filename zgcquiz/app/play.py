"""A round of questions, and a review of what is due."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from zgcquiz.app.conduct import Conductor, Face, Plan
from zgcquiz.app.deps import Deps
from zgcquiz.app.selection import Selection, line_up, select
from zgcquiz.core.errors import ZgcError
from zgcquiz.core.review import Ref
from zgcquiz.core.session import Command
from zgcquiz.core.value import replace
from zgcquiz.core.views import NextDue, Overview, RoundReport

DEFAULT_QUESTIONS = 10
DEFAULT_NEW = 10
DEFAULT_LIMIT = 200


def play(
    deps: Deps,
    selection: Selection,
    face: Face,
    *,
    questions: int = DEFAULT_QUESTIONS,
    tags: Sequence[str] = (),
    seed: int | None = None,
    seconds: float | None = None,
    record: bool = True,
) -> RoundReport:
    """Rounds of questions drawn by chance, until the learner has had enough; reports the last.

    tags: ask only what has one of them; seconds: the time allowed for a question. Raises
    ZgcError where nothing fits, or where answers can't be kept.
    """
    if record:
        line_up(deps, selection)
    pool = _pool(selection, tags)
    seed = deps.rng.getrandbits(32) if seed is None else seed
    refs = tuple(Random(seed).sample(pool, min(questions, len(pool))))
    plan = Plan("play", selection, refs, seed, record=record, seconds=seconds)
    while True:
        conductor = Conductor(deps, plan, face)
        report = conductor.run()
        if conductor.error is not None:
            raise conductor.error
        if conductor.command is Command.RETRY:
            missed = [missed.answer.ref for missed in report.missed]
            plan = replace(plan, refs=tuple(missed), seed=deps.rng.getrandbits(32))
        elif conductor.command is Command.AGAIN:
            seed = deps.rng.getrandbits(32)
            refs = tuple(Random(seed).sample(pool, min(questions, len(pool))))
            plan = replace(plan, refs=refs, seed=seed)
        else:
            return report


def review(
    deps: Deps,
    selection: Selection,
    face: Face,
    *,
    limit: int = DEFAULT_LIMIT,
    new: int = DEFAULT_NEW,
    seed: int | None = None,
) -> RoundReport:
    """What is due, most forgotten first, then new items; a miss comes back until it is right.

    limit, new: how many due and new items at most. Raises ZgcError where answers can't be kept.
    """
    line_up(deps, selection)
    while True:
        due = deps.log.due(selection.ids, deps.clock(), limit)
        fresh = deps.log.new(selection.ids, new)
        plan = Plan(
            "review",
            selection,
            (*due, *fresh),
            deps.rng.getrandbits(32) if seed is None else seed,
            repeat_missed=True,
            due=len(due),
            new=frozenset(fresh),
        )
        conductor = Conductor(deps, plan, face)
        report = conductor.run()
        if conductor.error is not None:
            raise conductor.error
        if conductor.command is not Command.AGAIN:
            return report


def overview(deps: Deps) -> tuple[Overview, Selection]:
    """Where the learner stands over all installed packs."""
    selection = select(deps, None)
    line_up(deps, selection)
    ids, now = selection.ids, deps.clock()
    next_due = deps.log.next_due(ids)
    last = deps.log.last()
    return (
        Overview(
            due=deps.log.count_due(ids, now),
            new=deps.log.count_new(ids),
            next_due=NextDue(*next_due) if next_due else None,
            now=now,
            begun=last is not None,
            packs=len(ids),
        ),
        selection,
    )


def _pool(selection: Selection, tags: Sequence[str]) -> list[Ref]:
    """What can be asked, in the order of the packs."""
    wanted = set(tags)
    known: set[str] = set()
    pool = []
    for id, pack in selection.packs.items():
        for entry in pack.entries():
            known.update(entry.tags)
            if not wanted or wanted.intersection(entry.tags):
                pool.append(Ref(id, entry.id))
    if not pool:
        asked = ", ".join(tags)
        raise ZgcError(
            "no-questions",
            f"No question has the tag {asked}." if tags else "There are no questions to ask.",
            f"Tags here: {', '.join(sorted(known)) or 'none'}.",
        )
    return pool
