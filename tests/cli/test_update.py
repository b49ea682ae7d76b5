"""A newer edition comes in, and what is known of its questions stays."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pexpect
import pytest

from tests.cli.making import GREEK, environment, forget_log, one, run, with_files_of, write
from tests.cli.serving import commit, git, gives, repository, serving, zipped
from tests.conftest import Ran
from zgcquiz.app.context import AppContext
from zgcquiz.core.learning.schedule import New
from zgcquiz.core.log.review import Ref

Run = Callable[..., Ran]

REKEYED = GREEK.replace("answer: Twenty-four", "answer: Twenty-six")
RENAMED = GREEK.replace("  - id: old\n", "  - id: ancient\n")


def update(zgcquiz: Run, *arguments: object) -> dict[str, Any]:
    """One pack's update, which succeeds."""
    ran = zgcquiz("pack", "update", *arguments, "--json")
    assert (ran.code, ran.err) == (0, ""), ran
    (found,) = ran.json["packs"]
    assert ran.json["failed"] == []
    return dict(found)


def repetitions(make_context: Callable[[], AppContext], item: str) -> int:
    """How often the card of a question was brought on."""
    with make_context() as context:
        card = context.log.card(Ref("greek", item))
        return 0 if isinstance(card, New) else card.repetitions


@pytest.fixture
def known(zgcquiz: Run, greek: Path) -> Path:
    """The pack, installed and answered once."""
    zgcquiz("pack", "add", greek)
    assert zgcquiz("play", "greek", "--json", stdin="0\n" * 4).json["asked"] == 4
    return greek


def library(home: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (home / "packs").rglob("*") if path.is_file()}


def test_a_typo_keeps_history(zgcquiz: Run, known: Path, make_context: Callable[[], AppContext]) -> None:
    write(known, GREEK.replace("Is the alphabet old?", "Is the alphabet very old?"))
    shown = zgcquiz("pack", "update", "greek", "--yes").out
    assert "was Is the alphabet old?\nnow Is the alphabet very old?" in shown
    assert "Updated greek" in shown
    assert repetitions(make_context, "old") == 1
    assert zgcquiz("pack", "update", "greek").out.startswith("greek is up to date")
    assert update(zgcquiz, "greek")["change"] == "unchanged"


def test_nothing_is_changed_unasked(zgcquiz: Run, known: Path, home: Path) -> None:
    before = library(home)
    for text, said in (
        (REKEYED, "count"),
        (RENAMED, "old may have been renamed to ancient"),
        (GREEK + "# x\n", "newer edition"),
    ):
        write(known, text)
        ran = zgcquiz("pack", "update", "greek", "--json")
        assert (ran.code, ran.json["error"]["code"]) == (1, "needs-answer")
        assert said in ran.json["error"]["message"]
        assert "--yes" in ran.json["error"]["hint"]
        assert zgcquiz("pack", "update", "greek").code == 1
        assert library(home) == before


def test_what_would_be_asked_is_shown_beforehand(zgcquiz: Run, known: Path, home: Path) -> None:
    before = library(home)
    write(known, REKEYED.replace("  - id: old\n", "  - id: ancient\n"))
    found = update(zgcquiz, "greek", "--dry-run")
    assert found["change"] == "planned"
    assert found["asks"] == {
        "rekeyed": ["count"],
        "renamed": [{"question": "ancient", "formerly": "old"}],
        "edited": False,
    }
    out = zgcquiz("pack", "update", "greek", "--dry-run").out
    assert "Re-keyed" in out
    assert "Nothing was changed" in out
    assert library(home) == before


def test_what_was_never_answered_asks_nothing(zgcquiz: Run, greek: Path) -> None:
    zgcquiz("pack", "add", greek)
    write(greek, REKEYED)
    assert update(zgcquiz, "greek", "--dry-run")["asks"]["rekeyed"] == []


def test_a_changed_key_keeps_history_or_starts_anew(
    zgcquiz: Run, known: Path, make_context: Callable[[], AppContext], tmp_path: Path
) -> None:
    write(known, REKEYED)
    assert update(zgcquiz, "greek", "--yes")["forgotten"] == []
    assert repetitions(make_context, "count") == 1
    write(known, GREEK)
    assert update(zgcquiz, "greek", "--yes", "--forget", "count")["forgotten"] == ["count"]
    assert (repetitions(make_context, "count"), repetitions(make_context, "first")) == (0, 1)
    assert len(zgcquiz("history", "--json").json) == 4, "the log keeps all"
    zgcquiz("rebuild")
    assert (repetitions(make_context, "count"), repetitions(make_context, "first")) == (0, 1)
    zgcquiz("history", "export", "-o", tmp_path / "log.jsonl")
    forget_log(tmp_path / "home")
    assert zgcquiz("history", "import", tmp_path / "log.jsonl", "--json").json["restarted"] == 1
    assert (repetitions(make_context, "count"), repetitions(make_context, "first")) == (0, 1)


def test_a_question_that_is_not_there_can_t_be_forgotten(zgcquiz: Run, known: Path, home: Path) -> None:
    before = library(home)
    write(known, REKEYED)
    ran = zgcquiz("pack", "update", "greek", "--yes", "--forget", "cuont", "--json")
    assert (ran.code, ran.json["error"]["code"]) == (1, "no-question")
    assert library(home) == before
    assert zgcquiz("pack", "update", "--forget", "count").code == 2


def test_formerly_follows_a_rename(zgcquiz: Run, known: Path, make_context: Callable[[], AppContext]) -> None:
    write(known, RENAMED.replace("  - id: ancient\n", "  - id: ancient\n    formerly: [old]\n"))
    found = update(zgcquiz, "greek", "--yes")
    assert [change["change"] for change in found["difference"]["changes"]] == ["renamed"]
    assert repetitions(make_context, "ancient") == 1


def test_a_likely_rename_is_followed_and_stays_so(
    zgcquiz: Run, known: Path, make_context: Callable[[], AppContext], home: Path
) -> None:
    """The installed copy says `formerly`, and still does after the next edition, which knows nothing of it."""
    write(known, RENAMED)
    assert update(zgcquiz, "greek", "--yes")["renamed"] == [{"question": "ancient", "formerly": "old"}]
    assert repetitions(make_context, "ancient") == 1
    expected = RENAMED.replace("  - id: ancient\n", "  - formerly: [old]\n    id: ancient\n")
    assert library(home)["greek.yaml"] == expected.encode()
    assert update(zgcquiz, "greek")["change"] == "unchanged"
    write(known, RENAMED.replace("very first?", "first?").replace("Greek letters", "Later letters"))
    assert update(zgcquiz, "greek", "--yes")["change"] == "updated"
    assert b"formerly: [old]" in library(home)["greek.yaml"]
    assert repetitions(make_context, "ancient") == 1


def test_a_likely_rename_may_be_none(
    zgcquiz: Run, known: Path, make_context: Callable[[], AppContext], home: Path
) -> None:
    write(known, RENAMED)
    assert update(zgcquiz, "greek", "--yes", "--not-renamed", "ancient")["renamed"] == []
    assert repetitions(make_context, "ancient") == 0
    assert library(home)["greek.yaml"] == RENAMED.encode()


def test_what_was_changed_in_the_library_is_not_lost_in_silence(zgcquiz: Run, known: Path, home: Path) -> None:
    mine = write(home / "packs" / "greek.yaml", GREEK.replace("Greek letters", "My letters"))
    ran = zgcquiz("pack", "update", "greek", "--json")
    assert "your copy was edited" in ran.json["error"]["message"]
    assert "My letters" in mine.read_text(encoding="utf-8")
    assert update(zgcquiz, "greek", "--dry-run")["asks"]["edited"] is True
    update(zgcquiz, "greek", "--yes")
    assert mine.read_text(encoding="utf-8") == GREEK


@pytest.mark.serves
def test_a_pack_is_fetched_anew_from_a_repository_and_a_server(zgcquiz: Run, tmp_path: Path) -> None:
    work = repository(tmp_path / "work", {"pack.yaml": GREEK})
    git(tmp_path, "clone", "-q", "--bare", "work", "server.git")
    assert zgcquiz("pack", "add", tmp_path / "server.git").code == 0
    commit(work, {"pack.yaml": GREEK.replace("Greek letters", "Later letters")})
    git(work, "push", "-q", "../server.git", "main")
    answers = {"/one.yaml": gives(one("one", "Yes?").encode())}
    with serving(answers) as url:
        zgcquiz("pack", "add", f"{url}/one.yaml")
        answers["/one.yaml"] = gives(one("one", "Really?").encode(), ETag='"2"')
        ran = zgcquiz("pack", "update", "--yes", "--json")
    assert [(pack["pack"], pack["change"]) for pack in ran.json["packs"]] == [("greek", "updated"), ("one", "updated")]
    assert ran.json["packs"][0]["from"]["version"] == git(work, "rev-parse", "HEAD")
    assert ran.json["packs"][1]["from"]["version"] == "2"
    again = zgcquiz("pack", "update", "--json")
    assert again.code == 1
    assert [(pack["pack"], pack["change"]) for pack in again.json["packs"]] == [("greek", "unchanged")]
    assert [error["code"] for error in again.json["failed"]] == ["unreachable"], "the server is gone; the rest is done"


def test_a_newer_edition_can_be_named(zgcquiz: Run, known: Path, tmp_path: Path) -> None:
    path = tmp_path / "newer.zip"
    path.write_bytes(zipped({"greek/pack.yaml": REKEYED, "greek/LICENSE": "CC0"}))
    assert update(zgcquiz, "greek", path, "--yes")["from"]["address"] == str(path)
    ran = zgcquiz("pack", "update", "greek", write(tmp_path / "other.yaml", one("other", "Yes?")), "--json")
    assert ran.json["error"]["code"] == "other-pack"


def test_where_there_is_nothing_to_update_from_it_is_said(zgcquiz: Run, shipped: Path, greek: Path) -> None:
    assert "No installed pack came from somewhere that is still there" in zgcquiz("pack", "update").out
    write(shipped / "greek" / "pack.yaml", GREEK)
    assert zgcquiz("pack", "update", "greek", "--json").json["error"]["code"] == "no-origin"
    assert zgcquiz("pack", "update", "nope", "--json").json["error"]["code"] == "unknown-pack"
    zgcquiz("pack", "add", write(greek, GREEK.replace("Greek", "My")), "--force")
    greek.unlink()
    assert zgcquiz("pack", "update", "--json").json == {"packs": [], "failed": []}
    gone = zgcquiz("pack", "update", "greek", "--json").json["error"]
    assert gone["code"] == "no-origin"
    assert "no longer there" in gone["message"]


def asked(home: Path, *answers: tuple[str, str]) -> tuple[int, str]:
    """An update in a terminal: prompts, and what is typed at each; gives the exit code and all that was shown."""
    child = pexpect.spawn(
        sys.executable, ["-m", "zgcquiz", "pack", "update", "greek"], env=environment({"TERM": "xterm"}),
        encoding="utf-8", timeout=20, dimensions=(24, 40),
    )  # fmt: skip
    said = ""
    for prompt, answer in answers:
        child.expect_exact(prompt)
        said += child.before or ""
        child.send(answer)
    child.expect(pexpect.EOF)
    said += child.before or ""
    child.close()
    return child.exitstatus or 0, said


def test_a_terminal_is_asked(zgcquiz: Run, known: Path, make_context: Callable[[], AppContext], home: Path) -> None:
    write(known, REKEYED.replace("  - id: old\n", "  - id: ancient\n"))
    before = library(home)
    assert asked(home, ("history? [Y/n]", "\x03"))[0] == 130
    assert asked(home, ("history? [Y/n]", "\n"), ("ancient? [Y/n]", "\n"), ("Update greek? [Y/n]", "n\n"))[0] == 1
    assert library(home) == before
    code, said = asked(home, ("history? [Y/n]", "n\n"), ("ancient? [Y/n]", "\n"), ("Update greek? [Y/n]", "\n"))
    assert code == 0
    assert "Starting again: count" in said
    assert (repetitions(make_context, "count"), repetitions(make_context, "ancient")) == (0, 1)


def test_a_full_disk_leaves_the_old_pack(known: Path, home: Path, zgcquiz: Run) -> None:
    before = library(home)
    write(known, GREEK + "# " + "x" * 500_000 + "\n")
    zgcquiz("pack", "show", known)  # so that it need not be compiled
    done = run("pack", "update", "greek", "--yes", before=with_files_of(300_000))
    assert done.returncode == 1
    assert "can't" in done.stderr.lower()
    assert library(home) == before
    assert update(zgcquiz, "greek", "--yes")["change"] == "updated"
