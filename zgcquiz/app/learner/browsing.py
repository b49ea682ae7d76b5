"""Browse questions: find them, see what is known of each, hold them and start them over."""

from __future__ import annotations

from collections.abc import Iterator

from zgcquiz.app.context import AppContext
from zgcquiz.app.learner.holding import keep_holds
from zgcquiz.app.learner.restarting import restart_items
from zgcquiz.app.packs.editing import Spot, spot_at
from zgcquiz.app.selection import Selection, survey, sync_cards
from zgcquiz.core.browsing.curve import forgetting_curve
from zgcquiz.core.browsing.matching import found
from zgcquiz.core.browsing.question import BrowsedQuestion, Ordering, QuestionDetails, browsed
from zgcquiz.core.browsing.search import parse_search
from zgcquiz.core.errors import ZgcError
from zgcquiz.core.learning.schedule import New
from zgcquiz.core.log.hold import Held, is_change
from zgcquiz.core.log.review import Ref
from zgcquiz.core.moment import Moment
from zgcquiz.core.packs.pack import Item
from zgcquiz.core.value import replace
from zgcquiz.store.packs.compiled_pack import CachedPack

_CURVE = 120
"""Values of a forgetting curve: at least as many as a chart has columns."""
_NEW = New()


class Browsing:
    """The questions of packs, read once. Every method raises ZgcError if it fails."""

    def __init__(self, context: AppContext, selection: Selection) -> None:
        """selection: the packs, all questions of which are read."""
        self._context = context
        self._packs: dict[str, CachedPack] = {}
        self.questions: list[BrowsedQuestion] = []
        self._read(selection)

    def now(self) -> Moment:
        return self._context.clock()

    def find(self, search: str, order: Ordering = Ordering.DUE) -> list[BrowsedQuestion]:
        """Return the questions that a search finds, in an order."""
        now = self.now()
        return sorted(found(self.questions, parse_search(search, now.day), now), key=order.key)

    def details(self, question: BrowsedQuestion) -> QuestionDetails:
        context, ref, reviewed = self._context, question.ref, question.reviewed
        item, info = self._item(ref), self._packs[ref.pack].info
        details = QuestionDetails(
            question=question,
            item=item,
            title=info.title,
            language=info.language,
            citation=info.cite(item.source),
            reviews=tuple(context.log.reviews_of(ref)),
            restarts=tuple(restart.at for restart in context.log.restarts_of(ref)),
        )
        if reviewed is None:
            return details
        scheduler, today = context.log.scheduler(ref.pack), self.now().day
        curve = forgetting_curve(scheduler, context.log.attempts(ref), today, question.due_day, _CURVE)
        return replace(details, recall=scheduler.retrievability(reviewed, today), curve=curve)

    def hold(self, question: BrowsedQuestion, held: Held) -> BrowsedQuestion:
        """Suspend, bury or resume a question that is asked, durably. Return it as it is now, which may be unchanged."""
        ref = question.ref
        if is_change(self._context.log.held([ref.pack], self.now()).get(ref), held):
            keep_holds(self._context, [ref], held)
        return self._again(question)  # another program may have changed it

    def restart(self, question: BrowsedQuestion) -> BrowsedQuestion:
        """Start a question that is asked over, durably. Return it as it is now."""
        restart_items(self._context, question.ref.pack, [question.ref.item])
        return self._again(question)

    def spot(self, question: BrowsedQuestion) -> Spot:
        """Return the line of a question in its pack's file; if it isn't there, that of the pack's first error.

        Raises ZgcError if the pack is a shipped one.
        """
        ref = question.ref
        root = self._packs[ref.pack].root
        try:
            return spot_at(self._context, root, ref.pack, ref.item)
        except ZgcError as error:
            if error.code != "no-question":
                raise
            return spot_at(self._context, root, ref.pack, None)

    def reload(self) -> tuple[ZgcError, ...]:
        """Read all installed packs again. Return the errors of those that can't be used, whose questions stay as they
        were."""
        selection = survey(self._context, None)
        self._read(selection)
        return selection.broken

    def _read(self, selection: Selection) -> None:
        sync_cards(self._context, selection)
        installed = {pack.root for pack in self._context.library.installed()}
        kept = {id for id, pack in self._packs.items() if id not in selection.packs and pack.root in installed}
        left = [question for question in self.questions if question.ref.pack in kept]
        self._packs |= selection.packs
        questions = list(self._questions(selection))
        questions += [replace(question, place=place) for place, question in enumerate(left, len(questions))]
        self.questions = questions

    def _questions(self, selection: Selection) -> Iterator[BrowsedQuestion]:
        context, now = self._context, self.now()
        held = context.log.held(selection.ids, now)
        place = 0
        for id, pack in selection.packs.items():
            cards = {card.ref.item: card.state for card in context.log.cards([id])}
            lapses = context.settings(id).leech_lapses
            for item in pack.each_item():
                ref = Ref(id, item.id)
                yield browsed(ref, item, place, cards.get(item.id, _NEW), held.get(ref), now, lapses)
                place += 1

    def _again(self, question: BrowsedQuestion) -> BrowsedQuestion:
        """Return a question as it is after a change of its card, and keep it so."""
        context, ref, now = self._context, question.ref, self.now()
        held, lapses = context.log.held([ref.pack], now).get(ref), context.settings(ref.pack).leech_lapses
        after = browsed(ref, self._item(ref), question.place, context.log.card(ref), held, now, lapses)
        self.questions[question.place] = after
        return after

    def _item(self, ref: Ref) -> Item:
        """Return an item of a pack. Raises ZgcError if the pack's file was changed, and doesn't have it any more."""
        item = self._packs[ref.pack].item(ref.item)
        if item is None:
            raise ZgcError("no-question", f"{ref.pack} has no question {ref.item} any more.", "Start browsing again.")
        return item
