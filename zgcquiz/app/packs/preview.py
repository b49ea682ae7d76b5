"""A question as learners will see it, before it is put to any."""

from __future__ import annotations

from zgcquiz.app.context import AppContext
from zgcquiz.app.selection import no_question, select
from zgcquiz.core.log.review import Ref
from zgcquiz.core.packs.pack import Item, Kind, Option
from zgcquiz.core.rounds.marking import DontKnow, Picked, Response, Typed
from zgcquiz.core.rounds.round_views import Feedback, Preview, Question
from zgcquiz.core.rounds.session import answer, shown_options


def preview(context: AppContext, name: str, id: str, seed: int = 0) -> Preview:
    """A question of a pack, with what is said to a right answer and to a wrong one. Nothing is kept.

    id: the question's, or one that it had; drafts can be looked at too. Raises ZgcError where there is none.
    """
    pack = next(iter(select(context, name).packs.values()))
    items = {former: item for item in pack.items() for former in item.formerly} | {i.id: i for i in pack.items()}
    if id not in items:
        raise no_question(pack.info.id, [id], items)
    item = items[id]
    ref = Ref(pack.info.id, item.id)
    shown = shown_options(item, ref, seed, 0) if item.kind.is_choice else ()
    question = Question(
        pack=pack.info.id,
        number=1,
        total=1,
        score=0,
        streak=0,
        item=item,
        shown=shown,
        seconds=None,
        can_undo=False,
        can_rerate=False,
        can_hold=False,
    )

    def told(response: Response) -> Feedback:
        given = answer(ref, item, shown, response, 0, pack.info.language)
        score = int(given.correct)
        return Feedback(question, given, score, score, pack.info.cite(item.source), None, context.clock(), False)

    return Preview(question, told(_right(item, shown)), told(_wrong(item, shown)))


def _right(item: Item, shown: tuple[Option, ...]) -> Response:
    if not shown:
        return Typed(item.keys[0].text)
    return Picked(frozenset(at for at, option in enumerate(shown) if option.key))


def _wrong(item: Item, shown: tuple[Option, ...]) -> Response:
    """A wrong option, one that has something said of it if there is one; or that the answer isn't known."""
    wrong = [at for at, option in enumerate(shown) if not option.key]
    if not wrong or not item.kind.is_choice:
        return DontKnow()
    picked = next((at for at in wrong if shown[at].feedback), wrong[0])
    keys = [at for at, option in enumerate(shown) if option.key] if item.kind is Kind.MULTIPLE else []
    return Picked(frozenset([picked, *keys[1:]]))
