"""The problems that a check found, and the rules on item-writing flaws."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from rich.text import Text

from zgcquiz.core.authoring.flaws.rule import Rule
from zgcquiz.core.command_lines import command
from zgcquiz.core.moment import Moment
from zgcquiz.core.packs.pack_views import CheckedPack
from zgcquiz.ui.report.page import Page, problem_json
from zgcquiz.ui.round import phrases
from zgcquiz.ui.terminal.text import fit


def print_checks(page: Page, packs: Sequence[CheckedPack]) -> None:
    """Print every problem, then a line for each pack."""
    for pack in packs:
        page.problems((*pack.fixed, *pack.errors, *pack.warnings))
    for pack in packs:
        errors, warnings = len(pack.errors), len(pack.warnings)
        result = "nothing to fix"
        if errors or warnings:
            result = f"{phrases.count(errors, 'error')}, {phrases.count(warnings, 'warning')}"
        page.say(f"{pack.id or 'pack'}: {phrases.questions(pack.questions, pack.drafts)}, {result}", style="bold")
    flaw = next((pack.flaw for pack in packs if pack.flaw), "")
    if flaw:
        page.say(f"Why a flaw matters, and how to fix it: {command('pack', 'explain', flaw)}", style="faint")


def print_watching(page: Page, now: Moment, sound: bool) -> None:
    """Print the result of a check that will run again as soon as a file is saved."""
    state = "no errors" if sound else "there are errors"
    page.say(f"{now.local:%H:%M:%S}  {state}; checked again on saving, Ctrl-C ends", style="faint")
    page.console.file.flush()


def checks_json(packs: Iterable[CheckedPack], *, fixed: bool) -> dict[str, Any]:
    """Return the problems of each pack; with those that were fixed, if fixing was requested."""
    return {
        "packs": [
            {
                "id": pack.id or None,
                "questions": pack.questions,
                "drafts": pack.drafts,
                "errors": [problem_json(problem) for problem in pack.errors],
                "warnings": [problem_json(problem) for problem in pack.warnings],
            }
            | ({"fixed": [problem_json(problem) for problem in pack.fixed]} if fixed else {})
            for pack in packs
        ]
    }


def print_rules(page: Page, rules: Sequence[Rule]) -> None:
    widest = max(len(rule.code) for rule in rules)
    for rule in rules:
        flags = {"error": rule.error, "English": rule.english, "off": rule.off}
        marks = ", ".join(mark for mark, is_set in flags.items() if is_set)
        title = f"{rule.title} ({marks})" if marks else rule.title
        if page.narrow:
            page.say(f"{rule.code}: {title}", indent=3)
        else:
            page.say(title, first=Text.assemble(" ", (fit(rule.code, widest), "bold"), "   "))


def print_rule(page: Page, rule: Rule) -> None:
    """Print a rule with its reason, an example, and how to switch it off."""
    page.say(f"{rule.code}: {rule.title}", style="bold")
    page.say(rule.why)
    for note in _notes(rule):
        page.say(note, style="faint")
    for title, example in (("Flawed", rule.bad), ("Fixed", rule.fix)):
        if example:
            page.heading(title)
            for line in example.splitlines():
                page.say(line, first="" if page.plain else "   ", indent=6)
    page.console.print()
    if rule.find is None:
        off = f"To ignore it: check: {{{rule.code}: off}} in the pack's own file."
    else:
        off = f"To allow it in one question: allow: {{{rule.code}: why}}. In a whole pack: check: {{{rule.code}: off}}."
    page.say(off, style="faint")


def print_rules_as_markdown(page: Page, rules: Iterable[Rule]) -> None:
    """Print a Markdown section for each rule, for the documentation."""
    for rule in rules:
        lines = [f"## {rule.code}", "", f"*{rule.title[0].upper()}{rule.title[1:]}.* {rule.why}"]
        notes = _notes(rule)
        lines += ["", " ".join(notes)] if notes else []
        if rule.bad:
            lines += ["", "```yaml", "# flawed", rule.bad, "", "# mended", rule.fix, "```"]
        page.console.file.write("\n".join(lines) + "\n\n")


def rules_json(rules: Iterable[Rule]) -> dict[str, Any]:
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
    """Return when a rule applies and its threshold, as sentences."""
    flags = {"An error.": rule.error, "For packs in English.": rule.english, "Off unless asked for.": rule.off}
    notes = [note for note, is_set in flags.items() if is_set]
    return [*notes, f"Threshold: {rule.measures} ({rule.threshold:g})."] if rule.measures else notes
