"""Figures of parts add up to the figures of the whole, in any order and grouping."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.model import (
    Affiliate,
    Agency,
    Attribution,
    NoticeState,
    Origin,
    OriginKind,
    PageType,
    Severity,
    SkipReason,
    Sponsorship,
    SponsorshipState,
)
from auditor.report import site_markdown, site_text
from auditor.report.summary import WORST, Summary
from auditor.report.tally import summarise
from tests.factory import FINDINGS, make_evidence, make_report, make_skip
from tests.strategies import HOSTILE, results

_parts = st.lists(results, max_size=5)


@settings(max_examples=40, deadline=None)
@given(_parts, _parts, _parts)
def test_merging_is_associative_commutative_and_neutral(a, b, c):
    one, two, three = summarise(a), summarise(b), summarise(c)

    assert one.merge(two) == two.merge(one)
    assert one.merge(two).merge(three) == one.merge(two.merge(three))
    assert one.merge(Summary()) == one
    assert one.merge(two).merge(three) == summarise([*a, *b, *c])


@settings(max_examples=40, deadline=None)
@given(_parts)
def test_every_input_is_counted_once(found):
    summary = summarise(found)

    assert summary.inputs == len(found)
    assert summary.reports + summary.duplicates + sum(summary.skipped.values()) == len(found)
    assert sum(summary.page_types.values()) == summary.reports == summary.articles + summary.listings
    for counts in (summary.origins, summary.sponsorship):
        assert sum(counts.values()) == summary.articles
    assert sum(summary.notices.values()) == summary.affiliate_pages


def many(numbers):
    return [
        make_report(
            subject={"uri": f"https://paper.example/{number}"},
            findings=(FINDINGS[0],) * (number % 7)
            + (msgspec.structs.replace(FINDINGS[0], severity=Severity.CRITICAL),) * (number % 3),
        )
        for number in numbers
    ]


def test_the_worst_pages_are_the_same_however_the_run_was_divided():
    whole = summarise(many(range(200)))
    parts = [summarise(many(range(start, 200, 7))) for start in range(7)]

    joined = Summary()
    for part in reversed(parts):
        joined = joined.merge(part)

    assert joined == whole
    assert len(whole.worst) == WORST
    assert whole.worst[0].failed == {"critical": 2, "serious": 6}


def test_lists_of_articles_have_no_author_sponsor_or_links():
    article, listing = (
        make_report(subject={"uri": f"https://paper.example/{kind}", "page_type": kind})
        for kind in (PageType.ARTICLE, PageType.LISTING)
    )

    both, one = summarise([article, listing]), summarise([article])

    assert (both.reports, both.articles, both.listings) == (2, 1, 1)
    for name in ("origins", "agencies", "attribution", "sponsorship", "affiliate_pages", "networks"):
        assert getattr(both, name) == getattr(one, name)
    assert both.outcomes != one.outcomes
    assert "Of 1 page, without 1 list of articles" in site_text.render(both)
    assert "without" not in site_text.render(one)


def test_wire_texts_are_graded_unless_the_agency_publishes_them_itself():
    def wire(grade, *, own=False):
        origin = Origin(
            kind=OriginKind.WIRE,
            agencies=(Agency(id="reuters", name="Reuters", kind="news-agency"),),
            attribution=Attribution(grade=grade),
            own_agency=own,
        )
        return make_report(conclusions={"origin": origin})

    summary = summarise([wire("ok"), wire("weak"), wire("missing"), wire("staff-name"), wire(None, own=True)])

    assert (summary.defective, summary.wire_texts) == (2, 4)
    assert summary.agencies == {"reuters": 5}
    assert "2 defective (50 %)" in site_text.render(summary)


def test_sites_that_label_in_several_ways_are_named():
    def labelled(host, word):
        label = make_evidence("e1", "sponsorship.label", word, properties={"word": word})
        return make_report(
            subject={"uri": f"https://{host}/x", "final_uri": None}, evidence=(label,), findings=()
        )

    summary = summarise(
        [labelled("www.a.example", "ad"), labelled("a.example", "partner"), labelled("b.example", "ad")]
    )

    assert summary.inconsistent_labels == {"a.example": {"ad": 1, "partner": 1}}
    assert "a.example: labelled in 2 ways: “ad” 1, “partner” 1" in site_text.render(summary)


def test_affiliate_pages_are_counted_by_their_notice():
    def page(links, notice):
        return make_report(
            conclusions={"affiliate": Affiliate(links=links, rel_marked=links // 2, notice=notice)}
        )

    summary = summarise(
        [page(4, NoticeState.NONE), page(2, NoticeState.SITE_WIDE), page(0, NoticeState.NOT_APPLICABLE)]
    )

    assert (summary.affiliate_pages, summary.affiliate_links, summary.rel_marked) == (2, 6, 3)
    assert summary.notices == {"none": 1, "site-wide": 1}


def test_inputs_that_are_no_pages_do_not_make_a_run_incomplete():
    reasons = (SkipReason.DUPLICATE, SkipReason.NOT_PUBLISHED, SkipReason.NOT_A_PAGE, SkipReason.BLOCKED)
    summary = summarise(map(make_skip, reasons))

    assert (summary.duplicates, summary.incomplete) == (1, 1)
    assert [item.reason for item in summary.not_audited] == ["blocked"]


def test_suspected_pages_are_kept_apart_from_labelled_ones():
    suspected = Sponsorship(state=SponsorshipState.SUSPECTED, sponsor="Acme")
    summary = summarise([make_report(), make_report(conclusions={"sponsorship": suspected})])

    assert summary.declared_sponsors == {"Port Authority": 1}
    assert summary.suspected_sponsors == {"Acme": 1}
    assert [page.state for page in summary.paid] == ["declared", "suspected"]


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_of_a_page_styles_the_terminal_or_the_markdown(text):
    origin = Origin(kind=OriginKind.WIRE, agencies=(Agency(id="x", name=text, kind="news-agency"),))
    sponsorship = Sponsorship(state=SponsorshipState.DECLARED, sponsor=text)
    results = [
        make_report(
            subject={"uri": text, "title": text}, conclusions={"origin": origin, "sponsorship": sponsorship}
        )
    ]
    summary = summarise(results)

    plain, markdown = site_text.render(summary), site_markdown.render(summary, title=text)

    for rendered in (plain, markdown):
        assert not any(char < " " and char != "\n" for char in rendered)
        assert not set("\x7f\x9b\u202e\u2066\u200f") & set(rendered)
    assert "<script>" not in markdown
    assert "\n# heading" not in markdown
    assert all(len(line) <= 80 for line in plain.splitlines() if not line.startswith("    "))


def test_an_empty_run_has_a_summary():
    assert "0 inputs" in site_text.render(Summary())
