"""Read and write packs as JSON documents, in the form that `pack show --json` prints."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Collection, Iterator
from functools import partial
from typing import Any, TypeVar

from zgcquiz.core.log.review import Review
from zgcquiz.core.markup.media import image_count
from zgcquiz.core.packs.pack import (
    IN_WORDS,
    MARKDOWN,
    Allowance,
    Citation,
    Item,
    Kind,
    Option,
    PackInfo,
    Section,
    Source,
    Switch,
)
from zgcquiz.core.text.strictness import STRICT
from zgcquiz.formats.errors import UnusableError, bad_file
from zgcquiz.formats.exchange.capacity import ONLY_NAMES
from zgcquiz.formats.exchange.collector import Collector
from zgcquiz.formats.exchange.contract import (
    Confidence,
    Converted,
    ExchangeOptions,
    Format,
    Losses,
    PackContent,
    Written,
    encoded,
)
from zgcquiz.formats.exchange.recognition import Sample
from zgcquiz.formats.json.document import load, read_entries
from zgcquiz.formats.json.loose_json import collect, questions_in
from zgcquiz.formats.json.pack_dict import document_text
from zgcquiz.formats.limits import ContentKind

Part = TypeVar("Part")

_OWN = {"id", "kind", *(field for field in Item.__struct_fields__ if field not in ("stem", "drawn", "percent"))}
_OWN |= {"question", "answers", "answer", "distractors", "options", "feedback", "pinned"}
_ASKED = re.compile(r'"(?:q|stem|prompt|text)"\s*+:', re.IGNORECASE)
_OFFERED = re.compile(
    r'"(?:options|choices|alternatives|(?:correct|right|wrong|incorrect)[\w ]*+)"\s*+:', re.IGNORECASE
)
"""Keys by which JSON of other programs is recognised if it has no key for a question."""
_SIGNATURE = ("questions", "question", "answers", "distractors")


def _recognise(sample: Sample) -> Confidence:
    if not sample.text.lstrip().startswith(("{", "[")):
        return Confidence.NO
    # Study texts may come before the questions, so the start of the file is not enough.
    found = {key for key in _SIGNATURE if f'"{key}"' in sample.text or f'"{key}"'.encode() in sample.data}
    if not {"questions", "answers"} <= found:
        if '"question' in sample.text:
            return Confidence.LIKELY
        return Confidence.POSSIBLE if _ASKED.search(sample.text) and _OFFERED.search(sample.text) else Confidence.NO
    return Confidence.CERTAIN if len(found) == len(_SIGNATURE) else Confidence.LIKELY


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
    for _, item in read_entries(
        entries, lambda entry: item_from(_mapping(entry, "a question"), info), collector, options
    ):
        collector.add(item, in_order=not item.drawn)
    return collector.result(info=info)


def _is_ours(document: Any) -> bool:
    """Tell whether the questions have only keys that we write; other programs use some of them differently."""
    if not isinstance(document, dict) or not isinstance(document.get("questions"), list):
        return False
    entries = [entry for entry in document["questions"][:20] if isinstance(entry, dict)]
    return all("kind" in entry or (set(entry) <= _OWN and not {"answer", "answers"} <= set(entry)) for entry in entries)


def _title(document: Any) -> str:
    title = document.get("title") or document.get("name") if isinstance(document, dict) else ""
    return title if isinstance(title, str) else ""


def info_from(document: dict[str, Any], collector: Collector) -> PackInfo:
    """Return a document's information about the pack; invalid parts are noted and left out."""

    def parts(key: str, read: Callable[[Any], Part]) -> Iterator[Part]:
        entries = document.get(key)
        for entry in entries if isinstance(entries, list) else []:
            try:
                yield read(entry)
            except UnusableError as error:
                collector.note(f"one of '{key}' is left out: {error}")

    def valid(read: Callable[[], Part], default: Part) -> Part:
        try:
            return read()
        except UnusableError as error:
            collector.note(f"{error}, so it is left out")
            return default

    sources, sections = tuple(parts("sources", _source)), tuple(parts("sections", _section))
    strict: tuple[str, ...] = valid(lambda: _strict(document), ())
    keys = ("id", "title", "description", "language", "license")
    texts = {key: valid(partial(_text, document, key), "") for key in keys}
    check = tuple(_switches(document.get("check")))
    markup = MARKDOWN if document.get("markup") == MARKDOWN else ""
    return PackInfo(**texts, sources=sources, sections=sections, check=check, strict=strict, markup=markup)


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
    """Return the item of an entry. info: the pack's, for its markup and default strictness. Raises UnusableError."""
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
        raise UnusableError("an entry of 'answers' is not among 'options'")
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
        markup=bool(info.markup),
    )


def _strict(node: dict[str, Any]) -> tuple[str, ...]:
    words = _texts(node, "strict")
    unknown = next((word for word in words if word not in STRICT), None)
    if unknown is not None:
        raise UnusableError(f"'strict' takes {', '.join(STRICT)}, not '{unknown[:40]}'")
    return tuple(word for word in STRICT if word in words)


def _kind(node: dict[str, Any], keys: tuple[str, ...], offered: bool) -> Kind:
    if name := _text(node, "kind"):
        try:
            return Kind(name)
        except ValueError:
            raise UnusableError(f"unknown kind '{name[:40]}'") from None
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
        raise UnusableError(f"{what} must be an object")
    return value


def _text(node: dict[str, Any], key: str) -> str:
    value = node.get(key)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    if not isinstance(value, str):
        raise UnusableError(f"'{key}' must be a text")
    return value


def _texts(node: dict[str, Any], key: str) -> tuple[str, ...]:
    value = node.get(key)
    if value is None:
        return ()
    if not isinstance(value, list):
        raise UnusableError(f"'{key}' must be a list of texts")
    return tuple(_text({key: each}, key) for each in value)


def _number(node: dict[str, Any], key: str) -> float:
    value = node.get(key) or 0
    try:
        number = float(value) if isinstance(value, int | float) and not isinstance(value, bool) else math.nan
    except OverflowError:
        number = math.inf
    if not 0 <= number < math.inf:
        raise UnusableError(f"'{key}' must be a number of 0 or more")
    return number


def _tolerance(node: dict[str, Any], keys: tuple[str, ...], language: str) -> float:
    """Return the tolerance, given as a number or as a text such as 2.5%."""
    value = node.get("tolerance")
    if not isinstance(value, str):
        return _number(node, "tolerance")
    from zgcquiz.core.text.numbers import read_quantity, read_tolerance

    figure = read_quantity(keys[0], language) if keys else None
    found = read_tolerance(value, figure.value if figure else None, _text(node, "unit"), language)
    if found is None:
        raise UnusableError("'tolerance' must be a number of 0 or more, such as 5 or 2.5%")
    return found


def _write(pack: PackContent, options: ExchangeOptions, reviews: Collection[Review]) -> Written:
    losses = Losses()
    for item in pack.items if pack.info.markup else ():
        losses.of(item.id)
        losses.add("images", ONLY_NAMES, image_count(item))
    return Written(encoded(document_text(pack), "surrogatepass"), losses.all())


JSON = Format(
    "json", "JSON, as `pack show --json` prints it", (".json",), _recognise, _read, _write, content=ContentKind.JSON
)
