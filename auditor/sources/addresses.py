"""Which network addresses a page may be fetched from: public ones, also behind the disguises of IPv6."""

from __future__ import annotations

import errno
import socket
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Any

PRIVATE = "is not a public address"

# RFC 6052: the well-known prefix under which a NAT64 gateway reaches an IPv4 address.
_NAT64 = IPv6Network("64:ff9b::/96")


def is_public(text: str) -> bool:
    """Whether an IP address is one that anybody on the Internet can reach.

    An IPv6 address that stands for an IPv4 address (mapped, 6to4, Teredo, NAT64) is as public as that one.
    """
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return False
    if isinstance(address, IPv6Address):
        if address in _NAT64:
            return _is_global(IPv4Address(int(address) & 0xFFFFFFFF))
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo and address.teredo[1])
        if inner is not None:
            return _is_global(inner)
    return _is_global(address)


def _is_global(address: IPv4Address | IPv6Address) -> bool:
    special = address.is_multicast or address.is_reserved or address.is_unspecified or address.is_loopback
    return address.is_global and not special and not getattr(address, "is_site_local", False)


def any_socket(info: Any) -> socket.socket:
    """A socket for a resolved address, as `socket.getaddrinfo` gives them."""
    return socket.socket(info[0], info[1], info[2])


def public_socket(info: Any) -> socket.socket:
    """The same, unless the address is not public; raises `OSError` then, with the words of `PRIVATE`."""
    if not is_public(str(info[4][0])):
        raise OSError(errno.EACCES, f"{info[4][0]} {PRIVATE}")
    return any_socket(info)
