"""The values that flow through the auditor: read this first.

capture -> page (blocks, links, fields) -> evidence -> prediction -> conclusions -> findings -> report.
Everything is frozen; tuples, never lists. The field order of `Report` and what it holds is the order of
the public JSON (see `reports/schema/report-v1.schema.json`).
"""

from __future__ import annotations

import hashlib
from enum import StrEnum

from msgspec import UNSET, Struct, UnsetType, field


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


class Confidence(StrEnum):
    """How sure a rule or a conclusion is."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


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


class Quote(Struct, frozen=True, kw_only=True):
    """A text-quote selector of the W3C Web Annotation model."""

    exact: str
    prefix: str = ""
    suffix: str = ""


class Evidence(Struct, frozen=True, kw_only=True, omit_defaults=False):
    """A signal found on the page, with the rule that found it and where.

    `block` is the position in reading order (null for the head), `confidence` what the rule claims.
    """

    id: str = ""
    rule: str
    signal: str
    scope: Scope
    zone: Zone
    visible: Visible
    quote: Quote
    css: str | None = None
    link: str | None = None
    text_fragment: str | None = None
    properties: dict[str, str] = field(default_factory=dict)
    block: int | None = None
    place: Place = Place.OUTSIDE
    confidence: Confidence = Confidence.MEDIUM


class Contribution(Struct, frozen=True, kw_only=True):
    """How far one feature moved the prediction, in log-odds of the predicted label."""

    feature: str
    weight: float


class Prediction(Struct, frozen=True, kw_only=True):
    """What the classifier thinks; `abstained` predictions carry no judgement."""

    label: str | None
    probability: float | None
    probabilities: dict[str, float] = field(default_factory=dict)
    abstained: bool = False
    reason: str | None = None
    contributions: tuple[Contribution, ...] = ()


class Agency(Struct, frozen=True, kw_only=True):
    """An agency, press-release wire or syndicator that is credited for the text."""

    id: str
    name: str
    kind: str


class Attribution(Struct, frozen=True, kw_only=True):
    """What the reader and the machine are told about the author."""

    visible: bool = False
    byline: str | None = None
    dateline: str | None = None
    credit_line: str | None = None
    copyright: str | None = None
    structured: str | None = None
    conflicts: tuple[str, ...] = ()
    grade: str | None = None


class OriginKind(StrEnum):
    """Who wrote it."""

    ORIGINAL = "original"
    WIRE = "wire"
    WIRE_PARTIAL = "wire-partial"
    PRESS_RELEASE = "press-release"
    SYNDICATED = "syndicated"
    UNDETERMINED = "undetermined"


class Origin(Struct, frozen=True, kw_only=True):
    """The conclusion on who wrote the article."""

    kind: OriginKind
    agencies: tuple[Agency, ...] = ()
    source_name: str | None = None
    attribution: Attribution = Attribution()
    own_agency: bool = False
    mentions_only: tuple[str, ...] = ()
    photo_credits: tuple[str, ...] = ()
    confidence: Confidence = Confidence.LOW
    evidence: tuple[str, ...] = ()


class SponsorshipState(StrEnum):
    """Whether the page says that somebody paid."""

    DECLARED = "declared"
    SUSPECTED = "suspected"
    NONE_FOUND = "none-found"
    UNDETERMINED = "undetermined"


class Sponsorship(Struct, frozen=True, kw_only=True):
    """The conclusion on who paid for the article."""

    state: SponsorshipState
    kind: str | None = None
    sponsor: str | None = None
    clarity: str | None = None
    position: str | None = None
    site_policy: bool = False
    confidence: Confidence = Confidence.LOW
    evidence: tuple[str, ...] = ()


class NoticeState(StrEnum):
    """Where the affiliate notice stands against the first affiliate link."""

    BEFORE_FIRST_LINK = "before-first-link"
    AFTER_FIRST_LINK = "after-first-link"
    SITE_WIDE = "site-wide"
    NONE = "none"
    NOT_APPLICABLE = "not-applicable"


class Affiliate(Struct, frozen=True, kw_only=True):
    """The conclusion on who earns from the article's links."""

    links: int = 0
    links_elsewhere: int = 0
    networks: tuple[str, ...] = ()
    monetised_by_script: tuple[str, ...] = ()
    rel_marked: int = 0
    notice: NoticeState = NoticeState.NOT_APPLICABLE
    confidence: Confidence = Confidence.LOW
    evidence: tuple[str, ...] = ()


class Conclusions(Struct, frozen=True, kw_only=True):
    """The three answers."""

    origin: Origin
    sponsorship: Sponsorship
    affiliate: Affiliate


class Outcome(StrEnum):
    """How a check came out."""

    PASS = "pass"  # noqa: S105  an outcome, no password
    FAIL = "fail"
    NEEDS_REVIEW = "needs-review"
    NOT_APPLICABLE = "not-applicable"
    ERROR = "error"


class Severity(StrEnum):
    """How much a failed check matters, least first."""

    INFO = "info"
    MINOR = "minor"
    SERIOUS = "serious"
    CRITICAL = "critical"


class Modality(StrEnum):
    """Whether a standard demands or advises."""

    MUST = "must"
    SHOULD = "should"


class StandardRef(Struct, frozen=True, kw_only=True):
    """A clause that a rule rests on."""

    id: str
    clause: str | None = None
    relation: str = "operationalises"


class Finding(Struct, frozen=True, kw_only=True):
    """One check of what a standard asks for."""

    rule: str
    version: int
    outcome: Outcome
    severity: Severity
    modality: Modality
    reason: str | None = None
    message: str
    standards: tuple[StandardRef, ...] = ()
    evidence: tuple[str, ...] = ()
    fix: str | None = None
    fingerprint: str = ""


class Subject(Struct, frozen=True, kw_only=True):
    """The article that was audited."""

    uri: str
    final_uri: str | None = None
    canonical: str | None = None
    title: str | None = None
    site_name: str | None = None
    language: str | None = None
    published: str | None = None
    byline: tuple[str, ...] = ()
    publisher: str | None = None
    page_type: PageType = PageType.UNKNOWN
    captured_at: str | None = None
    content_sha256: str
    extent: Extent = Extent.PAGE
    source: SourceRef = SourceRef()


class PackRef(Struct, frozen=True, kw_only=True):
    """A rule pack that was in force."""

    id: str
    version: str
    digest: str


class ModelRef(Struct, frozen=True, kw_only=True):
    """The classifier that was used."""

    id: str
    digest: str


class AuditInfo(Struct, frozen=True, kw_only=True):
    """What made the report."""

    tool: str
    packs: tuple[PackRef, ...] = ()
    model: ModelRef | None = None
    profile: tuple[str, ...] = ()


class MapStretch(Struct, frozen=True, kw_only=True, gc=False):
    """Neighbouring blocks of one zone, in reading order, for the small map of the page."""

    zone: Zone
    first: int
    blocks: int
    characters: int


class Coverage(Struct, frozen=True, kw_only=True):
    """What was looked at and what could not be."""

    zones: dict[str, int] = field(default_factory=dict)
    language_covered: bool = True
    rendered: bool = False
    limits: tuple[Limit, ...] = ()
    map: tuple[MapStretch, ...] = ()


class Reuse(Struct, frozen=True, kw_only=True):
    """Passages shared with another article of the run. In JSON the first field is called `with`."""

    with_: str = field(name="with")
    share_of_this: float
    share_of_other: float
    earlier: str = "unknown"


class Card(Struct, frozen=True, kw_only=True):
    """A teaser on a listing page: the story that it leads to, and the words that label it there."""

    url: str
    label: str | None = None


class Report(Struct, frozen=True, kw_only=True):
    """The product: everything a view shows is in here."""

    schema: str = "auditor.report/1"
    subject: Subject
    audit: AuditInfo
    coverage: Coverage
    conclusions: Conclusions
    classification: Prediction | None = None
    findings: tuple[Finding, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    reuse: tuple[Reuse, ...] = ()
    cards: tuple[Card, ...] | UnsetType = UNSET


class Skipped(Struct, frozen=True, kw_only=True):
    """A capture that could not be audited, and why. It never counts as clean."""

    schema: str = "auditor.skipped/1"
    subject: Subject
    reason: SkipReason
    message: str
