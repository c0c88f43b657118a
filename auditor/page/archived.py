"""Pages saved from the Wayback Machine, read as they were published: without its toolbar and its addresses."""

from __future__ import annotations

import re

from auditor.page.decode import Decoded

_ARCHIVE = b"web.archive.org"
# What only the archive writes into a page; pages that merely link to it stay as they are.
_MARKS = ("__wm.wombat(", "<!-- BEGIN WAYBACK TOOLBAR INSERT -->", " FILE ARCHIVED ON ")
_TOOLBAR = ("<!-- BEGIN WAYBACK TOOLBAR INSERT -->", "<!-- END WAYBACK TOOLBAR INSERT -->")
_STAMP = r"\\?/web\\?/\d{4,14}(?:[a-z]{2}_)?\\?/(?=https?:|//|mailto:)"
_PREFIX = re.compile(rf"(?:https?:)?\\?/\\?/web\.archive\.org{_STAMP}|(?<=[\"'=(\s,]){_STAMP}")
_ADDRESS = re.compile(r"https?://web\.archive\.org/web/\d{4,14}(?:[a-z]{2}_)?/(?=https?://)")


def as_published(decoded: Decoded) -> Decoded:
    """A page without what the archive put into it; every other page as it is."""
    if _ARCHIVE not in decoded.data or not any(mark in decoded.text for mark in _MARKS):
        return decoded
    before, start, rest = decoded.text.partition(_TOOLBAR[0])
    _, end, after = rest.partition(_TOOLBAR[1])
    text = _PREFIX.sub("", before + after if start and end else decoded.text)
    return Decoded(text, text.encode("utf-8", "ignore"), decoded.damaged)


def published_at(url: str) -> str:
    """The address that a page had when it was archived; any other address as it is."""
    found = _ADDRESS.match(url)
    return url[found.end() :] if found else url
