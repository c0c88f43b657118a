"""One file: HTML, the same compressed, a web archive, or a page saved as plain text; also standard input."""

from __future__ import annotations

import errno
import io
import os
import re
import stat
import sys
import zipfile
import zlib
from collections import Counter
from typing import TYPE_CHECKING, BinaryIO, cast

from auditor.model import Capture, Extent, Skipped, SkipReason, SourceRef
from auditor.sources import mhtml, movabletype, names, sniff, webarchive
from auditor.sources.contract import HEAD, PAGE_CAP, TOO_LARGE, Unit, file_uri, shown, skip
from auditor.sources.inflate import DamageError, OversizeError, gunzip, read_capped
from auditor.sources.wordpress import rest_post

if TYPE_CHECKING:
    from collections.abc import Iterator

_ADDRESSES = re.compile(rb"(?:\s*+https?://\S++\s*+)++")
_PATIENCE = 30.0
"""Seconds in which a pipe must give something."""


class FileSource:
    """A single page in a file."""

    kind = "file"
    live = False

    def __init__(self, path: str) -> None:
        self.path = path
        self.passed: Counter[str] = Counter()

    def units(self, size: int = 64) -> Iterator[Unit]:  # noqa: ARG002 - one page is one unit, whatever the size
        """The one unit."""
        yield Unit(self.kind, shown(self.path))

    def captures(self, unit: Unit | None = None) -> Iterator[Capture | Skipped]:  # noqa: ARG002 - there is one
        """The one page."""
        yield read_page_file(self.path)


def read_page_file(path: str) -> Capture | Skipped:
    """The page in the file at `path`, or on standard input when it is `-`."""
    source = SourceRef(kind="stdin" if path == "-" else "file", path=shown(path))
    uri = "stdin:" if path == "-" else file_uri(path)
    try:
        data = read_capped(sys.stdin.buffer, PAGE_CAP) if path == "-" else _read_anything(path)
    except TimeoutError:
        message = f"nothing came out of the pipe for {_PATIENCE:.0f} seconds"
        return skip(SkipReason.TIMEOUT, message, uri=uri, source=source)
    except OversizeError:
        return skip(SkipReason.TOO_LARGE, TOO_LARGE, uri=uri, source=source)
    except (OSError, ValueError) as error:
        return skip(SkipReason.UNREADABLE, _why(error), uri=uri, source=source)
    return page_of(data, name=path, uri=uri, source=source)


def _read_anything(path: str) -> bytes:
    """The bytes of a file, or of a pipe such as /dev/fd/63; raises `TimeoutError` when a pipe has none to give."""
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    with os.fdopen(handle, "rb", buffering=0) as stream:
        waits = stat.S_ISFIFO(os.fstat(handle).st_mode)
        return read_capped(cast("BinaryIO", _Pipe(handle) if waits else stream), PAGE_CAP)


class _Pipe:
    """A pipe that was opened without waiting; waiting for its next bytes has an end."""

    def __init__(self, handle: int) -> None:
        self._handle = handle

    def read(self, size: int) -> bytes:
        """Bytes as soon as there are some, none when the writer is done."""
        from select import POLLIN, poll

        waiting = poll()
        waiting.register(self._handle, POLLIN)
        if not waiting.poll(_PATIENCE * 1000):
            raise TimeoutError
        return os.read(self._handle, size)


def read_entry(path: str) -> bytes:
    """The bytes of a regular file inside a folder; never follows a link and never waits on a pipe.

    Raises `OversizeError` or `OSError`.
    """
    handle = os.open(
        path, os.O_RDONLY | os.O_NONBLOCK | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    )
    with os.fdopen(handle, "rb") as stream:
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode):
            raise OSError(errno.EINVAL, "not a regular file")
        if status.st_size > PAGE_CAP:
            raise OversizeError
        return read_capped(stream, PAGE_CAP)


def read_or_skip(path: str, *, uri: str, source: SourceRef) -> bytes | Skipped:
    """`read_entry`, with what goes wrong named."""
    try:
        return read_entry(path)
    except OversizeError:
        return skip(SkipReason.TOO_LARGE, TOO_LARGE, uri=uri, source=source)
    except (OSError, ValueError) as error:
        return skip(SkipReason.UNREADABLE, _why(error), uri=uri, source=source)


class _DamagedError(Exception):
    """What a page is packed in cannot be unpacked: the reason, and a message that says what to do."""

    def __init__(self, reason: SkipReason, message: str) -> None:
        super().__init__(message)
        self.reason, self.message = reason, message


def page_of(
    data: bytes, *, name: str, uri: str, source: SourceRef, moment: str | None = None
) -> Capture | Skipped:
    """The page that some bytes hold: unpacked, taken out of a web archive, recognised as HTML or text.

    `uri` and `moment` are used when the bytes do not say where and when they were saved; `name` decides only
    between a page and a text where the bytes leave it open, and what is no page of a site.
    """
    address = saved = None
    try:
        plain = _gunzipped(data)
        if sniff.unpacks_itself(plain):
            address, saved = sniff.saved_from(plain)
            plain = _taken_out(plain)
    except _DamagedError as damage:
        return skip(damage.reason, damage.message, uri=uri, source=source, body=data)
    name = name.lower() if plain is data else name.lower().removesuffix(".gz")
    uri = address or uri
    if not plain.strip(b" \t\r\n\x0c\0\xef\xbb\xbf\xff\xfe"):
        return skip(SkipReason.EMPTY, "there is nothing in it", uri=uri, source=source, body=plain)
    if name.endswith(".eml") or (mhtml.is_mhtml(plain) and not name.endswith((".html", ".htm", ".txt"))):
        return _from_archive(mhtml.main_part(plain), plain, uri=uri, source=source)
    if webarchive.is_webarchive(plain):
        return _from_archive(webarchive.main_resource(plain), plain, uri=uri, source=source)
    as_text = name.endswith(".txt") or (name == "-" and sniff.not_html(plain) is not None)
    if as_text and not sniff.is_whole_page(plain[:1024]):
        return _text(plain, uri=uri, source=source)
    if sniff.is_json(plain) and (post := rest_post(plain, uri=uri, source=source)) is not None:
        return post
    in_mirror = source.kind in names.MIRRORS
    marks = sniff.saved_from(plain)
    if (wrong := _no_page(plain, name, in_mirror=in_mirror)) is not None:
        return skip(*wrong, uri=marks[0] or uri, source=source, body=plain)
    # Without the frame of a document it is a page as well: many saved articles are kept that way.
    return Capture(uri=marks[0] or uri, body=plain, captured_at=marks[1] or saved or moment, source=source)


def _gunzipped(data: bytes) -> bytes:
    if not data.startswith(b"\x1f\x8b"):
        return data
    try:
        return gunzip(data, PAGE_CAP)
    except OversizeError:
        raise _DamagedError(SkipReason.TOO_LARGE, f"unpacks to more than {PAGE_CAP >> 20} MiB") from None
    except DamageError as error:
        raise _DamagedError(SkipReason.MALFORMED, f"{error}; fetch the file again") from None


def _taken_out(data: bytes) -> bytes:
    """The page out of a file that shows it by a script."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed, packed.open("index.html") as stream:
            return read_capped(cast("BinaryIO", stream), PAGE_CAP)
    except (zipfile.BadZipFile, KeyError, OversizeError, zlib.error, EOFError, ValueError, RuntimeError):
        message = "the page is packed in the file, which is damaged; save it again"
        raise _DamagedError(SkipReason.MALFORMED, message) from None


def _text(data: bytes, *, uri: str, source: SourceRef) -> Capture | Skipped:
    if sniff.is_binary(data):
        return skip(SkipReason.NOT_HTML, "a binary file, not text", uri=uri, source=source, body=data)
    if source.kind in names.MIRRORS and _ADDRESSES.fullmatch(data[:HEAD].rpartition(b"\n")[0] or data[:HEAD]):
        return skip(SkipReason.NOT_A_PAGE, "a list of addresses", uri=uri, source=source, body=data)
    if movabletype.is_export(data[:HEAD]):
        message = "an export of Movable Type with many entries; scan this file by itself"
        return skip(SkipReason.NOT_HTML, message, uri=uri, source=source, body=data)
    return Capture(uri=uri, body=data, content_type="text/plain", extent=Extent.TEXT, source=source)


def _no_page(data: bytes, name: str, *, in_mirror: bool) -> tuple[SkipReason, str] | None:
    """Why a file is no page of a site, or None."""
    if in_mirror and (what := names.no_page_of(name)) is not None:
        return SkipReason.NOT_A_PAGE, what
    if (reason := sniff.not_html(data)) is not None:
        if in_mirror and sniff.is_json(data):
            return SkipReason.NOT_A_PAGE, "JSON, as the interfaces of a site answer, not a page"
        return SkipReason.NOT_HTML, f"not a web page: {reason}"
    if names.base(name).startswith("draft_") and sniff.is_of_medium(data):
        return SkipReason.NOT_PUBLISHED, "a draft"
    made = sniff.made_by_copier(data)
    return (SkipReason.NOT_A_PAGE, made) if made is not None else None


def _from_archive(part: mhtml.Part | None, data: bytes, *, uri: str, source: SourceRef) -> Capture | Skipped:
    if part is not None and not part.is_html and part.body.strip():
        return Capture(
            uri=uri, body=part.body, content_type=part.content_type, extent=Extent.TEXT, source=source
        )
    if part is None or sniff.not_html(part.body) is not None:
        return skip(
            SkipReason.MALFORMED, "no HTML part found in the web archive", uri=uri, source=source, body=data
        )
    address = part.address if part.address and sniff.web_address(part.address) else uri
    return Capture(uri=address, body=part.body, content_type=part.content_type, source=source)


def _why(error: OSError | ValueError) -> str:
    if isinstance(error, FileNotFoundError):
        return "there is no such file; check the name"
    if isinstance(error, IsADirectoryError):
        return "this is a folder; `auditor scan` audits folders"
    reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return f"cannot be read: {reason[:1].lower()}{reason[1:]}"
