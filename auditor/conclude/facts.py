"""What the tables read, and what they share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from auditor.model import (
    Agency,
    Confidence,
    Evidence,
    Subject,
    Zone,
)
from auditor.page.page import Page

HIGH, MEDIUM, LOW = Confidence.HIGH, Confidence.MEDIUM, Confidence.LOW
MACHINE_ZONES = frozenset((Zone.HEAD, Zone.STRUCTURED))


class Facts(NamedTuple):
    """What the tables read: the evidence by signal, article-scoped only, and the page's own words."""

    page: Page
    subject: Subject
    evidence: tuple[Evidence, ...]
    of: Mapping[str, tuple[Evidence, ...]]
    agencies: Mapping[str, Agency]


def references(items: Iterable[Evidence]) -> tuple[str, ...]:
    """The ids of some evidence, each once."""
    return tuple(dict.fromkeys(item.id for item in items if item.id))
