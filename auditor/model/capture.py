"""What a source makes: the bytes of one page, where they came from and what is missing of them."""

from __future__ import annotations

import hashlib
from enum import StrEnum

from msgspec import Struct


class Extent(StrEnum):
    """How much of the page a capture holds."""

    PAGE = "page"
    FRAGMENT = "fragment"
    TEXT = "text"


class SourceRef(Struct, frozen=True, kw_only=True):
    """Where a capture came from."""

    kind: str = "memory"
    path: str | None = None
    item: str | None = None


class Limit(StrEnum):
    """What kept an audit from seeing everything; listed in `coverage.limits`."""

    SCRIPT_RENDERED = "script-rendered"
    PAYWALLED = "paywalled"
    CONSENT_WALL = "consent-wall"
    TRUNCATED = "truncated"
    FRAGMENT = "fragment"
    PLAIN_TEXT = "plain-text"
    LANGUAGE_NOT_COVERED = "language-not-covered"
    SEVERAL_STORIES = "several-stories"
    NO_ARTICLE = "no-article"
    BROKEN_ENCODING = "broken-encoding"
    BROKEN_STRUCTURED_DATA = "broken-structured-data"
    ROBOTS_IGNORED = "robots-ignored"
    RULE_ERROR = "rule-error"


class Capture(Struct, frozen=True, kw_only=True):
    """What a source makes: the bytes of one page and how they were come by.

    `uri` and `body` are enough. `fields` are name/value pairs that the container says about the item
    (WordPress custom fields, categories, tags, post type, title, author).
    """

    uri: str
    body: bytes
    content_type: str | None = None
    status: int | None = None
    captured_at: str | None = None
    final_uri: str | None = None
    extent: Extent = Extent.PAGE
    source: SourceRef = SourceRef()
    fields: tuple[tuple[str, str], ...] = ()
    limits: tuple[Limit, ...] = ()

    @property
    def sha256(self) -> str:
        """The digest of the body, as 64 hexadecimal digits."""
        return hashlib.sha256(self.body).hexdigest()


class SkipReason(StrEnum):
    """Why a capture ended as `Skipped`."""

    BLOCKED = "blocked"
    NOT_HTML = "not-html"
    TOO_LARGE = "too-large"
    HTTP_ERROR = "http-error"
    ROBOTS = "robots"
    TIMEOUT = "timeout"
    MALFORMED = "malformed"
    EMPTY = "empty"
    NETWORK = "network"
    REFUSED_ADDRESS = "refused-address"
    CONSENT_WALL = "consent-wall"
    DUPLICATE = "duplicate"
    NOT_PUBLISHED = "not-published"
    NOT_A_PAGE = "not-a-page"
    UNREADABLE = "unreadable"
    WORKER_LOST = "worker-lost"
    INTERNAL = "internal"
