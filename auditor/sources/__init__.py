"""Bytes in: every source yields captures or named skips, streaming."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from auditor.errors import SourceError, UsageError
from auditor.sources.contract import Fetching, Source, Unit, one_line, shown

if TYPE_CHECKING:
    from auditor.model import Capture, Skipped
    from auditor.sources.plain import Opener

__all__ = ["KINDS", "Fetching", "Source", "Unit", "capture_one", "open_source"]

KINDS: dict[str, str] = {
    "file": "one page: HTML, the same compressed, MHTML, Safari's web archive, text",
    "folder": "a mirror as wget, HTTrack or a browser writes it, or a folder of exports",
    "warc": "WARC, WACZ or ARC",
    "wordpress": "a WordPress export (WXR)",
    "ghost": "a Ghost export (JSON)",
    "feed": "RSS or Atom",
    "sitemap": "a sitemap or sitemap index",
    "urls": "a list of addresses: text or CSV",
    "jsonl": "JSON Lines with HTML or text",
    "json": "a JSON array with HTML",
    "csv": "CSV with HTML or text",
    "parquet": "Parquet with HTML",
    "movabletype": "an export of Movable Type or TypePad",
    "mbox": "a mailbox of newsletters",
    "archive": "a zip or tar file of any of these",
}
"""What `--kind` may be, and what it means."""


def open_source(spec: str, kind: str | None = None, fetching: Fetching | None = None) -> Source:
    """Open an input that holds pages: a path, or the address of a sitemap, a feed or a page.

    The kind is recognised from the content, or given. `fetching` says how pages are fetched, where they are.
    Raises `SourceError` when there is no such input or its kind cannot be told, `UsageError` when `kind` is none
    or cannot be meant.
    """
    if kind is not None and kind not in KINDS:
        raise UsageError(f"there is no kind {one_line(kind)}; it can be {', '.join(KINDS)}")
    fetching = fetching or Fetching()
    if "://" in spec[:20]:
        if kind == "folder":
            raise UsageError(f"{one_line(spec)}: an address is no folder; leave --kind out")
        return _open_address(spec, kind, fetching)
    path = Path(spec)
    if kind is not None and path.exists() and (kind == "folder") is not path.is_dir():
        what = "a folder, whatever is in it; leave --kind out" if path.is_dir() else "no folder"
        raise UsageError(f"{shown(spec)}: this is {what}")
    if path.is_dir():
        from auditor.sources.folder import FolderSource

        return FolderSource(spec, _open_inside)
    if not path.exists():
        raise SourceError(f"{shown(spec)}: there is no such file or folder; check the name")
    if not path.is_file():
        # It may never end, and a scan reads its source more than once.
        raise SourceError(
            f"{shown(spec)}: a pipe, socket or device, not a file; save what it gives and scan that"
        )
    return _open_file(spec, kind, fetching)


def capture_one(spec: str, *, allow_private: bool = False, ignore_robots: bool = False) -> Capture | Skipped:
    """The page at an address, in a file, or on standard input (`-`); never raises for what the input holds."""
    if "://" in spec[:20]:
        from auditor.sources.fetch import fetch

        return fetch(spec, Fetching(allow_private=allow_private, ignore_robots=ignore_robots))
    from auditor.sources.files import read_page_file

    return read_page_file(spec)


def _open_address(url: str, kind: str | None, fetching: Fetching) -> Source:
    """What is at an address: a sitemap, a feed, a list, or else one page."""
    from auditor.sources.live import LiveSource
    from auditor.sources.recognise import recognise

    page = LiveSource("urls", url, lambda: iter([url]), fetching)
    if kind == "file":
        return page
    from auditor.sources.fetch import fetch_document

    data = fetch_document(url, fetching)
    kind = kind or recognise(lambda: BytesIO(data), url)
    if kind in (None, "file"):
        return page
    return _open_kind(kind, url, lambda: BytesIO(data), fetching)


def _open_file(path: str, kind: str | None, fetching: Fetching) -> Source:
    def opener() -> BinaryIO:
        return open(path, "rb")  # noqa: PTH123 - closed by whoever opens

    try:
        source = _open_stream(path, opener, kind, fetching)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise SourceError(f"{shown(path)}: cannot be read: {reason}") from error
    if source is None:
        raise SourceError(
            f"{shown(path)}: not recognised as anything that holds pages; --kind says what it is"
        )
    return source


def _open_inside(path: str, kind: str | None) -> Source | None:
    """The source that a file in a folder is, or None."""
    try:
        return _open_file(path, kind, Fetching())
    except SourceError:
        return None


def _open_stream(
    path: str, opener: Opener, kind: str | None = None, fetching: Fetching | None = None
) -> Source | None:
    """The source of a given or recognised kind over some bytes; None when they are not recognised."""
    from auditor.sources.recognise import recognise

    kind = kind or recognise(opener, path)
    return _open_kind(kind, path, opener, fetching or Fetching()) if kind else None


def _open_kind(kind: str, path: str, opener: Opener, fetching: Fetching) -> Source:
    if kind == "file":
        from auditor.sources.files import FileSource

        return FileSource(path)
    if kind == "archive":
        from auditor.sources.archive import ArchiveSource

        return ArchiveSource(path, opener, _open_stream)
    if kind == "warc":
        from auditor.sources.warc import WarcSource

        return WarcSource(path, opener)
    if kind in ("urls", "sitemap"):
        from auditor.sources.live import LiveSource, sitemap_addresses, url_list

        if kind == "urls":
            return LiveSource(kind, path, lambda: url_list(opener), fetching)
        return LiveSource(kind, path, lambda: sitemap_addresses(path, opener, fetching), fetching)
    return _open_plain(kind, path, opener)


def _open_plain(kind: str, path: str, opener: Opener) -> Source:
    """A source that reads plain bytes, whatever the file is packed with."""
    from auditor.sources import feeds, ghost, mail, movabletype, tables, wordpress
    from auditor.sources.plain import plain_opener

    if kind == "parquet":
        from auditor.sources.parquet import parquet_source

        return parquet_source(path, opener)
    opener = plain_opener(opener)
    if kind == "mbox":
        return mail.mail_source(path, opener)
    if kind == "movabletype":
        return movabletype.movabletype_source(path, opener)
    if kind == "ghost":
        return ghost.GhostSource(path, opener)
    if kind in ("wordpress", "feed"):
        return (wordpress.wordpress_source if kind == "wordpress" else feeds.feed_source)(path, opener)
    if kind == "csv":
        return tables.csv_source(path, opener)
    return (tables.jsonl_source if kind == "jsonl" else tables.json_source)(path, opener)
