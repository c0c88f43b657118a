"""WACZ: a zip file with WARC files and with lists of the pages that a crawler visited."""

from __future__ import annotations

import re
import zipfile
import zlib
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

import msgspec

from auditor.sources.contract import PAGE_CAP
from auditor.sources.section import stored_section

if TYPE_CHECKING:
    from collections.abc import Iterator

    from auditor.sources.plain import Opener

_LIST = re.compile(r"pages/[^/]+\.jsonl")
_LIST_CAP = 1 << 30


class Part(NamedTuple):
    """One WARC file: itself, or a member of a WACZ."""

    name: str | None
    open: Opener


class _Line(msgspec.Struct):
    """A line of a list of pages; the first one is about the list."""

    url: str = ""


_line = msgspec.json.Decoder(_Line)


def parts(opener: Opener) -> list[Part]:
    """The file itself, or the WARC files in a WACZ."""
    with opener() as stream:
        if stream.read(2) != b"PK":
            return [Part(None, opener)]
        stream.seek(0)
        with zipfile.ZipFile(stream) as container:
            names = sorted(name for name in container.namelist() if name.endswith((".warc", ".warc.gz")))
    return [Part(name, partial(stored_section, opener, name)) for name in names]


def listed_hosts(opener: Opener) -> frozenset[str]:
    """The hosts of the pages that a WACZ lists; empty for one that lists none, and for a WARC file."""
    hosts: set[str] = set()
    with suppress(
        OSError, zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError, RuntimeError
    ):
        with opener() as stream:
            if stream.read(2) == b"PK":
                stream.seek(0)
                hosts.update(map(_host, _listed(zipfile.ZipFile(stream))))
        return frozenset(hosts - {""})
    return frozenset()  # a list that cannot be read to its end says nothing about what is no page


def is_foreign(uri: str, hosts: frozenset[str]) -> bool:
    """Whether an address is on none of the sites whose pages are listed: advertising, players, consent dialogs."""
    host = _host(uri) if hosts and uri.startswith("http") else ""
    return bool(host) and not any(
        host == known or host.endswith(f".{known}") or known.endswith(f".{host}") for known in hosts
    )


def _listed(container: zipfile.ZipFile) -> Iterator[str]:
    for info in container.infolist():
        if _LIST.fullmatch(info.filename) and info.file_size < _LIST_CAP:
            with container.open(info) as lines:
                for line in iter(partial(lines.readline, PAGE_CAP), b""):
                    with suppress(msgspec.DecodeError, UnicodeDecodeError):
                        yield _line.decode(line).url


def _host(uri: str) -> str:
    try:
        return (urlsplit(uri).hostname or "").removeprefix("www.")
    except ValueError:
        return ""
