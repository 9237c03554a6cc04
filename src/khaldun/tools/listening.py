"""A socket that listens, so that a port which is taken is told before anything else is done."""

from __future__ import annotations

import socket
from dataclasses import dataclass

from khaldun.errors import UsageError

FIRST = 8017
_TRIED = 20  # ports, one after another, where none is named


@dataclass(frozen=True, slots=True)
class Listening:
    """A listening socket, and the address that a browser reaches it at."""

    socket: socket.socket
    address: str


def listen(host: str, port: int | None, *, tls: bool = False) -> Listening:
    """Listens at a host's port; where none is named, at the first that is free from `FIRST` on.

    Raises:
        UsageError: the port is taken, or there is no such port.
    """
    first = FIRST if port is None else port
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    for tried in range(first, first + (_TRIED if port is None else 1)):
        # By the protocol's name asyncio knows to send at once (TCP_NODELAY). Else an answer's second packet waits until
        # the first was received: 40 ms.
        found = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            found.bind((host, tried))
        except (OSError, OverflowError):
            found.close()
            continue
        found.listen(128)
        name = f"[{host}]" if ":" in host else host
        return Listening(found, f"{'https' if tls else 'http'}://{name}:{found.getsockname()[1]}/")
    raise UsageError(f"Port {first} cannot be had.", advice="Name another: --port N; another desk may be open already.")
