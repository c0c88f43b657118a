"""The conditions of assert rules, three-valued: true, false, or unknown with a reason."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from operator import attrgetter
from typing import Any, NamedTuple

from auditor.engine.assert_rule import Condition
from auditor.engine.facts import Facts, amount_of, drawn, is_asked, spoken_of
from auditor.model import Evidence, Scope, Visible
from auditor.page.subject import same_name

_UNSET = (None, ())
_UNDETERMINED = "undetermined"
_LABELS = ("sponsorship.label", "sponsorship.notice")


class Value(NamedTuple):
    """What a condition came to. `holds` is None where it cannot be known, and `reason` then says why."""

    holds: bool | None
    evidence: tuple[Evidence, ...] = ()
    reason: str | None = None


def value_of(condition: Condition, facts: Facts) -> Value:
    """Whether a condition holds, with the evidence that it rests on."""
    for name, test in _TESTS.items():
        if getattr(condition, name) not in _UNSET:
            return test(condition, facts)
    raise ValueError("a condition without a key")


def _signal(condition: Condition, facts: Facts) -> Value:
    found = [each for each in drawn(condition, facts) if is_asked(each, condition, facts)]
    seen = [each for each in found if not condition.visible or each.visible in condition.visible]
    asked = not condition.visible or Visible.UNKNOWN in condition.visible
    unsure = [] if asked else [each for each in found if each.visible is Visible.UNKNOWN]
    low = 1 if condition.at_least is None and condition.at_most is None else (condition.at_least or 0)
    high = condition.at_most
    fewest, most = amount_of(seen, condition), amount_of([*seen, *unsure], condition)
    if fewest >= low and (high is None or most <= high):
        return Value(holds=True, evidence=tuple(seen))
    if most < low or (high is not None and fewest > high):
        return Value(holds=False, evidence=tuple(seen or found))
    return Value(holds=None, evidence=tuple(unsure), reason="visibility-unknown")


def _concluded(path: str | None, facts: Facts) -> Any:
    """What stands in the conclusions at a dotted path; lint has looked whether it leads there."""
    return attrgetter(path or "")(facts.conclusions)


def _conclusion(condition: Condition, facts: Facts) -> Value:
    """Null and an empty list are values of their own: nothing was found. `undetermined` is unknown unless asked.

    For at_least and at_most a list counts its items, and a text counts as one.
    """
    value = _concluded(condition.conclusion, facts)
    evidence = spoken_of(condition, facts)
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
        for number, each in enumerate(drawn(condition, facts))
        if each.block is not None and each.visible is not Visible.NO and each.scope in scopes
    ]
    first, later = (
        next(((number, each) for number, each in placed if each.signal == signal), None)
        for signal in (order.first, order.before)
    )
    if first is None or later is None:
        return Value(holds=first is not None, evidence=tuple(each[1] for each in (first, later) if each))
    return Value(holds=first[0] < later[0], evidence=(first[1], later[1]))


def _article_labels(facts: Facts) -> list[tuple[Evidence, str]]:
    """The labels and notices that the article shows or hides, with the words that count."""
    return [
        (each, each.properties.get("word") or each.quote.exact)
        for each in facts.evidence
        if each.signal in _LABELS and each.scope is Scope.ARTICLE and each.block is not None
    ]


def _label_language(condition: Condition, facts: Facts) -> Value:
    """Whether the article's label is in a language. One such label is enough; words of no list are unknown."""
    labelled, language = facts.ruleset.labels, facts.subject.language
    spoken = [(each, labelled.language(words, language)) for each, words in _article_labels(facts)]
    fitting = tuple(each for each, name in spoken if name == condition.label_language)
    if fitting:
        return Value(holds=True, evidence=fitting)
    labels = tuple(each for each, _ in spoken)
    if any(name is None for _, name in spoken):
        return Value(holds=None, evidence=labels, reason="wording-unknown")
    return Value(holds=False, evidence=labels)


def _label_class(condition: Condition, facts: Facts) -> Value:
    """Whether the article's label is of a class. One label of that class is enough; an unknown word is unknown."""
    labelled, language = facts.ruleset.labels, facts.subject.language
    classed = [
        (each, labelled.label_class(words, language, facts.profiles))
        for each, words in _article_labels(facts)
    ]
    labels = [each for each, _ in classed]
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


def _language(condition: Condition, facts: Facts) -> Value:
    return Value(holds=facts.subject.language in condition.language)


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


def _near(condition: Condition, facts: Facts) -> Value:
    """Whether something stands within some blocks of something else; with both as evidence."""
    near = condition.near
    assert near is not None  # noqa: S101 - `value_of` chose this test because the key is set
    marks = [
        (mark.block, mark) for mark in facts.evidence if mark.signal == near.to and mark.block is not None
    ]
    for each in drawn(condition, facts):
        if each.signal == near.signal and each.block is not None:
            for block, mark in marks:
                if abs(block - each.block) <= near.within:
                    return Value(holds=True, evidence=(each, mark))
    return Value(holds=False)


def _own_name(condition: Condition, facts: Facts) -> Value:
    """Whether a conclusion names the page's own publisher."""
    value = _concluded(condition.own_name, facts)
    houses = [name for name in (facts.subject.site_name, facts.subject.publisher) if name]
    return Value(holds=bool(value) and any(same_name(str(value), house) for house in houses))


def _all_of(condition: Condition, facts: Facts) -> Value:
    """Whether several conditions hold together; unknown where one of them is and none fails."""
    values = [value_of(each, facts) for each in condition.all_of]
    evidence = tuple(item for value in values for item in value.evidence)
    if any(value.holds is False for value in values):
        return Value(holds=False, evidence=evidence)
    unsure = next((value for value in values if value.holds is None), None)
    return unsure._replace(evidence=evidence) if unsure else Value(holds=True, evidence=evidence)


_TESTS: Mapping[str, Callable[[Condition, Facts], Value]] = {
    "signal": _signal,
    "conclusion": _conclusion,
    "order": _order,
    "label_class": _label_class,
    "label_language": _label_language,
    "unknown": _unknown,
    "extent": _extent,
    "limit": _limit,
    "language": _language,
    "language_covered": _language_covered,
    "page_type": _page_type,
    "classification": _classification,
    "near": _near,
    "own_name": _own_name,
    "all_of": _all_of,
}
KINDS: Sequence[str] = tuple(_TESTS)
"""The keys of which a condition has exactly one."""
