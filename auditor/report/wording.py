"""The sentences that every view shares: what a conclusion, a place or a limit is called in plain words.

Nothing is decided here; each sentence puts into words what the report holds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from auditor.model import (
    Affiliate,
    Confidence,
    Evidence,
    Finding,
    Limit,
    NoticeState,
    Origin,
    OriginKind,
    Outcome,
    Place,
    Prediction,
    Severity,
    SkipReason,
    Sponsorship,
    SponsorshipState,
    Visible,
    Zone,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from auditor.model import Report


class Answer(NamedTuple):
    """One of the three questions with its answer in one line and the evidence for it."""

    key: str
    question: str
    verdict: str
    line: str
    confidence: Confidence
    evidence: tuple[Evidence, ...]


ORIGIN = {
    OriginKind.ORIGINAL: "Original",
    OriginKind.WIRE: "Wire",
    OriginKind.WIRE_PARTIAL: "Partly wire",
    OriginKind.PRESS_RELEASE: "Press release",
    OriginKind.SYNDICATED: "Syndicated",
    OriginKind.UNDETERMINED: "Undetermined",
}

SPONSORSHIP = {
    SponsorshipState.DECLARED: "Declared",
    SponsorshipState.SUSPECTED: "Suspected",
    SponsorshipState.NONE_FOUND: "None found",
    SponsorshipState.UNDETERMINED: "Undetermined",
}

NOTICE = {
    NoticeState.BEFORE_FIRST_LINK: "notice before the first link",
    NoticeState.AFTER_FIRST_LINK: "notice only after the first link",
    NoticeState.SITE_WIDE: "only a site-wide notice",
    NoticeState.NONE: "no notice",
    NoticeState.NOT_APPLICABLE: "no notice needed",
}

_PAID = {
    "advertorial": "advertorial",
    "sponsored": "sponsored content",
    "partner": "partner content",
    "gifted": "written about something received for free",
    "own-promotion": "own promotion",
}

_PLACE = {
    Place.ABOVE_TITLE: "above the headline",
    Place.BELOW_TITLE: "below the headline",
    Place.LEAD: "in the lead",
    Place.BODY: "in the text",
    Place.END: "at the end",
    Place.HEAD_ONLY: "only in the page's head",
    Place.OUTSIDE: "outside the article",
}

_ZONE = {
    Zone.TITLE: "headline",
    Zone.LABEL: "label",
    Zone.BYLINE: "byline",
    Zone.DATELINE: "dateline",
    Zone.LEAD: "lead",
    Zone.BODY: "text",
    Zone.TRAILER: "closing line",
    Zone.CAPTION: "caption",
    Zone.ARTICLE_FOOTER: "article footer",
    Zone.TEASER: "teaser of another story",
    Zone.AD_SLOT: "advertising slot",
    Zone.NAV: "navigation",
    Zone.ASIDE: "side column",
    Zone.FOOTER: "page footer",
    Zone.OVERLAY: "overlay",
    Zone.HEAD: "document head",
    Zone.STRUCTURED: "structured data",
}

# Zones whose name already says where they stand.
_PLACED = {Zone.TITLE, Zone.LEAD, Zone.BODY, Zone.HEAD, Zone.STRUCTURED, Zone.FOOTER, Zone.NAV, Zone.ASIDE}

LIMITS = {
    Limit.SCRIPT_RENDERED: "Most of the page is made by scripts, which were not run.",
    Limit.PAYWALLED: "A paywall hides part of the text.",
    Limit.CONSENT_WALL: "A consent dialog stands before the page.",
    Limit.TRUNCATED: "The page was cut off.",
    Limit.FRAGMENT: "The capture holds the article without the page around it: a label may stand outside.",
    Limit.PLAIN_TEXT: "The capture is plain text: places, links and machine-readable data are gone.",
    Limit.LANGUAGE_NOT_COVERED: "The rules do not know the article's language.",
    Limit.SEVERAL_STORIES: "The page holds several stories; the first was audited.",
    Limit.NO_ARTICLE: "No article was found on the page.",
    Limit.BROKEN_ENCODING: "Some characters could not be decoded.",
    Limit.BROKEN_STRUCTURED_DATA: "Some structured data is broken and was passed over.",
    Limit.ROBOTS_IGNORED: "The site's robots.txt asks not to fetch this page; it was fetched on request.",
    Limit.RULE_ERROR: "A rule failed on this page and was passed over.",
}

SKIPS = {
    SkipReason.BLOCKED: "the site refused",
    SkipReason.NOT_HTML: "not a web page",
    SkipReason.TOO_LARGE: "too large",
    SkipReason.HTTP_ERROR: "the server answered with an error",
    SkipReason.ROBOTS: "robots.txt asks not to",
    SkipReason.TIMEOUT: "took too long",
    SkipReason.MALFORMED: "the source is damaged here",
    SkipReason.EMPTY: "nothing in it",
    SkipReason.NETWORK: "could not be reached",
    SkipReason.REFUSED_ADDRESS: "the address is not public",
    SkipReason.CONSENT_WALL: "only a consent dialog",
    SkipReason.DUPLICATE: "the same page again",
    SkipReason.NOT_PUBLISHED: "not published",
    SkipReason.NOT_A_PAGE: "not a page of the site",
    SkipReason.UNREADABLE: "could not be read",
    SkipReason.WORKER_LOST: "the worker process died",
    SkipReason.INTERNAL: "a fault of the auditor",
}

OUTCOMES = {
    Outcome.FAIL: "Failed",
    Outcome.NEEDS_REVIEW: "Needs review",
    Outcome.ERROR: "Could not be checked",
    Outcome.PASS: "Passed",
    Outcome.NOT_APPLICABLE: "Not applicable",
}


def where(evidence: Evidence) -> str:
    """Say where the quoted words stand and whether a reader sees them: `label, above the headline`."""
    parts = [_ZONE[evidence.zone]]
    if evidence.zone not in _PLACED:
        parts.append(_PLACE[evidence.place])
    if evidence.visible is Visible.NO:
        parts.append("not visible")
    elif evidence.visible is Visible.UNKNOWN:
        parts.append("visibility unknown")
    return ", ".join(parts)


def count(number: int, noun: str) -> str:
    """Say `1 link`, `1,200 links`."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def listed(names: Iterable[str], joiner: str = "and") -> str:
    """Join names: `a`, `a and b`, `a, b and c`."""
    *first, last = list(names) or [""]
    return f"{', '.join(first)} {joiner} {last}" if first else last


def percent(share: float) -> str:
    """Say a share of one in whole per cent; a little is never called nothing, nor nearly all called all."""
    if 0 < share < 0.01:
        return "under 1 %"
    return f"{min(round(share * 100), 99) if share < 1 else 100} %"


def origin_line(origin: Origin) -> str:
    """Say who wrote it, in one line."""
    agencies = listed(agency.name for agency in origin.agencies)
    match origin.kind:
        case OriginKind.ORIGINAL if origin.own_agency:
            return f"The agency's own article, on its own site{f' ({agencies})' if agencies else ''}"
        case OriginKind.ORIGINAL:
            return "The publisher's own article"
        case OriginKind.WIRE:
            line = f"Agency text{f' of {agencies}' if agencies else ''}"
        case OriginKind.WIRE_PARTIAL:
            line = f"The publisher's article with material of {agencies or 'an agency'}"
        case OriginKind.PRESS_RELEASE:
            line = f"A press release{f' of {origin.source_name}' if origin.source_name else ''}"
            line += f", sent out by {agencies}" if agencies else ""
        case OriginKind.SYNDICATED:
            line = f"Taken over from {origin.source_name or agencies or 'another publisher'}"
        case OriginKind.UNDETERMINED:
            return "The page does not say enough to tell"
    return line if origin.attribution.visible else f"{line}, not credited to the reader"


def sponsorship_line(sponsorship: Sponsorship) -> str:
    """Say who paid, in one line."""
    match sponsorship.state:
        case SponsorshipState.DECLARED:
            line = f"Labelled as {_PAID.get(sponsorship.kind or '', sponsorship.kind or 'paid for')}"
            line += f" of {sponsorship.sponsor}" if sponsorship.sponsor else ""
            if sponsorship.position in {place.value for place in Place}:
                line += f", {_PLACE[Place(sponsorship.position)]}"
            if sponsorship.clarity and sponsorship.clarity != "clear":
                line += f", in {sponsorship.clarity} words"
        case SponsorshipState.SUSPECTED:
            line = "It may be paid for, and no label says so"
        case SponsorshipState.NONE_FOUND:
            line = "Nothing says that somebody paid for this article"
        case SponsorshipState.UNDETERMINED:
            line = "The page does not say enough to tell"
    return f"{line}; a policy of the whole site labels no article" if sponsorship.site_policy else line


def affiliate_line(affiliate: Affiliate) -> str:
    """Say who earns, in one line."""
    if affiliate.links:
        line = count(affiliate.links, "affiliate link")
        line += f" ({listed(affiliate.networks)})" if affiliate.networks else ""
        marked = {0: "none", affiliate.links: "all"}.get(affiliate.rel_marked, str(affiliate.rel_marked))
        line += f", {NOTICE[affiliate.notice]}, {marked} marked for search engines"
    elif affiliate.notice in (NoticeState.NONE, NoticeState.NOT_APPLICABLE):
        line = "No affiliate links in the article"
    else:
        line = f"No affiliate links in the article; {NOTICE[affiliate.notice].removeprefix('only ')}"
    if affiliate.monetised_by_script:
        line += f"; a script turns links into paid ones ({listed(affiliate.monetised_by_script)})"
    return f"{line}; {affiliate.links_elsewhere} elsewhere on the page" if affiliate.links_elsewhere else line


def answers(report: Report) -> tuple[Answer, Answer, Answer]:
    """Answer the three questions, each with its verdict in a word or two, its line and its evidence."""
    by_id = {evidence.id: evidence for evidence in report.evidence}
    origin, sponsorship, affiliate = (
        report.conclusions.origin,
        report.conclusions.sponsorship,
        report.conclusions.affiliate,
    )

    def found(ids: tuple[str, ...]) -> tuple[Evidence, ...]:
        return tuple(by_id[id_] for id_ in ids if id_ in by_id)

    return (
        Answer(
            "origin",
            "Who wrote it?",
            ORIGIN[origin.kind],
            origin_line(origin),
            origin.confidence,
            found(origin.evidence),
        ),
        Answer(
            "sponsorship",
            "Who paid?",
            SPONSORSHIP[sponsorship.state],
            sponsorship_line(sponsorship),
            sponsorship.confidence,
            found(sponsorship.evidence),
        ),
        Answer(
            "affiliate",
            "Who earns?",
            count(affiliate.links, "link"),
            affiliate_line(affiliate),
            affiliate.confidence,
            found(affiliate.evidence),
        ),
    )


def by_outcome(report: Report) -> dict[Outcome, tuple[Finding, ...]]:
    """Group the findings by outcome, worst first, and inside an outcome by severity; empty groups left out."""
    rank = list(Severity)
    groups = {
        outcome: tuple(
            sorted(
                (finding for finding in report.findings if finding.outcome is outcome),
                key=lambda finding: (-rank.index(finding.severity), finding.rule),
            )
        )
        for outcome in OUTCOMES
    }
    return {outcome: findings for outcome, findings in groups.items() if findings}


def uncovered(report: Report) -> tuple[str, ...]:
    """Say what the audit could not see, as sentences."""
    sentences = [LIMITS[limit] for limit in report.coverage.limits]
    if not report.coverage.language_covered and Limit.LANGUAGE_NOT_COVERED not in report.coverage.limits:
        sentences.append(LIMITS[Limit.LANGUAGE_NOT_COVERED])
    if not report.coverage.rendered:
        sentences.append("No browser rendered the page: whether words are seen is read from the HTML alone.")
    return tuple(sentences)


def prediction_line(prediction: Prediction | None) -> str:
    """Say what the classifier thinks, in one line."""
    if prediction is None:
        return "No classifier was used."
    if prediction.abstained or prediction.label is None:
        return f"The classifier gives no judgement{f': {prediction.reason}' if prediction.reason else ''}."
    share = "" if prediction.probability is None else f" ({percent(prediction.probability)})"
    return f"The classifier reads the text as {prediction.label}{share}; it never decides alone."
