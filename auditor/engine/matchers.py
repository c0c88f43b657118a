"""The matchers that are not text: fields, links, selectors, addresses, scripts; and `where`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from auditor.engine.evidence import Hit
from auditor.engine.index import Index, keyed
from auditor.engine.phrases import Program
from auditor.engine.rule import DetectRule, LinkMatch, ScriptMatch, SelectorMatch, UrlMatch, Where, many
from auditor.engine.signatures import Paid, split
from auditor.engine.trace import Stage, Trace
from auditor.engine.view import PageView
from auditor.model import Block, Extent, Field, Link
from auditor.page.links import host_of
from auditor.page.text import fold, unify

_NAMES = re.compile(r"[\w-]{3,}(?![\w-]*\()")


def misfit(where: Where, block: Block, extent: Extent) -> str | None:
    """The first key of `where` that a block does not satisfy."""
    if where.zones and block.zone not in where.zones:
        return "zones"
    if where.scopes and block.scope not in where.scopes:
        return "scopes"
    if where.max_chars is not None and len(block.text) > where.max_chars:
        return "max_chars"
    if where.places and block.place not in where.places:
        return "places"
    if where.max_repeats is not None and block.repeats > where.max_repeats:
        return "max_repeats"
    if where.near_headline is not None and block.near_headline != where.near_headline:
        return "near_headline"
    if where.max_linked is not None and block.linked > where.max_linked:
        return "max_linked"
    if where.min_linked is not None and block.linked < where.min_linked:
        return "min_linked"
    if where.visible and block.visible not in where.visible:
        return "visible"
    if where.extents and extent not in where.extents:
        return "extents"
    return None


def field_fits(field: Field, types: frozenset[str], *, main: bool | None) -> bool:
    """Whether a field belongs to the main entity and has one of the types, where that is asked."""
    return (main is None or field.main == main) and (not types or field.type.lower() in types)


# -- links -----------------------------------------------------------------------------------------------


def link_hits(page: PageView, index: Index, trace: Trace | None) -> Iterator[Hit]:
    """The links that a rule's link matchers find."""
    if not index.links or not page.links:
        return
    paid = {
        name: index.signatures[name].match(page.links, page.site)
        for name in {link.lexicon for _, _, link in index.links if link.lexicon in index.signatures}
        if name is not None
    }
    for rule, key, matcher in index.links:
        if matcher.lexicon is not None:
            known = paid.get(matcher.lexicon, {})
            positions: Iterable[int] = known
        else:
            known = {}
            positions = _positions(page.links, matcher)
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
            yield _link_hit(rule, link, block, signature)


def _positions(links: tuple[Link, ...], matcher: LinkMatch) -> Iterable[int]:
    """Most matchers without a lexicon ask for `rel`, and most links have none."""
    if matcher.rel:
        return [position for position, link in enumerate(links) if link.rel]
    return range(len(links))


def link_fits(link: Link, matcher: LinkMatch, page: PageView, paid: Paid | None) -> bool:
    """Whether all keys of a link matcher hold."""
    if matcher.lexicon is not None and (
        paid is None or (matcher.kinds and paid.entry.kind not in matcher.kinds)
    ):
        return False
    if matcher.rel and not set(link.rel) & set(many(matcher.rel)):
        return False
    if matcher.external is not None:
        is_own = link.host == page.site or link.host.endswith("." + page.site)
        if is_own == matcher.external:
            return False
    if matcher.host and not any(_is_host(link.host, host) for host in many(matcher.host)):
        return False
    if matcher.attribute and not any(_has_attribute(link, wanted) for wanted in many(matcher.attribute)):
        return False
    if matcher.path or matcher.path_re or matcher.query:
        return _address_fits(link, matcher)
    return True


def _is_host(host: str, wanted: str) -> bool:
    return host == wanted or host.endswith("." + wanted)


def _has_attribute(link: Link, wanted: str) -> bool:
    """`name`, or `name=value`; for a list of words such as class one of them is enough."""
    name, _, value = wanted.partition("=")
    return any(key == name and (not value or text == value or value in text.split()) for key, text in link.attributes.items())


def _address_fits(link: Link, matcher: LinkMatch) -> bool:
    parts = split(link.url, link.host)
    if matcher.path and not parts.path.startswith(many(matcher.path)):
        return False
    if matcher.query and not all(name in parts.query for name in many(matcher.query)):
        return False
    return matcher.path_re is None or compiled(matcher.path_re).holds(parts.path)


@lru_cache(maxsize=None)
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
        rule=rule, block=block, link=link, text=text, start=start, end=start + len(link.text), captures=captures
    )


def any_link_fits(page: PageView, index: Index, hit: Hit, matchers: Iterable[LinkMatch]) -> bool:
    """Whether the link of a match, or a link of its block, fits one of the matchers."""
    if hit.link is not None:
        links = [hit.link]
    else:
        links = [page.links[position] for position in hit.block.links] if hit.block is not None else []
    for matcher in matchers:
        signatures = index.signatures.get(matcher.lexicon) if matcher.lexicon else None
        paid = signatures.match(links, page.site) if signatures is not None else {}
        if any(link_fits(link, matcher, page, paid.get(position)) for position, link in enumerate(links)):
            return True
    return False


# -- selectors, addresses, scripts -----------------------------------------------------------------------


def other_hits(page: PageView, index: Index, trace: Trace | None) -> Iterator[Hit]:
    """What selectors, the page's address, and its scripts show."""
    for rule in index.rules:
        match = rule.match
        if not (match.selector or match.url or match.script):
            continue
        if match.where.extents and page.capture.extent not in match.where.extents:
            continue
        for selector in match.selector:
            yield from _selector_hits(page, index, rule, selector, trace)
        for number, url in enumerate(match.url):
            yield from _url_hits(page, index, rule, url, f"match.url[{number}]")
        for script in match.script:
            yield from _script_hits(page, index, rule, script)


def _selector_hits(
    page: PageView, index: Index, rule: DetectRule, selector: str | SelectorMatch, trace: Trace | None
) -> Iterator[Hit]:
    if isinstance(selector, str):
        pairs = [(selector, None)]
    else:
        pairs = [
            (markup, entry)
            for entry in index.entries(selector.lexicon)
            if not selector.kinds or entry.kind in selector.kinds
            for markup in entry.markup
        ]
    for css, entry in pairs:
        if not may_select(page, css):
            continue
        for element in page.select(css):
            block = _block_at(page, element)
            wrong = misfit(rule.match.where, block, page.capture.extent) if block is not None else None
            if wrong:
                if trace is not None:
                    trace.note(rule, Stage.WHERE, f"where.{wrong}", css)
                continue
            captures = {"network": entry.id, "network.name": entry.name, "kind": entry.kind} if entry else {}
            text = block.text if block is not None else ""
            yield Hit(
                rule=rule, block=block, element=element, text=text, start=0, end=min(len(text), 120), captures=captures
            )


def may_select(page: PageView, css: str) -> bool:
    """A cheap look whether a selector can match at all: one of its names must stand in the page's source."""
    names = _selector_names(css)
    return not names or any(all(name in page.text for name in group) for group in names)


@lru_cache(maxsize=None)
def _selector_names(css: str) -> tuple[tuple[str, ...], ...]:
    """Per comma part of a selector, the class, id, attribute and value words that it needs; () if one needs none."""
    if ":not" in css or ":is" in css or ":where" in css or ":has" in css:
        return ()
    groups = tuple(tuple(_NAMES.findall(part)) for part in css.split(","))
    return groups if all(groups) else ()


def _block_at(page: PageView, element: int) -> Block | None:
    """The first block in an element: the flat tree is in document order, so it is the next one."""
    return next((block for block in page.blocks if block.element >= element), None)


def selected(page: PageView, hit: Hit, selectors: str | tuple[str, ...]) -> bool:
    """Whether the element of a match, or one around it, is selected."""
    element = hit.where_element()
    if element is None:
        return False
    return any(
        may_select(page, css) and (element in page.select(css) or element in page.select(f":is({css}) *"))
        for css in many(selectors)
    )


def _url_hits(page: PageView, index: Index, rule: DetectRule, matcher: UrlMatch, key: str) -> Iterator[Hit]:
    parts = split(page.url, page.host)
    text = {"host": page.host, "path": parts.path, "query": parts.rest.partition("?")[2]}[matcher.part]
    if matcher.lexicon is not None:
        for entry in index.entries(matcher.lexicon):
            if (not matcher.kinds or entry.kind in matcher.kinds) and any(
                _is_host(page.host, host) for host in entry.hosts
            ):
                captures = {"agency": entry.id, "agency.name": entry.name, "network": entry.id, "kind": entry.kind}
                yield Hit(rule=rule, text=page.host, start=0, end=len(page.host), captures=captures)
                return
    for _, pattern in keyed(matcher, key):
        for found in index.alphabet.program(pattern).find(fold(text) if pattern.is_phrase else unify(text)):
            yield Hit(rule=rule, text=text, start=found.start, end=found.end, spans=found.captures)
            break


def _script_hits(page: PageView, index: Index, rule: DetectRule, matcher: ScriptMatch) -> Iterator[Hit]:
    if matcher.lexicon is not None:
        entries = [
            entry
            for entry in index.entries(matcher.lexicon)
            if not matcher.kinds or entry.kind in matcher.kinds
        ]
        for entry in entries:
            captures = {"network": entry.id, "network.name": entry.name, "kind": entry.kind}
            for wanted in entry.scripts:
                yield from _resource_hit(page, rule, wanted, captures)
            for literal in entry.inline:
                yield from _inline_hit(page, rule, literal, captures)
        return
    if matcher.host:
        for url in page.resources:
            host = host_of(url)
            if any(_is_host(host, wanted) for wanted in many(matcher.host)) and (
                not matcher.contains or any(part in url for part in many(matcher.contains))
            ):
                yield Hit(rule=rule, text=url, start=0, end=len(url), url=url)
    elif matcher.contains:
        for wanted in many(matcher.contains):
            yield from _resource_hit(page, rule, wanted, {})
    for literal in many(matcher.inline):
        yield from _inline_hit(page, rule, literal, {})


def _resource_hit(page: PageView, rule: DetectRule, wanted: str, captures: dict[str, str]) -> Iterator[Hit]:
    """The first resource whose address holds `wanted`: a host, or a host and the begin of a path."""
    for url in page.resources:
        at = url.find(wanted)
        if at > 0 and url[at - 1] in "/.":
            yield Hit(rule=rule, text=url, start=at, end=at + len(wanted), url=url, captures=captures)
            return


def _inline_hit(page: PageView, rule: DetectRule, literal: str, captures: dict[str, str]) -> Iterator[Hit]:
    for source in page.inline_scripts:
        at = source.find(literal)
        if at >= 0:
            around = source[max(0, at - 32) : at + len(literal) + 32]
            start = min(at, 32)
            yield Hit(rule=rule, text=around, start=start, end=start + len(literal), captures=captures)
            return
