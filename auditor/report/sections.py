"""A summary put into words once, for the text and the Markdown of the site report."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

from auditor.model import OriginKind, Severity, SkipReason, SponsorshipState
from auditor.report.answers import GRADES, NOTICE, ORIGIN, SPONSORSHIP
from auditor.report.summary import DEFECTIVE, NO_PAGE
from auditor.report.wording import LIMITS, SKIPS, count, percent

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from auditor.report.summary import Summary

# More names than this hide the figures; the run itself has them all.
_NAMES = 12
_EXAMPLES = 3


class Line(NamedTuple):
    """A sentence."""

    text: str


class Number(NamedTuple):
    """A count and what it counts, one of several below each other; `share` of a whole where that says more."""

    number: int
    text: str
    share: float | None = None


class Names(NamedTuple):
    """Names with their counts, the most frequent first; `more` are left out."""

    title: str
    pairs: tuple[tuple[str, int], ...]
    more: int = 0


class Example(NamedTuple):
    """A page, and what is said about it."""

    uri: str
    text: str


Item = Line | Number | Names | Example


class Section(NamedTuple):
    """One question with the figures that answer it."""

    title: str
    items: tuple[Item, ...]


def sections(summary: Summary) -> tuple[Section, ...]:
    """The whole summary, in reading order; sections with nothing to say are left out."""
    parts = (
        ("What was read", _inputs(summary)),
        ("Who wrote it", _origin(summary)),
        ("Who paid", _sponsorship(summary)),
        ("Who earns", _affiliate(summary)),
        ("Checks", _checks(summary)),
        ("What could not be audited", _not_audited(summary)),
    )
    made = (Section(title, tuple(items)) for title, items in parts)
    return tuple(section for section in made if section.items)


def _inputs(summary: Summary) -> Iterator[Item]:
    yield Line(
        f"{count(summary.inputs, 'input')}: {count(summary.reports, 'report')}, "
        f"{sum(summary.skipped.values()):,} skipped, {count(summary.duplicates, 'duplicate')}"
    )
    yield from _names("Kinds of page", summary.page_types)
    yield from _names("Languages", summary.languages)


def _origin(summary: Summary) -> Iterator[Item]:
    if summary.listings:
        yield Line(
            f"Of {count(summary.articles, 'page')}, without {count(summary.listings, 'list')} of articles"
        )
    yield from _shares(summary.origins, OriginKind, ORIGIN, summary.articles)
    yield from _names(
        "Credited", {summary.agency_names.get(id_, id_): n for id_, n in summary.agencies.items()}
    )
    if summary.wire_texts:
        share = percent(summary.defective / summary.wire_texts)
        yield Line(
            f"Attribution of {count(summary.wire_texts, 'wire text')}: {summary.defective:,} defective ({share})"
        )
        for grade, number in _ranked(summary.attribution):
            yield Number(number, ("✗ " if grade in DEFECTIVE else "") + GRADES.get(grade, grade))


def _sponsorship(summary: Summary) -> Iterator[Item]:
    yield from _shares(summary.sponsorship, SponsorshipState, SPONSORSHIP, summary.articles)
    yield from _names("Labels are", summary.clarity)
    yield from _names("Sponsors of labelled pages", summary.declared_sponsors)
    yield from _names("Sponsors of suspected pages", summary.suspected_sponsors)
    words: Counter[str] = Counter()
    for found in summary.labels.values():
        words.update(found)
    yield from _names("Label words", _quoted(words))
    for host, found in list(summary.inconsistent_labels.items())[:_NAMES]:
        yield from _names(f"{host or 'Pages without a host'}: labelled in {len(found)} ways", _quoted(found))
    bare, other = summary.unlabelled_teasers, summary.reworded_teasers
    if bare:
        yield Line(f"{count(len(bare), 'teaser')} without the label that the page shows:")
    for teaser in bare[:_NAMES]:
        yield Example(teaser.on, f"leads to {teaser.story}")
    if other:
        yield Line(f"{count(len(other), 'teaser')} with other words than the page:")
    for teaser, label in other[:_NAMES]:
        yield Example(teaser.on, f"“{teaser.label}” leads to {teaser.story}, “{label}”")
    if summary.site_policies:
        yield Line(f"{count(summary.site_policies, 'page')} with a blanket statement of the site")


def _affiliate(summary: Summary) -> Iterator[Item]:
    yield Line(f"{count(summary.affiliate_pages, 'page')} with affiliate links")
    for notice, number in _ranked(summary.notices):
        yield Number(number, _word(NOTICE, notice))
    yield from _names("Networks", summary.networks)
    yield from _names("Links rewritten by script", summary.script_networks)
    if summary.affiliate_links:
        share = percent(summary.rel_marked / summary.affiliate_links)
        links = count(summary.affiliate_links, "affiliate link")
        yield Line(f"{summary.rel_marked:,} of {links} marked for search engines ({share})")


def _checks(summary: Summary) -> Iterator[Item]:
    failed = [f"{summary.failed[name]:,} {name}" for name in reversed(Severity) if summary.failed.get(name)]
    yield Line(f"Failed: {', '.join(failed)}" if failed else "No check failed.")
    rules = {rule: outcomes["fail"] for rule, outcomes in summary.outcomes.items() if "fail" in outcomes}
    for rule, number in _ranked(rules)[:_NAMES]:
        yield Number(number, rule)
    if summary.worst:
        yield Line("Worst pages:")
    for page in summary.worst[:_NAMES]:
        yield Example(page.uri, ", ".join(f"{number} {severity}" for severity, number in page.failed.items()))


def _not_audited(summary: Summary) -> Iterator[Item]:
    shown: Counter[str] = Counter()
    for reason, number in _ranked(summary.skipped):
        yield Number(number, f"{reason}: {_word(SKIPS, reason)}")
    for item in summary.not_audited:
        shown[item.reason] += 1
        if shown[item.reason] <= _EXAMPLES and SkipReason(item.reason) not in NO_PAGE:
            yield Example(item.uri, item.message)
    if summary.limits:
        yield Line("Audited, but not in full:")
    for limit, number in _ranked(summary.limits):
        yield Number(number, _word(LIMITS, limit))


def _shares(numbers: Mapping[str, int], order: Any, names: Mapping[Any, str], whole: int) -> Iterator[Number]:
    for kind in order:
        if numbers.get(kind):
            yield Number(numbers[kind], names[kind], numbers[kind] / whole)


def _names(title: str, numbers: Mapping[str, int]) -> Iterator[Names]:
    if numbers:
        ranked = _ranked(numbers)
        yield Names(title, tuple(ranked[:_NAMES]), max(0, len(ranked) - _NAMES))


def _quoted(words: Mapping[str, int]) -> dict[str, int]:
    return {f"“{word}”": number for word, number in words.items()}


def _word(names: Mapping[Any, str], key: str) -> str:
    """The words for a value of an enumeration that is at hand as plain text."""
    return names.get(key, key)


def _ranked(numbers: Mapping[str, int]) -> list[tuple[str, int]]:
    return sorted(numbers.items(), key=lambda pair: (-pair[1], pair[0]))
