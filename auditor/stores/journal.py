"""The journal of a run: an SQLite file that holds every input once, in source order.

A default run *is* its journal, with tables for people beside it (`tables`). Runs in other formats keep a lean
journal next to their output until they are complete. All results of a work unit and the number of finished
units are committed together, so a scan killed at any moment continues where the last commit left it.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from auditor.errors import UsageError
from auditor.stores import tables
from auditor.stores.replace import replacing
from auditor.stores.schema import APPLICATION_ID, JOURNAL, PAGE_COLUMN, PAGE_INDEX, PASSED_OVER, VERSION

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Self

State = Literal["running", "stopped", "complete"]
Filed = Literal["report", "skipped", "duplicate"]


class Header(Struct, frozen=True, kw_only=True):
    """What a run was made from and with.

    `settings` and `audit` are JSON; `identity` is a digest of everything beside the capture that a report
    depends on (program, rules, model, profile).
    """

    source: str
    kind: str | None
    settings: str
    identity: str
    audit: str


class Entry(Struct, frozen=True, array_like=True):
    """What became of one input: `document` is its report or skip as JSON.

    `key` is a digest of the capture's own facts and of the run's identity; equal keys and equal URIs mean an
    equal report. `page` is what the input names as the page that it is, or is a copy of. For the progress display
    only: `failed` counts failed findings by severity, `unchanged` says that the report was taken over from an
    earlier run.
    """

    outcome: Filed
    uri: str
    document: bytes
    captured_at: str | None = None
    reason: str | None = None
    key: bytes | None = None
    failed: dict[str, int] = {}
    unchanged: bool = False
    page: str | None = None


class Journal:
    """An open journal. `units` work units are finished, and `plan` is the digest of their list."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self._open = True
        row = connection.execute("SELECT source, kind, settings, identity, audit FROM run").fetchone()
        self.header = Header(source=row[0], kind=row[1], settings=row[2], identity=row[3], audit=row[4])
        row = connection.execute("SELECT state, units, plan, tables FROM run").fetchone()
        self.state: State = row[0]
        self.units: int = row[1]
        self.plan: str = row[2]
        self._tables = tables.Writer(connection) if row[3] else None
        self._next: int = connection.execute("SELECT coalesce(max(id), 0) + 1 FROM inputs").fetchone()[0]

    @classmethod
    def create(cls, path: Path | str, header: Header, *, with_tables: bool) -> Self:
        """Start a journal in a new file; an empty path makes a temporary one."""
        if not path:
            connection = _connect("")
            _lay_out(connection, header, with_tables=with_tables)
            return cls(connection)
        # A file under the journal's name is a journal, even if the scan is killed right now.
        with replacing(Path(path)) as part:
            part.unlink(missing_ok=True)
            with closing(sqlite3.connect(part, isolation_level=None)) as connection:
                _lay_out(connection, header, with_tables=with_tables)
        return cls(_connect(path))

    @classmethod
    def reopen(cls, path: Path) -> Self:
        """Continue a journal; raises `UsageError` for a file that is none."""
        if not is_journal(path):
            raise UsageError(f"{path} is not a run of auditor; choose another file")
        connection = _connect(path)
        try:
            migrate(connection, path)
            return cls(connection)
        except BaseException:
            connection.close()
            raise

    def begin(self) -> None:
        """Open the transaction that `commit` closes."""
        self.connection.execute("BEGIN IMMEDIATE")

    def add(self, entry: Entry) -> None:
        """Append one input."""
        number = self._next
        self._next += 1
        self.connection.execute(
            "INSERT INTO inputs VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                number,
                entry.outcome,
                entry.uri,
                entry.captured_at,
                entry.reason,
                entry.key,
                entry.document.decode(),
                entry.page,
            ),
        )
        if self._tables and entry.outcome == "report":
            self._tables.add(number, entry.document)

    def pass_over(self, counts: Mapping[str, int]) -> None:
        """Count what is no page, by name."""
        self.connection.executemany(
            "INSERT INTO passed_over VALUES (?, ?) ON CONFLICT DO UPDATE SET number = number + excluded.number",
            counts.items(),
        )

    def kept(self, uri: str) -> tuple[int, str | None] | None:
        """Number and capture date of the report kept for a URI, if there is one."""
        query = "SELECT id, captured_at FROM inputs WHERE uri = ? AND outcome = 'report'"
        row: tuple[int, str | None] | None = self.connection.execute(query, (uri,)).fetchone()
        return row

    def kept_as(self, page: str) -> list[int]:
        """Numbers of the first eight reports kept for addresses of a page."""
        query = "SELECT id FROM inputs WHERE page = ? AND outcome = 'report' ORDER BY id LIMIT 8"
        return [number for (number,) in self.connection.execute(query, (page,))]

    def document(self, number: int) -> bytes:
        """The report or skip of one input."""
        row = self.connection.execute("SELECT document FROM inputs WHERE id = ?", (number,)).fetchone()
        return str(row[0]).encode()

    def demote(self, number: int, document: bytes) -> None:
        """Turn a report into a duplicate, whose skip is `document`."""
        if self._tables:
            self._tables.erase(number)
        self.connection.execute(
            "UPDATE inputs SET outcome = 'duplicate', reason = 'duplicate', key = NULL, document = ? WHERE id = ?",
            (document.decode(), number),
        )

    def commit(self, units: int, plan: str) -> None:
        """Make everything since `begin` permanent, as the results of the first `units` units."""
        if self._tables:
            self._tables.flush()
        self.connection.execute("UPDATE run SET units = ?, plan = ?", (units, plan))
        self.connection.execute("COMMIT")
        self.units, self.plan = units, plan

    def count(self) -> int:
        """How many inputs are in."""
        return self._next - 1

    def finish(self, state: State) -> None:
        """Note the state, and bring the search over quotes up to date."""
        self.connection.execute("BEGIN IMMEDIATE")
        if self._tables:
            tables.finish(self.connection, whole=state == "complete")
        self.connection.execute("UPDATE run SET state = ?", (state,))
        self.connection.execute("COMMIT")
        self.state = state

    def close(self) -> None:
        """Leave one plain file without side files; what was not committed is gone. May be called again."""
        if self._open:
            self._open = False
            with closing(self.connection):
                if self.connection.in_transaction:
                    self.connection.execute("ROLLBACK")
                # While somebody reads the run, its log stays beside it; the last reader folds it in.
                with suppress(sqlite3.OperationalError):
                    self.connection.execute("PRAGMA journal_mode = DELETE")


def _lay_out(connection: sqlite3.Connection, header: Header, *, with_tables: bool) -> None:
    connection.execute("BEGIN")
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {VERSION}")
    for statement in JOURNAL.split(";"):
        connection.execute(statement)
    connection.execute(PASSED_OVER)
    connection.execute(PAGE_INDEX)
    row = (header.source, header.kind, header.settings, header.identity, header.audit, with_tables)
    connection.execute("INSERT INTO run VALUES (1, ?, ?, ?, ?, ?, 'running', 0, '', ?)", row)
    if with_tables:
        tables.create(connection)
    connection.execute("COMMIT")


def is_journal(path: Path) -> bool:
    """Whether a file is a run in SQLite."""
    try:
        with path.open("rb") as file:
            head = file.read(72)
    except OSError:
        return False
    return head.startswith(b"SQLite format 3\0") and int.from_bytes(head[68:72], "big") == APPLICATION_ID


def migrate(connection: sqlite3.Connection, path: Path) -> None:
    """Bring an older run to this schema by deriving its tables again; raises `UsageError` for a newer one."""
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version == VERSION:
        return
    if version > VERSION:
        raise UsageError(
            f"{path} was made by a newer auditor (schema {version}, this one reads {VERSION}); update auditor"
        )
    connection.execute("BEGIN IMMEDIATE")
    connection.execute(PASSED_OVER)
    if "page" not in [name for _, name, *_ in connection.execute("PRAGMA table_info(inputs)")]:
        connection.execute(PAGE_COLUMN)
    connection.execute(PAGE_INDEX)
    tables.drop(connection)
    if connection.execute("SELECT tables FROM run").fetchone()[0]:
        tables.create(connection)
        reports = connection.execute("SELECT id, document FROM inputs WHERE outcome = 'report' ORDER BY id")
        writer = tables.Writer(connection)
        for number, document in reports:
            writer.add(number, document.encode())
            writer.flush()
        tables.finish(connection, whole=True)
    connection.execute(f"PRAGMA user_version = {VERSION}")
    connection.execute("COMMIT")


def find(connection: sqlite3.Connection, uri: str, key: bytes) -> bytes | None:
    """The report of a journal for this URI and key."""
    query = "SELECT document FROM inputs WHERE uri = ? AND key = ?"
    row = connection.execute(query, (uri, key)).fetchone()
    return row[0].encode() if row else None


def connect_read_only(path: Path) -> sqlite3.Connection:
    """Open a run for reading; nothing that is asked of it can change it."""
    connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, isolation_level=None)
    connection.execute("PRAGMA query_only = 1")
    return connection


def _connect(path: Path | str) -> sqlite3.Connection:
    # Stores are written by one thread at a time; which one is the scan's business.
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    # With a write-ahead log a killed process loses nothing that was committed, and readers are not locked out.
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    # In pages of 4 KB: fold the log in every 64 MB, so that most of it is not written twice in a short time.
    connection.execute("PRAGMA wal_autocheckpoint = 16384")
    return connection
