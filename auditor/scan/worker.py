"""What every engine calls: audit the pages of a work unit, wherever that runs.

A task and a work unit hold names, offsets and digests, so they may cross to another process or machine. What
comes back is encoded: one journal entry per input.
"""

from __future__ import annotations

import hashlib
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

from auditor.errors import AuditorError
from auditor.model import (
    Capture,
    Outcome,
    Report,
    Skipped,
    SkipReason,
    SourceRef,
    Subject,
)
from auditor.report.json_v1 import decode, encode
from auditor.scan.copies import page_of
from auditor.sources import open_source
from auditor.sources.contract import Fetching, one_line, skip
from auditor.stores.journal import Entry, connect_read_only, find, is_journal

if TYPE_CHECKING:
    import sqlite3
    from collections import Counter
    from collections.abc import Iterator, Sequence

    from auditor.sources.contract import Source, Unit

BATCH = 8
"""Pages that are audited between two messages to the scan."""

_BATCH_BYTES = 8 << 20


class Task(Struct, frozen=True, kw_only=True):
    """What to scan and how; everything a worker needs besides its units.

    `earlier` is a run whose reports may be taken over for pages that did not change. `memory` is the most
    that a worker may hold, in bytes.
    """

    source: str
    kind: str | None = None
    profiles: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    model: bool | str = True
    earlier: str | None = None
    memory: int = 1 << 30
    fetching: Fetching = Fetching()


class Worker:
    """An auditor and an open source; built once per process."""

    def __init__(self, task: Task) -> None:
        # Imported here because a scan knows tasks and entries, and loads no rules itself.
        from auditor.audit import Auditor

        self._auditor = Auditor(profiles=task.profiles, rules=task.rules, model=task.model)
        self._source: Source = open_source(task.source, task.kind, task.fetching)
        # Fetched pages come slowly: each is told of at once.
        self.batch = 1 if self._source.live else BATCH
        self._earlier_path = Path(task.earlier) if task.earlier else None
        self.audit_info = msgspec.json.encode(self._auditor.info, order="deterministic")
        # Reports are only taken over from a run that the very same program made.
        self.identity = hashlib.blake2b(_code() + _checks() + self.audit_info, digest_size=16).hexdigest()

    @property
    def passed(self) -> Counter[str]:
        """What was passed over so far without being a page, by name."""
        return self._source.passed

    def batches(self, unit: Unit, done: int = 0, size: int = BATCH) -> Iterator[list[Capture | Skipped]]:
        """The inputs of a unit after its first `done`, at most `size` and about 8 MB at a time."""
        batch: list[Capture | Skipped] = []
        held = 0
        for number, capture in enumerate(self._captures(unit)):
            if number < done:
                continue
            batch.append(capture)
            held += len(capture.body) if isinstance(capture, Capture) else 0
            if len(batch) >= size or held >= _BATCH_BYTES:
                yield batch
                batch, held = [], 0
        if batch:
            yield batch

    def audit(self, batch: Sequence[Capture | Skipped]) -> list[Entry]:
        """One entry per input, in order; never raises."""
        entries: list[Entry | None] = [self._known(capture) for capture in batch]
        fresh = [
            (index, capture)
            for index, (capture, entry) in enumerate(zip(batch, entries, strict=True))
            if entry is None and isinstance(capture, Capture)
        ]
        for (index, capture), result in zip(fresh, self._results([item for _, item in fresh]), strict=True):
            entries[index] = self._entry(capture, result)
        return [entry for entry in entries if entry is not None]

    def _captures(self, unit: Unit) -> Iterator[Capture | Skipped]:
        """The inputs of a unit; a source that breaks down ends in a named skip."""
        try:
            yield from self._source.captures(unit)
        except MemoryError:
            yield _unreadable(unit, "reading it needs more memory than a worker may hold")
        except AuditorError as error:
            yield _unreadable(unit, str(error))
        except Exception as error:  # noqa: BLE001 - whatever a broken input does to a reader, the scan goes on
            yield _unreadable(unit, f"reading it failed: {type(error).__name__}: {error}")

    def _results(self, captures: list[Capture]) -> list[Report | Skipped]:
        try:
            return list(self._auditor.audit_many(captures))
        except Exception:  # noqa: BLE001 - one page spoilt the batch: find out which, and keep the others
            return [self._result(capture) for capture in captures]

    def _result(self, capture: Capture) -> Report | Skipped:
        try:
            return self._auditor.audit(capture)
        except MemoryError:
            message = "auditing it needs more memory than a worker may hold"
            return Skipped(subject=Subject.unread(capture), reason=SkipReason.TOO_LARGE, message=message)
        except Exception as error:  # noqa: BLE001 - a page may end one audit, never the scan
            message = one_line(f"the audit failed: {type(error).__name__}: {error}")
            return Skipped(subject=Subject.unread(capture), reason=SkipReason.INTERNAL, message=message)

    def _known(self, capture: Capture | Skipped) -> Entry | None:
        """The entry of an input that needs no audit: a skip, or a page that is as it was."""
        if isinstance(capture, Skipped):
            return skip_entry(capture)
        earlier = self._earlier
        document = find(earlier, capture.uri, self._key(capture, capture.sha256)) if earlier else None
        if document is None:
            return None
        report = decode(document)
        if not isinstance(report, Report):
            return None
        # The same page may have been captured again, or have moved within its container.
        subject = msgspec.structs.replace(
            report.subject, captured_at=capture.captured_at, source=capture.source
        )
        entry = self._entry(capture, msgspec.structs.replace(report, subject=subject))
        return msgspec.structs.replace(entry, unchanged=True)

    @cached_property
    def _earlier(self) -> sqlite3.Connection | None:
        """The run whose reports may be taken over, if it was made by the same program, rules and model.

        It is looked for when the first page comes: the scan puts it there after the workers have started.
        """
        if self._earlier_path is None or not is_journal(self._earlier_path):
            return None
        connection = connect_read_only(self._earlier_path)
        if connection.execute("SELECT identity FROM run").fetchone()[0] == self.identity:
            return connection
        connection.close()
        return None

    def _entry(self, capture: Capture, result: Report | Skipped) -> Entry:
        if isinstance(result, Skipped):
            return skip_entry(result)
        failed: dict[str, int] = {}
        for finding in result.findings:
            if finding.outcome is Outcome.FAIL:
                failed[finding.severity] = failed.get(finding.severity, 0) + 1
        return Entry(
            outcome="report",
            uri=result.subject.uri,
            document=encode(result),
            captured_at=result.subject.captured_at,
            key=self._key(capture, result.subject.content_sha256),
            failed=failed,
            page=page_of(result.subject),
        )

    def _key(self, capture: Capture, sha256: str) -> bytes:
        """A digest of all that the report depends on, but for when and where the page was captured."""
        facts = (
            self.identity,
            sha256,
            capture.final_uri,
            capture.content_type,
            capture.status,
            capture.extent,
            capture.fields,
            capture.limits,
        )
        return hashlib.blake2b(msgspec.msgpack.encode(facts), digest_size=16).digest()


def skip_entry(skipped: Skipped) -> Entry:
    """The entry of an input that could not be audited."""
    return Entry(
        outcome="duplicate" if skipped.reason is SkipReason.DUPLICATE else "skipped",
        uri=skipped.subject.uri,
        document=encode(skipped),
        captured_at=skipped.subject.captured_at,
        reason=skipped.reason,
    )


def _unreadable(unit: Unit, message: str) -> Skipped:
    source = SourceRef(kind=unit.kind, path=unit.path, item=item_of(unit))
    return skip(SkipReason.UNREADABLE, message, uri=item_of(unit) or unit.path, source=source)


def item_of(unit: Unit) -> str | None:
    """The member of a container that a unit is part of, or the first of the addresses it lists."""
    return unit.item.split("\n")[0] if unit.item else None


@cache
def _code() -> bytes:
    """A digest of the program itself: a changed checkout must not take over what it would now see differently."""
    digest = hashlib.blake2b(digest_size=16)
    package = Path(__file__).parent.parent
    for file in sorted(package.rglob("*.py")):
        digest.update(file.relative_to(package).as_posix().encode())
        digest.update(file.read_bytes())
    return digest.digest()


def _checks() -> bytes:
    """The checks that other packages bring along; their code is their version's business."""
    from importlib.metadata import entry_points

    from auditor.engine.checks import GROUP

    points = sorted(entry_points(group=GROUP), key=lambda point: point.name)
    known = [
        (point.name, point.value, point.dist and (point.dist.name, point.dist.version)) for point in points
    ]
    return msgspec.json.encode(known)
