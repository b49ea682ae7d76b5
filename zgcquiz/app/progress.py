"""Looking back: statistics, the log, taking back the last answer, making the cards again."""

from __future__ import annotations

from zgcquiz.app.deps import Deps
from zgcquiz.app.selection import Selection, line_up, survey
from zgcquiz.core.errors import ZgcError
from zgcquiz.core.review import Ref, Review
from zgcquiz.core.stats import Stats, summarise


def stats(deps: Deps, selection: Selection) -> Stats:
    """Statistics over the selected packs; over the whole log where no pack was named."""
    line_up(deps, selection)
    tags = {Ref(id, entry.id): entry.tags for id, pack in selection.packs.items() for entry in pack.entries()}
    cards = {card.ref: card.state for card in deps.log.cards(selection.ids)}
    reviews = deps.log.reviews()
    if selection.named:
        reviews = (review for review in reviews if review.ref.pack in selection.packs)
    return summarise(reviews, cards, tags, deps.log.renames(), deps.clock())


def history(deps: Deps, limit: int | None) -> list[Review]:
    """The log, newest first, the reviews taken back among it."""
    return list(deps.log.reviews(limit))


def undo(deps: Deps) -> Review:
    """Void the newest review that still counts, and give it. Raises ZgcError where there is none."""
    review = deps.log.last()
    if review is None:
        raise ZgcError("nothing-to-undo", "There is no answer to take back.", "Answer some: zgcquiz play")
    deps.log.void(review, deps.clock())
    return review


def rebuild(deps: Deps) -> int:
    """Derive every card again from the log; gives how many there are."""
    count = deps.log.rebuild()
    line_up(deps, survey(deps, None))
    return count
