"""Evidence and prediction to the three conclusions. Each is a table read from the top: the first row that holds wins.

Only evidence that speaks about the article counts; what speaks about the site, another item or an ad slot is
reported where the contract has a field for it, and decides nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from auditor.model import (
    Affiliate,
    Agency,
    Attribution,
    Conclusions,
    Confidence,
    Evidence,
    Extent,
    Limit,
    NoticeState,
    Origin,
    OriginKind,
    Place,
    Prediction,
    Scope,
    Sponsorship,
    SponsorshipState,
    Subject,
    Visible,
    Zone,
)  # fmt: skip
from auditor.page.page import Page
from auditor.page.subject import same_name, values_of, visible_byline

HIGH, MEDIUM, LOW = Confidence.HIGH, Confidence.MEDIUM, Confidence.LOW
# A link in one of these zones is the article's own.
ARTICLE_ZONES = frozenset(
    (Zone.TITLE, Zone.LABEL, Zone.BYLINE, Zone.LEAD, Zone.BODY, Zone.CAPTION, Zone.TRAILER, Zone.DATELINE)
)
# What search operators accept in `rel` on a link that earns money.
_QUALIFIED = frozenset(("sponsored", "nofollow"))
# So many blocks after the last paragraph a product box may still stand.
AFTER_TEXT = 8
# So many links of one cloaked redirect in a text are no accident.
CLOAKED_OFTEN = 3
_TEXT_ZONES = frozenset((Zone.LEAD, Zone.BODY))
_MACHINE_ZONES = frozenset((Zone.HEAD, Zone.STRUCTURED))


class Facts(NamedTuple):
    """What the tables read: the evidence by signal, article-scoped only, and the page's own words."""

    page: Page
    subject: Subject
    evidence: tuple[Evidence, ...]
    of: Mapping[str, tuple[Evidence, ...]]
    prediction: Prediction | None
    agencies: Mapping[str, Agency]
    suspect_at: float | None


def conclude(
    page: Page,
    subject: Subject,
    evidence: tuple[Evidence, ...],
    prediction: Prediction | None,
    agencies: Mapping[str, Agency],
    suspect_at: float | None = None,
) -> Conclusions:
    """Draw the three conclusions.

    `agencies` names the lexicon's entries by id; `suspect_at` is the probability from which the classifier may
    raise `suspected`, None where there is no classifier.
    """
    by_signal: dict[str, list[Evidence]] = {}
    for item in evidence:
        if item.scope in (Scope.ARTICLE, Scope.PROSE) or item.signal in _ANY_SCOPE:
            by_signal.setdefault(item.signal, []).append(item)
    facts = Facts(
        page,
        subject,
        evidence,
        {key: tuple(items) for key, items in by_signal.items()},
        prediction,
        agencies,
        suspect_at,
    )
    return Conclusions(origin=_origin(facts), sponsorship=_sponsorship(facts), affiliate=_affiliate(facts))


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


# --- who wrote it ---------------------------------------------------------------------------------------------------


class Row(NamedTuple):
    """One row of the origin table: its name, what it needs, and what it says."""

    name: str
    when: Callable[[Facts], tuple[Evidence, ...]]
    kind: OriginKind
    confidence: Confidence


def _strong(facts: Facts, signal: str, *strengths: str) -> tuple[Evidence, ...]:
    return tuple(
        item for item in facts.of.get(signal, ()) if item.properties.get("strength", "strong") in strengths
    )


def _own(facts: Facts) -> tuple[Evidence, ...]:
    return facts.of.get("origin.own-host", ())


def _furniture(facts: Facts) -> tuple[Evidence, ...]:
    """Release furniture: two different pieces of it, or one beside a weak sign of a release."""
    items = facts.of.get("origin.release-furniture", ())
    forms = {item.properties.get("form") for item in items}
    weak = _strong(facts, "origin.press-release", "weak")
    return items + weak if len(forms) + len(weak) >= 2 and forms else ()


def _foreign(facts: Facts, items: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
    """The items that credit an agency which is not the host itself; a hosted page is a client's, not the agency's."""
    own = {item.properties.get("agency") for item in _own(facts)}
    if not own or any(item.properties.get("form") == "hosted" for item in items):
        return items
    return tuple(item for item in items if not set(_ids(item)) <= own)


def _wire(facts: Facts) -> tuple[Evidence, ...]:
    return _foreign(facts, _strong(facts, "origin.wire", "proof", "strong"))


def _joint(facts: Facts) -> tuple[Evidence, ...]:
    return _foreign(facts, facts.of.get("origin.wire-joint", ()))


def _wire_over_joint(facts: Facts) -> tuple[Evidence, ...]:
    """Full credit, unless the reader is shown a joint one and only machines are told otherwise."""
    items = _wire(facts)
    joint = [item for item in _joint(facts) if item.zone not in _MACHINE_ZONES]
    if joint and all(item.zone in _MACHINE_ZONES for item in items):
        return ()
    proofs = [item for item in items if item.properties.get("strength") == "proof"]
    forms = {item.properties.get("form") for item in items}
    if joint and not proofs and not forms & {"dateline", "byline"}:
        return ()
    return items


ORIGIN_TABLE: tuple[Row, ...] = (
    Row("release tag, trailer or label", lambda f: _strong(f, "origin.press-release", "proof", "strong"), OriginKind.PRESS_RELEASE, HIGH),
    Row("own host of an agency", lambda f: _own(f) if not _wire(f) else (), OriginKind.ORIGINAL, HIGH),
    Row("agency text", _wire_over_joint, OriginKind.WIRE, HIGH),
    Row("agency text in part", _joint, OriginKind.WIRE_PARTIAL, HIGH),
    Row("republished from elsewhere", lambda f: _strong(f, "origin.syndicated", "proof", "strong"), OriginKind.SYNDICATED, HIGH),
    Row("release furniture", _furniture, OriginKind.PRESS_RELEASE, MEDIUM),
    Row("unnamed agencies", lambda f: f.of.get("origin.wire-generic", ()), OriginKind.WIRE_PARTIAL, MEDIUM),
)  # fmt: skip


def _origin(facts: Facts) -> Origin:
    named = {name for item in facts.evidence if item.signal == "origin.mention" for name in _ids(item)}
    photos = {name for item in facts.of.get("origin.photo-credit", ()) for name in _ids(item)}
    for row in ORIGIN_TABLE:
        items = row.when(facts)
        if items:
            credited = _credited(facts, row.kind, items)
            confidence = row.confidence
            if confidence is HIGH and len(items) == 1 and items[0].confidence is LOW:
                confidence = MEDIUM
            return Origin(
                kind=row.kind,
                agencies=tuple(_agency(facts, name) for name in credited)
                if row.kind is not OriginKind.ORIGINAL
                else (),
                source_name=_source_name(facts, row.kind, items),
                attribution=_attribution(facts, row.kind, items),
                own_agency=row.kind is OriginKind.ORIGINAL,
                mentions_only=tuple(sorted(named - set(credited))),
                photo_credits=tuple(sorted(photos)),
                confidence=confidence,
                evidence=_references(items),
            )
    kind, confidence = _without_credit(facts)
    return Origin(
        kind=kind,
        attribution=_attribution(facts, kind, ()),
        mentions_only=tuple(sorted(named)),
        photo_credits=tuple(sorted(photos)),
        confidence=confidence,
        evidence=_references(facts.of.get("origin.staff-byline", ())),
    )


def _without_credit(facts: Facts) -> tuple[OriginKind, Confidence]:
    """No credit to anybody: the publisher's own, unless there is no article to speak of."""
    page = facts.page
    if page.capture.extent is Extent.FRAGMENT:
        return OriginKind.UNDETERMINED, LOW
    if Limit.SCRIPT_RENDERED in page.limits or not any(
        block.zone in (Zone.LEAD, Zone.BODY) for block in page.blocks
    ):
        return OriginKind.UNDETERMINED, LOW
    return OriginKind.ORIGINAL, MEDIUM if facts.subject.byline else LOW


def _ids(item: Evidence) -> tuple[str, ...]:
    return tuple(name for name in item.properties.get("agency", "").split(",") if name)


def _agency(facts: Facts, name: str) -> Agency:
    return facts.agencies.get(name) or Agency(id=name, name=name, kind="news-agency")


def _credited(facts: Facts, kind: OriginKind, items: tuple[Evidence, ...]) -> tuple[str, ...]:
    """The agencies credited for the text; for agency text those credited in part are named, too."""
    if kind is OriginKind.WIRE:
        items = items + _joint(facts)
    return tuple(dict.fromkeys(name for item in items for name in _ids(item)))


def _source_name(facts: Facts, kind: OriginKind, items: tuple[Evidence, ...]) -> str | None:
    wanted = "issuer" if kind is OriginKind.PRESS_RELEASE else "source"
    for item in (*items, *facts.of.get("origin.release-furniture", ())):
        if name := item.properties.get(wanted):
            return name.strip(" .,:;-–—|")[:120] or None
    return None


def _quote(items: Iterable[Evidence], *forms: str) -> str | None:
    return next((item.quote.exact for item in items if item.properties.get("form") in forms), None)


def _attribution(facts: Facts, kind: OriginKind, items: tuple[Evidence, ...]) -> Attribution:
    authors = values_of(facts.page, "ld.author.name", "meta.author", "md.author.name")
    structured = next((name for name in authors if not name.startswith("http")), None)
    credited = kind in (OriginKind.WIRE, OriginKind.WIRE_PARTIAL)
    shown = [item for item in items if item.zone not in _MACHINE_ZONES and item.visible is not Visible.NO]
    conflicts = _conflicts(facts, authors) if kind is not OriginKind.ORIGINAL else ()
    byline = (
        _quote(shown, "byline") or visible_byline(facts.page) or (", ".join(facts.subject.byline) or None)
    )
    return Attribution(
        visible=bool(shown),
        byline=byline,
        dateline=_quote(items, "dateline"),
        credit_line=_quote(items, "credit", "signoff", "feed-notice", "trailer"),
        copyright=_quote(items, "copyright"),
        structured=structured,
        conflicts=conflicts,
        grade=_grade(shown, items, conflicts) if credited else None,
    )


def _conflicts(facts: Facts, authors: tuple[str, ...]) -> tuple[str, ...]:
    """Who is named as author although the text is somebody else's."""
    houses = [name for name in (facts.subject.site_name, facts.subject.publisher) if name]
    found = []
    if facts.of.get("origin.publisher-byline") or any(
        same_name(author, house) for author in authors for house in houses
    ):
        found.append("publisher-named-as-author")
    if facts.of.get("origin.staff-byline"):
        found.append("staff-named-as-author")
    return tuple(found)


def _grade(shown: list[Evidence], items: tuple[Evidence, ...], conflicts: tuple[str, ...]) -> str:
    if not shown:
        return "metadata-only" if items else "missing"
    forms = {item.properties.get("form") for item in shown}
    if "staff-named-as-author" in conflicts and not forms & {"byline", "feed-notice"}:
        return "staff-name"
    if conflicts:
        return "metadata-conflict"
    return "ok" if forms - {"dateline", "slug"} else "weak"


# --- who paid -------------------------------------------------------------------------------------------------------


class PaidRow(NamedTuple):
    """One row of the sponsorship table: which signals, with what properties, declare what kind."""

    signal: str
    kinds: tuple[str, ...]
    kind: str
    confidence: Confidence


PAID_TABLE: tuple[PaidRow, ...] = (
    PaidRow("sponsorship.label", ("advertorial",), "advertorial", HIGH),
    PaidRow("sponsorship.notice", ("advertorial",), "advertorial", HIGH),
    PaidRow("sponsorship.label", ("sponsored",), "sponsored", HIGH),
    PaidRow("sponsorship.notice", ("sponsored",), "sponsored", HIGH),
    PaidRow("sponsorship.label", ("partner",), "partner", MEDIUM),
    PaidRow("sponsorship.notice", ("partner",), "partner", MEDIUM),
    PaidRow("sponsorship.markup", ("advertorial", "sponsored", "partner"), "", MEDIUM),
    PaidRow("sponsorship.gifted", (), "gifted", MEDIUM),
)
_PLACES = (Place.ABOVE_TITLE, Place.BELOW_TITLE, Place.LEAD, Place.BODY, Place.END)


def _sponsorship(facts: Facts) -> Sponsorship:
    policy = any(item.signal in ("sponsorship.policy", "affiliate.policy") for item in facts.evidence)
    negated = facts.of.get("sponsorship.negated", ())
    for row in PAID_TABLE:
        items = tuple(
            item
            for item in facts.of.get(row.signal, ())
            if (not row.kinds or item.properties.get("kind", row.kinds[0]) in row.kinds)
            and item.confidence is not LOW
        )
        if items and not (negated and row.signal != "sponsorship.label"):
            every = _paid_evidence(facts)
            return Sponsorship(
                state=SponsorshipState.DECLARED,
                kind=row.kind or items[0].properties.get("kind", "sponsored"),
                sponsor=_sponsor(every),
                clarity=next((value for item in items if (value := item.properties.get("clarity"))), None),
                position=_position(items),
                site_policy=policy,
                confidence=row.confidence,
                evidence=_references(every),
            )
    policies = [item for item in facts.evidence if item.signal == "sponsorship.policy"]
    state, confidence = _unlabelled(facts)
    own = facts.of.get("sponsorship.own-promotion", ())
    return Sponsorship(
        state=state,
        kind="own-promotion" if own else None,
        site_policy=policy,
        confidence=confidence,
        evidence=_references([*own, *negated, *policies]),
    )


def _unlabelled(facts: Facts) -> tuple[SponsorshipState, Confidence]:
    """What it means that no label was found: suspicion, nothing, or that nobody could tell."""
    prediction = facts.prediction
    if (
        prediction
        and not prediction.abstained
        and facts.suspect_at is not None
        and prediction.probabilities.get("advertorial", 0.0) >= facts.suspect_at
    ):
        return SponsorshipState.SUSPECTED, LOW
    page = facts.page
    if (
        page.capture.extent is Extent.FRAGMENT
        or Limit.SCRIPT_RENDERED in page.limits
        or Limit.CONSENT_WALL in page.limits
    ):
        return SponsorshipState.UNDETERMINED, LOW
    return SponsorshipState.NONE_FOUND, MEDIUM


def _paid_evidence(facts: Facts) -> tuple[Evidence, ...]:
    signals = dict.fromkeys(row.signal for row in PAID_TABLE)
    return tuple(item for signal in signals for item in facts.of.get(signal, ()))


def _sponsor(items: Iterable[Evidence]) -> str | None:
    for item in items:
        if name := item.properties.get("sponsor"):
            return name.strip(" .,:;-–—|\"'")[:120] or None
    return None


def _position(items: tuple[Evidence, ...]) -> str:
    shown = [item.place for item in items if item.place in _PLACES and item.zone not in _MACHINE_ZONES]
    return min(shown, key=_PLACES.index).value if shown else Place.HEAD_ONLY.value


# --- who earns ------------------------------------------------------------------------------------------------------


def _affiliate(facts: Facts) -> Affiliate:
    found = facts.of.get("affiliate.link", ())
    notices = facts.of.get("affiliate.notice", ())
    policies = tuple(item for item in facts.evidence if item.signal == "affiliate.policy")
    weak = [item for item in found if _is_weak(item) and item.zone in _TEXT_ZONES and item.quote.exact]
    backed = bool(notices or len(weak) >= CLOAKED_OFTEN)
    counted = [item for item in found if not _is_weak(item) or (backed and item in weak)]
    own = [item for item in counted if _in_article(facts, item)]
    scripts = facts.of.get("affiliate.script", ())
    state, decisive = _notice(facts, own, notices, policies)
    return Affiliate(
        links=len(own),
        links_elsewhere=len(counted) - len(own),
        networks=_names(own, "network"),
        monetised_by_script=_names(scripts, "network"),
        rel_marked=sum(not _QUALIFIED.isdisjoint(item.properties.get("rel", "").split()) for item in own),
        notice=state,
        confidence=HIGH if any(item.confidence is HIGH for item in own) or not own else MEDIUM,
        evidence=_references([*own, *decisive, *scripts]),
    )


def _is_weak(item: Evidence) -> bool:
    """Whether the shape of a link suggests a commission without proving it."""
    return item.confidence is LOW or item.properties.get("strength") == "weak"


def _in_article(facts: Facts, item: Evidence) -> bool:
    """Whether a link is the article's own: in its text, or in a product box between headline and the text's end.

    A card of another story leads to the same site; a card whose link earns leads to a shop.
    """
    if item.zone in ARTICLE_ZONES:
        return item.scope in (Scope.ARTICLE, Scope.PROSE)
    if (
        item.zone not in (Zone.TEASER, Zone.ASIDE)
        or item.block is None
        or facts.page.capture.extent is Extent.TEXT
    ):
        return False
    article, tree = facts.page.article, facts.page.tree
    if not article.body or not tree.first[article.root] <= item.block < tree.end[article.root]:
        return False
    return article.body[0] < item.block <= article.body[-1] + AFTER_TEXT


def _names(items: Iterable[Evidence], key: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for item in items if (value := item.properties.get(key))))


def _notice(
    facts: Facts, links: list[Evidence], notices: tuple[Evidence, ...], policies: tuple[Evidence, ...]
) -> tuple[NoticeState, tuple[Evidence, ...]]:
    """Where the strongest notice stands: on the article before or after its first link, or for the site as a whole."""
    telling = tuple(
        item
        for item in notices
        if links or item.properties.get("wording") != "conditional" or _monetised(facts)
    )
    if telling:
        first = min((item.block for item in links if item.block is not None), default=None)
        if first is None:
            at_end = all(item.place is Place.END for item in telling)
            return (NoticeState.AFTER_FIRST_LINK if at_end else NoticeState.BEFORE_FIRST_LINK), telling
        before = any(item.block is not None and item.block <= first for item in telling)
        return (NoticeState.BEFORE_FIRST_LINK if before else NoticeState.AFTER_FIRST_LINK), telling
    if policies or notices:
        return NoticeState.SITE_WIDE, policies + notices
    return (NoticeState.NONE if links else NoticeState.NOT_APPLICABLE), ()


def _monetised(facts: Facts) -> bool:
    return bool(facts.of.get("affiliate.script"))


def _references(items: Iterable[Evidence]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(item.id for item in items if item.id))
