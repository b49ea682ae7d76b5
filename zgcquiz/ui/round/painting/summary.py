"""The lines of a round's summary, for a terminal that can be redrawn."""

from __future__ import annotations

from collections.abc import Iterable

from rich.cells import cell_len
from rich.text import Text

from zgcquiz.core.rounds.round_views import Missed, RoundReport, SectionScore
from zgcquiz.ui.round import phrases
from zgcquiz.ui.round.painting.layout import RoundLayout
from zgcquiz.ui.round.summary_phrases import certainty_parts, closing, missed_state, nothing_answered, score_parts
from zgcquiz.ui.terminal.meters import meter
from zgcquiz.ui.terminal.text import fit, one_line

_SECTION_BAR = 18
_KEYS = 5
"""Lines that the keys below the summary take at most."""


def summary(layout: RoundLayout, report: RoundReport) -> list[Text]:
    """Return the score, the sections, the missed questions, and what is due when.

    If they are more than the screen has room for, the score comes after what scrolls off.
    """
    if not report.asked:
        return [Text(), *(row for line in nothing_answered(report) for row in layout.wrap(line, style="bold")), Text()]
    last = f" (last {phrases.percent(report.last_score)})" if report.last_score is not None else ""
    parts = [
        f"{report.correct}/{report.asked}",
        f"{phrases.percent(report.score)}{last}",
        phrases.duration(report.seconds),
    ]
    if report.session.best_streak > 1:
        parts.append(f"{report.session.best_streak} in a row")
    done = "ROUND DONE" if report.ending.finished else "ROUND ENDED"
    head = _joined(layout, [(done, "bold"), *((part, "") for part in parts)])
    head += _joined(layout, [(text, "faint") for text in [*certainty_parts(report), *score_parts(report)]])
    head.append(Text())
    below = [line for text in closing(report) for line in layout.wrap(text, style="accent")]
    told = _told(layout, report)
    fits = len(head) + len(told) + len(below) + _KEYS < layout.console.height
    return [*layout.rule(), *(head + told if fits else told + head), *below]


def _told(layout: RoundLayout, report: RoundReport) -> list[Text]:
    """Return the sections and the missed questions."""
    lines: list[Text] = []
    if any(section.name for section in report.sections):
        longest = max(cell_len(one_line(section.name)) for section in report.sections)
        for section in report.sections:
            lines += _section(layout, section, longest)
        lines.append(Text())
    if report.missed:
        lines.append(Text(f" Missed {len(report.missed)}", style="bold"))
        for missed in report.missed:
            lines += _missed(layout, missed, report)
        lines.append(Text())
    return lines


def missed_in_full(layout: RoundLayout, report: RoundReport) -> list[Text]:
    """Return the missed questions, each with the response, the right answer and the explanation."""
    lines = [Text()]
    for missed in report.missed:
        answer = missed.answer
        of_pack = layout.of_pack(answer.ref.pack)
        lines += of_pack.item_text(answer.item.stem, answer.item, f" {missed.number:>2} ", "bold")
        lines += _marked(layout, phrases.picked_text(answer), layout.glyphs.wrong, "wrong")
        lines += _marked(layout, phrases.key_text(answer), layout.glyphs.right, "right")
        if answer.item.explanation:
            lines += of_pack.item_text(answer.item.explanation, answer.item, "      ")
        lines.append(Text())
    return lines


def _joined(layout: RoundLayout, parts: Iterable[tuple[str, str]]) -> list[Text]:
    text = Text("   ").join(Text(part, style=style) for part, style in parts)
    return [Text.assemble(" ", line) for line in text.wrap(layout.console, layout.width - 1)]


def _section(layout: RoundLayout, section: SectionScore, longest: int) -> list[Text]:
    """Return a section's score as a bar. longest: cells of the longest section name."""
    share = section.correct / section.asked
    name = section.name or "Other"
    figures = f"{section.correct:>3}/{section.asked:<3} {phrases.percent(share):>4}"
    line = Text.assemble(meter(share, _SECTION_BAR, layout.glyphs), f"  {figures}")
    if longest <= layout.width - line.cell_len - 4:
        return [Text.assemble(" ", fit(name, longest), "   ", line)]
    return [*layout.wrap(one_line(name), indent=2), Text.assemble("   ", line)]


def _marked(layout: RoundLayout, text: str, sign: str, style: str) -> list[Text]:
    return layout.wrap(text, first=Text(f"    {sign} ", style=style), style=style)


def _missed(layout: RoundLayout, missed: Missed, report: RoundReport) -> list[Text]:
    answer = missed.answer
    lines = layout.item_text(answer.item.stem, answer.item, f" {missed.number:>2} ")
    lines += _marked(layout, phrases.key_text(answer), layout.glyphs.right, "right")
    state = missed_state(missed, report)
    if state:
        lines[-1].append(f"   {state}", style="faint")
        if lines[-1].cell_len > layout.width:
            lines[-1].right_crop(len(state) + 3)
            lines.append(Text(f"      {state}", style="faint"))
    return lines
