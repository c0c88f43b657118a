"""Which links a rule finds."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import accumulate, repeat

from auditor.engine.anchors import anchor_text, anchors
from auditor.engine.beside import Beside
from auditor.engine.detect_rule import DetectRule, LinkMatch, Where
from auditor.engine.evidence import Hit
from auditor.engine.index import Index
from auditor.engine.phrases import Automaton, Program
from auditor.engine.regexes import read_regex
from auditor.engine.shapes import many
from auditor.engine.signatures import Paid, split
from auditor.engine.trace import Stage, Trace
from auditor.engine.view import PageView
from auditor.engine.where import misfit
from auditor.model import Block, Extent, Link
from auditor.page.address import host_of, is_within
from auditor.page.links import same_house


def link_hits(page: PageView, index: Index, trace: Trace | None) -> Iterator[Hit]:
    """The links that a rule's link matchers find."""
    if not index.links or not page.links:
        return
    paid = {
        name: index.signatures[name].match(page.links, page.site)
        for name in {link.lexicon for _, link in index.links if link.lexicon in index.signatures}
        if name is not None
    }
    features = _features(page.links, index)
    sides, beside = _Sides(page), Beside(page)
    for rule, matcher in index.links:
        known = paid.get(matcher.lexicon, {}) if matcher.lexicon is not None else {}
        positions = known if matcher.lexicon is not None else _positions(matcher, features, sides)
        for position in positions:
            link = page.links[position]
            signature = known.get(position)
            if not link_fits(link, matcher, page, signature):
                continue
            block = page.blocks[link.block] if link.block is not None else None
            wrong = _link_misfit(rule.match.where, link, block, page.capture.extent)
            if wrong:
                if trace is not None:
                    trace.note(rule, Stage.WHERE, f"where.{wrong}", link.url)
                continue
            # Last, as it is the dearest to know.
            if matcher.mark is not None and not compiled(matcher.mark).holds(beside.text(link)):
                continue
            yield _link_hit(rule, link, block, signature)


def _features(links: Sequence[Link], index: Index) -> dict[str, list[int]]:
    """Which links have the rel tokens and attributes that some matcher asks for."""
    found: dict[str, list[int]] = {}
    names = index.link_attributes
    for position, link in enumerate(links):
        for token in link.rel:
            if token in index.link_rels:
                found.setdefault(token, []).append(position)
        if not names.isdisjoint(link.attributes):
            for name in names & link.attributes.keys():
                for feature in index.features_of(name, link.attributes[name] or ""):
                    found.setdefault(feature, []).append(position)
    return found


class _Sides:
    """The positions of the links to the page's own site (False), of those that leave it (True), and of all (None)."""

    def __init__(self, page: PageView) -> None:
        self._links = page.links
        own: list[int] = []
        outer: list[int] = []
        site = page.site
        hosts: dict[str, list[int]] = {}  # a page has many links to few hosts
        for position, link in enumerate(page.links):
            host = link.host
            side = hosts.get(host)
            if side is None:
                side = hosts[host] = own if is_within(host, site) else outer
            side.append(position)
        self.of: Mapping[bool | None, Sequence[int]] = {False: own, True: outer, None: range(len(page.links))}
        self.hosts = hosts.keys()
        self._texts: dict[bool | None, tuple[str, list[int]]] = {}
        self._fitting: dict[tuple[str, bool | None], list[int]] = {}

    def text(self, external: bool | None) -> tuple[str, list[int]]:
        """The addresses of one side as one text for automata, and where each begins."""
        found = self._texts.get(external)
        if found is None:
            urls = [self._links[position].url for position in self.of[external]]
            starts = list(accumulate([len(url) + 1 for url in urls], initial=0))
            found = self._texts[external] = (anchor_text("\n".join(urls)), starts)
        return found

    def may_fit(self, path_re: str, external: bool | None) -> Sequence[int]:
        """The links of one side that hold a literal of a pattern; remembered, as several matchers share a pattern."""
        literals = _literals(path_re)
        if literals is None:
            return self.of[external]
        found = self._fitting.get((path_re, external))
        if found is None:
            text, starts = self.text(external)
            places = {bisect_right(starts, start) - 1 for _, start, _ in literals.hits(text)}
            found = self._fitting[path_re, external] = [self.of[external][place] for place in sorted(places)]
        return found


def _positions(
    matcher: LinkMatch,
    features: Mapping[str, list[int]],
    sides: _Sides,
) -> Iterable[int]:
    """The links that a matcher without a lexicon has to look at."""
    # Few hosts stand for all links, and they are hardly ever those that a matcher names.
    if matcher.host is not None and not any(map(str.endswith, sides.hosts, repeat(matcher.host))):
        return ()
    names = many(matcher.rel) or many(matcher.attribute)
    if names:
        return sorted({position for name in names for position in features.get(name, ())})
    return (
        sides.of[matcher.external]
        if matcher.path_re is None
        else sides.may_fit(matcher.path_re, matcher.external)
    )


@cache
def _literals(expression: str) -> Automaton | None:
    """Finds the literals of which one stands in every address that a pattern fits; None where none is known."""
    best = anchors(read_regex(expression))
    return Automaton(map(str, best[1])) if best else None


def link_fits(link: Link, matcher: LinkMatch, page: PageView, paid: Paid | None) -> bool:
    """Whether all keys of a link matcher hold but `mark`."""
    if matcher.lexicon is not None and (
        paid is None or (matcher.kinds and paid.entry.kind not in matcher.kinds)
    ):
        return False
    if matcher.rel and not set(link.rel) & set(many(matcher.rel)):
        return False
    if matcher.external is not None:
        is_own = is_within(link.host, page.site)
        if is_own and matcher.external and link.target != link.url and paid and not paid.entry.first_party:
            # A redirect of the own site that names a network's link leaves it.
            is_own = is_within(host_of(link.target), page.site)
        if is_own == matcher.external:
            return False
    if matcher.host and not any(is_within(link.host, host) for host in many(matcher.host)):
        return False
    if matcher.attribute and not any(_has_attribute(link, wanted) for wanted in many(matcher.attribute)):
        return False
    if matcher.path or matcher.path_re or matcher.query:
        return _address_fits(link, matcher)
    return True


def _has_attribute(link: Link, wanted: str) -> bool:
    """`name`, or `name=value`; for a list of words such as class one of them is enough."""
    name, _, value = wanted.partition("=")
    if name not in link.attributes:
        return False
    text = link.attributes[name] or ""
    return not value or text == value or value in text.split()


def _address_fits(link: Link, matcher: LinkMatch) -> bool:
    if matcher.query and "?" not in link.url:
        return False
    parts = split(link.url, link.host)
    if matcher.path and not parts.path.startswith(many(matcher.path)):
        return False
    if matcher.query and not all(name in parts.query for name in many(matcher.query)):
        return False
    return matcher.path_re is None or compiled(matcher.path_re).holds(parts.path)


@cache
def compiled(expression: str) -> Program:
    """An RE2 pattern without placeholders."""
    return Program(expression)


def _link_misfit(where: Where, link: Link, block: Block | None, extent: Extent) -> str | None:
    """As `misfit`; zone, scope and visibility are the link's own."""
    if where.zones and link.zone not in where.zones:
        return "zones"
    if where.scopes and link.scope not in where.scopes:
        return "scopes"
    if where.visible and link.visible not in where.visible:
        return "visible"
    if where.extents and extent not in where.extents:
        return "extents"
    if block is None:
        return "places" if where.places else None
    wrong = misfit(where, block, extent)
    return None if wrong in ("zones", "scopes", "visible") else wrong


def _link_hit(rule: DetectRule, link: Link, block: Block | None, paid: Paid | None) -> Hit:
    """A link with what its signature tells; the quote is the link's text in its block."""
    captures = {"rel": " ".join(link.rel), "host": link.host}
    if paid is not None:
        captures |= {
            "network": paid.entry.id,
            "network.name": paid.entry.name,
            "kind": paid.entry.kind,
            "strength": paid.strength,
            "merchant": paid.merchant or "",
            "publisher": paid.publisher or "",
        }
    text = block.text if block is not None else link.text
    start = text.find(link.text) if link.text else -1
    if start < 0:
        text, start = link.text, 0
    return Hit(
        rule=rule,
        block=block,
        link=link,
        text=text,
        start=start,
        end=start + len(link.text),
        captures=captures,
    )


def leads_out(page: PageView, block: Block) -> bool:
    """Whether a link in a block leads to another house's site: to no other country's site of the page's own."""
    hosts = {page.links[position].host for position in block.links} - {""}
    return any(not same_house(host, page.site) for host in hosts)


def any_link_fits(page: PageView, index: Index, hit: Hit, matchers: Iterable[LinkMatch]) -> bool:
    """Whether the link of a match, or a link of its block, fits one of the matchers."""
    if hit.link is not None:
        links = [hit.link]
    else:
        links = [page.links[position] for position in hit.block.links] if hit.block is not None else []
    beside = Beside(page)
    for matcher in matchers:
        signatures = index.signatures.get(matcher.lexicon) if matcher.lexicon else None
        paid = signatures.match(links, page.site) if signatures is not None else {}
        if any(
            link_fits(link, matcher, page, paid.get(position))
            and (matcher.mark is None or compiled(matcher.mark).holds(beside.text(link)))
            for position, link in enumerate(links)
        ):
            return True
    return False
