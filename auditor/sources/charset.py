"""Text from bytes of which an export says little and that little is not always true."""

from __future__ import annotations

import codecs


def lenient(data: bytes, charset: str = "utf-8") -> str:
    """The text in the named charset; bytes that do not fit are read as Windows-1252, never dropped.

    Exports mix charsets when a database did.
    """
    try:
        return data.decode(charset)
    except (UnicodeDecodeError, LookupError):
        return data.decode("utf-8", "cp1252-bytes")


def _foreign_bytes(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error("cp1252-bytes", _foreign_bytes)
