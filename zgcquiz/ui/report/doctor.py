"""What `zgcquiz doctor` found and did."""

from __future__ import annotations

from typing import Any

from zgcquiz.core.moment import Moment
from zgcquiz.store.log.damage.detection import readable
from zgcquiz.store.log.damage.diagnosis import Diagnosis
from zgcquiz.ui.report.page import Page
from zgcquiz.ui.round.phrases import count

_LISTED = 20
"""The most rows of a kind that are listed; --json has all of them."""


def print_diagnosis(page: Page, found: Diagnosis) -> None:
    page.say(f"{found.path}: {count(found.answers, 'answer')} can be read.")
    if found.is_healthy:
        page.say("Nothing is wrong.")
        return
    findings = found.findings
    _list(page, "SQLite can't use parts of the file:", findings.pages)
    _list(page, "Indexes differ from their tables:", findings.indexes)
    rows = [f"{row.table} {readable(row.id)}: {row.reason}" for row in findings.rows]
    _list(page, "Damaged rows, which are left out:", rows)
    lost = [
        f"{each.id}: {readable(each.pack)}/{readable(each.item)}, {Moment(each.at).iso[:10]}" for each in found.lost
    ]
    _list(page, "Answers that are lost, as their page can't be read:", lost)
    if found.derived:
        page.say(f"{count(found.derived, 'card or figure')} differ from what the log gives.")
    if found.settings:
        page.say(f"The settings can't be used. {found.settings}")
        page.say("To fix them: zgcquiz config edit")
    if found.cache:
        page.say("The cache of compiled packs is damaged.")
    _list(page, "Temporary files of processes that were killed:", [str(path) for path in found.leftovers])
    _print_ending(page, found)


def _list(page: Page, title: str, lines: tuple[str, ...] | list[str]) -> None:
    if lines:
        page.say(title)
        for line in lines[:_LISTED]:
            page.say(line, first=" - ", indent=3)
        if len(lines) > _LISTED:
            page.say(f"and {len(lines) - _LISTED:,} more (all: --json)", first=" - ", indent=3)


def _print_ending(page: Page, found: Diagnosis) -> None:
    if found.repaired is None:
        if not found.is_repairable:
            return
        page.say("To repair what can be repaired, keeping the present file: zgcquiz doctor --repair")
    else:
        page.say(f"Repaired: the log has {count(found.repaired.answers, 'answer')}.")
        if found.repaired.copy:
            page.say(f"The file as it was: {found.repaired.copy}")
    if found.findings.pages or found.findings.rows or found.lost:
        page.say("A backup may have more: zgcquiz restore")


def diagnosis_json(found: Diagnosis) -> dict[str, Any]:
    repaired = found.repaired
    return {
        "path": str(found.path),
        "healthy": found.is_healthy,
        "answers": found.answers,
        "pages": list(found.findings.pages),
        "indexes": list(found.findings.indexes),
        "damaged": [{"table": row.table, "id": readable(row.id), "reason": row.reason} for row in found.findings.rows],
        "lost": [
            {"id": each.id, "pack": readable(each.pack), "question": readable(each.item), "at": Moment(each.at).iso}
            for each in found.lost
        ],
        "derived": found.derived,
        "settings": found.settings,
        "cache": found.cache,
        "leftovers": [str(path) for path in found.leftovers],
        "repaired": repaired
        and {"copy": None if repaired.copy is None else str(repaired.copy), "answers": repaired.answers},
    }
