"""The comparison report: what changed between two runs, and which way is better."""

from __future__ import annotations

import msgspec
from bs4 import BeautifulSoup
from factory import make_report
from hypothesis import given
from hypothesis import strategies as st
from strategies import fuzz, results

from auditor.model import Sponsorship, SponsorshipState
from auditor.report.comparison import render_comparison


def page_at(number: int, **overrides):
    address = f"https://paper.example/{number}"
    subject = {"uri": address, "final_uri": address, "title": f"Story {number}"}
    return make_report(subject=subject, **overrides)


def compared(before, after) -> BeautifulSoup:
    markup = render_comparison(
        before, after, names=("spring.sqlite", "autumn.sqlite"), title="The Example Paper"
    )
    return BeautifulSoup(markup, "html.parser")


def test_two_equal_runs_have_not_changed():
    assert "Nothing changed." in compared([page_at(1)], [page_at(1)]).get_text()


def test_figures_stand_side_by_side_and_say_which_way_is_better():
    suspected = {"sponsorship": Sponsorship(state=SponsorshipState.SUSPECTED)}
    soup = compared([page_at(1, conclusions=suspected)], [page_at(1, findings=())])
    lines = [line.get_text(" ", strip=True) for line in soup.find("table").find_all("tr")]

    assert "Suspected, not labelled 1 0 -1 better" in lines
    assert "Failed checks, serious 1 0 -1 better" in lines
    assert "Labelled as paid for 0 1 +1" in lines


def test_new_and_gone_faults_labels_and_pages_are_listed():
    without_label = [item for item in make_report().evidence if item.signal != "sponsorship.label"]
    before = [page_at(1), page_at(2), page_at(3)]
    after = [page_at(1, findings=()), page_at(2, evidence=without_label), page_at(4)]
    text = compared(before, after).get_text(" ", strip=True)

    assert "Gone 1" in text
    assert "https://paper.example/2 removed “Partner content”" in text.replace(" “ ", " “")
    assert "Only after 1" in text
    assert "Only before 1" in text


def test_a_check_that_fails_on_another_link_is_neither_new_nor_gone():
    moved = [
        msgspec.structs.replace(item, link="https://shop.example/other") if item.id == "e2" else item
        for item in make_report().evidence
    ]
    text = compared([page_at(1)], [page_at(1, evidence=moved)]).get_text(" ", strip=True)

    assert "New 0" in text
    assert "Gone 0" in text
    assert "now on other words or links 1" in text
    assert "shop.example/other" in text


@given(st.lists(results, max_size=3), st.lists(results, max_size=3))
@fuzz
def test_no_page_can_add_markup_to_a_comparison(before, after):
    soup = compared(before, after)

    assert not soup.find_all(["script", "img", "iframe", "object", "base"])
    assert not [tag for tag in soup.find_all(True) if any(name.startswith("on") for name in tag.attrs)]
