"""WordPress: its export file (WXR), and posts as its REST interface gives them (JSON).

Both hold post bodies without the theme, so captures are fragments. What plugins store beside the body is where
sponsors are often named; all of it goes into `Capture.fields`.
"""

from __future__ import annotations

import re
from html import unescape
from itertools import islice
from typing import TYPE_CHECKING, Any

import msgspec

from auditor.model import Capture, Extent, Limit, Skipped, SkipReason, SourceRef
from auditor.sources.contract import HEAD, VALUE_CAP, file_uri, fragment, one_line, shown, skip
from auditor.sources.jsonstream import decode, text_of
from auditor.sources.sniff import web_address
from auditor.sources.xmlsource import Channel, XmlSource

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from auditor.sources.plain import Opener
    from auditor.sources.xmlitems import Node

# What WordPress and its plugins keep among the posts and give no page of its own.
_NO_PAGE = frozenset(
    """attachment nav_menu_item revision custom_css customize_changeset oembed_cache user_request wp_block wp_template
    wp_template_part wp_global_styles wp_navigation wp_font_family wp_font_face acf-field acf-field-group
    wpcf7_contact_form wpforms mc4wp-form nf_sub feedback elementor_library et_pb_layout fl-builder-template vc_grid_item
    tdb_templates popup tablepress_table ml-slider ml-slide foogallery cookielawinfo polylang_mo amp_validated_url safecss
    scheduled-action shop_order shop_order_refund shop_coupon""".split()
)
_TERMS = {"category": "category", "post_tag": "tag", "tag": "tag"}
_META_CAP = 300
_BLOCK = re.compile(
    r"\s*(?:<!--|</?(?:p|div|h[1-6]|ul|ol|li|table|blockquote|figure|pre|section|article|aside|hr|form|iframe|script|style|dl)\b)",
    re.IGNORECASE,
)
_CAPTION = re.compile(r"\[caption\b[^\]]{0,500}\](.{0,5000}?)\[/caption\]", re.DOTALL)
_CAPTION_TEXT = re.compile(r"(\s*(?:<a\b[^>]*>\s*)?<img\b[^>]*>(?:\s*</a>)?)(.*)", re.DOTALL)


def wordpress_source(path: str, opener: Opener) -> XmlSource:
    """The posts and pages of a WXR file."""
    return XmlSource("wordpress", path, opener, ("item",), _reader)


def _reader(channel: Channel, path: str) -> Callable[[Node, str], Capture | Skipped]:
    site = channel.text("title")
    always = (("site_name", site),) if site else ()
    authors = {
        author.get("wp:author_login"): author.get("wp:author_display_name")
        for author in channel.elements("wp:author")
    }

    def read(item: Node, place: str) -> Capture | Skipped:
        number = one_line(item.get("wp:post_id") or place)
        source = SourceRef(kind="wordpress", path=shown(path), item=number)
        link = next((text for text in (item.get("link"), item.get("guid")) if web_address(text)), None)
        uri = one_line(link, 4000) if link else file_uri(path, number)
        wrong = _no_post(item)
        if wrong is not None:
            return skip(*wrong, uri=uri, source=source, title=item.get("title"), extent=Extent.FRAGMENT)
        fields = (*_fields(item, authors), *always)
        return fragment(paragraphs(item.get("content:encoded")), uri=uri, source=source, fields=fields)

    return read


def _no_post(item: Node) -> tuple[SkipReason, str] | None:
    post_type, status = item.get("wp:post_type"), item.get("wp:status")
    if post_type in _NO_PAGE:
        return SkipReason.NOT_A_PAGE, f"a WordPress entry of type {post_type}"
    if status not in ("publish", "inherit", ""):
        return SkipReason.NOT_PUBLISHED, f"its status is {status}"
    if not item.get("content:encoded"):
        return SkipReason.EMPTY, "the post has no text"
    return None


def _fields(item: Node, authors: dict[str, str]) -> Iterator[tuple[str, str]]:
    creator = item.get("dc:creator")
    for name, value in (
        ("post_type", item.get("wp:post_type")),
        ("status", item.get("wp:status")),
        ("title", item.get("title")),
        ("author", authors.get(creator) or creator),
        ("published", item.get("wp:post_date_gmt", "wp:post_date", "pubDate")),
        ("excerpt", item.get("excerpt:encoded")),
    ):
        if value:
            yield name, value[:VALUE_CAP]
    for term in item.children:
        if term.name == "category" and (value := term.text.strip()):
            domain = one_line(term.attributes.get("domain", "category"), 100)
            yield _TERMS.get(domain, f"taxonomy.{domain}"), value[:VALUE_CAP]
    metas = (child for child in item.children if child.name == "wp:postmeta")
    for meta in islice(metas, _META_CAP):
        key, value = meta.get("wp:meta_key"), meta.get("wp:meta_value")
        if key and value:
            yield f"meta.{one_line(key, 200)}", value[:VALUE_CAP]


def rest_post(data: bytes, *, uri: str, source: SourceRef, limits: tuple[Limit, ...] = ()) -> Capture | None:
    """The post in a JSON object as WordPress's REST interface gives it (`/wp-json/wp/v2/posts/1`), or None.

    `uri` is used when the post does not say its link.
    """
    if not data[:HEAD].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{") or b'"rendered"' not in data:
        return None
    try:
        post = decode(data)
    except ValueError:
        return None
    html = _rendered(post, "content")
    if not html.strip():
        return None
    link = text_of(post.get("link"))
    fields = [("title", unescape(_rendered(post, "title"))), ("excerpt", _rendered(post, "excerpt"))]
    fields += [
        (field, text_of(post.get(key)))
        for field, key in (("post_type", "type"), ("status", "status"), ("published", "date_gmt"))
    ]
    meta = post.get("meta")
    if isinstance(meta, dict):
        fields += [
            (f"meta.{one_line(key, 200)}", text_of(value)) for key, value in islice(meta.items(), _META_CAP)
        ]
    capture = fragment(
        html,
        uri=one_line(link, 4000) if web_address(link) else uri,
        source=source,
        fields=tuple((name, value[:VALUE_CAP]) for name, value in fields if value),
    )
    return msgspec.structs.replace(capture, limits=limits)


def _rendered(post: Any, name: str) -> str:
    value = post.get(name)
    return text_of(value.get("rendered")) if isinstance(value, dict) else ""


def paragraphs(text: str) -> str:
    """What WordPress does to a body before showing it: blank lines part paragraphs, captions stand at their picture.

    Without it, a post written in the classic editor would be one run of text.
    """
    if "[caption" in text:
        text = _CAPTION.sub(_figure, text)
    if "<!-- wp:" in text or "\n" not in text.strip():
        return text
    pieces = re.split(r"\r?\n[ \t]*(?:\r?\n[ \t]*)+", text)
    return "\n\n".join(
        piece
        if not piece.strip() or _BLOCK.match(piece)
        else "<p>" + re.sub(r"\r?\n", "<br>\n", piece.strip()) + "</p>"
        for piece in pieces
    )


def _figure(found: re.Match[str]) -> str:
    picture = _CAPTION_TEXT.fullmatch(found[1])
    image, words = (picture[1], picture[2]) if picture else ("", found[1])
    return f"\n\n<figure>{image}<figcaption>{words.strip()}</figcaption></figure>\n\n"
