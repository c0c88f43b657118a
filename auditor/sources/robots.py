"""What a site asks of its visitors: its robots.txt (RFC 9309), and how long to wait when it is busy."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from protego import Protego

TOKEN = "auditor"  # noqa: S105 - the product token of the user agent
_CAP = 500 << 10
"""RFC 9309 lets a crawler stop reading here."""


class RobotsFile:
    """One robots.txt. `status` is the HTTP status that it came with."""

    def __init__(self, status: int, body: bytes) -> None:
        self._status = status
        text = body[:_CAP].decode("utf-8", "replace") if 200 <= status < 300 else ""
        self._rules = Protego.parse(text)

    def refusal(self, url: str) -> str | None:
        """Why an address may not be fetched, or None; a server that fails to say counts as refusing."""
        if self._status >= 500 or self._status == 429:
            return (
                f"robots.txt cannot be read: the server answered {self._status}; --ignore-robots does without"
            )
        if not self._rules.can_fetch(url, TOKEN):
            return "robots.txt asks not to fetch this page; --ignore-robots does it all the same"
        return None

    @property
    def delay(self) -> float:
        """Seconds that the site wants between two requests, at most 30."""
        return min(float(self._rules.crawl_delay(TOKEN) or 0), 30.0)


def retry_after(value: str | None, tried: int) -> float:
    """Seconds to wait: as the server says, in seconds or as a date, or longer each time."""
    try:
        if value is None:
            return 2.0**tried
        if value.strip().isdecimal():
            return float(value)
        return max(0.0, (parsedate_to_datetime(value) - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError, OverflowError):
        return 2.0**tried
