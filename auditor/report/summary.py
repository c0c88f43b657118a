"""A run in figures: counts over reports and skips that can be merged in any order and grouping.

Site report, terminal summary and stores are fed from this value; none of them counts for itself.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from msgspec import Struct

from auditor.model import (
    NoticeState,
    OriginKind,
    Outcome,
    Report,
    Scope,
    Severity,
    Skipped,
    SkipReason,
    SponsorshipState,
)
from auditor.report.faults import page_name
from auditor.report.teasers import Teaser, reworded, teasers_of, unlabelled

if TYPE_CHECKING:
    from collections.abc import Iterable

WORST = 25
"""So many of the worst pages are named."""

PAID = 100
"""So many declared and suspected advertorials are named."""

TEASERS = 5000
"""So many teasers of listing pages are kept to be held against the pages that they lead to."""

EXAMPLES = 100
"""So many inputs that could not be audited are named."""

DEFECTIVE = frozenset(("metadata-only", "metadata-conflict", "staff-name", "missing"))
"""Grades of an attribution that misleads the reader; `weak` is poor, but no defect."""

NO_PAGE = frozenset((SkipReason.DUPLICATE, SkipReason.NOT_PUBLISHED, SkipReason.NOT_A_PAGE))
"""Skips of inputs that nobody would want audited: they do not make a scan incomplete."""

_SEVERITIES = tuple(reversed(Severity))


class PageCounts(Struct, frozen=True, order=True, kw_only=True):
    """One of the worst pages; the fields are in the order of comparison, counts are negative to sort first."""

    rank: tuple[int, ...]
    uri: str
    title: str = ""

    @property
    def failed(self) -> dict[str, int]:
        """Failed checks by severity, worst first."""
        return {severity: -count for severity, count in zip(_SEVERITIES, self.rank, strict=True) if count}


class PaidPage(Struct, frozen=True, order=True, kw_only=True):
    """A declared or suspected advertorial."""

    state: str
    uri: str
    title: str = ""
    sponsor: str = ""
    clarity: str = ""
    page: str = ""
    label: str = ""


class NotAudited(Struct, frozen=True, order=True, kw_only=True):
    """An input without a report, and why."""

    reason: str
    uri: str
    message: str


class Summary(Struct, frozen=True, kw_only=True):
    """The figures of a run or of any part of it.

    Every input is counted once, in `reports`, `skipped` (by reason) or `duplicates`. Unless a field says
    otherwise, dictionaries count pages. `attribution` grades wire texts that are not on the agency's own site,
    `notices` pages with affiliate links. `labels` counts the words of labels that speak about an article, by
    host. `outcomes` counts findings by rule and outcome, `failed` failed findings by severity.
    """

    inputs: int = 0
    reports: int = 0
    duplicates: int = 0
    skipped: dict[str, int] = {}
    page_types: dict[str, int] = {}
    languages: dict[str, int] = {}
    limits: dict[str, int] = {}
    origins: dict[str, int] = {}
    agencies: dict[str, int] = {}
    agency_names: dict[str, str] = {}
    attribution: dict[str, int] = {}
    conflicts: dict[str, int] = {}
    sponsorship: dict[str, int] = {}
    clarity: dict[str, int] = {}
    site_policies: int = 0
    declared_sponsors: dict[str, int] = {}
    suspected_sponsors: dict[str, int] = {}
    affiliate_pages: int = 0
    affiliate_links: int = 0
    rel_marked: int = 0
    notices: dict[str, int] = {}
    networks: dict[str, int] = {}
    script_networks: dict[str, int] = {}
    labels: dict[str, dict[str, int]] = {}
    outcomes: dict[str, dict[str, int]] = {}
    failed: dict[str, int] = {}
    predicted: dict[str, int] = {}
    worst: tuple[PageCounts, ...] = ()
    paid: tuple[PaidPage, ...] = ()
    teasers: tuple[Teaser, ...] = ()
    not_audited: tuple[NotAudited, ...] = ()

    @property
    def incomplete(self) -> int:
        """Inputs that should have been audited and could not be."""
        return sum(count for reason, count in self.skipped.items() if reason not in NO_PAGE)

    @property
    def wire_texts(self) -> int:
        """Wire texts whose attribution was graded: the denominator of `defective`."""
        return sum(self.attribution.values())

    @property
    def defective(self) -> int:
        """Wire texts whose attribution misleads the reader."""
        return sum(count for grade, count in self.attribution.items() if grade in DEFECTIVE)

    @property
    def inconsistent_labels(self) -> dict[str, dict[str, int]]:
        """Hosts that label articles in more than one way, with their words."""
        return {host: words for host, words in self.labels.items() if len(words) > 1}

    @property
    def unlabelled_teasers(self) -> tuple[Teaser, ...]:
        """Teasers without a label that lead to pages which carry one."""
        return unlabelled(self.teasers, self._labels)

    @property
    def reworded_teasers(self) -> tuple[tuple[Teaser, str], ...]:
        """Teasers whose label has other words than the page they lead to, with the words there."""
        return reworded(self.teasers, self._labels)

    @property
    def _labels(self) -> dict[str, str]:
        return {item.page: item.label for item in self.paid if item.state == SponsorshipState.DECLARED}

    def merge(self, other: Summary) -> Summary:
        """Both together. `merge` is associative and commutative, and `Summary()` is neutral."""
        return Summary(
            **{
                name: _merged(name, getattr(self, name), getattr(other, name))
                for name in self.__struct_fields__
            }
        )


_CAPS = {"worst": WORST, "paid": PAID, "teasers": TEASERS, "not_audited": EXAMPLES}


def _merged(name: str, one: Any, other: Any) -> Any:
    if isinstance(one, int):
        return one + other
    if isinstance(one, tuple):
        return tuple(sorted((*one, *other))[: _CAPS[name]])
    joined = dict(one)
    for key, value in other.items():
        if key not in joined:
            joined[key] = value
        elif isinstance(value, str):
            # Two packs may name one agency differently; either order must give the same.
            joined[key] = min(joined[key], value)
        else:
            joined[key] = _merged(name, joined[key], value)
    return {key: joined[key] for key in sorted(joined)}


def summarise(results: Iterable[Report | Skipped]) -> Summary:
    """The figures of some reports and skips; memory grows with names and hosts, not with pages."""
    tally = Tally()
    for result in results:
        tally.add(result)
    return tally.summary()


class Tally:
    """A summary that is still growing."""

    def __init__(self) -> None:
        self.numbers: Counter[str] = Counter()
        self.counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self.nested: defaultdict[str, defaultdict[str, Counter[str]]] = defaultdict(
            lambda: defaultdict(Counter)
        )
        self.names: dict[str, str] = {}
        self.lists: defaultdict[str, list[Any]] = defaultdict(list)

    def add(self, result: Report | Skipped) -> None:
        """Count one input."""
        self.numbers["inputs"] += 1
        if isinstance(result, Skipped):
            self._skipped(result)
            return
        self.numbers["reports"] += 1
        count = self.counts
        count["page_types"][result.subject.page_type] += 1
        count["languages"][result.subject.language or "unknown"] += 1
        count["limits"].update(result.coverage.limits)
        prediction = result.classification
        if prediction is not None:
            count["predicted"][("abstained" if prediction.abstained else prediction.label) or "none"] += 1
        self._origin(result)
        self._sponsorship(result)
        self._affiliate(result)
        self._findings(result)
        for teaser in teasers_of(result):
            self._keep("teasers", teaser)

    def _skipped(self, result: Skipped) -> None:
        if result.reason is SkipReason.DUPLICATE:
            self.numbers["duplicates"] += 1
            return
        self.counts["skipped"][result.reason] += 1
        if result.reason not in NO_PAGE:
            item = NotAudited(reason=result.reason, uri=result.subject.uri, message=result.message)
            self._keep("not_audited", item)

    def _origin(self, report: Report) -> None:
        origin = report.conclusions.origin
        self.counts["origins"][origin.kind] += 1
        for agency in origin.agencies:
            self.counts["agencies"][agency.id] += 1
            self.names[agency.id] = min(self.names.get(agency.id, agency.name), agency.name)
        if origin.kind in (OriginKind.WIRE, OriginKind.WIRE_PARTIAL) and not origin.own_agency:
            self.counts["attribution"][origin.attribution.grade or "ungraded"] += 1
            self.counts["conflicts"].update(origin.attribution.conflicts)

    def _sponsorship(self, report: Report) -> None:
        sponsorship = report.conclusions.sponsorship
        state = sponsorship.state
        self.counts["sponsorship"][state] += 1
        self.numbers["site_policies"] += sponsorship.site_policy
        if state not in (SponsorshipState.DECLARED, SponsorshipState.SUSPECTED):
            return
        if state is SponsorshipState.DECLARED:
            self.counts["clarity"][sponsorship.clarity or "unknown"] += 1
        self.counts[f"{state}_sponsors"][sponsorship.sponsor or "not named"] += 1
        labels = [
            item
            for item in report.evidence
            if item.signal == "sponsorship.label" and item.scope is Scope.ARTICLE
        ]
        page = PaidPage(
            state=state,
            uri=report.subject.uri,
            title=report.subject.title or "",
            sponsor=sponsorship.sponsor or "",
            clarity=sponsorship.clarity or "",
            page=page_name(report.subject),
            label=labels[0].quote.exact if labels else "",
        )
        self._keep("paid", page)
        host = _host(report)
        words = {item.properties.get("word") or item.quote.exact.casefold() for item in labels}
        self.nested["labels"][host].update(words)

    def _affiliate(self, report: Report) -> None:
        affiliate = report.conclusions.affiliate
        self.counts["script_networks"].update(affiliate.monetised_by_script)
        if affiliate.links:
            self.numbers["affiliate_pages"] += 1
            self.numbers["affiliate_links"] += affiliate.links
            self.numbers["rel_marked"] += affiliate.rel_marked
            self.counts["networks"].update(affiliate.networks)
            self.counts["notices"][affiliate.notice or NoticeState.NONE] += 1

    def _findings(self, report: Report) -> None:
        failed: Counter[str] = Counter()
        for finding in report.findings:
            self.nested["outcomes"][finding.rule][finding.outcome] += 1
            if finding.outcome is Outcome.FAIL:
                failed[finding.severity] += 1
        if failed:
            self.counts["failed"].update(failed)
            rank = tuple(-failed[severity] for severity in _SEVERITIES)
            self._keep(
                "worst", PageCounts(rank=rank, uri=report.subject.uri, title=report.subject.title or "")
            )

    def _keep(self, name: str, item: PageCounts | PaidPage | Teaser | NotAudited) -> None:
        """Remember an item among the first of its kind."""
        items = self.lists[name]
        items.append(item)
        if len(items) > 4 * _CAPS[name]:
            items[:] = sorted(items)[: _CAPS[name]]

    def summary(self) -> Summary:
        """The figures so far."""
        counts = {name: dict(sorted(counter.items())) for name, counter in self.counts.items()}
        nested = {
            name: {key: dict(sorted(counter.items())) for key, counter in sorted(group.items()) if counter}
            for name, group in self.nested.items()
        }
        lists = {name: tuple(sorted(items)[: _CAPS[name]]) for name, items in self.lists.items()}
        names = dict(sorted(self.names.items()))
        fields: dict[str, Any] = {**self.numbers, **counts, **nested, **lists}
        return Summary(agency_names=names, **fields)


def _host(report: Report) -> str:
    try:
        return (urlsplit(report.subject.final_uri or report.subject.uri).hostname or "").removeprefix("www.")
    except ValueError:
        return ""
