"""A server of pages in a thread, and players that speak HTTP to it."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import uvicorn

from zgcquiz.app.serving.answer_check import ServedPack
from zgcquiz.app.serving.answer_log import AnswerFile, AnswerQueue
from zgcquiz.app.serving.pages import PageServer, ServedPage
from zgcquiz.app.serving.server import listening, uvicorn_config
from zgcquiz.core.log.review_ids import Identifiers
from zgcquiz.core.packs.pack import Item, Pack
from zgcquiz.formats.exchange.contract import ExchangeOptions
from zgcquiz.formats.web.page import is_asked, served_page

TOKEN = "secret-token"


class Reply(NamedTuple):
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class Served(NamedTuple):
    """A server that runs. path: of its file of answers."""

    port: int
    path: Path
    token: str = TOKEN

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/{self.token}/"

    def ask(self, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None) -> Reply:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(method, path, body or None, headers or {})
            response = connection.getresponse()
            return Reply(response.status, dict(response.getheaders()), response.read())
        finally:
            connection.close()

    def send(self, *lines: dict[str, Any] | bytes) -> Reply:
        body = b"".join((line if isinstance(line, bytes) else json.dumps(line).encode()) + b"\n" for line in lines)
        return self.ask("POST", f"/{self.token}/answers", body)

    def kept(self) -> list[dict[str, Any]]:
        """Return the answers in the file."""
        return [json.loads(line) for line in self.path.read_bytes().splitlines()]


@contextmanager
def served(folder: Path, *packs: Pack, exam: bool = False, file: AnswerFile | None = None) -> Iterator[Served]:
    """Serve packs until the block ends."""
    options = ExchangeOptions(exam=exam)
    pages = {pack.info.id: ServedPage(pack.info.title, served_page(pack, options).data) for pack in packs}
    checked = {
        pack.info.id: ServedPack(
            {item.id: item for item in pack.items if is_asked(item, options)}, pack.info.language, is_exam=exam
        )
        for pack in packs
    }
    path = folder / "answers.jsonl"
    file = file or AnswerFile(path)
    server = PageServer(TOKEN, pages, checked, AnswerQueue(file), time.monotonic, lambda: time.time_ns() // 1_000_000)
    with listening("127.0.0.1", 0) as listener:
        running = uvicorn.Server(uvicorn_config(server))
        thread = threading.Thread(target=lambda: asyncio.run(running.serve(sockets=[listener])), daemon=True)
        thread.start()
        while not running.started:
            time.sleep(0.01)
        try:
            yield Served(listener.getsockname()[1], path)
        finally:
            running.should_exit = True
            thread.join(30)
            file.close()


class Player:
    """Someone who answers: a source of lines as the page makes them."""

    def __init__(self, name: str, pack: Pack, seed: int = 0) -> None:
        self.name = name
        self._pack = pack
        self._rng = Random(f"{name}{seed}")
        self._ids = Identifiers(self._rng)

    def answer(self, item: Item, *, right: bool = True, **changes: Any) -> dict[str, Any]:
        """Return an answer to an item."""
        now = time.time_ns() // 1_000_000
        shown = [option.text for option in item.options] if item.kind.is_choice else []
        keys = [option.text for option in item.keys]
        others = [option.text for option in item.distractors] or ["12"]
        said = keys if right else others[:1]
        return {
            "id": self._ids.next(now),
            "at": time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(now // 1000)) + f".{now % 1000:03}Z",
            "utc_offset": 0,
            "device": self.name,
            "session": "round",
            "pack": self._pack.info.id,
            "question": item.id,
            "fingerprint": item.fingerprint,
            "mode": "play",
            "kind": item.kind.value,
            "shown": shown,
            "response": said if item.kind.is_choice else said[:1],
            "correct": right,
            "outcome": "correct" if right else "wrong",
            "certainty": "sure",
            "level": None,
            "rating": 3 if right else 1,
            "seconds": 1.5,
            "void": False,
        } | changes
