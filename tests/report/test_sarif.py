"""SARIF is what code scanning reads: valid, complete about faults, and silent about everything else."""

from __future__ import annotations

import json
import os
from functools import cache
from pathlib import Path

import pytest
from factory import EVIDENCE, FINDINGS, make_report, make_skip
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft4Validator
from msgspec.structs import replace
from strategies import fuzz, results

from auditor.engine.load import load_ruleset
from auditor.engine.ruleset import Ruleset
from auditor.model import Outcome, Quote
from auditor.report import sarif

SCHEMA = os.environ.get("AUDITOR_SARIF_SCHEMA", "")
needs_schema = pytest.mark.skipif(  # in CI a missing schema is an error
    not SCHEMA and "CI" not in os.environ,
    reason="AUDITOR_SARIF_SCHEMA does not name a copy of sarif-schema-2.1.0.json",
)
NO_RULES = Ruleset(rules={}, lexicons={}, standards={}, profiles={}, packs=())


@cache
def schema():
    return Draft4Validator(json.loads(Path(SCHEMA).read_bytes()))


def log(*reports, ruleset=NO_RULES):
    return json.loads(sarif.render(reports, ruleset))


def run_of(*reports, ruleset=NO_RULES):
    return log(*reports, ruleset=ruleset)["runs"][0]


def test_a_failed_check_is_a_result_with_level_place_and_fingerprint():
    run = run_of(make_report())
    result = run["results"][0]
    assert (result["ruleId"], result["kind"], result["level"]) == (
        "compliance.affiliate-notice-present",
        "fail",
        "error",
    )
    assert result["partialFingerprints"] == {"finding/v1": FINDINGS[0].fingerprint}
    place = result["locations"][0]
    assert place["physicalLocation"]["artifactLocation"]["uri"] == "harbour.html"
    assert place["logicalLocations"][0]["fullyQualifiedName"] == EVIDENCE[1].css
    assert "this lashing strap" in result["message"]["text"]
    assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
    assert run["tool"]["driver"]["version"] == "0.1.0"


def test_a_check_for_a_person_is_a_review_without_a_level():
    review = run_of(make_report())["results"][1]
    assert (review["kind"], review["level"]) == ("review", "none")


def test_what_passed_or_does_not_apply_is_no_alert():
    told = {result["ruleId"] for result in run_of(make_report())["results"]}
    assert told == {FINDINGS[0].rule, FINDINGS[1].rule}


def test_a_page_that_could_not_be_audited_makes_the_run_unsuccessful():
    invocation = run_of(make_skip())["invocations"][0]
    assert invocation["executionSuccessful"] is False
    assert "403" in invocation["toolExecutionNotifications"][0]["message"]["text"]


def test_a_rule_that_broke_is_told_apart_from_a_fault_of_the_page():
    run = run_of(make_report(findings=(replace(FINDINGS[0], outcome=Outcome.ERROR),)))
    assert run["results"] == []
    assert run["invocations"][0]["toolExecutionNotifications"][0]["descriptor"]["id"] == FINDINGS[0].rule


def test_the_help_of_a_rule_says_what_its_standards_ask():
    ruleset = load_ruleset()
    rule = run_of(make_report(), ruleset=ruleset)["tool"]["driver"]["rules"][0]
    standard = ruleset.standards["US-FTC-FAQ"]
    assert standard.title in rule["help"]["text"]
    assert rule["helpUri"] == standard.url


def test_words_of_a_page_are_neither_link_nor_argument():
    quote = Quote(exact="[click](https://evil.example) {0}")
    evidence = [replace(item, quote=quote) for item in EVIDENCE]
    text = run_of(make_report(evidence=evidence))["results"][0]["message"]["text"]
    assert r"[click\](https://evil.example) {{0}}" in text


@needs_schema
@fuzz
@given(st.lists(results, max_size=3))
def test_every_log_is_valid_against_the_public_schema(batch):
    error = next(schema().iter_errors(log(*batch)), None)
    assert error is None, (error.json_path, error.message[:300])


@needs_schema
def test_the_shipped_rules_are_valid_too():
    assert schema().is_valid(log(make_report(), make_skip(), ruleset=load_ruleset()))
