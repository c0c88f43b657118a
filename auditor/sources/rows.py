"""A row of a table (JSON Lines, CSV, Parquet) as a capture: which column is what, told by the columns' names."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from auditor.model import Capture, Extent, Skipped, SkipReason, SourceRef
from auditor.sources import sniff
from auditor.sources.cells import is_markup, listed, markup_of, text_of, unwrapped
from auditor.sources.contract import HEAD, PAGE_CAP, TOO_LARGE, VALUE_CAP, file_uri, one_line, skip
from auditor.sources.names import is_host

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

HTML_COLUMNS = (
    "html", "raw_html", "html_raw", "page_html", "full_html", "html_content", "content_html", "body_html", "content", "body",
    "page", "markup", "source", "raw", "text_html", "html_source", "source_html", "page_source", "html_body", "html_text",
    "response_html", "response_body", "response", "raw_content", "document",
)  # fmt: skip
TEXT_COLUMNS = (
    "text", "full_text", "fulltext", "article_text", "body_text", "content_text", "plain_text", "plaintext", "maintext",
    "article_body", "articlebody", "body", "content", "article", "story",
)  # fmt: skip
"""Columns that may hold an article's text without markup."""
OPENING_COLUMNS = (
    "lead", "lede", "opening", "first_paragraph", "excerpt", "snippet", "summary", "description", "abstract",
)  # fmt: skip
"""Columns with the opening of a text, where the rest is not kept."""
URL_COLUMNS = (
    "url", "uri", "link", "final_url", "page_url", "source_url", "original_url", "permalink", "address", "loc", "href", "web_url",
    "canonical_url", "page", "request_url", "target_url", "article_url", "post_url", "item_url", "article_link",
)  # fmt: skip
_MOMENT_COLUMNS = (
    "captured_at",
    "crawled_at",
    "fetched_at",
    "fetch_time",
    "crawl_date",
    "timestamp",
    "retrieved_at",
)
_TYPE_COLUMNS = ("content_type", "mime", "mime_type", "mimetype", "content_mime_type")
_PACKINGS = ("base64", "b64", "gzip", "gz", "compressed")
"""What the name of a column with packed pages ends in."""
_STATES = ("status", "state", "published", "is_published", "post_status")
"""Columns in which a system says whether it shows a post to readers."""
_UNSEEN = frozenset(("draft", "auto-draft", "pending", "private", "future", "trash", "unpublished"))
_STATUS_COLUMNS = ("status_code", "http_status", "fetch_status", "status")
_HEADLINES = (
    "headline", "headlines", "hed", "article_headline", "story_headline", "headline_text", "article_title", "story_title", "news_title",
)  # fmt: skip
"""Columns that only a table of articles has."""
_TITLES = ("title", *_HEADLINES)
_BYLINES = (
    "byline", "bylines", "by_line", "byline_text", "raw_byline", "byline_raw", "article_byline", "story_byline", "author_byline",
)  # fmt: skip
_AUTHORS = (
    "author",
    "authors",
    "creator",
    "author_name",
    "author_names",
    "article_author",
    "writer",
    "reporter",
    "journalist",
)
_SITES = (
    "site_name", "site", "outlet", "outlet_name", "news_outlet", "media_outlet", "publication", "publication_name", "newspaper",
    "newspaper_name", "paper", "station", "station_name", "news_site", "media_name", "brand",
)  # fmt: skip
_HOSTS = (
    "domain", "site_domain", "source_domain", "publisher_domain", "outlet_domain", "media_domain", "url_domain", "base_domain",
    "host", "hostname", "netloc", "website", "homepage", "site_url", "base_url",
)  # fmt: skip
"""Columns that tell whose page the row is by a host or an address on it."""
_FIELDS = {
    **dict.fromkeys(_TITLES, "title"), **dict.fromkeys(_BYLINES, "author"), **dict.fromkeys(_AUTHORS, "author"),
    **dict.fromkeys(_SITES, "site_name"), **dict.fromkeys(_HOSTS, "domain"), "date": "published",
    "published": "published", "published_at": "published", "date_published": "published", "category": "category", "categories": "category",
    "section": "category", "tag": "tag", "tags": "tag", "labels": "tag",
    "keywords": "tag", "post_type": "post_type", "sponsor": "sponsor",
    "publisher": "publisher", "publisher_name": "publisher", "source_name": "source", "source": "source", "credit": "source", "agency": "source",
}  # fmt: skip
_KNOWN = frozenset(
    {
        *HTML_COLUMNS,
        *TEXT_COLUMNS,
        *OPENING_COLUMNS,
        *URL_COLUMNS,
        *_MOMENT_COLUMNS,
        *_TYPE_COLUMNS,
        *_STATUS_COLUMNS,
        *_STATES,
        *_FIELDS,
    }
)
_NESTS = (
    "response", "data", "page", "article", "post", "result", "item", "document", "metadata", "request", "attributes",
)  # fmt: skip
"""Objects within a row whose members are its own too, those first whose `body` is the page's."""
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_BETWEEN = re.compile(r"[\s.()\[\]-]+")
# Columns with an address of something else than the page of the row.
_OTHER_ADDRESS = re.compile(
    r"(?:^|_)(?:start|base|refer(?:er|rer)|image|img|thumb\w*|logo|icon|avatar|photo|video|media|feed|home\w*|site|author|next|prev\w*)(?:_|$)"
)
_ADDRESS = re.compile(r"(?:^|_)(?:url|uri|link|href)$")
_PARAGRAPHS = re.compile(r"</(?:p|div|h[1-6]|article)>|<br ?/?>", re.IGNORECASE)
_MARKUP = re.compile(r"</?[a-zA-Z][^<>]{0,500}>")
_BEFORE_HOST = re.compile(r"^(?:https?://)?(?:www\.)?")
_FEWEST = 40
"""Less is no text of an article."""


def has_article(row: Mapping[str, Any]) -> bool:
    """Whether some column of the row holds markup, or the row an article without any."""
    row = _low(row)
    return _html_of(row) is not None or _has_text(row)


def _has_text(row: Mapping[str, Any]) -> bool:
    """Whether the row has a text and what names it, or a headline and a byline, which may be empty: it names nobody."""
    titled = bool(_first(row, _TITLES))
    if titled and any(name in row for name in _BYLINES):
        return True
    if _first(row, _HEADLINES) and _first(row, _AUTHORS):
        return True
    return len(_first(row, TEXT_COLUMNS)) >= _FEWEST and (titled or _address(row) is not None)


def has_url(row: Mapping[str, Any]) -> bool:
    """Whether some column of the row holds a web address."""
    return address_of(row) is not None


def row_result(row: Mapping[str, Any], *, source: SourceRef) -> Capture | Skipped:
    """The capture of a row, or a named skip.

    Markup with the frame of a document is a page; without it, a fragment, and so is text without markup. Values that
    WordPress wraps as `{"rendered": …}` are unwrapped.
    """
    row = _low(row)
    url = _address(row)
    uri = url or file_uri(source.path or "", source.item)
    if (state := _unseen(row)) is not None:
        return skip(SkipReason.NOT_PUBLISHED, f"its status is {state}", uri=uri, source=source)
    value = _html_of(row)
    if value is None and _has_text(row):
        return _text_capture(row, uri, source)
    if value is None:
        filled = any(text_of(value) for _, value in _columns(row, HTML_COLUMNS))
        reason = SkipReason.NOT_HTML if filled else SkipReason.EMPTY
        message = "no HTML tag in the row's text" if filled else "the row has no HTML"
        return skip(reason, message, uri=uri, source=source)
    body = value if isinstance(value, bytes) else value.encode("utf-8", "replace")
    if len(body) > PAGE_CAP:
        return skip(SkipReason.TOO_LARGE, TOO_LARGE, uri=uri, source=source)
    if (reason_text := sniff.not_html(body)) is not None:
        return skip(SkipReason.NOT_HTML, f"not a web page: {reason_text}", uri=uri, source=source, body=body)
    status = _first(row, _STATUS_COLUMNS)
    code = int(status) if status.isdecimal() and len(status) == 3 else None
    if code is not None and code >= 400:
        return skip(
            SkipReason.HTTP_ERROR,
            f"the row says that the server answered {code}",
            uri=uri,
            source=source,
            body=body,
        )
    said = _first(row, _TYPE_COLUMNS)
    return Capture(
        uri=uri,
        body=body,
        content_type=(said or None) if isinstance(value, bytes) else "text/html; charset=utf-8",
        status=code,
        captured_at=_first(row, _MOMENT_COLUMNS)[:40] or None,
        extent=Extent.PAGE if sniff.is_whole_page(body) else Extent.FRAGMENT,
        source=source,
        fields=tuple(_fields(row)),
    )


def _text_capture(row: Mapping[str, Any], uri: str, source: SourceRef) -> Capture:
    """The text of a row as it stands; of a row with a headline and a byline only, the headline."""
    text = next(
        (
            text
            for _, value in _columns(row, (*TEXT_COLUMNS, *OPENING_COLUMNS, *_TITLES))
            if (text := text_of(value).strip())
        ),
        "",
    )
    return Capture(
        uri=uri,
        body=text[:PAGE_CAP].encode("utf-8", "replace"),
        content_type="text/plain; charset=utf-8",
        captured_at=_first(row, _MOMENT_COLUMNS)[:40] or None,
        extent=Extent.FRAGMENT,
        source=source,
        fields=tuple(_fields(row)),
    )


def _unseen(row: Mapping[str, Any]) -> str | None:
    """The state of a post that readers do not see; systems write a word, Drupal no, Joomla a number."""
    for name, value in _columns(row, _STATES):
        if isinstance(value, str) and value.lower() in _UNSEEN:
            return value.lower()
        if value is False or (name == "state" and type(value) is int and value in (0, -2)):
            return "unpublished"
    return None


def is_known(column: str) -> bool:
    """Whether a column of this name is looked at."""
    return _folded(column) in _KNOWN


@lru_cache(maxsize=1024)
def _folded(column: str) -> str:
    """The name as the lists above write it; a table has the same ones in every row."""
    return _BETWEEN.sub("_", _HUMP.sub("_", column.strip()).lower()).rstrip("_")


def _html_of(row: Mapping[str, Any]) -> str | bytes | None:
    """The markup in a row: in a column named for it, or else a whole page in a column of any name."""
    for name in HTML_COLUMNS:
        for _, value in _columns(row, (name, *(f"{name}_{packing}" for packing in _PACKINGS))):
            if (markup := markup_of(value)) is not None:
                return markup
    for _, value in _columns(row, TEXT_COLUMNS):
        if isinstance(value, str) and _PARAGRAPHS.search(value):
            return value
    for name, value in row.items():
        # Where addresses are names, there are many pages in one object.
        if isinstance(value, str | bytes) and "://" not in name and _is_whole_page(value):
            return value
    return None


def _is_whole_page(value: str | bytes) -> bool:
    return is_markup(value) and sniff.is_whole_page(
        value[:HEAD] if isinstance(value, bytes) else value[:HEAD].encode("utf-8", "replace")
    )


def _low(row: Mapping[str, Any], depth: int = 2) -> dict[str, Any]:
    """The row under folded names, with the members of the objects that scrapers wrap pages in."""
    if len(row) == 1 and sniff.web_address(address := next(iter(row))):
        value = row[address]
        row = {"url": address, **(value if isinstance(value, dict) else {"html": value})}
    low = {_folded(key): value for key, value in row.items()}
    for name in _NESTS if depth else ():
        if isinstance(nested := low.get(name), dict):
            inner = _low(nested, depth - 1)
            # What was answered is the page; everything else is about it.
            low = low | inner if name == "response" else inner | low
    return low


def _columns(row: Mapping[str, Any], names: tuple[str, ...]) -> Iterator[tuple[str, Any]]:
    for name in names:
        if name in row:
            yield name, unwrapped(row[name])


def address_of(row: Mapping[str, Any]) -> str | None:
    """The web address in a row, or None."""
    return _address(_low(row))


def _address(row: Mapping[str, Any]) -> str | None:
    for _, value in _columns(row, URL_COLUMNS):
        if isinstance(value, str) and sniff.web_address(value.strip()):
            return one_line(value, 4000)
    named = (
        value
        for name, value in row.items()
        if isinstance(value, str) and _ADDRESS.search(name) and not _OTHER_ADDRESS.search(name)
    )
    return next((one_line(value, 4000) for value in named if sniff.web_address(value.strip())), None)


def _first(row: Mapping[str, Any], names: tuple[str, ...]) -> str:
    return next((one_line(text) for _, value in _columns(row, names) if (text := text_of(value))), "")


def _fields(row: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for column, value in _columns(row, tuple(_FIELDS)):
        for part in listed(value):
            text = part.get("name") if isinstance(part, dict) else part
            if not isinstance(text, str) or not text.strip() or (column == "source" and is_markup(text)):
                continue
            said = _MARKUP.sub("", text_of(text)).strip()[:VALUE_CAP]
            if column in _HOSTS:
                host = _BEFORE_HOST.sub("", said.lower()).partition("/")[0]
                yield ("domain", host) if is_host(host) else ("site_name", said)
            elif said := said.strip(" -–—|·•,;") if _FIELDS[column] == "author" else said:
                yield _FIELDS[column], said
