"""Zone, scope and place of every run: the decision on what a piece of text speaks about.

One ladder, first rung that holds: dialogs; the headline; before, inside and after the article's text; outside the
article. Inside the article a run may still belong to an ad slot, a card of another story or a caption. Words
never decide here, structure does: landmarks, link density, repetition, and the distance from headline and last
paragraph. What the words say about scope ("this post", "our site") is for the rules.
"""

from __future__ import annotations

from auditor.model import Scope, Visible, Zone
from auditor.page import hints as hint
from auditor.page.article import Article
from auditor.page.blocks import Run
from auditor.page.captions import beside_picture, is_caption
from auditor.page.dom import Tree
from auditor.page.frame import SAYING, SUBHEADINGS, Frame
from auditor.page.shape import Shape
from auditor.page.slots import (
    beside_title,
    in_ad,
    in_form_box,
    in_lone_card,
    lies_on_picture,
    marks_offer,
    marks_story,
)

SCOPES = {
    Zone.TITLE: Scope.ARTICLE, Zone.LABEL: Scope.ARTICLE, Zone.BYLINE: Scope.ARTICLE, Zone.DATELINE: Scope.ARTICLE,
    Zone.LEAD: Scope.PROSE, Zone.BODY: Scope.PROSE, Zone.TRAILER: Scope.ARTICLE, Zone.CAPTION: Scope.OTHER_ITEM,
    Zone.ARTICLE_FOOTER: Scope.ARTICLE, Zone.TEASER: Scope.OTHER_ITEM, Zone.AD_SLOT: Scope.AD_SLOT,
    Zone.NAV: Scope.SITE, Zone.ASIDE: Scope.OTHER_ITEM, Zone.FOOTER: Scope.SITE, Zone.OVERLAY: Scope.SITE,
    Zone.HEAD: Scope.ARTICLE, Zone.STRUCTURED: Scope.ARTICLE,
}  # fmt: skip
# Members under short names: a look-up in the enumeration costs as much as a rung of the ladder.
TITLE, LABEL, BYLINE, LEAD, BODY = Zone.TITLE, Zone.LABEL, Zone.BYLINE, Zone.LEAD, Zone.BODY
TRAILER, CAPTION, ARTICLE_FOOTER, TEASER = Zone.TRAILER, Zone.CAPTION, Zone.ARTICLE_FOOTER, Zone.TEASER
AD_SLOT, NAV, ASIDE, FOOTER, OVERLAY = Zone.AD_SLOT, Zone.NAV, Zone.ASIDE, Zone.FOOTER, Zone.OVERLAY
# A label is a word or a line, not a paragraph.
LABEL_CHARS = 160
# A heading below the headline that is this long is a standfirst, also beside a picture.
STANDFIRST_CHARS = 60
# A tag is hardly ever longer.
_TAG = 30
# How many runs before the headline may belong to it, and how many after the text may still sign it.
REACH_ABOVE, REACH_BELOW = 12, 14
_NO = Visible.NO
_CLOSING_LINES, _CLOSING_CHARS = 3, 240


class Zoner:
    """The ladder, with what it has seen of the article's tail so far."""

    def __init__(self, tree: Tree, shape: Shape, article: Article) -> None:
        self.tree, self.article = tree, article
        self.frame = frame = Frame(tree, shape, article)
        self.first, self.last, self.head = frame.first, frame.last, frame.head
        self.body = frozenset(article.body)
        self.second = article.body[1] if len(article.body) > 1 and self._apart(*article.body[:2]) else -1
        self.third = article.body[2] if len(article.body) > 2 else max(self.last, self.first + 1)
        self.closing = self._closing()
        self.heading = tree.runs[article.headline].container if article.headline is not None else -1
        self.inside = range(tree.first[article.root], tree.end[article.root])
        self.trunk = tree.parents[tree.runs[self.last].container] if self.last >= 0 else -2
        self.cell = self._cell(tree.runs[self.last].container) if self.last >= 0 else -1
        self.row = tree.parents[self.cell] if self.cell >= 0 else -2
        self.made = self.make(tree.runs[self.last]) if self.last >= 0 else ()
        self.closed = self.footed = False
        self.first_card, self.signed = -1, 0

    def _closing(self) -> int:
        """The first of the short lines after the last long paragraph, at most three; notices stand among them."""
        body, runs = self.article.body, self.tree.runs
        first = self.last
        for index in reversed(body[-_CLOSING_LINES:]):
            if len(runs[index].text) > _CLOSING_CHARS:
                break
            first = index
        return first

    def make(self, run: Run) -> tuple[str | None, ...]:
        """Tags and classes of the paragraph of a run and the boxes around it; empty where they have no class."""
        tree, index = self.tree, run.container
        found: list[str | None] = []
        for _ in range(3):
            if index >= 0:
                found += [tree.tags[index], tree.attributes[index].get("class")]
                index = tree.parents[index]
        return tuple(found) if any(found[3::2]) else ()

    def _apart(self, first: int, second: int) -> bool:
        """Whether the first two runs of prose may be a standfirst and the text: in different boxes, or parted by a short line."""
        runs, parents = self.tree.runs, self.tree.parents
        if parents[runs[first].container] != parents[runs[second].container]:
            return True
        between = runs[first + 1 : second]
        return (
            len(between) in (1, 2)
            and len(runs[first].text) <= 300
            and all(
                len(run.text) <= 60 and self.tree.tags[run.container] not in SUBHEADINGS for run in between
            )
        )

    def _cell(self, index: int) -> int:
        """The table cell that holds an element, -1 without one."""
        while index >= 0 and self.tree.tags[index] != "td":
            index = self.tree.parents[index]
        return index

    def zone(self, index: int, run: Run) -> Zone:
        """The zone of one run; runs must be asked for in order."""
        if run.container == self.heading:
            return TITLE if index == self.article.headline else LABEL
        if index in self.body:
            return LEAD
        hints = self.frame.outer[run.element]
        if hints & (hint.DIALOG | hint.CONSENT) and not (
            index in self.inside and lies_on_picture(self.frame, index, run)
        ):
            return OVERLAY
        if hints & hint.AD_MARKUP or in_ad(self.frame, index, run):
            return AD_SLOT
        if self.head is not None and index < self.head:
            return self.above(index, run, hints)
        if index > self.last and self.tree.parents[run.container] == self.row and run.container != self.cell:
            return ASIDE  # another column of a page laid out as a table
        if index not in self.inside:
            return self.outside(index, run, hints)
        if self.first < 0 or index < self.first:
            return self.between(index, run, hints)
        if index < self.second and self.head is not None and index - self.head <= 8:
            return self.between(index, run, hints)
        if index <= self.last:
            return self.within(run, hints)
        return self.after(index, run, hints)

    def above(self, index: int, run: Run, hints: int) -> Zone:
        """Before the headline: kicker, breadcrumb, notice, or whatever leads the page."""
        headline = self.head or 0
        distance = headline - index
        near = self.frame.near(index)
        inside = index in self.inside and (near or not self.frame.leads_menu(index, headline))
        length = len(run.text)
        if is_caption(self.frame, run):
            return CAPTION
        if near and self.frame.signs(run, named=False):
            return BYLINE
        if hints & hint.BREADCRUMB and distance <= REACH_ABOVE:
            return LABEL
        if self.frame.among_cards(run):
            return ASIDE
        if marks_offer(self.frame, run) or marks_story(self.frame, index, run):
            return TEASER
        item = length > SAYING and self.frame.is_item(run)
        listed = item or (self.frame.listed[run.element] and self.frame.is_entry(run))
        if length <= LABEL_CHARS and distance <= REACH_ABOVE and (inside or near) and not listed:
            card = self.article.cards[run.element]
            if not card and (near or not hints & (hint.NAV | hint.DIALOG | hint.SHARE)):
                if hints & (hint.ASIDE | hint.BYLINE) == hint.ASIDE and self.frame.in_box_of_links(run):
                    return TEASER
                return BYLINE if hints & hint.BYLINE and inside and not run.link_chars else LABEL
        if length > LABEL_CHARS and run.link_chars * 2 < length and not self.article.cards[run.element]:
            if inside:
                return LEAD
            if distance <= 3 and length <= 700 and not item and not hints & hint.NAV:
                return LABEL
        return TEASER if self.article.cards[run.element] else NAV

    def between(self, index: int, run: Run, hints: int) -> Zone:
        """Between headline and text: label, byline, standfirst, caption, share buttons."""
        if self.frame.signs(run, named=not is_caption(self.frame, run)):
            return BYLINE
        if self.article.cards[run.element] and not self.frame.is_logo(run):
            return TEASER
        if marks_offer(self.frame, run) or marks_story(self.frame, index, run):
            return TEASER
        if is_caption(self.frame, run) or (
            not (hints & hint.BYLINE or (len(run.text) >= STANDFIRST_CHARS and self.frame.is_standfirst(run)))
            and beside_picture(self.frame, run)
        ):
            return CAPTION
        if hints & hint.COMMENT or (self.frame.listed[run.element] and self.frame.is_entry(run)):
            return NAV
        if not hints & hint.BYLINE and beside_title(self.frame, run):
            return NAV
        if len(run.text) > LABEL_CHARS or (not hints & hint.BYLINE and self.frame.is_standfirst(run)):
            return LEAD
        if hints & hint.SHARE and run.link_chars * 10 >= len(run.text) * 9:
            return NAV
        return BYLINE

    def within(self, run: Run, hints: int) -> Zone:
        """Between the first and the last paragraph, but no paragraph itself."""
        if self.article.cards[run.element]:
            return TEASER
        linked = run.link_chars * 2 > len(run.text)
        if is_caption(self.frame, run) or (not linked and beside_picture(self.frame, run)):
            return CAPTION
        if len(run.text) <= SAYING and in_lone_card(self.frame, self.first, run):
            return TEASER
        if len(run.text) <= SAYING and in_form_box(self.frame, run):
            return NAV
        if linked and (self.frame.listed[run.element] or hints & (hint.ASIDE | hint.CARD | hint.NAV)):
            return TEASER
        if hints & (hint.COMMENT | hint.SHARE):
            return NAV
        return ASIDE if hints & hint.ASIDE else BODY

    def outside(self, index: int, run: Run, hints: int) -> Zone:
        """Outside the container of the article."""
        if hints & hint.FOOTER:
            if index > self.last >= 0 and self.frame.in_article_footer(run):
                return self.after(index, run, hints)
            self.footed = self.footed or (index > self.last >= 0 and self.frame.in_page_footer(run))
            return FOOTER
        if hints & (hint.NAV | hint.BREADCRUMB):
            return NAV
        if self.article.cards[run.element]:
            return TEASER
        if self.frame.listed[run.element]:
            return NAV
        if hints & hint.ASIDE:
            return ASIDE
        after = index - self.last
        if after > 0 and self.last >= 0:
            if self.frame.in_other_article(run):
                return ASIDE
            if self.footed:
                return FOOTER  # nothing of the article stands below the page's footer
            if in_lone_card(self.frame, self.last, run):
                return TEASER
            if after <= REACH_BELOW and len(run.text) <= 400 and self.frame.follows(index):
                return TRAILER if after <= 6 else ARTICLE_FOOTER
            return FOOTER if len(self.tree.runs) - index <= 12 else ASIDE
        return NAV

    def after(self, index: int, run: Run, hints: int) -> Zone:
        """After the last paragraph: the page's footer, comments and other stories, or else what follows the text."""
        if is_caption(self.frame, run):
            return CAPTION
        if self.footed or (hints & hint.FOOTER and self.frame.in_page_footer(run)):
            self.footed = self.closed = True
            return FOOTER
        if hints & hint.COMMENT:
            self.closed = True
            return ASIDE
        if self.article.cards[run.element]:
            # One box of another story may stand before the credit; two are the list of other stories.
            card = self.frame.card_of(run)
            self.closed = self.closed or self.first_card not in (-1, card)
            self.first_card = card if self.first_card < 0 else self.first_card
            return TEASER
        if self.frame.articles > 1 and self.frame.in_other_article(run):
            return ASIDE
        if in_lone_card(self.frame, self.last, run) or marks_offer(self.frame, run):
            return TEASER
        return self.following(index, run, hints)

    def following(self, index: int, run: Run, hints: int) -> Zone:
        """After the text and in no box of another story: the rest of the text, lists, lines that sign it, furniture."""
        if in_form_box(self.frame, run):
            return NAV
        if run.visible is _NO and len(run.text) > LABEL_CHARS:
            return BODY  # the rest of the text, behind a wall
        heading = self.tree.tags[run.container] in SUBHEADINGS
        if self.frame.listed[run.element]:
            return TEASER if self.closed or heading else ARTICLE_FOOTER
        if heading and not hints & hint.BYLINE and self.frame.heads_links(index):
            self.closed = True
            return TEASER
        return self.below_others(index, run, hints) if self.closed else self.signing(run, hints)

    def below_others(self, index: int, run: Run, hints: int) -> Zone:
        """After the text and the other stories, comments or links that close it."""
        length = len(run.text)
        linked = run.link_chars * 2 > length
        heading = self.tree.tags[run.container] in SUBHEADINGS
        if not linked and not heading and length <= 120 and self._is_among_paragraphs(run):
            return TRAILER  # after a box of other stories
        if hints & hint.FOOTER and self.frame.in_article_footer(run):
            return TEASER if linked else ARTICLE_FOOTER
        if hints & hint.FOOTER and len(self.tree.runs) - index < 60:
            return FOOTER
        if linked or self.frame.in_entry(run):
            return TEASER
        return ARTICLE_FOOTER if length > 40 and not hints & (hint.CARD | hint.ASIDE) else ASIDE

    def _is_among_paragraphs(self, run: Run) -> bool:
        """Whether a line stands in the box of the last paragraph, or in one of that paragraph's make."""
        return self.tree.parents[run.container] == self.trunk or self.make(run) == self.made != ()

    def signing(self, run: Run, hints: int) -> Zone:
        """Right after the text, before anything closes it: who signs it, and its furniture."""
        length = len(run.text)
        linked = run.link_chars * 2 > length
        if linked and length > _TAG and hints & hint.NAV:
            return TEASER  # the story before or after this one
        if hints & (hint.BIO | hint.SHARE) or (
            self.tree.tags[run.container] == "li" and run.link_chars == length
        ):
            return ARTICLE_FOOTER
        if hints & (hint.CARD | hint.ASIDE) and self.frame.among_offers(run):
            return TEASER if linked else ASIDE
        self.signed += 1
        return TRAILER if self.signed <= REACH_BELOW and length <= 600 else ARTICLE_FOOTER
