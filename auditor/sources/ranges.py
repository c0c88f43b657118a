"""A source whose items stand one after the other in a file: cut into ranges of bytes, read in file order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, BinaryIO
from weakref import finalize

from auditor.model import Capture, Skipped
from auditor.sources.contract import Unit, shown

if TYPE_CHECKING:
    from auditor.sources.plain import Opener

Items = Callable[[BinaryIO, int, int | None], Iterator[tuple[int, bytes]]]
"""The items that begin in [start, stop) of a stream, each with its offset; of one over the cap, as much as that."""
Reader = Callable[[str, int, bytes], Capture | Skipped]
"""What becomes of an item: from the path of the file, the item's offset and its bytes."""


class RangedSource:
    """The items of a file, in file order."""

    live = False

    def __init__(self, kind: str, path: str, opener: Opener, items: Items, read: Reader) -> None:
        self.kind, self.path = kind, path
        self.passed: Counter[str] = Counter()
        self._opener, self._items, self._read = opener, items, read
        self._stream: BinaryIO | None = None

    def units(self, size: int = 64) -> Iterator[Unit]:
        """Ranges of bytes with `size` items each."""
        start = 0
        with self._opener() as stream:
            for count, (offset, _) in enumerate(self._items(stream, 0, None)):
                if count and count % size == 0:
                    yield Unit(self.kind, shown(self.path), start, offset)
                    start = offset
        yield Unit(self.kind, shown(self.path), start, None)

    def captures(self, unit: Unit | None = None) -> Iterator[Capture | Skipped]:
        """The items of a range, each as a capture or a named skip."""
        if self._stream is None:
            self._stream = self._opener()
            finalize(self, self._stream.close)
        start, stop = (unit.start, unit.stop) if unit else (0, None)
        for offset, data in self._items(self._stream, start, stop):
            yield self._read(self.path, offset, data)
