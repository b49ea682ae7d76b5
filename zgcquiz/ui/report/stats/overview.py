"""Statistics over all answers: activity, retention, and the schedule."""

from __future__ import annotations

from typing import Any

from zgcquiz.core.moment import date_of
from zgcquiz.core.stats.activity import INTERVALS, Recall
from zgcquiz.core.stats.calibration import Predicted
from zgcquiz.core.stats.summary import Group, Stats
from zgcquiz.ui.report.page import Page
from zgcquiz.ui.report.stats.chart import print_bar, print_groups, print_share, print_year
from zgcquiz.ui.round import phrases

_STATES = {
    "new": "new",
    "learning": "learning",
    "young": "young (under 21 days)",
    "mature": "mature (21 days or more)",
    "suspended": "suspended",
}


def print_title(page: Page, text: str) -> None:
    page.line(text, style="bold")


def print_stats(page: Page, stats: Stats, title: str) -> None:
    """Print the statistics shown when no option asks for others."""
    print_title(page, title)
    if not stats.reviews:
        page.line("No answers yet. Start with: zgcquiz play")
        return
    crammed = f", {stats.crammed:,} of them crammed" if stats.crammed else ""
    week, today = phrases.duration(stats.seconds_week), phrases.duration(stats.seconds_today)
    page.pairs(
        [
            ("Reviews", f"{stats.reviews:,} in {phrases.duration(stats.seconds)}{crammed}"),
            ("Time", f"{today} today, {week} in the last 7 days"),
            ("Accuracy", f"{phrases.percent(stats.correct / stats.reviews)} ({stats.correct:,} right)"),
            ("True retention", _retention(stats.recall)),
            ("Streak", f"{phrases.count(stats.streak, 'day')}, the longest {stats.longest_streak:,}"),
            ("Due now", phrases.count(stats.due, "question")),
        ]
    )
    print_year(page, stats.days, stats.now.day)
    page.heading("Cards")
    total = sum(stats.states.values()) or 1
    for state, number in stats.states.items():
        if number or state != "suspended":
            print_bar(page, _STATES[state], number / total, f"{number:,}")
    page.heading("Due in the next two weeks")
    most = max(stats.forecast) or 1
    for ahead, number in enumerate(stats.forecast):
        date = date_of(stats.now.day + ahead)
        name = "today" if ahead == 0 else "tomorrow" if ahead == 1 else f"{date:%a} {date.day:>2} {date:%b}"
        print_bar(page, name, number / most, f"{number:,}")
    if stats.packs:
        page.heading("Packs")
        print_groups(page, stats.packs)
    page.console.print()
    page.line("More: --memory, --topics, --items, --certainty, --confusions", style="faint")


def _retention(recall: Recall) -> str:
    if recall.share is None:
        return "not known yet: it takes a second day"
    return f"{phrases.percent(recall.share)} of {phrases.count(recall.of, 'review')} a day or more after the last"


def print_memory(page: Page, stats: Stats) -> None:
    page.heading("Retention by days since the last answer")
    if not stats.recall.of:
        page.line("Not known yet: it takes a second day.")
        return
    for (low, high), recall in zip(INTERVALS, stats.intervals, strict=True):
        name = f"{low} or more" if high is None else f"{low}" if low == high else f"{low} to {high}"
        print_share(page, f"{name} {'day' if high == 1 else 'days'}", recall)
    page.heading("Retention by pack")
    for group in stats.packs:
        print_share(page, group.name, group.recall)


def print_predicted(page: Page, predicted: Predicted) -> None:
    page.heading("Predicted and true recall")
    calibration = predicted.calibration
    if not calibration.of:
        return
    for bin in calibration.bins:
        expected, true = phrases.percent(bin.predicted), phrases.percent(bin.right / bin.of)
        page.line(f"predicted {expected:>4}, true {true:>4}, of {phrases.count(bin.of, 'review')}", indent=3)
    sample = f" of a sample of {predicted.items:,} questions" if predicted.items < predicted.items_in_all else ""
    page.line(
        f"Off by {100 * calibration.rmse:.1f} points on average,"
        f" over {phrases.count(calibration.of, 'review')}{sample}."
        " The prediction includes lucky guesses among the options.",
        style="faint",
    )


def print_topics(page: Page, stats: Stats) -> None:
    if stats.tags:
        page.heading("Tags")
        print_groups(page, stats.tags)
    page.heading("Hardest facts")
    for fact in stats.hardest:
        missed = f"missed {fact.missed:,} of {phrases.count(fact.reviews, 'time')}"
        page.line(f"{fact.pack}/{fact.fact}: {missed}", indent=3)
    if not stats.hardest:
        page.line("Nothing was missed.")


def stats_json(stats: Stats) -> dict[str, Any]:
    today = stats.now.day
    return {
        "reviews": stats.reviews,
        "correct": stats.correct,
        "accuracy": round(stats.correct / stats.reviews, 4) if stats.reviews else None,
        "seconds": round(stats.seconds, 3),
        "crammed": stats.crammed,
        "cards": stats.cards,
        "due": stats.due,
        "retention": _share(stats.recall),
        "retention_reviews": stats.recall.of,
        "seconds_today": round(stats.seconds_today, 3),
        "seconds_week": round(stats.seconds_week, 3),
        "streak": stats.streak,
        "longest_streak": stats.longest_streak,
        "days": [{"date": date_of(day).isoformat(), "reviews": stats.days[day]} for day in sorted(stats.days)],
        "retention_by_interval": [
            {"from": low, "to": high, "reviews": recall.of, "retention": _share(recall)}
            for (low, high), recall in zip(INTERVALS, stats.intervals, strict=True)
        ],
        "states": dict(stats.states),
        "forecast": [
            {"date": date_of(today + ahead).isoformat(), "due": due} for ahead, due in enumerate(stats.forecast)
        ],
        "packs": [
            _group(group) | {"retention": _share(group.recall), "retention_reviews": group.recall.of}
            for group in stats.packs
        ],
        "tags": [_group(group) for group in stats.tags],
        "hardest_facts": [
            {"pack": fact.pack, "fact": fact.fact, "reviews": fact.reviews, "missed": fact.missed}
            for fact in stats.hardest
        ],
    }


def _share(recall: Recall) -> float | None:
    return None if recall.share is None else round(recall.share, 4)


def _group(group: Group) -> dict[str, Any]:
    return {
        "name": group.name,
        "reviews": group.reviews,
        "correct": group.correct,
        "cards": group.cards,
        "due": group.due,
    }


def predicted_json(predicted: Predicted) -> dict[str, Any]:
    return {
        "items": predicted.items,
        "items_in_all": predicted.items_in_all,
        "reviews": predicted.calibration.of,
        "rmse": round(predicted.calibration.rmse, 4),
        "bins": [
            {
                "from": bin.low,
                "to": bin.high,
                "predicted": round(bin.predicted, 4),
                "true": round(bin.right / bin.of, 4),
                "reviews": bin.of,
            }
            for bin in predicted.calibration.bins
        ],
    }
