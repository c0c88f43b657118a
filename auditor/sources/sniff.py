"""What some bytes are, judged by the bytes, and which address a saved page says it came from."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from html import unescape
from urllib.parse import urlsplit

from auditor.sources.contract import HEAD

_BINARY = (
    b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"%PDF", b"PK\x03\x04", b"\x1f\x8b", b"wOFF", b"wOF2", b"OggS",
    b"\x00\x00\x01\x00", b"\x7fELF", b"MZ\x90", b"BZh", b"\xfd7zXZ", b"7z\xbc\xaf", b"SQLite format 3",
    b"\x00\x00\x00\x18ftyp", b"\x00\x00\x00\x1cftyp", b"\x00\x00\x00\x20ftyp", b"\x1aE\xdf\xa3", b"\xca\xfe\xba\xbe",
    b"\xd0\xcf\x11\xe0", b"{\\rtf", b"Rar!", b"PAR1",
)  # fmt: skip
# Marks that are the beginning of words, too ("BMW", "ID3"): a bitmap, a song, a picture or sound.
_BINARY_WORD = re.compile(rb"BM.{4}\0{4}|ID3[\0-\x1f]|RIFF.{4}(?:WEBP|WAVE|AVI )", re.DOTALL)
_WIDE = (b"\xff\xfe", b"\xfe\xff")
_MARKUP = re.compile(rb"<(?:!doctype\s+html|!--|/?[a-z][a-z0-9]*(?:[\s/>]|$))", re.IGNORECASE)
_WHOLE_PAGE = re.compile(rb"<(?:!doctype\s+html|html|head|body|frameset)[\s>]", re.IGNORECASE)
# Atomic and possessive, so that a thousand comments cannot be split in a thousand ways.
_XML_ROOT = re.compile(
    rb"\s*+(?>(?><\?.*?\?>|<!--.*?-->|<!doctype\s[^<>\[]*+(?>\[.*?\]\s*+)?>)\s*+)*+<([\w.:-]+)",
    re.DOTALL | re.IGNORECASE,
)
_FEED_ROOTS = (
    b"rss",
    b"feed",
    b"rdf:rdf",
    b"urlset",
    b"sitemapindex",
    b"opml",
    b"svg",
    b"plist",
    b"kml",
    b"gpx",
    b"wml",
)

# What a page may begin with behind an XML declaration.
_HTML_ROOTS = frozenset(
    b"html head body div p a article section main span table title meta center font h1 frameset script style link".split()
)

# (words that must be there, the mark). The words are looked for first because that is a memchr.
_MARKS = (
    (
        b"SingleFile",
        re.compile(rb"Page saved with SingleFile\s+url:\s*(\S{1,4000})(?:\s+saved date:\s*([^\r\n(]+))?"),
    ),
    (b"saved from url", re.compile(rb"<!--\s*saved from url=\(\d{4}\)(\S{1,4000})\s*-->")),
    (
        b"by HTTrack",
        re.compile(rb"<!-- Mirrored from (\S{1,4000}) by HTTrack[^>]{0,80}?(?:, (\w{3}, [^>]{10,40}))? -->"),
    ),
    (
        b"savepage-url",
        re.compile(
            rb'<meta name="savepage-url" content="([^"]{1,4000})">'
            rb'(?:[^{}]{0,6000}?<meta name="savepage-date" content="([^"(]{10,60}))?'
        ),
    ),
    (b"__wm.wombat(", re.compile(rb'__wm\.wombat\("([^"]{1,4000})"\s*,\s*"(\d{14})"')),
    (b"using monolith", re.compile(rb"<!-- Saved from (\S{1,4000}) at (\S{1,40}) using monolith")),
    (
        b"google-cache-hdr",
        re.compile(
            rb'<base href="([^"]{1,4000})"(?:[\s\S]{0,3000}?as it appeared on (\d\d? \w{3} \d{4} [\d:]{8} GMT))?'
        ),
    ),
    (
        b"data-scrapbook-source",
        re.compile(rb'data-scrapbook-source="([^"]{1,4000})"(?:[^>]{0,200}?create="(\d{14}))?'),
    ),
)
# Behind a post that Medium exported.
_MEDIUM = re.compile(rb'<a href="(https?://[^"]{1,4000})" class="p-canonical">')
_TAIL = 2000
_HTTRACK_INDEX = b"<!-- Mirror and index made by HTTrack"
_HTTRACK_LEFT = b"<title>Page not retrieved! - HTTrack</title>"
_HTTRACK_MOVED = (b"<!-- Created by HTTrack Website Copier", b"<TITLE>Page has moved</TITLE>")


def narrow(head: bytes) -> bytes:
    """The head without byte-order mark and without the zero bytes of UTF-16 text, fit for ASCII patterns."""
    if b"\0" in head:
        zeros = head.count(0)
        even = head[0::2].count(0)
        if head.startswith(_WIDE) or (zeros * 6 > len(head) and min(even, zeros - even) * 8 < zeros):
            head = head.replace(b"\0", b"")
    return head.removeprefix(b"\xef\xbb\xbf").removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff")


def is_binary(head: bytes) -> bool:
    """Whether this is a picture, a document, an archive or a program rather than text in any encoding."""
    if head.startswith(_BINARY) or _BINARY_WORD.match(head):
        return True
    plain = narrow(head[:4096])
    return b"\0" in plain and plain.count(0) * 10 > len(plain)


def root_of(head: bytes) -> bytes:
    """The name of the first element, lower case, after prolog, comments and document type; empty if there is none."""
    found = _XML_ROOT.match(narrow(head[:HEAD]))
    return found[1].lower() if found else b""


def xml_name(body: bytes) -> str | None:
    """What an XML document that is no page is counted as, whatever its name says: a feed, or XML; None for others."""
    if (root := root_of(body)) in _FEED_ROOTS:
        return "feed"
    return "xml" if _is_other_xml(body, root) else None


def _is_other_xml(body: bytes, root: bytes) -> bool:
    """Whether it is said to be XML and no element of HTML is its root: what interfaces answer, and site configurations."""
    return bool(root) and root not in _HTML_ROOTS and narrow(body[:200]).lstrip().startswith(b"<?xml")


def not_html(body: bytes) -> str | None:
    """Why a body is no web page, or None: tags anywhere near the start are enough, as in a browser."""
    head = body[:HEAD]
    if is_binary(head):
        return "the bytes are a binary file"
    plain = narrow(head)
    root = root_of(plain)
    if root in _FEED_ROOTS:
        return f"the root element is <{root.decode()}>: a feed, a sitemap or a drawing"
    if _is_other_xml(plain, root):
        return f"the root element is <{root.decode()}>: XML, not HTML"
    if is_json(plain):
        return "the bytes are JSON or a script"
    if not _MARKUP.search(plain) and not _MARKUP.search(narrow(body[HEAD:])):
        return "there is no HTML tag in it"
    return None


def is_json(body: bytes) -> bool:
    """Whether this is JSON, or a script that begins like it."""
    plain = narrow(body[:HEAD])
    return plain.lstrip()[:1] in (b"{", b"[") and not _WHOLE_PAGE.search(plain)


def says_page(content_type: str | None) -> bool | None:
    """What a Content-Type says of being a web page; None when the bytes must tell."""
    kind = (content_type or "").partition(";")[0].strip().lower()
    if kind in ("text/html", "application/xhtml+xml"):
        return True
    if kind in (
        "",
        "text/plain",
        "application/octet-stream",
        "application/xml",
        "text/xml",
        "unknown",
        "*/*",
    ):
        return None
    return False if "/" in kind else None


def is_whole_page(body: bytes) -> bool:
    """Whether the markup has the frame of a document, so that it is more than a fragment."""
    return _WHOLE_PAGE.search(narrow(body[:HEAD])) is not None


def unpacks_itself(body: bytes) -> bool:
    """Whether this is a page that SingleFile packed into a file which shows it by a script."""
    return b"Page saved with SingleFile" in body[:HEAD] and b"PK\x03\x04" in body and b"PK\x05\x06" in body


def is_of_medium(body: bytes) -> bool:
    """Whether this is a post as Medium exports it."""
    return b'Exported from <a href="https://medium.com">Medium</a>' in body[-_TAIL:]


def made_by_copier(body: bytes) -> str | None:
    """What HTTrack wrote this page for, when it is none of the site's: its list of mirrors, or a redirect."""
    head = body[:HEAD]
    if _HTTRACK_INDEX in head:
        return "HTTrack's own list of mirrors"
    if _HTTRACK_LEFT in head:
        return "what HTTrack shows for pages that it left out"
    return "a redirect, written down by HTTrack" if all(mark in head for mark in _HTTRACK_MOVED) else None


def saved_from(body: bytes) -> tuple[str | None, str | None]:
    """The address and the moment of saving that a mirroring tool wrote into the page, each None if not said.

    Known marks: SingleFile, Save Page WE, the Wayback Machine, browsers' "saved from url", HTTrack, monolith, Google's
    cache, Web ScrapBook, and in their last lines the exports of Medium.
    """
    head = narrow(body[:HEAD])
    for words, pattern in _MARKS:
        if words in head and (found := pattern.search(head)):
            address = unescape(found[1].decode("utf-8", "replace"))
            if "://" not in address:
                address = f"https://{address}"  # HTTrack does not say the scheme
            if web_address(address):
                return address, _moment(found[2]) if found.re.groups > 1 and found[2] else None
    if is_of_medium(body) and (found := _MEDIUM.search(body, len(body) - _TAIL)):
        return unescape(found[1].decode("utf-8", "replace")), None
    return None, None


def web_address(text: str) -> bool:
    """Whether this is an absolute http(s) address with a host."""
    try:
        parts = urlsplit(text)
        return parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return False


def _moment(raw: bytes) -> str | None:
    """ISO 8601 in UTC from the notations of the tools: RFC 2822, ISO, JavaScript's, fourteen digits."""
    text = raw.decode("ascii", "replace").strip()
    for read in (
        parsedate_to_datetime,
        datetime.fromisoformat,
        lambda value: datetime.strptime(value, "%a %b %d %Y %H:%M:%S GMT%z"),
        lambda value: datetime.strptime(value + "+0000", "%Y%m%d%H%M%S%z"),
    ):
        try:
            moment = read(text)
            # Read by the wrong reader, a moment lacks its zone.
            if moment.tzinfo:
                return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        except (ValueError, TypeError, OverflowError):
            continue
    return None
