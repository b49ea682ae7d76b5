"""Write a pack as a web page that plays it: one file that loads nothing, and in which nothing of the pack can run.

The scripts and the style are constant, and the page's policy names their hashes, so that no other script runs. The pack
is data beside them, of which the scripts make text nodes and a few elements.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Collection, Iterator
from functools import cache
from hashlib import blake2b, sha256
from html import escape
from importlib.resources import files
from string import Template
from typing import Any

from zgcquiz.core.log.review import Review
from zgcquiz.core.packs.exchange_reports import QUESTION
from zgcquiz.core.packs.pack import Item, PackInfo
from zgcquiz.core.text.han.numbers import uses_han_numbers
from zgcquiz.core.text.number_words import is_long_scale
from zgcquiz.core.text.numbers import decimal_sign
from zgcquiz.formats.exchange.contract import (
    Confidence,
    ExchangeOptions,
    Format,
    Losses,
    PackContent,
    Written,
    encoded,
)
from zgcquiz.formats.exchange.recognition import Sample
from zgcquiz.formats.markup.directions import is_right_to_left
from zgcquiz.formats.markup.exported_media import ExportedMedia, data_url
from zgcquiz.formats.shared.own_words import page_words
from zgcquiz.formats.web.exam_hashes import NO_TOLERANCE, is_hashable
from zgcquiz.formats.web.questions import QuestionWriter

_SCRIPTS = (
    "rules",
    "text",
    "numbers",
    "han",
    "typed",
    "sha256",
    "round",
    "store",
    "elements",
    "sending",
    "page",
    "saving",
    "keys",
)
"""The files of the script, in their order."""
_NOT_DRAWN = "not drawn; an exam asks everyone with the same ones"
_NOSCRIPT = "This quiz needs JavaScript, which is turned off here. It loads nothing from the network."
_NOT_ASKED = "a draft, expired, or superseded"
_DATA = "const DATA = JSON.parse(document.getElementById('data').textContent);\n"


def _recognise(sample: Sample) -> Confidence:
    """Return NO: a page can't be read back."""
    return Confidence.NO


def _write(pack: PackContent, options: ExchangeOptions, reviews: Collection[Review]) -> Written:
    return _written(pack, options, collects=False)


def served_page(pack: PackContent, options: ExchangeOptions) -> Written:
    """Return a page that sends its answers to `answers` beside its own address."""
    return _written(pack, options, collects=True)


def _written(pack: PackContent, options: ExchangeOptions, *, collects: bool) -> Written:
    media = ExportedMedia(options.media, lambda path: path, Losses())
    return Written(encoded(_page(pack, options, media, collects=collects)), media.losses.all)


def _page(pack: PackContent, options: ExchangeOptions, media: ExportedMedia, *, collects: bool) -> Iterator[str]:
    script, style, info = script_text(), _file("page.css"), pack.info
    language = info.language.replace("_", "-")
    tongue, words = page_words(info.language)
    values = {
        "tongue": tongue,
        "noscript": escape(words.get(_NOSCRIPT, _NOSCRIPT)),
        "direction": ' dir="rtl"' if is_right_to_left(language) else "",
        "language": f' lang="{escape(language)}"' if language else "",
        "policy": _policy(script, style, collects=collects),
        "title": escape(info.title),
        "style": style,
        "script": script,
    }
    head, _, end = _file("page.html").partition("$data")
    yield Template(head).substitute(values)
    yield from map(_harmless, _data(pack, options, media, collects))
    yield Template(end).substitute(values)


@cache
def script_text() -> str:
    """Return the page's script."""
    parts = "\n".join(_file(f"{name}.js") for name in _SCRIPTS)
    return f'"use strict";\n(() => {{\n{_DATA}{parts}}})();\n'


def _file(name: str) -> str:
    return files(__package__).joinpath(name).read_text("utf-8")


def _policy(script: str, style: str, *, collects: bool) -> str:
    """Return a policy for the page that allows its own script and style, and data within it.

    collects: it may send answers to where it comes from.
    """
    connect = "connect-src 'self'; " if collects else ""
    return (
        f"default-src 'none'; script-src {_source(script)}; style-src {_source(style)}; img-src data:; "
        f"media-src data:; {connect}base-uri 'none'; form-action 'none'"
    )


def _source(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def _harmless(text: str) -> str:
    """Return a part of a JSON document in which nothing ends or begins an element."""
    return text.replace("<", "\\u003c").replace("\0", "\\u0000")


def _data(pack: PackContent, options: ExchangeOptions, media: ExportedMedia, collects: bool) -> Iterator[str]:
    """Yield the pack as a JSON document, question by question. The images come last, once all are known."""
    info = pack.info
    yield f"{_json(_about(info, options) | {'collects': collects})[:-1]},\n{_json('questions')}:["
    writer = QuestionWriter(info, media, exam=options.exam)
    edition, between = blake2b(digest_size=8), "\n"
    for number, item in enumerate(pack.items):
        options.progress(number, len(pack.items))
        media.losses.of(item.id)
        if not is_asked(item, options):
            media.losses.add(QUESTION, NO_TOLERANCE if item.asked_until >= options.day else _NOT_ASKED)
            continue
        media.losses.add("tags", "", bool(item.tags))
        media.losses.add("section", "", bool(item.section))
        asked = writer.question(item)
        if options.exam and item.kind.is_choice:
            media.losses.add("distractors", _NOT_DRAWN, len(item.options) - len(asked["options"]))
        question = _json(asked)
        edition.update(question.encode("utf-8", "replace"))
        yield between + question
        between = ",\n"
    media.losses.of(None)
    media.losses.add("study text", "", sum(bool(section.text) for section in info.sections))
    yield f'],\n"edition":{_json(edition.hexdigest())},\n"media":['
    for number, path in enumerate(writer.media_paths):
        yield ("," if number else "") + _json(data_url(path, media.content(path)))
    yield "]}"


def is_asked(item: Item, options: ExchangeOptions) -> bool:
    """Return whether a question is asked in a page that is made with some options."""
    return item.asked_until >= options.day and (not options.exam or is_hashable(item))


def _about(info: PackInfo, options: ExchangeOptions) -> dict[str, Any]:
    return {
        "pack": info.id,
        "words": page_words(info.language)[1],
        "title": info.title,
        "description": info.description,
        "language": info.language.replace("_", "-"),
        "licence": info.license,
        "notation": notation(info.language),
        "han": uses_han_numbers(info.language),
        "exam": options.exam,
    }


def notation(language: str) -> dict[str, Any]:
    """Return how numbers are written in a language, as the page's scripts take it."""
    return {"sign": decimal_sign(language), "long": is_long_scale(language)}


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


WEB = Format("web", "a page to play in a browser (HTML)", (".web.html",), _recognise, write=_write, hides_keys=True)
