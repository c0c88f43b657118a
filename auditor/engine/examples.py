"""Runs the examples of rules: a rule is right when its own examples come out as it says."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

import msgspec

from auditor.engine.assert_rule import AssertRule
from auditor.engine.clauses import clauses_of, tested
from auditor.engine.detect import index_of, runs_for, search
from auditor.engine.detect_rule import DetectRule, Example, Where
from auditor.engine.document import Key, Problem
from auditor.engine.evidence import arrange
from auditor.engine.index import Index
from auditor.engine.phrases import is_word
from auditor.engine.syntax import Alt, Lex, Lit, Node, PatternError, Seq
from auditor.engine.textpage import TextPage, block
from auditor.engine.trace import Trace
from auditor.errors import RuleError
from auditor.model import Capture, Extent, Zone
from auditor.page.text import fold

if TYPE_CHECKING:
    from auditor.engine.assert_rule import AssertExample
    from auditor.engine.ruleset import Ruleset
    from auditor.engine.view import PageView
    from auditor.model import Evidence, Finding

URL = "https://news.example/article"
_HIRAGANA = re.compile("[\u3040-\u309f]")
Audit = Callable[["AssertExample", AssertRule], "Finding | None"]
"""Audits the page of an assert example and returns the rule's finding."""


def failures(ruleset: Ruleset, rule: DetectRule) -> Iterator[Problem]:
    """Every example of a detect rule that does not come out as it says."""
    for number, example in enumerate(rule.examples.match):
        message = _must_match(ruleset, rule, example)
        if message:
            yield ("examples", "match", number), message
    for number, example in enumerate(rule.examples.no_match):
        message = _must_not_match(ruleset, rule, example)
        if message:
            yield ("examples", "no_match", number), message


def page_of(rule: DetectRule, example: Example) -> PageView:
    """The page that an example describes."""
    extent = example.extent or Extent.PAGE
    if example.html is not None:
        from auditor.page.page import read_page

        return read_page(Capture(uri=example.url or URL, body=example.html.encode(), extent=extent))
    zones = rule.match.where.zones
    known = {
        name: getattr(example, name)
        for name in ("scope", "place", "visible", "tag", "linked", "repeats", "near_headline")
    }
    zone = example.zone or (zones[0] if zones else Zone.BODY)
    return TextPage(
        block(example.text or "", zone, **known),
        url=example.url or URL,
        language=example.lang,
        extent=extent,
    )


def run(ruleset: Ruleset, rule: DetectRule, example: Example) -> tuple[tuple[Evidence, ...], Trace]:
    """What one rule alone finds on the page of an example, and how far it got."""
    page, trace = page_of(rule, example), Trace()
    if example.lang is not None and not runs_for(rule, example.lang):
        return (), trace
    index = index_of([rule], ruleset)
    return arrange(page, search(page, index, trace)), trace


def _must_match(ruleset: Ruleset, rule: DetectRule, example: Example) -> str | None:
    found, trace = run(ruleset, rule, example)
    if not found:
        stopped = trace.furthest.get(rule.id)
        why = f"stopped by {stopped[1]} at “{stopped[2][:60]}”" if stopped else "no pattern fits"
        return f"does not match: {why}"
    if example.quote is not None and all(each.quote.exact != example.quote for each in found):
        return f"the quote is “{found[0].quote.exact}”, not “{example.quote}”"
    if example.count is not None and len(found) != example.count:
        return f"matches {len(found)} times, not {example.count}"
    if example.signal is not None and all(each.signal != example.signal for each in found):
        return f"the signal is {found[0].signal}, not {example.signal}"
    if example.props and not any(_has(each, example.props) for each in found):
        return f"the properties are {found[0].properties}, not {example.props}"
    return None


def _has(evidence: Evidence, props: dict[str, str | None]) -> bool:
    return all(evidence.properties.get(name) == value for name, value in props.items())


def _must_not_match(ruleset: Ruleset, rule: DetectRule, example: Example) -> str | None:
    found, _ = run(ruleset, rule, example)
    if found:
        return f"matches “{found[0].quote.exact}”"
    if example.killed_by is not None:
        loose = without(rule, example.killed_by, is_text=example.text is not None)
        if not run(ruleset, loose, example)[0]:
            return f"does not match either without {example.killed_by}, so it does not show what that is for"
    elif example.near_miss and not _is_near(ruleset, rule, example):
        return "shares no word with the patterns, so it is no near miss"
    return None


def without(rule: DetectRule, clause: str, *, is_text: bool) -> DetectRule:
    """The rule without the clause that an example names.

    The zone of a text example gives it scope and place too, so `where.zones` lifts those with it.
    """
    replace = msgspec.structs.replace
    part, _, name = clause.partition(".")
    if part == "unless":
        dropped = int(name)
        return replace(rule, unless=tuple(each for n, each in enumerate(rule.unless) if n != dropped))
    if part == "where":
        names = (name, "scopes", "places", "near_headline") if is_text and name == "zones" else (name,)
        lifted = replace(rule.match.where, **{each: getattr(Where(), each) for each in names})
        return replace(rule, match=replace(rule.match, where=lifted))
    return replace(rule, match=replace(rule.match, **{clause: None if clause == "edge" else False}))


def _is_near(ruleset: Ruleset, rule: DetectRule, example: Example) -> bool:
    """Whether an example shares a word, or a lexicon's name, with the patterns of its rule."""
    clauses = [*clauses_of(rule, tested(rule))]
    if not clauses:
        return True  # links, selectors and scripts have no words
    text = fold(example.text or example.html or "").replace("-", " ")
    words = {word for clause in clauses for word in _words(clause.pattern.node)}
    if any(word in text for word in words):
        return True
    index: Index = index_of([rule], ruleset)
    return any(index.filing.target(literal).forms for literal, _, _ in index.filing.automaton.hits(text))


def _words(node: Node) -> Iterable[str]:
    """The words of two or more characters that stand literally in a pattern."""
    if isinstance(node, Lit):
        for word in re.findall(r"\w{2,}", node.text.replace("-", " ")):
            yield from (word,) if is_word(word[0]) else _pairs(word)
    elif isinstance(node, Seq | Alt):
        if isinstance(node, Seq) and all(isinstance(item, Lit) for item in node.items):
            yield from _words(Lit("".join(item.text for item in node.items if isinstance(item, Lit))))
            return
        run_of: list[str] = []
        for item in node.items:
            if isinstance(node, Seq) and isinstance(item, Lit):
                run_of.append(item.text)
                continue
            yield from _words(Lit("".join(run_of)))
            run_of = []
            if not isinstance(item, Lex):
                yield from _words(item)
        if run_of:
            yield from _words(Lit("".join(run_of)))


def _pairs(run: str) -> Iterator[str]:
    """The neighbours in a run of a script without spaces, where two characters are often a word.

    Hiragana is left out: it writes endings and particles, which any two sentences share.
    """
    return (run[at : at + 2] for at in range(len(run) - 1) if not _HIRAGANA.search(run, at, at + 2))


def assert_failures(rule: AssertRule, audit: Audit) -> Iterator[Problem]:
    """Every example of an assert rule that does not come out as it says."""
    groups = (
        ("pass", rule.examples.pass_),
        ("fail", rule.examples.fail),
        ("needs_review", rule.examples.needs_review),
        ("not_applicable", rule.examples.not_applicable),
    )
    for name, examples in groups:
        for number, example in enumerate(examples):
            finding = audit(example, rule)
            key: Key = ("examples", name, number)
            wanted = name.replace("_", "-")
            if finding is None:
                yield key, "the rule gave no finding: is it in force in the profile?"
            elif finding.outcome != wanted:
                yield key, f"comes out as {finding.outcome} ({finding.reason or 'no reason'}), not {wanted}"
            elif example.because is not None and finding.reason != example.because:
                yield key, f"the reason is {finding.reason}, not {example.because}"


def run_examples(
    ruleset: Ruleset, ids: Iterable[str] = (), audit: Audit | None = None
) -> Iterator[tuple[str, tuple[RuleError, ...]]]:
    """Run the examples of some rules, or all: each rule's id with what failed. Asserts need an `audit`."""
    wanted = frozenset(ids)
    for document, rule in ruleset.sources:
        if not isinstance(rule, DetectRule | AssertRule) or (wanted and rule.id not in wanted):
            continue
        if isinstance(rule, DetectRule):
            found = failures(ruleset, ruleset.parts.put_into(rule))
        elif audit is not None:
            found = assert_failures(rule, audit)
        else:
            continue
        try:
            problems = tuple(document.error(message, key) for key, message in found)
        except PatternError as problem:  # lint tells where it stands
            problems = (document.error(f"cannot be tried: {problem}"),)
        yield rule.id, problems
