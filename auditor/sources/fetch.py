"""Pages from the web, fetched as a polite and careful guest: the only home of the HTTP client.

Addresses are checked when the socket is made, so neither a redirect nor a name that resolves differently the
second time leads into a private network. Every fetch ends as a capture or a named skip.
"""

from __future__ import annotations

import asyncio
import os
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urljoin, urlsplit

import aiohttp
import msgspec
from yarl import URL

from auditor import __version__
from auditor.errors import SourceError
from auditor.model import Capture, Limit, Skipped, SkipReason, SourceRef
from auditor.sources import sniff
from auditor.sources.addresses import PRIVATE, any_socket, public_socket
from auditor.sources.answers import Answer, Visit, result_of, skipped
from auditor.sources.contract import Fetching, one_line
from auditor.sources.inflate import DamageError, OversizeError, decode_content
from auditor.sources.pace import Paces
from auditor.sources.robots import RobotsFile, retry_after
from auditor.sources.warcout import WarcLog

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from typing import Self

T = TypeVar("T")

AGENT = f"auditor/{__version__} (reads articles for their disclosures; obeys robots.txt rules for auditor)"
_HEADERS = {
    "User-Agent": AGENT,
    "Accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.5",
    "Accept-Language": "en;q=0.5,*;q=0.1",
    "Accept-Encoding": "gzip, deflate",
}
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_BUSY = frozenset({429, 502, 503, 504})
_BROKEN_OFF = (
    aiohttp.ServerDisconnectedError,
    aiohttp.ClientPayloadError,
    ConnectionResetError,
    BrokenPipeError,
)
_REFUSED = re.compile(rf"[^\s\[]+ {PRIVATE}")
_SITEMAP_CAP = 64 << 20
_ORIGINS = 1024
"""Sites whose robots.txt is remembered, up to half a megabyte each; a longer list asks the earliest again."""


class _FetchError(Exception):
    """The fetch ends in a skip of this reason."""

    def __init__(self, reason: SkipReason, message: str) -> None:
        super().__init__(message)
        self.reason = reason


class _BrokenOffError(_FetchError):
    """The server was there and the connection broke off: another try may go better."""


def fetch(url: str, fetching: Fetching | None = None) -> Capture | Skipped:
    """Fetch one page; never raises for what the network or the server does."""

    async def run() -> Capture | Skipped:
        fetcher = await Fetcher.open(fetching or Fetching())
        try:
            return await fetcher.fetch(url)
        finally:
            await fetcher.close()

    return _waited(run)


def fetch_document(url: str, fetching: Fetching | None = None) -> bytes:
    """The body at an address whatever its type, as for sitemaps; raises `SourceError` when there is none."""

    async def run() -> bytes:
        # What is read to find pages is none itself and does not go into the WARC file.
        fetcher = await Fetcher.open(msgspec.structs.replace(fetching or Fetching(), warc=None))
        try:
            return await fetcher.document(url)
        finally:
            await fetcher.close()

    return _waited(run)


def _waited(run: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """What a coroutine gives; in a thread of its own where a loop runs already, as in a notebook."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(run())
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(lambda: asyncio.run(run())).result()


class Fetcher:
    """Fetches any number of pages over shared connections; asks each host for its robots.txt once."""

    def __init__(self, fetching: Fetching) -> None:
        self._how = fetching
        factory = any_socket if fetching.allow_private else public_socket
        self._connector = aiohttp.TCPConnector(limit_per_host=fetching.per_host + 1, socket_factory=factory)
        self._paces = Paces(fetching.per_host)
        self._robots: dict[str, asyncio.Task[RobotsFile]] = {}
        self._log = WarcLog(fetching.warc) if fetching.warc else None

    @classmethod
    async def open(cls, fetching: Fetching) -> Self:
        """A fetcher; made inside the event loop that it is used in."""
        return cls(fetching)

    async def close(self) -> None:
        """Close its connections and its log."""
        await self._connector.close()
        if self._log is not None:
            self._log.close()

    async def fetch(self, url: str) -> Capture | Skipped:
        """The page at an address, or why there is none."""
        limits = (Limit.ROBOTS_IGNORED,) if self._how.ignore_robots else ()
        visit = Visit(url.strip(), _now(), SourceRef(kind="url"), self._how.size, limits)
        answers: list[Answer] = []
        try:
            _check(visit.url)
            # Cookies live for one page: some sites redirect in circles without them.
            async with self._session(self._how.seconds) as session:
                await self._follow(session, visit.url, answers, self._how.size)
            result = result_of(answers[-1], visit)
        except _FetchError as error:
            result = skipped(visit, error.reason, str(error), final=answers[-1].url if answers else None)
        if self._log is not None:
            self._log.write(answers, result, _HEADERS)
        return result

    async def document(self, url: str) -> bytes:
        """The unpacked body at an address; raises `SourceError` when there is none."""
        answers: list[Answer] = []
        try:
            async with self._session(4 * self._how.seconds) as session:
                await self._follow(session, url, answers, _SITEMAP_CAP)
            answer = answers[-1]
            body = decode_content(answer.body, answer.headers.get("content-encoding", ""), _SITEMAP_CAP)
        except (_FetchError, DamageError, OversizeError) as error:
            reason = str(error) or f"larger than {_SITEMAP_CAP >> 20} MiB"
            raise SourceError(f"{one_line(url)}: {reason}") from error
        if answer.status != 200:
            raise SourceError(f"{one_line(url)}: the server answered {answer.status}")
        return body

    def _session(self, seconds: float) -> aiohttp.ClientSession:
        return aiohttp.ClientSession(
            connector=self._connector,
            connector_owner=False,
            cookie_jar=aiohttp.CookieJar(unsafe=True),  # "unsafe" are hosts that are IP addresses
            headers=_HEADERS,
            timeout=aiohttp.ClientTimeout(total=seconds, sock_connect=min(10.0, seconds)),
            auto_decompress=False,
        )

    async def _follow(
        self, session: aiohttp.ClientSession, url: str, answers: list[Answer], cap: int
    ) -> None:
        """Append the answers of a chain of redirects; each hop is checked like the first."""
        for _ in range(self._how.redirects + 1):
            answer = await self._insist(session, url, answers[-1].url if answers else "", cap)
            answers.append(answer)
            target = answer.headers.get("location")
            if answer.status not in _REDIRECTS or not target:
                return
            url = _joined(url, target)
        message = f"more than {self._how.redirects} redirects; it leads in circles"
        raise _FetchError(SkipReason.HTTP_ERROR, message)

    async def _insist(self, session: aiohttp.ClientSession, url: str, before: str, cap: int) -> Answer:
        """An answer, if robots may have it; `before` is the address that led here."""
        robots = None if self._how.ignore_robots else await self._ask_robots(url)
        delay = max(self._how.delay, robots.delay if robots else 0.0)
        same = urlsplit(before).netloc == urlsplit(url).netloc
        return await self._patiently(session, url, cap, None if same else delay)

    async def _patiently(
        self, session: aiohttp.ClientSession, url: str, cap: int, delay: float | None
    ) -> Answer:
        """An answer, asked for again after a while when the server is busy or the connection breaks off.

        The first time may follow the request before at once if `delay` is None.
        """
        pace = self._paces.of(urlsplit(url).netloc)
        for tried in range(1, self._how.tries + 1):
            on_the_way = delay is None and tried == 1
            last = tried == self._how.tries
            try:
                async with pace.turn(delay or self._how.delay, on_the_way=on_the_way):
                    answer = await self._get(session, url, cap)
            except _BrokenOffError:
                if last:
                    raise
                wait = retry_after(None, tried)
            else:
                wait = retry_after(answer.headers.get("retry-after"), tried)
                if answer.status not in _BUSY or last or wait > self._how.patience:
                    return answer
            pace.hold(wait)
        raise AssertionError("at least one try is made")

    async def _get(self, session: aiohttp.ClientSession, url: str, cap: int) -> Answer:
        try:
            # A name or password in an address is nobody's business: neither the site's nor the report's.
            async with session.get(URL(url).with_user(None), allow_redirects=False) as response:
                raw = tuple(response.headers.items())
                headers = {name.lower(): value for name, value in raw}
                plain = response.status in _REDIRECTS or response.status >= 400
                body = b"" if plain else await _capped(response, cap)
                return Answer(url, response.status, headers, body, response.reason or "", raw)
        except TimeoutError as error:
            message = f"no complete answer within {self._how.seconds:g} seconds"
            raise _FetchError(SkipReason.TIMEOUT, message) from error
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise _network(error) from error

    async def _ask_robots(self, url: str) -> RobotsFile:
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        if origin not in self._robots:
            if len(self._robots) >= _ORIGINS:
                answered = (known for known, task in self._robots.items() if task.done())
                self._robots.pop(next(answered, ""), None)
            self._robots[origin] = asyncio.ensure_future(self._read_robots(origin))
        robots = await asyncio.shield(self._robots[origin])
        if (reason := robots.refusal(url)) is not None:
            raise _FetchError(SkipReason.ROBOTS, reason)
        return robots

    async def _read_robots(self, origin: str) -> RobotsFile:
        """The robots.txt of an origin; as RFC 9309 says, none at all allows everything, a broken server nothing."""
        url = f"{origin}/robots.txt"
        async with self._session(self._how.seconds) as session:
            for _ in range(5):
                answer = await self._patiently(session, url, self._how.size, None)
                target = answer.headers.get("location")
                if answer.status not in _REDIRECTS or not target:
                    break
                url = _joined(url, target)
        try:
            body = decode_content(answer.body, answer.headers.get("content-encoding", ""), self._how.size)
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


def _check(url: str) -> None:
    if not sniff.web_address(url):
        message = "not a web address; it must begin with http:// or https:// and name a host"
        raise _FetchError(SkipReason.NETWORK, message)


def _joined(url: str, target: str) -> str:
    try:
        joined = urljoin(url, target.strip())
    except ValueError:
        joined = target
    if not sniff.web_address(joined):
        message = f"it redirects to {joined[:200]}, which is no web address"
        raise _FetchError(SkipReason.REFUSED_ADDRESS, message)
    return joined


def _network(error: Exception) -> _FetchError:
    found = _REFUSED.search(str(error))
    if found:
        message = f"{found[0]}; --allow-private fetches from your own network"
        return _FetchError(SkipReason.REFUSED_ADDRESS, message)
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return _FetchError(SkipReason.NETWORK, "the name of the host is not known; check the address")
    if isinstance(error, aiohttp.ClientSSLError):
        return _FetchError(SkipReason.NETWORK, f"no safe connection: {error}")
    number = error.errno if isinstance(error, aiohttp.ClientConnectorError) else None
    reason = os.strerror(number).lower() if number else str(error) or type(error).__name__
    broken = isinstance(error, aiohttp.ClientPayloadError)
    message = "it broke off before all had come; try again" if broken else f"the connection failed: {reason}"
    return (_BrokenOffError if isinstance(error, _BROKEN_OFF) else _FetchError)(SkipReason.NETWORK, message)


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
