"""Where a text is broken into lines: between words and, in Chinese and Japanese, between characters.

No line begins with a closing mark such as 。 or ends with an opening one such as 《: see Requirements for Chinese Text
Layout (W3C), 3.1.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache

_FIRST_SPACELESS = "\u2e80"
_SPACELESS = (
    "\u2e80-\u2fdf\u3000-\u312f\u31a0-\u4dbf\u4e00-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff"
)
"""Han characters, kana, bopomofo, and full-width signs. Korean is written with spaces."""
_CLOSING = (
    "。．，、：；！？）】》〉」』〕］｝〗〙〛”’·・％‰℃｡､｣ー々〻ゝゞヽヾぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ"
    r",.;:!?)\]}%\"'"
)
"""What no line begins with."""
_OPENING = r"（【《〈「『〔［｛〖〘〚“‘｢\[({\"'#$¥￥＄£￡€"
"""What no line ends with."""
_JOINED = "\u200d\ufe00-\ufe0f\u0300-\u036f\u3099\u309a"
"""Marks and joiners, which belong to the character before."""


# These are compiled where a text needs them: classes of so many characters take milliseconds.


@cache
def _break() -> re.Pattern[str]:
    """A place between two characters where a line may end. Lines that would be too long are broken elsewhere too."""
    return re.compile(
        rf"(?<=\s)(?=\S)|(?:(?<=[{_SPACELESS}])(?=\S)|(?<=\S)(?=[{_SPACELESS}]))"
        rf"(?<![{_OPENING}\u200d])(?![{_CLOSING}{_JOINED}])"
    )


@cache
def _spaceless() -> re.Pattern[str]:
    return re.compile(f"[{_SPACELESS}]")


def breaks_between_characters(text: str) -> bool:
    """Return whether a text has characters between which lines may end without a space."""
    if text.isascii() or max(text) < _FIRST_SPACELESS:
        return False
    return _spaceless().search(text) is not None


def line_ends(text: str, room: int, width: Callable[[str], int]) -> Iterator[int]:
    """Yield the positions, in characters, at which a line is broken so that no part is wider than `room`.

    text: without line feeds; blanks at the end of a part may stick out. width: returns the cells that a text takes.
    """
    start, used = 0, 0
    for end in [*(match.start() for match in _break().finditer(text)), len(text)]:
        part = text[start:end]
        needed = width(part.rstrip())
        if used and used + needed > room:
            yield start
            used = 0
        if needed > room:  # a long word, or marks in a row
            for cut in _cuts(part, room, width):
                yield start + cut
                used = width(part[cut:])
        else:
            used += width(part)
        start = end


def _cuts(text: str, room: int, width: Callable[[str], int]) -> Iterator[int]:
    """Yield the positions at which a text is cut anywhere so that it fits."""
    used = 0
    for at, character in enumerate(text):
        cells = width(character)
        if used and used + cells > room:
            yield at
            used = 0
        used += cells
