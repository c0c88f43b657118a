"""Lexicon forms in running text: `<agency>` in a pattern is any written form of any agency.

Before a pattern with placeholders runs, every form in the block is replaced by one private-use character that
stands for (lexicon, kind, ambiguous); the match is then mapped back to the block's own text.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from auditor.engine.anchors import anchor_text
from auditor.engine.knowledge import Entry, Lexicon
from auditor.engine.phrases import Pattern, Program, is_word, program
from auditor.engine.syntax import Lex
from auditor.page.text import unify

_FIRST = 0x100000  # the last private plane: no icon font uses it
_NEVER = r"[^\x00-\x{10FFFF}]"
_ALIASES = {"agency": "agencies", "brand": "brand-studios", "network": "networks"}


class Form(Struct, frozen=True, eq=False):
    """A written form; `entry` is None for a string that shadows shorter forms. `exact` is set if case counts."""

    lexicon: str
    literal: str
    exact: str | None
    entry: Entry | None
    char: str

    def fits(self, text: str, start: int, end: int) -> bool:
        """Whether the form stands at this span of a unified text as a word of its own and in its spelling."""
        if self.exact is not None and text[start:end] != self.exact:
            return False
        return not (
            (is_word(text[start]) and is_word(text[start - 1 : start]))
            or (is_word(text[end - 1]) and is_word(text[end : end + 1]))
        )


class Span(Struct, frozen=True, gc=False):
    """Where a form was replaced: `at` in the new text, `start` and `end` in the old one."""

    at: int
    start: int
    end: int
    form: Form


class Replaced(Struct, frozen=True):
    """A text with its lexicon forms replaced."""

    text: str
    spans: tuple[Span, ...]

    def origin(self, at: int) -> int:
        """The offset in the original text of an offset in the replaced one."""
        index = bisect_right(self.spans, at - 1, key=lambda span: span.at)
        if not index:
            return at
        span = self.spans[index - 1]
        return span.end + at - span.at - 1

    def entries(self, start: int, end: int, lexicon: str) -> tuple[Entry, ...]:
        """The entries of a lexicon whose forms stand between two offsets of the replaced text, each once."""
        found = (span.form for span in self.spans if start <= span.at < end)
        return tuple(
            {form.entry.id: form.entry for form in found if form.entry and form.lexicon == lexicon}.values()
        )


class Alphabet:
    """The forms of all lexicons of a ruleset, and the compiled patterns that depend on them."""

    def __init__(self, lexicons: Mapping[str, Lexicon]) -> None:
        self.chars: dict[tuple[str, str, bool], str] = {}
        self.forms: dict[str, tuple[Form, ...]] = {
            name: tuple(self._forms(name, lexicon)) for name, lexicon in sorted(lexicons.items())
        }
        self._programs: dict[tuple[str, bool, bool], Program] = {}

    def _forms(self, name: str, lexicon: Lexicon) -> Iterable[Form]:
        for entry in lexicon.entries:
            spellings = [(form.text, form.case, form.ambiguous) for form in entry.forms]
            spellings += [(text, False, False) for text in entry.names]
            for text, case, ambiguous in spellings:
                key = (name, entry.kind, ambiguous)
                char = self.chars.setdefault(key, chr(_FIRST + len(self.chars)))
                yield Form(name, anchor_text(text), unify(text) if case else None, entry, char)
            for text in entry.never:
                yield Form(name, anchor_text(text), None, None, "")

    def lexicon(self, placeholder: str) -> str:
        """The lexicon that a placeholder's name means: `agency` is the lexicon `agencies`."""
        return _ALIASES.get(placeholder, placeholder)

    def chars_of(self, lex: Lex) -> str:
        """The characters that a placeholder accepts; empty if its lexicon or kinds have no forms."""
        name = self.lexicon(lex.lexicon)
        return "".join(
            char
            for (lexicon, kind, ambiguous), char in self.chars.items()
            if lexicon == name and (not lex.kinds or kind in lex.kinds) and not (lex.strict and ambiguous)
        )

    def char_class(self, lex: Lex) -> str:
        """The RE2 character class of a placeholder."""
        chars = self.chars_of(lex)
        return f"[{chars}]" if chars else _NEVER

    def program(self, pattern: Pattern, *, whole: bool = False) -> Program:
        """The compiled pattern, made on first use."""
        key = (pattern.source, pattern.is_phrase, whole)
        found = self._programs.get(key)
        if found is None:
            found = self._programs[key] = program(pattern, self.char_class, whole=whole)
        return found

    def replace(self, text: str, hits: Sequence[tuple[int, int, Form]], lexicons: frozenset[str]) -> Replaced:
        """Replace the forms of some lexicons in a text; of overlapping ones the longest stays."""
        taken: list[tuple[int, int, Form]] = []
        mask = bytearray(len(text))
        for start, end, form in sorted(hits, key=lambda hit: (hit[0] - hit[1], hit[0])):
            if form.lexicon in lexicons and mask.find(1, start, end) < 0:
                mask[start:end] = b"\1" * (end - start)
                taken.append((start, end, form))
        parts: list[str] = []
        spans: list[Span] = []
        done = shift = 0
        for start, end, form in sorted(taken, key=lambda hit: hit[0]):
            if form.entry is None:
                continue
            parts += (text[done:start], form.char)
            spans.append(Span(start - shift, start, end, form))
            shift += end - start - 1
            done = end
        parts.append(text[done:])
        return Replaced("".join(parts), tuple(spans))
