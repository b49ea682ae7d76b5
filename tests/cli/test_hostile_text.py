"""Text from packs is printed as text: it can't colour, move, turn, ring, or be read as markup."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.making import environment, run, write
from tests.conftest import Ran
from zgcquiz.core.text.drawn.invisible import INVISIBLE

Run = Callable[..., Ran]

NASTY = {
    "markup": "[red]x[/red] [link=http://e]y[/link] [/] [[z]] :smile: [bold",
    "ansi": "\x1b[31mred\x1b[0m\x1b]0;title\x07\x1b[2J\x1bc",
    "c1": "\x9b31mred\x9d0;t\x9c\x90x\x9c",
    "control": "bell\x07 back\x08 feed\x0c vertical\x0b del\x7f so\x0e si\x0f nul\x00",
    "bidi": "a\u202eb\u202c \u2066c\u2069 \u200fd \u061ce",
    "separators": "one\u2028two\u2029three",
    "return": "shown\rhidden",
    "bom": "x\ufeffy",
    "zero width": "a\u200bb \u2060c\u200d d\ufe0f \u3164 \u2800",
    "commands": "\x1b]8;;http://e\x1b\\x\x1b]8;;\x1b\\ \x1b]52;c;eA==\x07 \x1b[?1049h \x1bP1$r\x1b\\ \x1b[6n",
    "percent": "%s {0} {x} $HOME `id` \\n",
    "tags": "<b>x</b> <script>&amp;",
}

UNSAFE = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]")


@pytest.fixture(params=list(NASTY))
def nasty(request: pytest.FixtureRequest) -> str:
    return NASTY[str(request.param)]


def nasty_pack(path: Path, text: str) -> Path:
    """A pack with a text in every place that takes one."""

    def say(start: str) -> str:
        # JSON's escapes are YAML's, but for what lies beyond \uffff.
        return json.dumps(f"{start} {text}")

    return write(
        path,
        f"""\
zgcquiz: 1
id: nasty
title: {say("title")}
description: {say("description")}
language: {say("language")}
license: {say("license")}
section: {say("section")}
text: {say("study")}
sources:
  s: {{title: {say("source")}, publisher: {say("publisher")}, author: {say("author")}, url: {say("url")}}}
questions:
  - id: q
    question: {say("stem")}
    answer: {{text: {say("key")}, feedback: {say("praise")}}}
    options: [{say("key")}, {{text: {say("wrong")}, feedback: {say("blame")}}}]
    explanation: {say("explanation")}
    source: {{id: s, section: {say("cited")}, quote: {say("quote")}}}
    tags: [{say("tag")}]
""",
    )


def test_it_prints_inert_everywhere(zgcquiz: Run, tmp_path: Path, nasty: str) -> None:
    pack = nasty_pack(tmp_path / "nasty.yaml", nasty)
    assert zgcquiz("pack", "add", pack).code == 0
    for arguments, stdin in (
        (["play"], "a\n"),
        (["play"], "b\n"),
        (["play"], "0\n"),
        (["review"], "0\nb\na\n"),
        (["play", "--tag", "nope"], ""),
        (["play", "--section", "nope"], ""),
        (["stats"], ""),
        (["history"], ""),
        (["pack", "list"], ""),
        (["pack", "show", "nasty"], ""),
        (["pack", "show", "nasty", "--answers"], ""),
        (["pack", "facts", "nasty"], ""),
        (["pack", "check", "nasty"], ""),
        (["read"], ""),
        ([], ""),
        (["undo"], ""),
    ):
        ran = zgcquiz(*arguments, stdin=stdin)
        found = UNSAFE.search(ran.out + ran.err) or INVISIBLE.search(ran.out + ran.err)
        assert found is None, f"{arguments}: {found!r} in {(ran.out + ran.err)!r}"


def test_markup_is_shown_as_it_was_typed(zgcquiz: Run, tmp_path: Path) -> None:
    for name in ("markup", "percent", "tags"):
        pack = nasty_pack(tmp_path / "nasty.yaml", NASTY[name])
        out = " ".join(zgcquiz("play", pack, stdin="b\n").out.split())
        for place in ("stem", "key", "wrong", "blame", "explanation"):
            assert f"{place} {NASTY[name]}" in out


def test_what_is_made_visible_can_be_seen(zgcquiz: Run, tmp_path: Path) -> None:
    out = zgcquiz("play", nasty_pack(tmp_path / "n.yaml", NASTY["ansi"]), stdin="b\n").out
    assert "stem ␛[31mred␛[0m" in " ".join(out.split())
    out = zgcquiz("play", nasty_pack(tmp_path / "n.yaml", NASTY["bidi"]), stdin="b\n").out
    assert "a<U+202E>b" in out


def test_json_gives_the_text_and_drives_no_terminal_either(zgcquiz: Run, tmp_path: Path, nasty: str) -> None:
    """A terminal may show it too: what drives one is escaped, and reads back as it was."""
    pack = nasty_pack(tmp_path / "nasty.yaml", nasty)
    for arguments in (["play", pack], ["pack", "show", pack], ["history"], ["stats", pack], ["pack", "check", pack]):
        ran = zgcquiz(*arguments, "--json", stdin="b\n")
        found = UNSAFE.search(ran.out)
        assert found is None, f"{arguments}: {found!r}"
    shown = zgcquiz("pack", "show", pack, "--json").json["questions"][0]
    assert shown["question"] == f"stem {nasty}"
    assert shown["answers"] == [f"key {nasty}"]


def test_what_errors_quote_is_inert_too(zgcquiz: Run, tmp_path: Path, nasty: str) -> None:
    quoted = json.dumps(f"x{nasty}")
    path = write(
        tmp_path / "bad.yaml",
        f"zgcquiz: 1\nid: {quoted}\ntitle: t\n{quoted}: 1\nquestions:\n"
        f"  - {{id: {quoted}, question: q, answer: {quoted}, options: [{quoted}, {quoted}], kind: {quoted}}}\n"
        f"  - {{id: b, question: q, answer: x, options: [a, b], source: {quoted}, as_of: {quoted}}}\n",
    )
    for command in (["play"], ["pack", "check"], ["pack", "add"]):
        ran = zgcquiz(*command, path)
        assert ran.code == 1
        assert "bad.yaml" in ran.out + ran.err
        found = UNSAFE.search(ran.out + ran.err) or INVISIBLE.search(ran.out + ran.err)
        assert found is None, f"{command}: {found!r}"


def test_a_long_error_stays_one_line_for_editors(zgcquiz: Run, tmp_path: Path) -> None:
    text = f"zgcquiz: 1\nid: a\ntitle: t\nquestions: []\n{'k' * 300}: 1\n"
    path = write(tmp_path / "a folder with a long name that would be broken" / "and another one.yaml", text)
    (line,) = [line for line in zgcquiz("pack", "check", path).out.splitlines() if "unknown-key" in line]
    assert line.startswith(f"{path}:5:1: error [unknown-key]")
    assert "zgcquiz, id, title" in line


def test_arguments_are_shown_inert(zgcquiz: Run) -> None:
    for arguments in (["play", "\x1b[31m"], ["\x1b[31m"], ["play", "--\x1b[31m"], ["play", "--tag", "\x1b[31m"]):
        ran = zgcquiz(*arguments)
        assert ran.code in (1, 2)
        assert "\x1b" not in ran.out + ran.err


def on_a_terminal(*arguments: object) -> str:
    """Run a command with standard output on a terminal; return what the terminal gets."""
    import pty
    import subprocess
    import sys

    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "zgcquiz", *map(str, arguments)], stdout=theirs, stderr=theirs, env=environment()
    ):
        os.close(theirs)
        got = b""
        while True:
            try:
                data = os.read(ours, 65536)
            except OSError:  # the end, on Linux
                break
            if not data:
                break
            got += data
    os.close(ours)
    return re.sub("\x1b\\[[0-9;]*m", "", got.decode().replace("\r\n", "\n"))  # our own colours


@pytest.mark.skipif(os.name == "nt", reason="Windows has no pty")
@pytest.mark.parametrize("format", ["gift", "markdown", "json", "text2qti", "yaml"])
def test_an_export_on_a_terminal_controls_nothing(zgcquiz: Run, tmp_path: Path, format: str) -> None:
    text = NASTY["ansi"] + "\x1b]52;c;Zm9v\x07" + NASTY["c1"] + NASTY["bidi"]
    pack = nasty_pack(tmp_path / "nasty.yaml", text)
    shown = on_a_terminal("pack", "export", pack, "--to", format)
    assert "stem" in shown
    assert not UNSAFE.search(shown.replace("\t", ""))
    file = tmp_path / "out"
    assert zgcquiz("pack", "export", pack, "--to", format, "-o", file).code == 0
    assert run("pack", "export", pack, "--to", format).stdout.encode() == file.read_bytes()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no pty")
def test_a_history_on_a_terminal_controls_nothing_and_is_the_same(zgcquiz: Run, tmp_path: Path) -> None:
    question = "q\x9b31m\x7f\u202e"
    line = {"id": "a", "at": "2026-09-01T10:00:00Z", "pack": "p", "question": question, "correct": True}
    log = write(tmp_path / "log.jsonl", json.dumps(line | {"rating": 3}))
    assert zgcquiz("history", "import", log).code == 0
    shown = on_a_terminal("history", "export")
    assert not UNSAFE.search(shown)
    assert json.loads(shown)["question"] == question
    assert question in zgcquiz("history", "export").out
