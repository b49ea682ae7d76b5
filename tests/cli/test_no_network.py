"""Nothing phones home: commands that name no address make no socket and start no program."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.making import GREEK, environment, write

WATCHED = """\
import os, sys

PROGRAMS = ("subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.fork")

def watch(event, arguments):
    if event.startswith("socket.") or event in PROGRAMS:
        with open(os.environ["WATCHED"], "a") as file:
            file.write(event + "\\n")
        raise PermissionError(event)

sys.addaudithook(watch)
"""
"""A `sitecustomize` module, which Python imports before anything else."""

RUNNER = """\
import io, json, sys
from zgcquiz.cli import main

for arguments, stdin in json.load(open(sys.argv[1])):
    sys.stdin = io.TextIOWrapper(io.BytesIO(stdin.encode()), encoding="utf-8")
    print("code", main.run(arguments), arguments, flush=True)
"""

COMMANDS: list[tuple[str, str]] = [
    ("", ""),
    ("--version", ""),
    ("--help", ""),
    ("pack check PACK", ""),
    ("pack add PACK", ""),
    ("pack list", ""),
    ("pack list --json", ""),
    ("pack show greek", ""),
    ("pack show greek --json", ""),
    ("pack facts greek", ""),
    ("pack preview PACK first", ""),
    ("pack schema", ""),
    ("pack new new", ""),
    ("pack build PACK -o FOLDER/greek.zip", ""),
    ("pack diff PACK PACK", ""),
    ("pack export greek -o FOLDER/greek.xml", ""),
    ("pack export greek -o FOLDER/greek.apkg", ""),
    ("pack export greek --to qti12 -o FOLDER/greek.qti.zip", ""),
    ("pack export greek --to html -o FOLDER/greek.html", ""),
    ("pack import FOLDER/greek.xml -o FOLDER/imported.yaml", ""),
    ("pack import FOLDER/greek.apkg -o FOLDER/from-anki.yaml", ""),
    ("pack import FOLDER/greek.qti.zip -o FOLDER/from-qti.yaml", ""),
    ("play greek", "a\nb\na\na\n"),
    ("play greek --json", "0\n0\n0\n0\n"),
    ("review", "0\n0\n"),
    ("read zhongguancun", ""),
    ("undo", ""),
    ("stats", ""),
    ("leeches", ""),
    ("suspend greek old", ""),
    ("held", ""),
    ("resume greek old", ""),
    ("forecast", ""),
    ("history", ""),
    ("history export -o FOLDER/history.jsonl", ""),
    ("history import FOLDER/history.jsonl", ""),
    ("rebuild", ""),
    ("config", ""),
    ("config set new_per_day 5", ""),
    ("pack update", ""),
    ("pack remove greek", ""),
]


def watched(folder: Path, commands: list[tuple[list[str], str]]) -> tuple[str, list[str]]:
    """Run command lines in one process that can't make sockets; return its output and what it attempted."""
    write(folder / "hooks" / "sitecustomize.py", WATCHED)
    script = write(folder / "commands.json", json.dumps(commands))
    record = folder / "attempts"
    env = environment({"WATCHED": str(record), "ZGCQUIZ_HOME": str(folder / "watched")})
    env["PYTHONPATH"] = f"{folder / 'hooks'}:{env['PYTHONPATH']}"
    done = subprocess.run(
        [sys.executable, "-c", RUNNER, script],
        env=env,
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr, done.stderr
    return done.stdout, record.read_text().split("\n")[:-1] if record.exists() else []


def test_no_command_makes_a_socket_or_starts_a_program(tmp_path: Path) -> None:
    pack = write(tmp_path / "greek.yaml", GREEK)
    folder = tmp_path / "out"
    folder.mkdir()
    commands = [
        (line.replace("PACK", str(pack)).replace("FOLDER", str(folder)).split(), stdin) for line, stdin in COMMANDS
    ]
    assert len(commands) >= 35
    output, attempts = watched(tmp_path, commands)
    assert attempts == []
    codes = [line for line in output.splitlines() if line.startswith("code ")]
    assert len(codes) == len(commands)
    assert [line for line in codes if not line.startswith("code 0 ")] == [], output


@pytest.mark.parametrize(
    ("command", "attempt"),
    [("pack add http://127.0.0.1:9/x.yaml", "socket."), ("pack add git+https://127.0.0.1:9/x", "subprocess.Popen")],
)
def test_an_attempt_would_be_seen(tmp_path: Path, command: str, attempt: str) -> None:
    _, attempts = watched(tmp_path, [(command.split(), "")])
    assert attempts
    assert attempts[0].startswith(attempt)
