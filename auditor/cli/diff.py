"""`auditor diff`: what changed between two runs of the same site."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from auditor.cli.apps import new_app
from auditor.cli.output import write_bytes, write_text

if TYPE_CHECKING:
    from auditor.report.changes import Changes

app = new_app()


class Format(StrEnum):
    """How the changes are written."""

    TEXT = "text"
    JSON = "json"
    HTML = "html"


@app.command()
def diff(
    before: Annotated[Path, typer.Argument(metavar="RUN_A", help="The earlier run: SQLite or JSON Lines.")],
    after: Annotated[Path, typer.Argument(metavar="RUN_B", help="The later run.")],
    format_: Annotated[
        Format, typer.Option("--format", "-f", help="How to write the changes.")
    ] = Format.TEXT,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write to this file instead.")] = None,
) -> None:
    """Compare two runs: labels added, removed, moved or reworded; answers; new and fixed findings."""
    import msgspec

    from auditor.cli.reading import results
    from auditor.report.changes import compare
    from auditor.report.comparison import render_comparison

    old, new = results(before), results(after)
    if format_ is Format.HTML:
        made = render_comparison(old, new, names=(before.name, after.name), title="What changed")
        write_bytes(made.encode(), output)
        return
    changes = compare(old, new)
    if format_ is Format.JSON:
        write_bytes(msgspec.json.format(msgspec.json.encode(changes)) + b"\n", output)
        return
    text = _lines(changes)
    if output is None:
        write_text(text)
    else:
        write_bytes(text.encode(), output)


def _lines(changes: Changes) -> str:
    from auditor.report.terminal import plain
    from auditor.report.wording import count

    if not changes:
        return "Nothing changed.\n"
    lines = [
        f"{count(len(changes.added), 'page')} added, {len(changes.removed):,} removed, {len(changes.lost):,} no longer readable"
    ]
    lines += [f"lost   {page}" for page in changes.lost]
    for label in changes.labels:
        quotes = (f"“{item.quote.exact}”" for item in (label.before, label.after) if item)
        lines.append(f"label  {label.page}: {label.kind}, {' → '.join(quotes)}")
    lines += [
        f"answer {item.page}: {item.path}, {item.before or 'nothing'} → {item.after or 'nothing'}"
        for item in changes.conclusions
    ]
    lines += [f"new    {item.fault.page}: {item.message}" for item in changes.new]
    lines += [f"fixed  {item.fault.page}: {item.message}" for item in changes.fixed]
    # A finding has an identity for each place that it points to, and is told once.
    return "".join(f"{plain(line)}\n" for line in dict.fromkeys(lines))
