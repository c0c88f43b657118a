"""`auditor report`: a run's site report, or one page of it."""

from __future__ import annotations

from collections import Counter
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, assert_never

import typer

from auditor.cli.apps import new_app
from auditor.cli.output import address, make_folder, terminal_width, wants_colour, write_bytes, write_text
from auditor.cli.reading import reading
from auditor.errors import UsageError
from auditor.model import Report

if TYPE_CHECKING:
    from auditor.model import Skipped
    from auditor.stores.run import Run

app = new_app()


class Format(StrEnum):
    """How a report is written."""

    TEXT = "text"
    JSON = "json"
    MARKDOWN = "markdown"
    HTML = "html"


@app.command()
def report(
    run: Annotated[Path, typer.Argument(metavar="RUN", help="A run: SQLite, JSON Lines or Parquet.")],
    page: Annotated[
        str | None, typer.Argument(help="A page: its number, address, file, or a part of either.")
    ] = None,
    format_: Annotated[
        Format, typer.Option("--format", "-f", help="How the report is written.")
    ] = Format.TEXT,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write to this file.")] = None,
    pages: Annotated[
        Path | None,
        typer.Option(
            "--pages",
            help="Also write the report of every page to this folder, and lead to them (html only).",
        ),
    ] = None,
) -> None:
    """Print the site report of RUN, or the report of one PAGE."""
    if pages is not None and (format_ is not Format.HTML or output is None or page is not None):
        raise UsageError("--pages goes with the site report as a file: --format html --output FILE")
    with reading(run) as opened:
        text = (
            _site(opened, format_, output, pages)
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
    assert_never(format_)


def _site(run: Run, format_: Format, output: Path | None, pages: Path | None) -> str:
    from auditor.report.json_v1 import decode, indent
    from auditor.report.tally import summarise

    if format_ is Format.HTML:
        return _site_page(run, output, pages)
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


def _site_page(run: Run, output: Path | None, pages: Path | None) -> str:
    """The HTML site report, from one pass over the run; with `pages`, the reports of all pages beside it."""
    from auditor.report import html
    from auditor.report.details import detail
    from auditor.report.json_v1 import decode
    from auditor.report.site import render_site, row, site_title
    from auditor.report.tally import Tally

    if pages is not None:
        make_folder(pages)
    tally, rows, details, names, audit = Tally(), [], [], Counter[str](), None
    for number, document in enumerate(run.documents(), 1):
        result: Report | Skipped = decode(document)
        tally.add(result)
        link = None
        if pages is not None and output is not None:
            file = pages / f"{number}.html"
            write_bytes(html.render(result).encode(), file)
            link = address(file, output)
        rows.append(row(result, link))
        details.append(detail(result))
        names[result.subject.site_name or ""] += 1
        audit = audit or (result.audit if isinstance(result, Report) else None)
    title = site_title(names, run.source)
    return render_site(tally.summary(), rows, title=title, details=details, audit=audit, source=str(run.path))
