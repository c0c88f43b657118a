"""What is read of one detect rule: each of its patterns with the blocks or fields that it may be tried on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import Struct

from auditor.engine.detect_rule import DetectRule, FieldMatch, StructuredMatch, UrlMatch
from auditor.engine.phrases import Pattern, phrase, regex
from auditor.engine.shapes import many
from auditor.model import Zone

_ANY_LENGTH = 1 << 40
ZONE_BITS: Mapping[Zone, int] = {zone: 1 << number for number, zone in enumerate(Zone)}
FIELD_BIT = 1 << len(ZONE_BITS)
_EVERYWHERE = FIELD_BIT - 1


class Clause(Struct, frozen=True, eq=False):
    """One pattern of one rule. `field` is set when it reads fields instead of blocks.

    `mask` has the bits of the zones that its rule allows (`FIELD_BIT` where it reads fields), `longest` is the
    longest block that it allows: both are asked before anything else, as plain integers.
    """

    rule: DetectRule
    pattern: Pattern
    key: str
    field: FieldTest | None = None
    mask: int = 0
    longest: int = _ANY_LENGTH


class FieldTest(Struct, frozen=True, eq=False):
    """Which fields a `meta` or `structured` matcher reads."""

    rule: DetectRule
    key: str
    names: tuple[str, ...]
    types: frozenset[str]
    main: bool | None
    anything: bool


Prepared = tuple[DetectRule, tuple[FieldTest, ...], tuple[Clause, ...]]
"""What is read of one rule: the tests of its field matchers, and its patterns."""


def patterns(phrases: str | tuple[str, ...] | None, res: str | tuple[str, ...] | None) -> tuple[Pattern, ...]:
    """The patterns of a matcher."""
    return (*map(phrase, many(phrases)), *map(regex, many(res)))


def keyed(matcher: FieldMatch | StructuredMatch | UrlMatch, key: str) -> Iterable[tuple[str, Pattern]]:
    """The patterns of a matcher with the keys they stand under."""
    for number, source in enumerate(many(matcher.phrase)):
        yield f"{key}.phrase[{number}]", phrase(source)
    for number, source in enumerate(many(matcher.re)):
        yield f"{key}.re[{number}]", regex(source)


def clauses_of(
    rule: DetectRule, fields: Iterable[tuple[FieldTest, FieldMatch | StructuredMatch]]
) -> Iterable[Clause]:
    """The patterns of a rule that read blocks or fields."""
    where = rule.match.where
    mask = sum(ZONE_BITS[zone] for zone in set(where.zones)) or _EVERYWHERE
    longest = _ANY_LENGTH if where.max_chars is None else where.max_chars
    for number, source in enumerate(many(rule.match.phrase)):
        yield Clause(rule, phrase(source), f"match.phrase[{number}]", None, mask, longest)
    for number, source in enumerate(many(rule.match.re)):
        yield Clause(rule, regex(source), f"match.re[{number}]", None, mask, longest)
    for test, matcher in fields:
        for key, pattern in keyed(matcher, test.key):
            yield Clause(rule, pattern, key, test, FIELD_BIT)


def tested(rule: DetectRule) -> Iterable[tuple[FieldTest, FieldMatch | StructuredMatch]]:
    """Each field matcher with its test."""
    both: tuple[tuple[str, tuple[FieldMatch | StructuredMatch, ...]], ...] = (
        ("meta", rule.match.meta),
        ("structured", rule.match.structured),
    )
    for kind, matchers in both:
        for number, matcher in enumerate(matchers):
            names = many(matcher.name if isinstance(matcher, FieldMatch) else matcher.path)
            test = FieldTest(
                rule,
                f"match.{kind}[{number}]",
                tuple(name.lower() for name in names),
                frozenset(each.lower() for each in matcher.type),
                matcher.main,
                bool(matcher.any),
            )
            yield test, matcher
