"""Images and sounds beside an answer that is typed: they are shown with its explanation instead."""

from __future__ import annotations

import re
from collections import Counter

from zgcquiz.formats.anki.templates import media
from zgcquiz.formats.anki.templates.card import CardFields, ignore_loss, text_of
from zgcquiz.formats.shared.html_text import Lose

_MEDIUM = re.compile(r"<img\b[^<>]*+>|\[sound:[^\[\]\n]++\]", re.IGNORECASE)
_FIELDS = ("images", "sounds", "media")
_LEFT_OUT = "left out, because the answer is typed"


class AnswerMedia:
    """The images and sounds of a card's answer. lose: counts those that are left out, as their files aren't kept."""

    def __init__(self, card: CardFields, lose: Lose) -> None:
        self._card = card
        self._lose = lose
        self._sources: list[str] = []

    def taken(self, html: str) -> Lose:
        """Take the media of an answer whose files are kept; return what counts the losses of its text."""
        texts = self._card.texts.shared()
        found: Counter[str] = Counter()
        for source in _MEDIUM.findall(html) if texts.is_kept else ():
            name = text_of(source, ignore_loss, self._card.hidden, texts)
            if name and not texts.without_files(name):
                self._sources.append(source)
                found["images" if source.startswith("<") else "sounds"] += 1

        def lose(field: str, why: str) -> None:
            if field in _FIELDS and found[field]:
                found[field] -= 1
            else:
                self._lose(field, _LEFT_OUT if field in _FIELDS else why)

        return lose

    def added(self, explanation: str, stem: str) -> str:
        """Return an explanation with the media that neither it nor the stem has below it, as a text of the question."""
        known = {*media.names(stem), *media.names(explanation)}
        names = []
        for source in dict.fromkeys(self._sources):
            if text_of(source, ignore_loss, self._card.hidden) not in known:
                names.append(text_of(source, ignore_loss, self._card.hidden, self._card.texts))
        return "\n\n".join(filter(None, (explanation, "\n".join(names))))
