"""ARC, which web archives wrote before WARC: its records, told as the responses of WARC that they would be today."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, BinaryIO

from auditor.sources.frames import RECORD_CAP, Frame
from auditor.sources.lookahead import Lookahead
from auditor.sources.plain import chunks, problem_of

if TYPE_CHECKING:
    from collections.abc import Iterator

MAGIC = b"filedesc:"
"""The scheme of the first record's address, which describes the file."""

# Address, IP address, moment and type, in the second version more, and the length at the end.
_LINE = re.compile(
    rb"^([a-z]+:[^\s]{1,8000}) \S+ (\d{12,14}) \S+(?: [^\n]{0,9000})?? (\d{1,15})\r?\n", re.MULTILINE
)
_LINE_CAP = 20_000


def arc_frames(stream: BinaryIO, start: int, stop: int | None) -> Iterator[Frame]:
    """The records that begin in [start, stop) of an unpacked file; `start` is the start of a record."""
    stream.seek(start)
    ahead = Lookahead(chunks(stream))
    while _to_record(ahead):
        offset = start + ahead.base
        if stop is not None and offset >= stop:
            return
        ahead.has(_LINE_CAP)
        line = _LINE.match(ahead.data)
        if line is None:
            following = ahead.skip_to(_LINE, _LINE_CAP)
            yield Frame(offset, 0, b"", problem="bytes that are no record of an ARC file")
            if following is None:
                return
            continue
        size, head = int(line[3]), _header(line[1], line[2], int(line[3]))
        ahead.drop(line.end())
        whole = ahead.has(min(size, RECORD_CAP))
        block = bytes(ahead.data[: min(size, RECORD_CAP)])
        problem = None if whole else problem_of(stream) or "the file ends inside a record"
        yield Frame(offset, 0, head + block, size > RECORD_CAP, problem)
        _pass(ahead, size)


def _to_record(ahead: Lookahead) -> bool:
    """Drop the blank line between two records; False at the end."""
    while ahead.has(1):
        if ahead.data[:1] not in b"\r\n":
            return True
        ahead.drop(1)
    return False


def _pass(ahead: Lookahead, size: int) -> None:
    while size and ahead.has(1):
        step = min(size, len(ahead.data))
        ahead.drop(step)
        size -= step


def _header(address: bytes, moment: bytes, size: int) -> bytes:
    """The header of a response in WARC; what is no answer of a web server is a resource."""
    kind = b"response" if address.lower().startswith((b"http:", b"https:")) else b"resource"
    said = b"application/http; msgtype=response" if kind == b"response" else b"application/octet-stream"
    lines = (
        b"WARC/1.0",
        b"WARC-Type: " + kind,
        b"WARC-Target-URI: " + address,
        b"WARC-Date: " + _date(moment),
        b"Content-Type: " + said,
        b"Content-Length: %d" % size,
    )
    return b"\r\n".join(lines) + b"\r\n\r\n"


def _date(moment: bytes) -> bytes:
    try:
        when = datetime.strptime(moment.decode().ljust(14, "0"), "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return b""
    return when.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
