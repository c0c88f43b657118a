"""What single elements look like: landmarks, cards, ad boxes, comment sections. Names are hints, never proof.

A hint counts only together with structure, because real credits sit in elements called `nav`, `aside`, `footer`
or `widget`, and real labels in elements called `ad-disclaimer`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import lru_cache
from itertools import accumulate
from typing import Final

from auditor.page.dom import Attributes, Tree

# What an element's tag, role or names suggest about all text inside it; bits of an integer. Plain integers, since
# they are asked for some thousand times a page.
NAV: Final = 1
FOOTER: Final = 2
ASIDE: Final = 4
DIALOG: Final = 8
COMMENT: Final = 16
FIGURE: Final = 32
AD: Final = 64
CARD: Final = 128
BREADCRUMB: Final = 256
BYLINE: Final = 512
LINKED: Final = 1024
CONSENT: Final = 2048
AD_MARKUP: Final = 4096
CAPTION: Final = 8192
BIO: Final = 16384
SHARE: Final = 32768
HEADER: Final = 65536

_TAGS = {
    "nav": NAV, "footer": FOOTER, "aside": ASIDE, "dialog": DIALOG, "figure": FIGURE,
    "figcaption": CAPTION, "button": SHARE, "form": SHARE, "a": LINKED, "address": BYLINE,
    "iframe": AD_MARKUP, "header": HEADER, "amp-ad": AD_MARKUP, "amp-embed": AD_MARKUP, "amp-sidebar": NAV,
    "amp-consent": CONSENT, "amp-lightbox": DIALOG,
}  # fmt: skip
_ROLES = {
    "navigation": NAV, "menu": NAV, "menubar": NAV, "contentinfo": FOOTER,
    "complementary": ASIDE, "dialog": DIALOG, "alertdialog": DIALOG, "search": NAV,
}  # fmt: skip
_NAMES: tuple[tuple[int, str], ...] = (
    (NAV, r"nav|navbar|navigation|menu|submenu|topbar|toolbar|tagcloud"),
    (FOOTER, r"footer|colophon|imprint|impressum"),
    (ASIDE, r"sidebar|aside|rail|widget|widgets"),
    (CONSENT, r"cookie|cookies|consent|gdpr|cmp|onetrust|ot-sdk|privacy|didomi|usercentrics"),
    (DIALOG, r"modal|popup|lightbox|overlay"),
    (COMMENT, r"comment|comments|commentlist|disqus|respond|kommentar|kommentare|commentaires|comentarios"),
    (CAPTION, r"caption|wp-caption-text|imagecredit|image-credit|photo-credit|photocredit|bildunterschrift|credit|copyright"),
    (CARD, r"teaser|card|related|recommend|recommended|recommendations|recirc|readmore|more-stories|promo|outbrain|taboola|zergnet|trending|mostread|most-read|popular|listing"),
    (BREADCRUMB, r"breadcrumb|breadcrumbs|brotkrumen"),
    (BYLINE, r"byline|author|authors|autor|autoren|auteur|writer|dateline|pubdate|published|publish|timestamp|posted|entry-meta|post-meta|article-meta|metadata|meta|signature|source|quelle"),
    (BIO, r"bio|biography|about-author|author-box|authorbox|author-info|author-bio"),
    (SHARE, r"share|social|sharing|newsletter|subscribe|paywall|login"),
)  # fmt: skip
_AD_WORDS = (
    r"ad|ads|adslot|adbox|adunit|adcontainer|adwrapper|gpt|werbung|banner|publicidad|publicite|reklam|reklama|"
    r"reklame|annons|annonce|superbanner|billboard|skyscraper|leaderboard"
)
_AD_STEMS = ("advert", "dfp", "anzeige", "iqd")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|__")


def _hinting(names: tuple[tuple[int, str], ...]) -> dict[str, int]:
    found: dict[str, int] = {}
    for hint, words in names:
        for word in words.split("|"):
            found[word] = found.get(word, 0) | hint
    return found


# Words are looked up one by one: a page has a hundred names not seen before, and a search for each of all these
# alternatives took five times as long.
_WORDS = _hinting((*_NAMES, (AD, _AD_WORDS)))
_JOINED = tuple(
    (word, re.compile(rf"(?:^|[_-]){word}(?:$|[_-])"), hint) for word, hint in _WORDS.items() if "-" in word
)
_BEGINNINGS = frozenset(word.partition("-")[0] for word, _, _ in _JOINED)
_AD_BOXES = (
    "div-gpt-ad", "google_ads", "gpt-", "dfp-", "adslot", "ad-slot", "ad_slot", "iqadtile", "taboola", "outbrain",
)  # fmt: skip


@lru_cache(maxsize=65_536)
def _named(names: str) -> int:
    """The hints in an element's id or class; cached, as the pages of a site share their names."""
    found = 0
    for name in names.split():
        found |= _hint_of(name)
    return found


@lru_cache(maxsize=65_536)
def _hint_of(name: str) -> int:
    """The hints in one class; cached by itself, as a new page puts known classes together in new ways."""
    plain = name.lower()
    low = _CAMEL.sub("-", name).lower() if plain != name or "__" in name else name
    words = low.replace("-", " ").replace("_", " ").split()
    found = 0
    for word in words:
        found |= _hint_of_word(word)
    if "-" in low and not _BEGINNINGS.isdisjoint(words):
        for joined, pattern, hint in _JOINED:
            if joined in low and pattern.search(low):
                found |= hint
    return found | AD_MARKUP if plain.startswith(_AD_BOXES) else found


@lru_cache(maxsize=65_536)
def _hint_of_word(word: str) -> int:
    found = _WORDS.get(word, 0)
    if (word.startswith(_AD_STEMS) and word.isalnum()) or (word.startswith("ad") and word[2:].isdecimal()):
        found |= AD
    return found


def own_hint(tag: str, attributes: Attributes) -> int:
    """The hints of one element, without its ancestors'."""
    found = _TAGS.get(tag, 0)
    if not attributes:
        return found
    if "class" in attributes and (name := attributes["class"]):
        found |= _named(name)
        if tag == "ins" and "adsbygoogle" in name:
            found |= AD_MARKUP
    if "id" in attributes and (identifier := attributes["id"]):
        found |= _named(identifier)
    # Hardly any element has one of the others.
    return found if _TELLING.isdisjoint(attributes) else found | _told(attributes)


_TELLING = frozenset(("role", "data-ad-slot", "data-google-query-id", "aria-label", "aria-modal", "itemtype"))


def _told(attributes: Attributes) -> int:
    found = 0
    role = attributes.get("role")
    if role:
        found |= _ROLES.get(role, 0)
    if "data-ad-slot" in attributes or "data-google-query-id" in attributes:
        found |= AD_MARKUP
    label = attributes.get("aria-label") or attributes.get("itemtype")
    if label and "breadcrumb" in label.lower():
        found |= BREADCRUMB
    if attributes.get("aria-modal") == "true":
        found |= DIALOG
    return found


class Shape:
    """Counts and hints of every element of one page, each answered in constant time."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.first, self.end, self.last, self.parents = tree.first, tree.end, tree.last, tree.parents
        self.chars = list(accumulate([len(run.text) for run in tree.runs], initial=0))
        self.link_chars = list(accumulate([run.link_chars for run in tree.runs], initial=0))
        self.own = own = list(map(own_hint, tree.tags, tree.attributes))
        for index in self._wrappers():
            own[index] = 0
        self.hints = self._inherited()
        tags = tree.tags
        self._ads = list(accumulate([1 if hint & AD_MARKUP else 0 for hint in own], initial=0))
        self._headings = list(accumulate(map(_HEADINGS.__contains__, tags), initial=0))
        self._pictures = list(accumulate(map(_PICTURES.__contains__, tags), initial=0))
        self._slots = list(accumulate(map(_SLOTS.__contains__, tags), initial=0))
        linked = [0] * len(own)
        for anchor in tree.anchors:
            linked[anchor.element] = 1
        self._links = list(accumulate(linked, initial=0))

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
        return self._headings[self.last[index] + 1] - self._headings[index] + self.pictures_in(index)

    def pictures_in(self, index: int) -> int:
        """The number of pictures inside an element, itself included."""
        return self._pictures[self.last[index] + 1] - self._pictures[index]

    def picture_before(self, index: int, inner: int) -> bool:
        """Whether an element holds a picture before one of its descendants."""
        return self._pictures[inner] > self._pictures[index]

    def is_portrait(self, index: int, inner: int) -> bool:
        """Whether the picture in a small element stands for the author: one with a date, an author's link or an avatar's name."""
        tree = self.tree
        for at in range(index, min(tree.last[index], index + _CROWD) + 1):
            tag, attributes = tree.tags[at], tree.attributes[at]
            if tag == "time" or (tag == "a" and is_author(attributes)):
                return True
            if (
                at < inner
                and tag in _PICTURES
                and _AVATAR.search(f"{attributes.get('class')} {attributes.get('src')}")
            ):
                return True
        return False

    def slots_between(self, index: int, outer: int) -> int:
        """The number of elements that an ad may fill, after one element and inside another one around it."""
        return self._slots[self.last[outer] + 1] - self._slots[self.last[index] + 1]

    def ads_in(self, index: int) -> int:
        """The number of elements with ad markup inside an element, itself included."""
        return self._ads[self.last[index] + 1] - self._ads[index]

    def holds(self, index: int, run: int) -> bool:
        """Whether an element holds a run."""
        return self.first[index] <= run < self.end[index]

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
        tags, first, end, last, chars, links = (
            self.tree.tags, self.first, self.end, self.last, self.chars, self._links,
        )  # fmt: skip
        place = -1 if headline is None else headline
        index = 0
        while index < size:
            after = last[index] + 1
            if links[after] == links[index]:
                index = after
                continue
            begin, stop = first[index], end[index]
            text = chars[stop] - chars[begin]
            if (
                text <= 700
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
            return True
        if furnished and linked * 4 >= text and self._has_twin(index):
            return True
        named = self.own[index]
        return bool(named & CARD and linked * 3 >= text) or bool(named & ASIDE and linked * 2 >= text)

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


_TINY = 300
# A box with the portrait and the name of an author has fewer elements.
_CROWD = 60
_AVATAR = re.compile(r"avatar|author", re.IGNORECASE)
_AUTHOR_PATH = re.compile(
    r"/(?:authors?|autor(?:en|es)?|auteurs?|profile|writers?|journalist[ae]?s?)/", re.IGNORECASE
)


def is_author(attributes: Attributes) -> bool:
    """Whether a link leads to the page of an author."""
    return (
        "author" in (attributes.get("rel") or "")
        or _AUTHOR_PATH.search(attributes.get("href") or "") is not None
    )


_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5"))
_PICTURES = frozenset(("img", "picture", "video", "amp-img"))
_SLOTS = frozenset(("div", "img", "picture", "iframe", "ins", "section", "aside", "figure", "amp-ad", "a"))
_CARD_TAGS = frozenset(("article", "aside", "li", "a"))
_NO_CARDS = frozenset(("p", "span", "h1", "h2", "h3", "html", "body", "main"))
