"""Characters that draw nothing: shown by their codes, unless the writing around them needs them."""

from __future__ import annotations

import re
import unicodedata

_ALWAYS = (
    "\u206a-\u206f\u2060\u2065\ufff9-\ufffb\u3164\uffa0\u17b4\u17b5\u180e"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U0010eeee"
)
_SOMETIMES = "\u00ad\u034f\u115f\u1160\u180b-\u180d\u180f\u200b-\u200d\u2061-\u2064\u2800\ufe00-\ufe0f"
_TAGS = "\U000e0020-\U000e007f"
_OTHER_PLANE_14 = "\U000e0000-\U000e001f\U000e0080-\U000e0fff"
INVISIBLE = re.compile(f"[{_ALWAYS}{_SOMETIMES}{_OTHER_PLANE_14}]|[{_TAGS}]+")
"""A character that draws nothing, or a run of tags: default ignorable ones of Unicode, blank letters, and kitty's
placeholder (U+10EEEE), which shows a part of any image that the terminal holds.

Without controls and those of the writing direction, which no text needs to keep, and blanks.
"""
_PICTURE = re.compile(
    "[\u00a9\u00ae\u203c\u2049\u2122\u2139\u2190-\u27ff\u2900-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff]"
)
_LONGEST = 40
"""Characters of a picture with what belongs to it, at most."""
_SHAPED = re.compile(
    "[\u0600-\u08ff\u0900-\u0dff\u0f00-\u109f\u1780-\u18af\u1b00-\u1cff\ua800-\uabff\U00011000-\U00011fff]"
)
"""Scripts whose letters join, or stack: Arabic, those of India and of South-East Asia, Mongolian."""
_WITHOUT_SPACES = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u1950-\u1aaf]")
"""Scripts in which a zero-width space ends a word: Thai, Lao, Burmese, Khmer, New Tai Lue."""
_SELECTOR = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_FLAG, _END_OF_TAGS = "\U0001f3f4", "\U000e007f"
_PICTURE_BEFORE = re.compile(f"(?:{_PICTURE.pattern}\ufe0f?|{_FLAG}[\U000e0020-\U000e007e]+{_END_OF_TAGS})\\Z")


def reveal(text: str) -> str:
    """Return a text with each character that draws nothing shown as `<U+200B>`.

    Kept are those that the writing needs: joiners in emoji and after letters that join, variation selectors of emoji,
    ideographs and formulas, tags of flags, blanks in Braille. Left out, as terminals differ in what they draw for them,
    are soft hyphens within words, invisible operators of formulas, and zero-width spaces in scripts without spaces.
    """
    return text if text.isascii() else INVISIBLE.sub(_shown, text)


def without_invisible(text: str) -> str:
    """Return a text without the characters that draw nothing, but those that tell its letters or pictures apart.

    Left out with them are variation selectors, which change little.
    """
    return text if text.isascii() else INVISIBLE.sub(_kept, text)


def code(character: str) -> str:
    """Return a character's code as `<U+200B>`."""
    return f"<U+{ord(character):04X}>"


def _shown(match: re.Match[str]) -> str:
    found = match[0]
    before, after = _around(match)
    if _is_needed(match, before, after):
        return found
    return "" if _may_be_left_out(found, before, after) else "".join(map(code, found))


def _kept(match: re.Match[str]) -> str:
    found = match[0]
    before, after = _around(match)
    return found if not _SELECTOR.match(found) and _is_needed(match, before, after) else ""


def _around(match: re.Match[str]) -> tuple[str, str]:
    """Return the characters before and after a match, "" at an end."""
    text, start, end = match.string, match.start(), match.end()
    return text[max(0, start - 1) : start], text[end : end + 1]


def _is_needed(match: re.Match[str], before: str, after: str) -> bool:
    """Return whether a character changes how its neighbours are drawn, as Unicode defines it."""
    found = match[0]
    if found[0] in "\u200c\u200d":
        if found == "\u200d" and _PICTURE_BEFORE.search(match.string, max(0, match.start() - _LONGEST), match.start()):
            return _PICTURE.match(after) is not None
        return _SHAPED.match(before) is not None and not INVISIBLE.match(after)
    if _SELECTOR.match(found) and INVISIBLE.match(before):
        return False  # there is nothing to select a form of
    if found in ("\ufe0e", "\ufe0f"):
        return _PICTURE.match(before) is not None or (after == "\u20e3" and before in tuple("0123456789#*"))
    if "\ufe00" <= found[0] <= "\ufe0d":
        return not before.isascii() and unicodedata.category(before) in ("Lo", "Sm", "So")
    if "\U000e0100" <= found[0] <= "\U000e01ef":
        return not before.isascii() and unicodedata.category(before) == "Lo"
    if "\U000e0020" <= found[0] <= _END_OF_TAGS:
        return before == _FLAG and found[-1] == _END_OF_TAGS and _END_OF_TAGS not in found[:-1]
    if "\u180b" <= found[0] <= "\u180f":
        return "\u1820" <= before <= "\u18aa"
    if found == "\u034f":
        return bool(before) and unicodedata.category(before)[0] == "M" and not INVISIBLE.match(before)
    if found == "\u115f":
        return "\u1161" <= after <= "\u11a7"
    if found == "\u1160":
        return "\u1100" <= before <= "\u115e"
    return found == "\u2800" and any("\u2801" <= each <= "\u28ff" for each in (before, after))


def _may_be_left_out(found: str, before: str, after: str) -> bool:
    """Return whether a character only says where a line may break, or what a formula means."""
    if found == "\u00ad":
        return before.isalpha() and after.isalpha()
    if found == "\u200b":
        return bool(_WITHOUT_SPACES.match(before) or _WITHOUT_SPACES.match(after))
    return "\u2061" <= found[0] <= "\u2064" and before.isprintable() and not before.isspace() and before != ""
