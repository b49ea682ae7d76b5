"""The differences between a typed answer and the key that an author can have counted as mistakes."""

from __future__ import annotations

CASE, ACCENTS, PUNCTUATION, SPELLING = "case", "accents", "punctuation", "spelling"
STRICT = (CASE, ACCENTS, PUNCTUATION, SPELLING)
"""The differences that an author can have counted as mistakes. Spelling: a typing error is wrong, not near."""
