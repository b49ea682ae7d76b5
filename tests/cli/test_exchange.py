"""pack import and pack export, from the command line: what is said, what is written, what is left alone."""

from __future__ import annotations

import io
import json
import sqlite3
import sys
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.making import conforms
from tests.conftest import Ran
from tests.formats.anki_files import package
from zgcquiz.core.log.limits import EARLIEST, LATEST
from zgcquiz.core.moment import Moment
from zgcquiz.formats.exchange import registry
from zgcquiz.formats.native import reader

Run = Callable[..., Ran]

GIFT = """\
// [id:grant] [tag:graves]
::Grant's tomb::Who is buried there?{
  =Grant#Yes.
  ~%50%Nearly Grant
  ~Nobody
}

Tell me all you know.{}

Is the <u>earth</u> round?{T}

Match.{=a -> b =c -> d}
"""
AIKEN = "What is the capital of France?\nA. Paris\nB. Rome\nANSWER: A\n"
SHAPE = {
    "format": str,
    "questions": int,
    "packs": [
        {
            "id": str,
            "questions": int,
            "change": str,
            "path": (str, type(None)),
            "files": [str],
            "reviews": int,
            "history": (dict, type(None)),
        }
    ],
    "skipped": [{"file": str, "inside": type(None), "line": int, "reason": str, "text": str}],
    "lost": [{"field": str, "count": int, "why": str, "questions": [str], "question_count": int, "file": str}],
    "notes": list,
    "failed": list,
}


@pytest.fixture
def gift(tmp_path: Path) -> Path:
    return put(tmp_path / "tombs.gift", GIFT)


@pytest.fixture
def aiken(tmp_path: Path) -> Path:
    return put(tmp_path / "capitals.txt", AIKEN)


def put(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def zipped(path: Path, **files: str | bytes) -> Path:
    """An archive; __ in a name stands for a point."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "."), content)
    return path


def pack_at(path: Path) -> reader.PackReading:
    return reader.read([(path.name, path.read_bytes())])


# Import


def test_the_report_says_what_was_read_skipped_and_lost(
    zgcquiz: Run, gift: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    ran = zgcquiz("pack", "import", "tombs.gift", "-o", "out.yaml", "--plain")
    assert ran.code == 0
    assert ran.err == ""
    assert " ".join(ran.out.split()) == (
        "tombs.gift:8: skipped: an essay: there is no answer to compare with: Tell me all you know.{} "
        "tombs.gift:12: skipped: a matching question, which is not supported: Match.{=a -> b =c -> d} "
        "Read 2 questions from tombs.gift (gift), skipped 2. "
        "lost: name, 1 time (a question has its id only): grant "
        "lost: partial credit, 1 time (an answer is right or wrong): grant "
        "lost: formatting, 1 time (plain text has no bold, italics or colours): is-the-earth-round "
        "Wrote 2 questions to out.yaml. To learn from it: zgcquiz pack add out.yaml"
    )
    reading = pack_at(tmp_path / "out.yaml")
    assert reading.problems == ()
    assert reading.pack
    assert [(item.id, item.tags) for item in reading.pack.items] == [("grant", ("graves",)), ("is-the-earth-round", ())]


def test_json_of_one_file(zgcquiz: Run, gift: Path, tmp_path: Path) -> None:
    ran = zgcquiz("pack", "import", gift, "-o", tmp_path / "out.yaml", "--json")
    assert ran.code == 0
    conforms(ran.json, SHAPE | {"notes": type([]), "failed": type([])})
    assert ran.json["format"] == "gift"
    assert ran.json["questions"] == 2
    assert [(each["line"], each["reason"][:8]) for each in ran.json["skipped"]] == [(8, "an essay"), (12, "a matchi")]
    assert {each["field"]: each["count"] for each in ran.json["lost"]} == {
        "name": 1,
        "partial credit": 1,
        "formatting": 1,
    }
    assert ran.json["packs"][0]["change"] == "written"


def test_json_of_several_files(zgcquiz: Run, gift: Path, aiken: Path, tmp_path: Path) -> None:
    bad = put(tmp_path / "bad.txt", "nothing of use")
    ran = zgcquiz("pack", "import", gift, bad, aiken, "--json")
    assert ran.code == 1
    assert ran.json["format"] is None
    assert ran.json["questions"] == 3
    assert [(pack["id"], pack["change"], pack["files"]) for pack in ran.json["packs"]] == [
        ("tombs", "added", [str(gift)]),
        ("capitals", "added", [str(aiken)]),
    ]
    assert {each["file"] for each in ran.json["skipped"]} == {str(gift)}
    assert [each["code"] for each in ran.json["failed"]] == ["unknown-format"]
    assert len(zgcquiz("pack", "list", "--json").json["packs"]) == 2


def test_several_files_become_one_pack_with_sections(zgcquiz: Run, gift: Path, aiken: Path, tmp_path: Path) -> None:
    out = tmp_path / "both"
    assert zgcquiz("pack", "import", gift, aiken, "-o", out).code == 0
    shown = zgcquiz("pack", "show", out, "--json").json
    assert [(each["id"], each["section"]) for each in shown["questions"]] == [
        ("grant", "tombs"),
        ("is-the-earth-round", "tombs"),
        ("what-is-the-capital-of-france", "capitals"),
    ]
    assert shown["id"] == "both"
    single = out.parent / "exports" / "one.yaml"
    told = zgcquiz("pack", "export", out, "-o", single, "--to", "yaml").err
    assert f"-o {single.with_suffix('')}" in told.splitlines()[-1], "the hint names the folder beside the file"


def test_a_newer_file_updates_the_pack_and_keeps_its_history(zgcquiz: Run, aiken: Path) -> None:
    assert "Added capitals" in zgcquiz("pack", "import", aiken).out
    assert zgcquiz("play", "capitals", "--json", stdin="Paris\n").json["correct"] == 1
    assert "already installed" in zgcquiz("pack", "import", aiken).out
    put(aiken, "What is the capital of Peru?\nA. Lima\nB. Cusco\nANSWER: A\n\n" + AIKEN.replace("B. Rome", "B. Nice"))

    refused = zgcquiz("pack", "import", aiken)
    assert refused.code == 1
    assert "is already installed" in refused.err
    assert "--force" in refused.err
    assert len(zgcquiz("pack", "show", "capitals", "--json").json["questions"]) == 1

    assert "Replaced capitals: it has 2 questions now." in zgcquiz("pack", "import", aiken, "--force").out
    shown = zgcquiz("pack", "show", "capitals", "--json").json["questions"]
    assert [each["id"] for each in shown] == ["what-is-the-capital-of-peru", "what-is-the-capital-of-france"]
    assert shown[1]["distractors"] == ["Nice"]
    (review,) = zgcquiz("history", "--json").json
    assert review["question"] == "what-is-the-capital-of-france"
    assert zgcquiz("--json").json["new"] == 1


def test_two_files_of_one_run_never_replace_each_other(zgcquiz: Run, tmp_path: Path) -> None:
    for folder, stem in (("a", "One?"), ("b", "Two?")):
        (tmp_path / folder).mkdir()
        put(tmp_path / folder / "quiz.txt", AIKEN.replace("What is the capital of France?", stem))
    files = [tmp_path / folder / "quiz.txt" for folder in "ab"]
    ran = zgcquiz("pack", "import", *files, "--force")
    assert ran.code == 1
    assert "it has the same id 'quiz' as a pack imported just before" in " ".join(ran.err.split())
    assert zgcquiz("pack", "show", "quiz", "--json").json["questions"][0]["question"] == "One?"


@pytest.mark.parametrize("out", ["out.yaml", "out"])
def test_what_is_there_is_written_over_with_force_alone(zgcquiz: Run, aiken: Path, tmp_path: Path, out: str) -> None:
    assert zgcquiz("pack", "import", aiken, "-o", tmp_path / out).code == 0
    before = {path: path.read_bytes() for path in tmp_path.rglob("out*") if path.is_file()}
    put(aiken, AIKEN.replace("Rome", "Nice"))
    ran = zgcquiz("pack", "import", aiken, "-o", tmp_path / out)
    assert ran.code == 1
    assert "already exists" in " ".join(ran.err.split())
    assert all(path.read_bytes() == content for path, content in before.items())
    assert zgcquiz("pack", "import", aiken, "-o", tmp_path / out, "--force").code == 0
    assert b"Nice" in b"".join(path.read_bytes() for path in tmp_path.rglob("*.yaml"))


def test_a_folder_with_other_things_is_left_alone_whatever_is_said(zgcquiz: Run, aiken: Path, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    mine = put(tmp_path / "mine" / "thesis.txt", "years of work")
    ran = zgcquiz("pack", "import", aiken, "-o", tmp_path / "mine", "--force")
    assert ran.code == 1
    assert mine.read_text() == "years of work"
    assert list((tmp_path / "mine").iterdir()) == [mine]


def test_standard_input(zgcquiz: Run, tmp_path: Path) -> None:
    ran = zgcquiz("pack", "import", "-", "-o", tmp_path / "out.yaml", "--json", stdin=AIKEN)
    assert ran.json["questions"] == 1
    assert ran.json["format"] == "aiken"
    assert zgcquiz("pack", "import", "-", "--json", stdin=AIKEN).json["packs"][0]["id"] == "imported-questions"
    assert "unknown-format" in zgcquiz("pack", "import", "-", "--json", stdin=b"\0\1\2" * 99).out


def test_a_format_that_there_is_not(zgcquiz: Run, gift: Path) -> None:
    ran = zgcquiz("pack", "import", gift, "--from", "gitf")
    assert ran.code == 1
    assert "Unknown format 'gitf'." in ran.err
    assert "Did you mean gift?" in ran.err or "Did you mean 'gift'?" in ran.err


def test_a_file_that_is_not_in_the_format_named(zgcquiz: Run, gift: Path, tmp_path: Path) -> None:
    for name, code in (
        ("moodle-xml", "bad-file"),
        ("qti21", "bad-file"),
        ("json", "bad-file"),
        ("aiken", "nothing-imported"),
    ):
        ran = zgcquiz("pack", "import", gift, "--from", name, "--json")
        assert ran.code == 1
        assert ran.json["error"]["code"] == code, name
        assert str(gift.name) in ran.json["error"]["message"]
    assert zgcquiz("pack", "list", "--json").json["packs"] == []


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"", "empty-file"), (b" \r\n\t", "empty-file"), (b"hello", "unknown-format"), (None, "unreadable")],
)
def test_files_that_are_of_no_use(zgcquiz: Run, tmp_path: Path, content: bytes | None, code: str) -> None:
    path = tmp_path / "x.gif"
    if content is not None:
        put(path, content)
    ran = zgcquiz("pack", "import", path, "--json")
    assert ran.code == 1
    assert ran.json["error"]["code"] == code
    assert str(path.name) in ran.json["error"]["message"]
    assert "unreadable" in zgcquiz("pack", "import", tmp_path, "--json").out


def test_a_file_that_is_too_large_is_not_read(zgcquiz: Run, tmp_path: Path) -> None:
    path = tmp_path / "large.zip"
    with path.open("wb") as file:
        file.truncate(600 * 1024 * 1024)  # no room is taken for it
    assert zgcquiz("pack", "import", path, "--json").json["error"]["code"] == "too-large"


# Archives of files


def test_an_archive_of_files_is_as_many_packs(zgcquiz: Run, tmp_path: Path) -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("deep.txt", AIKEN)
    path = zipped(
        tmp_path / "all.zip",
        one__gift=GIFT,
        two__txt=AIKEN,
        bad__gift="Essay.{}",
        readme__md="hello",
        more__zip=inner.getvalue(),
        __DS_Store="{=hidden}",
    )
    ran = zgcquiz("pack", "import", path, "--json")
    assert ran.code == 1
    assert [(pack["id"], pack["files"]) for pack in ran.json["packs"]] == [
        ("one", [f"{path}/one.gift"]),
        ("two", [f"{path}/two.txt"]),
    ]
    assert [each["code"] for each in ran.json["failed"]] == ["nothing-imported"]
    assert ran.json["failed"][0]["message"].startswith(f"{path}/bad.gift")
    assert ran.json["notes"] == [f"{path}/two.txt: left out, as their format is unknown: readme.md, more.zip"]
    assert {each["file"] for each in ran.json["skipped"]} == {f"{path}/one.gift"}


def test_a_part_of_a_pack_is_not_taken_for_the_whole(zgcquiz: Run, tmp_path: Path, pack_file: Path) -> None:
    main = put(tmp_path / "pack.yaml", pack_file.read_bytes())
    assert zgcquiz("pack", "check", main).code == 0
    path = zipped(tmp_path / "small.zip", small__pack=b"", **{"small/pack__yaml": pack_file.read_bytes()})
    for given, whole in ((main, tmp_path), (path, path)):
        error = zgcquiz("pack", "import", given, "--json").json["error"]
        assert (error["code"], error["hint"]) == ("is-a-pack", f"zgcquiz pack add {whole}")


def test_questions_of_a_pack_that_are_of_no_kind_known_here_are_skipped(zgcquiz: Run, tmp_path: Path) -> None:
    head = "zgcquiz: 1\nid: p\ntitle: P\nquestions:\n"
    odd = "- {id: odd, kind: riddle, question: Q?, answer: a}\n"
    path = put(tmp_path / "p.yaml", head + odd + "- {id: good, question: Q?, answer: true}\n")
    ran = zgcquiz("pack", "import", path, "--json")
    assert ran.json["questions"] == 1
    assert [(each["line"], each["text"]) for each in ran.json["skipped"]] == [(5, "odd")]
    error = zgcquiz("pack", "import", put(path, head + odd), "--json").json["error"]
    assert error["code"] == "nothing-imported"


def test_an_archive_with_one_format_named(zgcquiz: Run, tmp_path: Path) -> None:
    path = zipped(tmp_path / "all.zip", a__txt="{=x}", b__txt="Which?{=x ~y}")
    ran = zgcquiz("pack", "import", path, "--from", "gift", "-o", tmp_path / "out.yaml", "--json")
    assert ran.json["questions"] == 1


def test_entries_that_would_lead_out_are_named_and_left(zgcquiz: Run, tmp_path: Path) -> None:
    path = tmp_path / "evil.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name in ("../up.txt", "/tmp/abs.txt", "a/../../b.txt", "C:\\x.txt", "..\\y.txt"):
            archive.writestr(name, AIKEN)
        link = zipfile.ZipInfo("link.txt")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
        archive.writestr("good.txt", AIKEN)
    before = sorted(tmp_path.rglob("*.txt"))
    ran = zgcquiz("pack", "import", path, "-o", tmp_path / "out.yaml", "--json")
    assert ran.code == 0
    assert ran.json["questions"] == 1
    assert ran.json["notes"] == [
        f"{path}/good.txt: left out, as its path points outside the archive: "
        "../up.txt, /tmp/abs.txt, a/../../b.txt and 2 more",
        f"{path}/good.txt: left out, as it is a link: link.txt",
    ]
    assert sorted(tmp_path.rglob("*.txt")) == before


# Formats of others

OTHERS = """\
from zgcquiz.core.packs.pack import Item, Kind, Option, Pack, PackInfo
from zgcquiz.formats.exchange.contract import Confidence, Converted, Format, Written

def _recognise(sample):
    if sample.name == "stumble.odd":
        raise RuntimeError("recogniser")
    return Confidence.CERTAIN if sample.text.startswith("ODD") else Confidence.NO

def _read(data, name, options):
    if b"boom" in data:
        raise RuntimeError("reader")
    item = Item("q", Kind.TRUE_FALSE, "Q?", (Option("true", True), Option("false")))
    return Converted(Pack(PackInfo("odd", "Odd"), (item,)))

def _write(pack, options, reviews):
    if pack.info.id == "small":
        raise KeyError("writer")
    return Written(b"ODD")

ODD = Format("odd", "Odd", (".odd",), _recognise, _read, _write)
NO_FORMAT = 1
"""


@pytest.fixture
def others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package that adds formats, as pip would have installed it."""
    site = tmp_path / "site"
    info = site / "odd_formats-1.0.dist-info"
    info.mkdir(parents=True)
    put(site / "odd_formats.py", OTHERS)
    put(info / "METADATA", "Metadata-Version: 2.1\nName: odd-formats\nVersion: 1.0\n")
    put(
        info / "entry_points.txt",
        "[zgcquiz.formats]\nodd = odd_formats:ODD\nnone = odd_formats:NO_FORMAT\n"
        "gone = odd_formats:GONE\nmissing = no_such_module:X\ngift = odd_formats:ODD\n",
    )
    monkeypatch.syspath_prepend(str(site))
    monkeypatch.delitem(sys.modules, "odd_formats", raising=False)
    return site


def test_formats_of_others_are_read_and_written(zgcquiz: Run, others: Path, tmp_path: Path, pack_file: Path) -> None:
    odd = put(tmp_path / "x.odd", "ODD")
    assert zgcquiz("pack", "import", odd, "--json").json["format"] == "odd"
    assert zgcquiz("pack", "export", "odd", "-o", tmp_path / "y.odd").code == 0
    assert (tmp_path / "y.odd").read_bytes() == b"ODD"
    assert registry.get("gift").title.startswith("GIFT"), "ours can't be replaced"


def test_faults_of_others_are_named_and_never_a_traceback(
    zgcquiz: Run, others: Path, tmp_path: Path, pack_file: Path, aiken: Path
) -> None:
    boom = put(tmp_path / "boom.odd", "ODD boom")
    for arguments, said in (
        (("import", boom), "The format 'odd' failed: RuntimeError: reader."),
        (("export", pack_file, "--to", "odd", "-o", tmp_path / "x"), "The format 'odd' failed: KeyError: 'writer'."),
        (("import", aiken, "--from", "none"), "which is not a zgcquiz Format"),
        (("import", aiken, "--from", "gone"), "The format 'gone' can't be loaded from odd_formats:GONE"),
        (("import", aiken, "--from", "missing"), "ModuleNotFoundError"),
    ):
        ran = zgcquiz("pack", *arguments, "--json")
        assert ran.code == 1
        assert ran.json["error"]["code"] == "broken-format"
        assert said in ran.json["error"]["message"]
    assert zgcquiz("pack", "import", aiken, "--json").json["format"] == "aiken", "a broken one is passed over"
    put(tmp_path / "stumble.odd", AIKEN)
    assert zgcquiz("pack", "import", tmp_path / "stumble.odd", "--json").json["format"] == "aiken"


def test_the_help_lists_the_formats_those_of_others_too(zgcquiz: Run, others: Path) -> None:
    for command, does in (("import", "read"), ("export", "write")):
        listed = zgcquiz("pack", command, "--help").out.partition("Formats:")[2]
        named = [line.split()[0] for line in listed.splitlines() if line[:3].strip()]
        assert named == [each.name for each in registry.all_formats() if getattr(each, does)]
        assert "odd" in named


# Export


@pytest.mark.parametrize("name", ["gift", "aiken", "moodle-xml", "qti12", "qti21", "json", "yaml"])
def test_export_and_import_of_a_pack(zgcquiz: Run, pack_file: Path, tmp_path: Path, name: str) -> None:
    out = tmp_path / "out.bin"
    ran = zgcquiz("pack", "export", pack_file, "--to", name, "-o", out, "--json")
    assert ran.code == 0
    kept = 3 if name == "aiken" else 4  # it supports one right option
    assert ran.json["questions"] == kept
    assert ran.json["format"] == name
    conforms(ran.json, {"format": str, "pack": str, "questions": int, "path": str})
    assert isinstance(ran.json["skipped"], list)
    assert ("question" in {each["field"] for each in ran.json["lost"]}) is (name == "aiken")
    assert zgcquiz("pack", "import", out, "--json").json["questions"] == kept
    again = zgcquiz("pack", "export", pack_file, "--to", name, "-o", out)
    assert again.code == 1
    assert "already exists" in again.err
    assert zgcquiz("pack", "export", pack_file, "--to", name, "-o", out, "--force").code == 0


def test_export_to_standard_output_holds_the_file_and_nothing_else(zgcquiz: Run, pack_file: Path) -> None:
    ran = zgcquiz("pack", "export", pack_file, "--to", "aiken")
    assert ran.code == 0
    assert ran.out.startswith("What is the capital of France?\nA. Rome\n")
    assert ran.out.endswith("ANSWER: A\n")
    assert "left out: 1 question (Aiken does not support the kind multiple)" in " ".join(ran.err.split())
    assert "Wrote 3 questions (aiken)." in ran.err


def test_a_package_needs_a_place(zgcquiz: Run, pack_file: Path) -> None:
    ran = zgcquiz("pack", "export", pack_file, "--to", "qti12", "--json")
    assert ran.code == 1
    assert ran.json["error"]["code"] == "no-output"
    assert zgcquiz("pack", "export", pack_file, "--to", "qti12").code == 1


def test_the_format_by_the_suffix_or_a_question_which(zgcquiz: Run, pack_file: Path, tmp_path: Path) -> None:
    assert zgcquiz("pack", "export", pack_file, "-o", tmp_path / "x.gift", "--json").json["format"] == "gift"
    unclear = zgcquiz("pack", "export", pack_file, "-o", tmp_path / "x.zip", "--json").json["error"]
    assert unclear["code"] == "no-format"
    assert "qti12, qti21" in unclear["hint"]
    assert (
        zgcquiz("pack", "export", pack_file, "--to", "qti22", "--json", "-o", "x").json["error"]["code"] == "read-only"
    )
    assert (
        zgcquiz("pack", "export", pack_file, "--to", "gfit", "--json", "-o", "x").json["error"]["code"]
        == "unknown-format"
    )


def test_where_nothing_can_be_written(zgcquiz: Run, pack_file: Path, tmp_path: Path) -> None:
    ran = zgcquiz("pack", "export", pack_file, "--to", "gift", "-o", tmp_path / "no" / "such" / "x.gift", "--json")
    assert ran.code == 1
    assert ran.json["error"]["code"] == "unwritable"


def test_a_format_with_a_place_for_none_of_the_questions(zgcquiz: Run, tmp_path: Path) -> None:
    several = put(tmp_path / "several.gift", "Which?{~%50%a ~%50%b ~%-100%c}")
    assert zgcquiz("pack", "import", several).code == 0
    ran = zgcquiz("pack", "export", "several", "--to", "aiken", "-o", tmp_path / "x.txt", "--json")
    assert ran.json["error"]["code"] == "nothing-exported"
    assert not (tmp_path / "x.txt").exists()


# Cards


WORDS = (
    "aller\tto go\nvoir\tto see\nvenir\tto come\nsavoir\tto know\n"
    "Bastille\t14 July 1789\nInterest\t12%\nouvrir\tto open\n"
)


def test_cards_become_multiple_choice_with_like_answers(zgcquiz: Run, tmp_path: Path) -> None:
    cards = put(tmp_path / "words.tsv", WORDS)
    ran = zgcquiz("pack", "import", cards, "--distractors")
    assert ran.code == 0
    assert "2 questions stay typed: there are fewer than three like answers" in " ".join(ran.out.split())
    questions = {each["question"]: each for each in zgcquiz("pack", "show", "words", "--json").json["questions"]}
    verbs = {"to go", "to see", "to come", "to know", "to open"}
    for stem, answer in (("aller", "to go"), ("voir", "to see"), ("savoir", "to know")):
        asked = questions[stem]
        assert (asked["kind"], asked["answers"], asked["options"]) == ("single", [answer], None)
        assert set(asked["distractors"]) == verbs - {answer}
    assert [questions[stem]["kind"] for stem in ("Bastille", "Interest")] == ["typed", "typed"]
    assert zgcquiz("pack", "check", "--no-flaws", "words").code == 0

    assert "already installed" in zgcquiz("pack", "import", cards, "--distractors").out
    assert zgcquiz("pack", "import", cards, "--force").code == 0
    typed = zgcquiz("pack", "show", "words", "--json").json["questions"]
    assert [(each["id"], each["kind"]) for each in typed] == [(each["id"], "typed") for each in questions.values()]


def test_one_card_that_stays_typed(zgcquiz: Run, tmp_path: Path) -> None:
    cards = put(tmp_path / "words.tsv", WORDS.replace("Interest\t12%\n", ""))
    ran = zgcquiz("pack", "import", cards, "--distractors", "--json")
    assert ran.json["notes"][-1].endswith("words.tsv: 1 question stays typed: there are fewer than three like answers")
    without = zgcquiz("pack", "import", cards, "--json", "-o", tmp_path / "out.yaml")
    assert without.json["notes"] == ran.json["notes"][:-1]


def test_what_is_accepted_stays_accepted_and_is_no_distractor(zgcquiz: Run, tmp_path: Path) -> None:
    rows = "Capital,Of,Also\nParis,France,Lutetia\nLutetia,Old Paris,\nRome,Italy,\nBern,Switzerland,\nOslo,Norway,\n"
    cards = put(tmp_path / "capitals.csv", rows)
    columns = "question=Of,answer=Capital,accept=Also"
    assert zgcquiz("pack", "import", cards, "--columns", columns, "--distractors").code == 0
    france = zgcquiz("pack", "show", "capitals", "--json").json["questions"][0]
    assert (france["kind"], france["accept"]) == ("single", ["Lutetia"])
    assert france["distractors"] == ["Bern", "Oslo", "Rome"]


def test_history_of_a_package_comes_once(zgcquiz: Run, tmp_path: Path) -> None:
    data = package("one|1", "two|2", log=[(1_600_000_000_000 + at, 100 + 100 * (at % 2), 3, 1) for at in range(6)])
    (tmp_path / "deck.apkg").write_bytes(data)
    assert "Added 6 reviews to your history." in zgcquiz("pack", "import", str(tmp_path / "deck.apkg"), "--history").out
    again = zgcquiz("pack", "import", str(tmp_path / "deck.apkg"), "--history")
    assert (again.code, "grew" in again.out) == (0, False)
    assert len(json.loads(zgcquiz("history", "--json").out)) == 6
    assert "right: deck/" in zgcquiz("history", "--plain").out


def test_an_import_without_history_tells_only_that_it_was_left_out(zgcquiz: Run, tmp_path: Path) -> None:
    buried = {"fields": "one\x1f1", "cards": [{"queue": -2}], "tags": "leech rivers"}
    log = [(1_600_000_000_000 + at, 100, ease, type) for at, (ease, type) in enumerate([(3, 1), (3, 4), (9, 1)])]
    (tmp_path / "deck.apkg").write_bytes(package(buried, "two|2", log=log))
    ran = zgcquiz("pack", "import", str(tmp_path / "deck.apkg"), "--json")
    assert ran.json["lost"] == []
    assert ran.json["packs"][0]["history"] == {"reviews": 1, "own": 0, "suspended": 0, "taken": False}
    assert zgcquiz("pack", "show", "deck", "--json").json["questions"][0]["tags"] == ["rivers"]
    ran = zgcquiz("pack", "import", str(tmp_path / "deck.apkg"), "--force", "--history", "--json")
    assert {lost["field"] for lost in ran.json["lost"]} == {"buried", "review log"}


def test_history_and_suspensions_count_for_a_second_pack_of_the_same_cards(zgcquiz: Run, tmp_path: Path) -> None:
    held = {"fields": "one\x1f1", "cards": [{"queue": -1}]}
    whole = package(held, "two|2", log=[(1_600_000_000_000 + at, 100 + 100 * (at % 2), 3, 1) for at in range(6)])
    part = package(held, log=[(1_600_000_000_000 + at, 100, 3, 1) for at in (0, 2, 4)])
    (tmp_path / "deck.apkg").write_bytes(whole)
    (tmp_path / "part.apkg").write_bytes(part)
    for file, id, grown in (("deck", "deck", 6), ("deck", "second", 6), ("part", "part", 3), ("part", "third", 3)):
        for new in (grown, 0):
            ran = zgcquiz(
                "pack", "import", str(tmp_path / f"{file}.apkg"), "--id", id, "--force", "--json", "--history"
            )
            assert ran.json["packs"][0]["reviews"] == new
    said = [each["pack"] for each in zgcquiz("history", "--json").json]
    assert {pack: said.count(pack) for pack in said} == {"deck": 6, "second": 6, "part": 3, "third": 3}
    assert [each["pack"] for each in zgcquiz("held", "--json").json["held"]] == ["deck", "part", "second", "third"]
    assert zgcquiz("stats", "second", "--json").json["reviews"] == 6
    assert zgcquiz("resume", "second").code == 0
    zgcquiz("pack", "import", str(tmp_path / "deck.apkg"), "--id", "second", "--force", "--history")
    assert "second" not in {each["pack"] for each in zgcquiz("held", "--json").json["held"]}


def test_what_a_file_has_no_place_for_is_said(zgcquiz: Run, tmp_path: Path) -> None:
    held = {"fields": "one\x1f1", "cards": [{"queue": -1}]}
    (tmp_path / "deck.apkg").write_bytes(package(held, log=[(1_600_000_000_000, 100, 3, 1)]))
    ran = zgcquiz("pack", "import", str(tmp_path / "deck.apkg"), "-o", str(tmp_path / "out.yaml"), "--json")
    assert {each["field"]: each["count"] for each in ran.json["lost"]} == {"reviews": 1, "suspended": 1}


def test_what_is_suspended_and_answered_goes_through_a_package(zgcquiz: Run, tmp_path: Path) -> None:
    (tmp_path / "deck.apkg").write_bytes(package("one|1", "two|2", log=[(1_600_000_000_000, 100, 3, 1)]))
    zgcquiz("pack", "import", str(tmp_path / "deck.apkg"), "--history")
    zgcquiz("suspend", "deck", "guid2")
    ours = tmp_path / "ours.apkg"
    zgcquiz("pack", "export", "deck", "-o", str(ours), "--history")
    again = zgcquiz("pack", "import", str(ours), "--id", "other", "--json", "--history")
    assert again.json["packs"][0]["reviews"] == 1
    held = zgcquiz("held", "--json").json["held"]
    assert [(each["pack"], each["question"]) for each in held] == [("deck", "guid2"), ("other", "guid2")]
    assert zgcquiz("pack", "import", str(ours), "--force", "--json", "--history").json["packs"][0]["reviews"] == 0


def test_reviews_that_went_through_anki_are_known_again(zgcquiz: Run, tmp_path: Path) -> None:
    (tmp_path / "deck.apkg").write_bytes(package("one|1", log=[(1_600_000_000_000, 100, 3, 1)]))
    zgcquiz("pack", "import", str(tmp_path / "deck.apkg"), "--history")
    ours = tmp_path / "ours.apkg"
    zgcquiz("pack", "export", "deck", "-o", str(ours), "--history")
    with zipfile.ZipFile(ours) as archive:  # Anki passes on its own log, and not the file beside it
        entries = {name: archive.read(name) for name in archive.namelist() if name != "zgcquiz.jsonl"}
    zipped(tmp_path / "anki.apkg", **entries)
    zgcquiz("pack", "import", str(tmp_path / "anki.apkg"), "--force", "--history")
    assert len(json.loads(zgcquiz("history", "--json").out)) == 1


def test_a_strangers_history_stays_out_unless_it_is_asked_for(zgcquiz: Run, tmp_path: Path) -> None:
    held = {"fields": "one\x1f1", "cards": [{"queue": -1}]}
    deck = tmp_path / "deck.apkg"
    deck.write_bytes(package(held, "two|2", log=[(1_600_000_000_000 + at, 200, 3, 1) for at in range(6)]))
    ran = zgcquiz("pack", "import", deck)
    said = " ".join(ran.out.split())
    assert "The file also has 6 reviews and 1 suspended question, left out of your history." in said
    assert f"zgcquiz pack import {deck} --history --force" in said
    out = " ".join(zgcquiz("pack", "import", deck, "--id", "other", "--distractors").out.split())
    assert f"zgcquiz pack import {deck} --id other --distractors --history --force" in out
    assert zgcquiz("history", "--json").json == zgcquiz("held", "--json").json["held"] == []
    ran = zgcquiz("pack", "import", deck, "--force", "--json")
    assert (ran.json["packs"][0]["reviews"], ran.json["packs"][0]["history"]) == (
        0,
        {"reviews": 6, "own": 0, "suspended": 1, "taken": False},
    )
    ran = zgcquiz("pack", "import", deck, "--force", "--history")
    assert "Added 6 reviews to your history. The file has 6 reviews and 1 suspended question." in " ".join(
        ran.out.split()
    )
    assert len(zgcquiz("history", "--json").json) == 6
    assert len(zgcquiz("held", "--json").json["held"]) == 1


def test_ones_own_history_goes_out_and_comes_in_only_when_asked_for(
    zgcquiz: Run, tmp_path: Path, pack_file: Path
) -> None:
    zgcquiz("pack", "add", pack_file)
    zgcquiz("play", "small", "--seed", "1", stdin="a\nb\n")
    zgcquiz("undo")
    device = zgcquiz("history", "--json").json[0]["device"]
    bare, whole = tmp_path / "bare.apkg", tmp_path / "whole.apkg"
    out = " ".join(zgcquiz("pack", "export", "small", "-o", bare).out.split())
    assert "Without your history of 1 review; to include it: --history" in out
    ran = zgcquiz("pack", "export", "small", "-o", whole, "--history", "--json")
    assert (ran.json["reviews"], ran.json["suspended"], ran.json["withheld"]) == (1, 0, 0)
    for file, has in ((bare, False), (whole, True)):
        with zipfile.ZipFile(file) as archive:
            assert ("zgcquiz.jsonl" in archive.namelist()) is has
            assert any(device.encode() in archive.read(name) for name in archive.namelist()) is has
            (tmp_path / "made.db").write_bytes(archive.read("collection.anki21"))
        with closing(sqlite3.connect(tmp_path / "made.db")) as db:
            assert db.execute("SELECT count(*) FROM revlog").fetchone() == (int(has),)
            assert db.execute("SELECT count(*) FROM cards WHERE reps > 0").fetchone() == (int(has),)
    zgcquiz("pack", "remove", "small")
    out = " ".join(zgcquiz("pack", "import", whole).out.split())
    assert "The file also has 1 review (made on this device), left out of your history." in out
    ran = zgcquiz("pack", "import", whole, "--id", "other", "--history", "--json")
    assert ran.json["packs"][0]["history"] == {"reviews": 1, "own": 1, "suspended": 0, "taken": True}


def test_a_format_without_history_refuses_it(zgcquiz: Run, tmp_path: Path, pack_file: Path) -> None:
    ran = zgcquiz("pack", "export", pack_file, "--to", "gift", "-o", tmp_path / "x.gift", "--history", "--json")
    assert (ran.code, ran.json["error"]["code"]) == (1, "no-history")
    assert not (tmp_path / "x.gift").exists()


@pytest.mark.parametrize("ms", [EARLIEST - 1, LATEST])
def test_reviews_of_impossible_times_come_in_by_no_door(zgcquiz: Run, tmp_path: Path, ms: int) -> None:
    """Through Anki's log, and through the file that our own packages have beside it."""
    line = {"id": "x", "at": Moment(ms).iso, "pack": "p", "question": "guid1", "correct": True, "rating": 3}
    (tmp_path / "deck.apkg").write_bytes(package("one|1", log=[(ms, 100, 3, 1)]))
    with zipfile.ZipFile(tmp_path / "deck.apkg", "a") as archive:
        archive.writestr("zgcquiz.jsonl", json.dumps(line))
    ran = zgcquiz("pack", "import", tmp_path / "deck.apkg", "--history", "--json")
    assert ran.code == 0
    assert zgcquiz("history", "--json").json == []


FORMATTED = """<quiz><question type="multichoice"><name><text>q</text></name><questiontext format="html"><text>
<![CDATA[Is <b>it</b> <img src="@@PLUGINFILE@@/a.png" alt="A">?]]></text>
<file name="a.png" path="/" encoding="base64">iVBORw0KGgo=</file></questiontext>
<answer fraction="100" format="html"><text>yes</text></answer>
<answer fraction="0" format="html"><text>2*3*4</text></answer>
</question></quiz>"""


def test_formatting_and_images_of_an_import_become_a_marked_pack(zgcquiz: Run, tmp_path: Path) -> None:
    file = tmp_path / "q.xml"
    file.write_text(FORMATTED, "utf-8")
    assert zgcquiz("pack", "import", file, "--id", "q").code == 0
    assert zgcquiz("pack", "show", "q", "--json").json["markup"] == "markdown"
    out = tmp_path / "out"
    assert zgcquiz("pack", "import", file, "-o", out).code == 0
    (image,) = (out / "media").iterdir()
    assert image.read_bytes() == b"\x89PNG\r\n\x1a\n"
    assert f"Is **it** ![A](media/{image.name})?" in (out / "pack.yaml").read_text("utf-8")
    assert zgcquiz("pack", "check", out).code == 0
    refused = zgcquiz("pack", "import", file, "-o", tmp_path / "q.yaml")
    assert refused.code == 1
    assert f"-o {tmp_path / 'q'}" in refused.err
    assert zgcquiz("pack", "import", file, "-o", tmp_path / "q.yaml", "--no-markup").code == 0
    assert "Is it [image: A]?" in (tmp_path / "q.yaml").read_text("utf-8")


def test_plain_and_marked_files_are_joined_as_one_marked_pack(zgcquiz: Run, tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_text(FORMATTED, "utf-8")
    (tmp_path / "b.xml").write_text(FORMATTED.replace("png", "PNG").replace("iVBORw0KGgo=", "iVBORw0KGgoA"), "utf-8")
    (tmp_path / "c.csv").write_text("question,answer,wrong\nWhat is *c*?,a * b,`c`\n", "utf-8")
    out = tmp_path / "all"
    ran = zgcquiz("pack", "import", tmp_path / "a.xml", tmp_path / "b.xml", tmp_path / "c.csv", "-o", out)
    assert ran.code == 0, ran.err
    assert len(list((out / "media").iterdir())) == 2
    told = "".join(each.read_text("utf-8") for each in out.glob("*.yaml"))
    assert "markup: markdown" in told
    assert r"What is \*c\*?" in told
    assert "a * b" in told
    assert zgcquiz("pack", "check", out).code == 0


def test_a_file_and_an_archive_in_another_encoding_need_its_name(zgcquiz: Run, tmp_path: Path) -> None:
    table = "问题,答案\n哪条河流经武汉？,长江\n茶的产地有哪些？,福建\n".encode("gb18030")
    (tmp_path / "rivers.csv").write_bytes(table)
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        archive.writestr("rivers.csv", table)
    for file in ("rivers.csv", "all.zip"):
        refused = zgcquiz("pack", "import", tmp_path / file, "--from", "csv", "-o", tmp_path / "out.yaml")
        assert refused.code == 1
        assert "--encoding gb18030" in refused.err
        assert not (tmp_path / "out.yaml").exists()
        named = ("--encoding", "GBK", "--columns", "question=1,answer=2")
        ran = zgcquiz("pack", "import", tmp_path / file, *named, "-o", tmp_path / "out.yaml")
        assert ran.code == 0, ran.err
        assert "哪条河流经武汉？" in (tmp_path / "out.yaml").read_text(encoding="utf-8")
        (tmp_path / "out.yaml").unlink()
    unknown = zgcquiz("pack", "import", tmp_path / "rivers.csv", "--encoding", "hex")
    assert unknown.code == 2
    assert "'hex' is no encoding of text files" in unknown.err
