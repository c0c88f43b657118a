"""Literal anchors: the words of which one must stand in every match of a phrase or pattern."""

from __future__ import annotations

import re
from itertools import product

from auditor.engine.syntax import Alt, Lex, Lit, Node, Seq, Wild
from auditor.page.text import fold

Anchor = str | Lex
_VARIANTS = 48
_LEX_WORTH = 6.0
_LONG = 24  # a longer literal finds nothing that this does not
_WIDE = re.compile("[\u0e00-\u0eff\u1100-\u11ff\u2e80-\ua4cf\uac00-\ud7ff\uf900-\ufaff]")


def anchor_text(text: str) -> str:
    """A literal in the form in which the automaton sees it."""
    return fold(text).replace("-", " ")


def variants(node: Node, limit: int = _VARIANTS) -> tuple[str, ...] | None:
    """All texts a node stands for, or None when they are unknown or too many."""
    if isinstance(node, Lit):
        return (node.text,)
    if isinstance(node, Wild | Lex):
        return None
    known: list[tuple[str, ...]] = []
    size = 1
    for item in node.items:
        found = variants(item, limit)
        if found is None:
            return None
        known.append(found)
        size *= len(found)
        if size > limit and isinstance(node, Seq):
            return None
    if isinstance(node, Seq):
        return tuple(map("".join, product(*known)))
    out = tuple(dict.fromkeys(text for part in known for text in part))
    return out if len(out) <= limit else None


def _width(texts: tuple[str, ...]) -> int:
    """The length of the shortest text, characters of CJK and Thai counting double."""
    shortest = min(map(len, texts))
    if all(map(str.isascii, texts)):
        return shortest
    return min(len(text) + len(_WIDE.findall(text)) for text in texts)


def _flat(node: Node) -> list[Node]:
    """The parts of a sequence, with neighbouring literals made one."""
    out: list[Node] = []
    for item in node.items if isinstance(node, Seq) else (node,):
        for part in _flat(item) if isinstance(item, Seq) else (item,):
            if isinstance(part, Lit) and out and isinstance(out[-1], Lit):
                out[-1] = Lit(out[-1].text + part.text)
            else:
                out.append(part)
    return out


def anchors(node: Node) -> tuple[float, frozenset[Anchor]] | None:
    """The best set of literals or placeholders of which one must be in every match, with its worth.

    Worth is the length of the shortest literal, less a little for each further one. A set with a literal that is
    too short is taken only where there is no other.
    """
    if isinstance(node, Lit):  # as most alternatives are
        literals = _texts([(node.text,)])
        return (min(_width((node.text,)), _LONG) - 1 / 16, literals) if all(literals) else None
    items = _flat(node)
    texts = [variants(item) for item in items]
    offers: list[tuple[float, int, int]] = []
    for start in range(len(items)):
        width, count = 0, 1
        for end in range(start, len(items)):
            known = texts[end]
            if known is None or count * len(known) > _VARIANTS:
                break
            width += _width(known)
            count *= len(known)
            offers.append((min(width, _LONG) - count / 16, start, end + 1))
    best: tuple[float, frozenset[Anchor]] | None = None
    for worth, start, end in sorted(offers, reverse=True):
        literals = _texts(texts[start:end])
        if all(literals):
            best = (worth, literals)
            break
    for item, known in zip(items, texts, strict=True):
        other = _branches(item) if known is None else None
        if other is not None and (best is None or _rank(other) > _rank(best)):
            best = other
    return best


def _rank(offer: tuple[float, frozenset[Anchor]]) -> tuple[bool, float]:
    """Whether all anchors of a set are long enough, then its worth."""
    return all(map(is_anchor, offer[1])), offer[0]


def _texts(parts: list[tuple[str, ...] | None]) -> frozenset[str]:
    """Every way to put parts together, as anchors."""
    known = [part for part in parts if part is not None]
    # Literals of a tree are folded already.
    return frozenset(["".join(choice).replace("-", " ").strip() for choice in product(*known)])


def _branches(node: Node) -> tuple[float, frozenset[Anchor]] | None:
    """A placeholder is an anchor by itself; of alternatives each needs its own."""
    if isinstance(node, Lex):
        return (_LEX_WORTH, frozenset([node]))
    if not isinstance(node, Alt):
        return None
    parts = [anchors(part) for part in node.items]
    known = [part for part in parts if part is not None]
    if len(known) < len(parts):
        return None
    union = frozenset(anchor for part in known for anchor in part[1])
    return (min(part[0] for part in known) - len(union) / 16, union)


def is_anchor(anchor: Anchor) -> bool:
    """Whether a literal is long enough: two characters of CJK or Thai, three of other scripts."""
    if isinstance(anchor, Lex):
        return True
    return len(anchor) + len(_WIDE.findall(anchor)) >= 3 and any(char.isalnum() for char in anchor)
