"""RSS and Atom feeds: every entry is a fragment, with what the feed says about it as fields."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

import msgspec

from auditor.model import Capture, Extent, Limit, Skipped, SkipReason, SourceRef
from auditor.sources.contract import VALUE_CAP, file_uri, fragment, one_line, shown, skip
from auditor.sources.sniff import web_address
from auditor.sources.wordpress import paragraphs
from auditor.sources.xmlitems import Node
from auditor.sources.xmlsource import Channel, XmlSource

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from auditor.sources.plain import Opener

_SUMMARY = 600
"""A description shorter than this, in characters, is taken for a summary rather than the text."""
_LEFT_OPEN = re.compile(
    r"(?:…|\.\.\.|&#8230;|&hellip;|read more|continue reading|weiterlesen|lire la suite|leer más)\W*(?:</\w+>\s*)*$",
    re.IGNORECASE,
)
_KIND = "schemas.google.com/blogger/2008/kind#"
_OF_FEED = (
    ("site_name", "title"),
    ("feed_rights", "copyright"),
    ("feed_rights", "rights"),
    ("language", "language"),
)
_OF_ENTRY = (
    ("title", ("title",)),
    ("published", ("pubDate", "published", "dc:date", "updated")),
    ("rights", ("dc:rights", "rights", "media:copyright")),
    ("credit", ("media:credit", "dc:contributor")),
    ("publisher", ("dc:publisher",)),
    ("source", ("dc:source",)),
)


def feed_source(path: str, opener: Opener) -> XmlSource:
    """The entries of an RSS (0.9x, 1.0, 2.0) or Atom file."""
    return XmlSource("feed", path, opener, ("item", "entry"), _reader)


def _reader(channel: Channel, path: str) -> Callable[[Node, str], Capture | Skipped]:
    always = tuple((field, value) for field, name in _OF_FEED if (value := channel.text(name)))

    def read(entry: Node, place: str) -> Capture | Skipped:
        number = one_line(entry.get("guid", "id") or place, 1000)
        source = SourceRef(kind="feed", path=shown(path), item=number)
        uri = _link(entry) or file_uri(path, number)
        title = entry.get("title")
        if (wrong := _no_page(entry)) is not None:
            return skip(*wrong, uri=uri, source=source, title=title, extent=Extent.FRAGMENT)
        html, whole = _text(entry)
        if not html.strip():
            return skip(
                SkipReason.EMPTY,
                "the entry has no text",
                uri=uri,
                source=source,
                title=title,
                extent=Extent.FRAGMENT,
            )
        capture = fragment(html, uri=uri, source=source, fields=(*_fields(entry), *always))
        return capture if whole else msgspec.structs.replace(capture, limits=(Limit.TRUNCATED,))

    return read


def _no_page(entry: Node) -> tuple[SkipReason, str] | None:
    """Why an entry is no page of the site: Blogger's backup is a feed too, with comments, drafts and settings in it."""
    kinds = (child.attributes.get("term", "") for child in entry.children if child.name == "category")
    kind = next((term.rpartition("#")[2] for term in kinds if _KIND in term), "")
    kind = kind or entry.get("blogger:type").lower()
    if kind not in ("", "post", "page"):
        return SkipReason.NOT_A_PAGE, f"a Blogger entry of kind {one_line(kind, 40)}"
    if entry.first("thr:in-reply-to") is not None:
        return SkipReason.NOT_A_PAGE, "a comment"
    control = entry.first("app:control")
    status = entry.get("blogger:status").lower() or "live"
    if control is not None and control.get("app:draft") == "yes":
        status = "draft"
    return None if status == "live" else (SkipReason.NOT_PUBLISHED, f"its status is {one_line(status, 40)}")


def _link(entry: Node) -> str | None:
    links = [child for child in entry.children if child.name in ("link", "atom:link")]
    alternate = [
        link.attributes.get("href", "")
        for link in links
        if link.attributes.get("rel", "alternate") == "alternate"
    ]
    for address in (*(link.text.strip() for link in links), *alternate, entry.get("guid"), entry.get("id")):
        if web_address(address):
            return one_line(address, 4000)
    return None


def _text(entry: Node) -> tuple[str, bool]:
    """The body as HTML, and whether it looks like the whole text rather than a summary."""
    for name in ("content:encoded", "content", "xhtml:body", "body"):
        if (node := entry.first(name)) is not None and (html := _html(node)):
            return paragraphs(html), True
    node = entry.first("description", "summary")
    html = _html(node) if node is not None else ""
    return paragraphs(html), len(html) >= _SUMMARY and not _LEFT_OPEN.search(html)


def _html(node: Node) -> str:
    """The markup that an element carries: escaped, as plain text, or as XHTML elements."""
    if node.attributes.get("type") == "text":
        return escape(node.text.strip(), quote=False)
    if any(isinstance(part, Node) for part in node.parts):
        return _serialised(node)
    return node.text.strip()


def _serialised(node: Node) -> str:
    parts = []
    for part in node.parts:
        if isinstance(part, str):
            parts.append(escape(part, quote=False))
            continue
        name = part.name.rpartition(":")[2]
        attributes = "".join(
            f' {key}="{escape(value)}"'
            for key, value in part.attributes.items()
            if not key.startswith("xmlns")
        )
        parts.append(f"<{name}{attributes}>{_serialised(part)}</{name}>")
    return "".join(parts).strip()


def _fields(entry: Node) -> Iterator[tuple[str, str]]:
    for field, names in _OF_ENTRY:
        if value := entry.get(*names):
            yield field, value[:VALUE_CAP]
    for author in entry.children:
        if author.name in ("dc:creator", "author", "itunes:author") and (
            name := author.get("name") or author.text.strip()
        ):
            yield "author", name[:VALUE_CAP]
        elif author.name in ("category", "dc:subject"):
            term = author.attributes.get("label") or author.attributes.get("term") or author.text.strip()
            if term and _KIND not in term:
                yield "category", term[:VALUE_CAP]
        elif author.name == "source" and (name := author.get("title") or author.text.strip()):
            yield "source", name[:VALUE_CAP]  # where an entry was taken over from
    group = entry.first("media:group", "media:content")
    if group is not None and (credit := group.get("media:credit")):
        yield "credit", credit[:VALUE_CAP]
