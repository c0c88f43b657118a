"""Matches -> evidence: quotes, properties, reading order, each thing once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from urllib.parse import quote as percent

import msgspec
from msgspec import Struct

from auditor.engine.detect_rule import DetectRule
from auditor.engine.view import PageView
from auditor.model import (
    Block,
    Confidence,
    Evidence,
    Field,
    Link,
    Place,
    Quote,
    Scope,
    Visible,
    Zone,
)
from auditor.page.text import fold

_CONTEXT = 32
_SAME = 3  # the same words in the same zone are shown so often
_MAX_QUOTE = 300
_NOWHERE = 1 << 30
_SLOT = re.compile(r"\{([a-z_.]+)\}")
_SENTENCE_END = re.compile(r"[.!?…]+[\"')\]]*(?=\s+[^\W\d_a-zà-öø-ÿ]|\s*$)|[。！？]")
_RANK = {Confidence.HIGH: 0, Confidence.MEDIUM: 1, Confidence.LOW: 2}


class Hit(Struct, kw_only=True, eq=False):
    """A confirmed match before it becomes evidence: a span of a text, and where that text stands."""

    rule: DetectRule
    text: str
    start: int
    end: int
    block: Block | None = None
    field: Field | None = None
    link: Link | None = None
    element: int | None = None
    url: str | None = None
    spans: dict[str, tuple[int, int]] = {}
    captures: dict[str, str] = {}
    site_wide: bool = False

    @property
    def signal(self) -> str:
        """What it is evidence of."""
        site = self.rule.emits.site
        return site.signal if site is not None and self.site_wide else self.rule.emits.signal

    def where_element(self) -> int | None:
        """The element that a CSS path should name."""
        if self.link is not None:
            return self.link.element
        if self.element is not None:
            return self.element
        return self.block.element if self.block is not None else None

    def position(self) -> tuple[int, int]:
        """Reading order: blocks first, what no reader sees last."""
        return (self.block.index if self.block is not None else _NOWHERE, self.start)


def arrange(page: PageView, hits: Iterable[Hit], found: Iterable[Evidence] = ()) -> tuple[Evidence, ...]:
    """Number evidence in reading order; overlapping and repeated matches are dropped."""
    kept = _distinct(_longest(hits))
    items = [(hit.position(), _evidence(page, hit)) for hit in kept]
    items += [((each.block if each.block is not None else _NOWHERE, 0), each) for each in found]
    items.sort(key=lambda item: item[0])
    return tuple(
        msgspec.structs.replace(evidence, id=f"e{number}") for number, (_, evidence) in enumerate(items, 1)
    )


def _longest(hits: Iterable[Hit]) -> list[Hit]:
    """Of matches of one signal that overlap in one text the longest that is no guess; of one link or field the surest."""
    groups: dict[tuple[object, ...], list[Hit]] = {}
    for hit in hits:
        place = id(hit.link or hit.field or hit.block)
        key: tuple[object, ...] = (
            hit.signal,
            place,
            hit.url,
            hit.element,
            hit.captures.get("network"),
            hit.rule.confidence is Confidence.LOW,  # a long guess hides no short word that is sure
        )
        if hit.link is not None:
            key = (hit.signal, place)
        groups.setdefault(key, []).append(hit)
    out: list[Hit] = []
    for group in groups.values():
        if len(group) > 1:
            group.sort(key=_preference)
        taken: list[Hit] = []
        for hit in group:
            if all(hit.end <= other.start or hit.start >= other.end for other in taken) or not taken:
                taken.append(hit)
                if hit.link is not None:
                    break
        out += taken
    return out


def _preference(hit: Hit) -> tuple[object, ...]:
    if hit.link is not None:
        return (_RANK[hit.rule.confidence], not hit.captures.get("network"), hit.rule.id)
    return (
        hit.start - hit.end,
        _RANK[hit.rule.confidence],
        -len(hit.captures) - len(hit.spans),
        hit.start,
        hit.rule.id,
    )


def _distinct(hits: Sequence[Hit]) -> list[Hit]:
    """Repeated words of one rule: once a block, and a few times a zone. Links are all kept, they are counted."""
    seen: dict[tuple[object, ...], int] = {}
    out: list[Hit] = []
    for hit in sorted(hits, key=Hit.position):
        if hit.link is None:
            words = fold(hit.text[hit.start : hit.end])
            zone = (
                hit.block.zone if hit.block is not None else hit.field.zone if hit.field is not None else None
            )
            scope = hit.block.scope if hit.block is not None else None
            here = (hit.rule.id, words, id(hit.block or hit.field), hit.url)
            kind = (hit.rule.id, words, zone, scope)
            if here in seen or seen.get(kind, 0) >= _SAME:
                continue
            seen[here] = 1
            seen[kind] = seen.get(kind, 0) + 1
        out.append(hit)
    return out


def _evidence(page: PageView, hit: Hit) -> Evidence:
    """The public value of a match."""
    emits, block = hit.rule.emits, hit.block
    captures = _captured(hit)
    start, end = hit.start, min(hit.end, hit.start + _MAX_QUOTE)
    quote = Quote(
        exact=hit.text[start:end],
        prefix=hit.text[max(0, start - _CONTEXT) : start],
        suffix=hit.text[end : end + _CONTEXT],
    )
    scope, zone, visible, place = _placed(hit)
    element = hit.where_element()
    is_seen = block is not None and quote.exact and hit.text is block.text and visible is not Visible.NO
    return Evidence(
        rule=hit.rule.id,
        signal=hit.signal,
        scope=_scope(hit, scope),
        zone=emits.zone or zone,
        visible=visible,
        quote=quote,
        css=(page.css(element) or None) if element is not None else None,
        link=hit.link.url if hit.link is not None else hit.url,
        text_fragment=text_fragment(page.url, quote) if is_seen else None,
        properties={
            name: value
            for name, template in sorted(emits.props.items())
            if (value := _filled(template, captures))
        },
        block=block.index if block is not None else None,
        place=place,
        confidence=hit.rule.confidence,
    )


def _placed(hit: Hit) -> tuple[Scope, Zone, Visible, Place]:
    """Where a match stands. What no reader sees is in the head."""
    if hit.link is not None:
        place = hit.block.place if hit.block is not None else Place.OUTSIDE
        return hit.link.scope, hit.link.zone, hit.link.visible, place
    if hit.block is not None:
        return hit.block.scope, hit.block.zone, hit.block.visible, hit.block.place
    if hit.field is not None:
        scope = Scope.ARTICLE if hit.field.main else Scope.OTHER_ITEM
        return scope, hit.field.zone, Visible.NO, Place.HEAD_ONLY
    scope = Scope.ARTICLE if hit.element is not None else Scope.SITE
    return scope, Zone.HEAD, Visible.NO, Place.HEAD_ONLY


def _scope(hit: Hit, structural: Scope) -> Scope:
    """What the rule says the words speak of, except that another item's words stay that item's.

    A rule that means other items too has to list their scope under `where.scopes`.
    """
    said = Scope.SITE if hit.site_wide else hit.rule.emits.scope
    if said is None or (
        structural in (Scope.OTHER_ITEM, Scope.AD_SLOT) and structural not in hit.rule.match.where.scopes
    ):
        return structural
    return said


def _captured(hit: Hit) -> dict[str, str]:
    """All captures of a match; a sponsor's name ends with its sentence, and the quote with it."""
    out = dict(hit.captures)
    cut: list[tuple[int, int]] = []
    for name, span in hit.spans.items():
        start, end = span
        text = hit.text[start:end]
        ends = list(_SENTENCE_END.finditer(text))
        if end == hit.end:
            if ends:
                hit.end = end = start + ends[0].start()
        elif ends:
            start += ends[-1].end()
        value = hit.text[start:end].strip(" \t,.:;-–—'\"“”„«»")
        if len(value) > 1:
            out[name] = value
        cut.append((start, end))
    words = hit.text[hit.start : hit.end]
    for start, end in cut:
        words = words.replace(hit.text[start:end], " ")
    out["word"] = " ".join(fold(words).split()).strip(" -:,.;")
    return out


def _filled(template: str, captures: dict[str, str]) -> str:
    """A property's value; empty when a capture it is made of is missing."""
    names = _SLOT.findall(template)
    if not names:
        return template
    if any(not captures.get(name) for name in names):
        return ""
    return _SLOT.sub(lambda found: captures[found[1]], template)


# -- text fragments --------------------------------------------------------------------------------------

_LONG = 120


def text_fragment(url: str, quote: Quote) -> str | None:
    """The address that scrolls to a quote and marks it (WICG Scroll To Text Fragment), if the page is on the web.

    `#:~:text=[prefix-,]start[,end][,-suffix]`: context only in whole words, long quotes by their ends.
    """
    if not url.startswith(("http://", "https://")):
        return None
    exact = quote.exact.strip()
    if not exact:
        return None
    parts: list[str] = []
    # A cut word would not be found: where the context was cut off, its outermost word goes.
    prefix = quote.prefix if len(quote.prefix) < _CONTEXT else quote.prefix.partition(" ")[2]
    suffix = quote.suffix if len(quote.suffix) < _CONTEXT else quote.suffix.rpartition(" ")[0]
    if prefix.strip():
        parts.append(_encoded(prefix.strip()) + "-")
    words = exact.split(" ")
    if len(exact) > _LONG and len(words) > 8:
        parts += (_encoded(" ".join(words[:4])), _encoded(" ".join(words[-4:])))
    else:
        parts.append(_encoded(exact))
    if suffix.strip():
        parts.append("-" + _encoded(suffix.strip()))
    return f"{url.partition('#')[0]}#:~:text={','.join(parts)}"


def _encoded(text: str) -> str:
    """Percent-encoded; the dash, comma and ampersand are syntax in a text directive."""
    return percent(text, safe="!*'()").replace("-", "%2D")
