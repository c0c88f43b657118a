"""The plan of a scan: its work units, numbered, with a running digest of their list.

The digest lets a continued scan see that the source still falls into the same units.
"""

from __future__ import annotations

import hashlib
from queue import SimpleQueue
from threading import Thread
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

from auditor.errors import AuditorError, SourceError, UsageError
from auditor.sources.contract import Unit, one_line
from auditor.stores.journal import Entry

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

UNIT = 32
"""Pages in a work unit: what a killed scan has to do again, per worker."""

LIVE_UNIT = 24
"""The same where pages are fetched: what is still fetched after Ctrl-C."""


class Step(Struct, frozen=True):
    """A work unit with its number, from 0, and the digest of the list up to and including it."""

    number: int
    unit: Unit
    plan: str


class Finished(Struct, frozen=True, array_like=True):
    """What became of a work unit: one entry per input, and what was passed over without being a page, by name."""

    entries: list[Entry]
    passed: dict[str, int] = {}


def steps(units: Iterable[Unit], done: int = 0, plan: str = "") -> Iterator[Step]:
    """Number the units after the first `done`, whose digest must be `plan`.

    Raises `UsageError` when the source changed since.
    """
    digest = hashlib.blake2b(digest_size=16)
    at = ""
    number = -1
    for number, unit in enumerate(units):
        if number == done and at != plan:
            raise _changed()
        digest.update(msgspec.msgpack.encode(unit))
        at = digest.hexdigest()
        if number >= done:
            yield Step(number, unit, at)
    if number + 1 < done or (number + 1 == done and at != plan):
        raise _changed()


def listed(units: Iterable[Unit]) -> Iterator[Unit]:
    """The units, with whatever a broken source does to its reader told as `SourceError`."""
    try:
        yield from units
    except AuditorError:
        raise
    except Exception as error:
        message = f"the source cannot be listed to its end: {type(error).__name__}: {one_line(str(error))}"
        raise SourceError(message) from error


class Plan:
    """The steps of a scan, listed ahead in a thread, so that the scan soon knows how many there are."""

    def __init__(self, units: Iterable[Unit], done: int = 0, plan: str = "") -> None:
        self.total: int | None = None
        self._listed: SimpleQueue[Step | BaseException | None] = SimpleQueue()
        Thread(target=self._list, args=(units, done, plan), daemon=True).start()

    def __iter__(self) -> Iterator[Step]:
        while (item := self._listed.get()) is not None:
            if isinstance(item, BaseException):
                raise item
            yield item

    def _list(self, units: Iterable[Unit], done: int, plan: str) -> None:
        number = done
        try:
            for step in steps(units, done, plan):
                number = step.number + 1
                self._listed.put(step)
        except BaseException as error:  # noqa: BLE001 - it is raised again where the steps are taken
            self._listed.put(error)
        self.total = number
        self._listed.put(None)


def _changed() -> UsageError:
    return UsageError(
        "the source changed since the scan was broken off; scan it again without --resume"
        " (pages that did not change are still taken over)"
    )
