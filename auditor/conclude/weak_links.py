"""Which links that only suggest a commission count: a notice, or how often they stand there, bears them out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable

from auditor.conclude.facts import LOW, Facts
from auditor.model import Evidence
from auditor.page.address import host_of
from auditor.page.links import site_of

# What search operators accept in `rel` on a link that earns money.
_QUALIFIED = frozenset(("sponsored", "nofollow"))
# What anybody sets on links of any kind: general shorteners, codes in an address, asterisks.
_NEEDS_NOTICE = frozenset(("short", "code", "star"))
# What a notice of links with asterisks holds: the sign, or its name in the languages that use it.
_STAR = re.compile(r"[*＊]|\b(?:stern|sterretje|asteris|astérisque|stjern|stjärn|gwiazdk)", re.IGNORECASE)
_NOTICES = ("affiliate.notice", "affiliate.policy")
# So many links of one cloaked redirect, or of one kind, in a text are no accident.
CLOAKED_OFTEN = 3


def is_weak(item: Evidence) -> bool:
    """Whether the shape of a link suggests a commission without proving it."""
    return item.confidence is LOW or item.properties.get("strength") == "weak"


def explains_stars(facts: Facts) -> bool:
    """Whether a legend or notice, of the article or of the site, says that links with an asterisk pay."""
    blocks = facts.page.blocks
    return any(
        item.block is not None and _STAR.search(blocks[item.block].text)
        for item in facts.evidence
        if item.signal in _NOTICES and item.properties.get("form") != "mark"
    )


def backing(
    weak: list[Evidence], notices: tuple[Evidence, ...], *, explained: bool
) -> Callable[[Evidence], bool]:
    """Says of a link that suggests a commission whether a notice, or how often such links stand there, bears it out.

    A general shortener or code needs a notice, and without a mark on the link one that leaves no doubt. An
    asterisk needs one that explains it. A word at one link says nothing of another.
    """
    often = _often(weak)
    notices = tuple(item for item in notices if item.properties.get("form") != "mark")
    plain = any(item.properties.get("wording") != "conditional" for item in notices)

    def backed(item: Evidence) -> bool:
        if item.properties.get("form") == "star":
            return explained
        if item.properties.get("form") not in _NEEDS_NOTICE:
            return bool(notices) or item.link in often
        return bool(notices) if is_marked(item) else plain

    return backed


def _often(weak: list[Evidence]) -> frozenset[str | None]:
    """The addresses that stand in a text too often for an accident.

    A counter of the own site does so by one address that comes again: sections have such addresses, too. What is
    only marked as paid must lead to several sites, as an advertisement's links lead to one.
    """
    of: dict[str, list[str | None]] = {"cloaked": [], "unknown": [], "": []}
    for item in weak:
        if item.properties.get("form") not in _NEEDS_NOTICE:
            network = item.properties.get("network", "")
            of[network if network in of else ""].append(item.link)
    times = Counter(of["cloaked"])
    found = [link for link, count in times.items() if count >= CLOAKED_OFTEN]
    if len({site_of(host_of(link or "")) for link in of["unknown"]}) > 1:
        of[""] += of["unknown"]
    return frozenset(found + of[""] if len(of[""]) >= CLOAKED_OFTEN else found)


def is_marked(item: Evidence) -> bool:
    """Whether `rel` says that a link is paid for, in one of the words that search operators accept."""
    return not _QUALIFIED.isdisjoint(item.properties.get("rel", "").split())
