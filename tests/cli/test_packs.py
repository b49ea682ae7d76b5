"""The pack commands, and a library in which not everything is as it should be."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import NoReturn

import pytest

from tests.cli.making import GREEK, one, unwrapped, write
from tests.conftest import Ran

Run = Callable[..., Ran]


@pytest.fixture
def shipped_pack(shipped: Path) -> Path:
    """A pack that came with the program."""
    return write(shipped / "greek" / "pack.yaml", GREEK).parent


def ids(zgcquiz: Run) -> list[str]:
    return [pack["id"] for pack in zgcquiz("pack", "list", "--json").json["packs"]]


def test_a_path_is_used_in_place(zgcquiz: Run, greek: Path, home: Path) -> None:
    assert zgcquiz("play", greek, "--json", stdin="0\n").json["asked"] == 1
    assert not (home / "packs").exists()
    assert zgcquiz("pack", "list", "--json").json["packs"] == []


def test_a_relative_path_and_one_without_a_slash_are_paths_too(
    zgcquiz: Run, greek: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(greek.parent)
    for name in ("greek.yaml", "./greek.yaml", greek):
        assert zgcquiz("play", name, "--json", stdin="0\n").json["pack"] == "greek"
    folder = greek.parent / "folder"
    write(folder / "pack.yaml", GREEK)
    assert zgcquiz("play", "folder", "--json", stdin="0\n").json["pack"] == "greek"


def test_an_installed_pack_comes_before_a_file_of_its_name(
    zgcquiz: Run, greek: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    zgcquiz("pack", "add", greek)
    monkeypatch.chdir(greek.parent)
    write(greek.parent / "greek" / "pack.yaml", one("other", "Yes?"))
    assert zgcquiz("pack", "show", "greek", "--json").json["id"] == "greek"
    assert zgcquiz("pack", "show", "./greek", "--json").json["id"] == "other"


def test_an_unknown_pack_is_said_with_what_was_meant(zgcquiz: Run, greek: Path) -> None:
    zgcquiz("pack", "add", greek)
    ran = zgcquiz("play", "greec")
    assert (ran.code, ran.out) == (1, "")
    assert "greec" in ran.err
    assert "greek?" in ran.err or "greek" in ran.err.split("mean")[1]
    assert "greek" in zgcquiz("play", "zzz").err


def test_a_pack_is_copied_whole_and_plays_without_its_source(zgcquiz: Run, tmp_path: Path) -> None:
    folder = tmp_path / "src"
    write(folder / "pack.yaml", GREEK)
    write(folder / "more.yaml", "section: More\nquestions:\n  - {id: more, question: Yes?, answer: true}\n")
    assert zgcquiz("pack", "add", folder).code == 0
    for path in folder.iterdir():
        path.unlink()
    assert zgcquiz("play", "greek", "--json", stdin="0\n" * 9).json["asked"] == 5


def test_a_taken_id_needs_replace_and_history_stays(zgcquiz: Run, greek: Path) -> None:
    zgcquiz("pack", "add", greek)
    zgcquiz("play", "greek", stdin="0\n" * 4)
    write(greek, GREEK.replace("Is the alphabet old?", "Is it old?"))
    refused = zgcquiz("pack", "add", greek)
    assert refused.code == 1
    assert "use --force" in refused.err
    assert "Is the alphabet old?" in zgcquiz("pack", "show", "greek").out
    assert zgcquiz("pack", "add", greek, "--force").code == 0
    assert "Is it old?" in zgcquiz("pack", "show", "greek").out
    assert zgcquiz("stats", "greek", "--json").json["cards"] == 4


def test_a_pack_with_errors_is_not_added(zgcquiz: Run, greek: Path, home: Path) -> None:
    write(greek, GREEK.replace("answer: true", "anser: true"))
    ran = zgcquiz("pack", "add", greek)
    assert ran.code == 1
    assert f"{greek}:" in ran.err
    assert list((home / "packs").rglob("*")) == [] if (home / "packs").exists() else True
    assert ids(zgcquiz) == []


@pytest.mark.parametrize("broken", ["errors", "no pack.yaml", "not text", "a folder with both"])
def test_a_broken_pack_can_be_replaced_by_a_good_one(zgcquiz: Run, greek: Path, home: Path, broken: str) -> None:
    packs = home / "packs"
    if broken == "errors":
        write(packs / "greek.yaml", "zgcquiz: 1\nid: greek\n")
    elif broken == "not text":
        (packs).mkdir(parents=True)
        (packs / "greek.yaml").write_bytes(b"\xff\xfe\x00")
    elif broken == "no pack.yaml":
        write(packs / "greek" / "bank.yaml", "x")
    else:
        write(packs / "greek" / "pack.yaml", "x")
        write(packs / "greek" / "pack.yml", "x")
    ran = zgcquiz("pack", "add", greek, "--force")
    assert (ran.code, ran.err) == (0, "")
    assert zgcquiz("play", "greek", "--json", stdin="0\n").json["asked"] == 1
    assert ids(zgcquiz) == ["greek"]


@pytest.mark.parametrize("broken", ["errors", "no pack.yaml"])
def test_a_broken_pack_can_be_removed(zgcquiz: Run, home: Path, broken: str) -> None:
    if broken == "errors":
        write(home / "packs" / "greek.yaml", "zgcquiz: 1\nid: greek\n")
    else:
        write(home / "packs" / "greek" / "bank.yaml", "x")
    assert zgcquiz("pack", "remove", "greek").code == 0
    assert list((home / "packs").iterdir()) == []


def test_a_shipped_pack_can_be_removed_and_brought_back(zgcquiz: Run, shipped_pack: Path) -> None:
    assert ids(zgcquiz) == ["greek"]
    assert zgcquiz("pack", "list", "--json").json["packs"][0]["origin"] == "shipped"
    assert zgcquiz("pack", "remove", "greek").code == 0
    assert ids(zgcquiz) == []
    assert zgcquiz("play", "greek").code == 1
    assert shipped_pack.exists()
    again = zgcquiz("pack", "add", "greek", "--json").json
    assert (again["change"], again["questions"]) == ("added", 4)
    assert ids(zgcquiz) == ["greek"]


def test_removing_ones_own_copy_of_a_shipped_pack_says_that_the_other_is_back(
    zgcquiz: Run, shipped_pack: Path, greek: Path
) -> None:
    write(greek, GREEK.replace("Greek letters", "My letters"))
    assert zgcquiz("pack", "add", greek, "--force").code == 0
    assert "My letters" in zgcquiz("pack", "list").out
    removed = zgcquiz("pack", "remove", "greek")
    assert removed.code == 0
    assert "Greek letters" in zgcquiz("pack", "list").out
    assert "shipped" in removed.out
    assert "to bring it back, add it again" not in " ".join(removed.out.split())


def test_a_pack_is_called_by_the_id_that_the_list_gives(zgcquiz: Run, home: Path) -> None:
    """A file put into the library by hand may have another name than its pack has."""
    write(home / "packs" / "downloaded (1).yaml", GREEK)
    assert ids(zgcquiz) == ["greek"]
    assert zgcquiz("play", "greek", "--json", stdin="0\n").code == 0
    assert zgcquiz("pack", "remove", "greek").code == 0
    assert ids(zgcquiz) == []


@pytest.mark.parametrize("how", [("add", "--force"), ("update", "--yes")])
def test_a_pack_that_was_put_there_by_hand_is_replaced_whatever_its_file_is_called(
    zgcquiz: Run, home: Path, greek: Path, how: tuple[str, str]
) -> None:
    write(home / "packs" / "downloaded (1).yaml", GREEK.replace("Greek letters", "By hand"))
    assert zgcquiz("pack", how[0], *(["greek"] if how[0] == "update" else []), greek, how[1]).code == 0
    assert ids(zgcquiz) == ["greek"]
    assert "Greek letters" in zgcquiz("pack", "list").out
    assert not (home / "packs" / "downloaded (1).yaml").exists()


BROKEN: dict[str, Callable[[Path], object]] = {
    "yaml": lambda path: write(path, "a: [1, 2\n"),
    "errors": lambda path: write(path, "zgcquiz: 1\nid: broken\ntitle: Broken\nquestions: [{id: x}]\n"),
    "newer": lambda path: write(path, "zgcquiz: 99\nid: broken\n"),
    "not text": lambda path: path.write_bytes(b"\xff\xfe\x00\x01"),
    "empty": lambda path: path.touch(),
    "dangling": lambda path: path.symlink_to("nowhere"),
    "loop": lambda path: path.symlink_to(path),
    "fifo": os.mkfifo,
    "device": lambda path: path.symlink_to("/dev/zero"),
    "folder": lambda path: path.mkdir(),
    "name": lambda path: Path(os.fsdecode(os.fsencode(path.parent) + b"/b\xffroken.yaml")).touch(),
    "huge": lambda path: path.write_bytes(b"# " + b"x" * (17 << 20)),
    "deep": lambda path: path.write_bytes(b"[" * 100_000),
}


@contextmanager
def given_up(seconds: float) -> Iterator[None]:
    """Raise an error in what takes longer."""

    def stop(number: int, frame: FrameType | None) -> NoReturn:
        raise AssertionError(f"it took more than {seconds} seconds")

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@pytest.mark.parametrize("how", BROKEN)
def test_a_broken_pack_never_stops_another(zgcquiz: Run, home: Path, how: str) -> None:
    """A hang is an error too: the first command is given up after a minute."""
    write(home / "packs" / "greek.yaml", GREEK)
    BROKEN[how](home / "packs" / "broken.yaml")
    with given_up(60):
        played = zgcquiz("play", "--json", stdin="0\n" * 4)
    assert played.code == 0
    assert played.json["asked"] == 4
    assert "roken" in unwrapped(played.err), "it is named"
    assert zgcquiz("play", "greek", "--no-record", "--json", stdin="0\n").err == ""
    listed = zgcquiz("pack", "list", "--json").json
    assert [pack["id"] for pack in listed["packs"]] == ["greek"]
    assert len(listed["broken"]) == 1


def test_a_broken_pack_is_named_by_every_command_that_leaves_it_out(zgcquiz: Run, home: Path) -> None:
    write(home / "packs" / "greek.yaml", GREEK)
    write(home / "packs" / "broken.yaml", "a: [1, 2\n")
    for arguments in (["play"], ["review"], ["stats"], ["pack", "list"], []):
        ran = zgcquiz(*arguments, stdin="0\n")
        assert ran.code == 0
        assert "broken.yaml" in "".join(ran.err.split())


def test_two_packs_of_one_id_are_said_and_one_of_them_plays(zgcquiz: Run, home: Path) -> None:
    write(home / "packs" / "a.yaml", GREEK)
    write(home / "packs" / "b.yaml", GREEK)
    ran = zgcquiz("play", "--json", stdin="0\n" * 9)
    assert ran.json["asked"] == 4
    assert "b.yaml" in "".join(ran.err.split())


def test_a_named_broken_pack_is_refused_with_all_its_problems(zgcquiz: Run, greek: Path) -> None:
    write(
        greek,
        GREEK.replace("answer: true", "anser: true")
        .replace("id: book, section", "id: bok, section")
        .replace("options: [Twenty-two,", "options: [Twenty-four,"),
    )
    ran = zgcquiz("play", greek)
    assert (ran.code, ran.out) == (1, "")
    for said in (f"{greek}:", "unknown-key", "did you mean 'answer'", "unknown-source", "duplicate-option", "3 errors"):
        assert said in ran.err or said == "3 errors"
    assert ran.err.count(f"{greek}:") >= 4


def test_check_says_where_and_what_and_exits_with_1(zgcquiz: Run, greek: Path, tmp_path: Path) -> None:
    assert zgcquiz("pack", "check", greek).code == 0
    assert zgcquiz("pack", "check", greek).out == "greek: 4 questions, nothing to fix\n"
    line = GREEK.splitlines().index("    answer: true") + 1
    bad = write(tmp_path / "bad.yaml", GREEK.replace("answer: true", "anser: true"))
    ran = zgcquiz("pack", "check", greek, bad)
    assert ran.code == 1
    assert f"{bad}:{line}:5: error [unknown-key]" in ran.out


def test_check_takes_ids_too(zgcquiz: Run, greek: Path) -> None:
    zgcquiz("pack", "add", greek)
    assert zgcquiz("pack", "check", "greek").code == 0
    assert zgcquiz("pack", "check", "nope").code == 1


def test_show_tells_the_answers_only_on_request(zgcquiz: Run, greek: Path) -> None:
    assert "Twenty-four" not in zgcquiz("pack", "show", greek).out
    out = zgcquiz("pack", "show", greek, "--answers").out
    assert "Twenty-four" in out
    assert "As in alphabet." in out


@pytest.mark.parametrize("yes", ["--yes", "-y"])
def test_remove_takes_the_option_of_commands_that_ask(zgcquiz: Run, greek: Path, home: Path, yes: str) -> None:
    zgcquiz("pack", "add", greek)
    assert zgcquiz("pack", "remove", "greek", yes).code == 0
    assert zgcquiz("pack", "remove", "greek", yes).code == 1


def test_removing_what_is_no_pack_removes_nothing(zgcquiz: Run, greek: Path, home: Path) -> None:
    zgcquiz("pack", "add", greek)
    for name in ("nope", "../packs/greek", str(greek), ".", "", "greek.yaml"):
        ran = zgcquiz("pack", "remove", name)
        assert ran.code == 1
    assert greek.exists()
    assert ids(zgcquiz) == ["greek"]


def test_a_pack_writes_nowhere_but_in_the_library(zgcquiz: Run, greek: Path, tmp_path: Path) -> None:
    for id in ("../evil", "/tmp/evil", "a/b", "..", "Evil", ".hidden", "a" * 65, "con "):
        write(greek, GREEK.replace("id: greek", f"id: '{id}'"))
        assert zgcquiz("pack", "add", greek).code == 1
    assert ids(zgcquiz) == []


def test_a_link_out_of_a_packs_folder_is_not_followed(zgcquiz: Run, tmp_path: Path) -> None:
    write(tmp_path / "secret.yaml", "questions: []\n")
    write(tmp_path / "pack" / "pack.yaml", GREEK)
    (tmp_path / "pack" / "bank.yaml").symlink_to(tmp_path / "secret.yaml")
    ran = zgcquiz("pack", "add", tmp_path / "pack")
    assert ran.code == 1
    assert "bank.yaml" in "".join(ran.err.split())


@pytest.mark.parametrize("how", ["draft: true", "superseded_by: vowels"])
def test_drafts_and_what_is_superseded_are_shown_but_never_asked(zgcquiz: Run, greek: Path, how: str) -> None:
    write(greek, GREEK.replace("  - id: old\n", f"  - id: old\n    {how}\n"))
    assert zgcquiz("pack", "check", greek, "--json").json["packs"][0]["questions"] == 4
    shown = {item["id"]: item for item in zgcquiz("pack", "show", greek, "--json").json["questions"]}
    assert shown["old"]["draft"] == (how == "draft: true")
    assert shown["old"]["superseded_by"] == (None if how == "draft: true" else "vowels")
    played = zgcquiz("play", greek, "--json", stdin="0\n" * 9).json
    assert sorted(answer["question"] for answer in played["answers"]) == ["count", "first", "vowels"]
    reviewed = zgcquiz("review", greek, "--json", stdin="0\n" * 20).json
    assert "old" not in {answer["question"] for answer in reviewed["answers"]}


def test_history_of_a_question_that_becomes_a_draft_stays(zgcquiz: Run, greek: Path) -> None:
    zgcquiz("play", greek, stdin="0\n" * 4)
    write(greek, GREEK.replace("  - id: old\n", "  - id: old\n    draft: true\n"))
    assert zgcquiz("review", greek, "--json").json["asked"] == 0
    assert "old" in {review["question"] for review in zgcquiz("history", "--json").json}
    assert zgcquiz("stats", greek, "--json").json["cards"] == 3


FLAWED = """\
zgcquiz: 1
id: flawed
title: Flawed
language: en
questions:
  - id: first
    question: Which of these is not a planet?
    answer: Luna
    distractors:
      - Venus
      - Mars
      - {text: All of the above, feedback: f}
  - id: second
    question: Which is it?
    answers: [Iron, Zinc]
    distractors: [Lead, lead., Tin]
  - id: third
    question: In which year was it?
    answer: '1912'
    options: ['1905', '1921', '1912', '1918']
"""


def test_check_says_how_questions_are_written_with_the_place_of_the_words(zgcquiz: Run, tmp_path: Path) -> None:
    path = write(tmp_path / "flawed.yaml", FLAWED)
    ran = zgcquiz("pack", "check", path, "--json")
    assert ran.code == 1, "a shuffled 'above' is an error"
    (said,) = ran.json["packs"]
    found = {
        (problem["code"], problem["line"], problem["column"], problem["question"])
        for problem in said["errors"] + said["warnings"]
    }
    assert found == {
        ("shuffled-reference", 12, 9, "first"),
        ("all-of-the-above", 12, 9, "first"),
        ("negative-stem", 7, 15, "first"),
        ("duplicate-option", 16, 25, "second"),
        ("lost-sequence", 20, 31, "third"),
    }
    assert [problem["code"] for problem in said["errors"]] == ["shuffled-reference"]
    lines = [problem["line"] for problem in said["warnings"]]
    assert lines == sorted(lines)
    text = zgcquiz("pack", "check", path)
    assert f"{path}:7:15: warning [negative-stem] question first: " in text.out
    assert "zgcquiz pack explain all-of-the-above" in text.out


def test_flaws_can_be_left_to_others(zgcquiz: Run, tmp_path: Path) -> None:
    path = write(tmp_path / "flawed.yaml", FLAWED)
    ran = zgcquiz("pack", "check", path, "--no-flaws")
    assert (ran.code, ran.out) == (0, "flawed: 3 questions, nothing to fix\n")


def test_flaws_wait_until_the_file_is_in_order(zgcquiz: Run, tmp_path: Path) -> None:
    path = write(tmp_path / "flawed.yaml", FLAWED.replace("answer: Luna", "anser: Luna"))
    said = zgcquiz("pack", "check", path, "--json").json["packs"][0]
    assert "negative-stem" not in {problem["code"] for problem in said["warnings"]}


def test_a_flaw_over_two_banks_names_both_places(zgcquiz: Run, tmp_path: Path) -> None:
    question = "  - {id: %s, question: Which river crosses Vienna?, answer: Danube, distractors: [Elbe, Oder]}\n"
    write(tmp_path / "p" / "pack.yaml", "zgcquiz: 1\nid: p\ntitle: T\nquestions:\n" + question % "one")
    bank = write(tmp_path / "p" / "more.yaml", "questions:\n" + question % "two")
    (problem,) = zgcquiz("pack", "check", tmp_path / "p", "--json").json["packs"][0]["warnings"]
    assert (problem["code"], problem["file"], problem["line"], problem["question"]) == (
        "same-stem",
        str(bank),
        2,
        "two",
    )
    assert f"question one ({tmp_path}/p/pack.yaml:5:" in problem["message"]


def test_what_an_author_says_of_flaws_is_kept_to(zgcquiz: Run, tmp_path: Path) -> None:
    text = FLAWED.replace("language: en\n", "language: en\ncheck: {duplicate-option: off, lost-sequence: off}\n")
    text = text.replace("  - id: first\n", "  - id: first\n    allow: {negative-stem: n, all-of-the-above: a}\n")
    text = text.replace("  - {text: All of the above, feedback: f}", "  - {text: All of the above, pin: last}")
    ran = zgcquiz("pack", "check", write(tmp_path / "flawed.yaml", text))
    assert (ran.code, ran.out) == (0, "flawed: 3 questions, nothing to fix\n")


def test_explain_lists_all_flaws_and_explains_one(zgcquiz: Run) -> None:
    listed = zgcquiz("pack", "explain").out
    assert "none-of-the-above" in listed
    assert "key-middle" in listed
    one = zgcquiz("pack", "explain", "longest-key").out
    for said in ("Flawed", "Fixed", "distractors:", "allow: {longest-key: why}", "1.33"):
        assert said in one
    document = zgcquiz("pack", "explain", "longest-key", "--json").json
    assert [flaw["code"] for flaw in document["flaws"]] == ["longest-key"]
    assert len(zgcquiz("pack", "explain", "--json").json["flaws"]) > 30


def test_an_unknown_flaw_is_said_with_what_was_meant(zgcquiz: Run) -> None:
    ran = zgcquiz("pack", "explain", "longest-kee")
    assert (ran.code, ran.out) == (1, "")
    assert "longest-key" in ran.err


def test_a_pack_is_found_by_what_can_mean_only_one(zgcquiz: Run, tmp_path: Path) -> None:
    for id in ("greek-letters", "greek-gods", "tea"):
        text = f"zgcquiz: 1\nid: {id}\ntitle: T\nquestions:\n  - {{id: a, question: Yes?, answer: true}}\n"
        path = tmp_path / f"{id}.yaml"
        path.write_text(text, encoding="utf-8")
        assert zgcquiz("pack", "add", path).code == 0
    for name, id in (("gods", "greek-gods"), ("god", "greek-gods"), ("greek-l", "greek-letters"), ("TEA", "tea")):
        assert zgcquiz("stats", name, "--json").code == 0
        assert zgcquiz("play", name, "--json", stdin="0\n").json["pack"] == id
    for name in ("e", "te", "tee", "reek"):
        done = zgcquiz("play", name)
        assert done.code == 1
        assert f"There is no pack '{name}'" in done.err
    assert "can mean several packs.\n  One of them: greek-gods, greek-letters." in zgcquiz("play", "greek").err
    for arguments in (("pack", "remove"), ("pack", "export"), ("pack", "edit"), ("suspend",), ("pack", "show")):
        assert zgcquiz(*arguments, "gods", *(["a"] if arguments == ("suspend",) else [])).code == 1  # by its whole id


def test_a_section_can_be_read_without_its_pack(zgcquiz: Run, tmp_path: Path) -> None:
    folder = tmp_path / "two"
    folder.mkdir()
    (folder / "pack.yaml").write_text("zgcquiz: 1\nid: two\ntitle: Two\n", encoding="utf-8")
    for name in ("Rivers", "Lakes"):
        text = f"section: {name}\ntext: About {name}.\nquestions:\n  - {{id: {name}, question: Yes?, answer: true}}\n"
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    assert zgcquiz("pack", "add", folder).code == 0
    for arguments in (("2",), ("river",), ("two", "2")):
        out = zgcquiz("read", *arguments).out
        assert "About Rivers." in out
        assert "About Lakes." not in out
    assert zgcquiz("read", "3").code == 1
    assert "There is no pack 'seas'" in zgcquiz("read", "seas").err


@pytest.mark.parametrize(
    ("name", "content", "format"),
    [
        ("q.json", '{"questions": [{"question": "A?", "answer": "b", "wrong": ["c", "d"]}]}', "json"),
        ("q.csv", "question,answer,wrong\nA?,b,c\nD?,e,f\n", "csv"),
        ("q.gift", "::a:: What? {=b ~c}\n", "gift"),
        ("q", '<?xml version="1.0"?><quiz><question type="multichoice"></question></quiz>', "moodle-xml"),
    ],
)
@pytest.mark.parametrize(
    "command", [("pack", "add"), ("pack", "check"), ("play",), ("pack", "build"), ("pack", "show")]
)
def test_a_file_in_another_format_is_named_as_one_to_import(
    zgcquiz: Run, tmp_path: Path, name: str, content: str, format: str, command: tuple[str, ...]
) -> None:
    path = write(tmp_path / name, content)
    done = zgcquiz(*command, path)
    assert done.code != 0
    told = " ".join((done.out + done.err).split())
    assert unwrapped(f"{path} is not a pack; its format is {format}.") in unwrapped(told)
    assert unwrapped(f"To import it: zgcquiz pack import {path}") in unwrapped(told)
    assert "missing-key" not in told


@pytest.mark.parametrize("name", ["pack.txt", "pack", "pack.json", "pack.yaml"])
def test_a_pack_with_errors_has_its_own_errors_whatever_its_file_is_called(
    zgcquiz: Run, tmp_path: Path, name: str
) -> None:
    text = '{"zgcquiz": 1, "id": "x", "title": "T", "questions": [{"question": "A?", "answer": "b"}]}'
    done = zgcquiz("pack", "check", write(tmp_path / name, text))
    assert "missing-key" in done.out
    done = zgcquiz("pack", "check", write(tmp_path / name, "nothing: here"))
    assert "start it with 'zgcquiz: 1'" in " ".join(done.out.split())
