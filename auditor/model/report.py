"""How every capture ends: the report on it, or that it was skipped."""

from __future__ import annotations

from typing import Literal

from msgspec import UNSET, Struct, UnsetType, field

from auditor.model.capture import Capture, Extent, Limit, SkipReason, SourceRef
from auditor.model.conclusions import Conclusions
from auditor.model.evidence import Evidence, Prediction
from auditor.model.findings import Finding
from auditor.model.page import PageType, Zone


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

    @classmethod
    def unread(cls, capture: Capture) -> Subject:
        """What is known of a page that was not read."""
        return cls(
            uri=capture.uri,
            final_uri=capture.final_uri,
            captured_at=capture.captured_at,
            content_sha256=capture.sha256,
            extent=capture.extent,
            source=capture.source,
        )


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
    earlier: Literal["this", "other", "unknown"] = "unknown"


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
