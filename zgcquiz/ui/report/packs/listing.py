"""The installed packs, one pack whole, its facts and its study texts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

from zgcquiz.core.errors import ZgcError
from zgcquiz.core.markup.items import said
from zgcquiz.core.packs.pack import Item, Pack, PackInfo
from zgcquiz.core.packs.pack_views import FactRow, ListedPack, PackChange, StudySection
from zgcquiz.ui.report.page import Page, dump, error_json, escape_json
from zgcquiz.ui.round import phrases
from zgcquiz.ui.terminal.text import cells, fit, one_line

if TYPE_CHECKING:
    from zgcquiz.core.packs.origin import Origin

_OTHER = "Other questions"


def print_packs(page: Page, packs: Sequence[ListedPack], broken: int) -> None:
    """Print one line a pack. broken: how many installed packs could not be read."""
    if not packs and not broken:
        page.say("No packs are installed. Add one: zgcquiz pack add PATH")
    widest = min(24, max((cells(pack.id) for pack in packs), default=0))
    for pack in packs:
        came = pack.came
        origin = f"from {came.address}, {came.edition}, {came.at[:10]}" if came else pack.origin
        figures = f"{phrases.count(pack.questions, 'question')}, {origin}"
        if page.narrow:
            page.say(f"{pack.id}: {one_line(pack.title)}, {figures}", indent=3)
        else:
            first = ((" ", ""), (fit(pack.id, widest), "bold"), ("   ", ""))
            page.say(f"{one_line(pack.title)} ({figures})", first=first)


def packs_json(packs: Iterable[ListedPack], broken: Iterable[ZgcError]) -> dict[str, Any]:
    return {
        "packs": [
            {
                "id": pack.id,
                "title": pack.title,
                "questions": pack.questions,
                "origin": pack.origin,
                "path": pack.path,
                "from": origin_json(pack.came),
            }
            for pack in packs
        ],
        "broken": [error_json(error)["error"] for error in broken],
    }


def origin_json(origin: Origin | None) -> dict[str, Any] | None:
    if origin is None:
        return None
    return {
        "kind": origin.kind.value,
        "address": origin.address,
        "version": origin.version,
        "sha256": origin.sha256,
        "at": origin.at,
        "etag": origin.etag or None,
        "last_modified": origin.modified or None,
    }


def print_pack(page: Page, info: PackInfo, count: int, items: Iterable[Item], *, answers: bool) -> None:
    """Print a pack's metadata and questions. count: of them; answers: with the options and the right answers."""
    page.say(info.title, style="bold")
    rows = [("Id", info.id), ("Questions", f"{count:,}")]
    optional = (("About", info.description), ("Language", info.language), ("License", info.license))
    rows += [(name, value) for name, value in optional if value]
    rows += [("Source", ", ".join(p for p in (s.title, s.publisher, s.published) if p)) for s in info.sources]
    page.pairs(rows)
    for section, group in groupby(items, key=lambda item: item.section):
        page.heading(section or _OTHER)
        for item in group:
            _print_item(page, item, info, answers)
    if not answers:
        page.console.print()
        page.say("With the options and the right answers: --answers", style="faint")


def _print_item(page: Page, item: Item, info: PackInfo, answers: bool) -> None:
    page.line(f"{item.id}: {said(item.stem, item)}", indent=3)
    if not answers:
        return
    for option in item.options:
        words, signs = ("right: ", "wrong: "), (f" {page.glyphs.right} ", "   ")
        lead = (words if page.plain else signs)[not option.key]
        text = phrases.option_text(option, item, info.language)
        page.say(text, first=f"   {lead}", style="right" if option.key else "")
    if item.accept:
        page.say(f"Also right: {'; '.join(item.accept)}", first="   ")
    if item.strict:
        page.say(f"Counted as mistakes when typed: {', '.join(item.strict)}", first="   ")
    if item.tolerance or item.unit:
        from zgcquiz.core.text.number_writing import write_number

        within = [f"within {write_number(item.tolerance)}"] if item.tolerance else []
        page.say(", ".join(["A number", *within, *([f"in {item.unit}"] if item.unit else [])]), first="   ")
    if item.explanation:
        page.say(said(item.explanation, item), first="   ")
    citation = info.cite(item.source)
    if citation:
        page.say(f"Source: {citation}", first="   ", style="faint")


def pack_json(info: PackInfo, items: Iterable[Item]) -> Iterator[str]:
    """Yield the text of a pack's JSON document, a question at a time."""
    from zgcquiz.formats.json.pack_dict import pack_as_dict

    head, empty, end = dump(pack_as_dict(Pack(info, ()))).rpartition("[]")
    before = "[\n    "
    yield head
    for item in items:
        yield before + _item_json(item).replace("\n", "\n    ")
        before = ",\n    "
    yield (empty if before[0] == "[" else "\n  ]") + end + "\n"


def _item_json(item: Item) -> str:
    """Return the text of an item's JSON object. msgspec writes all but large and small fractions like json."""
    import msgspec

    from zgcquiz.formats.json.pack_dict import item_as_dict

    if item.tolerance:
        return dump(item_as_dict(item))
    return escape_json(msgspec.json.format(msgspec.json.encode(item_as_dict(item)), indent=2).decode())


def print_study(page: Page, sections: Sequence[StudySection]) -> None:
    """Print study texts, each with the command that asks its questions."""
    for section in sections:
        page.heading(section.title)
        page.console.print()
        for paragraph in section.text.strip().split("\n\n"):
            page.line(one_line(paragraph), indent=len(page.margin))
            page.console.print()
        command = f"zgcquiz play {section.pack} --section {section.number}"
        page.line(f"{phrases.count(section.questions, 'question')} on it: {command}", style="faint")


def study_json(sections: Iterable[StudySection]) -> dict[str, Any]:
    return {
        "sections": [
            {
                "pack": section.pack,
                "number": section.number,
                "title": section.title,
                "text": section.text,
                "questions": section.questions,
            }
            for section in sections
        ]
    }


def print_facts(page: Page, rows: Sequence[FactRow]) -> None:
    for section, facts in groupby(rows, key=lambda row: row.section):
        page.heading(section or _OTHER)
        for row in facts:
            cited = "; ".join(row.cited) or "no source"
            page.line(f"{row.fact} ({cited}): {', '.join(row.items)}", indent=3)


def print_facts_as_markdown(page: Page, rows: Sequence[FactRow]) -> None:
    write = page.console.file.write
    write("| section | fact | cited | questions |\n|---|---|---|---|\n")
    for row in rows:
        items = ", ".join(f"`{item}`" for item in row.items)
        write(f"| {row.section} | `{row.fact}` | {'; '.join(row.cited)} | {items} |\n")


def facts_json(rows: Iterable[FactRow]) -> dict[str, Any]:
    return {
        "facts": [
            {"section": row.section or None, "fact": row.fact, "cited": list(row.cited), "questions": list(row.items)}
            for row in rows
        ]
    }


def print_change(page: Page, change: PackChange) -> None:
    page.say(change_text(change.change, change.id, change.questions, change.drafts))


def change_text(change: str, id: str, questions: int, drafts: int = 0) -> str:
    count = phrases.questions(questions, drafts)
    return {
        "added": f"Added {id}: {count}. To play it: zgcquiz play {id}",
        "replaced": f"Replaced {id}: it has {count} now. Your history is kept.",
        "unchanged": f"{id} is already installed, with the same content.",
        "uncovered": f"Removed your {id}. The shipped one is used again; your history is kept.",
        "removed": f"Removed {id}. Your history is kept; to bring the pack back, add it again.",
    }[change]


def change_json(change: PackChange) -> dict[str, Any]:
    name = "removed" if change.change == "uncovered" else change.change
    return {"change": name, "pack": change.id, "questions": change.questions, "drafts": change.drafts}
