"""Reading a run, whatever it was written as: SQLite, JSON Lines or Parquet."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

import msgspec

from auditor.errors import SourceError, UsageError
from auditor.stores import jsonl, parquet
from auditor.stores.journal import (
    Entry,
    Filed,
    Header,
    Journal,
    connect_read_only,
    is_journal,
    migrate,
)
from auditor.stores.schema import VERSION

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import Self


class _Subject(msgspec.Struct):
    uri: str
    captured_at: str | None = None


class _Head(msgspec.Struct):
    """What is needed to file a document."""

    schema: str
    subject: _Subject
    reason: str | None = None


_head = msgspec.json.Decoder(_Head)


class Run:
    """A run that is open for reading, as an SQLite connection with the tables and views of `schema`.

    Left as a context, it is closed; what a damaged file does to a reader then becomes a `UsageError`.
    """

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self.connection = connection
        self.path = path

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: object) -> None:
        self.connection.close()
        if isinstance(error, sqlite3.DatabaseError):
            # SQLite may quote a whole document.
            reason = " ".join(str(error).split())[:200]
            raise UsageError(f"{self.path} cannot be read: {reason}") from None

    @property
    def state(self) -> str:
        """`complete`, `stopped` or `running`."""
        return str(self.connection.execute("SELECT state FROM run").fetchone()[0])

    @property
    def unfinished(self) -> bool:
        """Whether the scan that wrote this was broken off or is still going on."""
        return self.state != "complete" or unfinished_beside(self.path).exists()

    @property
    def source(self) -> str:
        """What was scanned, as it was named then; the run's own name when that is not known."""
        return str(self.connection.execute("SELECT source FROM run").fetchone()[0])

    def documents(self) -> Iterator[bytes]:
        """Every report and skip as JSON, in source order."""
        for (document,) in self.connection.execute("SELECT document FROM inputs ORDER BY id"):
            yield document.encode()

    def inputs(self) -> Iterator[tuple[int, str, bytes]]:
        """Number, outcome (report, skipped, duplicate) and document of every input, in source order."""
        rows = self.connection.execute("SELECT id, outcome, document FROM inputs ORDER BY id")
        for number, outcome, document in rows:
            yield number, outcome, document.encode()

    def passed(self) -> dict[str, int]:
        """What the source held besides pages, by name, the most frequent first; only SQLite runs know it."""
        rows = self.connection.execute("SELECT name, number FROM passed_over ORDER BY number DESC, name")
        return dict(rows)

    def page(self, wanted: str) -> bytes:
        """The document of one page, asked for by input number, URI, path, or a part of either.

        Raises `UsageError` when nothing or more than one thing fits.
        """
        source = "json_extract(document, '$.subject.source.path')"
        ways: list[tuple[str, Any]] = [
            ("uri = ? AND outcome = 'report'", wanted),
            ("uri = ?", wanted),
            (f"{source} = ?", wanted),
            (f"(instr(uri, ?) OR instr({source}, ?)) AND outcome = 'report'", wanted),
            (f"instr(uri, ?) OR instr({source}, ?)", wanted),
        ]
        if wanted.isascii() and wanted.isdigit():
            ways.insert(0, ("id = ?", int(wanted)))
        for condition, value in ways:
            query = f"SELECT id, uri, document FROM inputs WHERE {condition} ORDER BY id LIMIT 4"  # noqa: S608 - constants
            rows = self.connection.execute(query, (value,) * condition.count("?")).fetchall()
            if len(rows) == 1:
                return str(rows[0][2]).encode()
            if rows:
                some = ", ".join(f"{number} {uri}" for number, uri, _ in rows[:3])
                raise UsageError(f"“{wanted}” fits several pages of {self.path}: {some} …; give the number")
        raise UsageError(f"{self.path} has no page “{wanted}”; auditor show {self.path} lists them")


def unfinished_beside(path: Path) -> Path:
    """The journal that stands for a run which is not SQLite, until it is complete."""
    return path.with_name(f"{path.name}.unfinished")


def open_run(path: Path) -> Run:
    """Open a run; an older SQLite run is migrated, other formats are read into a temporary database.

    Raises `SourceError` when there is no such file, `UsageError` when it is no run.
    """
    try:
        with path.open("rb") as file:
            head = file.read(16)
    except OSError as error:
        raise SourceError(f"{path} cannot be opened: {error.strerror or error}") from None
    if is_journal(path):
        return _open_sqlite(path)
    if head.startswith(b"SQLite"):
        raise UsageError(f"{path} is an SQLite file, but not a run of auditor")
    documents = parquet.read(path) if head.startswith(b"PAR1") else jsonl.read(path)
    return Run(_load(documents, path), path)


def _open_sqlite(path: Path) -> Run:
    try:
        with closing(connect_read_only(path)) as connection:
            version = connection.execute("PRAGMA user_version").fetchone()[0]
            with_tables = connection.execute("SELECT tables FROM run").fetchone()[0]
        if version != VERSION:
            with closing(sqlite3.connect(path, isolation_level=None)) as connection:
                migrate(connection, path)
    except sqlite3.DatabaseError as error:
        raise UsageError(f"{path} cannot be read: {error}") from None
    if not with_tables:
        raise UsageError(
            f"{path} is the journal of a scan that did not finish; auditor scan … --resume continues it"
        )
    return Run(connect_read_only(path), path)


def _load(documents: Iterator[bytes], path: Path) -> sqlite3.Connection:
    header = Header(source=str(path), kind=None, settings="{}", identity="", audit="{}")
    # An empty name is SQLite's own temporary file: it spills to disk and goes with the connection.
    journal = Journal.create("", header, with_tables=True)
    try:
        journal.begin()
        for number, document in enumerate(documents, 1):
            try:
                journal.add(entry(document))
            except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
                raise UsageError(f"{path}, line {number}: this is no report of auditor: {error}") from None
        journal.commit(0, "")
        journal.finish("complete")
    except BaseException:
        journal.connection.close()
        raise
    return journal.connection


def entry(document: bytes) -> Entry:
    """File a report or skip that was read from a run."""
    head = _head.decode(document)
    if not head.schema.startswith(("auditor.report/", "auditor.skipped/")):
        raise msgspec.DecodeError(f"its schema is “{head.schema[:40]}”")
    skipped = head.schema.startswith("auditor.skipped/")
    outcome: Filed = "report" if not skipped else "duplicate" if head.reason == "duplicate" else "skipped"
    return Entry(
        outcome=outcome,
        uri=head.subject.uri,
        document=document,
        captured_at=head.subject.captured_at,
        reason=head.reason,
    )
