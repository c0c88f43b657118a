"""Lists of addresses to fetch: a text file, a table with a column of addresses, a sitemap."""

from __future__ import annotations

import asyncio
import io
import re
from collections import Counter
from html import unescape
from typing import TYPE_CHECKING

from auditor.errors import SourceError
from auditor.model import Capture, Skipped
from auditor.sources import sniff
from auditor.sources.contract import PAGE_CAP, Unit, shown
from auditor.sources.inflate import DamageError, OversizeError, gunzip
from auditor.sources.rows import address_of
from auditor.sources.tables import csv_rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from auditor.sources.plain import Opener

_LOC = re.compile(rb"<(?:\w{1,20}:)?loc\s*>\s*(?:<!\[CDATA\[)?\s*([^<\]]{1,4000}?)\s*(?:\]\]>)?\s*</")
_SITEMAPS = 1000
"""No more sitemaps are read of one index."""


class LiveSource:
    """Pages that are fetched, each address once, in the order of the list."""

    live = True

    def __init__(self, kind: str, path: str, addresses: Callable[[], Iterator[str]]) -> None:
        self.kind, self.path = kind, path
        self.passed: Counter[str] = Counter()
        self._list = addresses
        self._listed: list[str] | None = None

    def units(self, size: int = 64) -> Iterator[Unit]:
        """Ranges of addresses."""
        total = len(self._addresses())
        for start in range(0, total, size):
            yield Unit(self.kind, shown(self.path), start, min(start + size, total))

    def captures(self, unit: Unit | None = None) -> Iterator[Capture | Skipped]:
        """The pages of a range of addresses, up to four of a host at once."""
        if unit is None:
            for each in self.units():
                yield from self.captures(each)
        else:
            yield from asyncio.run(_fetched(self._addresses()[unit.start : unit.stop]))

    def _addresses(self) -> list[str]:
        if self._listed is None:
            listed = list(self._list())
            self._listed = list(dict.fromkeys(listed))
            self.passed["address listed again"] += len(listed) - len(self._listed)
        return self._listed


async def _fetched(urls: list[str]) -> list[Capture | Skipped]:
    from auditor.sources.fetch import Fetcher

    async with Fetcher.open() as fetcher:
        return list(await asyncio.gather(*map(fetcher.fetch, urls)))


def listed_addresses(path: str, opener: Opener) -> Iterator[str]:
    """The addresses of a text file, one a line, or of the first column of a table that holds one."""
    if path.lower().endswith((".csv", ".tsv")):
        for row in csv_rows(opener):
            if isinstance(row, dict) and (address := address_of(row)):
                yield address
        return
    with opener() as stream:
        for raw in io.BufferedReader(stream):  # type: ignore[type-var]
            line = raw.decode("utf-8", "replace").removeprefix("\ufeff").strip()
            if line and not line.startswith("#"):
                yield line


def sitemap_addresses(spec: str) -> Iterator[str]:
    """The page addresses of a sitemap, and of those that an index names; raises `SourceError` when it cannot be had."""
    waiting, seen = [spec], set[str]()
    while waiting and len(seen) < _SITEMAPS:
        place = waiting.pop(0)
        if place in seen:
            continue
        seen.add(place)
        data = _document(place)
        found = [unescape(raw.decode("utf-8", "replace")) for raw in _LOC.findall(data)]
        found = [address for address in found if sniff.web_address(address)]
        if sniff.root_of(data) == b"sitemapindex":
            waiting.extend(found)
        else:
            yield from found


def _document(place: str) -> bytes:
    try:
        if sniff.web_address(place):
            from auditor.sources.fetch import fetch_document

            data = fetch_document(place)
        else:
            with open(place, "rb") as stream:  # noqa: PTH123 - paths stay as they were given
                data = stream.read(PAGE_CAP)
        return gunzip(data, PAGE_CAP) if data.startswith(b"\x1f\x8b") else data
    except (OSError, OversizeError, DamageError) as error:
        raise SourceError(f"{place}: the sitemap cannot be read: {str(error) or 'too large'}") from error
