"""Web archives as Safari saves them: a binary property list with the page and its resources."""

from __future__ import annotations

import plistlib
import struct

from auditor.sources.mhtml import Part

_ERRORS = (plistlib.InvalidFileException, ValueError, TypeError, OverflowError, RecursionError, struct.error)


def is_webarchive(head: bytes) -> bool:
    """Whether the bytes start like a binary property list, the only one that is saved as a page."""
    return head.startswith(b"bplist00")


def main_resource(data: bytes) -> Part | None:
    """The page in the archive, or None when there is none to be found."""
    try:
        archive = plistlib.loads(data, fmt=plistlib.FMT_BINARY)
    except _ERRORS:
        return None
    main = archive.get("WebMainResource") if isinstance(archive, dict) else None
    body = main.get("WebResourceData") if isinstance(main, dict) else None
    if not isinstance(main, dict) or not isinstance(body, bytes):
        return None
    charset, address = main.get("WebResourceTextEncodingName"), main.get("WebResourceURL")
    said = f"text/html; charset={charset}" if isinstance(charset, str) and charset.isascii() else "text/html"
    return Part(body, said, address if isinstance(address, str) else None)
