"""Images for tests, and what terminals see of them."""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Callable, Iterable
from io import BytesIO
from pathlib import Path

from PIL import Image
from rich.style import Style
from rich.text import Text

from tests.formats.packs import quoted
from zgcquiz.ui.media.pictures.png_protocols import PLACEHOLDER, ROWS

HEAD = "zgcquiz: 1\nid: flags\ntitle: Flags\nmarkup: markdown\nquestions:\n"

KITTY = b"\x1bP>|kitty(0.40.1)\x1b\\\x1b_Gi=31;OK\x1b\\\x1b[6;20;10t\x1b[?62;52c"
ITERM = b"\x1bP>|iTerm2 3.5.10\x1b\\\x1b[6;20;10t\x1b[?62;4c"
SIXEL = b"\x1bP>|foot(1.16.2)\x1b\\\x1b[6;20;10t\x1b[?62;4;22c"
NOTHING_MORE = b"\x1b[?62;22c"
REPLIES = {"kitty": KITTY, "iterm": ITERM, "sixel": SIXEL, "blocks": NOTHING_MORE}
"""What terminals answer that show images by each protocol; their cells have 10 x 20 pixels, if they tell."""


def flag(width: int = 60, height: int = 40) -> Image.Image:
    """An image whose four quarters have a colour each."""
    image = Image.new("RGB", (width, height), (200, 30, 30))
    image.paste((30, 200, 30), (width // 2, 0, width, height // 2))
    image.paste((30, 30, 200), (0, height // 2, width // 2, height))
    image.paste((240, 240, 240), (width // 2, height // 2, width, height))
    return image


def encoded(image: Image.Image, format: str = "PNG", **options: object) -> bytes:
    buffer = BytesIO()
    image.save(buffer, format, **options)
    return buffer.getvalue()


def pack_of(folder: Path, stem: str, options: Iterable[str] = ("yes", "no"), explanation: str = "So.") -> Path:
    """A pack of one question, whose key is the first option; its folder is made."""
    (folder / "media").mkdir(parents=True, exist_ok=True)
    listed = [*options]
    question = {"id": "a", "question": stem, "answer": listed[0], "explanation": explanation}
    fields = ", ".join(f"{key}: {quoted(text)}" for key, text in question.items())
    text = f"{HEAD}- {{{fields}, options: [{', '.join(map(quoted, listed))}]}}\n"
    (folder / "pack.yaml").write_text(text, encoding="utf-8")
    return folder


def add(folder: Path, name: str, data: bytes) -> None:
    (folder / "media" / name).write_bytes(data)


def is_alike(one: Image.Image, other: Image.Image, tolerance: int = 12) -> bool:
    """Whether two images have the same colours in the middle of each quarter."""
    return all(
        abs(part - of_other) <= tolerance
        for x in (0.25, 0.75)
        for y in (0.25, 0.75)
        for part, of_other in zip(_at(one, x, y), _at(other, x, y), strict=True)
    )


def _at(image: Image.Image, x: float, y: float) -> tuple[int, ...]:
    small = image.convert("RGB").resize((4, 4), Image.Resampling.BOX)  # levels out dithering
    found = small.getpixel((int(4 * x), int(4 * y)))
    assert isinstance(found, tuple)
    return tuple(map(int, found))


def from_blocks(lines: Iterable[Text]) -> Image.Image:
    """The image that lines of half blocks show, one pixel in a cell's width."""
    rows: list[list[tuple[int, ...]]] = []
    for line in lines:
        upper, lower = [], []
        for span in line.spans:
            style = span.style
            if isinstance(style, Style) and style.color is not None and "▀" in line.plain[span.start : span.end]:
                count = span.end - span.start
                upper += [tuple(style.color.get_truecolor())] * count
                lower += [tuple((style.bgcolor or style.color).get_truecolor())] * count
        rows += [upper, lower]
    image = Image.new("RGB", (len(rows[0]), len(rows)))
    image.putdata([pixel for row in rows for pixel in row])
    return image


def from_kitty(raw: str) -> dict[int, tuple[dict[str, str], Image.Image]]:
    """The images that were handed over by kitty's protocol, by id, each with its keys."""
    found: dict[int, tuple[dict[str, str], str]] = {}
    current = 0
    for keys, payload in re.findall(r"\x1b_G([^;\x1b]*);([A-Za-z0-9+/=]*)\x1b\\", raw):
        named = dict(key.split("=") for key in keys.split(","))
        if named.get("a") == "q":
            continue
        assert len(payload) <= 4096
        if "i" in named:
            current = int(named["i"])
            found[current] = named, ""
        found[current] = found[current][0] | {"m": named["m"]}, found[current][1] + payload
    assert all(keys["m"] == "0" for keys, _ in found.values())
    return {id: (keys, Image.open(BytesIO(b64decode(text)))) for id, (keys, text) in found.items()}


def placeholders(raw: str) -> dict[int, list[int]]:
    """The rows of placeholders on the screen, by the id of the image: the columns of each."""
    found: dict[int, list[int]] = {}
    pattern = re.compile(rf"\x1b\[38;(?:2;(\d+);(\d+);(\d+)|5;(\d+))m({PLACEHOLDER}.{{2}}{PLACEHOLDER}*)\x1b\[0m")
    for *colours, cells in pattern.findall(raw):
        red, green, blue, index = (int(part or 0) for part in colours)
        row, column = cells[1:3]
        rows = found.setdefault(index or red << 16 | green << 8 | blue, [])
        if ROWS.index(row) == 0:
            rows.clear()  # drawn again
        assert (ROWS.index(row), column) == (len(rows), ROWS[0])
        rows.append(cells.count(PLACEHOLDER))
    return found


def from_iterm(data: str) -> tuple[dict[str, str], Image.Image]:
    keys, payload = data.removeprefix("\x1b]1337;File=").removesuffix("\x07").split(":")
    named = dict(key.split("=") for key in keys.split(";"))
    content = b64decode(payload)
    assert int(named["size"]) == len(content)
    return named, Image.open(BytesIO(content))


def from_sixel(data: str) -> Image.Image:
    """The image that sixels draw."""
    head = re.match(r'\x1bP0;1q"1;1;(\d+);(\d+)', data)
    assert head is not None
    image = Image.new("RGB", (int(head[1]), int(head[2])))
    palette: dict[int, tuple[int, ...]] = {}
    put: Callable[[tuple[int, int], tuple[int, ...]], None] = image.putpixel
    x = top = colour = 0
    tokens = re.compile(r"#(\d+);2;(\d+);(\d+);(\d+)|#(\d+)|!(\d+)([?-~])|([?-~])|([$-])")
    at, end = head.end(), len(data) - 2
    while at < end:
        token = tokens.match(data, at)
        assert token is not None, data[at : at + 20]
        at = token.end()
        if token[1]:
            palette[int(token[1])] = tuple(int(token[part]) * 255 // 100 for part in (2, 3, 4))
        elif token[5]:
            colour = int(token[5])
        elif token[9]:
            x, top = 0, top + (6 if token[9] == "-" else 0)
        else:
            bits = ord(token[7] or token[8]) - 63
            end_of_run = x + int(token[6] or 1)
            for column in range(x, end_of_run):
                for row in range(6):
                    if bits >> row & 1:
                        put((column, top + row), palette[colour])
            x = end_of_run
    return image
