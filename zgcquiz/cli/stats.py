"""stats."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from zgcquiz.cli.context import app_context
from zgcquiz.cli.options import JsonOption, OptionalPackArgument, PlainOption
from zgcquiz.cli.output import show, warn_future_answers, warn_skipped_packs

if TYPE_CHECKING:
    from zgcquiz.app.learner.stats import DetailedStats
    from zgcquiz.ui.report.page import Page


def stats(
    ctx: typer.Context,
    pack: OptionalPackArgument = None,
    memory: Annotated[
        bool, typer.Option("--memory", help="Retention by interval and by pack; predicted and true recall.")
    ] = False,
    topics: Annotated[bool, typer.Option("--topics", help="Tags, and the facts missed most.")] = False,
    items: Annotated[
        bool, typer.Option("--items", help="The difficulty of each question, and how often each option was picked.")
    ] = False,
    certainty: Annotated[
        bool, typer.Option("--certainty", help="Sure but wrong answers; right answers by certainty; Brier score.")
    ] = False,
    confusions: Annotated[bool, typer.Option("--confusions", help="Answers that you mix up.")] = False,
    plain: PlainOption = False,
    json: JsonOption = False,
) -> None:
    """Show your activity, what you know, and what is due when.

    Each option shows its own page instead; options can be combined.
    """
    from zgcquiz.app.learner.stats import detailed_stats
    from zgcquiz.app.selection import survey

    context = app_context(ctx)
    selection = survey(context, pack, guess=True)
    warn_skipped_packs(selection)
    warn_future_answers(context, counted=True)
    found = detailed_stats(context, selection, memory=memory, items=items, certainty=certainty, confusions=confusions)
    heading = selection.heading if selection.named else "All packs"
    show(json, lambda: _document(found), lambda page: _draw(page, found, heading, topics=topics), plain)


def _document(found: DetailedStats) -> dict[str, Any]:
    from zgcquiz.ui.report.stats import overview, questions

    document = overview.stats_json(found.stats) | {"damaged": found.damaged}
    if found.predicted is not None:
        document["prediction"] = overview.predicted_json(found.predicted)
    if found.items is not None:
        document["items"] = questions.items_json(found.items.every())
    if found.certainty is not None:
        document["certainty"] = questions.certainty_json(found.certainty, found.stems)
    if found.confusions is not None:
        document["confusions"] = questions.confusions_json(found.confusions)
    return document


def _draw(page: Page, found: DetailedStats, heading: str, *, topics: bool) -> None:
    from zgcquiz.ui.report.stats import overview, questions

    if not (topics or found.has_details):
        overview.print_stats(page, found.stats, heading)
        return
    overview.print_title(page, heading)
    if found.predicted is not None:
        overview.print_memory(page, found.stats)
        overview.print_predicted(page, found.predicted)
    if topics:
        overview.print_topics(page, found.stats)
    if found.items is not None:
        questions.print_items(page, found.items)
    if found.certainty is not None:
        questions.print_certainty(page, found.certainty, found.stems)
    if found.confusions is not None:
        questions.print_confusions(page, found.confusions, found.stems, found.now)
