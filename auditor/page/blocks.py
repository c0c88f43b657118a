"""The flat tree cut into runs of text: a block ends where a reader would see a new line.

A container that holds no text of its own but several inline children (`<span>Sponsored</span> <a>Energy</a>`)
is cut at each child, since style sheets set such children apart; a paragraph never is.
"""

from __future__ import annotations

from typing import NamedTuple

from auditor.model import Visible
from auditor.page.dom import INLINE, Tree
from auditor.page.text import clean

_NEVER_SPLIT = frozenset(("p", "blockquote", "figcaption", "dd", "pre", "em", "strong", "li", "td"))
_BREAKS = frozenset(("br", "hr"))
_UNSEEN_CLASSES = frozenset(
    [
        "sr-only",
        "visually-hidden",
        "visuallyhidden",
        "screen-reader-text",
        "screenreader",
        "offscreen",
        "u-hidden",
        "hidden",
        "hide",
        "is-hidden",
        "d-none",
        "invisible",
        "element-invisible",
        "assistive-text",
        "a11y-hidden",
        "screen-reader-only",
        "vh",
    ]
)
_CONNECTORS = frozenset(
    [
        "by",
        "von",
        "par",
        "por",
        "di",
        "door",
        "av",
        "af",
        "door",
        "przez",
        "od",
        "-",
        "and",
        "und",
        "et",
        "y",
        "e",
        "en",
        "og",
        "och",
        "i",
        "from",
        "text",
    ]
)
MAX_BLOCKS = 20_000


class Run(NamedTuple):
    """A block before anybody knows where it stands.

    `element` is the innermost element that holds the whole text, `container` the block-level one around it;
    `links` are indices into the anchors, `link_chars` the characters inside them, `pictures` the number of
    images seen before the run.
    """

    text: str
    element: int
    container: int
    links: tuple[int, ...]
    link_chars: int
    visible: Visible
    pictures: int


class Anchor(NamedTuple):
    """An `<a href>` with its text and the run that its text begins in (None for an image link)."""

    element: int
    href: str
    text: str
    run: int | None


class Runs(NamedTuple):
    """What the walk over the events yields.

    For every element, `first` and `end` are the range of runs inside it and `last` the index of its last
    descendant (its own where it has none).
    """

    runs: list[Run]
    anchors: list[Anchor]
    first: list[int]
    end: list[int]
    last: list[int]
    truncated: bool


class _Piece(NamedTuple):
    text: str
    element: int
    top: int
    link: int


def cut(tree: Tree) -> Runs:
    """Cut a tree into runs of text in reading order."""
    return _Cutter(tree).run()


def visibility(attributes: dict[str, str | None]) -> Visible:
    """What an element's own attributes say about its visibility; `yes` where they say nothing."""
    if "hidden" in attributes and attributes["hidden"] != "until-found":
        return Visible.NO
    style = attributes.get("style")
    if style and ("none" in style or "hidden" in style):
        compact = style.replace(" ", "").lower()
        if "display:none" in compact or "visibility:hidden" in compact:
            return Visible.NO
    classes = attributes.get("class")
    if classes and not _UNSEEN_CLASSES.isdisjoint(classes.split()):
        return Visible.UNKNOWN
    return Visible.YES


class _Cutter:
    """The state of one walk: the open line, the open link and the hidden ancestor."""

    def __init__(self, tree: Tree) -> None:
        self.elements = tree.elements
        self.events = tree.events
        self.runs: list[Run] = []
        self.anchors: list[tuple[int, str]] = []
        self.anchor_text: list[list[str]] = []
        self.anchor_run: list[int | None] = []
        self.first = [0] * len(tree.elements)
        self.end = [0] * len(tree.elements)
        self.last = [0] * len(tree.elements)
        self.opened = 0
        self.pieces: list[_Piece] = []
        self.container, self.containers = 0, [0]
        self.tops: list[int] = []
        self.saved_tops: list[list[int]] = []
        self.link, self.breaks, self.pictures = -1, 0, 0
        self.visible = Visible.YES
        self.hidden: list[tuple[int, Visible]] = []

    def run(self) -> Runs:
        pieces = self.pieces
        for index, text in self.events:
            if text is None:
                if index >= 0:
                    self.open(index)
                else:
                    self.close(-1 - index)
                    if len(self.runs) > MAX_BLOCKS:
                        break
            elif not text.isspace():
                self.breaks = 0
                pieces.append(_Piece(text, index, self.tops[0] if self.tops else -1, self.link))
            elif pieces:
                pieces.append(_Piece(" ", -1, -2, -1))
        self.flush()
        anchors = [
            Anchor(element, href, clean("".join(texts)), run)
            for (element, href), texts, run in zip(
                self.anchors, self.anchor_text, self.anchor_run, strict=True
            )
        ]
        return Runs(self.runs, anchors, self.first, self.end, self.last, len(self.runs) > MAX_BLOCKS)

    def open(self, index: int) -> None:
        self.opened = index
        tag, attributes, _, _, _ = self.elements[index]
        if tag in INLINE:
            self.tops.append(index)
        elif tag in _BREAKS:
            self.breaks += 1
            if self.breaks > 1 or tag == "hr":
                self.flush()
            elif self.pieces:
                self.pieces.append(_Piece(" ", -1, -2, -1))
        elif tag == "img":
            self.pictures += 1
        else:
            self.flush()
            self.containers.append(self.container)
            self.container = index
            # A block inside an inline element begins its own line of inline ancestors.
            self.saved_tops.append(self.tops)
            self.tops = []
        self.first[index] = len(self.runs)
        if not attributes:
            return
        if tag == "a" and (href := attributes.get("href")) is not None:
            self.link = len(self.anchors)
            self.anchors.append((index, href))
            self.anchor_text.append([])
            self.anchor_run.append(None)
        seen = visibility(attributes)
        if seen is not Visible.YES:
            self.flush()
            self.hidden.append((index, self.visible))
            self.visible = Visible.NO if Visible.NO in (seen, self.visible) else seen

    def close(self, index: int) -> None:
        tag = self.elements[index].tag
        if tag in INLINE:
            self.tops.pop()
            if tag == "a" and self.link >= 0 and self.anchors[self.link][0] == index:
                self.link = -1
        elif tag not in _BREAKS and tag != "img":
            self.flush()
            self.container = self.containers.pop()
            self.tops = self.saved_tops.pop()
        if self.hidden and self.hidden[-1][0] == index:
            self.flush()
            self.visible = self.hidden.pop()[1]
        self.end[index] = len(self.runs)
        self.last[index] = self.opened

    def flush(self) -> None:
        """End the open line, as one run or as one for each inline child of a container without own text."""
        pieces = self.pieces
        if not pieces:
            return
        tops = {piece.top for piece in pieces}
        tops.discard(-2)
        if len(tops) < 2 or -1 in tops or self.elements[self.container].tag in _NEVER_SPLIT:
            self.emit(pieces)
        else:
            group: list[_Piece] = []
            top = -2
            for piece in pieces:
                if group and piece.top not in (-2, top) and not _leads_on(group):
                    self.emit(group)
                    group = []
                if piece.top != -2:
                    top = piece.top
                group.append(piece)
            self.emit(group)
        pieces.clear()

    def emit(self, pieces: list[_Piece]) -> None:
        text = clean("".join([piece.text for piece in pieces]))
        if not text:
            return
        elements = {piece.element for piece in pieces if piece.element >= 0}
        tops = {piece.top for piece in pieces if piece.top != -2}
        if len(elements) == 1:
            element = elements.pop()
        else:
            element = next(iter(tops)) if len(tops) == 1 and -1 not in tops else self.container
        links: list[int] = []
        chars = 0
        for piece in pieces:
            link = piece.link
            if link >= 0:
                chars += len(piece.text)
                self.anchor_text[link].append(piece.text)
                if link not in links:
                    links.append(link)
                    if self.anchor_run[link] is None:
                        self.anchor_run[link] = len(self.runs)
        self.runs.append(
            Run(
                text,
                element,
                self.container,
                tuple(links),
                min(chars, len(text)),
                self.visible,
                self.pictures,
            )
        )


def _leads_on(pieces: list[_Piece]) -> bool:
    """Whether the words so far call for more on the same line ("By", "Source:")."""
    words = "".join(piece.text for piece in pieces).strip()
    return words[-1:] in ":,&(" or words.lower() in _CONNECTORS
