"""A look-ahead buffer over chunks of bytes, for readers that find their own way through a stream."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator


class BrokenStreamError(Exception):
    """Raised by a chunk iterator when its bytes are damaged from here on; the message says how."""


class Lookahead:
    """`data` holds what was taken in and not dropped; `base` is the offset of its first byte in the stream.

    `broken` is why the stream ended before its end, or None; `tail` its last bytes where a search came to its end.
    """

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self.data = bytearray()
        self.base = 0
        self.broken: str | None = None
        self.tail = b""

    def more(self) -> bool:
        """Whether another chunk was taken in."""
        try:
            self.data += next(self._chunks)
        except StopIteration:
            return False
        except BrokenStreamError as error:
            self.broken = str(error)
            return False
        return True

    def has(self, size: int) -> bool:
        """Whether `size` bytes are there, after taking in as many as needed."""
        while len(self.data) < size:
            if not self.more():
                return False
        return True

    def drop(self, size: int) -> None:
        """Forget the first `size` bytes."""
        del self.data[:size]
        self.base += size

    def search(
        self, pattern: re.Pattern[bytes], start: int, overlap: int, limit: int
    ) -> re.Match[bytes] | None:
        """The first match at or after `start`, holding up to `limit` bytes; a match is at most `overlap` long."""
        while (found := pattern.search(self.data, start)) is None:
            start = max(start, len(self.data) - overlap)
            if len(self.data) >= limit or not self.more():
                return None
        return found

    def skip_to(self, pattern: re.Pattern[bytes], overlap: int) -> tuple[bytes, bytes | None] | None:
        """Drop everything before the first match, holding no more than a chunk; None when there is none.

        Gives what matched and its first group: a match object would look at the moved buffer.
        """
        while (found := pattern.search(self.data)) is None:
            self.drop(max(0, len(self.data) - overlap))
            if not self.more():
                self.tail = bytes(self.data)
                self.drop(len(self.data))
                return None
        matched = found[0], found[1] if pattern.groups else None
        self.drop(found.start())
        return matched
