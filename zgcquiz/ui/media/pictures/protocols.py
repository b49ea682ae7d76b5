"""How a terminal shows images: what the settings say, or else what the terminal itself answers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

from zgcquiz.ui.media.pictures.sizes import CellSize, checked


class ImageProtocol(StrEnum):
    """How images are shown."""

    KITTY = "kitty"
    ITERM = "iterm"
    SIXEL = "sixel"
    BLOCKS = "blocks"
    OFF = "off"


QUESTION = "\x1b[>q\x1b_Gi=31,s=1,v=1,a=q,t=d,f=24;AAAA\x1b\\\x1b[16t\x1b[c"
"""Asks for the terminal's name, for kitty's protocol and for the size of a cell, and at last, as every terminal answers
that, for its features (DA1)."""
_NAME = re.compile(rb"\x1bP>\|([ -~]*)\x1b\\")
_KITTY = re.compile(rb"\x1b_Gi=31;OK\x1b\\")
_CELL = re.compile(rb"\x1b\[6;(\d{1,4});(\d{1,4})t")
_FEATURES = re.compile(rb"\x1b\[\?([\d;]*)c")
_SIXEL_FEATURE = b"4"
_HAVE_PLACEHOLDERS = ("kitty", "ghostty")
"""Others that answer to kitty's question don't have its placeholders."""
_LIKE_ITERM = ("iterm2", "wezterm")
_SILENT = ("linux", "screen", "tmux")
"""What TERM begins with where a terminal is not asked: it is not the one that draws, or prints the question."""


class TerminalFeatures(NamedTuple):
    """What a terminal says about images. cell: None if it didn't tell."""

    protocol: ImageProtocol = ImageProtocol.BLOCKS
    cell: CellSize | None = None


def may_be_asked(environ: Mapping[str, str]) -> bool:
    """Return whether the question may be written to the terminal of an environment.

    Not through tmux and screen, which don't pass images on; not to those that are known to print it.
    """
    if environ.get("TMUX") or environ.get("STY") or environ.get("TERM_PROGRAM") == "Apple_Terminal":
        return False
    return not environ.get("TERM", "").startswith(_SILENT)


def features(answer: bytes) -> TerminalFeatures:
    """Return what a terminal's answer to `QUESTION` says; half blocks if it says nothing that can be used."""
    named, told = _NAME.search(answer), _CELL.search(answer)
    name = named[1].decode("ascii").lower() if named else ""
    cell = checked(int(told[2]), int(told[1])) if told else None
    listed = _FEATURES.search(answer)
    if _KITTY.search(answer) and name.startswith(_HAVE_PLACEHOLDERS):
        return TerminalFeatures(ImageProtocol.KITTY, cell)
    if name.startswith(_LIKE_ITERM):
        return TerminalFeatures(ImageProtocol.ITERM, cell)
    if listed and _SIXEL_FEATURE in listed[1].split(b";"):
        return TerminalFeatures(ImageProtocol.SIXEL, cell)
    return TerminalFeatures(ImageProtocol.BLOCKS, cell)
