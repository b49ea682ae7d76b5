"""Our own note type in Anki: what is seen there in fields of HTML, and beside it the whole item as JSON.

What was changed in Anki goes before what the JSON says.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Sequence
from html import escape, unescape
from typing import Any

from zgcquiz.core.log.review import Review
from zgcquiz.core.packs.pack import Item, Option, Pack, PackInfo
from zgcquiz.core.value import Value, replace
from zgcquiz.formats.exchange.collector import Collector
from zgcquiz.formats.json.pack_dict import item_as_dict, pack_as_dict
from zgcquiz.formats.json.pack_json import BadEntryError, info_from, item_from
from zgcquiz.formats.shared.html_text import from_html

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


class Own(Value, frozen=True):
    """What a note of ours says. pack: its info, where this note has it."""

    item: Item
    pack: PackInfo


def is_own(fields: Sequence[str]) -> bool:
    """A note type with these fields is ours, whatever was added behind them."""
    return tuple(fields[: len(FIELDS)]) == FIELDS


def fields_of(item: Item, info: PackInfo, whole: bool) -> tuple[str, ...]:
    """A note's fields. whole: with all that is said of the pack."""
    about = pack_as_dict(Pack(info, ())) if whole else {"id": info.id, "title": info.title}
    about.pop("questions", None)
    data = {"zgcquiz": 1, "pack": _filled(about), "question": _filled(item_as_dict(item))}
    return (*_seen(item, info), escape(json.dumps(data, separators=(",", ":")), quote=False))


def tags_of(item: Item) -> tuple[str, ...]:
    """An item's tags as Anki can have them: without spaces and quotation marks."""
    tags = ("_".join(_HIDDEN.sub(" ", tag).replace('"', " ").split()) for tag in item.tags)
    whole = ("::".join(part or "blank" for part in tag.split("::")) for tag in tags if tag)
    return tuple({_folded(tag): tag for tag in whole}.values())


def read(fields: Sequence[str], tags: Sequence[str], collector: Collector) -> Own | None:
    """What a note of ours says; None where its data is none of ours any more."""
    if len(fields) < len(FIELDS):
        return None
    try:
        data = json.loads(unescape(fields[DATA]))
        info = info_from(data["pack"], collector)
        item = item_from(data["question"], info)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError, BadEntryError):
        return None
    if not item.keys:
        return None
    for at, written in enumerate(_seen(item, info)):
        if unicodedata.normalize("NFC", written) != unicodedata.normalize("NFC", fields[at]):
            item = _changed(item, at, fields[at])
    if {_folded(tag) for tag in tags} != {_folded(tag) for tag in tags_of(item)}:
        item = replace(item, tags=tuple(tags))
    return Own(item, info)


def log_ids(reviews: Iterable[Review]) -> dict[int, Review]:
    """Reviews by their ids in Anki's log: the time, or the next that is free."""
    found: dict[int, Review] = {}
    for review in sorted(reviews, key=lambda each: (each.at.ms, each.id)):
        id = review.at.ms
        while id in found:
            id += 1
        found[id] = review
    return found


def html(text: str) -> str:
    """A text as HTML that shows it."""
    return escape(_HIDDEN.sub(" ", text), quote=False).replace("\n", "<br>")


def _seen(item: Item, info: PackInfo) -> tuple[str, ...]:
    """The fields but for the data."""
    choice = item.kind.is_choice
    options = "".join(map(_entry, item.options))
    pinned = any(option.pinned for option in item.options)
    style = "drawn" if item.drawn else "shuffled" if pinned else "fixed"
    return (
        html(item.stem),
        f'<ol class="{style}">{options}</ol>' if choice else "",
        "" if choice else html(item.keys[0].text),
        html(item.explanation),
        html(info.cite(item.source)) if info.sources else "",
    )


def _entry(option: Option) -> str:
    name = "key" if option.key else "last" if option.pinned else ""
    feedback = f'<span class="feedback">{html(option.feedback)}</span>' if option.feedback else ""
    return f'<li class="{name}">{html(option.text)}{feedback}</li>'


def _changed(item: Item, at: int, field: str) -> Item:
    """An item with what a field says that was changed in Anki."""
    if at == QUESTION:
        return replace(item, stem=from_html(field))
    if at == EXPLANATION:
        return replace(item, explanation=from_html(field))
    if at == TYPED and not item.kind.is_choice:
        return replace(item, options=(Option(from_html(field), key=True),))
    if at == OPTIONS and item.kind.is_choice:
        return replace(item, options=tuple(_option(*found) for found in _ENTRY.findall(field)))
    return item


def _option(attributes: str, content: str) -> Option:
    said = _FEEDBACK.search(content)
    return Option(
        from_html(_FEEDBACK.sub("", content)),
        "key" in attributes,
        from_html(said.group(1)) if said else "",
        "last" in attributes,
    )


def _filled(node: dict[str, Any]) -> dict[str, Any]:
    """Without what says nothing."""
    return {key: value for key, value in node.items() if (not value if key == "recall" else value)}


def _folded(tag: str) -> str:
    return unicodedata.normalize("NFC", tag).casefold()
