"""Where a scan writes: its outputs, its journal, and the earlier run it may take reports from."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

from msgspec import Struct

from auditor.errors import UsageError
from auditor.stores import jsonl, parquet
from auditor.stores.journal import Journal, is_journal
from auditor.stores.run import unfinished_beside

if TYPE_CHECKING:
    from collections.abc import Sequence

Format = Literal["sqlite", "jsonl", "parquet"]
_SUFFIXES: dict[str, Format] = {
    ".sqlite": "sqlite",
    ".sqlite3": "sqlite",
    ".db": "sqlite",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".parquet": "parquet",
}


class Outputs(Struct, frozen=True, kw_only=True):
    """The files of a scan by format."""

    files: dict[Format, Path]

    @property
    def journal(self) -> Path:
        """The SQLite output, or the file that stands for the run until its outputs are written."""
        first = next(iter(self.files.values()))
        return self.files.get("sqlite") or unfinished_beside(first)

    @property
    def earlier(self) -> Path:
        """Where the run that was there before is kept until this one is complete."""
        return self.journal.with_name(f"{self.journal.name}.earlier")


def choose(source: str, output: Path | None, formats: Sequence[Format]) -> Outputs:
    """Decide the files: one format is written to `output` as it is named, several beside each other."""
    if not formats:
        formats = (_SUFFIXES.get(output.suffix.lower(), "sqlite") if output else "sqlite",)
    formats = tuple(dict.fromkeys(formats))
    base = output or Path(f"{_name(source)}.{formats[0]}")
    if not base.parent.is_dir():
        raise UsageError(f"{base.parent} is no folder; make it, or choose another --output")
    if len(formats) == 1:
        if base.is_dir():
            raise UsageError(f"{base} is a folder; name a file with --output")
        return Outputs(files={formats[0]: base})
    stem = base.with_suffix("") if base.suffix.lower() in _SUFFIXES else base
    return Outputs(files={format_: stem.with_name(f"{stem.name}.{format_}") for format_ in formats})


def _name(source: str) -> str:
    """A file name from a source's: its host, or its own name without suffixes."""
    host = urlsplit(source).hostname if "://" in source else None
    name = host or Path(os.path.abspath(source)).name  # noqa: PTH100 - "." has a name too, and links keep theirs
    return name.split(".")[0] if not host and Path(source).is_file() else name


def set_aside(outputs: Outputs) -> Path | None:
    """Move the run that is there out of the way, and give the file whose reports may be taken over.

    Only SQLite runs are good for that: they alone note all that a report depends on. Raises `UsageError` when a
    file is in the way that no scan wrote.
    """
    for path in outputs.files.values():
        _refuse_foreign(path)
    journal, earlier = outputs.journal, outputs.earlier
    if journal.is_file() and journal.stat().st_size:
        if _count(journal) >= _count(earlier):
            journal.replace(earlier)
        else:
            journal.unlink()
    return earlier if earlier.exists() else None


def _refuse_foreign(path: Path) -> None:
    """Only a run may be replaced by a run; an empty file is nobody's."""
    if not path.is_file() or not path.stat().st_size:
        return
    with path.open("rb") as file:
        head = file.read(17)
    if not (is_journal(path) or head.startswith((b"PAR1", b'{"schema":"audito'))):
        raise UsageError(f"{path} exists and is no run of auditor; choose another --output")


def _count(path: Path) -> int:
    """How many inputs a journal holds; also folds its log in, without which it must not be renamed."""
    if not is_journal(path):
        return -1
    journal = Journal.reopen(path)
    count = journal.count()
    journal.close()
    return count


def write_copies(journal: Journal, outputs: Outputs) -> None:
    """Write the outputs that are not the journal itself."""
    if "jsonl" in outputs.files:
        jsonl.write(journal.documents(), outputs.files["jsonl"])
    if "parquet" in outputs.files:
        parquet.write(journal.inputs(), outputs.files["parquet"])


def clear(outputs: Outputs) -> None:
    """Remove what only an unfinished scan needs."""
    outputs.earlier.unlink(missing_ok=True)
    if "sqlite" not in outputs.files:
        outputs.journal.unlink(missing_ok=True)
