"""The records of a WARC file as byte strings, with damage found, named and stepped over.

A record is framed by hand (header, Content-Length, blank line) because a reader that trusts the lengths loses
everything behind one wrong number. What is inside a record is parsed elsewhere, by FastWARC.
"""

from __future__ import annotations

import io
import re
import zlib
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from auditor.sources.contract import PAGE_CAP
from auditor.sources.lookahead import BrokenStreamError, Lookahead
from auditor.sources.plain import problem_of

if TYPE_CHECKING:
    from collections.abc import Iterator

RECORD_CAP = PAGE_CAP + (128 << 10)
"""A page at its cap, with its two headers."""

_READ = 512 << 10
_READ_PACKED = 32 << 10
_HEADER_CAP = 64 << 10
_KEEP = 64 << 10
"""What is kept of a record over the cap: enough for its headers."""
_BOMB_FREE = 128 << 20
_BOMB_RATIO = 200
_MAGIC = b"\x1f\x8b\x08"
_START = re.compile(rb"WARC/[01]\.\d+\r?\n")
_NEXT = re.compile(rb"WARC/[01]\.\d+\r?\n(?:WARC|Content)-", re.IGNORECASE)
_BLANK = re.compile(rb"\r?\n\r?\n")
_LENGTH = re.compile(rb"^content-length:[ \t]*(\d{1,15})[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)


class Frame(NamedTuple):
    """One record, or a damaged stretch.

    `offset` is where it starts in the file: for gzip files, the start of the member; `nth` counts the records
    of one member. `oversize` says that `data` holds only the beginning. `problem` names damage.
    """

    offset: int
    nth: int
    data: bytes
    oversize: bool = False
    problem: str | None = None


def plain_frames(stream: BinaryIO, start: int, stop: int | None) -> Iterator[Frame]:
    """The records of an uncompressed file that begin in [start, stop); `start` is the start of a record."""
    try:
        end: int | None = stream.seek(0, io.SEEK_END) - start
    except io.UnsupportedOperation:  # packed as a whole
        end = None
    stream.seek(start)
    told = False
    for frame in _frames(Lookahead(iter(lambda: stream.read(_READ), b"")), end):
        if stop is not None and start + frame.nth >= stop:
            return
        told = frame.problem is not None
        yield frame._replace(offset=start + frame.nth, nth=0)
    damage, at = problem_of(stream), stream.tell()
    if damage is not None and not told and (stop is None or at < stop):
        yield Frame(at, 0, b"", problem=damage)


def gzip_frames(stream: BinaryIO, start: int, stop: int | None) -> Iterator[Frame]:
    """The records of the members that begin in [start, stop) of a file compressed record by record.

    `start` may be any offset: reading begins at the first good member there. Damage between the last member
    before `stop` and the next good member belongs to this range, so ranges neither lose nor double anything.
    """
    at: int | None = start if start == 0 else _next_member(stream, start)
    while at is not None:
        good = _is_member(stream, at)
        if stop is not None and at >= stop and good is not False:
            return
        if good is None:
            return
        if good:
            member = _Member(stream, at)
            first = True
            for nth, frame in enumerate(_frames(Lookahead(member.chunks()))):
                first = False
                yield frame._replace(offset=at, nth=nth)
            if first:
                yield Frame(at, 0, b"", problem="an empty gzip member")
            if member.end is not None:
                at = member.end
                continue
        else:
            yield Frame(at, 0, b"", problem="bytes that are no gzip member of a WARC file")
        at = _next_member(stream, at + 1)


class _Member:
    """One gzip member; `end` is the offset behind it once it was read to its end."""

    def __init__(self, stream: BinaryIO, start: int) -> None:
        self._stream = stream
        self._at = start
        self.end: int | None = None

    def chunks(self) -> Iterator[bytes]:
        """The plain bytes, 256 KiB at most at a time."""
        inner = zlib.decompressobj(31)
        begin, made = self._at, 0
        while not inner.eof:
            data = inner.unconsumed_tail
            if not data:
                self._stream.seek(self._at)
                data = self._stream.read(_READ_PACKED)
                self._at += len(data)
            if not data:
                raise BrokenStreamError("the file ends inside a gzip member")
            try:
                plain = inner.decompress(data, _READ)
            except zlib.error as error:
                if not made:
                    yield _salvage(data)  # the header says which page it was
                raise BrokenStreamError("a damaged gzip member") from error
            made += len(plain)
            if made > _BOMB_FREE and made > _BOMB_RATIO * (self._at - begin):
                raise BrokenStreamError(
                    f"a gzip member that unpacks to more than {_BOMB_RATIO} times its size"
                )
            yield plain
        self.end = self._at - len(inner.unused_data)


def _salvage(data: bytes) -> bytes:
    """What a damaged member gives before its damage, at most 64 KiB."""
    inner = zlib.decompressobj(31)
    out = b""
    for at in range(0, len(data), 128):
        try:
            out += inner.decompress(data[at : at + 128], _KEEP)
        except zlib.error:
            break
        if len(out) >= _KEEP:
            break
    return out


def _is_member(stream: BinaryIO, at: int) -> bool | None:
    """Whether a gzip member with a WARC record starts here; None at the end of the file."""
    stream.seek(at)
    head = stream.read(4096)
    if not head.strip(b"\0\r\n"):
        return None if len(head) < 4096 else False
    if not head.startswith(_MAGIC):
        return False
    try:
        return zlib.decompressobj(31).decompress(head, 5) == b"WARC/"
    except zlib.error:
        return False


def _next_member(stream: BinaryIO, start: int) -> int | None:
    """The offset of the first good member at or after `start`."""
    while True:
        stream.seek(start)
        chunk = stream.read(_READ)
        at = chunk.find(_MAGIC)
        while at >= 0:
            if _is_member(stream, start + at):
                return start + at
            at = chunk.find(_MAGIC, at + 1)
        if len(chunk) < _READ:
            return None
        start += len(chunk) - len(_MAGIC) + 1


def _frames(ahead: Lookahead, end: int | None = None) -> Iterator[Frame]:
    """The records of a run of plain bytes, `end` bytes long if that is known. `nth` is the offset in the run."""
    while True:
        while ahead.data.startswith((b"\r", b"\n")) or (not ahead.data and ahead.more()):
            ahead.drop(len(ahead.data) - len(ahead.data.lstrip(b"\r\n")))
        if not ahead.data:
            if ahead.broken:
                yield Frame(0, ahead.base, b"", problem=ahead.broken)
            return
        yield _frame(ahead, end)


def _frame(ahead: Lookahead, end: int | None) -> Frame:
    start = ahead.base
    blank = None
    if ahead.has(5) and ahead.data.startswith(b"WARC/"):
        while (
            (blank := _BLANK.search(ahead.data, 0, _HEADER_CAP)) is None
            and len(ahead.data) < _HEADER_CAP
            and ahead.more()
        ):
            pass
    header = bytes(ahead.data[: blank.end()]) if blank else b""
    length = _LENGTH.search(header)
    if blank is None or length is None or not _START.match(header):
        return _resync(
            ahead, start, "a record without a usable header" if header else "bytes that are no WARC record"
        )
    size = blank.end() + int(length[1])
    if end is not None and start + size > end:
        # The length is wrong, or the file was cut: what looks like a record behind it is one.
        return _resync(ahead, start, "a record that ends early", len(header))
    if size > RECORD_CAP:
        return _oversize(ahead, start, size)
    whole = ahead.has(size)
    ahead.has(size + 4 + 12)
    behind = bytes(ahead.data[size : size + 16])
    follower = behind.lstrip(b"\r\n")
    if whole and (behind.startswith(b"\r\n\r\n") or follower.startswith(b"WARC/") or not follower):
        data = bytes(ahead.data[:size])
        ahead.drop(size)
        return Frame(0, start, data)
    if not whole and ahead.broken:
        return _cut(ahead, start, ahead.broken)
    problem = "a record whose length is not what its header says" if whole else "a record that ends early"
    return _resync(ahead, start, problem, len(header))


def _cut(ahead: Lookahead, start: int, problem: str) -> Frame:
    data = bytes(ahead.data[:_KEEP])
    ahead.drop(len(ahead.data))
    ahead.broken = None
    return Frame(0, start, data, problem=problem)


def _oversize(ahead: Lookahead, start: int, size: int) -> Frame:
    ahead.has(_KEEP)
    head = bytes(ahead.data[:_KEEP])
    while size > len(ahead.data):
        size -= len(ahead.data)
        ahead.drop(len(ahead.data))
        if not ahead.more():
            break
    short = size > len(ahead.data) and ahead.broken is None
    ahead.drop(min(size, len(ahead.data)))
    # Whatever else is wrong with its bytes, the record is one input and this frame stands for it.
    ahead.broken = None
    if short:
        return Frame(0, start, head, problem="a record that ends early")
    return Frame(0, start, head, oversize=True)


def _resync(ahead: Lookahead, start: int, problem: str, after: int = 1) -> Frame:
    """The damaged stretch up to the next record; `after` bytes are known to hold no start of one."""
    head = bytes(ahead.data[:_KEEP])
    while True:
        found = _NEXT.search(ahead.data, after)
        if found:
            if ahead.base == start:
                head = head[: found.start()]
            ahead.drop(found.start())
            return Frame(0, start, head, problem=problem)
        keep = min(len(ahead.data), 32)
        ahead.drop(len(ahead.data) - keep)
        after = 0
        if not ahead.more():
            return _cut_tail(ahead, start, head, problem)


def _cut_tail(ahead: Lookahead, start: int, head: bytes, problem: str) -> Frame:
    ahead.drop(len(ahead.data))
    problem = ahead.broken or problem
    ahead.broken = None
    return Frame(0, start, head, problem=problem)
