"""Checks: pass, fail, needs-review, not applicable; unknown is never a failure and an error never a pass."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from packs import ASSERT, PROFILE, detect_rule, write

from auditor.engine import load_ruleset
from auditor.engine.assess import assess, fingerprint
from auditor.model import (
    Affiliate,
    Conclusions,
    Confidence,
    Coverage,
    Evidence,
    Extent,
    Limit,
    Origin,
    OriginKind,
    PageType,
    Place,
    Prediction,
    Quote,
    Scope,
    Sponsorship,
    SponsorshipState,
    Subject,
    Visible,
    Zone,
)

SUBJECT = Subject(
    uri="https://news.example/a?utm=1",
    canonical="https://news.example/a",
    language="de",
    content_sha256="0" * 64,
)


def found(number, signal="x.found", **known):
    facts = {
        "rule": "t.r0",
        "scope": Scope.ARTICLE,
        "zone": Zone.LABEL,
        "visible": Visible.YES,
        "quote": Quote(exact="Paid Post"),
        "block": number,
        "place": Place.ABOVE_TITLE,
    }
    return Evidence(id=f"e{number}", signal=signal, **{**facts, **known})


LINK = {"signal": "x.link", "zone": Zone.BODY, "scope": Scope.PROSE, "quote": Quote(exact="this lamp")}

LINK_PLACE = {"zone": Zone.BODY, "scope": Scope.PROSE}


@pytest.fixture
def judge(tmp_path):
    def run(
        rule, evidence=(), *, subject=SUBJECT, coverage=None, prediction=None, profile=None, **conclusions
    ):
        folder = write(
            tmp_path,
            {
                "t/r0.yaml": detect_rule({"phrase": ["paid post"]}, id="t.r0"),
                "t/r1.yaml": detect_rule({"phrase": ["link"]}, id="t.r1", emits={"signal": "x.link"}),
                "t/check.yaml": {**ASSERT, "id": "t.check", **rule},
                "profiles/house.yaml": {**PROFILE, **(profile or {})},
            },
        )
        drawn = {
            "origin": Origin(kind=OriginKind.ORIGINAL),
            "sponsorship": Sponsorship(state=SponsorshipState.NONE_FOUND),
            "affiliate": Affiliate(),
        }
        (finding,) = assess(
            subject=subject,
            evidence=tuple(evidence),
            conclusions=Conclusions(**{**drawn, **conclusions}),
            coverage=coverage or Coverage(),
            prediction=prediction,
            ruleset=load_ruleset([folder], core=None),
            profiles=("house",),
        )
        return finding

    return run


REQUIRE = {"require": [{"signal": "x.found", "scope": ["article"], "visible": ["yes"], "reason": "missing"}]}


def test_a_requirement_that_is_met_passes_and_cites_what_met_it(judge):
    finding = judge(REQUIRE, [found(1)])

    assert (finding.outcome, finding.reason, finding.evidence, finding.message) == (
        "pass",
        None,
        ("e1",),
        "fine",
    )


def test_a_requirement_that_is_not_met_fails_with_its_reason(judge):
    finding = judge({**REQUIRE, "applies_when": [{"signal": "x.link"}]}, [found(1, **LINK)])

    assert (finding.outcome, finding.reason, finding.evidence) == ("fail", "missing", ("e1",))
    assert finding.message == "wrong: this lamp"


def test_what_may_be_seen_is_neither_met_nor_missing(judge):
    finding = judge(REQUIRE, [found(1, visible=Visible.UNKNOWN)])

    assert (finding.outcome, finding.reason) == ("needs-review", "visibility-unknown")


def test_what_is_surely_hidden_is_missing(judge):
    assert judge(REQUIRE, [found(1, visible=Visible.NO)]).outcome == "fail"


def test_a_check_that_does_not_apply_says_so(judge):
    finding = judge({**REQUIRE, "applies_when": [{"signal": "x.link"}]})

    assert finding.outcome == "not-applicable"
    assert finding.fix is None


def test_a_notice_that_the_article_takes_back_is_no_fault(judge):
    rule = {
        "require": [{"signal": "x.found", "reason": "missing"}],
        "applies_when": [{"signal": "sponsorship.notice"}],
    }
    notice = found(1, "sponsorship.notice", **LINK_PLACE)
    denial = found(2, "sponsorship.negated", **LINK_PLACE)

    assert judge(rule, [notice]).outcome == "fail"
    assert judge(rule, [notice, denial]).outcome == "not-applicable"
    assert judge(rule, [notice, replace(denial, scope=Scope.OTHER_ITEM)]).outcome == "fail"


def test_forbidden_things_fail(judge):
    rule = {"forbid": [{"signal": "x.found", "zone": ["nav"], "reason": "in-menu"}]}

    assert judge(rule, [found(1)]).outcome == "pass"
    assert judge(rule, [found(1, zone=Zone.NAV)]).reason == "in-menu"


@pytest.mark.parametrize(
    ("review", "facts"),
    [
        ({"extent": ["fragment"]}, {"subject": Subject(uri="x", content_sha256="0", extent=Extent.FRAGMENT)}),
        ({"limit": ["script-rendered"]}, {"coverage": Coverage(limits=(Limit.SCRIPT_RENDERED,))}),
        ({"language_covered": False}, {"coverage": Coverage(language_covered=False)}),
        ({"unknown": "language"}, {"coverage": Coverage(language_covered=False)}),
        (
            {"page_type": ["listing"]},
            {"subject": Subject(uri="x", content_sha256="0", page_type=PageType.LISTING)},
        ),
        (
            {"classification": ["advertorial"]},
            {"prediction": Prediction(label="advertorial", probability=0.9)},
        ),
        (
            {"conclusion": "sponsorship.state", "is": "suspected"},
            {"sponsorship": Sponsorship(state=SponsorshipState.SUSPECTED)},
        ),
    ],
)
def test_a_doubt_turns_a_failure_into_a_question(judge, review, facts):
    rule = {**REQUIRE, "review_when": [{**review, "reason": "doubt"}]}

    assert (judge(rule).outcome, judge(rule, **facts).outcome) == ("fail", "needs-review")
    assert judge(rule, **facts).reason == "doubt"
    assert judge(rule, [found(1)], **facts).outcome == "pass"


@pytest.mark.parametrize(
    ("first", "second", "outcome"),
    [("x.found", "x.link", "pass"), ("x.link", "x.found", "fail")],
)
def test_order(judge, first, second, outcome):
    rule = {"require": [{"order": {"first": "x.found", "before": "x.link"}, "reason": "late"}]}
    evidence = [found(1, first), found(2, second)]

    assert judge(rule, evidence).outcome == outcome


def test_what_stands_elsewhere_or_unseen_comes_before_nothing(judge):
    rule = {"require": [{"order": {"first": "x.found", "before": "x.link"}, "reason": "late"}]}

    assert judge(rule, [found(1, scope=Scope.SITE), found(2, "x.link")]).outcome == "fail"
    assert judge(rule, [found(1, visible=Visible.NO), found(2, "x.link")]).outcome == "fail"
    assert judge(rule, [found(1, block=None), found(2, "x.link")]).outcome == "fail"


@pytest.mark.parametrize(
    ("condition", "outcome"),
    [
        ({"at_least": 2}, "pass"),
        ({"at_least": 3}, "fail"),
        ({"at_most": 1}, "fail"),
        ({"at_most": 2}, "pass"),
        ({"props": {"kind": "ad"}}, "pass"),
        ({"props": {"kind": ["gift", "loan"]}}, "fail"),
        ({"min_confidence": "high"}, "fail"),
        ({"min_confidence": "medium"}, "pass"),
        ({"place": ["above-title"]}, "pass"),
        ({"place": ["end"]}, "fail"),
    ],
)
def test_a_signal_condition_counts_what_it_asks_for(judge, condition, outcome):
    rule = {"require": [{"signal": "x.found", **condition, "reason": "missing"}]}
    evidence = [found(n, properties={"kind": "ad"}, confidence=Confidence.MEDIUM) for n in (1, 2)]

    assert judge(rule, evidence).outcome == outcome


@pytest.mark.parametrize(
    ("condition", "outcome"),
    [
        ({"conclusion": "affiliate.links", "at_least": 3}, "pass"),
        ({"conclusion": "affiliate.links", "at_least": 4}, "fail"),
        ({"conclusion": "affiliate.networks", "is": ["amazon"]}, "pass"),
        ({"conclusion": "affiliate.networks", "at_most": 0}, "fail"),
        ({"conclusion": "affiliate.notice", "is": ["none", "site-wide"]}, "fail"),
        ({"conclusion": "sponsorship.state", "is": "declared"}, "needs-review"),
        ({"conclusion": "sponsorship.site_policy", "is": False}, "pass"),
    ],
)
def test_conclusions(judge, condition, outcome):
    rule = {"require": [{**condition, "reason": "missing"}]}

    finding = judge(
        rule,
        affiliate=Affiliate(links=3, networks=("amazon",)),
        sponsorship=Sponsorship(state=SponsorshipState.UNDETERMINED),
    )

    assert finding.outcome == outcome


@pytest.mark.parametrize(
    ("word", "outcome", "reason"),
    [
        ("Anzeige", "pass", None),
        ("Promotion", "fail", "unclear"),
        ("Sondersatz", "needs-review", "wording-unknown"),
    ],
)
def test_label_words_are_classed_by_the_profile(judge, word, outcome, reason):
    rule = {"require": [{"label_class": ["clear"], "reason": "unclear"}]}
    profile = {"labels": {"de": {"clear": ["anzeige"], "unclear": ["promotion"]}}}
    label = found(1, "sponsorship.label", quote=Quote(exact=word), properties={"word": word.lower()})

    finding = judge(rule, [label], profile=profile)

    assert (finding.outcome, finding.reason) == (outcome, reason)


COUNTED = {
    "forbid": [{"signal": "x.link", "reason": "unmarked"}],
    "messages": {
        "pass": "fine",
        "fail": "{count:link|links} ({quote}{n:|, …}) {n:is|are} there on {publisher}; {x.link}",
    },
}


@pytest.mark.parametrize(
    ("links", "message"),
    [
        ([{}], "1 link (this lamp) is there on …; this lamp"),
        ([{}, {}], "2 links (this lamp, …) are there on …; this lamp"),
        (
            [{"quote": Quote(exact=""), "link": "https://shop.example/lamp?tag=x"}],
            "1 link (shop.example/lamp) is there on …; shop.example/lamp",
        ),
    ],
)
def test_a_message_counts_in_plain_words_and_always_names_something(judge, links, message):
    evidence = [found(number, **{**LINK, **link}) for number, link in enumerate(links)]

    assert judge(COUNTED, evidence).message == message


def test_a_message_cuts_long_words_at_the_end_of_one(judge):
    message = judge(COUNTED, [found(1, **{**LINK, "quote": Quote(exact="lamp " * 60)})]).message

    assert "lamp lamp …)" in message
    assert len(message) < 320


def test_a_finding_cites_what_is_at_fault_before_all_else(judge):
    rule = {
        "applies_when": [{"conclusion": "affiliate.links", "at_least": 1}],
        "require": [{"conclusion": "affiliate.notice", "is": ["before-first-link"], "reason": "late"}],
    }
    link = found(1, **{**LINK, "signal": "affiliate.link"})
    notice = found(2, signal="affiliate.notice", quote=Quote(exact="we earn"))
    affiliate = Affiliate(links=1, notice="after-first-link", evidence=("e1", "e2"))

    finding = judge(rule, [link, notice], affiliate=affiliate)

    assert finding.evidence == ("e2", "e1")
    assert finding.fingerprint == fingerprint("t.check", SUBJECT, [notice])


@pytest.mark.parametrize(("block", "outcome"), [(3, "needs-review"), (4, "fail")])
def test_what_stands_near(judge, block, outcome):
    rule = {
        **REQUIRE,
        "applies_when": [{"signal": "x.link"}],
        "review_when": [{"near": {"signal": "x.link", "to": "x.found", "within": 2}, "reason": "close"}],
    }

    finding = judge(rule, [found(1, **LINK), found(block, scope=Scope.SITE)])

    assert finding.outcome == outcome


@pytest.mark.parametrize(
    ("source", "outcome"), [("The Example Paper", "needs-review"), ("Acme", "fail"), (None, "fail")]
)
def test_a_name_that_is_the_publishers_own(judge, source, outcome):
    rule = {**REQUIRE, "review_when": [{"own_name": "origin.source_name", "reason": "own"}]}

    finding = judge(
        rule,
        subject=replace(SUBJECT, site_name="Example Paper"),
        origin=Origin(kind=OriginKind.PRESS_RELEASE, source_name=source),
    )

    assert finding.outcome == outcome


@pytest.mark.parametrize(
    ("page_type", "outcome"), [(PageType.LISTING, "needs-review"), (PageType.ARTICLE, "fail")]
)
def test_conditions_that_have_to_hold_together(judge, page_type, outcome):
    both = [{"signal": "x.link"}, {"page_type": ["listing"]}]
    rule = {**REQUIRE, "review_when": [{"all_of": both, "reason": "unsure"}]}

    finding = judge(rule, [found(1, **LINK)], subject=replace(SUBJECT, page_type=page_type))

    assert finding.outcome == outcome


def test_no_prediction_is_no_judgement(judge):
    rule = {"require": [{"classification": ["editorial"], "reason": "suspicious"}]}

    assert judge(rule).outcome == "needs-review"
    assert judge(rule, prediction=Prediction(label="editorial", probability=0.9)).outcome == "pass"
    assert judge(rule, prediction=Prediction(label="advertorial", probability=0.9)).outcome == "fail"
    assert (
        judge(rule, prediction=Prediction(label="editorial", probability=None, abstained=True)).outcome
        == "needs-review"
    )


def test_the_fix_speaks_the_language_of_the_page(judge):
    rule = {**REQUIRE, "fix": {"en": "Say Ad.", "de": "Schreiben Sie Anzeige."}}

    assert judge(rule).fix == "Schreiben Sie Anzeige."
    assert judge(rule, subject=Subject(uri="x", content_sha256="0", language="fr")).fix == "Say Ad."
    assert judge(rule, [found(1)]).fix is None


def test_a_check_that_cannot_be_made_is_an_error_and_no_pass(judge):
    finding = judge({"require": [{"conclusion": "affiliate.nothing", "at_least": 1, "reason": "missing"}]})

    assert (finding.outcome, finding.reason) == ("error", "rule-error")


def test_only_the_checks_of_the_chosen_profiles_are_made(judge):
    with pytest.raises(ValueError, match="not enough values"):
        judge(REQUIRE, profile={"asserts": ["other.*"]})


def test_a_fingerprint_survives_a_new_layout_and_not_a_new_wording():
    before = fingerprint("t.check", SUBJECT, [found(1)])

    assert before == fingerprint(
        "t.check", SUBJECT, [found(9, quote=Quote(exact="PAID  POST"), zone=Zone.BYLINE)]
    )
    assert before != fingerprint("t.check", SUBJECT, [found(1, quote=Quote(exact="Advertisement"))])
    assert before != fingerprint("t.other", SUBJECT, [found(1)])
    link = "https://shop.example/lamp?tag=%s"
    assert fingerprint("t", SUBJECT, [found(1, link=link % 1)]) == fingerprint(
        "t", SUBJECT, [found(1, link=link % 2)]
    )
