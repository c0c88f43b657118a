"""The sentences for the three answers."""

from __future__ import annotations

import msgspec
import pytest
from factory import make_evidence, make_report

from auditor.model import (
    Affiliate,
    Agency,
    Attribution,
    NoticeState,
    Origin,
    OriginKind,
    PageType,
    Prediction,
    Sponsorship,
    SponsorshipState,
)
from auditor.report.answers import affiliate_line, answers, origin_line, sponsorship_line

AP = Agency(id="ap", name="AP", kind="news-agency")
SHOWN = Attribution(visible=True)


@pytest.mark.parametrize(
    ("origin", "line"),
    [
        (Origin(kind=OriginKind.ORIGINAL), "The publisher's own article"),
        (
            Origin(kind=OriginKind.ORIGINAL, own_agency=True, agencies=(AP,)),
            "The agency's own article, on its own site (AP)",
        ),
        (Origin(kind=OriginKind.WIRE, agencies=(AP,), attribution=SHOWN), "Agency text of AP"),
        (Origin(kind=OriginKind.WIRE, agencies=(AP,)), "Agency text of AP, not credited to the reader"),
        (
            Origin(kind=OriginKind.WIRE_PARTIAL, agencies=(AP,), attribution=SHOWN),
            "The publisher's article with material of AP",
        ),
        (
            Origin(kind=OriginKind.PRESS_RELEASE, source_name="Widget Works", attribution=SHOWN),
            "A press release of Widget Works",
        ),
        (
            Origin(kind=OriginKind.SYNDICATED, source_name="The Other", attribution=SHOWN),
            "Taken over from The Other",
        ),
        (Origin(kind=OriginKind.UNDETERMINED), "The page does not say enough to tell"),
    ],
)
def test_who_wrote_it(origin, line):
    assert origin_line(origin) == line


@pytest.mark.parametrize(
    ("sponsorship", "line"),
    [
        (
            Sponsorship(
                state=SponsorshipState.DECLARED,
                kind="advertorial",
                sponsor="Widget Works",
                clarity="clear",
                position="above-title",
            ),
            "Labelled as an advertorial of Widget Works, above the headline",
        ),
        (
            Sponsorship(state=SponsorshipState.DECLARED, clarity="unclear"),
            "Labelled as paid for, in unclear words",
        ),
        (Sponsorship(state=SponsorshipState.SUSPECTED), "It may be paid for, and no label says so"),
        (
            Sponsorship(state=SponsorshipState.NONE_FOUND, site_policy=True),
            "Nothing says that somebody paid for this article; a policy of the whole site labels no article",
        ),
        (Sponsorship(state=SponsorshipState.UNDETERMINED), "The page does not say enough to tell"),
    ],
)
def test_who_paid(sponsorship, line):
    assert sponsorship_line(sponsorship) == line


@pytest.mark.parametrize(
    ("affiliate", "line"),
    [
        (Affiliate(), "No affiliate links in the article"),
        (
            Affiliate(
                links=3, networks=("amazon", "awin"), rel_marked=3, notice=NoticeState.BEFORE_FIRST_LINK
            ),
            "3 affiliate links (amazon and awin), notice before the first link, all marked for search engines",
        ),
        (
            Affiliate(links=2, rel_marked=1, notice=NoticeState.SITE_WIDE, links_elsewhere=4),
            "2 affiliate links, only a site-wide notice, 1 marked for search engines; 4 elsewhere on the page",
        ),
        (
            Affiliate(notice=NoticeState.SITE_WIDE),
            "No affiliate links in the article; a site-wide notice",
        ),
        (
            Affiliate(monetised_by_script=("skimlinks",)),
            "No affiliate links in the article; a script turns links into paid ones (skimlinks)",
        ),
    ],
)
def test_who_earns(affiliate, line):
    assert affiliate_line(affiliate) == line


@pytest.mark.parametrize(
    ("prediction", "line"),
    [
        (
            Prediction(label="advertorial", probability=0.8),
            "It reads like an advertorial, and no label says so",
        ),
        (
            Prediction(label="advertorial", probability=0.4, abstained=True),
            "It may be paid for, and no label says so",
        ),
        (None, "It may be paid for, and no label says so"),
    ],
)
def test_a_suspicion_says_what_it_rests_on(prediction, line):
    suspected = Sponsorship(state=SponsorshipState.SUSPECTED)
    report = make_report(classification=prediction, conclusions={"sponsorship": suspected})

    assert answers(report)[1].line == line


def test_one_piece_of_each_kind_is_quoted_first():
    evidence = [make_evidence(f"e{n}", "affiliate.link", f"link {n}") for n in range(1, 9)]
    evidence.append(make_evidence("e9", "affiliate.notice", "we earn"))
    affiliate = msgspec.structs.replace(
        make_report().conclusions.affiliate, evidence=tuple(item.id for item in evidence)
    )
    report = make_report(evidence=evidence, conclusions={"affiliate": affiliate})

    assert [item.id for item in answers(report)[2].evidence] == ["e1", "e9", *(f"e{n}" for n in range(2, 9))]


@pytest.mark.parametrize(
    ("affiliate", "verdict"),
    [
        (Affiliate(links=1), "1 link"),
        (Affiliate(monetised_by_script=("skimlinks",)), "By script"),
        (Affiliate(links_elsewhere=3), "None found"),
    ],
)
def test_who_earns_in_a_word(affiliate, verdict):
    assert answers(make_report(conclusions={"affiliate": affiliate}))[2].verdict == verdict


@pytest.mark.parametrize(
    ("origin", "page_type", "verdict"),
    [
        (Origin(kind=OriginKind.ORIGINAL), PageType.LISTING, "List of articles"),
        (Origin(kind=OriginKind.UNDETERMINED), PageType.LISTING, "List of articles"),
        (Origin(kind=OriginKind.ORIGINAL, own_agency=True), PageType.LISTING, "Original"),
        (Origin(kind=OriginKind.WIRE, agencies=(AP,)), PageType.LISTING, "Wire"),
        (Origin(kind=OriginKind.ORIGINAL), PageType.OTHER, "Original"),
    ],
)
def test_nobody_wrote_a_list(origin, page_type, verdict):
    found = answers(make_report(subject={"page_type": page_type}, conclusions={"origin": origin}))[0]

    assert found.verdict == verdict
    assert ("publisher's own" in found.line) is (verdict == "Original" and not origin.own_agency)
