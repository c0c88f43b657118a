"""What a cell of a table holds: markup that may be packed, text that may be wrapped in objects, a moment."""

from __future__ import annotations

import base64
import binascii
import re
import zlib
from datetime import date
from typing import Any

from auditor.sources import sniff
from auditor.sources.contract import PAGE_CAP
from auditor.sources.inflate import DamageError, Inflater, OversizeError
from auditor.sources.jsonstream import text_of as plain_text

_WRAPPED = ("rendered", "processed", "value", "main", "original")
_TAG = re.compile(r"<[a-zA-Z!/]")
_BYTE_TAG = re.compile(rb"<[a-zA-Z!/]")
_BASE64 = re.compile(r"[A-Za-z0-9+/\r\n]{40,}+={0,2}\s*")
_WRITTEN_LIST = re.compile(r"""\[(?:'[^']*'|"[^"]*")(?:, ?(?:'[^']*'|"[^"]*"))*\]""")
_MEMBER = re.compile(r"""'([^']*)'|["]([^"]*)["]""")
_WRITTEN_OBJECTS = re.compile(r"\[? ?\{.*\} ?\]?", re.DOTALL)
_NAME_MEMBER = re.compile(r"""["']name["'] ?: ?(?:'([^']*)'|"([^"]*)")""")
_PACKED = {b"\x1f\x8b": "gzip", b"\x78\x01": "deflate", b"\x78\x9c": "deflate", b"\x78\xda": "deflate"}


def unwrapped(value: Any) -> Any:
    """The text of an object that is a text with notes on it, such as `{"main": …, "kicker": …}` or Drupal's `[{"value": …}]`."""
    if isinstance(value, list) and len(value) == 1 and isinstance(value[0], dict) and "value" in value[0]:
        value = value[0]
    wrapped = isinstance(value, dict)
    return next((value[name] for name in _WRAPPED if name in value), value) if wrapped else value


def is_markup(value: Any) -> bool:
    """Whether a value has a tag in it."""
    if isinstance(value, str):
        return _TAG.search(value) is not None
    return isinstance(value, bytes) and _BYTE_TAG.search(sniff.narrow(value)) is not None


def markup_of(value: Any) -> str | bytes | None:
    """The markup that a cell holds, unpacked from Base64, gzip and zlib; None when there is none in it."""
    if is_markup(value):
        return value  # type: ignore[no-any-return]
    if isinstance(value, str) and _BASE64.fullmatch(value):
        try:
            value = base64.b64decode(value)
        except binascii.Error:
            return None
    if not isinstance(value, bytes):
        return None
    if (coding := _PACKED.get(value[:2])) is not None:
        try:
            value = Inflater(coding, PAGE_CAP).feed(value)
        except (DamageError, OversizeError, zlib.error):
            return None
    return value if is_markup(value) and sniff.not_html(value) is None else None


def text_of(value: Any) -> str:
    """A value as text: strings, numbers, dates and times; nothing for the rest."""
    return value.isoformat() if isinstance(value, date) else plain_text(value)


def listed(value: Any) -> list[Any]:
    """The members of a list, also of one that a program wrote as text: `['Ann', 'Joe']`, `[{"name": "Ann"}]`."""
    if isinstance(value, str):
        written = value.strip()
        reads = _MEMBER if _WRITTEN_LIST.fullmatch(written) else _NAME_MEMBER
        if reads is _MEMBER or _WRITTEN_OBJECTS.fullmatch(written):
            return [one or other for one, other in reads.findall(written)]
    return value if isinstance(value, list) else [value]
