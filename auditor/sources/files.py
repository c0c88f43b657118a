"""One file: HTML, the same compressed, a web archive, or a page saved as plain text; also standard input."""

from __future__ import annotations

import errno
import io
import os
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

_MIRRORS = ("folder", "archive")
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


def page_of(
    data: bytes, *, name: str, uri: str, source: SourceRef, moment: str | None = None
) -> Capture | Skipped:
    """The page that some bytes hold: gunzipped, taken out of a web archive, recognised as HTML or text.

    `uri` and `moment` are used when the bytes do not say where and when they were saved; `name` decides only
    between a page and a text where the bytes leave it open.
    """
    name = name.lower()
    if data.startswith(b"\x1f\x8b"):
        try:
            data = gunzip(data, PAGE_CAP)
        except OversizeError:
            return skip(
                SkipReason.TOO_LARGE, f"unpacks to more than {PAGE_CAP >> 20} MiB", uri=uri, source=source
            )
        except DamageError as error:
            return skip(
                SkipReason.MALFORMED, f"{error}; fetch the file again", uri=uri, source=source, body=data
            )
        name = name.removesuffix(".gz")
    if sniff.unpacks_itself(data):
        address, saved = sniff.saved_from(data)
        uri, moment = address or uri, saved or moment
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as packed, packed.open("index.html") as stream:
                data = read_capped(cast("BinaryIO", stream), PAGE_CAP)
        except (zipfile.BadZipFile, KeyError, OversizeError, zlib.error, EOFError, ValueError, RuntimeError):
            message = "the page is packed in the file, which is damaged; save it again"
            return skip(SkipReason.MALFORMED, message, uri=uri, source=source, body=data)
    if not data.strip(b" \t\r\n\x0c\0\xef\xbb\xbf\xff\xfe"):
        return skip(SkipReason.EMPTY, "there is nothing in it", uri=uri, source=source, body=data)
    if name.endswith(".eml") or (mhtml.is_mhtml(data) and not name.endswith((".html", ".htm", ".txt"))):
        return _from_archive(mhtml.main_part(data), data, uri=uri, source=source)
    if webarchive.is_webarchive(data):
        return _from_archive(webarchive.main_resource(data), data, uri=uri, source=source)
    as_text = name.endswith(".txt") or (name == "-" and sniff.not_html(data) is not None)
    if as_text and not sniff.is_whole_page(data[:1024]):
        if sniff.is_binary(data):
            return skip(SkipReason.NOT_HTML, "a binary file, not text", uri=uri, source=source, body=data)
        if movabletype.is_export(data[:HEAD]):
            message = "an export of Movable Type with many entries; scan this file by itself"
            return skip(SkipReason.NOT_HTML, message, uri=uri, source=source, body=data)
        return Capture(uri=uri, body=data, content_type="text/plain", extent=Extent.TEXT, source=source)
    if source.kind in _MIRRORS and (what := names.no_page_of(name)) is not None:
        return skip(SkipReason.NOT_A_PAGE, what, uri=uri, source=source, body=data)
    if (reason := sniff.not_html(data)) is not None:
        if (post := rest_post(data, uri=uri, source=source)) is not None:
            return post
        if source.kind in _MIRRORS and sniff.is_json(data):
            message = "JSON, as the interfaces of a site answer, not a page"
            return skip(SkipReason.NOT_A_PAGE, message, uri=uri, source=source, body=data)
        return skip(SkipReason.NOT_HTML, f"not a web page: {reason}", uri=uri, source=source, body=data)
    if names.base(name).startswith("draft_") and sniff.is_of_medium(data):
        return skip(SkipReason.NOT_PUBLISHED, "a draft", uri=uri, source=source, body=data)
    address, saved = sniff.saved_from(data)
    uri = address or uri
    if (made := sniff.made_by_copier(data)) is not None:
        return skip(SkipReason.NOT_A_PAGE, made, uri=uri, source=source, body=data)
    # A post's body that an export keeps in a file of its own has neither the frame nor the head of a page.
    part = source.kind in _MIRRORS and not sniff.has_frame(data)
    extent = Extent.FRAGMENT if part else Extent.PAGE
    return Capture(uri=uri, body=data, captured_at=saved or moment, extent=extent, source=source)


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
