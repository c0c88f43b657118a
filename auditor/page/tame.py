"""Markup that a parser needs minutes for, cut down before it is parsed.

An HTML parser looks through all open blocks when one more begins, through all options of a list when one more
begins, and through all attributes of a tag: a hundred thousand of any take it half a minute. No page that people
read has them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

# Options of a page, and blocks open at one time; browsers flatten at 512. As many take the parser half a second.
MAX_OPTIONS = MAX_OPEN = 10_000
_OPTION = re.compile(rb"<(?:option|optgroup)\b[^>]*>", re.IGNORECASE)
_BLOCK = re.compile(
    rb"<(/?)(?:address|article|aside|blockquote|center|details|dialog|dir|div|dl|fieldset|figcaption|figure|footer|"
    rb"header|hgroup|main|menu|nav|ol|search|section|summary|ul)\b",
    re.IGNORECASE,
)
# More attributes than any element has. They are looked for where a tag may be so long: in a stretch without its end,
# which in quotes may stand inside, too, and so in every page that is large as a whole.
_MOST_ATTRIBUTES = 2_000
_STRETCH, _LARGE = 64 << 10, 1 << 20
_ATTRIBUTE = rb"""[\s/]*+(?:[^\s/>=]++|=)(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s>]*+))?+"""
_CROWDED = re.compile(rb"(<[a-zA-Z][^\s/>]*+(?:%b){%d})(?:%b)++" % (_ATTRIBUTE, _MOST_ATTRIBUTES, _ATTRIBUTE))


def tamed(data: bytes) -> tuple[bytes, bool]:
    """A page without what there is too much of, and whether it was cut off.

    Of options the tags go, of attributes those beyond the most; a page that is nested too deep ends there.
    """
    if len(data) > _LARGE or any(_CROWDED.search(data, *stretch) for stretch in _without_end(data)):
        data = _CROWDED.sub(rb"\1", data)
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


def _without_end(data: bytes) -> Iterator[tuple[int, int]]:
    """The stretches in which no tag ends, long enough for a tag with too many attributes."""
    start, size = 0, len(data)
    while size - start > _STRETCH:
        last = data.rfind(b">", start, start + _STRETCH)
        if last >= 0:
            start = last + 1
            continue
        end = data.find(b">", start)
        yield start, end if end >= 0 else size
        start = end + 1 if end >= 0 else size
