"""Findings taken apart into faults that can be told again in another run of the same page.

A fault is one quote or link under one rule on one page. Its name holds no line, selector, rule version or
wording of ours, so it survives a redesign of the page and an update of the rules.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, quote, unquote, urlencode, urljoin, urlsplit, urlunsplit

from msgspec import Struct

from auditor.model import Outcome, Report
from auditor.page.text import plain
from auditor.sources.names import MIRRORS, asked_for

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from auditor.model import Evidence, Finding, Severity, Skipped, SourceRef, Subject

_TRACKING = ("utm_", "fbclid", "gclid", "mc_cid", "mc_eid", "igshid", "ref_src")
_WORDS = 160
FAILED = (Outcome.FAIL,)
FAILED_OR_OPEN = (Outcome.FAIL, Outcome.NEEDS_REVIEW)


class Fault(Struct, frozen=True, order=True):
    """What a fault is known by; `what` holds the folded words of the quote, or a link, or nothing."""

    rule: str
    page: str
    what: str


class Found(Struct, frozen=True, kw_only=True):
    """A fault as a run has it: how often, how grave, and in whose words."""

    fault: Fault
    times: int
    severity: Severity
    outcome: Outcome
    message: str


def page_name(subject: Subject) -> str:
    """What a page is known by across runs: its canonical address, else the one it was read from.

    A canonical address on another host is not believed: it would let a page pass for somebody else's. A file of
    one's own has no address to hold it against.
    """
    address = _whole(subject.final_uri or subject.uri)
    canonical = _whole(subject.canonical or "")
    try:
        read = urlsplit(address)
        if canonical and read.hostname:
            joined = urljoin(address, canonical)
            canonical = joined if "://" in canonical else as_asked_for(joined, subject.source)
        host = urlsplit(canonical).hostname
        if host and (host == read.hostname or read.scheme == "file"):
            address = canonical
        parts = urlsplit(address)
        query = [
            (name, value)
            for name, value in parse_qsl(parts.query, keep_blank_values=True)
            if not name.lower().startswith(_TRACKING)
        ]
    except ValueError:
        return address
    return urlunsplit((parts.scheme.lower(), parts.netloc.lower(), parts.path, urlencode(query), ""))


def named(evidence: Evidence | None) -> str:
    """The part of a fault's name that its evidence gives: a link without its parameters, else the quoted words."""
    if evidence is None:
        return ""
    if evidence.link:
        try:
            parts = urlsplit(evidence.link)
        except ValueError:
            return evidence.link[:_WORDS]
        return f"{parts.netloc.lower()}{quote(parts.path, safe='/%:@!$&()*+,;=~-._', errors='replace')}"[
            :_WORDS
        ]
    return plain(evidence.quote.exact)[:_WORDS]


def faults(result: Report | Skipped, outcomes: tuple[Outcome, ...] = FAILED) -> Iterator[Found]:
    """Take the findings of a report with one of these outcomes apart, in the report's order."""
    if not isinstance(result, Report):
        return
    page = page_name(result.subject)
    by_id = {item.id: item for item in result.evidence}
    for finding in result.findings:
        if finding.outcome in outcomes:
            names = Counter(named(by_id[id_]) for id_ in finding.evidence if id_ in by_id) or Counter([""])
            for what, times in names.items():
                yield _found(finding, Fault(_whole(finding.rule), page, _whole(what)), times)


def as_asked_for(address: str, source: SourceRef) -> str:
    """A link of a mirror's page as the site has it: copiers make links lead to their own files."""
    if source.kind not in MIRRORS:
        return address
    try:
        parts = urlsplit(address)
    except ValueError:
        return address
    path = asked_for(unquote(parts.path) + (f"?{parts.query}" if parts.query else ""))
    before, _, query = path.partition("?")
    return urlunsplit((parts.scheme, parts.netloc, quote(before, safe="/@!$&'()*+,;=:~"), query, ""))


def _whole(text: str) -> str:
    """Replace halves of surrogate pairs, which no file can hold."""
    return text.encode("utf-8", "replace").decode()


def _found(finding: Finding, fault: Fault, times: int) -> Found:
    return Found(
        fault=fault,
        times=times,
        severity=finding.severity,
        outcome=finding.outcome,
        message=finding.message,
    )


def gather(
    results: Iterable[Report | Skipped], outcomes: tuple[Outcome, ...] = FAILED
) -> tuple[dict[Fault, Found], frozenset[str]]:
    """All faults of a run, those of one name counted together, and the pages that were read."""
    found: dict[Fault, Found] = {}
    pages = set()
    for result in results:
        if isinstance(result, Report):
            pages.add(page_name(result.subject))
        for item in faults(result, outcomes):
            old = found.get(item.fault)
            times = item.times + (old.times if old else 0)
            found[item.fault] = Found(
                fault=item.fault,
                times=times,
                severity=item.severity,
                outcome=item.outcome,
                message=item.message,
            )
    return found, frozenset(pages)
