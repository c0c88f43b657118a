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
    [
        "article",
        "newsarticle",
        "reportagenewsarticle",
        "blogposting",
        "opinionnewsarticle",
        "analysisnewsarticle",
        "reviewnewsarticle",
        "backgroundnewsarticle",
        "advertisercontentarticle",
        "satiricalarticle",
        "techarticle",
        "scholarlyarticle",
        "liveblogposting",
        "socialmediaposting",
        "medicalwebpage",
        "report",
        "review",
        "recipe",
        "videoobject",
        "podcastepisode",
        "pressrelease",
        "criticreview",
        "product",
        "howto",
        "qapage",
    ]
)
_PAGE_TYPES = frozenset(["webpage", "itempage", "aboutpage", "collectionpage", "profilepage", "website"])
# Under a short name, as a look-up in the enumeration takes longer than the field itself.
_STRUCTURED = Zone.STRUCTURED
# Deep or huge structured data is cut here; no real article needs more.
_MAX_DEPTH = 12
_MAX_FIELDS = 600
_MAX_VALUE = 2_000
_CONTROL = re.compile(r"[\x00-\x1f]")
_COMMENT = re.compile(
    r"^\s*(?:<!--|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/)|(?:-->|//\s*\]\]>|/\*\s*\]\]>\s*\*/)\s*$"
)
_TRAILING_COMMA = re.compile(r",\s*([}\]])")
# Lists of other things: what stands below them does not speak of the article.
_OTHER_ITEMS = frozenset(
    [
        "itemlistelement",
        "relatedlink",
        "hasparts",
        "haspart",
        "mentions",
        "citation",
        "isbasedon",
        "subjectof",
        "video",
        "associatedmedia",
        "comment",
        "review",
        "potentialaction",
        "breadcrumb",
        "liveblogupdate",
    ]
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
    if depth > _MAX_DEPTH or len(nodes) > 200:
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
    fields: list[Field] = []
    by_id = {node["@id"]: node for node in data.nodes if isinstance(node.get("@id"), str)}
    for index, node in enumerate(data.nodes):
        types = types_of(node)
        article = any(kind in _ARTICLE_TYPES for kind in types)
        if not article and not any(kind in _PAGE_TYPES or "organization" in kind for kind in types):
            continue
        # An organization or web page that stands for itself is not the article's author or sponsor.
        prefix = "ld" if article else "ld-" + (types[0] if types else "thing")
        _flatten(node, prefix, index == data.main, types, fields, by_id, 0)
        if len(fields) > _MAX_FIELDS:
            break
    return fields[:_MAX_FIELDS]


def _flatten(
    value: Any,
    name: str,
    main: bool,
    types: tuple[str, ...],
    fields: list[Field],
    by_id: dict[str, dict[str, Any]],
    depth: int,
) -> None:
    if depth > _MAX_DEPTH or len(fields) > _MAX_FIELDS:
        return
    if isinstance(value, dict):
        reference = value.get("@id")
        if (
            len(value) <= 2
            and "name" not in value
            and isinstance(reference, str)
            and reference in by_id
            and depth
        ):
            value = {key: item for key, item in by_id[reference].items() if not isinstance(item, dict | list)}
        own = types_of(value) or types
        for key, item in value.items():
            if not isinstance(key, str) or key in (
                "@context",
                "@id",
                "articleBody",
                "text",
                "description",
                "image",
                "logo",
            ):
                continue
            low = key.lower()
            _flatten(item, f"{name}.{low}", main and low not in _OTHER_ITEMS, own, fields, by_id, depth + 1)
    elif isinstance(value, list):
        for item in value[:50]:
            _flatten(item, name, main, types, fields, by_id, depth + 1)
    elif isinstance(value, bool):
        fields.append(
            Field(name=name, value=str(value).lower(), zone=_STRUCTURED, main=main, type=_kind(types))
        )
    elif isinstance(value, str | int | float):
        text = clean(html.unescape(str(value)))[:_MAX_VALUE]
        if text:
            # `"author": "Reuters"` says the same as `"author": {"name": "Reuters"}`.
            if name.rsplit(".", 1)[-1] in (
                "author",
                "creator",
                "contributor",
                "publisher",
                "sponsor",
                "funder",
                "sourceorganization",
                "copyrightholder",
                "provider",
            ):
                name += ".name"
            fields.append(Field(name=name, value=text, zone=_STRUCTURED, main=main, type=_kind(types)))


def _kind(types: tuple[str, ...]) -> str:
    return types[0] if types else ""
