"""Setting right what a screen reader stumbles over in the marked copy: the page's own slips and what removals left.

Words stay as they are; only their elements change.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bs4.element import NavigableString, Tag

if TYPE_CHECKING:
    from collections.abc import Iterable

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_LISTS = {"ul": ("li",), "ol": ("li",), "dl": ("dt", "dd", "div")}


def tidy(root: Tag) -> None:
    """Mend links without words, headings that skip a level or are empty, and lists with strangers in them."""
    for link in root.find_all("a"):
        if not link.get_text(strip=True):
            link.unwrap()
    _headings(root)
    for kind, items in _LISTS.items():
        for tag in root.find_all(kind):
            if not all(_fits(child, items) for child in tag.children):
                _become(tag, tag.find_all(items, recursive=False))
    for item in root.find_all(("li", "dt", "dd")):
        parents = ("ul", "ol") if item.name == "li" else ("dl",)
        if item.parent is None or item.parent.name not in parents:
            item.name = "div"
    for head in root.find_all("th"):
        if not head.get_text(strip=True):
            head.name = "td"


def _headings(root: Tag) -> None:
    """Let no heading stand more than one level below the one before; the copy's own is the first."""
    last = 1
    for heading in root.find_all(_HEADINGS):
        if heading.get_text(strip=True):
            last = min(int(heading.name[1]), last + 1)
            heading.name = f"h{last}"
        else:
            heading.name = "div"


def _fits(child: object, items: tuple[str, ...]) -> bool:
    if isinstance(child, Tag):
        return child.name in items
    return not (isinstance(child, NavigableString) and child.strip())


def _become(tag: Tag, items: Iterable[Tag]) -> None:
    """Turn a list and its items into plain boxes."""
    tag.name = "div"
    for item in items:
        item.name = "div"
