"""Questions as the web page takes them: objects for JSON, texts with markup as trees."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from random import Random
from typing import Any

from zgcquiz.core.markup.items import option_texts, truth_text
from zgcquiz.core.markup.media import MediaKind, media_kind, media_path
from zgcquiz.core.packs.pack import Item, Kind, Option, PackInfo
from zgcquiz.core.rounds.option_sampling import sample_options
from zgcquiz.core.rounds.typed_answers import right_texts
from zgcquiz.core.text.drawn.look_alikes import told_apart
from zgcquiz.formats.markup.exported_media import ExportedMedia
from zgcquiz.formats.web.exam_hashes import hashes, number_units
from zgcquiz.formats.web.markup_nodes import Node, markup_nodes

Text = str | list[Node]
"""A text for the page: plain, or the nodes of one with markup."""


class QuestionWriter:
    """Writes the questions of a pack, and collects the images and sounds that they show."""

    def __init__(self, info: PackInfo, media: ExportedMedia, *, exam: bool) -> None:
        """exam: right answers are written as hashes, and nothing that tells them."""
        self._info = info
        self._media = media
        self._exam = exam
        self._places: dict[str, int] = {}

    @property
    def media_paths(self) -> list[str]:
        """The paths in the pack of the images and sounds so far, in the order of their numbers."""
        return [*self._places]

    def question(self, item: Item) -> dict[str, Any]:
        """Return a question. Texts that are empty, and flags that are false, are left out."""
        told: dict[str, Text] = {"fact": item.fact}
        if not self._exam:
            told |= {"explanation": self._text(item.explanation, item), "source": self._info.cite(item.source)}
        about = {
            "id": item.id,
            "fingerprint": item.fingerprint,
            "kind": item.kind.value,
            "stem": self._text(item.stem, item),
        }
        answer = self._choice(item) if item.kind.is_choice else self._typed(item)
        return about | {key: text for key, text in told.items() if text} | answer

    def _typed(self, item: Item) -> dict[str, Any]:
        """Return by what a typed answer is marked."""
        found: dict[str, Any] = {"options": (), "unit": item.unit, "strict": item.strict}
        if self._exam:
            return found | {"hashes": hashes(item, self._info), "units": number_units(item, self._info.language)}
        tolerance = Fraction(repr(item.tolerance))
        return found | {
            "right": right_texts(item),
            "wrong": (),
            "accept": item.accept,
            "tolerance": (str(tolerance.numerator), str(tolerance.denominator)),
        }

    def _choice(self, item: Item) -> dict[str, Any]:
        """Return the options of a question. In an exam their order and their number tell nothing of the keys."""
        options: Iterable[Option] = item.options
        if self._exam and item.is_shuffled:
            options = sorted(sample_options(item, Random(item.id)), key=lambda option: (option.pinned, option.text))
        shown = [self._option(option, item) for option in options]
        found = {"shuffled": item.is_shuffled, "options": shown}
        return found | ({"hashes": hashes(item, self._info)} if self._exam else {})

    def _option(self, option: Option, item: Item) -> dict[str, Any]:
        picked = item.kind is not Kind.TRUE_FALSE
        drawn: Text = self._text(option.text, item) if picked else truth_text(option.text, self._info.language)
        if isinstance(drawn, str):
            drawn = told_apart(drawn, (other.text for other in item.options))
        elif option_texts(item)[item.options.index(option)] == option.text:
            drawn = option.text  # without markup, or its source, as it would say the same as another one
        found: dict[str, Any] = {"text": option.text, "pinned": option.pinned}
        if drawn != option.text:
            found["drawn"] = drawn
        if not self._exam:
            found["key"] = option.key
            found["feedback"] = self._text(option.feedback, item)
            found["pool"] = item.drawn and not option.key and not option.pinned
        return {key: value for key, value in found.items() if value or key == "text"}

    def _text(self, text: str, item: Item) -> Text:
        return markup_nodes(text, self._number) if item.markup and text else text

    def _number(self, url: str) -> tuple[str, int] | None:
        """Return the element and the number of an image or sound, None if it can't be had."""
        path = media_path(url)
        if path is None or not self._media.has(path):
            return None
        name = "audio" if media_kind(path) is MediaKind.SOUND else "img"
        return name, self._places.setdefault(path, len(self._places))
