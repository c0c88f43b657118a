"""A source of XML items (WordPress posts, feed entries): the streaming that they have in common."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, BinaryIO, NamedTuple
from weakref import finalize

from auditor.model import Capture, Extent, Skipped, SkipReason, SourceRef
from auditor.sources import xmlitems
from auditor.sources.contract import VALUE_CAP, Unit, file_uri, shown, skip
from auditor.sources.xmlitems import Cut, Items, Node, XmlDamageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from auditor.sources.plain import Opener

_LINK = re.compile(rb"<link>\s*(?:<!\[CDATA\[)?\s*(https?://[^\s<\]]{1,2000})")
_TITLE = re.compile(rb"<title>\s*(?:<!\[CDATA\[)?([^<\]]{1,300})")


class Channel(NamedTuple):
    """What stands before the first item."""

    head: bytes
    charset: str

    def elements(self, name: str) -> Iterator[Node]:
        """The elements of that name that can be read."""
        tag = name.encode()
        for found in re.finditer(
            rb"<%s(?:\s[^<>]{0,200})?>.{0,8000}?</%s>" % (tag, tag), self.head, re.DOTALL
        ):
            try:
                yield xmlitems.parse(found[0], self.charset)
            except XmlDamageError:
                continue

    def text(self, name: str) -> str:
        """The text of the first element of that name, or an empty string."""
        return next((node.text.strip()[:VALUE_CAP] for node in self.elements(name)), "")


class XmlSource:
    """The items of an XML file in file order.

    `reader` is given the channel once and makes the function that turns an item, and the reference to it when
    it has no id of its own, into a result.
    """

    live = False

    def __init__(
        self,
        kind: str,
        path: str,
        opener: Opener,
        tags: tuple[str, ...],
        reader: Callable[[Channel, str], Callable[[Node, str], Capture | Skipped]],
    ) -> None:
        self.kind, self.path = kind, path
        self.passed: Counter[str] = Counter()
        self._opener, self._reader = opener, reader
        self._items = Items(*tags)
        self._open: tuple[BinaryIO, str, Callable[[Node, str], Capture | Skipped]] | None = None

    def units(self, size: int = 64) -> Iterator[Unit]:
        """Ranges of bytes with `size` items each."""
        start = 0
        with self._opener() as stream:
            for count, cut in enumerate(self._items.cut(stream)):
                if count and count % size == 0:
                    yield Unit(self.kind, shown(self.path), start, cut.offset)
                    start = cut.offset
        yield Unit(self.kind, shown(self.path), start, None)

    def captures(self, unit: Unit | None = None) -> Iterator[Capture | Skipped]:
        """The items of a range; what is broken, empty or not published is a named skip."""
        if self._open is None:
            stream = self._opener()
            finalize(self, stream.close)
            head = self._items.header(stream)
            charset = xmlitems.encoding(head)
            self._open = stream, charset, self._reader(Channel(head, charset), self.path)
        for cut in self._items.cut(self._open[0], unit.start if unit else 0, unit.stop if unit else None):
            yield from self._results(cut)

    def _results(self, cut: Cut) -> Iterator[Capture | Skipped]:
        """What an item is, and what an item that it swallowed is."""
        assert self._open is not None  # noqa: S101 - captures() opened it
        _, charset, read = self._open
        rest: Cut | None = cut
        while rest is not None:
            cut, rest = rest, None
            try:
                result = read(xmlitems.element(cut, charset), str(cut.offset))
            except XmlDamageError as error:
                parted = self._items.split(cut) if error.shape else None
                cut, rest = parted or (cut, None)
                result = self._damaged(cut, str(error))
            yield result

    def _damaged(self, cut: Cut, problem: str) -> Skipped:
        """A named skip for an item that cannot be read, with its link and title when they can be found."""
        link, title = _LINK.search(cut.data, 0, 20000), _TITLE.search(cut.data, 0, 20000)
        return skip(
            SkipReason.TOO_LARGE if problem == xmlitems.TOO_LARGE else SkipReason.MALFORMED,
            f"{problem}; export it again to audit this item",
            uri=link[1].decode("utf-8", "replace") if link else file_uri(self.path, str(cut.offset)),
            source=SourceRef(kind=self.kind, path=shown(self.path), item=str(cut.offset)),
            title=title[1].decode("utf-8", "replace") if title else None,
            body=cut.data,
            extent=Extent.FRAGMENT,
        )
