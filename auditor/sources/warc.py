"""WARC, WACZ and ARC files: response and resource records become captures, everything else is counted or named."""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from functools import cached_property
from itertools import chain, pairwise
from typing import TYPE_CHECKING, BinaryIO, TypeAlias
from weakref import finalize

import msgspec
from fastwarc.warc import ArchiveIterator, HeaderMap, WarcRecord

from auditor.errors import SourceError
from auditor.model import Capture, Limit, Skipped, SkipReason, SourceRef
from auditor.sources import sniff
from auditor.sources.answers import BLOCKED, Answer, Visit, answered, result_of
from auditor.sources.arc import MAGIC, arc_frames
from auditor.sources.contract import PAGE_CAP, TOO_LARGE, Unit, file_uri, one_line, shown, skip
from auditor.sources.frames import Frame, gzip_frames, plain_frames
from auditor.sources.inflate import DamageError, OversizeError, dechunk, decode_content
from auditor.sources.plain import plain_opener
from auditor.sources.wacz import is_foreign, listed_hosts, parts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from auditor.sources.plain import Opener

Frames: TypeAlias = "Callable[[BinaryIO, int, int | None], Iterator[Frame]]"
"""Finds the records that begin in a range of a file."""

REQUESTED = "Auditor-Requested-URI"
"""On the final response of a fetch that was redirected: the address that was asked for."""
STEP = "Auditor-Step"
"""On responses that led to another one, or to a skip that has a record of its own."""
LIMITS = "Auditor-Limits"
SKIP_TYPE = "application/vnd.auditor.skipped+json"

_UNREADABLE = (OSError, zipfile.BadZipFile, KeyError, ValueError, NotImplementedError)

_TYPE = re.compile(rb"^warc-type:[ \t]*([a-z]+)", re.IGNORECASE | re.MULTILINE)
_TARGET = re.compile(rb"^warc-target-uri:[ \t]*(\S+)", re.IGNORECASE | re.MULTILINE)
_ABOUT = re.compile(
    r"(?:metadata|filedesc|dns|whois|screenshot|info|data|about|blob):|urn:[\w-]+:https?:", re.IGNORECASE
)
"""Addresses of what crawlers keep beside the pages: their logs, answers of name servers, pictures and texts of a page."""
_PAGE_BYTES = 32 << 10
"""The size of a page in a gzipped WARC file, as planned with; the mean of real ones."""


class WarcSource:
    """The records of one WARC file, plain or compressed, or of all those in a WACZ."""

    kind = "warc"
    live = False

    def __init__(self, path: str, opener: Opener) -> None:
        self.path = path
        self.passed: Counter[str] = Counter()
        plain = plain_opener(opener)
        with plain() as stream:
            is_arc = stream.read(len(MAGIC)) == MAGIC
        with opener() as stream:
            is_gzip = stream.read(2) == b"\x1f\x8b"
        # Only of gzip one record can be unpacked without those before it, and of ARC nothing is lost without that.
        opener = opener if is_gzip and not is_arc else plain
        self._parts = parts(opener)
        self._opener = opener
        self._open: tuple[str | None, BinaryIO] | None = None

    def units(self, size: int = 64) -> Iterator[Unit]:
        """Ranges of bytes: exact record starts in plain files, even strides in compressed ones."""
        for part in self._parts:
            try:
                stream = part.open()
            except _UNREADABLE:
                yield Unit(self.kind, shown(self.path), 0, None, part.name)
                continue
            with stream:
                framed = _framed(stream)
                edges = _strides(stream, size) if framed is gzip_frames else _edges(framed, stream, size)
                for start, stop in pairwise(chain(edges, [None])):
                    yield Unit(self.kind, shown(self.path), start or 0, stop, part.name)

    def captures(self, unit: Unit | None = None) -> Iterator[Capture | Skipped]:
        """The pages of a range of bytes."""
        parts = [part.name for part in self._parts] if unit is None else [unit.item]
        for name in parts:
            path = f"{self.path}/{name}" if name else self.path
            try:
                stream = self._stream(name)
            except _UNREADABLE as error:
                source = SourceRef(kind=self.kind, path=shown(path))
                message = f"cannot be read: {one_line(str(error), 150)}; make the archive again"
                yield skip(SkipReason.MALFORMED, message, uri=file_uri(path), source=source)
                continue
            for frame in _framed(stream)(stream, unit.start if unit else 0, unit.stop if unit else None):
                item = f"{frame.offset}.{frame.nth}" if frame.nth else str(frame.offset)
                result = _result(frame, SourceRef(kind=self.kind, path=shown(path), item=item), self.passed)
                if result is None:
                    continue
                uri = result.uri if isinstance(result, Capture) else result.subject.uri
                if is_foreign(uri, self._hosts):
                    self.passed["frame from another site"] += 1
                    continue
                yield result

    @cached_property
    def _hosts(self) -> frozenset[str]:
        return listed_hosts(self._opener)

    def _stream(self, name: str | None) -> BinaryIO:
        if self._open is None or self._open[0] != name:
            if self._open is not None:
                self._open[1].close()
            opener = next((part.open for part in self._parts if part.name == name), None)
            if opener is None:
                raise SourceError(f"{self.path}: there is no member {name} any more")
            stream = opener()
            finalize(self, stream.close)
            self._open = (name, stream)
        return self._open[1]


def _framed(stream: BinaryIO) -> Frames:
    """What finds the records of a file, told by its first bytes."""
    stream.seek(0)
    head = stream.read(len(MAGIC))
    if head == MAGIC:
        return arc_frames
    return gzip_frames if head.startswith(b"\x1f\x8b") else plain_frames


def _strides(stream: BinaryIO, size: int) -> Iterable[int]:
    try:
        end = stream.seek(0, io.SEEK_END)
    except io.UnsupportedOperation:  # packed once more inside a zip file
        return [0]
    return range(0, end or 1, max(size * _PAGE_BYTES, 1))


def _edges(frames: Frames, stream: BinaryIO, size: int) -> Iterator[int]:
    yield 0
    for count, frame in enumerate(frames(stream, 0, None)):
        if count and count % size == 0:
            yield frame.offset


def _result(frame: Frame, source: SourceRef, passed: Counter[str]) -> Capture | Skipped | None:
    """The capture or named skip that a record is, or None when it is counted in `passed`."""
    head = frame.data[:8192]
    if frame.problem is not None:
        target = _TARGET.search(head)
        uri = (
            target[1].decode("utf-8", "replace").strip("<>")
            if target
            else file_uri(source.path or "", source.item)
        )
        message = f"{frame.problem}; make the archive again, or repair it, to audit this page"
        return skip(SkipReason.MALFORMED, message, uri=uri, source=source, body=frame.data)
    found = _TYPE.search(head)
    kind = found[1].decode().lower() if found else "unknown"
    if kind in ("response", "resource", "revisit") or (kind == "metadata" and SKIP_TYPE.encode() in head):
        # FastWARC does the reading of headers; lengths were checked when the record was framed.
        record = next(iter(ArchiveIterator(io.BytesIO(frame.data), strict_mode=False)), None)
        if record is None or not record.headers.get("WARC-Target-URI"):
            uri = file_uri(source.path or "", source.item)
            return skip(SkipReason.MALFORMED, "a record without an address", uri=uri, source=source)
        return _Record(record, source, oversize=frame.oversize).read(kind, passed)
    passed[f"{kind} record"] += 1
    return None


class _Record:
    """One parsed record on its way to a capture."""

    def __init__(self, record: WarcRecord, source: SourceRef, *, oversize: bool) -> None:
        self.record = record
        self.source = source
        self.oversize = oversize
        self.header = record.headers.get
        self.uri = one_line((self.header("WARC-Target-URI") or "").strip("<> "), 4000)
        self.date: str | None = self.header("WARC-Date")

    def read(self, kind: str, passed: Counter[str]) -> Capture | Skipped | None:
        if kind == "metadata":
            return self._kept_skip()
        if _ABOUT.match(self.uri):
            passed["record about the crawl"] += 1
            return None
        if kind == "revisit":
            return self._revisit(passed)
        http = self.record.http_headers if self.record.is_http else None
        status = http.status_code if http is not None else None
        if self.header(STEP):
            passed["step of a fetch"] += 1
            return None
        asked = self.header(REQUESTED)
        if asked and http is not None:
            return self._kept_fetch(one_line(asked, 4000), http)
        said = http.get("Content-Type") if http is not None else self.header("Content-Type")
        page = sniff.says_page(said)
        if page is False:
            passed["no page: " + one_line(said or "").partition(";")[0].lower()] += 1
            return None
        if status is not None and (status < 200 or 300 <= status < 400):
            passed["redirect" if status >= 300 else "interim response"] += 1
            return None
        if status is not None and status >= 400:
            reason = SkipReason.BLOCKED if status in BLOCKED else SkipReason.HTTP_ERROR
            return self._skip(reason, answered(status))
        if self.oversize:
            return self._skip(SkipReason.TOO_LARGE, TOO_LARGE)
        return self._page(said, status, http, surely=page is True, passed=passed)

    def _page(
        self,
        said: str | None,
        status: int | None,
        http: HeaderMap | None,
        *,
        surely: bool,
        passed: Counter[str],
    ) -> Capture | Skipped | None:
        body = self.record.reader.read()
        try:
            if http is not None:
                if "chunked" in (http.get("Transfer-Encoding") or "").lower():
                    body = dechunk(body)
                body = decode_content(body, http.get("Content-Encoding") or "", PAGE_CAP)
        except OversizeError:
            return self._skip(SkipReason.TOO_LARGE, f"unpacks to more than {PAGE_CAP >> 20} MiB")
        except DamageError as error:
            return self._skip(SkipReason.MALFORMED, f"the body cannot be unpacked: {error}")
        if not body.strip():
            return self._skip(SkipReason.EMPTY, "the record has no body")
        wrong = sniff.not_html(body)
        if wrong is not None and surely:
            return self._skip(SkipReason.NOT_HTML, f"said to be HTML, but {wrong}", body)
        if wrong is not None or not (surely or sniff.is_whole_page(body)):
            passed["no page: " + (one_line(said or "").partition(";")[0].lower() or "of no type")] += 1
            return None
        return Capture(
            uri=self.uri,
            body=body,
            content_type=said,
            status=status,
            captured_at=self.date,
            source=self.source,
            limits=(Limit.TRUNCATED,) if self.header("WARC-Truncated") else (),
        )

    def _kept_fetch(self, asked: str, http: HeaderMap) -> Capture | Skipped:
        """What the fetch made of this answer when it was kept."""
        known = set(Limit)
        limits = tuple(Limit(name) for name in (self.header(LIMITS) or "").split() if name in known)
        headers = {name.lower(): value for name, value in http.to_tuples()}
        answer = Answer(self.uri, http.status_code or 0, headers, self.record.reader.read())
        return result_of(answer, Visit(asked, self.date, self.source, PAGE_CAP, limits))

    def _kept_skip(self) -> Skipped:
        """The skip that a fetch ended in when it was kept."""
        try:
            stored = msgspec.json.decode(self.record.reader.read(), type=Skipped)
        except (msgspec.DecodeError, OSError) as error:
            return self._skip(SkipReason.MALFORMED, f"a kept skip that cannot be read: {error}")
        return msgspec.structs.replace(
            stored, subject=msgspec.structs.replace(stored.subject, source=self.source)
        )

    def _revisit(self, passed: Counter[str]) -> Skipped | None:
        http = self.record.http_headers if self.record.is_http else None
        if http is not None and (
            sniff.says_page(http.get("Content-Type")) is False or 300 <= (http.status_code or 0) < 400
        ):
            passed["revisit record of no page"] += 1
            return None
        first = one_line(self.header("WARC-Refers-To-Target-URI") or self.uri)
        when = one_line(self.header("WARC-Refers-To-Date") or "an earlier time")
        return self._skip(SkipReason.DUPLICATE, f"a revisit: the same bytes as {first} captured at {when}")

    def _skip(self, reason: SkipReason, message: str, body: bytes = b"") -> Skipped:
        return skip(reason, message, uri=self.uri, source=self.source, body=body, captured_at=self.date)
