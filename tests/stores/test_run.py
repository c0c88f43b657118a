"""A run reads the same, whatever it was written as."""

from __future__ import annotations

import csv
import io
import sqlite3
from contextlib import closing

import pytest

from auditor.errors import SourceError, UsageError
from auditor.model import SkipReason, SourceRef
from auditor.report.json_v1 import encode
from auditor.stores import csv as csv_store
from auditor.stores import jsonl, parquet
from auditor.stores.journal import Header, Journal
from auditor.stores.rows import COLUMNS
from auditor.stores.run import Run, entry, open_run
from tests.factory import make_report, make_skip

RESULTS = (
    make_report(),
    make_report(subject={"uri": "https://paper.example/b", "title": '=HYPERLINK("https://x.example")'}),
    make_skip(),
    make_skip(SkipReason.DUPLICATE, source=SourceRef(kind="folder", path="site/old.html")),
)
DOCUMENTS = [encode(result) for result in RESULTS]


@pytest.fixture(params=["sqlite", "jsonl", "parquet"])
def path(request, tmp_path):
    path = tmp_path / f"run.{request.param}"
    if request.param == "jsonl":
        jsonl.write(DOCUMENTS, path)
        return path
    target = path if request.param == "sqlite" else ""
    journal = Journal.create(
        target, Header(source="s", kind=None, settings="", identity="", audit=""), with_tables=True
    )
    journal.begin()
    for document in DOCUMENTS:
        journal.add(entry(document))
    journal.commit(1, "")
    journal.finish("complete")
    if request.param == "parquet":
        parquet.write(Run(journal.connection, path).inputs(), path)
    journal.close()
    return path


def test_all_documents_come_back(path):
    with open_run(path) as run:
        assert list(run.documents()) == DOCUMENTS
        assert [outcome for _, outcome, _ in run.inputs()] == ["report", "report", "skipped", "duplicate"]
        assert run.connection.execute("SELECT count(*) FROM overview").fetchone() == (2,)


@pytest.mark.parametrize(
    ("wanted", "number"), [("2", 1), ("https://paper.example/b", 1), ("site/old.html", 3), ("old.h", 3)]
)
def test_a_page_is_found_by_number_address_path_or_a_part(path, wanted, number):
    with open_run(path) as run:
        assert run.page(wanted) == DOCUMENTS[number]


def test_an_unclear_page_is_asked_for_again(path):
    with open_run(path) as run:
        with pytest.raises(UsageError, match=r"fits several pages.*1 https"):
            run.page("paper.example")
        with pytest.raises(UsageError, match="has no page"):
            run.page("nowhere")


@pytest.mark.parametrize(
    "content",
    [
        b"{}\n",
        b"nothing\n",
        b'{"schema":"other/1","subject":{"uri":"x"}}\n',
        b"\xff\xfe",
        b"PAR1rubbish",
        b"[" * 100_000,
    ],
)
def test_other_files_are_refused_in_one_line(tmp_path, content):
    path = tmp_path / "run.jsonl"
    path.write_bytes(content)

    with pytest.raises(UsageError) as refused:
        open_run(path)
    assert "\n" not in str(refused.value)
    assert "run.jsonl" in str(refused.value)


def test_another_database_is_told_from_a_run_and_a_journal_from_its_output(tmp_path):
    other = tmp_path / "other.sqlite"
    with closing(sqlite3.connect(other)) as connection:
        connection.execute("CREATE TABLE notes (text)")
    with pytest.raises(UsageError, match="an SQLite file, but not a run"):
        open_run(other)

    journal = tmp_path / "run.jsonl.unfinished"
    header = Header(source="site", kind=None, settings="{}", identity="me", audit="{}")
    Journal.create(journal, header, with_tables=False).close()
    with pytest.raises(UsageError, match="did not finish"):
        open_run(journal)


def test_a_damaged_run_is_told_in_one_line(tmp_path):
    path = tmp_path / "run.sqlite"
    header = Header(source="s", kind=None, settings="", identity="", audit="")
    journal = Journal.create(path, header, with_tables=True)
    journal.begin()
    for _ in range(100):
        journal.add(entry(DOCUMENTS[0]))
    journal.commit(1, "")
    journal.finish("complete")
    last = journal.connection.execute(
        "SELECT max(pageno) FROM dbstat WHERE name = 'inputs' AND pagetype = 'leaf'"
    ).fetchone()[0]
    journal.close()
    with path.open("r+b") as file:
        file.seek((last - 1) * 4096)
        file.write(b"\xff" * 4096)

    with pytest.raises(UsageError, match=r"run.sqlite cannot be read: .*malformed"), open_run(path) as run:
        list(run.documents())


def test_a_missing_run_is_a_source_error(tmp_path):
    with pytest.raises(SourceError, match="cannot be opened"):
        open_run(tmp_path / "missing.sqlite")


def test_no_cell_of_a_csv_file_is_a_formula(tmp_path):
    titles = ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "＝1", "'quoted", "fine"]
    inputs = [
        (number, "report", encode(make_report(subject={"title": title})))
        for number, title in enumerate(titles, 1)
    ]

    csv_store.write(inputs, tmp_path / "run.csv")

    text = (tmp_path / "run.csv").read_bytes().decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert list(rows[0]) == list(COLUMNS)
    assert [row["title"] for row in rows] == [*(f"'{title}" for title in titles[:7]), "'quoted", "fine"]
    assert all(not cell.startswith(("=", "+", "-", "@", "\t", "\r")) for row in rows for cell in row.values())


def test_parquet_has_typed_columns(tmp_path):
    pyarrow_parquet = pytest.importorskip("pyarrow.parquet")
    parquet.write([(1, "report", DOCUMENTS[0]), (2, "skipped", DOCUMENTS[2])], tmp_path / "run.parquet")

    table = pyarrow_parquet.read_table(tmp_path / "run.parquet").to_pylist()

    assert [
        (row["outcome"], row["affiliate_links"], row["credit_visible"], row["reason"]) for row in table
    ] == [
        ("report", 1, True, None),
        ("skipped", None, None, "blocked"),
    ]


def test_a_file_that_cannot_be_written_is_a_usage_error(tmp_path):
    with pytest.raises(UsageError, match="cannot be written"):
        jsonl.write(DOCUMENTS, tmp_path / "missing" / "run.jsonl")


def test_an_export_that_breaks_leaves_the_old_file(tmp_path):
    path = tmp_path / "run.jsonl"
    path.write_text("old")

    def broken():
        yield DOCUMENTS[0]
        raise RuntimeError

    with pytest.raises(RuntimeError):
        jsonl.write(broken(), path)
    assert path.read_text() == "old"
    assert [each.name for each in tmp_path.iterdir()] == ["run.jsonl"]
