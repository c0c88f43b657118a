"""What can be wrong with rules beyond their shape; every problem names file, line and key."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from auditor.data import RULES
from auditor.engine.assert_rule import AssertRule
from auditor.engine.detect_rule import DetectRule
from auditor.engine.document import Problem, Rule
from auditor.engine.knowledge import Lexicon, Profile
from auditor.engine.lint_assert import assert_problems, lexicon_problems, profile_problems
from auditor.engine.lint_detect import detect_problems, unusable_parts
from auditor.engine.packs import read_packs
from auditor.engine.ruleset import Ruleset
from auditor.engine.shapes import many
from auditor.errors import RuleError


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
            problems = (*_common(value, ruleset), *detect_problems(ruleset.parts.put_into(value), ruleset))
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
            problems = unusable_parts(ruleset.parts.put_into(value), ruleset)
        elif isinstance(value, Lexicon):
            problems = lexicon_problems(value)
        for key, message in problems:
            yield document.error(message, key)


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
