"""Run a round: ask, save each answer, give feedback, until nothing is left or the learner stops."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import cached_property
from typing import TypeVar

from zgcquiz.app.context import AppContext
from zgcquiz.app.round.confusions import Confused
from zgcquiz.app.round.frontend import Frontend
from zgcquiz.app.round.plan import RoundPlan
from zgcquiz.app.round.resuming import keep_records, replaced_round
from zgcquiz.app.round.undoing import UndoStep, find_undone
from zgcquiz.core.errors import ZgcError
from zgcquiz.core.learning.luck.anchors import ANCHORS_UNTIL, is_anchor
from zgcquiz.core.learning.schedule import Card, Reviewed
from zgcquiz.core.log.hold import Held
from zgcquiz.core.log.review import Outcome, Rating, Ref, Review
from zgcquiz.core.packs.pack import Item
from zgcquiz.core.rounds.marking import DontKnow, Picked, TimedOut, Typed, rate
from zgcquiz.core.rounds.round_views import Ending, Feedback, Occasion, Opening, Question, RoundReport
from zgcquiz.core.rounds.session import Answer, Command, Session, answer, shown_options
from zgcquiz.core.value import replace
from zgcquiz.store.round_records import RoundRecords

_PATIENCE = 1.0
"""Seconds after which an attempt to save is given up and repeated, so that Ctrl-C is noticed."""
_SAY_AFTER = 2
"""The attempts after which the learner is told what the round waits for."""
_T = TypeVar("_T")
_HOLDS = {Command.BURY: Held.BURIED, Command.SUSPEND: Held.SUSPENDED}


class RoundRunner:
    """One run of a plan.

    After `run`, `error` is what stopped it, if anything did, and `command` is what the learner wants next.
    """

    def __init__(self, context: AppContext, plan: RoundPlan, frontend: Frontend) -> None:
        context.media_roots = {id: pack.root for id, pack in plan.selection.packs.items()}
        self.context = context
        self.plan = plan
        self.frontend = frontend
        self.session = plan.resumed.session if plan.resumed else Session(plan.refs, plan.repeat_missed)
        self._order = plan.refs
        self.past: list[UndoStep] = []
        self.held: dict[Ref, Held] = {}
        self.cards: dict[Ref, Card] = {}
        self.confused: Confused | None = None
        self.last_score: float | None = None
        self.error: ZgcError | None = None
        self.command = Command.QUIT
        self._id = plan.resumed.id if plan.resumed else context.identifiers.next(context.clock().ms)
        self._earlier = plan.resumed.reviews if plan.resumed else ()  # of the answers that are no steps of the past
        self._feedback: Feedback | None = None
        self._summarised = False
        self._unfolded: tuple[int, float] | None = None  # number and start time of a question shown with its options

    def run(self) -> RoundReport:
        """Run the round from its opening to its summary.

        However it ends, the answers given so far are saved and reported.
        """
        if not self.plan.record:
            return self._run()
        self._prepare()
        self.context.log.set_patience(_PATIENCE)
        try:
            return self._run()
        finally:
            keep_records(self.context, plan=self.plan, id=self._id, order=self._order, session=self.session)
            self.context.log.set_patience()

    def _prepare(self) -> None:
        """Read what the round needs of the log. Raises ZgcError if answers can't be saved."""
        plan, log = self.plan, self.context.log
        log.check_writable()
        self.context.backup_rules.delete_unfinished()
        if plan.scored:
            self.last_score = RoundRecords(log).last_score(plan.mode, plan.selection.only)
        if plan.schedules:
            self.cards = {answer.ref: log.card(answer.ref) for answer in self.session.answers}
        if not plan.repeatable:
            self.confused = Confused(self.context, plan.selection, plan.refs)
            if plan.resumed is None:
                self.session = Session(self.confused.order, plan.repeat_missed)
        self._order = plan.resumed.order if plan.resumed else self.session.order

    def _run(self) -> RoundReport:
        plan = self.plan
        ending = Ending(finished=False)
        try:
            self.frontend.open(
                Opening(
                    plan.mode,
                    plan.selection.heading,
                    self.session.total,
                    self.last_score,
                    plan.seconds,
                    plan.record,
                    plan.today,
                    plan.exam,
                    answered=len(self.session.answers),
                    gone=plan.resumed.gone if plan.resumed else 0,
                    changed=plan.resumed.changed if plan.resumed else 0,
                )
            )
            while True:
                if not self.session.remaining:
                    self._drop_undone()
                if self.session.remaining:
                    if self._ask() is Command.QUIT:
                        break
                    continue
                self._summarised = True
                self.command = self.frontend.finish(self._report(Ending(finished=True)))
                if self.command not in (Command.UNDO, Command.EASY, Command.HARD):
                    return self._report(Ending(finished=True))
                self._follow(self.command, None)
        except KeyboardInterrupt:
            ending = Ending(finished=not self.session.remaining, interrupted=True)
            if ending.finished and self._summarised:
                self.command = Command.QUIT
                return self._report(ending)
        except ZgcError as error:
            self.error = error
        self.command = Command.QUIT
        if self.error is None:
            with suppress(ZgcError):  # the summary is shown in any case
                self._drop_undone()
        report = self._report(replace(ending, finished=ending.finished and not self.session.remaining))
        self.frontend.finish(report)
        return report

    def _ask(self) -> Command:
        """Ask the next question and carry out the reply."""
        ref = self.session.next
        item = self.plan.selection.item(ref)
        if item is None:  # the pack changed on disk during the round
            self.session = self.session.skip()
            return Command.NEXT
        language = self.plan.selection.packs[ref.pack].info.language
        number, start = self.session.number, self._timer()
        card = self._card(ref)
        if self._unfolded and self._unfolded[0] == number:
            start, recall, anchor = self._unfolded[1], False, False
        else:
            recall = self._asks_recall(ref, item, card)
            anchor = recall and not isinstance(card, Reviewed)
        typed = recall or not item.kind.is_choice
        first = self.confused.first.get(ref, ()) if self.confused else ()
        times = self.session.times_asked(ref)
        shown = () if typed else shown_options(item, ref, self.plan.seed, times, first)
        question = Question(
            pack=ref.pack,
            number=number,
            total=self.session.total,
            score=self.session.correct,
            streak=self.session.streak,
            item=item,
            shown=shown,
            seconds=self.plan.seconds,
            can_undo=bool(self.past),
            can_rerate=self._can_rerate,
            can_hold=self.plan.record,
            levels=self.plan.levels,
            occasion=Occasion.AGAIN if times else self._occasion(card),
            withheld=anchor,
            language=language,
        )
        reply = self.frontend.ask(question)
        self._unfolded = (number, start) if reply is Command.OPTIONS else None
        if isinstance(reply, Picked | Typed | DontKnow | TimedOut):
            seconds = self._timer() - start
            feedback = self._keep(question, answer(ref, item, shown, reply, seconds, language), card)
            reply = self.frontend.tell(feedback)
        return self._follow(reply, ref)

    def _timer(self) -> float:
        """Return seconds that only go up, while the program isn't stopped."""
        return self.context.timer() - self.frontend.away

    def _card(self, ref: Ref) -> Card | None:
        """Return an item's state; None if the round neither saves answers nor asks for them from memory."""
        needed = self.plan.record or self.plan.recall
        return self.cards.get(ref) or (self.context.log.card(ref) if needed else None)

    def _occasion(self, card: Card | None) -> Occasion | None:
        """Return why an item is asked for the first time in this round."""
        if isinstance(card, Reviewed):
            return Occasion.DUE if card.is_due(self.context.clock()) else None
        return None if card is None else Occasion.NEW

    def _asks_recall(self, ref: Ref, item: Item, card: Card | None) -> bool:
        """Whether the item is known well enough to be asked without its options, or new and asked so to learn luck."""
        settings = self.context.settings(ref.pack)
        if not self.plan.recall or not settings.recall_after or card is None:
            return False
        if isinstance(card, Reviewed):
            if card.stability < settings.recall_after:
                return False
        elif not settings.guess_correction or self.plan.levels or not is_anchor(ref, self._answered):
            return False
        from zgcquiz.core.rounds.recall import can_recall  # loads the rules on wording

        return can_recall(item)

    @cached_property
    def _answered(self) -> int:
        """How many items were answered before this round; more than enough are not counted."""
        return self.context.log.count_answered(ANCHORS_UNTIL)

    def _follow(self, command: Command, ref: Ref | None) -> Command:
        """Carry out a command and return it. ref: the item on the screen."""
        if command in (Command.EASY, Command.HARD):
            feedback = self._rerate(Rating.EASY if command is Command.EASY else Rating.HARD)
            if feedback is not None:
                self.frontend.rerated(feedback)
        elif command is Command.COUNT:
            self.frontend.rerated(self._recount(Outcome.CORRECT))
        elif command is Command.MISS:
            self.frontend.rerated(self._recount(Outcome.WRONG))
        elif command is Command.UNDO:
            self._undo()
        elif command in _HOLDS and ref is not None and self.plan.record:
            self._hold(ref, _HOLDS[command])
        return command

    def _hold(self, ref: Ref, held: Held) -> None:
        """Drop an item from this round and from later ones."""
        before = self.context.log.held([ref.pack], self.context.clock()).get(ref)
        self._keep_hold(ref, held)
        self.past.append(UndoStep(self.session, ref=ref, held=before))
        self.session = self.session.without(ref)
        self.held[ref] = held
        self.frontend.held(ref, held)

    def _keep_hold(self, ref: Ref, held: Held) -> None:
        from zgcquiz.app.learner.holding import keep_holds

        self._patiently(lambda: keep_holds(self.context, [ref], held))

    def _keep(self, question: Question, answer: Answer, before: Card | None) -> Feedback:
        """Save an answer durably, before its feedback is shown. before: the item's state as it was asked."""
        review = self._save(answer)
        self.past.append(UndoStep(self.session, review))
        self.session = self.session.record(answer)
        pack = self.plan.selection.packs[answer.ref.pack]
        card = self.cards.get(answer.ref)
        leech = None
        missed = self.plan.record and answer.rating is Rating.AGAIN
        if missed and before is not None and isinstance(card, Reviewed):
            from zgcquiz.app.learner.leeches import new_leech

            leech = new_leech(self.context, pack, answer.ref, answer.item, before, card)
        self._feedback = replace(self._make_feedback(question, answer), leech=leech)
        return self._feedback

    def _make_feedback(self, question: Question, answer: Answer) -> Feedback:
        pack = self.plan.selection.packs[answer.ref.pack]
        card = self.cards.get(answer.ref)
        return Feedback(
            question=question,
            answer=answer,
            score=self.session.correct,
            streak=self.session.streak,
            citation=pack.info.cite(answer.item.source),
            card=card if isinstance(card, Reviewed) else None,
            now=self.context.clock(),
            comes_back=self.session.comes_back(answer.ref),
            mixed_up=self.confused.times(answer, self.session.answers) if self.confused else 0,
        )

    def _save(self, answer: Answer, replaces: Review | None = None) -> Review | None:
        if not self.plan.record:
            return None
        now = self.context.clock()
        log = self.context.log
        review = Review(
            id=self.context.identifiers.next(now.ms),
            device=log.device,
            session=self._id,
            at=replaces.at if replaces else now,
            ref=answer.ref,
            fingerprint=answer.item.fingerprint,
            mode=self.plan.mode,
            kind=answer.kind,
            shown=tuple(option.text for option in answer.shown),
            response=answer.picked,
            outcome=answer.outcome,
            certainty=answer.certainty,
            rating=answer.rating,
            level=answer.level,
            ms=round(answer.seconds * 1000),
        )
        card = self._patiently(lambda: log.replace(replaces, review, now) if replaces else log.append(review))
        if self.plan.schedules:
            self.cards[answer.ref] = card
        return review

    def _patiently(self, save: Callable[[], _T]) -> _T:
        """Save something, however long another program holds the log: what the learner has answered is not lost."""
        attempt = 0
        while True:
            try:
                return save()
            except ZgcError as error:
                if error.code != "busy":
                    raise
            attempt += 1
            if attempt == _SAY_AFTER:
                self.frontend.waiting()

    @property
    def _can_rerate(self) -> bool:
        return self.plan.schedules and self.session.can_rerate and self._feedback is not None

    def _rerate(self, rating: Rating) -> Feedback | None:
        """Rate the last answer again; None if it was not right and sure."""
        if not self._can_rerate or self._feedback is None:
            return None
        changed = replace(self.session.answers[-1], rating=rating)
        step = self.past[-1]
        assert step.review is not None
        self.past[-1] = replace(step, review=self._save(changed, replaces=step.review))
        self.session = self.session.with_last(changed)
        card = self.cards[changed.ref]
        assert isinstance(card, Reviewed)
        self._feedback = replace(self._feedback, answer=changed, card=card, now=self.context.clock())
        return self._feedback

    def _recount(self, outcome: Outcome) -> Feedback:
        """Mark the last answer, which was typed, right or wrong after all, as the learner decided."""
        given = self.session.answers[-1]
        changed = replace(given, outcome=outcome, rating=rate(outcome, given.response), slip=False)
        step = self.past[-1]
        if step.review is not None:
            self.past[-1] = replace(step, review=self._save(changed, replaces=step.review))
        self.session = step.session.record(changed)
        assert self._feedback is not None
        self._feedback = self._make_feedback(self._feedback.question, changed)
        return self._feedback

    def _undo(self) -> None:
        if not self.past:
            self.frontend.taken_back(-1)
            return
        step = self.past[-1]
        if step.ref is not None:
            ref, held = step.ref, step.held or Held.RESUMED
            self._keep_hold(ref, held)
        elif step.review is not None:
            review = step.review
            card = self._patiently(lambda: self.context.log.void(review, self.context.clock()))
            if self.plan.schedules:
                self.cards[step.review.ref] = card
        self.past.pop()
        self.session = step.session
        if step.ref is not None:
            self.held.pop(step.ref, None)
            self.frontend.held(step.ref, Held.RESUMED)
        else:
            self._feedback = None
            self.frontend.taken_back(len(step.session.answers))

    def _drop_undone(self) -> None:
        """Take answers out of the round that were undone meanwhile in another terminal or on another device."""
        if not self.plan.record:
            return
        undone, others = find_undone(self.context.log, self._earlier, self.past)
        if not undone:
            return
        for at in undone:
            self.cards.pop(self.session.answers[at].ref, None)
        self.session = self.session.without_answers(undone)
        self._earlier, self.past, self._feedback = others, [], None
        self.frontend.undone_elsewhere(len(undone))

    def _report(self, ending: Ending) -> RoundReport:
        from zgcquiz.app.round.summary import summarize

        report = summarize(
            self.context, self.plan, self.session, ending, cards=self.cards, held=self.held, last_score=self.last_score
        )
        if not report.can_resume:
            return report
        return replace(report, replaces=replaced_round(self.context, self.plan, self._id))


def conduct(context: AppContext, plan: RoundPlan, frontend: Frontend) -> tuple[RoundReport, Command]:
    """Run a plan; return its report and what the learner wants next. Raises whatever stopped it."""
    runner = RoundRunner(context, plan, frontend)
    report = runner.run()
    if runner.error is not None:
        raise runner.error
    return report, runner.command
