"""Bytes in: every source yields captures or named skips, streaming."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from auditor.errors import SourceError
from auditor.sources.contract import Source, Unit

if TYPE_CHECKING:
    from auditor.model import Capture, Skipped

__all__ = ["KINDS", "Source", "Unit", "capture_one", "open_source"]

KINDS = ("file", "folder", "warc")


def open_source(spec: str, kind: str | None = None) -> Source:
    """Open an input that holds pages; the kind is recognised from the content, or given.

    Raises `SourceError` when there is no such input or its kind cannot be told.
    """
    from auditor.sources.files import FileSource
    from auditor.sources.folder import FolderSource
    from auditor.sources.warc import WarcSource

    if Path(spec).is_dir():
        return FolderSource(spec, lambda _path, _kind: None)
    if spec.endswith((".warc", ".warc.gz", ".wacz")) or kind == "warc":
        return WarcSource(spec)
    if Path(spec).exists():
        return FileSource(spec)
    raise SourceError(f"{spec}: no such file or folder")


def capture_one(spec: str, *, allow_private: bool = False, ignore_robots: bool = False) -> Capture | Skipped:
    """The page at an address, in a file, or on standard input (`-`); never raises for what the input holds."""
    if "://" in spec[:20]:
        from auditor.sources.fetch import fetch

        return fetch(spec, allow_private=allow_private, ignore_robots=ignore_robots)
    from auditor.sources.files import read_page_file

    return read_page_file(spec)
