"""Where the article is: its headline, the container that holds headline and text, and the runs of its text.

Decided from mass and position: the article is the smallest container that holds the headline together with the
prose around it; the text is the stretch of prose in there that stands in no card, list of links, caption or comment.
"""

from __future__ import annotations

from itertools import accumulate
from typing import NamedTuple

from auditor.model import Visible
from auditor.page import hints as hint
from auditor.page.blocks import Run
from auditor.page.body import body_of
from auditor.page.dom import Tree
from auditor.page.foot import find_foot
from auditor.page.headline import HEADINGS, find_headline
from auditor.page.prose import is_prose, is_sentence
from auditor.page.shape import Shape

# A trail of breadcrumbs or a bar with the headline is hardly ever longer.
_MOST_BAR = 300
# Longer text in boxes named for ads is the article's, whatever their names.
_PLACEHOLDER, _BESIDE_IT = 120, 40
# What a further section of the article says at least.
_SECTION = 400
# Long text in these is no running text of the article.
_NO_PROSE = (
    hint.NAV | hint.DIALOG | hint.CONSENT | hint.COMMENT | hint.CAPTION | hint.LINKED | hint.BREADCRUMB
)
# What a box that holds headline and text is not, whatever it is called.
_MISNAMED = _NO_PROSE | hint.FOOTER | hint.ASIDE | hint.CARD
_NO = Visible.NO


class Article(NamedTuple):
    """The article's runs: `headline` may be None; `body` are the runs of running text, in order.

    `root` is the element that holds headline and text; `rivals` counts further stories beside this one; `cards`
    says for every element whether it stands in a card of another item.
    """

    headline: int | None
    root: int
    body: tuple[int, ...]
    rivals: int
    cards: list[bool]


def find(tree: Tree, shape: Shape, titles: tuple[str, ...], sites: tuple[str, ...] = ()) -> Article:
    """Find the article.

    `titles` are the page's declared titles, best first (og:title, headline, title); `sites` are names of its site.
    """
    return _Finder(tree, shape, titles, sites).find()


class _Finder:
    """What the steps share: the tree, its shape, which runs are prose, and their cumulated weight."""

    def __init__(self, tree: Tree, shape: Shape, titles: tuple[str, ...], sites: tuple[str, ...]) -> None:
        self.tree, self.shape, self.runs = tree, shape, tree.runs
        self.titles, self.sites = titles, sites
        self.unseen = False
        self.weigh()
        if not self.mass[-1] and any(run.visible is _NO for run in tree.runs):
            self.unseen = True  # everything is hidden until scripts show it
            self.weigh()

    def weigh(self) -> None:
        """Tell which runs are prose, and add up what they weigh."""
        shape, tree, unseen = self.shape, self.tree, self.unseen
        hints, tags = shape.hints, tree.tags
        self.prose = [
            (run.visible is not _NO or unseen)
            and not hints[run.element] & _NO_PROSE
            and is_prose(run)
            and tags[run.container] not in HEADINGS
            and not (hints[run.element] & hint.FOOTER and hints[run.element] & hint.ASIDE)
            and not (hints[run.element] & hint.SLOT == hint.SLOT and self.holds_place(run))
            for run in tree.runs
        ]
        self.add_up()

    def holds_place(self, run: Run) -> bool:
        """Whether a short sentence alone in two boxes named for ads stands for the ad ("your article continues below")."""
        shape, index, named = self.shape, run.element, 0
        length = len(run.text)
        while length <= _PLACEHOLDER and index > 0 and shape.text_of(index) <= length + _BESIDE_IT:
            named += shape.own[index] & hint.SLOT == hint.SLOT
            index = self.tree.parents[index]
        return named > 1

    def add_up(self) -> None:
        """Cumulate the characters of prose over the runs."""
        self.mass = [
            0,
            *accumulate(
                len(run.text) - run.link_chars if prose else 0
                for run, prose in zip(self.runs, self.prose, strict=True)
            ),
        ]

    def weigh_short(self, headline: int | None) -> None:
        """Where no long text follows the headline, take its short sentences for the article's text."""
        hints, tags, start = self.shape.hints, self.tree.tags, -1 if headline is None else headline
        found = [
            index > start
            and (run.visible is not _NO or self.unseen)
            and not hints[run.element] & (_NO_PROSE | hint.FOOTER)
            and tags[run.container] not in HEADINGS
            and is_sentence(run, tags[run.container])
            for index, run in enumerate(self.runs)
        ]
        if any(found):
            self.prose = found
            self.add_up()

    def find(self) -> Article:
        headline = self.headline()
        if headline is not None:
            cleared = self.clear_names(headline)
            foot = find_foot(self.tree, self.shape, self.mass, headline)
            if foot is not None:
                self.shape.name(foot, hint.FOOTER)
            if cleared or foot is not None:
                self.weigh()
        if not self.has_text(headline) and not self.discuss(headline):
            self.weigh_short(headline)
            headline = self.headline() if headline is None else headline
        root = self.root(headline)
        cards = self.shape.cards(headline)
        return Article(
            headline,
            root,
            body_of(self.tree, self.shape, self.candidates(headline, root), cards),
            self.rivals(root),
            cards,
        )

    def discuss(self, headline: int | None) -> bool:
        """Take the posts of a discussion for the text where nothing else is there; whether there are any."""
        shape = self.shape
        boxes = [index for index, own in enumerate(shape.own) if own & hint.COMMENT]
        if sum(shape.text_of(index) - shape.linked_of(index) for index in boxes) * 2 < shape.chars[-1]:
            return False
        shape.rename(boxes, hint.COMMENT)
        self.weigh()
        return self.has_text(headline)

    def headline(self) -> int | None:
        """The run that is the headline, as far as the prose found so far tells."""
        return find_headline(self.tree, self.shape, self.mass, self.titles, self.sites, unseen=self.unseen)

    def has_text(self, headline: int | None) -> bool:
        """Whether prose stands after the headline, or anywhere without one, and not in the page's footer."""
        start = 0 if headline is None else headline + 1
        if self.mass[-1] == self.mass[start]:
            return False
        hints, runs = self.shape.hints, self.runs
        return any(
            prose and not hints[runs[index].element] & hint.FOOTER
            for index, prose in enumerate(self.prose[start:], start)
        )

    def clear_names(self, headline: int) -> bool:
        """Forget misleading names of the boxes around the headline that hold more than it; whether there were any."""
        shape = self.shape
        whole = shape.chars[-1] * 0.6
        misnamed = [
            index
            for index in shape.ancestors(self.runs[headline].element)
            if shape.own[index] & _MISNAMED and shape.text_of(index) > min(_MOST_BAR, whole)
        ]
        if misnamed:
            shape.rename(misnamed, _MISNAMED)
        veiled = [
            index
            for index, own in enumerate(shape.own)
            if own & hint.DIALOG and self.is_text(index, headline)
        ]
        if veiled:
            shape.rename(veiled, hint.DIALOG)
        return bool(misnamed or veiled)

    def is_text(self, index: int, headline: int) -> bool:
        """Whether a box called an overlay holds most of the `article` with the headline."""
        shape, text = self.shape, self.shape.text_of(index)
        return text >= _SECTION and any(
            self.tree.tags[above] in ("article", "main")
            and shape.holds(above, headline)
            and text * 2 > shape.text_of(above)
            for above in shape.ancestors(index)
        )

    def weight(self, index: int) -> int:
        """The prose inside an element, in characters."""
        return self.mass[self.tree.end[index]] - self.mass[self.tree.first[index]]

    def root(self, headline: int | None) -> int:
        """The smallest container with the headline and its text; a text split over siblings is taken whole."""
        if headline is None:
            return self.heaviest()
        tree, mass = self.tree, self.mass
        start = headline + 1 if (mass[-1] - mass[headline]) * 10 >= mass[-1] else 0
        chosen = None
        for index in self.shape.ancestors(tree.runs[headline].container):
            if chosen is None:
                after = mass[tree.end[index]] - mass[max(tree.first[index], min(start, tree.end[index]))]
                if after >= 400 or (after and after * 2 >= mass[-1]):
                    chosen = index
            elif tree.tags[index] != "html":
                gain = self.weight(index) - self.weight(chosen)
                # What an `article` element leaves out is seldom the article's, unless it is most of it.
                share = 1 if tree.tags[chosen] == "article" else 4
                much = gain * share >= self.weight(chosen) or self.goes_on(index, chosen)
                if much and not self.other_story(index, chosen, headline):
                    chosen = index
        return self.heaviest() if chosen is None else chosen

    def goes_on(self, outer: int, inner: int) -> bool:
        """Whether the box of `inner` has sisters of its make in `outer`, after it and with text: the sections of one article."""
        tree = self.tree
        while tree.parents[inner] != outer:
            inner = tree.parents[inner]
        if tree.tags[inner] != "section":
            return False
        name, sister, weight = tree.attributes[inner].get("class"), tree.last[inner] + 1, 0
        while sister <= tree.last[outer]:
            if tree.tags[sister] == "section" and tree.attributes[sister].get("class") == name:
                weight += self.weight(sister)
            sister = tree.last[sister] + 1
        return weight >= _SECTION

    def other_story(self, outer: int, inner: int, headline: int) -> bool:
        """Whether what `outer` adds to `inner` is led by a heading of its own rank: another story."""
        tree, shape = self.tree, self.shape
        rank = tree.tags[tree.runs[headline].container]
        if rank not in HEADINGS:
            return False
        for index in range(outer + 1, tree.last[outer] + 1):
            if (
                inner <= index <= tree.last[inner]
                or tree.tags[index] not in HEADINGS
                or shape.text_of(index) < 12
            ):
                continue
            if tree.tags[index] == rank:
                return True
            if any(tree.tags[above] == "article" for above in shape.ancestors(index) if above > outer):
                return True
        return False

    def heaviest(self) -> int:
        """Without a headline: descend while one child holds two thirds of the prose."""
        tree = self.tree
        index = child = 0
        while child < len(tree.tags):
            whole = self.weight(index)
            if not whole or tree.tags[index] == "p":
                break
            child = index + 1
            while child <= tree.last[index] and self.weight(child) * 3 < whole * 2:
                child = tree.last[child] + 1
            if child > tree.last[index]:
                break
            index = child
        return index

    def candidates(self, headline: int | None, root: int) -> list[int]:
        """The prose inside the root and after the headline; without the page's footer, unless nothing else is left."""
        tree, prose, hints = self.tree, self.prose, self.shape.hints
        start, end = tree.first[root], tree.end[root]
        if headline is not None and any(prose[headline + 1 : end]):
            start = max(start, headline + 1)  # some designs put the headline below the text
        every = [index for index in range(start, end) if prose[index]]
        return [index for index in every if not hints[tree.runs[index].element] & hint.FOOTER] or every

    def rivals(self, root: int) -> int:
        """How many other containers hold a heading and at least 600 characters of prose outside the article."""
        tree = self.tree
        return sum(
            not root <= index <= tree.last[root]
            and not index <= root <= tree.last[index]
            and self.weight(index) >= 600
            and self.shape.furniture_in(index) > 0
            for index in self.shape.tagged("article")
        )
