"""Counts and hints of the elements of a page: how much text, links and pictures each holds, and which are cards."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from itertools import accumulate, compress

from auditor.page.dom import Tree
from auditor.page.hints import AD_MARKUP, ASIDE, CARD, is_author

# The mark of a slot is no longer, where nothing around it is named for ads; no more text stands beside it.
SHORT, BESIDE = 60, 40
# No smaller box is a wrapper, however little else the page says.
_TINY = 300
# A word or two.
_WORDS = 40
# A name behind "Supported by" is no longer than this; an invitation to see an offer is.
NAME = 40
_NAMED_CARD = CARD | ASIDE
# A box with the portrait and the name of an author has fewer elements.
_CROWD = 60
# The logo of a source is drawn; no photograph is.
_AVATAR = re.compile(r"avatar|author|\blogo|\.svg\b", re.IGNORECASE)
# What may head a story; smaller ones are marks.
TITLING = frozenset(("h1", "h2", "h3", "h4", "h5"))
_PICTURES = frozenset(("img", "picture", "video", "amp-img"))
_FURNITURE = TITLING | _PICTURES
# What only draws a line or ends a row is no place for an ad.
_SEPARATOR = re.compile(
    r"(?:^|[\s_-])(?:sep|separators?|divid(?:er|ing)|spacer|clear(?:fix|er)?|line|dot|bullet)(?:$|[\s_-])",
    re.IGNORECASE,
)
_SLOTS = frozenset(("div", "img", "picture", "iframe", "ins", "section", "aside", "figure", "amp-ad", "a"))
_CARD_TAGS = frozenset(("article", "aside", "li", "a"))
_NO_CARDS = frozenset(("p", "span", "h1", "h2", "h3", "html", "body", "main"))


class Shape:
    """Counts and hints of every element of one page, each answered in constant time."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.first, self.end, self.last, self.parents = tree.first, tree.end, tree.last, tree.parents
        self.chars = list(accumulate([len(run.text) for run in tree.runs], initial=0))
        self.link_chars = list(accumulate([run.link_chars for run in tree.runs], initial=0))
        self.own = own = list(tree.hints)
        for index in self._wrappers():
            own[index] = 0
        self.hints = self._inherited()
        tags = tree.tags
        ads = [1 if hint & AD_MARKUP else 0 for hint in own]
        self._ads = list(accumulate(ads, initial=0))
        self.beside_ads = self._beside(compress(range(len(own)), ads))
        self._furniture = list(accumulate(map(_FURNITURE.__contains__, tags), initial=0))
        self._pictures = list(accumulate(map(_PICTURES.__contains__, tags), initial=0))
        self._slots = list(accumulate(map(_SLOTS.__contains__, tags), initial=0))
        linked = [0] * len(own)
        for anchor in tree.anchors:
            linked[anchor.element] = 1
        self._links = list(accumulate(linked, initial=0))

    def _beside(self, elements: Iterable[int]) -> frozenset[int]:
        """The runs in the boxes around some elements that say a line or two at most."""
        found: set[int] = set()
        for index in elements:
            inner, box = -1, index
            while box >= 0 and self.text_of(box) <= SHORT + BESIDE:
                inner, box = box, self.parents[box]
            if inner >= 0:
                found.update(range(self.first[inner], self.end[inner]))
        return frozenset(found)

    def _wrappers(self) -> list[int]:
        """The elements that hold most of the page: they say nothing about it, whatever they are called."""
        chars = self.chars
        if not chars[-1]:
            return []
        most = max(chars[-1] * 0.6, _TINY)
        # Each of them holds the middle of the text.
        middle = self.tree.runs[bisect_right(chars, chars[-1] // 2) - 1]
        return [index for index in self.ancestors(middle.element) if self.text_of(index) > most]

    def _inherited(self) -> list[int]:
        own = self.own
        hints = [0] * (len(own) + 1)  # the extra place answers for the parent -1
        for index, parent in enumerate(self.parents):
            hints[index] = hints[parent] | own[index]
        return hints

    def rename(self, elements: list[int], wrong: int) -> None:
        """Take hints back that elements gave by their names and that their content disproves."""
        for index in elements:
            self.own[index] &= ~wrong
        self.hints = self._inherited()

    def name(self, index: int, kind: int) -> None:
        """Give an element a hint that its place, not its name, tells."""
        self.own[index] |= kind
        self.hints = self._inherited()

    def text_of(self, index: int) -> int:
        """The number of characters of text inside an element."""
        return self.chars[self.end[index]] - self.chars[self.first[index]]

    def linked_of(self, index: int) -> int:
        """The number of those characters that stand in links."""
        return self.link_chars[self.end[index]] - self.link_chars[self.first[index]]

    def links_in(self, index: int) -> int:
        """The number of links inside an element, itself included."""
        return self._links[self.last[index] + 1] - self._links[index]

    def furniture_in(self, index: int) -> int:
        """The number of headings and pictures inside an element, itself included."""
        return self._furniture[self.last[index] + 1] - self._furniture[index]

    def pictures_in(self, index: int) -> int:
        """The number of pictures inside an element, itself included."""
        return self._pictures[self.last[index] + 1] - self._pictures[index]

    def picture_before(self, index: int, inner: int) -> bool:
        """Whether an element holds a picture before one of its descendants."""
        return self._pictures[inner] > self._pictures[index]

    def is_portrait(self, index: int, inner: int) -> bool:
        """Whether the picture in a small element stands for the author or source: one with a date, an author's link, or drawn."""
        tree = self.tree
        for at in range(index, min(tree.last[index], index + _CROWD) + 1):
            tag, attributes = tree.tags[at], tree.attributes[at]
            if tag == "time" or (tag == "a" and is_author(attributes)):
                return True
            if (
                at < inner
                and tag in _PICTURES
                and _AVATAR.search(
                    f"{attributes.get('class')} {attributes.get('src')} {attributes.get('data-src')}"
                )
            ):
                return True
        return False

    def slot_after(self, index: int, outer: int) -> bool:
        """Whether an element that an ad may fill follows one element inside another one around it."""
        after, end = self.last[index] + 1, self.last[outer] + 1
        if self._slots[end] == self._slots[after]:
            return False
        tags, attributes = self.tree.tags, self.tree.attributes
        return any(
            tags[at] in _SLOTS and not _SEPARATOR.search(attributes[at].get("class") or "")
            for at in range(after, end)
        )

    def ads_in(self, index: int) -> int:
        """The number of elements with ad markup inside an element, itself included."""
        return self._ads[self.last[index] + 1] - self._ads[index]

    def holds(self, index: int, run: int) -> bool:
        """Whether an element holds a run."""
        return self.first[index] <= run < self.end[index]

    def tagged(self, tag: str) -> list[int]:
        """The elements with a tag, in order."""
        tags, found, index = self.tree.tags, [], -1
        for _ in range(tags.count(tag)):
            index = tags.index(tag, index + 1)
            found.append(index)
        return found

    def ancestors(self, index: int) -> list[int]:
        """An element and its ancestors, innermost first."""
        chain = []
        while index >= 0:
            chain.append(index)
            index = self.parents[index]
        return chain

    def around(self, run: int) -> int:
        """The smallest element that holds the run and other text."""
        index = self.tree.runs[run].element
        first, end = self.first, self.end
        while index > 0 and not (first[index] <= run < end[index] and end[index] - first[index] > 1):
            index = self.parents[index]
        return max(index, 0)

    def cards(self, headline: int | None) -> list[bool]:
        """For every element whether it stands in a small box that presents another item.

        Such a box has a link with a heading or picture, does not hold the headline, and is small or has a sibling
        of the same make.
        """
        size = len(self.own)
        cards = [False] * (size + 1)
        tags, own, furniture, first, end, last, chars, links = (
            self.tree.tags, self.own, self._furniture, self.first, self.end, self.last, self.chars, self._links,
        )  # fmt: skip
        place = -1 if headline is None else headline
        index = 0
        while index < size:
            after = last[index] + 1
            if links[after] == links[index]:
                index = after
                continue
            begin, stop = first[index], end[index]
            if (
                # Asked here first, as most elements have neither.
                (furniture[after] > furniture[index] or own[index] & _NAMED_CARD)
                and (text := chars[stop] - chars[begin]) <= 700
                and not begin <= place < stop
                and tags[index] not in _NO_CARDS
                and self._is_card(index, text)
            ):
                cards[index:after] = [True] * (after - index)
                index = after
            else:
                index += 1
        return cards

    def _is_card(self, index: int, text: int) -> bool:
        linked = self.linked_of(index)
        furnished = self.furniture_in(index)
        tag = self.tree.tags[index]
        if tag in _CARD_TAGS and furnished and (linked * 3 >= text or text < 350):
            # A logo under a word or two is a payer's or a partner's: the title of a story is linked and longer.
            return tag != "aside" or linked > 0 or text > _WORDS
        if furnished and linked * 4 >= text and self._has_twin(index):
            return True
        named = self.own[index]
        if named & CARD and linked * 3 >= text:
            return True
        # One line with a name in it is no other story.
        alone = self.end[index] - self.first[index] == 1 and linked < text and linked <= NAME
        return named & ASIDE != 0 and linked * 2 >= text and not alone

    def _has_twin(self, index: int) -> bool:
        """Whether the sibling before or after has the same tag and class and holds a link, too."""
        tags, attributes, parents = self.tree.tags, self.tree.attributes, self.parents
        name = attributes[index].get("class")
        before = index - 1
        parent = parents[index]
        while before > parent and parents[before] != parent:
            before = parents[before]
        for other in (before, self.last[index] + 1):
            if (
                parent < other < len(tags)
                and (parents[other], tags[other]) == (parent, tags[index])
                and attributes[other].get("class") == name
                and self.links_in(other)
            ):
                return True
        return False
