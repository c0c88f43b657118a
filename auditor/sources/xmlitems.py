"""The items of a large XML file, one by one: cut out by their tags first, parsed each on its own afterwards.

So a broken item costs one item, memory holds one item, and any item can be read by its offset. No document type
ever reaches the parser: entities a file declares are never expanded, and nothing outside the file is opened.
"""

from __future__ import annotations

import codecs
import re
from html.entities import html5
from typing import TYPE_CHECKING, BinaryIO, NamedTuple
from xml.parsers import expat

from auditor.sources.charset import lenient
from auditor.sources.contract import HEAD, PAGE_CAP
from auditor.sources.lookahead import Lookahead
from auditor.sources.plain import chunks, problem_of

if TYPE_CHECKING:
    from collections.abc import Iterator

_ITEM_CAP = PAGE_CAP
TOO_LARGE = f"an item larger than {_ITEM_CAP >> 20} MiB"
"""The problem of an item over the cap."""
_HEADER_CAP = 1 << 20
_NODE_CAP = 50_000
_DEPTH_CAP = 200

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_CDATA = re.compile(r"(<!\[CDATA\[.*?\]\]>)", re.DOTALL)
_REFERENCE = re.compile(r"&(#\d+;|#[xX][0-9a-fA-F]+;|[A-Za-z][A-Za-z0-9]*;)?")
_OWN = frozenset({"amp;", "lt;", "gt;", "quot;", "apos;"})
_ENCODING = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")


class Cut(NamedTuple):
    """One item as bytes, or a damaged stretch; `offset` is where it starts."""

    offset: int
    data: bytes
    problem: str | None = None


class Node(NamedTuple):
    """An element. `parts` are its texts and child elements in order."""

    name: str
    attributes: dict[str, str]
    parts: list[str | Node]

    @property
    def children(self) -> Iterator[Node]:
        """The child elements."""
        return (part for part in self.parts if isinstance(part, Node))

    @property
    def text(self) -> str:
        """The text directly inside."""
        return "".join(part for part in self.parts if isinstance(part, str))

    def first(self, *names: str) -> Node | None:
        """The first child with one of these names; earlier names win."""
        for name in names:
            for child in self.children:
                if child.name == name:
                    return child
        return None

    def get(self, *names: str) -> str:
        """The stripped text of the first child with one of these names that has any."""
        for name in names:
            for child in self.children:
                if child.name == name and (text := child.text.strip()):
                    return text
        return ""


class XmlDamageError(Exception):
    """An item that cannot be parsed; the message says why, `shape` that its tags do not fit."""

    def __init__(self, message: str, *, shape: bool = False) -> None:
        super().__init__(message)
        self.shape = shape


class Items:
    """Cuts elements with given names out of a stream."""

    def __init__(self, *names: str) -> None:
        self._names = "|".join(names).encode()
        self._start = re.compile(
            rb"<(?:!\[CDATA\[|!--|((?:[A-Za-z]\w{0,20}:)?(?:%s))(?=[\s>/]))" % self._names
        )

    def cut(self, stream: BinaryIO, start: int = 0, stop: int | None = None) -> Iterator[Cut]:
        """The items that begin in [start, stop); `start` is 0 or where an item begins."""
        stream.seek(start)
        ahead = Lookahead(chunks(stream))
        problem = None
        while (found := ahead.skip_to(self._start, 64)) is not None:
            offset = start + ahead.base
            if stop is not None and offset >= stop:
                return
            data, problem = self._item(ahead, found[1]) if found[1] else _skipped_section(ahead, found[0])
            if data or problem:
                yield Cut(offset, data, problem and (problem_of(stream) or problem))
        offset = start + ahead.base
        if problem is None and (stop is None or offset < stop):
            problem = problem_of(stream) or _unfinished(ahead.tail)
            if problem:
                yield Cut(offset, b"", problem)

    def header(self, stream: BinaryIO) -> bytes:
        """The beginning of the file up to its first item, at most 1 MiB."""
        first = next(self.cut(stream), None)
        stream.seek(0)
        return stream.read(min(first.offset if first else _HEADER_CAP, _HEADER_CAP))

    def _item(self, ahead: Lookahead, name: bytes) -> tuple[bytes, str | None]:
        """The item at the front and what is wrong with it; it is dropped from the buffer."""
        inner = re.compile(rb"(</%s\s*>)|(<%s[\s>/])|<!\[CDATA\[|<!--" % (name, name))
        at = len(name) + 1
        while (found := ahead.search(inner, at, 64, _ITEM_CAP)) is not None:
            if found[1]:
                return _taken(ahead, found.end()), None
            if found[2]:
                return _taken(ahead, found.start()), "an item without an end tag"
            end = ahead.search(_ENDS[found[0]], found.end(), 3, _ITEM_CAP)
            if end is None:
                break
            at = end.end()
        if len(ahead.data) < _ITEM_CAP:
            return _taken(ahead, len(ahead.data)), "the file ends inside an item"
        head = _taken(ahead, len(ahead.data))[:HEAD]
        ahead.skip_to(re.compile(rb"</%s\s*>" % name), 64)
        return head, TOO_LARGE

    def split(self, cut: Cut) -> tuple[Cut, Cut] | None:
        """A broken item parted where another one seems to begin inside it, as after a section left open."""
        found = re.compile(rb"<(?:%s)(?:\s[^<>]{0,200})?>\s*<(?!/)" % self._names).search(cut.data, 1)
        if found is None:
            return None
        at = found.start()
        return cut._replace(data=cut.data[:at]), Cut(cut.offset + at, cut.data[at:])


_ENDS = {b"<![CDATA[": re.compile(rb"\]\]>"), b"<!--": re.compile(rb"-->")}


def _unfinished(tail: bytes) -> str | None:
    """What is missing where nothing, or no tag, closes what the items stand in."""
    whole = tail.rstrip(b" \t\r\n\0").endswith(b">")
    return None if whole else "the file ends before the list of items does; further items may be missing"


def _taken(ahead: Lookahead, size: int) -> bytes:
    data = bytes(ahead.data[:size])
    ahead.drop(size)
    return data


def _skipped_section(ahead: Lookahead, opening: bytes) -> tuple[bytes, str | None]:
    ahead.drop(len(opening))
    if ahead.skip_to(_ENDS[opening], 3) is None:
        return b"", "a comment or CDATA section without an end"
    return b"", None


def encoding(head: bytes) -> str:
    """The encoding that the XML declaration names, as Python knows it; UTF-8 when it names none."""
    found = _ENCODING.search(head)
    try:
        name = codecs.lookup(found[1].decode()).name if found else "utf-8"
    except LookupError:
        return "utf-8"
    # UTF-16 has been recoded on the way; what is declared is about the bytes before that.
    return "utf-8" if name.startswith(("utf-16", "utf-32")) else name


def element(cut: Cut, charset: str) -> Node:
    """The element that was cut out; raises `XmlDamageError` when it is damaged."""
    if cut.problem is not None:
        raise XmlDamageError(cut.problem)
    return parse(cut.data, charset)


def parse(data: bytes, charset: str = "utf-8") -> Node:
    """The element that `data` holds.

    What breaks many exports is put right: forbidden control characters, bare ampersands, HTML's entities and
    bytes of another encoding. Raises `XmlDamageError` for what is left.
    """
    text = _CONTROL.sub(" ", lenient(data, charset))
    try:
        return _tree(text)
    except expat.ExpatError:
        pieces = _CDATA.split(text)
        pieces[::2] = (_REFERENCE.sub(_repaired, piece) for piece in pieces[::2])
    try:
        return _tree("".join(pieces))
    except expat.ExpatError as error:
        raise XmlDamageError(f"broken XML: {expat.ErrorString(error.code)}", shape=True) from error


def _repaired(found: re.Match[str]) -> str:
    name = found[1]
    if name is None:
        return "&amp;"
    if name in _OWN or name.startswith("#"):
        return found[0]
    if name in html5:
        return "".join(f"&#{ord(char)};" for char in html5[name])
    raise XmlDamageError("it uses an entity that the file declares; entities are not expanded")


def _tree(text: str) -> Node:
    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True
    top = Node("", {}, [])
    stack = [top]
    count = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal count
        count += 1
        if count > _NODE_CAP or len(stack) > _DEPTH_CAP:
            raise XmlDamageError("it has more elements than any post or feed entry")
        node = Node(name, attributes, [])
        stack[-1].parts.append(node)
        stack.append(node)

    def end(_name: str) -> None:
        stack.pop()

    def characters(value: str) -> None:
        stack[-1].parts.append(value)

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = characters
    parser.Parse(text.encode("utf-8", "replace"), True)
    return next(top.children)
