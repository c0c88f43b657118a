"""The shapes of what a pack holds: detect and assert rules, lexicons, standards, profiles.

The JSON Schemas in `reports/schema/` are generated from these structs (`document.write_schemas`), so a
field is described in one place. Unknown keys are refused everywhere.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from msgspec import Meta, Struct, field

from auditor.model import (
    Confidence,
    Extent,
    Limit,
    Modality,
    PageType,
    Place,
    Scope,
    Severity,
    Visible,
    Zone,
)

ENGINE = 1
"""The revision of the rule language; a pack's `minimum_engine` must not be higher."""

RuleId = Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9-]*(\.[a-z0-9][a-z0-9-]*)+$")]
Name = Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9.-]*$")]
Text = Annotated[str, Meta(min_length=1)]
Words = Annotated[tuple[Text, ...], Meta(min_length=1)]
Texts = Text | Words
Signal = Annotated[str, Meta(pattern=r"^[a-z]+\.[a-z-]+$")]


def many(value: str | tuple[str, ...] | None) -> tuple[str, ...]:
    """One or several values as a tuple."""
    return () if value is None else (value,) if isinstance(value, str) else value


class _Shape(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What all shapes share: frozen, and a key nobody knows is an error."""


class Status(StrEnum):
    """How settled a rule is. Deprecated rules are kept for their ids and do not run."""

    EXPERIMENTAL = "experimental"
    BETA = "beta"
    STABLE = "stable"
    DEPRECATED = "deprecated"


class StandardUse(_Shape, frozen=True, kw_only=True):
    """A clause of `standards.yaml` that a rule applies, or makes checkable."""

    ref: Text
    clause: str | None = None
    relation: Literal["direct", "operationalises"] = "operationalises"


class KnownLimits(_Shape, frozen=True, kw_only=True):
    """What the author knows the rule to miss and to hit wrongly."""

    misses: Texts
    false_hits: Texts


class Where(_Shape, frozen=True, kw_only=True):
    """What a block, or a link in it, has to be. All keys must hold; fields ignore all but `extents`."""

    zones: tuple[Zone, ...] = ()
    scopes: tuple[Scope, ...] = ()
    places: tuple[Place, ...] = ()
    max_chars: int | None = None
    max_repeats: int | None = None
    near_headline: bool | None = None
    max_linked: float | None = None
    min_linked: float | None = None
    visible: tuple[Visible, ...] = ()
    extents: tuple[Extent, ...] = ()


class FieldMatch(_Shape, frozen=True, kw_only=True):
    """A fact of the head, the structured data or the container: `name` globs against field names."""

    name: Texts
    phrase: Texts | None = None
    re: Texts | None = None
    any: Literal[True] | None = None
    main: bool | None = True
    type: tuple[Text, ...] = ()


class StructuredMatch(_Shape, frozen=True, kw_only=True):
    """A fact of the structured data: `path` globs against `ld.…` names, `type` the schema.org types."""

    path: Texts
    phrase: Texts | None = None
    re: Texts | None = None
    any: Literal[True] | None = None
    main: bool | None = True
    type: tuple[Text, ...] = ()


class LinkMatch(_Shape, frozen=True, kw_only=True):
    """A link: by the signatures of a lexicon or by its own keys, which must all hold."""

    lexicon: Name | None = None
    kinds: tuple[Text, ...] = ()
    host: Texts | None = None
    path: Texts | None = None
    path_re: Text | None = None
    query: Texts | None = None
    rel: Texts | None = None
    attribute: Texts | None = None
    external: bool | None = None


class ScriptMatch(_Shape, frozen=True, kw_only=True):
    """A script, frame or pixel by host and URL part, or inline script text that holds a literal."""

    lexicon: Name | None = None
    kinds: tuple[Text, ...] = ()
    host: Texts | None = None
    contains: Texts | None = None
    inline: Texts | None = None


class SelectorMatch(_Shape, frozen=True, kw_only=True):
    """The `markup` selectors of a lexicon's entries."""

    lexicon: Name
    kinds: tuple[Text, ...] = ()


class UrlMatch(_Shape, frozen=True, kw_only=True):
    """The page's own address. With `lexicon`, its host is one of an entry's `hosts`."""

    part: Literal["host", "path", "query"]
    phrase: Texts | None = None
    re: Texts | None = None
    lexicon: Name | None = None
    kinds: tuple[Text, ...] = ()


class Match(_Shape, frozen=True, kw_only=True):
    """What makes a detect rule fire: any of its matchers. `undated` reads a block only up to the date that ends it."""

    where: Where = Where()
    whole: bool = False
    undated: bool = False
    edge: Literal["start", "end"] | None = None
    phrase: Texts | None = None
    re: Texts | None = None
    meta: tuple[FieldMatch, ...] = ()
    structured: tuple[StructuredMatch, ...] = ()
    link: tuple[LinkMatch, ...] = ()
    selector: tuple[Text | SelectorMatch, ...] = ()
    url: tuple[UrlMatch, ...] = ()
    script: tuple[ScriptMatch, ...] = ()


class Unless(_Shape, frozen=True, kw_only=True):
    """What takes a match back. All keys of one entry must hold; `same` says where phrase and re look."""

    phrase: Texts | None = None
    re: Texts | None = None
    same: Literal["block", "sentence"] = "block"
    selector: Texts | None = None
    where: Where | None = None
    link: tuple[LinkMatch, ...] = ()


class SiteWide(_Shape, frozen=True, kw_only=True):
    """The signal of the same words where they speak of the site: in some zones, or by the words of their sentence."""

    signal: Signal
    zones: tuple[Zone, ...] = ()
    phrase: Texts | None = None
    re: Texts | None = None


class Emits(_Shape, frozen=True, kw_only=True):
    """The signal of a match. Property values may use captures such as `{agency}` or `{sponsor}`."""

    signal: Signal
    scope: Scope | None = None
    zone: Zone | None = None
    props: dict[str, str] = {}
    site: SiteWide | None = None

    @property
    def signals(self) -> tuple[Signal, ...]:
        """Every signal a match can have."""
        return (self.signal,) if self.site is None else (self.signal, self.site.signal)


class Example(_Shape, frozen=True, kw_only=True):
    """A text or a page that shows what a detect rule does.

    `text` makes a block of the given zone, `html` a whole page. In `no_match`, `killed_by` names the clause
    that saves it (`unless.0`, `where.zones`, `whole`, `edge`), `near_miss` that it shares an anchor word.
    """

    text: Text | None = None
    html: Text | None = None
    url: Text | None = None
    lang: str | None = None
    zone: Zone | None = None
    scope: Scope | None = None
    place: Place | None = None
    visible: Visible | None = None
    tag: str | None = None
    linked: float | None = None
    repeats: int | None = None
    near_headline: bool | None = None
    extent: Extent | None = None
    quote: str | None = None
    count: int | None = None
    signal: Signal | None = None
    props: dict[str, str | None] = {}
    killed_by: str | None = None
    near_miss: bool = False
    note: str | None = None


class DetectExamples(_Shape, frozen=True, kw_only=True):
    """Both kinds of examples; each must be there."""

    match: Annotated[tuple[Example, ...], Meta(min_length=1)]
    no_match: Annotated[tuple[Example, ...], Meta(min_length=1)]


class DetectRule(_Shape, frozen=True, kw_only=True, tag_field="kind", tag="detect"):
    """A rule that finds a signal. It never fails a page."""

    rule: Literal[1]
    id: RuleId
    version: Annotated[int, Meta(ge=1)]
    title: Text
    why: Text
    status: Status
    languages: Words
    confidence: Confidence
    known_limits: KnownLimits
    standards: tuple[StandardUse, ...] = ()
    match: Match
    unless: tuple[Unless, ...] = ()
    emits: Emits
    examples: DetectExamples


class Order(_Shape, frozen=True, kw_only=True):
    """Signal `first` stands before the first `before`, in reading order."""

    first: Signal
    before: Signal


class Near(_Shape, frozen=True, kw_only=True):
    """Some `signal` stands within so many blocks of some `to`."""

    signal: Signal
    to: Signal
    within: Annotated[int, Meta(ge=0)]


class Condition(_Shape, frozen=True, kw_only=True):
    """One question about signals, conclusions or coverage; its kind is the key that is set.

    signal (one or several, with scope, zone, place, visible, props, without, distinct, at_least, at_most, min_confidence),
    conclusion (a dotted path, with is, at_least, at_most), order (with scope), label_class, label_language, unknown (with of), extent, limit,
    language_covered, page_type, classification (with min_probability), near, own_name (a dotted path of a conclusion that names
    the page's own publisher), all_of (several conditions that hold together).

    `in_conclusion` keeps signal, order and near to the evidence that one of the conclusions rests on. `without` leaves out evidence whose property has one of these words among its words, `distinct` counts the
    different values of a property instead of the pieces of evidence.
    """

    signal: Signal | tuple[Signal, ...] | None = None
    scope: tuple[Scope, ...] = ()
    zone: tuple[Zone, ...] = ()
    place: tuple[Place, ...] = ()
    visible: tuple[Visible, ...] = ()
    props: dict[str, Texts] = {}
    without: dict[str, Texts] = {}
    distinct: Text | None = None
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
    _Shape,
    frozen=True,
    kw_only=True,
    rename={"pass_": "pass", "needs_review": "needs-review", "not_applicable": "not-applicable"},
):
    """What a finding says, per outcome; for fail and needs-review per reason or one text for all.

    A check that only ever asks for a person's judgement has no text for pass and fail.
    """

    pass_: str = ""
    fail: Text | dict[str, Text] = {}
    needs_review: Text | dict[str, Text] = {}
    not_applicable: Text = "Does not apply to this page."


class AssertExample(_Shape, frozen=True, kw_only=True):
    """A page that shows how an assert rule comes out; `because` is the reason it must give."""

    html: Text | None = None
    text: Text | None = None
    url: Text | None = None
    because: Name | None = None
    extent: Extent | None = None
    profile: Name | None = None
    note: str | None = None


class AssertExamples(_Shape, frozen=True, kw_only=True):
    """Examples per outcome."""

    pass_: tuple[AssertExample, ...] = field(name="pass", default=())
    fail: tuple[AssertExample, ...] = ()
    needs_review: tuple[AssertExample, ...] = ()
    not_applicable: tuple[AssertExample, ...] = ()


class AssertRule(_Shape, frozen=True, kw_only=True, tag_field="kind", tag="assert"):
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
    fix: dict[str, Text] = {}
    examples: AssertExamples


Rule = DetectRule | AssertRule
