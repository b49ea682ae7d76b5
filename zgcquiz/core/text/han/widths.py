"""Full-width letters, digits and signs, as input methods for Chinese and Japanese produce them."""

from __future__ import annotations

_HALF = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: " "}


def half_width(text: str) -> str:
    """Return a text with full-width forms of ASCII in their plain form, character by character: Ａ１： as A1:."""
    return text if text.isascii() else text.translate(_HALF)
