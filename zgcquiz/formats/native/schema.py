"""The native format as a JSON Schema (draft 2020-12), with which editors complete and check packs.

It is less strict than `pack check`, which also compares values (duplicate ids, keys among distractors). Editors read
`1905`, `No` and `~` as other types, so these are allowed wherever a text is.
"""

from __future__ import annotations

from typing import Any

from zgcquiz.core.authoring.flaws.codes import ALLOWABLE, CODES
from zgcquiz.core.packs.pack import MAX_CHARACTERS, MAX_ENTRIES, MAX_LINE, Kind
from zgcquiz.core.text.strictness import STRICT
from zgcquiz.formats.native.reader import MARKUPS, PACK_ID, SOURCE_KEYS, VERSION
from zgcquiz.formats.native.reading.bank_reader import BANK_KEYS, CITATION_KEYS, PACK_KEYS
from zgcquiz.formats.native.yaml.traps import OPTION_KEYS, QUESTION_KEYS

DIALECT = "https://json-schema.org/draft/2020-12/schema"

Schema = dict[str, Any]


def text() -> str:
    """Return the schema as the text of a file."""
    import json

    return json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"


def schema() -> Schema:
    """Return the schema of a main file, which has the key `zgcquiz`, and of a bank."""
    return {
        "$schema": DIALECT,
        "title": "A zgcquiz question pack, or one of its banks",
        "type": "object",
        "if": {"required": ["zgcquiz"]},
        "then": {"$ref": "#/$defs/pack"},
        "else": {"$ref": "#/$defs/bank"},
        "$defs": {
            "text": {"type": ["string", "number", "boolean", "null"], "pattern": r"\S"},
            "line": _LINE | {"maxLength": MAX_LINE},
            "answer": _LINE | {"maxLength": MAX_CHARACTERS["accept"]},
            "slug": {"type": ["string", "number"], "pattern": r"^[^\s/\\]{1,100}$"},
            "date": {
                "type": ["string", "integer"],
                "pattern": "^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$",
                "minimum": 1,
                "maximum": 9999,
            },
            "flag": {"type": ["boolean", "string"], "pattern": "^([Tt][Rr][Uu][Ee]|[Ff][Aa][Ll][Ss][Ee])$"},
            "option": {"anyOf": [_text(key="options"), _mapping(OPTION_KEYS, _OPTION, ("text",))]},
            "source": _mapping(SOURCE_KEYS, _SOURCE, ("title",)),
            "citation": _either("slug", _mapping(CITATION_KEYS, _CITATION, ("id",))),
            "question": _question(),
            "bank": _mapping(BANK_KEYS, _PACK, ("questions",)) | _STUDY_TEXT,
            "pack": _mapping(PACK_KEYS, _PACK, ("zgcquiz", "id", "title")) | _STUDY_TEXT,
        },
    }


def _ref(name: str, about: str = "") -> Schema:
    schema: Schema = {"$ref": f"#/$defs/{name}"}
    return schema | {"description": about} if about else schema


def _text(about: str = "", key: str = "") -> Schema:
    """Return the schema of a text. key: by which it has a limit of its own."""
    return _ref("text", about) | {"maxLength": MAX_CHARACTERS.get(key, MAX_LINE)}


def _list(name: str, about: str, least: int = 0) -> Schema:
    return {"type": "array", "items": _ref(name), "minItems": least, "maxItems": MAX_ENTRIES, "description": about}


def _either(name: str, other: Schema) -> Schema:
    return {"anyOf": [_ref(name), other]}


def _mapping(keys: tuple[str, ...], values: Schema, required: tuple[str, ...]) -> Schema:
    """Return the schema of a mapping with just these keys, in order."""
    return {
        "type": "object",
        "properties": {key: values[key] for key in keys},
        "required": list(required),
        "additionalProperties": False,
    }


def _question() -> Schema:
    keys = _mapping(QUESTION_KEYS, _ITEM, ("id", "question"))
    typed = [kind for kind in Kind if not kind.is_choice]
    return keys | {
        "oneOf": [{"required": ["answer"]}, {"required": ["answers"]}],
        "not": {"required": ["options", "distractors"]},
        "if": {"required": ["kind"], "properties": {"kind": {"enum": typed}}},
        "then": {
            "properties": {"answer": _ref("answer")}
            | dict.fromkeys(("answers", "distractors", "options", "recall"), False)
        },
        "else": {
            "properties": dict.fromkeys(("tolerance", "unit"), False),
            "anyOf": [
                {"required": ["options"]},
                {"required": ["distractors"]},
                {"required": ["answer"], "properties": {"answer": _ref("flag"), "accept": False, "strict": False}},
            ],
        },
        "allOf": [
            {
                "if": {"required": ["kind"], "properties": {"kind": {"const": Kind.NUMERIC}}},
                "then": {"properties": {"strict": False}},
            }
        ],
        "dependentSchemas": {"answers": {"properties": {"accept": False, "strict": False}}},
    }


_LINE: Schema = {"type": ["string", "number", "boolean", "null"], "pattern": r"^[^\n]*\S[^\n]*\n?$"}
_STRICT: Schema = {
    "type": "array",
    "items": {"enum": list(STRICT)},
    "description": "What counts as a mistake in a typed answer; a question's own list goes before its pack's.",
}
_STUDY_TEXT: Schema = {"dependentRequired": {"text": ["section"]}}
_OPTION = {
    "text": _text(key="options"),
    "feedback": _text("Said to whoever picks it.", "feedback"),
    "pin": {"const": "last", "description": "Shown last, while the others are shuffled."},
}
_SOURCE = {
    "title": _text(),
    "publisher": _text(),
    "author": _text(),
    "published": _ref("date"),
    "url": _text(),
    "file": _text("The source's text, a file in the pack's folder: quotes and numbers are looked up in it."),
}
_CITATION = {
    "id": _ref("slug", "A source named under 'sources'."),
    "section": _text(),
    "paragraph": {"type": ["integer", "string"], "minimum": 1, "pattern": "^[0-9]+$"},
    "quote": _text("Word for word; checked where the source's text is at hand.", "quote"),
}
_ITEM = {
    "id": _ref("slug", "Stable: a learner's history hangs on it. 'pack check --fix' gives one."),
    "kind": {"enum": [kind.value for kind in Kind], "description": "Worked out where it isn't typed or numeric."},
    "fact": _ref("slug", "Questions on one fact are never asked on the same day."),
    "question": _text("The stem: it can be answered before the options are seen.", "question"),
    "answer": _ref("option", "The right option; true or false with neither distractors nor options."),
    "answers": _list("option", "The right options, where all of them must be picked.", 1),
    "distractors": _list("option", "Wrong options, more than are shown: three are drawn each time.", 1),
    "options": _list("option", "All options, in this order, the right ones among them.", 2),
    "accept": _list("answer", "Other texts that are right where the answer is typed."),
    "strict": _STRICT,
    "recall": _ref("flag", "False where it can't be asked without its options."),
    "tolerance": {"type": ["number", "string"], "minimum": 0, "description": "How far off a number may be: 5, 2.5%."},
    "unit": _text("Of a numeric answer."),
    "explanation": _text("Always shown after the answer.", "explanation"),
    "source": _ref("citation", "The place that it rests on."),
    "tags": _list("line", "What it is about."),
    "formerly": _list("slug", "Ids that it had before: its history follows."),
    "as_of": _ref("date", "When the fact was so."),
    "valid_until": _ref("date", "The last date on which it is asked."),
    "allow": {
        "type": "object",
        "description": "Flaws that you have looked at and keep, each with the reason.",
        "properties": {code: _text() for code in ALLOWABLE},
    },
    "draft": _ref("flag", "Not asked until this is removed."),
    "superseded_by": _ref("slug", "The id of the question that is asked in its place."),
}
_SWITCH: Schema = {"type": ["boolean", "string", "number"], "minimum": 0, "pattern": "^([Oo][NnFf]+|[0-9.eE+-]+)$"}
_PACK = {
    "zgcquiz": {"enum": [VERSION, str(VERSION)], "description": "The version of the format."},
    "id": {"type": "string", "pattern": f"^{PACK_ID.pattern}$", "description": "How the learner names the pack."},
    "title": _text(),
    "description": _text(key="description"),
    "language": _text("Such as en or zh."),
    "license": _text("Such as CC0-1.0."),
    "markup": {
        "enum": list(MARKUPS),
        "description": "Of questions, options, feedback and explanations: plain text, unless it is markdown.",
    },
    "sources": {
        "type": "object",
        "description": "Where the facts come from, by an id that questions cite.",
        "additionalProperties": _ref("source"),
    },
    "check": {
        "type": "object",
        "description": "Rules on flaws: on, off, or a threshold.",
        "properties": dict.fromkeys(CODES, _SWITCH),
    },
    "strict": _STRICT,
    "section": _text("What this file's questions are about."),
    "text": _text("To be read before playing: zgcquiz read.", "text"),
    "questions": {"type": "array", "items": _ref("question")},
}
