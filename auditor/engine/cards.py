"""The teasers of a listing page: which story of the site each leads to, and the label that it shows."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from auditor.model import Card, PageType, Visible
from auditor.page.address import authority_and_path

if TYPE_CHECKING:
    from auditor.engine.ruleset import Ruleset
    from auditor.model import Link
    from auditor.page.dom import Tree
    from auditor.page.page import Page

_LABEL_CHARS = 40
_TITLE_CHARS = 20
_MOST = 300


def cards_of(page: Page, ruleset: Ruleset) -> tuple[Card, ...] | None:
    """The teasers in reading order, each story once; None where the page lists no stories.

    A teaser is the largest container around the link to one story that holds no link to another. Its label is the
    first short text in it that a general reading of label words knows.
    """
    if page.page_type is not PageType.LISTING and authority_and_path(page.url)[1] not in ("", "/"):
        return None
    stories = sorted(_stories(page), key=lambda link: link.element)[:_MOST]
    cards: dict[str, Card] = {}
    for link in stories:
        known = cards.get(link.url)
        if known is None or known.label is None:
            label = _label(page, _container(page.tree, link, stories), ruleset)
            cards[link.url] = Card(url=link.url, label=label)
    return tuple(cards.values())


def _stories(page: Page) -> Iterator[Link]:
    """Links that look like a headline of the same site."""
    for link in page.links:
        if (
            link.host.removeprefix("www.") == page.host
            and len(link.text) >= _TITLE_CHARS
            and len(authority_and_path(link.url)[1]) > 1
            and link.visible is not Visible.NO
        ):
            yield link


def _container(tree: Tree, link: Link, stories: Sequence[Link]) -> int:
    """The outermost element around a link in which no other story is linked."""
    element = link.element
    while (parent := tree.parents[element]) >= 0 and tree.tags[parent] not in ("body", "main", "html"):
        low = bisect_left(stories, parent, key=_at)
        high = bisect_right(stories, tree.last[parent], key=_at)
        if any(other.url != link.url for other in stories[low:high]):
            break
        element = parent
    return element


def _at(link: Link) -> int:
    return link.element


def _label(page: Page, element: int, ruleset: Ruleset) -> str | None:
    tree = page.tree
    for block in page.blocks[tree.first[element] : tree.end[element]]:
        short = len(block.text) <= _LABEL_CHARS and block.visible is not Visible.NO
        if short and ruleset.labels.label_class(block.text, page.language, ()) is not None:
            return block.text
    return None
