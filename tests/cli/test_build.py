"""One archive of a pack: the same bytes wherever it is made, and checked where it is added."""

from __future__ import annotations

import hashlib
import io
import json
import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.making import GREEK, one, write
from tests.cli.serving import zipped
from tests.conftest import Ran

Run = Callable[..., Ran]

CITED = (
    GREEK.replace("published: 2020}", "published: 2020, file: texts/book.txt}")
    .replace("section: Letters, paragraph: 2}", "section: Letters, paragraph: 1, quote: Alpha is the first letter.}")
    .replace("source: {id: book", "allow: {number-not-cited: none}\n    source: {id: book")
)
TEXT = "Letters\n\nAlpha is the first letter.\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A pack with all that may go with it, and some that may not."""
    path = tmp_path / "src"
    write(path / "pack.yaml", CITED)
    write(path / "bank.yaml", "section: More\nquestions:\n  - {id: more, question: Is it so?, answer: true}\n")
    write(path / "texts" / "book.txt", TEXT)
    write(path / "LICENSE", "CC0\n")
    write(path / "README.md", "# Greek\n")
    write(path / "notes.txt", "mine\n")
    write(path / ".secret", "mine\n")
    return path


def files(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_it_holds_the_pack_with_what_belongs_to_it_and_a_manifest(zgcquiz: Run, folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.zip"
    ran = zgcquiz("pack", "build", folder, "-o", out, "--json")
    assert (ran.code, ran.err) == (0, "")
    made = files(out)
    names = ["LICENSE", "README.md", "bank.yaml", "manifest.json", "pack.yaml", "texts/book.txt"]
    assert list(made) == [f"greek/{name}" for name in names]
    manifest = json.loads(made["greek/manifest.json"])
    assert {name: entry["sha256"] for name, entry in manifest["files"].items()} == {
        name.removeprefix("greek/"): hashlib.sha256(data).hexdigest()
        for name, data in made.items()
        if not name.endswith("manifest.json")
    }
    assert (manifest["id"], manifest["title"], manifest["zgcquiz"], manifest["questions"]) == (
        "greek",
        "Greek letters",
        1,
        5,
    )
    said = ran.json
    assert said["sha256"] == hashlib.sha256(out.read_bytes()).hexdigest()
    assert (said["pack"], said["questions"], said["files"], said["bytes"]) == ("greek", 5, 6, out.stat().st_size)


def test_the_same_pack_gives_the_same_bytes(
    zgcquiz: Run, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever the files' times and rights, the time zone, and the order in which the disk lists them."""
    zgcquiz("pack", "build", folder, "-o", tmp_path / "1.zip")
    for path in folder.rglob("*"):
        os.utime(path, (1, 1))
        path.chmod(0o700)
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    zgcquiz("pack", "add", folder)
    zgcquiz("pack", "build", "greek", "-o", tmp_path / "2.zip")
    assert (tmp_path / "1.zip").read_bytes() == (tmp_path / "2.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "1.zip") as archive:
        for entry in archive.infolist():
            assert (entry.compress_type, entry.date_time, entry.create_system, entry.external_attr) == (
                zipfile.ZIP_STORED,
                (1980, 1, 1, 0, 0, 0),
                3,
                0o100644 << 16,
            )


def test_its_bytes_are_those_that_were_once_agreed(zgcquiz: Run, tmp_path: Path) -> None:
    """On every machine and every Python that this test runs on."""
    zgcquiz("pack", "build", write(tmp_path / "a.yaml", one("agreed", "Öffnet es?")), "-o", tmp_path / "a.zip")
    data = (tmp_path / "a.zip").read_bytes()
    assert hashlib.sha256(data).hexdigest() == AGREED


AGREED = "265948f57a3af13abb08344e70bb53a2cc813d39b46949a27f2aa8ce0719d5e0"


def test_what_was_built_can_be_added_with_its_source_text(zgcquiz: Run, folder: Path, tmp_path: Path) -> None:
    zgcquiz("pack", "build", folder, "-o", tmp_path / "out.zip")
    assert zgcquiz("pack", "add", tmp_path / "out.zip", "--json").json == {
        "change": "added",
        "pack": "greek",
        "questions": 5,
        "drafts": 0,
    }
    assert zgcquiz("pack", "check", "greek", "--no-flaws").code == 0
    (root,) = [pack["path"] for pack in zgcquiz("pack", "list", "--json").json["packs"]]
    write(Path(root) / "texts" / "book.txt", "Letters\n\nBeta is the first letter.\n")
    assert "quote-not-found" in zgcquiz("pack", "check", "greek", "--no-flaws").out


def test_a_single_file_takes_its_source_text_along(zgcquiz: Run, tmp_path: Path) -> None:
    path = write(tmp_path / "greek.yaml", CITED)
    write(tmp_path / "texts" / "book.txt", TEXT)
    write(tmp_path / "LICENSE", "of something else\n")
    zgcquiz("pack", "build", path, "-o", tmp_path / "out.zip")
    assert set(files(tmp_path / "out.zip")) == {
        "greek/manifest.json",
        "greek/pack.yaml",
        "greek/texts/book.txt",
    }
    for source in (path, tmp_path / "out.zip"):
        assert zgcquiz("pack", "add", source, "--force").code == 0
        assert zgcquiz("pack", "check", "greek", "--no-flaws").code == 0


@pytest.mark.parametrize("fix", ["unknown key", "a quote that is not there", "no source text", "a shuffled reference"])
def test_a_pack_with_errors_is_not_built(zgcquiz: Run, folder: Path, tmp_path: Path, fix: str) -> None:
    if fix == "unknown key":
        write(folder / "pack.yaml", CITED.replace("answer: true", "anser: true"))
    elif fix == "a quote that is not there":
        write(folder / "texts" / "book.txt", "Letters\n\nNothing of it.\n")
    elif fix == "no source text":
        (folder / "texts" / "book.txt").unlink()
    else:
        write(
            folder / "pack.yaml",
            CITED.replace("language", "x")
            .replace("- Delta", "x")
            .replace("distractors: [Beta, Gamma, Delta, Zeta]", "distractors: [Beta, Gamma, All of the above]")
            .replace("title: Greek", "language: en\ntitle: Greek"),
        )
    ran = zgcquiz("pack", "build", folder, "-o", tmp_path / "out.zip", "--json")
    assert (ran.code, ran.json["error"]["code"]) == (1, "pack-errors")
    assert ran.json["error"]["problems"]
    assert not (tmp_path / "out.zip").exists()


def test_a_file_that_is_there_is_kept(
    zgcquiz: Run, greek: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "greek.zip", "mine")
    assert zgcquiz("pack", "build", greek, "--json").json["error"]["code"] == "exists"
    assert (tmp_path / "greek.zip").read_text() == "mine"
    ran = zgcquiz("pack", "build", greek, "--force")
    assert ran.out.startswith("Wrote 4 questions in 2 files to greek.zip.\n")
    assert zgcquiz("pack", "add", "greek.zip").code == 0


@pytest.mark.parametrize(
    "change",
    ["another text", "a file more", "a file less", "no JSON", "another shape", "a newer one", "nested", "no names"],
)
def test_an_archive_that_is_not_what_its_manifest_says_is_refused(
    zgcquiz: Run, folder: Path, tmp_path: Path, home: Path, change: str
) -> None:
    out = tmp_path / "out.zip"
    zgcquiz("pack", "build", folder, "-o", out)
    made = files(out)
    manifest = "greek/manifest.json"
    if change == "another text":
        made["greek/bank.yaml"] = made["greek/bank.yaml"].replace(b"true", b"false")
    elif change == "a file more":
        made["greek/more.yaml"] = b"questions: []\n"
    elif change == "a file less":
        del made["greek/LICENSE"]
    else:
        made[manifest] = {
            "no JSON": b"{",
            "another shape": b'{"manifest": 1, "files": ["x"]}',
            "a newer one": made[manifest].replace(b'"manifest": 1', b'"manifest": 2'),
            "nested": b"[" * 100_000,
            "no names": b'{"manifest": 1, "files": {"pack.yaml": {}}}',
        }[change]
    out.write_bytes(zipped(made))
    ran = zgcquiz("pack", "add", out, "--json")
    assert (ran.code, ran.json["error"]["code"]) == (1, "bad-manifest")
    assert "manifest" in ran.json["error"]["message"]
    assert not (home / "packs").exists()


def test_an_archive_made_by_hand_needs_no_manifest(zgcquiz: Run, folder: Path, tmp_path: Path) -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for path in folder.rglob("*"):
            archive.write(path, path.relative_to(folder).as_posix())
    (tmp_path / "hand.zip").write_bytes(target.getvalue())
    assert zgcquiz("pack", "add", tmp_path / "hand.zip").code == 0
    assert zgcquiz("pack", "check", "greek", "--no-flaws").code == 0
