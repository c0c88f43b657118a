"""Reads the phrase language into a small tree.

A phrase: words separated by one space (a hyphen in the text counts as a space), `(a|b)` alternatives, `[x]`
optional, `{0,3}` up to so many words between, `{sponsor}` a capture of 2 to 80 characters, `*` the rest of a
word, `<agency>` a form of a lexicon entry; a backslash takes the next character as it is.
"""

from __future__ import annotations

import re

from msgspec import Struct

from auditor.page.text import fold


class Lit(Struct, frozen=True):
    """Characters that stand in the text as they are; a space in a phrase also matches a hyphen."""

    text: str


class Wild(Struct, frozen=True):
    """Text that nobody knows beforehand, as an RE2 pattern."""

    regex: str


class Lex(Struct, frozen=True):
    """A form of a lexicon entry: `<agency>`, `<agency:kind|kind>`, `<agency!>`."""

    lexicon: str
    kinds: tuple[str, ...] = ()
    strict: bool = False


class Seq(Struct, frozen=True):
    """One after the other."""

    items: tuple[Node, ...]


class Alt(Struct, frozen=True):
    """One of several; an empty `Lit` makes it optional."""

    items: tuple[Node, ...]


Node = Lit | Wild | Lex | Seq | Alt
EMPTY = Lit("")
SEPARATOR = Lit(" ")
PLACEHOLDER = re.compile(r"(?<!\(\?P)(?<!\(\?)<([a-z][a-z-]*)(?::([a-z|-]+))?(!)?>")
_GAP_WORD = r"[^\s.!?;:|…。！？]+(?:[.:][^\s.!?;:|…。！？]+)*"
_CAPTURE = r"[^|;(\n]{2,80}"
_MAX_GAP = 8


class PatternError(ValueError):
    """A phrase or pattern that cannot be read; the message says why."""


def placeholder(match: re.Match[str]) -> Lex:
    """The tree of a `<lexicon:kinds!>` placeholder."""
    return Lex(match[1], tuple((match[2] or "").split("|")) if match[2] else (), bool(match[3]))


def optional(node: Node) -> Alt:
    """A node or nothing; the longer reading first."""
    return Alt((node, EMPTY))


# -- phrases ---------------------------------------------------------------------------------------------


_GAP = re.compile(r"\{(\d+),(\d+)\}(?= |$)")
_NAMED = re.compile(r"\{([a-z_]+)\}")
# Literal characters, or one that a backslash makes literal.
_WORDS = re.compile(r"[^\\ ()\[\]{}<>*|]+|\\.?")


class _PhraseReader:
    """Recursive descent over one phrase."""

    def __init__(self, source: str) -> None:
        self.source, self.at = source, 0

    def peek(self) -> str:
        return self.source[self.at : self.at + 1]

    def sequence(self, stop: str) -> Node:
        """Terms up to a stop character, with separators that optional terms and gaps bring along."""
        items: list[Node] = []
        solid = False  # something that must be there has been read
        while self.peek() and self.peek() not in stop:
            if self.peek() == " ":
                self.at += 1
                continue
            if gap := _GAP.match(self.source, self.at):
                if not solid or gap.end() == len(self.source):
                    raise PatternError(f"the gap {gap[0]} must stand between words")
                low, high = int(gap[1]), int(gap[2])
                if low > high or high > _MAX_GAP:
                    raise PatternError(f"the gap {gap[0]} must be rising and at most {_MAX_GAP} words")
                # A comma may follow the word before the gap, too.
                items.append(Wild(f",?(?:[ -]{_GAP_WORD}){{{low},{high}}}"))
                self.at = gap.end()
                continue
            term = self.term(stop + " ")
            if isinstance(term, Alt) and term.items[-1] == EMPTY:
                words = Alt(term.items[:-1])
                items.append(optional(Seq((SEPARATOR, words) if solid else (words, SEPARATOR))))
            else:
                items += (SEPARATOR, term) if solid else (term,)
                solid = True
        if not solid:
            raise PatternError("a phrase needs at least one word that must be there")
        return items[0] if len(items) == 1 else Seq(tuple(items))

    def term(self, stop: str) -> Node:
        """Pieces that stand together without a space."""
        pieces: list[Node] = []
        while self.peek() and self.peek() not in stop:
            pieces.append(self.piece())
        return pieces[0] if len(pieces) == 1 else Seq(tuple(pieces))

    def piece(self) -> Node:
        """One literal run, group, option, capture, placeholder or star."""
        char = self.peek()
        if char in "([":
            return self.group("]" if char == "[" else ")")
        if char == "<" and (found := PLACEHOLDER.match(self.source, self.at)):
            self.at = found.end()
            return placeholder(found)
        if char == "{":
            named = _NAMED.match(self.source, self.at)
            if not named:
                raise PatternError("a brace opens a gap {0,3} or a capture {name}")
            self.at = named.end()
            return Wild(f"(?P<{named[1]}>{_CAPTURE}{'' if self.at == len(self.source) else '?'})")
        if char == "*":
            self.at += 1
            return Wild(r"[^\s.,;:!?()|\"'/-]*")
        if char in ")]}<>|":
            raise PatternError(
                f"“{char}” at {self.at + 1} has no partner; write \\{char} for the character itself"
            )
        text = ""
        while found := _WORDS.match(self.source, self.at):
            text += found[0].replace("\\", "", 1) if found[0][0] == "\\" else found[0]
            self.at = found.end()
        return Lit(fold(text))

    def group(self, close: str) -> Node:
        """Alternatives up to a closing bracket; an empty one, as in `(the|)`, makes the group optional."""
        start = self.at
        items: list[Node] = []
        may_miss = close == "]"
        while self.peek() != close or self.at == start:
            self.at += 1  # the opening bracket or a bar
            if self.peek() in ("|", close):
                may_miss = True
            else:
                items.append(self.sequence("|" + close))
            if not self.peek():
                raise PatternError(f"the bracket at {start + 1} is not closed")
        self.at += 1
        if not items:
            raise PatternError(f"the brackets at {start + 1} are empty")
        # Longer words first, because RE2 takes the first alternative that fits.
        items.sort(key=lambda node: -len(node.text) if isinstance(node, Lit) else 0)
        return Alt((*items, EMPTY)) if may_miss else Alt(tuple(items))


def read_phrase(source: str) -> Node:
    """The tree of a phrase; a `PatternError` says what is wrong with it."""
    reader = _PhraseReader(" ".join(source.split()))
    node = reader.sequence("")
    if reader.at < len(reader.source):
        raise PatternError(f"“{reader.peek()}” at {reader.at + 1} has no partner")
    return node
