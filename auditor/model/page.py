"""What a page is made of: blocks, links and fields, and the names for where they stand."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct, field


class Zone(StrEnum):
    """Where on the page a block stands."""

    TITLE = "title"
    LABEL = "label"
    BYLINE = "byline"
    DATELINE = "dateline"
    LEAD = "lead"
    BODY = "body"
    TRAILER = "trailer"
    CAPTION = "caption"
    ARTICLE_FOOTER = "article-footer"
    TEASER = "teaser"
    AD_SLOT = "ad-slot"
    NAV = "nav"
    ASIDE = "aside"
    FOOTER = "footer"
    OVERLAY = "overlay"
    HEAD = "head"
    STRUCTURED = "structured"


class Scope(StrEnum):
    """What a piece of text speaks about."""

    ARTICLE = "article"
    SITE = "site"
    OTHER_ITEM = "other-item"
    AD_SLOT = "ad-slot"
    PROSE = "prose"


class Place(StrEnum):
    """Where a block stands against the headline and the text of the article."""

    ABOVE_TITLE = "above-title"
    BELOW_TITLE = "below-title"
    LEAD = "lead"
    BODY = "body"
    END = "end"
    HEAD_ONLY = "head-only"
    OUTSIDE = "outside"


class Visible(StrEnum):
    """Whether a reader sees it; static HTML often cannot tell."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class PageType(StrEnum):
    """What kind of page it is."""

    ARTICLE = "article"
    LISTING = "listing"
    OTHER = "other"
    UNKNOWN = "unknown"


class Block(Struct, frozen=True, kw_only=True, gc=False):
    """A run of text with one place in the page.

    `text` has its white space collapsed and invisible characters removed. `element` is the index of its
    element in the flat tree (for the CSS path), `links` index `Page.links`. `linked` is the share of
    characters inside links. `repeats` counts the blocks of the page with the same words in an element of the same make, itself included.
    `near_headline` says that the smallest container with other text also holds the headline.
    """

    index: int
    text: str
    zone: Zone
    scope: Scope
    place: Place = Place.OUTSIDE
    tag: str = ""
    visible: Visible = Visible.YES
    element: int = 0
    links: tuple[int, ...] = ()
    linked: float = 0.0
    repeats: int = 1
    near_headline: bool = False


class Link(Struct, frozen=True, kw_only=True, gc=False):
    """One hyperlink. `url` is absolute, `target` is `url` with known redirect parameters unwrapped."""

    index: int
    href: str
    url: str
    target: str
    host: str
    rel: tuple[str, ...]
    text: str
    block: int | None
    zone: Zone
    scope: Scope
    visible: Visible = Visible.YES
    element: int = 0
    attributes: dict[str, str | None] = field(default_factory=dict)


class Field(Struct, frozen=True, kw_only=True, gc=False):
    """One fact of the page's head, structured data or container.

    `name` is a dotted, lower-case path: `meta.author`, `og.title`, `ld.author.name`, `ld.articlesection`,
    `item.category`, `body.class`. `main` says that it belongs to the page's main entity, not to an item in a
    list. `type` is the schema.org type of the entity (`Person`, `Organization`, …) or empty.
    """

    name: str
    value: str
    zone: Zone = Zone.HEAD
    main: bool = True
    type: str = ""
