"""Play rounds of random questions, and review what is due."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from random import Random

from zgcquiz.app.context import AppContext
from zgcquiz.app.round.frontend import Frontend
from zgcquiz.app.round.plan import ExamRequest, ReviewRequest, RoundPlan, plan_today
from zgcquiz.app.round.pool import CardPool, PoolChangedError
from zgcquiz.app.round.resuming import resumed_plan
from zgcquiz.app.round.runner import conduct
from zgcquiz.app.selection import Selection, match_section, sync_cards
from zgcquiz.core.command_lines import command
from zgcquiz.core.errors import ZgcError, suggest
from zgcquiz.core.log.review import CRAM, Ref
from zgcquiz.core.rounds.round_sampling import sample_round
from zgcquiz.core.rounds.round_views import RoundReport
from zgcquiz.core.rounds.session import Command
from zgcquiz.core.value import Value, replace

ROUND = 10
"""How many questions a round has if nothing else is said."""


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
    filters = _Filters(tuple(tags), section, fact)
    repeatable = seed is not None
    seed = context.rng.getrandbits(32) if seed is None else seed
    refs = _draw(context, selection, filters, record, questions, seed)
    levels = _levels(context, selection, certainty)
    mode = CRAM if cram else "play"
    plan = RoundPlan(mode, selection, refs, seed, record=record, seconds=seconds, levels=levels, repeatable=repeatable)
    return _rounds(context, frontend, plan, lambda seed: _draw(context, selection, filters, record, questions, seed))


def resume(context: AppContext, frontend: Frontend, pack: str | None = None) -> RoundReport:
    """Continue the round that was left last, go on as `play` does, and return the last report.

    pack: only that of this one, by its id or path. Raises ZgcError if no round was left, its pack can't be used, or the
    answers can't be saved.
    """
    with resumed_plan(context, pack) as plan:
        done = conduct(context, plan, frontend)
    draw = partial(_draw, context, plan.selection, _Filters((), None, None), True, len(plan.refs))
    return _rounds(context, frontend, plan, draw, done)


def _rounds(
    context: AppContext,
    frontend: Frontend,
    plan: RoundPlan,
    draw: Callable[[int], tuple[Ref, ...]],
    done: tuple[RoundReport, Command] | None = None,
) -> RoundReport:
    """Run rounds until the learner stops, and return the last report.

    draw: returns the items of another round; done: what `conduct` returned if the plan was run already.
    """
    while True:
        report, command = done or conduct(context, plan, frontend)
        done = None
        if command not in (Command.RETRY, Command.AGAIN):
            return report
        seed = context.rng.getrandbits(32)
        refs = report.to_retry if command is Command.RETRY else draw(seed)
        is_new = command is Command.AGAIN
        plan = replace(plan, refs=refs, seed=seed, repeatable=False, resumed=None, scored=is_new)


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

    Once nothing is left for today, to go on is to play. request: None for what today's limits leave; certainty: as in
    `play`. Raises ZgcError if the answers can't be saved or, before anything changes, if the exam's date is past or
    too far ahead.
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
        if not report.goes_on:
            return play(context, selection, frontend, questions=ROUND, certainty=certainty)


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


def _levels(context: AppContext, selection: Selection, certainty: bool | None) -> bool:
    return context.settings(selection.only).certainty if certainty is None else certainty


class _Filters(Value, frozen=True):
    """Which items are wanted: those with one of the tags, of the section, and of the fact; None or empty for any."""

    tags: tuple[str, ...]
    section: str | None
    fact: str | None


def _draw(
    context: AppContext, selection: Selection, filters: _Filters, record: bool, questions: int, seed: int
) -> tuple[Ref, ...]:
    """Draw the items of a round. record: leave out what is held. Raises ZgcError if there is nothing to ask."""
    if record and filters == _Filters((), None, None):
        pool = CardPool(context.log, selection.ids, context.clock())
        _check_pool(pool.has_items, len(pool) > 0)
        try:
            return sample_round(pool, questions, Random(seed))
        except PoolChangedError:  # by another process; the packs still tell what to ask
            pass
    of_packs = _pool(selection, filters)
    held = context.log.held(selection.ids, context.clock()) if record else {}
    free = [(ref, fact) for ref, fact in of_packs if ref not in held]
    _check_pool(bool(of_packs), bool(free))
    return sample_round(free, questions, Random(seed))


def _check_pool(has_items: bool, has_free: bool) -> None:
    """Raise ZgcError if there is nothing to ask."""
    if not has_items:
        raise ZgcError(
            "no-questions",
            "There are no questions to ask; drafts and expired questions are left out.",
            "Once you have edited a question, remove its 'draft: true' or extend its 'valid_until'.",
        )
    if not has_free:
        raise ZgcError(
            "all-held",
            "All questions here are suspended or buried.",
            f"To list them: {command('held')}",
        )


def _pool(selection: Selection, filters: _Filters) -> list[tuple[Ref, str]]:
    """Return the items that can be asked, in the order of the packs, with their facts."""
    entries = [(id, entry) for id, pack in selection.packs.items() for entry in pack.entries()]
    if filters.section is not None:
        title = match_section(selection, filters.section)
        entries = [(id, entry) for id, entry in entries if entry.section == title]
    if filters.fact is not None:
        known = {entry.fact for _, entry in entries if entry.fact}
        entries = [(id, entry) for id, entry in entries if entry.fact == filters.fact]
        if not entries:
            raise _no_match("fact", filters.fact, known)
    if filters.tags:
        known = {tag for _, entry in entries for tag in entry.tags}
        entries = [(id, entry) for id, entry in entries if set(filters.tags).intersection(entry.tags)]
        if not entries:
            raise _no_match("tag", ", ".join(filters.tags), known)
    return [(Ref(id, entry.id), entry.fact) for id, entry in entries]


def _no_match(what: str, name: str, known: set[str]) -> ZgcError:
    return ZgcError(
        "no-questions",
        f"No question here has the {what} {name}.",
        suggest(name, sorted(known), f"There is no {what} here."),
    )
