"""What every source gives and takes: work units in, captures and named skips out."""

from __future__ import annotations

import hashlib
import os
import re
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar
from urllib.parse import quote

from msgspec import Struct

from auditor.model import Capture, Extent, Skipped, SkipReason, SourceRef, Subject

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Callable, Iterator

PAGE_CAP = 64 << 20
"""No single page is larger: 64 MiB, counted after decompression."""

TOO_LARGE = f"larger than {PAGE_CAP >> 20} MiB; no web page is"
"""The message of a skip for that."""

HEAD = 64 << 10
"""How much of an input is looked at to recognise what it is, in bytes."""

VALUE_CAP = 2000
"""The longest value that goes into `Capture.fields`, in characters."""

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")


T = TypeVar("T")


class Unit(Struct, frozen=True):
    """A piece of work that may cross processes: names and offsets, never content.

    `start` and `stop` count what the source counts (bytes, rows or entries); `stop=None` means to the end.
    `item` names a member of a container.
    """

    kind: str
    path: str
    start: int = 0
    stop: int | None = None
    item: str | None = None


class Fetching(Struct, frozen=True, kw_only=True):
    """How pages are fetched.

    At most `per_host` requests to a host are under way at once, begun at least `delay` seconds apart; a longer
    Crawl-delay in robots.txt counts. `warc` is a file to which all exchanges are appended. `size` is the most
    that a page may have unpacked, in bytes, `seconds` the most that a request may take, `patience` the longest
    that a server's Retry-After is waited for.
    """

    allow_private: bool = False
    ignore_robots: bool = False
    per_host: int = 2
    delay: float = 1.0
    warc: str | None = None
    size: int = 16 << 20
    seconds: float = 30.0
    redirects: int = 10
    tries: int = 3
    patience: float = 20.0


class Source(Protocol):
    """Something that holds pages.

    `captures()` gives everything, which is what all `units()` give one after the other. A source keeps its
    place between calls, so ascending units cost one pass. `passed` counts what was passed over without being
    a page (style sheets, request records, redirects), by name, for all calls so far. A `live` source asks the
    network and belongs in one process.
    """

    kind: str
    live: bool
    passed: Counter[str]

    def units(self, size: int = 64) -> Iterator[Unit]:
        """Work units of about `size` pages in a fixed order; reads a listing or an index, never pages."""
        ...

    def captures(self, unit: Unit | None = None) -> Iterator[Capture | Skipped]:
        """All captures and named skips, or those of one unit."""
        ...


def one_line(text: str, limit: int = 300) -> str:
    """Text from outside, made fit for a one-line message: no control characters, at most `limit` long."""
    text = _CONTROL.sub(" ", text).strip()
    return text if len(text) <= limit else text[: limit - 1] + "…"


def shown(path: str) -> str:
    """A path as text that always encodes as UTF-8, whatever bytes the file system holds."""
    return os.fsencode(path).decode("utf-8", "replace")


def file_uri(path: str, fragment: str | None = None) -> str:
    """A `file:` URI of a path as it was given: a relative path stays relative, so reports do not differ by machine."""
    absolute = "//" if path.startswith("/") else ""
    tail = f"#{quote(fragment, safe='')}" if fragment else ""
    return f"file:{absolute}{quote(os.fsencode(path), safe='/')}{tail}"


def skip(
    reason: SkipReason,
    message: str,
    *,
    uri: str,
    source: SourceRef,
    body: bytes = b"",
    title: str | None = None,
    captured_at: str | None = None,
    final_uri: str | None = None,
    extent: Extent = Extent.PAGE,
) -> Skipped:
    """A named skip; `body` holds as many bytes as were read."""
    subject = Subject(
        uri=one_line(uri, 4000),
        final_uri=final_uri,
        title=one_line(title) if title else None,
        captured_at=captured_at,
        content_sha256=hashlib.sha256(body).hexdigest(),
        extent=extent,
        source=source,
    )
    return Skipped(subject=subject, reason=reason, message=one_line(message))


def fragment(html: str, *, uri: str, source: SourceRef, fields: tuple[tuple[str, str], ...]) -> Capture:
    """A capture of a post's body without its page."""
    return Capture(
        uri=uri,
        body=html.encode("utf-8", "replace"),
        content_type="text/html; charset=utf-8",
        extent=Extent.FRAGMENT,
        source=source,
        fields=fields,
    )


class Cursor(Generic[T]):
    """Numbered items of a sequential reader, kept open so that ascending slices cost one pass."""

    def __init__(self, restart: Callable[[], Iterator[T]]) -> None:
        self._restart = restart
        self._items: Iterator[T] = iter(())
        self._position: int | None = None

    def slice(self, start: int, stop: int | None) -> Iterator[T]:
        """The items numbered `start` to before `stop`."""
        if self._position is None or start < self._position:
            self._items, self._position = self._restart(), 0
        while stop is None or self._position < stop:
            try:
                item = next(self._items)
            except StopIteration:
                return
            self._position += 1
            if self._position > start:
                yield item
