"""The journal keeps what was committed, and nothing else."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import msgspec
import pytest

from auditor.errors import UsageError
from auditor.model import SkipReason
from auditor.report.json_v1 import encode
from auditor.stores.journal import Entry, Header, Journal, connect_read_only, find, is_journal
from auditor.stores.run import Run, entry, open_run
from tests.factory import make_report, make_skip

HEADER = Header(source="site", kind=None, settings="{}", identity="me", audit="{}")


def report(number: int, **overrides) -> Entry:
    uri = f"https://paper.example/{number}"
    made = entry(encode(make_report(subject={"uri": uri} | overrides)))
    return msgspec.structs.replace(made, key=b"key%d" % number)


def new(path: Path, *, with_tables: bool = True) -> Journal:
    return Journal.create(path, HEADER, with_tables=with_tables)


def reading(journal: Journal) -> Run:
    return Run(journal.connection, Path())


def fill(journal: Journal, entries: list[Entry], units: int = 1) -> None:
    journal.begin()
    for each in entries:
        journal.add(each)
    journal.commit(units, f"plan{units}")


def test_a_journal_gives_back_what_was_put_in_in_order(tmp_path):
    journal = new(tmp_path / "run.sqlite")
    entries = [report(2), entry(encode(make_skip())), report(1)]

    fill(journal, entries)

    assert list(reading(journal).documents()) == [each.document for each in entries]
    assert [(number, outcome) for number, outcome, _ in reading(journal).inputs()] == [
        (1, "report"),
        (2, "skipped"),
        (3, "report"),
    ]


def test_what_was_not_committed_is_gone_after_a_kill(tmp_path):
    path = tmp_path / "run.sqlite"
    program = f"""
import os, signal
from pathlib import Path
from tests.stores.test_journal import fill, new, report
journal = new(Path({str(path)!r}))
fill(journal, [report(1)])
journal.begin()
journal.add(report(2))
os.kill(os.getpid(), signal.SIGKILL)
"""
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run([sys.executable, "-c", program], env=environment, check=False)

    journal = Journal.reopen(path)

    assert done.returncode == -signal.SIGKILL
    assert (journal.count(), journal.units, journal.plan) == (1, 1, "plan1")
    assert journal.connection.execute("SELECT count(*) FROM pages").fetchone() == (1,)
    assert journal.header == HEADER


def test_a_reopened_journal_goes_on_where_it_stopped(tmp_path):
    path = tmp_path / "run.sqlite"
    journal = new(path)
    fill(journal, [report(1)])
    journal.finish("stopped")
    journal.close()

    journal = Journal.reopen(path)
    fill(journal, [report(2)], units=2)

    assert [number for number, _, _ in reading(journal).inputs()] == [1, 2]


def test_a_closed_run_is_one_file(tmp_path):
    journal = new(tmp_path / "run.sqlite")
    fill(journal, [report(1)])
    journal.finish("complete")
    journal.close()

    assert [path.name for path in tmp_path.iterdir()] == ["run.sqlite"]


def test_a_demoted_report_leaves_every_table(tmp_path):
    journal = new(tmp_path / "run.sqlite")
    fill(journal, [report(1), report(2)])
    skip = encode(make_skip(SkipReason.DUPLICATE))

    journal.begin()
    journal.demote(1, skip)
    journal.commit(2, "plan2")

    left = journal.connection.execute
    assert journal.document(1) == skip
    assert [outcome for _, outcome, _ in reading(journal).inputs()] == ["duplicate", "report"]
    assert left("SELECT id FROM pages").fetchall() == [(2,)]
    for table in ("findings", "evidence", "links", "page_agencies", "page_networks"):
        assert left(f"SELECT DISTINCT page_id FROM {table}").fetchall() == [(2,)]
    assert left("PRAGMA foreign_key_check").fetchall() == []


def test_an_earlier_report_is_found_by_address_and_key_only(tmp_path):
    journal = new(tmp_path / "run.sqlite", with_tables=False)
    fill(journal, [report(1), entry(encode(make_skip()))])
    journal.close()

    with closing(connect_read_only(tmp_path / "run.sqlite")) as connection:
        assert find(connection, "https://paper.example/1", b"key1") == report(1).document
        assert find(connection, "https://paper.example/1", b"other") is None
        assert find(connection, "https://paper.example/2", b"key1") is None


def test_nothing_that_reads_a_run_can_change_it(tmp_path):
    new(tmp_path / "run.sqlite").close()

    with (
        closing(connect_read_only(tmp_path / "run.sqlite")) as connection,
        pytest.raises(sqlite3.OperationalError),
    ):
        connection.execute("DELETE FROM inputs")


def test_a_foreign_database_is_no_journal(tmp_path):
    path = tmp_path / "other.sqlite"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE t (x)")

    assert not is_journal(path)
    assert not is_journal(tmp_path)
    assert not is_journal(tmp_path / "missing")
    with pytest.raises(UsageError, match="not a run of auditor"):
        Journal.reopen(path)


def test_an_older_run_is_migrated_by_deriving_its_tables_again(tmp_path):
    path = tmp_path / "run.sqlite"
    journal = new(path)
    fill(journal, [report(1), report(2)])
    journal.begin()
    journal.pass_over({"style sheet": 3})
    journal.commit(2, "plan2")
    journal.finish("complete")
    before = journal.connection.execute("SELECT * FROM findings").fetchall()
    journal.close()
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(
            "DROP INDEX inputs_page; ALTER TABLE inputs DROP COLUMN page;"
            "DROP VIEW overview; DROP TABLE findings; CREATE TABLE findings (old); CREATE TABLE gone (x);"
            "PRAGMA user_version = 0"
        )

    with open_run(path) as run:
        assert run.connection.execute("SELECT * FROM findings").fetchall() == before
        assert run.connection.execute("SELECT count(*) FROM overview").fetchone() == (2,)
        assert not run.connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'gone'").fetchall()
        assert run.passed() == {"style sheet": 3}


def test_a_run_from_before_pages_were_passed_over_is_migrated(tmp_path):
    path = tmp_path / "run.sqlite"
    journal = new(path)
    fill(journal, [report(1)])
    journal.finish("complete")
    journal.close()
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript("DROP TABLE passed_over; PRAGMA user_version = 1")

    with open_run(path) as run:
        assert run.passed() == {}
        assert len(list(run.documents())) == 1


def test_a_run_of_a_newer_auditor_is_refused(tmp_path):
    path = tmp_path / "run.sqlite"
    new(path).close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 99")

    with pytest.raises(UsageError, match="newer auditor"):
        open_run(path)
