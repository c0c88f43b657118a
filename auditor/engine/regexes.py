"""Reads RE2 patterns, just far enough to know their literals."""

from __future__ import annotations

import re

from auditor.engine.syntax import (
    EMPTY,
    PLACEHOLDER,
    Alt,
    Lit,
    Node,
    PatternError,
    Seq,
    Wild,
    optional,
    placeholder,
)
from auditor.page.text import fold

_CLASS_LIMIT = 4
# Literal characters up to the one that a quantifier belongs to.
_PLAIN = re.compile(r"[^\\^$.|?*+()\[\]{}<]+(?![?*+{])")
# A group that holds nothing but words to choose from, as most do.
_CHOICE = re.compile(r"\((?:\?:)?([^\\^$.|?*+()\[\]{}<]+(?:\|[^\\^$.|?*+()\[\]{}<]+)+)\)")
_QUANTIFIER = re.compile(r"(?:([*+?])|\{(\d+)(,?)(\d*)\})\??")
_GROUP_HEAD = re.compile(r"\(\?(?:P?<\w+>|[imsU-]*:|[imsU-]+\))")
_ESCAPES = re.compile(r"\\(?:[pP](?:\{\^?\w+\}|\w)|x\{[0-9a-fA-F]+\}|x[0-9a-fA-F]{2}|.)", re.DOTALL)
_BRACKET = re.compile(r"\[\^?\]?(?:\[:\^?\w+:\]|\\.|[^\]\\])*\]", re.DOTALL)


class _RegexReader:
    """Reads just enough of an RE2 pattern to know its literals; everything else is `Wild`."""

    def __init__(self, source: str) -> None:
        self.source, self.at = source, 0

    def alternatives(self) -> Node:
        items = [self.sequence()]
        while self.source.startswith("|", self.at):
            self.at += 1
            items.append(self.sequence())
        return items[0] if len(items) == 1 else Alt(tuple(items))

    def sequence(self) -> Node:
        items: list[Node] = []
        source = self.source
        while self.at < len(source):
            if plain := _PLAIN.match(source, self.at):
                self.at = plain.end()
                items.append(Lit(fold(plain[0])))
                continue
            char = source[self.at]
            if char in "|)":
                break
            items.append(self.repeated(self.atom(char)))
        return items[0] if len(items) == 1 else Seq(tuple(items))

    def repeated(self, node: Node) -> Node:
        """Apply the quantifier that follows, if any."""
        counted = _QUANTIFIER.match(self.source, self.at)
        if counted is None:
            return node
        self.at = counted.end()
        char, least, comma, most = counted.groups()
        if char == "?" or (least == "0" and most == "1"):
            return optional(node)
        low = int(least) if least else int(char == "+")
        if least and not comma and low <= _CLASS_LIMIT:
            return Seq((node,) * low)
        return Seq((node, Wild(""))) if low else Wild("")

    def atom(self, char: str) -> Node:
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
        if choice := _CHOICE.match(self.source, self.at):
            self.at = choice.end()
            return Alt(tuple(map(Lit, fold(choice[1]).split("|"))))
        head = _GROUP_HEAD.match(self.source, self.at)
        if self.source.startswith("(?", self.at) and not head:
            raise PatternError("lookaround and backreferences are not part of RE2")
        self.at = head.end() if head else self.at + 1
        if head and head[0].endswith(")"):
            return EMPTY
        node = self.alternatives()
        self.at += 1  # the closing bracket; RE2 itself reports a missing one
        return node

    def bracket(self) -> Node:
        found = _BRACKET.match(self.source, self.at)
        if not found:
            raise PatternError(f"the bracket at {self.at + 1} is not closed")
        self.at = found.end()
        chars = found[0][1:-1]
        if chars[:1] == "^" or "\\" in chars or "[" in chars or "-" in chars[1:-1]:
            return Wild("")
        choices = sorted({fold(char) for char in chars})
        return Alt(tuple(map(Lit, choices))) if len(choices) <= _CLASS_LIMIT else Wild("")

    def escape(self) -> Node:
        found = _ESCAPES.match(self.source, self.at)
        if not found:
            raise PatternError("the pattern ends in a backslash")
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
