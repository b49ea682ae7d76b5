"""Preview a question as learners will see it."""

from __future__ import annotations

from zgcquiz.app.context import AppContext
from zgcquiz.app.selection import no_question, select
from zgcquiz.core.log.review import Ref
from zgcquiz.core.packs.pack import Item, Kind, Option
from zgcquiz.core.rounds.marking import DontKnow, Picked, Response, Typed
from zgcquiz.core.rounds.round_views import Feedback, Preview, Question
from zgcquiz.core.rounds.session import answer, shown_options


def preview(context: AppContext, name: str, id: str, seed: int = 0) -> Preview:
    """Return a question of a pack, with the feedback on a right and on a wrong answer. Nothing is saved.

    id: the question's present or a former one; drafts are allowed. Raises ZgcError if there is no such question.
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
        language=pack.info.language,
    )

    def feedback(response: Response) -> Feedback:
        given = answer(ref, item, shown, response, 0, pack.info.language)
        score = int(given.correct)
        return Feedback(question, given, score, score, pack.info.cite(item.source), None, context.clock(), False)

    return Preview(question, feedback(_right(item, shown)), feedback(_wrong(item, shown)))


def _right(item: Item, shown: tuple[Option, ...]) -> Response:
    if not shown:
        return Typed(item.keys[0].text)
    return Picked(frozenset(at for at, option in enumerate(shown) if option.key))


def _wrong(item: Item, shown: tuple[Option, ...]) -> Response:
    """Return a wrong option, preferably one with feedback; "I don't know" if there are no wrong options."""
    wrong = [at for at, option in enumerate(shown) if not option.key]
    if not wrong or not item.kind.is_choice:
        return DontKnow()
    picked = next((at for at in wrong if shown[at].feedback), wrong[0])
    keys = [at for at, option in enumerate(shown) if option.key] if item.kind is Kind.MULTIPLE else []
    return Picked(frozenset([picked, *keys[1:]]))
