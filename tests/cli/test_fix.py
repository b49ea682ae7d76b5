"""pack check --fix and --watch."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.making import write
from tests.conftest import Ran

Run = Callable[..., Ran]
TEXT = "zgcquiz: 1\nid: tea\ntitle: Tea\nquestions:\n- question: Is it green?  # perhaps\n  answer: true\n"
MENDED = TEXT.replace("- question", "- id: is-it-green\n  question")


def test_ids_are_given_in_the_file_and_where_is_said(zgcquiz: Run, tmp_path: Path) -> None:
    pack = write(tmp_path / "tea.yaml", TEXT)
    pack.chmod(0o640)
    ran = zgcquiz("pack", "check", "--fix", pack)
    assert ran.code == 0
    assert f"{pack}:5:7: fixed [missing-key] question is-it-green: added the id is-it-green" in ran.out
    assert "nothing to fix" in ran.out
    assert pack.read_text() == MENDED
    assert pack.stat().st_mode & 0o777 == 0o640
    again = zgcquiz("pack", "check", "--fix", pack, "--json").json["packs"][0]
    assert (again["fixed"], again["errors"]) == ([], [])
    assert pack.read_text() == MENDED


def test_in_a_folder_and_through_a_link(zgcquiz: Run, tmp_path: Path) -> None:
    write(tmp_path / "tea" / "pack.yaml", TEXT)
    bank = write(tmp_path / "tea" / "1.yaml", TEXT[TEXT.index("questions") :])
    link = tmp_path / "link"
    link.symlink_to(tmp_path / "tea")
    (pack,) = zgcquiz("pack", "check", "--fix", link, "--json").json["packs"]
    assert [found["question"] for found in pack["fixed"]] == ["is-it-green", pack["fixed"][1]["question"]]
    assert pack["errors"] == []
    assert "id: is-it-green-" in bank.read_text()


def test_other_errors_stay_to_be_mended_by_hand(zgcquiz: Run, tmp_path: Path) -> None:
    pack = write(tmp_path / "tea.yaml", TEXT + "- answer: true\n")
    ran = zgcquiz("pack", "check", "--fix", pack, "--json")
    (found,) = ran.json["packs"]
    assert ran.code == 1
    assert [error["code"] for error in found["errors"]] == ["missing-key", "missing-key"]
    assert pack.read_text().startswith(MENDED)


def test_a_pack_that_ships_is_not_changed(zgcquiz: Run, shipped: Path) -> None:
    pack = write(shipped / "tea.yaml", TEXT)
    ran = zgcquiz("pack", "check", "--fix", "tea", "--json")
    (found,) = ran.json["packs"]
    assert [error["code"] for error in found["errors"]] == ["shipped"]
    assert pack.read_text() == TEXT


def test_a_folder_that_can_not_be_written_is_said(
    zgcquiz: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pack = write(tmp_path / "tea.yaml", TEXT)

    def full(path: Path, data: bytes) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("zgcquiz.store.files.atomic_files.os.fsync", lambda number: full(pack, b""))
    (found,) = zgcquiz("pack", "check", "--fix", pack, "--json").json["packs"]
    assert [error["code"] for error in found["errors"]] == ["unwritable"]
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["tea.yaml"]
    assert pack.read_text() == TEXT


def test_watching_checks_again_on_saving_until_ctrl_c(tmp_path: Path, home: Path) -> None:
    pack = write(tmp_path / "tea.yaml", TEXT)
    running = subprocess.Popen(
        [sys.executable, "-m", "zgcquiz", "pack", "check", "--watch", str(pack)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONUNBUFFERED": "1"},
    )
    assert running.stdout is not None
    lines = iter(running.stdout.readline, "")

    def until(sign: str) -> str:
        return next(line for line in lines if sign in line)

    try:
        until("error [missing-key]")
        assert "there are errors" in until("on saving")
        fresh = write(tmp_path / "fresh", MENDED)
        pack.unlink()  # as some editors do
        fresh.rename(pack)
        assert "nothing to fix" in until("tea:")
        assert "no errors" in until("on saving")
        running.send_signal(signal.SIGINT)
        _, errors = running.communicate(timeout=20)
        assert (running.returncode, errors) == (130, "")
    finally:
        running.kill()
        running.wait()


def test_a_document_has_an_end(zgcquiz: Run, tmp_path: Path) -> None:
    assert zgcquiz("pack", "check", "--watch", "--json", tmp_path).code == 2
