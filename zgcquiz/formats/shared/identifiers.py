"""Ids for imported packs and questions, which are the same on every import."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from hashlib import blake2b
from pathlib import PurePath

from zgcquiz.core.packs.portable_names import is_device

LONGEST = 100
"""Maximum characters of an item's id."""
_READABLE = 48
"""Maximum characters of an id made from a text, before its digest."""
_APOSTROPHES = re.compile(r"(?<=\w)['’`´](?=\w)")
_ASCII_WORDS = bytes(code if chr(code).isalnum() and code < 0x80 else 0x20 for code in range(256))
"""Translation table that replaces all bytes but letters and digits by spaces."""
_ASCII_LINES = _ASCII_WORDS[:10] + b"\n" + _ASCII_WORDS[11:]
"""The same, but keeping line ends."""
_COUNTED = re.compile(r"(?:q|question|item|quiz|frage|pregunta|domanda|no|nr)?[\W_]*\d*[\W_]*", re.IGNORECASE)
_SLUG = re.compile(r"\w[\w.-]{0,99}")


def is_slug(text: str) -> bool:
    """Tell whether a text is a valid id."""
    letters = "".join(character for character in text if unicodedata.category(character)[0] != "M")
    return len(text) <= LONGEST and bool(_SLUG.fullmatch(letters))


def slug(text: str) -> str:
    """Return the words of a text in lower case, joined by hyphens."""
    if text.isascii():
        words = _APOSTROPHES.sub("", text) if "'" in text or "`" in text else text
        return b"-".join(words.lower().encode().translate(_ASCII_WORDS).split()).decode()
    words = _APOSTROPHES.sub("", unicodedata.normalize("NFC", text).casefold())
    if words.isascii():
        return b"-".join(words.encode().translate(_ASCII_WORDS).split()).decode()
    kept = "".join(each if each.isalnum() or unicodedata.category(each)[0] == "M" else " " for each in words)
    return "-".join(word for word in kept.split() if is_slug(word[:LONGEST]))


def item_id(own: str, stem: str) -> str:
    """Return the source's own id, made valid, or if it has none an id made from the stem."""
    if own and is_slug(own):
        return own
    return _from_words(slug(own or stem), own or stem)


def _from_words(words: str, text: str) -> str:
    """Return an id from a text's slug, with a digest of the text if the slug is too long or empty."""
    if words and len(words) <= _READABLE:
        return words
    head = words[:_READABLE].rpartition("-")[0] or words[:_READABLE]
    return f"{head.rstrip('-') or 'question'}-{digest(text)}"


def item_ids(stems: Sequence[str]) -> list[str]:
    """Return `item_id("", stem)` for each stem, with a fast path for ASCII."""
    text = "\n".join(stems)
    if not text.isascii() or "'" in text or "`" in text or text.count("\n") != len(stems) - 1:
        return [item_id("", stem) for stem in stems]
    slugs = [b"-".join(line.split()) for line in text.lower().encode().translate(_ASCII_LINES).split(b"\n")]
    return [_from_words(slug.decode(), stem) for slug, stem in zip(slugs, stems, strict=True)]


def own_id(title: str) -> str:
    """Return a question's title as its own id; "" if it is only a number, such as "Question 3".

    Such a title would name a different question once another is inserted before it.
    """
    return "" if _COUNTED.fullmatch(title.strip()) else title


def pack_id(text: str) -> str:
    """Return a pack's id from its title or file name, of ASCII letters, digits and hyphens."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    id = slug(plain)[:64].strip("-") or f"pack-{digest(text)}"
    return f"{id}-pack" if is_device(id) else id


def title_of(filename: str) -> str:
    """Return a file's name as a title, without folders and suffix."""
    return PurePath(filename.replace("\\", "/")).stem.strip() or "Imported questions"


def digest(text: str) -> str:
    """Return a hash of a text, ignoring differences in whitespace, as six hexadecimal digits."""
    folded = text
    if not (text.isascii() and text.isprintable() and "  " not in text):
        folded = " ".join(unicodedata.normalize("NFC", text).split())
    return blake2b(folded.encode("utf-8", "surrogatepass"), digest_size=3).hexdigest()


class Taken:
    """The ids used so far in a pack."""

    def __init__(self) -> None:
        self._ids: set[str] = set()
        self._next: dict[str, int] = {}

    def __contains__(self, id: str) -> bool:
        return id in self._ids

    def claim(self, id: str, *meaning: str) -> str:
        """Reserve an id and return it; if it is taken, one with a digest of its `meaning`, and a number if needed."""
        found = id
        if found in self._ids:
            base = found = f"{id[: LONGEST - 12]}-{digest(chr(10).join(meaning))}"
            number = self._next.get(base, 2)
            while found in self._ids:
                found = f"{base}-{number}"
                number += 1
            self._next[base] = number
        self._ids.add(found)
        return found
