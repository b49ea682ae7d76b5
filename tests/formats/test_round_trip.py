"""Any pack, written as YAML by a writer of our own, is read as it was meant."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.effort import examples
from tests.formats.packs import good_pack, quoted, single_quoted
from tests.strategies import number_texts, numbers, same_when_read, slugs, tolerances
from tests.strategies import raw_lines as lines
from tests.strategies import raw_maybe as maybe
from tests.strategies import raw_texts as texts
from zgcquiz.core.packs.pack import Citation, Item, Kind, Option, Pack, PackInfo, Section, Source
from zgcquiz.core.text.number_writing import in_any_language, write_number
from zgcquiz.core.text.numbers import ambiguous
from zgcquiz.core.text.wording import plain

figures = st.one_of(numbers, number_texts().map(lambda written: written.text).filter(lambda text: not ambiguous(text)))
languages = st.sampled_from(["", "en", "de-AT", "zh-Hans"])
urls = st.sampled_from(["", "https://example.org/a?b='c'#d", "http://127.0.0.1:8000/中"])
dates = st.one_of(st.just(""), st.dates().map(str), st.integers(1000, 9999).map(str))


@st.composite
def items(draw: st.DrawFn, id: str) -> Item:
    kind = draw(st.sampled_from(list(Kind)))
    drawn = kind in (Kind.SINGLE, Kind.MULTIPLE) and draw(st.booleans())
    accept: list[str] = []
    tolerance, unit = 0.0, ""
    if not kind.is_choice:
        answer = draw(figures if kind is Kind.NUMERIC else lines)
        options = [Option(answer, True)]
        accept = draw(st.lists(lines, max_size=3, unique=True))
        if kind is Kind.NUMERIC:
            tolerance, unit = draw(tolerances), draw(maybe)
    elif kind is Kind.TRUE_FALSE:
        truth = draw(st.booleans())
        options = [Option("true", key=truth), Option("false", key=not truth)]
    else:
        names = draw(st.lists(texts, min_size=2, max_size=8, unique_by=same_when_read))
        keys = 1 if kind is Kind.SINGLE else draw(st.integers(1, min(7, len(names) - 1)))
        pins = draw(st.integers(0, 2))
        options = [
            Option(name, at < keys, draw(maybe), not at < keys and at >= len(names) - pins)
            for at, name in enumerate(names)
        ]
        if not drawn:
            options = draw(st.permutations(options))
        if kind is Kind.SINGLE:
            wrong = {plain(option.text) for option in options if not option.key}
            texts_too = draw(st.lists(lines, max_size=2, unique=True))
            accept = [text for text in texts_too if plain(text) not in wrong]
    section = draw(st.sampled_from(["", "Part", "1"]))
    cited = draw(st.booleans())
    citation = Citation("book", section, draw(st.integers(0, 99)), draw(maybe)) if cited else None
    return Item(
        id=id,
        kind=kind,
        stem=draw(texts),
        options=tuple(options),
        drawn=drawn,
        accept=tuple(accept),
        recall=not kind.is_choice or draw(st.booleans()),
        tolerance=tolerance,
        unit=unit,
        explanation=draw(maybe),
        section=section if cited else "",
        source=citation,
        fact=draw(st.one_of(st.just(""), slugs)),
        tags=tuple(draw(st.lists(st.sampled_from(["on", "x y", "中", "0"]), max_size=3, unique=True))),
        as_of=draw(dates),
        valid_until=draw(dates),
    )


@st.composite
def packs(draw: st.DrawFn) -> Pack:
    ids = draw(st.lists(slugs, min_size=1, max_size=4, unique=True))
    made = tuple(draw(items(id)) for id in ids)
    sections = dict.fromkeys(item.section for item in made if item.section)
    source = Source("book", draw(texts), draw(maybe), draw(maybe), draw(dates), draw(urls))
    return Pack(
        PackInfo("p", draw(texts), draw(maybe), draw(languages), draw(maybe), (source,), tuple(map(Section, sections))),
        made,
    )


Quote = Callable[[str], str]


def fields(pairs: dict[str, str]) -> str:
    """A flow mapping of those pairs that have a value."""
    return "{" + ", ".join(f"{key}: {value}" for key, value in pairs.items() if value) + "}"


class Writer:
    """Writes packs in one style of quoting."""

    def __init__(self, quote: Quote) -> None:
        self._quote = quote

    def quote(self, text: str) -> str:
        return self._quote(text) if text else ""

    def option(self, option: Option) -> str:
        pin = "last" if option.pinned else ""
        if option.feedback or pin:
            return fields({"text": self.quote(option.text), "feedback": self.quote(option.feedback), "pin": pin})
        return self.quote(option.text)

    def options(self, options: tuple[Option, ...]) -> str:
        return "[" + ", ".join(map(self.option, options)) + "]"

    def item(self, item: Item) -> str:
        pairs = {"id": self.quote(item.id), "question": self.quote(item.stem)}
        bare = tuple(Option(key.text) for key in item.keys)
        keys = item.keys if item.drawn else bare
        if item.kind is Kind.MULTIPLE:
            pairs["answers"] = self.options(keys)
        else:
            pairs["answer"] = self.option(keys[0])
        if item.drawn:
            pairs["distractors"] = self.options(item.distractors)
        elif item.kind in (Kind.SINGLE, Kind.MULTIPLE):
            pairs["options"] = self.options(item.options)
        if not item.kind.is_choice:
            pairs["kind"] = item.kind.value
        if item.accept:
            pairs["accept"] = "[" + ", ".join(map(self.quote, item.accept)) + "]"
        if not item.recall:
            pairs["recall"] = "false"
        if item.tolerance:
            pairs["tolerance"] = in_any_language(write_number(item.tolerance))
        pairs["unit"] = self.quote(item.unit)
        if item.source:
            cite = item.source
            paragraph = str(cite.paragraph) if cite.paragraph else ""
            parts = {"section": self.quote(cite.section), "paragraph": paragraph, "quote": self.quote(cite.quote)}
            pairs["source"] = fields({"id": cite.source} | parts)
        pairs["tags"] = "[" + ", ".join(map(self.quote, item.tags)) + "]"
        for key in ("explanation", "fact", "as_of", "valid_until"):
            pairs[key] = self.quote(getattr(item, key))
        return "".join(f"    {key}: {value}\n" for key, value in pairs.items() if value)

    def pack(self, pack: Pack) -> str:
        info, (source,) = pack.info, pack.info.sources
        lines = ["zgcquiz: 1", "id: p"]
        for key in ("title", "description", "language", "license"):
            if getattr(info, key):
                lines.append(f"{key}: {self.quote(getattr(info, key))}")
        keys = ("title", "publisher", "author", "published", "url")
        lines.append("sources: {book: " + fields({key: self.quote(getattr(source, key)) for key in keys}) + "}")
        lines.append("questions:")
        return "\n".join(lines) + "\n" + "".join("  -\n" + self.item(item) for item in pack.items)


def single_quoted_where_possible(text: str) -> str:
    """Single quotes hold only what is printable and stands on one line."""
    plain = all(character.isprintable() or character == "\u3000" for character in text)
    return single_quoted(text) if plain else quoted(text)


@settings(deadline=None, max_examples=examples(80))
@given(packs(), st.sampled_from([quoted, single_quoted_where_possible]))
def test_what_is_written_is_read(pack: Pack, quote: Quote) -> None:
    assert good_pack(Writer(quote).pack(pack)) == pack
