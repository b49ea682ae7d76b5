"""Ids for what comes from elsewhere: the same ones whenever the same thing comes again."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from hashlib import blake2b
from pathlib import PurePath

from zgcquiz.core.packs.portable_names import is_device

LONGEST = 100
"""Characters of an item's id at most."""
_READABLE = 48
"""Characters of an id that is made from a text, before its digest."""
_APOSTROPHES = re.compile(r"(?<=\w)['’`´](?=\w)")
_ASCII_WORDS = bytes(code if chr(code).isalnum() and code < 0x80 else 0x20 for code in range(256))
"""Makes spaces of all bytes but letters and digits."""
_ASCII_LINES = _ASCII_WORDS[:10] + b"\n" + _ASCII_WORDS[11:]
"""Keeps line ends too."""
_COUNTED = re.compile(r"(?:q|question|item|quiz|frage|pregunta|domanda|no|nr)?[\W_]*\d*[\W_]*", re.IGNORECASE)
_SLUG = re.compile(r"\w[\w.-]{0,99}")


def is_slug(text: str) -> bool:
    """A pack takes this as an id just as it is."""
    letters = "".join(character for character in text if unicodedata.category(character)[0] != "M")
    return len(text) <= LONGEST and bool(_SLUG.fullmatch(letters))


def slug(text: str) -> str:
    """The words of a text, in lower case, with hyphens between; "" where it has none."""
    if text.isascii():
        words = _APOSTROPHES.sub("", text) if "'" in text or "`" in text else text
        return b"-".join(words.lower().encode().translate(_ASCII_WORDS).split()).decode()
    words = _APOSTROPHES.sub("", unicodedata.normalize("NFC", text).casefold())
    if words.isascii():
        return b"-".join(words.encode().translate(_ASCII_WORDS).split()).decode()
    kept = "".join(each if each.isalnum() or unicodedata.category(each)[0] == "M" else " " for each in words)
    return "-".join(word for word in kept.split() if is_slug(word[:LONGEST]))


def item_id(own: str, stem: str) -> str:
    """An id from the source's own, or else from the question's text."""
    if own and is_slug(own):
        return own
    return _from_words(slug(own or stem), own or stem)


def _from_words(words: str, text: str) -> str:
    """An id from a text's slug, with a digest of the text where the slug is too long or empty."""
    if words and len(words) <= _READABLE:
        return words
    head = words[:_READABLE].rpartition("-")[0] or words[:_READABLE]
    return f"{head.rstrip('-') or 'question'}-{digest(text)}"


def item_ids(stems: Sequence[str]) -> list[str]:
    """Return `item_id` for each stem, where the source has no ids of its own; quicker for stems in ASCII."""
    text = "\n".join(stems)
    if not text.isascii() or "'" in text or "`" in text or text.count("\n") != len(stems) - 1:
        return [item_id("", stem) for stem in stems]
    slugs = [b"-".join(line.split()) for line in text.lower().encode().translate(_ASCII_LINES).split(b"\n")]
    return [_from_words(slug.decode(), stem) for slug, stem in zip(slugs, stems, strict=True)]


def own_id(title: str) -> str:
    """A question's title as its own id; "" where it only counts, as "Question 3" does.

    Such a title would name another question when one is put in before.
    """
    return "" if _COUNTED.fullmatch(title.strip()) else title


def pack_id(text: str) -> str:
    """A pack's id from its title or file name: ASCII letters, digits, hyphens."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    id = slug(plain)[:64].strip("-") or f"pack-{digest(text)}"
    return f"{id}-pack" if is_device(id) else id


def title_of(filename: str) -> str:
    """A file's name as a title, without folders and suffix."""
    return PurePath(filename.replace("\\", "/")).stem.strip() or "Imported questions"


def digest(text: str) -> str:
    """Six hex digits of a text, whatever its white space."""
    folded = text
    if not (text.isascii() and text.isprintable() and "  " not in text):
        folded = " ".join(unicodedata.normalize("NFC", text).split())
    return blake2b(folded.encode("utf-8", "surrogatepass"), digest_size=3).hexdigest()


class Taken:
    """The ids given so far in a pack."""

    def __init__(self) -> None:
        self._ids: set[str] = set()
        self._next: dict[str, int] = {}

    def __contains__(self, id: str) -> bool:
        return id in self._ids

    def claim(self, id: str, *meaning: str) -> str:
        """The id, or, where it is taken, one made from what it means, or a numbered one."""
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
