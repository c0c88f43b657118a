"""`auditor validate`: check report files against the schema of the contract."""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from auditor.cli.apps import new_app
from auditor.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

app = new_app()

# A file whose every line is wrong in the same way is understood from its first lines.
_SHOWN = 20


@app.command()
def validate(
    files: Annotated[
        list[str],
        typer.Argument(metavar="FILE...", help="Reports as JSON or JSON Lines; - is standard input."),
    ],
) -> None:
    """Check that each FILE holds reports of version 1: one JSON object, or one per line.

    Every problem is one line: file, line, JSON path, what is wrong. Leaves with 2 when there is one.
    """
    wrong = 0
    for name in files:
        if name == "-":
            wrong += _check("standard input", sys.stdin.buffer)
            continue
        try:
            with Path(name).open("rb") as file:
                wrong += _check(name, file)
        except OSError as error:
            raise SourceError(f"{name} cannot be read: {error.strerror or error}") from None
    raise typer.Exit(2 if wrong else 0)


def _check(name: str, file: BinaryIO) -> int:
    """Check one file, say how it came out, and count its problems."""
    from auditor.report.json_v1 import REPORT, problems
    from auditor.report.terminal import plain
    from auditor.report.wording import count

    kinds: Counter[str] = Counter()
    wrong = 0
    for line, document in _documents(file):
        found = [document] if isinstance(document, str) else list(map(_told, problems(document)))
        kinds["report" if not found and document["schema"] == REPORT else "skipped"] += not found
        for problem in found[: max(0, _SHOWN - wrong)]:
            typer.echo(f"{name}:{line}: {plain(problem, 300)}")
        wrong += len(found)
    if wrong > _SHOWN:
        typer.echo(f"{name}: and {wrong - _SHOWN:,} more problems")
    elif not wrong:
        typer.echo(f"{name}: valid, {count(kinds['report'], 'report')} and {kinds['skipped']:,} skipped")
    return wrong


def _told(problem: tuple[str, str]) -> str:
    return f"{problem[0]}: {problem[1]}"


def _documents(file: BinaryIO) -> Iterator[tuple[int, Any]]:
    """Each document with the line it starts on; a str says what is no JSON."""
    first = file.readline()
    try:
        json.loads(first)
    except (ValueError, RecursionError):
        # An object over several lines, or no JSON at all.
        yield 1, _parse(first + file.read())
        return
    yield 1, _parse(first)
    for number, line in enumerate(file, 2):
        if line.strip():
            yield number, _parse(line)


def _parse(text: bytes) -> Any:
    """Parse JSON; a str says what is wrong with it."""
    try:
        document = json.loads(text)
    except json.JSONDecodeError as error:
        return f"$: no JSON: {error.msg} at line {error.lineno}, column {error.colno}"
    except (ValueError, RecursionError) as error:
        return f"$: no JSON: {error}"
    return {"schema": document} if isinstance(document, str) else document
