"""Writes packs as human-readable YAML that the native reader reads back unchanged."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from textwrap import wrap

from zgcquiz.core.packs.exchange_reports import Lost
from zgcquiz.core.packs.pack import IN_WORDS, Citation, Item, Kind, Option, Pack, PackInfo, Section
from zgcquiz.core.text.number_writing import in_any_language, write_number
from zgcquiz.core.value import Value, replace
from zgcquiz.formats.exchange.contract import Losses
from zgcquiz.formats.native.reader import VERSION
from zgcquiz.formats.native.yaml.scalar_checks import MAX_NODES
from zgcquiz.formats.shared.identifiers import slug

Lines = Iterator[str]

WIDTH = 100
"""Columns at which long texts are folded."""
MAX_ITEMS = 20_000
MAX_BYTES = 8 * 1024 * 1024
"""Limits of one file's items; larger packs are split into banks, so that they can be read back."""
NODES_A_LINE = 3
"""An upper limit, except for flow lists: "- text: x" is a mapping, a key and a text."""

_SIMPLE = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ,.?!()/%-]*+(?<! )")
"""Texts that surely need no quotes, as most do."""
_WORD = re.compile(r"[a-zA-Z][\w.-]*")
"""What needs no quotes in a flow list."""
_UNUSUAL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff]")
"""Characters that YAML doesn't allow or editors don't show."""
_ESCAPES = {"\n": "\\n", "\t": "\\t", '"': '\\"', "\\": "\\\\"}


class _Bank(Value, frozen=True):
    """A part of a pack for a separate file: a section, and its items as text."""

    section: Section
    items: str


WriteItem = Callable[[Item, str, PackInfo], str]
"""From (item, title of its bank's section, its pack) to a list entry."""


def write(pack: Pack, write_item: WriteItem | None = None) -> tuple[tuple[str, bytes], ...]:
    """Return a pack's files as (name, content), the main file first; a single one if it can hold everything.

    Items are grouped by section, in the order of the sections. write_item: replaces the general way to write an item.
    """
    pack = grouped(pack)
    banks = _banks(pack, write_item or _item)
    return named(header(pack.info).encode(), [(label(bank.section), _text(bank).encode()) for bank in banks])


def label(section: Section) -> str:
    """Return what the files of a section are called."""
    return slug(section.title)[:40].strip("-") or "questions"


def named(head: bytes, banks: Sequence[tuple[str, bytes]]) -> tuple[tuple[str, bytes], ...]:
    """Return a pack's files as (name, content). head: its metadata; banks: (label, content) of each."""
    if len(banks) == 1:
        return (("pack.yaml", head + banks[0][1]),)
    first = b"" if banks[0][1].startswith(b"section: ") else banks[0][1]
    banks = banks[1:] if first else banks
    width = len(str(len(banks)))
    numbered = enumerate(banks, 1)
    return (("pack.yaml", head + first), *((f"{at:0{width}}-{name}.yaml", content) for at, (name, content) in numbered))


def without_sections(pack: Pack) -> tuple[Pack, tuple[Lost, ...]]:
    """Return a pack for a single file: sections become tags, their study texts are lost."""
    losses = Losses()
    items = []
    for item in pack.items:
        if item.section:
            losses.of(item.id)
            losses.add("section", "a single file has one; they are tags now")
        source = replace(item.source, section=item.source.section or item.section) if item.source else None
        tags = tuple(dict.fromkeys((*item.tags, *([item.section] if item.section else []))))
        items.append(replace(item, section=source.section if source else "", source=source, tags=tags))
    losses.of(None)
    losses.add("study text", "it belongs to a section", sum(bool(section.text) for section in pack.info.sections))
    sections = tuple(map(Section, dict.fromkeys(item.section for item in items if item.section)))
    return Pack(replace(pack.info, sections=sections), tuple(items)), losses.all()


def _banks(pack: Pack, write_item: WriteItem) -> Iterator[_Bank]:
    """Yield the pack in parts that can be read back, that without a section first."""
    if _sections_are_cited(pack):
        yield from _parts(Section(""), pack.items, pack.info, write_item)
        return
    groups: dict[str, list[Item]] = {section.title: [] for section in (Section(""), *pack.info.sections)}
    for item in pack.items:
        groups[item.section].append(item)
    for section in (Section(""), *pack.info.sections):
        if section.title or groups[""]:
            yield from _parts(section, groups[section.title], pack.info, write_item)


def grouped(pack: Pack) -> Pack:
    """Return a pack as it is read back: items are grouped by section, unless all sections are cited."""
    if _sections_are_cited(pack):
        return pack
    texts: dict[str, str] = {}
    for section in pack.info.sections:
        texts[section.title] = texts.get(section.title) or section.text
    for item in pack.items:
        if item.section:
            texts.setdefault(item.section, "")
    ranks = {title: rank for rank, title in enumerate(["", *texts])}
    items = tuple(sorted(pack.items, key=lambda item: ranks[item.section]))
    sections = tuple(Section(title, text) for title, text in texts.items())
    return Pack(replace(pack.info, sections=sections), items)


def _sections_are_cited(pack: Pack) -> bool:
    """Return whether the sections are just those that the items cite, so that no bank needs to name them."""
    if {item.section for item in pack.items} <= {""}:  # as in most packs, and quick
        return not pack.info.sections
    cited = dict.fromkeys(item.section for item in pack.items if item.section)
    return tuple(map(Section, cited)) == pack.info.sections and all(
        item.section == (item.source.section if item.source else "") for item in pack.items
    )


def _parts(section: Section, items: Sequence[Item], info: PackInfo, write_item: WriteItem) -> Iterator[_Bank]:
    for start in range(0, len(items), MAX_ITEMS) or (0,):
        texts = [write_item(item, section.title, info) for item in items[start : start + MAX_ITEMS]]
        for text in _cut(texts):
            yield _Bank(section, text)
            section = Section(section.title)


def _cut(texts: Sequence[str]) -> Iterator[str]:
    """Yield the items as texts within the limits of a file."""
    text = "".join(texts)
    nodes = NODES_A_LINE * text.count("\n") + text.count(",")
    size = len(text) if text.isascii() else len(text.encode())
    if len(texts) > 1 and (size > MAX_BYTES or nodes > MAX_NODES):
        middle = len(texts) // 2
        yield from _cut(texts[:middle])
        yield from _cut(texts[middle:])
    else:
        yield text


def _text(bank: _Bank) -> str:
    head = "".join([*_field("section", bank.section.title), *_field("text", bank.section.text)])
    return head + (f"questions:\n{bank.items}" if bank.items else "questions: []\n")


def header(info: PackInfo) -> str:
    """Return the pack's metadata, which precedes its items."""
    return "".join(_header(info))


def _header(info: PackInfo) -> Lines:
    yield f"zgcquiz: {VERSION}\n"
    for key in ("id", "title", "description", "language", "license", "markup"):
        yield from _field(key, getattr(info, key))
    if info.sources:
        yield "sources:\n"
    for source in info.sources:
        yield f"  {_inline(source.id)}:\n"
        for key in ("title", "publisher", "author", "published", "url", "file"):
            yield from _field(key, getattr(source, key), "    ")
    if info.check:
        yield "check:\n"
    for switch in info.check:
        setting = ("on" if switch.on else "off") if switch.threshold is None else repr(switch.threshold)
        yield f"  {switch.code}: {setting}\n"
    if info.strict:
        yield f"strict: [{', '.join(info.strict)}]\n"


def _item(item: Item, section: str, info: PackInfo) -> str:
    """Return an item as a list entry. section: the bank's, not repeated in its citation; info: the pack's."""
    says_strict = item.kind in IN_WORDS and item.strict != info.strict_for(item.kind)
    bare = not says_strict and _is_bare_pool(item)
    text = _bare_pool(item) if bare else "".join(_item_fields(item, section, says_strict=says_strict))
    return "  - " + text[4:]


def _is_bare_pool(item: Item) -> bool:
    """Return whether an item is just a right option and a pool of wrong ones, as in large imports."""
    if not item.drawn or item.kind is not Kind.SINGLE or not item.options[0].key:
        return False
    for option in item.options[1:]:
        if option.key or option.feedback or option.pinned:
            return False
    first = item.options[0]
    bare = Item(item.id, Kind.SINGLE, item.stem, item.options, drawn=True, section=item.section, strict=item.strict)
    return not (first.feedback or first.pinned) and item == replace(bare, markup=item.markup)


def _bare_pool(item: Item) -> str:
    """Return the same text as `_item_fields`, in a third of the time."""
    id, stem, right = (scalar(text, "      ") for text in (item.id, item.stem, item.options[0].text))
    listed = "\n      - ".join([scalar(option.text, _DEEPER) for option in item.options[1:]])
    return f"    id: {id}\n    question: {stem}\n    answer: {right}\n    distractors:\n      - {listed}\n"


def _item_fields(item: Item, section: str, *, says_strict: bool) -> Lines:
    yield from _field("id", item.id, _INDENT)
    if not item.kind.is_choice:
        yield f"{_INDENT}kind: {item.kind.value}\n"
    yield from _field("fact", item.fact, _INDENT)
    yield from _field("question", item.stem, _INDENT)
    yield from _answers(item)
    yield from _list("accept", item.accept)
    if says_strict:
        yield f"{_INDENT}strict: [{', '.join(item.strict)}]\n"
    if not item.recall:
        yield f"{_INDENT}recall: false\n"
    if item.tolerance:
        share = f"{in_any_language(write_number(item.percent))}%" if item.percent else ""
        yield f"{_INDENT}tolerance: {share or in_any_language(write_number(item.tolerance))}\n"
    yield from _field("unit", item.unit, _INDENT)
    yield from _field("explanation", item.explanation, _INDENT)
    if item.source:
        yield from _citation(item.source, section)
    yield from _list("tags", item.tags)
    yield from _list("formerly", item.formerly)
    yield from _field("as_of", item.as_of, _INDENT)
    yield from _field("valid_until", item.valid_until, _INDENT)
    if item.draft:
        yield f"{_INDENT}draft: true\n"
    yield from _field("superseded_by", item.superseded_by, _INDENT)
    if item.allow:
        yield f"{_INDENT}allow:\n"
    for allowance in item.allow:
        yield from _field(allowance.code, allowance.reason, _INDENT + "  ")


def _answers(item: Item) -> Lines:
    keys = item.keys if item.drawn else tuple(Option(key.text) for key in item.keys)
    if item.kind is Kind.MULTIPLE:
        yield from _options("answers", keys)
    elif keys[0].feedback or keys[0].pinned:
        yield f"{_INDENT}answer:\n"
        yield from _option(keys[0], _INDENT + "  ")
    else:
        yield from _field("answer", keys[0].text, _INDENT)
    if item.drawn:
        yield from _options("distractors", item.distractors)
    elif item.kind in (Kind.SINGLE, Kind.MULTIPLE):
        yield from _options("options", item.options)


def _options(key: str, options: Sequence[Option]) -> Lines:
    yield f"{_INDENT}{key}:\n"
    for option in options:
        if option.feedback or option.pinned:
            lines = _option(option, _INDENT + "    ")
            yield f"{_INDENT}  - {next(lines).lstrip(' ')}"
            yield from lines
        else:
            yield f"{_INDENT}  - {scalar(option.text, _INDENT + '    ')}\n"


def _option(option: Option, indent: str) -> Lines:
    yield from _field("text", option.text, indent)
    yield from _field("feedback", option.feedback, indent)
    if option.pinned:
        yield f"{indent}pin: last\n"


def _citation(citation: Citation, section: str) -> Lines:
    own_section = citation.section if citation.section != section else ""
    if not (own_section or citation.paragraph or citation.quote):
        yield from _field("source", citation.source, _INDENT)
        return
    yield f"{_INDENT}source:\n"
    inner = _INDENT + "  "
    yield from _field("id", citation.source, inner)
    yield from _field("section", own_section, inner)
    if citation.paragraph:
        yield f"{inner}paragraph: {citation.paragraph}\n"
    yield from _field("quote", citation.quote, inner)


def _list(key: str, texts: Sequence[str]) -> Lines:
    """Yield a list, on one line if its entries are words."""
    if texts and all(map(_WORD.fullmatch, texts)) and sum(map(len, texts)) < WIDTH // 2:
        yield f"{_INDENT}{key}: [{', '.join(texts)}]\n"
    elif texts:
        yield f"{_INDENT}{key}:\n"
        for text in texts:
            yield f"{_INDENT}  - {scalar(text, _INDENT + '    ')}\n"


def _field(key: str, text: str, indent: str = "") -> Lines:
    """Yield a key with a text, or nothing if it is empty."""
    if text:
        yield f"{indent}{key}: {scalar(text, indent + '  ')}\n"


_INDENT = "    "
"""Of the keys of an item."""
_DEEPER = _INDENT * 2
_KEY_ROOM = 14
"""Columns of the longest key."""


def scalar(text: str, indent: str) -> str:
    """Return a text as YAML, quoted only if our reader needs it. indent: of following lines."""
    room = WIDTH - len(indent) - _KEY_ROOM
    if len(text) <= room and _SIMPLE.fullmatch(text):
        return text
    if _UNUSUAL.search(text):
        return _double_quoted(text)
    if "\n" in text:
        return _literal(text, indent) or _double_quoted(text)
    if len(text) > room and (folded := _folded(text, indent)):
        return folded
    if _is_plain(text):
        return text
    if "\t" in text:
        return _double_quoted(text)
    return "'" + text.replace("'", "''") + "'"


def _inline(text: str) -> str:
    """Return a text as a key."""
    return text if _is_plain(text) and not _UNUSUAL.search(text) else _double_quoted(text)


def _is_plain(text: str) -> bool:
    """Return whether a text needs no quotes as a value or as an entry of a block list."""
    return (
        text[:1].isalnum()
        and ": " not in text
        and " #" not in text
        and text[-1] not in ": "
        and "\t" not in text
        and "\n" not in text
    )


def _folded(text: str, indent: str) -> str:
    """Return a folded block scalar, or "" if that would change the text."""
    lines = wrap(text, WIDTH - len(indent), break_long_words=False, break_on_hyphens=False, expand_tabs=False)
    if len(lines) < 2 or text[0] == " " or " ".join(lines) != text or "\t" in text:
        return ""
    return ">-\n" + "\n".join(indent + line for line in lines)


def _literal(text: str, indent: str) -> str:
    """Return a literal block scalar, or "" if YAML would change the text."""
    lines = text.split("\n")
    if text[0] in " \t\n" or text[-1] == "\n" or any(line[:1] == "\t" or (line and line.isspace()) for line in lines):
        return ""
    return "|-\n" + "\n".join(indent + line if line else "" for line in lines)


def _double_quoted(text: str) -> str:
    escaped = "".join(_ESCAPES.get(character, character) for character in text)
    return '"' + _UNUSUAL.sub(_escape, escaped) + '"'


def _escape(match: re.Match[str]) -> str:
    code = ord(match.group())
    return f"\\x{code:02x}" if code <= 0xFF else f"\\u{code:04x}"
