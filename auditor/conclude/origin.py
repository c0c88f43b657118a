"""Who wrote it: one table, read from the top; the first row that holds wins."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import NamedTuple

from auditor.conclude.facts import HIGH, LOW, MACHINE_ZONES, MEDIUM, Facts, references
from auditor.model import (
    Agency,
    Attribution,
    Confidence,
    Evidence,
    Extent,
    Limit,
    Origin,
    OriginKind,
    Visible,
)
from auditor.page.subject import of_house, same_name, values_of, visible_byline

# A text that is somebody else's as a whole; over agency text in part the house names its own people rightly.
_TAKEN_OVER = frozenset((OriginKind.WIRE, OriginKind.PRESS_RELEASE, OriginKind.SYNDICATED))
# What stands after the last mark of a title: the name of the site, as a rule.
_TITLE_END = re.compile(r"[-_|–—]\s*([^-_|–—]{2,20})$")


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


def _release(facts: Facts) -> tuple[Evidence, ...]:
    """What proves a release; an office named as source is that of the facts alone where a person signs the text."""
    items = _strong(facts, "origin.press-release", "proof", "strong")
    signed = visible_byline(facts.page) is not None and not facts.of.get("origin.staff-byline")
    return () if signed and all(item.properties.get("form") == "office" for item in items) else items


def _own(facts: Facts) -> tuple[Evidence, ...]:
    """The agency at whose address the page stands, unless the page is another site's that names it as the text's home."""
    if any(item.properties.get("form") == "canonical" for item in facts.of.get("origin.syndicated", ())):
        return ()
    return tuple(item for item in facts.of.get("origin.own-host", ()) if _ids(item))


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


def _from_elsewhere(facts: Facts, items: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
    """The items that do not name this very publisher as the first one."""
    here = [facts.subject.site_name, facts.subject.publisher]
    here += values_of(facts.page, "item.source")  # in tables of news often the site
    houses = [house for house in here if house]
    # A page that was saved without its address is thought to be where its canonical page is.
    host = facts.page.site.split(".", 1)[0]
    if host and (not houses or facts.page.capture.uri.startswith("http")):
        houses.append(host)
    at_home = {item.properties.get("source") for item in facts.of.get("origin.own-host", ())}
    # In a table of many papers' bylines the houses that are named are those of other papers.
    collected = bool(values_of(facts.page, "item.author"))
    titled = _TITLE_END.search(facts.page.first("title") or "")
    named = (*filter(None, here), *(titled.groups() if titled else ()))
    home = _Home(tuple(houses), at_home, named, collected)
    return tuple(item for item in items if _is_elsewhere(item, home))


class _Home(NamedTuple):
    """Whose page it is: names to tell a house by, the house at its address, names it shows, and whether it is a table's row."""

    houses: tuple[str, ...]
    at_address: set[str | None]
    named: tuple[str, ...]
    is_collected: bool


def _is_elsewhere(item: Evidence, home: _Home) -> bool:
    source = item.properties.get("source", "")
    match item.properties.get("form"):
        case "canonical":
            # A saved page without an address is named after its canonical one.
            return True
        case "source-line":
            # Chinese papers name a source above every text, their own as well, and differ in the word for "paper".
            return bool(home.named) and not any(
                source[:3] in name or name[:3] in source for name in home.named
            )
        case "house" | "byline" if source in home.at_address or not (home.houses or home.is_collected):
            # "Jane Doe, Example Times" may be any author's house as long as nothing tells whose page it is.
            return False
    return not any(of_house(source, house) for house in home.houses)


def _wire(facts: Facts) -> tuple[Evidence, ...]:
    return _foreign(facts, _strong(facts, "origin.wire", "proof", "strong"))


def _joint(facts: Facts) -> tuple[Evidence, ...]:
    return _foreign(facts, facts.of.get("origin.wire-joint", ())) or _listed(facts)


def _listed(facts: Facts) -> tuple[Evidence, ...]:
    """An agency in a list of authors that names somebody else, too, when nothing else credits it: a joint byline."""
    items = _wire(facts)
    if any(item.zone not in MACHINE_ZONES or item.properties.get("form") != "structured" for item in items):
        return ()
    authors = values_of(facts.page, "ld.author.name") or values_of(facts.page, "item.author")
    credited = [name for name in authors if any(item.quote.exact.strip() in name for item in items)]
    return items if credited and len(credited) < len(authors) else ()


def _wire_over_joint(facts: Facts) -> tuple[Evidence, ...]:
    """Full credit, unless the reader is shown a joint one and only machines are told otherwise."""
    items = _wire(facts)
    if items == _listed(facts):
        return ()
    joint = [item for item in _joint(facts) if item.zone not in MACHINE_ZONES]
    if joint and all(item.zone in MACHINE_ZONES for item in items):
        return ()
    proofs = [item for item in items if item.properties.get("strength") == "proof"]
    forms = {item.properties.get("form") for item in items}
    if joint and not proofs and not forms & {"dateline", "byline"}:
        return ()
    return items


ORIGIN_TABLE: tuple[Row, ...] = (
    Row("release tag, trailer or label", _release, OriginKind.PRESS_RELEASE, HIGH),
    Row("own host of an agency", lambda f: _own(f) if not _wire(f) else (), OriginKind.ORIGINAL, HIGH),
    Row("agency text", _wire_over_joint, OriginKind.WIRE, HIGH),
    Row("agency text in part", _joint, OriginKind.WIRE_PARTIAL, HIGH),
    Row("republished from elsewhere", lambda f: _from_elsewhere(f, _strong(f, "origin.syndicated", "proof", "strong")), OriginKind.SYNDICATED, HIGH),
    Row("release furniture", _furniture, OriginKind.PRESS_RELEASE, MEDIUM),
    Row("unnamed agencies", lambda f: f.of.get("origin.wire-generic", ()), OriginKind.WIRE_PARTIAL, MEDIUM),
)  # fmt: skip


def origin_of(facts: Facts) -> Origin:
    """Draw the first row that holds."""
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
                evidence=references(items),
            )
    kind, confidence = _without_credit(facts)
    return Origin(
        kind=kind,
        attribution=_attribution(facts, kind, ()),
        mentions_only=tuple(sorted(named)),
        photo_credits=tuple(sorted(photos)),
        confidence=confidence,
        evidence=references(facts.of.get("origin.staff-byline", ())),
    )


def _without_credit(facts: Facts) -> tuple[OriginKind, Confidence]:
    """No credit to anybody: the publisher's own, unless there is no article to speak of."""
    page = facts.page
    if page.capture.extent is Extent.FRAGMENT:
        return OriginKind.UNDETERMINED, LOW
    if Limit.SCRIPT_RENDERED in page.limits or not page.prose:
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
    shown = [item for item in items if item.zone not in MACHINE_ZONES and item.visible is not Visible.NO]
    conflicts = _conflicts(facts, authors) if kind in _TAKEN_OVER else ()
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


_BY = re.compile(r"^(?:by|von|par|por|di|da|door|av|af) ", re.IGNORECASE)


def _conflicts(facts: Facts, authors: tuple[str, ...]) -> tuple[str, ...]:
    """Who is named as author although the text is somebody else's."""
    houses = [name for name in (facts.subject.site_name, facts.subject.publisher) if name]
    shown = _BY.sub("", visible_byline(facts.page) or "")
    found = []
    if facts.of.get("origin.publisher-byline") or any(
        same_name(author, house) for author in (*authors, shown) for house in houses
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
