"""What a learner sees first: today's work, what is known, and the year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from zgcquiz.app.context import AppContext
from zgcquiz.app.round.overview import overview
from zgcquiz.app.selection import Selection
from zgcquiz.core.moment import HOUR
from zgcquiz.core.stats.progress import Home, LearningProgress, PackProgress
from zgcquiz.store.progress import progress_of_packs, progress_of_topics
from zgcquiz.store.review_stats import ReviewStats

SECTIONS_UP_TO = 5_000
"""The most questions of a pack whose sections are counted: that reads all of its cards."""


def home(context: AppContext) -> tuple[Home, Selection]:
    """Return what the home shows, and the packs. Raises ZgcError if the log can't be read."""
    found, selection = overview(context)
    return Home(found, _packs(context, selection), _days(context)), selection


def _packs(context: AppContext, selection: Selection) -> tuple[PackProgress, ...]:
    now = context.clock()
    found = progress_of_packs(context.log, selection.ids, now)
    found.sort(key=lambda each: (not each.begun, -each.due))
    begun = [each for each in found if each.begun]
    only = begun[0] if len(begun) == 1 else found[0] if len(found) == 1 else None
    return tuple(
        PackProgress(
            selection.packs[each.name].info.title,
            each,
            _sections(context, selection, each) if each is only and each.items <= SECTIONS_UP_TO else (),
        )
        for each in found
    )


def _sections(context: AppContext, selection: Selection, pack: LearningProgress) -> tuple[LearningProgress, ...]:
    by_topic = {each.name: each for each in progress_of_topics(context.log, pack.name, context.clock())}
    titles: Sequence[str] = [section.title for section in selection.packs[pack.name].info.sections]
    return tuple(by_topic[title] for title in dict.fromkeys(titles) if title in by_topic)


def _days(context: AppContext) -> Mapping[int, int] | None:
    days: dict[int, int] = {}
    with ReviewStats(context.log.path, context.clock().starts * HOUR, quick=True) as log:
        if not log.is_current:
            return None
        for activity in log.activities(None).values():
            for day, done in activity.days.items():
                days[day] = days.get(day, 0) + done.reviews
    return days
