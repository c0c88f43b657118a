"""A worker process: the wire it speaks, the child's side and the parent's side.

The wire is a pipe of length-prefixed MessagePack. A pipe tells at once when the other end is gone, so no page
is waited for in vain and no worker outlives its scan. `multiprocessing` is not used: it would run the caller's
main module again.
"""

from __future__ import annotations

import gc
import os
import subprocess
import sys
from contextlib import suppress
from functools import cached_property
from threading import Timer
from typing import IO, TYPE_CHECKING

import msgspec
from msgspec import Struct

from auditor.errors import AuditorError, RuleError, SourceError, UsageError
from auditor.model import Capture, Subject
from auditor.sources.contract import Unit
from auditor.stores.journal import Entry

if TYPE_CHECKING:
    from collections.abc import Iterator

    from auditor.scan.worker import Task

_ERRORS = {kind.__name__: kind for kind in (AuditorError, RuleError, SourceError, UsageError)}


class Job(Struct, frozen=True, tag=True):
    """Audit the inputs of `unit` after the first `done`; `alone` one at a time, each announced by name."""

    unit: Unit
    done: int = 0
    alone: bool = False


class Ready(Struct, frozen=True, tag=True):
    """The worker has loaded rules and model."""

    identity: str
    audit: bytes


class Refused(Struct, frozen=True, tag=True):
    """The worker cannot work, and says why as one of the errors a person is shown."""

    error: str
    message: str


class Begin(Struct, frozen=True, tag=True):
    """An audit begins; `subject` is the page in hand when it is alone."""

    subject: Subject | None = None


class Done(Struct, frozen=True, tag=True):
    """What became of the next inputs of the unit."""

    entries: list[Entry]


class End(Struct, frozen=True, tag=True):
    """The unit has no more inputs; `passed` counts what in it is no page, by name."""

    passed: dict[str, int]


Frame = Ready | Refused | Begin | Done | End

_encode = msgspec.msgpack.Encoder().encode
_frame: msgspec.msgpack.Decoder[Frame] = msgspec.msgpack.Decoder(Frame)
_job = msgspec.msgpack.Decoder(Job)


READING = 900.0
"""Seconds that a worker may read for its next pages: on the way to them it may unpack a large file once more."""


class WorkerLostError(Exception):
    """The worker process ended; `overdue` when it was ended for taking too long."""

    def __init__(self, *, status: int | None, overdue: bool) -> None:
        super().__init__(f"the worker process ended with status {status}")
        self.status, self.overdue = status, overdue


class WorkerProcess:
    """The parent's side of one worker. `patience` is how long one audit may take, in seconds, `READING` how long the next pages may be waited for.

    Made, it is loading: several may load at the same time before the first one is asked.
    """

    def __init__(self, task: Task, patience: float) -> None:
        environment = dict(os.environ)
        environment["PYTHONPATH"] = os.pathsep.join(path for path in sys.path if path)
        # One page is audited by one core; the other cores have workers of their own.
        environment |= dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
        # glibc keeps so much for the next page instead of giving it back to the system and asking for it again.
        environment.setdefault("MALLOC_TOP_PAD_", str(16 << 20))
        # In a group of its own it does not get the terminal's Ctrl-C: the scan decides when to stop.
        self._process = subprocess.Popen(
            [sys.executable, "-c", "from auditor.scan.process import main; main()"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment,
            process_group=0 if os.name == "posix" else None,
        )
        self._patience = patience
        self._overdue = False
        self.pid = self._process.pid
        self._send(msgspec.msgpack.encode(task))

    @cached_property
    def ready(self) -> Ready:
        """What the worker says once it has loaded rules and model; waits for that the first time.

        Raises what keeps it from working, and `WorkerLostError` when the process ended.
        """
        try:
            ready = self._receive()
        except BaseException:
            self.kill()
            raise
        if isinstance(ready, Ready):
            return ready
        self.kill()
        refused = ready if isinstance(ready, Refused) else Refused("AuditorError", "a worker did not start")
        error = AuditorError.__new__(_ERRORS.get(refused.error, AuditorError))
        error.args = (refused.message,)
        raise error

    def run(self, job: Job) -> Iterator[Begin | Done | End]:
        """Have one unit audited; raises `WorkerLostError` when the process ends."""
        self._send(_encode(job))
        alarm = self._alarm(READING)
        try:
            while True:
                frame = self._receive()
                alarm.cancel()
                if not isinstance(frame, Begin | Done | End):
                    raise TypeError(frame)
                if isinstance(frame, End):
                    yield frame
                    return
                alarm = self._alarm(self._patience if isinstance(frame, Begin) else READING)
                yield frame
        finally:
            alarm.cancel()

    def _alarm(self, seconds: float) -> Timer:
        alarm = Timer(seconds, self._end)
        alarm.daemon = True
        alarm.start()
        return alarm

    def _end(self) -> None:
        """End the process because what it does takes too long; called by the alarm, in a thread of its own."""
        self._overdue = True
        self._process.kill()

    def close(self) -> None:
        """Let the process go; it ends because its input does."""
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self.kill()

    def kill(self) -> None:
        """End the process now."""
        self._process.kill()
        self._process.wait()
        self.close()

    def _send(self, payload: bytes) -> None:
        try:
            _write(_pipe(self._process.stdin), payload)
        except OSError:
            raise self._lost() from None

    def _receive(self) -> Frame:
        try:
            payload = _read(_pipe(self._process.stdout))
        except (OSError, ValueError):
            payload = None
        if payload is None:
            raise self._lost()
        return _frame.decode(payload)

    def _lost(self) -> WorkerLostError:
        # It is on its way out; waiting gives the status that says why.
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(5)
        self.kill()
        return WorkerLostError(status=self._process.returncode, overdue=self._overdue)


def main() -> None:
    """The child's side: build a worker, then audit unit after unit until the input ends."""
    pipe = os.fdopen(os.dup(1), "wb")
    # Whatever prints must not print into the wire.
    os.dup2(2, 1)
    inbox = os.fdopen(os.dup(0), "rb")
    try:
        _serve(inbox, pipe)
    except BrokenPipeError:
        # The scan is gone, and with it everybody who waits for this result. Nothing may be flushed any more.
        os._exit(1)
    sys.stdout.flush()
    sys.stderr.flush()
    # The scan waits for this process, and Python would take rules and model apart piece by piece for half a second.
    os._exit(0)


def _serve(inbox: IO[bytes], pipe: IO[bytes]) -> None:
    from auditor.scan.worker import Task, Worker

    payload = _read(inbox)
    if payload is None:
        return
    task = msgspec.msgpack.decode(payload, type=Task)
    _limit_memory(task.memory)
    # While rules are read nothing becomes garbage, and looking for it takes a fifth of the time.
    gc.disable()
    try:
        worker = Worker(task)
    except AuditorError as error:
        _write(pipe, _encode(Refused(type(error).__name__, str(error))))
        return
    # Rules and model stay for good: looking through them for garbage again and again takes a third of the time.
    gc.freeze()
    # A page's values hold no cycles: nearly all are gone before it is worth looking through them.
    gc.set_threshold(20_000, 20, 20)
    gc.enable()
    _write(pipe, _encode(Ready(worker.identity, worker.audit_info)))
    while (payload := _read(inbox)) is not None:
        job = _job.decode(payload)
        before = worker.passed.copy()
        for batch in worker.batches(job.unit, job.done, 1 if job.alone else worker.batch):
            page = batch[0]
            subject = Subject.unread(page) if job.alone and isinstance(page, Capture) else None
            _write(pipe, _encode(Begin(subject)))
            _write(pipe, _encode(Done(worker.audit(batch))))
        _write(pipe, _encode(End(dict(worker.passed - before))))


def _limit_memory(most: int) -> None:
    """Make allocations beyond `most` bytes fail, where the system can do that."""
    try:
        import resource
    except ImportError:
        return
    # Data, not address space: libraries reserve far more addresses than they use.
    resource.setrlimit(resource.RLIMIT_DATA, (most, most))


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    assert pipe is not None  # noqa: S101 - both were asked for
    return pipe


def _write(pipe: IO[bytes], payload: bytes) -> None:
    pipe.write(len(payload).to_bytes(8, "big"))
    pipe.write(payload)
    pipe.flush()


def _read(pipe: IO[bytes]) -> bytes | None:
    """One payload, or None when the other end is gone."""
    head = pipe.read(8)
    if len(head) < 8:
        return None
    length = int.from_bytes(head, "big")
    payload = pipe.read(length)
    return payload if len(payload) == length else None
