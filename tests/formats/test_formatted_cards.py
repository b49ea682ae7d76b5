"""The formatting, images and sounds of Anki's cards."""

from __future__ import annotations

import json
import sys

import pytest

from tests.formats.anki_files import BASIC, CHOICE, CLOZE, database, note_type, package, zipped
from tests.formats.importing import lost_of, marked_like_plain
from zgcquiz.core.packs.pack import MARKDOWN, Item, Option
from zgcquiz.formats.exchange.contract import Converted, ExchangeOptions, convert
from zgcquiz.formats.exchange.registry import get

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

PNG, MP3 = b"\x89PNG\r\n\x1a\n", b"ID3 x"
FILES = (("image", ".png"), ("sound", ".mp3"))
TEXTS = "The family of <b>Jenny</b>, kept by Romans? <img src='a b.png' alt=''> [sound:x.mp3]|a <i>wren</i>"


def same(data: bytes, name: str = "apkg") -> Converted:
    return marked_like_plain(name, data)


def items_of(found: Converted) -> tuple[Item, ...]:
    assert found.pack
    assert found.pack.info.markup == MARKDOWN
    return found.pack.items


def older(*notes: str, **files: bytes) -> bytes:
    made = [{"fields": note.replace("|", "\x1f")} for note in notes]
    listed = {str(at): name.replace("__", ".").replace("_", " ") for at, name in enumerate(files)}
    numbered = {str(at): content for at, content in enumerate(files.values())}
    return zipped(collection__anki2=database(made), media=json.dumps(listed).encode(), **numbered)


def newer(*notes: str, **files: bytes) -> bytes:
    made = [{"fields": note.replace("|", "\x1f")} for note in notes]
    listed = b""
    for name in files:
        text = name.replace("__", ".").replace("_", " ").encode()
        entry = b"\x0a" + bytes([len(text)]) + text + b"\x10\x05"
        listed += b"\x0a" + bytes([len(entry)]) + entry
    numbered = {str(at): zstd.compress(content) for at, content in enumerate(files.values())}
    collection = zstd.compress(database(made))
    return zipped(meta=b"\x08\x03", collection__anki21b=collection, media=zstd.compress(listed), **numbered)


@pytest.mark.parametrize("make", [older, newer])
def test_images_and_sounds_become_files(make: object) -> None:
    assert callable(make)
    found = same(make(TEXTS, a_b__png=PNG, x__mp3=MP3, unused__png=PNG + b"u"))
    image, sound = sorted(found.media)
    assert [found.media[path] for path in (image, sound)] == [PNG, MP3]
    (item,) = items_of(found)
    assert item.stem == f"The family of **Jenny**, kept by Romans? ![]({image}) ![x.mp3]({sound})"
    assert item.options == (Option("a wren", True),)
    assert lost_of(found) == {"formatting": 1}  # of what is typed


@pytest.mark.parametrize(
    "package",
    [
        older(TEXTS),
        older(TEXTS, a_b__png=b"<html>", x__mp3=b"MZ"),
        older(TEXTS).replace(b"media", b"medix"),
        zipped(collection__anki2=database([{"fields": TEXTS.replace("|", "\x1f")}]), media=b"[" * 100_000),
        zipped(collection__anki2=database([{"fields": TEXTS.replace("|", "\x1f")}]), media=b'{"0": 1, "1": "x.mp3"}'),
    ],
)
def test_without_their_files_they_are_named_and_lost(package: bytes) -> None:
    found = same(package)
    (item,) = items_of(found)
    assert item.stem == "The family of **Jenny**, kept by Romans? [image: a b.png] [sound: x.mp3]"
    assert {"images", "sounds"} <= lost_of(found).keys()
    assert found.media == {}


def test_the_back_keeps_the_formatting_of_what_it_adds() -> None:
    types = {BASIC: note_type("B", ["Front", "Back", "More"], [(
        "{{Front}}", "{{FrontSide}}<hr id=answer>{{Back}}<div>Note: {{More}}</div>")])}  # fmt: skip
    note = {"fields": "What <em>is</em> it?\x1fone\x1f<ul><li>a</li><li><b>b</b></li></ul><pre>x = 1\n  y</pre>"}
    (item,) = items_of(same(package(note, types=types)))
    assert item.stem == "What *is* it?"
    assert item.explanation == "Note:\n\n- a\n- **b**\n\n```\nx = 1\n  y\n```"


def test_lines_that_are_left_out_leave_the_others_formatted() -> None:
    types = {BASIC: note_type("B", ["Front", "Back", "Hint"], [(
        "<b>{{Front}}</b><br>Hint: {{hint:Hint}}", "{{FrontSide}}<hr>{{Back}}<br><i>{{Hint}}</i>")])}  # fmt: skip
    (item,) = items_of(same(package({"fields": "Who\x1fme\x1fnot you"}, types=types)))
    assert item.stem == "**Who**\nHint:" or item.stem == "**Who**"
    assert item.explanation == "*not you*"


def test_gaps_and_formulas() -> None:
    note = {"fields": r"The <b>{{c1::sky}}</b> is <i>blue</i>, [$]x^2[/$] [latex]$y$[/latex]" + "\x1f", "type": CLOZE}
    (item,) = items_of(same(package(note)))
    assert item.stem == "The **_____** is *blue*, $x^2$ $y$"


def test_notes_with_options() -> None:
    fields = [
        "<b>Which</b>?",
        "",
        "2",
        "<code>a</code>",
        "b",
        "<i>c</i>",
        "",
        "",
        "1 0 0",
        "See <a href='https://x.org'>it</a>",
    ]
    (item,) = items_of(same(package({"fields": "\x1f".join(fields), "type": CHOICE})))
    assert item.stem == "**Which**?"
    assert [option.text for option in item.options] == ["`a`", "b", "*c*"]
    assert item.explanation == "See [it](https://x.org)"


def test_the_field_that_names_the_key_does_not_count_as_a_text() -> None:
    types = {BASIC: note_type("B", ["Question", "A", "B", "Answer"], [("{{Question}}", "{{Answer}}")])}
    (item,) = items_of(same(package({"fields": "Which?\x1f<b>Bern</b>\x1fRome\x1fBern"}, types=types)))
    assert [(option.text, option.key) for option in item.options] == [("**Bern**", True), ("Rome", False)]


def test_rows_of_a_text_keep_their_formatting() -> None:
    rows = b"#separator:tab\n#html:true\nWhat <b>is</b>?\tone\t<ul><li>a</li><li>b</li></ul>Note: <code>x</code>\n"
    (item,) = items_of(same(rows, "anki-text"))
    assert (item.stem, item.explanation) == ("What **is**?", "- a\n- b\n\nNote: `x`")


@pytest.mark.parametrize(
    ("front", "stem"),
    [
        ("<img src='france.png'>", "![]({image})"),
        ("Which country has this flag? <img src='france.png'>", "Which country has this flag? ![]({image})"),
        ("<img alt='a flag' src='france.png'><br>What is this?", "![a flag]({image})\nWhat is this?"),
        ("[sound:x.mp3]", "![x.mp3]({sound})"),
        ("Listen: [sound:x.mp3]", "Listen: ![x.mp3]({sound})"),
    ],
)
def test_a_front_may_need_what_its_package_has(front: str, stem: str) -> None:
    data = older(f"{front}|France", france__png=PNG, x__mp3=MP3)
    found = convert(get("apkg"), data, "x", ExchangeOptions())
    paths = {kind: next(filter(lambda path: path.endswith(end), found.media), "") for kind, end in FILES}
    (item,) = items_of(found)
    assert (item.stem, item.options) == (stem.format_map(paths), (Option("France", True),))
    for without, options in ((data, ExchangeOptions(markup=False)), (older(f"{front}|France"), ExchangeOptions())):
        lost = convert(get("apkg"), without, "x", options)
        assert [skip.reason.partition(" needs ")[0] for skip in lost.skipped] == ["its front"]


def test_a_front_that_has_one_of_two_files_still_needs_the_other() -> None:
    data = older("<img src='france.png'> [sound:y.mp3] What sound is this?|a bell", france__png=PNG)
    (skip,) = convert(get("apkg"), data, "x", ExchangeOptions()).skipped
    assert skip.reason == "its front needs a sound, which a terminal can't show"


@pytest.mark.parametrize("note_type", [BASIC, CLOZE])
@pytest.mark.parametrize(
    ("beside", "shown"),
    [
        ("<br><img src='rome.png'>", ["![]({image})"]),
        (" [sound:x.mp3]", ["![x.mp3]({sound})"]),
        ("[sound:x.mp3] <img src='rome.png'>", ["![x.mp3]({sound})", "![]({image})"]),
        ("<img src='rome.png'><img src='none.png'>", ["![]({image})"]),
        (" [sound:none.mp3]", []),
    ],
)
def test_what_is_beside_a_typed_answer_goes_with_the_explanation(note_type: int, beside: str, shown: list[str]) -> None:
    answer = f"Rome{beside}"
    fields = f"The capital of Italy is {{{{c1::{answer}}}}}\x1f" if note_type == CLOZE else f"Italy?\x1f{answer}"
    note = {"fields": fields, "type": note_type}
    data = zipped(
        collection__anki2=database([note]), media=b'{"0": "rome.png", "1": "x.mp3"}', **{"0": PNG, "1": MP3}
    )  # fmt: skip
    found = convert(get("apkg"), data, "x", ExchangeOptions())
    paths = {kind: next(filter(lambda path: path.endswith(end), found.media), "") for kind, end in FILES}
    assert found.pack
    (item,) = found.pack.items
    assert item.options == (Option("Rome", True),)
    assert item.explanation == "\n".join(shown).format_map(paths)
    left_out = {lost.why for lost in found.lost if lost.field in ("images", "sounds")}
    assert left_out == ({"left out, because the answer is typed"} if "none" in beside else set())


def test_what_is_beside_an_answer_is_shown_once() -> None:
    data = older("A house? [sound:x.mp3]|Haus [sound:x.mp3]", x__mp3=MP3)
    (item,) = items_of(convert(get("apkg"), data, "x", ExchangeOptions()))
    assert item.options == (Option("Haus", True),)
    assert "media/" in item.stem
    assert not item.explanation


def test_options_may_be_images() -> None:
    types = {BASIC: note_type("B", ["Question", "A", "B", "Answer"], [("{{Question}}", "{{Answer}}")])}
    fields = "Which is red?\x1f<img src='a.png'>\x1f<img src='b.png'>\x1fB"
    collection = database([{"fields": fields}], types=types)
    data = zipped(collection__anki2=collection, media=b'{"0": "a.png", "1": "b.png"}', **{"0": PNG, "1": PNG + b"b"})
    found = convert(get("apkg"), data, "x", ExchangeOptions())
    (item,) = items_of(found)
    assert [found.media[option.text[4:-1]] for option in item.options if option.key] == [PNG + b"b"]
    (skip,) = convert(get("apkg"), data, "x", ExchangeOptions(markup=False)).skipped
    assert skip.reason == "its options are images or sounds"
