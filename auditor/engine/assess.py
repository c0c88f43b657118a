"""Evidence and conclusions -> findings: what the standards in force ask, each pass, fail, needs-review or not applicable.

A check fails only when everything it rests on is known; what is unknown makes it needs-review with a reason.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from auditor.engine.assert_rule import AssertRule, Condition
from auditor.engine.conditions import Value, value_of
from auditor.engine.facts import Facts, undenied
from auditor.engine.messages import message_of
from auditor.engine.ruleset import Ruleset
from auditor.engine.shapes import StandardUse
from auditor.model import (
    Conclusions,
    Coverage,
    Evidence,
    Finding,
    Modality,
    Outcome,
    Prediction,
    StandardRef,
    Subject,
)
from auditor.page.address import authority_and_path
from auditor.page.text import plain

# Kinds of standards that bind somebody; guidance, policies, ethics and vocabularies advise.
_BINDING = frozenset(("law", "ruling", "self-regulation", "contract", "licence"))
_CITED = 12  # pieces of evidence that one finding names


class _Judged(NamedTuple):
    outcome: Outcome
    reason: str | None = None
    evidence: tuple[Evidence, ...] = ()


def assess(
    *,
    subject: Subject,
    evidence: tuple[Evidence, ...],
    conclusions: Conclusions,
    coverage: Coverage,
    prediction: Prediction | None,
    ruleset: Ruleset,
    profiles: Sequence[str],
) -> tuple[Finding, ...]:
    """The findings of all assert rules that the profiles put in force, by rule id."""
    facts = Facts(
        subject=subject,
        evidence=undenied(evidence),
        conclusions=conclusions,
        coverage=coverage,
        prediction=prediction,
        ruleset=ruleset,
        profiles=tuple(profiles),
    )
    return tuple(_finding(rule, facts) for rule in in_force(ruleset, profiles))


def in_force(ruleset: Ruleset, profiles: Sequence[str]) -> tuple[AssertRule, ...]:
    """The assert rules of some profiles; remembered per selection."""
    key = tuple(sorted(profiles))
    found = ruleset.memory.in_force.get(key)
    if found is None:
        chosen = [ruleset.profiles[name] for name in key if name in ruleset.profiles]
        found = ruleset.memory.in_force[key] = tuple(
            rule for rule in ruleset.asserts if any(profile.asks_for(rule.id) for profile in chosen)
        )
    return found


def _finding(rule: AssertRule, facts: Facts) -> Finding:
    try:
        judged = _judge(rule, facts)
        message = message_of(rule, judged.outcome, judged.reason, judged.evidence, facts.subject)
    except (AttributeError, LookupError, TypeError, ValueError) as problem:
        # A rule that cannot be worked out is an error of its own and never a pass.
        judged = _Judged(Outcome.ERROR, "rule-error")
        message = f"This check could not be made: {problem}"
    modality, standards = _demanded_by(rule, facts.profiles, facts.ruleset)
    return Finding(
        rule=rule.id,
        version=rule.version,
        outcome=judged.outcome,
        severity=rule.severity,
        modality=modality,
        reason=judged.reason,
        message=message,
        standards=standards,
        evidence=tuple(dict.fromkeys([each.id for each in judged.evidence]))[:_CITED],
        fix=_fix(rule, facts.subject.language)
        if judged.outcome in (Outcome.FAIL, Outcome.NEEDS_REVIEW)
        else None,
        fingerprint=fingerprint(rule.id, facts.subject, judged.evidence),
    )


def _demanded_by(
    rule: AssertRule, names: tuple[str, ...], ruleset: Ruleset
) -> tuple[Modality, tuple[StandardRef, ...]]:
    """The standards of the profiles in force, all of the rule's where no profile lists any of them; remembered.

    A duty is one only where a standard in force imposes it; elsewhere the same check is advice.
    """
    key = (rule.id, names)
    known = ruleset.memory.demanded.get(key)
    if known is None:
        profiles = ruleset.profiles
        listed = {name for each in names if each in profiles for name in profiles[each].standards}
        uses = tuple(use for use in rule.standards if use.ref in listed) or rule.standards
        binding = any(is_binding(use, ruleset) for use in uses)
        known = ruleset.memory.demanded[key] = (
            rule.modality if binding else Modality.SHOULD,
            tuple(StandardRef(id=use.ref, clause=use.clause, relation=use.relation) for use in uses),
        )
    return known


def is_binding(use: StandardUse, ruleset: Ruleset) -> bool:
    """Whether a standard carries a `must`: direct, and read by somebody, in the clause that is named."""
    standard = ruleset.standards.get(use.ref)
    if standard is None or use.relation != "direct" or not standard.verified or standard.kind not in _BINDING:
        return False
    return not use.clause or any(each.verified for each in standard.clauses if each.clause == use.clause)


def _judge(rule: AssertRule, facts: Facts) -> _Judged:
    """Applicable? Then the requirements in their order; the first that is not met decides."""
    triggers: list[Evidence] = []
    unknown = False
    for condition in rule.applies_when:
        value = value_of(condition, facts)
        if value.holds is False:
            return _Judged(Outcome.NOT_APPLICABLE)
        unknown = unknown or value.holds is None
        triggers += value.evidence
    if unknown:
        # Whether the rule applies at all is open; it is a matter of review only where the rule says so.
        return _review(rule, facts, triggers) or _Judged(Outcome.NOT_APPLICABLE)
    if not rule.require and not rule.forbid:
        return _review(rule, facts, triggers) or _Judged(Outcome.NOT_APPLICABLE)
    support: list[Evidence] = []
    open_point: _Judged | None = None
    for condition, value in _demands(rule, facts):
        if value.holds is False:
            # What is at fault is cited, and only where it is nothing on the page, what the rule is about.
            cited = value.evidence or tuple(triggers)
            return _review(rule, facts, cited) or _Judged(Outcome.FAIL, condition.reason, cited)
        if value.holds is None and open_point is None:
            open_point = _Judged(Outcome.NEEDS_REVIEW, value.reason, (*value.evidence, *triggers))
        support += value.evidence
    return open_point or _Judged(Outcome.PASS, None, (*support, *triggers))


def _demands(rule: AssertRule, facts: Facts) -> Iterable[tuple[Condition, Value]]:
    """What is required, and the opposite of what is forbidden."""
    for condition in rule.require:
        yield condition, value_of(condition, facts)
    for condition in rule.forbid:
        value = value_of(condition, facts)
        yield condition, value._replace(holds=None if value.holds is None else not value.holds)


def _review(rule: AssertRule, facts: Facts, cited: Iterable[Evidence]) -> _Judged | None:
    """The first reason for which a person has to look."""
    for condition in rule.review_when:
        value = value_of(condition, facts)
        if value.holds:
            return _Judged(Outcome.NEEDS_REVIEW, condition.reason, (*value.evidence, *cited))
    return None


def _fix(rule: AssertRule, language: str | None) -> str | None:
    """The advice in the page's language, else in English, else the first there is."""
    return rule.fix.get(language or "en") or rule.fix.get("en") or next(iter(rule.fix.values()), None)


def fingerprint(rule_id: str, subject: Subject, evidence: Sequence[Evidence]) -> str:
    """What stays the same of a finding when the page's layout, the rule's version or other findings change.

    Sixteen hexadecimal digits over rule id, canonical address, and the words of the first evidence, or host and path
    of its link.
    """
    address = subject.canonical or subject.final_uri or subject.uri
    what = ""
    if evidence:
        first = evidence[0]
        what = plain(first.quote.exact)
        if first.link:
            what = "".join(authority_and_path(first.link))
    # The last part numbered what was otherwise the same; it stays, so that earlier fingerprints do.
    key = f"{rule_id}\0{address}\0{what}\x000"
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:16]
