from __future__ import annotations

import asyncio
import socket

import pytest
from pytest_socket import SocketConnectBlockedError


def test_no_test_reaches_beyond_this_machine() -> None:
    with socket.socket() as beyond, pytest.raises(SocketConnectBlockedError):
        beyond.connect(("192.0.2.1", 443))


async def test_no_test_reaches_beyond_this_machine_through_the_event_loop_either() -> None:
    with pytest.raises(SocketConnectBlockedError):
        await asyncio.open_connection("192.0.2.1", 443)


def test_loopback_can_be_reached() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.socket() as client:
        client.connect(server.getsockname())
