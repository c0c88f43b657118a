"""Bytes to text: byte-order mark, UTF-8 by proof, HTTP header, meta, detection. Never raises."""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple

from resiliparse.parse.encoding import detect_encoding

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_META = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_:.()-]{2,40})""", re.IGNORECASE)
_HEADER = re.compile(r"""charset\s*=\s*["']?([^\s"';]{2,40})""", re.IGNORECASE)
# The WHATWG Encoding Standard reads these labels as larger sets than their names say.
_SUPERSETS = {
    "ascii": "cp1252", "iso8859-1": "cp1252", "latin-1": "cp1252", "latin1": "cp1252", "gb2312": "gb18030",
    "gbk": "gb18030", "hz": "gb18030", "euc_kr": "cp949", "shift_jis": "cp932", "iso8859-9": "cp1254",
    "iso8859-11": "cp874", "tis-620": "cp874", "big5": "big5hkscs",
}  # fmt: skip
# Encodings whose bytes may also be valid UTF-8 although they mean something else.
_NOT_ASCII_BASED = frozenset({"iso2022_jp", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-7"})

# Python also knows codecs that are no text encodings.
_NO_TEXT = frozenset("rot13 zlib bz2 hex base64 uu quopri idna punycode unicode_escape".split())


def _codec(label: str | None) -> str | None:
    """Python's name for an encoding that a page declares, None for what is no text encoding."""
    if not label:
        return None
    try:
        name = codecs.lookup(label.strip().lower()).name
    except (LookupError, ValueError):
        return None
    return None if name in _NO_TEXT else _SUPERSETS.get(name, name)


class Decoded(NamedTuple):
    """The text of a page, the same in UTF-8, and whether it came out damaged: over 0.1 % unreadable."""

    text: str
    data: bytes
    damaged: bool


def decode(body: bytes, content_type: str | None = None) -> Decoded:
    """Decode a page.

    Bytes that are valid UTF-8 are UTF-8 whatever is declared, since text in another encoding hardly ever is.
    """
    for mark, name in _BOMS:
        if body.startswith(mark):
            return _replace(body[len(mark) :], name)
    header = _HEADER.search(content_type or "")
    declared = _codec(header[1]) if header else None
    if declared is None and (meta := _META.search(body, 0, 4096)):
        declared = _codec(meta[1].decode("ascii", "replace"))
        if declared in ("utf-16", "utf-16-le", "utf-16-be"):
            declared = "utf-8"  # a meta element that can be read as ASCII is not in UTF-16
    if declared in _NOT_ASCII_BASED:
        return _replace(body, declared)
    if b"\x00" in body[:200] and (wide := _guess_utf16(body)):
        return _replace(body, wide)
    try:
        return Decoded(body.decode("utf-8"), body, damaged=False)
    except UnicodeDecodeError:
        pass
    if declared in (None, "utf-8"):
        found = _replace(body, "utf-8")
        if not found.damaged:
            return found
        declared = _codec(detect_encoding(body[:100_000])) or "cp1252"
        if declared == "utf-8":
            return found
    return _replace(body, declared)


def _replace(body: bytes, name: str) -> Decoded:
    try:
        text = body.decode(name, "replace")
    except (LookupError, UnicodeError, ValueError):
        text = body.decode("utf-8", "replace")
    # Lone surrogates are left out: no UTF-8 can hold them.
    return Decoded(text, text.encode("utf-8", "ignore"), text.count("�") * 1000 > max(len(text), 1))


def _guess_utf16(body: bytes) -> str | None:
    head = body[:400]
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if odd > len(head) // 4 > even:
        return "utf-16-le"
    if even > len(head) // 4 > odd:
        return "utf-16-be"
    return None
