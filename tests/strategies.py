"""Hypothesis strategies for the texts and numbers that break readers and writers.

Every round trip (the pack writer, each exporter and importer) draws from here, so a text that broke one
format is tried on all of them.
"""

from __future__ import annotations

from hypothesis import strategies as st

BREAKS = ["\n", "\r", "\r\n", "\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\u2029"]
"""Everything that some reader takes for the end of a line."""

FRAGMENTS = [
    *BREAKS, "\n\n", "\t", " ", "  ", "\u00a0", "\u3000", ": ", ":", " #", "#", "? ", "- ", "'", '"', "''", "\\", "`",
    "|", ">", "%", "@", "&", "*", "!", "{", "}", "[", "]", ",", "---", "...", "~", "<<", "=", "null", "Yes", "0755",
    "\ufeff", "\u200b", "\u200f", "\u0301", "e\u0301", "é", "א", "中", "😀", "\x00", "\x1b", "\x7f", "a", "b c",
]  # fmt: skip
"""Pieces that mean something to YAML, CSV, Markdown or a terminal."""

breaking_texts = st.lists(st.sampled_from(FRAGMENTS), min_size=1, max_size=8).map("".join)
"""Texts made of such pieces: blank ones, and ones with leading and trailing blanks, are among them."""
