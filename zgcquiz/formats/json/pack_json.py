"""A pack as one JSON document: what `pack show --json` prints, and reading it back."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from typing import Any

from zgcquiz.core.log.review import Review
from zgcquiz.core.packs.pack import (
    IN_WORDS,
    Allowance,
    Citation,
    Item,
    Kind,
    Option,
    Pack,
    PackInfo,
    Section,
    Source,
    Switch,
)
from zgcquiz.core.text.strictness import STRICT
from zgcquiz.formats.errors import bad_file
from zgcquiz.formats.exchange.collector import Collector
from zgcquiz.formats.exchange.contract import Confidence, Converted, ExchangeOptions, Format, Written
from zgcquiz.formats.exchange.recognition import Sample
from zgcquiz.formats.json.document import load
from zgcquiz.formats.json.loose_json import collect, questions_in
from zgcquiz.formats.json.pack_dict import pack_as_dict

_OWN = {"id", "kind", *(field for field in Item.__struct_fields__ if field not in ("stem", "drawn"))}
_OWN |= {"question", "answers", "answer", "distractors", "options", "feedback", "pinned"}
_ASKED = re.compile(r'"(?:q|stem|prompt|text)"\s*+:', re.IGNORECASE)
_OFFERED = re.compile(
    r'"(?:options|choices|alternatives|(?:correct|right|wrong|incorrect)[\w ]*+)"\s*+:', re.IGNORECASE
)
"""Names by which others' files are told, where none is of a question."""
_TOLD_BY = ("questions", "question", "answers", "distractors")


class BadEntryError(Exception):
    """A part of the document that is not what it should be; says what."""


def _recognise(sample: Sample) -> Confidence:
    if not sample.text.lstrip().startswith(("{", "[")):
        return Confidence.NO
    # Study texts may stand before the questions, so the beginning is not enough.
    said = {key for key in _TOLD_BY if f'"{key}"' in sample.text or f'"{key}"'.encode() in sample.data}
    if not {"questions", "answers"} <= said:
        if '"question' in sample.text:
            return Confidence.LIKELY
        return Confidence.POSSIBLE if _ASKED.search(sample.text) and _OFFERED.search(sample.text) else Confidence.NO
    return Confidence.CERTAIN if len(said) == len(_TOLD_BY) else Confidence.LIKELY


def _read(data: bytes, name: str, options: ExchangeOptions) -> Converted:
    collector = Collector(name, options, keeps_numbers=True)
    document = load(data, name, collector)
    entries = questions_in(document)
    if entries is None:
        raise bad_file(name, "it has no list of 'questions'", hint="`pack show --json` prints such a document.")
    if not _is_ours(document):
        collect(entries, collector, options)
        return collector.result(title=_title(document))
    info = info_from(document, collector)
    collector.check_count(len(entries))
    for number, entry in enumerate(entries, 1):
        if number % 1000 == 0:
            options.progress(number, len(entries))
        try:
            item = item_from(_mapping(entry, "a question"), info)
        except BadEntryError as error:
            collector.skip(0, f"question {number}: {error}", _stem_of(entry))
            continue
        collector.add(item, in_order=not item.drawn)
    return collector.result(info=info)


def _is_ours(document: Any) -> bool:
    """Its questions have the keys that we write; others have the same ones for other things."""
    if not isinstance(document, dict) or not isinstance(document.get("questions"), list):
        return False
    entries = [entry for entry in document["questions"][:20] if isinstance(entry, dict)]
    return all("kind" in entry or (set(entry) <= _OWN and not {"answer", "answers"} <= set(entry)) for entry in entries)


def _title(document: Any) -> str:
    title = document.get("title") or document.get("name") if isinstance(document, dict) else ""
    return title if isinstance(title, str) else ""


def _stem_of(entry: Any) -> str:
    stem = entry.get("question") if isinstance(entry, dict) else None
    return stem if isinstance(stem, str) else ""


def info_from(document: dict[str, Any], collector: Collector) -> PackInfo:
    """What the document says of the pack; parts that are no texts are noted and left out."""
    sources: list[Source] = []
    sections: list[Section] = []
    for what in ("sources", "sections"):
        for entry in _entries(document.get(what)):
            try:
                if what == "sources":
                    sources.append(_source(entry))
                else:
                    sections.append(_section(entry))
            except BadEntryError as error:
                collector.note(f"one of '{what}' is left out: {error}")
    strict: tuple[str, ...] = ()
    try:
        strict = _strict(document)
    except BadEntryError as error:
        collector.note(f"{error}, so it is left out")
    texts = {}
    for key in ("id", "title", "description", "language", "license"):
        try:
            texts[key] = _text(document, key)
        except BadEntryError as error:
            collector.note(f"{error}, so it is left out")
    return PackInfo(
        **({"id": "", "title": ""} | texts),
        sources=tuple(sources),
        sections=tuple(sections),
        check=tuple(_switches(document.get("check"))),
        strict=strict,
    )


def _switches(value: Any) -> Iterator[Switch]:
    for code, setting in value.items() if isinstance(value, dict) else ():
        if isinstance(setting, bool):
            yield Switch(code, setting)
        elif isinstance(setting, int | float) and math.isfinite(setting) and setting >= 0:
            yield Switch(code, threshold=float(setting))


def _source(entry: Any) -> Source:
    node = _mapping(entry, "a source")
    return Source(*(_text(node, key) for key in ("id", "title", "publisher", "author", "published", "url", "file")))


def _section(entry: Any) -> Section:
    node = _mapping(entry, "a section")
    return Section(_text(node, "title"), _text(node, "text"))


def item_from(node: dict[str, Any], info: PackInfo) -> Item:
    """Return the item of an entry. info: the pack's, for what the entry leaves to it. Raises BadEntryError."""
    keys = _texts(node, "answers") or ((_text(node, "answer"),) if "answer" in node else ())
    distractors, listed = _texts(node, "distractors"), _texts(node, "options")
    kind = _kind(node, keys, bool(distractors or listed))
    feedback = _mapping(node.get("feedback") or {}, "'feedback'")
    pinned = set(_texts(node, "pinned"))
    texts = listed or (*keys, *distractors)
    if kind is Kind.TRUE_FALSE:
        keys = tuple(key.lower() for key in keys)
        texts = ("true", "false")
    elif listed and not set(keys) <= set(listed):
        raise BadEntryError("an entry of 'answers' is not among 'options'")
    citation = node.get("source")
    allow = _mapping(node.get("allow") or {}, "'allow'")
    return Item(
        id=_text(node, "id"),
        kind=kind,
        stem=_text(node, "question"),
        options=tuple(Option(text, text in keys, _text(feedback, text), text in pinned) for text in texts),
        drawn=not listed,
        explanation=_text(node, "explanation"),
        section=_text(node, "section"),
        source=_citation(citation) if citation else None,
        fact=_text(node, "fact"),
        tags=_texts(node, "tags"),
        formerly=_texts(node, "formerly"),
        as_of=_text(node, "as_of"),
        valid_until=_text(node, "valid_until"),
        accept=_texts(node, "accept"),
        strict=info.strict_for(kind) if node.get("strict") is None else _strict(node) if kind in IN_WORDS else (),
        recall=node.get("recall") is not False,
        tolerance=_tolerance(node, keys, info.language),
        unit=_text(node, "unit"),
        allow=tuple(Allowance(code, _text(allow, code)) for code in allow),
        draft=node.get("draft") is True,
        superseded_by=_text(node, "superseded_by"),
    )


def _strict(node: dict[str, Any]) -> tuple[str, ...]:
    words = _texts(node, "strict")
    unknown = next((word for word in words if word not in STRICT), None)
    if unknown is not None:
        raise BadEntryError(f"'strict' takes {', '.join(STRICT)}, not '{unknown[:40]}'")
    return tuple(word for word in STRICT if word in words)


def _kind(node: dict[str, Any], keys: tuple[str, ...], offered: bool) -> Kind:
    said = _text(node, "kind")
    if said:
        try:
            return Kind(said)
        except ValueError:
            raise BadEntryError(f"the kind '{said[:40]}' is not known here") from None
    if offered:
        return Kind.MULTIPLE if len(keys) > 1 else Kind.SINGLE
    return Kind.TRUE_FALSE if len(keys) == 1 and keys[0].lower() in ("true", "false") else Kind.TYPED


def _citation(value: Any) -> Citation:
    if isinstance(value, str):
        return Citation(value)
    node = _mapping(value, "'source'")
    paragraph = _number(node, "paragraph")
    return Citation(_text(node, "id"), _text(node, "section"), int(min(paragraph, 10**8 - 1)), _text(node, "quote"))


def _mapping(value: Any, what: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise BadEntryError(f"{what} must be an object")
    return value


def _entries(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _text(node: dict[str, Any], key: str) -> str:
    value = node.get(key)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    if not isinstance(value, str):
        raise BadEntryError(f"'{key}' must be a text")
    return value


def _texts(node: dict[str, Any], key: str) -> tuple[str, ...]:
    value = node.get(key)
    if value is None:
        return ()
    if not isinstance(value, list):
        raise BadEntryError(f"'{key}' must be a list of texts")
    return tuple(_text({key: each}, key) for each in value)


def _number(node: dict[str, Any], key: str) -> float:
    value = node.get(key) or 0
    try:
        number = float(value) if isinstance(value, int | float) and not isinstance(value, bool) else math.nan
    except OverflowError:
        number = math.inf
    if not 0 <= number < math.inf:
        raise BadEntryError(f"'{key}' must be a number of 0 or more")
    return number


def _tolerance(node: dict[str, Any], keys: tuple[str, ...], language: str) -> float:
    """How far off a number may be: as a number, or as a text such as 2.5%."""
    value = node.get("tolerance")
    if not isinstance(value, str):
        return _number(node, "tolerance")
    from zgcquiz.core.text.numbers import read_quantity, read_tolerance

    figure = read_quantity(keys[0], language) if keys else None
    found = read_tolerance(value, figure.value if figure else None, _text(node, "unit"), language)
    if found is None:
        raise BadEntryError("'tolerance' must be a number of 0 or more, such as 5 or 2.5%")
    return found


def _write(pack: Pack, options: ExchangeOptions, reviews: tuple[Review, ...]) -> Written:
    text = json.dumps(pack_as_dict(pack), ensure_ascii=False, indent=2) + "\n"
    return Written(text.encode("utf-8", "surrogatepass"))


JSON = Format("json", "JSON, as `pack show --json` prints it", (".json",), _recognise, _read, _write)
