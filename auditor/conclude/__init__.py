"""Evidence and prediction to the three conclusions. Each is a table read from the top: the first row that holds wins.

Only evidence that speaks about the article counts; what speaks about the site, another item or an ad slot is
reported where the contract has a field for it, and decides nothing.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from auditor.conclude.affiliate import affiliate_of
from auditor.conclude.facts import Facts
from auditor.conclude.origin import origin_of
from auditor.conclude.sponsorship import sponsorship_of, suspected
from auditor.model import Agency, Conclusions, Evidence, Prediction, Scope, Subject
from auditor.page.page import Page

__all__ = ["conclude", "suspect"]

_ANY_SCOPE = frozenset(
    (
        "sponsorship.policy",
        "affiliate.policy",
        "affiliate.link",
        "affiliate.script",
        "origin.photo-credit",
        "origin.own-host",
    )
)


def conclude(
    page: Page,
    subject: Subject,
    evidence: tuple[Evidence, ...],
    agencies: Mapping[str, Agency],
) -> Conclusions:
    """Draw the three conclusions from what the rules found; `agencies` names the lexicon's entries by id."""
    by_signal: dict[str, list[Evidence]] = {}
    for item in evidence:
        if item.scope in (Scope.ARTICLE, Scope.PROSE) or item.signal in _ANY_SCOPE:
            by_signal.setdefault(item.signal, []).append(item)
    facts = Facts(
        page,
        subject,
        evidence,
        {key: tuple(items) for key, items in by_signal.items()},
        agencies,
    )
    return Conclusions(
        origin=origin_of(facts), sponsorship=sponsorship_of(facts), affiliate=affiliate_of(facts)
    )


def suspect(
    conclusions: Conclusions,
    subject: Subject,
    evidence: tuple[Evidence, ...],
    prediction: Prediction,
    suspect_at: float,
) -> Conclusions:
    """Add what the classifier has to say, all of it: from the probability `suspect_at` it may raise `suspected`."""
    found = suspected(conclusions.sponsorship, subject, evidence, prediction, suspect_at)
    return replace(conclusions, sponsorship=found)
