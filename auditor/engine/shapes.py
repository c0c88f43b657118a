"""What every shape of a pack is made of, and what both kinds of rules have.

The JSON Schemas in `reports/schema/` are generated from the shapes (`document.write_schemas`), so a field is
described in one place. Unknown keys are refused everywhere.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from msgspec import Meta, Struct

RuleId = Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9-]*(\.[a-z0-9][a-z0-9-]*)+$")]
Name = Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9.-]*$")]
Text = Annotated[str, Meta(min_length=1)]
Words = Annotated[tuple[Text, ...], Meta(min_length=1)]
Texts = Text | Words
Signal = Annotated[str, Meta(pattern=r"^[a-z]+\.[a-z-]+$")]


def many(value: str | tuple[str, ...] | None) -> tuple[str, ...]:
    """One or several values as a tuple."""
    return () if value is None else (value,) if isinstance(value, str) else value


class Shape(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What all shapes share: frozen, and a key nobody knows is an error."""


class Status(StrEnum):
    """How settled a rule is. Deprecated rules are kept for their ids and do not run."""

    EXPERIMENTAL = "experimental"
    BETA = "beta"
    STABLE = "stable"
    DEPRECATED = "deprecated"


class StandardUse(Shape, frozen=True, kw_only=True):
    """A clause of `standards.yaml` that a rule applies, or makes checkable."""

    ref: Text
    clause: str | None = None
    relation: Literal["direct", "operationalises"] = "operationalises"


class KnownLimits(Shape, frozen=True, kw_only=True):
    """What the author knows the rule to miss and to hit wrongly."""

    misses: Texts
    false_hits: Texts
