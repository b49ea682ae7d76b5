"""Packs for pages."""

from __future__ import annotations

from zgcquiz.core.packs.pack import MARKDOWN, Citation, Item, Kind, Option, Pack, PackInfo, Source

CAPITAL = Item(
    "capital",
    Kind.SINGLE,
    "What is the **capital** of `France`?",
    (
        Option("Paris", key=True),
        Option("Lyon"),
        Option("Nice"),
        Option("Rome", feedback="That is *Italy's*."),
        Option("Lille"),
    ),
    drawn=True,
    explanation="It stands on the Seine.",
    source=Citation("book", "Cities", 2),
    markup=True,
)
PRIMES = Item(
    "primes",
    Kind.MULTIPLE,
    "Which of these are prime?",
    (Option("2", key=True), Option("3", key=True), Option("4"), Option("6"), Option("8")),
    drawn=True,
    markup=True,
)
ROUND = Item("earth", Kind.TRUE_FALSE, "Is the earth round?", (Option("true", key=True), Option("false")), markup=True)
YEARS = Item(
    "years",
    Kind.SINGLE,
    "Which year came first?",
    (Option("1905", key=True), Option("1912"), Option("1919"), Option("None of these", pinned=True)),
    markup=True,
)
DISTRICT = Item(
    "district", Kind.TYPED, "Which district?", (Option("Zhongguancun", key=True),), accept=("ZGC",), markup=True
)
LENGTH = Item(
    "length", Kind.NUMERIC, "How long is it?", (Option("3,652", key=True),), tolerance=5.0, unit="km", markup=True
)
EXACT = Item("exact", Kind.NUMERIC, "How high is it?", (Option("3.5 million", key=True),), unit="m", markup=True)

INFO = PackInfo(
    "kinds",
    "Rivers & <b>lakes</b>",
    description="Of every kind.",
    language="en",
    license="CC0-1.0",
    sources=(Source("book", "The Book", publisher="Press", published="2020"),),
    markup=MARKDOWN,
)


def pack_of(*items: Item, info: PackInfo = INFO) -> Pack:
    return Pack(info, items)


EVERY_KIND = pack_of(CAPITAL, PRIMES, ROUND, YEARS, DISTRICT, LENGTH)
