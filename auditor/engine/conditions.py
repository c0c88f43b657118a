"""The conditions of assert rules, three-valued: true, false, or unknown with a reason."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from msgspec import Struct

from auditor.engine.load import Ruleset
from auditor.engine.profiles import label_class
from auditor.engine.rule import Condition, many
from auditor.model import (
    Conclusions,
    Confidence,
    Coverage,
    Evidence,
    Prediction,
    Scope,
    Subject,
    Visible,
)
from auditor.page.text import plain

_SURENESS = {Confidence.LOW: 0, Confidence.MEDIUM: 1, Confidence.HIGH: 2}
_UNDETERMINED = "undetermined"
_LABELS = ("sponsorship.label", "sponsorship.notice")


class Facts(Struct, frozen=True, kw_only=True):
    """All that an assert rule may look at."""

    subject: Subject
    evidence: tuple[Evidence, ...]
    conclusions: Conclusions
    coverage: Coverage
    prediction: Prediction | None
    ruleset: Ruleset
    profiles: tuple[str, ...]


class Value(NamedTuple):
    """What a condition came to. `holds` is None where it cannot be known, and `reason` then says why."""

    holds: bool | None
    evidence: tuple[Evidence, ...] = ()
    reason: str | None = None


def value_of(condition: Condition, facts: Facts) -> Value:
    """Whether a condition holds, with the evidence that it rests on."""
    return next(
        test(condition, facts) for name, test in _TESTS.items() if getattr(condition, name) not in (None, ())
    )


def _signal(condition: Condition, facts: Facts) -> Value:
    found = [each for each in facts.evidence if _is_asked(each, condition)]
    seen = [each for each in found if not condition.visible or each.visible in condition.visible]
    unsure = [each for each in found if each not in seen and each.visible is Visible.UNKNOWN]
    low = 1 if condition.at_least is None and condition.at_most is None else (condition.at_least or 0)
    high = condition.at_most
    fewest, most = _amount(seen, condition), _amount([*seen, *unsure], condition)
    if fewest >= low and (high is None or most <= high):
        return Value(holds=True, evidence=tuple(seen))
    if most < low or (high is not None and fewest > high):
        return Value(holds=False, evidence=tuple(seen or found))
    return Value(holds=None, evidence=tuple(unsure), reason="visibility-unknown")


def _amount(found: Sequence[Evidence], condition: Condition) -> int:
    """How many there are, or how many different values of the property that `distinct` names."""
    if condition.distinct is None:
        return len(found)
    return len({value for each in found if (value := plain(each.properties.get(condition.distinct, "")))})


def _is_asked(evidence: Evidence, condition: Condition) -> bool:
    """Whether a piece of evidence is what a condition asks for, visibility apart."""
    return (
        evidence.signal in many(condition.signal)
        and (not condition.scope or evidence.scope in condition.scope)
        and (not condition.zone or evidence.zone in condition.zone)
        and (not condition.place or evidence.place in condition.place)
        and all(evidence.properties.get(name) in many(wanted) for name, wanted in condition.props.items())
        and not any(
            set(evidence.properties.get(name, "").split()) & set(many(words))
            for name, words in condition.without.items()
        )
        and (
            condition.min_confidence is None
            or _SURENESS[evidence.confidence] >= _SURENESS[condition.min_confidence]
        )
    )


def _conclusion(condition: Condition, facts: Facts) -> Value:
    """Null and an empty list are values of their own: nothing was found. `undetermined` is unknown unless asked.

    For at_least and at_most a list counts its items, and a text counts as one.
    """
    path = (condition.conclusion or "").split(".")
    value: Any = facts.conclusions
    for part in path:
        value = getattr(value, part)
    cited = set(getattr(facts.conclusions, path[0]).evidence)
    evidence = tuple(each for each in facts.evidence if each.id in cited)
    wanted = condition.equals
    if wanted is None:
        amount = (
            len(value)
            if isinstance(value, tuple)
            else int(bool(value) if isinstance(value, str) else value or 0)
        )
        low, high = condition.at_least, condition.at_most
        return Value((low is None or amount >= low) and (high is None or amount <= high), evidence)
    options = wanted if isinstance(wanted, tuple) else (wanted,)
    values = value if isinstance(value, tuple) else (value,)
    if any(each in options for each in values) or (value is None and "null" in options):
        return Value(holds=True, evidence=evidence)
    if value == _UNDETERMINED:
        return Value(holds=None, evidence=evidence, reason=_UNDETERMINED)
    return Value(holds=False, evidence=evidence)


def _order(condition: Condition, facts: Facts) -> Value:
    """Whether the first of one signal stands before the first of another; only what is on the page has an order."""
    order = condition.order
    assert order is not None  # noqa: S101 - `value_of` chose this test because the key is set
    scopes = condition.scope or (Scope.ARTICLE, Scope.PROSE)
    placed = [
        (number, each)
        for number, each in enumerate(facts.evidence)
        if each.block is not None and each.visible is not Visible.NO
    ]
    first = next(
        ((n, each) for n, each in placed if each.signal == order.first and each.scope in scopes), None
    )
    later = next(
        ((n, each) for n, each in placed if each.signal == order.before and each.scope in scopes), None
    )
    if first is None or later is None:
        return Value(holds=first is not None, evidence=tuple(each[1] for each in (first, later) if each))
    return Value(holds=first[0] < later[0], evidence=(first[1], later[1]))


def _label_class(condition: Condition, facts: Facts) -> Value:
    """Whether the article's label is of a class. One label of that class is enough; an unknown word is unknown."""
    labels = [
        each
        for each in facts.evidence
        if each.signal in _LABELS and each.scope is Scope.ARTICLE and each.block is not None
    ]
    classed = [
        (
            each,
            label_class(
                each.properties.get("word") or each.quote.exact,
                facts.subject.language,
                facts.profiles,
                facts.ruleset,
            ),
        )
        for each in labels
    ]
    fitting = tuple(each for each, name in classed if name in condition.label_class)
    if fitting:
        return Value(holds=True, evidence=fitting)
    if any(name is None for _, name in classed):
        return Value(holds=None, evidence=tuple(labels), reason="wording-unknown")
    return Value(holds=False, evidence=tuple(labels))


def _unknown(condition: Condition, facts: Facts) -> Value:
    """Whether something could not be told: of a signal, that none of it is surely seen but some may be."""
    if condition.unknown == "language":
        return Value(holds=not facts.coverage.language_covered)
    if condition.unknown == "label-class":
        value = _label_class(Condition(label_class=("clear", "ambiguous", "unclear")), facts)
        return Value(holds=value.holds is None, evidence=value.evidence)
    found = [each for each in facts.evidence if each.signal == condition.of]
    unsure = tuple(each for each in found if each.visible is Visible.UNKNOWN)
    return Value(
        holds=bool(unsure) and all(each.visible is not Visible.YES for each in found), evidence=unsure
    )


def _extent(condition: Condition, facts: Facts) -> Value:
    return Value(holds=facts.subject.extent in condition.extent)


def _limit(condition: Condition, facts: Facts) -> Value:
    return Value(holds=bool(set(condition.limit) & set(facts.coverage.limits)))


def _language_covered(condition: Condition, facts: Facts) -> Value:
    return Value(holds=facts.coverage.language_covered == condition.language_covered)


def _page_type(condition: Condition, facts: Facts) -> Value:
    return Value(holds=facts.subject.page_type in condition.page_type)


def _classification(condition: Condition, facts: Facts) -> Value:
    """The classifier's label; where there is no prediction, nothing is known."""
    prediction = facts.prediction
    if prediction is None or prediction.abstained or prediction.label is None:
        return Value(holds=None, reason="classifier-only")
    sure = (prediction.probability or 0.0) >= condition.min_probability
    return Value(holds=prediction.label in condition.classification and sure)


_TESTS: Mapping[str, Callable[[Condition, Facts], Value]] = {
    "signal": _signal,
    "conclusion": _conclusion,
    "order": _order,
    "label_class": _label_class,
    "unknown": _unknown,
    "extent": _extent,
    "limit": _limit,
    "language_covered": _language_covered,
    "page_type": _page_type,
    "classification": _classification,
}
KINDS: Sequence[str] = tuple(_TESTS)
"""The keys of which a condition has exactly one."""
