"""The fields that a card's templates show, as HTML and as text."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from zgcquiz.formats.anki.templates import filters
from zgcquiz.formats.anki.templates.template import FieldRef, RenderedText
from zgcquiz.formats.markup.formatted_texts import PLAIN_TEXTS, FormattedTexts
from zgcquiz.formats.shared.html_text import Lose, from_html

_SOUND = re.compile(r"\[sound:([^\[\]\n]*+)\]")
_LATEX = re.compile(r"\[(/?)(latex|\$\$?)\]")
_MATH_SIGNS = {"latex": ("", ""), "$": ("\\(", "\\)"), "$$": ("\\[", "\\]")}
MATH_SIGN = re.compile(r"\\[()\[\]]")


class CardFields:
    """The values that fill the two sides of a card.

    fields: HTML by field name; special: values of `{{Deck}}` and the other special fields, by name;
    number: of the cloze deletions that the card asks, from 1; hidden: as `from_html` takes it; rendered: as `render`;
    texts: of the question.
    """

    def __init__(
        self,
        fields: dict[str, str],
        special: Mapping[str, str],
        number: int,
        hidden: frozenset[str],
        rendered: RenderedText | None = None,
        texts: FormattedTexts | None = None,
    ) -> None:
        self.fields = fields
        self.number = number
        self.hidden = hidden
        self.rendered = rendered or RenderedText()
        self.texts = PLAIN_TEXTS if texts is None else texts
        self._special = special
        self._texts: dict[str, tuple[str, list[tuple[str, str]]]] = {}
        self._gaps: dict[str, list[str]] = {}

    def filled(self, name: str) -> bool:
        if name in self.fields:
            return not filters.is_blank(self.fields[name])
        return bool(self._special.get(name)) or name == f"c{self.number}"

    def html(self, ref: FieldRef, gap: Callable[[str], str] | None = None) -> str:
        """Return what Anki shows for a field. gap: returns what an open gap shows, given its hint; None: the back."""
        raw = self.fields.get(ref.name, self._special.get(ref.name, ""))
        if ref.typed or not ref.filters:
            return raw
        return filters.apply(ref.filters, raw, lambda text: self._revealed(text, gap))

    def text(self, ref: FieldRef, lose: Lose | None = None) -> str:
        """Return a field as text, as shown on the back."""
        return self.plain(self.html(ref), lose)

    def plain(self, html: str, lose: Lose | None = None) -> str:
        """Return HTML as text, cached. lose: as `text_of` takes it; None if the text is only compared."""
        if html not in self._texts:
            self.rendered.take(len(html))
            lost: list[tuple[str, str]] = []
            self._texts[html] = text_of(html, lambda field, why: lost.append((field, why)), self.hidden), lost
        text, losses = self._texts[html]
        if lose:
            for field, why in losses:
                lose(field, why)
        return text

    def gaps(self, name: str) -> list[str]:
        """Return the contents of a field's gaps that have the card's number."""
        raw = self.fields.get(name, "")
        if raw not in self._gaps:
            self._revealed(raw, None)
        return self._gaps[raw]

    def kept(self, html: str, lose: Lose) -> str:
        """Return HTML as a text of the question, whose formatting is kept. lose: as `text_of` takes it."""
        if self.texts.is_formatted(html) or (self.texts.is_kept and "[" in html):
            self.rendered.take(len(html))
            return text_of(html, lose, self.hidden, self.texts)
        return self.texts.plain(self.plain(html, lose))

    def _revealed(self, html: str, gap: Callable[[str], str] | None) -> str:
        shown, self._gaps[html] = filters.reveal(html, self.number, gap)
        return shown


def text_of(html: str, lose: Lose, hidden: frozenset[str] = frozenset(), texts: FormattedTexts | None = None) -> str:
    """Return a field's text, with the names of sounds and the source of formulas.

    hidden: as `from_html` takes it; texts: of the question, if the text is one of them and keeps its formatting.
    """
    lost: list[tuple[str, str]] = []
    has_dollars = "[latex]" in html
    if "[" in html:
        html, sounds = _SOUND.subn(r"[sound: \1]", html)
        lost += [("sounds", "only their names are shown")] * sounds
        html = _LATEX.sub(lambda found: _MATH_SIGNS[found.group(2)][bool(found.group(1))], html)
    if "\\" in html and MATH_SIGN.search(html):
        lost.append(("formulas", "shown as their LaTeX source"))
    if texts is not None and texts.is_kept:
        texts.has_sounds = True
        texts.has_dollars = texts.has_dollars or has_dollars
        return texts.html(html, lose, hidden, lost_if_plain=lost)
    for loss in lost:
        lose(*loss)
    return from_html(html, lose, hidden)


def ignore_loss(field: str, why: str) -> None:
    """Ignore a loss, because the text is not kept or its losses are counted elsewhere."""
