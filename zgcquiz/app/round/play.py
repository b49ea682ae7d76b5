"""A round of questions, and a review of what is due."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from zgcquiz.app.context import AppContext
from zgcquiz.app.round.agenda import ReviewRequest, Until, plan_today
from zgcquiz.app.round.runner import Frontend, RoundPlan, conduct
from zgcquiz.app.selection import Selection, match_section, survey, sync_cards
from zgcquiz.core.command_lines import command
from zgcquiz.core.errors import ZgcError, suggest
from zgcquiz.core.learning.workload import NextDue, Overview
from zgcquiz.core.log.review import CRAM, Ref
from zgcquiz.core.rounds.round_sampling import sample_round
from zgcquiz.core.rounds.round_views import RoundReport
from zgcquiz.core.rounds.session import Command
from zgcquiz.core.value import replace


def play(
    context: AppContext,
    selection: Selection,
    frontend: Frontend,
    *,
    questions: int,
    tags: Sequence[str] = (),
    section: str | None = None,
    fact: str | None = None,
    seed: int | None = None,
    seconds: float | None = None,
    record: bool = True,
    cram: bool = False,
    certainty: bool | None = None,
) -> RoundReport:
    """Rounds of questions drawn by chance, until the learner has had enough; reports the last.

    tags: ask only what has one of them; section, fact: only what belongs to it; seconds: the
    time allowed for a question; cram: the schedule stays as it is; certainty: how sure is asked
    with every answer, None: as it is set. Raises ZgcError where nothing fits, or where answers
    can't be kept.
    """
    if record:
        sync_cards(context, selection)
    pool = _pool(selection, tags, section, fact)
    if not pool:
        raise ZgcError(
            "no-questions",
            "There is no question that can be asked: drafts, and what has expired, are left out.",
            "When you have edited one, remove its 'draft: true', or move its 'valid_until' on.",
        )
    if record:
        pool = _not_held(context, selection, pool)
    repeatable = seed is not None
    seed = context.rng.getrandbits(32) if seed is None else seed
    refs = sample_round(pool, questions, Random(seed))
    levels = _levels(context, selection, certainty)
    mode = CRAM if cram else "play"
    plan = RoundPlan(mode, selection, refs, seed, record=record, seconds=seconds, levels=levels, repeatable=repeatable)
    while True:
        report, command = conduct(context, plan, frontend)
        if command is Command.RETRY:
            plan = replace(plan, refs=report.to_retry, seed=context.rng.getrandbits(32), repeatable=False)
        elif command is Command.AGAIN:
            seed = context.rng.getrandbits(32)
            if record:
                pool = [(ref, fact) for ref, fact in pool if ref not in report.held]
            plan = replace(plan, refs=sample_round(pool, questions, Random(seed)), seed=seed, repeatable=False)
        else:
            return report


def review(
    context: AppContext,
    selection: Selection,
    frontend: Frontend,
    wanted: ReviewRequest | Until | None = None,
    *,
    seed: int | None = None,
    certainty: bool | None = None,
) -> RoundReport:
    """What is due, most forgotten first, then new items, or what helps for a date; a miss comes back
    until it is right.

    wanted: None for what today's limits leave; certainty: as in `play`. Raises ZgcError where
    answers can't be kept, or, before anything is changed, where a date is past or too far ahead.
    """
    plan = RoundPlan(
        "review",
        selection,
        (),
        0,
        repeat_missed=True,
        recall=True,
        levels=_levels(context, selection, certainty),
        repeatable=seed is not None,
    )
    while True:
        plan = replace(plan, seed=context.rng.getrandbits(32) if seed is None else seed)
        plan = _for_exam(context, plan, wanted) if isinstance(wanted, Until) else _for_today(context, plan, wanted)
        report, command = conduct(context, plan, frontend)
        if command is not Command.AGAIN:
            return report


def _for_today(context: AppContext, plan: RoundPlan, wanted: ReviewRequest | None) -> RoundPlan:
    """The plan with what is due, and new items."""
    sync_cards(context, plan.selection)
    queue, today = plan_today(context, plan.selection, wanted, beside=not plan.repeatable)
    return replace(plan, refs=queue.refs, new=queue.new, today=today)


def _for_exam(context: AppContext, plan: RoundPlan, wanted: Until) -> RoundPlan:
    """The plan with what makes most known on a date."""
    from zgcquiz.app.round.exam import check_date, outlook, plan_until

    check_date(wanted.date, context.clock())
    sync_cards(context, plan.selection)
    exam = plan_until(context, plan.selection, wanted)
    return replace(plan, refs=exam.today, new=exam.new, exam=outlook(exam))


def overview(context: AppContext) -> tuple[Overview, Selection]:
    """Where the learner stands over all installed packs."""
    selection = survey(context, None)
    sync_cards(context, selection)
    ids, now = selection.ids, context.clock()
    next_due = context.log.next_due(ids)
    last = context.log.last()
    _, today = plan_today(context, selection)
    return (
        Overview(
            due=today.due_in_all,
            new=context.log.count_new(ids, now),
            next_due=NextDue(*next_due) if next_due else None,
            now=now,
            begun=last is not None,
            packs=len(ids),
            today=today,
        ),
        selection,
    )


def _levels(context: AppContext, selection: Selection, certainty: bool | None) -> bool:
    """How sure is asked: as said, or else as it is set for the pack, or for all of them."""
    return context.settings(selection.only).certainty if certainty is None else certainty


def _pool(selection: Selection, tags: Sequence[str], section: str | None, fact: str | None) -> list[tuple[Ref, str]]:
    """What can be asked, in the order of the packs, each item with its fact."""
    entries = [(id, entry) for id, pack in selection.packs.items() for entry in pack.entries()]
    if section is not None:
        title = match_section(selection, section)
        entries = [(id, entry) for id, entry in entries if entry.section == title]
    if fact is not None:
        known = {entry.fact for _, entry in entries if entry.fact}
        entries = [(id, entry) for id, entry in entries if entry.fact == fact]
        if not entries:
            raise _nothing_fits("fact", fact, known)
    if tags:
        known = {tag for _, entry in entries for tag in entry.tags}
        entries = [(id, entry) for id, entry in entries if set(tags).intersection(entry.tags)]
        if not entries:
            raise _nothing_fits("tag", ", ".join(tags), known)
    return [(Ref(id, entry.id), entry.fact) for id, entry in entries]


def _not_held(context: AppContext, selection: Selection, pool: list[tuple[Ref, str]]) -> list[tuple[Ref, str]]:
    """The pool without what is suspended or buried. Raises ZgcError where nothing else is there."""
    held = context.log.held(selection.ids, context.clock())
    free = [(ref, fact) for ref, fact in pool if ref not in held]
    if pool and not free:
        raise ZgcError(
            "all-held",
            "All questions here are suspended or buried.",
            f"To see them, and how to have them asked again: {command('held')}",
        )
    return free


def _nothing_fits(what: str, wanted: str, known: set[str]) -> ZgcError:
    return ZgcError(
        "no-questions",
        f"No question here has the {what} {wanted}.",
        suggest(wanted, sorted(known), f"There is no {what} here."),
    )
