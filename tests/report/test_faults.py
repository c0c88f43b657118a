"""Baselines, suppressions and comparisons know a fault again, and let nothing on a page hide one."""

from __future__ import annotations

from datetime import date

import pytest
from factory import EVIDENCE, FINDINGS, URL, make_report, make_skip
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from strategies import results

from auditor.errors import ReportError, UsageError
from auditor.model import Outcome, Place, Quote, SkipReason, SourceRef, Zone
from auditor.report import baseline, changes, suppressions
from auditor.report.faults import FAILED_OR_OPEN, faults, gather, page_name

LABEL = EVIDENCE[2]
TODAY = date(2026, 11, 1)


def known(*reports):
    return {fault: item.times for fault, item in gather(reports)[0].items()}


def compared(report, *before):
    found, pages = gather([report])
    return baseline.compare(found, pages, known(*before))


def with_evidence(*evidence, **overrides):
    return make_report(evidence=[*EVIDENCE, *evidence], **overrides)


def second_link(url="https://shop.example/rope?tag=paper-20"):
    return replace(EVIDENCE[1], id="e9", link=url)


def test_a_redesign_and_a_new_version_of_the_rule_leave_a_fault_known():
    moved = replace(EVIDENCE[1], css="div > div > a", block=99, rule="affiliate.other")
    finding = replace(FINDINGS[0], version=7, message="In other words.")
    later = make_report(evidence=[EVIDENCE[0], moved, LABEL], findings=(finding,))
    assert not compared(later, make_report()).new


def test_a_second_unmarked_link_is_new_although_the_first_is_known():
    later = with_evidence(second_link(), findings=(replace(FINDINGS[0], evidence=("e2", "e9")),))
    new = compared(later, make_report()).new
    assert [item.fault.what for item in new] == ["shop.example/rope"]


def test_the_same_fault_twice_is_more_than_the_one_that_is_known():
    twice = with_evidence(
        second_link(EVIDENCE[1].link), findings=(replace(FINDINGS[0], evidence=("e2", "e9")),)
    )
    assert len(compared(twice, make_report()).new) == 1


def test_what_was_fixed_is_gone_but_only_on_pages_that_were_read():
    assert len(compared(make_report(findings=()), make_report()).gone) == 1
    assert not compared(make_skip(), make_report()).gone


def test_pruning_takes_out_what_is_gone_and_adds_nothing():
    found, pages = gather([make_report(findings=(replace(FINDINGS[1], outcome=Outcome.FAIL),))])
    assert baseline.prune(found, pages, known(make_report())) == {}
    found, pages = gather([make_skip()])
    assert baseline.prune(found, pages, known(make_report())) == known(make_report())


def test_the_file_is_sorted_and_comes_back_as_it_was():
    content = baseline.encode(known(make_report(), with_evidence()))
    assert content.splitlines() == sorted(content.splitlines())
    assert baseline.decode(content) == known(make_report(), with_evidence())


def test_a_line_that_is_no_fault_is_named():
    with pytest.raises(ReportError, match=r"known\.jsonl, line 2"):
        baseline.decode(baseline.encode(known(make_report())) + b"{}\n", "known.jsonl")


def test_a_page_cannot_pass_for_another_site_by_its_canonical_address():
    there = make_report(subject={"canonical": "https://other.example/story"})
    assert page_name(there.subject) == URL


def test_tracking_parameters_make_no_other_page():
    there = make_report(subject={"final_uri": f"{URL}?utm_source=mail&id=7#top"})
    assert page_name(there.subject) == f"{URL}?id=7"


@given(results)
def test_any_report_can_be_taken_apart_and_written_down(result):
    names = {item.fault: item.times for item in faults(result, FAILED_OR_OPEN)}
    assert baseline.decode(baseline.encode(names)).keys() == {fault for fault in names if names[fault]}


def entries(text):
    return suppressions.decode(text)


def test_a_suppressed_finding_is_taken_out_and_handed_back():
    done = suppressions.apply(
        [make_report()], entries(f"suppressions: [{{rule: {FINDINGS[0].rule}, reason: agreed}}]"), TODAY
    )
    assert FINDINGS[0] not in done.results[0].findings
    assert [(finding.rule, entry.reason) for _, finding, entry in done.covered] == [
        (FINDINGS[0].rule, "agreed")
    ]
    assert not done.stale


def test_an_entry_that_covers_nothing_is_stale():
    done = suppressions.apply([make_report()], entries("suppressions: [{rule: x.gone, reason: once}]"), TODAY)
    assert len(done.stale) == 1


def test_an_entry_past_its_day_no_longer_counts():
    text = "suppressions: [{rule: 'compliance.*', reason: for now, until: 2026-10-31}]"
    done = suppressions.apply([make_report()], entries(text), TODAY)
    assert done.results == (make_report(),)
    assert len(done.expired) == 1
    assert suppressions.apply([make_report()], entries(text), date(2026, 10, 31)).covered


def test_a_pattern_of_addresses_and_a_quote_narrow_an_entry():
    rule = FINDINGS[0].rule
    for url, quote, covers in (
        ("https://paper.example/*", "lashing STRAP", True),
        ("https://paper.example/*", "another strap", False),
        ("https://other.example/*", "lashing strap", False),
    ):
        text = f"suppressions: [{{rule: {rule}, url: '{url}', quote: {quote}, reason: agreed}}]"
        assert bool(suppressions.apply([make_report()], entries(text), TODAY).covered) is covers


def test_the_address_that_a_page_claims_opens_no_entry():
    there = make_report(subject={"canonical": "https://paper.example/agreed"})
    text = "suppressions: [{rule: '*', url: https://paper.example/agreed, reason: agreed}]"
    assert not suppressions.apply([there], entries(text), TODAY).covered


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("suppressions: [{rule: x}]", "reason"),
        ("suppressions: [{rule: x, reason: '  '}]", "reason"),
        ("suppressions: [{rule: x, reason: y, untill: 2026-01-01}]", "untill"),
        ("suppressions: [{rule: x, reason: y, until: soon}]", "until"),
        ("suppressions: [{rule: x, reason: y, until: 2026-02-30}]", "until"),
        ("suppressions: []\nsuppressions: []", "stands twice"),
        ("suppressions: [", "YAML"),
        ("[" * 10_000, "nested too deeply"),
        ("suppressions: \0", "YAML"),
        (b"suppressions: \xff", "YAML"),
        ("- x", "object"),
    ],
)
def test_a_file_that_is_wrong_is_refused_in_one_line(text, told):
    with pytest.raises(UsageError, match=told) as caught:
        entries(text)
    assert "\n" not in str(caught.value)


def labels(before, after):
    found = changes.compare([make_report(evidence=before)], [make_report(evidence=after)]).labels
    return [
        (change.kind, change.before and change.before.id, change.after and change.after.id)
        for change in found
    ]


def test_a_label_is_added_removed_moved_or_reworded():
    rest = list(EVIDENCE[:2])
    moved = replace(LABEL, place=Place.END, zone=Zone.TRAILER)
    reworded = replace(LABEL, quote=Quote(exact="Advertisement"))
    assert labels(rest, [*rest, LABEL]) == [("added", None, "e3")]
    assert labels([*rest, LABEL], rest) == [("removed", "e3", None)]
    assert labels([*rest, LABEL], [*rest, moved]) == [("moved", "e3", "e3")]
    assert labels([*rest, LABEL], [*rest, reworded]) == [("reworded", "e3", "e3")]
    assert labels([*rest, LABEL], [*rest, LABEL]) == []


def test_new_and_fixed_findings_are_told_apart():
    fixed = changes.compare([make_report()], [make_report(findings=())])
    new = changes.compare([make_report(findings=())], [make_report()])
    assert (len(fixed.fixed), len(fixed.new)) == (1, 0)
    assert (len(new.fixed), len(new.new)) == (0, 1)


def test_a_page_that_can_no_longer_be_read_has_nothing_fixed():
    done = changes.compare([make_report()], [make_skip(SkipReason.TIMEOUT)])
    assert done.lost == (URL,)
    assert not done.fixed


@given(st.lists(results, max_size=3))
def test_nothing_changes_between_a_run_and_itself(batch):
    assert not changes.compare(batch, batch)


@pytest.mark.parametrize(
    ("uri", "canonical", "name"),
    [
        ("https://news.example/a?x=1", "/a", "https://news.example/a"),
        ("https://news.example/a", "https://other.example/b", "https://news.example/a"),
        ("file:///pages/a.html", "index.html", "file:///pages/a.html"),
        ("file:///pages/a.html", "https://news.example/a", "https://news.example/a"),
    ],
)
def test_a_page_is_known_by_the_address_it_names_where_that_can_be_believed(uri, canonical, name):
    subject = replace(make_report().subject, uri=uri, final_uri=None, canonical=canonical)

    assert page_name(subject) == name


@pytest.mark.parametrize(
    ("canonical", "name"),
    [
        ("../index.html%3Fp=7.html", "https://news.example/?p=7"),
        ("../index.html@p=7.html", "https://news.example/?p=7"),
        ("../caf%C3%A9/index.html", "https://news.example/caf%C3%A9/"),
        ("https://news.example/b/index.html", "https://news.example/b/index.html"),
    ],
)
def test_in_a_mirror_a_page_is_known_by_the_address_that_its_site_has(canonical, name):
    source = SourceRef(kind="folder", path="news.example/a/index.html")
    subject = replace(
        make_report().subject,
        uri="https://news.example/a/",
        final_uri=None,
        canonical=canonical,
        source=source,
    )

    assert page_name(subject) == name
