"""The three answers: who wrote it, who paid, who earns."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from msgspec import Struct

from auditor.model.evidence import Confidence


class Agency(Struct, frozen=True, kw_only=True):
    """An agency, press-release wire or syndicator that is credited for the text."""

    id: str
    name: str
    kind: str


class Attribution(Struct, frozen=True, kw_only=True):
    """What the reader and the machine are told about the author; `grade` is how well an agency text is credited."""

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


SponsorshipKind = Literal["advertorial", "sponsored", "partner", "gifted", "own-promotion"]
"""What kind of payment is declared."""

LabelPosition = Literal["above-title", "below-title", "lead", "body", "end", "head-only"]
"""Where the label stands: the places of the article."""


class Sponsorship(Struct, frozen=True, kw_only=True):
    """The conclusion on who paid for the article; `clarity` is what the rule says of the label's words."""

    state: SponsorshipState
    kind: SponsorshipKind | None = None
    sponsor: str | None = None
    clarity: str | None = None
    position: LabelPosition | None = None
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
