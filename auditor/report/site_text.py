"""A run's summary as plain text of at most 80 columns, for terminals and pipes alike."""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING

from auditor.page.text import clean
from auditor.report.sections import Example, Item, Line, Names, Number, sections
from auditor.report.wording import percent

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from auditor.report.summary import Summary

_WIDTH = 80
_BAR = 30
_KINDS = 12


def render(summary: Summary) -> str:
    """Write the summary; nothing that comes from a page can style or move a terminal."""
    parts = []
    for section in sections(summary):
        lines = (line for item in section.items for line in _lines(item))
        parts.append("\n".join((section.title.upper(), *lines)) + "\n")
    return "\n".join(parts)


def render_passed(passed: Mapping[str, int]) -> str:
    """Write what a source held besides pages."""
    pairs = tuple(passed.items())
    names = Names("No pages, passed over", pairs[:_KINDS], max(0, len(pairs) - _KINDS))
    return "\n".join(_lines(names)) + "\n"


def _lines(item: Item) -> Iterator[str]:
    match item:
        case Line(text):
            yield from _wrapped(text)
        case Number() if item.share is not None:
            bar = "█" * max(1, round(_BAR * item.share))
            yield f"  {item.number:>9,}  {item.text:14} {percent(item.share):>9}  {bar}"
        case Number():
            yield f"  {item.number:>9,}  {clean(item.text)}"
        case Names(title, pairs, more):
            names = [f"{clean(name)[:60]} {number:,}" for name, number in pairs]
            yield from _wrapped(f"{clean(title)}: {', '.join(names)}{f', and {more:,} more' if more else ''}")
        case Example(uri, text):
            # An address stays in one piece, so that it can be copied.
            yield f"    {clean(uri)[:400]}"
            yield from _wrapped(clean(text), 6)


def _wrapped(text: str, indent: int = 2) -> list[str]:
    margin = " " * indent
    return wrap(text, _WIDTH, initial_indent=margin, subsequent_indent=f"{margin}  ", break_on_hyphens=False)
