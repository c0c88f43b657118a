"""The core pack: every rule lints, and every example of every rule comes out as it says."""

from __future__ import annotations

import pytest

from auditor.audit import example_finding
from auditor.engine import load_ruleset
from auditor.engine.assert_rule import AssertRule
from auditor.engine.doc_rules import in_words
from auditor.engine.examples import run_examples
from auditor.engine.lint import lint

RULESET = load_ruleset()


def test_the_core_pack_lints_clean():
    assert [str(problem) for problem in lint()] == []


@pytest.mark.parametrize("rule_id", sorted(RULESET.rules))
def test_examples(rule_id):
    problems = [
        str(problem) for _, found in run_examples(RULESET, [rule_id], example_finding()) for problem in found
    ]

    assert problems == []


def test_the_generated_pages_say_every_condition_in_words():
    conditions = [
        condition
        for rule in RULESET.rules.values()
        if isinstance(rule, AssertRule)
        for group in (rule.applies_when, rule.require, rule.forbid, rule.review_when)
        for condition in group
    ]

    assert [condition for condition in conditions if in_words(condition) == "nothing is asked"] == []


def test_no_must_rests_on_what_nobody_read():
    for rule in RULESET.rules.values():
        if isinstance(rule, AssertRule) and rule.modality == "must":
            direct = [reference for reference in rule.standards if reference.relation == "direct"]
            assert any(RULESET.standards[reference.ref].verified for reference in direct), rule.id
