"""CSV of findings is read by spreadsheets and data frames."""

from __future__ import annotations

import csv
import io

import pytest
from factory import FINDINGS, URL, make_report, make_skip
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from strategies import results

from auditor.stores import csv as csv_store


def read(*reports):
    text = csv_store.findings(reports).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_every_finding_is_a_row():
    rows = read(make_report())
    assert [(row["page"], row["rule"], row["outcome"]) for row in rows] == [
        (URL, finding.rule, finding.outcome) for finding in FINDINGS
    ]
    assert rows[0]["quotes"] == "this lashing strap"
    assert rows[0]["standards"] == "US-FTC-FAQ, affiliate links"


def test_a_page_that_could_not_be_audited_keeps_its_row():
    assert [(row["outcome"], row["reason"]) for row in read(make_skip())] == [("skipped", "blocked")]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "＝"])
def test_no_cell_acts_as_a_formula(start):
    finding = replace(FINDINGS[0], message=f"{start}HYPERLINK(A1)")
    assert read(make_report(findings=(finding,)))[0]["message"].startswith("'")


@given(st.lists(results, max_size=3))
def test_any_words_of_a_page_keep_their_columns(batch):
    for row in read(*batch):
        assert None not in row
        assert None not in row.values()


def test_a_data_frame_library_reads_it():
    arrow = pytest.importorskip("pyarrow.csv")
    content = csv_store.findings([make_report(), make_skip()])
    options = arrow.ParseOptions(newlines_in_values=True)
    table = arrow.read_csv(io.BytesIO(content), parse_options=options)
    assert table.column_names == list(csv_store.FINDING_COLUMNS)
    assert table.num_rows == len(FINDINGS) + 1


def test_a_database_reads_it(tmp_path):
    duckdb = pytest.importorskip("duckdb")
    file = tmp_path / "findings.csv"
    file.write_bytes(csv_store.findings([make_report(), make_skip()]))

    read = duckdb.read_csv(str(file))

    assert read.columns == list(csv_store.FINDING_COLUMNS)
    assert [row[0] for row in read.filter("outcome = 'fail'").project("rule").fetchall()] == [
        FINDINGS[0].rule
    ]
