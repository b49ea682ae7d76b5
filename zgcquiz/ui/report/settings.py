"""Settings, as pages."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rich.cells import cell_len

from zgcquiz.core.configuration import LOAD, SETTINGS, Effective, SettingChange
from zgcquiz.core.settings import WEEKDAYS
from zgcquiz.ui.terminal.text import fit

if TYPE_CHECKING:
    from zgcquiz.ui.report.pages import Page


def value_text(found: Effective) -> str:
    """A setting's value as it can be typed again; the engine's defaults have no such form."""
    value = found.value
    if isinstance(value, bool):
        return str(value).lower()
    if found.name == "day_starts":
        return f"{value:02}:00"
    if found.name == "parameters":
        return "default" if value is None else f"[{', '.join(f'{weight:g}' for weight in value)}]"
    if found.name == LOAD:
        days = ", ".join(f"{day} = {load}" for day, load in zip(WEEKDAYS, value, strict=True))
        return f"{{{days}}}"
    return str(value)


def _short(found: Effective) -> str:
    """The value in few words."""
    if found.name == "parameters":
        return "default" if found.value is None else "fitted" if found.tuned else "your own"
    if found.name == LOAD:
        less = [f"{day[:3]} {load}" for day, load in zip(WEEKDAYS, found.value, strict=True) if load != 100]
        return ", ".join(less) if less else "100 every day"
    return value_text(found)


def _origin(found: Effective) -> str:
    """Where it comes from: "default", "config.toml:3", "tune on 2026-11-24, config.toml:3"."""
    if not found.line:
        return "default"
    place = f"{Path(found.file).name}:{found.line}"
    return f"tune on {found.tuned}, {place}" if found.tuned else place


def settings(page: Page, rows: Sequence[Effective], path: Path) -> None:
    """All settings: name, value, where it comes from; then those of single packs."""
    names = max(len(row.name) for row in rows)
    values = min(24, max(cell_len(_short(row)) for row in rows))
    pack: str | None = None
    for row in rows:
        if row.pack != pack:
            pack = row.pack
            page.heading(f"[pack.{pack}]")
        if page.plain or page.width < 60:
            page.say(f"{row.name}: {_short(row)} ({_origin(row)})", first="" if page.plain else " ", indent=3)
        else:
            shown = _short(row)
            if cell_len(shown) > values:
                page.say(shown, first=f" {fit(row.name, names)}   ")
                page.say(_origin(row), first=" " * (names + values + 7))
            else:
                page.say(_origin(row), first=f" {fit(row.name, names)}   {fit(shown, values)}   ")
    page.console.print()
    page.say(f"The file: {path}", first="" if page.plain else " ", style="dim", indent=3)
    page.say("To change one: zgcquiz config set KEY VALUE", first="" if page.plain else " ", style="dim", indent=3)


def changed(page: Page, change: SettingChange) -> None:
    before, after = change.before, change.after
    whose = f" for {after.pack or before.pack}" if after.pack or before.pack else ""
    if before == after:
        page.say(f"{after.name} is {_short(after)}{whose} already ({_origin(after)}). Nothing was changed.")
    else:
        page.say(f"{after.name}{whose} is {_short(after)} now ({_origin(after)}); it was {_short(before)}.")
        page.say(SETTINGS[after.name.partition(".")[0]].about, style="dim")


def settings_are_fine(page: Page, path: Path) -> None:
    page.say(f"Nothing is wrong with {path}.")
