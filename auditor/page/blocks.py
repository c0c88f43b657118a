"""Runs of text: where a line ends, which element holds it, what of it is linked.

A block ends where a reader would see a new line. A container that holds no text of its own but several inline
children (`<span>Sponsored</span> <a>Energy</a>`) is cut at each child, since style sheets set such children
apart; a paragraph never is. A heading is cut behind the kicker that it begins with.
"""

from __future__ import annotations

import re

from msgspec import Struct

from auditor.model import Visible
from auditor.page.text import clean

# Elements that do not begin a new line of text.
INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark nobr q rp rt ruby s samp small "
    "span strike strong sub sup time tt u var wbr".split()
)
_NEVER_SPLIT = frozenset(("p", "blockquote", "figcaption", "dd", "pre", "em", "strong", "li", "td"))
_HEADINGS = frozenset(("h1", "h2", "h3"))
_KICKER = re.compile(
    r"kicker|label|badge|eyebrow|overline|topline|dachzeile|prefix|flag|spons|anzeige|advert", re.IGNORECASE
)
_LONGEST_KICKER = 40
# No paragraph is longer. Rules look at each block as a whole, again and again.
LONGEST = 20_000
_CONNECTORS = frozenset(
    "by von par por di door av af przez od - and und et y e en og och i from text".split()
)


class Run(Struct, frozen=True, gc=False):
    """A block before anybody knows where it stands.

    `element` is the innermost element that holds the whole text, `container` the block-level one around it;
    `links` are indices into the anchors, `link_chars` the characters inside them.
    """

    text: str
    element: int
    container: int
    links: tuple[int, ...]
    link_chars: int
    visible: Visible


class Anchor:
    """An `<a href>`: its element, its address as written, its text, and the run that its text begins in."""

    __slots__ = ("element", "href", "run", "text")

    def __init__(self, element: int, href: str) -> None:
        self.element, self.href = element, href
        self.text = ""
        self.run: int | None = None


Piece = tuple[str, int, int, int]
"""A text of a line: its characters, element, topmost inline ancestor (-1: the container itself) and link (or -1)."""

SPACE: Piece = (" ", -1, -2, -1)
"""White space between two texts, which belongs to no element."""


class Line:
    """The line that is being read, in pieces."""

    __slots__ = ("anchors", "attributes", "pieces", "runs")

    def __init__(
        self, runs: list[Run], anchors: list[Anchor], attributes: list[dict[str, str | None]]
    ) -> None:
        self.runs, self.anchors, self.attributes = runs, anchors, attributes
        self.pieces: list[Piece] = []

    def end(self, container: int, tag: str, visible: Visible) -> None:
        """End the line: as one run, or as one for each inline child of a container without text of its own."""
        pieces = self.pieces
        while pieces and pieces[-1] is SPACE:
            pieces.pop()
        if len(pieces) == 1:
            self._single(pieces[0], container, visible)
        else:
            tops = _tops(pieces)
            if tag in _HEADINGS and -1 in tops and (kicker := self._kicker()):
                self._emit(pieces[:kicker], container, visible)
                self._emit(pieces[kicker:], container, visible)
            elif len(tops) < 2 or -1 in tops or tag in _NEVER_SPLIT:
                self._emit(pieces, container, visible)
            else:
                self._split(container, visible)
        pieces.clear()

    def _kicker(self) -> int:
        """How many pieces at the start are a kicker by the name of their element; 0 where there is none."""
        top = self.pieces[0][2]
        if top < 0 or not _KICKER.search(self.attributes[top].get("class") or ""):
            return 0
        count = next((index for index, piece in enumerate(self.pieces) if piece[2] not in (top, -2)), 0)
        return count if sum(len(piece[0]) for piece in self.pieces[:count]) <= _LONGEST_KICKER else 0

    def _split(self, container: int, visible: Visible) -> None:
        start, top = 0, -2
        pieces = self.pieces
        for index, (_, _, piece_top, _) in enumerate(pieces):
            if piece_top != -2:
                if top not in (-2, piece_top) and not self._leads_on(start, index):
                    self._emit(pieces[start:index], container, visible)
                    start = index
                top = piece_top
        self._emit(pieces[start:], container, visible)

    def _single(self, piece: Piece, container: int, visible: Visible) -> None:
        text, element, _, link = piece
        text = clean(text)
        if not text:
            return
        links: tuple[int, ...] = ()
        if link >= 0:
            links = (link,)
            anchor = self.anchors[link]
            if anchor.run is None:
                anchor.run, anchor.text = len(self.runs), text
            else:
                anchor.text += f" {text}"
        self.runs.append(Run(text, element, container, links, len(text) if links else 0, visible))
        if len(text) > LONGEST:
            self._cut()

    def _emit(self, pieces: list[Piece], container: int, visible: Visible) -> None:
        tops = _tops(pieces)
        text = clean("".join([piece[0] for piece in pieces] if len(tops) < 2 else _parted(pieces)))
        if not text:
            return
        elements = {piece[1] for piece in pieces}
        elements.discard(-1)
        if len(elements) == 1:
            element = elements.pop()
        else:
            element = next(iter(tops)) if len(tops) == 1 and -1 not in tops else container
        found: list[int] = []
        chars = 0
        for said, _, _, link in pieces:
            if link >= 0:
                chars += len(said)
                anchor = self.anchors[link]
                anchor.text += said
                if link not in found:
                    found.append(link)
                    if anchor.run is None:
                        anchor.run = len(self.runs)
        self.runs.append(Run(text, element, container, tuple(found), min(chars, len(text)), visible))
        if len(text) > LONGEST:
            self._cut()

    def _cut(self) -> None:
        """Cut the last run into shorter ones at spaces; the first keeps the links."""
        run = self.runs.pop()
        text, start = run.text, 0
        while start < len(text):
            end = start + LONGEST
            if end < len(text):
                space = text.rfind(" ", start + LONGEST // 2, end)
                end = space + 1 if space >= 0 else end
            piece = text[start:end].strip()
            linked = min(len(piece), max(0, run.link_chars - start))
            links = () if start else run.links
            self.runs.append(Run(piece, run.element, run.container, links, linked, run.visible))
            start = end

    def _leads_on(self, start: int, end: int) -> bool:
        """Whether the words so far call for more on the same line ("By", "Source:")."""
        words = "".join([piece[0] for piece in self.pieces[start:end]]).strip()
        if words[-1:] in ":,&(":
            return True
        *before, last = words.lower().split() or [""]
        # "Sponsored by" goes on with a name that is a link; a logo leaves it alone.
        return last in _CONNECTORS and (not before or (len(before) < 4 and self.pieces[end][3] >= 0))


def _tops(pieces: list[Piece]) -> set[int]:
    """The topmost inline elements of some texts, -1 for what stands in the container itself."""
    tops = {piece[2] for piece in pieces}
    tops.discard(SPACE[2])
    return tops


def _parted(pieces: list[Piece]) -> list[str]:
    """The texts of a line, with a space where two inline elements meet in a word ("Paid post" and "Acme" side by side)."""
    out: list[str] = []
    before = ""
    top = -2
    for text, _, here, _ in pieces:
        if here != top and here >= 0 and top >= 0 and before.islower() and text[0].isupper():
            out.append(" ")
        out.append(text)
        before, top = text[-1], here
    return out
