"""The rules as one value: what was read from the packs, and what is worked out of it on first use."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from auditor.engine.assert_rule import AssertRule
from auditor.engine.clauses import Prepared
from auditor.engine.detect_rule import DetectRule
from auditor.engine.document import Content, Document, Rule
from auditor.engine.forms import Alphabet
from auditor.engine.index import Index
from auditor.engine.knowledge import Lexicon, Profile, Standard
from auditor.engine.labels import LabelWords
from auditor.engine.parts import Parts
from auditor.engine.shapes import Status
from auditor.engine.signatures import SignatureIndex
from auditor.model import Modality, PackRef, StandardRef


@dataclass(eq=False)
class Memory:
    """What `detect` and `assess` work out of a ruleset and keep as long as it lives.

    `indexes` are by language, `prepared` by rule id; `in_force` is by the profiles, `demanded` by rule id and profiles.
    """

    indexes: dict[str | None, Index] = field(default_factory=dict)
    prepared: dict[str, Prepared] = field(default_factory=dict)
    in_force: dict[tuple[str, ...], tuple[AssertRule, ...]] = field(default_factory=dict)
    demanded: dict[tuple[str, tuple[str, ...]], tuple[Modality, tuple[StandardRef, ...]]] = field(
        default_factory=dict
    )


@dataclass(eq=False)
class Ruleset:
    """Everything the tool knows; treat it as frozen.

    `sources` are the files with what was read from them, for messages that name file and line.
    """

    rules: dict[str, Rule]
    lexicons: dict[str, Lexicon]
    standards: dict[str, Standard]
    profiles: dict[str, Profile]
    packs: tuple[PackRef, ...]
    sources: tuple[tuple[Document, Content], ...] = ()
    memory: Memory = field(default_factory=Memory)

    @cached_property
    def alphabet(self) -> Alphabet:
        """The lexicon forms and the compiled patterns."""
        return Alphabet(self.lexicons)

    @cached_property
    def signatures(self) -> dict[str, SignatureIndex]:
        """The click-link signatures of each lexicon that has any."""
        return {
            name: SignatureIndex(lexicon)
            for name, lexicon in self.lexicons.items()
            if any(entry.patterns for entry in lexicon.entries)
        }

    @cached_property
    def labels(self) -> LabelWords:
        """The label words of all profiles."""
        return LabelWords(self.profiles)

    @cached_property
    def parts(self) -> Parts:
        """The parts of patterns that the lexicons hold."""
        return Parts(self.lexicons)

    @cached_property
    def detects(self) -> tuple[DetectRule, ...]:
        """The detect rules that run, by id, with the parts put into their patterns; `rules` has them as written."""
        return tuple(
            self.parts.put_into(rule)
            for rule in self.rules.values()
            if isinstance(rule, DetectRule) and rule.status is not Status.DEPRECATED
        )

    @cached_property
    def asserts(self) -> tuple[AssertRule, ...]:
        """The assert rules that run, by id."""
        return tuple(
            rule
            for rule in self.rules.values()
            if isinstance(rule, AssertRule) and rule.status is not Status.DEPRECATED
        )

    @cached_property
    def languages(self) -> frozenset[str]:
        """The languages that detect rules are written for, `*` among them."""
        return frozenset(name for rule in self.detects for name in rule.languages)
