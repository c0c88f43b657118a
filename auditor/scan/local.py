"""The engine for one machine: worker processes over work units, results in source order.

A worker that is lost costs nothing but time: the rest of its unit goes to a fresh one page by page, and only a
page that is in hand whenever a worker is lost becomes a named skip.
"""

from __future__ import annotations

import hashlib
from contextlib import suppress
from queue import Empty, Queue
from threading import Condition, Event, Thread
from typing import TYPE_CHECKING

from auditor.errors import AuditorError
from auditor.model import Skipped, SkipReason, SourceRef, Subject
from auditor.scan.plan import Finished
from auditor.scan.process import READING, Begin, End, Job, WorkerLostError, WorkerProcess
from auditor.scan.worker import Task, item_of, skip_entry

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import Self

    from auditor.scan.plan import Step
    from auditor.sources.contract import Unit
    from auditor.stores.journal import Entry

PATIENCE = 30.0
"""Seconds that one audit may take."""

# A page is given up when this many workers were lost while they had it alone.
_LIVES = 2


class Hand:
    """A thread's worker process, replaced whenever it is lost."""

    def __init__(
        self, task: Task, patience: float = PATIENCE, tick: Callable[[list[Entry]], None] = lambda _: None
    ) -> None:
        self._task, self._patience, self._tick = task, patience, tick
        self._over = False
        self.process: WorkerProcess | None = None

    def spawn(self) -> None:
        """Have a worker process load while something else is done."""
        if self.process is None:
            with suppress(WorkerLostError):
                self.process = WorkerProcess(self._task, self._patience)

    def start(self) -> WorkerProcess:
        """The worker process, once it is ready; a new one if the last one was lost."""
        status: int | None = None
        for _ in range(3):
            try:
                process = self.process = self.process or WorkerProcess(self._task, self._patience)
                if self._over:
                    process.kill()
                    break
                _ = process.ready
            except WorkerLostError as lost:
                self.process, status = None, lost.status
                continue
            return process
        raise AuditorError(f"worker processes do not start (the last one ended with status {status})")

    def complete(self, unit: Unit) -> Finished:
        """One entry per input of the unit, whatever happens to worker processes."""
        entries: list[Entry] = []
        alone, lives = False, _LIVES
        while True:
            process = self.start()
            reached = len(entries)
            page: Subject | None = None
            reading = True
            try:
                for frame in process.run(Job(unit, reached, alone)):
                    if isinstance(frame, End):
                        return Finished(entries, frame.passed)
                    reading = not isinstance(frame, Begin)
                    if isinstance(frame, Begin):
                        page = frame.subject
                    else:
                        page = None
                        entries += frame.entries
                        self._tick(frame.entries)
            except WorkerLostError as lost:
                self.process = None
                stalled = lost.overdue and reading
                if not alone and not stalled:
                    alone = True
                    continue
                lives = (lives if len(entries) == reached else _LIVES) - 1
                # An alarm that rang while the page was handed over is no page's fault.
                if lives and not stalled and not (lost.overdue and page is not None):
                    continue
                gone = skip_entry(_lost(unit, page, lost))
                entries.append(gone)
                self._tick([gone])
                lives = _LIVES
                if page is None:
                    # Not an audit but reading ended the worker, and it would again on the way to the next page.
                    return Finished(entries)

    def close(self) -> None:
        """Let the worker process go."""
        if self.process is not None:
            self.process.close()

    def kill(self) -> None:
        """End the worker process now, and start no other."""
        self._over = True
        if self.process is not None:
            self.process.kill()


def _lost(unit: Unit, page: Subject | None, lost: WorkerLostError) -> Skipped:
    if page is None:
        source = SourceRef(kind=unit.kind, path=unit.path, item=item_of(unit))
        nothing = hashlib.sha256().hexdigest()
        page = Subject(uri=item_of(unit) or unit.path, content_sha256=nothing, source=source)
        if lost.overdue:
            message = f"reading on took more than {READING / 60:.0f} minutes; what follows in this part was not read"
            return Skipped(subject=page, reason=SkipReason.TIMEOUT, message=message)
        message = f"reading on ended a worker process (status {lost.status}); what follows in this part was not read"
        return Skipped(subject=page, reason=SkipReason.WORKER_LOST, message=message)
    if lost.overdue:
        message = "the audit took too long and was ended"
        return Skipped(subject=page, reason=SkipReason.TIMEOUT, message=message)
    message = f"the audit ended its worker process {_LIVES + 1} times (status {lost.status})"
    return Skipped(subject=page, reason=SkipReason.WORKER_LOST, message=message)


class Pool:
    """Worker processes over the steps of a plan.

    `stop` ends the scan after the units in hand. `tick` is called with the entries of every batch as they come,
    in any order and from any thread, for progress only.
    """

    def __init__(
        self,
        task: Task,
        workers: int,
        *,
        stop: Event | None = None,
        tick: Callable[[list[Entry]], None] = lambda _: None,
        patience: float,
    ) -> None:
        self.hands = [Hand(task, patience, tick) for _ in range(workers)]
        self._stop = stop or Event()
        self._over = Event()
        self._turn = Condition()
        self._given = 0
        self._taken = 0
        self._window = 4 * workers
        self._finished: Queue[tuple[Step, Finished] | BaseException | None] = Queue()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self._over.set()
        for hand in self.hands:
            hand.close() if kind is None else hand.kill()

    def start(self) -> tuple[str, bytes]:
        """The identity of the program with its rules and model, and the same for people, as JSON.

        Raises what keeps the workers from working.
        """
        for hand in self.hands:
            hand.spawn()
        ready = self.hands[0].start().ready
        return ready.identity, ready.audit

    def run(self, steps: Iterable[Step], first: int = 0) -> Iterator[tuple[Step, Finished]]:
        """The results of each step from number `first` on, in order.

        Raises the first error of the plan or of a worker's start.
        """
        self._taken = self._given = first
        plan = iter(steps)
        for hand in self.hands:
            Thread(target=self._work, args=(hand, plan), daemon=True).start()
        return self._ordered(len(self.hands))

    def _ordered(self, running: int) -> Iterator[tuple[Step, Finished]]:
        waiting: dict[int, tuple[Step, Finished]] = {}
        while running:
            try:
                # Without a time limit some systems would not deliver Ctrl-C while this waits.
                item = self._finished.get(timeout=1)
            except Empty:
                continue
            if isinstance(item, BaseException):
                raise item
            if item is None:
                running -= 1
                continue
            waiting[item[0].number] = item
            while (ready := waiting.pop(self._taken, None)) is not None:
                yield ready
                with self._turn:
                    self._taken += 1
                    self._turn.notify_all()

    def _work(self, hand: Hand, plan: Iterator[Step]) -> None:
        try:
            while (step := self._next(plan)) is not None:
                self._finished.put((step, hand.complete(step.unit)))
            self._finished.put(None)
        except BaseException as error:  # noqa: BLE001 - it is raised again where the results are awaited
            self._finished.put(error)

    def _next(self, plan: Iterator[Step]) -> Step | None:
        """The next step, once the results before it are not too far behind to be held in memory."""
        with self._turn:
            while self._given - self._taken >= self._window and not self._stopping():
                self._turn.wait(1)
            step = None if self._stopping() else next(plan, None)
            self._given += 1
            return step

    def _stopping(self) -> bool:
        return self._stop.is_set() or self._over.is_set()
