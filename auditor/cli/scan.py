"""`auditor scan`: audit a whole site export."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def scan(
    source: Annotated[str, typer.Argument(help="A folder, an archive, an export file, or a list of URLs.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="The file to write.")],
    kind: Annotated[str | None, typer.Option(help="The kind of source, when it is not recognised.")] = None,
    format_: Annotated[str, typer.Option("--format", help="jsonl")] = "jsonl",
    profile: Annotated[list[str] | None, typer.Option(help="A profile that is in force; repeat it.")] = None,
    rules: Annotated[list[Path] | None, typer.Option(help="A folder with your own rules; repeat it.")] = None,
) -> None:
    """Audit every page of SOURCE and write one report or skip per line."""
    from auditor.audit import Auditor
    from auditor.report.json_v1 import encode
    from auditor.sources import open_source

    auditor = Auditor(profiles=tuple(profile or ()), rules=tuple(rules or ()))
    opened = open_source(source, kind)
    captures = (capture for unit in opened.units(64) for capture in opened.captures(unit))
    with output.open("wb") as lines:
        for result in auditor.audit_many(captures):
            lines.write(encode(result) + b"\n")
