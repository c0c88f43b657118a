"""Runs of text: where a line ends, which element holds it, what of it is linked.

A block ends where a reader would see a new line. A container that holds no text of its own but several inline
children (`<span>Sponsored</span> <a>Energy</a>`) is cut at each child, since style sheets set such children
apart; a paragraph never is.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from auditor.model import Visible
from auditor.page.text import clean

# Elements that do not begin a new line of text.
INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark nobr q rp rt ruby s samp small "
    "span strike strong sub sup time tt u var wbr".split()
)
_NEVER_SPLIT = frozenset(("p", "blockquote", "figcaption", "dd", "pre", "em", "strong", "li", "td"))
_UNSEEN_CLASSES = frozenset(
    "sr-only visually-hidden visuallyhidden screen-reader-text screenreader offscreen u-hidden hidden hide is-hidden "
    "d-none invisible element-invisible assistive-text a11y-hidden screen-reader-only vh".split()
)
# Looking a member up in its enumeration costs more than the rest of a check, in a loop over all elements.
_YES, _NO, _UNKNOWN = Visible.YES, Visible.NO, Visible.UNKNOWN
_CONNECTORS = frozenset(
    "by von par por di door av af przez od - and und et y e en og och i from text".split()
)


class Run(NamedTuple):
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


class Line:
    """The line that is being read: parallel lists of its pieces' texts, elements, top inline ancestors and links.

    A `top` of -1 is text of the container itself; white space between pieces has top -2.
    """

    __slots__ = ("anchors", "elements", "links", "runs", "texts", "tops")

    def __init__(self, runs: list[Run], anchors: list[Anchor]) -> None:
        self.runs, self.anchors = runs, anchors
        self.texts: list[str] = []
        self.elements: list[int] = []
        self.tops: list[int] = []
        self.links: list[int] = []

    def end(self, container: int, tag: str, visible: Visible) -> None:
        """End the line: as one run, or as one for each inline child of a container without text of its own."""
        texts, tops = self.texts, self.tops
        if len(texts) == 1:
            self._single(container, visible)
        elif tag in _NEVER_SPLIT or -1 in tops or len(set(tops) - {-2}) < 2:
            self._emit(0, len(texts), container, visible)
        else:
            start, top = 0, -2
            for index, piece_top in enumerate(tops):
                if piece_top != -2:
                    if top not in (-2, piece_top) and not self._leads_on(start, index):
                        self._emit(start, index, container, visible)
                        start = index
                    top = piece_top
            self._emit(start, len(texts), container, visible)
        texts.clear()
        self.elements.clear()
        tops.clear()
        self.links.clear()

    def _single(self, container: int, visible: Visible) -> None:
        text = clean(self.texts[0])
        if not text:
            return
        link = self.links[0]
        if link < 0:
            self.runs.append(Run(text, self.elements[0], container, (), 0, visible))
            return
        anchor = self.anchors[link]
        if anchor.run is None:
            anchor.run, anchor.text = len(self.runs), text
        else:
            anchor.text += f" {text}"
        self.runs.append(Run(text, self.elements[0], container, (link,), len(text), visible))

    def _emit(self, start: int, end: int, container: int, visible: Visible) -> None:
        text = clean("".join(self.texts[start:end]))
        if not text:
            return
        elements = set(self.elements[start:end])
        elements.discard(-1)
        tops = set(self.tops[start:end])
        tops.discard(-2)
        if len(elements) == 1:
            element = elements.pop()
        else:
            element = next(iter(tops)) if len(tops) == 1 and -1 not in tops else container
        found: list[int] = []
        chars = 0
        for index in range(start, end):
            link = self.links[index]
            if link >= 0:
                piece = self.texts[index]
                chars += len(piece)
                anchor = self.anchors[link]
                anchor.text += piece
                if link not in found:
                    found.append(link)
                    if anchor.run is None:
                        anchor.run = len(self.runs)
        self.runs.append(Run(text, element, container, tuple(found), min(chars, len(text)), visible))

    def _leads_on(self, start: int, end: int) -> bool:
        """Whether the words so far call for more on the same line ("By", "Source:")."""
        words = "".join(self.texts[start:end]).strip()
        return words[-1:] in ":,&(" or words.lower() in _CONNECTORS


@lru_cache(maxsize=65_536)
def _unseen(classes: str) -> bool:
    return not _UNSEEN_CLASSES.isdisjoint(classes.split())


def visibility(attributes: dict[str, str | None]) -> Visible:
    """What an element's own attributes say about its visibility; `yes` where they say nothing."""
    if "hidden" in attributes and attributes["hidden"] != "until-found":
        # React streams parts of a page in hidden boxes ("S:0", "S:1a") and shows them on arrival.
        return _YES if (attributes.get("id") or "").startswith("S:") else _NO
    style = attributes.get("style")
    if style and ("none" in style or "hidden" in style):
        compact = style.replace(" ", "").lower()
        if "display:none" in compact or "visibility:hidden" in compact:
            return _NO
    classes = attributes.get("class")
    if classes and _unseen(classes):
        return _UNKNOWN
    return _YES
