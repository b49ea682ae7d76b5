"""Refuse the network while a test runs.

An audit hook sees every use of a socket in this process, whatever library makes it. A test marked `serves` may talk to
servers on this machine. An attempt fails its test even if the code under test swallows the exception.
"""

from __future__ import annotations

import sys
from typing import Any

_ADDRESS_AT = {
    "socket.connect": 1,
    "socket.bind": 1,
    "socket.sendto": 1,
    "socket.sendmsg": 1,
    "socket.getaddrinfo": 0,
    "socket.gethostbyname": 0,
    "socket.gethostbyaddr": 0,
}
"""The audit events of a socket that leads somewhere, with the position of the address among their arguments."""
_LOCAL = ("127.0.0.1", "::1", "localhost")


class NetworkRefusedError(RuntimeError):
    """A test tried to use the network."""


class _Guard:
    def __init__(self) -> None:
        self.active = False
        self.serves = False
        self.attempts: list[str] = []

    def hook(self, event: str, arguments: tuple[Any, ...]) -> None:
        if not self.active or event not in _ADDRESS_AT:
            return
        address = arguments[_ADDRESS_AT[event]]
        host = address[0] if isinstance(address, tuple) else address
        if isinstance(host, bytes):
            host = host.decode("utf-8", "replace")
        if self.serves and host in _LOCAL:
            return
        self.attempts.append(f"{event} {address!r}")
        raise NetworkRefusedError(f"{event} to {address!r}: tests use no network (mark a test `serves` for localhost)")


_guard = _Guard()
sys.addaudithook(_guard.hook)


def refuse(serves: bool) -> None:
    """Refuse the network from now on. serves: except servers on this machine."""
    _guard.active, _guard.serves = True, serves
    _guard.attempts.clear()


def allow() -> list[str]:
    """Allow the network again; return what was attempted meanwhile."""
    _guard.active = False
    attempts = [*_guard.attempts]
    _guard.attempts.clear()
    return attempts
