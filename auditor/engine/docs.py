"""The knowledge as pages for people: rules by topic, lexicons, standards, profiles. Generated, checked for drift."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from auditor.engine.assert_rule import AssertRule
from auditor.engine.doc_rules import cell, rule_lines
from auditor.engine.document import Rule
from auditor.engine.knowledge import Entry, Lexicon, Profile, Standard
from auditor.engine.reasons import REASONS
from auditor.engine.ruleset import Ruleset
from auditor.engine.shapes import many
from auditor.engine.signals import SIGNALS

MARK = "<!-- Generated from rules/ by `auditor rules docs`; change the rules, not this page. -->"
"""The last line of every page; nothing without it is ever overwritten or removed."""
_SHOWN = 12  # forms and hosts that a lexicon's table shows of one entry


def pages(ruleset: Ruleset) -> dict[str, str]:
    """Every page by its file name; the same rules give the same bytes."""
    topics: dict[str, list[Rule]] = {}
    for rule in ruleset.rules.values():
        topics.setdefault(rule.id.split(".")[0], []).append(rule)
    made = {f"rules-{topic}.md": _topic(topic, rules, ruleset) for topic, rules in sorted(topics.items())}
    made |= {f"lexicon-{name}.md": _lexicon(lexicon) for name, lexicon in sorted(ruleset.lexicons.items())}
    made["signals.md"] = _signals(ruleset)
    made["standards.md"] = _standards(ruleset)
    made["reasons.md"] = _reasons()
    made["profiles.md"] = _profiles(ruleset.profiles.values())
    made["README.md"] = _contents(made)
    return {name: f"{text.rstrip()}\n\n{MARK}\n" for name, text in made.items()}


def rule_page(rule: Rule, ruleset: Ruleset) -> str:
    """One rule as Markdown: what it looks for, why, where it errs, its examples."""
    return "\n".join(rule_lines(rule, ruleset)) + "\n"


def _contents(made: dict[str, str]) -> str:
    lines = [
        "# What the auditor knows",
        "",
        "Detect rules find signals on a page and judge nothing. Assert rules judge what was found against a standard.",
        "A profile says which of them are in force. Nothing here is legal advice.",
        "",
    ]
    lines += [f"- [{text.splitlines()[0].lstrip('# ')}]({name})" for name, text in sorted(made.items())]
    return "\n".join(lines)


def _topic(topic: str, rules: Sequence[Rule], ruleset: Ruleset) -> str:
    lines = [f"# Rules: {topic}", "", "| rule | what it is for |", "|---|---|"]
    lines += [f"| [{rule.id}](#{rule.id.replace('.', '')}) | {cell(rule.title)} |" for rule in rules]
    lines.append("")
    for rule in rules:
        lines += [*rule_lines(rule, ruleset), ""]
    return "\n".join(lines)


def _signals(ruleset: Ruleset) -> str:
    """The vocabulary between detect and assert rules."""
    found: dict[str, list[str]] = {}
    for rule in ruleset.detects:
        for signal in rule.emits.signals:
            found.setdefault(signal, []).append(rule.id)
    lines = ["# Signals", "", "| signal | says | properties | rules that find it |", "|---|---|---|---|"]
    for name, (meaning, props) in SIGNALS.items():
        lines.append(
            f"| `{name}` | {cell(meaning)} | {', '.join(sorted(props))} | {', '.join(found.get(name, ['none yet']))} |"
        )
    return "\n".join(lines)


def _lexicon(lexicon: Lexicon) -> str:
    lines = [f"# Lexicon: {lexicon.lexicon}", "", f"{len(lexicon.entries)} entries.", ""]
    lines += ["| id | name | kind | known by | confidence |", "|---|---|---|---|---|"]
    lines += [
        f"| {entry.id} | {cell(_named(entry))} | {entry.kind} | {cell(_known_by(entry))} | {entry.confidence} |"
        for entry in lexicon.entries
    ]
    return "\n".join(lines)


def _named(entry: Entry) -> str:
    """The name of an entry, with what a reader must know of it."""
    notes = ["no longer in service"] if entry.defunct else []
    notes += [f"another name of {entry.aliases_of}"] if entry.aliases_of else []
    return f"{entry.name} ({', '.join(notes)})" if notes else entry.name


def _known_by(entry: Entry) -> str:
    known = [form.text for form in entry.forms] + [*entry.names, *entry.hosts]
    known += [host for pattern in entry.patterns for host in many(pattern.host) if host != "*"]
    known += (*entry.scripts, *entry.re)
    distinct = list(dict.fromkeys(known))
    more = len(distinct) - _SHOWN
    return ", ".join(distinct[:_SHOWN]) + (f" and {more} more" if more > 0 else "")


def _standards(ruleset: Ruleset) -> str:
    """Standard -> checks -> profiles -> what no machine can decide."""
    checks: dict[str, set[str]] = {}
    for rule in ruleset.rules.values():
        if isinstance(rule, AssertRule):
            for use in rule.standards:
                checks.setdefault(use.ref, set()).add(rule.id)
    lines = ["# Standards and what is checked of them", ""]
    lines += [
        "| standard | asks, in our words | read | checks | profiles | not for a machine |",
        "|---|---|---|---|---|---|",
    ]
    for standard in sorted(ruleset.standards.values(), key=lambda one: one.id):
        in_force = [each.profile for each in ruleset.profiles.values() if standard.id in each.standards]
        lines.append(_standard(standard, checks.get(standard.id, set()), in_force))
    return "\n".join(lines)


def _standard(standard: Standard, checks: Iterable[str], profiles: Sequence[str]) -> str:
    title = f"{standard.title} ({standard.jurisdiction}, {standard.kind})"
    if standard.url:
        title += f" {standard.url}"
    read = f"{'verified' if standard.verified else 'not verified'}, {standard.read}"
    cells = (
        title,
        standard.asks,
        read,
        ", ".join(sorted(checks)) or "none",
        ", ".join(profiles) or "none",
        standard.beyond or "",
    )
    return f"| **{standard.id}** " + " | ".join(map(cell, cells)) + " |"


def _reasons() -> str:
    """The closed list of reasons that findings give."""
    rows = [f"| {name} | {meaning} |" for name, meaning in REASONS.items()]
    head = ["# Reasons of findings", "", "| reason | what it says |", "|---|---|"]
    return "\n".join([*head, *rows]) + "\n"


def _profiles(profiles: Iterable[Profile]) -> str:
    lines = ["# Profiles", "", "Which checks are in force, and how the words of a label are read there.", ""]
    for profile in profiles:
        lines += [
            f"## {profile.profile}",
            "",
            f"{cell(profile.title)}. Jurisdiction: {profile.jurisdiction}.",
            "",
        ]
        if profile.why:
            lines += [cell(profile.why), ""]
        lines += [
            f"- Standards: {', '.join(profile.standards) or 'none'}",
            f"- Checks: {', '.join(profile.asserts)}",
        ]
        for language, classes in sorted(profile.labels.items()):
            lines += [
                f"- Labels in {language}, {kind}: {cell(', '.join(words))}"
                for kind, words in sorted(classes.items())
            ]
        lines.append("")
    return "\n".join(lines)
