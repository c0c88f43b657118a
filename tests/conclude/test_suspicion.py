"""What the classifier may add to the conclusions, and what it may not."""

from __future__ import annotations

import pytest
from factory import make_conclusions, make_evidence, make_subject

from auditor.conclude import suspect
from auditor.model import PageType, Prediction, Sponsorship, SponsorshipState

DENIAL = make_evidence("e1", "sponsorship.negated", "This post is not sponsored.")
PARTNER = make_evidence("e2", "sponsorship.label", "In partnership with Acme Heat")


def seen(advertorial: float = 0.9, *, abstained: bool = False) -> Prediction:
    return Prediction(
        label="advertorial",
        probability=advertorial,
        probabilities={"advertorial": advertorial, "editorial": 1 - advertorial},
        abstained=abstained,
    )


def drawn(state: str, prediction: Prediction, *, kind=None, evidence=(), page_type=PageType.ARTICLE):
    before = make_conclusions(
        sponsorship=Sponsorship(
            state=SponsorshipState(state), kind=kind, evidence=tuple(item.id for item in evidence)
        )
    )
    after = suspect(before, make_subject(page_type=page_type), (DENIAL, PARTNER), prediction, 0.5)
    assert (after.origin, after.affiliate) == (before.origin, before.affiliate)
    return after.sponsorship


@pytest.mark.parametrize("state", ["none-found", "undetermined"])
def test_a_text_like_an_advertorial_is_suspected_where_the_rules_left_it_open(state):
    found = drawn(state, seen(), evidence=(PARTNER,))

    assert (found.state, found.confidence, found.evidence) == ("suspected", "low", ("e2",))


@pytest.mark.parametrize(
    ("prediction", "state"),
    [(seen(0.5), "suspected"), (seen(0.4999), "none-found"), (seen(0.99, abstained=True), "none-found")],
)
def test_below_its_precision_point_and_in_doubt_the_classifier_says_nothing(prediction, state):
    assert drawn("none-found", prediction).state == state


@pytest.mark.parametrize(
    ("state", "more"),
    [
        ("declared", {"kind": "partner"}),
        ("none-found", {"evidence": (DENIAL,)}),
        ("undetermined", {"evidence": (PARTNER, DENIAL)}),
        ("none-found", {"kind": "own-promotion"}),
        ("none-found", {"page_type": PageType.LISTING}),
    ],
)
def test_what_a_page_says_itself_outweighs_its_style_and_nobody_sells_a_list(state, more):
    assert drawn(state, seen(0.99), **more).state == state
