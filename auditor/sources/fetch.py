"""Pages from the web, fetched as a polite and careful guest: the only home of the HTTP client.

Addresses are checked when the socket is made, so neither a redirect nor a name that resolves differently the
second time leads into a private network. Every fetch ends as a capture or a named skip.
"""

from __future__ import annotations

import asyncio
import re
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from importlib.metadata import version
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urljoin, urlsplit

import aiohttp
from msgspec import Struct

from auditor.model import Capture, Extent, Limit, Skipped, SkipReason, SourceRef
from auditor.sources import sniff
from auditor.sources.addresses import PRIVATE, any_socket, public_socket
from auditor.sources.contract import one_line, skip
from auditor.sources.inflate import DamageError, OversizeError, decode_content
from auditor.sources.robots import RobotsFile, retry_after
from auditor.sources.warc import BLOCKED
from auditor.sources.wordpress import rest_post

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

AGENT = (
    f"auditor/{version('auditor')} (reads articles for their disclosures; obeys robots.txt rules for auditor)"
)
_HEADERS = {
    "User-Agent": AGENT,
    "Accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.5",
    "Accept-Language": "en;q=0.5,*;q=0.1",
    "Accept-Encoding": "gzip, deflate",
}
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_REFUSED = re.compile(rf"\S+ {PRIVATE}")


class Caps(Struct, frozen=True, kw_only=True):
    """How much a fetch may take: bytes of the page unpacked, seconds for each request, redirects, tries.

    `patience` is the longest that a server's Retry-After is waited for, in seconds.
    """

    size: int = 16 << 20
    seconds: float = 30
    redirects: int = 10
    tries: int = 3
    patience: float = 20


class Answer(NamedTuple):
    """One answer of a server, its body still as it was sent."""

    url: str
    status: int
    headers: dict[str, str]
    body: bytes


class _FetchError(Exception):
    """The fetch ends in a skip of this reason."""

    def __init__(self, reason: SkipReason, message: str) -> None:
        super().__init__(message)
        self.reason = reason


def fetch(
    url: str, *, allow_private: bool = False, ignore_robots: bool = False, caps: Caps | None = None
) -> Capture | Skipped:
    """Fetch one page; never raises for what the network or the server does."""

    async def run() -> Capture | Skipped:
        async with Fetcher.open(
            allow_private=allow_private, ignore_robots=ignore_robots, caps=caps
        ) as fetcher:
            return await fetcher.fetch(url)

    return asyncio.run(run())


class Fetcher:
    """Fetches any number of pages over shared connections; asks each host for its robots.txt once."""

    def __init__(
        self, connector: aiohttp.TCPConnector, *, allow_private: bool, ignore_robots: bool, caps: Caps
    ) -> None:
        self._connector = connector
        self._allow_private, self._ignore_robots, self._caps = allow_private, ignore_robots, caps
        self._robots: dict[str, asyncio.Task[RobotsFile]] = {}

    @classmethod
    @asynccontextmanager
    async def open(
        cls, *, allow_private: bool = False, ignore_robots: bool = False, caps: Caps | None = None
    ) -> AsyncIterator[Fetcher]:
        """A fetcher that closes its connections at the end."""
        factory = any_socket if allow_private else public_socket
        connector = aiohttp.TCPConnector(limit_per_host=4, socket_factory=factory)
        async with connector:
            yield cls(
                connector, allow_private=allow_private, ignore_robots=ignore_robots, caps=caps or Caps()
            )

    async def fetch(self, url: str) -> Capture | Skipped:
        """The page at an address, or why there is none."""
        url = url.strip()
        source = SourceRef(kind="url")
        final = url
        try:
            _check(url)
            # Cookies live for one page: some sites redirect in circles without them.
            async with self._session() as session:
                answer = await self._follow(session, url)
            final = answer.url
            return _page(url, answer, self._caps, ignored=self._ignore_robots)
        except _FetchError as error:
            return skip(
                error.reason,
                str(error),
                uri=url,
                source=source,
                final_uri=final if final != url else None,
                captured_at=_now(),
            )

    async def document(self, url: str) -> bytes:
        """The unpacked body at an address; raises `OSError` when there is none."""
        try:
            async with self._session() as session:
                answer = await self._follow(session, url)
            body = decode_content(answer.body, answer.headers.get("content-encoding", ""), self._caps.size)
        except (_FetchError, DamageError, OversizeError) as error:
            raise OSError(str(error)) from error
        if answer.status != 200:
            raise OSError(f"the server answered {answer.status}")
        return body

    def _session(self) -> aiohttp.ClientSession:
        timeout = aiohttp.ClientTimeout(total=self._caps.seconds, sock_connect=min(10.0, self._caps.seconds))
        return aiohttp.ClientSession(
            connector=self._connector,
            connector_owner=False,
            cookie_jar=aiohttp.CookieJar(unsafe=True),  # "unsafe" are hosts that are IP addresses
            headers=_HEADERS,
            timeout=timeout,
            auto_decompress=False,
        )

    async def _follow(self, session: aiohttp.ClientSession, url: str) -> Answer:
        """The last answer of a chain of redirects; each hop is checked like the first."""
        for _ in range(self._caps.redirects + 1):
            if not self._ignore_robots:
                await self._ask_robots(url)
            answer = await self._insist(session, url)
            target = answer.headers.get("location")
            if answer.status not in _REDIRECTS or not target:
                return answer
            url = _joined(url, target)
        raise _FetchError(
            SkipReason.HTTP_ERROR, f"more than {self._caps.redirects} redirects; it leads in circles"
        )

    async def _insist(self, session: aiohttp.ClientSession, url: str) -> Answer:
        """An answer, asked for again as long as the server says that it is busy."""
        for tries_left in reversed(range(self._caps.tries)):
            answer = await self._get(session, url, self._caps.size)
            if answer.status not in (429, 503) or not tries_left:
                return answer
            wait = retry_after(answer.headers.get("retry-after"), self._caps.tries - tries_left)
            if wait > self._caps.patience:
                return answer
            await asyncio.sleep(wait)
        raise AssertionError("at least one try is made")

    async def _get(self, session: aiohttp.ClientSession, url: str, cap: int) -> Answer:
        try:
            async with session.get(url, allow_redirects=False) as response:
                headers = {name.lower(): value for name, value in response.headers.items()}
                plain = response.status in _REDIRECTS or response.status >= 400
                body = b"" if plain else await _capped(response, cap)
                return Answer(url, response.status, headers, body)
        except TimeoutError as error:
            raise _FetchError(
                SkipReason.TIMEOUT, f"no complete answer within {self._caps.seconds:g} seconds"
            ) from error
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise _network(error) from error

    async def _ask_robots(self, url: str) -> None:
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        if origin not in self._robots:
            self._robots[origin] = asyncio.ensure_future(self._read_robots(origin))
        robots = await self._robots[origin]
        if (reason := robots.refusal(url)) is not None:
            raise _FetchError(SkipReason.ROBOTS, reason)

    async def _read_robots(self, origin: str) -> RobotsFile:
        """The robots.txt of an origin; as RFC 9309 says, none at all allows everything, a broken server nothing."""
        url = f"{origin}/robots.txt"
        async with self._session() as session:
            for _ in range(5):
                answer = await self._get(session, url, self._caps.size)
                target = answer.headers.get("location")
                if answer.status not in _REDIRECTS or not target:
                    break
                url = _joined(url, target)
        try:
            body = decode_content(answer.body, answer.headers.get("content-encoding", ""), self._caps.size)
        except (DamageError, OversizeError):
            body = b""
        return RobotsFile(answer.status, body)


async def _capped(response: aiohttp.ClientResponse, cap: int) -> bytes:
    parts, total = [], 0
    async for chunk in response.content.iter_chunked(64 << 10):
        total += len(chunk)
        if total > cap:
            raise _FetchError(SkipReason.TOO_LARGE, f"larger than {cap >> 20} MiB; no web page is")
        parts.append(chunk)
    return b"".join(parts)


def _page(url: str, answer: Answer, caps: Caps, *, ignored: bool) -> Capture | Skipped:
    """The capture that the last answer makes."""
    if not 200 <= answer.status < 300:
        reason = SkipReason.BLOCKED if answer.status in BLOCKED else SkipReason.HTTP_ERROR
        raise _FetchError(reason, f"the server answered {answer.status}")
    said = answer.headers.get("content-type")
    surely = sniff.says_page(said)
    kind = one_line(said or "").partition(";")[0].strip().lower()
    if surely is False and "json" not in kind:
        raise _FetchError(SkipReason.NOT_HTML, f"the server sends {kind}, not a web page")
    try:
        body = decode_content(answer.body, answer.headers.get("content-encoding", ""), caps.size)
    except OversizeError as error:
        raise _FetchError(
            SkipReason.TOO_LARGE, f"unpacks to more than {caps.size >> 20} MiB; no web page does"
        ) from error
    except DamageError as error:
        raise _FetchError(SkipReason.MALFORMED, f"the body cannot be unpacked: {error}") from error
    if not body.strip():
        raise _FetchError(SkipReason.EMPTY, "the server sent an empty page")
    source = SourceRef(kind="url")
    limits = (Limit.ROBOTS_IGNORED,) if ignored else ()
    if (post := rest_post(body, uri=answer.url, source=source, limits=limits)) is not None:
        return post
    as_text = kind == "text/plain" and not sniff.is_whole_page(body) and not sniff.is_binary(body)
    if not as_text and (wrong := sniff.not_html(body)) is not None:
        raise _FetchError(SkipReason.NOT_HTML, f"not a web page: {wrong}")
    return Capture(
        uri=url,
        body=body,
        content_type=said,
        status=answer.status,
        captured_at=_now(),
        final_uri=answer.url if answer.url != url else None,
        extent=Extent.TEXT if as_text else Extent.PAGE,
        source=source,
        limits=limits,
    )


def _check(url: str) -> None:
    if not sniff.web_address(url):
        raise _FetchError(
            SkipReason.NETWORK, "not a web address; it must begin with http:// or https:// and name a host"
        )


def _joined(url: str, target: str) -> str:
    try:
        joined = urljoin(url, target.strip())
    except ValueError:
        joined = target
    if not sniff.web_address(joined):
        raise _FetchError(
            SkipReason.REFUSED_ADDRESS, f"it redirects to {joined[:200]}, which is no web address"
        )
    return joined


def _network(error: Exception) -> _FetchError:
    found = _REFUSED.search(str(error))
    if found:
        return _FetchError(
            SkipReason.REFUSED_ADDRESS, f"{found[0]}; --allow-private fetches from your own network"
        )
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return _FetchError(SkipReason.NETWORK, "the name of the host is not known; check the address")
    if isinstance(error, aiohttp.ClientSSLError):
        return _FetchError(SkipReason.NETWORK, f"no safe connection: {error}")
    return _FetchError(SkipReason.NETWORK, f"the connection failed: {str(error) or type(error).__name__}")


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def fetch_document(url: str) -> bytes:
    """The body at an address whatever its type, as for sitemaps; raises `OSError` when there is none."""

    async def run() -> bytes:
        async with Fetcher.open() as fetcher:
            return await fetcher.document(url)

    return asyncio.run(run())
