"""The shapes of what rules refer to: lexicons, standards, profiles and the pack itself."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import Annotated, Literal

from msgspec import Meta, field

from auditor.engine.shapes import Name, Shape, Text, Texts, Words
from auditor.model import Confidence


class Form(Shape, frozen=True, kw_only=True):
    """A written form of a name. `case`: only in this spelling. `ambiguous`: `<agency!>` leaves it out."""

    text: Text
    case: bool = False
    ambiguous: bool = False


class LinkPattern(Shape, frozen=True, kw_only=True):
    """The shape of a click link; all keys must hold.

    `match`: suffix is the host and its sub-domains; any goes with host `*`. `path` is a prefix, `path_re` RE2 on
    the path, `query` names that must all be there, `query_any` one of them, `value_re` RE2 per parameter.
    `homepage_risk`: also the company's own site. `weak`: too general a shape to stand alone.
    """

    host: Texts
    match: Literal["suffix", "exact", "any"] = "suffix"
    path: Text | None = None
    path_re: Text | None = None
    query: tuple[Text, ...] = ()
    query_any: tuple[Text, ...] = ()
    value_re: dict[str, Text] = field(default_factory=dict)
    homepage_risk: bool = False
    weak: bool = False


class TakenFrom(Shape, frozen=True, kw_only=True):
    """Where a link names the shop or the publisher: the first of these parameters, else group 1 of a pattern."""

    query: tuple[Text, ...] = ()
    path_re: Text | None = None


class Entry(Shape, frozen=True, kw_only=True):
    """One agency, network, brand studio …; which keys are set depends on the lexicon.

    `re`: a part of patterns, as RE2 alternatives that `<lexicon:kind>` puts into a rule's `re`.
    """

    id: Name
    name: Text
    kind: Text = ""
    confidence: Confidence = Confidence.MEDIUM
    country: str | None = None
    languages: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    forms: tuple[Form, ...] = ()
    never: tuple[Text, ...] = ()
    re: tuple[Text, ...] = ()
    aliases_of: str | None = None
    names: tuple[Text, ...] = ()
    defunct: bool = False
    first_party: bool = False
    patterns: tuple[LinkPattern, ...] = ()
    merchant_from: TakenFrom | None = None
    publisher_from: TakenFrom | None = None
    scripts: tuple[Text, ...] = ()
    inline: tuple[Text, ...] = ()
    markup: tuple[Text, ...] = ()
    note: str | None = None


class Lexicon(Shape, frozen=True, kw_only=True):
    """A list of entries that rules refer to by name; several files may add to one lexicon."""

    lexicon: Name
    version: int
    entries: tuple[Entry, ...]
    title: str | None = None


class Clause(Shape, frozen=True, kw_only=True):
    """A part of a standard that rules may cite. `verified`: this very clause was read."""

    clause: Text
    verified: bool = False
    note: str | None = None


class Standard(Shape, frozen=True, kw_only=True):
    """A law, guideline, contract or vocabulary, with what it asks in our own words.

    `read` says how its text was read, `sources` where; `verified` that the demand in `asks` was read there;
    `beyond` what no machine can decide from a page.
    """

    id: Text
    title: Text
    jurisdiction: Text
    kind: Literal[
        "law",
        "guidance",
        "ruling",
        "self-regulation",
        "ethics",
        "policy",
        "contract",
        "licence",
        "vocabulary",
    ]
    binds: Texts
    clauses: tuple[Clause, ...] = ()
    section: str | None = None
    version: str | None = None
    url: str | None = None
    read: Literal["official", "mirror", "secondary", "none"]
    sources: tuple[Text, ...] = ()
    asks: Text
    beyond: str | None = None
    verified: bool
    note: str | None = None


class Standards(Shape, frozen=True, kw_only=True):
    """The file `standards.yaml`."""

    standards: tuple[Standard, ...]
    read_on: str | None = None


class Profile(Shape, frozen=True, kw_only=True):
    """Which asserts are in force and how label words are classed there.

    `languages` and `hosts` (domain endings) choose the profile when nobody names one. `labels` has per language
    the words of each class.
    """

    profile: Name
    title: Text
    jurisdiction: Text
    version: int = 1
    why: str | None = None
    languages: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    standards: tuple[Text, ...] = ()
    asserts: Words
    labels: dict[str, dict[Literal["clear", "ambiguous", "unclear"], tuple[Text, ...]]] = field(
        default_factory=dict
    )

    def asks_for(self, rule_id: str) -> bool:
        """Whether it puts an assert rule in force; `asserts` are globs."""
        return any(fnmatchcase(rule_id, glob) for glob in self.asserts)


class Pack(Shape, frozen=True, kw_only=True):
    """The file `pack.yaml`: name and semantic version of a folder of rules."""

    pack: Name
    version: Annotated[str, Meta(pattern=r"^\d+\.\d+\.\d+([-+].*)?$")]
    title: str | None = None
    minimum_engine: int = 1
    license: str | None = None
