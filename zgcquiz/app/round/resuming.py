"""Rounds that are left before their end, and continued later."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from zgcquiz.app.context import AppContext
from zgcquiz.app.round.plan import Resumed, RoundPlan
from zgcquiz.app.selection import Selection, installed_pack, select, sync_cards
from zgcquiz.core.errors import ZgcError
from zgcquiz.core.log.review import Certainty, Ref, Review
from zgcquiz.core.log.unfinished_round import UnfinishedRound
from zgcquiz.core.packs.pack import Item, Option
from zgcquiz.core.rounds.marking import DontKnow, Picked, Response, Typed
from zgcquiz.core.rounds.session import Answer, Session
from zgcquiz.core.value import replace
from zgcquiz.store.database import explained
from zgcquiz.store.files.lock import LockedError, held
from zgcquiz.store.files.private import make_folder
from zgcquiz.store.packs.library import unknown_pack
from zgcquiz.store.round_records import RoundRecords


def keep_records(context: AppContext, *, plan: RoundPlan, id: str, order: Sequence[Ref], session: Session) -> None:
    """Record a round that has ended: its score if all was asked, or else what is needed to continue it.

    id: of its reviews; order: its items at the start; session: its state at the end. The round's answers are saved, so
    a failure is only a warning.
    """
    if session.remaining and plan.mode == "review":
        return
    records = RoundRecords(context.log)
    only, correct, answered = plan.selection.only, session.correct, len(session.answers)
    try:
        if not answered:
            records.forget(id)
            return
        if not session.remaining:
            records.finished(id, plan.mode, only, correct / answered if plan.scored else None)
            return
        records.left(
            UnfinishedRound(
                session=id,
                mode=plan.mode,
                pack=_name(context, plan.selection),
                heading=plan.selection.heading,
                order=tuple(order),
                seed=plan.seed,
                seconds=plan.seconds,
                levels=plan.levels,
                repeatable=plan.repeatable,
                answered=answered,
                correct=correct,
                day=context.clock().day,
            )
        )
    except ZgcError as error:
        context.warn(error)


def replaced_round(context: AppContext, plan: RoundPlan, id: str) -> UnfinishedRound | None:
    """Return the earlier round of the same packs that `keep_records` forgets if a round is left; None if there is none.

    id: of the round's reviews.
    """
    name = _name(context, plan.selection)
    rounds = RoundRecords(context.log).unfinished()
    return next((left for left in rounds if left.pack == name and left.session != id), None)


def _name(context: AppContext, selection: Selection) -> str | None:
    """Return the name that selects the same packs again."""
    if not selection.named or selection.only is None:
        return None
    root = selection.packs[selection.only].root
    installed = installed_pack(context, selection.only)
    return selection.only if installed and installed.root == root else str(root.absolute())


@contextmanager
def resumed_plan(context: AppContext, pack: str | None = None) -> Iterator[RoundPlan]:
    """Yield the plan that continues the round that was left last, of those that can be continued.

    Until the end, or the death of this process, no other process can continue the same round: both would ask its
    questions, and each be answered twice. pack: only that of this one, by its id or path. Raises ZgcError if there is
    none.
    """
    rounds = RoundRecords(context.log).unfinished()
    if pack is not None:
        name = _name(context, select(context, pack, guess=True))
        rounds = tuple(left for left in rounds if left.pack == name)
    failure: ZgcError | None = None
    for left in rounds:
        with ExitStack() as stack:
            try:
                stack.enter_context(_claimed(context, left.session))
                plan = _continued(context, left)
            except ZgcError as error:
                failure = failure or error
                continue
            yield plan
            return
    of_it = "" if pack is None else f" of {pack}"
    raise failure or ZgcError("no-round", f"There is no unfinished round{of_it}.", "To start one: zgcquiz play")


@contextmanager
def _claimed(context: AppContext, session: str) -> Iterator[None]:
    """Hold the lock of a round. session: the id of its reviews. Raises ZgcError if another process holds it."""
    folder = context.paths.data / "rounds"
    with ExitStack() as stack:
        with explained(folder, "continue the round"):
            make_folder(folder)
            try:
                stack.enter_context(held(folder / _lock_name(session), seconds=0))
            except LockedError as error:
                raise ZgcError(
                    "round-open",
                    "A round that was left is open in another terminal.",
                    "Go on with it or end it there. To start another round here: zgcquiz play",
                ) from error
        yield
    _delete_locks(context, folder)


def _delete_locks(context: AppContext, folder: Path) -> None:
    """Delete the locks of rounds that are not unfinished any more.

    Whoever still takes one of them finds that its round is over.
    """
    with suppress(OSError, ZgcError):
        needed = {_lock_name(left.session) for left in RoundRecords(context.log).unfinished()}
        for path in folder.glob("*.lock"):
            if path.name not in needed:
                path.unlink(missing_ok=True)


def _lock_name(session: str) -> str:
    from hashlib import blake2b  # slow to load, and seldom needed

    return f"{blake2b(session.encode(), digest_size=16).hexdigest()}.lock"


def _continued(context: AppContext, left: UnfinishedRound) -> RoundPlan:
    """Return the plan that continues a round. Raises ZgcError if it can't be continued."""
    records = RoundRecords(context.log)
    if all(other.session != left.session for other in records.unfinished()):  # another process has just ended it
        raise ZgcError("no-round", "The round has been finished meanwhile.", "To start another: zgcquiz play")
    if left.pack is not None and not Path(left.pack).is_absolute() and installed_pack(context, left.pack) is None:
        raise unknown_pack(left.pack, [pack.id for pack in context.library.installed()])  # no folder of that name here
    selection = select(context, left.pack)
    sync_cards(context, selection)
    resumed = _restored(left, context.log.round_reviews(left.session), selection)
    session = resumed.session
    on_hold = context.log.held(selection.ids, context.clock())
    for ref in session.pending:
        if ref in on_hold:
            session = session.without(ref)
    if not session.remaining:
        if not on_hold.keys().isdisjoint(left.order):
            raise ZgcError(
                "no-round",
                "What is left of the unfinished round is suspended or buried.",
                "To go on with it later, resume some of it; to list it: zgcquiz held",
            )
        records.forget(left.session)
        raise ZgcError("no-round", "The unfinished round has no questions left.", "To start another: zgcquiz play")
    return RoundPlan(
        left.mode,
        selection,
        left.order,
        left.seed,
        seconds=left.seconds,
        levels=left.levels,
        repeatable=left.repeatable,
        resumed=replace(resumed, session=session),
    )


def _restored(left: UnfinishedRound, reviews: Iterable[Review], selection: Selection) -> Resumed:
    """Return a round in the state that it was left in.

    reviews: those of it that count, in the order of time; selection: the packs as they are now. What was undone
    meanwhile, or on hold, is still to be asked.
    """
    items = {ref: item for ref in left.order if (item := selection.item(ref)) is not None}
    answered = {review.ref: review for review in reviews if review.ref in items}
    session = Session((*answered, *(ref for ref in items if ref not in answered)))
    for ref, review in answered.items():
        session = session.record(_answer_of(review, items[ref], selection.packs[ref.pack].info.language))
    return Resumed(
        left.session,
        left.order,
        session,
        tuple(review.id for review in answered.values()),
        gone=len(left.order) - len(items),
        changed=sum(review.fingerprint not in ("", items[ref].fingerprint) for ref, review in answered.items()),
    )


def _answer_of(review: Review, item: Item, language: str) -> Answer:
    """Return the answer that a review was saved of. item: as it is now; language: of its pack."""
    options = {option.text: option for option in item.options}
    shown = tuple(options.get(text, Option(text)) for text in review.shown)
    seconds, response = review.ms / 1000, _response_of(review)
    return Answer(review.ref, item, shown, response, review.outcome, review.rating, seconds, language=language)


def _response_of(review: Review) -> Response:
    if review.response is None:
        return DontKnow()
    certainty = review.certainty or Certainty.SURE
    if not review.shown:
        return Typed(review.response[0], certainty, review.level)
    picked = frozenset(at for at, text in enumerate(review.shown) if text in review.response)
    return Picked(picked, certainty, review.level)
