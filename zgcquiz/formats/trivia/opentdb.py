"""Read responses of the Open Trivia DB API, in any of its encodings."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote, unquote_plus

from zgcquiz.core.packs.pack import Item, Kind, Option
from zgcquiz.formats.errors import UnusableError, bad_file
from zgcquiz.formats.exchange.collector import Collector
from zgcquiz.formats.exchange.contract import Confidence, Converted, ExchangeOptions, Format
from zgcquiz.formats.exchange.item_fitter import true_or_false
from zgcquiz.formats.exchange.recognition import Sample
from zgcquiz.formats.json.document import load, read_entries
from zgcquiz.formats.untrusted.entities import unescape

_SIGNATURE = ('"results"', '"correct_answer"', '"incorrect_answers"')
_KNOWN = {"type", "difficulty", "category", "question", "correct_answer", "incorrect_answers"}

Decoder = Callable[[str], str]


def _read(data: bytes, name: str, options: ExchangeOptions) -> Converted:
    collector = Collector(name, options)
    document = load(data, name, collector)
    results = document.get("results") if isinstance(document, dict) else document
    if not isinstance(results, list):
        raise bad_file(name, "it has no list of 'results'", hint="Save a response of the API of opentdb.com.")
    plain = _decoder(results)
    for entry, item in read_entries(results, lambda entry: _item(entry, plain), collector, options):
        if collector.add(item, in_order=False):
            for key in set(entry) - _KNOWN:
                collector.lose_of_last(key)
    return collector.result()


def _item(entry: Any, plain: Decoder) -> Item:
    if not isinstance(entry, dict):
        raise UnusableError("it is not an object")
    wrong = entry.get("incorrect_answers")
    texts = [entry.get("question"), entry.get("correct_answer"), *(wrong if isinstance(wrong, list) else [None])]
    if not all(isinstance(text, str) for text in texts):
        raise UnusableError("'question', 'correct_answer' or 'incorrect_answers' is missing or not text")
    stem, key, *others = (plain(text) for text in texts)
    options = (Option(key, True), *(Option(text) for text in others))
    difficulty, category = (plain(str(entry.get(name) or "")) for name in ("difficulty", "category"))
    tags = (difficulty,) if difficulty else ()
    return true_or_false(Item("", Kind.SINGLE, stem, options, drawn=True, section=category, tags=tags))


def _decoder(results: list[Any]) -> Decoder:
    """Return the decoder for the texts of a response, which all have the requested encoding; it isn't named."""
    texts = [
        text
        for entry in results[:50]
        if isinstance(entry, dict)
        for text in (entry.get("question"), entry.get("correct_answer"), entry.get("type"))
        if isinstance(text, str)
    ]
    if texts and all(_from_base64(text) is not None for text in texts):
        return lambda text: _from_base64(text) or ""
    whole = " ".join(texts)
    if "%20" in whole and " " not in "".join(texts):
        return unquote
    if "+" in whole and " " not in "".join(texts):
        return unquote_plus
    return unescape


def _from_base64(text: str) -> str | None:
    try:
        return base64.b64decode(text, validate=True).decode("utf-8")
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return None


def _recognise(sample: Sample) -> Confidence:
    return Confidence.CERTAIN if all(key in sample.text for key in _SIGNATURE) else Confidence.NO


OPENTDB = Format("opentdb", "Open Trivia DB", (".json",), _recognise, _read)
