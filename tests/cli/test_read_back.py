"""Nothing is said to be written that can't be read, and no older pack makes way for it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.making import GREEK, write
from tests.conftest import Ran
from zgcquiz.formats.native import archive, reader, writer
from zgcquiz.formats.native.edits import yaml_edit
from zgcquiz.store.files import atomic_files
from zgcquiz.store.packs import library as library_module

Run = Callable[..., Ran]
Break = Callable[[pytest.MonkeyPatch], None]

CARDS = "question,answer,distractor 1,distractor 2\nWhich is {0}?,Right {0},Wrong,Other\nNext?,Yes,No,Perhaps\n"
ODD = CARDS.replace("Which", "Which: of these")
"""A text that needs quotes, so that another way of writing is taken."""


def tree(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def packs_of(home: Path) -> dict[str, bytes]:
    """All that lies in the library, but for the file by which it is locked."""
    return tree(home / "packs") if (home / "packs").exists() else {}


def no_quotes(patch: pytest.MonkeyPatch) -> None:
    """The fault that got through once: a text goes out as it is."""
    patch.setattr(writer, "scalar", lambda text, indent: text)


def other_words(patch: pytest.MonkeyPatch) -> None:
    """What is written can be read, and says something else."""
    write_all = writer.write

    def wrong(*arguments: object) -> tuple[tuple[str, bytes], ...]:
        return tuple((name, data.replace(b"Next", b"Text")) for name, data in write_all(*arguments))  # type: ignore[arg-type]

    patch.setattr(writer, "write", wrong)


def one_less(patch: pytest.MonkeyPatch) -> None:
    write_all = writer.write

    def cut(*arguments: object) -> tuple[tuple[str, bytes], ...]:
        *files, (name, data) = write_all(*arguments)  # type: ignore[arg-type]
        return (*files, (name, data[: data.rindex(b"  - id:")]))

    patch.setattr(writer, "write", cut)


@pytest.mark.parametrize("broken", [no_quotes, other_words, one_less], ids=lambda broken: str(broken.__name__))
@pytest.mark.parametrize("target", ["library", "out.yaml", "out", "sections"])
@pytest.mark.parametrize("older", [False, True], ids=["new", "older"])
def test_an_import_that_would_not_read_back_is_refused(
    zgcquiz: Run, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, broken: Break, target: str, older: bool
) -> None:
    work = tmp_path / "work"
    table, more = write(work / "cards.csv", ODD.format("first")), write(work / "more.csv", ODD.format("other"))
    files = [table, more] if target == "sections" else [table]
    command = ["pack", "import", *files, *([] if target == "library" else ["-o", work / target])]
    if older:
        assert zgcquiz(*command).code == 0
        if target == "library":
            assert zgcquiz("play", "cards", "--json", stdin="0\n" * 2).json["asked"] == 2
    write(table, ODD.format("second"))
    before, installed = tree(work), packs_of(home)
    history = zgcquiz("history", "--json").json
    with monkeypatch.context() as patch:
        broken(patch)
        ran = zgcquiz(*command, "--force")
        assert ran.code == 1
        assert "report" in ran.err
        said = zgcquiz(*command, "--force", "--json").json
        assert {said["error"]["code"]} == {"not-read-back"}
    assert (tree(work), packs_of(home)) == (before, installed)
    assert zgcquiz("history", "--json").json == history
    if older and target == "library":
        assert "first" in zgcquiz("pack", "show", "cards", "--json").json["questions"][0]["question"]
    assert zgcquiz(*command, "--force").code == 0


@pytest.mark.parametrize("format", ["yaml", None], ids=["stdout", "file"])
def test_an_export_that_would_not_read_back_is_refused(
    zgcquiz: Run, greek: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, format: str | None
) -> None:
    out = write(tmp_path / "out.yaml", "mine")
    monkeypatch.setattr(writer, "scalar", lambda text, indent: text.lower())
    ran = zgcquiz("pack", "export", greek, *(["--to", "yaml"] if format else ["-o", out, "--force"]))
    assert ran.code == 1
    assert ran.out == ""
    assert "doesn't read back" in " ".join(ran.err.split())
    assert out.read_text() == "mine"


def test_drafts_that_would_not_read_back_are_refused(
    zgcquiz: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "mill.txt", "Mills\n\nThe oldest mill is of 1086.\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(writer, "scalar", lambda text, indent: text.replace("mill", "hill"))
    ran = zgcquiz("pack", "new", "mill", "--from", "mill.txt")
    assert (ran.code, sorted(path.name for path in tmp_path.iterdir() if path.is_file())) == (1, ["mill.txt"])
    assert "doesn't read back" in " ".join(ran.err.split())


def a_bad_disk(patch: pytest.MonkeyPatch) -> None:
    """Files take other bytes than those that are written to them."""
    write_bytes = Path.write_bytes

    def spoiled(path: Path, data: bytes) -> int:
        return write_bytes(path, data.replace(b"question", b"questoin"))

    patch.setattr(Path, "write_bytes", spoiled)


def test_a_disk_that_keeps_other_bytes_replaces_no_pack(
    zgcquiz: Run, home: Path, greek: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert zgcquiz("pack", "add", greek).code == 0
    folder = tmp_path / "src"
    write(folder / "pack.yaml", GREEK.replace("the first?", "the very first?"))
    write(folder / "1.yaml", "questions:\n  - {id: more, question: 'More?', answer: true}\n")
    installed = packs_of(home)
    with monkeypatch.context() as patch:
        a_bad_disk(patch)
        for command in (
            ["pack", "add", folder, "--force"],
            ["pack", "update", "greek", folder, "--yes"],
            ["pack", "import", write(tmp_path / "greek.csv", CARDS.format("x")), "--force"],
        ):
            ran = zgcquiz(*command)
            assert ran.code == 1
            assert "reads back differently from what was written" in " ".join(ran.err.split())
            assert packs_of(home) == installed
    assert zgcquiz("pack", "add", folder, "--force").code == 0


def test_two_names_that_are_one_to_the_file_system_are_refused(
    zgcquiz: Run, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on a disk that folds names in a way that nobody knows of."""
    folder = tmp_path / "src"
    write(folder / "pack.yaml", GREEK)
    for name in ("bank", "other"):
        write(folder / f"{name}.yaml", f"questions:\n  - {{id: {name}, question: 'More?', answer: true}}\n")
    write_one, read_bytes = library_module._write, Path.read_bytes

    def folded(path: Path) -> Path:
        return path.with_name(path.name.replace("other", "bank")) if path.parent.name == ".greek.adding" else path

    monkeypatch.setattr(library_module, "_write", lambda path, data: write_one(folded(path), data))
    monkeypatch.setattr(Path, "read_bytes", lambda path: read_bytes(folded(path)))
    ran = zgcquiz("pack", "add", folder)
    assert ran.code == 1
    assert "reads back differently from what was written" in " ".join(ran.err.split())
    assert packs_of(home) == {}


TEXT = "zgcquiz: 1\nid: tea\ntitle: Tea\nquestions:\n- question: Is it green?\n  answer: true\n"


@pytest.mark.parametrize("wrong", ["id", "question: Is it red?\n  answer: true\n-"])
def test_a_fix_that_would_change_more_than_it_says_is_refused(
    zgcquiz: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wrong: str
) -> None:
    pack = write(tmp_path / "tea.yaml", TEXT)
    put = yaml_edit.Splicer.put
    monkeypatch.setattr(
        yaml_edit.Splicer,
        "put",
        lambda self, at, piece: put(self, at, piece.replace("id", wrong, 1).replace(": is", " is")),
    )
    ran = zgcquiz("pack", "check", "--fix", pack, "--json")
    assert ran.code == 1
    assert [each["code"] for each in ran.json["packs"][0]["errors"]] == ["cant-edit"]
    assert pack.read_text() == TEXT


def test_a_fix_of_two_files_writes_both_or_neither(
    zgcquiz: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    main = write(tmp_path / "tea" / "pack.yaml", TEXT)
    write(tmp_path / "tea" / "1.yaml", "questions:\n- question: Is it black?\n  answer: true\n")
    before = tree(tmp_path)
    written = atomic_files.write_checked

    def full(file: object, data: bytes) -> None:
        if b"black" in data:
            raise OSError(28, "No space left on device")
        written(file, data)  # type: ignore[arg-type]

    monkeypatch.setattr(atomic_files, "write_checked", full)
    ran = zgcquiz("pack", "check", "--fix", main.parent, "--json")
    assert ran.code == 1
    assert [each["code"] for each in ran.json["packs"][0]["errors"]] == ["unwritable"]
    assert tree(tmp_path) == before


def test_a_pack_that_was_read_back_is_not_read_again_at_the_next_start(
    zgcquiz: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = reader.read
    read_files: list[str] = []

    def counted(files: list[tuple[str, bytes]], *keep: Any) -> reader.PackReading:
        read_files.extend(name for name, _ in files)
        return read(files, *keep)

    monkeypatch.setattr(reader, "read", counted)
    for name in ("one.csv", "two.csv"):
        write(tmp_path / name, ODD.format("first").replace("Next", name))
    assert zgcquiz("pack", "import", tmp_path / "one.csv").code == 0
    assert read_files == ["pack.yaml"]
    assert len(zgcquiz("pack", "show", "one", "--json").json["questions"]) == 2
    assert not [name for name in read_files if "one.yaml" in name]


def test_an_archive_that_would_not_read_back_is_refused(
    zgcquiz: Run, greek: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = write(tmp_path / "out.zip", "mine")
    build = archive.build
    monkeypatch.setattr(
        archive, "build", lambda pack, files: build(pack, [(name, data + b"# more\n") for name, data in files])
    )
    ran = zgcquiz("pack", "build", greek, "-o", out, "--force", "--json")
    assert (ran.code, ran.json["error"]["code"]) == (1, "not-read-back")
    assert out.read_text() == "mine"
