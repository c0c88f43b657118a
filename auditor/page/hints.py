"""What the tag, the role and the names of a single element suggest about the text in it. Names are hints, never proof.

A hint counts only together with structure, because real credits sit in elements called `nav`, `aside`, `footer`
or `widget`, and real labels in elements called `ad-disclaimer`.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from auditor.page.dom import Attributes

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
# A name that says "picture" and "words" in one needs no picture beside it: scripts may load it later.
PICTURED: Final = CAPTION | FIGURE

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
    (CAPTION, r"credit|copyright"),
    (PICTURED, r"caption|captions|wp-caption-text|imagecredit|imagecredits|image-credit|image-credits|imgcredits|img-credit|photocredit|photo-credit|photo-credits|picture-credit|imagecaption|image-caption|imgcaption|img-caption|photocaption|photo-caption|picture-caption|imagedescription|image-description|img-description|image-copyright|photo-copyright|bildunterschrift|bildtext|bildnachweis|bildquelle"),
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
    (word, re.compile(rf"(?:^|-){word}(?:$|-)"), hint) for word, hint in _WORDS.items() if "-" in word
)
_BEGINNINGS = frozenset(word.partition("-")[0] for word, _, _ in _JOINED)
# Page builders call every box of the page a widget, the article's paragraphs, too.
_BUILDERS = frozenset(("elementor",))
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
    if words and words[0] in _BUILDERS:
        words = [word for word in words if word != "widget"]
    found = 0
    for word in words:
        found |= _hint_of_word(word)
    if len(words) > 1 and not _BEGINNINGS.isdisjoint(words):
        whole = "-".join(words)
        for joined, pattern, hint in _JOINED:
            if joined in whole and pattern.search(whole):
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


_AUTHOR_PATH = re.compile(
    r"/(?:authors?|autor(?:en|es)?|auteurs?|profile|writers?|journalist[ae]?s?)/", re.IGNORECASE
)


def is_author(attributes: Attributes) -> bool:
    """Whether a link leads to the page of an author."""
    return (
        "author" in (attributes.get("rel") or "")
        or _AUTHOR_PATH.search(attributes.get("href") or "") is not None
    )
