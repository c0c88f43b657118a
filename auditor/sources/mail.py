"""A mailbox of newsletters (mbox): every message is a page, with what its header says as fields."""

from __future__ import annotations

import re
from datetime import UTC
from email.header import decode_header, make_header
from email.utils import parseaddr, parsedate_to_datetime
from typing import TYPE_CHECKING, BinaryIO

from auditor.model import Capture, Extent, Skipped, SkipReason, SourceRef
from auditor.sources import mhtml, sniff
from auditor.sources.contract import (
    HEAD,
    PAGE_CAP,
    TOO_LARGE,
    VALUE_CAP,
    file_uri,
    one_line,
    shown,
    skip,
)
from auditor.sources.lookahead import Lookahead
from auditor.sources.plain import chunks
from auditor.sources.ranges import RangedSource

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import Message

    from auditor.sources.plain import Opener

_KIND = "mbox"
# The line before a message ends in a year, or in a zone behind it.
_START = re.compile(
    rb"^From \S[^\n]{0,300}?\d{4}(?: [+-]\d{4})?\r?\n(?=>?From |[A-Za-z][A-Za-z0-9-]{0,60}:)", re.MULTILINE
)
_LINE_CAP = 512


def is_mailbox(head: bytes) -> bool:
    """Whether the bytes start like a mailbox."""
    return _START.match(head) is not None


def mail_source(path: str, opener: Opener) -> RangedSource:
    """The messages of a mailbox, in file order."""
    return RangedSource(_KIND, path, opener, _messages, _read)


def _read(path: str, offset: int, data: bytes) -> Capture | Skipped:
    """The page of a message; what has neither HTML nor text is a named skip."""
    source = SourceRef(kind=_KIND, path=shown(path), item=str(offset))
    header = mhtml.header(data)
    address = str(header.get("Archived-At", "")).strip(" <>")
    number = one_line(str(header.get("Message-ID", "")).strip(" <>")) or str(offset)
    uri = one_line(address, 4000) if sniff.web_address(address) else file_uri(path, number)
    if len(data) >= PAGE_CAP:
        return skip(SkipReason.TOO_LARGE, TOO_LARGE, uri=uri, source=source, body=data[:HEAD])
    part = mhtml.main_part(data)
    if part is None or not part.body.strip():
        return skip(
            SkipReason.EMPTY, "neither HTML nor text in the message", uri=uri, source=source, body=data
        )
    return Capture(
        uri=uri,
        body=part.body,
        content_type=part.content_type,
        extent=Extent.PAGE if part.is_html else Extent.TEXT,
        source=source,
        fields=tuple(_fields(header)),
    )


def _messages(stream: BinaryIO, start: int, stop: int | None) -> Iterator[tuple[int, bytes]]:
    """The messages that begin in [start, stop), each with its offset; of one over the cap, as much as that."""
    stream.seek(start)
    ahead = Lookahead(chunks(stream))
    while (found := ahead.skip_to(_START, _LINE_CAP)) is not None:
        offset = start + ahead.base
        if stop is not None and offset >= stop:
            return
        ahead.drop(len(found[0]))
        following = ahead.search(_START, 0, _LINE_CAP, PAGE_CAP)
        end = following.start() if following else len(ahead.data)
        yield offset, bytes(ahead.data[: min(end, PAGE_CAP)])
        ahead.drop(end)


def _fields(header: Message) -> Iterator[tuple[str, str]]:
    if subject := _said(header, "Subject"):
        yield "title", subject
    if sender := parseaddr(_said(header, "From"))[0]:
        yield "site_name", sender
    try:
        sent = parsedate_to_datetime(str(header.get("Date", "")))
    except (ValueError, TypeError, IndexError):
        return
    yield "published", (sent.astimezone(UTC) if sent.tzinfo else sent).isoformat()


def _said(header: Message, name: str) -> str:
    """A line of the header as people read it."""
    raw = str(header.get(name, ""))
    try:
        return one_line(str(make_header(decode_header(raw))), VALUE_CAP)
    except (LookupError, ValueError):
        return one_line(raw, VALUE_CAP)
