"""The engine for many machines: PySpark tasks that run the same workers.

Every machine needs this version of auditor with the same rules and model, and must find the source under the
same name (a shared file system, or a path that each has). The journal and the outputs are on the driver.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from auditor.errors import UsageError
from auditor.scan.collect import collect
from auditor.scan.local import Hand
from auditor.scan.outputs import Format, choose, locked
from auditor.scan.plan import UNIT, Finished, Step, listed, steps
from auditor.scan.run import Scanned, close_journal, complete_run, open_journal
from auditor.scan.worker import Task, Worker
from auditor.sources import open_source

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pyspark.sql import SparkSession

# Units per task: enough work to be worth scheduling, little enough to be done again when a machine is lost.
_SHARE = 4
_finished = msgspec.msgpack.Decoder(Finished)


def scan_on_spark(
    session: SparkSession,
    source: str | Path,
    output: str | Path | None = None,
    *,
    kind: str | None = None,
    formats: Sequence[Format] = (),
    profiles: Sequence[str] = (),
    rules: Sequence[str | Path] = (),
    model: bool | str | Path = True,
    resume: bool = False,
) -> Scanned:
    """Audit every page of a source on a Spark cluster; the run equals one that `auditor.scan` writes.

    Arguments are as for `auditor.scan`. Raises `UsageError` for a live source, which must keep to one process,
    and when a machine has other rules or another program than the driver.
    """
    opened = open_source(str(source), kind)
    if opened.live:
        raise UsageError(f"{source}: pages that are fetched are scanned by one machine; use auditor scan")
    outputs = choose(str(source), Path(output) if output else None, formats)
    if resume and (done := complete_run(outputs)):
        return done
    task = Task(
        source=str(source),
        kind=kind,
        profiles=tuple(profiles),
        rules=tuple(map(str, rules)),
        model=model if isinstance(model, bool) else str(model),
    )
    here = Worker(task)
    with locked(outputs):
        journal = open_journal(task, outputs, here.identity, here.audit_info, resume=resume)
        try:
            plan = steps(listed(opened.units(UNIT)), journal.units, journal.plan)
            for step, finished in _run(session, task, plan, here.identity):
                collect(journal, step, finished)
            return close_journal(journal, outputs, complete=True)
        finally:
            journal.close()


def _run(
    session: SparkSession, task: Task, plan: Iterator[Step], identity: str
) -> Iterator[tuple[Step, Finished]]:
    """The results of each step, in order: wave by wave, so that the driver holds the results of one wave only."""
    context = session.sparkContext
    encoded = msgspec.msgpack.encode(task)
    while wave := list(islice(plan, _SHARE * context.defaultParallelism)):
        units = [msgspec.msgpack.encode(step) for step in wave]
        shares = context.parallelize(units, (len(units) + _SHARE - 1) // _SHARE)
        results = shares.mapPartitions(lambda share: _audit(encoded, share)).collect()
        for step, (there, finished) in zip(wave, results, strict=True):
            if there != identity:
                raise UsageError(
                    "a machine of the cluster has another version of auditor, its rules or its model"
                )
            yield step, _finished.decode(finished)


def _audit(task: bytes, share: Iterable[bytes]) -> Iterator[tuple[str, bytes]]:
    """What a task does: the results of each of its units, and the identity of the program that made them."""
    hand = _hand(task)
    for encoded in share:
        step = msgspec.msgpack.decode(encoded, type=Step)
        finished = hand.complete(step.unit)
        yield hand.start().ready.identity, msgspec.msgpack.encode(finished)


@lru_cache(maxsize=1)
def _hand(task: bytes) -> Hand:
    """The worker of this Python process; Spark uses the process for many tasks."""
    return Hand(msgspec.msgpack.decode(task, type=Task))
