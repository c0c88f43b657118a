"""The site report: figures with their denominators, every page, nothing from outside."""

from __future__ import annotations

import json
from collections import Counter

import msgspec
import pytest
from bs4 import BeautifulSoup
from factory import make_conclusions, make_evidence, make_report, make_skip
from hypothesis import given
from hypothesis import strategies as st
from strategies import HOSTILE, fuzz, results

from auditor.model import (
    Affiliate,
    Attribution,
    NoticeState,
    Origin,
    OriginKind,
    Outcome,
    Severity,
    SkipReason,
)
from auditor.report.details import detail, pack
from auditor.report.figures import periods
from auditor.report.site import Row, render_site, row, script_data, site_title
from auditor.report.tally import summarise


def page_at(number: int, **overrides):
    address = f"https://paper.example/{number}"
    subject = {"uri": address, "final_uri": address, "title": f"Story {number}"} | overrides.pop(
        "subject", {}
    )
    return make_report(subject=subject, **overrides)


def soup_of(found, **options) -> BeautifulSoup:
    rows = [row(result, f"pages/{number}.html") for number, result in enumerate(found)]
    markup = render_site(summarise(found), rows, **{"title": "The Example Paper"} | options)
    return BeautifulSoup(markup, "html.parser")


def table_of(soup, caption: str) -> dict[str, tuple[str, str]]:
    [table] = [item for item in soup.find_all("table") if item.caption and caption in item.caption.get_text()]
    return {
        line.th.get_text(" ", strip=True): tuple(
            cell.get_text(" ", strip=True) for cell in line.find_all("td")
        )
        for line in table.tbody.find_all("tr")
    }


def with_origin(kind: OriginKind, grade: str | None = None):
    return {"origin": Origin(kind=kind, attribution=Attribution(grade=grade))}


def test_every_figure_names_what_it_is_a_share_of():
    found = [
        page_at(1, conclusions=with_origin(OriginKind.WIRE, "missing")),
        page_at(2, conclusions=with_origin(OriginKind.WIRE, "ok")),
        page_at(3, conclusions=with_origin(OriginKind.ORIGINAL)),
        make_skip(),
    ]
    figures = [item.get_text(" ", strip=True) for item in soup_of(found).select(".figures li")]

    assert "2 agency texts of 3 pages" in figures
    assert "1 with a misleading credit of 2 graded agency texts" in figures
    assert "1 not audited of 4 inputs" in figures


def test_charts_are_tables_so_that_they_can_be_read_without_seeing():
    found = [
        page_at(1, conclusions=with_origin(OriginKind.WIRE, "missing")),
        page_at(2, conclusions=with_origin(OriginKind.ORIGINAL)),
    ]
    soup = soup_of(found)

    assert table_of(soup, "Origin of 2 pages") == {"Original": ("1", "50 %"), "Wire": ("1", "50 %")}
    assert table_of(soup, "Credit of 1 agency text") == {"No credit misleading": ("1", "100 %")}
    assert all(svg.get("aria-hidden") == "true" or svg.get("role") == "img" for svg in soup.find_all("svg"))


def test_affiliate_pages_stand_by_notice_and_network():
    affiliate = Affiliate(links=2, rel_marked=1, networks=("awin",), notice=NoticeState.AFTER_FIRST_LINK)
    soup = soup_of([page_at(1, conclusions={"affiliate": affiliate})])

    assert table_of(soup, "Notice on pages") == {"Notice only after the first link": ("1", "100 %")}
    assert table_of(soup, "Networks") == {"awin": ("1", "100 %")}
    assert "50 % of them marked for search engines" in soup.find(id="affiliate").get_text()


def test_hosts_that_label_in_several_ways_are_named():
    def labelled(number, word):
        evidence = [
            msgspec.structs.replace(item, properties={"word": word})
            if item.signal == "sponsorship.label"
            else item
            for item in make_report().evidence
        ]
        return page_at(number, evidence=evidence)

    table = table_of(soup_of([labelled(1, "sponsored"), labelled(2, "promotion")]), "Words of the labels")

    assert table == {"paper.example": ("“promotion” 1, “sponsored” 1", "2 ways")}


def test_the_worst_pages_come_first_and_lead_to_their_reports():
    bad = msgspec.structs.replace(make_report().findings[0], severity=Severity.CRITICAL)
    found = [page_at(1, findings=()), page_at(2, findings=(bad,)), page_at(3)]
    lines = soup_of(found).select("#table tbody tr")

    assert [line.a.get_text() for line in lines] == ["Story 2", "Story 3", "Story 1"]
    assert lines[0].a["href"] == "pages/1.html"
    assert "worst: critical" in lines[0].get_text()


def test_pages_that_could_not_be_audited_are_named_and_never_counted_as_clean():
    soup = soup_of([page_at(1, findings=()), make_skip(SkipReason.ROBOTS)])

    assert "Not audited: robots.txt asks not to" in soup.find(id="table").get_text()
    assert table_of(soup, "Inputs without a report") == {"robots.txt asks not to": ("1", "50 %")}


def test_the_course_over_time_is_by_month_of_publication_and_tells_of_the_undated():
    found = [
        page_at(1, subject={"published": "2025-01-03"}),
        page_at(2, subject={"published": "2025-03-09"}, conclusions=with_origin(OriginKind.ORIGINAL)),
        page_at(3, subject={"published": None}),
        make_skip(),
    ]
    section = soup_of(found).find(id="time")

    assert [line.get_text(" ", strip=True) for line in section.select("tbody tr")] == [
        "2025-01 1 1 1 1 1",
        "2025-03 1 0 1 1 1",
    ]
    assert section.svg["role"] == "img"
    assert "1 audited page without a date of publication is not in it" in section.get_text()


def test_many_years_are_counted_by_year():
    rows = [row(page_at(n, subject={"published": f"{1990 + n}-01-01"})) for n in range(36)]

    assert [
        period.name for period in periods([*rows, row(page_at(99, subject={"published": "2025-05-05"}))])
    ][:2] == ["1990", "1991"]


def test_checks_are_shared_out_over_the_pages_where_they_apply():
    def outcome(number, value):
        return page_at(number, findings=(msgspec.structs.replace(make_report().findings[0], outcome=value),))

    values = (Outcome.FAIL, Outcome.PASS, Outcome.NEEDS_REVIEW, Outcome.NOT_APPLICABLE)
    table = table_of(soup_of([outcome(n, value) for n, value in enumerate(values)]), "Outcomes by rule")

    assert table == {"compliance.affiliate-notice-present": ("1", "33 %", "1", "1", "1", "0")}


def test_all_rows_travel_as_data_and_the_first_of_them_as_a_table():
    soup = soup_of([page_at(number) for number in range(120)])

    data = json.loads(soup.find(id="data").string)
    assert len(data) == 120
    assert json.loads(soup.find(id="fields").string) == list(Row._fields)
    assert len(soup.select("#table tbody tr")) == 50
    assert "first 50 of 120 rows" in soup.find("noscript").get_text()


@pytest.mark.parametrize("found", [[], [make_skip()], [page_at(1, findings=())]])
def test_a_run_with_little_in_it_is_still_a_report(found):
    assert soup_of(found).h1.get_text() == "The Example Paper"


def test_where_the_run_comes_from():
    text = (
        soup_of([page_at(1)], audit=make_report().audit, source="run.sqlite").find(id="provenance").get_text()
    )

    assert "run.sqlite" in text
    assert "core 1.0.0" in text


@pytest.mark.parametrize("text", HOSTILE)
def test_data_cannot_leave_its_script_element(text):
    made = row(page_at(1, subject={"title": text}))

    encoded = script_data([made])

    assert not set(encoded) & set("<>&\u2028\u2029")
    assert json.loads(encoded) == [list(made)]


@given(st.lists(results, max_size=4))
@fuzz
def test_no_page_can_add_markup_or_loads(found):
    rows, details = [row(result) for result in found], [detail(result) for result in found]
    markup = render_site(summarise(found), rows, title="x", details=details)
    soup = BeautifulSoup(markup, "html.parser")

    kinds = [tag.get("type") for tag in soup.find_all("script")]
    assert kinds == ["application/json"] * (3 if found else 2) + [None]
    assert not soup.find_all(["img", "iframe", "object", "embed", "audio", "video", "base"])
    for tag in soup.find_all(True):
        assert not [name for name in tag.attrs if name.startswith("on") or name in ("src", "style")]
    assert not set(markup) & set("\u202a\u202e\u2066\x00\x1b\x9b")


def test_twenty_thousand_pages_stay_below_thirty_megabytes():
    one = make_report(conclusions={"origin": make_conclusions().origin})
    line = row(one, "pages/12345.html")._replace(
        title="A headline of the usual length, with some words more in it" * 2
    )

    assert len(script_data([line] * 200)) * 100 < 20_000_000


# --- what a row opens -----------------------------------------------------------------------------------


def unpacked(soup) -> list:
    """The details with their numbers turned back into words."""
    strings, pages = json.loads(soup.find(id="details").string)

    def words(value):
        if isinstance(value, list):
            return [words(item) for item in value]
        return strings[value]

    return [
        page
        and {
            "answers": words(page[0]),
            "findings": words(page[1]),
            "more": page[2],
            "message": strings[page[3]],
        }
        for page in pages
    ]


def test_a_row_opens_answers_quotes_and_open_findings():
    opened = unpacked(soup_of([page_at(1)], details=[detail(page_at(1))]))[0]

    assert opened["answers"][0] == [
        "Agency text of Reuters",
        "high",
        ["ROTTERDAM (Reuters) -", "dateline, in the lead"],
    ]
    assert opened["findings"][0][:2] == ["Failed", "serious"]
    assert "Say before the first link" in opened["findings"][0][3]
    assert [found[0] for found in opened["findings"]] == ["Failed", "Needs review"]


def test_details_follow_the_order_of_the_rows():
    found = [page_at(1, findings=()), make_skip(), page_at(2)]
    soup = soup_of(found, details=[detail(result) for result in found])
    rows, opened = json.loads(soup.find(id="data").string), unpacked(soup)

    assert rows[0][0] == "Story 2"
    assert opened[0]["findings"]
    skipped = [row[-1] for row in rows].index("the site refused")
    assert opened[skipped]["message"] == "the server answered 403 to the auditor"


def test_more_findings_than_fit_are_counted():
    finding = make_report().findings[0]
    many = tuple(msgspec.structs.replace(finding, message=f"fault {n}") for n in range(12))

    assert unpacked(soup_of([page_at(1)], details=[detail(page_at(1, findings=many))]))[0]["more"] == 4


def test_when_space_runs_out_the_best_pages_go_without():
    details = [
        detail(page_at(n, evidence=[make_evidence("e1", "origin.wire", f"quote {n} " * 20)]))
        for n in range(50)
    ]
    packed = pack(details, budget=3000)

    assert packed.pages[0] is not None
    assert packed.pages[-1] is None
    assert len(msgspec.json.encode(packed)) < 6000


@pytest.mark.parametrize(
    ("names", "title"),
    [
        (["Post"] * 3 + ["Mail"], "Post"),
        (["Post", "Mail"], "run.sqlite"),
        ([""] * 3, "run.sqlite"),
        ([], "run.sqlite"),
    ],
)
def test_the_heading_is_the_name_that_most_pages_give_the_site(names, title):
    assert site_title(Counter(names), "run.sqlite") == title
