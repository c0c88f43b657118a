"""`auditor report`: a run's site report, or one page of it."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from auditor.cli.output import terminal_width, wants_colour, write_bytes, write_text
from auditor.errors import UsageError

if TYPE_CHECKING:
    from auditor.model import Report, Skipped
    from auditor.stores.run import Run

app = typer.Typer(add_completion=False, rich_markup_mode=None)


class Format(StrEnum):
    """How a report is written."""

    TEXT = "text"
    JSON = "json"
    MARKDOWN = "markdown"
    HTML = "html"


@app.command()
def report(
    run: Annotated[Path, typer.Argument(help="A run: SQLite, JSON Lines or Parquet.")],
    page: Annotated[
        str | None, typer.Argument(help="A page: its number, address, file, or a part of either.")
    ] = None,
    format_: Annotated[
        Format, typer.Option("--format", "-f", help="How the report is written.")
    ] = Format.TEXT,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write to this file.")] = None,
) -> None:
    """Print the site report of RUN, or the report of one PAGE."""
    from auditor.stores.run import open_run

    with open_run(run) as opened:
        text = (
            _site(opened, format_)
            if page is None
            else _page(opened, page, format_, to_terminal=output is None)
        )
    if output is None and format_ is Format.TEXT:
        write_text(text)
    else:
        write_bytes(text.encode(), output)


def _page(run: Run, wanted: str, format_: Format, *, to_terminal: bool) -> str:
    from auditor.report.json_v1 import decode, indent

    document = run.page(wanted)
    result = decode(document)
    match format_:
        case Format.TEXT:
            from auditor.report import terminal

            colour = to_terminal and wants_colour()
            return terminal.render(result, width=terminal_width() if to_terminal else 80, colour=colour)
        case Format.JSON:
            return indent(document).decode() + "\n"
        case Format.MARKDOWN:
            from auditor.report import markdown

            return markdown.render(result)
        case Format.HTML:
            from auditor.report import html

            return html.render(result)
    raise UsageError(f"--format {format_} is not known here")


def _site(run: Run, format_: Format) -> str:
    from auditor.report.json_v1 import decode, indent
    from auditor.report.summary import summarise

    if format_ is Format.HTML:
        return _site_page(run)
    summary = summarise(map(decode, run.documents()))
    match format_:
        case Format.TEXT:
            from auditor.report.site_text import render

            return render(summary)
        case Format.JSON:
            import msgspec

            return indent(msgspec.json.encode(summary)).decode() + "\n"
    from auditor.report.site_markdown import render as render_markdown

    return render_markdown(summary, title=run.source)


def _site_page(run: Run) -> str:
    """The HTML site report, from one pass over the run."""
    from auditor.report.json_v1 import decode
    from auditor.report.site import render_site, row
    from auditor.report.summary import Tally

    tally, rows, audit = Tally(), [], None
    for document in run.documents():
        result: Report | Skipped = decode(document)
        tally.add(result)
        rows.append(row(result))
        audit = audit or getattr(result, "audit", None)
    return render_site(tally.summary(), rows, title=run.source, audit=audit, source=str(run.path))
