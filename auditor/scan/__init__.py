"""Scanning whole sites: many pages, several processes, one run."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path
    from threading import Event

    from auditor.scan.outputs import Format
    from auditor.scan.progress import Progress
    from auditor.scan.run import Scanned
    from auditor.sources.contract import Fetching

__all__ = ["scan"]


def scan(
    source: str | Path,
    output: str | Path | None = None,
    *,
    kind: str | None = None,
    formats: Sequence[Format] = (),
    workers: int | None = None,
    profiles: Sequence[str] = (),
    rules: Sequence[str | Path] = (),
    model: bool | str | Path = True,
    fetching: Fetching | None = None,
    resume: bool = False,
    stop: Event | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> Scanned:
    """Audit every page of a source and write a run.

        scanned = scan("export.xml", "run.sqlite", workers=4)
        print(scanned.summary.reports, scanned.summary.skipped)

    `source` is a folder, an archive, an export file, a list of URLs or a sitemap; `kind` says which when it is
    not recognised. `output` is the file to write (default: named after the source, in the working folder) and
    `formats` any of sqlite, jsonl and parquet (default: as `output` is named, else sqlite). `workers` is the
    number of processes (default: one per core). `profiles`, `rules` and `model` are as for `Auditor`. `fetching`
    says how pages are fetched, where they are; its `warc` keeps them, to be scanned again offline. `resume`
    continues a scan that was broken off. Setting `stop` ends the scan after the pages in hand. `progress` is
    called now and then.

    Raises `SourceError` when the source cannot be opened, `UsageError` and `RuleError` when an argument, a rule
    or the model does not fit. A page that cannot be audited raises nothing: it becomes a named skip.
    """
    # Imported here because `auditor` itself imports this module for its public names.
    from auditor.scan.run import run
    from auditor.scan.worker import Task
    from auditor.sources.contract import Fetching

    task = Task(
        source=str(source),
        kind=kind,
        profiles=tuple(profiles),
        rules=tuple(map(str, rules)),
        model=model if isinstance(model, bool) else str(model),
        fetching=fetching or Fetching(),
    )
    return run(task, output, formats=formats, workers=workers, resume=resume, stop=stop, progress=progress)
