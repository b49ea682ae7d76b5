"""Images in a round: as each protocol shows them, and what is said of those that can't be shown."""

from __future__ import annotations

import io
import os
import re
import struct
import sys
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from rich.console import Console

from tests.effort import examples
from tests.ui.pictures import (
    HEAD,
    ITERM,
    KITTY,
    NOTHING_MORE,
    REPLIES,
    SIXEL,
    add,
    encoded,
    flag,
    from_blocks,
    from_iterm,
    from_kitty,
    from_sixel,
    is_alike,
    pack_of,
    placeholders,
)
from tests.ui.scripted import GRAPHICS, Learner, Resize, Shell, Step, Terminal, Wait, sees
from tests.ui.test_hostile_screen import ATTACKS, inert
from zgcquiz.core.markup.image_headers import MOST_PIXELS, why_not_decoded
from zgcquiz.core.markup.media import MediaError
from zgcquiz.core.settings import Settings
from zgcquiz.ui.media.pictures import half_blocks, png_protocols, sixel
from zgcquiz.ui.media.pictures.decoding import decode
from zgcquiz.ui.media.pictures.protocols import QUESTION, ImageProtocol, features, may_be_asked
from zgcquiz.ui.media.pictures.sizes import HALF, CellSize, fit
from zgcquiz.ui.terminal.key_names import DOWN, ENTER, UP
from zgcquiz.ui.terminal.look import LOOK

STEM = "Which flag is this?\n\n![A flag](media/flag.png)\n\nLook well."


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No terminal of the machine's."""
    for name in ("TMUX", "STY", "TERM_PROGRAM", "TERM", "LANG", "LC_ALL", "LC_CTYPE"):
        monkeypatch.delenv(name, raising=False)


def without_pictures(raw: str) -> str:
    """The output without the question, what draws pictures, and the moves to where they are drawn and back."""
    rest = GRAPHICS.sub("", raw.replace(QUESTION, ""))
    return re.sub("\x1b[78]|[\U0010eeee" + png_protocols.ROWS + "]", "", rest)


def pack(folder: Path, image: Image.Image | None = None) -> Path:
    path = pack_of(folder, STEM)
    add(path, "flag.png", encoded(image or flag(200, 200)))
    return path


# What each protocol shows


def test_half_blocks_show_two_pixels_to_a_cell() -> None:
    shown = from_blocks(half_blocks.half_block_lines(flag(9, 7)))
    assert shown.size == (9, 8)
    assert shown.crop((0, 0, 9, 7)).tobytes() == flag(9, 7).tobytes()


def test_sixels_show_every_pixel() -> None:
    for size in ((1, 1), (5, 6), (9, 7), (300, 13)):
        shown = from_sixel(sixel.sixel_image(flag(*size)))
        assert shown.size == size
        pairs = zip(shown.tobytes(), flag(*size).tobytes(), strict=True)
        assert all(abs(one - other) <= 3 for one, other in pairs)


def test_a_photo_in_sixels_is_close_to_itself() -> None:
    photo = Image.radial_gradient("L").resize((120, 90)).convert("RGB")
    shown = from_sixel(sixel.sixel_image(photo)).resize((12, 9))
    pairs = zip(shown.tobytes(), photo.resize((12, 9)).tobytes(), strict=True)
    assert max(abs(one - other) for one, other in pairs) < 16


def test_a_large_image_is_handed_over_in_chunks() -> None:
    noise = Image.effect_noise((300, 200), 90).convert("RGB")
    ((keys, shown),) = from_kitty(
        png_protocols.kitty_image(77, png_protocols.png(noise), fit(300, 200, 99, 20, CellSize(10, 20)))
    ).values()
    assert shown.tobytes() == noise.tobytes()
    assert {key: keys[key] for key in "aUqfcr"} == {"a": "T", "U": "1", "q": "2", "f": "100", "c": "30", "r": "10"}


def test_ids_of_eight_bits_where_colours_have_no_more() -> None:
    extent = fit(200, 200, 99, 20, CellSize(10, 20))
    rich = Console(file=io.StringIO(), force_terminal=True, color_system="256", width=80)
    for line in png_protocols.kitty_lines(200, extent, true_colour=False):
        rich.print(line)
    assert isinstance(rich.file, io.StringIO)
    assert placeholders(rich.file.getvalue()) == {200: [20] * 10}


@given(
    st.integers(1, 6000), st.integers(1, 6000), st.integers(10, 99), st.integers(3, 60),
    st.sampled_from((HALF, CellSize(8, 16), CellSize(11, 24))),
)  # fmt: skip
def test_an_image_fits_its_room_and_keeps_its_shape(
    width: int, height: int, columns: int, rows: int, cell: CellSize
) -> None:
    extent = fit(width, height, columns, rows, cell)
    assert 1 <= extent.columns <= columns
    assert 1 <= extent.rows <= rows
    assert extent.width <= min(width, extent.columns * cell.width)
    assert extent.height <= min(height, extent.rows * cell.height)
    if extent.width > 20 < extent.height:
        assert extent.width / extent.height == pytest.approx(width / height, rel=0.12)


# In a round


@pytest.mark.parametrize("protocol", list(REPLIES))
@pytest.mark.parametrize("cols", [80, 40])
def test_a_round_shows_an_image_below_its_name(learner: Learner, tmp_path: Path, protocol: str, cols: int) -> None:
    seen: list[list[str]] = []
    done = learner.play(
        pack(tmp_path / "p"),
        sees("Which flag is this? [image: A flag]", "Look well.", "a yes"),
        lambda terminal: seen.append(terminal.display.lines),
        "a",
        "q",
        cols=cols,
        reply=REPLIES[protocol],
    )
    terminal = done.terminal
    (lines,) = seen
    caption = next(number for number, line in enumerate(lines) if "[image: A flag]" in line)
    after = next(number for number, line in enumerate(lines) if "Look well." in line)
    rows = after - caption - 2
    assert terminal.questions == 1
    drawn = terminal.pictures
    if protocol == "blocks":
        assert rows == 11
        assert all("▀" * 22 in line for line in lines[caption + 1 : caption + 1 + rows])
    elif protocol == "kitty":
        (id, (keys, image)), feedback = from_kitty(terminal.raw).items()
        assert is_alike(image, flag())
        assert (keys["c"], keys["r"]) == ("20", "10")
        assert placeholders(terminal.raw) == {id: [20] * 10, feedback[0]: [10] * 5}  # smaller, as there is more to tell
    else:
        assert [(picture.line, picture.column) for picture in drawn[:1]] == [(caption + 1, 1)]
        image = from_sixel(drawn[0].data) if protocol == "sixel" else from_iterm(drawn[0].data)[1]
        assert is_alike(image, flag())
        assert image.size == (200, 200)
        assert len(drawn) == 2  # of the question, and of its feedback
    assert rows == (11 if protocol == "blocks" else 10)
    assert done.display.widest <= cols


@pytest.mark.parametrize(("cols", "rows"), [(80, 24), (40, 30)])
def test_images_are_as_small_as_a_question_and_its_feedback_need(
    learner: Learner, tmp_path: Path, cols: int, rows: int
) -> None:
    names = ("first", "second", "third")
    path = pack_of(
        tmp_path / "p",
        "Which one is this? ![A flag](media/flag.png)",
        [f"![The {name}](media/{name}.png)" for name in names],
        "It is the first. ![Once more](media/flag.png)",
    )
    for name in ("flag", *names):
        add(path, f"{name}.png", encoded(flag(200, 200)))
    screens: list[list[str]] = []

    def keep(terminal: Terminal) -> None:
        screens.append(terminal.display.lines)

    learner.play(path, keep, "0", keep, ENTER, "q", reply=KITTY, cols=cols, rows=rows)
    asked, told = ("\n".join(lines) for lines in screens)
    for text in ("1/1", "Which one is this?", "The first", "The third", "q quit"):
        assert text in asked
    assert "PgDn" not in asked
    for text in ("Which one is this?", "The first", "It is the first.", "q quit"):
        assert text in told


def test_only_a_resize_and_a_return_draw_a_picture_again(learner: Learner, tmp_path: Path) -> None:
    counts: list[int] = []

    def count(terminal: Terminal) -> None:
        counts.append(len([picture for picture in terminal.pictures if picture.data.startswith("\x1bP")]))

    learner.play(
        pack(tmp_path / "p"), count, DOWN, sees("> a"), DOWN, sees("> b"), count, "?", count, "?", count,
        Resize(60, 30), count, Shell("$ fg\n"), sees("Which flag is this?"), count, "q", reply=SIXEL, rows=40,
    )  # fmt: skip
    assert counts == [1, 1, 1, 1, 2, 3]


moves = st.lists(
    st.one_of(
        st.sampled_from((DOWN, UP, "?", "z", " ", "page down", "page up")),
        st.builds(Resize, st.integers(20, 100), st.integers(8, 40)),
        st.just(Shell("$ ls\na b\n$ fg\n")),
    ),
    max_size=8,
)


@given(moves)
@settings(max_examples=examples(25), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_lines_that_are_left_alone_are_as_if_drawn_again(learner: Learner, tmp_path: Path, script: list[Step]) -> None:
    path = pack(tmp_path / "p")
    shown = []
    for is_kept in (True, False):
        with pytest.MonkeyPatch.context() as patch:
            if not is_kept:
                patch.setattr("zgcquiz.ui.terminal.live_block.last_marked", lambda lines: 0)
            done = learner.play(path, *script, "q", reply=SIXEL, rows=14, seed=1, record=False)
        shown.append((done.display.lines, done.display.cursor))
    assert shown[0] == shown[1]


@pytest.mark.parametrize("reply", [SIXEL, ITERM])
def test_typing_leaves_the_picture_alone(learner: Learner, tmp_path: Path, reply: bytes) -> None:
    path = pack(tmp_path / "p")
    (path / "pack.yaml").write_text(
        f"{HEAD}- {{id: a, kind: typed, question: 'Which? ![A flag](media/flag.png)', answer: ours}}\n",
        encoding="utf-8",
    )
    found: list[tuple[int, int, int]] = []

    def note(terminal: Terminal) -> None:
        found.append((*terminal.display.cursor, len(terminal.pictures)))

    done = learner.play(
        path, sees("[image: A flag]"), *"ours", note, Wait(0.25), ENTER, sees("RIGHT"), "q", reply=reply
    )
    ((line, column, count),) = found
    assert (column, count) == (3 + len("ours"), 1)
    caption = done.terminal.pictures[0].line - 1
    assert line == caption + 10 + 3  # below the picture, the hint and an empty line


def test_a_return_hands_over_the_images_again(learner: Learner, tmp_path: Path) -> None:
    done = learner.play(pack(tmp_path / "p"), Shell("$ reset; fg\n"), DOWN, "a", "q", reply=KITTY)
    first, second, _ = from_kitty(done.terminal.raw)
    assert first != second
    assert placeholders(done.terminal.raw)[second] == [20] * 10


def test_the_terminal_keeps_the_latest_images_only(
    learner: Learner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("zgcquiz.ui.media.pictures.gallery._HANDED_OVER", 2)
    resizes = [Resize(80 - each, 30) for each in range(3)]
    done = learner.play(pack(tmp_path / "p"), *resizes, "q", reply=KITTY, rows=30)
    handed_over = [*from_kitty(done.terminal.raw)]
    deleted = [int(id) for id in re.findall("\x1b_Ga=d,d=I,q=2,i=([0-9]+)\x1b", done.terminal.raw)]
    assert len(handed_over) == 4
    assert deleted == handed_over[:2]


def test_a_picture_that_is_partly_out_of_sight_is_left_out(learner: Learner, tmp_path: Path) -> None:
    lines = [f"Line {number}." for number in range(7)]
    path = pack_of(tmp_path / "p", "\n\n".join(["A.\nB.", *lines, "![A flag](media/flag.png)", *lines, *lines]))
    add(path, "flag.png", encoded(flag(200, 200)))
    drawn: list[int] = []

    def note(terminal: Terminal) -> None:
        drawn.append(len(terminal.pictures))

    learner.play(
        path,
        sees("[image: A flag]"),
        note,
        "page down",
        sees("Line 4"),
        note,
        "page up",
        note,
        "q",
        reply=SIXEL,
        rows=24,
    )
    assert drawn == [0, 1, 1]


def test_images_in_options_stand_below_them(learner: Learner, tmp_path: Path) -> None:
    path = pack_of(tmp_path / "p", "Which?", ["![one](media/one.png)", "![two](media/two.png)"])
    add(path, "one.png", encoded(Image.new("RGB", (100, 100), "red")))
    add(path, "two.png", encoded(Image.new("RGB", (100, 100), "blue")))
    seen: list[list[str]] = []
    done = learner.play(
        path, sees("a [image: one]", "b [image: two]"), "B", sees("[image: two] your answer (a guess)"),
        lambda terminal: seen.append(terminal.display.lines), ENTER, "v", "q", reply=KITTY, rows=60,
    )  # fmt: skip
    colours = [image.convert("RGB").getpixel((5, 5)) for _, image in from_kitty(done.terminal.raw).values()]
    assert sorted(map(str, colours[:2])) == ["(0, 0, 255)", "(255, 0, 0)"]
    (lines,) = seen
    ours = [line for line in lines if "image:" in line or png_protocols.PLACEHOLDER in line]
    assert ["image:" in line for line in ours] == [True, *[False] * 5, True, *[False] * 5]


def test_an_image_in_a_quotation_a_list_and_a_table(learner: Learner, tmp_path: Path) -> None:
    image = "![f](media/flag.png)"
    path = pack_of(tmp_path / "p", f"> {image}\n\n- {image}\n\n| x |\n|---|\n| {image} |\n")
    add(path, "flag.png", encoded(flag(50, 60)))
    done = learner.play(path, "q", reply=ITERM, rows=40)
    assert [(line, column) for _, line, column in done.terminal.pictures] == [(5, 3), (10, 3), (16, 1)]


# What the terminal says, and doesn't say


@pytest.mark.parametrize(
    ("answer", "protocol"),
    [
        (KITTY, ImageProtocol.KITTY),
        (ITERM, ImageProtocol.ITERM),
        (SIXEL, ImageProtocol.SIXEL),
        (b"", ImageProtocol.BLOCKS),
        (NOTHING_MORE, ImageProtocol.BLOCKS),
        (b"\x1b_Gi=31;OK\x1b\\\x1b[?62;4c", ImageProtocol.SIXEL),  # kitty's protocol, but perhaps no placeholders
        (b"\x1bP>|kitty(0.40)\x1b\\\x1b[?62c", ImageProtocol.BLOCKS),  # by name only
        (b"\x1b_Gi=31;ENOTSUPPORTED\x1b\\\x1bP>|kitty(0.40)\x1b\\\x1b[?62c", ImageProtocol.BLOCKS),
        (b"\x1b[?62;14;44c", ImageProtocol.BLOCKS),
        (b"\x1bP>|WezTerm 20240203\x1b\\\x1b_Gi=31;OK\x1b\\\x1b[?65;4;6c", ImageProtocol.ITERM),
    ],
)
def test_the_answer_decides(answer: bytes, protocol: ImageProtocol) -> None:
    assert features(answer).protocol is protocol


@given(st.binary(max_size=40), st.sampled_from((KITTY, ITERM, SIXEL, NOTHING_MORE)), st.integers(0, 60))
def test_any_answer_is_read(noise: bytes, answer: bytes, at: int) -> None:
    cell = features(answer[:at] + noise + answer[at:]).cell
    assert cell is None or 3 <= min(cell) <= max(cell) <= 200


def test_a_terminal_that_answers_nothing_gets_half_blocks(learner: Learner, tmp_path: Path) -> None:
    done = learner.play(pack(tmp_path / "p"), sees("▀" * 20), "a", "q", reply=b"")
    assert (done.terminal.questions, done.terminal.pictures) == (1, [])


def test_sixels_need_the_size_of_a_cell(learner: Learner, tmp_path: Path) -> None:
    learner.play(pack(tmp_path / "p"), sees("▀" * 20), "q", reply=b"\x1b[?62;4c")
    learner.play(pack(tmp_path / "p"), sees("▀" * 20), "q", reply=b"\x1b[6;0;9999t\x1b[?62;4c")


@pytest.mark.parametrize(
    "environ",
    [
        {"TMUX": "/tmp/x"},
        {"STY": "1.x"},
        {"TERM": "screen-256color"},
        {"TERM": "linux"},
        {"TERM_PROGRAM": "Apple_Terminal"},
    ],
)
def test_some_terminals_are_not_asked(
    learner: Learner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, environ: dict[str, str]
) -> None:
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    done = learner.play(pack(tmp_path / "p"), sees("▀" * 20), "q", reply=KITTY)
    assert done.terminal.questions == 0
    assert may_be_asked({"TERM": "xterm-256color"})


def test_a_round_without_images_asks_nothing(learner: Learner, tmp_path: Path) -> None:
    path = pack_of(
        tmp_path / "p", "Is **this** so? ![a sound](media/a.mp3)", ["yes", "no", "![a](https://x.org/a.png)"]
    )
    done = learner.play(path, sees("[sound: a sound]"), "a", "q", reply=KITTY)
    assert done.terminal.questions == 0


@pytest.mark.parametrize("wanted", ["kitty", "iterm", "sixel", "blocks", "off"])
def test_the_setting_decides_without_a_question(learner: Learner, tmp_path: Path, wanted: str) -> None:
    token = LOOK.set(lambda: Settings(images=wanted))
    try:
        done = learner.play(pack(tmp_path / "p"), sees("[image: A flag]"), "a", "q", reply=KITTY)
    finally:
        LOOK.reset(token)
    assert done.terminal.questions == 0
    starts = {"kitty": "\x1b_G", "iterm": "\x1b]1337", "sixel": "\x1bP0", "blocks": "▀", "off": "[image"}
    for name, start in starts.items():
        assert (start in done.terminal.raw) is (name in (wanted, "off"))


def test_without_colours_images_are_named(learner: Learner, tmp_path: Path) -> None:
    done = learner.play(pack(tmp_path / "p"), sees("[image: A flag]"), "a", "q", plain=True, reply=KITTY)
    assert done.terminal.questions == 0
    inert(done.terminal.raw)


# Files that can't be shown


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def zeros(width: int, height: int, rows: int) -> bytes:
    """A PNG file that announces a size, with as many rows of nothing."""
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    data = zlib.compress(bytes((1 + (width + 7) // 8) * rows), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def with_scans(count: int) -> bytes:
    """A progressive JPEG file that refines its pixels again and again."""
    data = encoded(Image.new("L", (2500, 2500)), "JPEG", progressive=True)
    last = data[data.rindex(b"\xff\xda") : -2]
    return data[:-2] + last * count + data[-2:]


BAD: dict[str, tuple[Callable[[], bytes], str]] = {
    "many scans": (lambda: with_scans(10_000), "is too complex: its pixels are refined 10,006 times"),
    "empty": (bytes, "is damaged"),
    "text": (lambda: b"not an image", "is damaged"),
    "truncated PNG": (lambda: encoded(Image.effect_noise((90, 90), 50))[:900], "is damaged"),
    "truncated JPEG": (lambda: encoded(Image.effect_noise((90, 90), 50), "JPEG")[:900], "is damaged"),
    "another format": (lambda: encoded(flag(), "BMP"), "is damaged"),
    "bomb": (lambda: zeros(20_000, 20_000, 20_000), "is too large"),
    "said to be huge": (lambda: zeros(2**31 - 1, 2**31 - 1, 1), "is too large"),
    "too many pixels": (lambda: zeros(10_000, 5_000, 5_000), "is too large, 10,000 x 5,000 pixels"),
    "SVG": (lambda: b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'/>", "is an SVG file"),
}


@pytest.mark.parametrize("bad", list(BAD))
def test_a_bad_file_is_named_and_the_question_still_asked(learner: Learner, tmp_path: Path, bad: str) -> None:
    path = pack_of(tmp_path / "p", STEM)
    make, problem = BAD[bad]
    add(path, "flag.png", make())
    seen = sees("Which flag is this?", "[image: A flag]", f"Not shown: media/flag.png {problem}")
    learner.play(path, seen, DOWN, seen, "a", sees("RIGHT"), "q", reply=KITTY)
    (review,) = learner.answers
    assert review.response == ("yes",)


GOOD = {
    "one pixel": encoded(flag(1, 1)),
    "thin": encoded(flag(1, 5000)),
    "flat": encoded(flag(5000, 1)),
    "JPEG": encoded(flag(), "JPEG"),
    "GIF": encoded(flag(), "GIF"),
    "animation": encoded(flag(), "GIF", save_all=True, append_images=[Image.new("RGB", (60, 40))]),
    "WebP": encoded(flag(), "WEBP"),
    "palette": encoded(flag().quantize(4)),
    "grey": encoded(flag().convert("L")),
    "black and white": encoded(flag().convert("1")),
    "16 bits": encoded(
        Image.frombytes("I;16", (60, 40), bytes(byte for byte in flag().convert("L").tobytes() for _ in "ab"))
    ),
    "transparent": encoded(flag().convert("RGBA")),
    "CMYK": encoded(flag().convert("CMYK"), "JPEG"),
}


@pytest.mark.parametrize("good", list(GOOD))
def test_the_headers_of_a_file_agree_with_its_decoder(good: str) -> None:
    data = GOOD[good]
    assert why_not_decoded(data) == ""
    half = data[: max(40, len(data) // 3)]
    assert why_not_decoded(half)
    with pytest.raises(MediaError):
        decode(half)


@pytest.mark.parametrize("bad", [name for name, (_, problem) in BAD.items() if "is too" in problem])
def test_the_headers_tell_what_is_too_much(bad: str) -> None:
    make, problem = BAD[bad]
    assert why_not_decoded(make()).startswith(problem)


@pytest.mark.parametrize("protocol", list(REPLIES))
@pytest.mark.parametrize("good", list(GOOD))
def test_every_kind_of_image_is_shown(learner: Learner, tmp_path: Path, good: str, protocol: str) -> None:
    path = pack_of(tmp_path / "p", STEM)
    add(path, "flag.png", GOOD[good])
    done = learner.play(path, sees("Look well.", no="Not shown"), "a", "q", reply=REPLIES[protocol])
    assert done.display.widest <= 80
    inert(without_pictures(done.terminal.raw))


def test_colours_survive_every_format() -> None:
    for name in ("JPEG", "GIF", "animation", "WebP", "palette", "transparent", "CMYK"):
        found = decode(GOOD[name])
        assert (found.width, found.height) == (60, 40)
        assert is_alike(found.pixels, flag()), name
    assert is_alike(decode(GOOD["16 bits"]).pixels, decode(GOOD["grey"]).pixels)


def test_what_is_transparent_becomes_white_and_photos_stand_upright() -> None:
    clear = Image.new("RGBA", (4, 4), (0, 0, 0, 0))
    assert decode(encoded(clear)).pixels.getpixel((1, 1)) == (255, 255, 255)
    exif = Image.Exif()
    exif[0x0112] = 6  # turned to the right
    found = decode(encoded(flag(60, 40), "JPEG", exif=exif, quality=95))
    assert (found.width, found.height) == (40, 60)
    assert is_alike(found.pixels, flag(60, 40).rotate(-90, expand=True), 30)


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "P", "L", "1"])
@pytest.mark.parametrize("format", ["PNG", "WEBP", "GIF"])
def test_a_large_image_is_reduced_and_keeps_its_colours(mode: str, format: str) -> None:
    image = flag(4000, 300).convert(mode)
    found = decode(encoded(image, format, **({"lossless": True, "quality": 0} if format == "WEBP" else {})))
    assert (found.width, found.height) == (4000, 300)
    assert max(found.pixels.size) <= 1600
    assert is_alike(found.pixels, image)


mutated = st.tuples(
    st.sampled_from([*GOOD.values()]),
    st.lists(st.tuples(st.integers(0, 2000), st.binary(min_size=1, max_size=9)), max_size=4),
    st.integers(0, 3000),
)


@given(st.one_of(st.binary(max_size=300), mutated))
def test_any_bytes_are_an_image_or_damaged(given_: bytes | tuple[bytes, list[tuple[int, bytes]], int]) -> None:
    if isinstance(given_, bytes):
        data = given_
    else:
        data, changes, end = given_
        for at, new in changes:
            data = data[:at] + new + data[at + len(new) :]
        data = data[: max(end, 8)]
    try:
        found = decode(data)
    except MediaError:
        return
    assert found.width * found.height <= MOST_PIXELS
    extent = fit(found.width, found.height, 40, 10, CellSize(8, 16))
    pixels = found.pixels.resize((extent.width, extent.height))
    for drawn in (
        png_protocols.kitty_image(5, png_protocols.png(pixels), extent),
        png_protocols.iterm_image(png_protocols.png(pixels), extent),
        sixel.sixel_image(pixels),
    ):
        assert GRAPHICS.sub("", drawn) == ""
    half_blocks.half_block_lines(pixels)


def test_nothing_of_a_file_but_its_pixels_reaches_the_terminal() -> None:
    from PIL.PngImagePlugin import PngInfo

    about = PngInfo()
    about.add_text("Comment", "\x1b]0;owned\x07")
    data = encoded(flag(), pnginfo=about, icc_profile=b"owned" * 20, dpi=(77, 77)) + b"\x1b]0;owned\x07"
    again = png_protocols.png(decode(data).pixels)
    assert b"owned" not in again
    assert not [kind for kind in (b"tEXt", b"iCCP", b"pHYs") if kind in again]


@pytest.mark.parametrize(
    ("make", "problem"),
    [
        (lambda file: None, "is missing"),
        (lambda file: file.mkdir(), "is not a file"),
        (os.mkfifo, "is not a file"),
        (lambda file: file.symlink_to(file), "can't be read"),
        (lambda file: file.symlink_to("/etc/hostname"), "is a link that leaves the pack's folder"),
        (lambda file: file.write_bytes(bytes(16 * 1024 * 1024 + 1)), "is larger than 16 MiB"),
    ],
)
def test_a_path_that_must_not_be_read(learner: Learner, tmp_path: Path, make: object, problem: str) -> None:
    path = pack_of(tmp_path / "p", STEM)
    assert callable(make)
    make(path / "media" / "flag.png")
    done = learner.play(path, sees("[image: A flag]", f"Not shown: media/flag.png {problem}"), "a", "q", reply=KITTY)
    assert done.terminal.questions == 0


@pytest.mark.parametrize(
    "url", ["../secret.png", "media/../../secret.png", "/etc/x.png", "https://x.org/a.png", "media/%2e%2e/a.png"]
)
def test_an_address_outside_the_pack_is_not_read(learner: Learner, tmp_path: Path, url: str) -> None:
    path = pack_of(tmp_path / "p", f"Which? ![x]({url})")
    (tmp_path / "secret.png").write_bytes(encoded(flag()))
    done = learner.play(path, sees("Not shown:", "is not an image in the pack's folder"), "a", "q", reply=KITTY)
    assert done.terminal.questions == 0


@pytest.mark.parametrize("problem", sorted({problem for _, problem in BAD.values()}))
def test_the_reference_says_what_to_do(problem: str) -> None:
    page = (Path(__file__).parents[2] / "docs" / "reference" / "media.md").read_text(encoding="utf-8")
    assert f"`{problem.partition(',')[0].partition(':')[0]}" in page


def test_several_problems_are_one_line(learner: Learner, tmp_path: Path) -> None:
    stem = " ".join(f"![{name}](media/{name}.png)" for name in "abcd")
    learner.play(
        pack_of(tmp_path / "p", stem),
        sees("Not shown: media/a.png is missing; media/b.png is missing; 2 more."),
        "q",
        reply=KITTY,
    )


def test_an_address_can_not_forge_a_line(learner: Learner, tmp_path: Path) -> None:
    path = pack_of(tmp_path / "p", "Which? ![x](media/a%0A%20ROUND%20DONE%0Ab.png)")
    seen: list[str] = []
    learner.play(
        path,
        sees("Not shown: media/a ROUND DONE b.png is not an image"),
        lambda terminal: seen.extend(terminal.display.lines),
        "a",
        "q",
        reply=KITTY,
    )
    assert "ROUND DONE" not in [line.strip() for line in seen]


def test_without_pillow_a_line_says_how_to_get_it(
    learner: Learner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = pack(tmp_path / "p")
    monkeypatch.setitem(sys.modules, "PIL", None)
    learner.play(path, sees("needs Pillow: pip install 'zgcquiz[images]'"), "a", "q", reply=KITTY)


def test_a_single_file_has_those_beside_it(learner: Learner, tmp_path: Path) -> None:
    path = pack(tmp_path / "p")
    single = path / "single.yaml"
    (path / "pack.yaml").rename(single)
    learner.play(single, sees("[image: A flag]", no="Not shown"), "a", "q", reply=KITTY)
    elsewhere = tmp_path / "single.yaml"
    single.rename(elsewhere)
    learner.play(elsewhere, sees("is missing"), "a", "q", reply=KITTY)


@pytest.mark.parametrize("attack", list(ATTACKS))
def test_the_name_of_an_image_can_not_reach_the_terminal(learner: Learner, tmp_path: Path, attack: str) -> None:
    text = f"{ATTACKS[attack]} [bold]x[/bold] ▀"
    path = pack_of(tmp_path / "p", f"Which? ![{text}](media/flag.png) ![y](<media/{text}.png>)")
    add(path, "flag.png", encoded(flag()))
    done = learner.play(path, sees("[bold]x[/bold]"), "a", "q", reply=KITTY)
    inert(without_pictures(done.terminal.raw))
    assert "owned" not in done.display.title


def test_the_pictures_stay_when_the_terminal_scrolls(learner: Learner, tmp_path: Path) -> None:
    """A block that is printed is longer than the screen: what has scrolled off is not drawn over."""
    explanation = "\n\n".join(f"Line {number}." for number in range(20))
    path = pack_of(tmp_path / "p", STEM, explanation=explanation)
    add(path, "flag.png", encoded(flag(200, 200)))
    done = learner.play(path, "b", ENTER, "q", reply=SIXEL, rows=24)
    assert len(done.terminal.pictures) == 1


def test_a_stream_without_a_terminal_has_no_cells() -> None:
    from zgcquiz.ui.media.pictures.sizes import cell_size

    assert cell_size(io.StringIO()) is None
