"""Servers and repositories on this machine, to fetch packs from, and archives that are not what they seem."""

from __future__ import annotations

import io
import os
import stat
import subprocess
import threading
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from unittest.mock import patch

from tests.cli.making import GREEK
from zgcquiz.core.packs.pack import MAX_FILES

Answer = Callable[[BaseHTTPRequestHandler], None]


@contextmanager
def serving(answers: dict[str, Answer]) -> Iterator[str]:
    """A server on this machine; gives its address. Whatever still waits is let go at the end."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answer = answers.get(self.path.partition("?")[0])
            try:
                if answer is None:
                    self.send_error(404)
                else:
                    answer(self)
            except OSError:
                pass  # the other side has had enough

        def log_message(self, *arguments: object) -> None:
            pass

    direct = {"no_proxy": "127.0.0.1", "NO_PROXY": "127.0.0.1"}
    with patch.dict(os.environ, direct), ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        server.block_on_close = False
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()


def gives(data: bytes, **headers: str) -> Answer:
    """Answers with a file. Headers are named with _ for -."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        for name, value in {"Content_Length": str(len(data)), **headers}.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(data)

    return answer


def sends_on(to: str) -> Answer:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(302)
        handler.send_header("Location", to)
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    return answer


def git(folder: Path, *arguments: str) -> str:
    """Run git in a folder, with nothing of the machine's settings."""
    environment = os.environ | {
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_AUTHOR_NAME": "A",
        "GIT_AUTHOR_EMAIL": "a@example.org",
        "GIT_COMMITTER_NAME": "A",
        "GIT_COMMITTER_EMAIL": "a@example.org",
    }
    done = subprocess.run(
        ["git", *arguments], cwd=folder, env=environment, capture_output=True, text=True, check=True, timeout=60
    )
    return done.stdout.strip()


def repository(folder: Path, files: dict[str, str]) -> Path:
    """A repository with one commit of these files."""
    folder.mkdir(parents=True, exist_ok=True)
    git(folder, "init", "-q", "-b", "main")
    return commit(folder, files)


def commit(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "Change")
    return folder


def zipped(files: Mapping[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return target.getvalue()


def _with_mode(mode: int) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("pack.yaml", GREEK)
        entry = zipfile.ZipInfo("bank.yaml")
        entry.create_system = 3
        entry.external_attr = (mode | 0o644) << 16
        archive.writestr(entry, "questions: []\n")
    return target.getvalue()


def _twice() -> bytes:
    """Two entries of one name, which zipfile only warns of."""
    return zipped({"pack.yaml": GREEK, "pack.yamk": GREEK}).replace(b"pack.yamk", b"pack.yaml")


def _locked() -> bytes:
    data = bytearray(zipped({"pack.yaml": GREEK}))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + offset] |= 1
    return bytes(data)


def _lying(size: int) -> bytes:
    """A file that says to have another size than it has."""
    data = bytearray(zipped({"pack.yaml": GREEK}))
    for mark, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = data.index(mark) + offset
        data[at : at + 4] = size.to_bytes(4, "little")
    return bytes(data)


def _damaged() -> bytes:
    data = bytearray(zipped({"pack.yaml": GREEK}, zipfile.ZIP_STORED))
    data[data.index(b"Alpha")] ^= 1
    return bytes(data)


HOSTILE: dict[str, Callable[[], bytes]] = {
    "dots": lambda: zipped({"pack.yaml": GREEK, "../evil.yaml": GREEK}),
    "dots within": lambda: zipped({"pack.yaml": GREEK, "a/../../evil.yaml": GREEK}),
    "dots with backslashes": lambda: zipped({"pack.yaml": GREEK, "..\\evil.yaml": GREEK}),
    "absolute": lambda: zipped({"pack.yaml": GREEK, "/evil.yaml": GREEK}),
    "drive": lambda: zipped({"pack.yaml": GREEK, "C:\\evil.yaml": GREEK}),
    "drive without root": lambda: zipped({"pack.yaml": GREEK, "c:evil.yaml": GREEK}),
    "link": lambda: _with_mode(stat.S_IFLNK),
    "device": lambda: _with_mode(stat.S_IFCHR),
    "pipe": lambda: _with_mode(stat.S_IFIFO),
    "twice": _twice,
    "twice but for case": lambda: zipped(
        {"pack.yaml": GREEK, "Bank.yaml": "questions: []\n", "bank.yaml": "questions: []\n"}
    ),
    "locked": _locked,
    "truncated": lambda: zipped({"pack.yaml": GREEK})[:-40],
    "half": lambda: zipped({"pack.yaml": GREEK})[:300],
    "says to be larger": lambda: _lying(100_000_000),
    "says to be smaller": lambda: _lying(100),
    "damaged": _damaged,
    "bomb": lambda: zipped({"pack.yaml": GREEK, "bank.yaml": b"#" * (17 << 20)}),
    "many bombs": lambda: zipped({"pack.yaml": GREEK} | {f"b{n}.yaml": b"#" * (15 << 20) for n in range(9)}),
    "too many files": lambda: zipped(
        {"pack.yaml": GREEK} | {f"b{n}.yaml": "questions: []" for n in range(MAX_FILES + 1)}
    ),
    "nested": lambda: zipped({"inner.zip": zipped({"pack.yaml": GREEK})}),
    "nothing": lambda: zipped({}),
    "no pack": lambda: zipped({"readme.txt": "Hello"}),
    "two mains": lambda: zipped({"pack.yaml": GREEK, "pack.yml": GREEK}),
    "broken pack": lambda: zipped({"pack.yaml": GREEK.replace("answer: true", "anser: true")}),
}
"""Archives that must not become a pack."""
