"""Click-link signatures of a lexicon, indexed by host: which network a link pays, and for whom.

Most links of a page lead to hosts that no signature names; they cost one dictionary look-up.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple
from urllib.parse import unquote, unquote_plus

from msgspec import Struct

from auditor.engine.anchors import anchor_text, anchors
from auditor.engine.knowledge import Entry, Lexicon, LinkPattern, TakenFrom
from auditor.engine.phrases import Automaton, Program
from auditor.engine.regexes import read_regex
from auditor.engine.shapes import many
from auditor.engine.syntax import PatternError
from auditor.model import Confidence, Link
from auditor.page.address import host_of, is_within

_MAX_HOSTS = 20_000  # remembered; a scan of many sites starts over rather than grow
_AUTHORITY_END = re.compile("[/?#]")
_EMBEDDED = re.compile(r"https?://", re.IGNORECASE)
_CODE = re.compile(r"/(?=[\w-]*\d)(?=[\w-]*[A-Za-z])[\w-]{5,}/?$|/[a-z]*[A-Z][a-z]*[A-Z0-9][\w-]*/?$")


class Parts(NamedTuple):
    """A split address; `query` keeps the first value of each name, undecoded."""

    host: str
    path: str
    query: dict[str, str]
    rest: str


class Signature(Struct, frozen=True, eq=False):
    """One pattern of one entry, ready to be tried. `rank`: the more it asks for, the higher."""

    entry: Entry
    pattern: LinkPattern
    rank: int
    path_re: Program | None
    value_re: tuple[tuple[str, Program], ...]

    def fits(self, parts: Parts) -> bool:
        """Whether everything but the host fits; the host was looked up."""
        pattern = self.pattern
        if pattern.path and not parts.path.startswith(pattern.path):
            return False
        if pattern.query and not all(_has(parts.query, name) for name in pattern.query):
            return False
        if pattern.query_any and not any(_has(parts.query, name) for name in pattern.query_any):
            return False
        if self.path_re is not None and not self.path_re.holds(parts.path):
            return False
        if self.value_re and not all(
            name in parts.query and test.holds(unquote_plus(parts.query[name]))
            for name, test in self.value_re
        ):
            return False
        return not pattern.homepage_risk or _is_click(parts, pattern)


def _has(query: dict[str, str], wanted: str) -> bool:
    """Whether a parameter is there; `name=value` also asks for its value."""
    name, equals, value = wanted.partition("=")
    return name in query and (not equals or query[name] == value)


def _is_below(one: Signature, other: Signature) -> bool:
    """Whether a signature names a host below one that the other names: a programme's own name at a link service."""
    hosts = tuple(f".{host}" for host in many(other.pattern.host))
    return one.entry.kind != "ad-tech" and any(host.endswith(hosts) for host in many(one.pattern.host))


def _is_click(parts: Parts, pattern: LinkPattern) -> bool:
    """Tell a click link from a page of the network's own web site: a sub-domain, a query, or a code as path."""
    if parts.host not in many(pattern.host):
        return True
    return bool(parts.query) or bool(pattern.path or pattern.path_re) or _CODE.search(parts.path) is not None


class Paid(NamedTuple):
    """What a link's signature says. `strength` is weak where the shape or its source is not safe."""

    entry: Entry
    strength: str
    merchant: str | None
    publisher: str | None


class SignatureIndex:
    """The signatures of one lexicon."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._by_host: dict[str, list[Signature]] = {}
        self._exact: dict[str, list[Signature]] = {}
        self._by_name: dict[str, list[Signature]] = {}
        self._by_literal: dict[str, list[Signature]] = {}
        self._known: dict[str, tuple[Signature, ...]] = {}
        self._taken: dict[str, Program] = {}
        for entry in lexicon.entries:
            for pattern in entry.patterns:
                self._add(entry, pattern)
        self._literals = tuple(self._by_literal.values())
        self._automaton = Automaton(self._by_literal)

    def _add(self, entry: Entry, pattern: LinkPattern) -> None:
        asks = (pattern.path, pattern.path_re, pattern.query, pattern.query_any, pattern.value_re)
        signature = Signature(
            entry,
            pattern,
            sum(map(bool, asks)) + 4 * (pattern.match != "any") + 20 * (entry.kind == "ad-tech"),
            Program(pattern.path_re) if pattern.path_re else None,
            tuple((name, Program(test)) for name, test in pattern.value_re.items()),
        )
        if pattern.match != "any":
            for host in many(pattern.host):
                table = self._exact if pattern.match == "exact" else self._by_host
                table.setdefault(host.lower().removeprefix("www."), []).append(signature)
        elif pattern.query or pattern.query_any:
            for name in pattern.query[:1] or pattern.query_any:
                self._by_name.setdefault(name.partition("=")[0], []).append(signature)
        else:
            for literal in literals_of(pattern):
                self._by_literal.setdefault(literal, []).append(signature)

    def match(self, links: Sequence[Link], site: str) -> dict[int, Paid]:
        """The best signature of each link that has one, by position in `links`, on a page of a site."""
        out: dict[int, Paid] = {}
        hinted = self._hinted([link.url for link in links])
        known = self._known
        for position, link in enumerate(links):
            url, host = link.url, link.host
            # Nearly all links leave here.
            if not known.get(host, self) and "?" not in url and position not in hinted and link.target == url:
                continue
            found = self._match_url(url, host, site, hinted.get(position, ()))
            # What a redirect names inside itself tells more than the redirect's shape.
            vague = found is None or found[0].entry.kind == "ad-tech" or found[0].entry.first_party
            if link.target != url and vague:
                found = self._match_wrapped(link, site) or found
            if found is not None:
                out[position] = self._paid(link, *found)
        return out

    def _paid(self, link: Link, signature: Signature, parts: Parts) -> Paid:
        entry = signature.entry
        weak = signature.pattern.weak or entry.confidence is Confidence.LOW
        return Paid(
            entry,
            "weak" if weak and "sponsored" not in link.rel else "strong",
            self._take(entry.merchant_from, parts),
            self._take(entry.publisher_from, parts),
        )

    def _match_wrapped(self, link: Link, site: str) -> tuple[Signature, Parts] | None:
        """Try the address that a redirect leads to, then those between."""
        opened = unquote(unquote(link.url))
        inner = [opened[found.start() :] for found in _EMBEDDED.finditer(opened, 8)]
        for address in (link.target, *inner[:4]):
            hints = self._hinted([address]).get(0, ())
            if found := self._match_url(address, host_of(address), site, hints):
                return found
        return None

    def _hinted(self, urls: Sequence[str]) -> dict[int, list[Signature]]:
        """The host-less signatures whose literals stand in each address."""
        joined = "\n".join(urls).replace("İ", "i").lower().replace("-", " ")
        hits = list(self._automaton.hits(joined))
        if not hits:
            return {}
        starts: list[int] = []
        at = 0
        for url in urls:
            starts.append(at)
            at += len(url) + 1
        out: dict[int, list[Signature]] = {}
        for literal, start, _ in hits:
            out.setdefault(bisect_right(starts, start) - 1, []).extend(self._literals[literal])
        return out

    def _match_url(
        self, url: str, host: str, site: str, hints: Sequence[Signature]
    ) -> tuple[Signature, Parts] | None:
        candidates = self._known.get(host)
        if candidates is None:
            candidates = self._candidates(host)
        mark = url.find("?")
        if not candidates and not hints and mark < 0:
            return None
        is_own = is_within(host, site)
        hostless = list(hints)
        if mark > 0 and not is_own:
            for pair in url[mark + 1 :].partition("#")[0].split("&"):
                hostless += self._by_name.get(pair.partition("=")[0], ())
        if not candidates and not hostless:
            return None
        parts = split(url, host)
        best: Signature | None = None
        for signature in (*candidates, *(each for each in hostless if each.entry.first_party == is_own)):
            if (best is None or signature.rank > best.rank) and signature.fits(parts):
                best = signature
        if best is not None and best.entry.kind == "ad-tech":
            best = next((each for each in candidates if _is_below(each, best) and each.fits(parts)), best)
        return None if best is None else (best, parts)

    def _candidates(self, host: str) -> tuple[Signature, ...]:
        """The signatures of a host and of the domains above it; remembered."""
        found = list(self._exact.get(host, ()))
        rest = host
        while rest:
            found += self._by_host.get(rest, ())
            rest = rest.partition(".")[2]
        if len(self._known) >= _MAX_HOSTS:
            self._known.clear()
        self._known[host] = out = tuple(found)
        return out

    def _take(self, source: TakenFrom | None, parts: Parts) -> str | None:
        """The shop or publisher that a link names: a host where the value is an address."""
        if source is None:
            return None
        for name in source.query:
            if value := parts.query.get(name):
                text = unquote_plus(value)
                return (host_of(text) if text.startswith(("http://", "https://")) else text)[:80] or None
        if source.path_re:
            test = self._taken.get(source.path_re)
            if test is None:
                test = self._taken[source.path_re] = Program(source.path_re)
            if taken := test.first_group(parts.rest):
                return (host_of(taken) if taken.startswith(("http://", "https://")) else taken)[:80] or None
        return None


def split(url: str, host: str) -> Parts:
    """Split an address whose host is known."""
    found = _AUTHORITY_END.search(url, url.find("://") + 3) if "://" in url else None
    rest = (url[found.start() :] if found else "/").partition("#")[0]
    path, _, query = rest.partition("?")
    named: dict[str, str] = {}
    for pair in query.replace("&amp;", "&").split("&")[:200] if query else ():
        name, _, value = pair.partition("=")
        named.setdefault(name, value)
        if not name.islower():
            named.setdefault(name.lower(), value)
    return Parts(host, path or "/", named, rest)


def literals_of(pattern: LinkPattern) -> tuple[str, ...]:
    """Literals of which one is in every address that a host-less pattern fits."""
    if pattern.path:
        return (anchor_text(pattern.path),)
    best = anchors(read_regex(pattern.path_re)) if pattern.path_re else None
    if best is None:
        raise PatternError("a pattern without host needs a path, a literal in path_re, or query names")
    return tuple(text for text in best[1] if isinstance(text, str))
