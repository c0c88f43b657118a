"""The small map of a page: which zones follow each other and where the decisive pieces stand.

Numbers only; the template draws them. All lengths are units of the drawing.
"""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING, NamedTuple

from auditor.model import Scope, Zone
from auditor.report.wording import ZONES, count

if TYPE_CHECKING:
    from collections.abc import Iterable

    from auditor.model import Evidence, MapStretch, Report

HEIGHT = 320.0
_LABEL_GAP = 17.0

_TONES = {
    Zone.TITLE: "head",
    Zone.LABEL: "head",
    Zone.BYLINE: "head",
    Zone.DATELINE: "text",
    Zone.LEAD: "text",
    Zone.BODY: "text",
    Zone.TRAILER: "text",
    Zone.CAPTION: "text",
    Zone.ARTICLE_FOOTER: "head",
    Zone.AD_SLOT: "ad",
}


class Band(NamedTuple):
    """One stretch of the page as a band of the drawing; `tone` is head, text, ad or rest."""

    tone: str
    top: float
    height: float


class Mark(NamedTuple):
    """A decisive piece: where it stands, where its name is written, and the evidence it links to."""

    name: str
    at: float
    label: float
    evidence: str | None


class PageMap(NamedTuple):
    """The drawing and what it shows, in words."""

    bands: tuple[Band, ...]
    marks: tuple[Mark, ...]
    spots: dict[str, float]
    words: str


def page_map(report: Report) -> PageMap | None:
    """Lay out the map of a report; None when the report holds none.

    `spots` gives the place of every piece of evidence that stands in a block, by its id.
    """
    stretches = report.coverage.map
    if not stretches:
        return None
    tops = _tops(stretches)
    bands = tuple(
        Band(_TONES.get(stretch.zone, "rest"), top, below - top)
        for stretch, top, below in zip(stretches, tops, tops[1:], strict=False)
    )
    spots = {}
    for item in report.evidence:
        at = _place(stretches, tops, item.block)
        if at is not None:
            spots[item.id] = at
    marks = _spread(sorted(_marks(report, stretches, tops, spots), key=lambda mark: mark.at))
    return PageMap(bands, marks, spots, _words(stretches, marks, tops))


def _tops(stretches: tuple[MapStretch, ...]) -> list[float]:
    """Give the upper edge of each band and the lower edge of the last.

    Heights grow with the root of the text, so that a label of two words is still seen beside a long body.
    """
    weights = [sqrt(stretch.characters + 40 * stretch.blocks) for stretch in stretches]
    scale = HEIGHT / (sum(weights) or 1)
    tops = [0.0]
    for weight in weights:
        tops.append(round(tops[-1] + weight * scale, 2))
    return tops


def _place(stretches: tuple[MapStretch, ...], tops: list[float], block: int | None) -> float | None:
    """Find the height at which a block stands: its share of the stretch that holds it."""
    if block is None:
        return None
    for stretch, top, below in zip(stretches, tops, tops[1:], strict=False):
        if stretch.first <= block < stretch.first + stretch.blocks:
            return round(top + (block - stretch.first + 0.5) / stretch.blocks * (below - top), 2)
    return None


def _marks(
    report: Report, stretches: tuple[MapStretch, ...], tops: list[float], spots: dict[str, float]
) -> Iterable[Mark]:
    """Find label, headline, byline, agency credit, first affiliate link and notice."""
    for zone, name in ((Zone.TITLE, "Headline"), (Zone.BYLINE, "Byline")):
        for stretch, top, below in zip(stretches, tops, tops[1:], strict=False):
            if stretch.zone is zone:
                yield Mark(name, round((top + below) / 2, 2), 0, None)
                break
    concluded = report.conclusions
    chosen = (
        ("Agency credit", "origin.wire", concluded.origin.evidence),
        ("Label", "sponsorship.label", concluded.sponsorship.evidence),
        ("First affiliate link", "affiliate.link", concluded.affiliate.evidence),
        ("Notice", "affiliate.notice", concluded.affiliate.evidence),
    )
    for name, signal, ids in chosen:
        found: list[Evidence] = [
            item
            for item in report.evidence
            if item.signal == signal
            and item.id in ids
            and item.id in spots
            and item.scope is not Scope.OTHER_ITEM
        ]
        if found:
            first = min(found, key=lambda item: spots[item.id])
            yield Mark(name, spots[first.id], 0, first.id)


def _spread(marks: list[Mark]) -> tuple[Mark, ...]:
    """Move the names apart so that none covers another, first downwards, then back from the lower edge."""
    labels: list[float] = []
    for mark in marks:
        labels.append(max(mark.at, labels[-1] + _LABEL_GAP if labels else 8.0))
    edge = HEIGHT - 4
    for index in reversed(range(len(labels))):
        labels[index] = min(labels[index], edge)
        edge = labels[index] - _LABEL_GAP
    return tuple(mark._replace(label=round(label, 2)) for mark, label in zip(marks, labels, strict=True))


def _words(stretches: tuple[MapStretch, ...], marks: tuple[Mark, ...], tops: list[float]) -> str:
    """Tell what the drawing shows, for those who do not see it."""
    parts = []
    for stretch, top, below in zip(stretches[:40], tops, tops[1:], strict=False):
        inside = [mark.name.lower() for mark in marks if top <= mark.at < below and mark.evidence]
        name = ZONES[stretch.zone] + (f" ({count(stretch.blocks, 'block')})" if stretch.blocks > 1 else "")
        parts.append(f"{name} with {' and '.join(inside)}" if inside else name)
    more = len(stretches) - len(parts)
    return "From top to bottom: " + ", ".join(parts) + (f", and {more} more stretches" if more else "") + "."
