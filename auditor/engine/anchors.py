"""Literal anchors: the words of which one must stand in every match of a phrase or pattern."""

from __future__ import annotations

import re
from itertools import product

from auditor.engine.syntax import Alt, Lex, Lit, Node, Seq
from auditor.page.text import fold

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
