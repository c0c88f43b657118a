"""What selectors, the page's own address, and its scripts, frames and pixels show."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from auditor.engine.clauses import keyed
from auditor.engine.detect_rule import DetectRule, UrlMatch
from auditor.engine.evidence import Hit
from auditor.engine.index import Index
from auditor.engine.knowledge import Entry
from auditor.engine.shapes import many
from auditor.engine.signatures import split
from auditor.engine.trace import Stage, Trace
from auditor.engine.view import PageView
from auditor.engine.where import misfit
from auditor.model import Block
from auditor.page.address import host_of
from auditor.page.text import fold, unify

_ATTRIBUTE = re.compile(
    r"""\[\s*([\w-]+)\s*(?:[~|^$*]?=\s*["']?((?<=")[^"]*|(?<=')[^']*|(?<!["'])[\w-]+)["']?\s*([iIsS]?)\s*)?\]"""
)
_NAME = re.compile(r"([.#])([\w-]+)")
_AROUND = 32


def other_hits(page: PageView, index: Index, trace: Trace | None) -> Iterator[Hit]:
    """The matches of all selector, url and script matchers whose extents fit."""
    extent = page.capture.extent
    for found in (_selector_hits(page, index, trace), _url_hits(page, index), _script_hits(page, index)):
        for hit in found:
            extents = hit.rule.match.where.extents
            if not extents or extent in extents:
                yield hit


# -- selectors -------------------------------------------------------------------------------------------


def _selector_hits(page: PageView, index: Index, trace: Trace | None) -> Iterator[Hit]:
    for rule, css, entry in index.selectors:
        if not may_select(page, css):
            continue
        for element in page.select(css):
            block = _block_at(page, element)
            wrong = misfit(rule.match.where, block, page.capture.extent) if block is not None else None
            if wrong:
                if trace is not None:
                    trace.note(rule, Stage.WHERE, f"where.{wrong}", css)
                continue
            # A picture says what its text for the blind says, not what stands beside it.
            text = page.alternative(element) or (block.text if block is not None else "")
            yield Hit(
                rule=rule,
                block=block,
                element=element,
                text=text,
                start=0,
                end=min(len(text), 120),
                captures=_entry_captures(entry),
            )


def may_select(page: PageView, css: str) -> bool:
    """A cheap look whether a selector can match at all: one of its parts must find its classes, ids and values."""
    needs = _needs(css)
    for part in needs:  # plain loops: this is asked some forty times a page
        for need in part:
            if not need.stands_in(page.values(need.name)):
                break
        else:
            return True
    return not needs


class _Need(NamedTuple):
    """An attribute that a selector needs, and what stands in it, in any case or as it is written."""

    name: str
    value: str
    any_case: bool = False

    def stands_in(self, values: str) -> bool:
        return self.value in (values.lower() if self.any_case else values)


@cache
def _needs(css: str) -> tuple[tuple[_Need, ...], ...]:
    """Per comma part of a selector what it needs; () if it is not sure."""
    bare = _ATTRIBUTE.sub("", css)
    if "\\" in css or not set(":[(").isdisjoint(bare) or css.count(",") > bare.count(","):
        return ()
    parts = tuple(map(_needs_of_part, css.split(",")))
    return parts if all(parts) else ()


def _needs_of_part(css: str) -> tuple[_Need, ...]:
    # Every value begins with a line feed in `values`, so that asks for nothing but the attribute.
    needs = [
        _Need(name.lower(), (value.lower() if flag else value) or "\n", bool(flag))
        for name, value, flag in _ATTRIBUTE.findall(css)
    ]
    names = _NAME.findall(_ATTRIBUTE.sub("", css))
    return (*needs, *(_Need("class" if mark == "." else "id", name) for mark, name in names))


def _block_at(page: PageView, element: int) -> Block | None:
    """The first block in an element or after it: the flat tree is in document order."""
    return next((block for block in page.blocks if block.element >= element), None)


def selected(page: PageView, hit: Hit, selectors: str | tuple[str, ...]) -> bool:
    """Whether the element of a match, or one around it, is selected."""
    element = hit.where_element()
    if element is None:
        return False
    return any(
        may_select(page, css) and (element in page.select(css) or element in page.select(_inside(css)))
        for css in many(selectors)
    )


def _inside(css: str) -> str:
    """A selector of everything inside what a selector selects."""
    return ", ".join(f"{part.strip()} *" for part in css.split(","))


# -- the page's address ----------------------------------------------------------------------------------


def _url_hits(page: PageView, index: Index) -> Iterator[Hit]:
    if not index.urls:
        return
    parts = split(page.url, page.host)
    texts = {"host": page.host, "path": parts.path, "query": parts.rest.partition("?")[2]}
    for rule, matcher, key in index.urls:
        if matcher.lexicon is not None:
            entry = index.entry_of_host(matcher.lexicon, page.host, matcher.kinds)
            if entry is not None:
                captures = _entry_captures(entry)
                yield Hit(rule=rule, text=page.host, start=0, end=len(page.host), captures=captures)
        yield from _part_hits(index, rule, matcher, key, texts[matcher.part])


def _part_hits(index: Index, rule: DetectRule, matcher: UrlMatch, key: str, text: str) -> Iterator[Hit]:
    """The first match of each pattern in a part of the address."""
    for _, pattern in keyed(matcher, key):
        program = index.alphabet.program(pattern)
        for found in program.find(fold(text) if pattern.is_phrase else unify(text)):
            yield Hit(rule=rule, text=text, start=found.start, end=found.end, spans=found.captures)
            break


def _entry_captures(entry: Entry | None) -> dict[str, str]:
    if entry is None:
        return {}
    return {
        "agency": entry.id,
        "agency.name": entry.name,
        "network": entry.id,
        "network.name": entry.name,
        "kind": entry.kind,
    }


# -- scripts ---------------------------------------------------------------------------------------------


def _script_hits(page: PageView, index: Index) -> Iterator[Hit]:
    if page.resources:
        yield from _resource_hits(page, index)
        if index.script_hosts:
            yield from _host_hits(page, index)
    if index.inline and page.inline_scripts:
        source = "\n".join(page.inline_scripts)
        for rule, literal, entry in index.inline:
            at = source.find(literal)
            if at >= 0:
                low = max(0, at - _AROUND)
                text = source[low : at + len(literal) + _AROUND]
                start = at - low
                yield Hit(
                    rule=rule,
                    text=text,
                    start=start,
                    end=start + len(literal),
                    captures=_entry_captures(entry),
                )


def _resource_hits(page: PageView, index: Index) -> Iterator[Hit]:
    """The first resource per rule and literal; a literal begins where a host label or a path segment begins."""
    joined = "\n".join(page.resources)
    seen: set[tuple[str, int]] = set()
    for number, start, end in index.resources.hits(joined):
        if start and joined[start - 1] not in "/.\n":
            continue
        for rule, entry in index.resource_rules[number]:
            if (rule.id, number) not in seen:
                seen.add((rule.id, number))
                low = joined.rfind("\n", 0, start) + 1
                high = joined.find("\n", end)
                url = joined[low:] if high < 0 else joined[low:high]
                yield Hit(
                    rule=rule,
                    text=url,
                    start=start - low,
                    end=end - low,
                    url=url,
                    captures=_entry_captures(entry),
                )


def _host_hits(page: PageView, index: Index) -> Iterator[Hit]:
    """The first resource per matcher that names hosts."""
    seen: set[int] = set()
    for url in page.resources:
        host = host_of(url)
        for rule, matcher in index.scripts_of_host(host):
            if id(matcher) not in seen and (
                not matcher.contains or any(part in url for part in many(matcher.contains))
            ):
                seen.add(id(matcher))
                yield Hit(rule=rule, text=url, start=0, end=len(url), url=url, captures={"host": host})
