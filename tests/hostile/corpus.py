"""The hostile corpus: every case by its name, with the door that it is meant for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import NamedTuple

from tests.conftest import PACK
from tests.hostile import carriers, payloads, structures
from tests.hostile.carriers import CARRIERS
from zgcquiz.formats.exchange import registry
from zgcquiz.formats.exchange.contract import ExchangeOptions
from zgcquiz.formats.native import reader

PACKS, HISTORY, SETTINGS = "pack", "history", "settings"
"""Kinds of cases beside those of the importers, which are the names of their formats."""


class Case(NamedTuple):
    """A file that tries something.

    name: what it tries; kind: PACKS, HISTORY, SETTINGS, or the importer's format; filename: its usual one; shows: has a
    text in every place that takes one, so that it is worth exporting and playing.
    """

    name: str
    kind: str
    filename: str
    make: Callable[[], bytes]
    shows: bool = False


@cache
def cases() -> tuple[Case, ...]:
    """Return the whole corpus, always in the same order."""
    found = [*_texts(), *_structures(), *_damaged()]
    assert len({case.name for case in found}) == len(found)
    return tuple(found)


def _texts() -> Iterator[Case]:
    for name, text in payloads.all_payloads().items():
        yield Case(f"pack with {name}", PACKS, "hostile.yaml", _carried(carriers.pack, text), True)
        yield Case(f"pack in Markdown with {name}", PACKS, "hostile.yaml", _carried(carriers.marked_pack, text), True)
    for format, carrier in CARRIERS.items():
        for group, texts in payloads.GROUPS.items():
            short = [text for text in texts.values() if len(text) < 90]
            yield Case(
                f"{format} with {group}",
                "json" if format.startswith("json") else format,
                carrier.filename,
                _carried(carrier.make, " \n".join(short)),
            )
    for name in ("controls: window title", "invisible: bidirectional override", "templates: SQL", "templates: JSON"):
        text = payloads.all_payloads()[name]
        yield Case(f"history with {name}", HISTORY, "history.jsonl", _carried(carriers.history, text))
        yield Case(f"settings with {name}", SETTINGS, "config.toml", _carried(carriers.settings, text))


def _carried(carrier: carriers.Carrier, text: str) -> Callable[[], bytes]:
    def make() -> bytes:
        return carrier(text)

    return make


def _structures() -> Iterator[Case]:
    groups: tuple[tuple[str, str, str, dict[str, Callable[[], bytes]]], ...] = (
        ("YAML", PACKS, "hostile.yaml", structures.YAML),
        ("zip", PACKS, "hostile.zip", structures.ZIP),
        ("package", "qti21", "a.zip", structures.QTI_ZIP),
        ("Anki", "apkg", "a.apkg", structures.ANKI),
        ("workbook", "xlsx", "a.xlsx", structures.XLSX),
        ("table", "csv", "a.csv", structures.CSV),
        ("JSON", "json", "a.json", structures.JSON),
        ("history", HISTORY, "history.jsonl", structures.HISTORY),
        ("settings", SETTINGS, "config.toml", structures.SETTINGS),
    )
    for title, kind, filename, makers in groups:
        for name, make in makers.items():
            yield Case(f"{title}: {name}", kind, filename, make)
    for name, make in structures.XML.items():
        kind = name.partition(":")[0]
        yield Case(f"XML: {name}", kind, "a.zip" if kind == "qti21" else "a.xml", make)
    for name, (kind, filename, make) in structures.TEXT.items():
        yield Case(name, kind, filename, make)


@cache
def good_files() -> dict[str, tuple[str, bytes]]:
    """Return a valid file in each format, by its name: what our exporters write, and the carriers of a plain text."""
    reading = reader.read([("small.yaml", PACK.encode())])
    assert reading.pack is not None
    found: dict[str, tuple[str, bytes]] = {PACKS: ("small.yaml", PACK.encode())}
    for name in registry.BUILT_IN:
        format = registry.get(name)
        if format.read and format.write and name != "yaml":
            found[name] = (f"a{format.suffixes[0]}", format.write(reading.pack, ExchangeOptions(), ()).data)
    for name, carrier in CARRIERS.items():
        if registry.BUILT_IN.get(name) and name not in found:
            found[name] = (carrier.filename, carrier.make("tea"))
    found[HISTORY] = ("history.jsonl", carriers.history("plain") + structures.HISTORY["one id with two contents"]())
    found[SETTINGS] = ("config.toml", b"new_per_day = 5\ncertainty = true\n[pack.small]\nnew_per_day = 3\n")
    return found


def _cut(share: float) -> Callable[[bytes], bytes]:
    def cut(data: bytes) -> bytes:
        return data[: int(len(data) * share)]

    return cut


_DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "cut off after a third": _cut(1 / 3),
    "cut off after two thirds": _cut(2 / 3),
    "cut off after nine tenths": _cut(9 / 10),
    "cut off by a byte": lambda data: data[:-1],
    "without its start": lambda data: data[7:],
    "its bytes turned round": lambda data: data[::-1],
    "in UTF-16": lambda data: data.decode("utf-8", "replace").encode("utf-16"),
    "in UTF-32 without a mark": lambda data: data.decode("utf-8", "replace").encode("utf-32-be"),
    "with two marks": lambda data: b"\xef\xbb\xbf\xef\xbb\xbf" + data,
    "with NULs": lambda data: data.replace(b" ", b"\0"),
    "with bytes that are no UTF-8": lambda data: data.replace(b"e", b"\xe9\xff"),
    "with line separators": lambda data: data.replace(b"\n", "\u2028".encode()),
    "with carriage returns": lambda data: data.replace(b"\n", b"\r"),
    "twice": lambda data: data + data,
}


def _damaged() -> Iterator[Case]:
    for format, (filename, _) in good_files().items():
        for name, damage in _DAMAGES.items():
            yield Case(f"{format} {name}", format, filename, _after(format, damage))


def _after(format: str, damage: Callable[[bytes], bytes]) -> Callable[[], bytes]:
    def make() -> bytes:
        return damage(good_files()[format][1])

    return make
