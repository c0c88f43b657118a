"""MHTML: the page inside a web archive that a browser wrote as one MIME message.

Read by hand because the standard parser takes seconds for 60 MB and keeps every picture.
"""

from __future__ import annotations

import base64
import quopri
import re
from email.parser import BytesHeaderParser
from email.policy import compat32
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from email.message import Message

_NO_BASE64 = re.compile(rb"[^A-Za-z0-9+/]+")
_BLANK = re.compile(rb"\r?\n\r?\n")
_HEADER_CAP = 64 << 10
_PART_CAP = 2000
_PAGE = frozenset(("text/html", "application/xhtml+xml"))
_TEXT = frozenset(("text/plain",))
_DEPTH_CAP = 4


class Part(NamedTuple):
    """The main document of an archive, or the text of a message that has no other."""

    body: bytes
    content_type: str
    address: str | None

    @property
    def is_html(self) -> bool:
        """Whether it is said to be HTML."""
        return "html" in self.content_type


def is_mhtml(head: bytes) -> bool:
    """Whether the bytes start like a saved web archive."""
    start = head[:4096].lower()
    return b"mime-version:" in start and (b"multipart/" in start or b"text/html" in start)


def main_part(data: bytes) -> Part | None:
    """The first HTML part or else the first text, decoded, or None when there is none to be found."""
    headers, body = _split(data)
    address = headers.get("Snapshot-Content-Location")
    part = _first(headers, body, _PAGE, 0) or _first(headers, body, _TEXT, 0)
    if part is None:
        return None
    return part._replace(address=str(address) if address else part.address)


def _split(data: bytes) -> tuple[Message, bytes]:
    blank = _BLANK.search(data, 0, _HEADER_CAP)
    end = blank.end() if blank else min(len(data), _HEADER_CAP)
    return BytesHeaderParser(policy=compat32).parsebytes(data[:end]), data[end:]


def header(data: bytes) -> Message:
    """The header of a message."""
    return _split(data)[0]


def _first(headers: Message, body: bytes, kinds: frozenset[str], depth: int) -> Part | None:
    kind = headers.get_content_type()
    if kind in kinds:
        charset = headers.get_content_charset()
        location = headers.get("Content-Location")
        return Part(
            _decoded(body, str(headers.get("Content-Transfer-Encoding", "")).strip().lower()),
            f"{kind}; charset={charset}" if charset else kind,
            str(location).strip() if location else None,
        )
    if not kind.startswith("multipart/") or depth >= _DEPTH_CAP:
        return None
    for raw in _parts(body, headers.get_boundary()):
        part = _first(*_split(raw), kinds, depth + 1)
        if part is not None:
            return part
    return None


def _parts(body: bytes, boundary: str | None) -> list[bytes]:
    """The raw parts; without a boundary in the header, the first line that looks like one is taken."""
    if boundary:
        mark = b"--" + boundary.encode("utf-8", "surrogateescape")
    else:
        found = re.search(rb"^(--\S{2,70})[ \t]*\r?$", body[:_HEADER_CAP], re.MULTILINE)
        if not found:
            return []
        mark = found[1]
    pieces = (
        body.split(b"\n" + mark, _PART_CAP)
        if not body.startswith(mark)
        else (b"\n" + body).split(b"\n" + mark, _PART_CAP)
    )
    return [
        piece.lstrip(b" \t").removeprefix(b"\r").removeprefix(b"\n")
        for piece in pieces[1:]
        if not piece.startswith(b"--")
    ]


def _decoded(body: bytes, coding: str) -> bytes:
    if coding == "quoted-printable":
        return quopri.decodestring(body)
    if coding == "base64":
        # Whatever is no letter of the alphabet is left out, and the end is made even.
        letters = _NO_BASE64.sub(b"", body)
        return base64.b64decode(letters[: len(letters) - (len(letters) % 4 == 1)] + b"==")
    return body
