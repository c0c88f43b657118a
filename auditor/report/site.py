"""The site report: a run's figures, its course over time and every page of it, as one HTML file.

The figures come from `Summary`; here they are put in order for the template. One row per input is all that is
kept of a run, so memory stays small.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import msgspec
from markupsafe import Markup

from auditor.model import OriginKind, Outcome, PageType, Report
from auditor.report import wording
from auditor.report.answers import GRADES, NOTICE, ORIGIN, SPONSORSHIP
from auditor.report.details import pack
from auditor.report.figures import capitalised, charts, checks, courses, figures, labels, periods
from auditor.report.html import page, shown
from auditor.report.summary import WORST_FIRST

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Sequence

    from auditor.model import AuditInfo, Skipped
    from auditor.report.details import Detail, Packed
    from auditor.report.summary import Summary

# A page that runs no script shows so many rows; more belong in a spreadsheet.
_STATIC_ROWS = 50
_TITLE = 140


class Row(NamedTuple):
    """What the site report says about one input; `link` leads to its article report."""

    title: str
    uri: str
    link: str
    published: str
    origin: str
    agencies: str
    credit: str
    paid: str
    sponsor: str
    links: int
    notice: str
    networks: str
    failed: int
    worst: int
    review: int
    skipped: str


def row(result: Report | Skipped, link: str | None = None) -> Row:
    """Make the row of one report or skip; `link` is the address of its article report."""
    subject = result.subject
    title = (shown(subject.title or "") or shown(subject.uri) or "(no headline)")[:_TITLE]
    start = (title, shown(subject.final_uri or subject.uri), link or "", shown(subject.published or ""))
    if not isinstance(result, Report):
        return Row(*start, "", "", "", "", "", 0, "", "", 0, -1, 0, wording.SKIPS[result.reason])
    origin, sponsorship, affiliate = (
        result.conclusions.origin,
        result.conclusions.sponsorship,
        result.conclusions.affiliate,
    )
    failed = [finding for finding in result.findings if finding.outcome is Outcome.FAIL]
    end = (
        len(failed),
        max((finding.severity.rank for finding in failed), default=-1),
        sum(finding.outcome is Outcome.NEEDS_REVIEW for finding in result.findings),
        "",
    )
    if subject.page_type is PageType.LISTING:
        return Row(*start, wording.LIST, "", "", "", "", 0, "", "", *end)
    return Row(
        *start,
        ORIGIN[origin.kind],
        shown(wording.listed(agency.name for agency in origin.agencies)),
        _grade(result),
        SPONSORSHIP[sponsorship.state],
        shown(sponsorship.sponsor or ""),
        affiliate.links,
        NOTICE[affiliate.notice] if affiliate.links else "",
        shown(wording.listed(affiliate.networks)),
        *end,
    )


def _grade(report: Report) -> str:
    """Say how well an agency text is credited; nothing for other texts."""
    origin = report.conclusions.origin
    if origin.kind not in (OriginKind.WIRE, OriginKind.WIRE_PARTIAL) or origin.own_agency:
        return ""
    grade = origin.attribution.grade or "ungraded"
    return capitalised(GRADES[grade]) if grade in GRADES else str(shown(grade))


def render_site(
    summary: Summary,
    rows: Sequence[Row],
    *,
    title: str,
    details: Sequence[Detail] = (),
    audit: AuditInfo | None = None,
    source: str | None = None,
) -> str:
    """Write the site report.

    `details` are what the rows open, in their order. `source` is the file of the run, `audit` says what made its
    reports.
    """
    order = sorted(range(len(rows)), key=lambda number: _rank(rows[number]))
    ordered = [rows[number] for number in order]
    over_time = periods(rows)
    undated = sum(not item.published and not item.skipped and item.origin != wording.LIST for item in rows)
    return page(
        "site.html.j2",
        title=title,
        script="table.js",
        summary=summary,
        audit=audit,
        source=source,
        figures=figures(summary),
        charts=charts(summary),
        labels=labels(summary),
        periods=over_time,
        undated=undated,
        courses=courses(over_time),
        checks=checks(summary),
        severities=WORST_FIRST,
        rows=ordered[:_STATIC_ROWS],
        fields=Row._fields,
        data=script_data(ordered),
        details=script_data(pack(details[number] for number in order)) if details else None,
        total=len(ordered),
    )


def _rank(item: Row) -> tuple[int, int, int, str]:
    """Order the rows: worst first."""
    return (-item.worst, -item.failed, -item.review, item.uri)


def site_title(names: Counter[str], otherwise: str) -> str:
    """Choose the heading: the name that more than half of the pages give the site, or else the run's."""
    for name, times in names.most_common(1):
        if name and 2 * times > names.total():
            return str(shown(name))
    return otherwise


def script_data(values: Sequence[Row] | Packed) -> Markup:
    """Encode values for a script element: nothing in it can end the element or start a comment."""
    text = msgspec.json.encode(values).decode()
    for char, escaped in (
        ("<", "\\u003c"),
        (">", "\\u003e"),
        ("&", "\\u0026"),
        ("\u2028", "\\u2028"),
        ("\u2029", "\\u2029"),
    ):
        text = text.replace(char, escaped)
    return Markup(text)  # noqa: S704 - escaped for this place
