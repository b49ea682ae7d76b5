"""Convert packs to the JSON documents that `pack show --json` prints.

Scripts rely on the keys: add to them, but never change any.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import msgspec

from zgcquiz.core.packs.pack import Item, Kind, Pack, Switch
from zgcquiz.core.value import Value
from zgcquiz.formats.exchange.contract import PackContent


def pack_as_dict(pack: Pack) -> dict[str, Any]:
    """Return a pack as a JSON object."""
    info = pack.info
    return {
        "id": info.id,
        "title": info.title,
        **_optional(info, "description language license markup"),
        "sources": [
            {"id": source.id, "title": source.title, **_optional(source, "publisher author published url file")}
            for source in info.sources
        ],
        "sections": [{"title": section.title, "text": section.text or None} for section in info.sections],
        "strict": list(info.strict),
        "check": {switch.code: _setting(switch) for switch in info.check},
        "questions": [item_as_dict(item) for item in pack.items],
    }


def document_text(pack: PackContent) -> Iterator[str]:
    """Yield the parts of a pack's JSON document, with a line feed at its end."""
    head, _, tail = json.dumps(pack_as_dict(Pack(pack.info, ())), ensure_ascii=False, indent=2).rpartition("[]")
    yield head
    between = "["
    for item in pack.items:
        yield f"{between}\n    "
        yield _indented(item_as_dict(item)).replace("\n", "\n    ")
        between = ","
    yield f"{'[]' if between == '[' else chr(10) + '  ]'}{tail}\n"


def _indented(entry: dict[str, Any]) -> str:
    """Return a question as JSON on several lines, as `json` writes it but faster; texts have no line feeds in it."""
    if entry["tolerance"] is None:
        try:
            return msgspec.json.format(msgspec.json.encode(entry), indent=2).decode()
        except UnicodeEncodeError:
            pass  # half of a surrogate pair
    return json.dumps(entry, ensure_ascii=False, indent=2)


def item_as_dict(item: Item) -> dict[str, Any]:
    """Return a question as a JSON object."""
    citation = item.source
    listed = item.kind in (Kind.SINGLE, Kind.MULTIPLE) and not item.drawn
    return {
        "id": item.id,
        "kind": item.kind.value,
        "question": item.stem,
        "answers": [option.text for option in item.keys],
        "distractors": [option.text for option in item.distractors],
        "options": [option.text for option in item.options] if listed else None,
        "feedback": {option.text: option.feedback for option in item.options if option.feedback},
        "pinned": [option.text for option in item.options if option.pinned],
        "accept": list(item.accept),
        "strict": list(item.strict),
        "recall": item.recall,
        **_optional(item, "tolerance unit explanation"),
        "source": citation and {"id": citation.source, **_optional(citation, "section paragraph quote")},
        **_optional(item, "section fact"),
        "tags": list(item.tags),
        "formerly": list(item.formerly),
        **_optional(item, "as_of valid_until"),
        "draft": item.draft,
        **_optional(item, "superseded_by"),
        "allow": {allowance.code: allowance.reason for allowance in item.allow},
    }


def _optional(value: Value, fields: str) -> dict[str, Any]:
    """Return some fields of a value, with None for empty ones. fields: names separated by spaces."""
    return {name: getattr(value, name) or None for name in fields.split()}


def _setting(switch: Switch) -> bool | float:
    return switch.on if switch.threshold is None else switch.threshold
