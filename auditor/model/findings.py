"""Checks of what a standard asks for, and how they came out."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from msgspec import Struct


class Outcome(StrEnum):
    """How a check came out."""

    PASS = "pass"  # noqa: S105  an outcome, no password
    FAIL = "fail"
    NEEDS_REVIEW = "needs-review"
    NOT_APPLICABLE = "not-applicable"
    ERROR = "error"


class Severity(StrEnum):
    """How much a failed check matters, least first."""

    INFO = "info"
    MINOR = "minor"
    SERIOUS = "serious"
    CRITICAL = "critical"

    @property
    def rank(self) -> int:
        """Its place among the severities, 0 for the least."""
        return list(Severity).index(self)


class Modality(StrEnum):
    """Whether a standard demands or advises."""

    MUST = "must"
    SHOULD = "should"


class StandardRef(Struct, frozen=True, kw_only=True):
    """A clause that a rule rests on."""

    id: str
    clause: str | None = None
    relation: Literal["direct", "operationalises"] = "operationalises"


class Finding(Struct, frozen=True, kw_only=True):
    """One check of what a standard asks for."""

    rule: str
    version: int
    outcome: Outcome
    severity: Severity
    modality: Modality
    reason: str | None = None
    message: str
    standards: tuple[StandardRef, ...] = ()
    evidence: tuple[str, ...] = ()
    fix: str | None = None
    fingerprint: str = ""
