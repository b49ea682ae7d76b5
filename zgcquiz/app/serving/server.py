"""Serve packs as pages from this machine."""

from __future__ import annotations

import socket
from collections.abc import Callable, Sequence
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from zgcquiz.app.context import AppContext
from zgcquiz.app.selection import select
from zgcquiz.core.errors import ZgcError
from zgcquiz.core.packs.exchange_reports import ExportReport
from zgcquiz.core.value import Value
from zgcquiz.store.files.lock import LockedError, held
from zgcquiz.store.packs.stored_items import StoredPack

if TYPE_CHECKING:
    from collections.abc import Iterator

    import uvicorn

    from zgcquiz.app.serving.answer_check import ServedPack
    from zgcquiz.app.serving.pages import PageServer, ServedPage

_LOOPBACK, _EVERYWHERE = "127.0.0.1", "0.0.0.0"
_MAX_CONNECTIONS = 2000
_MAX_HEAD = 16 * 1024
_IDLE_SECONDS = 30
_LOCK_SECONDS = 1.0


class ServedAddress(Value, frozen=True):
    """Where the pages are. url: with the token; is_open: other devices can reach it."""

    url: str
    is_open: bool


class ServedAnswers(Value, frozen=True):
    """What was served, and what came in. answers: how many the file has now, earlier ones included; reports: of the
    pages."""

    packs: tuple[str, ...]
    path: Path
    answers: int
    reports: tuple[ExportReport, ...]


def serve(
    context: AppContext,
    names: Sequence[str],
    answers: Path | None,
    *,
    lan: bool,
    port: int,
    exam: bool,
    token: str,
    started: Callable[[ServedAddress, Path, Sequence[ExportReport]], None],
) -> ServedAnswers:
    """Serve packs until the user ends it. Return what came in.

    names: of packs, all installed ones if there are none; answers: the file for them, PACK-answers.jsonl by default;
    lan: listen on all networks; port: 0 for a free one; token: the secret part of the address; started: is called with
    the address, the file and what the pages hold once they can be opened. Raises ZgcError.
    """
    try:
        import segno  # noqa: F401 (the command draws with it)
        import uvicorn  # noqa: F401

        from zgcquiz.app.serving.answer_log import AnswerFile, AnswerQueue, check_continued
        from zgcquiz.app.serving.pages import PageServer
    except ImportError as error:
        raise ZgcError(
            "needs-serve", f"Serving needs {error.name}.", "Install it: pip install 'zgcquiz[serve]'"
        ) from error
    pages, packs, reports = _pages(context, names, exam=exam)
    path = answers or Path(f"{next(iter(packs)) if len(packs) == 1 else 'zgcquiz'}-answers.jsonl")
    with ExitStack() as stack:
        listener = stack.enter_context(listening(_EVERYWHERE if lan else _LOOPBACK, port))
        try:
            check_continued(path)  # before the lock, whose file would stay beside it
            stack.enter_context(held(path.with_name(f".{path.name}.lock"), _LOCK_SECONDS))
            file = stack.enter_context(closing(AnswerFile(path)))
        except LockedError as error:
            raise ZgcError("busy", f"Another zgcquiz writes to {path}.", "Name another file: --answers FILE") from error
        except OSError as error:
            reason = error.strerror or error
            raise ZgcError(
                "unwritable", f"{path} can't be written: {reason}.", "Name another: --answers FILE"
            ) from error
        server = PageServer(token, pages, packs, AnswerQueue(file), context.timer, lambda: context.clock().ms)
        host = _own_address() if lan else _LOOPBACK
        started(ServedAddress(f"http://{host}:{listener.getsockname()[1]}/{token}/", lan), path, reports)
        _run(server, listener)
        return ServedAnswers(tuple(packs), path, len(file), tuple(reports))


def uvicorn_config(server: PageServer) -> uvicorn.Config:
    """Return how a server is run: with bounds on what anyone can make it hold."""
    import uvicorn

    return uvicorn.Config(
        server.app(),
        log_level="error",
        access_log=False,
        server_header=False,
        http="h11",
        ws="none",
        loop="asyncio",
        limit_concurrency=_MAX_CONNECTIONS,
        h11_max_incomplete_event_size=_MAX_HEAD,
        timeout_keep_alive=_IDLE_SECONDS,
        timeout_graceful_shutdown=5,
        proxy_headers=False,
    )


def _run(server: PageServer, listener: socket.socket) -> None:
    import uvicorn

    try:
        uvicorn.Server(uvicorn_config(server)).run(sockets=[listener])
    except KeyboardInterrupt:  # how it is ended
        return


def _pages(
    context: AppContext, names: Sequence[str], *, exam: bool
) -> tuple[dict[str, ServedPage], dict[str, ServedPack], list[ExportReport]]:
    """Return the pages of packs, and what answers to them are checked against, by id, and what was lost."""
    from zgcquiz.app.serving.answer_check import ServedPack
    from zgcquiz.app.serving.pages import ServedPage
    from zgcquiz.formats.exchange.contract import ExchangeOptions
    from zgcquiz.formats.web.page import is_asked, served_page

    pages: dict[str, ServedPage] = {}
    packs: dict[str, ServedPack] = {}
    reports: list[ExportReport] = []
    for name in names or (None,):
        for cached in select(context, name).packs.values():
            pack = StoredPack(cached)
            options = ExchangeOptions(day=context.clock().day, media=cached.beside, exam=exam)
            items = {item.id: item for item in pack.items if is_asked(item, options)}
            page = served_page(pack, options)
            content = page.data
            reports.append(ExportReport(pack.info.id, "web", len(items), "", page.lost))
            if not items:
                continue
            pages[pack.info.id] = ServedPage(pack.info.title, content)
            packs[pack.info.id] = ServedPack(items, pack.info.language, is_exam=exam)
    if not pages:
        raise ZgcError(
            "nothing-exported", "There is no question to serve.", "Drafts and expired questions are not asked."
        )
    return pages, packs, reports


@contextmanager
def listening(host: str, port: int) -> Iterator[socket.socket]:
    """Listen on a port, 0 for a free one, until the block ends. Raises ZgcError."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, port))
            listener.listen(_MAX_CONNECTIONS)
        except OSError as error:
            raise ZgcError(
                "no-port", f"Port {port} can't be used: {error.strerror}.", "Choose another: --port 0 takes a free one."
            ) from error
        yield listener


def _own_address() -> str:
    """Return this machine's address in its network; nothing is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # RFC 5737: an address of nobody
        except OSError:
            return _LOOPBACK
        return str(probe.getsockname()[0])
