"""Reports made by hand, for tests of everything that comes after the audit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from auditor.model import (
    Affiliate,
    Agency,
    Attribution,
    AuditInfo,
    Conclusions,
    Confidence,
    Contribution,
    Coverage,
    Evidence,
    Finding,
    Limit,
    MapStretch,
    Modality,
    ModelRef,
    NoticeState,
    Origin,
    OriginKind,
    Outcome,
    PackRef,
    PageType,
    Place,
    Prediction,
    Quote,
    Report,
    Scope,
    Severity,
    Skipped,
    SkipReason,
    SourceRef,
    Sponsorship,
    SponsorshipState,
    StandardRef,
    Subject,
    Visible,
    Zone,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

URL = "https://paper.example/business/harbour-tariffs"


def make_subject(**overrides: Any) -> Subject:
    fields: dict[str, Any] = {
        "uri": URL,
        "final_uri": URL,
        "title": "Harbour raises tariffs for container ships",
        "site_name": "The Example Paper",
        "language": "en",
        "published": "2025-09-30",
        "byline": ("Jane Sample",),
        "publisher": "Example Paper Ltd",
        "page_type": PageType.ARTICLE,
        "captured_at": "2025-10-01T06:00:00Z",
        "content_sha256": "ab" * 32,
        "source": SourceRef(kind="file", path="harbour.html"),
    }
    return Subject(**fields | overrides)


def make_evidence(id_: str, signal: str, exact: str, **overrides: Any) -> Evidence:
    fields: dict[str, Any] = {
        "rule": "wire.dateline",
        "scope": Scope.ARTICLE,
        "zone": Zone.BODY,
        "visible": Visible.YES,
        "quote": Quote(exact=exact, prefix="before ", suffix=" after"),
        "css": "article > p:nth-of-type(1)",
        "place": Place.BODY,
        "confidence": Confidence.HIGH,
    }
    return Evidence(id=id_, signal=signal, **fields | overrides)


EVIDENCE = (
    make_evidence(
        "e1",
        "origin.wire",
        "ROTTERDAM (Reuters) -",
        zone=Zone.DATELINE,
        place=Place.LEAD,
        block=4,
        properties={"agency": "reuters", "form": "dateline"},
        text_fragment=f"{URL}#:~:text=ROTTERDAM%20(Reuters)",
    ),
    make_evidence(
        "e2",
        "affiliate.link",
        "this lashing strap",
        rule="affiliate.network-link",
        block=7,
        link="https://shop.example/strap?tag=paper-20",
        properties={"network": "amazon"},
    ),
    make_evidence(
        "e3",
        "sponsorship.label",
        "Partner content",
        rule="disclosure.partner-label",
        zone=Zone.LABEL,
        place=Place.ABOVE_TITLE,
        block=1,
        properties={"word": "partner content", "kind": "partner", "sponsor": "Port Authority"},
    ),
)

FINDINGS = (
    Finding(
        rule="compliance.affiliate-notice-present",
        version=2,
        outcome=Outcome.FAIL,
        severity=Severity.SERIOUS,
        modality=Modality.MUST,
        reason="missing",
        message="The article earns from 1 link and says so nowhere.",
        standards=(StandardRef(id="US-FTC-FAQ", clause="affiliate links", relation="direct"),),
        evidence=("e2",),
        fix="Say before the first link that you earn a commission.",
        fingerprint="0f" * 8,
    ),
    Finding(
        rule="compliance.label-wording",
        version=1,
        outcome=Outcome.NEEDS_REVIEW,
        severity=Severity.MINOR,
        modality=Modality.SHOULD,
        reason="ambiguous",
        message="“Partner content” may not be understood as advertising.",
        standards=(StandardRef(id="US-FTC-NATIVE"),),
        evidence=("e3",),
        fingerprint="1f" * 8,
    ),
    Finding(
        rule="compliance.label-above-title",
        version=1,
        outcome=Outcome.PASS,
        severity=Severity.CRITICAL,
        modality=Modality.MUST,
        message="The label stands above the title.",
        evidence=("e3",),
        fingerprint="2f" * 8,
    ),
    Finding(
        rule="compliance.press-release-marked",
        version=1,
        outcome=Outcome.NOT_APPLICABLE,
        severity=Severity.MINOR,
        modality=Modality.SHOULD,
        message="The article is no press release.",
        fingerprint="3f" * 8,
    ),
)

MAP = (
    MapStretch(zone=Zone.NAV, first=0, blocks=1, characters=120),
    MapStretch(zone=Zone.LABEL, first=1, blocks=1, characters=15),
    MapStretch(zone=Zone.TITLE, first=2, blocks=1, characters=42),
    MapStretch(zone=Zone.BYLINE, first=3, blocks=1, characters=14),
    MapStretch(zone=Zone.LEAD, first=4, blocks=2, characters=420),
    MapStretch(zone=Zone.BODY, first=6, blocks=9, characters=2900),
    MapStretch(zone=Zone.FOOTER, first=15, blocks=3, characters=200),
)


def make_conclusions(**overrides: Any) -> Conclusions:
    fields: dict[str, Any] = {
        "origin": Origin(
            kind=OriginKind.WIRE,
            agencies=(Agency(id="reuters", name="Reuters", kind="news-agency"),),
            attribution=Attribution(
                visible=True,
                byline="Jane Sample",
                dateline="ROTTERDAM (Reuters) -",
                conflicts=("publisher-named-as-author",),
            ),
            mentions_only=("ap",),
            confidence=Confidence.HIGH,
            evidence=("e1",),
        ),
        "sponsorship": Sponsorship(
            state=SponsorshipState.DECLARED,
            kind="partner",
            sponsor="Port Authority",
            clarity="ambiguous",
            position="above-title",
            confidence=Confidence.MEDIUM,
            evidence=("e3",),
        ),
        "affiliate": Affiliate(
            links=1,
            networks=("amazon",),
            notice=NoticeState.NONE,
            confidence=Confidence.HIGH,
            evidence=("e2",),
        ),
    }
    return Conclusions(**fields | overrides)


def make_report(
    *,
    subject: dict[str, Any] | None = None,
    conclusions: dict[str, Any] | None = None,
    evidence: Sequence[Evidence] = EVIDENCE,
    **overrides: Any,
) -> Report:
    """A report of a wire story with a partner label and one undisclosed affiliate link.

    `subject` and `conclusions` replace single fields of these parts, `overrides` whole parts of the report.
    """
    fields: dict[str, Any] = {
        "subject": make_subject(**subject or {}),
        "audit": AuditInfo(
            tool="auditor 0.1.0",
            packs=(PackRef(id="core", version="1.0.0", digest="cd" * 8),),
            model=ModelRef(id="words-1", digest="ef" * 8),
            profile=("us", "google"),
        ),
        "coverage": Coverage(
            zones={"nav": 1, "label": 1, "title": 1, "byline": 1, "lead": 2, "body": 9, "footer": 3},
            limits=(Limit.PAYWALLED,),
            map=MAP,
        ),
        "conclusions": make_conclusions(**conclusions or {}),
        "classification": Prediction(
            label="wire",
            probability=0.93,
            probabilities={"wire": 0.93, "editorial": 0.07},
            contributions=(Contribution(feature="said on Tuesday", weight=0.4),),
        ),
        "findings": FINDINGS,
        "evidence": tuple(evidence),
    }
    return Report(**fields | overrides)


def make_skip(reason: SkipReason = SkipReason.BLOCKED, **overrides: Any) -> Skipped:
    """A page that refused to be read."""
    subject = make_subject(title=None, byline=(), published=None, page_type=PageType.UNKNOWN, **overrides)
    return Skipped(subject=subject, reason=reason, message="the server answered 403 to the auditor")
