"""Opening a run for a command, and saying so when it is not whole."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from auditor.model import Report, Skipped
    from auditor.stores.run import Run


def reading(path: Path) -> Run:
    """Open a run; a note on standard error tells that its scan has not come to the end."""
    from auditor.stores.run import open_run

    run = open_run(path)
    if run.unfinished:
        sys.stderr.write(f"{path}: this scan has not come to its end; figures are of what is done so far\n")
    return run


def results(path: Path) -> tuple[Report | Skipped, ...]:
    """Every report and skip of a run, or the one report that `auditor page --format json` spread over lines."""
    from auditor.report.json_v1 import decode

    if path.is_file():
        with path.open("rb") as file:
            if file.readline(3) == b"{\n":
                return (decode(b"{" + file.read()),)
    with reading(path) as run:
        return tuple(decode(document) for document in run.documents())
