"""Downloading one file over HTTP or HTTPS, with limits of size, time and redirects."""

from __future__ import annotations

import threading
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any, BinaryIO

from zgcquiz import __version__
from zgcquiz.core.errors import ZgcError
from zgcquiz.core.value import Value
from zgcquiz.fetch.storage import no_room, temporary_file

if TYPE_CHECKING:
    from urllib.request import OpenerDirector

MAX_BYTES = 64 * 1024 * 1024
READ_SECONDS = 20.0
"""How long a server may send nothing."""
TOTAL_SECONDS = 180.0
"""How long the whole download may take."""
MAX_REDIRECTS = 5


class Download(Value, frozen=True):
    """A downloaded file. etag, modified: the server's identifiers of this version, "" if it sent none.

    file: a temporary one, at its start, which is deleted when it is closed.
    """

    file: BinaryIO
    media_type: str
    etag: str
    modified: str


def download(url: str) -> Download:
    """Return the file at a URL. Raises ZgcError if it can't be downloaded or a limit is exceeded."""
    found: list[Download | BaseException] = []

    def get() -> None:
        try:
            found.append(_get(url, time.monotonic() + TOTAL_SECONDS))
        except BaseException as error:
            found.append(error)

    # The socket's timeout ends neither a name look-up nor a server that sends its headers byte by byte, so the
    # download runs in a thread that is abandoned at the deadline.
    thread = threading.Thread(target=get, daemon=True)
    thread.start()
    thread.join(TOTAL_SECONDS)
    if not found:
        raise _too_slow(url)
    if isinstance(found[0], BaseException):
        raise _explained(url, found[0]) from found[0]
    return found[0]


def _get(url: str, deadline: float) -> Download:
    from urllib.request import Request

    request = Request(url, headers={"User-Agent": f"zgcquiz/{__version__}", "Accept-Encoding": "identity"})
    with _opener().open(request, timeout=READ_SECONDS) as response:
        length = response.headers.get("Content-Length", "")
        declared = int(length) if length.isdecimal() else None
        if declared is not None and declared > MAX_BYTES:
            raise _too_large(url)
        file = _received(response, url, declared, deadline)
        header = response.headers.get
        return Download(
            file,
            response.headers.get_content_type() if header("Content-Type") else "",
            header("ETag", ""),
            header("Last-Modified", ""),
        )


def _received(response: Any, url: str, declared: int | None, deadline: float) -> BinaryIO:
    """Return what a server sends, in a temporary file. declared: how many bytes it says these are."""
    file = temporary_file()
    size = 0
    try:
        while piece := response.read1(1 << 16):
            size += len(piece)
            if size > MAX_BYTES:
                raise _too_large(url)
            if time.monotonic() > deadline:
                raise TimeoutError
            _keep(file, piece, url)
        if declared is not None and size < declared:
            raise ZgcError(
                "unreachable", f"{url}: the connection ended after {size:,} of {declared:,} bytes.", "Try again."
            )
        file.seek(0)
    except BaseException:
        with suppress(OSError):  # closing writes what could not be written
            file.close()
        raise
    return file


def _keep(file: BinaryIO, piece: bytes, url: str) -> None:
    try:
        file.write(piece)
        file.flush()
    except OSError as error:
        raise no_room(url, error) from error


def _opener() -> OpenerDirector:
    """Return an opener for HTTP and HTTPS only, which verifies certificates and never redirects from HTTPS to HTTP."""
    import ssl
    from urllib import request

    class Redirects(request.HTTPRedirectHandler):
        max_redirections = MAX_REDIRECTS
        max_repeats = 2

        def redirect_request(self, req: Any, fp: Any, code: int, msg: str, headers: Any, newurl: str) -> Any:
            schemes = ("https",) if req.type == "https" else ("http", "https")
            if newurl.partition("://")[0].lower() not in schemes:
                fp.close()
                raise ZgcError("unreachable", f"{req.full_url} redirects to {newurl}; refused.")
            return super().redirect_request(req, fp, code, msg, headers, newurl)

    opener = request.OpenerDirector()
    for handler in (
        request.ProxyHandler(),
        request.HTTPHandler(),
        request.HTTPSHandler(context=ssl.create_default_context()),
        request.HTTPDefaultErrorHandler(),
        Redirects(),
        request.HTTPErrorProcessor(),
        request.UnknownHandler(),
    ):
        opener.add_handler(handler)
    return opener


def _explained(url: str, error: BaseException) -> BaseException:
    from http.client import HTTPException
    from urllib.error import HTTPError, URLError

    if isinstance(error, ZgcError):
        return error
    if isinstance(error, HTTPError):
        error.close()
        if 300 <= error.code < 400:
            if "not allowed" in str(error.reason):
                return ZgcError("unreachable", f"{url} redirects to a non-HTTP address; refused.")
            return ZgcError("unreachable", f"{url} redirects more than {MAX_REDIRECTS} times.")
        hint = {
            404: "Check the address; open it in a browser.",
            410: "Check the address; open it in a browser.",
            401: "It needs a login. Download it in a browser, and add the file.",
            403: "It needs a login. Download it in a browser, and add the file.",
        }.get(error.code, "Try again later.")
        return ZgcError("unreachable", f"{url}: the server says {error.code} {error.reason}.", hint)
    if isinstance(error, URLError):
        error = error.reason if isinstance(error.reason, BaseException) else error
    if isinstance(error, TimeoutError):
        return _too_slow(url)
    if isinstance(error, OSError | HTTPException | ValueError):
        reason = getattr(error, "strerror", None) or getattr(error, "verify_message", None) or str(error)
        return ZgcError(
            "unreachable",
            f"{url} can't be fetched: {reason or type(error).__name__}.",
            "Check the address and the network connection, then try again.",
        )
    return error


def _too_slow(url: str) -> ZgcError:
    return ZgcError("unreachable", f"{url}: the server is too slow or does not answer.", "Try again later.")


def _too_large(url: str) -> ZgcError:
    return ZgcError("too-large", f"{url} has more than {MAX_BYTES >> 20} MiB.", "Check that this is a pack's address.")
