"""How far a scan has come, for whoever watches."""

from __future__ import annotations

from collections import Counter
from threading import Lock
from time import monotonic
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from auditor.stores.journal import Entry


class Progress:
    """Counts of a running scan; `before` inputs were done by the scan that this one continues.

    `units` of `total` work units are stored; `total` is None while the source is still being listed.
    """

    def __init__(self, before: int = 0) -> None:
        self.before = before
        self.inputs = 0
        self.reports = 0
        self.unchanged = 0
        self.skips: Counter[str] = Counter()
        self.failed: Counter[str] = Counter()
        self.units = 0
        self.first = 0
        self.total: int | None = None
        self._started = monotonic()
        self._lock = Lock()

    def add(self, entries: list[Entry]) -> None:
        """Count what just came from a worker; called from any thread."""
        with self._lock:
            for entry in entries:
                self.inputs += 1
                if entry.outcome == "report":
                    self.reports += 1
                else:
                    self.skips[entry.reason or entry.outcome] += 1
                self.unchanged += entry.unchanged
                for severity, number in entry.failed.items():
                    self.failed[severity] += number

    @property
    def seconds(self) -> float:
        """Since the start."""
        return monotonic() - self._started

    @property
    def rate(self) -> float:
        """Inputs per second."""
        return self.inputs / self.seconds if self.seconds else 0.0

    @property
    def seconds_left(self) -> float | None:
        """A guess from the units that are done, or None while there is nothing to guess from."""
        done = self.units - self.first
        if self.total is None or done <= 0:
            return None
        return self.seconds / done * (self.total - self.units)
