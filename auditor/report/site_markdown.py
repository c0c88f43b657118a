"""A run's summary as Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from auditor.report.markdown import escape
from auditor.report.sections import Example, Item, Line, Names, Number, sections
from auditor.report.wording import percent

if TYPE_CHECKING:
    from auditor.report.summary import Summary


def render(summary: Summary, *, title: str) -> str:
    """Write the summary; nothing that comes from a page is read as markup."""
    lines = [f"# {escape(title)}"]
    for section in sections(summary):
        lines += ["", f"## {section.title}"]
        listed = False
        for item in section.items:
            lists = isinstance(item, Number | Example)
            # Lists and paragraphs stand apart; the items of one list do not.
            lines += [] if lists and listed else [""]
            lines.append(_line(item))
            listed = lists
    return "\n".join(lines) + "\n"


def _line(item: Item) -> str:
    match item:
        case Line(text):
            return escape(text)
        case Number():
            share = "" if item.share is None else f" ({percent(item.share)})"
            return f"- {item.number:,} {escape(item.text)}{share}"
        case Names(title, pairs, more):
            names = ", ".join(f"{escape(name)} {number:,}" for name, number in pairs)
            return f"{escape(title)}: {names}{f', and {more:,} more' if more else ''}"
        case Example(uri, text):
            return f"- {escape(uri)}: {escape(text)}"
