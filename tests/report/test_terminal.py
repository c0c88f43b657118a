"""The terminal report: answers first, readable narrow and without colour, and never steered by a page."""

from __future__ import annotations

import re
import unicodedata

import msgspec
import pytest
from factory import FINDINGS, make_evidence, make_report, make_skip
from hypothesis import given
from strategies import fuzz, results

from auditor.model import Limit, Outcome, Place, SkipReason, Visible, Zone
from auditor.report import junit, markdown, wording
from auditor.report.terminal import render


def test_the_answers_come_first_then_findings_then_what_was_not_covered_then_provenance():
    text = render(make_report())

    order = [
        "Harbour raises",
        "Who wrote it?",
        "Who paid?",
        "Who earns?",
        "Findings",
        "Not covered",
        "sha256",
    ]
    assert [text.index(word) for word in order] == sorted(text.index(word) for word in order)


def test_the_quoted_words_stand_with_their_place():
    text = render(make_report())

    assert "“ROTTERDAM (Reuters) -”  dateline, in the lead [e1]" in text
    assert "“Partner content”  label, above the headline [e3]" in text


def test_findings_stand_by_outcome_and_severity():
    text = render(make_report())

    assert "1 failed · 1 needs review · 1 passed · 1 not applicable" in text
    assert "Not applicable:" not in text
    assert text.index("✗ Failed  serious") < text.index("? Needs review  minor") < text.index("Passed: ")
    assert "Fix: Say before the first link" in text


def test_two_checks_need_review_and_one_needs_it():
    report = make_report()
    review = next(finding for finding in report.findings if finding.outcome is Outcome.NEEDS_REVIEW)

    assert " 2 need review" in render(msgspec.structs.replace(report, findings=(review, review)))


@pytest.mark.parametrize("width", [40, 80])
def test_no_line_is_wider_than_the_terminal(width):
    report = make_report(subject={"title": "long " * 60, "final_uri": "https://paper.example/" + "x" * 200})

    assert max(map(len, render(report, width=width).splitlines())) <= width


def test_without_colour_there_is_no_escape_sequence_and_with_colour_the_same_words():
    plain = render(make_report())
    coloured = render(make_report(), colour=True)

    assert "\x1b" not in plain
    assert "\x1b[" in coloured
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == plain


def test_many_quotes_are_cut_and_counted():
    evidence = [make_evidence(f"e{n}", "affiliate.link", f"link {n}") for n in range(1, 31)]
    report = make_report(evidence=evidence)
    affiliate = msgspec.structs.replace(
        report.conclusions.affiliate, links=30, evidence=tuple(item.id for item in evidence)
    )
    text = render(make_report(evidence=evidence, findings=(), conclusions={"affiliate": affiliate}))

    assert "“link 4”" in text
    assert "“link 5”" not in text
    assert "and 26 more" in text


@pytest.mark.parametrize("view", [render, markdown.render, lambda report: junit.render([report]).decode()])
def test_a_line_that_the_page_holds_twice_is_quoted_once_where_it_is_seen(view):
    line = {"zone": Zone.LABEL, "place": Place.ABOVE_TITLE}
    labels = (
        make_evidence("e5", "sponsorship.label", "Paid post", visible=Visible.UNKNOWN, **line),
        make_evidence("e6", "sponsorship.label", "Paid post", **line),
        make_evidence("e7", "sponsorship.label", "", link="https://shop.example/strap"),
    )
    names = tuple(item.id for item in labels)
    finding = msgspec.structs.replace(FINDINGS[0], evidence=names)
    text = view(make_report(evidence=labels, findings=(finding,)))

    assert text.count("Paid post") == 1
    assert "visibility unknown" not in text
    assert "“(no words)”" in text


def test_markup_of_the_terminal_library_shows_as_text():
    text = render(make_report(subject={"title": "[bold]a[/bold] [link=https://x.example]b[/link] :smile:"}))

    assert text.startswith("[bold]a[/bold] [link=https://x.example]b[/link] :smile:")


@given(results)
@fuzz
def test_no_page_can_steer_the_terminal(result):
    text = render(result)

    assert {char for char in text if unicodedata.category(char) in ("Cc", "Cs")} <= {"\n"}
    assert not set(text) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c")
    text.encode("utf-8")


@pytest.mark.parametrize("reason", SkipReason)
def test_a_skip_says_that_nothing_was_audited_and_why(reason):
    text = render(make_skip(reason))

    assert text.startswith(f"Not audited: {wording.SKIPS[reason]}")
    assert "answered 403" in text


@pytest.mark.parametrize("limit", Limit)
def test_every_limit_is_put_into_words(limit):
    report = make_report(coverage=msgspec.structs.replace(make_report().coverage, limits=(limit,)))

    assert wording.LIMITS[limit][:50] in render(report, width=100)


def test_every_outcome_has_a_name():
    assert set(wording.OUTCOMES) == set(Outcome)


@pytest.mark.parametrize(
    ("share", "text"),
    [(0, "0 %"), (0.004, "under 1 %"), (0.5, "50 %"), (0.999, "99 %"), (1, "100 %")],
)
def test_a_share_never_hides_a_little_or_claims_all(share, text):
    assert wording.percent(share) == text
