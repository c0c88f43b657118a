"""What a run looks like in SQL and in Datasette."""

from __future__ import annotations

import sqlite3

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.model import Agency, Origin, OriginKind, PageType, Sponsorship, SponsorshipState
from auditor.report.json_v1 import encode
from auditor.stores.journal import Header, Journal
from auditor.stores.rows import COLUMNS, row
from auditor.stores.run import entry
from auditor.stores.schema import VIEWS
from tests.factory import make_report, make_skip
from tests.strategies import results

HEADER = Header(source="site", kind=None, settings="{}", identity="me", audit="{}")


def store(results) -> sqlite3.Connection:
    journal = Journal.create("", HEADER, with_tables=True)
    journal.begin()
    for result in results:
        journal.add(entry(encode(result)))
    journal.commit(1, "")
    journal.finish("complete")
    return journal.connection


@pytest.fixture(scope="module")
def run():
    other = make_report(
        subject={"uri": "https://paper.example/2", "title": "=1+1"},
        conclusions={
            "origin": Origin(
                kind=OriginKind.ORIGINAL, agencies=(Agency(id="ap", name="AP", kind="news-agency"),)
            ),
            "sponsorship": Sponsorship(state=SponsorshipState.SUSPECTED),
        },
    )
    return store([make_report(), other, make_skip()])


def test_a_page_has_its_conclusions_in_columns(run):
    page = run.execute(
        "SELECT origin, agencies, sponsorship, sponsor, affiliate_links, notice, networks, failed, to_review, worst"
        " FROM overview WHERE id = 1"
    ).fetchone()

    assert page == ("wire", "reuters", "declared", "Port Authority", 1, "none", "amazon", 1, 1, "serious")


def test_rows_refer_to_rows_that_exist(run):
    tables = [name for (name,) in run.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    references = {name: run.execute(f"PRAGMA foreign_key_list({name})").fetchall() for name in tables}

    assert run.execute("PRAGMA foreign_key_check").fetchall() == []
    for table in (
        "pages",
        "findings",
        "evidence",
        "links",
        "page_agencies",
        "page_networks",
        "finding_evidence",
    ):
        assert references[table], table


def test_quotes_are_found_by_their_words(run):
    found = run.execute(
        "SELECT page_id, exact FROM evidence WHERE id IN (SELECT rowid FROM evidence_fts WHERE evidence_fts MATCH 'lashing')"
    ).fetchall()

    assert found == [(1, "this lashing strap"), (2, "this lashing strap")]


def test_datasette_finds_the_search_index(run):
    # It looks for these words in the definition of the virtual table.
    (sql,) = run.execute("SELECT sql FROM sqlite_master WHERE name = 'evidence_fts'").fetchone()

    assert 'content="evidence"' in sql


def test_checks_that_do_not_apply_are_left_out_of_the_findings(run):
    outcomes = [row[0] for row in run.execute("SELECT outcome FROM findings WHERE page_id = 1 ORDER BY id")]

    assert outcomes == ["fail", "needs-review", "pass"]


def test_findings_lead_to_their_quotes(run):
    quotes = run.execute(
        "SELECT exact FROM findings JOIN finding_evidence ON finding_id = findings.id JOIN evidence ON evidence.id = evidence_id"
        " WHERE findings.page_id = 1 AND outcome = 'fail'"
    ).fetchall()

    assert quotes == [("this lashing strap",)]


def test_links_lead_to_their_network(run):
    assert run.execute("SELECT url, host, network_id FROM links WHERE page_id = 1").fetchall() == [
        ("https://shop.example/strap?tag=paper-20", "shop.example", "amazon")
    ]


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_answers(run, view):
    assert run.execute(f"SELECT count(*) FROM {view}").fetchone()[0] > 0


@pytest.mark.parametrize("view", ["wire_texts", "advertorials", "affiliate_pages", "label_words"])
def test_lists_of_articles_are_no_articles(view):
    def figure(page_type):
        connection = store([make_report(subject={"page_type": page_type})])
        assert connection.execute("SELECT count(*) FROM overview").fetchone() == (1,)
        return connection.execute(f"SELECT count(*) FROM {view}").fetchone()[0]

    assert (figure(PageType.ARTICLE), figure(PageType.LISTING)) == (1, 0)


def test_what_was_not_audited_is_listed_with_its_reason(run):
    reason, message = run.execute("SELECT reason, message FROM not_audited").fetchone()

    assert (reason, message) == ("blocked", make_skip().message)


@settings(max_examples=60, deadline=None)
@given(st.lists(results, max_size=4))
def test_any_report_can_be_stored(found):
    connection = store(found)

    documents = [text.encode() for (text,) in connection.execute("SELECT document FROM inputs ORDER BY id")]
    assert documents == [encode(result) for result in found]
    assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    for number, document in enumerate(documents, 1):
        outcome = "skipped" if b'"auditor.skipped' in document[:30] else "report"
        assert list(row(number, outcome, document)) == list(COLUMNS)
    connection.close()
