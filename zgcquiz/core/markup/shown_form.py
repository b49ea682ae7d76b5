"""The form in which the options of a question are told apart: what a screen and a printed page show of their texts."""

from __future__ import annotations

import re
import unicodedata

_TAB = 4
"""The cells of a tab at the start of a line, as on the screen."""
_BLANK = re.compile(r"[^\S\n\t]")
"""White space within a line, of any width: a no-break space looks like a space."""
_RUN = re.compile(r"(?<=\S) {2,}")
_LINE_END = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")


def shown_form(text: str, *, markup: bool = False) -> tuple[str, ...]:
    """Return a value that is the same for two options if nobody can see how they differ.

    Folded are the composition of characters, blanks at the ends of lines, and runs of blanks in a single line of
    prose. Kept are line breaks, the indentation of lines, and all blanks in code: in a text of several lines, and in
    a text with markup that has code. markup: the text is Markdown.
    """
    if "\r" in text or not text.isascii():
        text = _LINE_END.sub("\n", unicodedata.normalize("NFC", text))
    folded = " ".join(text.split())
    if not markup:
        return (_code(text),) if "\n" in text.strip() else (folded,)
    if "\n" not in text and "`" not in text:
        return (folded,)
    from zgcquiz.core.markup.plain_text import plain_text

    shown = _code(plain_text(text))
    return (folded, shown if "`" in text or "~~~" in text else _RUN.sub(" ", shown))


def _code(text: str) -> str:
    """Return lines of code with their blanks, without those that end a line and without empty lines around them."""
    lines = [_BLANK.sub(" ", line.expandtabs(_TAB)).rstrip() for line in text.split("\n")]
    return "\n".join(lines).strip("\n")
