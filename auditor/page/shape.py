"""What single elements look like: landmarks, cards, ad boxes, comment sections. Names are hints, never proof.

A hint counts only together with structure, because real credits sit in elements called `nav`, `aside`, `footer`
or `widget`, and real labels in elements called `ad-disclaimer`.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from enum import IntEnum
from functools import lru_cache

from auditor.page.blocks import Runs
from auditor.page.dom import Element


class Hint(IntEnum):
    """What an element's tag, role or names suggest about all text inside it; bits of an integer."""

    NAV = 1
    FOOTER = 2
    ASIDE = 4
    DIALOG = 8
    COMMENT = 16
    FIGURE = 32
    AD = 64
    CARD = 128
    BREADCRUMB = 256
    BYLINE = 512
    LINKED = 1024
    CONSENT = 2048
    AD_MARKUP = 4096
    CAPTION = 8192
    BIO = 16384
    SHARE = 32768
    HEADER = 65536


_TAGS = {
    "nav": Hint.NAV, "footer": Hint.FOOTER, "aside": Hint.ASIDE, "dialog": Hint.DIALOG, "figure": Hint.FIGURE,
    "figcaption": Hint.CAPTION, "button": Hint.SHARE, "form": Hint.SHARE, "a": Hint.LINKED, "address": Hint.BYLINE,
    "iframe": Hint.AD_MARKUP, "header": Hint.HEADER,
}  # fmt: skip
_ROLES = {
    "navigation": Hint.NAV, "menu": Hint.NAV, "menubar": Hint.NAV, "contentinfo": Hint.FOOTER,
    "complementary": Hint.ASIDE, "dialog": Hint.DIALOG, "alertdialog": Hint.DIALOG, "search": Hint.NAV,
}  # fmt: skip
_NAMES: tuple[tuple[Hint, str], ...] = (
    (Hint.NAV, r"nav|navbar|navigation|menu|submenu|topbar|toolbar|tagcloud"),
    (Hint.FOOTER, r"footer|colophon|imprint|impressum"),
    (Hint.ASIDE, r"sidebar|aside|rail|widget|widgets"),
    (Hint.CONSENT, r"cookie|cookies|consent|gdpr|cmp|onetrust|ot-sdk|privacy|didomi|usercentrics"),
    (Hint.DIALOG, r"modal|popup|lightbox|overlay"),
    (Hint.COMMENT, r"comment|comments|commentlist|disqus|respond|kommentar|kommentare|commentaires|comentarios"),
    (Hint.CAPTION, r"caption|wp-caption-text|imagecredit|image-credit|photo-credit|photocredit|bildunterschrift|credit|copyright"),
    (Hint.CARD, r"teaser|card|related|recommend|recommended|recommendations|recirc|readmore|more-stories|promo|outbrain|taboola|zergnet|trending|mostread|most-read|popular|listing"),
    (Hint.BREADCRUMB, r"breadcrumb|breadcrumbs|brotkrumen"),
    (Hint.BYLINE, r"byline|author|authors|autor|autoren|auteur|writer|dateline|pubdate|published|publish|timestamp|posted|entry-meta|post-meta|article-meta|metadata|meta|signature|kicker|source|quelle"),
    (Hint.BIO, r"bio|biography|about-author|author-box|authorbox|author-info|author-bio"),
    (Hint.SHARE, r"share|social|sharing|newsletter|subscribe|paywall|login"),
)  # fmt: skip
_NAME_PATTERNS = tuple(
    (hint, re.compile(rf"(?:^|[\s_-])(?:{words})(?:$|[\s_-])", re.IGNORECASE)) for hint, words in _NAMES
)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|__")
_AD_NAMES = re.compile(
    r"(?:^|[\s_-])(?:ads?|advert\w*|adslot|adbox|adunit|adcontainer|adwrapper|ad\d+|dfp\w*|gpt|anzeige\w*|werbung|"
    r"banner|publicidad|publicite|reklam[ae]?|annons|annonce|iqd\w*|superbanner|billboard|skyscraper|leaderboard)"
    r"(?:$|[\s_-])",
    re.IGNORECASE,
)
_AD_IDS = re.compile(
    r"^(?:div-gpt-ad|google_ads|gpt-|dfp-|adslot|ad-slot|ad_slot|iqadtile|taboola|outbrain)", re.IGNORECASE
)


@lru_cache(maxsize=65_536)
def _named(names: str) -> int:
    """The hints in an element's id and class; cached, as the pages of a site share their names."""
    split = _CAMEL.sub("-", names)
    found = 0
    for hint, pattern in _NAME_PATTERNS:
        if pattern.search(split):
            found |= hint
    if _AD_NAMES.search(split):
        found |= Hint.AD
    return found


def own_hint(element: Element) -> int:
    """The hints of one element, without its ancestors'."""
    tag, attributes, _, _, _ = element
    found = int(_TAGS.get(tag, 0))
    if not attributes:
        return found
    role = attributes.get("role")
    if role:
        found |= _ROLES.get(role, 0)
    names = f"{attributes.get('id') or ''} {attributes.get('class') or ''}"
    if names != " ":
        found |= _named(names)
        if tag == "ins" and "adsbygoogle" in names:
            found |= Hint.AD_MARKUP
    identifier = attributes.get("id")
    if (
        (identifier and _AD_IDS.match(identifier))
        or "data-ad-slot" in attributes
        or "data-google-query-id" in attributes
    ):
        found |= Hint.AD_MARKUP
    label = attributes.get("aria-label")
    if label and "breadcrumb" in label.lower():
        found |= Hint.BREADCRUMB
    if attributes.get("aria-modal") == "true":
        found |= Hint.DIALOG
    return found


class Shape:
    """Counts and hints of every element of one page, each answered in constant or logarithmic time."""

    def __init__(self, elements: list[Element], runs: Runs) -> None:
        self.elements, self.runs = elements, runs
        self.chars = [0]
        self.link_chars = [0]
        for run in runs.runs:
            self.chars.append(self.chars[-1] + len(run.text))
            self.link_chars.append(self.link_chars[-1] + run.link_chars)
        # A wrapper of most of the page says nothing about what it wraps, whatever it is called.
        most = self.chars[-1] * 0.6
        self.own = own = [
            0 if self.text_of(index) > most else own_hint(element) for index, element in enumerate(elements)
        ]
        self.hints: list[int] = []
        add = self.hints.append
        for index, element in enumerate(elements):
            inherited = self.hints[element.parent] if element.parent >= 0 else 0
            add(inherited | own[index])
        self.ad_markup = [index for index, hint in enumerate(own) if hint & Hint.AD_MARKUP]
        self.headings = [i for i, e in enumerate(elements) if e.tag in ("h1", "h2", "h3", "h4", "h5")]
        self.images = [i for i, e in enumerate(elements) if e.tag in ("img", "picture", "video")]
        self.anchors = [anchor.element for anchor in runs.anchors]

    def text_of(self, index: int) -> int:
        """The number of characters of text inside an element."""
        return self.chars[self.runs.end[index]] - self.chars[self.runs.first[index]]

    def linked_of(self, index: int) -> int:
        """The number of those characters that stand in links."""
        return self.link_chars[self.runs.end[index]] - self.link_chars[self.runs.first[index]]

    def count(self, places: list[int], index: int) -> int:
        """How many of the sorted element indices lie inside an element, itself included."""
        return bisect_left(places, self.runs.last[index] + 1) - bisect_left(places, index)

    def holds(self, index: int, run: int) -> bool:
        """Whether an element holds a run."""
        return self.runs.first[index] <= run < self.runs.end[index]

    def ancestors(self, index: int) -> list[int]:
        """An element and its ancestors, innermost first."""
        chain = []
        while index >= 0:
            chain.append(index)
            index = self.elements[index].parent
        return chain

    def around(self, run: int) -> int:
        """The smallest element that holds the run and other text."""
        index = self.runs.runs[run].element
        first, end = self.runs.first, self.runs.end
        while index > 0 and not (first[index] <= run < end[index] and end[index] - first[index] > 1):
            index = self.elements[index].parent
        return max(index, 0)
