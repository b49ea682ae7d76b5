"""The server's pages: what is served at which address, and how answers are taken."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from html import escape
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from zgcquiz.app.serving.answer_check import RefusedAnswerError, ServedPack, checked
from zgcquiz.app.serving.rates import Rates
from zgcquiz.formats.shared.own_words import page_words

if TYPE_CHECKING:
    from zgcquiz.app.serving.answer_log import AnswerQueue
    from zgcquiz.core.log.review import Review

MAX_BODY = 256 * 1024
MAX_LINES = 100
MAX_SECONDS = 10.0
"""The time that a request may take to arrive."""
_PLAYER = (5.0, 300)
"""Answers a second of a player, and at once: what was answered without a connection comes together."""
_ADDRESS = (2000.0, 20_000)
"""The same of an address, which a whole class can share."""
_WHICH = "Which quiz?"
_WRONG_TOKENS = (1.0, 30)
_HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


class ServedPage:
    """A page: its title and its content."""

    def __init__(self, title: str, content: bytes) -> None:
        self.title = title
        self.content = content


class PageServer:
    """Serves pages below a token, without which nothing is told, and takes the answers to them."""

    def __init__(
        self,
        token: str,
        pages: Mapping[str, ServedPage],
        packs: Mapping[str, ServedPack],
        queue: AnswerQueue,
        timer: Callable[[], float],
        now: Callable[[], int],
    ) -> None:
        """pages, packs: by the pack's id; timer: returns seconds; now: returns milliseconds since 1970."""
        self._token = token.encode()
        self._pages = pages
        self._packs = packs
        self._queue = queue
        self._now = now
        self._players = Rates(*_PLAYER, timer)
        self._addresses = Rates(*_ADDRESS, timer)
        self._strangers = Rates(*_WRONG_TOKENS, timer)

    def app(self) -> Starlette:
        """Return the application. It writes answers as long as it runs."""

        @asynccontextmanager
        async def lifespan(app: Starlette) -> AsyncIterator[None]:
            writer = asyncio.create_task(self._queue.run())
            yield
            writer.cancel()

        routes = [
            Route("/{token}/", self._index),
            Route("/{token}/answers", self._answers, methods=["POST"]),
            Route("/{token}/{pack}", self._page),
        ]
        app = Starlette(routes=routes, lifespan=lifespan)
        app.router.redirect_slashes = False  # so that addresses without the token all look the same
        return app

    def _stranger(self, request: Request) -> Response | None:
        """Return what someone without the token gets; None for all others."""
        given = str(request.path_params["token"]).encode()
        if secrets.compare_digest(given, self._token):
            return None
        if not self._strangers.take(_address(request)):
            return PlainTextResponse("Too many wrong addresses.", 429, {**_HEADERS, "Retry-After": "30"})
        return PlainTextResponse("Not found.", 404, _HEADERS)

    async def _index(self, request: Request) -> Response:
        if (refusal := self._stranger(request)) is not None:
            return refusal
        if len(self._pages) == 1:
            return _html(next(iter(self._pages.values())).content)
        links = "".join(f'<li><a href="{escape(id)}">{escape(page.title)}</a></li>' for id, page in self._pages.items())
        tongues = dict(page_words(pack.language) for pack in self._packs.values())
        tongue, words = next(iter(tongues.items())) if len(tongues) == 1 else ("en", {})
        page = (
            f'<!DOCTYPE html><html lang="{tongue}"><meta charset="utf-8"><title>zgcquiz</title>'
            '<meta name="viewport" content="width=device-width, initial-scale=1">'
            '<meta name="color-scheme" content="light dark">'
            f"<main><h1>{words.get(_WHICH, _WHICH)}</h1><ul>{links}</ul></main></html>"
        )
        return HTMLResponse(page, headers={**_HEADERS, "Content-Security-Policy": "default-src 'none'"})

    async def _page(self, request: Request) -> Response:
        if (refusal := self._stranger(request)) is not None:
            return refusal
        page = self._pages.get(str(request.path_params["pack"]))
        return PlainTextResponse("Not found.", 404, _HEADERS) if page is None else _html(page.content)

    async def _answers(self, request: Request) -> Response:
        """Take answers, one a line. What is kept is on the disk when the response is sent."""
        if (refusal := self._stranger(request)) is not None:
            return refusal
        try:
            async with asyncio.timeout(MAX_SECONDS):
                body = await _body(request)
        except TimeoutError:
            return PlainTextResponse("The request took too long.", 408, {**_HEADERS, "Connection": "close"})
        except ClientDisconnect:
            return Response(status_code=400)
        lines = body.splitlines() if body is not None else []
        if body is None or len(lines) > MAX_LINES:
            return PlainTextResponse("The request is too large.", 413, {**_HEADERS, "Connection": "close"})
        address = _address(request)
        if self._queue.is_full or not self._addresses.take(address, max(1, len(lines))):
            return _too_many()
        reviews, refused = self._checked(lines)
        if not self._players.take((address, reviews[0].device if reviews else ""), max(1, len(lines))):
            return _too_many()
        try:
            await self._queue.keep(reviews)
        except OSError as error:
            return PlainTextResponse(f"The answers can't be written: {error.strerror}.", 503, _HEADERS)
        kept = [review.id for review in reviews]
        return JSONResponse({"kept": kept, "refused": refused}, headers=_HEADERS)

    def _checked(self, lines: list[bytes]) -> tuple[list[Review], list[dict[str, object]]]:
        """Return the answers in lines, and for each line that is refused its number and the reason."""
        reviews: list[Review] = []
        refused: list[dict[str, object]] = []
        for number, line in enumerate(lines, 1):
            try:
                reviews.append(checked(line, self._packs, self._now()))
            except RefusedAnswerError as error:
                refused.append({"line": number, "reason": str(error)})
        return reviews, refused


def _too_many() -> Response:
    return PlainTextResponse("Too many answers at once.", 429, {**_HEADERS, "Retry-After": "5"})


def _html(content: bytes) -> Response:
    return Response(content, media_type="text/html; charset=utf-8", headers=_HEADERS)


def _address(request: Request) -> str:
    return request.client.host if request.client else ""


async def _body(request: Request) -> bytes | None:
    """Return the body of a request; None if it is too large, of which no more than that is read."""
    parts = bytearray()
    async for part in request.stream():
        parts += part
        if len(parts) > MAX_BODY:
            return None
    return bytes(parts)
