"""Who paid for it: which signals, with what properties, declare what kind."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple, cast

from msgspec.structs import replace

from auditor.conclude.facts import HIGH, LOW, MACHINE_ZONES, MEDIUM, Facts, references
from auditor.conclude.payer import name_beside
from auditor.model import (
    Confidence,
    Evidence,
    Extent,
    LabelPosition,
    Limit,
    PageType,
    Place,
    Prediction,
    Sponsorship,
    SponsorshipKind,
    SponsorshipState,
    Subject,
)


class PaidRow(NamedTuple):
    """One row of the sponsorship table: which signals, of what kinds, declare what; None: the kind they say."""

    signal: str
    kinds: tuple[SponsorshipKind, ...]
    kind: SponsorshipKind | None
    confidence: Confidence


PAID_TABLE: tuple[PaidRow, ...] = (
    PaidRow("sponsorship.label", ("advertorial",), "advertorial", HIGH),
    PaidRow("sponsorship.notice", ("advertorial",), "advertorial", HIGH),
    PaidRow("sponsorship.label", ("sponsored",), "sponsored", HIGH),
    PaidRow("sponsorship.notice", ("sponsored",), "sponsored", HIGH),
    PaidRow("sponsorship.label", ("partner",), "partner", MEDIUM),
    PaidRow("sponsorship.notice", ("partner",), "partner", MEDIUM),
    PaidRow("sponsorship.markup", ("advertorial", "sponsored", "partner"), None, MEDIUM),
    PaidRow("sponsorship.gifted", (), "gifted", MEDIUM),
)
# What the rules left open.
_OPEN = frozenset((SponsorshipState.NONE_FOUND, SponsorshipState.UNDETERMINED))
# A label is stronger than a denial beside it, and who was not paid may still have been given the goods.
_UNDENIED = frozenset(("sponsorship.label", "sponsorship.gifted"))
# Where the sentence goes on after the sponsor's name; a company's form may follow a comma.
_AFTER_NAME = re.compile(
    r"\s?[•·]\s|,\s(?!(?:Inc|LLC|Ltd|Co|Corp|S\.A|GmbH|AG|SE)\b)"
    r"|\s(?:but|which|who|that|however|although|because|and (?:all|the opinions|my|our)|aber|und (?:entspricht|gibt|spiegelt)"
    r"|mais|et (?:ne|reflète)|pero|ma|mas)\s"
)
# A label of its own before the name: “Ad | Paid partnership with Acme”.
_BEFORE_NAME = re.compile(
    r"^(?:(?:paid |commercial )?(?:partnership|collaboration|content)|sponsored|presented|paid for) (?:with|by|from) "
    r"|^(?:our|my) (?:\w+ ){0,2}(?:friends|partners?|sponsors?|clients?)(?: (?:at|from|over at)|,)? (?=[A-Z])",
    re.IGNORECASE,
)
_PLACES = (Place.ABOVE_TITLE, Place.BELOW_TITLE, Place.LEAD, Place.BODY, Place.END)


def sponsorship_of(facts: Facts) -> Sponsorship:
    """Draw the first row that holds; without one say what its absence means."""
    policies = [item for item in facts.evidence if item.signal in ("sponsorship.policy", "affiliate.policy")]
    negated = facts.of.get("sponsorship.negated", ())
    for row in PAID_TABLE:
        items = tuple(
            item
            for item in facts.of.get(row.signal, ())
            if _is_of(item, row) and not _may_be_banner(facts, item)
        )
        if items and not (negated and row.signal not in _UNDENIED):
            every = _paid_evidence(facts)
            return Sponsorship(
                state=SponsorshipState.DECLARED,
                kind=row.kind or _kind_of(items[0]),
                sponsor=_sponsor(facts, every),
                clarity=next((value for item in items if (value := item.properties.get("clarity"))), None),
                position=_position(items),
                site_policy=bool(policies),
                confidence=row.confidence,
                evidence=references(every),
            )
    return _undeclared(facts, negated, policies)


def _is_of(item: Evidence, row: PaidRow) -> bool:
    """Whether a piece of evidence is no guess and of the kinds of a row."""
    is_kind = not row.kinds or item.properties.get("kind", row.kinds[0]) in row.kinds
    return is_kind and item.confidence is not LOW


def _may_be_banner(facts: Facts, item: Evidence) -> bool:
    """Whether a label in a saved text is a bare advertising word or comes again: nothing there tells the article from a banner."""
    if facts.page.capture.extent is not Extent.TEXT or item.signal != "sponsorship.label":
        return False
    comes_again = item.block is not None and facts.page.blocks[item.block].repeats > 1
    return comes_again or item.properties.get("class") == "ad-word"


def _kind_of(item: Evidence) -> SponsorshipKind:
    # The rows keep to evidence of these kinds; a property is a text.
    return cast("SponsorshipKind", item.properties.get("kind", "sponsored"))


def suspected(
    found: Sponsorship,
    subject: Subject,
    evidence: Iterable[Evidence],
    prediction: Prediction,
    suspect_at: float,
) -> Sponsorship:
    """What the classifier adds: a suspicion where the rules found nothing or could not tell.

    A page that says itself that nobody paid, or that it speaks for its own house, is not held a liar for its style;
    and nobody sells a list of articles.
    """
    denied = any(item.signal == "sponsorship.negated" and item.id in found.evidence for item in evidence)
    if (
        found.state not in _OPEN
        or found.kind is not None
        or denied
        or subject.page_type is PageType.LISTING
        or prediction.abstained
        or prediction.probabilities.get("advertorial", 0.0) < suspect_at
    ):
        return found
    return replace(found, state=SponsorshipState.SUSPECTED, confidence=LOW)


def _undeclared(facts: Facts, negated: tuple[Evidence, ...], policies: list[Evidence]) -> Sponsorship:
    """No row of the table holds: a partner is named under an address of paid texts, or nothing says who paid."""
    own = facts.of.get("sponsorship.own-promotion", ())
    vague = () if negated else _vague(facts)
    address = () if negated or own else _address(facts)
    if vague and address:
        return Sponsorship(
            state=SponsorshipState.DECLARED,
            kind="partner",
            sponsor=_sponsor(facts, vague),
            clarity="unclear",
            position=_position(vague),
            site_policy=bool(policies),
            confidence=LOW,
            evidence=references([*vague, *address]),
        )
    state, confidence = _unlabelled(facts, vague, address)
    said = [item for item in policies if item.signal == "sponsorship.policy"]
    return Sponsorship(
        state=state,
        kind="own-promotion" if own else None,
        site_policy=bool(policies),
        confidence=confidence,
        evidence=references([*own, *negated, *vague, *address, *said]),
    )


def _vague(facts: Facts) -> tuple[Evidence, ...]:
    """Words that name a partner of the article and do not say whether it paid, or may be those of a banner."""
    return tuple(
        item
        for signal in ("sponsorship.label", "sponsorship.notice")
        for item in facts.of.get(signal, ())
        if _may_be_banner(facts, item)
        or (
            item.properties.get("class") == "partner-word"
            # The name may be a logo of its own.
            and (item.properties.get("sponsor") or item.properties.get("form") == "payer-apart")
        )
    )


def _address(facts: Facts) -> tuple[Evidence, ...]:
    """The page's address, where the site keeps its paid texts under it; no reader takes that for a label."""
    return tuple(
        item
        for item in facts.evidence
        if item.signal == "sponsorship.markup" and item.properties.get("form") == "url"
    )


def _unlabelled(
    facts: Facts, vague: tuple[Evidence, ...], address: tuple[Evidence, ...]
) -> tuple[SponsorshipState, Confidence]:
    """What it means that no label was found: suspicion, nothing, or that nobody could tell."""
    if address:
        return SponsorshipState.SUSPECTED, LOW
    page = facts.page
    if (
        vague
        or page.capture.extent is Extent.FRAGMENT
        or Limit.SCRIPT_RENDERED in page.limits
        or Limit.CONSENT_WALL in page.limits
    ):
        return SponsorshipState.UNDETERMINED, LOW
    return SponsorshipState.NONE_FOUND, MEDIUM


def _paid_evidence(facts: Facts) -> tuple[Evidence, ...]:
    signals = dict.fromkeys(row.signal for row in PAID_TABLE)
    return tuple(item for signal in signals for item in facts.of.get(signal, ()))


def _sponsor(facts: Facts, items: Iterable[Evidence]) -> str | None:
    for item in items:
        name = item.properties.get("sponsor")
        if name is None and item.properties.get("form") == "sponsor":
            name = item.quote.exact  # a field that holds the name and nothing else
        name = name or name_beside(facts.page, item)
        if name:
            return _AFTER_NAME.split(_BEFORE_NAME.sub("", name))[0].strip(" .,:;-–—|*\"'")[:120] or None
    return None


def _position(items: tuple[Evidence, ...]) -> LabelPosition:
    shown = [item.place for item in items if item.place in _PLACES and item.zone not in MACHINE_ZONES]
    place = min(shown, key=_PLACES.index) if shown else Place.HEAD_ONLY
    return cast("LabelPosition", place.value)  # its values are the names of these places
