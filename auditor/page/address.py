"""Web addresses taken apart, whatever they are: nothing here ever raises."""

from __future__ import annotations

import re
from functools import lru_cache

_PATH_END = re.compile("[?#]")


def host_of(url: str) -> str:
    """The host of an address in lower case without `www.` and port; empty if it has none."""
    start = url.find("://") + 3
    if start < 3:
        return ""
    end = url.find("/", start)
    return _host_in(url[start:] if end < 0 else url[start:end])


def is_within(host: str, domain: str) -> bool:
    """Whether a host is a domain or lies below it."""
    return host == domain or host.endswith(f".{domain}")


def authority_and_path(url: str) -> tuple[str, str]:
    """The authority of an address as it is written, and its path.

    `urlsplit` refuses what it takes for a broken IPv6 address, and any page may have such a link.
    """
    scheme, mark, rest = url.partition("://")
    rest = _PATH_END.split(rest if mark else scheme, maxsplit=1)[0]
    authority, slash, path = rest.partition("/") if mark else ("", "", rest)
    return authority, slash + path


@lru_cache(maxsize=16_384)
def _host_in(rest: str) -> str:
    for mark in "?#\\":
        cut = rest.find(mark)
        if cut >= 0:
            rest = rest[:cut]
    rest = rest.rsplit("@", 1)[-1].lower()
    if not rest.startswith("["):
        rest = rest.split(":", 1)[0]
    return rest.removeprefix("www.").rstrip(".")
