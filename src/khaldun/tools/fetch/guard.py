"""Which addresses may be connected to: none inside the user's own network, unless the user says so."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable

from khaldun.errors import FetchError

_NAT64 = ipaddress.ip_network("64:ff9b::/96")  # RFC 6052: the last 32 bits are an IPv4 address
Resolve = Callable[[str, int], list[str]]


def resolve(host: str, port: int) -> list[str]:
    """The numeric addresses of a host.

    Raises:
        OSError: it has none.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[4][0]) for address in found))


def checked_address(host: str, port: int, *, allow_private: bool, resolve: Resolve = resolve) -> str:
    """A numeric address of the host that may be connected to. It is the one to use: a second look-up may lie.

    Raises:
        FetchError: the host has no address, or one that is not public.
    """
    try:
        addresses = resolve(host, port)
    except OSError as error:
        raise FetchError(f"{host} is not known to the network ({error}).", advice="Check the address.") from error
    if not addresses:
        raise FetchError(f"{host} has no address.", advice="Check the address.")
    for address in addresses:
        if not allow_private and not is_public(address):
            raise FetchError(
                f"{host} leads to {address}, an address inside a private network.",
                advice="If it is yours and meant, say --allow-private.",
                refused=True,
            )
    return addresses[0]


def is_public(address: str) -> bool:
    """Whether an address is one of the open internet; IPv4 inside IPv6 counts as what it is."""
    number = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(number, ipaddress.IPv6Address):
        inner = number.ipv4_mapped or number.sixtofour or (number.teredo[1] if number.teredo else None)
        if number in _NAT64:
            inner = ipaddress.IPv4Address(int(number) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
    return number.is_global and not number.is_multicast
