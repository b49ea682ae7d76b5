"""Packs to export and to import again, and comparing them by what the reports say."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from hypothesis import strategies as st

from tests.property.strategies import same_when_read
from tests.strategies import numbers, tolerances
from zgcquiz.core.pack import Item, Kind, Option, Pack, PackInfo, Section
from zgcquiz.core.transfer import Lost
from zgcquiz.core.value import replace
from zgcquiz.formats import registry
from zgcquiz.formats.exchange import Converted, ExchangeOptions

_letters = st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp", "Cn"], exclude_characters="\ufeff")
_anything = st.characters(exclude_categories=["Cs"], exclude_characters="\r")
MARKUP = [
    "{", "}", "~wrong", "=right", "#fb", "####", "a -> b", "%50%half", "[html]<b>x</b>", "[plain]", "::t::", "// no",
    "\\n", "\\", "\\{", "$CATEGORY: x", "<b>bold</b>", "a < b > c", "&amp;", "&", "]]>", "<!-- x -->", "<p>", "x\ny",
    "x\n\ny", "a  b", "A. one", "ANSWER: B", "true or false", "T", "@@PLUGINFILE@@/x.png", "1822", "- [x] y", "é中",
    "x\n  y", "'", '"', "CO_2", "$x$", "a/b", "/", "a: b", "#", "- a", "| x", "> y", "a,b", "a;b", "a\tb", "`x`",
    "``", "**b**", "*i*", "_i_", "a_b_c", "[l](http://x)", "![i](x)", "[x]", "# h", "1. one", "1) one", "```",
    "```\nx\n```", "~~~", "<quiz>", "<br>", "</quiz>", "Q: x", "A: y", "C: a [b] c", "---", "===", "***",
    "x\n    y\n\n  z\nw", "**Answer:** x", "$5 and 3$", "> q", "* a", "+ a", "%", "[[x]]", "~~s~~", "x  \n\ny",
    "Explanation: x", "a\\", "\\*", "... x", "___", "*a) x", "a) x", "= 5", "Title: x", "GROUP", "Q1. x",
    "https://x.org/a_b", "x\n- y\n1. z", "x\n\n\ny", "C#", "x #", "a\n#### Q2. b\n  c",
]  # fmt: skip
"""Texts that some format takes for more than text."""


def _is_trimmed(text: str) -> bool:
    return bool(text) and text == text.strip()


texts = st.one_of(
    st.text(_letters, min_size=1, max_size=20).filter(_is_trimmed),
    st.text(_anything, min_size=1, max_size=20).filter(_is_trimmed),
    st.sampled_from(MARKUP),
    st.lists(st.sampled_from(MARKUP), min_size=2, max_size=3).map(" ".join),
)
lines = texts.map(lambda text: " ".join(text.split())).filter(bool)
"""Texts of one line."""
maybe = st.one_of(st.just(""), texts)
slugs = st.from_regex(r"[a-zA-Z0-9_é中][\w.-]{0,20}", fullmatch=True)
CHOICES = (Kind.SINGLE, Kind.MULTIPLE, Kind.TRUE_FALSE)


@st.composite
def items(draw: st.DrawFn, id: str, kinds: tuple[Kind, ...]) -> Item:
    kind = draw(st.sampled_from(kinds))
    drawn = False
    accept: tuple[str, ...] = ()
    tolerance, unit = 0.0, ""
    if kind is Kind.TRUE_FALSE:
        truth = draw(st.booleans())
        options = [Option("true", truth), Option("false", not truth)]
    elif kind is Kind.TYPED:
        right, *others = draw(st.lists(lines, min_size=1, max_size=3, unique_by=same_when_read))
        options, accept = [Option(right, True)], tuple(others)
    elif kind is Kind.NUMERIC:
        right, *others = draw(st.lists(numbers, min_size=1, max_size=3, unique=True))
        options, accept = [Option(right, True)], tuple(others)
        tolerance, unit = draw(tolerances), draw(st.sampled_from(["", "km"]))
    else:
        drawn = draw(st.booleans())
        names = draw(st.lists(texts, min_size=2, max_size=8, unique_by=same_when_read))
        keys = 1 if kind is Kind.SINGLE else draw(st.integers(1, min(7, len(names) - 1)))
        pins = draw(st.integers(0, 1))
        options = [
            Option(name, at < keys, draw(maybe), at >= keys and at >= len(names) - pins)
            for at, name in enumerate(names)
        ]
        if not drawn:
            options = draw(st.permutations(options))
    return Item(
        id=id,
        kind=kind,
        stem=draw(texts),
        options=tuple(options),
        drawn=drawn,
        explanation=draw(maybe),
        section=draw(st.sampled_from(["", "Part one", "2 / x"])),
        fact=draw(st.one_of(st.just(""), slugs)),
        tags=tuple(dict.fromkeys(draw(st.lists(lines, max_size=2)))),
        as_of=draw(st.sampled_from(["", "2017", "2017-06"])),
        accept=accept,
        tolerance=tolerance,
        unit=unit,
    )


@st.composite
def packs(draw: st.DrawFn, kinds: tuple[Kind, ...] = tuple(Kind)) -> Pack:
    """A pack whose items stand together by section, as they come back."""
    ids = draw(st.lists(slugs, min_size=1, max_size=4, unique=True))
    made = [draw(items(id, kinds)) for id in ids]
    sections = [title for title in dict.fromkeys(item.section for item in made) if title]
    made.sort(key=lambda item: ["", *sections].index(item.section))
    info = PackInfo("p", draw(lines), draw(maybe), sections=tuple(map(Section, sections)))
    return Pack(info, tuple(made))


OPTIONS = ExchangeOptions(id="p")


def there_and_back(name: str, pack: Pack) -> tuple[tuple[Lost, ...], Converted]:
    """What a pack comes to when it is written in a format and read again, and what the writer said."""
    format = registry.get(name)
    assert format.write
    assert format.read
    written = format.write(pack, OPTIONS, ())
    return written.lost, format.read(written.data, f"p{format.suffixes[0]}", OPTIONS)


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
        tags=tuple(change(tag) for tag in item.tags),
        accept=tuple(change(text) for text in item.accept),
    )


def _folded(text: str) -> str:
    return " ".join("".join(each if each in "\n\t" or each.isprintable() else "\ufffd" for each in text).split())


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
    "feedback": lambda item: _options(item, feedback=""),
    "pinned": lambda item: _options(item, pinned=False),
    "fixed order": _pool,
    "line ends": lambda item: _texts(item, _folded),
    "runs of spaces": lambda item: _texts(item, _folded),
    "control characters": lambda item: _texts(item, _folded),
}
INFO_LOSSES = ("title", "description")


def forget(pack: Pack, lost: Iterable[Lost]) -> Pack:
    """A pack without what a report says is lost. What it doesn't name stays, and has to be equal."""
    fields = {each.field for each in lost}
    unknown = fields - set(ITEM_LOSSES) - set(INFO_LOSSES) - {"question"}
    assert not unknown, "the comparison must know what a report names"
    made, info = list(pack.items), pack.info
    for field in sorted(fields):
        if field in ITEM_LOSSES:
            made = [ITEM_LOSSES[field](item) for item in made]
        elif field in INFO_LOSSES:
            info = replace(info, **{field: ""})
    sections = () if "section" in fields else info.sections
    if fields & {"line ends", "runs of spaces", "control characters"}:
        info = replace(info, title=_folded(info.title))
    return Pack(replace(info, sections=sections), tuple(made))
