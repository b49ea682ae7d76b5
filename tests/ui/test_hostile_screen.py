"""No text of a pack reaches the terminal as anything but text, in colour and in plain lines."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.e2e.making import one, write
from tests.formats.packs import quoted
from tests.ui.scripted import Learner, sees
from zgcquiz.core.text.drawn.invisible import INVISIBLE
from zgcquiz.ui.terminal.key_names import ENTER
from zgcquiz.ui.terminal.text import UNSAFE, fit, one_line, visible

ATTACKS = {
    "title": "\x1b]0;owned\x07\x1b]2;owned\x1b\\\x9d0;owned\x9c",
    "clipboard": "\x1b]52;c;b3duZWQ=\x07",
    "link": "\x1b]8;;http://owned\x1b\\here\x1b]8;;\x1b\\",
    "colours": "\x1b[31;5;7mred\x1b[38;5;1m\x9b32m",
    "cursor": "\x1b[H\x1b[2J\x1b[5A\x1b[?25l\x1b7\x1b[10;10Hhere\x1b8\x1bc\x1bM",
    "modes": "\x1b[?1049h\x1b[?1000h\x1b[?2004l\x1b(0\x0e\x1b#8\x1bP1$r0m\x1b\\\x1b[6n\x1b[c",
    "controls": "\x00\x05\x07\x08\x0b\x0c\r\x7f\x85",
    "directions": "\u202eabc\u202c\u2067def\u2069\u200f\u061c",
    "zero width": "a\u200bb\u2060c\ufeffd\u200de\u180ef",
    "tags": "\U000e0068\U000e0069\U000e007f",
    "fillers": "\u3164\uffa0\u115f\u2800",
    "separators": "a\u2028b\u2029c",
    "a picture": "\x1b_Ga=T,f=100;AAAA\x1b\\\x1b]1337;File=inline=1:AAAA\x07\U0010eeee\u0305\u0305",
}
OURS = re.compile(r"\x1b\[(?:[0-9;]*m|[0-9]*[A-DJKG]|\?25[lh]|\?2026[lh]|\?2004[lh]|[0-9;]*H)")
"""What the program itself writes: styles, moves and erasing, and the cursor."""
NEVER = re.compile(r"\x1b[\]P\\_^cM78(#]|\x1b\[[0-9;]*[nc]|\x1b\[\?(?:1049|1000)|[\x80-\x9f\x07\x05\x0e\U0010eeee]")


def inert(raw: str) -> None:
    assert not NEVER.search(raw), ascii(raw[:2000])
    text = OURS.sub("", raw).replace("\r", "").replace("\b", "")
    found = UNSAFE.search(text) or INVISIBLE.search(text)
    assert found is None, ascii(text[max(0, found.start() - 40) : found.end() + 40])


@pytest.mark.parametrize("plain", [True, False])
@pytest.mark.parametrize("attack", list(ATTACKS))
def test_a_round_shows_every_text_inert(learner: Learner, tmp_path: Path, attack: str, plain: bool) -> None:
    def said(place: str) -> str:
        return quoted(f"{place} {ATTACKS[attack]} end")

    head = (
        f"zgcquiz: 1\nid: yes\ntitle: {said('title')}\nsection: {said('section')}\n"
        f"sources: {{s: {{title: {said('source')}}}}}\nquestions:\n"
    )
    rest = f"explanation: {said('because')}, tags: [{said('tag')}], source: {{id: s, section: {said('cited')}}}"
    choice = write(
        tmp_path / "choice.yaml",
        f"{head}- {{id: a, question: {said('stem')}, answer: {{text: {said('key')}, feedback: {said('praise')}}}, "
        f"options: [{said('key')}, {{text: {said('wrong')}, feedback: {said('blame')}}}], {rest}}}\n",
    )
    seen = sees("because", "blame", "Source:")
    done = learner.play(choice, sees("stem", "end"), "b", seen, ENTER, sees("Missed"), "q", plain=plain)
    inert(done.terminal.raw)
    assert "owned" not in done.display.title
    typed = write(
        tmp_path / "typed.yaml",
        f"{head}- {{id: a, kind: typed, question: {said('stem')}, answer: {said('key')}, {rest}}}\n",
    )
    done = learner.play(typed, sees("stem", "end"), "x", ENTER, sees("because", "key"), ENTER, "q", plain=plain)
    inert(done.terminal.raw)
    assert "owned" not in done.display.title


@pytest.mark.parametrize("attack", list(ATTACKS))
def test_every_way_of_cleaning_is_inert(attack: str) -> None:
    text = f"stem {ATTACKS[attack]} end"
    for shown in (visible(text), one_line(text), fit(text, 200), fit(text, 10)):
        inert(shown.replace("\t", ""))


@pytest.mark.parametrize("plain", [True, False])
def test_options_that_look_alike_are_told_apart_in_a_round(learner: Learner, tmp_path: Path, plain: bool) -> None:
    pack = one(tmp_path / "p.yaml", "Which?", ["oxygen"], ["\u043exygen", "oxy\u200bgen", "argon"])
    done = learner.play(
        pack, sees("oxygen", "\u043e<U+043E>xygen", "oxy<U+200B>gen", "argon"), "b", ENTER, "q", plain=plain
    )
    inert(done.terminal.raw)


def test_the_same_letters_alone_stay_as_they_are(learner: Learner, tmp_path: Path) -> None:
    pack = one(tmp_path / "p.yaml", "Which?", ["\u0410\u0411"], ["\u0412\u0413", "\u0415", "E\u00e9"])
    learner.play(pack, sees("\u0410\u0411", "\u0412\u0413", "\u0415", no="<U+"), "b", ENTER, "q")
