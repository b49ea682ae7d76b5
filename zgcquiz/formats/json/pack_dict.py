"""A pack with the names that scripts know its parts by, as `pack show --json` prints it.

The keys are a contract: add, never change.
"""

from __future__ import annotations

from typing import Any

from zgcquiz.core.packs.pack import Item, Kind, Pack, Switch


def pack_as_dict(pack: Pack) -> dict[str, Any]:
    """A pack with the names that scripts know its parts by."""
    info = pack.info
    return {
        "id": info.id,
        "title": info.title,
        "description": info.description or None,
        "language": info.language or None,
        "license": info.license or None,
        "sources": [
            {
                "id": source.id,
                "title": source.title,
                "publisher": source.publisher or None,
                "author": source.author or None,
                "published": source.published or None,
                "url": source.url or None,
                "file": source.file or None,
            }
            for source in info.sources
        ],
        "sections": [{"title": section.title, "text": section.text or None} for section in info.sections],
        "strict": list(info.strict),
        "check": {switch.code: _setting(switch) for switch in info.check},
        "questions": [item_as_dict(item) for item in pack.items],
    }


def item_as_dict(item: Item) -> dict[str, Any]:
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
        "tolerance": item.tolerance or None,
        "unit": item.unit or None,
        "explanation": item.explanation or None,
        "source": None
        if citation is None
        else {
            "id": citation.source,
            "section": citation.section or None,
            "paragraph": citation.paragraph or None,
            "quote": citation.quote or None,
        },
        "section": item.section or None,
        "fact": item.fact or None,
        "tags": list(item.tags),
        "formerly": list(item.formerly),
        "as_of": item.as_of or None,
        "valid_until": item.valid_until or None,
        "draft": item.draft,
        "superseded_by": item.superseded_by or None,
        "allow": {allowance.code: allowance.reason for allowance in item.allow},
    }


def _setting(switch: Switch) -> bool | float:
    return switch.on if switch.threshold is None else switch.threshold
