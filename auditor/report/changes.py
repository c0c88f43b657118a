"""What changed between two runs: pages, labels and notices, and findings."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from auditor.model import Evidence, Report, Scope
from auditor.page.text import plain
from auditor.report.faults import FAILED, Found, gather, page_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from auditor.model import Skipped

# Signals whose words a reader sees and a publisher writes.
LABELS = frozenset(
    (
        "sponsorship.label", "sponsorship.notice", "sponsorship.gifted", "sponsorship.negated", "sponsorship.policy",
        "affiliate.notice", "affiliate.policy", "affiliate.legend", "origin.wire", "origin.wire-joint",
        "origin.press-release", "origin.syndicated", "disclosure.ai",
    )
)  # fmt: skip


class LabelChange(Struct, frozen=True):
    """A label or notice of a page that was added, removed, moved or reworded; the missing side is None."""

    page: str
    kind: Literal["added", "removed", "moved", "reworded"]
    before: Evidence | None
    after: Evidence | None


class ConclusionChange(Struct, frozen=True):
    """An answer that came out differently, such as `sponsorship.state`."""

    page: str
    path: str
    before: str
    after: str


class Changes(Struct, frozen=True, kw_only=True):
    """Everything that changed, sorted by page.

    `lost` pages were read before and could not be this time; `added` and `removed` pages are in one run only.
    """

    added: tuple[str, ...]
    removed: tuple[str, ...]
    lost: tuple[str, ...]
    labels: tuple[LabelChange, ...]
    conclusions: tuple[ConclusionChange, ...]
    new: tuple[Found, ...]
    fixed: tuple[Found, ...]

    def __bool__(self) -> bool:
        """Whether anything changed at all."""
        return any(getattr(self, name) for name in self.__struct_fields__)


def compare(before: Iterable[Report | Skipped], after: Iterable[Report | Skipped]) -> Changes:
    """Compare two runs page by page, a page being known by its canonical address."""
    old, new = _pages(before), _pages(after)
    both = [
        (page, first, second)
        for page, first in sorted(old.items())
        if isinstance(first, Report) and isinstance(second := new.get(page), Report)
    ]
    faults_before, _ = gather((first for _, first, _ in both), FAILED)
    faults_after, _ = gather((second for _, _, second in both), FAILED)
    arrived, _ = gather((item for page, item in new.items() if page not in old), FAILED)
    return Changes(
        added=tuple(sorted(new.keys() - old.keys())),
        removed=tuple(sorted(old.keys() - new.keys())),
        lost=tuple(
            sorted(
                page
                for page, item in new.items()
                if not isinstance(item, Report) and isinstance(old.get(page), Report)
            )
        ),
        labels=tuple(change for page, first, second in both for change in _labels(page, first, second)),
        conclusions=tuple(
            change for page, first, second in both for change in _conclusions(page, first, second)
        ),
        new=tuple(
            item
            for fault, item in sorted({**faults_after, **arrived}.items())
            if fault not in faults_before or item.times > faults_before[fault].times
        ),
        fixed=tuple(item for fault, item in sorted(faults_before.items()) if fault not in faults_after),
    )


def _pages(results: Iterable[Report | Skipped]) -> dict[str, Report | Skipped]:
    """One result per page: the first report, else the first skip."""
    pages: dict[str, Report | Skipped] = {}
    for result in results:
        page = page_name(result.subject)
        if page not in pages or (isinstance(result, Report) and not isinstance(pages[page], Report)):
            pages[page] = result
    return pages


def _labels(page: str, before: Report, after: Report) -> list[LabelChange]:
    """Pair labels of equal words first, then those of one signal in reading order."""
    changes = []
    first, second = _spoken(before), _spoken(after)
    for signal in sorted({item.signal for item in (*first, *second)}):
        old = [item for item in first if item.signal == signal]
        new = [item for item in second if item.signal == signal]
        for item in tuple(old):
            same = [other for other in new if _words(other) == _words(item)]
            same.sort(key=lambda other, item=item: _place(other) != _place(item))  # type: ignore[misc]
            if same:
                old.remove(item)
                new.remove(same[0])
                if _place(same[0]) != _place(item):
                    changes.append(LabelChange(page, "moved", item, same[0]))
        changes += [
            LabelChange(
                page, "added" if left is None else "removed" if right is None else "reworded", left, right
            )
            for left, right in zip_longest(old, new)
        ]
    return changes


def _spoken(report: Report) -> list[Evidence]:
    scopes = (Scope.ARTICLE, Scope.SITE, Scope.PROSE)
    return [item for item in report.evidence if item.signal in LABELS and item.scope in scopes]


def _words(item: Evidence) -> str:
    return plain(item.quote.exact)


def _place(item: Evidence) -> Sequence[str]:
    return (item.place, item.zone, item.scope)


def _conclusions(page: str, before: Report, after: Report) -> list[ConclusionChange]:
    return [
        ConclusionChange(page, path, old, new)
        for (path, old), (_, new) in zip(_answers(before), _answers(after), strict=True)
        if old != new
    ]


def _answers(report: Report) -> tuple[tuple[str, str], ...]:
    origin, sponsorship, affiliate = (
        report.conclusions.origin,
        report.conclusions.sponsorship,
        report.conclusions.affiliate,
    )
    return (
        ("origin.kind", origin.kind),
        ("origin.agencies", ", ".join(agency.id for agency in origin.agencies)),
        ("sponsorship.state", sponsorship.state),
        ("sponsorship.position", sponsorship.position or ""),
        ("affiliate.links", str(affiliate.links)),
        ("affiliate.notice", affiliate.notice),
    )
