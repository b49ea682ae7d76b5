"""Write GIFT, Moodle's text format."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator

from zgcquiz.core.log.review import Review
from zgcquiz.core.packs.exchange_reports import QUESTION
from zgcquiz.core.packs.pack import Item, Kind, Option
from zgcquiz.core.text.number_writing import write_number
from zgcquiz.core.value import replace
from zgcquiz.formats.exchange.capacity import Capacity, fit, without_markup
from zgcquiz.formats.exchange.contract import ExchangeOptions, Losses, PackContent, Written, encoded, lines_of
from zgcquiz.formats.markdown.markup_html import markup_html, with_literal_signs
from zgcquiz.formats.moodle.credit import key_share
from zgcquiz.formats.moodle.gift_blocks import escape
from zgcquiz.formats.shared import categories
from zgcquiz.formats.shared.html_elements import could_be_html

_CAPACITY = Capacity(
    kinds=frozenset(Kind),
    fields=frozenset(
        {"explanation", "section", "tags", "feedback", "lines", "accept", "tolerance", "spaces", "title", "markup"}
    ),
)
_MARKED = re.compile(r"\[(?:html|markdown|plain|moodle)\]|%")
"""Start of a text that would be read as markup and can't be escaped."""
_SPACED = re.compile(r"[ \t]{2}|\t|\n[ \t]|[ \t]\n")


def write(pack: PackContent, options: ExchangeOptions, reviews: Collection[Review]) -> Written:
    """Return a pack as GIFT: a category for each section, ids and tags in comments."""
    fitted = fit(pack, _CAPACITY, "GIFT")

    def parts() -> Iterator[str]:
        section: str | None = None
        for number, item in enumerate(_accepted(fitted.items(), fitted.losses)):
            if number % 500 == 0:
                options.progress(number, len(pack.items))
            if item.section != section:
                section = item.section
                yield f"$CATEGORY: {_escape_path(categories.write(fitted.info.title, section))}\n"
            yield "".join(_item(item))

    return Written(encoded(lines_of(parts())), fitted.lost)


def _accepted(items: Iterable[Item], losses: Losses) -> Iterator[Item]:
    """Yield the items that GIFT can hold."""
    for item in items:
        if item.kind is Kind.TYPED and all("->" in text for text in _right_texts(item)):
            losses.add(QUESTION, "GIFT reads an arrow -> in a typed answer as a matching question")
        elif item.markup and not item.kind.is_choice and any(map(could_be_html, _right_texts(item))):
            yield without_markup(item, losses)  # what is typed would be HTML as well
        else:
            yield item


def _item(item: Item) -> Iterator[str]:
    if item.markup:
        item, form = _as_html(item), "[html]"
    else:
        form = "[plain]" if _is_plain(item) else ""
    tags = "".join(f" [tag:{_in_brackets(tag)}]" for tag in item.tags)
    yield f"// [id:{_in_brackets(item.id)}]{tags}\n"
    yield f"::{escape(item.id)}::{form + escape(item.stem) if form else _text(item.stem)}{{"
    explanation = f"####{_text(item.explanation)}" if item.explanation else ""
    if item.kind is Kind.TRUE_FALSE:
        yield f"{item.keys[0].text.upper()}{explanation}}}\n"
        return
    if item.kind is Kind.NUMERIC:
        tolerance = f":{write_number(item.tolerance)}" if item.tolerance else ""
        yield f"#{item.keys[0].text}{tolerance}{explanation}}}\n"
        return
    yield "\n"
    if item.kind is Kind.TYPED:
        for text in _right_texts(item):
            yield f"  ={_text(text)}\n"
    else:
        for option in item.options:
            yield f"  {_sign(option, item)}{_text(option.text)}{_feedback(option)}\n"
    if explanation:
        yield f"  {explanation}\n"
    yield "}\n"


def _as_html(item: Item) -> Item:
    """Return an item with its Markdown as HTML. Moodle's own Markdown would read HTML that is text here."""

    def html(text: str) -> str:
        return markup_html(text, tex=True) if text else ""

    is_picked = item.kind in (Kind.SINGLE, Kind.MULTIPLE)
    options = tuple(
        replace(option, text=html(option.text) if is_picked else option.text, feedback=html(option.feedback))
        for option in item.options
    )
    return replace(item, stem=html(item.stem), options=options, explanation=html(item.explanation))


def _sign(option: Option, item: Item) -> str:
    """Return an option's mark; several keys share the credit, and a wrong pick costs one share."""
    if item.kind is Kind.SINGLE:
        return "=" if option.key else "~"
    return f"~%{'' if option.key else '-'}{key_share(item)}%"


def _feedback(option: Option) -> str:
    return f"#{_text(option.feedback)}" if option.feedback else ""


def _right_texts(item: Item) -> tuple[str, ...]:
    return (item.keys[0].text, *item.accept)


def _text(text: str) -> str:
    return ("[plain]" if _MARKED.match(text) else "") + escape(text)


def _is_plain(item: Item) -> bool:
    """Tell whether Moodle would read HTML or formulas in the item or collapse its spaces, so that it needs [plain]."""
    texts = (item.stem, item.explanation, *item.accept)
    texts += tuple(text for option in item.options for text in (option.text, option.feedback))
    return any(could_be_html(text) or _SPACED.search(text) or with_literal_signs(text) != text for text in texts)


def _in_brackets(text: str) -> str:
    return text.replace("\\", "\\\\").replace("]", "\\]")


def _escape_path(path: str) -> str:
    """Return a category with backslashes escaped only where they would start an escape; Moodle reads the rest as is."""
    return re.sub(r"\\(?=[\\~=#{}:n])", r"\\\\", path)
