"""Packs as YAML that a person likes to read, and that `native` reads back just the same."""

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
"""Columns after which a long text is folded."""
MAX_ITEMS = 20_000
MAX_BYTES = 8 * 1024 * 1024
"""Of the items of one file; what has more is split into banks, so that all of it can be read back."""
NODES_A_LINE = 3
"""At most, beside those of a list that stands on one line: "- text: x" is a mapping, a key and a text."""

_SIMPLE = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ,.?!()/%-]*+(?<! )")
"""What needs no quotes for sure, and most texts are."""
_WORD = re.compile(r"[a-zA-Z][\w.-]*")
"""What needs no quotes in a list on one line."""
_UNUSUAL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff]")
"""What YAML doesn't take as it is, or an editor doesn't show."""
_ESCAPES = {"\n": "\\n", "\t": "\\t", '"': '\\"', "\\": "\\\\"}


class _Bank(Value, frozen=True):
    """A part of a pack that goes into a file of its own: a section, and its items as text."""

    section: Section
    items: str


WriteItem = Callable[[Item, str, PackInfo], str]
"""(item, title of its bank's section, its pack) to an entry of a list."""


def write(pack: Pack, write_item: WriteItem | None = None) -> tuple[tuple[str, bytes], ...]:
    """A pack's files as (name, content), its own first; a single one where that can hold it all.

    The items of a section are put together, in the order of the sections. write_item: how to write an item, if not
    by the general way.
    """
    pack = grouped(pack)
    head = header(pack.info)
    banks = list(_banks(pack, write_item or _item))
    if len(banks) == 1:
        return (("pack.yaml", (head + _text(banks[0])).encode()),)
    first = _text(banks.pop(0)) if not banks[0].section.title else ""
    files = [("pack.yaml", (head + first).encode())]
    width = len(str(len(banks)))
    for number, bank in enumerate(banks, 1):
        name = slug(bank.section.title)[:40].strip("-") or "questions"
        files.append((f"{number:0{width}}-{name}.yaml", _text(bank).encode()))
    return tuple(files)


def without_sections(pack: Pack) -> tuple[Pack, tuple[Lost, ...]]:
    """A pack that a single file can hold: sections become tags, their study texts are lost."""
    losses = Losses()
    items = []
    for item in pack.items:
        if item.section:
            losses.add("section", "a single file has one; they are tags now")
        source = replace(item.source, section=item.source.section or item.section) if item.source else None
        tags = tuple(dict.fromkeys((*item.tags, *([item.section] if item.section else []))))
        items.append(replace(item, section=source.section if source else "", source=source, tags=tags))
    losses.add("study text", "it belongs to a section", sum(bool(section.text) for section in pack.info.sections))
    sections = tuple(map(Section, dict.fromkeys(item.section for item in items if item.section)))
    return Pack(replace(pack.info, sections=sections), tuple(items)), losses.all()


def _banks(pack: Pack, write_item: WriteItem) -> Iterator[_Bank]:
    """The pack in parts, that of no section first; never more in one than can be read back."""
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
    """A pack as it is after it was written and read: the items of a section stand together, unless all are cited."""
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
    """The sections are those that the items cite, so that no bank needs to name them."""
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
    """The items in as few texts as files can be read."""
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
    """What the pack's own file says of it, before its items."""
    return "".join(_header(info))


def _header(info: PackInfo) -> Lines:
    yield f"zgcquiz: {VERSION}\n"
    for key in ("id", "title", "description", "language", "license"):
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
    """An item as an entry of a list. section: the bank's, which its citation need not repeat; info: the pack's."""
    says_strict = item.kind in IN_WORDS and item.strict != info.strict_for(item.kind)
    bare = not says_strict and _is_bare_pool(item)
    text = _bare_pool(item) if bare else "".join(_item_fields(item, section, says_strict=says_strict))
    return "  - " + text[4:]


def _is_bare_pool(item: Item) -> bool:
    """A right option, and then a pool of wrong ones, with nothing said of them: what large imports are made of."""
    if not item.drawn or item.kind is not Kind.SINGLE or not item.options[0].key:
        return False
    for option in item.options[1:]:
        if option.key or option.feedback or option.pinned:
            return False
    first = item.options[0]
    bare = Item(item.id, Kind.SINGLE, item.stem, item.options, drawn=True, section=item.section, strict=item.strict)
    return not (first.feedback or first.pinned) and item == bare


def _bare_pool(item: Item) -> str:
    """As `_item_fields` writes it, in a third of the time."""
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
        yield f"{_INDENT}tolerance: {in_any_language(write_number(item.tolerance))}\n"
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
    """A list on one line where its entries are words, else one entry a line."""
    if texts and all(map(_WORD.fullmatch, texts)) and sum(map(len, texts)) < WIDTH // 2:
        yield f"{_INDENT}{key}: [{', '.join(texts)}]\n"
    elif texts:
        yield f"{_INDENT}{key}:\n"
        for text in texts:
            yield f"{_INDENT}  - {scalar(text, _INDENT + '    ')}\n"


def _field(key: str, text: str, indent: str = "") -> Lines:
    """A key with a text, or nothing where there is none."""
    if text:
        yield f"{indent}{key}: {scalar(text, indent + '  ')}\n"


_INDENT = "    "
"""Of the keys of an item."""
_DEEPER = _INDENT * 2
_KEY_ROOM = 14
"""Columns that the longest key takes."""


def scalar(text: str, indent: str) -> str:
    """A text as YAML, with the fewest quotes that our reader needs. indent: of lines that follow."""
    room = WIDTH - len(indent) - _KEY_ROOM
    if len(text) <= room and _SIMPLE.fullmatch(text):
        return text
    if _UNUSUAL.search(text):
        return _double_quoted(text)
    if "\n" in text:
        return _literal(text, indent) or _double_quoted(text)
    if len(text) > room:
        folded = _folded(text, indent)
        if folded:
            return folded
    if _is_plain(text):
        return text
    if "\t" in text:
        return _double_quoted(text)
    return "'" + text.replace("'", "''") + "'"


def _inline(text: str) -> str:
    """A text as a key."""
    return text if _is_plain(text) and not _UNUSUAL.search(text) else _double_quoted(text)


def _is_plain(text: str) -> bool:
    """It needs no quotes as the value of a key, or as an entry of a block list."""
    return (
        text[:1].isalnum()
        and ": " not in text
        and " #" not in text
        and text[-1] not in ": "
        and "\t" not in text
        and "\n" not in text
    )


def _folded(text: str, indent: str) -> str:
    """Lines that YAML joins with spaces; "" where that would change the text."""
    lines = wrap(text, WIDTH - len(indent), break_long_words=False, break_on_hyphens=False, expand_tabs=False)
    if len(lines) < 2 or text[0] == " " or " ".join(lines) != text or "\t" in text:
        return ""
    return ">-\n" + "\n".join(indent + line for line in lines)


def _literal(text: str, indent: str) -> str:
    """Lines as they are; "" where YAML would take some of them otherwise."""
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
