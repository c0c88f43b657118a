"""What rules find and the classifier thinks: a signal with its quote, and a prediction."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from msgspec import Struct, field

from auditor.model.page import Place, Scope, Visible, Zone


class Confidence(StrEnum):
    """How sure a rule or a conclusion is."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Quote(Struct, frozen=True, kw_only=True):
    """A text-quote selector of the W3C Web Annotation model."""

    exact: str
    prefix: str = ""
    suffix: str = ""


class Evidence(Struct, frozen=True, kw_only=True, omit_defaults=False):
    """A signal found on the page, with the rule that found it and where.

    `block` is the position in reading order (null for the head), `confidence` what the rule claims.
    """

    id: str = ""
    rule: str
    signal: str
    scope: Scope
    zone: Zone
    visible: Visible
    quote: Quote
    css: str | None = None
    link: str | None = None
    text_fragment: str | None = None
    properties: dict[str, str] = field(default_factory=dict)
    block: int | None = None
    place: Place = Place.OUTSIDE
    confidence: Confidence = Confidence.MEDIUM


class Contribution(Struct, frozen=True, kw_only=True):
    """How far one feature moved the prediction, in log-odds of the predicted label."""

    feature: str
    weight: float


TextClass = Literal["editorial", "wire", "press-release", "advertorial", "affiliate-commerce"]
"""What the classifier can take a text for."""


class Prediction(Struct, frozen=True, kw_only=True):
    """What the classifier thinks; `abstained` predictions carry no judgement."""

    label: TextClass | None
    probability: float | None
    probabilities: dict[str, float] = field(default_factory=dict)
    abstained: bool = False
    reason: str | None = None
    contributions: tuple[Contribution, ...] = ()
