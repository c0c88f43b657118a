"""Lint: whatever is wrong with a pack beyond the shape of its files, with file, line and key."""

from __future__ import annotations

import pytest
from packs import AGENCIES, CHECK, GOOD, HOUSE, detect_rule, write

from auditor.engine.examples import run_examples
from auditor.engine.lint import lint
from auditor.engine.load import load_ruleset


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"emits": {"signal": "origin.nothing"}}, "emits.signal: “origin.nothing” is no signal"),
        (
            {"emits": {"signal": "x.stay", "site": {"signal": "origin.nothing"}}},
            "“origin.nothing” is no signal",
        ),
        ({"emits": {"signal": "x.stay", "site": {"signal": "x.site", "re": "(?=a)"}}}, "emits.site.re"),
        (
            {"emits": {"signal": "origin.wire", "props": {"colour": "red"}}},
            "origin.wire has no property “colour”",
        ),
        ({"emits": {"signal": "x.stay", "props": {"who": "{sponsor}"}}}, "no pattern captures {sponsor}"),
        ({"match": {"re": ["[a-z]+"]}}, "match.re[0]: has no literal anchor"),
        ({"match": {"phrase": ["ad"]}}, "match.phrase[0]: has no literal anchor"),
        ({"match": {"phrase": ["free stay", "free stay"]}}, "match.phrase[1]: “free stay” stands twice"),
        ({"match": {"phrase": ["by <nobody>"]}}, "there is no lexicon “nobody”"),
        ({"match": {"phrase": ["by <agency:nothing>"]}}, "no forms of kind nothing"),
        (
            {"match": {"link": [{"lexicon": "nothing"}]}},
            "match.link[0].lexicon: there is no lexicon “nothing”",
        ),
        ({"match": {"selector": ["p["]}}, "match.selector[0]: “p[” is no CSS selector"),
        ({"unless": [{"selector": "div..x"}]}, "unless[0].selector: “div..x” is no CSS selector"),
        ({"match": {}}, "match: needs a matcher"),
        ({"standards": [{"ref": "NOWHERE"}]}, "there is no standard “NOWHERE”"),
        ({"unless": [*GOOD["unless"], {"phrase": ["rain"]}]}, "unless[1]: no example shows what it is for"),
        (
            {"examples": {**GOOD["examples"], "no_match": [{"text": "A stay"}]}},
            "names what saves it (killed_by) or is near_miss",
        ),
    ],
)
def test_lint_names_file_line_and_key(tmp_path, changes, words):
    files = {"house/stay.yaml": {**GOOD, **changes}, "lexicons/agencies.yaml": AGENCIES}

    problems = [str(problem) for problem in lint([write(tmp_path, files)], core=None)]

    (line,) = [line for line in problems if words in line]
    assert "stay.yaml:" in line


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, None),
        ({"modality": "must"}, "modality: a must needs a standard that binds"),
        (
            {"messages": {**CHECK["messages"], "pass": "It must be so."}},
            "messages.pass: says “must”, but the rule is a should",
        ),
        (
            {"messages": {**CHECK["messages"], "fail": {"late": "x"}}},
            "there is no message for the reason “missing”",
        ),
        ({"messages": {**CHECK["messages"], "pass": "{colour}"}}, "unknown placeholder {colour}"),
        (
            {"require": [{"signal": "x.other", "reason": "missing"}]},
            "no detect rule emits the signal “x.other”",
        ),
        (
            {"require": [{"conclusion": "affiliate.none", "at_least": 1, "reason": "missing"}]},
            "there is no conclusion “affiliate.none”",
        ),
        ({"require": [{"signal": "x.stay"}]}, "require[0]: needs a reason"),
        (
            {"require": [{"signal": "x.stay", "extent": ["page"], "reason": "missing"}]},
            "a condition is one of",
        ),
        ({"require": []}, "needs require or forbid"),
    ],
)
def test_lint_of_checks(tmp_path, changes, words):
    files = {"house/stay.yaml": GOOD, "house/check.yaml": {**CHECK, **changes}, "profiles/house.yaml": HOUSE}

    problems = [str(problem) for problem in lint([write(tmp_path, files)], core=None)]

    assert any(words in problem for problem in problems) if words else problems == []


def test_a_check_without_a_profile_and_a_profile_without_its_check_are_named(tmp_path):
    profile = {**HOUSE, "asserts": ["none.x"]}
    files = {"house/stay.yaml": GOOD, "house/check.yaml": CHECK, "profiles/house.yaml": profile}

    problems = " ".join(str(problem) for problem in lint([write(tmp_path, files)], core=None))

    assert "asserts[0]: there is no assert rule “none.x”" in problems
    assert "no profile puts this rule in force" in problems


NETWORK = {"id": "n", "name": "N", "kind": "network"}


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        (
            {"patterns": [{"host": "n.example", "path_re": "(?=x)"}]},
            "entries[0].patterns[0].path_re: RE2 refuses",
        ),
        (
            {"patterns": [{"host": "n.example", "value_re": {"a": "("}}]},
            "entries[0].patterns[0].value_re.a: RE2",
        ),
        (
            {"patterns": [{"host": "*", "match": "any"}]},
            "entries[0].patterns[0]: a pattern without host needs",
        ),
        ({"forms": [{"text": "N"}, {"text": "N"}]}, "entries[0].forms[1]: the form “N” stands twice"),
        ({"markup": ["p["]}, "entries[0].markup[0]: “p[” is no CSS selector"),
        ({"colour": "red"}, "entries[0]: unknown key “colour”"),
    ],
)
def test_lint_of_lexicons(tmp_path, entry, words):
    lexicon = {"lexicon": "networks", "version": 1, "entries": [{**NETWORK, **entry}]}

    problems = [str(problem) for problem in lint([write(tmp_path, {"lexicons/n.yaml": lexicon})], core=None)]

    assert any(words in problem for problem in problems)


def test_lint_finds_everything_and_does_not_stop_at_the_first(tmp_path):
    files = {f"house/r{n}.yaml": {**GOOD, "id": f"house.r{n}", "match": {"phrase": ["ad"]}} for n in range(3)}

    assert len({problem.path for problem in lint([write(tmp_path, files)], core=None)}) == 3


def test_examples_of_a_rule_whose_pattern_cannot_be_read_fail_and_the_others_are_tried(tmp_path):
    broken = detect_rule({"phrase": ["free {0,12} stay"]}, id="house.broken")
    rules = load_ruleset(core=write(tmp_path, {"house/broken.yaml": broken, "house/stay.yaml": GOOD}))
    failed = {rule: [str(problem) for problem in problems] for rule, problems in run_examples(rules)}

    assert "at most 8 words" in failed["house.broken"][0]
    assert failed["house.stay"] == []
