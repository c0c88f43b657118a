"""Runs made blocks: each with its zone, its place against headline and text, and how often its words repeat."""

from __future__ import annotations

from collections import Counter

from auditor.model import Block, Place, Zone
from auditor.page.article import Article
from auditor.page.dom import Tree
from auditor.page.shape import Shape
from auditor.page.zones import (
    AD_SLOT,
    ASIDE,
    BODY,
    BYLINE,
    FOOTER,
    LABEL,
    LABEL_CHARS,
    LEAD,
    NAV,
    OVERLAY,
    SCOPES,
    TEASER,
    TITLE,
    Zoner,
)

_REPEATED_CHARS = 80
_NEAR = frozenset((LABEL, BYLINE, TITLE, LEAD, AD_SLOT, BODY))
_OUTSIDE = frozenset((NAV, FOOTER, OVERLAY, TEASER, ASIDE))
_PLACE_OUTSIDE, _ABOVE, _BELOW = Place.OUTSIDE, Place.ABOVE_TITLE, Place.BELOW_TITLE
_IN_LEAD, _IN_BODY, _AT_END = Place.LEAD, Place.BODY, Place.END


def blocks_of(tree: Tree, shape: Shape, article: Article, link_numbers: list[int]) -> tuple[Block, ...]:
    """Make the blocks of a page, one for each run; `link_numbers` gives each anchor's index in `Page.links`, or -1."""
    zoner = Zoner(tree, shape, article)
    frame = zoner.frame
    # The same words in elements of the same make: a label that repeats marks slots or cards, not the article.
    words = [run.text.lower() if len(run.text) <= _REPEATED_CHARS else "" for run in tree.runs]
    told = Counter(words)
    told[""] = 1
    makes = [
        (text, tree.attributes[run.element].get("class")) if told[text] > 1 else None
        for text, run in zip(words, tree.runs, strict=True)
    ]
    repeats = Counter(makes)
    repeats[None] = 1
    blocks = []
    leads = 0
    for index, run in enumerate(tree.runs):
        links = run.links
        if links:
            links = tuple([link_numbers[link] for link in links if link_numbers[link] >= 0])
        zone = zoner.zone(index, run)
        if zone is LEAD:
            leads += 1
            if leads > 2:
                zone = BODY
        blocks.append(
            Block(
                index=index, text=run.text, zone=zone, scope=SCOPES[zone], place=_place(zoner, index, zone),
                tag=tree.tags[run.container], visible=run.visible, element=run.element, links=links,
                linked=run.link_chars / len(run.text), repeats=repeats[makes[index]],
                near_headline=zone in _NEAR and len(run.text) <= LABEL_CHARS and frame.near(index),
            )
        )  # fmt: skip
    return tuple(blocks)


def _place(zoner: Zoner, index: int, zone: Zone) -> Place:
    """Where a run stands against headline and text."""
    if zone in _OUTSIDE:
        return _PLACE_OUTSIDE
    if zoner.head is not None and index <= zoner.head:
        return _ABOVE
    if zoner.first < 0 or index < zoner.first:
        return _BELOW
    # The last paragraph is an end, too, and so are short lines before it: agencies and notices sign there.
    if index > zoner.last or index == zoner.last > zoner.first or index >= max(zoner.closing, zoner.third):
        return _AT_END
    return _IN_LEAD if index < zoner.third else _IN_BODY
