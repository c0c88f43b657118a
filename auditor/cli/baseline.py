"""`auditor baseline`: the findings that are known and put up with, so that only new ones count."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from auditor.cli.apps import new_app
from auditor.cli.options import AllowIncomplete, Suppressions
from auditor.cli.output import write_bytes, write_text
from auditor.model import Severity, Skipped

if TYPE_CHECKING:
    from auditor.report.faults import Fault

app = new_app("Write, check or prune a baseline of known findings.")
RunFile = Annotated[Path, typer.Argument(metavar="RUN", help="A run: SQLite or JSON Lines.")]
BaselineFile = Annotated[Path, typer.Argument(metavar="BASELINE", help="The baseline file, JSON Lines.")]


@app.command()
def write(run: RunFile, baseline: BaselineFile) -> None:
    """Take every failed check of RUN into BASELINE."""
    from auditor.cli.reading import results
    from auditor.report.baseline import encode
    from auditor.report.faults import gather
    from auditor.report.wording import count

    found, _ = gather(results(run))
    write_bytes(encode({fault: item.times for fault, item in found.items()}), baseline)
    sys.stderr.write(f"{count(len(found), 'known finding')} written to {baseline}\n")


@app.command()
def check(
    run: RunFile,
    baseline: BaselineFile,
    fail_on: Annotated[
        Severity, typer.Option("--fail-on", help="New findings below this severity are only listed.")
    ] = Severity.INFO,
    suppressions: Suppressions = None,
    allow_incomplete: AllowIncomplete = False,
) -> None:
    """List what RUN shows and BASELINE does not know; leaves with 1 if that is too grave."""
    from auditor.cli.gate import INCOMPLETE, suppressed
    from auditor.cli.reading import results
    from auditor.report.baseline import compare
    from auditor.report.faults import gather
    from auditor.report.terminal import plain
    from auditor.report.wording import count

    read = results(run)
    notes: list[str] = []
    known = _read(baseline)
    found, pages = gather(read)
    gone = compare(found, pages, known).gone  # what is suppressed is still there
    if suppressions is not None:
        read, notes = suppressed(read, suppressions)
        found, pages = gather(read)
    compared = compare(found, pages, known)
    for item in compared.new:
        what = f" “{plain(item.fault.what)}”" if item.fault.what else ""
        write_text(
            f"new   {plain(item.fault.page)}: {item.severity}, {item.fault.rule}{what}: {plain(item.message)}\n"
        )
    for fault in gone:
        what = f" “{plain(fault.what)}”" if fault.what else ""
        write_text(f"gone  {plain(fault.page)}: {fault.rule}{what}; auditor baseline prune removes it\n")
    for note in notes:
        sys.stderr.write(f"auditor: {plain(note)}\n")
    grave = sum(item.severity.rank >= fail_on.rank for item in compared.new)
    skipped = sum(isinstance(item, Skipped) for item in read)
    sys.stderr.write(
        f"{len(compared.new)} new, {len(compared.known)} known, {len(gone)} gone, {skipped} not audited\n"
    )
    if grave:
        sys.stderr.write(f"auditor: {count(grave, 'new finding')} at or above {fail_on}\n")
        raise typer.Exit(1)
    if skipped and not allow_incomplete:
        sys.stderr.write(f"auditor: {INCOMPLETE}\n")
        raise typer.Exit(3)


@app.command()
def prune(run: RunFile, baseline: BaselineFile) -> None:
    """Take out of BASELINE what the pages of RUN no longer show; nothing is added."""
    from auditor.cli.reading import results
    from auditor.report.baseline import encode
    from auditor.report.baseline import prune as pruned
    from auditor.report.faults import gather
    from auditor.report.wording import count

    known = _read(baseline)
    found, pages = gather(results(run))
    left = pruned(found, pages, known)
    write_bytes(encode(left), baseline)
    sys.stderr.write(f"{count(len(known) - len(left), 'finding')} taken out, {len(left)} left\n")


def _read(baseline: Path) -> dict[Fault, int]:
    from auditor.errors import UsageError
    from auditor.report.baseline import decode

    try:
        return decode(baseline.read_bytes(), str(baseline))
    except OSError as error:
        raise UsageError(f"{baseline}: {error.strerror}; auditor baseline write makes one") from None
