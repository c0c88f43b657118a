"""The shape of a detect rule: what it looks for and where, what takes a match back, and the signal it emits."""

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
from auditor.model import Confidence, Extent, Place, Scope, Visible, Zone


class Where(Shape, frozen=True, kw_only=True):
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


class FieldMatch(Shape, frozen=True, kw_only=True):
    """A fact of the head, the structured data or the container: `name` globs against field names."""

    name: Texts
    phrase: Texts | None = None
    re: Texts | None = None
    any: Literal[True] | None = None
    main: bool | None = True
    type: tuple[Text, ...] = ()


class StructuredMatch(Shape, frozen=True, kw_only=True):
    """A fact of the structured data: `path` globs against `ld.…` names, `type` the schema.org types."""

    path: Texts
    phrase: Texts | None = None
    re: Texts | None = None
    any: Literal[True] | None = None
    main: bool | None = True
    type: tuple[Text, ...] = ()


class LinkMatch(Shape, frozen=True, kw_only=True):
    """A link: by the signatures of a lexicon or by its own keys, which must all hold.

    `mark` is RE2 on the link's last words, a line feed, and what follows the link in its block.
    """

    lexicon: Name | None = None
    kinds: tuple[Text, ...] = ()
    host: Texts | None = None
    path: Texts | None = None
    path_re: Text | None = None
    query: Texts | None = None
    rel: Texts | None = None
    attribute: Texts | None = None
    external: bool | None = None
    mark: Text | None = None


class ScriptMatch(Shape, frozen=True, kw_only=True):
    """A script, frame or pixel by host and URL part, or inline script text that holds a literal."""

    lexicon: Name | None = None
    kinds: tuple[Text, ...] = ()
    host: Texts | None = None
    contains: Texts | None = None
    inline: Texts | None = None


class SelectorMatch(Shape, frozen=True, kw_only=True):
    """The `markup` selectors of a lexicon's entries."""

    lexicon: Name
    kinds: tuple[Text, ...] = ()


class UrlMatch(Shape, frozen=True, kw_only=True):
    """The page's own address. With `lexicon`, its host is one of an entry's `hosts`."""

    part: Literal["host", "path", "query"]
    phrase: Texts | None = None
    re: Texts | None = None
    lexicon: Name | None = None
    kinds: tuple[Text, ...] = ()


class Match(Shape, frozen=True, kw_only=True):
    """What makes a detect rule fire: any of its matchers.

    `undated` reads a block only up to the date that ends it. With `leads_out` the block of a phrase or pattern has
    to hold a link to another site: a line that names a publisher without saying "first" says so by its link.
    """

    where: Where = Where()
    whole: bool = False
    undated: bool = False
    leads_out: bool = False
    edge: Literal["start", "end"] | None = None
    phrase: Texts | None = None
    re: Texts | None = None
    meta: tuple[FieldMatch, ...] = ()
    structured: tuple[StructuredMatch, ...] = ()
    link: tuple[LinkMatch, ...] = ()
    selector: tuple[Text | SelectorMatch, ...] = ()
    url: tuple[UrlMatch, ...] = ()
    script: tuple[ScriptMatch, ...] = ()


class Unless(Shape, frozen=True, kw_only=True):
    """What takes a match back. All keys of one entry must hold; `same` says where phrase and re look.

    `title` is the article's headline: a rubric above it may name what the text is about.
    """

    phrase: Texts | None = None
    re: Texts | None = None
    same: Literal["block", "sentence", "title"] = "block"
    selector: Texts | None = None
    where: Where | None = None
    link: tuple[LinkMatch, ...] = ()


class SiteWide(Shape, frozen=True, kw_only=True):
    """The signal of the same words where they speak of the site: in some zones, or by the words of their sentence."""

    signal: Signal
    zones: tuple[Zone, ...] = ()
    phrase: Texts | None = None
    re: Texts | None = None


class Emits(Shape, frozen=True, kw_only=True):
    """The signal of a match. Property values may use captures such as `{agency}` or `{sponsor}`."""

    signal: Signal
    scope: Scope | None = None
    zone: Zone | None = None
    props: dict[str, str] = field(default_factory=dict)
    site: SiteWide | None = None

    @property
    def signals(self) -> tuple[Signal, ...]:
        """Every signal a match can have."""
        return (self.signal,) if self.site is None else (self.signal, self.site.signal)


class Example(Shape, frozen=True, kw_only=True):
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
    props: dict[str, str | None] = field(default_factory=dict)
    killed_by: str | None = None
    near_miss: bool = False
    note: str | None = None


class DetectExamples(Shape, frozen=True, kw_only=True):
    """Both kinds of examples; each must be there."""

    match: Annotated[tuple[Example, ...], Meta(min_length=1)]
    no_match: Annotated[tuple[Example, ...], Meta(min_length=1)]


class DetectRule(Shape, frozen=True, kw_only=True, tag_field="kind", tag="detect"):
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
