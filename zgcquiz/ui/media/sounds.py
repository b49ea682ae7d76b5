"""The sounds of a question, and the key that plays them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from zgcquiz.core.rounds.round_views import Question

if TYPE_CHECKING:
    from zgcquiz.core.markup.tree import Image
    from zgcquiz.ui.media.player import SoundPlayer

PLAY = "p"
"""The key that plays a sound: it is the letter of no option."""


def asked_texts(question: Question) -> list[str]:
    """Return the texts of an open question."""
    return [question.item.stem, *(option.text for option in question.shown)]


def sounds_in(texts: Sequence[str]) -> list[Image]:
    """Return the sounds that texts with markup refer to, in their order."""
    if not any("![" in text for text in texts):
        return []
    from zgcquiz.core.markup.media import MediaKind, images_of, media_kind
    from zgcquiz.core.markup.parse import parse

    found = [image for text in texts for image in images_of(parse(text))]
    return [image for image in found if media_kind(image.url) is MediaKind.SOUND]


def has_sound(question: Question) -> bool:
    """Return whether an open question has a sound."""
    return question.item.markup and bool(sounds_in(asked_texts(question)))


class SoundKey:
    """Plays the sounds of some texts one after the other, and then again from the first."""

    def __init__(self, player: SoundPlayer, pack: str, sounds: Sequence[Image]) -> None:
        self._player = player
        self._pack = pack
        self._sounds = sounds
        self._next = 0

    def press(self, at_cursor: Sequence[Image] = ()) -> str:
        """Play the next sound, and return what to say: which of several it is, or why it can't be played.

        at_cursor: the sounds of the option under the cursor, the first of which is played instead.
        """
        from zgcquiz.core.markup.media import MediaError, media_path
        from zgcquiz.core.markup.plain_text import image_text

        at = self._sounds.index(at_cursor[0]) if at_cursor else self._next
        sound, number = self._sounds[at], at + 1
        self._next = number % len(self._sounds)
        path = media_path(sound.url)
        try:
            if path is None:
                raise MediaError("is not a sound in the pack's folder")
            self._player.play(self._pack, path)
        except MediaError as error:
            return f"{path or sound.url} {error}"
        return f"Sound {number} of {len(self._sounds)}: {image_text(sound)}" if len(self._sounds) > 1 else ""
