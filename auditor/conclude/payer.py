"""The name beside a label: a logo, a link or a line of its own after “Sponsored by”."""

from __future__ import annotations

from auditor.model import Evidence, Zone
from auditor.page.page import Page

_LONGEST = 60
_NEXT = 3  # elements after a label in which its logo is looked for: a line break, a link, the picture
_NAMED = (Zone.LABEL, Zone.BYLINE)


def name_beside(page: Page, item: Evidence) -> str | None:
    """The payer who is named in an element after a label that ends in “by”, inside the same box; None if nobody is.

    The text for the blind counts where the name is a picture.
    """
    if item.block is None or item.properties.get("form") != "payer-apart":
        return None
    tree, label = page.tree, page.blocks[item.block]
    box = max(tree.parents[label.element], 0)
    after = page.blocks[item.block + 1 : item.block + 2]
    last = tree.last[box]
    if page.headline is not None and page.shape.holds(box, page.headline):
        # What else stands in the box of the headline are authors and pictures of the article.
        box = label.element
        last = min(tree.last[box] + _NEXT, after[0].element - 1) if after else tree.last[box]
    for element in range(label.element, last + 1):
        if tree.tags[element] == "img" and (name := (tree.attributes[element].get("alt") or "").strip()):
            return _short(name)
    if after and after[0].element <= tree.last[box] and after[0].zone in _NAMED:
        return _short(after[0].text)
    return None


def _short(name: str) -> str | None:
    """A name without the word logo, or None where it is too long for one."""
    name = name.removesuffix(" logo").removesuffix(" Logo").removeprefix("Logo ").strip()
    return name if 1 < len(name) <= _LONGEST else None
