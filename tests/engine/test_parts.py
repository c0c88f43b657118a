"""Parts of patterns that rules share: what a lexicon writes under `re` stands in the patterns that name it."""

from __future__ import annotations

from packs import detect_rule, write

from auditor.engine import detect
from auditor.engine.lint import lint
from auditor.engine.load import load_ruleset
from auditor.engine.textpage import TextPage, block
from auditor.model import Capture, Zone
from auditor.page.page import read_page

PARTS = {
    "lexicon": "earnings",
    "version": 1,
    "entries": [
        {"id": "we", "name": "who", "kind": "we", "re": ["we", "our (?:site|blog)"]},
        {"id": "money", "name": "what", "kind": "money", "re": ["commissions?"]},
        {"id": "more-money", "name": "what else", "kind": "money", "re": ["kickbacks?"]},
        {"id": "earns", "name": "who earns", "kind": "earns", "re": ["<earnings:we> earns?"]},
    ],
}


def rules_of(folder, expression, **more):
    rule = detect_rule({"re": [expression]}, id="t.r0", **more)
    return write(folder, {"lexicons/earnings.yaml": PARTS, "t/r0.yaml": rule})


def found(rules, text):
    return [each.quote.exact for each in detect(page_of(text), rules)]


def page_of(text):
    return TextPage(block(text, Zone.BODY), url="https://blog.example/lamps", language="en")


def test_a_part_is_any_of_its_alternatives_and_may_name_parts_before_it(tmp_path):
    rules = load_ruleset(
        [rules_of(tmp_path, r"(?i)\b<earnings:earns> an? (?:small )?<earnings:money>\b")], core=None
    )

    assert found(rules, "When you order, our blog earns a small commission.") == [
        "our blog earns a small commission"
    ]
    assert found(rules, "Now we earn a kickback for it.") == ["we earn a kickback"]
    assert found(rules, "Our shop earns a commission.") == []


def test_a_part_stands_in_what_takes_a_match_back_and_in_the_words_of_the_site(tmp_path):
    rules = load_ruleset(
        [
            rules_of(
                tmp_path,
                "<earnings:money>",
                unless=[{"re": r"\bno <earnings:money>"}],
                emits={"signal": "x.found", "site": {"signal": "x.site", "re": ["<earnings:we> earn"]}},
            )
        ],
        core=None,
    )

    assert found(rules, "There is no commission.") == []
    assert [each.signal for each in detect(page_of("On all pages we earn commissions."), rules)] == ["x.site"]


def test_a_part_stands_in_patterns_for_the_head_and_the_structured_data(tmp_path):
    fields = {
        "meta": [{"name": "meta.author", "re": ["^<earnings:earns>$"]}],
        "structured": [{"path": "ld.author.name", "re": ["^<earnings:money>$"]}],
    }
    rule = detect_rule(fields, id="t.r0")
    rules = load_ruleset([write(tmp_path, {"lexicons/earnings.yaml": PARTS, "t/r0.yaml": rule})], core=None)
    body = (
        '<head><meta name="author" content="our blog earns"><script type="application/ld+json">'
        '{"@type": "NewsArticle", "headline": "Lamps", "author": {"name": "kickback"}}</script></head>'
        "<article><h1>Lamps</h1><p>Which lamp is the best for your desk.</p></article>"
    )
    page = read_page(Capture(uri="https://blog.example/lamps", body=body.encode()))

    assert {each.quote.exact for each in detect(page, rules)} == {"our blog earns", "kickback"}


def test_rules_are_kept_as_written(tmp_path):
    rules = load_ruleset([rules_of(tmp_path, "<earnings:money>")], core=None)

    assert rules.rules["t.r0"].match.re == ("<earnings:money>",)


def test_lint_names_a_part_that_nobody_wrote(tmp_path):
    problems = [str(each) for each in lint([rules_of(tmp_path, "commission <earnings:from>")], core=None)]

    assert any(
        "match.re[0]: lexicon earnings has no part and no forms of kind from" in each for each in problems
    )
