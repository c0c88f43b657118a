"""Streams of plain bytes from files that may be compressed or in UTF-16; damage is an end with a reason."""

from __future__ import annotations

import bz2
import codecs
import io
import lzma
import zlib
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, BinaryIO, TypeAlias

from auditor.sources.inflate import DamageError

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

Opener: TypeAlias = Callable[[], BinaryIO]
"""Opens an input anew; the stream can seek."""

_CHUNK = 64 << 10
_STEP = 512 << 10
_BOMB_FREE = 1 << 30
_BOMB_RATIO = 250
"""No export compresses better than this; what does, beyond the first GiB, is a bomb."""

_WIDE = (
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
    (b"<\0?\0", "utf-16-le"),
    (b"\0<\0?", "utf-16-be"),
)


class PlainStream(io.RawIOBase):
    """What `unpack` makes of a stream, seekable by reading on; `problem` says why it ended early, if it did."""

    def __init__(self, packed: BinaryIO, unpack: Callable[[BinaryIO], Iterator[bytes]]) -> None:
        self._packed, self._unpack = packed, unpack
        self._chunks = unpack(packed)
        self._rest = memoryview(b"")
        self._at = 0
        self.problem: str | None = None

    def readable(self) -> bool:
        """Yes."""
        return True

    def seekable(self) -> bool:
        """Yes: forward by reading on, backward by starting again."""
        return True

    def tell(self) -> int:
        """The offset in the plain bytes."""
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Move to an offset from the start or from here; the end is not known before it is reached."""
        if whence == io.SEEK_END:
            raise io.UnsupportedOperation("the size of packed data is not known")
        target = offset + (self._at if whence == io.SEEK_CUR else 0)
        if target < self._at:
            self._restart()
        while self._at < target and self.read(min(_STEP, target - self._at)):
            pass
        return self._at

    def readinto(self, buffer: WriteableBuffer) -> int:
        """Fill a buffer with what comes next."""
        view = memoryview(buffer).cast("B")
        if not self._rest:
            self._rest = memoryview(self._next())
        size = min(len(view), len(self._rest))
        view[:size] = self._rest[:size]
        self._rest = self._rest[size:]
        self._at += size
        return size

    def close(self) -> None:
        """Close the file too."""
        self._packed.close()
        super().close()

    def _restart(self) -> None:
        self._packed.seek(0)
        self.problem = None
        self._chunks = self._unpack(self._packed)
        self._rest = memoryview(b"")
        self._at = 0

    def _next(self) -> bytes:
        try:
            # Unpackers take bytes in before they give any; nothing yet is not the end.
            chunk = next(filter(None, self._chunks), b"")
        except DamageError as error:
            self.problem = str(error)
            return b""
        if self._at > _BOMB_FREE and self._at > _BOMB_RATIO * self._packed.tell():
            self.problem = f"it unpacks to more than {_BOMB_RATIO} times its size"
            return b""
        return chunk


def plain_stream(packed: BinaryIO, unpack: Callable[[BinaryIO], Iterator[bytes]]) -> BinaryIO:
    """What `unpack` makes of a stream, as a file: a read gives as many bytes as asked for unless the end comes."""
    return io.BufferedReader(PlainStream(packed, unpack), _STEP)


def plain_opener(opener: Opener) -> Opener:
    """An opener of the plain bytes: as they are, or unpacked (gzip, bzip2, xz, zstd), or as UTF-8 instead of UTF-16."""
    with opener() as stream:
        head = stream.read(8)
    unpack = next((unpack for magic, unpack in _PACKED if head.startswith(magic)), None)
    if unpack is not None:
        return plain_opener(lambda: plain_stream(opener(), unpack))
    charset = next((name for mark, name in _WIDE if head.startswith(mark)), None)
    if charset is not None:
        return lambda: plain_stream(opener(), lambda stream: _narrowed(stream, charset))
    return opener


def problem_of(stream: BinaryIO) -> str | None:
    """Why a stream from `plain_opener` ended before its end, if it did."""
    return getattr(getattr(stream, "raw", None), "problem", None)


def chunks(stream: BinaryIO, size: int = _STEP) -> Iterator[bytes]:
    """The rest of a stream, piece by piece."""
    while chunk := stream.read(size):
        yield chunk


def _gunzip(packed: BinaryIO) -> Iterator[bytes]:
    inner = zlib.decompressobj(31)
    data = b""
    complete = False
    while data := data or packed.read(_CHUNK):
        if complete:  # another member, or padding
            data = data.lstrip(b"\0")
            if data and not data.startswith(b"\x1f"):
                return
            if data:
                inner, complete = zlib.decompressobj(31), False
            continue
        try:
            yield inner.decompress(data, _STEP)
        except zlib.error as error:
            raise DamageError("its compressed data is damaged") from error
        complete = inner.eof
        data = inner.unused_data if complete else inner.unconsumed_tail
    if not complete:
        raise DamageError("its compressed data ends early")


def _unbzip2(packed: BinaryIO) -> Iterator[bytes]:
    return _stepwise(packed, bz2.BZ2Decompressor)


def _unxz(packed: BinaryIO) -> Iterator[bytes]:
    return _stepwise(packed, lambda: lzma.LZMADecompressor(memlimit=256 << 20))


def _stepwise(
    packed: BinaryIO, make: Callable[[], bz2.BZ2Decompressor | lzma.LZMADecompressor]
) -> Iterator[bytes]:
    inner = make()
    while True:
        data = packed.read(_CHUNK) if inner.needs_input else b""
        if inner.needs_input and not data:
            raise DamageError("its compressed data ends early")
        try:
            yield inner.decompress(data, _STEP)
        except (OSError, EOFError, lzma.LZMAError) as error:
            raise DamageError("its compressed data is damaged") from error
        if inner.eof:
            rest = inner.unused_data.lstrip(b"\0") or packed.read(_CHUNK).lstrip(b"\0")
            if not rest:
                return
            packed.seek(-len(rest), io.SEEK_CUR)
            inner = make()


def _narrowed(stream: BinaryIO, charset: str) -> Iterator[bytes]:
    decoder = codecs.getincrementaldecoder(charset)("replace")
    for chunk in chunks(stream):
        yield decoder.decode(chunk).removeprefix("\ufeff").encode("utf-8", "replace")


def _unzstd(packed: BinaryIO) -> Iterator[bytes]:
    from fastwarc.stream_io import ZstdReader

    reader = ZstdReader(packed)
    try:
        # What comes before damage in the same read is lost with it.
        while chunk := reader.read(_CHUNK >> 3):
            yield chunk
    except OSError as error:
        early = "incomplete" in str(error)
        raise DamageError(f"its compressed data {'ends early' if early else 'is damaged'}") from error


_PACKED = (
    (b"\x1f\x8b", _gunzip),
    (b"BZh", _unbzip2),
    (b"\xfd7zXZ\x00", _unxz),
    (b"\x28\xb5\x2f\xfd", _unzstd),
    # A .warc.zst that was packed with a dictionary begins with that.
    (b"\x5d\x2a\x4d\x18", _unzstd),
)
