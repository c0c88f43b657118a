"""The article's surroundings: what an element says that does not hold the article itself.

A hint counts only if it comes from an element that holds neither headline nor text; a wrapper called `sidebar`
around the whole article says nothing.
"""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate

from auditor.page import hints as hint
from auditor.page.article import Article
from auditor.page.blocks import Run
from auditor.page.dom import Tree
from auditor.page.hints import is_author
from auditor.page.shape import NAME, TITLING, Shape

_LIST_HEADINGS = frozenset(("h2", "h3", "h4", "h5", "h6", "li", "dt", "label", "summary", "legend"))
SUBHEADINGS = frozenset(("h2", "h3", "h4", "h5", "h6"))
# Shorter lines are marks, names and buttons.
SAYING = 60
# A logo says a name.
_LOGO = 30
_MENU = hint.NAV | hint.HEADER
_INTERRUPTS = hint.FOOTER | hint.NAV | hint.CARD | hint.COMMENT | hint.ASIDE
_MENU_LINES, _CARDS = 5, 3
_LEADING = 3


class Frame:
    """Hints and lists around the article.

    `first` and `last` are the first and last run of the text proper (-1 without one), `head` the headline that
    leads it. `outer` are the hints of every element from those around it that do not hold the article, `listed`
    says whether it stands in a list of short links; `forms` are the forms of the page, and
    `articles` counts its `article` elements.
    """

    def __init__(self, tree: Tree, shape: Shape, article: Article) -> None:
        self.tree, self.shape, self.article = tree, shape, article
        self.first, self.last = _bounds(tree, shape, article)
        # How many of the runs before each are mostly links.
        self._linked = list(accumulate([run.link_chars * 2 > len(run.text) for run in tree.runs], initial=0))
        # A headline below its text leads nothing: positions are then told from the text alone.
        headline = article.headline
        self.head = headline if headline is None or self.last < 0 or headline < self.last else None
        head = -1 if self.head is None else self.head
        size = len(tree.tags)
        self.outer = outer = [0] * (size + 1)
        self.listed = listed = [False] * (size + 1)
        # The outermost box around each element that holds neither headline nor text; -1 for what holds them.
        self._boxes = boxes = [-1] * (size + 1)
        self._crowded: dict[int, bool] = {}
        articles, root = shape.tagged("article"), article.root
        self.articles = len(articles)
        self._own_articles = frozenset([each for each in articles if each <= root <= tree.last[each]])
        self._other_articles = frozenset(articles) - self._own_articles
        self.forms = shape.tagged("form")
        text = self.first
        first, end, parents, own = tree.first, tree.end, tree.parents, shape.own
        # What begins after headline and text holds neither: `first` grows from element to element.
        edge = bisect_right(first, max(head, text))
        for index, (begin, stop, parent, names) in enumerate(zip(first, end, parents, own, strict=True)):
            if index < edge and (begin <= head < stop or begin <= text < stop):
                continue
            outer[index] = hints = outer[parent] | names
            boxes[index] = index if boxes[parent] < 0 or parent <= 0 else boxes[parent]
            if listed[parent] or (
                stop - begin >= 2
                and (
                    (hints & _MENU and self._is_menu(index)) or (stop - begin >= 4 and _is_list(shape, index))
                )
            ):
                listed[index] = True

    def _is_menu(self, index: int) -> bool:
        """Whether an element called a menu, a page's header or a list in one holds links and no other text."""
        names, shape = self.shape.own[index], self.shape
        if self.outer[index] & hint.BREADCRUMB:
            return False
        if names & hint.HEADER and self.tree.end[index] <= (self.head or 0):
            least = 2
        elif names & hint.NAV or (self.outer[index] & hint.HEADER and self.tree.tags[index] in ("ul", "ol")):
            least = 3
        else:
            return False
        return shape.links_in(index) >= least and shape.linked_of(index) * 20 >= shape.text_of(index) * 19

    def in_box_of_links(self, run: Run) -> bool:
        """Whether the box called a sidebar around a run leads to something else: a quarter of its text is linked."""
        shape, box = self.shape, self._outermost(run, hint.ASIDE)
        alone = self.tree.end[box] - self.tree.first[box] == 1
        if alone and run.link_chars < len(run.text) and run.link_chars <= NAME:
            return False  # words and a name behind them
        return shape.linked_of(box) * 4 >= shape.text_of(box) > 0

    def surrounds(self, element: int) -> bool:
        """Whether an element holds headline or text."""
        return self._boxes[element] < 0

    def is_logo(self, run: Run) -> bool:
        """Whether a few words are linked together with a picture in the header that holds the headline: a partner's logo."""
        tree, shape, link = self.tree, self.shape, run.element
        if len(run.text) > _LOGO or self.head is None or not run.links:
            return False
        while link > 0 and tree.tags[link] != "a":
            link = tree.parents[link]
        around = tree.parents[link]
        while around > 0 and not shape.holds(around, self.head):
            around = tree.parents[around]
        return (
            shape.pictures_in(link) == shape.furniture_in(link) > 0 and shape.own[around] & hint.HEADER != 0
        )

    def among_offers(self, run: Run) -> bool:
        """Whether the box around a run that is called a sidebar or card leads to three things or more."""
        box = self._outermost(run, hint.ASIDE | hint.CARD)
        shape = self.shape
        return shape.links_in(box) >= 3 and shape.linked_of(box) * 6 >= shape.text_of(box) > 0

    def _outermost(self, run: Run, named: int) -> int:
        """The largest element with one of the names around a run that does not hold the article."""
        parents, own, outermost = self.tree.parents, self.shape.own, run.element
        index = run.element
        while index > 0 and self.outer[index]:
            if own[index] & named:
                outermost = index
            index = parents[index]
        return outermost

    def among_cards(self, run: Run) -> bool:
        """Whether a box around a run that holds neither headline nor text holds three cards of other stories or more."""
        box, cards = self._boxes[run.element], self.article.cards
        if box < 0 or cards[run.element]:
            return False
        if box not in self._crowded:
            within = self.tree.runs[self.tree.first[box] : self.tree.end[box]]
            self._crowded[box] = sum([cards[other.element] for other in within]) >= _CARDS
        return self._crowded[box]

    def is_entry(self, run: Run) -> bool:
        """Whether a run in a list of links is one of its links or headings, and not a word among them."""
        return run.link_chars * 2 >= len(run.text) or self.tree.tags[run.container] in _LIST_HEADINGS

    def in_entry(self, run: Run) -> bool:
        """Whether a run stands before or after a link in an entry of a list: the kind or author of the story it leads to."""
        tree, shape, index = self.tree, self.shape, run.element
        for _ in range(3):
            if index <= 0 or tree.tags[index] == "li":
                break
            index = tree.parents[index]
        return tree.tags[index] == "li" and shape.links_in(index) > len(run.links)

    def is_item(self, run: Run) -> bool:
        """Whether a run is one of several entries of a list, with a link: the news of the day."""
        tree = self.tree
        if tree.tags[run.container] != "li" or not run.links:
            return False
        around = tree.parents[run.container]
        return tree.end[around] - tree.first[around] > 2

    def is_standfirst(self, run: Run) -> bool:
        """Whether a line between headline and text is a second headline, longer than "Share" or "Summary"."""
        length = len(run.text)
        linked = run.link_chars * 2 > length
        return length >= SAYING and not linked and self.tree.tags[run.container] in SUBHEADINGS

    def card_of(self, run: Run) -> int:
        """The outermost element of the card that holds a run."""
        cards, parents, index = self.article.cards, self.tree.parents, run.element
        while parents[index] >= 0 and cards[parents[index]]:
            index = parents[index]
        return index

    def heads_links(self, index: int) -> bool:
        """Whether a heading leads a list of other things: most of the next three runs are links."""
        following = self.tree.runs[index + 1 : index + 4]
        return sum(run.link_chars * 2 > len(run.text) for run in following) * 2 > len(following)

    def near(self, index: int) -> bool:
        """Whether the smallest container with other text holds the headline, too."""
        headline = self.head
        if headline is None:
            return index < self.first <= index + 3
        if index == headline:
            return True
        if abs(index - headline) > 8 or (index < headline and self.leads_menu(index, headline)):
            return False
        tree, shape, root = self.tree, self.shape, self.article.root
        around = shape.around(index)
        for _ in range(8):
            if shape.holds(around, headline):
                # A frame around the whole page ties nothing together, unless the article begins right here.
                within = root <= around <= tree.last[root] or (around > 1 and index - tree.first[around] <= 6)
                return within or self._leads(index, headline)
            # A row of small marks (date, section, share) is part of the head.
            if shape.text_of(around) > 160 or tree.parents[around] < 0:
                return False
            around = tree.parents[around]
        return False

    def _leads(self, index: int, headline: int) -> bool:
        """Whether a line stands right above the headline of a page without a menu."""
        return 0 < headline - index <= _LEADING and self._linked[headline] <= 1

    def leads_menu(self, index: int, headline: int) -> bool:
        """Whether lines of links stand between two runs: a menu or a column, more than a trail of breadcrumbs has."""
        return self._linked[headline] - self._linked[index + 1] >= _MENU_LINES

    def signs(self, run: Run, *, named: bool = True) -> bool:
        """Whether a short line is the author's: by the name of its box or by a link to an author's page; and no other story's.

        With `named` false only the link counts: above the headline a box called "meta" may hold the section.
        """
        if len(run.text) > 160 or not ((named and self.named_author(run)) or self._leads_to_author(run)):
            return False
        card = self.card_of(run)
        return (
            not self.article.cards[card] or self.tree.tags[run.container] in TITLING or not self._headed(card)
        )

    def _headed(self, card: int) -> bool:
        """Whether a box has a heading that may be a headline: more than "Share" or "Author"."""
        tree = self.tree
        return any(
            tree.tags[run.container] in TITLING and len(run.text) >= 15
            for run in tree.runs[tree.first[card] : tree.end[card]]
        )

    def named_author(self, run: Run) -> bool:
        """Whether the box around a run is named for the author."""
        shape, parents, index = self.shape, self.tree.parents, run.element
        for _ in range(3):
            if index <= 0 or shape.text_of(index) > 160:
                return False
            if shape.own[index] & hint.BYLINE:
                return True
            index = parents[index]
        return False

    def _leads_to_author(self, run: Run) -> bool:
        tree = self.tree
        return any(is_author(tree.attributes[tree.anchors[link].element]) for link in run.links)

    def in_other_article(self, run: Run) -> bool:
        """Whether a run stands in an `article` element without this article: another story."""
        others = self._other_articles
        return bool(others) and not others.isdisjoint(self.shape.ancestors(run.element))

    def in_article_footer(self, run: Run) -> bool:
        """Whether a run stands in the same `article` element as this article, so that a footer around it is no page's."""
        return not self._own_articles.isdisjoint(self.shape.ancestors(run.element))

    def in_page_footer(self, run: Run) -> bool:
        """Whether the footer around a run is the page's and not the article's: it hangs on the body, or is full of links."""
        shape, tags = self.shape, self.tree.tags
        chain = shape.ancestors(run.element)
        outermost = max(at for at, index in enumerate(chain) if shape.own[index] & hint.FOOTER)
        if any(tags[index] == "article" for index in chain[outermost:]):
            return False
        return tags[chain[outermost + 1]] == "body" or shape.links_in(chain[outermost]) >= 12

    def follows(self, index: int) -> bool:
        """Whether nothing but short plain lines stands between the text and this run."""
        for between in range(self.last + 1, index + 1):
            run = self.tree.runs[between]
            if (
                self.article.cards[run.element]
                or self.shape.hints[run.element] & _INTERRUPTS
                or self.tree.tags[run.container] in TITLING
            ):
                return False
            if run.link_chars * 2 > len(run.text) and len(run.text) > 40:
                return False
        return True


def _is_list(shape: Shape, index: int) -> bool:
    """Whether an element is a list of short links: six or more, hardly any other text, under 60 characters each."""
    links = shape.links_in(index)
    if links < 6:
        return False
    text = shape.text_of(index)
    return text < links * 60 and shape.linked_of(index) * 10 >= text * 7


def _bounds(tree: Tree, shape: Shape, article: Article) -> tuple[int, int]:
    """The first and last run of the text proper; a standfirst set apart from it does not begin the text."""
    body = article.body
    if not body:
        return -1, -1
    first = body[0]
    if (
        len(body) > 2
        and body[1] - first > 1
        and not shape.holds(tree.parents[tree.runs[body[1]].container], first)
    ):
        first = body[1]
    return first, body[-1]
