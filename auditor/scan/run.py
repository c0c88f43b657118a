"""One scan from start to end: begin or continue the journal, run an engine, write the outputs."""

from __future__ import annotations

import os
import sqlite3
from itertools import chain, islice
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

from auditor.errors import UsageError
from auditor.report.json_v1 import decode
from auditor.report.summary import Summary
from auditor.report.tally import summarise
from auditor.scan.collect import collect
from auditor.scan.local import PATIENCE, Pool
from auditor.scan.outputs import Format, Outputs, choose, clear, locked, set_aside, write_copies
from auditor.scan.plan import LIVE_UNIT, UNIT, Plan, listed
from auditor.scan.progress import Progress
from auditor.scan.worker import Task
from auditor.sources import open_source
from auditor.sources.contract import Fetching
from auditor.stores.journal import Header, Journal, is_journal
from auditor.stores.run import Run, open_run

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


class Scanned(Struct, frozen=True, kw_only=True):
    """What a scan left: its files by format, whether it came to the end, and the summary of the run so far.

    `passed` counts what the source holds besides pages, by name (style sheets, pictures, request records); a run
    that is no SQLite file does not keep it, so it is empty when such a run was complete before.
    """

    files: dict[Format, Path]
    complete: bool
    summary: Summary
    passed: dict[str, int] = {}


def run(
    task: Task,
    output: str | Path | None = None,
    *,
    formats: Sequence[Format] = (),
    workers: int | None = None,
    resume: bool = False,
    stop: Event | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> Scanned:
    """Scan on this machine, as `auditor.scan` says."""
    stop, watched = stop or Event(), Progress()
    source = open_source(task.source, task.kind, task.fetching)
    # A live source keeps to one process: it spaces its requests itself, and many of them run at once there.
    units, count = listed(source.units(LIVE_UNIT if source.live else UNIT)), 1
    if not source.live:
        # No more workers than there is work for.
        first = list(islice(units, workers or _cores()))
        units, count = chain(first, units), len(first) or 1
    _check_warc(task.fetching.warc, live=source.live, resume=resume)
    outputs = choose(task.source, Path(output) if output else None, formats)
    if resume and (done := complete_run(outputs)):
        return done
    task = msgspec.structs.replace(task, earlier=str(outputs.earlier))
    with locked(outputs), Pool(task, count, stop=stop, tick=watched.add, patience=PATIENCE) as pool:
        journal = open_journal(task, outputs, *pool.start(), resume=resume)
        try:
            plan = Plan(units, journal.units, journal.plan)
            watched.before, watched.first = journal.count(), journal.units
            if progress is not None:
                progress(watched)
            for step, finished in pool.run(plan, journal.units):
                collect(journal, step, finished)
                watched.units, watched.total = journal.units, plan.total
                if progress is not None:
                    progress(watched)
            return close_journal(journal, outputs, complete=journal.units == plan.total)
        except sqlite3.Error as error:
            raise UsageError(
                f"{outputs.journal} cannot be written: {error}; --resume continues the scan"
            ) from None
        finally:
            journal.close()


def open_journal(task: Task, outputs: Outputs, identity: str, audit: bytes, *, resume: bool) -> Journal:
    """Begin a journal, or continue the one that is there.

    Raises `UsageError` when the broken-off scan was another one, or the file cannot be written.
    """
    # How fast pages were fetched and where they were kept changes no report.
    asked = Fetching(allow_private=task.fetching.allow_private, ignore_robots=task.fetching.ignore_robots)
    settings = msgspec.structs.replace(task, source="", kind=None, earlier=None, fetching=asked)
    header = Header(
        source=task.source,
        kind=task.kind,
        settings=msgspec.json.encode(settings).decode(),
        identity=identity,
        audit=audit.decode(),
    )
    if not (resume and is_journal(outputs.journal)):
        try:
            set_aside(outputs)
            return Journal.create(outputs.journal, header, with_tables="sqlite" in outputs.files)
        except sqlite3.Error as error:
            raise UsageError(f"{outputs.journal} cannot be written: {error}") from None
    try:
        journal = Journal.reopen(outputs.journal)
    except sqlite3.Error as error:
        raise UsageError(
            f"{outputs.journal} cannot be continued: {error}; repeat the scan without --resume"
        ) from None
    if journal.header != header:
        changed = [
            name
            for name in header.__struct_fields__
            if getattr(header, name) != getattr(journal.header, name)
        ]
        journal.close()
        raise UsageError(
            f"{outputs.journal} was begun with another {' and '.join(changed)}; repeat the scan without --resume"
            " (pages that come out the same are taken over)"
        )
    return journal


def close_journal(journal: Journal, outputs: Outputs, *, complete: bool) -> Scanned:
    """Write the outputs and say what there is now. The order lets a scan killed in between be continued."""
    held = Run(journal.connection, outputs.journal)
    summary, passed = summarise(map(decode, held.documents())), held.passed()
    write_copies(held, outputs)
    journal.finish("complete" if complete else "stopped")
    journal.close()
    if complete:
        clear(outputs)
    return Scanned(files=outputs.files, complete=complete, summary=summary, passed=passed)


def complete_run(outputs: Outputs) -> Scanned | None:
    """What an earlier scan left, if it came to the end and all its files are there."""
    if not all(path.is_file() for path in outputs.files.values()):
        return None
    if "sqlite" not in outputs.files and outputs.journal.exists():
        return None
    if "sqlite" in outputs.files and not is_journal(outputs.journal):
        return None
    with open_run(next(iter(outputs.files.values()))) as run:
        if "sqlite" in outputs.files and run.state != "complete":
            return None
        summary = summarise(map(decode, run.documents()))
        return Scanned(files=outputs.files, complete=True, summary=summary, passed=run.passed())


def _check_warc(warc: str | None, *, live: bool, resume: bool) -> None:
    """Refuse an archive that would not be the one of this scan."""
    if warc is None:
        return
    if not live:
        raise UsageError("--warc keeps pages that are fetched; these are at hand already")
    path = Path(warc)
    if not resume and path.exists() and path.stat().st_size:
        raise UsageError(f"{warc} exists; choose another --warc, or continue its scan with --resume")


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
