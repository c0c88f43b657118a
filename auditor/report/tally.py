"""Reports and skips counted one after another into a summary."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any

from auditor.model import (
    NoticeState,
    OriginKind,
    Outcome,
    PageType,
    Report,
    Scope,
    Skipped,
    SkipReason,
    SponsorshipState,
)
from auditor.page.address import host_of
from auditor.report.faults import page_name
from auditor.report.summary import CAPS, NO_PAGE, WORST_FIRST, NotAudited, PageCounts, PaidPage, Summary
from auditor.report.teasers import Teaser, teasers_of

if TYPE_CHECKING:
    from collections.abc import Iterable


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
        if result.subject.page_type is not PageType.LISTING:
            # Nobody writes, labels or sells a list: the home page of an agency's customer is no original text.
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
        host = host_of(report.subject.final_uri or report.subject.uri)
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
            rank = tuple(-failed[severity] for severity in WORST_FIRST)
            self._keep(
                "worst", PageCounts(rank=rank, uri=report.subject.uri, title=report.subject.title or "")
            )

    def _keep(self, name: str, item: PageCounts | PaidPage | Teaser | NotAudited) -> None:
        """Remember an item among the first of its kind."""
        items = self.lists[name]
        items.append(item)
        if len(items) > 4 * CAPS[name]:
            items[:] = sorted(items)[: CAPS[name]]

    def summary(self) -> Summary:
        """The figures so far."""
        counts = {name: dict(sorted(counter.items())) for name, counter in self.counts.items()}
        nested = {
            name: {key: dict(sorted(counter.items())) for key, counter in sorted(group.items()) if counter}
            for name, group in self.nested.items()
        }
        lists = {name: tuple(sorted(items)[: CAPS[name]]) for name, items in self.lists.items()}
        names = dict(sorted(self.names.items()))
        fields: dict[str, Any] = {**self.numbers, **counts, **nested, **lists}
        return Summary(agency_names=names, **fields)
