"""The packs that ship, read from the checkout."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from zgcquiz.app.context import read_pack
from zgcquiz.core.packs.pack import Pack
from zgcquiz.store.files.pack_files import find_files

QUESTIONS = Path(__file__).parent.parent.parent / "questions"


@cache
def article_bank() -> Pack:
    """The pack on the article about Zhongguancun."""
    pack, _ = read_pack(find_files(QUESTIONS / "zhongguancun").read())
    return pack


@cache
def chinese_bank() -> Pack:
    """The pack on the same facts in Chinese."""
    pack, _ = read_pack(find_files(QUESTIONS / "zhongguancun-zh").read())
    return pack
