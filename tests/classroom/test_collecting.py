"""Files of answers that are not as they should be: told, with nothing of the others lost."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.classroom.making import Pupil, history, pack_text, reviews
from tests.conftest import Ran
from zgcquiz.app.context import AppContext
from zgcquiz.core.log.review_ids import is_generated, new_device
from zgcquiz.core.packs.pack import Item
from zgcquiz.formats.history import review_lines
from zgcquiz.formats.native import reader
from zgcquiz.store.log.events.variants import hash_of

pytest.importorskip("ibis", reason="pip install -e '.[dev]'")

Run = Callable[..., Ran]


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    path = tmp_path / "test.yaml"
    path.write_text(pack_text(4), "utf-8")
    return path


def items_of(pack: Path) -> dict[str, Item]:
    read = reader.read([(pack.name, pack.read_bytes())]).pack
    assert read is not None
    return {item.id: item for item in read.items}


def lines(pack: Path, seed: int = 1) -> list[dict[str, Any]]:
    """Return the answers of a pupil to four questions, as the lines of a history."""
    data = history(reviews(Random(seed), Pupil("x", 0.5, False), items_of(pack)))
    return [json.loads(line) for line in data.splitlines()]


def write(path: Path, entries: list[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(entry) + "\n" for entry in entries), "utf-8")
    return path


def collect(zgcquiz: Run, *words: object) -> Any:
    ran = zgcquiz("class", "collect", *words, "--json")
    assert ran.code in (0, 1), ran.err
    return ran.json


def scores(zgcquiz: Run, dataset: Path, *words: object) -> dict[str, tuple[int, int]]:
    found = zgcquiz("class", "report", dataset, "--json", *words).json
    return {each["learner"]: (each["answered"], each["correct"]) for each in found["learners"]}


def hashed(entry: dict[str, Any]) -> str:
    """Return the hash of an answer's content."""
    return hash_of(review_lines.parse(json.dumps(entry)))


def right(entries: list[dict[str, Any]]) -> int:
    return sum(entry["correct"] for entry in entries)


def test_what_is_given_twice_counts_once(zgcquiz: Run, pack: Path, tmp_path: Path) -> None:
    mine = lines(pack)
    file, again = write(tmp_path / "anna.jsonl", mine), write(tmp_path / "anna (1).jsonl", mine[1:])
    dataset = tmp_path / "ds"
    first = collect(zgcquiz, file, file, "-o", dataset, "--pack", pack)
    assert (first["read"], first["added"]) == (8, 4)
    second = collect(zgcquiz, again, "-o", dataset, "--pack", pack)
    assert (second["read"], second["added"]) == (3, 0)
    assert second["files"][0]["learners"] == ["anna"], "the device is hers"
    assert scores(zgcquiz, dataset) == {"anna": (4, right(mine))}


def test_two_learners_with_files_of_one_name_are_told_apart(zgcquiz: Run, pack: Path, tmp_path: Path) -> None:
    for name in "ab":
        (tmp_path / name).mkdir()
    one = write(tmp_path / "a" / "answers.jsonl", lines(pack, 1))
    other = write(tmp_path / "b" / "answers.jsonl", lines(pack, 2))
    dataset = tmp_path / "ds"
    found = collect(zgcquiz, one, other, "-o", dataset, "--pack", pack)
    assert [file["answers"] for file in found["files"]] == [4, 0]
    (problem,) = found["files"][1]["problems"]
    assert problem["code"] == "learner"
    assert "--name" in problem["message"]
    collect(zgcquiz, other, "-o", dataset, "--pack", pack, "--name", "Ben")
    assert set(scores(zgcquiz, dataset)) == {"answers", "Ben"}


def test_a_device_with_a_chosen_name_is_the_learner(zgcquiz: Run, pack: Path, tmp_path: Path) -> None:
    named = [line | {"device": "Anna Li"} for line in lines(pack, 1)]
    other = [line | {"device": "Ben"} for line in lines(pack, 2)]
    unnamed = [line | {"device": "web-0badcafe"} for line in lines(pack, 3)]
    file = write(tmp_path / "class.jsonl", named + other + unnamed)
    found = collect(zgcquiz, file, "-o", tmp_path / "ds", "--pack", pack)
    assert found["files"][0]["learners"] == ["Anna Li", "Ben", "class"]


@pytest.mark.parametrize("number", ["12345", "20261234", "a1234567", "2026-0017", "1234567890123"])
def test_a_number_is_a_learners_name(zgcquiz: Run, pack: Path, tmp_path: Path, number: str) -> None:
    """Learners of one name are told apart by their numbers."""
    both = [line | {"device": name} for seed, name in ((1, number), (2, "3f9a04c1")) for line in lines(pack, seed)]
    found = collect(zgcquiz, write(tmp_path / "class.jsonl", both), "-o", tmp_path / "ds", "--pack", pack)
    assert found["files"][0]["learners"] == [number, "class"]


def test_pages_without_a_name_are_told_apart_in_a_file_of_a_server(zgcquiz: Run, pack: Path, tmp_path: Path) -> None:
    """In a learner's history the page and the terminal are one."""
    devices = ("web-1f2e3d4c", "web-2e3d4c5b", "3f9a04c1")
    one, two, log = ([line | {"device": name} for line in lines(pack, seed)] for seed, name in enumerate(devices))
    served = collect(zgcquiz, write(tmp_path / "class.jsonl", one + two), "-o", tmp_path / "ds", "--pack", pack)
    assert served["files"][0]["learners"] == [*devices[:2]]
    mixed = collect(zgcquiz, write(tmp_path / "anna.jsonl", one + log), "-o", tmp_path / "ds2", "--pack", pack)
    assert mixed["files"][0]["learners"] == ["anna"]


def test_no_device_is_named_like_a_learner() -> None:
    assert all(is_generated(new_device(Random(seed))) for seed in range(500))


def test_a_truncated_file_gives_what_is_whole(zgcquiz: Run, pack: Path, tmp_path: Path) -> None:
    mine = lines(pack)
    file = write(tmp_path / "anna.jsonl", mine)
    file.write_bytes(file.read_bytes()[:-40])
    other = write(tmp_path / "ben.jsonl", lines(pack, 2))
    found = collect(zgcquiz, file, other, "-o", tmp_path / "ds", "--pack", pack)
    assert [(each["answers"], each["problem_count"]) for each in found["files"]] == [(3, 1), (4, 0)]
    (problem,) = found["files"][0]["problems"]
    assert problem["line"] == 4
    assert "cut off: save or copy it again" in problem["message"]


def test_answers_edited_by_hand_are_refused(zgcquiz: Run, pack: Path, tmp_path: Path) -> None:
    mine = lines(pack)
    wrong = next(entry for entry in mine if not entry["correct"])
    mine[mine.index(wrong)] = wrong | {"correct": True, "outcome": "correct"}
    last = mine[-1]
    mine[-1] = last | {"response": ["omega"], "correct": False, "outcome": "wrong"}
    found = collect(zgcquiz, write(tmp_path / "anna.jsonl", mine), "-o", tmp_path / "ds", "--pack", pack)
    messages = [problem["message"] for problem in found["files"][0]["problems"]]
    assert found["added"] == 4 - len(messages)
    assert any("says that its answer is right" in message for message in messages)
    assert any("none of the options shown" in message for message in messages)


def test_one_id_with_two_contents_counts_as_in_the_log(zgcquiz: Run, pack: Path, tmp_path: Path) -> None:
    """The content with the smaller hash counts, in whatever order they come."""
    wrong = {"response": ["gamma"], "correct": False, "outcome": "wrong", "rating": 1}
    key = {"response": ["alpha"], "correct": True, "outcome": "correct", "rating": 3}
    every = lines(pack, 1) + lines(pack, 2) + lines(pack, 3)
    every = [line | {"learner": f"l{place}"} for place, line in enumerate(every)]
    files = [
        write(tmp_path / f"{name}.jsonl", [line | given for line in every])
        for name, given in (("a", key), ("b", wrong))
    ]
    hashes = [[hashed(line | given) for line in every] for given in (key, wrong)]
    expected = {f"l{place}": (1, int(one < other)) for place, (one, other) in enumerate(zip(*hashes, strict=True))}
    assert {right for _, right in expected.values()} == {0, 1}, "either content wins now and then"
    for place, order in enumerate((files, files[::-1])):
        dataset = tmp_path / f"ds{place}"
        collect(zgcquiz, order[0], "-o", dataset, "--pack", pack)
        second = collect(zgcquiz, order[1], "-o", dataset, "--pack", pack)
        assert (second["added"], second["conflicts"]) == (12, 12)
        assert scores(zgcquiz, dataset) == expected


def test_the_first_answer_counts(zgcquiz: Run, pack: Path, tmp_path: Path) -> None:
    """Later ones follow the feedback, whichever comes first in the file; typed answers are no options."""
    mine = lines(pack)
    wrong = {"response": ["gamma"], "correct": False, "outcome": "wrong", "rating": 1}
    key = {"response": ["alpha"], "correct": True, "outcome": "correct", "rating": 3}
    later = [
        line | change | {"id": line["id"].replace("-7", "-6", 1), "at": f"2027-0{place + 1}-01T12:00:00Z"}
        for place, line in enumerate(mine)
        for change in (key,)
    ]
    first = [line | wrong for line in mine]
    file = write(tmp_path / "anna.jsonl", later[:2] + first[::-1] + later[2:])
    collect(zgcquiz, file, "-o", tmp_path / "ds", "--pack", pack)
    assert scores(zgcquiz, tmp_path / "ds") == {"anna": (4, 0)}
    items = zgcquiz("class", "items", tmp_path / "ds", "--json").json["questions"]
    assert [(each["learners"], each["correct"]) for each in items] == [(1, 0)] * 4
    picked = {option["text"]: option["picked"] for option in items[0]["options"]}
    assert picked == {"alpha": 0, "beta": 0, "gamma": 1, "delta": 0}


def test_what_was_taken_back_does_not_count(zgcquiz: Run, pack: Path, tmp_path: Path) -> None:
    mine = lines(pack)
    dataset = tmp_path / "ds"
    collect(zgcquiz, write(tmp_path / "anna.jsonl", mine), "-o", dataset, "--pack", pack)
    undone = write(tmp_path / "anna2.jsonl", [mine[0] | {"void": True}])
    assert collect(zgcquiz, undone, "-o", dataset, "--pack", pack)["taken_back"] == 1
    assert scores(zgcquiz, dataset) == {"anna": (3, right(mine[1:]))}
    assert collect(zgcquiz, undone, "-o", dataset, "--pack", pack)["taken_back"] == 0


@pytest.mark.parametrize("undone_first", [False, True])
@pytest.mark.parametrize("smaller", [False, True], ids=["the larger is undone", "the smaller is undone"])
def test_an_undone_answer_counts_in_no_order(
    zgcquiz: Run, pack: Path, tmp_path: Path, undone_first: bool, smaller: bool
) -> None:
    """Whichever content of an id came undone, and first, the id doesn't count, as in the log."""
    one = lines(pack)[0]
    contents = [one | {"seconds": seconds} for seconds in (1.0, 2.0)]
    undone = min(contents, key=hashed) if smaller else max(contents, key=hashed)
    files = [
        write(tmp_path / f"anna{place}.jsonl", [each | {"void": each is undone}]) for place, each in enumerate(contents)
    ]
    if (contents[0] is undone) is not undone_first:
        files.reverse()
    for file in (*files, write(tmp_path / "ben.jsonl", lines(pack, 2))):
        collect(zgcquiz, file, "-o", tmp_path / "ds", "--pack", pack)
    assert set(scores(zgcquiz, tmp_path / "ds")) == {"ben"}


def test_a_log_is_read_as_by_history_import(zgcquiz: Run, context: AppContext, pack: Path, tmp_path: Path) -> None:
    """A row with an impossible time, and a damaged one, are told in the same words; the others are taken."""
    zgcquiz("history", "import", write(tmp_path / "anna.jsonl", lines(pack)))
    context.close()
    path = tmp_path / "anna.db"
    shutil.copy(context.paths.log, path)
    with sqlite3.connect(path) as db:
        columns = [row[1] for row in db.execute("PRAGMA table_info(reviews)")]
        values = {"id": "'odd'", "at": str(1 << 61), "checksum": "NULL"}
        picked = ", ".join(values.get(column, column) for column in columns)
        db.execute(f"INSERT INTO reviews ({', '.join(columns)}) SELECT {picked} FROM reviews LIMIT 1")
        triggers = db.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in triggers:
            db.execute(f"DROP TRIGGER {name}")
        db.execute("UPDATE reviews SET response = '[\"omega\"]' WHERE id = ?", (lines(pack)[0]["id"],))
        for _, sql in triggers:
            db.execute(sql)
    db.close()
    found = collect(zgcquiz, path, "-o", tmp_path / "ds", "--pack", pack)
    skipped = zgcquiz("history", "import", path, "--json").json["skipped"]
    assert [each["message"] for each in found["files"][0]["problems"]] == [each["reason"] for each in skipped]
    assert (found["added"], len(skipped)) == (3, 2)


def test_another_pack_and_another_edition_are_named(zgcquiz: Run, pack: Path, tmp_path: Path) -> None:
    mine = lines(pack)
    mine[0] |= {"pack": "other"}
    changed = next(entry for entry in mine[1:])
    changed |= {"fingerprint": "0123456789abcdef"}
    file = write(tmp_path / "anna.jsonl", mine)
    dataset = tmp_path / "ds"
    found = collect(zgcquiz, file, "-o", dataset, "--pack", pack)
    assert found["other_packs"] == {"other": 1}
    assert found["other_editions"] == {"test": {changed["question"]: 1}}
    collect(zgcquiz, write(tmp_path / "ben.jsonl", lines(pack, 2)), "-o", dataset, "--pack", pack)
    report = zgcquiz("class", "items", dataset, "--json").json
    assert report["other_editions"] == {changed["question"]: 1}
    counts = {each["question"]: each["learners"] for each in report["questions"]}
    assert counts[changed["question"]] == 1, "only the answer to the pack's wording"
    foreign = collect(zgcquiz, write(tmp_path / "foreign.jsonl", mine[:1]), "-o", dataset, "--pack", pack)
    assert foreign["files"][0]["problems"][0]["message"] == "this file holds only answers to other packs"
    every = collect(zgcquiz, file, "-o", tmp_path / "all")
    assert every["added"] == 4, "without --pack all answers are taken"
    ran = zgcquiz("class", "report", tmp_path / "all", "--json")
    assert (ran.code, ran.json["error"]["code"]) == (1, "several-packs")
    assert scores(zgcquiz, tmp_path / "all", "--pack", "other")["anna"][0] == 1


NAMES = ("=HYPERLINK(A1)", "<script>alert(1)</script>", "\x1b[31mred", "a" * 201, "Zoë", "[bold]x[/bold]")


def test_names_stay_texts(zgcquiz: Run, pack: Path, tmp_path: Path) -> None:
    """A name is no formula in a table, no markup on a page, and moves no cursor."""
    files = [
        write(tmp_path / f"{place}.jsonl", [line | {"learner": name} for line in lines(pack, place)])
        for place, name in enumerate(NAMES)
    ]
    found = collect(zgcquiz, *files, "-o", tmp_path / "ds", "--pack", pack)
    assert [file["answers"] for file in found["files"]] == [4, 4, 4, 0, 4, 4]
    table, page = tmp_path / "scores.csv", tmp_path / "scores.html"
    ran = zgcquiz("class", "report", tmp_path / "ds", "--csv", table, "--html", page)
    assert ran.code == 0
    assert "\x1b[31m" not in ran.out
    assert "[bold]x[/bold]" in ran.out
    rows = table.read_text("utf-8-sig").splitlines()
    assert not any(row.startswith(("=", "+", "-", "@")) for row in rows)
    assert any(row.startswith("'=HYPERLINK") for row in rows)
    html = page.read_text("utf-8")
    assert "<script" not in html
    assert "&lt;script&gt;" in html
    assert "default-src 'none'" in html


def test_files_of_other_kinds_are_refused_one_by_one(zgcquiz: Run, pack: Path, tmp_path: Path) -> None:
    image = tmp_path / "image.jsonl"
    image.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20)
    empty = tmp_path / "empty.jsonl"
    empty.touch()
    good = write(tmp_path / "anna.jsonl", lines(pack))
    book = tmp_path / "book.xlsx"
    book.write_bytes(image.read_bytes())
    missing = tmp_path / "missing.jsonl"
    found = collect(zgcquiz, image, empty, missing, tmp_path, pack, book, good, "-o", tmp_path / "ds")
    assert [file["answers"] for file in found["files"]] == [0, 0, 0, 0, 0, 0, 4]
    assert [file["problem_count"] for file in found["files"]] == [1, 1, 1, 1, 1, 1, 0], "one line says what it is"
    hints = [file["problems"][0]["message"] for file in found["files"][4:6]]
    assert [word in hint for word, hint in zip(("--pack", "CSV"), hints, strict=True)] == [True, True]
    assert zgcquiz("history", "import", pack, "--json").json["error"]["code"] == "not-a-history"
    ran = zgcquiz("class", "report", tmp_path / "nothing", "--json")
    assert (ran.code, ran.json["error"]["code"]) == (1, "no-dataset")


def test_graded_sheets(zgcquiz: Run, pack: Path, tmp_path: Path) -> None:
    """Letters are those of the printed version; ids, numbers and texts can be mixed."""
    from zgcquiz.app.context import read_pack
    from zgcquiz.formats.exchange.contract import ExchangeOptions
    from zgcquiz.formats.printing.sheets import layout

    test = layout(read_pack([(pack.name, pack.read_bytes())])[0], ExchangeOptions(seed=5, versions=2), frozenset())
    rows = ["Learner;Question;Answer;Version"]
    for version in test.versions:
        for question in version.questions:
            rows.append(f"anna-{version.name};{question.number};{question.key.lower()};{version.name}")
        rows.append(f"ben-{version.name};q01;gamma;{version.name}")
        rows.append(";q02;;")
    rows += ["cleo;1;a;", "cleo;9;a;A", "cleo;1;z;A", "cleo;1;ab;A"]
    sheet = tmp_path / "sheet.csv"
    sheet.write_text("\n".join(rows) + "\n", "utf-8")
    words = ("-o", tmp_path / "ds", "--pack", pack, "--seed", 5, "--versions", 2)
    found = collect(zgcquiz, sheet, *words)
    assert [problem["line"] for problem in found["files"][0]["problems"]] == [14, 15, 16, 17]
    assert collect(zgcquiz, sheet, *words)["added"] == 0
    expected = {"anna-A": (4, 4), "anna-B": (4, 4), "ben-A": (2, 0), "ben-B": (2, 0)}
    assert scores(zgcquiz, tmp_path / "ds") == expected
    coded = sheet.read_text("utf-8").replace("Version\n", "Version;Sheet\n").replace(";A\n", ";A;s5v2\n", 1)
    sheet.write_text(coded, "utf-8")
    collect(zgcquiz, sheet, "-o", tmp_path / "coded", "--pack", pack)
    assert scores(zgcquiz, tmp_path / "coded") == expected, "the code says how they were printed"
    one = collect(zgcquiz, sheet, "-o", tmp_path / "one", "--pack", pack, "--seed", 5)
    assert one["files"][0]["problems"][0]["code"] == "sheet-code"
    sheet.write_text("learner,question,answer,version\nbo,1,a,A\n,2,a,\ncy,1,a,B\n", "utf-8")
    one = collect(zgcquiz, sheet, "-o", tmp_path / "one", "--pack", pack)
    assert (one["added"], [each["line"] for each in one["files"][0]["problems"]]) == (2, [4]), "there is one version"
    for text, options in ((coded, ("--seed", 6)), (f"{coded}d;1;a;A;S6V2\n", ()), (f"{coded}d;1;a;A;7\n", ())):
        sheet.write_text(text, "utf-8")
        other = collect(zgcquiz, sheet, "-o", tmp_path / "ds2", "--pack", pack, *options)
        assert (other["added"], other["files"][0]["problems"][0]["code"]) == (0, "sheet-code")
    alone = collect(zgcquiz, sheet, "-o", tmp_path / "ds2")
    assert alone["files"][0]["problems"][0]["code"] == "sheet-pack"


def test_sheets_read_with_another_seed_are_pointed_out(zgcquiz: Run, tmp_path: Path) -> None:
    """Answers at the level of chance raise the question, also where the table has a code, which may be mistyped."""
    pack, sheet = tmp_path / "test.yaml", tmp_path / "sheet.csv"
    pack.write_text(pack_text(24), "utf-8")
    printed = tmp_path / "test.txt"
    for format in ("html", "print-markdown"):
        drawn = ("--seed", 7, "--versions", 2, "--questions", 20, "--force")
        zgcquiz("pack", "export", pack, "--to", format, "-o", printed, *drawn)
        assert printed.read_text("utf-8").count("ersion B, S7V2Q20") == 3
    key = dict(re.findall(r"(?m)^\| (\d+) \| (\w) \| alpha", printed.read_text("utf-8").split("key, Version B")[1]))
    assert len(key) == 20
    sheet.write_text("Schüler;Frage;Antwort;Version\n" + "".join(f"Zoë;{n};{a};B\n" for n, a in key.items()), "utf-8")
    how = ("--pack", pack, "--versions", 2, "--questions", 20)
    for seed, blind in ((7, False), (0, True)):
        found = collect(zgcquiz, sheet, "-o", tmp_path / f"ds{seed}", *how, "--seed", seed)
        assert (found["added"], found["files"][0]["near_chance"]) == (20, blind)
    plain = sheet.read_text("utf-8")
    for code, blind in (("S7V2Q20", False), ("S9V2Q20", True)):
        sheet.write_text(plain.replace("Version\n", "Version;Sheet\n").replace(";B\n", f";B;{code}\n"), "utf-8")
        found = collect(zgcquiz, sheet, "-o", tmp_path / code, "--pack", pack)
        assert (found["added"], found["files"][0]["near_chance"]) == (20, blind)


@pytest.mark.parametrize(
    ("language", "true", "false", "neither"),
    [
        ("en", "T true True wahr", "F false FALSE", "R right correct x TF"),
        ("de", "R r richtig Richtig wahr T true", "F f falsch unwahr False", "W x RF richtigfalsch"),
        ("zh", "A a 对 對 T true", "B 错 錯 F false", "R x AB 对错"),
        ("zh-Hant", "A 對 对 true", "B 錯 错 false", "R 對錯"),
    ],
)
def test_true_and_false_of_graded_sheets_are_named_in_the_language_of_the_pack(
    zgcquiz: Run, tmp_path: Path, language: str, true: str, false: str, neither: str
) -> None:
    pack, sheet, dataset = (tmp_path / name for name in ("t.yaml", "sheet.csv", "ds"))
    items = "questions:\n  - id: t1\n    question: Tea is a drink.\n    answer: true\n"
    pack.write_text(f"zgcquiz: 1\nid: t\ntitle: T\nlanguage: {language}\n{items}", "utf-8")
    named = [*true.split(), *false.split(), *neither.split()]
    rows = [f"{at:02},1,{answer}\n" for at, answer in enumerate(named)]
    sheet.write_text("learner,question,answer\n" + "".join(rows), "utf-8")
    found = collect(zgcquiz, sheet, "-o", dataset, "--pack", pack)
    rejected = [problem["line"] for problem in found["files"][0]["problems"]]
    assert rejected == list(range(len(named) - len(neither.split()) + 2, len(named) + 2))
    right = {learner for learner, counts in scores(zgcquiz, dataset).items() if counts == (1, 1)}
    assert right == {f"{at:02}" for at in range(len(true.split()))}


def test_groups_are_compared(zgcquiz: Run, pack: Path, tmp_path: Path) -> None:
    every = [line | {"learner": f"l{seed}"} for seed in range(60) for line in lines(pack, seed)]
    collect(zgcquiz, write(tmp_path / "class.jsonl", every), "-o", tmp_path / "ds", "--pack", pack)
    groups = tmp_path / "groups.csv"
    groups.write_text("learner,group\n" + "".join(f"l{seed},{'xy'[seed % 2]}\n" for seed in range(60)), "utf-8")
    found = zgcquiz("class", "items", tmp_path / "ds", "--groups", groups, "--json").json
    compared = [(each["reference"], each["focal"]) for question in found["questions"] for each in question["groups"]]
    assert set(compared) == {("x", "y")}
    assert found["groups"] == [{"group": "x", "learners": 30}, {"group": "y", "learners": 30}]
    for text, code in (("L1,x\nL2,y\n", "no-groups"), ("l1,x\nl2,x\nL3,y\n", "no-groups"), ("", "no-groups")):
        groups.write_text(f"learner,group\n{text}", "utf-8")
        assert zgcquiz("class", "items", tmp_path / "ds", "--groups", groups, "--json").json["error"]["code"] == code
    groups.write_text("learner,group\nl1,x\nl1,y\n", "utf-8")
    assert zgcquiz("class", "items", tmp_path / "ds", "--groups", groups, "--json").json["error"]["code"] == "bad-file"


def test_a_damaged_dataset_is_told(zgcquiz: Run, pack: Path, tmp_path: Path) -> None:
    dataset = tmp_path / "ds"
    collect(zgcquiz, write(tmp_path / "anna.jsonl", lines(pack)), "-o", dataset, "--pack", pack)
    (part,) = dataset.glob("answers-*.parquet")
    whole = part.read_bytes()
    (dataset / "packs.json").write_text("[1]", "utf-8")
    ran = zgcquiz("class", "report", dataset, "--json")
    assert (ran.code, ran.json["error"]["code"]) == (1, "bad-dataset")
    (dataset / "packs.json").unlink()
    assert zgcquiz("class", "report", dataset).code == 0, "without what is known of the pack"
    part.write_bytes(whole[:-9])
    ran = zgcquiz("class", "report", dataset, "--json")
    assert (ran.code, ran.json["error"]["code"]) == (1, "engine")
    import pyarrow as pa
    import pyarrow.parquet as pq

    pq.write_table(pa.table({"a": [1]}), part)
    ran = zgcquiz("class", "items", dataset, "--json")
    assert (ran.code, ran.json["error"]["code"]) == (1, "bad-dataset")


def test_one_process_adds_at_a_time(zgcquiz: Run, pack: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from zgcquiz.store.files import lock

    file = write(tmp_path / "anna.jsonl", lines(pack))
    (tmp_path / "ds").mkdir()
    monkeypatch.setattr(lock.held.__wrapped__, "__defaults__", (0.05,))  # type: ignore[attr-defined]
    with lock.held(tmp_path / "ds" / ".lock"):
        ran = zgcquiz("class", "collect", file, "-o", tmp_path / "ds", "--json")
    assert (ran.code, ran.json["error"]["code"]) == (1, "busy")
    assert zgcquiz("class", "collect", file, "-o", tmp_path / "ds", "--json").code == 0


def test_half_a_character_in_a_name_stops_nothing(zgcquiz: Run, pack: Path, tmp_path: Path) -> None:
    text = "".join(json.dumps(line | {"learner": "Zo\ud83d"}) + "\n" for line in lines(pack))
    file = tmp_path / "a.jsonl"
    file.write_text(text, "utf-8")
    found = collect(zgcquiz, file, "-o", tmp_path / "ds", "--pack", pack)
    assert found["files"][0]["learners"] == ["Zo?"]


def test_answers_under_a_former_id_are_to_the_question(zgcquiz: Run, pack: Path, tmp_path: Path) -> None:
    mine = lines(pack)
    pack.write_text(pack.read_text("utf-8").replace("id: q02\n", "id: second\n    formerly: [q02]\n"), "utf-8")
    strange = mine[0] | {"id": "x", "question": "nowhere"}
    found = collect(zgcquiz, write(tmp_path / "a.jsonl", [*mine, strange]), "-o", tmp_path / "ds", "--pack", pack)
    assert (found["added"], found["files"][0]["problem_count"]) == (4, 1)
    ids = [each["question"] for each in zgcquiz("class", "items", tmp_path / "ds", "--json").json["questions"]]
    assert ids == ["q01", "second", "q03", "q04"]
