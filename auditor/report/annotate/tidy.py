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
_TERMS = ("dt", "dd")


def tidy(root: Tag) -> None:
    """Mend links without words, headings that skip a level or are empty, and lists with strangers in them."""
    for link in root.find_all("a"):
        if not link.get_text(strip=True):
            link.unwrap()
    _headings(root)
    for kind, items in _LISTS.items():
        for tag in root.find_all(kind):
            whole = kind != "dl" or all(tag.find(term) for term in _TERMS)
            if not (whole and all(_fits(child, items) for child in tag.children)):
                _become(tag, tag.find_all(items, recursive=False))
    for item in root.find_all(("li", *_TERMS)):
        if not _in_list(item):
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
        # A list of terms may group them in boxes that hold nothing else.
        return child.name in items and (
            child.name != "div"
            or (child.find(_TERMS) is not None and all(_fits(inner, _TERMS) for inner in child.children))
        )
    return not (isinstance(child, NavigableString) and child.strip())


def _in_list(item: Tag) -> bool:
    """Whether an item stands in a list of its kind; terms may stand in a box of the list."""
    parent = item.parent
    if parent is not None and parent.name == "div" and item.name in _TERMS:
        parent = parent.parent
    return parent is not None and parent.name in (("ul", "ol") if item.name == "li" else ("dl",))


def _become(tag: Tag, items: Iterable[Tag]) -> None:
    """Turn a list and its items into plain boxes."""
    tag.name = "div"
    for item in items:
        item.name = "div"
