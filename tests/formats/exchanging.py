"""Packs to export and to import again, and comparing them by what the reports say."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from hypothesis import strategies as st

from tests.strategies import (
    lines,
    maybe,
    numbers,
    raw_lines,
    raw_maybe,
    raw_texts,
    same_when_read,
    slugs,
    texts,
    tolerances,
)
from zgcquiz.core.packs.exchange_reports import Lost
from zgcquiz.core.packs.meta_options import Placement, names_letters, remarks
from zgcquiz.core.packs.option_labels import labelled
from zgcquiz.core.packs.pack import IN_WORDS, Item, Kind, Option, Pack, PackInfo, Section
from zgcquiz.core.text.strictness import STRICT
from zgcquiz.core.value import replace
from zgcquiz.formats.exchange import registry
from zgcquiz.formats.exchange.contract import Converted, ExchangeOptions


def _stand_anywhere(options: list[str]) -> bool:
    """No option says anything of the others, nor has a label: what importing may change is tried elsewhere."""
    return not labelled(options) and all(remark.place is Placement.ANY for remark in remarks("", options))


stricts = st.sets(st.sampled_from(STRICT)).map(lambda words: tuple(word for word in STRICT if word in words))
CHOICES = (Kind.SINGLE, Kind.MULTIPLE, Kind.TRUE_FALSE)


@st.composite
def items(draw: st.DrawFn, id: str, kinds: tuple[Kind, ...], raw: bool = False) -> Item:
    text, line, more = (raw_texts, raw_lines, raw_maybe) if raw else (texts, lines, maybe)
    more = more.filter(lambda said: not names_letters(said, ""))
    kind = draw(st.sampled_from(kinds))
    drawn = False
    accept: tuple[str, ...] = ()
    tolerance, unit = 0.0, ""
    if kind is Kind.TRUE_FALSE:
        truth = draw(st.booleans())
        options = [Option("true", truth), Option("false", not truth)]
    elif kind is Kind.TYPED:
        right, *others = draw(st.lists(line, min_size=1, max_size=3, unique_by=same_when_read))
        options, accept = [Option(right, True)], tuple(others)
    elif kind is Kind.NUMERIC:
        right, *others = draw(st.lists(numbers, min_size=1, max_size=3, unique=True))
        options, accept = [Option(right, True)], tuple(others)
        tolerance, unit = draw(tolerances), draw(st.sampled_from(["", "km"]))
    else:
        drawn = draw(st.booleans())
        names = draw(st.lists(text, min_size=2, max_size=8, unique_by=same_when_read).filter(_stand_anywhere))
        keys = 1 if kind is Kind.SINGLE else draw(st.integers(1, min(7, len(names) - 1)))
        pins = draw(st.integers(0, 1))
        options = [
            Option(name, at < keys, draw(more), at >= keys and at >= len(names) - pins) for at, name in enumerate(names)
        ]
        if not drawn:
            options = draw(st.permutations(options))
    return Item(
        id=id,
        kind=kind,
        strict=draw(stricts) if kind in IN_WORDS else (),
        stem=draw(text),
        options=tuple(options),
        drawn=drawn,
        explanation=draw(more),
        section=draw(st.sampled_from(["", "Part one", "2 / x"])),
        fact=draw(st.one_of(st.just(""), slugs)),
        tags=tuple(dict.fromkeys(draw(st.lists(line, max_size=2)))),
        as_of=draw(st.sampled_from(["", "2017", "2017-06"])),
        accept=accept,
        tolerance=tolerance,
        unit=unit,
    )


@st.composite
def packs(draw: st.DrawFn, kinds: tuple[Kind, ...] = tuple(Kind), raw: bool = False) -> Pack:
    """A pack whose items stand together by section, as they come back. raw: with texts that only our own YAML has."""
    ids = draw(st.lists(slugs, min_size=1, max_size=4, unique=True))
    made = [draw(items(id, kinds, raw)) for id in ids]
    sections = [title for title in dict.fromkeys(item.section for item in made) if title]
    made.sort(key=lambda item: ["", *sections].index(item.section))
    info = PackInfo("p", draw(lines), draw(raw_maybe if raw else maybe), sections=tuple(map(Section, sections)))
    return Pack(info, tuple(made))


OPTIONS = ExchangeOptions(id="p", markup=False)
WITH_MARKUP = ("markdown", "mkdocs-quiz", "hashcards", "text2qti")
"""Formats whose plain texts have markup as well: code for lines that are indented, formulas in dollar signs."""


def there_and_back(name: str, pack: Pack) -> tuple[tuple[Lost, ...], Converted]:
    """What a pack comes to when it is written in a format and read again, and what the writer said."""
    format = registry.get(name)
    assert format.write
    assert format.read
    written = format.write(pack, OPTIONS, ())
    options = replace(OPTIONS, markup=name not in WITH_MARKUP)
    return written.lost, format.read(written.data, f"p{format.suffixes[0]}", options)


Forget = Callable[[Item], Item]


def _pool(item: Item) -> Item:
    if item.kind not in (Kind.SINGLE, Kind.MULTIPLE):
        return item
    return replace(item, drawn=True, options=(*item.keys, *item.distractors))


def _options(item: Item, **changes: object) -> Item:
    return replace(item, options=tuple(replace(option, **changes) for option in item.options))


def _texts(item: Item, change: Callable[[str], str]) -> Item:
    return replace(
        item,
        stem=change(item.stem),
        options=tuple(
            replace(option, text=change(option.text), feedback=change(option.feedback)) for option in item.options
        ),
        explanation=change(item.explanation),
        section=change(item.section),
        tags=tuple(dict.fromkeys(change(tag) for tag in item.tags)),
        accept=tuple(change(text) for text in item.accept),
    )


def _folded(text: str) -> str:
    return " ".join(text.split())


def _with_line_feeds(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _untabbed(text: str) -> str:
    """A text whose lines begin with spaces where they began with tabs."""
    lines = text.split("\n")
    blanks = [line[: len(line) - len(line.lstrip(" \t"))] for line in lines]
    return "\n".join(blank.expandtabs(4) + line[len(blank) :] for blank, line in zip(blanks, lines, strict=True))


def as_xml_has_it(text: str) -> str:
    """A text with a mark in the place of what XML has no place for: control characters, halves, two others."""
    return "".join(
        "\ufffd" if (each < " " and each not in "\t\n\r") or each in "\ufffe\uffff" else each for each in text
    )


def _card(item: Item) -> Item:
    """A question as a card without options has it."""
    if item.kind is Kind.TYPED:
        return item
    text = " ".join(item.keys[0].text.split())
    text = text.capitalize() if item.kind is Kind.TRUE_FALSE else text
    return replace(item, kind=Kind.TYPED, options=(Option(text, True),), drawn=False)


ITEM_LOSSES: dict[str, Forget] = {
    "explanation": lambda item: replace(item, explanation=""),
    "fact": lambda item: replace(item, fact=""),
    "as_of": lambda item: replace(item, as_of=""),
    "tags": lambda item: replace(item, tags=()),
    "options": _card,
    "numbers": _card,
    "wildcards": lambda item: item,
    "section": lambda item: replace(item, section=""),
    "accept": lambda item: replace(item, accept=()),
    "tolerance": lambda item: replace(item, tolerance=0.0),
    "unit": lambda item: replace(item, unit=""),
    "strict": lambda item: replace(item, strict=()),
    "feedback": lambda item: _options(item, feedback=""),
    "pinned": lambda item: _options(item, pinned=False),
    "fixed order": _pool,
    "outer blanks": lambda item: _texts(item, str.strip),
    "carriage returns": lambda item: _texts(item, _with_line_feeds),
    "control characters": lambda item: _texts(item, as_xml_has_it),
    "tabs": lambda item: _texts(item, _untabbed),
    "line ends": lambda item: _texts(item, _folded),
    "runs of spaces": lambda item: _texts(item, _folded),
}
"""In the order in which writers cut texts."""
_OF_TEXTS = {"outer blanks", "carriage returns", "line ends", "runs of spaces", "control characters"}
INFO_LOSSES = ("title", "description")


def forget(pack: Pack, lost: Iterable[Lost]) -> Pack:
    """A pack without what a report says is lost. What it doesn't name stays, and has to be equal."""
    fields = {each.field for each in lost}
    unknown = fields - set(ITEM_LOSSES) - set(INFO_LOSSES) - {"question"}
    assert not unknown, "the comparison must know what a report names"
    made, info = list(pack.items), pack.info
    for field, cut in ITEM_LOSSES.items():
        if field in fields:
            made = [cut(item) for item in made]
    for field in fields & set(INFO_LOSSES):
        info = replace(info, **{field: ""})
    sections = () if "section" in fields else info.sections
    if fields & _OF_TEXTS:
        title, description = (_folded(as_xml_has_it(text.strip())) for text in (info.title, info.description))
        info = replace(info, title=title, description=description)
    return Pack(replace(info, sections=sections), tuple(made))
