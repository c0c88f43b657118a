"""The knowledge as pages for people: rules by topic, lexicons, standards, profiles. Generated, checked for drift."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from auditor.engine.knowledge import Lexicon, Profile, Standard
from auditor.engine.load import Ruleset
from auditor.engine.rule import AssertRule, DetectRule, Rule, many


def pages(ruleset: Ruleset) -> dict[str, str]:
    """Every page by its file name; the same rules give the same bytes."""
    topics: dict[str, list[Rule]] = {}
    for rule in sorted(ruleset.rules.values(), key=lambda rule: rule.id):
        topics.setdefault(rule.id.split(".")[0], []).append(rule)
    made = {f"rules-{topic}.md": _topic(topic, rules, ruleset) for topic, rules in topics.items()}
    made |= {f"lexicon-{name}.md": _lexicon(lexicon) for name, lexicon in sorted(ruleset.lexicons.items())}
    made["standards.md"] = _standards(ruleset)
    made["profiles.md"] = _profiles(ruleset.profiles.values())
    made["README.md"] = _contents(made)
    return made


def rule_page(rule: Rule, ruleset: Ruleset) -> str:
    """One rule as Markdown: what it looks for, why, where it errs, its examples."""
    return "\n".join(_rule(rule, ruleset)) + "\n"


def _contents(made: dict[str, str]) -> str:
    lines = [
        "# What the auditor knows",
        "",
        "Generated from `rules/` by `auditor rules docs`; do not edit.",
        "",
    ]
    lines += [f"- [{text.splitlines()[0].lstrip('# ')}]({name})" for name, text in sorted(made.items())]
    return "\n".join(lines) + "\n"


def _topic(topic: str, rules: Iterable[Rule], ruleset: Ruleset) -> str:
    lines = [f"# Rules: {topic}", ""]
    for rule in rules:
        lines += [*_rule(rule, ruleset), ""]
    return "\n".join(lines)


def _rule(rule: Rule, ruleset: Ruleset) -> Iterator[str]:
    yield f"## {rule.id}"
    yield ""
    yield f"**{_cell(rule.title)}** — version {rule.version}, {rule.status}, languages {', '.join(rule.languages)}"
    yield ""
    yield _cell(rule.why)
    yield ""
    if isinstance(rule, DetectRule):
        yield from _detect(rule)
    else:
        yield from _assert(rule)
    yield f"- Misses: {_cell(' '.join(many(rule.known_limits.misses)))}"
    yield f"- Wrong hits: {_cell(' '.join(many(rule.known_limits.false_hits)))}"
    for reference in rule.standards:
        title = ruleset.standards[reference.ref].title if reference.ref in ruleset.standards else "unknown"
        yield f"- Rests on {reference.ref} ({_cell(title)}), {reference.clause or 'no clause'}: {reference.relation}"


def _detect(rule: DetectRule) -> Iterator[str]:
    props = ", ".join(f"{name} {value}" for name, value in sorted(rule.emits.props.items()))
    yield f"- Finds `{rule.emits.signal}` ({props or 'no properties'}), confidence {rule.confidence}"
    if rule.match.where.zones:
        yield f"- Looks in: {', '.join(rule.match.where.zones)}"
    for example in rule.examples.match[:4]:
        yield f"- Hit: {_quoted(example.text or example.html)}"
    for example in rule.examples.no_match[:4]:
        yield f"- No hit: {_quoted(example.text or example.html)}"


def _assert(rule: AssertRule) -> Iterator[str]:
    yield f"- Severity {rule.severity}, modality {rule.modality}"
    for outcome, said in (
        ("Pass", rule.messages.pass_),
        ("Fail", rule.messages.fail),
        ("Needs review", rule.messages.needs_review),
    ):
        if isinstance(said, str):
            if said:
                yield f"- {outcome}: {_cell(said)}"
        else:
            yield from (f"- {outcome} ({reason}): {_cell(text)}" for reason, text in sorted(said.items()))


def _lexicon(lexicon: Lexicon) -> str:
    lines = [f"# Lexicon: {lexicon.lexicon}", "", f"{len(lexicon.entries)} entries.", ""]
    lines += ["| id | name | kind | forms and hosts | confidence |", "|---|---|---|---|---|"]
    for entry in lexicon.entries:
        known = [form.text for form in entry.forms][:6] + list(entry.names)[:6] + list(entry.hosts)[:4]
        known += [host for pattern in entry.patterns for host in many(pattern.host) if host != "*"][:4]
        lines.append(
            f"| {entry.id} | {_cell(entry.name)} | {entry.kind} | {_cell(', '.join(dict.fromkeys(known)))} | {entry.confidence} |"
        )
    return "\n".join(lines) + "\n"


def _standards(ruleset: Ruleset) -> str:
    """Standard -> checks -> profiles -> what no machine can decide."""
    checks: dict[str, list[str]] = {}
    for rule in ruleset.rules.values():
        if isinstance(rule, AssertRule):
            for reference in rule.standards:
                checks.setdefault(reference.ref, []).append(rule.id.removeprefix("compliance."))
    lines = ["# Standards and what is checked of them", ""]
    lines += [
        "| standard | asks | read | checks | profiles | not for a machine |",
        "|---|---|---|---|---|---|",
    ]
    for standard in sorted(ruleset.standards.values(), key=lambda one: one.id):
        in_force = [p.profile for p in ruleset.profiles.values() if standard.id in p.standards]
        lines.append(_standard(standard, checks.get(standard.id, []), in_force))
    return "\n".join(lines) + "\n"


def _standard(standard: Standard, checks: list[str], profiles: list[str]) -> str:
    title = f"**{standard.id}** {standard.title} ({standard.jurisdiction})"
    read = "verified" if standard.verified else "unverified"
    cells = (
        title,
        standard.asks,
        read,
        ", ".join(sorted(set(checks))) or "none",
        ", ".join(sorted(profiles)),
        standard.beyond,
    )
    return "| " + " | ".join(_cell(cell or "") for cell in cells) + " |"


def _profiles(profiles: Iterable[Profile]) -> str:
    lines = ["# Profiles", ""]
    for profile in sorted(profiles, key=lambda one: one.profile):
        lines += [
            f"## {profile.profile}: {_cell(profile.title)}",
            "",
            f"Jurisdiction {profile.jurisdiction}.",
            "",
        ]
        lines += [f"- Checks: {', '.join(name.removeprefix('compliance.') for name in profile.asserts)}"]
        for language, classes in sorted(profile.labels.items()):
            lines += [
                f"- Labels in {language}, {kind}: {_cell(', '.join(words))}"
                for kind, words in sorted(classes.items())
            ]
        lines.append("")
    return "\n".join(lines)


def _cell(text: str) -> str:
    """Text that cannot break a table or a list."""
    return " ".join(text.split()).replace("|", "\\|").replace("<", "&lt;")


def _quoted(text: str | None) -> str:
    short = " ".join((text or "").split())
    return "`" + (short[:140] + " …" if len(short) > 140 else short).replace("`", "'") + "`"
