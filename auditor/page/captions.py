"""Captions and credits of pictures: lines that speak about a picture and not about the article."""

from __future__ import annotations

import re

from auditor.page import hints as hint
from auditor.page.blocks import Run
from auditor.page.frame import Frame

# A box named for a caption may have a word of its own beside it ("Photo:").
_LABEL = 30
# Longer headings head the text below the picture; some designs write a caption as a small one.
_HEADING = 60
_BADGES = frozenset("badge flag sticker ribbon kicker eyebrow pill chip".split())
_HEADINGS = frozenset(("h2", "h3", "h4"))


def is_caption(frame: Frame, run: Run) -> bool:
    """Whether a run stands in a figure, or in a small box that is named a caption or credit and has a picture."""
    if not frame.outer[run.element] & hint.PICTURED or _is_badge(frame, run):
        return False
    tree, shape = frame.tree, frame.shape
    index, named = run.element, False
    while index > 0 and shape.text_of(index) <= 400:
        if tree.tags[index] in ("figure", "figcaption"):
            return not _quotes(frame, index)
        own = shape.own[index] & hint.PICTURED
        if own == hint.PICTURED and shape.text_of(index) <= 2 * len(run.text) + _LABEL:
            return True
        if own and not named:
            named = shape.pictures_in(index) > 0 or _under_picture(frame, index)
        index = tree.parents[index]
    return named or (tree.tags[index] == "figure" and not _quotes(frame, index))


def _is_badge(frame: Frame, run: Run) -> bool:
    """Whether a word before the text is stuck on the picture, by the name of its element: it speaks about the article."""
    if len(run.text) > _LABEL or run.links or frame.tree.first[run.element] >= frame.first:
        return False
    names = frame.tree.attributes[run.element].get("class") or ""
    return not _BADGES.isdisjoint(re.split(r"[\s_-]+", names.lower()))


def _quotes(frame: Frame, index: int) -> bool:
    """Whether the figure around an element holds a quotation and no picture: who said it is part of the text."""
    tree = frame.tree
    while index > 0 and tree.tags[index] != "figure":
        index = tree.parents[index]
    return not frame.shape.pictures_in(index) and "blockquote" in tree.tags[index : tree.last[index] + 1]


def _under_picture(frame: Frame, index: int) -> bool:
    """Whether one of the two boxes around an element is small and has a picture."""
    shape, parents = frame.shape, frame.tree.parents
    around = parents[index]
    if around < 0 or shape.text_of(around) > 400:
        return False
    if shape.pictures_in(around):
        return True
    # The lines under a picture often share a box of their own ("image-meta"); an author's line has a portrait.
    outer = parents[around]
    return (
        outer >= 0
        and shape.text_of(outer) <= 400
        and shape.picture_before(outer, index)
        and not (frame.head is not None and shape.holds(outer, frame.head))
        and not shape.is_portrait(outer, index)
    )


def beside_picture(frame: Frame, run: Run) -> bool:
    """Whether a short line shares a small box with a picture and little else: a credit or caption without the name."""
    if _is_badge(frame, run):
        return False
    if len(run.text) > 160 or (len(run.text) >= _HEADING and frame.tree.tags[run.container] in _HEADINGS):
        return False
    shape, parents = frame.shape, frame.tree.parents
    index = run.element
    for _ in range(4):
        if index <= 0 or shape.text_of(index) > 300:
            return False
        if frame.tree.tags[index] in ("ul", "ol"):
            return False  # a row of share icons
        if frame.head is not None and shape.holds(index, frame.head):
            return False
        if shape.picture_before(index, run.element):
            head = frame.tree.first[run.element] < frame.first
            return not (head and shape.is_portrait(index, run.element))
        index = parents[index]
    return False
