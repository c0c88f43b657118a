"""Parts of patterns that many rules share: `<lexicon:kind>` in a `re` is what entries of that kind write under `re`.

A form is looked for in the text and replaced there; a part is put into the pattern itself, before it is compiled.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TypeVar

import msgspec

from auditor.engine.detect_rule import DetectRule, FieldMatch, Match, SiteWide, StructuredMatch, Unless
from auditor.engine.knowledge import Lexicon
from auditor.engine.shapes import many
from auditor.engine.syntax import PLACEHOLDER, placeholder

_Matcher = TypeVar("_Matcher", Match, Unless, SiteWide, FieldMatch, StructuredMatch)


class Parts:
    """The parts that some lexicons hold. A part may name those that stand before it in its lexicon."""

    def __init__(self, lexicons: Mapping[str, Lexicon]) -> None:
        self._texts: dict[tuple[str, str], str] = {}
        for name, lexicon in lexicons.items():
            for entry in lexicon.entries:
                if entry.re:
                    before = self._texts.get((name, entry.kind))
                    texts = map(self.spelled_out, entry.re)
                    self._texts[name, entry.kind] = "|".join((before, *texts) if before else texts)

    def spelled_out(self, source: str) -> str:
        """A pattern with its parts put in; a placeholder that names no part is left for a form."""
        return PLACEHOLDER.sub(self._part, source) if self._texts and "<" in source else source

    def _part(self, match: re.Match[str]) -> str:
        lex = placeholder(match)
        texts = [self._texts[lex.lexicon, kind] for kind in lex.kinds if (lex.lexicon, kind) in self._texts]
        return f"(?:{'|'.join(texts)})" if lex.kinds and len(texts) == len(lex.kinds) else match[0]

    def put_into(self, rule: DetectRule) -> DetectRule:
        """A rule with the parts put into its patterns."""
        match, site = self._match(rule.match), rule.emits.site
        unless = tuple(map(self._in, rule.unless))
        emits = msgspec.structs.replace(rule.emits, site=self._in(site)) if site else rule.emits
        if match is rule.match and emits.site is site and unless == rule.unless:
            return rule
        return msgspec.structs.replace(rule, match=match, unless=unless, emits=emits)

    def _match(self, match: Match) -> Match:
        meta, structured = tuple(map(self._in, match.meta)), tuple(map(self._in, match.structured))
        read = self._in(match)
        if meta == match.meta and structured == match.structured:
            return read
        return msgspec.structs.replace(read, meta=meta, structured=structured)

    def _in(self, matcher: _Matcher) -> _Matcher:
        sources = many(matcher.re)
        found = tuple(map(self.spelled_out, sources))
        return matcher if found == sources else msgspec.structs.replace(matcher, re=found)
