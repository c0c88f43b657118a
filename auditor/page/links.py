"""The hyperlinks of a page: resolved, split, and unwrapped from redirects that name their target in the link."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from urllib.parse import parse_qsl, unquote, urljoin, urlsplit

from publicsuffixlist import PublicSuffixList

from auditor.model import Block, Link, Visible, Zone
from auditor.page.address import host_of
from auditor.page.dom import Tree
from auditor.page.text import clean
from auditor.page.zones import SCOPES

# Parameters in which redirects carry the address that they lead to, most telling first.
TARGET_PARAMETERS = (
    "url", "u", "murl", "ued", "ulp", "urllink", "diurl", "wgtarget", "dest", "destination", "redirect",
    "redirect_to", "redirect_url", "redir", "target", "targeturl", "goto", "link", "to", "out", "p", "d", "r", "q",
    "lp", "tourl", "deeplink", "t", "du", "desturl", "adurl",
)  # fmt: skip
_ADDRESS = re.compile(r"https?(?::|%3A)(?:/|%2F){2}", re.IGNORECASE)
_SKIPPED = (
    "#",
    "javascript:",
    "mailto:",
    "tel:",
    "data:",
    "whatsapp:",
    "sms:",
    "about:",
    "blob:",
    "vbscript:",
)
# Attributes in which pages keep the address of a link to a shop until it is clicked.
_DEFERRED = ("data-href", "data-affiliate-url", "data-affiliate-link")
_TOKENS = re.compile(r"[\s,]+")
# Three wrappers deep is the most that real pages show (link monetiser -> network -> shop).
MAX_UNWRAPS = 4
# Longer addresses are data, and taking their percent signs apart costs a thousand times their length.
LONGEST_ADDRESS = 16_384
# Members under short names: a look-up in the enumeration for each link costs more than the rest of a loop.
_NAV, _UNKNOWN = Zone.NAV, Visible.UNKNOWN


@lru_cache(maxsize=1)
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList()


@lru_cache(maxsize=16_384)
def site_of(host: str) -> str:
    """The registrable domain of a host (`shop.example.co.uk` -> `example.co.uk`), or the host itself."""
    host = host.rstrip(".")
    if not host or host.replace(".", "").isdigit() or ":" in host:
        return host
    return _suffixes().privatesuffix(host) or host


def same_house(one: str, other: str) -> bool:
    """Whether two hosts are one house's: the same registrable domain, or the same name under another ending."""
    one, other = site_of(one), site_of(other)
    return one == other or one.split(".", 1)[0] == other.split(".", 1)[0]


def resolve(base: str, href: str) -> str | None:
    """The absolute http(s) address of a link, or None where it is none."""
    href = href.strip()
    # Nearly all links of a page are one of these; the general way takes ten times as long.
    if href.startswith(("https://", "http://")):
        return href
    if href[:1] == "/" and href[1:2] != "/" and "/." not in href and base[:4] == "http":
        return _origin(base) + href
    low = href[:12].lower()
    if not href or low.startswith(_SKIPPED):
        return None
    if low.startswith(("http://", "https://")):
        return href
    if low.startswith("//"):
        return (base.split(":", 1)[0] if base.startswith("http") else "https") + ":" + href
    try:
        url = urljoin(base, href)
    except ValueError:
        return None
    return url if url.startswith(("http://", "https://")) else None


def deferred(attributes: Mapping[str, str | None], site: str) -> str | None:
    """The address off the site that a script gives to a link without one, as the page names it in an attribute."""
    for name in _DEFERRED:
        url = attributes.get(name)
        if url and url.startswith(("https://", "http://")) and site_of(host_of(url)) != site:
            return url
    return None


@lru_cache(maxsize=256)
def _origin(url: str) -> str:
    """Scheme and authority of an address."""
    end = url.find("/", url.find("://") + 3)
    return (url if end < 0 else url[:end]).split("?", 1)[0].split("#", 1)[0]


def rel_tokens(value: str | None) -> tuple[str, ...]:
    """The tokens of a rel attribute, lower-case and in order; commas separate too, as pages write them."""
    if not value:
        return ()
    return tuple(token for token in _TOKENS.split(value.lower()) if token)


def unwrap(url: str) -> str:
    """The address that a redirect names inside itself, followed through nested redirects."""
    if len(url) > LONGEST_ADDRESS:
        return url
    for _ in range(MAX_UNWRAPS):
        # Hardly any address holds another, which needs a colon; the pattern takes ten times as long to say so.
        if (url.find(":", 8) < 0 and "%3" not in url) or not _ADDRESS.search(url, 8):
            return url
        inner = _inner(url)
        if inner is None or inner == url:
            return url
        url = inner
    return url


def _inner(url: str) -> str | None:
    try:
        parts = urlsplit(url)
        query = parse_qsl(parts.query, max_num_fields=100)
    except ValueError:
        return None
    named = {name.lower(): value for name, value in reversed(query) if value[:4].lower() == "http"}
    for name in TARGET_PARAMETERS:
        if name in named and host_of(named[name]):
            return named[name]
    # Path forms: /deeplink/https://shop.example/…, tradedoubler's url(https%3A%2F%2F…).
    found = _ADDRESS.search(parts.path)
    if found and "web.archive.org" not in parts.netloc:
        inner = parts.path[found.start() :]
        inner = unquote(inner) if "%3a" in inner[:10].lower() else inner
        inner = inner.removesuffix(")")
        return inner + (f"?{parts.query}" if parts.query and "%3a" not in parts.path.lower() else "")
    return None


def links_of(tree: Tree, addresses: Sequence[str | None], blocks: Sequence[Block]) -> tuple[Link, ...]:
    """Every anchor with an http(s) address as a link with the zone and scope of the block that it stands in."""
    found: list[Link] = []
    count = len(blocks)
    for anchor, url in zip(tree.anchors, addresses, strict=True):
        if url is None:
            continue
        attributes = tree.attributes[anchor.element]
        at = anchor.run if anchor.run is not None else _run_near(tree, anchor.element)
        block = blocks[at] if at is not None and at < count else None
        zone = _NAV if block is None else block.zone
        found.append(
            Link(
                index=len(found), href=anchor.href, url=url, target=unwrap(url), host=host_of(url),
                rel=rel_tokens(attributes["rel"]) if "rel" in attributes else (),
                text=clean(anchor.text)[:200] if anchor.text else "", block=at, zone=zone,
                scope=SCOPES[zone], visible=_UNKNOWN if block is None else block.visible,
                element=anchor.element, attributes=attributes,
            )
        )  # fmt: skip
    return tuple(found)


def _run_near(tree: Tree, element: int) -> int | None:
    """The block that an image link belongs to: the one at its place in reading order, in the same container."""
    index = element
    for _ in range(4):
        index = tree.parents[index]
        if index < 0:
            return None
        if tree.end[index] > tree.first[index]:
            return min(max(tree.first[element], tree.first[index]), tree.end[index] - 1)
    return None
