"""The figures of a site in the order in which they are drawn: bars, large figures, checks and courses over time."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from auditor.model import OriginKind, SponsorshipState
from auditor.report import wording
from auditor.report.answers import GRADES, NOTICE, ORIGIN, SPONSORSHIP
from auditor.report.summary import DEFECTIVE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from auditor.report.site import Row
    from auditor.report.summary import Summary

# More months than this do not fit one drawing.
_MONTHS = 36
# More than these hide the rest of the report.
_HOSTS = 25
_WORDS = 12


class Bar(NamedTuple):
    """One line of a bar chart: its name, count and share of the whole, and whether it is a defect."""

    name: str
    number: int
    share: float
    defect: bool = False


def bars(
    counts: Mapping[str, int], names: Mapping[str, str], whole: int, *, keep: bool = False
) -> tuple[Bar, ...]:
    """Order counts by size, or as `names` has them with `keep`; `whole` is what the shares are shares of."""
    order = (
        [key for key in names if key in counts]
        if keep
        else sorted(counts, key=lambda key: (-counts[key], key))
    )
    return tuple(
        Bar(names.get(key, key), counts[key], counts[key] / whole if whole else 0, key in DEFECTIVE)
        for key in order
    )


class Period(NamedTuple):
    """The articles of one month, quarter or year of publication."""

    name: str
    pages: int
    wire: int
    declared: int
    affiliate: int
    failed: int


def periods(rows: Iterable[Row]) -> tuple[Period, ...]:
    """Count the audited articles by date of publication: by month, or by year when that would be too many."""
    dated = [item for item in rows if item.published and not item.skipped and item.origin != wording.LIST]
    months = {item.published[:7] for item in dated}
    length = 7 if len(months) <= _MONTHS else 4
    wire = {ORIGIN[kind] for kind in (OriginKind.WIRE, OriginKind.WIRE_PARTIAL)}
    counted: dict[str, Counter[str]] = {}
    for item in dated:
        counter = counted.setdefault(item.published[:length], Counter())
        counter.update(
            pages=1,
            wire=item.origin in wire,
            declared=item.paid == SPONSORSHIP[SponsorshipState.DECLARED],
            affiliate=item.links > 0,
            failed=item.failed > 0,
        )
    return tuple(
        Period(name, *(counter[key] for key in Period._fields[1:]))
        for name, counter in sorted(counted.items())
    )


class Figure(NamedTuple):
    """One of the large figures at the top: what, how many, of how many, and where it leads."""

    name: str
    number: int
    of: str
    section: str


def figures(summary: Summary) -> tuple[Figure, ...]:
    """Choose the large figures."""
    pages = wording.count(summary.articles, "page")
    return (
        Figure("agency texts", summary.agency_texts, f"of {pages}", "origin"),
        Figure("with a misleading credit", summary.defective, f"of {wording.count(summary.wire_texts, 'graded agency text')}", "origin"),
        Figure("labelled as paid for", summary.sponsorship.get("declared", 0), f"of {pages}", "sponsorship"),
        Figure("suspected, not labelled", summary.sponsorship.get("suspected", 0), f"of {pages}", "sponsorship"),
        Figure("with affiliate links", summary.affiliate_pages, f"of {pages}", "affiliate"),
        Figure("of them without a notice in time", summary.late_notices, f"of {wording.count(summary.affiliate_pages, 'page')}", "affiliate"),
        Figure("not audited", summary.incomplete, f"of {wording.count(summary.inputs, 'input')}", "skipped"),
    )  # fmt: skip


def charts(summary: Summary) -> dict[str, tuple[Bar, ...]]:
    """Order every count of the summary that is drawn."""
    names = summary.agency_names
    sponsorship = {state.value: name for state, name in SPONSORSHIP.items()}
    notices = {state.value: capitalised(name) for state, name in NOTICE.items()}
    grades = {grade: capitalised(name) for grade, name in GRADES.items()}
    return {
        "origins": bars(
            summary.origins, {kind.value: name for kind, name in ORIGIN.items()}, summary.articles, keep=True
        ),
        "agencies": bars(summary.agencies, names, summary.articles)[:25],
        "grades": bars(summary.attribution, grades, summary.wire_texts, keep=True),
        "conflicts": bars(_spaced(summary.conflicts), {}, summary.wire_texts),
        "sponsorship": bars(summary.sponsorship, sponsorship, summary.articles, keep=True),
        "clarity": bars(summary.clarity, {}, summary.sponsorship.get("declared", 0)),
        "declared_sponsors": bars(summary.declared_sponsors, {}, summary.sponsorship.get("declared", 0))[:25],
        "notices": bars(summary.notices, notices, summary.affiliate_pages, keep=True),
        "networks": bars(summary.networks, {}, summary.affiliate_pages)[:25],
        "scripts": bars(summary.script_networks, {}, summary.articles)[:25],
        "limits": bars(_spaced(summary.limits), {}, summary.reports),
        "skipped": bars(
            summary.skipped, {reason.value: name for reason, name in wording.SKIPS.items()}, summary.inputs
        ),
    }


def capitalised(words: str) -> str:
    """Words as they stand at the beginning of a line."""
    return words[:1].upper() + words[1:]


def _spaced(counts: Mapping[str, int]) -> dict[str, int]:
    return {key.replace("-", " "): value for key, value in counts.items()}


class Labels(NamedTuple):
    """How one host labels what is paid for: its most frequent words, how many more, and in how many ways in all."""

    host: str
    words: tuple[tuple[str, int], ...]
    more: int
    ways: int


def labels(summary: Summary) -> tuple[Labels, ...]:
    """Order the hosts by their labels, those with most labels first."""
    made = []
    for host, found in summary.labels.items():
        words = sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))
        made.append(
            (-sum(found.values()), Labels(host, tuple(words[:_WORDS]), len(words[_WORDS:]), len(words)))
        )
    return tuple(item for _, item in sorted(made)[:_HOSTS])


class Check(NamedTuple):
    """How one rule came out on all pages; the share of failures is of the pages where it could be decided."""

    rule: str
    failed: int
    review: int
    passed: int
    not_applicable: int
    error: int
    share: float


def checks(summary: Summary) -> tuple[Check, ...]:
    """Count the outcomes by rule, the rule with most failures first."""
    made = []
    for rule, outcomes in summary.outcomes.items():
        failed, review, passed = (outcomes.get(name, 0) for name in ("fail", "needs-review", "pass"))
        decided = failed + review + passed
        rest = (outcomes.get("not-applicable", 0), outcomes.get("error", 0))
        made.append(Check(rule, failed, review, passed, *rest, failed / decided if decided else 0))
    return tuple(sorted(made, key=lambda check: (-check.failed, -check.review, check.rule)))


class Course(NamedTuple):
    """A share over time as a line: a name, the points of the drawing, and its first, last and highest share."""

    name: str
    tone: str
    line: str
    dots: tuple[tuple[float, float], ...]
    last: float


def courses(over_time: Sequence[Period]) -> tuple[Course, ...]:
    """Draw the shares of agency texts, labelled and affiliate pages; 640 wide, 160 high, 100 % at the top."""
    if len(over_time) < 2:
        return ()
    step = 640 / (len(over_time) - 1)
    made = []
    for name, tone in (("wire", "one"), ("affiliate", "two"), ("declared", "three")):
        shares = [getattr(period, name) / period.pages for period in over_time]
        dots = tuple(
            (round(number * step, 1), round(160 - share * 160, 1)) for number, share in enumerate(shares)
        )
        made.append(Course(name, tone, " ".join(f"{x},{y}" for x, y in dots), dots, shares[-1]))
    return tuple(made)
