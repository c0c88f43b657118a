"""What became of every rule on one page, for people who ask why something was or was not found."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from auditor.report.terminal import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from auditor.engine.explain import Explained

# In the order of how far a rule came; the last two are a list of names, since no words tell more.
_STEPS = {
    "fired": "Found something",
    "overlapped": "Found only words that a better match already holds",
    "unless": "Found something that an exception takes back",
    "edge": "Found its words, but not at the edge of the block that it asks for",
    "no-match": "Found a word it looks for, but not the whole phrase",
    "where": "Found a word it looks for, in a place that it does not look at",
    "no-anchor": "Found none of its words on the page",
    "language": "Written for another language",
}
_NAMES_ONLY = frozenset(("no-anchor", "language"))


def render(explained: Sequence[Explained], *, idle: Iterable[str] = (), width: int = 80) -> str:
    """Write one line per rule, those that came furthest first; `idle` are checks that no profile put in force."""
    lines = ["Rules looked at"]
    for reason, words in _STEPS.items():
        rules = [item for item in explained if item.reason == reason]
        if not rules:
            continue
        lines += ["", f"  {words} ({len(rules)})"]
        if reason in _NAMES_ONLY:
            lines += _names((item.rule for item in rules), width)
        else:
            lines += [line for item in rules for line in _rule(item, width)]
    unused = sorted(idle)
    if unused:
        lines += ["", f"  Checks that no profile in force asks for ({len(unused)})", *_names(unused, width)]
    return "\n".join(lines) + "\n"


def _rule(item: Explained, width: int) -> Iterator[str]:
    """Name the rule, how often it fired or which of its clauses stopped it, and the words."""
    fact = f"{item.count} times" if item.count > 1 else "" if item.reason == "fired" else item.clause or ""
    yield f"    {plain(item.rule, 80)}{f'  {plain(fact, 80)}' if fact else ''}"
    if item.words:
        yield from textwrap.wrap(
            f"“{plain(item.words, 140)}”", width, initial_indent=" " * 6, subsequent_indent=" " * 6
        )


def _names(names: Iterable[str], width: int) -> list[str]:
    text = ", ".join(plain(name, 80) for name in names)
    return textwrap.wrap(
        text, width, initial_indent=" " * 4, subsequent_indent=" " * 4, break_on_hyphens=False
    )
