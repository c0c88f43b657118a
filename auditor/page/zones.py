"""Zone, scope and place of every run: the decision on what a piece of text speaks about.

One ladder, first rung that holds: dialogs; the headline; before, inside and after the article's text; outside the
article. Inside the article a run may still belong to an ad slot, a card of another story or a caption. Words
never decide here, structure does: landmarks, link density, repetition, and the distance from headline and last
paragraph. What the words say about scope ("this post", "our site") is for the rules.
"""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from auditor.model import Block, Place, Scope, Visible, Zone
from auditor.page.article import Article, in_card
from auditor.page.blocks import Run, Runs
from auditor.page.dom import Element
from auditor.page.shape import Hint, Shape
from auditor.page.text import plain

SCOPES = {
    Zone.TITLE: Scope.ARTICLE, Zone.LABEL: Scope.ARTICLE, Zone.BYLINE: Scope.ARTICLE, Zone.DATELINE: Scope.ARTICLE,
    Zone.LEAD: Scope.PROSE, Zone.BODY: Scope.PROSE, Zone.TRAILER: Scope.ARTICLE, Zone.CAPTION: Scope.OTHER_ITEM,
    Zone.ARTICLE_FOOTER: Scope.ARTICLE, Zone.TEASER: Scope.OTHER_ITEM, Zone.AD_SLOT: Scope.AD_SLOT,
    Zone.NAV: Scope.SITE, Zone.ASIDE: Scope.OTHER_ITEM, Zone.FOOTER: Scope.SITE, Zone.OVERLAY: Scope.SITE,
    Zone.HEAD: Scope.ARTICLE, Zone.STRUCTURED: Scope.ARTICLE,
}  # fmt: skip
# A label is a word or a line, not a paragraph.
LABEL_CHARS = 160
# How many runs before the headline may belong to it, and how many after the text may still sign it.
REACH_ABOVE, REACH_BELOW = 12, 14


class _View(NamedTuple):
    elements: list[Element]
    runs: Runs
    shape: Shape
    article: Article
    first: int
    last: int
    head: int | None
    body: frozenset[int]
    repeats: dict[str, int]
    keys: list[str]
    heading: int


def blocks_of(elements: list[Element], runs: Runs, shape: Shape, article: Article) -> tuple[Block, ...]:
    """Make the blocks of a page, one for each run."""
    first, last = _bounds(runs, shape, article)
    # The same words in elements of the same make: a label that repeats marks slots or cards, not the article.
    keys = [_make(elements, run) if len(run.text) <= LABEL_CHARS else "" for run in runs.runs]
    repeats = Counter(keys)
    repeats[""] = 1
    # A headline below its text leads nothing: positions are then told from the text alone.
    head = article.headline if article.headline is None or last < 0 or article.headline < last else None
    heading = runs.runs[article.headline].container if article.headline is not None else -1
    view = _View(
        elements, runs, shape, article, first, last, head, frozenset(article.body), repeats, keys, heading,
    )  # fmt: skip
    tail = _Tail(view)
    blocks = []
    leads = 0
    for index, run in enumerate(runs.runs):
        zone = _zone(view, index, run, tail)
        if zone is Zone.LEAD:
            leads += 1
            if leads > 2:
                zone = Zone.BODY
        blocks.append(
            Block(
                index=index, text=run.text, zone=zone, scope=SCOPES[zone], place=_place(view, index, zone),
                tag=elements[run.container].tag, visible=run.visible, element=run.element, links=run.links,
                linked=run.link_chars / len(run.text), repeats=repeats[keys[index]],
                near_headline=zone in _NEAR and _near(view, index),
            )
        )  # fmt: skip
    return tuple(blocks)


def _make(elements: list[Element], run: Run) -> str:
    tag, attributes, _, _, _ = elements[run.element]
    return f"{plain(run.text)} {tag} {attributes.get('class') or ''}"


def _bounds(runs: Runs, shape: Shape, article: Article) -> tuple[int, int]:
    """The first and last run of the text proper; a standfirst set apart from it does not begin the text."""
    body = article.body
    if not body:
        return -1, -1
    first = body[0]
    if len(body) > 2 and body[1] - first > 1:
        following = shape.ancestors(runs.runs[body[1]].container)[1]
        if not shape.holds(following, first):
            first = body[1]
    return first, body[-1]


_NEAR = frozenset((Zone.LABEL, Zone.BYLINE, Zone.TITLE, Zone.LEAD, Zone.AD_SLOT, Zone.BODY))


def _near(view: _View, index: int) -> bool:
    """Whether the smallest container with other text holds the headline, too, and no more than the article's head."""
    headline = view.head
    if headline is None:
        return index < view.first and view.first - index <= 3
    if index == headline:
        return True
    if abs(index - headline) > 8:
        return False
    around = view.shape.around(index)
    root = view.article.root
    for _ in range(8):
        if view.shape.holds(around, headline):
            # A frame around the whole page ties nothing together, unless the article begins right here.
            within = root <= around <= view.runs.last[root]
            return within or (around > 1 and index - view.runs.first[around] <= 6)
        # A row of small marks (date, section, share) is part of the head.
        if view.shape.text_of(around) > 160:
            return False
        around = view.elements[around].parent
        if around < 0:
            return False
    return False


def _zone(view: _View, index: int, run: Run, tail: _Tail) -> Zone:
    hints = view.shape.hints[run.element]
    headline = view.head
    root = view.article.root
    if (
        hints & (Hint.DIALOG | Hint.CONSENT)
        and index not in view.body
        and not _holds_article(view, run, Hint.DIALOG | Hint.CONSENT)
    ):
        return Zone.OVERLAY
    if run.container == view.heading:
        return Zone.TITLE if index == view.article.headline or len(run.text) > 60 else Zone.LABEL
    inside = view.runs.first[root] <= index < view.runs.end[root]
    if index in view.body:
        return Zone.LEAD
    if _in_ad(view, index, run):
        return Zone.AD_SLOT
    if headline is not None and index < headline:
        return _above(view, index, run, hints, inside)
    if not inside:
        return _outside(view, index, run, hints)
    if view.first < 0 or index < view.first:
        return _between(view, index, run, hints)
    if (
        len(view.article.body) > 1
        and index < view.article.body[1]
        and view.head is not None
        and index - view.head <= 8
    ):
        return _between(view, index, run, hints)
    if index <= view.last:
        return _within(view, index, run, hints)
    return tail.zone(index, run, hints)


def _holds_article(view: _View, run: Run, mask: int) -> bool:
    """Whether the element that gives the hint is one that holds the article's own text."""
    if view.first < 0:
        return False
    for index in view.shape.ancestors(run.element):
        if view.shape.own[index] & mask and not view.shape.holds(index, view.first):
            return False
    return True


def _own_hint(view: _View, run: Run, mask: int) -> bool:
    """Whether a hint comes from an element that does not hold the headline or the text."""
    headline = view.head
    for index in view.shape.ancestors(run.element):
        if headline is not None and view.shape.holds(index, headline):
            return False
        if view.first >= 0 and view.shape.holds(index, view.first):
            return False
        if view.shape.own[index] & mask:
            return True
    return False


def _link_list(view: _View, run: Run) -> bool:
    """Whether a run is a link, or a heading, in a list of short links: six or more, hardly any other text, under 60 characters each."""
    headline = view.head
    index = run.container
    if run.link_chars * 2 < len(run.text) and view.elements[index].tag not in _LIST_HEADINGS:
        return False
    for _ in range(5):
        if index <= 0 or (headline is not None and view.shape.holds(index, headline)):
            return False
        if view.first >= 0 and view.shape.holds(index, view.first):
            return False
        links = view.shape.count(view.shape.anchors, index)
        text = view.shape.text_of(index)
        if links >= 6 and text < links * 60 and view.shape.linked_of(index) * 10 >= text * 7:
            return True
        index = view.elements[index].parent
    return False


_LIST_HEADINGS = frozenset(("h2", "h3", "h4", "h5", "h6", "li", "dt", "label", "summary", "legend"))


def _in_ad(view: _View, index: int, run: Run) -> bool:
    """Whether a run is the mark of an ad slot: in a small box with ad markup, or in one that is named so and repeated."""
    if len(run.text) > 300:
        return False
    if len(run.text) <= 60 and _heads_empty_box(view, index, run):
        return True
    headline, first = view.head, view.first
    element = run.element
    named = False
    for _ in range(5):
        if element <= 0:
            return False
        if (headline is not None and view.shape.holds(element, headline)) or (
            first >= 0 and view.shape.holds(element, first)
        ):
            return False
        text = view.shape.text_of(element)
        if text > max(len(run.text) + 40, 300):
            break
        if (
            len(run.text) <= 60
            and text <= len(run.text) + 40
            and view.shape.count(view.shape.ad_markup, element)
        ):
            return True
        named = named or bool(view.shape.own[element] & Hint.AD)
        element = view.elements[element].parent
    if named:
        return view.repeats[view.keys[index]] > 1 or not _near(view, index)
    return False


def _heads_empty_box(view: _View, index: int, run: Run) -> bool:
    """Whether a short line is the only text of a box that goes on with empty elements: a slot that scripts fill."""
    if run.link_chars or view.elements[run.container].tag in _HEADINGS:
        return False
    first, end, last = view.runs.first, view.runs.end, view.runs.last
    box = run.element
    for _ in range(6):
        parent = view.elements[box].parent
        if parent <= 1 or end[parent] - first[parent] != 1:
            break
        box = parent
    empties = sum(
        view.elements[after].tag in _SLOT_TAGS for after in range(last[run.element] + 1, last[box] + 1)
    )
    if not empties:
        return False
    around = view.elements[box].parent
    tight = (
        view.head is not None and view.shape.holds(around, view.head) and view.shape.text_of(around) <= 500
    )
    return not tight


_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6", "p", "li", "button", "label", "figcaption", "td"))
_SLOT_TAGS = frozenset(
    ("div", "img", "picture", "iframe", "ins", "section", "aside", "figure", "amp-ad", "a")
)


def _above(view: _View, index: int, run: Run, hints: int, inside: bool) -> Zone:
    headline = view.head or 0
    distance = headline - index
    if hints & (Hint.CAPTION | Hint.FIGURE) and not hints & Hint.BYLINE and not _near(view, index):
        return Zone.CAPTION
    if hints & Hint.BREADCRUMB and distance <= REACH_ABOVE:
        return Zone.LABEL
    if len(run.text) <= LABEL_CHARS and distance <= REACH_ABOVE and not _link_list(view, run):
        navigation = _own_hint(view, run, Hint.NAV | Hint.DIALOG | Hint.SHARE)
        if (
            (distance <= 4 or inside or _near(view, index))
            and (not navigation or _near(view, index))
            and not in_card(view.elements, view.runs, view.shape, index, 0, headline)
            and _near_or_alone(view, index, inside)
        ):
            return Zone.BYLINE if hints & Hint.BYLINE and inside and not run.link_chars else Zone.LABEL
    if len(run.text) > LABEL_CHARS and run.link_chars * 2 < len(run.text):
        if inside:
            return Zone.LEAD
        if (
            distance <= 3
            and len(run.text) <= 700
            and not _own_hint(view, run, Hint.NAV | Hint.DIALOG | Hint.CONSENT)
        ):
            return Zone.LABEL
    if in_card(view.elements, view.runs, view.shape, index, 0, headline):
        return Zone.TEASER
    return Zone.NAV


def _near_or_alone(view: _View, index: int, inside: bool) -> bool:
    return inside or _near(view, index)


def _between(view: _View, index: int, run: Run, hints: int) -> Zone:
    """Between headline and text: label, byline, standfirst, caption, share buttons."""
    if hints & (Hint.CAPTION | Hint.FIGURE) and not hints & Hint.BYLINE:
        return Zone.CAPTION
    if hints & Hint.COMMENT and not _holds_article(view, run, Hint.COMMENT):
        return Zone.NAV
    if _link_list(view, run):
        return Zone.NAV
    if in_card(view.elements, view.runs, view.shape, index, view.article.root, view.head):
        return Zone.TEASER
    if len(run.text) > LABEL_CHARS:
        return Zone.LEAD
    if run.link_chars * 10 >= len(run.text) * 9 and hints & Hint.SHARE:
        return Zone.NAV
    return Zone.BYLINE


def _within(view: _View, index: int, run: Run, hints: int) -> Zone:
    """Between the first and the last paragraph, but no paragraph itself."""
    if hints & (Hint.CAPTION | Hint.FIGURE):
        return Zone.CAPTION
    if in_card(view.elements, view.runs, view.shape, index, view.article.root, view.head):
        return Zone.TEASER
    if _own_hint(view, run, Hint.ASIDE | Hint.CARD | Hint.NAV) and (
        run.link_chars * 2 > len(run.text) or _link_list(view, run)
    ):
        return Zone.TEASER
    if _own_hint(view, run, Hint.COMMENT | Hint.SHARE):
        return Zone.NAV
    if _own_hint(view, run, Hint.ASIDE):
        return Zone.ASIDE
    return Zone.BODY


def _outside(view: _View, index: int, run: Run, hints: int) -> Zone:
    if hints & Hint.FOOTER:
        return Zone.FOOTER
    if hints & Hint.NAV:
        return Zone.NAV
    if in_card(view.elements, view.runs, view.shape, index, 0, view.head):
        return Zone.TEASER
    if hints & Hint.BREADCRUMB or _link_list(view, run):
        return Zone.NAV
    if hints & Hint.ASIDE:
        return Zone.ASIDE
    if (
        index > view.last >= 0
        and index - view.last <= REACH_BELOW
        and len(run.text) <= 400
        and _follows(view, index)
    ):
        return Zone.TRAILER if index - view.last <= 6 else Zone.ARTICLE_FOOTER
    if len(view.runs.runs) - index <= 12 and index > view.last:
        return Zone.FOOTER
    return Zone.ASIDE if index > view.last >= 0 else Zone.NAV


def _follows(view: _View, index: int) -> bool:
    """Whether nothing but short plain lines stand between the text and this run."""
    for between in range(view.last + 1, index + 1):
        run = view.runs.runs[between]
        if view.shape.hints[run.element] & (Hint.FOOTER | Hint.NAV | Hint.CARD | Hint.COMMENT | Hint.ASIDE):
            return False
        if run.link_chars * 2 > len(run.text) and len(run.text) > 40:
            return False
        if view.elements[run.container].tag in ("h1", "h2", "h3", "h4", "h5"):
            return False
    return True


class _Tail:
    """Tells apart what follows the text: lines that sign it, its furniture, and other stories."""

    def __init__(self, view: _View) -> None:
        self.view = view
        self.closed = False
        self.signed = 0

    def zone(self, index: int, run: Run, hints: int) -> Zone:
        view = self.view
        if hints & (Hint.CAPTION | Hint.FIGURE) and not hints & Hint.BYLINE:
            return Zone.CAPTION
        if _own_hint(view, run, Hint.COMMENT):
            self.closed = True
            return Zone.ASIDE
        if in_card(view.elements, view.runs, view.shape, index, view.article.root, view.head):
            self.closed = True
            return Zone.TEASER
        heading = view.elements[run.container].tag in ("h2", "h3", "h4", "h5", "h6")
        if _link_list(view, run):
            return Zone.ARTICLE_FOOTER if not self.closed and not heading else Zone.TEASER
        if heading and self._heads_links(index):
            self.closed = True
            return Zone.TEASER
        if self.closed:
            if _own_hint(view, run, Hint.FOOTER) and len(view.runs.runs) - index < 60:
                return Zone.FOOTER
            if run.link_chars * 2 > len(run.text):
                return Zone.TEASER
            return (
                Zone.ARTICLE_FOOTER
                if len(run.text) > 40 and not _own_hint(view, run, Hint.CARD | Hint.ASIDE)
                else Zone.ASIDE
            )
        if _own_hint(view, run, Hint.BIO | Hint.SHARE):
            return Zone.ARTICLE_FOOTER
        if run.link_chars == len(run.text) and view.elements[run.container].tag == "li":
            return Zone.ARTICLE_FOOTER
        self.signed += 1
        if self.signed <= REACH_BELOW and len(run.text) <= 600:
            return Zone.TRAILER
        return Zone.ARTICLE_FOOTER

    def _heads_links(self, index: int) -> bool:
        """Whether a heading leads a list of other things: two of the next three runs are links."""
        following = self.view.runs.runs[index + 1 : index + 4]
        return sum(run.link_chars * 2 > len(run.text) for run in following) * 2 > len(following)


def _place(view: _View, index: int, zone: Zone) -> Place:
    headline = view.head
    if zone in (Zone.NAV, Zone.FOOTER, Zone.OVERLAY, Zone.TEASER, Zone.ASIDE):
        return Place.OUTSIDE
    if headline is not None and index <= headline:
        return Place.ABOVE_TITLE
    if view.first < 0 or index < view.first:
        return Place.BELOW_TITLE
    if index > view.last:
        return Place.END
    if (
        view.article.body.index(index) < 2
        if index in view.body
        else index < view.article.body[min(2, len(view.body) - 1)]
    ):
        return Place.LEAD
    return Place.BODY


def hidden(blocks: tuple[Block, ...]) -> int:
    """How many blocks no reader sees."""
    return sum(block.visible is Visible.NO for block in blocks)
