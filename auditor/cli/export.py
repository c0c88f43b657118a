"""`auditor export`: a run in formats for other programs."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from auditor.cli.apps import new_app
from auditor.cli.output import write_bytes
from auditor.cli.reading import reading
from auditor.errors import UsageError

if TYPE_CHECKING:
    from auditor.stores.run import Run

app = new_app()


class Format(StrEnum):
    """What a run can be turned into."""

    CSV = "csv"
    JSONL = "jsonl"
    PARQUET = "parquet"
    SARIF = "sarif"
    JUNIT = "junit"


@app.command()
def export(
    run: Annotated[Path, typer.Argument(metavar="RUN", help="A run: SQLite, JSON Lines or Parquet.")],
    format_: Annotated[Format, typer.Option("--format", "-f", help="The format to write.")],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Write to this file; standard output if left out.")
    ] = None,
    findings: Annotated[
        bool, typer.Option("--findings", help="One row per finding instead of one per page (csv only).")
    ] = False,
) -> None:
    """Write RUN as CSV (one row per page or finding), JSON Lines, Parquet, SARIF or JUnit XML.

    No cell of a CSV file can act as a formula: one that starts like a formula gets an apostrophe in front.
    """
    if findings and format_ is not Format.CSV:
        raise UsageError("--findings goes with --format csv only")
    if output is None and format_ is Format.PARQUET:
        raise UsageError("--format parquet needs --output FILE")
    if output is not None and output.exists() and output.samefile(run):
        raise UsageError(f"--output {output} is the run itself; choose another file")
    with reading(run) as opened:
        _write(opened, format_, output, findings=findings)


def _write(run: Run, format_: Format, output: Path | None, *, findings: bool) -> None:
    from auditor.report.json_v1 import decode
    from auditor.stores import csv, jsonl, parquet

    if format_ is Format.SARIF:
        from auditor.report import sarif

        write_bytes(sarif.render(map(decode, run.documents())), output)
    elif format_ is Format.JUNIT:
        from auditor.report import junit

        write_bytes(junit.render(map(decode, run.documents())), output)
    elif findings:
        write_bytes(csv.findings(map(decode, run.documents())), output)
    elif format_ is Format.PARQUET and output is not None:
        parquet.write(run.inputs(), output)
    else:
        sys.stdout.flush()
        target = output or sys.stdout.buffer
        if format_ is Format.CSV:
            csv.write(run.inputs(), target)
        else:
            jsonl.write(run.documents(), target)
