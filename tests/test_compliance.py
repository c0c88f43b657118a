"""The checks: what each rests on, what it says, and that no clause of any is there for nothing."""

from __future__ import annotations

import re
from functools import cache

import pytest
from msgspec.structs import replace

from auditor import Auditor, Capture
from auditor.engine.assert_rule import AssertRule
from auditor.engine.assess import _judge, is_binding
from auditor.engine.facts import Facts
from auditor.engine.load import load_ruleset
from auditor.engine.reasons import REASONS
from auditor.model import Extent, Modality, Outcome

RULESET = load_ruleset()
CHECKS = {rule.id: rule for rule in RULESET.rules.values() if isinstance(rule, AssertRule)}
GROUPS = ("applies_when", "require", "forbid", "review_when")
# What a finding may not say: it reports what a page shows, it does not judge people.
ACCUSING = re.compile(
    r"\b(illegal|violat|breach|infring|decepti|deceiv|mislead|hides|conceal|fraud|guilty|unlawful)",
    re.IGNORECASE,
)

# Reasons that conditions give by themselves.
INHERENT = {"visibility-unknown", "wording-unknown", "undetermined", "classifier-only", "rule-error"}


@cache
def _auditor(profile: str) -> Auditor:
    return Auditor(profiles=(profile,), model=False)


def observed(rule, example):
    """The facts of an example's page, through the whole audit."""
    names = [name for name, profile in RULESET.profiles.items() if rule.id in profile.asserts]
    auditor = _auditor(example.profile or names[0])
    body = (example.html or example.text or "").encode()
    extent = example.extent or (Extent.TEXT if example.text else Extent.PAGE)
    report = auditor.audit(
        Capture(uri=example.url or "https://news.example/article", body=body, extent=extent)
    )
    return Facts(
        subject=report.subject,
        evidence=report.evidence,
        conclusions=report.conclusions,
        coverage=report.coverage,
        prediction=None,
        ruleset=auditor.ruleset,
        profiles=auditor.profiles,
    )


def examples(rule):
    found = rule.examples
    return (
        [(each, Outcome.PASS) for each in found.pass_]
        + [(each, Outcome.FAIL) for each in found.fail]
        + [(each, Outcome.NEEDS_REVIEW) for each in found.needs_review]
        + [(each, Outcome.NOT_APPLICABLE) for each in found.not_applicable]
    )


def lessened(clauses):
    """The clauses of a group without each in turn, and without each part of those that join several."""
    for number, clause in enumerate(clauses):
        before, after = clauses[:number], clauses[number + 1 :]
        yield f"[{number}]", before + after
        parts = clause.all_of
        for part in range(len(parts)):
            fewer = replace(clause, all_of=parts[:part] + parts[part + 1 :])
            yield f"[{number}].all_of[{part}]", (*before, fewer, *after)


@pytest.mark.parametrize("rule_id", sorted(CHECKS))
def test_no_clause_is_there_for_nothing(rule_id):
    rule = CHECKS[rule_id]
    shown = [(observed(rule, example), outcome, example.because) for example, outcome in examples(rule)]
    idle = []
    for group in GROUPS:
        clauses = getattr(rule, group)
        for name, rest in lessened(clauses):
            without = replace(rule, **{group: rest})
            judged = [(_judge(without, facts), outcome, because) for facts, outcome, because in shown]
            if all(
                done.outcome == outcome and because in (None, done.reason)
                for done, outcome, because in judged
            ):
                idle.append(f"{group}{name}")
    assert not idle


@pytest.mark.parametrize("rule_id", sorted(CHECKS))
def test_every_outcome_that_can_be_reached_has_an_example(rule_id):
    rule = CHECKS[rule_id]
    reached = {outcome for _, outcome in examples(rule)}
    wanted = {Outcome.NOT_APPLICABLE} | ({Outcome.NEEDS_REVIEW} if rule.review_when else set())
    wanted |= {Outcome.PASS} if rule.require or rule.forbid else set()
    wanted |= {Outcome.FAIL} if rule.messages.fail else set()
    assert wanted <= reached
    assert all(example.because for example in (*rule.examples.fail, *rule.examples.needs_review))


@pytest.mark.parametrize("rule_id", sorted(CHECKS))
def test_a_check_reports_and_does_not_accuse(rule_id):
    messages = CHECKS[rule_id].messages
    texts = [messages.pass_, messages.not_applicable]
    for said in (messages.fail, messages.needs_review):
        texts += [said] if isinstance(said, str) else said.values()
    assert not [text for text in texts if ACCUSING.search(text)]


def test_reasons_come_from_a_closed_list():
    used = {
        each.reason
        for rule in CHECKS.values()
        for group in GROUPS
        for each in getattr(rule, group)
        if each.reason
    }
    assert used | INHERENT == set(REASONS)


@pytest.mark.parametrize("rule_id", sorted(CHECKS))
def test_only_clauses_of_a_standard_are_cited(rule_id):
    for use in CHECKS[rule_id].standards:
        clauses = {each.clause for each in RULESET.standards[use.ref].clauses}
        assert use.clause in clauses, f"{use.ref} has no clause {use.clause}"


@pytest.mark.parametrize("profile", sorted(RULESET.profiles))
def test_a_profile_has_no_check_in_force_that_none_of_its_standards_asks_for(profile):
    standards = set(RULESET.profiles[profile].standards)
    idle = [
        name
        for name in RULESET.profiles[profile].asserts
        if name != "*" and not standards & {use.ref for use in CHECKS[name].standards}
    ]
    assert not idle


def test_every_check_is_in_force_somewhere():
    in_force = {name for profile in RULESET.profiles.values() for name in profile.asserts}
    assert set(CHECKS) <= in_force


@pytest.mark.parametrize("profile", sorted(RULESET.profiles))
def test_a_duty_rests_on_a_clause_that_binds_and_was_read(profile):
    for rule in CHECKS.values():
        if rule.modality is not Modality.MUST:
            continue
        for example, _ in examples(rule)[:1]:
            report = _auditor(profile).audit(
                Capture(uri="https://news.example/article", body=(example.html or "").encode())
            )
            for finding in report.findings:
                uses = [
                    use
                    for use in RULESET.rules[finding.rule].standards
                    if (use.ref, use.clause) in {(each.id, each.clause) for each in finding.standards}
                ]
                assert finding.modality is Modality.SHOULD or any(is_binding(use, RULESET) for use in uses)
