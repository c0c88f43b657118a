"""Where a scan writes: its outputs, its journal, and the earlier run it may take reports from."""

from __future__ import annotations

import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

from msgspec import Struct

from auditor.errors import UsageError
from auditor.stores import jsonl, parquet
from auditor.stores.journal import Journal, is_journal
from auditor.stores.run import unfinished_beside

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from auditor.stores.run import Run

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
    """Decide the files: one format is written to `output` as it is named, several beside each other.

    Raises `UsageError` when they cannot be written, or hold something that no scan wrote.
    """
    if not formats:
        formats = (_SUFFIXES.get(output.suffix.lower(), "sqlite") if output else "sqlite",)
    formats = tuple(dict.fromkeys(formats))
    if "parquet" in formats:
        parquet.require()
    base = output or _default(source, formats[0])
    files = {formats[0]: base}
    if len(formats) > 1:
        stem = base.with_suffix("") if base.suffix.lower() in _SUFFIXES else base
        files = {format_: stem.with_name(f"{stem.name}.{format_}") for format_ in formats}
    for path in files.values():
        _refuse(path, source)
    return Outputs(files=files)


def _default(source: str, format_: Format) -> Path:
    """A file in the working folder, or beside the source when that holds the working folder."""
    host = urlsplit(source).hostname if "://" in source else None
    # "." has a name too, and links keep theirs.
    path = Path(os.path.abspath(source))  # noqa: PTH100
    name = host or (path.name.split(".")[0] if path.is_file() else path.name) or "run"
    folder = path.parent if not host and Path.cwd().is_relative_to(path) else Path()
    return folder / f"{name}.{format_}"


def _refuse(path: Path, source: str) -> None:
    """Only a run may be replaced by a run; an empty file is nobody's."""
    if not path.parent.is_dir():
        raise UsageError(f"{path.parent} is no folder; make it, or choose another --output")
    if Path(source).is_dir() and path.resolve().is_relative_to(Path(source).resolve()):
        raise UsageError(f"{path} lies in the folder that is scanned; choose another --output")
    if not path.exists():
        return
    if not path.is_file():
        raise UsageError(f"{path} is no file; write to one, and auditor export turns it into a stream")
    with path.open("rb") as file:
        head = file.read(17)
    if head and not (is_journal(path) or head.startswith((b"PAR1", b'{"schema":"audito'))):
        raise UsageError(f"{path} exists and is no run of auditor; choose another --output")


@contextmanager
def locked(outputs: Outputs) -> Iterator[None]:
    """Keep other scans from writing the same run; a killed scan's lock ends with its process."""
    try:
        import fcntl
    except ImportError:
        # A system without advisory locks keeps open files from being renamed, which stops the other scan as well.
        yield
        return
    path = outputs.journal.with_name(f"{outputs.journal.name}.lock")
    try:
        file = path.open("a")
    except OSError as error:
        raise UsageError(f"{path.parent} cannot be written to: {error.strerror or error}") from None
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            # A scan that ended after the file was opened took it away; another one may have made its own.
            is_ours = os.path.samestat(os.fstat(file.fileno()), path.stat())
        except OSError:
            is_ours = False
        if not is_ours:
            raise UsageError(f"another scan is writing {outputs.journal}; wait, or choose another --output")
        try:
            yield
        finally:
            path.unlink(missing_ok=True)


def set_aside(outputs: Outputs) -> Path | None:
    """Move the run that is there out of the way, and give the file whose reports may be taken over.

    Only SQLite runs are good for that: they alone note all that a report depends on.
    """
    journal, earlier = outputs.journal, outputs.earlier
    if journal.is_file() and journal.stat().st_size:
        if _count(journal) >= _count(earlier):
            journal.replace(earlier)
        else:
            journal.unlink()
    return earlier if earlier.exists() else None


def _count(path: Path) -> int:
    """How many inputs a journal holds; also folds its log in, without which it must not be renamed."""
    if not is_journal(path):
        return -1
    journal = Journal.reopen(path)
    count = journal.count()
    journal.close()
    return count


def write_copies(run: Run, outputs: Outputs) -> None:
    """Write the outputs that are not the journal itself."""
    if "jsonl" in outputs.files:
        jsonl.write(run.documents(), outputs.files["jsonl"])
    if "parquet" in outputs.files:
        parquet.write(run.inputs(), outputs.files["parquet"])


def clear(outputs: Outputs) -> None:
    """Remove what only an unfinished scan needs."""
    outputs.earlier.unlink(missing_ok=True)
    if "sqlite" not in outputs.files:
        outputs.journal.unlink(missing_ok=True)
