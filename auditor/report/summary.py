"""A run in figures: counts over reports and skips that can be merged in any order and grouping.

Site report, terminal summary and stores are fed from this value; none of them counts for itself.
"""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from auditor.model import NoticeState, OriginKind, PageType, Severity, SkipReason, SponsorshipState
from auditor.report.teasers import Teaser, reworded, unlabelled

WORST = 25
"""So many of the worst pages are named."""

PAID = 100
"""So many declared and suspected advertorials are named."""

TEASERS = 5000
"""So many teasers of listing pages are kept to be held against the pages that they lead to."""

EXAMPLES = 100
"""So many inputs that could not be audited are named."""

CAPS = {"worst": WORST, "paid": PAID, "teasers": TEASERS, "not_audited": EXAMPLES}
"""List of a summary -> how many it keeps."""

DEFECTIVE = frozenset(("metadata-only", "metadata-conflict", "staff-name", "missing"))
"""Grades of an attribution that misleads the reader; `weak` is poor, but no defect."""

NO_PAGE = frozenset((SkipReason.DUPLICATE, SkipReason.NOT_PUBLISHED, SkipReason.NOT_A_PAGE))
"""Skips of inputs that nobody would want audited: they do not make a scan incomplete."""

WORST_FIRST = tuple(reversed(Severity))
"""The severities in the order of `PageCounts.rank`."""


class PageCounts(Struct, frozen=True, order=True, kw_only=True):
    """One of the worst pages; the fields are in the order of comparison, counts are negative to sort first."""

    rank: tuple[int, ...]
    uri: str
    title: str = ""

    @property
    def failed(self) -> dict[str, int]:
        """Failed checks by severity, worst first."""
        return {severity: -count for severity, count in zip(WORST_FIRST, self.rank, strict=True) if count}


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

    Every input is counted once, in `reports`, `skipped` (by reason) or `duplicates`. Who wrote, who paid and who
    earns is counted for `articles`: pages that are no list of others. Unless a field says otherwise, dictionaries
    count pages. `attribution` grades wire texts that are not on the agency's own site,
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
    def listings(self) -> int:
        """Audited pages that list articles: home, topic, author and archive pages."""
        return self.page_types.get(PageType.LISTING, 0)

    @property
    def articles(self) -> int:
        """Audited pages that are no list."""
        return self.reports - self.listings

    @property
    def incomplete(self) -> int:
        """Inputs that should have been audited and could not be."""
        return sum(count for reason, count in self.skipped.items() if reason not in NO_PAGE)

    @property
    def agency_texts(self) -> int:
        """Pages whose text is an agency's, in whole or in part."""
        return sum(self.origins.get(kind, 0) for kind in (OriginKind.WIRE, OriginKind.WIRE_PARTIAL))

    @property
    def late_notices(self) -> int:
        """Pages with affiliate links that tell of them too late or not at all."""
        return sum(self.notices.get(state, 0) for state in (NoticeState.NONE, NoticeState.AFTER_FIRST_LINK))

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


def _merged(name: str, one: Any, other: Any) -> Any:
    if isinstance(one, int):
        return one + other
    if isinstance(one, tuple):
        return tuple(sorted((*one, *other))[: CAPS[name]])
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
