"""Markup that a parser needs minutes for, cut down before it is parsed.

An HTML parser looks through all open blocks when one more begins, and through all options of a list when one more
begins: a hundred thousand of either take it half a minute. No page that people read has them.
"""

from __future__ import annotations

import re

# Options of a page, and blocks open at one time; browsers flatten at 512. As many take the parser half a second.
MAX_OPTIONS = MAX_OPEN = 10_000
_OPTION = re.compile(r"<(?:option|optgroup)\b[^>]*>", re.IGNORECASE)
_BLOCK = re.compile(
    r"<(/?)(?:address|article|aside|blockquote|center|details|dialog|dir|div|dl|fieldset|figcaption|figure|footer|"
    r"header|hgroup|main|menu|nav|ol|search|section|summary|ul)\b",
    re.IGNORECASE,
)


def tamed(html: str) -> tuple[bytes, bool]:
    """The page as UTF-8, without the tags of too many options, or cut off where it is nested too deep; and whether it was.

    Lone surrogates are left out. Bytes are counted in a fraction of the time that text takes, and the parser wants
    bytes, too.
    """
    data = html.encode("utf-8", "ignore")
    if data.count(b"<") <= MAX_OPEN:
        return data, False
    if html.count("<option") > MAX_OPTIONS or html.count("<OPTION") > MAX_OPTIONS:
        html = _OPTION.sub(" ", html)
    level = 0
    for found in _BLOCK.finditer(html):
        level = max(0, level - 1) if found[1] else level + 1
        if level > MAX_OPEN:
            return html[: found.start()].encode("utf-8", "ignore"), True
    return html.encode("utf-8", "ignore"), False
