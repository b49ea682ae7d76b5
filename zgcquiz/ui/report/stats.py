"""Statistics on a page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.cells import cell_len
from rich.text import Text

from zgcquiz.core.log.review import Ref
from zgcquiz.core.moment import Moment, date_of
from zgcquiz.core.rounds.confusion import Confusion
from zgcquiz.core.stats.activity import INTERVALS, Recall
from zgcquiz.core.stats.calibration import Predicted
from zgcquiz.core.stats.certainty import Certainties
from zgcquiz.core.stats.heat_map import STEPS, HeatMap, make_heat_map
from zgcquiz.core.stats.picks import USELESS_FROM, ItemFigures
from zgcquiz.core.stats.summary import Group, Stats
from zgcquiz.ui.report.pages import Page
from zgcquiz.ui.round import phrases
from zgcquiz.ui.terminal.text import bar, fit, one_line

_STATES = {
    "new": "new",
    "learning": "learning",
    "young": "young (under 21 days)",
    "mature": "mature (21 days or more)",
    "suspended": "suspended",
}
_NARROW = 60
_WEEKDAYS = ("Mon", "", "Wed", "", "Fri", "", "Sun")
_SIGNS = ".:+*#"
"""For no answers, and for each step of more: dots to fill more of the cell, with or without colour."""
_TINTS = ("dim", "green", "green", "bold green", "bold green")
_MARGIN = 5
_LISTED = 20
"""Entries that a list on a page has at most."""
_MOST_WEEKS = 53
_BAR_NAME = 26


class Figures:
    """Writes statistics to a page: bars and a map of the year, or sentences where it is plain."""

    def __init__(self, page: Page) -> None:
        self.page = page

    @property
    def lead(self) -> str:
        return "" if self.page.plain else " "

    def say(self, text: str, style: str = "", indent: int | None = None) -> None:
        self.page.say(text, first=self.lead, style=style, indent=indent)

    def heading(self, text: str) -> None:
        """What the figures are about."""
        self.say(text, style="bold")

    def overview(self, stats: Stats, heading: str) -> None:
        """What there is to see at first."""
        self.heading(heading)
        if not stats.reviews:
            self.say("No answers yet. Start with: zgcquiz play")
            return
        crammed = f", {stats.crammed:,} of them crammed" if stats.crammed else ""
        week, today = phrases.duration(stats.seconds_week), phrases.duration(stats.seconds_today)
        self.page.pairs(
            [
                ("Reviews", f"{stats.reviews:,} in {phrases.duration(stats.seconds)}{crammed}"),
                ("Time", f"{today} today, {week} in the last 7 days"),
                ("Accuracy", f"{phrases.percent(stats.correct / stats.reviews)} ({stats.correct:,} right)"),
                ("True retention", _retention(stats.recall)),
                ("Streak", f"{phrases.count(stats.streak, 'day')}, the longest {stats.longest_streak:,}"),
                ("Due now", phrases.count(stats.due, "question")),
            ]
        )
        self.year(stats)
        self.page.heading("Cards")
        total = sum(stats.states.values()) or 1
        for state, number in stats.states.items():
            if number or state != "suspended":
                self.bar(_STATES[state], number / total, f"{number:,}")
        self.page.heading("Due in the next two weeks")
        most = max(stats.forecast) or 1
        for ahead, number in enumerate(stats.forecast):
            date = date_of(stats.now.day + ahead)
            name = "today" if ahead == 0 else "tomorrow" if ahead == 1 else f"{date:%a} {date.day:>2} {date:%b}"
            self.bar(name, number / most, f"{number:,}")
        if stats.packs:
            self.page.heading("Packs")
            self.groups(stats.packs)
        self.page.console.print()
        self.say("More: --memory, --topics, --items, --certainty, --confusions", style="dim")

    def year(self, stats: Stats) -> None:
        """Each day of the last year, a column a week; as many weeks as there is room for."""
        if self.page.plain:
            self._months(stats)
            return
        weeks = min(_MOST_WEEKS, self.page.width - _MARGIN)
        found = make_heat_map(stats.days, stats.now.day, weeks)
        self.page.heading("The last year" if weeks == _MOST_WEEKS else f"The last {weeks} weeks")
        print_line = self.page.console.print
        print_line(Text(" " * _MARGIN + _month_names(found), style="dim"), soft_wrap=True)
        for day, name in enumerate(_WEEKDAYS):
            line = Text(f" {name:<{_MARGIN - 1}}", style="dim")
            for week in found.weeks:
                step = week[day]
                line.append(" " if step is None else _SIGNS[step], style="" if step is None else _TINTS[step])
            line.rstrip()
            print_line(line, soft_wrap=True)
        if found.bounds:
            self.page.say(_legend(found), first=" " * _MARGIN, style="dim")

    def _months(self, stats: Stats) -> None:
        months: dict[str, list[int]] = {}
        for day in sorted(stats.days):
            if stats.now.day - 7 * _MOST_WEEKS < day <= stats.now.day:
                months.setdefault(f"{date_of(day):%B %Y}", []).append(stats.days[day])
        self.page.heading("The last year")
        for month, counts in months.items():
            self.say(f"{month}: {phrases.count(sum(counts), 'review')} on {phrases.count(len(counts), 'day')}")

    def memory(self, stats: Stats) -> None:
        """Retention by interval and by pack."""
        self.page.heading("Retention by days since the last answer")
        if not stats.recall.of:
            self.say("Not known yet: it takes a second day.")
            return
        for (low, high), recall in zip(INTERVALS, stats.intervals, strict=True):
            name = f"{low} or more" if high is None else f"{low}" if low == high else f"{low} to {high}"
            self.share(f"{name} {'day' if high == 1 else 'days'}", recall)
        self.page.heading("Retention by pack")
        for group in stats.packs:
            self.share(group.name, group.recall)

    def predicted(self, found: Predicted) -> None:
        """Predicted recall beside the true one."""
        self.page.heading("Predicted and true recall")
        if not found.calibration.of:
            return
        for bin in found.calibration.bins:
            predicted, true = phrases.percent(bin.predicted), phrases.percent(bin.right / bin.of)
            self.say(f"predicted {predicted:>4}, true {true:>4}, of {phrases.count(bin.of, 'review')}", indent=3)
        of = f" of a sample of {found.items:,} questions" if found.items < found.items_in_all else ""
        self.say(
            f"Off by {100 * found.calibration.rmse:.1f} points on average, over"
            f" {phrases.count(found.calibration.of, 'review')}{of}. Luck among options is part of what is predicted.",
            style="dim",
        )

    def topics(self, stats: Stats) -> None:
        """Tags, and the facts that are missed most."""
        if stats.tags:
            self.page.heading("Tags")
            self.groups(stats.tags)
        self.page.heading("Hardest facts")
        for fact in stats.hardest:
            missed = f"missed {fact.missed:,} of {phrases.count(fact.reviews, 'time')}"
            self.say(f"{fact.pack}/{fact.fact}: {missed}", indent=3)
        if not stats.hardest:
            self.say("Nothing was missed.")

    def items(self, found: Sequence[ItemFigures]) -> None:
        """Questions, the most difficult first, with what was picked."""
        self.page.heading("Questions, the most difficult first")
        if not found:
            self.say("None was answered yet.")
        for item in found[:_LISTED]:
            how = "not scheduled" if item.difficulty is None else f"difficulty {item.difficulty:.1f} of 10"
            right = f"{item.correct:,} of {phrases.count(item.reviews, 'answer')} right"
            self.say(f"{item.ref.pack}/{item.ref.item}: {one_line(item.stem)}", indent=3)
            self.page.say(f"{how}, {right}", first=f"{self.lead}  ", style="dim")
            for option in item.options:
                sign = "right: " if self.page.plain else "✓ "
                sign = sign if option.key else "" if self.page.plain else "  "
                self.page.say(
                    f"{one_line(option.text)}: picked {option.picked:,} of {phrases.count(option.shown, 'time')}",
                    first=f"{self.lead}    {sign}",
                )
        if len(found) > _LISTED:
            self.say(f"{len(found) - _LISTED:,} more: --json", style="dim")
        useless = [(item, option) for item in found for option in item.options if option.useless]
        if useless:
            self.page.heading("Never picked")
            self.say(
                f"Shown {USELESS_FROM} times or more: these tempt nobody, and others would make better questions.",
                style="dim",
            )
        for item, option in useless[:_LISTED]:
            self.say(
                f"{item.ref.pack}/{item.ref.item}: {one_line(option.text)} (shown {option.shown:,} times)", indent=3
            )
        if len(useless) > _LISTED:
            self.say(f"{len(useless) - _LISTED:,} more: --json", style="dim")

    def certainty(self, found: Certainties, stems: Mapping[Ref, str]) -> None:
        """What was wrong though it was sure; then how often each level was right."""
        self.page.heading("Sure but wrong")
        open_ones = [item for item in found.overrated if not item.mended]
        for item in open_ones[:_LISTED]:
            self.say(f"{item.ref.pack}/{item.ref.item}: {one_line(stems.get(item.ref, ''))}", indent=3)
            times = "" if item.times == 1 else f", {item.times:,} times"
            self.page.say(f"you said: {one_line(item.picked)}{times}", first=f"{self.lead}  ", style="yellow")
        if len(open_ones) > _LISTED:
            self.say(f"{len(open_ones) - _LISTED:,} more: --json", style="dim")
        mended = len(found.overrated) - len(open_ones)
        if mended or not open_ones:
            self.say(f"{'Besides, ' if open_ones else ''}{phrases.count(mended, 'question')} known since.", style="dim")
        self.page.heading("Right answers by certainty")
        rows = [(f"level {level}", share) for level, share in sorted(found.levels.items())]
        for name, share in (*rows, ("sure", found.sure), ("guess", found.guess)):
            self.share(name, Recall(share.right, share.of))
        if found.brier is not None:
            self.say(
                f"Brier score {found.brier:.3f}, where 0 is best; always to say your average would have come to"
                f" {found.of_average:.3f}. The levels stand for 33%, 73% and 90%.",
                style="dim",
            )

    def confusions(self, found: Sequence[Confusion], stems: Mapping[Ref, str], now: Moment) -> None:
        """Answers that are taken for each other."""
        self.page.heading("Answers that you mix up")
        if not found:
            self.say("None, or all of them known since.")
        for confusion in found:
            first, second = map(one_line, confusion.answers)
            last = Moment(confusion.at, now.offset).local
            times = phrases.count(confusion.times, "time")
            self.say(f"{first} and {second}: {times}, last on {last.day} {last:%b %Y}", style="bold", indent=3)
            for ref in confusion.items:
                self.page.say(
                    f"{ref.pack}/{ref.item}: {one_line(stems.get(ref, ''))}", first=f"{self.lead}  ", indent=5
                )

    def share(self, name: str, recall: Recall) -> None:
        """A share as a bar. Where there is nothing to share there is no line."""
        if recall.share is None:
            return
        if self.page.plain:
            self.say(f"{name}: {phrases.percent(recall.share)} of {phrases.count(recall.of, 'review')}")
            return
        self.bar(name, recall.share, phrases.percent(recall.share), f"of {recall.of:,}")

    def bar(self, name: str, share: float, figure: str, behind: str = "") -> None:
        if self.page.plain:
            self.say(f"{name}: {figure} {behind}".rstrip())
            return
        width = self.page.width
        name_width, room = _BAR_NAME, min(30, width - _BAR_NAME - 10)
        if width < _NARROW:
            name, name_width, room = name.partition(" (")[0], 13, min(20, width - 23)
        drawn = bar(share, max(8, room - cell_len(behind) - (2 if behind else 0))).replace("-", " ")
        line = Text.assemble(
            " ", fit(name, name_width), f"{figure:>6}  ", (drawn if behind else drawn.rstrip(), "cyan")
        )
        self.page.console.print(line.append(f"  {behind}" if behind else "", style="dim"), soft_wrap=True)

    def groups(self, groups: Sequence[Group]) -> None:
        """Packs or tags, a line each; those not begun together."""
        begun = [group for group in groups if group.reviews]
        widest = min(24, max((cell_len(group.name) for group in begun), default=0))
        for group in begun:
            figures = (
                f"{phrases.count(group.reviews, 'review')}, {phrases.percent(group.correct / group.reviews)} right,"
                f" {group.cards:,} begun, {group.due:,} due"
            )
            if self.page.plain or self.page.width < _NARROW:
                self.page.say(f"{group.name}: {figures}", first=self.lead, indent=3)
            else:
                self.page.say(figures, first=f" {fit(group.name, widest)}   ")
        rest = [group.name for group in groups if not group.reviews]
        if rest:
            self.say(f"Not begun: {', '.join(rest)}", style="dim", indent=1)


def _retention(recall: Recall) -> str:
    if recall.share is None:
        return "not known yet: it takes a second day"
    return f"{phrases.percent(recall.share)} of {phrases.count(recall.of, 'review')} a day or more after the last"


def _month_names(found: HeatMap) -> str:
    """The months over the weeks in which they begin, where there is room."""
    line = ""
    for number in range(len(found.weeks)):
        last_day = date_of(found.first_day + 7 * number + 6)
        if last_day.day <= 7 and len(line) <= number and number + 3 <= len(found.weeks):
            line = f"{line:<{number}}{last_day:%b} "
    return line.rstrip()


def _legend(found: HeatMap) -> str:
    lows = [1, *(bound + 1 for bound in found.bounds[:-1])]
    steps = [
        f"{sign} {low}" if low == high else f"{sign} {low}-{high}"
        for sign, low, high in zip(_SIGNS[1 : STEPS + 1], lows, found.bounds, strict=False)
    ]
    return "   ".join((f"{_SIGNS[0]} none", *steps)) + "  reviews a day"
