"""Options that several commands share, word for word the same in each."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from auditor.model import Severity

Profiles = Annotated[
    list[str] | None,
    typer.Option("--profile", help="Standards in force, such as us or google; repeat it."),
]
Packs = Annotated[
    list[Path] | None, typer.Option("--rules", help="A folder with rules of your own; repeat it.")
]
ModelFile = Annotated[Path | None, typer.Option("--model", help="Use this classifier.")]
NoModel = Annotated[bool, typer.Option("--no-model", help="Leave the classifier out.")]
AllowPrivate = Annotated[
    bool, typer.Option("--allow-private", help="Fetch from private and local addresses too.")
]
IgnoreRobots = Annotated[
    bool, typer.Option("--ignore-robots", help="Fetch what robots.txt asks not to; reports say so.")
]
FailOn = Annotated[
    Severity | None,
    typer.Option("--fail-on", help="Leave with 1 when a check of this severity or worse fails."),
]
AllowIncomplete = Annotated[
    bool,
    typer.Option("--allow-incomplete", help="Pages that could not be audited do not change the exit code."),
]
Suppressions = Annotated[
    Path | None,
    typer.Option("--suppressions", help="Findings that do not count for --fail-on, each with a reason."),
]
