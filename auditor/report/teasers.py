"""Teasers held against the pages that they lead to: cards of listing pages and items of feeds.

Whether a teaser carries the label of its story shows only where both are in one run.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from auditor.page.text import plain
from auditor.report.faults import as_asked_for, page_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from auditor.model import Report


class Teaser(Struct, frozen=True, order=True, kw_only=True):
    """A teaser on a listing page or an item of a feed: the story, where it stands, and the label that it shows."""

    story: str
    on: str
    label: str = ""


def teasers_of(report: Report) -> Iterator[Teaser]:
    """A listing page's cards; an item of a feed is the teaser of the page that it is about."""
    subject = report.subject
    if subject.source.kind == "feed":
        labels = (item.quote.exact for item in report.evidence if item.signal == "sponsorship.label")
        yield Teaser(story=page_name(subject), on=subject.source.path or "", label=next(labels, ""))
    for card in report.cards or ():
        url = as_asked_for(card.url, subject.source)
        story = page_name(replace(subject, uri=url, final_uri=None, canonical=None))
        yield Teaser(story=story, on=subject.uri, label=card.label or "")


def unlabelled(teasers: Iterable[Teaser], labels: Mapping[str, str]) -> tuple[Teaser, ...]:
    """The teasers without a label that lead to one of some labelled pages."""
    return tuple(teaser for teaser in teasers if teaser.story in labels and not teaser.label)


def reworded(teasers: Iterable[Teaser], labels: Mapping[str, str]) -> tuple[tuple[Teaser, str], ...]:
    """The teasers that are labelled in other words than their page, with its words."""
    found = ((teaser, plain(labels.get(teaser.story, ""))) for teaser in teasers if teaser.label)
    return tuple(
        (teaser, labels[teaser.story]) for teaser, words in found if words and words != plain(teaser.label)
    )
