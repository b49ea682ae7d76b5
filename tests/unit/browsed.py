"""Questions as they are browsed, for tests of the search."""

from __future__ import annotations

from collections.abc import Sequence

from tests.conftest import NOON
from zgcquiz.core.browsing.question import BrowsedQuestion, browsed
from zgcquiz.core.learning.schedule import Card, New, Reviewed
from zgcquiz.core.log.hold import Held
from zgcquiz.core.log.review import Ref
from zgcquiz.core.moment import MINUTE
from zgcquiz.core.packs.pack import Item, Kind, Option

LEECH = 8


def question(
    id: str,
    *,
    pack: str = "pack",
    stem: str = "Stem?",
    options: Sequence[str] = (),
    explanation: str = "",
    section: str = "",
    fact: str = "",
    tags: Sequence[str] = (),
    draft: bool = False,
    valid_until: str = "",
    interval: int | None = None,
    due: int = 0,
    minutes: int = 0,
    last: int | None = None,
    difficulty: float = 5.0,
    stability: float = 5.0,
    lapses: int = 0,
    held: Held | None = None,
    place: int = 0,
) -> BrowsedQuestion:
    """Make a question. interval: None if it was never answered; due, last: days from today; minutes: until a step."""
    texts = tuple(Option(text, key=at == 0) for at, text in enumerate(options))
    item = Item(
        id, Kind.SINGLE, stem, texts, explanation=explanation, section=section, fact=fact, tags=tuple(tags),
        valid_until=valid_until, draft=draft,
    )  # fmt: skip
    card: Card = New()
    if interval is not None:
        day = NOON.day + (due - interval if last is None else last)
        due_at = NOON.ms + minutes * MINUTE if minutes else 0
        card = Reviewed(stability, difficulty, day, interval, NOON.day + due, due_at, 3, lapses, NOON.ms)
    return browsed(Ref(pack, id), item, place, card, held, NOON, LEECH)
