"""What zones, places, limits, outcomes and numbers are called in plain words, the same in every view."""

from __future__ import annotations

from typing import TYPE_CHECKING

from auditor.model import (
    Evidence,
    Finding,
    Limit,
    Outcome,
    Place,
    Prediction,
    SkipReason,
    Visible,
    Zone,
)
from auditor.page.address import host_of
from auditor.page.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterable

    from auditor.model import Report


LIST = "List of articles"
"""Stands where an article would say who wrote it."""

PLACES = {
    Place.ABOVE_TITLE: "above the headline",
    Place.BELOW_TITLE: "below the headline",
    Place.LEAD: "in the lead",
    Place.BODY: "in the text",
    Place.END: "at the end",
    Place.HEAD_ONLY: "only in the page's head",
    Place.OUTSIDE: "outside the article",
}

ZONES = {
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
_TELLING = {Zone.TITLE, Zone.LEAD, Zone.BODY, Zone.HEAD, Zone.STRUCTURED, Zone.FOOTER, Zone.NAV, Zone.ASIDE}

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
    """Say where the quoted words stand, whether a reader sees them, and the host they link to.

    `label, above the headline, visibility unknown`, or `text, links to shop.example`.
    """
    parts = [ZONES[evidence.zone]]
    if evidence.zone not in _TELLING:
        parts.append(PLACES[evidence.place])
    if evidence.visible is Visible.NO:
        parts.append("not visible")
    elif evidence.visible is Visible.UNKNOWN:
        parts.append("visibility unknown")
    if evidence.link and (host := clean(host_of(evidence.link))[:80]):
        parts.append(f"links to {host}")
    return ", ".join(parts)


def told_once(evidence: Iterable[Evidence]) -> tuple[Evidence, ...]:
    """Leave out what says the same words, or leads to the same link, in the same place; what is seen goes first.

    A page may hold a line several times, once for each width of the window.
    """
    kept: dict[tuple[object, ...], Evidence] = {}
    for item in evidence:
        key = (item.quote.exact, item.zone, item.place, item.link)
        if key not in kept or (item.visible is Visible.YES and kept[key].visible is not Visible.YES):
            kept[key] = item
    return tuple(kept.values())


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


def by_outcome(report: Report) -> dict[Outcome, tuple[Finding, ...]]:
    """Group the findings by outcome, worst first, and inside an outcome by severity; empty groups left out."""
    groups = {
        outcome: tuple(
            sorted(
                (finding for finding in report.findings if finding.outcome is outcome),
                key=lambda finding: (-finding.severity.rank, finding.rule),
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
