"""What a scan shows while it runs: a live line on a terminal, a plain line now and then in a pipe."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from rich.console import RenderableType

    from auditor.scan.progress import Progress

# Seconds between two lines in a pipe: a log of an hour stays readable.
_PAUSE = 10.0


@contextmanager
def watching() -> Iterator[Callable[[Progress], None]]:
    """Give a function to call with the progress; what it shows goes to standard error."""
    if not sys.stderr.isatty():
        yield _plain()
        return
    from rich.console import Console
    from rich.live import Live

    shown = _Shown()
    # Redirection would catch what other parts write to standard error, and with it their order.
    with Live(
        shown,
        console=Console(stderr=True, markup=False, highlight=False, emoji=False),
        refresh_per_second=4,
        transient=True,
        redirect_stdout=False,
        redirect_stderr=False,
    ):
        yield shown.update


def _plain() -> Callable[[Progress], None]:
    last = 0.0

    def line(progress: Progress) -> None:
        nonlocal last
        if progress.seconds - last >= _PAUSE:
            last = progress.seconds
            sys.stderr.write("; ".join(facts(progress)) + "\n")
            sys.stderr.flush()

    return line


class _Shown:
    """The live display: always as the progress is when the terminal is redrawn."""

    def __init__(self) -> None:
        self._progress: Progress | None = None

    def update(self, progress: Progress) -> None:
        self._progress = progress

    def __rich__(self) -> RenderableType:
        from rich.console import Group
        from rich.progress_bar import ProgressBar
        from rich.text import Text

        progress = self._progress
        if progress is None:
            return Text("Loading rules …")
        lines = [Text(fact, overflow="ellipsis", no_wrap=True) for fact in facts(progress)]
        bar = ProgressBar(
            total=progress.total, completed=progress.units, width=40, pulse=progress.total is None
        )
        return Group(bar, *lines)


def facts(progress: Progress) -> Iterator[str]:
    """The progress in words: pages and rate, time left, skips by reason, failed checks by severity."""
    pace = f"{progress.before + progress.inputs:,} pages, {progress.rate:,.0f} a second"
    left = progress.seconds_left
    yield pace if left is None else f"{pace}, about {_duration(left)} left"
    if progress.unchanged:
        yield f"{progress.unchanged:,} unchanged, taken over"
    if progress.skips:
        yield f"skipped {_counts(progress.skips)}"
    if progress.failed:
        yield f"failed checks {_counts(progress.failed)}"


def _counts(numbers: Mapping[str, int]) -> str:
    ranked = sorted(dict(numbers).items(), key=lambda pair: (-pair[1], pair[0]))
    return ", ".join(f"{number:,} {name}" for name, number in ranked)


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
