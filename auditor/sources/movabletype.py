"""The export of Movable Type, which TypePad and many blogging services write too: every entry is a fragment."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, BinaryIO

from auditor.model import Capture, Extent, Skipped, SkipReason, SourceRef
from auditor.sources.charset import lenient
from auditor.sources.contract import (
    PAGE_CAP,
    TOO_LARGE,
    VALUE_CAP,
    file_uri,
    fragment,
    one_line,
    shown,
    skip,
)
from auditor.sources.lookahead import Lookahead
from auditor.sources.plain import chunks
from auditor.sources.ranges import RangedSource
from auditor.sources.sniff import web_address
from auditor.sources.wordpress import paragraphs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from auditor.sources.plain import Opener

_KIND = "movabletype"
_LINE = rb"(?:AUTHOR|TITLE|BASENAME|STATUS|ALLOW COMMENTS|ALLOW PINGS|CONVERT BREAKS|PRIMARY CATEGORY|CATEGORY|DATE|TAGS|IMAGE|UNIQUE URL):[^\n]*\r?\n"
_EXPORT = re.compile(rb"(?:\xef\xbb\xbf)?\s{0,20}(?:%s)+-----\r?\nBODY:" % _LINE)
_END = re.compile(rb"^--------\r?(?:\n|\Z)", re.MULTILINE)
_END_CAP = 16
_SECTION = re.compile(r"^-----\r?$\n?", re.MULTILINE)
_FIELDS = {
    "AUTHOR": "author", "TITLE": "title", "STATUS": "status", "DATE": "published", "CATEGORY": "category",
    "PRIMARY CATEGORY": "category", "EXCERPT": "excerpt", "KEYWORDS": "tag",
}  # fmt: skip


def is_export(head: bytes) -> bool:
    """Whether the bytes start like an export."""
    return _EXPORT.match(head) is not None


def movabletype_source(path: str, opener: Opener) -> RangedSource:
    """The entries of an export, in file order."""
    return RangedSource(_KIND, path, opener, _entries, _read)


def _read(path: str, offset: int, data: bytes) -> Capture | Skipped:
    """The fragment of an entry; drafts and entries without text are named skips."""
    said = list(_said(lenient(data[:PAGE_CAP]).lstrip("\ufeff\r\n")))
    first = dict(reversed(said))
    number = one_line(first.get("BASENAME", "")) or str(offset)
    address = first.get("UNIQUE URL", "")
    uri = one_line(address, 4000) if web_address(address) else file_uri(path, number)
    source = SourceRef(kind=_KIND, path=shown(path), item=number)
    body = "\n\n".join(filter(None, (first.get("BODY"), first.get("EXTENDED BODY"))))
    status = first.get("STATUS", "Publish").lower()
    wrong: tuple[SkipReason, str] | None = None
    if len(data) >= PAGE_CAP:
        wrong = SkipReason.TOO_LARGE, TOO_LARGE
    elif status != "publish":
        wrong = SkipReason.NOT_PUBLISHED, f"its status is {one_line(status, 40)}"
    elif not body:
        wrong = SkipReason.EMPTY, "the entry has no text"
    if wrong is not None:
        title = first.get("TITLE")
        return skip(*wrong, uri=uri, source=source, body=data, title=title, extent=Extent.FRAGMENT)
    fields = tuple((_FIELDS[key], value[:VALUE_CAP]) for key, value in said if key in _FIELDS and value)
    return fragment(paragraphs(body), uri=uri, source=source, fields=fields)


def _entries(stream: BinaryIO, start: int, stop: int | None) -> Iterator[tuple[int, bytes]]:
    """The entries that begin in [start, stop), each with its offset; of one over the cap, as much as that."""
    stream.seek(start)
    ahead = Lookahead(chunks(stream))
    while ahead.has(1):
        offset = start + ahead.base
        if stop is not None and offset >= stop:
            return
        found = ahead.search(_END, 0, _END_CAP, PAGE_CAP)
        data = bytes(ahead.data[: min(found.start() if found else len(ahead.data), PAGE_CAP)])
        if found:
            ahead.drop(found.end())
        elif (end := ahead.skip_to(_END, _END_CAP)) is not None:
            ahead.drop(len(end[0]))
        if data.strip():
            yield offset, data


def _said(text: str) -> Iterator[tuple[str, str]]:
    """The lines of an entry's head and its sections, by name; comments on it are left out."""
    head, *sections = _SECTION.split(text)
    for line in head.splitlines():
        name, _, value = line.partition(":")
        yield name.strip(), value.strip()
    for section in sections:
        name, _, value = section.partition(":")
        if name not in ("COMMENT", "PING"):
            yield name.strip(), value.strip()
