"""Results that are read and not answered: the overview, statistics, the log, packs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.text import Text

from zgcquiz.core.errors import ProblemsError, ZgcError
from zgcquiz.core.learning.leech import Leech
from zgcquiz.core.learning.workload import Overview
from zgcquiz.core.log.hold import Held, HeldItem, HoldChange
from zgcquiz.core.log.review import Outcome, Rating, Review
from zgcquiz.core.log.review_import import ImportedReviews
from zgcquiz.core.moment import Moment
from zgcquiz.core.packs.exchange_reports import QUESTION, ExportReport, ImportReport, Lost
from zgcquiz.core.packs.pack import Item, Pack
from zgcquiz.core.packs.pack_views import CheckedPack, FactRow, ListedPack, PackChange, StudySection
from zgcquiz.core.packs.problem import Problem
from zgcquiz.core.text.command_lines import command, path_word
from zgcquiz.ui.round import phrases
from zgcquiz.ui.terminal.console import text_width
from zgcquiz.ui.terminal.text import fit, one_line, visible, wrap

if TYPE_CHECKING:
    from rich.console import Console

_COMMAND = re.compile(r"(?:^|(?<=: ))zgcquiz [a-z].*\Z")
SKIPPED_SHOWN = 20
"""Skipped questions that a page lists of each file."""
_OUTCOMES = {Outcome.CORRECT: "right", Outcome.PARTIAL: "partly", Outcome.WRONG: "wrong"}


class Page:
    """Writes to a console. plain: sentences instead of columns and bars."""

    def __init__(self, console: Console, plain: bool) -> None:
        self.console = console
        self.plain = plain

    @property
    def width(self) -> int:
        return text_width(self.console)

    def say(self, text: str = "", first: str | Text = "", style: str = "", indent: int | None = None) -> None:
        """A text in lines of the page's width. A command at its end is never broken, so that it can be pasted."""
        match = _COMMAND.search(text)
        lead = first if isinstance(first, str) else first.plain
        if match and cell_len(lead) + cell_len(text) > self.width:
            if match.start():
                self.say(text[: match.start()].rstrip(), first, style, indent)
            blank = " " * (cell_len(lead) if indent is None else indent)
            self.console.print(Text(blank + visible(match.group()), style=style), soft_wrap=True)
            return
        for line in wrap(self.console, text, self.width, first=first, style=style, indent=indent):
            self.console.print(line, soft_wrap=True)

    def pairs(self, rows: Sequence[tuple[str, str]]) -> None:
        """Names and values: in two columns, or "name: value" where plain."""
        widest = max((cell_len(name) for name, _ in rows), default=0)
        for name, value in rows:
            if self.plain:
                self.say(f"{name}: {value}")
            else:
                self.say(value, first=Text.assemble(" ", (fit(name, widest), "dim"), "   "))

    def heading(self, text: str) -> None:
        self.console.print()
        self.say(text, first="" if self.plain else " ", style="bold")

    # Pages

    def overview(self, overview: Overview) -> None:
        """Where the learner stands and what to do next."""
        today = overview.today
        rows = [("Due now", phrases.count(overview.due, "question")), ("New", phrases.count(overview.new, "question"))]
        if today.due + today.new:
            time = "" if today.seconds is None else f", about {phrases.minutes(today.seconds)}"
            rows.append(("Today", f"{today.due:,} due and {today.new:,} new{time}"))
        if today.due_in_all > today.due:
            rows.append(("Backlog", phrases.waiting(today)))
        next_due = overview.next_due
        if not overview.due and next_due:
            when = phrases.when(next_due.day, next_due.at, overview.now)
            rows.append(("Next", f"{phrases.count(next_due.count, 'question')} {when}"))
        self.pairs(rows)
        self.console.print()
        if not overview.packs:
            steps = [("zgcquiz pack add PATH", "add a pack to ask from")]
        elif not overview.begun:
            steps = [("zgcquiz play", "a first round of ten"), ("zgcquiz --help", "what else there is")]
        elif today.due:
            steps = [
                ("zgcquiz review", "answer what is due"),
                ("zgcquiz play", "a round of ten"),
                ("zgcquiz stats", "how it goes"),
            ]
        else:
            steps = [
                ("zgcquiz play", "a round of ten"),
                ("zgcquiz review", "meet new questions"),
                ("zgcquiz stats", "how it goes"),
            ]
            if not today.new:
                del steps[1]
        self.pairs(steps)

    def history(self, reviews: Sequence[Review], more: bool) -> None:
        if not reviews:
            self.say("No answers yet. Start with: zgcquiz play")
            return
        for review in reviews:
            when = f"{review.at.local:%Y-%m-%d %H:%M}"
            how = review.certainty.value if review.certainty else "" if review.response is not None else "don't know"
            outcome = _OUTCOMES[review.outcome]
            name = f"{review.ref.pack}/{review.ref.item}"
            if review.rating in (Rating.HARD, Rating.EASY):
                name += f", {phrases.RATINGS[review.rating]}"
            if review.void:
                name += ", taken back"
            if self.plain or self.width < 60:
                self.say(f"{when} {', '.join(filter(None, (outcome, how)))}: {name}", indent=3)
            else:
                self.say(name, first=f" {when}  {outcome:<7}{how:<12}", style="dim" if review.void else "")
        if more:
            self.say("Older ones: --limit N, or all of them with --json", first="" if self.plain else " ", style="dim")

    def exported(self, count: int, path: Path) -> None:
        self.say(f"Wrote {phrases.count(count, 'review')} to {path}.")

    def imported(self, imported: ImportedReviews) -> None:
        self.problems(imported.skipped)
        known = imported.read - imported.added - imported.held - imported.restarted - len(imported.skipped)
        parts = [f"{imported.added:,} added", f"{known:,} known already"]
        if imported.voided:
            parts.append(f"{imported.voided:,} of those taken back now")
        if imported.held:
            parts.append(f"{imported.held:,} about what is suspended or buried")
        if imported.restarted:
            parts.append(f"{imported.restarted:,} about what is learnt anew")
        if imported.skipped:
            parts.append(f"{len(imported.skipped):,} skipped")
        unit = "record" if imported.is_database else "line"
        self.say(f"Read {phrases.count(imported.read, unit)}: {', '.join(parts)}.")

    def undone(self, review: Review) -> None:
        self.say(
            f"Taken back: the answer of {review.at.local:%Y-%m-%d %H:%M} to {review.ref.pack}/{review.ref.item}"
            f" ({_OUTCOMES[review.outcome]}). It no longer counts."
        )

    def hold_changed(self, change: HoldChange) -> None:
        changed, already = phrases.count(len(change.changed), "question"), len(change.already)
        said = {
            Held.SUSPENDED: f"Suspended {changed} of {change.pack}. To resume: zgcquiz resume {change.pack}",
            Held.BURIED: f"Buried {changed} of {change.pack} until tomorrow.",
            Held.RESUMED: f"Resumed {changed} of {change.pack}.",
        }[change.held]
        was = {
            Held.SUSPENDED: "suspended already",
            Held.BURIED: "buried or suspended already",
            Held.RESUMED: "not suspended or buried",
        }[change.held]
        if change.changed or not already:
            self.say(said)
        if already:
            self.say(f"{phrases.count(already, 'question')} {'was' if already == 1 else 'were'} {was}.")

    def held(self, items: Sequence[HeldItem]) -> None:
        if not items:
            self.say("No question is suspended or buried.")
            return
        for held, title in ((Held.SUSPENDED, "Suspended"), (Held.BURIED, "Buried until tomorrow")):
            found = [item for item in items if item.held is held]
            if found:
                self.heading(title)
            for item in found:
                self.say(
                    f"{item.ref.pack} {item.ref.item}: {one_line(item.stem)}",
                    first="" if self.plain else " ",
                    indent=3,
                )
        self.console.print()
        for pack in dict.fromkeys(item.ref.pack for item in items):
            self.say(f"To have those of {pack} asked again: {command('resume', pack)}", style="dim")

    def leeches(self, leeches: Sequence[Leech]) -> None:
        if not leeches:
            self.say("There are no leeches: no question is forgotten again and again.")
            return
        for leech in leeches:
            figures = f"forgotten {phrases.count(leech.lapses, 'time')}, {phrases.count(leech.repetitions, 'review')}"
            state = ", suspended" if leech.suspended else ""
            self.say(
                f"{leech.ref.pack} {leech.ref.item}: {figures}{state}",
                first="" if self.plain else " ",
                indent=3,
                style="bold",
            )
            self.say(one_line(leech.stem), first="" if self.plain else "   ")
        self.console.print()
        for path in sorted({leech.path for leech in leeches if leech.path}):
            self.say(f"To rewrite: {path}", style="dim")
        if any(leech.path is None for leech in leeches):
            self.say("Those of packs that came with zgcquiz can't be rewritten.", style="dim")
        first = next((leech.ref for leech in leeches if not leech.suspended), None)
        if first is not None:
            self.say(f"To have one not asked any more: {command('suspend', first.pack, first.item)}", style="dim")

    def packs(self, packs: Sequence[ListedPack], broken: int) -> None:
        if not packs and not broken:
            self.say("No packs are installed. Add one: zgcquiz pack add PATH")
        widest = min(24, max((cell_len(pack.id) for pack in packs), default=0))
        for pack in packs:
            came = pack.came
            origin = f"from {came.address}, {came.edition}, {came.at[:10]}" if came else pack.origin
            figures = f"{phrases.count(pack.questions, 'question')}, {origin}"
            if self.plain or self.width < 60:
                self.say(f"{pack.id}: {one_line(pack.title)}, {figures}", indent=3)
            else:
                self.say(
                    f"{one_line(pack.title)} ({figures})",
                    first=Text.assemble(" ", (fit(pack.id, widest), "bold"), "   "),
                )

    def pack(self, pack: Pack, *, answers: bool) -> None:
        info = pack.info
        self.say(info.title, style="bold")
        rows = [("Id", info.id), ("Questions", f"{len(pack.items):,}")]
        rows += [
            (name, value)
            for name, value in (("About", info.description), ("Language", info.language), ("License", info.license))
            if value
        ]
        rows += [("Source", ", ".join(p for p in (s.title, s.publisher, s.published) if p)) for s in info.sources]
        self.pairs(rows)
        section: str | None = None
        for item in pack.items:
            if item.section != section:
                section = item.section
                self.heading(section or "Other questions")
            self._item(item, pack, answers)
        if not answers:
            self.console.print()
            self.say("With the options and the right answers: --answers", style="dim")

    def _item(self, item: Item, pack: Pack, answers: bool) -> None:
        self.say(f"{item.id}: {item.stem}", first="" if self.plain else " ", indent=3)
        if not answers:
            return
        for option in item.options:
            lead = ("right: " if option.key else "wrong: ") if self.plain else (" ✓ " if option.key else "   ")
            self.say(phrases.option_text(option, item.kind), first=f"   {lead}", style="green" if option.key else "")
        if item.accept:
            self.say(f"Also right: {'; '.join(item.accept)}", first="   ")
        if item.strict:
            self.say(f"Counted as mistakes when typed: {', '.join(item.strict)}", first="   ")
        if item.tolerance or item.unit:
            from zgcquiz.core.text.number_writing import write_number

            within = [f"within {write_number(item.tolerance)}"] if item.tolerance else []
            self.say(", ".join(["A number", *within, *([f"in {item.unit}"] if item.unit else [])]), first="   ")
        if item.explanation:
            self.say(item.explanation, first="   ")
        cited = pack.info.cite(item.source)
        if cited:
            self.say(f"Source: {cited}", first="   ", style="dim")

    def study(self, sections: Sequence[StudySection]) -> None:
        """Study texts, in lines that are easy to read, and how to be asked about them."""
        for section in sections:
            self.heading(section.title)
            self.console.print()
            for paragraph in section.text.strip().split("\n\n"):
                self.say(one_line(paragraph), first="" if self.plain else " ", indent=0 if self.plain else 1)
                self.console.print()
            command = f"zgcquiz play {section.pack} --section {section.number}"
            self.say(
                f"{phrases.count(section.questions, 'question')} on it: {command}",
                first="" if self.plain else " ",
                style="dim",
            )

    def facts(self, rows: Sequence[FactRow]) -> None:
        section: str | None = None
        for row in rows:
            if row.section != section:
                section = row.section
                self.heading(section or "Other questions")
            cited = "; ".join(row.cited) or "no source"
            self.say(f"{row.fact} ({cited}): {', '.join(row.items)}", first="" if self.plain else " ", indent=3)

    def facts_as_markdown(self, rows: Sequence[FactRow]) -> None:
        """A table for a document, a line a fact."""
        print_line = self.console.file.write
        print_line("| section | fact | cited | questions |\n|---|---|---|---|\n")
        for row in rows:
            items = ", ".join(f"`{item}`" for item in row.items)
            print_line(f"| {row.section} | `{row.fact}` | {'; '.join(row.cited)} | {items} |\n")

    def checked(self, packs: Sequence[CheckedPack]) -> None:
        for pack in packs:
            self.problems((*pack.fixed, *pack.errors, *pack.warnings))
        for pack in packs:
            errors, warnings = len(pack.errors), len(pack.warnings)
            found = "nothing to mend"
            if errors or warnings:
                found = f"{phrases.count(errors, 'error')}, {phrases.count(warnings, 'warning')}"
            self.say(f"{pack.id or 'pack'}: {phrases.count(pack.questions, 'question')}, {found}", style="bold")
        flaw = next((pack.flaw for pack in packs if pack.flaw), "")
        if flaw:
            self.say(f"Why a flaw matters, and how to fix it: {command('pack', 'explain', flaw)}", style="dim")

    def watching(self, now: Moment, sound: bool) -> None:
        """After a check, until a file is saved again."""
        state = "no errors" if sound else "there are errors"
        self.say(f"{now.local:%H:%M:%S}  {state}; checked again on saving, Ctrl-C ends", style="dim")
        self.console.file.flush()

    def problems(self, problems: Iterable[object]) -> None:
        """One a line and never broken, so that editors can read the places."""
        for problem in problems:
            self.console.print(Text(visible(str(problem)).replace("\n", " ")), soft_wrap=True)

    def changed(self, change: PackChange) -> None:
        count = phrases.count(change.questions, "question")
        said = {
            "added": f"Added {change.id}: {count}. To play it: zgcquiz play {change.id}",
            "replaced": f"Replaced {change.id}: it has {count} now. History stays.",
            "unchanged": f"{change.id} is installed already, just as it is.",
            "uncovered": f"Removed your {change.id}. The shipped one is used again; history stays.",
            "removed": f"Removed {change.id}. Its history stays; to bring it back, add it again.",
        }
        self.say(said[change.change])

    def imported_packs(self, report: ImportReport) -> None:
        """What was read, what was skipped and where, what was lost, and what to do next."""
        for file in report.files:
            shown = file.skipped[:SKIPPED_SHOWN]
            self.problems(skipped.problem(file.file) for skipped in shown)
            if len(file.skipped) > len(shown):
                self.say(f"and {len(file.skipped) - len(shown):,} more; --json lists all of them", indent=2)
            skipped = f", skipped {len(file.skipped):,}" if file.skipped else ""
            self.say(
                f"Read {phrases.count(file.questions, 'question')} from {file.file} ({file.format}){skipped}.", indent=2
            )
            for note in file.notes:
                self.say(note, first="  note: ")
            self.lost(file.lost)
        for pack in report.packs:
            self.lost(pack.lost)
            count = phrases.count(pack.questions, "question")
            add = command("pack", "add", path_word(pack.path))
            said = {
                "written": f"Wrote {count} to {pack.path}. To learn from it: {add}",
                "added": f"Added {pack.id} to your packs. To play it: zgcquiz play {pack.id}",
                "replaced": f"Replaced {pack.id}: it has {count} now. History stays.",
                "unchanged": f"{pack.id} is installed already, just as it is.",
            }
            self.say(said[pack.change], indent=2)
            if pack.reviews:
                self.say(f"Your history grew by {phrases.count(pack.reviews, 'review')}.", indent=2)

    def exported_pack(self, report: ExportReport) -> None:
        self.lost(report.lost)
        place = f" to {report.path}" if report.path else ""
        self.say(f"Wrote {phrases.count(report.questions, 'question')}{place} ({report.format}).", indent=2)

    def lost(self, lost: Iterable[Lost]) -> None:
        """What has no place in the other format."""
        for each in lost:
            why = f" ({each.why})" if each.why else ""
            if each.field == QUESTION:
                self.say(f"{phrases.count(each.count, 'question')}{why}", first="  left out: ", indent=12)
            else:
                self.say(f"{each.field}, {phrases.count(each.count, 'time')}{why}", first="  lost: ", indent=8)

    def rebuilt(self, count: int) -> None:
        self.say(f"Rebuilt {phrases.count(count, 'card')} from the log.")

    def note(self, error: ZgcError | Problem) -> None:
        """Something that was left out, and why."""
        if isinstance(error, ZgcError):
            self.say(f"{error.message} {error.hint}", first="note: ", indent=2)
        else:
            self.problems([error])

    def error(self, error: ZgcError) -> None:
        if isinstance(error, ProblemsError):
            self.problems(error.problems)
        self.say(error.message, first="zgcquiz: ", indent=2)
        if error.hint:
            self.say(error.hint, first="  ")
