"""Markup that a parser needs minutes for, cut down before it is parsed.

An HTML parser looks through all open blocks when one more begins, and through all options of a list when one more
begins: a hundred thousand of either take it half a minute. No page that people read has them.
"""

from __future__ import annotations

import re

# Options of a page, and blocks open at one time; browsers flatten at 512. As many take the parser half a second.
MAX_OPTIONS = MAX_OPEN = 10_000
_OPTION = re.compile(rb"<(?:option|optgroup)\b[^>]*>", re.IGNORECASE)
_BLOCK = re.compile(
    rb"<(/?)(?:address|article|aside|blockquote|center|details|dialog|dir|div|dl|fieldset|figcaption|figure|footer|"
    rb"header|hgroup|main|menu|nav|ol|search|section|summary|ul)\b",
    re.IGNORECASE,
)


def tamed(data: bytes) -> tuple[bytes, bool]:
    """A page without the tags of too many options, or cut off where it is nested too deep; and whether it was cut."""
    if data.count(b"<") <= MAX_OPEN:
        return data, False
    if data.count(b"<option") > MAX_OPTIONS or data.count(b"<OPTION") > MAX_OPTIONS:
        data = _OPTION.sub(b" ", data)
    level = 0
    for found in _BLOCK.finditer(data):
        level = max(0, level - 1) if found[1] else level + 1
        if level > MAX_OPEN:
            return data[: found.start()], True
    return data, False
