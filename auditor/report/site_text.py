"""A run's summary as plain text of at most 80 columns, for terminals and pipes alike."""

from __future__ import annotations

from collections import Counter
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from auditor.model import OriginKind, Severity, SkipReason, SponsorshipState
from auditor.page.text import clean
from auditor.report.answers import NOTICE, ORIGIN, SPONSORSHIP
from auditor.report.summary import DEFECTIVE, NO_PAGE
from auditor.report.wording import LIMITS, SKIPS, count, percent

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from auditor.report.summary import Summary

_WIDTH = 80
# More names than this hide the figures; the run itself has them all.
_NAMES = 12

_GRADES = {
    "ok": "credit in order",
    "weak": "credit weak (dateline or abbreviation only)",
    "metadata-only": "credit only where no reader sees it",
    "metadata-conflict": "credit contradicted by the page's data",
    "staff-name": "staff named as author",
    "missing": "no credit",
    "ungraded": "not graded",
}


def render(summary: Summary) -> str:
    """Write the summary; nothing that comes from a page can style or move a terminal."""
    parts = (_inputs, _origin, _sponsorship, _affiliate, _checks, _not_audited)
    lines = [line for part in parts for line in part(summary)]
    return "\n".join(lines) + "\n"


def _inputs(summary: Summary) -> Iterator[str]:
    skipped = sum(summary.skipped.values())
    yield f"{count(summary.inputs, 'input')}: {count(summary.reports, 'report')}, {skipped} skipped, {count(summary.duplicates, 'duplicate')}"
    yield from _list("Kinds of page", summary.page_types)
    yield from _list("Languages", summary.languages)


def _origin(summary: Summary) -> Iterator[str]:
    yield from ("", "WHO WROTE IT")
    yield from _bars({kind: summary.origins.get(kind, 0) for kind in OriginKind}, ORIGIN, summary.reports)
    names = {summary.agency_names.get(id_, id_): number for id_, number in summary.agencies.items()}
    yield from _list("Credited", names)
    if summary.wire_texts:
        share = percent(summary.defective / summary.wire_texts)
        yield f"  Attribution of {count(summary.wire_texts, 'wire text')}: {summary.defective} defective ({share})"
        for grade, number in _ranked(summary.attribution):
            yield f"    {number:>6}  {'✗ ' if grade in DEFECTIVE else ''}{_GRADES.get(grade, grade)}"


def _sponsorship(summary: Summary) -> Iterator[str]:
    yield from ("", "WHO PAID")
    states = {state: summary.sponsorship.get(state, 0) for state in SponsorshipState}
    yield from _bars(states, SPONSORSHIP, summary.reports)
    yield from _list("Labels are", summary.clarity)
    yield from _list("Sponsors of labelled pages", summary.declared_sponsors)
    yield from _list("Sponsors of suspected pages", summary.suspected_sponsors)
    words: Counter[str] = Counter()
    for found in summary.labels.values():
        words.update(found)
    yield from _list("Label words", {f"“{word}”": number for word, number in words.items()})
    for host, found in list(summary.inconsistent_labels.items())[:_NAMES]:
        yield from _list(
            f"{clean(host)} labels in {len(found)} ways", {f"“{word}”": n for word, n in found.items()}
        )
    if summary.site_policies:
        yield f"  {count(summary.site_policies, 'page')} with a blanket statement of the site"


def _affiliate(summary: Summary) -> Iterator[str]:
    yield from ("", "WHO EARNS")
    yield f"  {count(summary.affiliate_pages, 'page')} with affiliate links"
    for notice, number in _ranked(summary.notices):
        yield f"    {number:>6}  {NOTICE.get(notice, notice)}"  # type: ignore[call-overload]  # a StrEnum is its string
    yield from _list("Networks", summary.networks)
    yield from _list("Links rewritten by script", summary.script_networks)
    if summary.affiliate_links:
        share = percent(summary.rel_marked / summary.affiliate_links)
        yield f"  {summary.rel_marked} of {count(summary.affiliate_links, 'affiliate link')} marked for search engines ({share})"


def _checks(summary: Summary) -> Iterator[str]:
    yield from ("", "CHECKS")
    failed = {severity: summary.failed.get(severity, 0) for severity in reversed(Severity)}
    if any(failed.values()):
        yield "  Failed: " + ", ".join(
            f"{number} {severity}" for severity, number in failed.items() if number
        )
    else:
        yield "  No check failed."
    rules = {rule: outcomes["fail"] for rule, outcomes in summary.outcomes.items() if "fail" in outcomes}
    for rule, number in _ranked(rules)[:_NAMES]:
        yield f"    {number:>6}  {rule}"
    if summary.worst:
        yield "  Worst pages:"
    for page in summary.worst[:_NAMES]:
        failures = ", ".join(f"{number} {severity}" for severity, number in page.failed.items())
        yield f"    {failures}: {clean(page.uri)[:300]}"


def _not_audited(summary: Summary) -> Iterator[str]:
    if not summary.skipped and not summary.limits:
        return
    yield from ("", "WHAT COULD NOT BE AUDITED")
    for reason, number in _ranked(summary.skipped):
        yield f"  {number:>6}  {reason}: {SKIPS.get(reason, reason)}"  # type: ignore[call-overload]  # as above
    shown: Counter[str] = Counter()
    for item in summary.not_audited:
        shown[item.reason] += 1
        if shown[item.reason] <= 3 and SkipReason(item.reason) not in NO_PAGE:
            yield from wrap(
                f"{clean(item.uri)[:200]}: {clean(item.message)}",
                _WIDTH,
                initial_indent="    ",
                subsequent_indent="      ",
            )
    if summary.limits:
        yield "  Audited with limits:"
    for limit, number in _ranked(summary.limits):
        yield f"  {number:>6}  {LIMITS.get(limit, limit)}"  # type: ignore[call-overload]  # as above


def _bars(numbers: Mapping[Any, int], names: Mapping[Any, str], whole: int) -> Iterator[str]:
    for key, number in numbers.items():
        if number:
            bar = "█" * max(1, round(30 * number / whole))
            yield f"  {names[key]:14} {number:>7}  {percent(number / whole):>5}  {bar}"


def _list(title: str, numbers: Mapping[str, int]) -> Iterator[str]:
    """One paragraph of names with their numbers, the most frequent first."""
    if not numbers:
        return
    ranked = _ranked(numbers)
    names = [f"{clean(name)[:60]} {number}" for name, number in ranked[:_NAMES]]
    if len(ranked) > _NAMES:
        names.append(f"and {len(ranked) - _NAMES} more")
    yield from wrap(f"{title}: {', '.join(names)}", _WIDTH, initial_indent="  ", subsequent_indent="    ")


def _ranked(numbers: Mapping[str, int]) -> list[tuple[str, int]]:
    return sorted(numbers.items(), key=lambda pair: (-pair[1], pair[0]))
