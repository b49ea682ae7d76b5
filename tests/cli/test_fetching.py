"""Packs from repositories, servers and archives: whole, with their origin kept, or not at all."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest

from tests.cli.making import GREEK, one, write
from tests.cli.serving import HOSTILE, commit, git, gives, repository, sends_on, serving, zipped
from tests.conftest import Ran

Run = Callable[..., Ran]
FILES = {"pack.yaml": GREEK, "LICENSE": "CC0\n", "notes.txt": "mine\n"}


def installed(home: Path) -> dict[str, bytes]:
    """What lies in the library, but for where it came from."""
    packs = home / "packs"
    files = (path for path in packs.rglob("*") if path.is_file() and not path.name.endswith(".origin.json"))
    return {path.relative_to(packs).as_posix(): path.read_bytes() for path in files}


def origin(zgcquiz: Run) -> dict[str, Any]:
    (pack,) = zgcquiz("pack", "list", "--json").json["packs"]
    return dict(pack["from"])


def refused(ran: Ran) -> dict[str, str]:
    """A failure that says what is wrong."""
    assert (ran.code, ran.err) == (1, "")
    error = dict(ran.json["error"])
    assert error["message"]
    return error


# Repositories


def bare(tmp_path: Path, files: dict[str, str]) -> tuple[Path, Path]:
    """A repository, and a bare copy of it that stands for a server's."""
    work = repository(tmp_path / "work", files)
    git(tmp_path, "clone", "-q", "--bare", "work", "server.git")
    git(work, "remote", "add", "origin", "../server.git")
    return work, tmp_path / "server.git"


@pytest.mark.parametrize("form", ["{}", "file://{}", "git+file://{}", "git+{}"])
def test_a_pack_comes_from_a_repository(zgcquiz: Run, tmp_path: Path, home: Path, form: str) -> None:
    work, server = bare(tmp_path, FILES)
    ran = zgcquiz("pack", "add", form.format(server), "--json")
    assert (ran.code, ran.json["change"]) == (0, "added")
    assert installed(home) == {"greek/pack.yaml": GREEK.encode(), "greek/LICENSE": b"CC0\n"}
    came = origin(zgcquiz)
    assert (came["kind"], came["address"]) == ("git", form.format(server))
    assert came["version"] == git(work, "rev-parse", "HEAD")
    assert zgcquiz("play", "greek", "--json", stdin="0\n").json["asked"] == 1
    assert "server.git" in "".join(zgcquiz("pack", "list").out.split())


@pytest.mark.parametrize("ref", ["v1", "old-branch", "commit"])
def test_a_branch_a_tag_or_a_commit_can_be_named(zgcquiz: Run, tmp_path: Path, ref: str) -> None:
    work, server = bare(tmp_path, FILES)
    git(work, "tag", "-a", "-m", "One", "v1")
    git(work, "branch", "old-branch")
    first = git(work, "rev-parse", "HEAD")
    commit(work, {"pack.yaml": GREEK.replace("Greek letters", "Later letters")})
    git(work, "push", "-q", "origin", "main", "old-branch", "v1")
    assert zgcquiz("pack", "add", f"git+file://{server}@{first if ref == 'commit' else ref}").code == 0
    assert origin(zgcquiz)["version"] == first
    assert zgcquiz("pack", "show", "greek", "--json").json["title"] == "Greek letters"
    assert zgcquiz("pack", "add", server, "--force").code == 0
    assert zgcquiz("pack", "show", "greek", "--json").json["title"] == "Later letters"


def test_one_of_several_packs_is_named(zgcquiz: Run, tmp_path: Path) -> None:
    files = {"packs/greek/pack.yaml": GREEK, "packs/one.yaml": one("one", "Yes?"), ".github/ci.yaml": "zgcquiz: 1\n"}
    _, server = bare(tmp_path, files)
    error = refused(zgcquiz("pack", "add", server, "--json"))
    assert error["code"] == "several-packs"
    assert "greek, one.yaml" in error["message"]
    for name, id in (("greek", "greek"), ("packs/greek", "greek"), ("one", "one"), ("one.yaml", "one")):
        assert zgcquiz("pack", "add", f"{server}#{name}", "--json").json["pack"] == id
    error = refused(zgcquiz("pack", "add", f"{server}#nope", "--json"))
    assert (error["code"], "greek" in error["hint"]) == ("no-pack", True)


def test_nothing_of_a_repository_runs_or_leaves_its_folder(zgcquiz: Run, tmp_path: Path, home: Path) -> None:
    work = repository(tmp_path / "work", FILES | {".gitattributes": "* filter=evil\n"})
    (work / "bank.yaml").symlink_to("/etc/passwd")
    commit(work, {"hooks/post-checkout": "#!/bin/sh\ntouch " + str(tmp_path / "ran")})
    git(tmp_path, "clone", "-q", "--bare", "work", "server.git")
    hook = tmp_path / "server.git" / "hooks" / "post-checkout"
    write(hook, f"#!/bin/sh\ntouch {tmp_path / 'ran'}\n").chmod(0o755)
    error = refused(zgcquiz("pack", "add", tmp_path / "server.git", "--json"))
    assert "it is a link" in error["message"]
    assert installed(home) == {}
    assert not (tmp_path / "ran").exists()


def test_a_link_beside_the_pack_is_left_alone(zgcquiz: Run, tmp_path: Path, home: Path) -> None:
    work = repository(tmp_path / "work", {"greek/pack.yaml": GREEK})
    (work / "latest").symlink_to("greek")
    commit(work, {"README.md": "x"})
    assert zgcquiz("pack", "add", f"git+{work}").code == 0
    assert set(installed(home)) == {"greek/pack.yaml"}


@pytest.mark.parametrize(
    "address",
    [
        "git+ext::sh -c touch% /tmp/evil",
        "git+--upload-pack=touch",
        "git+-x",
        "ftp://example.org/pack.yaml",
        "git+ftp://example.org/pack.git",
        "https://user:secret@example.org/pack.git",
        "https://token@example.org/pack.yaml",
        "https://example.org:port/pack.yaml",
        "https:///pack.yaml",
        "http://example.org/a b.yaml",
        "git+https://example.org/pack.git@--upload-pack=x",
    ],
)
def test_an_address_that_could_be_anything_else_is_refused(zgcquiz: Run, home: Path, address: str) -> None:
    error = refused(zgcquiz("pack", "add", "--json", "--", address))
    assert error["code"] == "bad-address"
    assert "secret" not in error["message"]
    assert installed(home) == {}


def test_a_repository_that_is_not_there_is_said(zgcquiz: Run, tmp_path: Path, home: Path) -> None:
    _, server = bare(tmp_path, FILES)
    for address, said in (
        (f"file://{tmp_path}/nothing.git", "does not appear to be a git repository"),
        (f"{server}@nope", "nope"),
        ("git@localhost.invalid:x.git", "localhost.invalid"),
    ):
        error = refused(zgcquiz("pack", "add", address, "--json"))
        assert (error["code"], said in error["message"]) == ("unreachable", True), error
    assert installed(home) == {}


def test_git_that_is_missing_is_said(zgcquiz: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _, server = bare(tmp_path, FILES)
    monkeypatch.setenv("PATH", str(tmp_path / "empty"))
    assert refused(zgcquiz("pack", "add", server, "--json"))["code"] == "no-git"


def test_git_is_not_taken_from_the_current_folder(
    zgcquiz: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, server = bare(tmp_path, FILES)
    fake = write(tmp_path / "here" / "git", f"#!/bin/sh\ntouch {tmp_path}/ran\n")
    fake.chmod(0o755)
    monkeypatch.chdir(fake.parent)
    monkeypatch.setenv("PATH", f".{os.pathsep}{os.pathsep}here")
    assert refused(zgcquiz("pack", "add", server, "--json"))["code"] == "no-git"
    assert not (tmp_path / "ran").exists()


def test_a_repository_that_stalls_or_is_too_large_is_given_up(
    zgcquiz: Run, tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pids = tmp_path / "pids"
    note = f"#!/bin/sh\nsleep 60 & echo $$ $! >> {pids}\n"
    fake = write(tmp_path / "bin" / "git", f"{note}wait\n")
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", f"{fake.parent}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setattr("zgcquiz.fetch.git.TOTAL_SECONDS", 0.3)
    started = time.monotonic()
    error = refused(zgcquiz("pack", "add", "git+https://example.org/x", "--json"))
    assert (error["code"], "too slow" in error["message"]) == ("unreachable", True)
    assert time.monotonic() - started < 5
    write(fake, f"{note}head -c 3000000 /dev/zero > big; wait\n")
    monkeypatch.setattr("zgcquiz.fetch.git.TOTAL_SECONDS", 30)
    monkeypatch.setattr("zgcquiz.fetch.git.MAX_BYTES", 2_000_000)
    assert refused(zgcquiz("pack", "add", "git+https://example.org/x", "--json"))["code"] == "too-large"
    assert time.monotonic() - started < 10
    assert installed(home) == {}
    started_there = [int(pid) for pid in pids.read_text(encoding="utf-8").split()]
    assert len(started_there) == 4
    deadline = time.monotonic() + 5
    while any(is_running(pid) for pid in started_there):
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_a_tree_that_repeats_itself_is_refused_before_it_is_unpacked(
    zgcquiz: Run, tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ten folders, each with ten times the one before, are some kilobytes, and 10,000,000,000 files."""
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    work, _ = bare(tmp_path, FILES)
    kind, object = "100644 blob", git(work, "hash-object", "-w", "pack.yaml")
    for _ in range(10):
        listing = tmp_path / "listing"
        listing.write_text("".join(f"{kind} {object}\t{number}\n" for number in range(10)), encoding="utf-8")
        with listing.open(encoding="utf-8") as file:
            made = subprocess.run(["git", "mktree"], cwd=work, stdin=file, capture_output=True, text=True, check=True)
        kind, object = "040000 tree", made.stdout.strip()
    git(work, "reset", "-q", "--soft", git(work, "commit-tree", "-m", "Bomb", object))
    started = time.monotonic()
    error = refused(zgcquiz("pack", "add", f"git+file://{work}", "--json"))
    assert (error["code"], "more than 20,000 files" in error["message"]) == ("too-large", True)
    assert time.monotonic() - started < 10
    assert list(temporary.iterdir()) == []
    assert installed(home) == {}


@pytest.mark.skipif(os.name == "nt", reason="needs a shell")
@pytest.mark.parametrize("number", ["SIGKILL", "SIGTERM", "SIGHUP", "SIGINT"])
def test_git_ends_with_the_program_and_leaves_nothing(tmp_path: Path, number: str) -> None:
    pids, temporary = tmp_path / "pids", tmp_path / "temporary"
    temporary.mkdir()
    fake = write(tmp_path / "bin" / "git", f"#!/bin/sh\necho much > big\nsleep 60 & echo $$ $! > {pids}.new\n")
    fake.write_text(f"{fake.read_text(encoding='utf-8')}mv {pids}.new {pids}\nwait\n", encoding="utf-8")
    fake.chmod(0o755)
    environment = os.environ | {
        "PATH": f"{fake.parent}{os.pathsep}{os.environ['PATH']}",
        "TMPDIR": str(temporary),
        "ZGCQUIZ_HOME": str(tmp_path / "home"),
    }
    command = [sys.executable, "-m", "zgcquiz", "pack", "add", "git+https://example.org/x"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as program:
        within(20, pids.exists)
        started = [int(pid) for pid in pids.read_text(encoding="utf-8").split()]
        assert all(map(is_running, started))
        assert len(list(temporary.iterdir())) == 1
        program.send_signal(getattr(signal, number))
    assert program.returncode
    within(10, lambda: not any(map(is_running, started)))
    within(10, lambda: not list(temporary.iterdir()))


def within(seconds: float, holds: Callable[[], bool]) -> None:
    """Wait until something holds."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_folders_of_killed_processes_are_deleted_at_the_next_fetch(
    zgcquiz: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, server = bare(tmp_path, FILES)
    temporary = tmp_path / "temporary"
    with subprocess.Popen([sys.executable, "-c", ""]) as ended:
        pass
    left = {
        f"zgcquiz-{ended.pid}-old": True,
        f"zgcquiz-{ended.pid}-new": False,
        f"zgcquiz-{os.getpid()}-running": False,
        "zgcquiz-notes": False,
        f"other-{ended.pid}-old": False,
    }
    for name in left:
        write(temporary / name / "file", "x")
        if not name.endswith("new"):
            os.utime(temporary / name, (0, 0))
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    assert zgcquiz("pack", "add", server).code == 0
    assert {path.name for path in temporary.iterdir()} == {name for name, goes in left.items() if not goes}


def is_running(pid: int) -> bool:
    """A process runs still, and is not only waiting to be cleared away by whoever has adopted it."""
    if Path("/proc/self/stat").exists():
        try:
            return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"
        except OSError:
            return False
    try:
        os.kill(pid, 0)
        return True
    except ProcessLookupError:
        return False


def test_no_room_for_temporary_files_is_said(zgcquiz: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _, server = bare(tmp_path, FILES)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "nowhere"))
    error = refused(zgcquiz("pack", "add", server, "--json"))
    assert (error["code"], "TMPDIR" in error["hint"]) == ("storage", True)


# Servers


@pytest.mark.serves
def test_a_pack_comes_from_a_server(zgcquiz: Run, home: Path) -> None:
    answers = {
        "/greek.yaml": gives(GREEK.encode(), ETag='"v7"', Last_Modified="Thu, 26 Nov 2026 08:00:00 GMT"),
        "/latest": sends_on("/greek.yaml"),
        "/greek.zip": gives(zipped({"top/pack.yaml": GREEK, "top/more.yaml": "questions: []\n"}), ETag='"z"'),
    }
    with serving(answers) as url:
        assert zgcquiz("pack", "add", f"{url}/latest", "--json").json["change"] == "added"
        assert installed(home) == {"greek.yaml": GREEK.encode()}
        came = origin(zgcquiz)
        assert (came["kind"], came["version"], came["etag"]) == ("http", "v7", '"v7"')
        assert came["last_modified"] == "Thu, 26 Nov 2026 08:00:00 GMT"
        assert zgcquiz("pack", "add", f"{url}/greek.zip", "--force").code == 0
        assert set(installed(home)) == {"greek/pack.yaml", "greek/more.yaml"}
        assert origin(zgcquiz)["version"] == "z"


def stalls(handler: BaseHTTPRequestHandler) -> None:
    time.sleep(10)


def drips(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.end_headers()
    for _ in range(200):
        handler.wfile.write(b"#")
        handler.wfile.flush()
        time.sleep(0.05)


def drips_headers(handler: BaseHTTPRequestHandler) -> None:
    for _ in range(200):
        handler.wfile.write(b"H")
        handler.wfile.flush()
        time.sleep(0.05)


def never_ends(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.end_headers()
    for _ in range(200):
        handler.wfile.write(b"# and so on\n" * 10_000)


def ends_early(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", "5000")
    handler.end_headers()
    handler.wfile.write(GREEK.encode())


def hangs_up(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"rubbish\r\n\r\n")


BAD_SERVERS = {
    "missing": (None, "404"),
    "stalls": (stalls, "too slow"),
    "drips": (drips, "too slow"),
    "drips headers": (drips_headers, "too slow"),
    "claims too much": (gives(b"x", Content_Length="99999999999"), "more than"),
    "never ends": (never_ends, "more than"),
    "ends early": (ends_early, "ended after"),
    "hangs up": (hangs_up, "can't be fetched"),
    "loops": (sends_on("/it"), "redirects more than 5 times"),
    "sends to a file": (sends_on("file:///etc/passwd"), "non-HTTP address; refused"),
    "sends to ftp": (sends_on("ftp://127.0.0.1/x"), "x; refused"),
    "page": (gives(b"<!doctype html><title>Log in</title>", Content_Type="text/html"), "web page"),
    "page by its look": (gives(b"\n<html><body>Hi", Content_Type="text/plain"), "web page"),
    "binary": (gives(b"\x89PNG\0\0"), "neither YAML"),
    "empty": (gives(b""), ""),
    "not a pack": (gives(b"questions: [\n"), ""),
    "half a zip": (gives(zipped({"pack.yaml": GREEK})[:200]), "not a complete zip"),
}


@pytest.mark.serves
@pytest.mark.parametrize("how", BAD_SERVERS)
def test_a_server_that_gives_no_pack_is_said(
    zgcquiz: Run, home: Path, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    monkeypatch.setattr("zgcquiz.fetch.http.READ_SECONDS", 0.3)
    monkeypatch.setattr("zgcquiz.fetch.http.TOTAL_SECONDS", 1.0)
    monkeypatch.setattr("zgcquiz.fetch.http.MAX_BYTES", 4_000_000)
    answer, said = BAD_SERVERS[how]
    with serving({"/it": answer} if answer else {}) as url:
        started = time.monotonic()
        error = refused(zgcquiz("pack", "add", f"{url}/it", "--json"))
        assert time.monotonic() - started < 5  # half of what it drips for, and more where nothing comes
    assert said in error["message"]
    assert installed(home) == {}


@pytest.mark.serves
def test_a_server_that_is_down_is_said(zgcquiz: Run) -> None:
    with serving({}) as url:
        pass
    assert refused(zgcquiz("pack", "add", f"{url}/greek.yaml", "--json"))["code"] == "unreachable"


@pytest.mark.serves
def test_a_certificate_is_verified(zgcquiz: Run, tmp_path: Path) -> None:
    """No handshake with a server that speaks plain http, and none without a certificate that is known."""
    with serving({"/greek.yaml": gives(GREEK.encode())}) as url:
        error = refused(zgcquiz("pack", "add", f"{url.replace('http:', 'https:')}/greek.yaml", "--json"))
    assert error["code"] == "unreachable"


# Archives


SAID = {
    "dots": "points outside the archive",
    "dots within": "points outside the archive",
    "dots with backslashes": "points outside the archive",
    "absolute": "points outside the archive",
    "drive": "points outside the archive",
    "drive without root": "points outside the archive",
    "link": "it is a link",
    "device": "it is a device",
    "pipe": "it is a device",
    "twice": "has the same name",
    "twice but for case": "capital letters",
    "locked": "password",
    "truncated": "not a complete zip",
    "says to be larger": "too many",
    "says to be smaller": "damaged",
    "damaged": "damaged",
    "bomb": "too many",
    "many bombs": "too many",
    "too many files": "more than 10000",
    "nested": "contains no pack",
    "no pack": "contains no pack",
}
"""What is said of some of them."""


@pytest.mark.parametrize("how", HOSTILE)
def test_an_archive_that_is_no_honest_pack_is_refused(zgcquiz: Run, tmp_path: Path, home: Path, how: str) -> None:
    """And an installed pack of the same id stays as it was."""
    zgcquiz("pack", "add", write(tmp_path / "before.yaml", GREEK.replace("Greek letters", "Before")))
    before = installed(home)
    path = tmp_path / "in" / "greek.zip"
    path.parent.mkdir()
    path.write_bytes(HOSTILE[how]())
    error = refused(zgcquiz("pack", "add", path, "--force", "--json"))
    assert SAID.get(how, "") in error["message"]
    assert installed(home) == before
    assert origin(zgcquiz)["address"].endswith("before.yaml")
    assert not list(tmp_path.rglob("*evil*"))
    assert not list((home / "packs").glob(".*.adding"))


def test_an_archive_of_a_file_or_a_folder_is_a_pack(zgcquiz: Run, tmp_path: Path, home: Path) -> None:
    path = tmp_path / "some.zip"
    archives: tuple[dict[str, str | bytes], ...] = (
        {"greek.yaml": GREEK},
        {"pack.yaml": GREEK},
        {"main/greek/pack.yaml": GREEK, "main/README.md": "x"},
        {"greek/pack.yaml": GREEK, "__MACOSX/greek/._pack.yaml": b"\0", "greek/.DS_Store": b"\0"},
    )
    for files in archives:
        path.write_bytes(zipped(files))
        assert zgcquiz("pack", "add", path, "--force").code == 0
        assert list(installed(home).values()) == [GREEK.encode()]
        zgcquiz("pack", "remove", "greek")
        assert list((home / "packs").iterdir()) == []


def test_where_a_pack_came_from_goes_with_it_and_changes_with_it(zgcquiz: Run, greek: Path, tmp_path: Path) -> None:
    zgcquiz("pack", "add", greek)
    assert (origin(zgcquiz)["kind"], origin(zgcquiz)["address"]) == ("file", str(greek))
    copy = write(tmp_path / "copy.yaml", GREEK)
    assert zgcquiz("pack", "add", copy, "--json").json["change"] == "unchanged"
    assert origin(zgcquiz)["address"] == str(copy)
    zgcquiz("pack", "remove", "greek")
    zgcquiz("pack", "import", write(tmp_path / "greek.aiken", "Q?\nA. x\nB. y\nANSWER: A\n"), "--id", "greek")
    (pack,) = zgcquiz("pack", "list", "--json").json["packs"]
    assert pack["from"] is None


def test_a_relative_path_is_found_again_from_elsewhere(
    zgcquiz: Run, greek: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(greek.parent)
    zgcquiz("pack", "add", "greek.yaml")
    assert origin(zgcquiz)["address"] == str(greek)


def test_a_file_by_its_url_is_that_file(zgcquiz: Run, greek: Path) -> None:
    assert zgcquiz("pack", "add", f"file://{greek}", "--json").json["change"] == "added"
    assert origin(zgcquiz)["kind"] == "file"


@pytest.mark.serves
def test_editions_are_compared_where_they_lie(zgcquiz: Run, greek: Path) -> None:
    later = GREEK.replace("first?", "very first?")
    with serving({"/greek.yaml": gives(later.encode())}) as url:
        found = zgcquiz("pack", "diff", greek, f"{url}/greek.yaml", "--json").json
    assert [change["question"] for change in found["changes"]] == ["first"]
    assert zgcquiz("pack", "list", "--json").json["packs"] == []
