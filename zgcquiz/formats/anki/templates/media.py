"""Decide whether a card can be asked without its images and sounds; a terminal shows only their names."""

from __future__ import annotations

import re

from zgcquiz.formats.shared.cloze import GAP

_MEDIA = re.compile(r"\[(image|media|sound)(?:: [^\[\]]*+)?\]")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_SHORT = 12
"""Maximum words of a question in which "this" points at an image; in a longer one it mostly refers to the text."""
_HEARING = frozenset({"hear", "heard", "listen", "hörst", "hört", "entends", "escuchas", "oyes", "audio", "recording"})
_POINTERS = """
this these shown pictured depicted displayed highlighted diese dieser dieses diesen diesem ceci cette ces voici
este esta esto estos estas ese esa eso questo questa questi queste isto isso deze dit это этот эта эти
"""
_POINTING = frozenset(_POINTERS.split())
_POINTING_PARTS = ("これ", "この", "这", "這", "이것", "이 ")
"""The same for languages that are written without spaces."""
_COMMON = """
what what's which who who's whom whose where where's when why how is are was were do does did can you the of in on to
for at and or it its it's he she they that those here there name identify label describe give state find tell say type
write guess spell translate transcribe look question answer word term sentence part structure picture image photo
photograph figure diagram map chart graph sign symbol logo flag country capital city place animal bird plant flower tree
person artist painter painting bone muscle nerve organ chord note interval sound song instrument composer language
piece work poem melody tune singer band composed composes sings sung plays played playing
colour color shape number letter character called following
was wer wo wie welche welcher welches welchen ist sind das der die den ein eine heißt nenne name land hauptstadt tier
bild wort pflanze vogel quel quelle quels quelles qui que quoi où est sont ce c'est qu'est le la les un une pays
capitale mot qué cuál cual quién quien dónde donde cómo como es son el los las país palabra che cosa cos'è chi dove è
quale il lo parola o qual quem onde uma wat waar welk welke een het что кто где какой какая какое как называется
"""
_HEARD = """
bird instrument sound song composer chord interval note piece melody tune singer band composed sings sung
"""
_MUSIC = frozenset(_HEARD.split())
"""Words of an otherwise generic question that can only be answered by ear, if there is a sound."""
_GENERIC = _POINTING | _HEARING | frozenset(_COMMON.split())
"""Words that don't tell what the question is about."""


def without(text: str) -> str:
    """Return a text without the names of images and sounds."""
    return _MEDIA.sub("", text).strip() if "[" in text else text


def names(text: str) -> list[str]:
    """Return the bracketed names of images and sounds in a text."""
    return [found.group(0) for found in _MEDIA.finditer(text)]


def is_answer(text: str) -> bool:
    """Tell whether a text can be typed as an answer, and isn't just a pointer to its image or sound."""
    words = without(text)
    return bool(words) and (words == text or not needed(re.sub(r"(?i)\b(?:see|siehe|voir|ver)\b", "", text)))


def needed(text: str, spoken: bool = False) -> str:
    """Return the medium without which a text can't be understood, such as "an image"; "" if there is none.

    spoken: another field of the card is read aloud. An image is needed if the text is otherwise generic, or
    short and pointing ("this"); a sound is needed only if the text speaks of hearing or music, or points at it.
    """
    kinds = {found.group(1) for found in _MEDIA.finditer(text)} if "[" in text else set()
    if not kinds and not spoken:
        return ""
    bare = _MEDIA.sub(" ", text).replace(GAP, " ").casefold()
    words = {word for word in _WORD.findall(bare) if not word.isdecimal()}
    pictures = bool(kinds - {"sound"})
    kind = "an image" if "image" in kinds else "a film or a sound" if pictures else "a sound"
    if not words:
        return kind
    short = len(words) <= _SHORT
    points = not _POINTING.isdisjoint(words) or any(part in bare for part in _POINTING_PARTS)
    generic = words <= _GENERIC
    if pictures and (generic or (short and points)):
        return kind
    # Cards often have sentences read aloud, even plain ones such as "Who are you?": that alone needs no sound.
    hears = (spoken or "sound" in kinds) and (
        (short and not _HEARING.isdisjoint(words)) or (generic and (points or not _MUSIC.isdisjoint(words)))
    )
    return "a sound" if hears else ""
