"""All that an assert rule may look at, and which evidence of it a condition speaks of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct

from auditor.engine.assert_rule import Condition
from auditor.engine.ruleset import Ruleset
from auditor.engine.shapes import many
from auditor.model import Conclusions, Confidence, Coverage, Evidence, Place, Prediction, Scope, Subject, Zone
from auditor.page.text import plain

_SURENESS = {Confidence.LOW: 0, Confidence.MEDIUM: 1, Confidence.HIGH: 2}


class Facts(Struct, frozen=True, kw_only=True):
    """All that an assert rule may look at."""

    subject: Subject
    evidence: tuple[Evidence, ...]
    conclusions: Conclusions
    coverage: Coverage
    prediction: Prediction | None
    ruleset: Ruleset
    profiles: tuple[str, ...]

    @property
    def headline(self) -> int | None:
        """The block of the headline."""
        return next((each.first for each in self.coverage.map if each.zone is Zone.TITLE), None)


def undenied(evidence: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
    """The evidence without notices that the article itself takes back: no rule may find fault with those."""
    here = (Scope.ARTICLE, Scope.PROSE)
    if not any(each.signal == "sponsorship.negated" and each.scope in here for each in evidence):
        return evidence
    return tuple(each for each in evidence if each.signal != "sponsorship.notice" or each.scope not in here)


def drawn(condition: Condition, facts: Facts) -> Iterable[Evidence]:
    """All evidence, or only what a conclusion rests on."""
    if condition.in_conclusion is None:
        return facts.evidence
    cited = set(getattr(facts.conclusions, condition.in_conclusion).evidence)
    return (each for each in facts.evidence if each.id in cited)


def amount_of(found: Sequence[Evidence], condition: Condition) -> int:
    """How many there are, or how many different values of the property that `distinct` names."""
    if condition.distinct is None:
        return len(found)
    return len({value for each in found if (value := plain(each.properties.get(condition.distinct, "")))})


def is_asked(evidence: Evidence, condition: Condition, facts: Facts) -> bool:
    """Whether a piece of evidence is what a condition asks for, visibility apart."""
    return (
        evidence.signal in many(condition.signal)
        and (not condition.scope or evidence.scope in condition.scope)
        and (not condition.zone or evidence.zone in condition.zone)
        and (not condition.place or _place(evidence) in condition.place)
        and all(evidence.properties.get(name) in many(wanted) for name, wanted in condition.props.items())
        and not any(
            set(evidence.properties.get(name, "").split()) & set(many(words))
            for name, words in condition.without.items()
        )
        and (
            condition.min_confidence is None
            or _SURENESS[evidence.confidence] >= _SURENESS[condition.min_confidence]
        )
        and (condition.says is None or _says(evidence, many(condition.says)))
        and (
            condition.headline_within is None
            or _headline_within(evidence, facts.headline, condition.headline_within)
        )
    )


def _says(evidence: Evidence, texts: Iterable[str]) -> bool:
    said = f" {plain(evidence.quote.exact)} {plain(evidence.link or '')} "
    return any(f" {plain(text)} " in said for text in texts)


def _headline_within(evidence: Evidence, headline: int | None, most: int) -> bool:
    return headline is not None and evidence.block is not None and abs(evidence.block - headline) <= most


def _place(evidence: Evidence) -> Place:
    """Where a reader meets it: what stands in the headline itself is read no later than what stands above it."""
    return Place.ABOVE_TITLE if evidence.zone is Zone.TITLE else evidence.place


# What each of these conclusions is drawn from, the first named being what a finding is about.
_SPEAKS_OF = {
    "affiliate.links": ("affiliate.link",),
    "affiliate.rel_marked": ("affiliate.link",),
    "affiliate.networks": ("affiliate.link",),
    "affiliate.notice": ("affiliate.notice", "affiliate.policy", "affiliate.link"),
    "affiliate.monetised_by_script": ("affiliate.script",),
}


def spoken_of(condition: Condition, facts: Facts) -> tuple[Evidence, ...]:
    """The evidence for one part of a conclusion; for named networks, the links to these."""
    path = condition.conclusion or ""
    cited = set(getattr(facts.conclusions, path.partition(".")[0]).evidence)
    evidence = tuple(each for each in facts.evidence if each.id in cited)
    if path not in _SPEAKS_OF:
        return evidence
    signals = _SPEAKS_OF[path]
    networks = condition.equals if path == "affiliate.networks" else None
    about = [
        each
        for each in evidence
        if each.signal in signals
        and (not isinstance(networks, tuple) or each.properties.get("network") in networks)
    ]
    return tuple(sorted(about, key=lambda each: signals.index(each.signal)))
