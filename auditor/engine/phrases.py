"""Compiles phrases and patterns for RE2, and finds their literal anchors with one Aho-Corasick automaton.

RE2 knows only ASCII word boundaries, so phrases carry their own: a word ends before anything that is no letter
or digit. Chinese, Japanese, Korean, Thai and their neighbours write without spaces and have no boundaries.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache, cached_property, lru_cache
from itertools import islice

import re2
from ahocorasick_rs import AhoCorasick
from msgspec import Struct

from auditor.engine.anchors import Anchor, anchor_text, anchors, variants
from auditor.engine.regexes import read_regex
from auditor.engine.syntax import (
    PLACEHOLDER,
    Alt,
    Lex,
    Lit,
    Node,
    PatternError,
    Seq,
    Wild,
    placeholder,
    read_phrase,
)

# Letters, digits and marks of scripts that put spaces between words, coarsely: RE2 compiles its own \pL to
# thousands of states, which costs a hundred times the memory and time of these few ranges.
WORD = (
    "0-9A-Za-z\u00aa\u00b5\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0300-\u0386\u0388-\u0588\u0591-\u060b"
    "\u060d-\u061a\u061c-\u061e\u0620-\u06d3\u06d5-\u0963\u0966-\u0dff\u10a0-\u10ff\u1200-\u135f\u1e00-\u1fff"
)
_WORD = re.compile(f"[{WORD}]")
# What `\p{Lu}`, `\p{Ll}` and `\p{L}` in a rule's `re` stand for, as coarsely and for the same reason.
_UPPER = "A-ZÀ-ÖØ-ÞĀ-žΆ-ΏΑ-ΫЀ-Я"
_LOWER = "a-zß-öø-ÿĀ-žΐά-ώа-џ\u1e00-\u1eff"
_LETTER = "A-Za-zÀ-ÖØ-öø-ʯͰ-\u0588\u05d0-\u05ea\u0620-\u06d3\u0904-\u0dff\u1e00-\u1fff"
# A bracket, a Unicode class, or an escaped character: `\[` opens no bracket.
_CLASS = re.compile(r"\[(?:\\.|[^\]\\])*\]|\\p\{L[ul]?\}|\\.", re.DOTALL)
_SURROGATES = re.compile("[\ud800-\udfff]")
_MOST = 60  # matches of one pattern in one text
# Brackets, braces or stars that stand against letters: then a literal may be a part of a word.
_GLUED = re.compile(r"[^\s(\[|{][(\[{<*]|[)\]}>*][^\s)\]|}]|^\*|[\s(\[|]\*")
FormClass = Callable[[Lex], str]
"""Gives the RE2 character class of a placeholder."""

_OPTIONS = re2.Options()
_OPTIONS.log_errors = False


@lru_cache(maxsize=4096)
def is_word(char: str) -> bool:
    """Whether a character is part of a word that has boundaries; false for an empty string."""
    return _WORD.match(char) is not None


def encoded(text: str) -> bytes:
    """The text in UTF-8; lone surrogates, which damaged JSON-LD can hold, as one replacement character each."""
    try:
        return text.encode()
    except UnicodeEncodeError:
        return _SURROGATES.sub("\ufffd", text).encode()


class Found(Struct, frozen=True, gc=False):
    """One confirmed match: its span in the text that was searched, named captures, and lexicon positions."""

    start: int
    end: int
    captures: dict[str, tuple[int, int]]
    forms: dict[str, tuple[int, int]]


class Pattern(Struct, frozen=True, eq=False, dict=True):
    """One phrase or `re`; it is read when it is first asked for more than its lexicons, and a `PatternError` says why it cannot be."""

    source: str
    is_phrase: bool

    @cached_property
    def node(self) -> Node:
        """Its tree."""
        return read_phrase(self.source) if self.is_phrase else read_regex(self.source)

    @cached_property
    def anchors(self) -> frozenset[Anchor]:
        """Literals or placeholders of which one stands in every match; empty where nothing must stand literally in the text."""
        best = anchors(self.node)
        return best[1] if best else frozenset()

    @cached_property
    def lexicons(self) -> frozenset[str]:
        """The lexicons that its placeholders name."""
        return frozenset([found[1] for found in PLACEHOLDER.finditer(self.source)])

    @cached_property
    def needs_form(self) -> bool:
        """Whether a placeholder stands in every match."""
        return bool(self.lexicons) and _needs_form(self.node)

    @property
    def bounded(self) -> bool:
        """Whether its anchors are whole words."""
        return self.is_phrase and not _GLUED.search(self.source)

    @property
    def texts(self) -> tuple[str, ...] | None:
        """All texts a finite phrase stands for, in the form of `anchor_text`."""
        return _texts_of(self.node) if self.is_phrase else None

    def expression(self, form_class: FormClass, *, whole: bool = False) -> str:
        """The RE2 pattern; group 1 is the match of a phrase that is not `whole`."""
        counter = iter(range(1000))

        def form(lex: Lex) -> str:
            # The lexicon's name is kept in the group's name, with a number because names must be unique.
            return f"(?P<_{next(counter)}_{lex.lexicon.replace('-', '_')}>{form_class(lex)})"

        if not self.is_phrase:
            core = PLACEHOLDER.sub(lambda match: form(placeholder(match)), self.source)
            core = _CLASS.sub(_coarse, core)
            return f"^(?:{core})$" if whole else core
        core = _render(self.node, form)
        if whole:
            return f"^(?:{core})$"
        left = f"(?:^|[^{WORD}])" if any(map(is_word, _edge(self.node, 0))) else ""
        right = f"(?:$|[^{WORD}])" if any(map(is_word, _edge(self.node, -1))) else ""
        return f"{left}({core}){right}"


def _coarse(match: re.Match[str]) -> str:
    """A bracket or a Unicode class of a pattern with the coarse ranges in place of RE2's own tables."""
    if match[0][0] == "\\" and len(match[0]) == 2:
        return match[0]
    bracket = match[0] if match[0][0] == "[" else f"[{match[0]}]"
    return bracket.replace(r"\p{Lu}", _UPPER).replace(r"\p{Ll}", _LOWER).replace(r"\p{L}", _LETTER)


@cache
def _texts_of(node: Node) -> tuple[str, ...] | None:
    found = variants(node, 512)
    return None if found is None else tuple(map(anchor_text, found))


class Program:
    """A pattern compiled for RE2."""

    __slots__ = ("_group", "_names", "_regexp")

    def __init__(self, expression: str, group: int = 0) -> None:
        try:
            # The class itself, because the module's own cache holds only 128 programs.
            self._regexp = re2._Regexp(expression, _OPTIONS)  # noqa: SLF001
        except re2.error as problem:
            reason = problem.args[0] if problem.args else "not accepted"
            text = reason.decode("utf-8", "replace") if isinstance(reason, bytes) else str(reason)
            raise PatternError(f"RE2 refuses the pattern: {text}") from None
        self._names = tuple(self._regexp.groupindex.items())
        self._group = group

    def find(self, text: str) -> Iterator[Found]:
        """The matches that do not overlap and are not empty, up to a number that only hostile texts reach."""
        # On bytes, because most texts have no match and then nothing needs to be counted in characters.
        data = encoded(text)
        is_wide = len(data) != len(text)
        for match in islice(self._regexp.finditer(data), _MOST):
            start, end = match.span(self._group)
            if start < end:
                named = {name: match.span(number) for name, number in self._names}
                if is_wide:
                    start, end = _in_characters(data, (start, end))
                    named = {name: _in_characters(data, span) for name, span in named.items()}
                captures = {name: span for name, span in named.items() if span[0] >= 0 and name[0] != "_"}
                yield Found(start, end, captures, _form_spans(named))

    def holds(self, text: str) -> bool:
        """Whether the text has a match."""
        return self._regexp.search(encoded(text)) is not None

    def first_group(self, text: str) -> str | None:
        """What group 1, or the whole pattern if it has none, matched first."""
        match = self._regexp.search(encoded(text))
        if match is None:
            return None
        found: bytes | None = match.group(1 if self._regexp.groups else 0)
        return None if found is None else found.decode()


def _in_characters(data: bytes, span: tuple[int, int]) -> tuple[int, int]:
    """A span of bytes as one of characters; (-1, -1) for a group that took no part."""
    start, end = span
    if start < 0:
        return span
    first = len(data[:start].decode())
    return first, first + len(data[start:end].decode())


def program(pattern: Pattern, form_class: FormClass, *, whole: bool = False) -> Program:
    """Compile a pattern; a `PatternError` tells why RE2 refuses it."""
    return Program(pattern.expression(form_class, whole=whole), int(pattern.is_phrase and not whole))


def _form_spans(named: Mapping[str, tuple[int, int]]) -> dict[str, tuple[int, int]]:
    """Per lexicon, from its first to its last placeholder that took part in the match."""
    spans: dict[str, tuple[int, int]] = {}
    for name, (start, end) in named.items():
        if name[0] == "_" and start >= 0:
            lexicon = name.split("_", 2)[2].replace("_", "-")
            low, high = spans.get(lexicon, (start, end))
            spans[lexicon] = (min(low, start), max(high, end))
    return spans


def _edge(node: Node, side: int) -> tuple[str, ...]:
    """The characters a phrase can begin (0) or end (-1) with; empty where it is not known."""
    match node:
        case Lit(text):
            return (text[side],) if text else ()
        case Alt(items):
            return tuple(char for item in items for char in _edge(item, side))
        case Seq(items):
            chars: list[str] = []
            for item in items if side == 0 else reversed(items):
                chars += _edge(item, side)
                if not (isinstance(item, Alt) and Lit("") in item.items):
                    break
            return tuple(chars)
        case _:
            return ()


def _render(node: Node, form: FormClass) -> str:
    """The RE2 pattern of a phrase's tree."""
    match node:
        case Lit(text):
            return "".join("[ -]" if char in " -" else re.escape(char) for char in text)
        case Wild(regex):
            return regex
        case Lex():
            return form(node)
        case Seq(items):
            return "".join(_render(item, form) for item in items)
        case Alt(items):
            return "(?:" + "|".join(_render(item, form) for item in items) + ")"


@cache
def phrase(source: str) -> Pattern:
    """A phrase as a pattern."""
    return Pattern(source, is_phrase=True)


@cache
def regex(source: str) -> Pattern:
    """An RE2 pattern with `<lexicon>` placeholders."""
    return Pattern(source, is_phrase=False)


def _needs_form(node: Node) -> bool:
    if isinstance(node, Alt):
        return all(map(_needs_form, node.items))
    return isinstance(node, Lex) or (isinstance(node, Seq) and any(map(_needs_form, node.items)))


_STRETCH = 500_000


class Automaton:
    """Many literals found in one pass; `base` is an automaton whose literals are looked for first, and numbered first."""

    __slots__ = ("_automaton", "_base", "_first", "_longest", "size")

    def __init__(self, literals: Iterable[str], base: Automaton | None = None) -> None:
        known = list(literals)
        self._automaton = AhoCorasick(known, store_patterns=False)
        self._longest = max(map(len, known), default=0)
        self._base = base
        self._first: int = base.size if base is not None else 0
        self.size: int = self._first + len(known)

    def hits(self, text: str) -> Iterator[tuple[int, int, int]]:
        """Every occurrence, overlapping ones too, as (index of the literal, start, end)."""
        if self._base is not None:
            yield from self._base.hits(text)
        first = self._first
        if self.size == first:
            return
        # In stretches: one letter five million times holds a short name as often, which a list would keep in memory.
        for at in range(0, len(text), _STRETCH):
            stretch = text[at : at + _STRETCH + self._longest]
            for literal, start, end in self._found(stretch):
                if start < _STRETCH:
                    yield first + literal, at + start, at + end

    def _found(self, text: str) -> list[tuple[int, int, int]]:
        found: list[tuple[int, int, int]]
        try:
            found = self._automaton.find_matches_as_indexes(text, overlapping=True)
        except UnicodeEncodeError:
            found = self._automaton.find_matches_as_indexes(_SURROGATES.sub("\ufffd", text), overlapping=True)
        return found
