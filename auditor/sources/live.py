"""Lists of addresses to fetch: a text file, a table with a column of addresses, a sitemap."""

from __future__ import annotations

import asyncio
import io
import re
from collections import Counter, deque
from html import unescape
from itertools import islice
from threading import Thread
from typing import TYPE_CHECKING, Any, TypeVar
from weakref import finalize

import msgspec

from auditor.errors import SourceError
from auditor.model import Capture, Skipped, SourceRef
from auditor.sources.charset import lenient
from auditor.sources.contract import HEAD, Fetching, Unit, one_line, shown
from auditor.sources.names import is_bare_address
from auditor.sources.plain import plain_opener
from auditor.sources.rows import address_of
from auditor.sources.tables import Kept, csv_header, csv_rows
from auditor.sources.xmlitems import Items

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Iterator
    from concurrent.futures import Future

    from auditor.sources.plain import Opener

T = TypeVar("T")

_WINDOW = 24
"""Pages that are under way or waiting to be taken, at most."""
_LOC = re.compile(rb"<(?:\w{1,20}:)?loc\s*>\s*(?:<!\[CDATA\[)?\s*([^<\]]{1,4000}?)\s*(?:\]\]>)?\s*</")


class LiveSource:
    """Pages that are fetched, each address once, in the order of the list.

    Units carry their addresses, so that a list that changes while it is worked on loses and doubles nothing.
    """

    live = True

    def __init__(
        self, kind: str, path: str, addresses: Callable[[], Iterator[str]], fetching: Fetching
    ) -> None:
        self.kind, self.path = kind, path
        self.passed: Counter[str] = Counter()
        self._addresses, self._fetching = addresses, fetching
        self._guest: _Guest | None = None

    def units(self, size: int = 64) -> Iterator[Unit]:
        """Ranges of addresses."""
        listed = self._once()
        start = 0
        while urls := list(islice(listed, size)):
            yield Unit(self.kind, shown(self.path), start, start + len(urls), "\n".join(urls))
            start += len(urls)

    def captures(self, unit: Unit | None = None) -> Iterator[Capture | Skipped]:
        """The pages of a range of addresses; every address ends as a capture or a named skip."""
        if self._guest is None:
            self._guest = _Guest(self._fetching)
            finalize(self, self._guest.close)
        source = SourceRef(kind="url", path=shown(self.path))
        for result in self._guest.fetched(
            self._once() if unit is None else iter((unit.item or "").split("\n"))
        ):
            if isinstance(result, Capture):
                yield msgspec.structs.replace(result, source=source)
            else:
                subject = msgspec.structs.replace(result.subject, source=source)
                yield msgspec.structs.replace(result, subject=subject)

    def _once(self) -> Iterator[str]:
        seen: set[int] = set()
        for address in self._addresses():
            key = hash(address)
            if key in seen:
                self.passed["address listed again"] += 1
            else:
                seen.add(key)
                yield one_line(address, 4000)


class _Guest:
    """A fetcher in a thread of its own, so that pages travel while others are audited."""

    def __init__(self, fetching: Fetching) -> None:
        from auditor.sources.fetch import Fetcher

        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._fetcher = self._run(Fetcher.open(fetching))

    def fetched(self, urls: Iterator[str]) -> Iterator[Capture | Skipped]:
        """The results in the order of the addresses."""
        under_way = deque(self._begin(url) for url in islice(urls, _WINDOW))
        while under_way:
            result = under_way.popleft().result()
            under_way.extend(self._begin(url) for url in islice(urls, 1))
            yield result

    def document(self, url: str) -> bytes | None:
        """The body at an address, or None when there is none."""
        try:
            return self._run(self._fetcher.document(url), None)
        except SourceError:
            return None

    def close(self) -> None:
        """Let go of the connections and the thread."""
        self._run(self._fetcher.close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    def _begin(self, url: str) -> Future[Capture | Skipped]:
        return asyncio.run_coroutine_threadsafe(self._fetcher.fetch(url), self._loop)

    def _run(self, coroutine: Coroutine[Any, Any, T], seconds: float | None = 60) -> T:
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(seconds)


def url_list(opener: Opener) -> Iterator[str]:
    """The addresses of a text file, one a line, or of the first column of a table that holds any.

    A row without an address is given as it is, so that it ends as a named skip.
    """
    opener = plain_opener(opener)
    with opener() as stream:
        names, _ = csv_header(stream.read(HEAD))
    kept = Kept(opener)
    if names:
        for row in csv_rows(kept):
            values = row.values or {}
            yield address_of(values) or next(
                (value for value in values.values() if value), f"row at {row.place}"
            )
        return
    for line in kept.at(0):
        # What follows white space is a remark; addresses hold commas, but no white space.
        address = lenient(line).lstrip("\ufeff").strip().partition(" ")[0].partition("\t")[0].strip("\"'<>,;")
        if address and not address.startswith("#"):
            yield f"https://{address}" if is_bare_address(address) else address


def sitemap_addresses(place: str, opener: Opener, fetching: Fetching) -> Iterator[str]:
    """The page addresses of a sitemap and of those that it names.

    A sitemap that cannot be had is given as an address itself, so that it ends as a named skip.
    """
    waiting: deque[str] = deque()
    seen = {place}
    # What is read to find pages is none itself: it does not go into the WARC file, and nothing waits for it.
    guest = _Guest(msgspec.structs.replace(fetching, warc=None, delay=0.0))
    try:
        while True:
            for entry, address in _entries(opener):
                if entry == "url":
                    yield address
                elif address not in seen:
                    seen.add(address)
                    waiting.append(address)
            data = None
            while data is None:
                if not waiting:
                    return
                address = waiting.popleft()
                data = guest.document(address)
                if data is None:
                    yield address
            opener = _opener_of(data)
    finally:
        guest.close()


def _opener_of(data: bytes) -> Opener:
    return lambda: io.BytesIO(data)


def _entries(opener: Opener) -> Iterator[tuple[str, str]]:
    """What a sitemap names: "url" or "sitemap", and the address."""
    with plain_opener(opener)() as stream:
        for cut in Items("url", "sitemap").cut(stream):
            found = _LOC.search(cut.data)
            if found is None:
                continue
            entry = "sitemap" if re.match(rb"<(?:\w{1,20}:)?sitemap\b", cut.data) else "url"
            yield entry, unescape(found[1].decode("utf-8", "replace")).strip()
