"""Decompression that counts: nothing here ever makes more than the cap it was given."""

from __future__ import annotations

import io
import zlib
from typing import BinaryIO, cast

_STEP = 1 << 20


class OversizeError(Exception):
    """More bytes than the cap allows."""


class DamageError(Exception):
    """The compressed or chunked data is broken or ends early; the message says which."""


def read_capped(stream: BinaryIO, cap: int) -> bytes:
    """All of a stream, or `OversizeError`."""
    parts: list[bytes] = []
    total = 0
    while chunk := stream.read(_STEP):
        total += len(chunk)
        if total > cap:
            raise OversizeError
        parts.append(chunk)
    return b"".join(parts)


class Inflater:
    """Feeds compressed bytes in, gives plain bytes out, and stops at the cap.

    `coding` is gzip (several members allowed) or deflate (with or without the zlib header: servers send both).
    """

    def __init__(self, coding: str, cap: int) -> None:
        self._left = cap
        self._coding = coding
        self._inner = zlib.decompressobj(31 if coding == "gzip" else 15)
        self._fed = False

    def feed(self, data: bytes) -> bytes:
        """The plain bytes that `data` completes."""
        parts: list[bytes] = []
        while data:
            parts.append(self._step(data))
            data = self._inner.unconsumed_tail
            if self._inner.eof:
                data = self._inner.unused_data if self._coding == "gzip" else b""
                if not data.startswith(b"\x1f\x8b"):  # bytes after the last member are padding or noise
                    break
                self._inner = zlib.decompressobj(31)
        return b"".join(parts)

    def _step(self, data: bytes) -> bytes:
        try:
            out = self._inner.decompress(data, self._left + 1)
        except zlib.error as error:
            if self._coding != "deflate" or self._fed:
                raise DamageError("the compressed data is damaged") from error
            self._inner = zlib.decompressobj(-15)
            out = self._inner.decompress(data, self._left + 1)
        self._fed = True
        self._left -= len(out)
        if self._left < 0:
            raise OversizeError
        return out

    def close(self) -> None:
        """Raise `DamageError` when the data ended before its end mark."""
        if not self._inner.eof:
            raise DamageError("the compressed data ends early")


def gunzip(data: bytes, cap: int) -> bytes:
    """The plain bytes of gzip data, however many members it has."""
    inflater = Inflater("gzip", cap)
    out = inflater.feed(data)
    inflater.close()
    return out


def decode_content(body: bytes, codings: str, cap: int) -> bytes:
    """The body without its Content-Encoding.

    Many archives store the decoded body under the encoded body's header, so a coding that the bytes do not
    show is taken as already undone.
    """
    for coding in reversed([part.strip().lower() for part in codings.split(",") if part.strip()]):
        if coding in ("gzip", "x-gzip") and body.startswith(b"\x1f\x8b"):
            body = gunzip(body, cap)
        elif coding == "deflate" and body.lstrip()[:1] != b"<":
            inflater = Inflater("deflate", cap)
            body = inflater.feed(body)
            inflater.close()
        elif coding in ("br", "zstd") and body.lstrip()[:1] != b"<":
            body = _by_reader(coding, body, cap)
    return body


def _by_reader(coding: str, body: bytes, cap: int) -> bytes:
    from fastwarc.stream_io import BrotliReader, ZstdReader

    stream = io.BytesIO(body)
    reader = BrotliReader(stream) if coding == "br" else ZstdReader(stream)
    try:
        return read_capped(cast("BinaryIO", reader), cap)
    except OSError as error:
        raise DamageError(f"the {coding} data is damaged") from error


def dechunk(body: bytes) -> bytes:
    """The body of a chunked HTTP message; a body that is not chunked comes back as it is.

    Archives often keep the header after undoing the chunks. Chunks that break off give what arrived.
    """
    parts: list[bytes] = []
    at = 0
    while at < len(body):
        end = body.find(b"\n", at, at + 1024)
        try:
            size = int(body[at:end].split(b";")[0].strip() or b"x", 16) if end >= 0 else -1
        except ValueError:
            size = -1
        if size < 0:
            return b"".join(parts) if parts else body
        if size == 0:
            break
        parts.append(body[end + 1 : end + 1 + size])
        at = end + 1 + size
        at += 2 if body[at : at + 2] == b"\r\n" else 1
    return b"".join(parts)
