"""The settings, and a change of one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from rich.cells import cell_len

from zgcquiz.core.configuration import LOAD, SETTINGS, Effective, SettingChange
from zgcquiz.core.settings import WEEKDAYS
from zgcquiz.ui.report.page import Page
from zgcquiz.ui.terminal.text import fit


def value_text(setting: Effective) -> str:
    """Return a setting's value as `config set` takes it, except for the engine's default parameters."""
    value = setting.value
    if isinstance(value, bool):
        return str(value).lower()
    if setting.name == "day_starts":
        return f"{value:02}:00"
    if setting.name == "parameters":
        return "default" if value is None else f"[{', '.join(f'{weight:g}' for weight in value)}]"
    if parts := _parts(setting):
        given = [f"{part} = {_quoted(each)}" for part, each in zip(parts, value, strict=True) if each != ""]
        return f"{{{', '.join(given)}}}"
    return str(value)


def _parts(setting: Effective) -> tuple[str, ...]:
    """Return the keys of a table; none for another setting, and for a single value of a table."""
    return SETTINGS[setting.name].parts if setting.name in SETTINGS else ()


def _quoted(value: object) -> str:
    return f'"{value}"' if isinstance(value, str) else str(value)


def _short(setting: Effective) -> str:
    """Return a brief form of the value, for a list."""
    if setting.name == "parameters":
        return "default" if setting.value is None else "fitted" if setting.tuned else "your own"
    if setting.name == LOAD:
        less = [f"{day[:3]} {load}" for day, load in zip(WEEKDAYS, setting.value, strict=True) if load != 100]
        return ", ".join(less) if less else "100 every day"
    if parts := _parts(setting):
        own = [f"{part} {each}" for part, each in zip(parts, setting.value, strict=True) if each]
        return ", ".join(own) or "the theme's"
    return value_text(setting) or "the theme's"


def _origin(setting: Effective) -> str:
    """Return where a value comes from: "default", "config.toml:3", "tune on 2026-11-24, config.toml:3"."""
    if not setting.line:
        return "default"
    position = f"{Path(setting.file).name}:{setting.line}"
    return f"tune on {setting.tuned}, {position}" if setting.tuned else position


def print_settings(page: Page, rows: Sequence[Effective], path: Path) -> None:
    """Print each setting with its value and origin; those of single packs last."""
    names = max(len(row.name) for row in rows)
    values = min(24, max(cell_len(_short(row)) for row in rows))
    pack: str | None = None
    for row in rows:
        if row.pack != pack:
            pack = row.pack
            page.heading(f"[pack.{pack}]")
        if page.narrow:
            page.line(f"{row.name}: {_short(row)} ({_origin(row)})", indent=3)
        else:
            shown = _short(row)
            if cell_len(shown) > values:
                page.say(shown, first=f" {fit(row.name, names)}   ")
                page.say(_origin(row), first=" " * (names + values + 7))
            else:
                page.say(_origin(row), first=f" {fit(row.name, names)}   {fit(shown, values)}   ")
    page.console.print()
    page.line(f"The file: {path}", style="faint", indent=3)
    page.line("To change one: zgcquiz config set KEY VALUE", style="faint", indent=3)


def print_setting_change(page: Page, change: SettingChange) -> None:
    before, after = change.before, change.after
    whose = f" for {after.pack or before.pack}" if after.pack or before.pack else ""
    if before == after:
        page.say(f"{after.name} is already {_short(after)}{whose} ({_origin(after)}). Nothing was changed.")
    else:
        page.say(f"{after.name}{whose} is now {_short(after)} ({_origin(after)}); it was {_short(before)}.")
        page.say(SETTINGS[after.name.partition(".")[0]].about, style="faint")


def print_no_problems(page: Page, path: Path) -> None:
    page.say(f"No problems in {path}.")


def settings_json(rows: Iterable[Effective], path: Path) -> dict[str, Any]:
    return {"path": str(path), "exists": path.exists(), "settings": [setting_json(row) for row in rows]}


def setting_json(setting: Effective) -> dict[str, Any]:
    """Return a setting; its `source` is default, file, pack or tune."""
    value = setting.value
    if parts := _parts(setting):
        value = dict(zip(parts, value, strict=True))
    source = "tune" if setting.tuned else "pack" if setting.pack else "file" if setting.line else "default"
    return {
        "setting": setting.name,
        "value": value,
        "source": source,
        "pack": setting.pack,
        "file": setting.file or None,
        "line": setting.line or None,
        "tuned": setting.tuned.isoformat() if setting.tuned else None,
    }


def setting_change_json(change: SettingChange) -> dict[str, Any]:
    before, after = setting_json(change.before), setting_json(change.after)
    return after | {"before": before["value"], "changed": change.before != change.after}
