"""`auditor page`: audit single articles."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, assert_never

import typer

from auditor.cli.apps import new_app
from auditor.cli.gate import verdict
from auditor.cli.options import (
    AllowIncomplete,
    AllowPrivate,
    FailOn,
    IgnoreRobots,
    ModelFile,
    NoModel,
    Packs,
    Profiles,
    Suppressions,
)
from auditor.cli.output import address, terminal_width, wants_colour, write_bytes, write_text
from auditor.errors import SourceError, UsageError
from auditor.model import Report, Skipped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from auditor.audit import Auditor
    from auditor.model import Capture

app = new_app()


class Format(StrEnum):
    """How a report is written."""

    TEXT = "text"
    JSON = "json"
    MARKDOWN = "markdown"
    HTML = "html"
    SARIF = "sarif"
    JUNIT = "junit"
    CSV = "csv"


@app.command()
def page(
    sources: Annotated[
        list[str],
        typer.Argument(
            metavar="SOURCE...",
            help="A URL, a file (.html, .gz, .mhtml, .webarchive, .txt), or - for standard input.",
        ),
    ],
    format_: Annotated[
        Format, typer.Option("--format", "-f", help="How the report is written.")
    ] = Format.TEXT,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write to this file.")] = None,
    profile: Profiles = None,
    rules: Packs = None,
    fail_on: FailOn = None,
    fail_on_review: Annotated[
        bool,
        typer.Option("--fail-on-review", help="Let checks that a person has to look at count for --fail-on."),
    ] = False,
    suppressions: Suppressions = None,
    explain: Annotated[
        bool, typer.Option("--explain", help="Show every rule that was looked at and why.")
    ] = False,
    no_model: NoModel = False,
    model: ModelFile = None,
    annotate: Annotated[
        Path | None,
        typer.Option("--annotate", help="Write a safe copy of the page with the evidence marked."),
    ] = None,
    allow_private: AllowPrivate = False,
    ignore_robots: IgnoreRobots = False,
    allow_incomplete: AllowIncomplete = False,
) -> None:
    """Audit each SOURCE: who wrote it, who paid for it, who earns from it."""
    if len(sources) > 1 and (annotate or format_ is Format.HTML):
        raise UsageError(f"{'--annotate' if annotate else '--format html'} takes one SOURCE at a time")
    if explain and format_ is not Format.TEXT:
        raise UsageError("--explain is text for people; leave --format out")
    from auditor.audit import Auditor

    auditor = Auditor(
        profiles=tuple(profile or ()), rules=tuple(rules or ()), model=False if no_model else (model or True)
    )
    results: list[Report | Skipped] = []
    explanations: list[str] = []
    missing = False
    for source in sources:
        capture = _capture(source, allow_private=allow_private, ignore_robots=ignore_robots)
        if capture is None:
            missing = True
            continue
        result = capture if isinstance(capture, Skipped) else auditor.audit(capture)
        results.append(result)
        explanations.append(_explanation(auditor, capture, result) if explain else "")
        if annotate:
            _annotate(capture, result, annotate, output if format_ is Format.HTML else None)
    if format_ is Format.TEXT:
        _write_text(results, explanations, output)
    elif results:
        write_bytes(_document(results, format_, output, annotate, auditor), output)
    incomplete = missing or any(isinstance(result, Skipped) for result in results)
    done = verdict(
        results,
        fail_on,
        review=fail_on_review,
        suppressions=suppressions,
        incomplete=incomplete and not allow_incomplete,
    )
    raise typer.Exit(done.told())


def _capture(source: str, *, allow_private: bool, ignore_robots: bool) -> Capture | Skipped | None:
    """Read or fetch a page; None, with a word on standard error, when there is no such thing."""
    from auditor.sources import capture_one

    try:
        return capture_one(source, allow_private=allow_private, ignore_robots=ignore_robots)
    except SourceError as error:
        sys.stderr.write(f"auditor: {error}\n")
        return None


def _explanation(auditor: Auditor, capture: Capture | Skipped, result: Report | Skipped) -> str:
    """Write what became of every rule; nothing for a page that was not audited."""
    if isinstance(capture, Skipped) or isinstance(result, Skipped):
        return ""
    from auditor.report import explanation

    judged = {finding.rule for finding in result.findings}
    idle = (rule.id for rule in auditor.ruleset.asserts if rule.id not in judged)
    return "\n" + explanation.render(auditor.explain(capture), idle=idle, width=min(terminal_width(), 100))


def _annotate(capture: Capture | Skipped, result: Report | Skipped, file: Path, back: Path | None) -> None:
    """Write the marked copy of an audited page, with a link back to the report when that is a file too."""
    if isinstance(capture, Skipped) or isinstance(result, Skipped):
        return
    from auditor.page.page import read_page
    from auditor.report.annotate import annotate

    copy = annotate(read_page(capture), result, back=address(back, file) if back else None)
    write_bytes(copy.encode(), file)


def _write_text(results: Sequence[Report | Skipped], after: Sequence[str], output: Path | None) -> None:
    """Write all results as text, each with what comes after it, under each other."""
    from auditor.report import terminal

    width, colour = (terminal_width(), wants_colour()) if output is None else (80, False)
    texts = [
        terminal.render(result, width=width, colour=colour) + more
        for result, more in zip(results, after, strict=True)
    ]
    text = ("\n" + "─" * min(width, 80) + "\n\n").join(texts)
    if output is None:
        write_text(text)
    else:
        write_bytes(text.encode(), output)


def _document(
    results: Sequence[Report | Skipped],
    format_: Format,
    output: Path | None,
    annotate: Path | None,
    auditor: Auditor,
) -> bytes:
    """Encode all results in a format for files."""
    match format_:
        case Format.JSON:
            from auditor.report.json_v1 import encode, indent

            lines = [encode(result) for result in results]
            # One report is spread out for reading; several are JSON Lines.
            return b"".join(line + b"\n" for line in (lines if len(lines) != 1 else [indent(lines[0])]))
        case Format.MARKDOWN:
            from auditor.report import markdown

            return "\n---\n\n".join(map(markdown.render, results)).encode()
        case Format.JUNIT:
            from auditor.report import junit

            return junit.render(results)
        case Format.CSV:
            from auditor.stores import csv

            return csv.findings(results)
        case Format.SARIF:
            from auditor.report import sarif

            return sarif.render(results, auditor.ruleset)
        case Format.HTML:
            from auditor.report import html

            copy = address(annotate, output) if annotate and isinstance(results[0], Report) else None
            return html.render(results[0], copy=copy).encode()
        case Format.TEXT:
            raise AssertionError("text is written by `_write_text`")
    assert_never(format_)
