"""One rule in words: for `auditor rules show` and the generated pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from auditor.engine.assert_rule import AssertExample, AssertRule, Condition
from auditor.engine.detect_rule import DetectRule, Example, LinkMatch, SelectorMatch, Unless, Where
from auditor.engine.document import Rule
from auditor.engine.ruleset import Ruleset
from auditor.engine.shapes import many
from auditor.engine.signals import SIGNALS

_WHERE = {
    "zones": "zone",
    "scopes": "scope",
    "places": "place",
    "max_chars": "characters at most",
    "max_repeats": "repeated on the page at most",
    "near_headline": "near the headline",
    "max_linked": "share of linked text at most",
    "min_linked": "share of linked text at least",
    "visible": "seen by the reader",
    "extents": "extent of the capture",
}


def rule_lines(rule: Rule, ruleset: Ruleset) -> Iterator[str]:
    """The Markdown lines of a rule."""
    yield f"## {rule.id}"
    yield ""
    yield f"**{cell(rule.title)}.** {cell(rule.why)}"
    yield ""
    about = [
        f"{'detect' if isinstance(rule, DetectRule) else 'assert'} rule",
        f"version {rule.version}",
        rule.status,
    ]
    about.append("all languages" if "*" in rule.languages else f"languages {', '.join(rule.languages)}")
    if isinstance(rule, DetectRule):
        yield f"- {', '.join([*about, f'confidence {rule.confidence}'])}"
        yield from _detect(rule)
    else:
        yield f"- {', '.join([*about, f'severity {rule.severity}', f'modality {rule.modality}'])}"
        yield from _assert(rule)
    yield f"- Known to miss: {cell(' '.join(many(rule.known_limits.misses)))}"
    yield f"- Known to hit wrongly: {cell(' '.join(many(rule.known_limits.false_hits)))}"
    for use in rule.standards:
        title = ruleset.standards[use.ref].title if use.ref in ruleset.standards else "unknown"
        clause = f", {use.clause}" if use.clause else ""
        yield f"- Rests on {use.ref}{cell(clause)} ({cell(title)}): {use.relation}"
    yield ""
    yield from _detect_examples(rule) if isinstance(rule, DetectRule) else _assert_examples(rule)


# -- detect ----------------------------------------------------------------------------------------------


def _detect(rule: DetectRule) -> Iterator[str]:
    emits, match = rule.emits, rule.match
    meaning = SIGNALS[emits.signal][0] if emits.signal in SIGNALS else "a signal of this pack"
    props = ", ".join(f"{name} {value}" for name, value in sorted(emits.props.items()))
    yield f"- Signal `{emits.signal}`: {meaning}" + (f" ({cell(props)})" if props else "")
    if emits.site is not None:
        zones = f" in {', '.join(emits.site.zones)}" if emits.site.zones else ""
        yield f"- Signal `{emits.site.signal}` instead{zones}, or where the sentence speaks of the site"
        yield from _words("  Words of the site", emits.site.phrase, emits.site.re)
    if where := _where(match.where):
        yield f"- Reads: {where}"
    if match.whole:
        yield "- The words must be the whole block, decoration aside"
    if match.undated:
        yield "- A date at the end of the block is left out"
    if match.leads_out:
        yield "- The block holds a link to another site"
    if match.edge:
        yield f"- The words must stand at the {match.edge} of the block"
    yield from _words("Words", match.phrase, match.re)
    for name, each in [("Field", each) for each in match.meta] + [
        ("Structured data", each) for each in match.structured
    ]:
        named = ", ".join(many(getattr(each, "name", None) or getattr(each, "path", None)))
        yield f"- {name} {code(named)}" + (" that is present" if each.any else "")
        yield from _words("  with words", each.phrase, each.re)
    yield from (f"- Link: {_link(link)}" for link in match.link)
    yield from (f"- Element: {_selector(selector)}" for selector in match.selector)
    for url in match.url:
        of = f" is one of an entry of the lexicon {url.lexicon}" if url.lexicon else ""
        yield f"- The page's own address: {url.part}{of}"
        yield from _words("  with words", url.phrase, url.re)
    for script in match.script:
        yield f"- Script, frame or pixel: {_keys(script, ('lexicon', 'kinds', 'host', 'contains', 'inline'))}"
    for unless in rule.unless:
        yield from _unless(unless)


def _where(where: Where) -> str:
    parts = []
    for name, words in _WHERE.items():
        value = getattr(where, name)
        if value not in (None, ()):
            shown = ", ".join(value) if isinstance(value, tuple) else str(value).lower()
            parts.append(f"{words} {shown}")
    return "; ".join(parts)


def _words(
    title: str, phrases: str | tuple[str, ...] | None, res: str | tuple[str, ...] | None
) -> Iterator[str]:
    indent = "  " if title.startswith(" ") else ""
    if phrases or res:
        yield f"{indent}- {title.strip()}:"
        yield from (f"{indent}  - {code(each)}" for each in many(phrases))
        yield from (f"{indent}  - pattern {code(each)}" for each in many(res))


def _link(link: LinkMatch) -> str:
    return _keys(
        link, ("lexicon", "kinds", "host", "path", "path_re", "query", "rel", "attribute", "external", "mark")
    )


def _selector(selector: str | SelectorMatch) -> str:
    return code(selector) if isinstance(selector, str) else f"markup of the lexicon {selector.lexicon}"


def _keys(value: object, names: Iterable[str]) -> str:
    """The keys of a matcher that are set."""
    parts = []
    for name in names:
        found = getattr(value, name)
        if found not in (None, ()):
            shown = ", ".join(found) if isinstance(found, tuple) else str(found)
            parts.append(f"{name} {code(shown)}")
    return "; ".join(parts)


def _unless(unless: Unless) -> Iterator[str]:
    parts = []
    if unless.where is not None:
        parts.append(_where(unless.where))
    if unless.selector:
        parts.append(f"inside {code(', '.join(many(unless.selector)))}")
    parts += (f"a link with {_link(link)}" for link in unless.link)
    if unless.phrase or unless.re:
        where = "headline" if unless.same == "title" else unless.same
        parts.append(f"the {where} also says one of these")
    yield f"- Not where {' and '.join(parts)}"
    yield from (f"  - {code(each)}" for each in many(unless.phrase))
    yield from (f"  - pattern {code(each)}" for each in many(unless.re))


def _detect_examples(rule: DetectRule) -> Iterator[str]:
    yield "| example | found? |"
    yield "|---|---|"
    for example in rule.examples.match:
        yield f"| {_example(example)} | yes |"
    for example in rule.examples.no_match:
        why = example.note or (f"saved by {example.killed_by}" if example.killed_by else "")
        yield f"| {_example(example)} | no{': ' + cell(why) if why else ''} |"


def _example(example: Example | AssertExample) -> str:
    text = " ".join((example.text or example.html or "").split())
    return code(text[:197] + " …" if len(text) > 200 else text)


# -- assert ----------------------------------------------------------------------------------------------


def _assert(rule: AssertRule) -> Iterator[str]:
    for title, conditions in (
        ("Applies when", rule.applies_when),
        ("Requires that", rule.require),
        ("Forbids that", rule.forbid),
        ("A person decides when", rule.review_when),
    ):
        for condition in conditions:
            reason = f" ({condition.reason})" if condition.reason else ""
            yield f"- {title} {in_words(condition)}{reason}"
    messages = rule.messages
    for outcome, said in (
        ("passes", messages.pass_),
        ("fails", messages.fail),
        ("is for a person", messages.needs_review),
    ):
        if isinstance(said, str):
            if said:
                yield f"- Says when it {outcome}: {cell(said)}"
        else:
            yield from (f"- Says when it {outcome} ({reason}): {cell(text)}" for reason, text in said.items())
    for language, text in rule.fix.items():
        yield f"- Advice ({language}): {cell(text)}"


def in_words(condition: Condition) -> str:
    """A condition as the end of a sentence."""
    if condition.signal is not None:
        return _signal_in_words(condition)
    if condition.conclusion is not None:
        if condition.equals is not None:
            wanted = condition.equals
            shown = " or ".join(map(str, wanted)) if isinstance(wanted, tuple) else str(wanted).lower()
            return f"the conclusion {code(condition.conclusion)} is {shown}"
        return f"the conclusion {code(condition.conclusion)} counts {_amount(condition)}"
    if condition.order is not None:
        return f"`{condition.order.first}` stands before the first `{condition.order.before}`"
    if condition.label_class:
        return f"the words of the label are read as {' or '.join(condition.label_class)}"
    if condition.label_language is not None:
        spoken = "English" if condition.label_language == "english" else "the language of the page"
        return f"the words of the label are in {spoken}"
    if condition.near is not None:
        near = condition.near
        return f"`{near.signal}` stands within {near.within} blocks of `{near.to}`"
    if condition.own_name is not None:
        return f"the conclusion {code(condition.own_name)} names the page's own publisher"
    if condition.all_of:
        return ", and ".join(map(in_words, condition.all_of))
    if condition.unknown is not None:
        of = f" of `{condition.of}`" if condition.of else ""
        return f"the {condition.unknown}{of} cannot be told"
    if condition.language_covered is not None:
        return f"the page's language is {'' if condition.language_covered else 'not '}covered"
    for name, words in (
        ("extent", "the capture is a"),
        ("limit", "the audit was limited by"),
        ("page_type", "the page is a"),
        ("language", "the page's language is"),
        ("classification", "the classifier says"),
    ):
        if found := getattr(condition, name):
            return f"{words} {' or '.join(found)}"
    return "nothing is asked"


def _signal_in_words(condition: Condition) -> str:
    text = f"there is {_amount(condition)} " + " or ".join(f"`{name}`" for name in many(condition.signal))
    for words, found in (
        ("speaking of", condition.scope),
        ("in zone", condition.zone),
        ("placed", condition.place),
    ):
        if found:
            text += f", {words} {' or '.join(found)}"
    if condition.visible:
        text += f", seen by the reader: {' or '.join(condition.visible)}"
    for name, wanted in condition.props.items():
        text += f", with {name} {' or '.join(many(wanted))}"
    for name, words_left_out in condition.without.items():
        text += f", without {' or '.join(many(words_left_out))} in its {name}"
    if condition.says is not None:
        text += f", with {' or '.join(many(condition.says))} in its words or its link"
    if condition.headline_within is not None:
        text += f", within {condition.headline_within} blocks of the headline"
    if condition.min_confidence is not None:
        text += f", of {condition.min_confidence} confidence or more"
    return text


def _amount(condition: Condition) -> str:
    low, high = condition.at_least, condition.at_most
    of = f" different {condition.distinct}" if condition.distinct else ""
    if high == 0:
        return f"no{of}"
    parts = ([f"at least {low}"] if low is not None else []) + (
        [f"at most {high}"] if high is not None else []
    )
    return (" and ".join(parts) or "at least 1") + of


def _assert_examples(rule: AssertRule) -> Iterator[str]:
    examples = rule.examples
    yield "| example | outcome |"
    yield "|---|---|"
    for outcome, group in (
        ("pass", examples.pass_),
        ("fail", examples.fail),
        ("needs-review", examples.needs_review),
        ("not-applicable", examples.not_applicable),
    ):
        for example in group:
            shown = cell(example.note) if example.note else _example(example)
            yield f"| {shown} | {outcome}{': ' + example.because if example.because else ''} |"


# -- Markdown --------------------------------------------------------------------------------------------


def cell(text: str) -> str:
    """Text that cannot break a table or a list, and is no markup."""
    return " ".join(text.split()).replace("|", "\\|").replace("<", "&lt;").replace("*", "\\*")


def code(text: str) -> str:
    """Text as it is written in the rule."""
    flat = " ".join(text.split()).replace("|", "\\|")
    return f"`` {flat} ``" if "`" in flat else f"`{flat}`"
