"""A report as one flat row: the columns of `pages` in SQLite, of Parquet and of CSV."""

from __future__ import annotations

from operator import attrgetter
from typing import Any

import msgspec

from auditor.model import Outcome, Report, Skipped
from auditor.page.address import host_of

_report = msgspec.json.Decoder(Report)
_skipped = msgspec.json.Decoder(Skipped)

# Columns of `row` and their kinds, in order.
COLUMNS: dict[str, str] = {
    "input": "integer",
    "outcome": "text",
    "uri": "text",
    "final_uri": "text",
    "canonical": "text",
    "host": "text",
    "title": "text",
    "site_name": "text",
    "publisher": "text",
    "byline": "text",
    "published": "text",
    "language": "text",
    "page_type": "text",
    "extent": "text",
    "captured_at": "text",
    "content_sha256": "text",
    "source_kind": "text",
    "source_path": "text",
    "source_item": "text",
    "limits": "text",
    "origin": "text",
    "origin_confidence": "text",
    "agencies": "text",
    "source_name": "text",
    "own_agency": "boolean",
    "credit_visible": "boolean",
    "credit_grade": "text",
    "credit_conflicts": "text",
    "dateline": "text",
    "sponsorship": "text",
    "sponsorship_kind": "text",
    "sponsorship_confidence": "text",
    "sponsor": "text",
    "clarity": "text",
    "position": "text",
    "site_policy": "boolean",
    "affiliate_links": "integer",
    "affiliate_links_elsewhere": "integer",
    "rel_marked": "integer",
    "notice": "text",
    "networks": "text",
    "label": "text",
    "probability": "number",
    "abstained": "boolean",
    "failed": "integer",
    "to_review": "integer",
    "worst": "text",
    "reason": "text",
    "message": "text",
}


def row(number: int, outcome: str, document: bytes) -> dict[str, Any]:
    """The values of `COLUMNS` for one input; what does not apply is None.

    Lists are joined with spaces: ids hold none.
    """
    values: dict[str, Any] = dict.fromkeys(COLUMNS)
    values |= {"input": number, "outcome": outcome}
    if outcome == "report":
        report = _report.decode(document)
        conclusions = report.conclusions
        networks = {*conclusions.affiliate.networks, *conclusions.affiliate.monetised_by_script}
        values |= facts(report)
        values["agencies"] = " ".join(agency.id for agency in conclusions.origin.agencies) or None
        values["networks"] = " ".join(sorted(networks)) or None
        values["sponsor"] = conclusions.sponsorship.sponsor
        return values
    skipped = _skipped.decode(document)
    return values | _subject(skipped) | {"reason": skipped.reason, "message": skipped.message}


def _subject(result: Report | Skipped) -> dict[str, Any]:
    subject = result.subject
    return {
        "uri": subject.uri,
        "final_uri": subject.final_uri,
        "canonical": subject.canonical,
        "host": host_of(subject.final_uri or subject.uri) or None,
        "title": subject.title,
        "site_name": subject.site_name,
        "publisher": subject.publisher,
        "byline": "; ".join(subject.byline) or None,
        "published": subject.published,
        "language": subject.language,
        "page_type": subject.page_type,
        "extent": subject.extent,
        "captured_at": subject.captured_at,
        "content_sha256": subject.content_sha256,
        "source_kind": subject.source.kind,
        "source_path": subject.source.path,
        "source_item": subject.source.item,
    }


def facts(report: Report) -> dict[str, Any]:
    """The columns that hold one plain value per page."""
    conclusions, prediction = report.conclusions, report.classification
    origin, sponsorship, affiliate = conclusions.origin, conclusions.sponsorship, conclusions.affiliate
    failed = [finding.severity for finding in report.findings if finding.outcome is Outcome.FAIL]
    return _subject(report) | {
        "limits": " ".join(report.coverage.limits) or None,
        "origin": origin.kind,
        "origin_confidence": origin.confidence,
        "source_name": origin.source_name,
        "own_agency": origin.own_agency,
        "credit_visible": origin.attribution.visible,
        "credit_grade": origin.attribution.grade,
        "credit_conflicts": " ".join(origin.attribution.conflicts) or None,
        "dateline": origin.attribution.dateline,
        "sponsorship": sponsorship.state,
        "sponsorship_kind": sponsorship.kind,
        "sponsorship_confidence": sponsorship.confidence,
        "clarity": sponsorship.clarity,
        "position": sponsorship.position,
        "site_policy": sponsorship.site_policy,
        "affiliate_links": affiliate.links,
        "affiliate_links_elsewhere": affiliate.links_elsewhere,
        "rel_marked": affiliate.rel_marked,
        "notice": affiliate.notice,
        "label": prediction.label if prediction else None,
        "probability": prediction.probability if prediction else None,
        "abstained": prediction.abstained if prediction else None,
        "failed": len(failed),
        "to_review": sum(finding.outcome is Outcome.NEEDS_REVIEW for finding in report.findings),
        "worst": max(failed, key=attrgetter("rank"), default=None),
    }
