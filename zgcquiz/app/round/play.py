"""Play rounds of random questions, and review what is due."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from zgcquiz.app.context import AppContext
from zgcquiz.app.round.frontend import Frontend
from zgcquiz.app.round.plan import ExamRequest, ReviewRequest, RoundPlan, plan_today
from zgcquiz.app.round.runner import conduct
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
    """Play rounds of random questions until the learner stops, and return the last report.

    tags: ask only questions with one of them; section, fact: only questions of it; seconds: allowed for a question;
    cram: leave the schedule alone; certainty: ask for it with every answer, None for the setting. Raises ZgcError if
    no question matches, or the answers can't be saved.
    """
    if record:
        sync_cards(context, selection)
    pool = _pool(selection, tags, section, fact)
    if not pool:
        raise ZgcError(
            "no-questions",
            "There are no questions to ask; drafts and expired questions are left out.",
            "Once you have edited a question, remove its 'draft: true' or extend its 'valid_until'.",
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
    request: ReviewRequest | ExamRequest | None = None,
    *,
    seed: int | None = None,
    certainty: bool | None = None,
) -> RoundReport:
    """Ask due items, most forgotten first, then new ones, or what helps most for an exam. Misses are repeated.

    request: None for what today's limits leave; certainty: as in `play`. Raises ZgcError if the answers can't be
    saved or, before anything changes, if the exam's date is past or too far ahead.
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
        plan = (
            _for_exam(context, plan, request)
            if isinstance(request, ExamRequest)
            else _for_today(context, plan, request)
        )
        report, command = conduct(context, plan, frontend)
        if command is not Command.AGAIN:
            return report


def _for_today(context: AppContext, plan: RoundPlan, request: ReviewRequest | None) -> RoundPlan:
    sync_cards(context, plan.selection)
    queue, today = plan_today(context, plan.selection, request, beside=not plan.repeatable)
    return replace(plan, refs=queue.refs, new=queue.new, today=today)


def _for_exam(context: AppContext, plan: RoundPlan, request: ExamRequest) -> RoundPlan:
    from zgcquiz.app.round.exam import check_date, outlook, plan_until

    check_date(request.date, context.clock())
    sync_cards(context, plan.selection)
    exam = plan_until(context, plan.selection, request)
    return replace(plan, refs=exam.today, new=exam.new, exam=outlook(exam))


def overview(context: AppContext) -> tuple[Overview, Selection]:
    """Return the workload of all installed packs, and these."""
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
    return context.settings(selection.only).certainty if certainty is None else certainty


def _pool(selection: Selection, tags: Sequence[str], section: str | None, fact: str | None) -> list[tuple[Ref, str]]:
    """Return the items that can be asked, in the order of the packs, with their facts."""
    entries = [(id, entry) for id, pack in selection.packs.items() for entry in pack.entries()]
    if section is not None:
        title = match_section(selection, section)
        entries = [(id, entry) for id, entry in entries if entry.section == title]
    if fact is not None:
        known = {entry.fact for _, entry in entries if entry.fact}
        entries = [(id, entry) for id, entry in entries if entry.fact == fact]
        if not entries:
            raise _no_match("fact", fact, known)
    if tags:
        known = {tag for _, entry in entries for tag in entry.tags}
        entries = [(id, entry) for id, entry in entries if set(tags).intersection(entry.tags)]
        if not entries:
            raise _no_match("tag", ", ".join(tags), known)
    return [(Ref(id, entry.id), entry.fact) for id, entry in entries]


def _not_held(context: AppContext, selection: Selection, pool: list[tuple[Ref, str]]) -> list[tuple[Ref, str]]:
    """Return the pool without suspended and buried items. Raises ZgcError if nothing is left."""
    held = context.log.held(selection.ids, context.clock())
    free = [(ref, fact) for ref, fact in pool if ref not in held]
    if pool and not free:
        raise ZgcError(
            "all-held",
            "All questions here are suspended or buried.",
            f"To list them: {command('held')}",
        )
    return free


def _no_match(what: str, name: str, known: set[str]) -> ZgcError:
    return ZgcError(
        "no-questions",
        f"No question here has the {what} {name}.",
        suggest(name, sorted(known), f"There is no {what} here."),
    )
