"""The comparison report: two runs of a site side by side, as one HTML file."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from auditor.model import Severity
from auditor.report.changes import compare
from auditor.report.faults import gather
from auditor.report.html import page
from auditor.report.tally import summarise

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from auditor.model import Report, Skipped
    from auditor.report.faults import Fault, Found
    from auditor.report.summary import Summary

# A longer list is read in the runs themselves.
_LISTED = 500

_PATHS = {
    "origin.kind": "who wrote it",
    "origin.agencies": "agencies",
    "sponsorship.state": "who paid",
    "sponsorship.position": "place of the label",
    "affiliate.links": "affiliate links",
    "affiliate.notice": "affiliate notice",
}


class Group(NamedTuple):
    """The faults of one check on one page; `whats` are the links or words that it is about."""

    page: str
    rule: str
    severity: str
    message: str
    whats: tuple[str, ...]


class Pair(NamedTuple):
    """One figure in both runs; `better` is 1 when more of it is better, -1 when less is, 0 when neither."""

    name: str
    before: int
    after: int
    better: int

    @property
    def verdict(self) -> str:
        """`better`, `worse` or nothing."""
        change = (self.after - self.before) * self.better
        return "better" if change > 0 else "worse" if change < 0 else ""


def render_comparison(
    before: Sequence[Report | Skipped],
    after: Sequence[Report | Skipped],
    *,
    names: tuple[str, str],
    title: str,
) -> str:
    """Write the comparison of two runs; `names` are what the runs are called."""
    old, new = summarise(before), summarise(after)
    changes = compare(before, after)
    failed_before, failed_after = (_failing(gather(run)[0]) for run in (before, after))
    return page(
        "comparison.html.j2",
        title=title,
        names=names,
        pairs=tuple(Pair(name, first, second, better) for (name, first, better), (_, second, _) in zip(
            _figures(old), _figures(new), strict=True
        )),
        changes=changes,
        new=_grouped(item for item in changes.new if _check(item) not in failed_before),
        fixed=_grouped(item for item in changes.fixed if _check(item) not in failed_after),
        still=_grouped(item for item in changes.new if _check(item) in failed_before),
        paths=_PATHS,
        listed=_LISTED,
    )  # fmt: skip


def _check(item: Found) -> tuple[str, str]:
    return (item.fault.page, item.fault.rule)


def _failing(found: Mapping[Fault, Found]) -> frozenset[tuple[str, str]]:
    """Name the pages and checks that fail at all, whatever the words or links."""
    return frozenset(map(_check, found.values()))


def _grouped(found: Iterable[Found]) -> tuple[Group, ...]:
    """Put the faults of one check on one page together, by page."""
    groups: dict[tuple[str, str], list[Found]] = {}
    for item in found:
        groups.setdefault(_check(item), []).append(item)
    return tuple(
        Group(
            page,
            rule,
            items[0].severity.value,
            items[0].message,
            tuple(i.fault.what for i in items if i.fault.what),
        )
        for (page, rule), items in sorted(groups.items())
    )


def _figures(summary: Summary) -> tuple[tuple[str, int, int], ...]:
    """Name every figure of one run that is set against the other's, and which way is better."""
    return (
        ("Pages audited", summary.reports, 0),
        ("Not audited", summary.incomplete, -1),
        ("Agency texts", summary.agency_texts, 0),
        ("Agency texts with a misleading credit", summary.defective, -1),
        ("Labelled as paid for", summary.sponsorship.get("declared", 0), 0),
        ("Suspected, not labelled", summary.sponsorship.get("suspected", 0), -1),
        ("Pages with affiliate links", summary.affiliate_pages, 0),
        ("of them without a notice in time", summary.late_notices, -1),
        *(
            (f"Failed checks, {severity}", summary.failed.get(severity, 0), -1)
            for severity in reversed(Severity)
        ),
    )
