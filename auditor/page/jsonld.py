"""JSON-LD: the nodes of a page, which of them is the article, and all of it as flat fields.

It is read with `@graph`, lists and nesting; damaged blocks are mended where a trailing comma, a control
character or a comment broke them, and otherwise left out and reported.
"""

from __future__ import annotations

import html
import json
import re
from typing import Any, NamedTuple

from auditor.model import Field, Zone
from auditor.page.dom import Tree
from auditor.page.text import clean

_ARTICLE_TYPES = frozenset(
    "article newsarticle reportagenewsarticle blogposting opinionnewsarticle analysisnewsarticle "
    "reviewnewsarticle backgroundnewsarticle advertisercontentarticle satiricalarticle techarticle "
    "scholarlyarticle liveblogposting socialmediaposting medicalwebpage report review recipe videoobject "
    "podcastepisode pressrelease criticreview product howto qapage".split()
)
_PAGE_TYPES = frozenset(["webpage", "itempage", "aboutpage", "collectionpage", "profilepage", "website"])
# Under a short name, as a look-up in the enumeration takes longer than the field itself.
_STRUCTURED = Zone.STRUCTURED
# Deep or huge structured data is cut here; no real article needs more.
_MAX_DEPTH = 12
_MAX_FIELDS = 600
_MAX_VALUE = 2_000
_MAX_ITEMS = 50  # of one list
_MAX_NODES = 200
_CONTROL = re.compile(r"[\x00-\x1f]")
_COMMENT = re.compile(
    r"^\s*(?:<!--|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/)|(?:-->|//\s*\]\]>|/\*\s*\]\]>\s*\*/)\s*$"
)
_TRAILING_COMMA = re.compile(r",\s*([}\]])")
# Lists of other things: what stands below them does not speak of the article.
_OTHER_ITEMS = frozenset(
    "itemlistelement relatedlink hasparts haspart mentions citation isbasedon subjectof video associatedmedia "
    "comment review potentialaction breadcrumb liveblogupdate".split()
)
# Names of a node that are no facts, and texts that stand on the page as well.
_LEFT_OUT = frozenset("@context @id articleBody text description image logo".split())
# Properties that hold a person or house; a bare text there is its name.
_PARTIES = frozenset(
    "author creator contributor publisher sponsor funder sourceorganization copyrightholder provider".split()
)


class Structured(NamedTuple):
    """JSON-LD of a page: the nodes in order, the index of the main entity, and whether a block was beyond repair."""

    nodes: tuple[dict[str, Any], ...]
    main: int | None
    damaged: bool


def structured(tree: Tree, headline_words: frozenset[str], wanted: str | None) -> Structured:
    """Read every JSON-LD block; the main entity is the article node that agrees with the page's own title."""
    nodes: list[dict[str, Any]] = []
    damaged = False
    for script in tree.scripts:
        kind = script.attributes.get("type")
        if not kind or "ld+json" not in kind.lower():
            continue
        text = script.text
        if not text.strip():
            continue
        data = _load(text)
        if data is None:
            damaged = True
        else:
            _collect(data, nodes, 0)
    return Structured(tuple(nodes), _main(nodes, headline_words, wanted), damaged)


def _load(text: str) -> Any:
    """Parse JSON, mending what publishers break most: comments, control characters, trailing commas, entities."""
    for attempt in (_same, _mend, html.unescape):
        try:
            return json.loads(attempt(text), strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _same(text: str) -> str:
    return text


def _mend(text: str) -> str:
    text = _COMMENT.sub("", text.strip())
    text = _CONTROL.sub(" ", text)
    return _TRAILING_COMMA.sub(r"\1", text).rstrip("; ")


def _collect(data: Any, nodes: list[dict[str, Any]], depth: int) -> None:
    if depth > _MAX_DEPTH or len(nodes) > _MAX_NODES:
        return
    if isinstance(data, list):
        for item in data:
            _collect(item, nodes, depth + 1)
    elif isinstance(data, dict):
        graph = data.get("@graph")
        if graph is not None:
            _collect(graph, nodes, depth + 1)
        if graph is None or "@type" in data:
            nodes.append(data)
            main = data.get("mainEntity") or data.get("mainEntityOfPage")
            if isinstance(main, dict) and "@type" in main and (main.get("headline") or main.get("author")):
                nodes.append(main)


def types_of(node: dict[str, Any]) -> tuple[str, ...]:
    """The schema.org types of a node, lower-case and without the vocabulary's address."""
    kind = node.get("@type")
    kinds = kind if isinstance(kind, list) else [kind]
    return tuple(
        str(one).rsplit("/", 1)[-1].rsplit(":", 1)[-1].lower() for one in kinds if isinstance(one, str)
    )


def _main(nodes: list[dict[str, Any]], words: frozenset[str], wanted: str | None) -> int | None:
    best, best_score = None, 0.0
    for index, node in enumerate(nodes):
        types = types_of(node)
        if not any(kind in _ARTICLE_TYPES for kind in types):
            continue
        score = 1.0 if any("article" in kind or "posting" in kind for kind in types) else 0.4
        headline = node.get("headline") or node.get("name")
        if isinstance(headline, str) and words:
            own = frozenset(re.findall(r"\w+", headline.lower()))
            score += 2 * len(own & words) / max(len(own | words), 1)
        url = node.get("url") or node.get("@id")
        if wanted and isinstance(url, str) and url.split("#")[0].rstrip("/") == wanted.rstrip("/"):
            score += 1
        if score > best_score:
            best, best_score = index, score
    return best


def structured_fields(data: Structured) -> list[Field]:
    """Flatten JSON-LD into dotted, lower-case fields such as `ld.author.name`."""
    flat = _Flat({node["@id"]: node for node in data.nodes if isinstance(node.get("@id"), str)})
    for index, node in enumerate(data.nodes):
        types = types_of(node)
        article = any(kind in _ARTICLE_TYPES for kind in types)
        if not article and not any(kind in _PAGE_TYPES or "organization" in kind for kind in types):
            continue
        # An organization or web page that stands for itself is not the article's author or sponsor.
        prefix = "ld" if article else "ld-" + (types[0] if types else "thing")
        flat.add(node, prefix, types, main=index == data.main)
        if len(flat.fields) > _MAX_FIELDS:
            break
    return flat.fields[:_MAX_FIELDS]


class _Flat:
    """The fields found so far, and the nodes that others refer to by `@id`."""

    def __init__(self, by_id: dict[str, dict[str, Any]]) -> None:
        self.by_id = by_id
        self.fields: list[Field] = []

    def add(self, value: Any, name: str, types: tuple[str, ...], *, main: bool, depth: int = 0) -> None:
        """Flatten a value below a name; `types` are those of the node that holds it."""
        if depth > _MAX_DEPTH or len(self.fields) > _MAX_FIELDS:
            return
        if isinstance(value, dict):
            node = self.referred(value) if depth else value
            own = types_of(node) or types
            for key, item in node.items():
                if isinstance(key, str) and key not in _LEFT_OUT:
                    low = key.lower()
                    still = main and low not in _OTHER_ITEMS
                    self.add(item, f"{name}.{low}", own, main=still, depth=depth + 1)
        elif isinstance(value, list):
            for item in value[:_MAX_ITEMS]:
                self.add(item, name, types, main=main, depth=depth + 1)
        elif isinstance(value, bool):
            self.keep(name, str(value).lower(), types, main=main)
        elif isinstance(value, str | int | float) and (text := clean(html.unescape(str(value)))[:_MAX_VALUE]):
            # `"author": "Reuters"` says the same as `"author": {"name": "Reuters"}`.
            party = name.rsplit(".", 1)[-1] in _PARTIES
            self.keep(f"{name}.name" if party else name, text, types, main=main)

    def keep(self, name: str, value: str, types: tuple[str, ...], *, main: bool) -> None:
        """Note one field."""
        kind = types[0] if types else ""
        self.fields.append(Field(name=name, value=value, zone=_STRUCTURED, main=main, type=kind))

    def referred(self, node: dict[str, Any]) -> dict[str, Any]:
        """What a node says that is a mere reference: the plain values of the node it names; any other node as it is."""
        reference = node.get("@id")
        if (
            len(node) > 2
            or "name" in node
            or not isinstance(reference, str)
            or (meant := self.by_id.get(reference)) is None
        ):
            return node
        return {key: item for key, item in meant.items() if not isinstance(item, dict | list)}
