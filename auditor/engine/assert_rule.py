"""The shape of an assert rule: the conditions it puts to what was found, and what its findings say."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, field

from auditor.engine.shapes import (
    KnownLimits,
    Name,
    RuleId,
    Shape,
    Signal,
    StandardUse,
    Status,
    Text,
    Texts,
    Words,
)
from auditor.model import Confidence, Extent, Limit, Modality, PageType, Place, Scope, Severity, Visible, Zone


class Order(Shape, frozen=True, kw_only=True):
    """Signal `first` stands before the first `before`, in reading order."""

    first: Signal
    before: Signal


class Near(Shape, frozen=True, kw_only=True):
    """Some `signal` stands within so many blocks of some `to`."""

    signal: Signal
    to: Signal
    within: Annotated[int, Meta(ge=0)]


class Condition(Shape, frozen=True, kw_only=True):
    """One question about signals, conclusions or coverage; its kind is the key that is set.

    signal (one or several, with scope, zone, place, visible, props, without, distinct, says, headline_within, at_least, at_most, min_confidence),
    conclusion (a dotted path, with is, at_least, at_most), order (with scope), label_class, label_language, unknown (with of), extent, limit,
    language, language_covered, page_type, classification (with min_probability), near, own_name (a dotted path of a conclusion that names
    the page's own publisher), all_of (several conditions that hold together).

    `in_conclusion` keeps signal, order and near to the evidence that one of the conclusions rests on. `without` leaves out evidence whose property has one of these words among its words, `distinct` counts the
    different values of a property instead of the pieces of evidence. `says` keeps to evidence with one of these
    words in its text or its link, `headline_within` to what stands at most so many blocks from the headline; where
    there is no headline, nothing does.
    """

    signal: Signal | tuple[Signal, ...] | None = None
    scope: tuple[Scope, ...] = ()
    zone: tuple[Zone, ...] = ()
    place: tuple[Place, ...] = ()
    visible: tuple[Visible, ...] = ()
    props: dict[str, Texts] = field(default_factory=dict)
    without: dict[str, Texts] = field(default_factory=dict)
    distinct: Text | None = None
    says: Texts | None = None
    headline_within: Annotated[int, Meta(ge=0)] | None = None
    min_confidence: Confidence | None = None
    conclusion: Text | None = None
    equals: Annotated[bool | int | str | tuple[str, ...] | None, Meta()] = field(name="is", default=None)
    at_least: int | None = None
    at_most: int | None = None
    order: Order | None = None
    label_class: tuple[Literal["clear", "ambiguous", "unclear"], ...] = ()
    label_language: Literal["page", "english"] | None = None
    unknown: Literal["visible", "language", "label-class"] | None = None
    of: Signal | None = None
    extent: tuple[Extent, ...] = ()
    limit: tuple[Limit, ...] = ()
    language: tuple[Text, ...] = ()
    language_covered: bool | None = None
    page_type: tuple[PageType, ...] = ()
    classification: tuple[Text, ...] = ()
    min_probability: float = 0.5
    near: Near | None = None
    own_name: Text | None = None
    all_of: tuple[Condition, ...] = ()
    in_conclusion: Literal["origin", "sponsorship", "affiliate"] | None = None
    reason: Name | None = None


class Messages(
    Shape,
    frozen=True,
    kw_only=True,
    rename={"pass_": "pass", "needs_review": "needs-review", "not_applicable": "not-applicable"},
):
    """What a finding says, per outcome; for fail and needs-review per reason or one text for all.

    A check that only ever asks for a person's judgement has no text for pass and fail.
    """

    pass_: str = ""
    fail: Text | dict[str, Text] = field(default_factory=dict)
    needs_review: Text | dict[str, Text] = field(default_factory=dict)
    not_applicable: Text = "Does not apply to this page."


class AssertExample(Shape, frozen=True, kw_only=True):
    """A page that shows how an assert rule comes out; `because` is the reason it must give."""

    html: Text | None = None
    text: Text | None = None
    url: Text | None = None
    because: Name | None = None
    extent: Extent | None = None
    profile: Name | None = None
    note: str | None = None


class AssertExamples(Shape, frozen=True, kw_only=True):
    """Examples per outcome."""

    pass_: tuple[AssertExample, ...] = field(name="pass", default=())
    fail: tuple[AssertExample, ...] = ()
    needs_review: tuple[AssertExample, ...] = ()
    not_applicable: tuple[AssertExample, ...] = ()


class AssertRule(Shape, frozen=True, kw_only=True, tag_field="kind", tag="assert"):
    """A rule that judges what was found. It reads evidence, conclusions and coverage, never text.

    With neither `require` nor `forbid` it is a question for a person, put where a condition of `review_when` holds.
    """

    rule: Literal[1]
    id: RuleId
    version: Annotated[int, Meta(ge=1)]
    title: Text
    why: Text
    status: Status
    severity: Severity
    modality: Modality
    languages: Words = ("*",)
    known_limits: KnownLimits
    standards: tuple[StandardUse, ...] = ()
    applies_when: tuple[Condition, ...] = ()
    require: tuple[Condition, ...] = ()
    forbid: tuple[Condition, ...] = ()
    review_when: tuple[Condition, ...] = ()
    messages: Messages
    fix: dict[str, Text] = field(default_factory=dict)
    examples: AssertExamples
