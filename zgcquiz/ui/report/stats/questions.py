"""Statistics by question: difficulty, picked options, certainty and confusions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from zgcquiz.core.log.review import Ref
from zgcquiz.core.moment import Moment
from zgcquiz.core.rounds.confusion import Confusion
from zgcquiz.core.stats.activity import Recall
from zgcquiz.core.stats.certainty import STANDS_FOR, Certainties, Share
from zgcquiz.core.stats.picks import LISTED, USELESS_FROM, ItemFigures, ItemList
from zgcquiz.ui.report.page import Page
from zgcquiz.ui.report.stats.chart import print_share
from zgcquiz.ui.round import phrases
from zgcquiz.ui.terminal.text import one_line

Stems = Callable[[Iterable[Ref]], Mapping[Ref, str]]
"""Returns the text of a question, None if its pack has it no more."""


def print_items(page: Page, items: ItemList) -> None:
    """Print the questions, the most difficult first, with how often each option was picked."""
    page.heading("Questions, the most difficult first")
    if not items.count:
        page.line("None was answered yet.")
    for item in items.first:
        difficulty = "not scheduled" if item.difficulty is None else f"difficulty {item.difficulty:.1f} of 10"
        right = f"{item.correct:,} of {phrases.count(item.reviews, 'answer')} right"
        page.line(f"{item.ref.pack}/{item.ref.item}: {one_line(item.stem)}", indent=3)
        page.say(f"{difficulty}, {right}", first=f"{page.margin}  ", style="faint")
        for option in item.options:
            words, signs = ("right: ", ""), (f"{page.glyphs.right} ", "  ")
            sign = (words if page.plain else signs)[not option.key]
            page.say(
                f"{one_line(option.text)}: picked {option.picked:,} of {phrases.count(option.shown, 'time')}",
                first=f"{page.margin}    {sign}",
            )
    _print_more(page, items.count)
    if items.useless:
        page.heading("Never picked")
        page.line(
            f"Shown {USELESS_FROM} times or more; more tempting options would make better questions.", style="faint"
        )
    for item, option in items.useless:
        page.line(f"{item.ref.pack}/{item.ref.item}: {one_line(option.text)} (shown {option.shown:,} times)", indent=3)
    _print_more(page, items.useless_count)


def _print_more(page: Page, count: int) -> None:
    if count > LISTED:
        page.line(f"{count - LISTED:,} more: --json", style="faint")


def items_json(items: Iterable[ItemFigures]) -> Iterator[dict[str, Any]]:
    return (
        {
            "pack": item.ref.pack,
            "question": item.ref.item,
            "text": item.stem,
            "reviews": item.reviews,
            "correct": item.correct,
            "difficulty": None if item.difficulty is None else round(item.difficulty, 4),
            "options": [
                {
                    "text": option.text,
                    "key": option.key,
                    "shown": option.shown,
                    "picked": option.picked,
                    "never_picked": option.useless,
                }
                for option in item.options
            ],
        }
        for item in items
    )


def print_certainty(page: Page, certainties: Certainties, stems: Stems) -> None:
    """Print the sure but wrong answers, then how often each level of certainty was right."""
    page.heading("Sure but wrong")
    still_wrong = [item for item in certainties.overrated if not item.mended]
    texts = stems(item.ref for item in still_wrong[:LISTED])
    for item in still_wrong[:LISTED]:
        stem = one_line(texts.get(item.ref, ""))
        page.line(f"{item.ref.pack}/{item.ref.item}: {stem}", indent=3)
        times = "" if item.times == 1 else f", {item.times:,} times"
        page.say(f"you said: {one_line(item.picked)}{times}", first=f"{page.margin}  ", style="caution")
    _print_more(page, len(still_wrong))
    known = len(certainties.overrated) - len(still_wrong)
    if known or not still_wrong:
        besides = "Besides, " if still_wrong else ""
        page.line(f"{besides}{phrases.count(known, 'question')} answered right since.", style="faint")
    page.heading("Right answers by certainty")
    rows = [(f"level {level}", share) for level, share in sorted(certainties.levels.items())]
    for name, share in (*rows, ("sure", certainties.sure), ("guess", certainties.guess)):
        print_share(page, name, Recall(share.right, share.of))
    if certainties.brier is not None:
        page.line(
            f"Brier score {certainties.brier:.3f}, where 0 is best; always stating your average would have scored"
            f" {certainties.of_average:.3f}. The levels stand for 33%, 73% and 90%.",
            style="faint",
        )


def certainty_json(certainties: Certainties, stems: Stems) -> dict[str, Any]:
    texts = stems(item.ref for item in certainties.overrated)
    return {
        "sure_but_wrong": [
            {
                "pack": item.ref.pack,
                "question": item.ref.item,
                "text": texts.get(item.ref),
                "times": item.times,
                "picked": item.picked,
                "last": Moment(item.at).iso,
                "mended": item.mended,
            }
            for item in certainties.overrated
        ],
        "levels": [
            {"level": level, "stands_for": round(chance, 4), **_share(certainties.levels.get(level, Share()))}
            for level, chance in STANDS_FOR.items()
        ],
        "sure": _share(certainties.sure),
        "guess": _share(certainties.guess),
        "brier": None if certainties.brier is None else round(certainties.brier, 4),
        "brier_of_average": None if certainties.of_average is None else round(certainties.of_average, 4),
    }


def _share(share: Share) -> dict[str, int]:
    return {"reviews": share.of, "correct": share.right}


def print_confusions(page: Page, confusions: Sequence[Confusion], stems: Stems, now: Moment) -> None:
    page.heading("Answers that you mix up")
    if not confusions:
        page.line("None, or all answered right since.")
    texts = stems(ref for confusion in confusions for ref in confusion.items)
    for confusion in confusions:
        first, second = map(one_line, confusion.answers)
        last = Moment(confusion.at, now.offset).local
        times = phrases.count(confusion.times, "time")
        text = f"{first} and {second}: {times}, last on {last.day} {last:%b %Y}"
        page.line(text, style="bold", indent=3)
        for ref in confusion.items:
            stem = one_line(texts.get(ref, ""))
            page.say(f"{ref.pack}/{ref.item}: {stem}", first=f"{page.margin}  ", indent=5)


def confusions_json(confusions: Iterable[Confusion]) -> list[dict[str, Any]]:
    return [
        {
            "pack": confusion.items[0].pack,
            "answers": list(confusion.answers),
            "questions": [ref.item for ref in confusion.items],
            "times": confusion.times,
            "last": Moment(confusion.at).iso,
        }
        for confusion in confusions
    ]
