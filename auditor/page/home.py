"""Where a page is at home: its own address, and the site that it names as the home of its text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from auditor.model import Zone
from auditor.page.address import host_of
from auditor.page.archived import published_at
from auditor.page.links import same_house, site_of

if TYPE_CHECKING:
    from auditor.page.page import Page

_SAVED_FROM = re.compile(
    r"<!--\s*(?:saved from url=\(\d+\)|Mirrored from |Page saved with SingleFile\s+url:\s*)(https?://\S+|[\w.-]+/\S*)",
    re.IGNORECASE,
)
# Hosts that keep copies of other sites' pages.
_CACHES = frozenset(("ampproject.org", "google.com", "bing-amp.com"))
# Portals that show other houses' articles under the houses' own canonical addresses. Like the caches they tell how an
# address is to be read, before any rule is; the page knows none, and lists of rules cannot change what a page says.
_PORTALS = frozenset(("aol.com", "msn.com", "newsbreak.com", "yahoo.com"))
_MENUS = (Zone.NAV, Zone.FOOTER)
# The last part of an address that is a story's own: long enough that no other story has it by chance.
_SLUG = re.compile(r"/([^/?#]{12,})/?(?:[?#].*)?$")


def address_of(page: Page) -> str:
    """The address of a page: final, requested, saved-from, what the page itself claims, or its site."""
    for known in (page.capture.final_uri, page.capture.uri):
        if known and known.startswith(("http://", "https://")):
            return published_at(known)
    saved = _SAVED_FROM.search(page.text[:4000])
    if saved:
        return saved[1] if saved[1].startswith("http") else f"https://{saved[1]}"
    for name in ("og.url", "canonical", "meta.twitter:url"):
        value = page.first(name)
        if value and value.startswith(("http://", "https://")):
            return value
    for name, value in page.capture.fields:
        if name == "domain":  # a row of a table that keeps no more of the address
            return f"https://{value}/"
    return page.capture.final_uri or page.capture.uri


def canonical_elsewhere(page: Page, based_on: Iterable[str] = ()) -> str | None:
    """The host that a page names as the text's home where that is another site than the page's own.

    `based_on` are the addresses that its structured data say it is based on. These, and the "original-source" of
    old news metadata, may be a study or a rival's scoop: they count where they end as the page's own address does.
    """
    own = {site_of(page.host)} if page.capture.uri.startswith("http") else set()
    own |= {site_of(host_of(value)) for name in ("og.url", "amphtml") if (value := page.first(name))}
    own -= {"", *_CACHES}
    # "syndication-source" is the mark that Google News asked partners for: their canonical page is their own.
    claimed = own | {site_of(host_of(page.first("canonical") or ""))} - {""}
    slug = _SLUG.search(page.url)
    twins = [
        address
        for address in (page.first("meta.original-source"), *based_on)
        if address and slug and (other := _SLUG.search(address)) and other[1] == slug[1]
    ]
    return _other_home(page, page.first("canonical"), own) or next(
        filter(
            None,
            (_other_home(page, each, claimed) for each in (page.first("meta.syndication-source"), *twins)),
        ),
        None,
    )


def _other_home(page: Page, address: str | None, own: set[str]) -> str | None:
    """The host of an address unless it is the page's own house, as far as the page tells whose it is."""
    if not address or not address.startswith(("http://", "https://")):
        return None
    home = host_of(address)
    if not home:
        return None
    if any(same_house(home, site) for site in own):
        # An archive may have filed a portal's page under the address that the page calls canonical.
        return home if (own & _PORTALS) - {site_of(home)} else None
    linked = _site_led_to(page)  # asked last, as it looks at every link
    if linked is None or linked in _CACHES:
        return home if own else None
    return None if same_house(home, linked) else home


def _site_led_to(page: Page) -> str | None:
    """The site that the menus and the footer lead to, where half of twenty or more links do."""
    sites: dict[str, int] = {}
    for link in page.links:
        if link.zone in _MENUS and link.href.startswith("http"):
            site = site_of(link.host)
            sites[site] = sites.get(site, 0) + 1
    total = sum(sites.values())
    best = max(sites, key=lambda site: sites[site], default=None)
    return best if best and total >= 20 and sites[best] * 2 >= total else None
