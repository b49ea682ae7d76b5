"""Our own Anki note type: HTML fields for display, and the complete item as JSON in one more field.

A field that was edited in Anki takes precedence over the JSON.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Sequence
from html import escape
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote

from zgcquiz.core.markup.media import MediaKind, media_kind, media_path
from zgcquiz.core.markup.tree import Image
from zgcquiz.core.markup.writing import as_markdown
from zgcquiz.core.packs.pack import Item, Option, Pack, PackInfo
from zgcquiz.core.value import Value, replace
from zgcquiz.formats.errors import UnusableError
from zgcquiz.formats.exchange.collector import Collector
from zgcquiz.formats.json.pack_dict import item_as_dict, pack_as_dict
from zgcquiz.formats.json.pack_json import info_from, item_from
from zgcquiz.formats.markdown.markup_html import image_words, markup_html
from zgcquiz.formats.shared.html_text import from_html
from zgcquiz.formats.untrusted.entities import unescape

NAME = "zgcquiz"
FIELDS = ("Question", "Options", "Typed", "Explanation", "Source", "Data")
QUESTION, OPTIONS, TYPED, EXPLANATION, SOURCE, DATA = range(6)

_SHUFFLE = """
<script>
(function () {
  var list = document.querySelector("#options ol"), order = null;
  if (!list || list.className === "fixed") return;
  var entries = [].slice.call(list.children);
  try { if (BACK) order = JSON.parse(sessionStorage.getItem("zgcquiz")); } catch (error) {}
  if (!order) {
    order = entries.map(function (_, at) { return at; });
    for (var at = order.length - 1; at > 0; at--) {
      var other = Math.floor(Math.random() * (at + 1)), kept = order[at];
      order[at] = order[other];
      order[other] = kept;
    }
    var wrong = 0;
    if (list.className === "drawn") order = order.filter(function (at) {
      return entries[at].className !== "" || wrong++ < 3;
    });
    order.sort(function (one, other) {
      return (entries[one].className === "last") - (entries[other].className === "last");
    });
  }
  try { if (!BACK) sessionStorage.setItem("zgcquiz", JSON.stringify(order)); } catch (error) {}
  if (order.some(function (at) { return !entries[at]; })) return;
  list.innerHTML = "";
  order.forEach(function (at) { list.appendChild(entries[at]); });
})();
</script>"""
FRONT = (
    '<div id="question">{{Question}}</div>\n'
    '{{#Options}}<div id="options">{{Options}}</div>' + _SHUFFLE.replace("BACK", "false") + "{{/Options}}\n"
    "{{#Typed}}{{type:Typed}}{{/Typed}}"
)
BACK = (
    '<div id="question">{{Question}}</div>\n<hr id=answer>\n'
    '{{#Options}}<div id="options" class="back">{{Options}}</div>' + _SHUFFLE.replace("BACK", "true") + "{{/Options}}\n"
    '{{#Typed}}{{type:Typed}}{{/Typed}}\n<div id="explanation">{{Explanation}}</div>\n<div id="source">{{Source}}</div>'
)
CSS = """.card { font-family: sans-serif; font-size: 20px; text-align: left; max-width: 40em; margin: auto; }
ol { list-style: upper-alpha; }
.feedback { display: none; }
.back .feedback { display: block; font-size: smaller; opacity: 0.8; }
.back .key { color: #1a7f37; font-weight: bold; }
#source { font-size: smaller; opacity: 0.7; }
"""
_ENTRY = re.compile(r"(?is)<li\b([^>]*)>(.*?)(?=<li\b|</ol>|\Z)")
_FEEDBACK = re.compile(r'(?is)<span class="feedback">(.*?)</span>')
_HIDDEN = re.compile("[\0-\x08\x0b-\x1f\x7f]")
_AS_ADDRESS = re.compile("[%#]")
"""Signs of a file's name that mean something else in an address; Anki wants all others as they are."""
_ACTIVE = re.compile(r"(?i)\[(?=latex\]|\$\$?\]|sound:|anki:)")
"""Starts of what Anki acts on inside a field: it runs LaTeX, plays files, and speaks."""


class OwnNote(Value, frozen=True):
    """The content of a note of ours.

    pack: everything about the pack on the first note, else only id, title and markup.
    """

    item: Item
    pack: PackInfo


def is_own(fields: Sequence[str]) -> bool:
    """Tell whether a note type with these fields is ours, even if fields were added after them."""
    return tuple(fields[: len(FIELDS)]) == FIELDS


def fields_of(item: Item, info: PackInfo, whole_pack: bool) -> tuple[str, ...]:
    """Return a note's fields. whole_pack: include everything about the pack, not only its id and title."""
    about = pack_as_dict(Pack(info, ())) if whole_pack else {"id": info.id, "title": info.title, "markup": info.markup}
    about.pop("questions", None)
    data = {"zgcquiz": 1, "pack": _without_empty(about), "question": _without_empty(item_as_dict(item))}
    return (*_visible_fields(item, info), escape(json.dumps(data, separators=(",", ":")), quote=False))


def tags_of(item: Item) -> tuple[str, ...]:
    """Return an item's tags in Anki's form, without spaces and quotation marks."""
    tags = ("_".join(_HIDDEN.sub(" ", tag).replace('"', " ").split()) for tag in item.tags)
    paths = ("::".join(part or "blank" for part in tag.split("::")) for tag in tags if tag)
    return tuple({_tag_key(tag): tag for tag in paths}.values())


def read(fields: Sequence[str], tags: Sequence[str], collector: Collector) -> OwnNote | None:
    """Return the content of a note of ours, or None if its data field is no longer valid."""
    if len(fields) < len(FIELDS):
        return None
    try:
        data = json.loads(unescape(fields[DATA]))
        info = info_from(data["pack"], collector)
        item = item_from(data["question"], info)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError, UnusableError):
        return None
    if not item.keys:
        return None
    for at, written in enumerate(_visible_fields(item, info)):
        if unicodedata.normalize("NFC", written) != unicodedata.normalize("NFC", fields[at]):
            item = _with_edit(item, at, fields[at])
    if {_tag_key(tag) for tag in tags} != {_tag_key(tag) for tag in tags_of(item)}:
        item = replace(item, tags=tuple(tags))
    return OwnNote(item, info)


def _html(text: str) -> str:
    return _ACTIVE.sub("&#91;", escape(_HIDDEN.sub(" ", text), quote=False).replace("\n", "<br>"))


def _text(text: str, item: Item) -> str:
    """Return a text of an item as HTML. Line ends only stay within code."""
    if not (item.markup and text):
        return _html(text)
    sounds: list[str] = []

    def media(image: Image) -> str:
        path = media_path(image.url)
        if path is None:
            return image_words(image)
        name = PurePosixPath(path).name
        if media_kind(path) is MediaKind.SOUND:
            sounds.append(f"[sound:{escape(name, quote=False)}]")
            return sounds[-1]
        return f'<img src="{escape(_AS_ADDRESS.sub(_quoted, name))}" alt="{escape(image.alt.strip())}">'

    html = _ACTIVE.sub("&#91;", _HIDDEN.sub(" ", markup_html(text, tex=True, image=media)))
    for sound in sounds:
        html = html.replace(f"&#91;{sound[1:]}", sound)
    return html


def _quoted(sign: re.Match[str]) -> str:
    return quote(sign.group())


def _visible_fields(item: Item, info: PackInfo) -> tuple[str, ...]:
    """Return all fields except the data."""
    choice = item.kind.is_choice
    options = "".join(_entry(option, item) for option in item.options)
    pinned = any(option.pinned for option in item.options)
    style = "drawn" if item.drawn else "shuffled" if pinned else "fixed"
    return (
        _text(item.stem, item),
        f'<ol class="{style}">{options}</ol>' if choice else "",
        "" if choice else _html(item.keys[0].text),
        _text(item.explanation, item),
        _html(info.cite(item.source)) if info.sources else "",
    )


def _entry(option: Option, item: Item) -> str:
    name = "key" if option.key else "last" if option.pinned else ""
    feedback = f'<span class="feedback">{_text(option.feedback, item)}</span>' if option.feedback else ""
    return f'<li class="{name}">{_text(option.text, item)}{feedback}</li>'


def _with_edit(item: Item, at: int, field: str) -> Item:
    """Return an item with the content of a field that was edited in Anki. at: the field's position."""
    if at == QUESTION:
        return replace(item, stem=_read_text(field, item))
    if at == EXPLANATION:
        return replace(item, explanation=_read_text(field, item))
    if at == TYPED and not item.kind.is_choice:
        return replace(item, options=(Option(from_html(field), key=True),))
    if at == OPTIONS and item.kind.is_choice:
        return replace(item, options=tuple(_option(item, *found) for found in _ENTRY.findall(field)))
    return item


def _option(item: Item, attributes: str, content: str) -> Option:
    feedback = _FEEDBACK.search(content)
    return Option(
        _read_text(_FEEDBACK.sub("", content), item),
        "key" in attributes,
        _read_text(feedback.group(1), item) if feedback else "",
        "last" in attributes,
    )


def _read_text(field: str, item: Item) -> str:
    """Return a text that was edited in Anki, whose signs are no markup."""
    text = from_html(field)
    return as_markdown(text) if item.markup else text


def _without_empty(node: dict[str, Any]) -> dict[str, Any]:
    """Return a mapping without default values: empty ones, and `recall` if it is true."""
    return {key: value for key, value in node.items() if (not value if key == "recall" else value)}


def _tag_key(tag: str) -> str:
    return unicodedata.normalize("NFC", tag).casefold()
