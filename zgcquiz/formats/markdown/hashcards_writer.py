"""Write hashcards. Cards have no options, so a choice question becomes its stem and its key."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from zgcquiz.core.log.review import Review
from zgcquiz.core.markup.items import said
from zgcquiz.core.markup.media import image_count
from zgcquiz.core.packs.exchange_reports import QUESTION
from zgcquiz.core.packs.pack import Item, Kind, Option
from zgcquiz.core.value import replace
from zgcquiz.formats.exchange.capacity import NO_FILES, Capacity, fit
from zgcquiz.formats.exchange.contract import PLAIN, ExchangeOptions, Losses, PackContent, Written, encoded, lines_of
from zgcquiz.formats.markdown.marked_text import FLATTENED, keeps_formatting, marked_lines
from zgcquiz.formats.markdown.paragraphs import closes, fence_of
from zgcquiz.formats.markdown.text import block, comments

_CAPACITY = Capacity(
    kinds=frozenset({Kind.TYPED}),
    fields=frozenset({"title", "language", "license", "section", "tags", "fact", "lines", "spaces", "markup"}),
)
_TAG = re.compile(r"[QAC]:")


def write(pack: PackContent, options: ExchangeOptions, reviews: Collection[Review]) -> Written:
    """Return the pack as a deck named by its title. Ids, facts, sections and tags are comments between the cards."""
    losses = Losses()
    typed = (typed for item in pack.items if (typed := _typed(item, losses)))
    fitted = fit(pack, _CAPACITY, "hashcards", typed)
    info = fitted.info

    def lines() -> Iterator[str]:
        head = {
            "name": info.title,
            "pack": info.id,
            "language": info.language,
            "license": info.license,
            "markup": "" if info.markup else PLAIN,
        }
        yield "---"
        yield from (f"{key} = {_toml(value)}" for key, value in head.items() if value)
        yield from ("---", "")
        for number, item in enumerate(fitted.items()):
            if number % 500 == 0:
                options.progress(number, len(pack.items))
            if number:
                yield from ("---", "")
            if item.markup and not keeps_formatting(item.stem):
                fitted.losses.add("formatting", FLATTENED)
            yield from _card(item)
            yield ""

    return Written(encoded(lines_of(lines())), lambda: (*losses.all(), *fitted.lost()))


def _typed(item: Item, losses: Losses) -> Item | None:
    """Return an item as a typed question for its only key; None if it has several."""
    losses.of(item.id)
    if item.kind is Kind.TYPED:
        return item
    if len(item.keys) > 1 or item.kind is Kind.MULTIPLE:
        losses.add(QUESTION, "a card has one answer")
        return None
    key = said(item.keys[0].text, item) if item.kind.is_choice else item.keys[0].text
    if key != item.keys[0].text:
        losses.add("formatting", "answers are plain")
    if item.kind is Kind.NUMERIC:
        losses.add("numbers", "a card's answer is a text")
    else:
        losses.add("options", "a card has none", len(item.options))
    text = " ".join(key.split())
    if text != key:
        losses.add("runs of spaces", "an answer is one line of words")
    text = text.capitalize() if item.kind is Kind.TRUE_FALSE else text
    typed = replace(item, kind=Kind.TYPED, options=(Option(text, True, item.keys[0].feedback),), drawn=False)
    losses.add("images", NO_FILES, image_count(item) - image_count(typed))
    return typed


def _card(item: Item) -> Iterator[str]:
    meta = [("id", item.id), ("fact", item.fact), ("section", item.section), *(("tag", tag) for tag in item.tags)]
    yield comments(meta)
    yield from _part("Q", marked_lines(item.stem) if item.markup else block(item.stem))
    yield from _part("A", block(item.keys[0].text))


def _part(letter: str, lines: Sequence[str]) -> Iterator[str]:
    first, *more = lines
    yield f"{letter}: {first}"
    fence = ""
    for line in more:
        yield f"{line[0]}&#58;{line[2:]}" if _TAG.match(line) and not fence else line
        fence = ("" if closes(line, fence) else fence) if fence else fence_of(line)


def _toml(text: str) -> str:
    """Return a text as a TOML basic string."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + re.sub("[\x00-\x1f\x7f]", lambda found: f"\\u{ord(found.group()):04x}", escaped) + '"'
