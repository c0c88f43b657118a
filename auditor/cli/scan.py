"""`auditor scan`: audit a whole site export."""

from __future__ import annotations

import signal
import sys
from enum import StrEnum
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Annotated

import typer

from auditor.cli.apps import new_app
from auditor.cli.options import (
    AllowIncomplete,
    AllowPrivate,
    FailOn,
    IgnoreRobots,
    ModelFile,
    NoModel,
    Packs,
    Profiles,
)
from auditor.cli.output import write_text

if TYPE_CHECKING:
    from auditor.scan.run import Scanned

app = new_app()

_INTERRUPTED = 130


class Format(StrEnum):
    """What a run is written as."""

    SQLITE = "sqlite"
    JSONL = "jsonl"
    PARQUET = "parquet"


@app.command()
def scan(
    source: Annotated[
        str,
        typer.Argument(
            metavar="SOURCE", help="A folder, an archive, an export file, a sitemap, or a list of URLs."
        ),
    ],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="The file to write; named after SOURCE if left out.")
    ] = None,
    format_: Annotated[
        list[Format] | None, typer.Option("--format", "-f", help="What is written; repeat it for several.")
    ] = None,
    kind: Annotated[str | None, typer.Option(help="The kind of SOURCE, when it is not recognised.")] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Continue a scan that was broken off.")] = False,
    workers: Annotated[
        int | None, typer.Option(min=1, max=512, help="Processes; one per core if left out.")
    ] = None,
    profile: Profiles = None,
    rules: Packs = None,
    model: ModelFile = None,
    no_model: NoModel = False,
    delay: Annotated[
        float, typer.Option(min=0, help="Seconds between two requests to a host, where pages are fetched.")
    ] = 1.0,
    per_host: Annotated[
        int, typer.Option("--per-host", min=1, max=32, help="Requests to a host at the same time.")
    ] = 2,
    warc: Annotated[
        Path | None,
        typer.Option("--warc", help="Keep what is fetched in this WARC file, to scan it again offline."),
    ] = None,
    allow_private: AllowPrivate = False,
    ignore_robots: IgnoreRobots = False,
    fail_on: FailOn = None,
    allow_incomplete: AllowIncomplete = False,
) -> None:
    """Audit every page of SOURCE, write a run, and print a summary of the site."""
    from auditor.cli.gate import verdict_on_run
    from auditor.cli.watch import watching
    from auditor.errors import SourceError
    from auditor.scan import scan as scan_source
    from auditor.sources.contract import Fetching

    stop = _stop_on_signals()
    with watching() as progress:
        scanned = scan_source(
            source,
            output,
            kind=kind,
            formats=[name.value for name in format_ or ()],
            workers=workers,
            profiles=tuple(profile or ()),
            rules=tuple(rules or ()),
            model=False if no_model else model or True,
            fetching=Fetching(
                allow_private=allow_private,
                ignore_robots=ignore_robots,
                per_host=per_host,
                delay=delay,
                warc=str(warc) if warc else None,
            ),
            resume=resume,
            stop=stop,
            progress=progress,
        )
    _tell(scanned)
    if not scanned.complete:
        sys.stderr.write("Stopped before the end; the same command with --resume continues.\n")
        raise typer.Exit(_INTERRUPTED)
    if not scanned.summary.inputs and not allow_incomplete:
        raise SourceError(f"{source}: no page was found in it; check the name, or say with --kind what it is")
    incomplete = bool(scanned.summary.incomplete) and not allow_incomplete
    raise typer.Exit(verdict_on_run(scanned.summary, fail_on, incomplete=incomplete).told())


def _tell(scanned: Scanned) -> None:
    """Write the summary of the site, what else the source holds, and where the run is."""
    from auditor.report.site_text import render, render_passed

    write_text(render(scanned.summary))
    if scanned.passed:
        write_text(render_passed(scanned.passed))
    sys.stdout.flush()
    for path in scanned.files.values():
        sys.stderr.write(f"Written: {path}\n")


def _stop_on_signals() -> Event:
    """An event that the first Ctrl-C or SIGTERM sets; a second one ends the program at once."""
    stop = Event()

    def halt(_number: int, _frame: object) -> None:
        if stop.is_set():
            raise KeyboardInterrupt
        stop.set()
        sys.stderr.write("\nFinishing the pages in hand; once more stops at once.\n")

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, halt)
    return stop
