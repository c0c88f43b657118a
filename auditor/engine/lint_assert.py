"""What can be wrong with assert rules, lexicons and profiles."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase
from functools import cache
from typing import Any

import msgspec

from auditor.engine.assert_rule import AssertRule, Condition
from auditor.engine.assess import is_binding
from auditor.engine.conditions import KINDS
from auditor.engine.document import Key, Problem
from auditor.engine.knowledge import Entry, Lexicon, Profile
from auditor.engine.messages import SLOTS, slots_of
from auditor.engine.phrases import Program
from auditor.engine.ruleset import Ruleset
from auditor.engine.shapes import many
from auditor.engine.signatures import literals_of
from auditor.engine.syntax import PatternError
from auditor.model import Capture, Conclusions, Modality
from auditor.page.page import Page, read_page
from auditor.page.text import fold

_MUST = re.compile(r"\bmust\b", re.IGNORECASE)
_SHOULD = re.compile(r"\bshould\b", re.IGNORECASE)


def assert_problems(rule: AssertRule, ruleset: Ruleset, emitted: set[str]) -> Iterator[Problem]:
    """What is wrong with an assert rule, given the signals that detect rules emit."""
    if not (rule.require or rule.forbid or rule.review_when):
        yield ("require",), "needs require or forbid, or review_when for a question to a person"
    if (rule.require or rule.forbid) and not (rule.messages.pass_ and rule.examples.pass_):
        yield ("examples", "pass"), "needs an example and a message for pass"
    if not (rule.examples.fail or rule.examples.needs_review):
        yield ("examples",), "needs an example of fail or needs_review"
    for group in ("applies_when", "require", "forbid", "review_when"):
        for number, condition in enumerate(getattr(rule, group)):
            yield from _condition((group, number), condition, emitted, needs_reason=group != "applies_when")
    if rule.modality is Modality.MUST and not any(is_binding(use, ruleset) for use in rule.standards):
        yield (
            ("modality",),
            "a must needs a standard that binds, with relation: direct, verified in the clause named",
        )
    yield from _wording(rule, emitted)
    if not any(profile.asks_for(rule.id) for profile in ruleset.profiles.values()):
        yield ("id",), "no profile puts this rule in force"


def _condition(key: Key, condition: Condition, emitted: set[str], *, needs_reason: bool) -> Iterator[Problem]:
    kinds = [name for name in KINDS if getattr(condition, name) not in (None, ())]
    if len(kinds) != 1:
        yield key, f"a condition is one of {', '.join(KINDS)}; this one has {', '.join(kinds) or 'none'}"
    signals: list[str | None] = [*many(condition.signal), condition.of]
    if condition.order is not None:
        signals += [condition.order.first, condition.order.before]
    if condition.near is not None:
        signals += [condition.near.signal, condition.near.to]
    for number, each in enumerate(condition.all_of):
        yield from _condition((*key, "all_of", number), each, emitted, needs_reason=False)
    for signal in signals:
        if signal is not None and signal not in emitted:
            yield key, f"no detect rule emits the signal “{signal}”"
    if condition.unknown == "visible" and condition.of is None:
        yield key, "unknown: visible needs `of: signal`"
    for name in ("conclusion", "own_name"):
        path = getattr(condition, name)
        if path is not None and not known_conclusion(path):
            yield (*key, name), f"there is no conclusion “{path}”"
    if needs_reason and condition.reason is None:
        yield key, "needs a reason, a short name such as `missing`"


def known_conclusion(path: str) -> bool:
    """Whether a dotted path leads to a field of the conclusions, such as `affiliate.links`."""
    shape: Any = Conclusions
    for part in path.split("."):
        fields = {each.name: each.type for each in msgspec.structs.fields(shape)} if _is_struct(shape) else {}
        if part not in fields:
            return False
        shape = fields[part]
    return True


def _is_struct(shape: Any) -> bool:
    return isinstance(shape, type) and issubclass(shape, msgspec.Struct)


def _wording(rule: AssertRule, emitted: set[str]) -> Iterator[Problem]:
    """Messages for every reason, known placeholders, and no duty where there is only advice."""
    messages = rule.messages
    reasons = {
        "fail": {each.reason for each in (*rule.require, *rule.forbid) if each.reason},
        "needs_review": {each.reason for each in rule.review_when if each.reason},
    }
    texts: list[tuple[Key, str]] = [
        (("messages", "pass"), messages.pass_),
        (("messages", "not-applicable"), messages.not_applicable),
    ]
    for name, wanted in reasons.items():
        key: Key = ("messages", name.replace("_", "-"))
        value = getattr(messages, name)
        if isinstance(value, str):
            texts.append((key, value))
            continue
        texts += [((*key, reason), text) for reason, text in value.items()]
        if name == "fail" and not value and rule.review_when:
            continue  # such a check only ever asks for a person's judgement
        for reason in sorted(wanted - set(value) - {"default"}):
            if "default" not in value:
                yield key, f"there is no message for the reason “{reason}”"
        if name == "fail":
            for reason in sorted(set(value) - wanted - {"default"}):
                yield (*key, reason), f"no condition gives the reason “{reason}”"
    for key, text in texts:
        for slot in slots_of(text):
            if slot not in SLOTS and slot not in emitted:
                yield key, f"unknown placeholder {{{slot}}}; known are {', '.join(sorted(SLOTS))}"
        if rule.modality is Modality.SHOULD and _MUST.search(text):
            yield key, "says “must”, but the rule is a should"
        if rule.modality is Modality.MUST and _SHOULD.search(text):
            yield key, "says “should”, but the rule is a must"


def profile_problems(profile: Profile, ruleset: Ruleset) -> Iterator[Problem]:
    """Standards and asserts that do not exist, and label words in two classes."""
    for number, name in enumerate(profile.standards):
        if name not in ruleset.standards:
            yield ("standards", number), f"there is no standard “{name}” in standards.yaml"
    known = [rule.id for rule in ruleset.rules.values() if isinstance(rule, AssertRule)]
    for number, pattern in enumerate(profile.asserts):
        if not any(fnmatchcase(rule_id, pattern) for rule_id in known):
            yield ("asserts", number), f"there is no assert rule “{pattern}”"
    for language, classes in profile.labels.items():
        seen: dict[str, str] = {}
        for name, words in classes.items():
            for number, word in enumerate(words):
                if seen.setdefault(fold(word), name) != name:
                    yield ("labels", language, name, number), f"“{word}” is also {seen[fold(word)]}"


def lexicon_problems(lexicon: Lexicon) -> Iterator[Problem]:
    """Patterns that RE2 refuses, host-less patterns without a literal, forms that stand twice."""
    for number, entry in enumerate(lexicon.entries):
        for key, expression in _expressions(entry):
            try:
                Program(expression)
            except PatternError as problem:
                yield ("entries", number, *key), str(problem)
        for index, pattern in enumerate(entry.patterns):
            if pattern.match == "any" and not (pattern.query or pattern.query_any):
                try:
                    literals_of(pattern)
                except PatternError as problem:
                    yield ("entries", number, "patterns", index), str(problem)
        for index, css in enumerate(entry.markup):
            if not is_selector(css):
                yield ("entries", number, "markup", index), f"“{css}” is no CSS selector"
        seen: set[tuple[str, bool]] = set()
        for index, form in enumerate(entry.forms):
            if (form.text, form.case) in seen:
                yield ("entries", number, "forms", index), f"the form “{form.text}” stands twice"
            seen.add((form.text, form.case))


def _expressions(entry: Entry) -> Iterable[tuple[Key, str]]:
    """Every RE2 pattern of an entry with its key."""
    yield from ((("re", number), source) for number, source in enumerate(entry.re))
    for number, pattern in enumerate(entry.patterns):
        if pattern.path_re:
            yield ("patterns", number, "path_re"), pattern.path_re
        for name, test in pattern.value_re.items():
            yield ("patterns", number, "value_re", name), test
    for name in ("merchant_from", "publisher_from"):
        source = getattr(entry, name)
        if source is not None and source.path_re:
            yield (name, "path_re"), source.path_re


def is_selector(css: str) -> bool:
    """Whether the page's parser takes a CSS selector."""
    try:
        _empty_page().select(css)
    except ValueError:
        return False
    return True


@cache
def _empty_page() -> Page:
    return read_page(Capture(uri="https://news.example/", body=b"<p>x</p>"))
