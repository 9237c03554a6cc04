"""The socket that the desk listens at."""

from __future__ import annotations

import asyncio
import socket

import pytest

from khaldun.errors import UsageError
from khaldun.tools.listening import listen


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_an_answer_does_not_wait_for_what_was_sent_before_it(host: str) -> None:
    """What is accepted by asyncio sends at once (TCP_NODELAY)."""
    if host == "::1" and not socket.has_ipv6:
        pytest.skip("no IPv6 here")
    set_: list[int] = []

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        set_.append(writer.get_extra_info("socket").getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
        writer.close()
        await writer.wait_closed()

    async def ask() -> None:
        listening = listen(host, 0)
        server = await asyncio.start_server(connected, sock=listening.socket)
        reader, writer = await asyncio.open_connection(host, listening.socket.getsockname()[1])
        await reader.read()
        writer.close()
        await writer.wait_closed()
        server.close()
        await server.wait_closed()

    asyncio.run(ask())
    assert set_ and all(set_)


def test_a_port_that_is_taken_is_told() -> None:
    first = listen("127.0.0.1", 0)
    with first.socket, pytest.raises(UsageError, match="cannot be had"):
        listen("127.0.0.1", first.socket.getsockname()[1])
