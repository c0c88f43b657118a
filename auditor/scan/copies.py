"""Copies of a page under other addresses: AMP and print versions, shortlinks, `?replytocom=`, `?m=1`.

A mirror holds some articles many times over, and figures of a site that count each of them are wrong. A copy is
told by the canonical address it names, and only where its audit came out the same: whatever says something else
about who wrote it, who paid and who earns stays a page of its own.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote, urljoin, urlsplit

from auditor.model import Zone
from auditor.sources.names import asked_for

if TYPE_CHECKING:
    from auditor.model import Report, Subject

# Hosts on which a site keeps its pages for phones.
_ASIDE = re.compile(r"^(?:www\d?|m|mobile|mobil|amp|touch|wap)\.")
_NUMBER = re.compile(
    r"(?:/|[?&;])(?:page|paged|pageno|pg|seite|pagina|part|teil|start|offset)[=/_-]?(\d{1,5})(?=$|[/&;.?])|/p?(\d{1,2})/?(?=$|\?)|[-_,](\d{1,2})\.html?(?=$|\?)",
    re.IGNORECASE,
)
_TEXT = frozenset((Zone.LEAD, Zone.BODY))
_SHARE = 0.9
"""Of the longer text, so much is in the shorter one too where both are the same: an AMP page leaves boxes out."""


def page_of(subject: Subject) -> str | None:
    """The page that an address stands for: host, path and query of its canonical address, or its own.

    None where it names one on another site, and for an item of a file that has no address.
    """
    try:
        address = _address(subject)
        if not subject.canonical:
            # The rows of a table and the items of an export have the address of the file they are in.
            return None if address.startswith("file:") and urlsplit(address).fragment else _own(address)
        named = urljoin(address, subject.canonical)
        host = urlsplit(address).hostname
        if host and _site(host) != _site(urlsplit(named).hostname or ""):
            return None
        if urlsplit(named).path in ("", "/") and urlsplit(address).path.strip("/"):
            return _own(address)  # a template that names the home page on every page
        # A copier makes canonical addresses lead to its own files.
        return _plain(named, copied="://" not in subject.canonical)
    except ValueError:
        return None


def rank(subject: Subject, page: str) -> tuple[bool, bool, int]:
    """How much an address of a page is the one to keep: what the copies name, then no query, then the shortest."""
    address = _address(subject)
    own = _own(address)
    named = "://" in (subject.canonical or "") and _is_named(address, page)
    return named, "?" not in own, -len(own)


def _is_named(address: str, page: str) -> bool:
    own = _own(address)
    if own == page:
        return True
    # A folder without the name of a host still has the paths of the site.
    path = page.partition("/")[2].rstrip("/")
    return address.startswith("file:") and bool(path) and f"/{own}".rstrip("/").endswith(f"/{path}")


def same(one: Report, other: Report, page: str) -> bool:
    """Whether two reports on addresses of one page say the same of the same text."""
    if not (_is_mirrored(one.subject, page) or _is_mirrored(other.subject, page)):
        return False
    return _facts(one) == _facts(other) and _as_long(one, other)


def _is_mirrored(subject: Subject, page: str) -> bool:
    """Whether an address is one of the site's; files that somebody collected in a folder have none, whatever they name."""
    address = _address(subject)
    if urlsplit(address).hostname or "://" not in (subject.canonical or "://"):
        return True
    return _is_named(address, page)


def _facts(report: Report) -> tuple[object, ...]:
    origin, paid, earns = (
        report.conclusions.origin,
        report.conclusions.sponsorship,
        report.conclusions.affiliate,
    )
    return (
        " ".join((report.subject.title or "").split()).casefold(),
        report.subject.extent,
        _number(report.subject),
        (origin.kind, sorted(agency.id for agency in origin.agencies), origin.attribution.visible),
        (paid.state, paid.kind, paid.sponsor),
        (earns.links, earns.networks, earns.notice),
    )


def _as_long(one: Report, other: Report) -> bool:
    lengths = sorted(
        sum(stretch.characters for stretch in report.coverage.map if stretch.zone in _TEXT)
        for report in (one, other)
    )
    return lengths[0] >= _SHARE * lengths[1]


def _number(subject: Subject) -> str | None:
    """Which page of an article or a list an address stands for, if it says so."""
    found = _NUMBER.search(_plain(_address(subject), copied=True))
    return next(filter(None, found.groups()), None) if found else None


def _address(subject: Subject) -> str:
    return subject.final_uri or subject.uri


def _site(host: str) -> str:
    return _ASIDE.sub("", host.lower())


def _own(address: str) -> str:
    return _plain(address, copied=address.startswith("file:"))


def _plain(address: str, *, copied: bool) -> str:
    parts = urlsplit(address)
    path = unquote(parts.path) + (f"?{parts.query}" if parts.query else "")
    # A path as it was given may be relative, and joined to another one it no longer is.
    path = path.lstrip("/") if parts.scheme == "file" else path
    return _site(parts.hostname or "") + (asked_for(path) if copied else path)
