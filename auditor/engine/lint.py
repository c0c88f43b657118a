"""What can be wrong with rules beyond their shape; every problem names file, line and key."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from auditor.data import RULES
from auditor.engine.anchors import is_anchor
from auditor.engine.assert_rule import AssertRule
from auditor.engine.detect_rule import DetectRule
from auditor.engine.document import Key, Rule
from auditor.engine.forms import Alphabet
from auditor.engine.knowledge import Lexicon, Profile
from auditor.engine.lint_assert import assert_problems, is_selector, lexicon_problems, profile_problems
from auditor.engine.packs import read_packs
from auditor.engine.phrases import Pattern, Program, phrase, regex
from auditor.engine.ruleset import Ruleset
from auditor.engine.shapes import many
from auditor.engine.signals import SIGNALS
from auditor.engine.syntax import Alt, Lex, Node, PatternError, Seq
from auditor.errors import RuleError

_SLOT = re.compile(r"\{([a-z_.]+)\}")
_CLAUSE = re.compile(r"unless\.(\d+)$")
_LINK_CAPTURES = frozenset(
    [
        "network",
        "network.name",
        "merchant",
        "publisher",
        "strength",
        "kind",
        "rel",
        "host",
        "agency",
        "agency.name",
    ]
)
Problem = tuple[Key, str]


def lint(user_dirs: Sequence[Path | str] = (), *, core: Path | None = RULES) -> tuple[RuleError, ...]:
    """Everything that is wrong in the packs, in the order of the files."""
    ruleset, problems = read_packs(user_dirs, core=core, thorough=True)
    return (*problems, *check(ruleset))


def check(ruleset: Ruleset) -> Iterator[RuleError]:
    """What is wrong in packs whose files have the right shape."""
    emitted = {signal for rule in ruleset.detects for signal in rule.emits.signals}
    for document, value in ruleset.sources:
        problems: Iterable[Problem] = ()
        if isinstance(value, DetectRule):
            problems = (*_common(value, ruleset), *_detect(ruleset.parts.put_into(value), ruleset))
        elif isinstance(value, AssertRule):
            problems = (*_common(value, ruleset), *assert_problems(value, ruleset, emitted))
        elif isinstance(value, Lexicon):
            problems = lexicon_problems(value)
        elif isinstance(value, Profile):
            problems = profile_problems(value, ruleset)
        for key, message in problems:
            yield document.error(message, key)


def unusable(ruleset: Ruleset, folders: Sequence[Path | str]) -> Iterator[RuleError]:
    """What in some folders cannot run at all: patterns that cannot be compiled or found, names that lead nowhere."""
    for document, value in ruleset.sources:
        if not any(document.path.is_relative_to(folder) for folder in folders):
            continue
        problems: Iterable[Problem] = ()
        if isinstance(value, DetectRule):
            ready = ruleset.parts.put_into(value)
            problems = (*_patterns(ready, ruleset), *_references(ready, ruleset), *_selectors(ready))
        elif isinstance(value, Lexicon):
            problems = lexicon_problems(value)
        for key, message in problems:
            yield document.error(message, key)


# -- all rules -------------------------------------------------------------------------------------------


def _common(rule: Rule, ruleset: Ruleset) -> Iterator[Problem]:
    for number, use in enumerate(rule.standards):
        standard = ruleset.standards.get(use.ref)
        if standard is None:
            yield ("standards", number, "ref"), f"there is no standard “{use.ref}” in standards.yaml"
        elif use.clause and standard.clauses and use.clause not in {each.clause for each in standard.clauses}:
            known = "; ".join(each.clause for each in standard.clauses)
            yield ("standards", number, "clause"), f"{use.ref} has no clause “{use.clause}”; it has: {known}"
    for name in ("misses", "false_hits"):
        if not any(text.strip() for text in many(getattr(rule.known_limits, name))):
            yield ("known_limits", name), "must not be empty"


# -- detect ----------------------------------------------------------------------------------------------


def _detect(rule: DetectRule, ruleset: Ruleset) -> Iterator[Problem]:
    match = rule.match
    if not any(
        (
            match.phrase,
            match.re,
            match.meta,
            match.structured,
            match.link,
            match.selector,
            match.url,
            match.script,
        )
    ):
        yield ("match",), "needs a matcher: phrase, re, meta, structured, link, selector, url or script"
    yield from _patterns(rule, ruleset)
    yield from _references(rule, ruleset)
    yield from _selectors(rule)
    yield from _signal(rule)
    yield from _examples(rule)


def _sources(rule: DetectRule) -> Iterator[tuple[Key, str, bool, bool]]:
    """Every phrase and `re` of a rule: its key, its text, whether it is a phrase, whether it needs an anchor."""
    match = rule.match
    places: list[tuple[Key, Any, bool]] = [(("match",), match, True)]
    places += [(("match", "meta", number), each, True) for number, each in enumerate(match.meta)]
    places += [(("match", "structured", number), each, True) for number, each in enumerate(match.structured)]
    places += [(("match", "url", number), each, False) for number, each in enumerate(match.url)]
    places += [(("unless", number), each, False) for number, each in enumerate(rule.unless)]
    places += [(("emits", "site"), rule.emits.site, False)] if rule.emits.site else []
    for key, matcher, needs_anchor in places:
        for name, is_phrase in (("phrase", True), ("re", False)):
            value = getattr(matcher, name)
            for number, source in enumerate(many(value)):
                where = (*key, name) if isinstance(value, str) else (*key, name, number)
                yield where, source, is_phrase, needs_anchor


def _patterns(rule: DetectRule, ruleset: Ruleset) -> Iterator[Problem]:
    seen: set[tuple[Key, str]] = set()
    for key, source, is_phrase, needs_anchor in _sources(rule):
        try:
            pattern = phrase(source) if is_phrase else regex(source)
            placeholders = tuple(lexes(pattern.node))
            Program(pattern.expression(ruleset.alphabet.char_class))
        except PatternError as problem:
            yield key, str(problem)
            continue
        yield from ((key, message) for message in _placeholders(placeholders, ruleset.alphabet))
        if needs_anchor and not _has_anchor(pattern, whole=rule.match.whole):
            yield (
                key,
                (
                    "has no literal anchor: give it a word of three letters (two characters in CJK or Thai) that must"
                    " stand in every match, a lexicon placeholder, or `whole: true` with finite alternatives"
                ),
            )
        group = (key[:-1] if isinstance(key[-1], int) else key, source)
        if group in seen:
            yield key, f"“{source}” stands twice"
        seen.add(group)


def _has_anchor(pattern: Pattern, *, whole: bool) -> bool:
    if whole and pattern.texts:
        return True
    return bool(pattern.anchors) and all(map(is_anchor, pattern.anchors))


def _placeholders(found: Iterable[Lex], alphabet: Alphabet) -> Iterator[str]:
    for lex in found:
        name = alphabet.lexicon(lex.lexicon)
        if name not in alphabet.forms:
            yield f"there is no lexicon “{name}” for <{lex.lexicon}>"
        elif not alphabet.chars_of(lex):
            yield f"lexicon {name} has no part and no forms of kind {' or '.join(lex.kinds) or 'any'}"
        else:
            known = {kind for lexicon, kind, _ in alphabet.chars if lexicon == name}
            for kind in lex.kinds:
                if kind not in known:
                    yield f"lexicon {name} has no kind “{kind}”; it has {', '.join(sorted(known))}"


def lexes(node: Node) -> Iterator[Lex]:
    """The placeholders of a pattern."""
    if isinstance(node, Lex):
        yield node
    elif isinstance(node, Seq | Alt):
        for item in node.items:
            yield from lexes(item)


def _references(rule: DetectRule, ruleset: Ruleset) -> Iterator[Problem]:
    """Lexicons and kinds that matchers name."""
    groups: list[tuple[Key, Any]] = [(("match", name, number), each) for name in ("link", "script", "selector", "url")
              for number, each in enumerate(getattr(rule.match, name))]  # fmt: skip
    groups += [(("unless", outer, "link", number), each)
               for outer, unless in enumerate(rule.unless) for number, each in enumerate(unless.link)]  # fmt: skip
    for key, matcher in groups:
        name = getattr(matcher, "lexicon", None)
        if name is None:
            continue
        lexicon = ruleset.lexicons.get(name)
        if lexicon is None:
            yield (
                (*key, "lexicon"),
                f"there is no lexicon “{name}”; there are {', '.join(sorted(ruleset.lexicons))}",
            )
            continue
        known = {entry.kind for entry in lexicon.entries}
        for kind in matcher.kinds:
            if kind not in known:
                yield (
                    (*key, "kinds"),
                    f"lexicon {name} has no kind “{kind}”; it has {', '.join(sorted(known))}",
                )


def _selectors(rule: DetectRule) -> Iterator[Problem]:
    found: list[tuple[Key, object]] = [
        (("match", "selector", number), css) for number, css in enumerate(rule.match.selector)
    ]
    found += [
        (("unless", number, "selector"), css)
        for number, unless in enumerate(rule.unless)
        for css in many(unless.selector)
    ]
    for key, css in found:
        if isinstance(css, str) and not is_selector(css):
            yield key, f"“{css}” is no CSS selector"


def _signal(rule: DetectRule) -> Iterator[Problem]:
    emits = rule.emits
    unknown = [name for name in emits.signals if name not in SIGNALS and not name.startswith("x.")]
    if unknown:
        yield ("emits", "signal"), f"“{unknown[0]}” is no signal; one of your own begins with x."
        return
    allowed = SIGNALS[emits.signal][1] if emits.signal in SIGNALS else None
    captures = set(_LINK_CAPTURES) | {"word"}
    for _, source, is_phrase, _ in _sources(rule):
        pattern = phrase(source) if is_phrase else regex(source)
        captures |= _named(source)
        captures |= {name for each in pattern.lexicons for name in (each, f"{each}.name", f"{each}.kind")}
    for name, template in emits.props.items():
        if allowed is not None and name not in allowed:
            yield (
                ("emits", "props", name),
                f"{emits.signal} has no property “{name}”; it has {', '.join(sorted(allowed))}",
            )
        for slot in _SLOT.findall(template):
            if slot not in captures:
                yield ("emits", "props", name), f"no pattern captures {{{slot}}}"


def _named(source: str) -> set[str]:
    return {first or second for first, second in re.findall(r"\(\?P?<([a-z_]+)>|\{([a-z_]+)\}", source)}


def _examples(rule: DetectRule) -> Iterator[Problem]:
    named: set[int] = set()
    for group in ("match", "no_match"):
        for number, example in enumerate(getattr(rule.examples, group)):
            key: Key = ("examples", group, number)
            if (example.text is None) == (example.html is None):
                yield key, "an example has either text or html"
            if group == "match":
                continue
            if example.killed_by is None and not example.near_miss:
                yield key, "a negative example names what saves it (killed_by) or is near_miss: true"
            if example.killed_by is not None:
                found = _CLAUSE.match(example.killed_by)
                if found:
                    named.add(int(found[1]))
                if not has_clause(rule, example.killed_by):
                    yield (*key, "killed_by"), f"the rule has no clause “{example.killed_by}”"
    for number in range(len(rule.unless)):
        if number not in named:
            yield ("unless", number), f"no example shows what it is for: one needs killed_by: unless.{number}"


def has_clause(rule: DetectRule, clause: str) -> bool:
    """Whether a rule has the clause that an example names."""
    found = _CLAUSE.match(clause)
    if found:
        return int(found[1]) < len(rule.unless)
    if clause in ("whole", "edge", "leads_out"):
        return bool(getattr(rule.match, clause))
    part, _, name = clause.partition(".")
    return part == "where" and getattr(rule.match.where, name, None) not in (None, ())
