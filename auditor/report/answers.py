"""The three answers of a report, each in a word and in a line, the same in every view.

Nothing is decided here; each line puts into words what the conclusions hold.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from auditor.model import (
    Affiliate,
    Confidence,
    Evidence,
    NoticeState,
    Origin,
    OriginKind,
    PageType,
    Place,
    Sponsorship,
    SponsorshipState,
)
from auditor.report.wording import LIST, PLACES, count, listed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from auditor.model import Prediction, Report


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

GRADES = {
    "ok": "credit in order",
    "weak": "weak credit: dateline or abbreviation only",
    "metadata-only": "credit only where no reader sees it",
    "metadata-conflict": "credit contradicted by the page's data",
    "staff-name": "staff named as author",
    "missing": "no credit",
    "ungraded": "not graded",
}
"""How well an agency text is credited, inside a sentence."""

_PAID = {
    "advertorial": "an advertorial",
    "sponsored": "sponsored content",
    "partner": "partner content",
    "gifted": "written about something received for free",
    "own-promotion": "own promotion",
}


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


def _is_list(report: Report) -> bool:
    """Whether the page lists articles and credits nobody with the list."""
    origin = report.conclusions.origin
    return (
        report.subject.page_type is PageType.LISTING
        and origin.kind in (OriginKind.ORIGINAL, OriginKind.UNDETERMINED)
        and not origin.own_agency
    )


def sponsorship_line(sponsorship: Sponsorship, reading: str | None = None) -> str:
    """Say who paid, in one line; `reading` is what the classifier takes the text for."""
    match sponsorship.state:
        case SponsorshipState.DECLARED:
            line = f"Labelled as {_PAID.get(sponsorship.kind or '', sponsorship.kind or 'paid for')}"
            line += f" of {sponsorship.sponsor}" if sponsorship.sponsor else ""
            if sponsorship.position:
                line += f", {PLACES[Place(sponsorship.position)]}"
            if sponsorship.clarity and sponsorship.clarity != "clear":
                line += f", in {sponsorship.clarity} words"
        case SponsorshipState.SUSPECTED:
            line = f"It {f'reads like {reading}' if reading else 'may be paid for'}, and no label says so"
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


def _reading(prediction: Prediction | None) -> str | None:
    """Say what the classifier takes a text for, with its article."""
    label = prediction.label if prediction is not None and not prediction.abstained else None
    return {"advertorial": "an advertorial", "press-release": "a press release"}.get(label or "")


def _earning(affiliate: Affiliate) -> str:
    """Say who earns, in a word or two."""
    if affiliate.links:
        return count(affiliate.links, "link")
    return "By script" if affiliate.monetised_by_script else "None found"


def _varied(items: Iterable[Evidence]) -> tuple[Evidence, ...]:
    """Put the first piece of each signal in front: a notice is not lost behind forty links."""
    order = tuple(items)
    first = tuple({item.signal: item for item in reversed(order)}.values())
    return tuple(item for item in order if item in first) + tuple(item for item in order if item not in first)


def answers(report: Report) -> tuple[Answer, Answer, Answer]:
    """Answer the three questions, each with its verdict in a word or two, its line and its evidence."""
    by_id = {evidence.id: evidence for evidence in report.evidence}
    origin, sponsorship, affiliate = (
        report.conclusions.origin,
        report.conclusions.sponsorship,
        report.conclusions.affiliate,
    )

    is_list = _is_list(report)

    def found(ids: tuple[str, ...]) -> tuple[Evidence, ...]:
        return _varied(by_id[id_] for id_ in ids if id_ in by_id)

    return (
        Answer(
            "origin",
            "Who wrote it?",
            LIST if is_list else ORIGIN[origin.kind],
            "Each article that it lists has an author of its own" if is_list else origin_line(origin),
            origin.confidence,
            found(origin.evidence),
        ),
        Answer(
            "sponsorship",
            "Who paid?",
            SPONSORSHIP[sponsorship.state],
            sponsorship_line(sponsorship, _reading(report.classification)),
            sponsorship.confidence,
            found(sponsorship.evidence),
        ),
        Answer(
            "affiliate",
            "Who earns?",
            _earning(affiliate),
            affiliate_line(affiliate),
            affiliate.confidence,
            found(affiliate.evidence),
        ),
    )
