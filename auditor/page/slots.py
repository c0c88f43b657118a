"""Marks of places for advertisements and cards: lines that speak of something beside the article and not of the article."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

from auditor.page import hints as hint
from auditor.page.blocks import Run
from auditor.page.frame import SUBHEADINGS, Frame
from auditor.page.shape import BESIDE, SHORT

# The mark of a slot among the paragraphs is a word or two; more may be a notice in a box called "ad-disclaimer".
_MARK = 30
_AT_HEADLINE = 2
# An ad of so many words leads somewhere; without a link they tell readers something, such as who earns.
_SENTENCE = 120
# A card has a tag, a headline and a line or two; a linked heading of fewer words may be an author's name.
_CARD_LINES, _CARD_SPACES = 5, 3
# An offer in a card says so much at least, and is no longer than this; so is the box of a form that asks for an address.
_PITCH, _OFFER, _FORM = 40, 700, 400
# The title of another story is hardly ever shorter, and hardly more stands in one box with it.
_TITLE, _STORY = 30, 200
# A line that ends so asks for a name: at the headline the picture after it is the payer's logo, not an ad.
_ASKS_NAME = re.compile(
    r"(?i)\b(?:by|with|von|durch|mit|par|avec|por|con|com|da|door|met|av|af|med|przez|od|z)\s*:?$"
)
_NAMES = re.compile(r"[\s_-]+")
_PLACES = frozenset(
    "header leaderboard billboard slot unit zone placement sticky desktop mobile 728 970 728x90 970x250".split()
)
_LABELS = frozenset("label disclaimer disclosure notice mark badge flag tag info hint text article".split())
_HEAD = hint.BYLINE | hint.HEADER
_NO_SLOTS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6", "p", "li", "button", "label", "figcaption", "td"))


def in_ad(frame: Frame, index: int, run: Run) -> bool:
    """Whether a run is the mark of an ad slot: alone in a box with ad markup, with empty places, or with the name."""
    length = len(run.text)
    if length > (300 if run.link_chars else _SENTENCE):
        return False
    if (
        length <= SHORT
        and not run.link_chars
        and (_marks_empty_box(frame, index, run) or _beside_ad(frame, run))
    ):
        return True
    named = frame.outer[run.element] & hint.AD != 0
    return (named or (length <= SHORT and index in frame.shape.beside_ads)) and _in_ad_box(
        frame, index, run, may_be_named=named
    )


def _in_ad_box(frame: Frame, index: int, run: Run, *, may_be_named: bool) -> bool:
    """Whether one of the boxes around a line has ad markup and hardly other text, or a name for ads.

    `may_be_named` says that some element around the line has such a name.
    """
    shape, parents, outer = frame.shape, frame.tree.parents, frame.outer
    length = len(run.text)
    element, named, slots = run.element, False, 0
    beside = outer[element] & _HEAD
    for _ in range(5):
        if element <= 0:
            return False
        if frame.surrounds(element):
            # A mark beside date and author is about the article.
            if beside or (slots < 2 and length > _MARK):
                return False
            break
        text = shape.text_of(element)
        if length <= SHORT and text <= length + BESIDE:
            if shape.ads_in(element):
                return True
        elif not may_be_named:
            return False  # the boxes only grow from here, and none is named for ads
        elif text > max(length + BESIDE, 300):
            break
        named = named or shape.own[element] & hint.AD != 0
        if shape.own[element] & hint.SLOT == hint.SLOT:
            slots += 2 if _is_place(frame, element) else 1
        element = parents[element]
    if slots > 1 and not beside:
        return True
    # Near the headline one name alone proves nothing: real labels stand in boxes called "ad-disclaimer".
    head = -1 if frame.head is None else frame.head
    return named and not (index < max(frame.first, head) and frame.near(index))


def _marks_empty_box(frame: Frame, index: int, run: Run) -> bool:
    """Whether a line heads a box that scripts fill, and neither names the author nor leads to a payer's logo."""
    return (
        _heads_empty_box(frame, run)
        and not frame.named_author(run)
        and not (frame.near(index) and _ASKS_NAME.search(run.text))
    )


def _is_place(frame: Frame, element: int) -> bool:
    """Whether an element that is named for ads is named for its place or size, too, and not for a label."""
    attributes = frame.tree.attributes[element]
    names = _NAMES.split(f"{attributes.get('class') or ''} {attributes.get('id') or ''}".lower())
    return not _PLACES.isdisjoint(names) and _LABELS.isdisjoint(names)


def _beside_ad(frame: Frame, run: Run) -> bool:
    """Whether the element after a line is an empty place for ads."""
    tree, shape = frame.tree, frame.shape
    following = tree.last[run.element] + 1
    return (
        following < len(tree.tags)
        and tree.parents[following] == tree.parents[run.element]
        and shape.own[following] & hint.AD_MARKUP != 0
        # A longer line before a frame is the title of a chart or film.
        and (tree.tags[following] != "iframe" or len(run.text) <= 20)
        and not shape.text_of(following)
    )


def _heads_empty_box(frame: Frame, run: Run) -> bool:
    """Whether a line is the only text of a box that goes on with empty elements: a slot that scripts fill."""
    tree = frame.tree
    if tree.tags[run.container] in _NO_SLOTS:
        return False
    first, end = tree.first, tree.end
    box = run.element
    for _ in range(6):
        parent = tree.parents[box]
        if parent <= 1 or end[parent] - first[parent] != 1 or tree.tags[parent] in ("ul", "ol"):
            break
        box = parent
    # A mark comes first in its slot; a line after a logo is a name.
    if not frame.shape.slot_after(run.element, box) or frame.shape.picture_before(box, run.element):
        return False
    around = tree.parents[box]
    tight = (
        frame.head is not None
        and around >= 0
        and frame.shape.holds(around, frame.head)
        and frame.shape.text_of(around) <= 500
    )
    return not tight


def in_lone_card(frame: Frame, after: int, run: Run) -> bool:
    """Whether a line after a paragraph of the text stands in a small box of its own with another story's linked headline."""
    tree, box = frame.tree, run.container
    if tree.tags[box] in SUBHEADINGS:
        return False  # a source may be a linked heading, too
    for _ in range(3):
        first, end = tree.first[box], tree.end[box]
        if first <= after or end - first > _CARD_LINES:
            return False
        lines = tree.runs[first:end]
        if any(
            tree.tags[line.container] in SUBHEADINGS
            and line.link_chars * 2 > len(line.text)
            and (line.text.count(" ") >= _CARD_SPACES or (not line.text.isascii() and " " not in line.text))
            for line in lines
        ):
            return True
        box = tree.parents[box]
    return False


def beside_title(frame: Frame, run: Run) -> bool:
    """Whether the entry of a list that a line stands in links the title of another story, too."""
    if not frame.in_entry(run):
        return False
    tree, index = frame.tree, run.container
    while index > 0 and tree.tags[index] != "li":
        index = tree.parents[index]
    return frame.shape.linked_of(index) - run.link_chars >= _TITLE


def marks_story(frame: Frame, index: int, run: Run) -> bool:
    """Whether a word or two before the text share a small box with the linked title of another story: its label."""
    if len(run.text) > _MARK or run.link_chars or frame.outer[run.element] & hint.BREADCRUMB:
        return False
    tree, shape = frame.tree, frame.shape
    box = shape.around(index)
    if shape.text_of(box) > _STORY or (frame.head is not None and shape.holds(box, frame.head)):
        return False
    return any(
        line.link_chars == len(line.text)
        and line.link_chars >= _TITLE
        and line.text.count(" ") > _CARD_SPACES
        and not frame.signs(line)
        for line in tree.runs[tree.first[box] : tree.end[box]]
    )


def lies_on_picture(frame: Frame, index: int, run: Run) -> bool:
    """Whether a word or two right at the headline fill a box called an overlay, which lies over the article's picture."""
    if (
        len(run.text) > _MARK
        or run.link_chars
        or frame.head is None
        or abs(index - frame.head) > _AT_HEADLINE
        or frame.outer[run.element] & hint.CONSENT
        or not frame.near(index)
    ):
        return False
    shape = frame.shape
    return all(
        shape.text_of(box) <= len(run.text)
        for box in shape.ancestors(run.element)
        if shape.own[box] & hint.DIALOG
    )


def marks_offer(frame: Frame, run: Run) -> bool:
    """Whether a word or two begin or end a box called a card that has a pitch and a button: they speak of that offer."""
    if len(run.text) > _MARK or run.link_chars:
        return False
    tree, shape = frame.tree, frame.shape
    for box in _small_boxes(frame, run, 6, _OFFER, (frame.head,)):
        if shape.own[box] & hint.CARD and shape.links_in(box):
            lines = tree.runs[tree.first[box] : tree.end[box]]
            return (
                run in (lines[0], lines[-1])
                and any(len(line.text) >= _PITCH and not line.link_chars for line in lines)
                and any(line.link_chars == len(line.text) for line in lines)
            )
    return False


def in_form_box(frame: Frame, run: Run) -> bool:
    """Whether a line stands in a small box with a form, beside the article: what it says speaks of the newsletter."""
    forms, last = frame.forms, frame.tree.last
    if not forms:
        return False
    for box in _small_boxes(frame, run, 4, _FORM, (frame.last, frame.head or 0)):
        at = bisect_left(forms, box)
        if at < len(forms) and forms[at] <= last[box]:
            return True
    return False


def _small_boxes(
    frame: Frame, run: Run, levels: int, most: int, apart: tuple[int | None, ...]
) -> Iterator[int]:
    """The elements around a line, innermost first, while they have at most so much text and hold none of some lines."""
    shape, box = frame.shape, run.element
    for _ in range(levels):
        if box <= 0 or shape.text_of(box) > most:
            return
        for at in apart:
            if at is not None and shape.holds(box, at):
                return
        yield box
        box = frame.tree.parents[box]
