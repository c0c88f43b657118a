"""A page as its text, the way browsers and scripts save it: blocks on lines of their own, a mark before list items."""

from __future__ import annotations

import re
import warnings
from typing import TYPE_CHECKING

from bs4 import BeautifulSoup, Comment, NavigableString, XMLParsedAsHTMLWarning

if TYPE_CHECKING:
    from bs4 import Tag

_UNSEEN = ("script", "style", "noscript", "template", "svg", "head")
_BLOCKS = frozenset(
    "p div section article header footer nav aside h1 h2 h3 h4 h5 h6 ul ol li table tr td th dl dt dd blockquote pre "
    "figure figcaption form fieldset main hr address body html button option select label".split()
)


def saved_text(html: bytes) -> str:
    """The text of a page without its head and scripts, paragraphs with an empty line between them."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", XMLParsedAsHTMLWarning)  # XHTML is read as what browsers take it for
        soup = BeautifulSoup(html, "lxml")
    for unseen in soup(_UNSEEN):
        unseen.decompose()
    pieces: list[str] = []
    _gather(soup.body or soup, pieces)
    lines = "\n".join(line.strip() for line in "".join(pieces).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", lines).strip()


def _gather(element: Tag, pieces: list[str]) -> None:
    for child in element.children:
        if isinstance(child, Comment):
            continue
        if isinstance(child, NavigableString):
            pieces.append(re.sub(r"\s+", " ", child))
        elif child.name == "br":
            pieces.append("\n")
        else:
            stands_alone = child.name in _BLOCKS
            pieces.append("\n\n" if stands_alone else "")
            pieces.append("* " if child.name == "li" else "")
            _gather(child, pieces)
            pieces.append("\n" if stands_alone else "")
