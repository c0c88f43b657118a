"""A stretch of a file as a stream of its own, so that members of a zip file can be read at any offset."""

from __future__ import annotations

import io
import zipfile
import zlib
from functools import partial
from typing import TYPE_CHECKING, BinaryIO, cast

from auditor.sources.inflate import DamageError
from auditor.sources.plain import chunks, plain_stream

if TYPE_CHECKING:
    from collections.abc import Iterator

    from auditor.sources.plain import Opener


class Section(io.RawIOBase):
    """`size` bytes of a stream from `base` on; closing it closes the stream."""

    def __init__(self, stream: BinaryIO, base: int, size: int) -> None:
        self._stream, self._base, self._size, self._at = stream, base, size, 0

    def readable(self) -> bool:
        """Yes."""
        return True

    def seekable(self) -> bool:
        """Yes."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Move to an offset within the section."""
        origin = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        self._at = max(0, origin + offset)
        return self._at

    def tell(self) -> int:
        """Where it stands."""
        return self._at

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fill a buffer as far as the section goes."""
        self._stream.seek(self._base + self._at)
        data = self._stream.read(max(0, min(len(buffer), self._size - self._at)))
        buffer[: len(data)] = data
        self._at += len(data)
        return len(data)

    def close(self) -> None:
        """Close the file too."""
        self._stream.close()
        super().close()


def stored_section(opener: Opener, member: str) -> BinaryIO:
    """A member of a zip file as a seekable stream; one that is stored without compression is read in place."""
    stream = opener()
    try:
        info = zipfile.ZipFile(stream).getinfo(member)
    except BaseException:
        stream.close()
        raise
    if info.compress_type != zipfile.ZIP_STORED or info.flag_bits & 1:
        return plain_stream(stream, partial(_unzipped, member))
    if info.header_offset < 0:
        stream.close()
        raise zipfile.BadZipFile(f"the entry of {member} points outside the file")
    stream.seek(info.header_offset + 26)
    name, extra = (int.from_bytes(stream.read(2), "little") for _ in range(2))
    return cast("BinaryIO", Section(stream, info.header_offset + 30 + name + extra, info.file_size))


def _unzipped(member: str, packed: BinaryIO) -> Iterator[bytes]:
    try:
        with zipfile.ZipFile(packed) as container, container.open(member) as stream:
            yield from chunks(cast("BinaryIO", stream))
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError) as error:
        raise DamageError(f"the zip file is damaged: {error}") from error
