"""Reads the phrase language and RE2 patterns into one small tree, from which literal anchors are taken.

A phrase: words separated by one space (a hyphen in the text counts as a space), `(a|b)` alternatives, `[x]`
optional, `{0,3}` up to so many words between, `{sponsor}` a capture of 2 to 80 characters, `*` the rest of a
word, `<agency>` a form of a lexicon entry; a backslash takes the next character as it is.
"""

from __future__ import annotations

import re
from itertools import product

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


class SyntaxProblem(ValueError):
    """A phrase or pattern that cannot be read; the message says why."""


def placeholder(match: re.Match[str]) -> Lex:
    """The tree of a `<lexicon:kinds!>` placeholder."""
    return Lex(match[1], tuple((match[2] or "").split("|")) if match[2] else (), bool(match[3]))


def optional(node: Node) -> Alt:
    """A node or nothing; the longer reading first."""
    return Alt((node, EMPTY))


# -- phrases ---------------------------------------------------------------------------------------------


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
            if gap := re.compile(r"\{(\d+),(\d+)\}(?= |$)").match(self.source, self.at):
                if not solid or gap.end() == len(self.source):
                    raise SyntaxProblem(f"the gap {gap[0]} must stand between words")
                low, high = int(gap[1]), int(gap[2])
                if low > high or high > _MAX_GAP:
                    raise SyntaxProblem(f"the gap {gap[0]} must be rising and at most {_MAX_GAP} words")
                # A comma may follow the word before the gap, too.
                items.append(Wild(f",?(?:[ -]{_GAP_WORD}){{{low},{high}}}"))
                self.at = gap.end()
                continue
            term = self.term(stop + " ")
            is_optional = isinstance(term, Alt) and term.items[-1] == EMPTY
            if is_optional and solid:
                items.append(optional(Seq((SEPARATOR, Alt(term.items[:-1])))))  # type: ignore[union-attr]
            elif is_optional:
                items.append(optional(Seq((Alt(term.items[:-1]), SEPARATOR))))  # type: ignore[union-attr]
            else:
                items += (SEPARATOR, term) if solid else (term,)
                solid = True
        if not solid:
            raise SyntaxProblem("a phrase needs at least one word that must be there")
        return items[0] if len(items) == 1 else Seq(tuple(items))

    def term(self, stop: str) -> Node:
        """Pieces that stand together without a space."""
        pieces: list[Node] = []
        while self.peek() and self.peek() not in stop:
            pieces.append(self.piece(stop))
        return pieces[0] if len(pieces) == 1 else Seq(tuple(pieces))

    def piece(self, stop: str) -> Node:
        """One literal run, group, option, capture, placeholder or star."""
        char = self.peek()
        if char in "([":
            return self.group("]" if char == "[" else ")")
        if char == "<" and (found := PLACEHOLDER.match(self.source, self.at)):
            self.at = found.end()
            return placeholder(found)
        if char == "{":
            named = re.compile(r"\{([a-z_]+)\}").match(self.source, self.at)
            if not named:
                raise SyntaxProblem("a brace opens a gap {0,3} or a capture {name}")
            self.at = named.end()
            return Wild(f"(?P<{named[1]}>{_CAPTURE}{'' if self.at == len(self.source) else '?'})")
        if char == "*":
            self.at += 1
            return Wild(r"[^\s.,;:!?()|\"'/-]*")
        if char in ")]}<>|":
            raise SyntaxProblem(
                f"“{char}” at {self.at + 1} has no partner; write \\{char} for the character itself"
            )
        text = ""
        while self.peek() and self.peek() not in stop + "([{<*)]}>|":
            if self.peek() == "\\":
                self.at += 1
            text += self.peek()
            self.at += 1
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
                raise SyntaxProblem(f"the bracket at {start + 1} is not closed")
        self.at += 1
        if not items:
            raise SyntaxProblem(f"the brackets at {start + 1} are empty")
        # Longer words first, because RE2 takes the first alternative that fits.
        items.sort(key=lambda node: -len(node.text) if isinstance(node, Lit) else 0)
        return Alt((*items, EMPTY)) if may_miss else Alt(tuple(items))


def read_phrase(source: str) -> Node:
    """The tree of a phrase; a `SyntaxProblem` says what is wrong with it."""
    reader = _PhraseReader(" ".join(source.split()))
    node = reader.sequence("")
    if reader.at < len(reader.source):
        raise SyntaxProblem(f"“{reader.peek()}” at {reader.at + 1} has no partner")
    return node


# -- RE2 patterns ----------------------------------------------------------------------------------------

_CLASS_LIMIT = 4
_REPEAT = re.compile(r"\{(\d+)(,?)(\d*)\}")
_GROUP_HEAD = re.compile(r"\(\?(?:P?<\w+>|[imsU-]*:|[imsU-]+\))")
_ESCAPES = re.compile(r"\\(?:[pP](?:\{\^?\w+\}|\w)|x\{[0-9a-fA-F]+\}|x[0-9a-fA-F]{2}|.)", re.DOTALL)
_BRACKET = re.compile(r"\[\^?\]?(?:\[:\^?\w+:\]|\\.|[^\]\\])*\]", re.DOTALL)


class _RegexReader:
    """Reads just enough of an RE2 pattern to know its literals; everything else is `Wild`."""

    def __init__(self, source: str) -> None:
        self.source, self.at = source, 0

    def peek(self) -> str:
        return self.source[self.at : self.at + 1]

    def alternatives(self) -> Node:
        items = [self.sequence()]
        while self.peek() == "|":
            self.at += 1
            items.append(self.sequence())
        return items[0] if len(items) == 1 else Alt(tuple(items))

    def sequence(self) -> Node:
        items: list[Node] = []
        while self.peek() and self.peek() not in "|)":
            items.append(self.repeated(self.atom()))
        return items[0] if len(items) == 1 else Seq(tuple(items))

    def repeated(self, node: Node) -> Node:
        """Apply the quantifier that follows, if any."""
        char = self.peek()
        counted = _REPEAT.match(self.source, self.at) if char == "{" else None
        if char not in ("*", "+", "?") and not counted:
            return node
        self.at = counted.end() if counted else self.at + 1
        if self.peek() == "?":
            self.at += 1
        if char == "?" or (counted and counted[1] == "0" and counted[3] == "1"):
            return optional(node)
        low = int(counted[1]) if counted else int(char == "+")
        if counted and not counted[2] and low <= _CLASS_LIMIT:
            return Seq((node,) * low)
        return Seq((node, Wild(""))) if low else Wild("")

    def atom(self) -> Node:
        char = self.peek()
        if char == "(":
            return self.group()
        if char == "[":
            return self.bracket()
        if char == "\\":
            return self.escape()
        if char == "<" and (found := PLACEHOLDER.match(self.source, self.at)):
            self.at = found.end()
            return placeholder(found)
        self.at += 1
        if char in "^$":
            return EMPTY
        return Wild("") if char == "." else Lit(fold(char))

    def group(self) -> Node:
        head = _GROUP_HEAD.match(self.source, self.at)
        if self.source.startswith("(?", self.at) and not head:
            raise SyntaxProblem("lookaround and backreferences are not part of RE2")
        self.at = head.end() if head else self.at + 1
        if head and head[0].endswith(")"):
            return EMPTY
        node = self.alternatives()
        self.at += 1  # the closing bracket; RE2 itself reports a missing one
        return node

    def bracket(self) -> Node:
        found = _BRACKET.match(self.source, self.at)
        if not found:
            raise SyntaxProblem(f"the bracket at {self.at + 1} is not closed")
        self.at = found.end()
        chars = found[0][1:-1]
        if chars[:1] == "^" or "\\" in chars or "[" in chars or "-" in chars[1:-1]:
            return Wild("")
        choices = sorted({fold(char) for char in chars})
        return Alt(tuple(map(Lit, choices))) if len(choices) <= _CLASS_LIMIT else Wild("")

    def escape(self) -> Node:
        found = _ESCAPES.match(self.source, self.at)
        if not found:
            raise SyntaxProblem("the pattern ends in a backslash")
        self.at = found.end()
        char = found[0][1:]
        if char in ("b", "B", "A", "z", "Z"):
            return EMPTY
        if len(char) > 1 or char.isalnum():
            return Wild("")
        return Lit(fold(char))


def read_regex(source: str) -> Node:
    """The tree of an RE2 pattern, as far as its literals go."""
    return _RegexReader(source).alternatives()


# -- anchors ---------------------------------------------------------------------------------------------

Anchor = str | Lex
_VARIANTS = 48
_LEX_WORTH = 6.0
_WIDE = re.compile("[\u0e00-\u0eff\u1100-\u11ff\u2e80-\ua4cf\uac00-\ud7ff\uf900-\ufaff]")


def anchor_text(text: str) -> str:
    """A literal in the form in which the automaton sees it."""
    return fold(text).replace("-", " ")


def variants(node: Node, limit: int = _VARIANTS) -> tuple[str, ...] | None:
    """All texts a node stands for, or None when they are unknown or too many."""
    match node:
        case Lit(text):
            return (text,)
        case Seq(items) | Alt(items):
            parts = [variants(item, limit) for item in items]
            if any(part is None for part in parts):
                return None
            known = [part for part in parts if part is not None]
            if isinstance(node, Alt):
                out = tuple(dict.fromkeys(text for part in known for text in part))
                return out if len(out) <= limit else None
            size = 1
            for part in known:
                size *= len(part)
            return tuple(map("".join, product(*known))) if size <= limit else None
        case _:
            return None


def _worth(texts: frozenset[str]) -> float:
    """How much a set of literals narrows the search: the length of the shortest, CJK counting double."""
    shortest = min(len(text) + len(_WIDE.findall(text)) for text in texts)
    return min(shortest, 24) - len(texts) / 16


def _flat(node: Node) -> tuple[Node, ...]:
    if not isinstance(node, Seq):
        return (node,)
    return tuple(part for item in node.items for part in _flat(item))


def anchors(node: Node) -> tuple[float, frozenset[Anchor]] | None:
    """The best set of literals or placeholders of which one must be in every match, with its worth."""
    items = _flat(node)
    best: tuple[float, frozenset[Anchor]] | None = None

    def offer(worth: float, found: frozenset[Anchor]) -> None:
        nonlocal best
        if best is None or worth > best[0]:
            best = (worth, found)

    for start in range(len(items)):
        for end in range(start + 1, len(items) + 1):
            texts = variants(Seq(items[start:end]))
            if texts is None:
                break
            found = frozenset(anchor_text(text).strip() for text in texts)
            if all(found):
                offer(_worth(found), found)
    for item in items:
        if isinstance(item, Lex):
            offer(_LEX_WORTH, frozenset([item]))
        elif isinstance(item, Alt):
            parts = [anchors(part) for part in item.items]
            if all(parts):
                union = frozenset(anchor for part in parts if part for anchor in part[1])
                offer(min(part[0] for part in parts if part) - len(union) / 16, union)
    return best


def is_anchor(anchor: Anchor) -> bool:
    """Whether a literal is long enough: two characters of CJK or Thai, three of other scripts."""
    if isinstance(anchor, Lex):
        return True
    return len(anchor) + len(_WIDE.findall(anchor)) >= 3 and any(char.isalnum() for char in anchor)
