"""The rules on item-writing flaws, explained: all in brief, one at length, or all for a document."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from rich.text import Text

from zgcquiz.core.authoring.flaws.rule import Rule
from zgcquiz.ui.report.pages import Page
from zgcquiz.ui.terminal.text import fit


def show_all(page: Page, rules: Sequence[Rule]) -> None:
    """A line each."""
    widest = max(len(rule.code) for rule in rules)
    for rule in rules:
        short = {"error": rule.error, "English": rule.english, "off": rule.off}
        marks = ", ".join(mark for mark, holds in short.items() if holds)
        notes = f" ({marks})" if marks else ""
        if page.plain or page.width < 60:
            page.say(f"{rule.code}: {rule.title}{notes}", indent=3)
        else:
            page.say(rule.title + notes, first=Text.assemble(" ", (fit(rule.code, widest), "bold"), "   "))


def show_one(page: Page, rule: Rule) -> None:
    """Why it matters, an example and its mend."""
    page.say(f"{rule.code}: {rule.title}", style="bold")
    page.say(rule.why)
    for note in [*_notes(rule), *_threshold(rule)]:
        page.say(f"{note[0].upper()}{note[1:]}.", style="dim")
    for title, example in (("Flawed", rule.bad), ("Mended", rule.fix)):
        if example:
            page.heading(title)
            for line in example.splitlines():
                page.say(line, first="" if page.plain else "   ", indent=6)
    page.console.print()
    page.say(_leave(rule), style="dim")


def print_markdown(page: Page, rules: Iterable[Rule]) -> None:
    """A section each, for the reference."""
    for rule in rules:
        lines = [f"## {rule.code}", "", f"*{rule.title[0].upper()}{rule.title[1:]}.* {rule.why}"]
        notes = [f"{note[0].upper()}{note[1:]}." for note in [*_notes(rule), *_threshold(rule)]]
        lines += ["", " ".join(notes)] if notes else []
        if rule.bad:
            lines += ["", "```yaml", "# flawed", rule.bad, "", "# mended", rule.fix, "```"]
        page.console.file.write("\n".join(lines) + "\n\n")


def as_json(rules: Iterable[Rule]) -> dict[str, Any]:
    return {
        "flaws": [
            {
                "code": rule.code,
                "title": rule.title,
                "why": rule.why,
                "bad": rule.bad or None,
                "mend": rule.fix or None,
                "english": rule.english,
                "off": rule.off,
                "severity": "error" if rule.error else "warning",
                "threshold": rule.threshold if rule.measures else None,
                "measures": rule.measures or None,
            }
            for rule in rules
        ]
    }


def _notes(rule: Rule) -> list[str]:
    """What sets a rule apart from most."""
    notes = {"an error": rule.error, "for packs in English": rule.english, "off unless asked for": rule.off}
    return [note for note, holds in notes.items() if holds]


def _threshold(rule: Rule) -> list[str]:
    return [f"threshold: {rule.measures} ({rule.threshold:g})"] if rule.measures else []


def _leave(rule: Rule) -> str:
    """How to keep what it finds."""
    if rule.find is None:
        return f"To leave it: check: {{{rule.code}: off}} in the pack's own file."
    return f"To keep it in one question: allow: {{{rule.code}: why}}. In a whole pack: check: {{{rule.code}: off}}."
