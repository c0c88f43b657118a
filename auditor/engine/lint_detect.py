"""What can be wrong with detect rules."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from auditor.engine.anchors import is_anchor
from auditor.engine.detect_rule import (
    DetectRule,
    FieldMatch,
    LinkMatch,
    Match,
    ScriptMatch,
    SelectorMatch,
    SiteWide,
    StructuredMatch,
    Unless,
    UrlMatch,
)
from auditor.engine.document import Key, Problem
from auditor.engine.forms import Alphabet
from auditor.engine.lint_assert import is_selector
from auditor.engine.phrases import Pattern, Program, phrase, regex
from auditor.engine.ruleset import Ruleset
from auditor.engine.shapes import many
from auditor.engine.signals import SIGNALS
from auditor.engine.syntax import Alt, Lex, Node, PatternError, Seq

_SLOT = re.compile(r"\{([a-z_.]+)\}")
_CLAUSE = re.compile(r"unless\.(\d+)$")
_LINK_CAPTURES = frozenset(
    "network network.name merchant publisher strength kind rel host agency agency.name".split()
)
_Worded = Match | FieldMatch | StructuredMatch | UrlMatch | Unless | SiteWide
"""What has phrases and patterns."""
_Naming = LinkMatch | ScriptMatch | SelectorMatch | UrlMatch
"""What may name a lexicon."""


def detect_problems(rule: DetectRule, ruleset: Ruleset) -> Iterator[Problem]:
    """What is wrong with a detect rule, the parts of its patterns put in."""
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
    yield from unusable_parts(rule, ruleset)
    yield from _signal(rule)
    yield from _examples(rule)


def unusable_parts(rule: DetectRule, ruleset: Ruleset) -> Iterator[Problem]:
    """What in a detect rule cannot run: patterns that cannot be compiled or found, names that lead nowhere, no selectors."""
    yield from _patterns(rule, ruleset)
    yield from _references(rule, ruleset)
    yield from _selectors(rule)


def _sources(rule: DetectRule) -> Iterator[tuple[Key, str, bool, bool]]:
    """Every phrase and `re` of a rule: its key, its text, whether it is a phrase, whether it needs an anchor."""
    match = rule.match
    places: list[tuple[Key, _Worded, bool]] = [(("match",), match, True)]
    places += [(("match", "meta", number), each, True) for number, each in enumerate(match.meta)]
    places += [(("match", "structured", number), each, True) for number, each in enumerate(match.structured)]
    places += [(("match", "url", number), each, False) for number, each in enumerate(match.url)]
    places += [(("unless", number), each, False) for number, each in enumerate(rule.unless)]
    places += [(("emits", "site"), rule.emits.site, False)] if rule.emits.site else []
    for key, matcher, needs_anchor in places:
        for name, value in (("phrase", matcher.phrase), ("re", matcher.re)):
            for number, source in enumerate(many(value)):
                where = (*key, name) if isinstance(value, str) else (*key, name, number)
                yield where, source, name == "phrase", needs_anchor


def _patterns(rule: DetectRule, ruleset: Ruleset) -> Iterator[Problem]:
    seen: set[tuple[Key, str]] = set()
    for key, source, is_phrase, needs_anchor in _sources(rule):
        try:
            pattern = phrase(source) if is_phrase else regex(source)
            placeholders = tuple(_lexes(pattern.node))
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


def _lexes(node: Node) -> Iterator[Lex]:
    """The placeholders of a pattern."""
    if isinstance(node, Lex):
        yield node
    elif isinstance(node, Seq | Alt):
        for item in node.items:
            yield from _lexes(item)


def _references(rule: DetectRule, ruleset: Ruleset) -> Iterator[Problem]:
    """Lexicons and kinds that matchers name."""
    match = rule.match
    places: list[tuple[Key, _Naming]] = [
        (("match", "link", number), each) for number, each in enumerate(match.link)
    ]
    places += [(("match", "script", number), each) for number, each in enumerate(match.script)]
    places += [
        (("match", "selector", number), each)
        for number, each in enumerate(match.selector)
        if isinstance(each, SelectorMatch)
    ]
    places += [(("match", "url", number), each) for number, each in enumerate(match.url)]
    places += [
        (("unless", outer, "link", number), each)
        for outer, unless in enumerate(rule.unless)
        for number, each in enumerate(unless.link)
    ]
    for key, matcher in places:
        name = matcher.lexicon
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
                if not _has_clause(rule, example.killed_by):
                    yield (*key, "killed_by"), f"the rule has no clause “{example.killed_by}”"
    for number in range(len(rule.unless)):
        if number not in named:
            yield ("unless", number), f"no example shows what it is for: one needs killed_by: unless.{number}"


def _has_clause(rule: DetectRule, clause: str) -> bool:
    """Whether a rule has the clause that an example names."""
    found = _CLAUSE.match(clause)
    if found:
        return int(found[1]) < len(rule.unless)
    if clause in ("whole", "edge", "leads_out"):
        return bool(getattr(rule.match, clause))
    part, _, name = clause.partition(".")
    return part == "where" and getattr(rule.match.where, name, None) not in (None, ())
