"""Tests run without the network, and one that tries fails."""

from __future__ import annotations

import socket
from collections.abc import Callable
from contextlib import suppress
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from tests import offline


def _connect() -> None:
    with socket.socket() as made:
        made.connect_ex(("192.0.2.1", 80))


def _connect_here() -> None:
    with socket.socket() as made:
        made.connect_ex(("127.0.0.1", 9))


def _send() -> None:
    with socket.socket(type=socket.SOCK_DGRAM) as made:
        made.sendto(b"x", ("192.0.2.1", 9))


def _listen() -> None:
    with socket.socket() as made:
        made.bind(("127.0.0.1", 0))


def _fetch() -> None:
    with suppress(URLError):
        urlopen("http://192.0.2.1/")


def _resolve() -> None:
    socket.getaddrinfo("zgcquiz.invalid", 80)


@pytest.fixture
def attempted() -> list[str]:
    """Return the attempts of a test, which would fail it if they were left on record."""
    return offline._guard.attempts


@pytest.mark.parametrize("use", [_connect, _connect_here, _send, _listen, _fetch, _resolve])
def test_every_use_of_the_network_is_refused_and_recorded(use: Callable[[], None], attempted: list[str]) -> None:
    with pytest.raises(offline.NetworkRefusedError):
        use()
    assert len(attempted) == 1, "a swallowed exception would fail the test too"
    attempted.clear()


@pytest.mark.serves
def test_a_marked_test_may_use_this_machine_only(attempted: list[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()):
        pass
    assert attempted == []
    with pytest.raises(offline.NetworkRefusedError):
        _connect()
    attempted.clear()
