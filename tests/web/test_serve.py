"""Pages from a server on this machine: what it takes, what it refuses, and that no answer is lost."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Ran
from tests.web.browser import ENTER, Browser
from tests.web.packs import CAPITAL, DISTRICT, EVERY_KIND, INFO, PRIMES, ROUND, YEARS, pack_of
from tests.web.serving import TOKEN, Player, Served, served
from zgcquiz.app.context import read_pack
from zgcquiz.app.serving import pages
from zgcquiz.app.serving.answer_log import AnswerFile
from zgcquiz.app.serving.rates import Rates
from zgcquiz.core.log.review import Review
from zgcquiz.core.value import replace
from zgcquiz.formats.history import review_lines
from zgcquiz.formats.shared.own_words import page_words
from zgcquiz.store.files.pack_files import find_files

pytestmark = pytest.mark.serves

PLAYER = Player("Anna", EVERY_KIND)


def test_a_phone_plays_and_its_answers_arrive(browser: Browser, tmp_path: Path, zgcquiz: Callable[..., Ran]) -> None:
    with served(tmp_path, pack_of(YEARS, ROUND)) as server:
        browser.visit(server.url)
        browser.press(ENTER)
        for _ in range(2):
            browser.press("a")
            browser.press(ENTER)
        browser.wait(lambda: browser.text("#sending") == "All answers are sent.")
        assert server.kept() == browser.lines()
        browser.press("u")
        browser.wait(lambda: len(server.kept()) == 3)
        assert [line["void"] for line in server.kept()] == [False, False, True]
        assert browser.messages() == []
    assert zgcquiz("history", "import", server.path, "--json").json["added"] == 2


def test_answers_wait_until_the_server_is_there_again(browser: Browser, tmp_path: Path) -> None:
    with served(tmp_path, pack_of(YEARS, ROUND)) as server:
        browser.visit(server.url)
        browser.press(ENTER)
        browser.offline(True)
        browser.press("0")
        browser.wait(lambda: browser.text("#sending") == "1 answer not sent yet: keep this page open.")
        assert server.kept() == []
        browser.offline(False)
        browser.wait(lambda: browser.text("#sending") == "All answers are sent.")
        assert len(server.kept()) == 1
    browser.messages()


@pytest.mark.parametrize(
    "reply", ["new Response('', {status: 503})", "Response.json({kept: [], refused: []})", "new Response('busy')"]
)
def test_only_what_the_server_says_it_has_is_sent(browser: Browser, tmp_path: Path, reply: str) -> None:
    with served(tmp_path, pack_of(YEARS)) as server:
        browser.visit(server.url)
        browser.run(
            f"window.real = fetch; window.tries = 0; window.fetch = async () => {{ tries += 1; return {reply}; }}"
        )
        browser.press(ENTER, "0")
        browser.wait(lambda: browser.run("return tries") >= 2)
        assert browser.text("#sending") == "1 answer not sent yet: keep this page open."
        browser.run("window.fetch = window.real")
        browser.wait(lambda: browser.text("#sending") == "All answers are sent.")
        assert len(server.kept()) == 1


def test_the_page_says_which_answer_was_refused(browser: Browser, tmp_path: Path) -> None:
    with served(tmp_path, pack_of(YEARS, info=replace(INFO, language="de"))) as server:
        browser.visit(server.url)
        browser.run("Date.now = () => 2_500_000_000_000")
        browser.press(ENTER, "0")
        browser.wait(lambda: "Stelle die Uhr" in browser.text("#alert"))
        assert server.kept() == []


@pytest.mark.parametrize(
    ("one", "two", "asks"),
    [("de", "de-AT", '"de"><h1>Welches Quiz?'), ("de", "zh", '"en"><h1>Which quiz?'), ("", "", '"en"><h1>Which quiz?')],
)
def test_several_packs_have_a_page_that_lists_them(tmp_path: Path, one: str, two: str, asks: str) -> None:
    first = pack_of(YEARS, info=replace(INFO, language=one))
    other = pack_of(YEARS, info=replace(INFO, id="other", title="<b>Other</b>", language=two))
    with served(tmp_path, first, other) as server:
        index = server.ask("GET", f"/{TOKEN}/")
        assert re.sub("<meta.*<main>", "", index.body.decode()).partition("<html lang=")[2].startswith(asks)
        assert b'<a href="other">&lt;b&gt;Other&lt;/b&gt;</a>' in index.body
        assert b'"pack":"other"' in server.ask("GET", f"/{TOKEN}/other").body


@pytest.mark.parametrize(
    "path",
    ["/", "/x", "/x/", "/secret-toke/", "/secret-tokens/", f"/{TOKEN}/none", f"/{TOKEN}/../x", f"/{TOKEN}/%2e%2e/x",
     f"/{TOKEN}/..%2f..%2fetc%2fpasswd", "//etc/passwd", f"/{TOKEN}/kinds/x"],
)  # fmt: skip
def test_any_other_address_is_not_found(tmp_path: Path, path: str) -> None:
    with served(tmp_path, EVERY_KIND) as server:
        reply = server.ask("GET", path)
        assert reply.status == 404
        assert TOKEN.encode() not in reply.body


def test_who_tries_tokens_has_to_wait_and_others_do_not(tmp_path: Path) -> None:
    with served(tmp_path, EVERY_KIND) as server:
        assert {server.ask("GET", f"/guess-{number}/").status for number in range(60)} == {404, 429}
        assert server.ask("POST", "/guess/answers", b"{}").status == 429
        assert server.send(PLAYER.answer(YEARS)).json["kept"]


def test_a_page_tells_its_address_to_nobody(tmp_path: Path) -> None:
    with served(tmp_path, EVERY_KIND) as server:
        headers = server.ask("GET", f"/{TOKEN}/").headers
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["cache-control"] == "no-store"


REFUSED: dict[str, dict[str, Any]] = {
    "not a UUID": {"id": "1"},
    "not asked here": {"question": "none"},
    "asked here": {"pack": "none"},
    "another wording": {"fingerprint": "0" * 16},
    "in the future": {"at": "2090-01-01T00:00:00Z"},
    "the name": {"device": "x" * 65},
    "be printed": {"device": "\x1b[2J"},
    "as this page asks": {"mode": "cram"},
    "this page asks": {"kind": "typed"},
    "options that": {"shown": ["1905", "2024"]},
    "doesn't have": {"response": ["1912", "1912"], "correct": False, "outcome": "wrong", "rating": 1},
    "not marked": {"response": ["1912"]},
    "how sure": {"certainty": None},
    "its rating": {"certainty": "guess"},
}


@pytest.mark.parametrize("reason", REFUSED)
def test_an_answer_that_the_page_does_not_give_is_refused(tmp_path: Path, reason: str) -> None:
    with served(tmp_path, EVERY_KIND) as server:
        good = PLAYER.answer(YEARS)
        reply = server.send(PLAYER.answer(YEARS, **REFUSED[reason]), good, b"\xff\xfe", b"[" * 5000)
        assert reply.status == 200
        assert [each["line"] for each in reply.json["refused"]] == [1, 3, 4]
        assert reason in reply.json["refused"][0]["reason"]
        assert reply.json["refused"][0]["reason"] in page_words("de")[1]
        assert reply.json["kept"] == [good["id"]]
        assert server.kept() == [good]


@pytest.mark.parametrize("item", EVERY_KIND.items, ids=lambda item: item.id)
@pytest.mark.parametrize("right", [True, False])
def test_answers_of_every_kind_are_taken(tmp_path: Path, item: Any, right: bool) -> None:
    with served(tmp_path, EVERY_KIND) as server:
        line = PLAYER.answer(item, right=right)
        assert server.send(line).json == {"kept": [line["id"]], "refused": []}


@pytest.mark.parametrize(
    ("right", "exam", "ratings"), [(True, False, {2, 3, 4}), (True, True, {3}), (False, False, {1})]
)
def test_only_ratings_that_the_page_gives_are_taken(tmp_path: Path, right: bool, exam: bool, ratings: set[int]) -> None:
    with served(tmp_path, pack_of(YEARS), exam=exam) as server:
        server.send(*(PLAYER.answer(YEARS, right=right, rating=rating) for rating in (1, 2, 3, 4)))
        assert {line["rating"] for line in server.kept()} == ratings


def test_typing_errors_are_the_players_decision_but_not_in_an_exam(tmp_path: Path) -> None:
    counted: dict[str, Any] = {"response": ["Zhngguancn"]}
    for exam, kept in ((False, 1), (True, 0)):
        with served(tmp_path, pack_of(DISTRICT), exam=exam) as server:
            assert len(server.send(PLAYER.answer(DISTRICT, **counted)).json["kept"]) == kept


def test_an_answer_counts_once_also_for_the_next_server(tmp_path: Path) -> None:
    line = PLAYER.answer(CAPITAL)
    for _ in range(2):
        with served(tmp_path, EVERY_KIND) as server:
            for _ in range(2):
                assert server.send(line, line).json["kept"] == [line["id"]] * 2
    assert server.kept() == [line]


def test_a_line_that_a_killed_server_left_costs_no_other(tmp_path: Path) -> None:
    (tmp_path / "answers.jsonl").write_bytes(b'{"id":"half')
    with served(tmp_path, EVERY_KIND) as server:
        line = PLAYER.answer(CAPITAL)
        server.send(line)
    first, second = server.path.read_bytes().splitlines()
    assert first == b'{"id":"half'
    assert line["id"].encode() in second


def test_a_full_disk_is_said_and_nothing_is_acknowledged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with served(tmp_path, EVERY_KIND) as server:
        first, second = PLAYER.answer(CAPITAL), PLAYER.answer(PRIMES)
        assert server.send(first).status == 200

        def full(descriptor: int) -> None:
            raise OSError(28, "No space left on device")

        with monkeypatch.context() as patch:
            patch.setattr(os, "fsync", full)
            assert server.send(second).status == 503
        assert server.kept() == [first]
        assert server.send(second).json["kept"] == [second["id"]]
        assert server.kept() == [first, second]


def test_what_could_not_be_written_is_not_written_later(tmp_path: Path) -> None:
    """Not even in part, of which the disk took the beginning: the players are told that it isn't kept."""
    resource = pytest.importorskip("resource")
    path = tmp_path / "answers.jsonl"
    events = [*review_lines.read([json.dumps(PLAYER.answer(item)).encode() for item in (YEARS, ROUND, PRIMES)], "x")]
    first, second, third = (event for event in events if isinstance(event, Review))
    with closing(AnswerFile(path)) as file:
        file.append([first])
        before = path.read_bytes()
        limits = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (len(before) + 100, limits[1]))
        try:
            with pytest.raises(OSError, match="File too large"):
                file.append([second])
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        assert path.read_bytes() == before
        file.append([third])
    kept = [json.loads(line)["id"] for line in path.read_bytes().splitlines()]
    assert kept == [first.id, third.id]


def test_what_is_too_large_is_refused_before_it_is_read(tmp_path: Path) -> None:
    with served(tmp_path, EVERY_KIND) as server:
        assert server.ask("POST", f"/{TOKEN}/answers", b"x" * (pages.MAX_BODY + 1)).status == 413
        assert server.send(*[b""] * (pages.MAX_LINES + 1)).status == 413
        connection = HTTPConnection("127.0.0.1", server.port, timeout=30)
        connection.putrequest("POST", f"/{TOKEN}/answers")
        connection.putheader("Transfer-Encoding", "chunked")
        connection.endheaders()
        sent = 0
        try:
            while sent < 100 * pages.MAX_BODY:
                connection.send(b"8000\r\n" + b"x" * 0x8000 + b"\r\n")
                sent += 0x8000
        except OSError:  # it is reset
            pass
        assert sent < 100 * pages.MAX_BODY
        connection.close()
        assert server.send(PLAYER.answer(YEARS)).json["kept"]


def test_a_body_without_end_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "MAX_SECONDS", 0.2)
    with served(tmp_path, EVERY_KIND) as server, socket.create_connection(("127.0.0.1", server.port)) as slow:
        slow.sendall(f"POST /{TOKEN}/answers HTTP/1.1\r\nHost: x\r\nContent-Length: 99\r\n\r\n".encode() + b"{")
        assert server.send(PLAYER.answer(YEARS)).json["kept"]
        slow.settimeout(30)
        assert slow.recv(100).startswith(b"HTTP/1.1 408")


def test_a_player_who_sends_a_thousand_a_second_costs_the_others_nothing(tmp_path: Path) -> None:
    with served(tmp_path, EVERY_KIND) as server:
        loud, quiet = Player("Loud", EVERY_KIND), Player("Quiet", EVERY_KIND)
        statuses: list[int] = []

        def flood() -> None:
            for _ in range(20):
                statuses.append(server.send(*(loud.answer(YEARS) for _ in range(50))).status)

        thread = threading.Thread(target=flood)
        thread.start()
        lines = [quiet.answer(item) for item in EVERY_KIND.items]
        for line in lines:
            assert server.send(line).json["kept"] == [line["id"]]
        thread.join()
        assert {*statuses} == {200, 429}
        kept = [line for line in server.kept() if line["device"] == "Quiet"]
        assert kept == lines


def test_rates_come_back_with_time() -> None:
    now = [0.0]
    rates = Rates(2.0, 3, lambda: now[0], most=2)
    assert [rates.take("a") for _ in range(4)] == [True, True, True, False]
    now[0] = 1.0
    assert [rates.take("a") for _ in range(3)] == [True, True, False]
    assert rates.take("b")
    assert rates.take("c")
    assert rates.take("a"), "it was forgotten, as the one used longest ago"


def test_two_servers_do_not_write_to_one_file(tmp_path: Path, zgcquiz: Callable[..., Ran], pack_file: Path) -> None:
    from zgcquiz.store.files.lock import held

    out = tmp_path / "class.jsonl"
    with held(tmp_path / ".class.jsonl.lock"):
        ran = zgcquiz("serve", pack_file, "--port", "0", "--answers", out)
    assert ran.code == 1
    assert "Another zgcquiz writes to" in ran.err


@pytest.fixture
def answers_to(
    monkeypatch: pytest.MonkeyPatch, zgcquiz: Callable[..., Ran], pack_file: Path
) -> Callable[[Path], dict[str, Any]]:
    """Returns what `serve` says that is ended at once."""
    monkeypatch.setattr("zgcquiz.app.serving.server._run", lambda *_: None)
    return lambda path: dict(zgcquiz("serve", pack_file, "--port", "0", "--answers", path, "--json").json)


@pytest.mark.parametrize(
    "content",
    [b"zgcquiz: 1\nid: rivers\n", b"learner,question,answer\nAnna,1,b\n", b"Notes.", b"\n\n# Notes\n", b"[1, 2]\n",
     b"{}\n", b'{"id": "x"}\n', b'{"id":"x"}\n', b'{\n  "id":"x"\n}\n', b"\x89PNG\r\n\x1a\n\0", b"x" * (2**22 + 9),
     b'notes\n{"id":"half'],
    ids=lambda content: repr(content[:12]),
)  # fmt: skip
def test_a_file_of_something_else_is_left_as_it_is(
    tmp_path: Path, answers_to: Callable[[Path], dict[str, Any]], content: bytes
) -> None:
    path = tmp_path / "answers" / "notes"
    path.parent.mkdir()
    path.write_bytes(content)
    assert answers_to(path)["error"]["code"] == "not-answers"
    assert [(each.name, each.read_bytes()) for each in path.parent.iterdir()] == [("notes", content)]


def test_a_named_pipe_is_not_waited_for(tmp_path: Path, answers_to: Callable[[Path], dict[str, Any]]) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert answers_to(tmp_path / "pipe")["error"]["code"] == "not-a-file"


def test_what_the_pages_lack_is_reported_as_by_an_export(
    tmp_path: Path, zgcquiz: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    """And the QR code is drawn only where all of it fits: the address suffices."""
    for name, value in {
        "_run": lambda *_: None,
        "_EVERYWHERE": "127.0.0.1",
        "_own_address": lambda: "10.0.0.100",
    }.items():
        monkeypatch.setattr(f"zgcquiz.app.serving.server.{name}", value)
    pack, out = tmp_path / "t.yaml", tmp_path / "a.jsonl"
    pack.write_text(
        "zgcquiz: 1\nid: t\ntitle: T\nquestions:\n  - id: e\n    question: E?\n    answer: a\n    distractors: [b, c]\n"
        "    tags: [x]\n  - id: n\n    kind: numeric\n    question: N?\n    answer: 2\n    tolerance: 0.5\n",
        "utf-8",
    )
    exported = zgcquiz("pack", "export", pack, "--to", "web", "--exam", "-o", tmp_path / "t.html", "--json").json[
        "lost"
    ]
    assert {"question", "tags"} <= {each["field"] for each in exported}
    words = ("serve", pack, "--port", "0", "--lan", "--exam", "--answers", out)
    assert zgcquiz(*words, "--json").json["lost"] == [{"pack": "t"} | each for each in exported]
    for size, is_drawn in (((80, 24), True), ((40, 20), True), ((28, 24), False), ((80, 12), False)):
        monkeypatch.setattr("zgcquiz.cli.serve._room", lambda size=size: size)
        said = zgcquiz(*words).err
        assert ("left out: 1 question" in said, "█" in said, "QR code needs" in said) == (True, is_drawn, not is_drawn)


@pytest.mark.parametrize(
    ("begin", "kept"),
    [(b"", 0), (b"", 1), (b"\n\n", 1), (b"\xef\xbb\xbf", 1), (b'{"id":"half', 0), (b'{"id":"half\n', 1),
     (b'{"id":"x","shown":["\xc3', 0)],
)  # fmt: skip
def test_a_file_of_answers_is_continued(
    tmp_path: Path, answers_to: Callable[[Path], dict[str, Any]], begin: bytes, kept: int
) -> None:
    path = tmp_path / "answers.jsonl"
    path.write_bytes(begin + (json.dumps(PLAYER.answer(YEARS)).encode() + b"\n") * kept)
    assert answers_to(path).get("answers") == kept


def test_a_port_that_is_taken_is_said(tmp_path: Path, zgcquiz: Callable[..., Ran], pack_file: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ran = zgcquiz("serve", pack_file, "--port", port, "--answers", tmp_path / "x.jsonl")
    assert ran.code == 1
    assert f"Port {port} can't be used" in ran.err


@pytest.mark.soak
def test_200_players_at_once_lose_no_answer(tmp_path: Path) -> None:
    """Each player sends 20 answers, one after another, and counts what was acknowledged."""
    players, rounds = 200, 20
    with served(tmp_path, EVERY_KIND) as server, ThreadPoolExecutor(players) as pool:
        begin = time.monotonic()
        results = [*pool.map(lambda number: _played(server, f"player {number}", rounds), range(players))]
        seconds = time.monotonic() - begin
        acknowledged = {id for ids, _ in results for id in ids}
        assert len(acknowledged) == players * rounds
        assert acknowledged == {line["id"] for line in server.kept()}
        times = sorted(time for _, times in results for time in times)
        print(
            f"\n{len(times):,} answers in {seconds:.1f} s: {len(times) / seconds:,.0f} a second; "
            f"acknowledged after {1000 * times[len(times) // 2]:.0f} ms (median), "
            f"{1000 * times[len(times) * 99 // 100]:.0f} ms (99 of 100), {1000 * times[-1]:.0f} ms (all)"
        )


def _played(server: Served, name: str, rounds: int) -> tuple[list[str], list[float]]:
    player, ids, times = Player(name, EVERY_KIND), [], []
    connection = HTTPConnection("127.0.0.1", server.port, timeout=60)
    for number in range(rounds):
        line = player.answer(EVERY_KIND.items[number % len(EVERY_KIND.items)], right=number % 3 > 0)
        begin = time.monotonic()
        connection.request("POST", f"/{TOKEN}/answers", json.dumps(line))
        response = connection.getresponse()
        ids += json.loads(response.read())["kept"]
        times.append(time.monotonic() - begin)
    connection.close()
    return ids, times


def test_the_file_of_answers_is_only_its_owners(tmp_path: Path) -> None:
    path = tmp_path / "answers.jsonl"
    AnswerFile(path).close()
    if os.name == "posix":
        assert path.stat().st_mode & 0o077 == 0


@contextmanager
def command(pack: Path, folder: Path) -> Iterator[tuple[subprocess.Popen[str], Served]]:
    """Run the command in a folder, and kill it at the end if it still runs."""
    words = [sys.executable, "-m", "zgcquiz", "serve", str(pack), "--port", "0", "--json"]
    environment = os.environ | {"PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=folder, env=environment
    ) as process:
        try:
            said = ""
            while not (found := re.search(r"http://127\.0\.0\.1:(\d+)/([\w-]+)/", said)):
                assert process.stderr is not None
                line = process.stderr.readline()
                assert line, said
                said += line
            yield process, Served(int(found[1]), folder / "small-answers.jsonl", found[2])
        finally:
            process.kill()


def test_the_command_serves_until_it_is_interrupted(pack_file: Path, tmp_path: Path, home: Path) -> None:
    with command(pack_file, tmp_path) as (process, server):
        page = server.ask("GET", f"/{server.token}/").body.decode()
        assert "connect-src 'self'" in page
        assert '"pack":"small"' in page
        process.send_signal(signal.SIGINT)
        out, _ = process.communicate(timeout=60)
        assert process.returncode == 0
        found = json.loads(out)
        assert [found[key] for key in ("packs", "file", "answers")] == [["small"], "small-answers.jsonl", 0]


def test_what_was_acknowledged_is_there_after_a_kill(pack_file: Path, tmp_path: Path, home: Path) -> None:
    pack, _ = read_pack(find_files(pack_file).read())
    player = Player("Anna", pack)
    with command(pack_file, tmp_path) as (process, server):
        lines = [player.answer(item) for item in pack.items for _ in range(5)]
        kept = [id for line in lines for id in server.send(line).json["kept"]]
        process.kill()
        process.wait(60)
    assert [line["id"] for line in server.kept()] == kept == [line["id"] for line in lines]
