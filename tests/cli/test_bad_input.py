"""Each kind of bad input has its own message and exit code 1, and none has a traceback."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.cli.making import GREEK, as_a_user, environment, run, unwrapped, write
from tests.conftest import Ran


def a_missing_file(path: Path) -> None:
    pass


def a_folder(path: Path) -> None:
    path.mkdir()


def a_fifo(path: Path) -> None:
    os.mkfifo(path)


def a_device(path: Path) -> None:
    path.symlink_to("/dev/null")


def an_endless_device(path: Path) -> None:
    path.symlink_to("/dev/zero")


def a_secret(path: Path) -> None:
    write(path, GREEK)
    path.chmod(0)


def a_secret_folder(path: Path) -> None:
    path.mkdir()
    write(path / "pack.yaml", GREEK)
    path.chmod(0)


def a_huge_file(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(5 << 30)


def a_binary(path: Path) -> None:
    path.write_bytes(bytes(range(256)) * 100)


def an_image(path: Path) -> None:
    path.write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00")


def an_empty_file(path: Path) -> None:
    path.touch()


def a_list(path: Path) -> None:
    write(path, "- a\n- b\n")


def a_newer_format(path: Path) -> None:
    write(path, GREEK.replace("zgcquiz: 1", "zgcquiz: 2"))


def half_a_file(path: Path) -> None:
    write(path, GREEK[: GREEK.index("Omega") - 2])


def a_database(path: Path) -> None:
    import sqlite3

    db = sqlite3.connect(path)
    db.execute("CREATE TABLE t (x)")
    db.close()


KINDS: list[tuple[Callable[[Path], None], str]] = [
    (a_missing_file, "no such file"),
    (a_folder, "pack.yaml"),
    (a_fifo, "is not a file"),
    (a_device, "is not a file"),
    (an_endless_device, "is not a file"),
    (a_huge_file, "MiB"),
    (a_binary, "."),
    (an_image, "UTF-8"),
    (an_empty_file, "empty"),
    (a_list, "a mapping"),
    (a_newer_format, "newer zgcquiz"),
    (half_a_file, ":"),
    (a_database, "."),
]


COMMANDS = pytest.mark.parametrize("command", [["play"], ["pack", "check"], ["pack", "add"]], ids=" ".join)


@pytest.mark.parametrize(("make", "message"), KINDS, ids=lambda value: getattr(value, "__name__", None))
@COMMANDS
def test_an_input_that_is_no_pack_is_reported(
    zgcquiz: Callable[..., Ran], tmp_path: Path, make: Callable[[Path], None], message: str, command: list[str]
) -> None:
    path = tmp_path / "thing.yaml"
    make(path)
    ran = zgcquiz(*command, path, stdin="0\n")
    assert ran.code == 1
    text = ran.out + ran.err
    assert unwrapped(message) in unwrapped(text)
    assert "thing.yaml" in unwrapped(text)
    assert len(text) < 4000
    if command == ["play"]:
        document = zgcquiz(*command, path, "--json", stdin="0\n")
        assert (document.code, document.err) == (1, "")
        assert list(document.json) == ["error"]


@pytest.mark.parametrize("make", [a_secret, a_secret_folder])
@COMMANDS
def test_a_pack_that_may_not_be_read_is_reported(
    tmp_path: Path, make: Callable[[Path], None], command: list[str]
) -> None:
    """In a process of its own, since root may read everything."""
    path = tmp_path / "thing.yaml"
    make(path)
    done = run(*command, path, stdin="0\n", before=as_a_user)
    assert done.returncode == 1
    text = unwrapped(done.stdout + done.stderr)
    assert unwrapped("Permission denied") in text
    assert "thing.yaml" in text


@pytest.mark.parametrize(
    "name", ["x" * 5000, "x" * 300, "/", "", " ", "-", "~", "\n", "\x1b[31mred", "中关村", "a\u202eb", "con"]
)
def test_odd_names_are_unknown_packs(zgcquiz: Callable[..., Ran], name: str) -> None:
    for command in (["play"], ["stats"], ["pack", "show"], ["pack", "add"], ["pack", "remove"], ["pack", "check"]):
        ran = zgcquiz(*command, "--", name)
        assert ran.code == 1
        assert "\x1b" not in ran.err + ran.out
        assert "\u202e" not in ran.err + ran.out


def test_a_name_that_is_no_text_is_no_accident(tmp_path: Path) -> None:
    """Both an id and a path."""
    for arguments in ([b"p\xff"], [b"./p\xff.yaml"], [b"p\xff.yaml", b"--json"]):
        assert run("play", *map(os.fsdecode, arguments), stdin="0\n").returncode == 1


def test_a_pack_in_a_folder_that_may_not_be_entered_is_said(tmp_path: Path) -> None:
    """Even whether it is there can't be known."""
    write(tmp_path / "secret" / "greek.yaml", GREEK)
    (tmp_path / "secret").chmod(0)
    for command in (["play"], ["pack", "add"], ["pack", "check"]):
        done = run(*command, tmp_path / "secret" / "greek.yaml", before=as_a_user)
        assert done.returncode == 1
        assert unwrapped("Permission denied") in unwrapped(done.stderr + done.stdout)
    (tmp_path / "secret").chmod(0o755)


def test_a_library_that_may_not_be_read_is_said(home: Path) -> None:
    write(home / "packs" / "greek.yaml", GREEK)
    for mode in (0o000, 0o444, 0o111):
        (home / "packs").chmod(mode)
        for arguments in (["play"], ["pack", "list"], *([[]] if mode == 0 else [])):
            done = run(*arguments, stdin="0\n", before=as_a_user)
            assert done.returncode in (0, 1)
            assert "packs" in unwrapped(done.stderr)
    (home / "packs").chmod(0o755)


def test_bytes_that_are_no_text_on_stdin_are_nonsense(tmp_path: Path) -> None:
    path = write(tmp_path / "greek.yaml", GREEK)
    for encoding in ({}, {"PYTHONIOENCODING": "utf-8"}, {"PYTHONIOENCODING": "ascii"}, {"LC_ALL": "C"}):
        given = b"\xff\xfe\n\x00\x01\xc3\n" + bytes(range(128, 256)) + b"\n0\n"
        done = run("play", path, "--json", stdin=given, env=encoding)
        assert done.returncode == 0
        assert json.loads(done.stdout)["asked"] == 1
        assert "line 1" in done.stderr


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "gbk", "cp437"])
def test_a_terminal_that_lacks_the_characters_still_shows_the_words(tmp_path: Path, encoding: str) -> None:
    path = write(tmp_path / "greek.yaml", GREEK.replace("Omega", "中关村 ✓ é"))
    done = subprocess.run(
        [sys.executable, "-m", "zgcquiz", "play", str(path), "--tag", "start"],
        input=b"0\n",
        capture_output=True,
        env=environment({"PYTHONIOENCODING": encoding}),
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"Which letter is the first?" in done.stdout


@pytest.mark.parametrize("home", ["~nobody-at-all/x", "relative", "file", "file/below", "\x1bodd", "x" * 400])
def test_a_home_that_cannot_be_is_said(tmp_path: Path, home: str) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    done = run("play", "-n", "1", stdin="0\n", env={"ZGCQUIZ_HOME": home}, cwd=tmp_path)
    if home in ("relative", "\x1bodd", "~nobody-at-all/x"):
        assert done.returncode in (0, 1)
    else:
        assert done.returncode == 1
        assert "zgcquiz:" in done.stderr


def test_an_empty_home_means_none(tmp_path: Path) -> None:
    done = run("play", "-n", "1", stdin="0\n", env={"ZGCQUIZ_HOME": "", "XDG_DATA_HOME": str(tmp_path / "data"),
               "XDG_CACHE_HOME": str(tmp_path / "cache"), "HOME": str(tmp_path)}, cwd=tmp_path)  # fmt: skip
    assert done.returncode == 0
    assert list((tmp_path / "data").rglob("zgcquiz.db"))
    assert list((tmp_path / "cache").rglob("compiled.db"))


@pytest.mark.parametrize("stream", [0, 1, 2])
def test_a_closed_stream_is_no_accident(tmp_path: Path, stream: int) -> None:
    path = write(tmp_path / "greek.yaml", GREEK)
    for arguments in (["play", path], ["play", path, "--json"], ["play", "nope"]):
        done = subprocess.run(
            ["sh", "-c", f'exec "$@" {stream}<&-', "sh", sys.executable, "-m", "zgcquiz", *map(str, arguments)],
            input=b"0\n",
            capture_output=True,
            env=environment(),
            timeout=60,
            check=False,
        )
        assert done.returncode == (1 if "nope" in arguments else 0)
        assert b"Traceback" not in done.stderr
        assert b"Exception" not in done.stderr


@pytest.fixture
def gone() -> Iterator[int]:
    """The writing end of a pipe whose reader has gone."""
    reader, writer = os.pipe()
    os.close(reader)
    yield writer
    os.close(writer)


@pytest.mark.parametrize(
    "arguments",
    [
        "--help",
        "--version",
        "play -n 3",
        "play -n 3 --json",
        "history",
        "history --json",
        "history export",
        "pack list",
        "pack show zhongguancun --json",
        "pack check nope",
        "play nope --json",
        "play --nope --json",
    ],
)
def test_a_reader_that_goes_away_gets_no_complaint(gone: int, arguments: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "zgcquiz", *arguments.split()],
        input=b"0\n" * 3,
        stdout=gone,
        stderr=subprocess.PIPE,
        env=environment(),
        timeout=60,
        check=False,
    )
    assert done.stderr == b""
    assert done.returncode in (0, 1, 2)


def test_a_complaint_that_nobody_reads_is_no_accident(gone: int, tmp_path: Path) -> None:
    path = write(tmp_path / "greek.yaml", GREEK)
    for arguments in (["play", "nope"], ["play", "--nope"], ["play", str(path), "--json"]):
        done = subprocess.run(
            [sys.executable, "-m", "zgcquiz", *arguments],
            input=b"nonsense\n0\n",
            stdout=subprocess.PIPE,
            stderr=gone,
            env=environment(),
            timeout=60,
            check=False,
        )
        assert done.returncode in (0, 1, 2)


def test_head_takes_the_first_line(tmp_path: Path) -> None:
    path = write(tmp_path / "greek.yaml", GREEK)
    done = subprocess.run(
        f"yes 0 | '{sys.executable}' -m zgcquiz play '{path}' | head -1",
        shell=True,
        capture_output=True,
        text=True,
        env=environment(),
        timeout=60,
        check=False,
    )
    assert done.stdout == "Greek letters: 4 questions.\n"
    assert "Traceback" not in done.stderr
    assert "Exception" not in done.stderr


def test_no_message_names_a_place_in_the_program() -> None:
    done = run("play", "./nope.yaml")
    assert not re.search(r"\.py\b", done.stderr)
