"""What the tag, the role and the names of a single element suggest about the text in it. Names are hints, never proof.

A hint counts only together with structure, because real credits sit in elements called `nav`, `aside`, `footer`
or `widget`, and real labels in elements called `ad-disclaimer`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from auditor.model import Visible

Attributes = dict[str, str | None]
"""The attributes of an element; None for one without a value."""

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
# A name that says it without a doubt.
SLOT: Final = AD | 262144
# A name that says "picture" and "words" in one needs no picture beside it: scripts may load it later.
PICTURED: Final = CAPTION | FIGURE
# Its attributes may keep it from the eye: `visibility` tells. Only the walk over the tree asks for this one.
VEILED: Final = 131072

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
    (COMMENT, r"comment|comments|commentlist|disqus|forum|respond|kommentar|kommentare|commentaires|comentarios"),
    (CAPTION, r"credit|copyright"),
    (PICTURED, r"caption|captions|wp-caption-text|imagecredit|imagecredits|image-credit|image-credits|imgcredits|img-credit|photocredit|photo-credit|photo-credits|picture-credit|imagecaption|image-caption|imgcaption|img-caption|photocaption|photo-caption|picture-caption|imagedescription|image-description|img-description|image-copyright|photo-copyright|bildunterschrift|bildtext|bildnachweis|bildquelle"),
    (CARD, r"teaser|card|related|recommend|recommended|recommendations|recirc|readmore|more-stories|promo|outbrain|taboola|zergnet|trending|mostread|most-read|popular|listing"),
    (BREADCRUMB, r"breadcrumb|breadcrumbs|brotkrumen"),
    (BYLINE, r"byline|author|authors|autor|autoren|auteur|writer|dateline|pubdate|published|publish|timestamp|posted|entry-meta|post-meta|article-meta|metadata|meta|signature|source|quelle"),
    (BIO, r"bio|biography|about-author|author-box|authorbox|author-info|author-bio"),
    (SHARE, r"share|social|sharing|newsletter|subscribe|paywall|login"),
)  # fmt: skip
_AD_WORDS = (
    r"ad|ads|adslot|adspot|adlabel|adbox|adunit|adcontainer|adwrapper|gpt|werbung|publicidad|publicite|reklam|reklama|"
    r"reklame|annons|annonce"
)
# What also names a picture over the whole page, or a box for the headline.
_BANNERS = r"banner|superbanner|billboard|skyscraper|leaderboard"
# Marks of words that mean something beside others only; these bits never leave this module. In one name with the first
# a banner is the box of a sponsor or notice; with the second an overlay lies over a picture, unless the third calls it
# a dialog. The fourth is an ad whatever stands beside it. The others may begin the name of a box for ads, a name in
# several words, and a class that hides an element.
_DISCLOSES, _PICTURES, _POPS_UP, _IS_AD, _BOXES, _BEGINS, _HIDES = (1 << bit for bit in range(20, 27))
_BESIDE_OTHERS = (
    (_DISCLOSES, "sponsor|sponsors|sponsored|sponsorship|partner|disclosure|disclaimer|notice"),
    (
        _PICTURES,
        "hero|image|img|picture|photo|media|thumb|thumbnail|card|header|heading|headline|title|entry|featured|uk",
    ),
    (_POPS_UP, "modal|popup|lightbox"),
    (_BOXES, "ad|gpt|dfp|google"),
)
# Classes that are known to hide what an element holds from the eye.
_UNSEEN = frozenset(
    "sr-only visually-hidden visuallyhidden screen-reader-text screenreader offscreen u-hidden hidden hide is-hidden "
    "d-none invisible element-invisible assistive-text a11y-hidden screen-reader-only vh uk-hidden".split()
)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")


def _hinting(names: tuple[tuple[int, str], ...]) -> dict[str, int]:
    found: dict[str, int] = {}
    for hint, words in names:
        for word in words.split("|"):
            found[word] = found.get(word, 0) | hint
    return found


_WORDS = _hinting((*_NAMES, (SLOT, _AD_WORDS), (AD, _BANNERS)))
_JOINED = re.compile(
    rf"(?<![^\s_-])(?=({'|'.join(word.replace('-', '[_-]+') for word in _WORDS if '-' in word)})(?:[\s_-]|$))"
)
# Words are looked up one by one: a page has a hundred names not seen before, and a search for each of all these
# alternatives took five times as long.
_SAID = _hinting((
    *((hint, word) for word, hint in _WORDS.items()),
    *_BESIDE_OTHERS,
    (_BEGINS, "|".join({word.partition("-")[0] for word in _WORDS if "-" in word})),
    (_HIDES, "|".join({word.partition("-")[0] for word in _UNSEEN})),
))  # fmt: skip
_SEPARATOR = re.compile("[_-]+")
# Page builders call every box of the page a widget, the article's paragraphs, too.
_BUILT = re.compile(r"(?<!\S)[_-]*elementor[_-]\S+")
_WIDGET = re.compile(r"[_-]widget(?![^_-])")
_MOST_NAMES = 65_536  # remembered; a scan of many sites starts over rather than grow
# An advertorial is an article.
_AD_WORD = re.compile(r"(?:advert(?!orial)|dfp|anzeige|iqd)[^\W_]*|ad\d+")
_AD_BOX = re.compile(
    r"(?<!\S)(?:div-gpt-ad|google_ads|gpt-|dfp-|adslot|ad-slot|ad_slot|iqadtile|taboola|outbrain)"
)
_BOX_WORDS = ("adslot", "iqadtile", "taboola", "outbrain")


class _Known(dict[str | None, int]):
    """What names say, remembered, as the pages of a site share them.

    No `lru_cache`: to note what was used last touches memory all over the place, which takes as long as the hints.
    """

    def __init__(self, find: Callable[[str], int]) -> None:
        self.find = find

    def __missing__(self, names: str | None) -> int:
        if len(self) >= _MOST_NAMES:
            self.clear()
        found = self[names] = self.find(names) if names else 0
        return found


def _said(word: str) -> int:
    """The hints and marks of one word."""
    found = _SAID.get(word, 0)
    if _AD_WORD.fullmatch(word):
        found |= _IS_AD
    return found | _BOXES if word.startswith(_BOX_WORDS) else found


def _named(names: str) -> int:
    """The hints in an element's id or classes."""
    plain = names.lower()
    low = (plain if plain == names else _CAMEL.sub("-", names).lower()).replace("__", "-")
    if "elementor" in low:
        low = _BUILT.sub(lambda name: _WIDGET.sub("", name[0]), low)
    found = 0
    for word in low.replace("-", " ").replace("_", " ").split():
        found |= _known_words[word]
    if found < _DISCLOSES:
        return found
    if found & _DISCLOSES and found & SLOT == AD:
        found &= ~AD
    if found & DIALOG and found & _PICTURES and not found & _POPS_UP:
        found &= ~DIALOG
    if found & _BEGINS:
        for each in _JOINED.finditer(low):
            found |= _WORDS[_SEPARATOR.sub("-", each[1])]
    if found & _IS_AD:
        found |= SLOT
    if found & _BOXES and _AD_BOX.search(plain):
        found |= AD_MARKUP
    if found & _HIDES and not _UNSEEN.isdisjoint(names.split()):
        found |= VEILED
    return found & (_DISCLOSES - 1)


_known = _Known(_named)
_known_words = _Known(_said)


def own_hint(tag: str, attributes: Attributes) -> int:
    """The hints of one element, without its ancestors'."""
    found = _TAGS.get(tag, 0)
    if not attributes:
        return found
    if "class" in attributes:
        found |= _known[attributes["class"]]
    if "id" in attributes:
        found |= _known[attributes["id"]] & ~VEILED
    # Hardly any element has one of the others.
    return found if _TELLING.isdisjoint(attributes) and tag != "ins" else found | _told(tag, attributes)


_TELLING = frozenset(
    "role data-ad-slot data-google-query-id aria-label aria-modal itemtype hidden style".split()
)


def _told(tag: str, attributes: Attributes) -> int:
    found = VEILED if "hidden" in attributes or "style" in attributes else 0
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
    if tag == "ins" and "adsbygoogle" in (attributes.get("class") or ""):
        found |= AD_MARKUP
    return found


def visibility(attributes: Attributes) -> Visible:
    """What an element's own attributes say about its visibility; `yes` where they say nothing."""
    if "hidden" in attributes and attributes["hidden"] != "until-found":
        # React streams parts of a page in hidden boxes ("S:0", "S:1a") and shows them on arrival.
        return Visible.YES if (attributes.get("id") or "").startswith("S:") else Visible.NO
    if "style" in attributes:
        style = attributes["style"]
        if style and ("none" in style or "hidden" in style):
            compact = style.replace(" ", "").lower()
            if "display:none" in compact or "visibility:hidden" in compact:
                return Visible.NO
    return Visible.UNKNOWN if _known[attributes.get("class")] & VEILED else Visible.YES


_AUTHOR_PATH = re.compile(
    r"/(?:authors?|autor(?:en|es)?|auteurs?|profile|writers?|journalist[ae]?s?)/", re.IGNORECASE
)


def is_author(attributes: Attributes) -> bool:
    """Whether a link leads to the page of an author."""
    return (
        "author" in (attributes.get("rel") or "")
        or _AUTHOR_PATH.search(attributes.get("href") or "") is not None
    )
