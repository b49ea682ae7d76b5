"""pack edit and pack preview."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.making import GREEK, write
from tests.conftest import Ran
from zgcquiz.cli.editor import command

Run = Callable[..., Ran]
FILE = Path("a b.yaml").absolute()


def shortened(words: list[str]) -> list[str]:
    return [word.replace(str(FILE), FILE.name) for word in words]


@pytest.mark.parametrize(
    ("editor", "expected"),
    [
        ("vim", ["vim", "+7", "--", "a b.yaml"]),
        ("/usr/bin/nano -w", ["/usr/bin/nano", "-w", "+7", "a b.yaml"]),
        ("emacsclient -nw", ["emacsclient", "-nw", "+7", "a b.yaml"]),
        ("hx", ["hx", "a b.yaml:7"]),
        ("code --wait", ["code", "--wait", "-g", "a b.yaml:7"]),
        ("'/opt/my tools/subl' -w", ["/opt/my tools/subl", "-w", "a b.yaml:7"]),
        (r"'C:\bin\notepad++.exe'", [r"C:\bin\notepad++.exe", "-n7", "a b.yaml"]),
        ("code", ["code", "--wait", "-g", "a b.yaml:7"]),
        ("code -n -w", ["code", "-n", "-w", "-g", "a b.yaml:7"]),
        ("codium", ["codium", "--wait", "-g", "a b.yaml:7"]),
        ("cursor", ["cursor", "--wait", "-g", "a b.yaml:7"]),
        ("windsurf", ["windsurf", "--wait", "-g", "a b.yaml:7"]),
        ("zed --new", ["zed", "--new", "--wait", "a b.yaml:7"]),
        ("subl", ["subl", "--wait", "a b.yaml:7"]),
        ("mate", ["mate", "--wait", "-l", "7", "a b.yaml"]),
        ("kate", ["kate", "-l", "7", "a b.yaml"]),
        ("ed", ["ed", "a b.yaml"]),
    ],
)
def test_each_editor_is_told_the_line_in_its_own_way(editor: str, expected: list[str]) -> None:
    assert shortened(command(editor, FILE, 7)) == expected
    assert command(editor, FILE)[-1] == str(FILE)


@pytest.mark.parametrize(
    ("editor", "expected"),
    [
        (r"C:\bin\notepad++.exe", [r"C:\bin\notepad++.exe", "-n7", "a b.yaml"]),
        (r"C:\Program Files\Notepad++\notepad++.exe", [r"C:\Program Files\Notepad++\notepad++.exe", "-n7", "a b.yaml"]),
        (r'"C:\Program Files\Vim\vim.exe" -n', [r"C:\Program Files\Vim\vim.exe", "-n", "+7", "--", "a b.yaml"]),
        (r"C:\nt\new.exe -w", [r"C:\nt\new.exe", "-w", "a b.yaml"]),
        (r"C:\Users\x\bin\code.cmd", [r"C:\Users\x\bin\code.cmd", "--wait", "-g", "a b.yaml:7"]),
        ("notepad", ["notepad", "a b.yaml"]),
        (r'ed --rc="C:\my rc"', ["ed", r"--rc=C:\my rc", "a b.yaml"]),
        (r"D:\it's\ed.exe", [r"D:\it's\ed.exe", "a b.yaml"]),
    ],
)
def test_backslashes_stay_on_windows(editor: str, expected: list[str]) -> None:
    assert shortened(command(editor, FILE, 7, windows=True)) == expected


@pytest.mark.parametrize("windows", [True, False])
def test_a_program_with_blanks_in_its_path_needs_no_quotes(tmp_path: Path, windows: bool) -> None:
    program = tmp_path / "my editors" / "ed it"
    program.parent.mkdir()
    program.touch()
    assert command(str(program), FILE, windows=windows) == [str(program), str(FILE)]


@pytest.mark.parametrize("windows", [True, False])
@pytest.mark.parametrize("editor", ["", "  ", 'ed "open'])
def test_what_names_no_program_is_refused(editor: str, windows: bool) -> None:
    with pytest.raises(ValueError, match=r"program|quotation"):
        command(editor, FILE, windows=windows)


@pytest.fixture
def editor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An editor by the name of vim that writes down how it was called, and does what `deed` in its folder says."""
    folder = tmp_path / "bin"
    tool = write(
        folder / "vim",
        f"#!{sys.executable}\nimport pathlib, sys\nfolder = pathlib.Path({str(folder)!r})\n"
        "(folder / 'called').write_text('\\n'.join(sys.argv[1:]))\n"
        "deed = folder / 'deed'\nif deed.exists():\n    exec(deed.read_text(), {'path': pathlib.Path(sys.argv[-1])})\n",
    )
    tool.chmod(tool.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("EDITOR", str(tool))
    monkeypatch.delenv("VISUAL", raising=False)
    return folder


def called(editor: Path) -> list[str]:
    return (editor / "called").read_text().splitlines()


def line_of(text: str, sign: str) -> str:
    return f"+{text[: text.index(sign)].count(chr(10)) + 1}"


def test_an_editor_with_windows_is_told_to_wait_at_the_files_start_too() -> None:
    assert shortened(command("code", FILE)) == ["code", "--wait", "a b.yaml"]
    assert shortened(command("vim", FILE)) == ["vim", "a b.yaml"]


def test_it_opens_the_question_at_its_line_and_checks_the_pack(zgcquiz: Run, tmp_path: Path, editor: Path) -> None:
    pack = write(tmp_path / "greek.yaml", GREEK)
    ran = zgcquiz("pack", "edit", pack, "count")
    assert called(editor) == [line_of(GREEK, "id: count"), "--", str(pack)]
    assert ran.code == 0
    assert "greek: 4 questions" in ran.out


@pytest.mark.parametrize("editor_name", ["vi", "vim", "nano", "hx", "code", "ed"])
@pytest.mark.parametrize("name", ["+!touch X x.yaml", "-rf.yaml", "-c.yaml", "--wait.yaml", "-S:1.yaml"])
def test_a_file_name_is_never_an_option_or_a_command(editor_name: str, name: str) -> None:
    *_, last = command(editor_name, Path(name), 3)
    assert last.startswith(str(Path(name).absolute()))
    assert not any(word.startswith(("+!", "-rf", "-c", "--wait.", "-S")) for word in command(editor_name, Path(name)))


@pytest.mark.parametrize("name", ["+!touch X x.yaml", "-rf.yaml"])
def test_a_pack_with_the_name_of_an_option_is_edited(
    zgcquiz: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, editor: Path, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    pack = write(tmp_path / name, GREEK)
    assert zgcquiz("pack", "edit", "--", name).code == 0
    assert called(editor) == ["+1", "--", str(pack)]


def test_an_editor_is_not_taken_from_the_current_folder(
    zgcquiz: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, editor: Path
) -> None:
    monkeypatch.chdir(editor)
    monkeypatch.setenv("EDITOR", "vim")
    pack = write(tmp_path / "greek.yaml", GREEK)
    monkeypatch.setenv("PATH", f".{os.pathsep}")
    assert zgcquiz("pack", "edit", pack).code == 1
    assert not (editor / "called").exists()
    monkeypatch.setenv("PATH", str(editor))
    assert zgcquiz("pack", "edit", pack).code == 0
    assert called(editor)[-1] == str(pack)


def test_a_mistake_made_there_is_named(zgcquiz: Run, tmp_path: Path, editor: Path) -> None:
    pack = write(tmp_path / "greek.yaml", GREEK)
    write(editor / "deed", "path.write_text(path.read_text().replace('answer: true', 'anser: true'))")
    ran = zgcquiz("pack", "edit", pack, "old")
    assert ran.code == 1
    assert "unknown key 'anser' in a question; did you mean 'answer'?" in ran.out


def test_without_a_question_it_opens_the_first_error_or_the_start(zgcquiz: Run, tmp_path: Path, editor: Path) -> None:
    pack = write(tmp_path / "greek" / "pack.yaml", GREEK)
    bank = write(tmp_path / "greek" / "more.yaml", "questions:\n  - {id: x, question: Y?, answer: true, tag: z}\n")
    assert zgcquiz("pack", "edit", pack.parent).code == 1
    assert called(editor) == ["+2", "--", str(bank)]
    bank.unlink()
    assert zgcquiz("pack", "edit", pack.parent).code == 0
    assert called(editor) == ["+1", "--", str(pack)]


def test_questions_go_by_former_ids_too_and_misspelt_ones_are_guessed(
    zgcquiz: Run, tmp_path: Path, editor: Path
) -> None:
    text = GREEK.replace("- id: old", "- id: old\n    formerly: [ancient]")
    pack = write(tmp_path / "greek.yaml", text)
    zgcquiz("pack", "edit", pack, "ancient")
    assert called(editor)[0] == line_of(text, "id: old")
    ran = zgcquiz("pack", "edit", pack, "vowel")
    assert ran.code == 1
    assert "Did you mean vowels?" in ran.err


def test_a_pack_of_the_library_is_edited_there_and_one_that_ships_is_not(
    zgcquiz: Run, tmp_path: Path, shipped: Path, home: Path, editor: Path
) -> None:
    zgcquiz("pack", "add", write(tmp_path / "greek.yaml", GREEK))
    zgcquiz("pack", "edit", "greek", "first")
    assert called(editor)[-1] == str(home / "packs" / "greek.yaml")
    write(shipped / "tea.yaml", GREEK.replace("id: greek", "id: tea"))
    (editor / "called").unlink()
    ran = zgcquiz("pack", "edit", "tea", "first")
    assert ran.code == 1
    assert ran.err.split("folder:")[1].strip() == "zgcquiz pack add --force tea.yaml"
    assert not (editor / "called").exists()


def test_an_editor_that_can_not_be_started_is_said(
    zgcquiz: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pack = write(tmp_path / "greek.yaml", GREEK)
    for wrong in ("/no/such/editor", "false", "'open"):
        monkeypatch.setenv("EDITOR", wrong)
        ran = zgcquiz("pack", "edit", pack, "old")
        assert ran.code == 1
        assert str(pack) in "".join(ran.err.split())


def test_a_preview_shows_the_question_both_answers_and_all_options(zgcquiz: Run, tmp_path: Path) -> None:
    pack = write(tmp_path / "greek.yaml", GREEK)
    ran = zgcquiz("pack", "preview", pack, "first")
    assert ran.code == 0
    asked, rest = ran.out.split("After a right answer:")
    right, rest = rest.split("After a wrong answer:")
    wrong, everything = rest.split("All options:")
    assert "Which letter is the first?" in asked
    assert sum(name in asked for name in ("Alpha", "Beta", "Gamma", "Delta", "Omega")) == 4
    assert "Right." in right
    assert "Source: Press 2020, Letters, paragraph 2." in right
    assert "Wrong. The right answer: Alpha" in wrong
    assert "As in alphabet." in wrong
    for name in ("= Alpha", "- Beta", "- Gamma", "- Delta", "- Omega", "That is the last one."):
        assert name in everything
    assert zgcquiz("history", "--json").json == []


@pytest.mark.parametrize("id", ["first", "vowels", "count", "old"])
def test_a_preview_of_each_kind_as_a_document(zgcquiz: Run, tmp_path: Path, id: str) -> None:
    pack = write(tmp_path / "greek.yaml", GREEK)
    found = zgcquiz("pack", "preview", pack, id, "--json").json
    assert found["question"]["id"] == id
    assert set(found["right"]["response"]) == set(found["question"]["answers"])
    assert set(found["wrong"]["response"]) != set(found["question"]["answers"])
    assert set(found["right"]["response"]) <= set(found["shown"])


def test_typed_answers_and_drafts_can_be_previewed(zgcquiz: Run, tmp_path: Path) -> None:
    text = "zgcquiz: 1\nid: t\ntitle: T\nquestions:\n"
    text += "  - {id: a, question: Capital?, kind: typed, answer: Paris, draft: true, explanation: On the Seine.}\n"
    pack = write(tmp_path / "t.yaml", text)
    found = zgcquiz("pack", "preview", pack, "a", "--json").json
    assert (found["shown"], found["right"]["response"], found["wrong"]["response"]) == ([], ["Paris"], None)
    assert found["wrong"]["said"] == ["On the Seine."]
    out = zgcquiz("pack", "preview", pack, "a").out
    assert "Type the answer." in out
    assert "All options" not in out


def test_another_seed_draws_other_options(zgcquiz: Run, tmp_path: Path) -> None:
    pack = write(tmp_path / "greek.yaml", GREEK)
    drawn = {tuple(zgcquiz("pack", "preview", pack, "first", "--seed", s, "--json").json["shown"]) for s in range(5)}
    assert len(drawn) > 1
