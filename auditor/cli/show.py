"""`auditor show`: list and filter the pages of a run."""

from __future__ import annotations

import re
import sqlite3
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from auditor.cli.apps import new_app
from auditor.cli.output import terminal_width, write_text
from auditor.cli.reading import reading
from auditor.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Sequence

    from auditor.stores.run import Run

app = new_app()

# What fits on a line of 80 columns and tells pages apart.
_COLUMNS = (
    "id",
    "page_type",
    "origin",
    "agencies",
    "sponsorship",
    "sponsor",
    "affiliate_links",
    "failed",
    "uri",
)
_SKIPPED = ("id", "reason", "uri", "message")
_WORD = re.compile(r"\s*(\w+)\s*=\s*([\w.:/@-]*[^\W\d][\w.:/@-]*)\s*")


@app.command()
def show(
    run: Annotated[Path, typer.Argument(metavar="RUN", help="A run: SQLite, JSON Lines or Parquet.")],
    where: Annotated[
        list[str] | None,
        typer.Option(
            "--where",
            help="A condition, such as origin=wire or \"failed > 2 AND sponsor LIKE 'Acme%'\"; repeat it.",
        ),
    ] = None,
    column: Annotated[
        list[str] | None, typer.Option("--column", "-c", help="A column to show; repeat it. all: every one.")
    ] = None,
    skipped: Annotated[bool, typer.Option("--skipped", help="List what was not audited instead.")] = False,
    limit: Annotated[int | None, typer.Option(min=1, help="Show at most so many.")] = None,
) -> None:
    """List the pages of a run: a table on a terminal, tab-separated lines in a pipe.

    Conditions are SQL over the columns; --column all shows what there is.
    """
    view = "not_audited" if skipped else "overview"
    # The rows are given up before the run is, also when a reader closes the pipe early.
    with reading(run) as opened, closing(_rows(opened, view, where or [], limit)) as rows:
        known = next(rows)
        columns: Sequence[str] = column or (_SKIPPED if skipped else _COLUMNS)
        columns = known if list(columns) == ["all"] else columns
        if unknown := [name for name in columns if name not in known]:
            raise UsageError(f"there is no column “{unknown[0]}”; there are {', '.join(known)}")
        picked = ([row[known.index(name)] for name in columns] for row in rows)
        if sys.stdout.isatty():
            _table(columns, picked)
        else:
            _lines(columns, picked)


def _rows(run: Run, view: str, conditions: Sequence[str], limit: int | None) -> Generator[Sequence[Any]]:
    """The names of the columns, then the rows that fit; raises `UsageError` for a condition that is no SQL."""
    values: list[Any] = []
    clauses = []
    for condition in conditions:
        # origin=wire is what people type first; in SQL it would compare with a column called wire.
        simple = _WORD.fullmatch(condition)
        clauses.append(f"({simple[1]} = ?)" if simple else f"({condition})")
        values += [simple[2]] if simple else []
    query = f"SELECT * FROM {view} WHERE {' AND '.join(clauses) or '1'} ORDER BY id LIMIT ?"  # noqa: S608 - the run is open for reading only, and it is the user's own
    try:
        rows = run.connection.execute(query, (*values, limit or -1))
        yield tuple(entry[0] for entry in rows.description)
        yield from rows
    except (sqlite3.Error, sqlite3.Warning) as error:
        names = [entry[0] for entry in run.connection.execute(f"SELECT * FROM {view} LIMIT 0").description]  # noqa: S608 - constants
        raise UsageError(f"--where {' '.join(conditions)}: {error}; columns are {', '.join(names)}") from None


def _lines(columns: Sequence[str], rows: Iterator[Sequence[Any]]) -> None:
    write_text("\t".join(columns) + "\n")
    for row in rows:
        write_text("\t".join(_plain(value) for value in row) + "\n")


def _table(columns: Sequence[str], rows: Iterator[Sequence[Any]]) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=SIMPLE_HEAD, pad_edge=False, padding=(0, 0), collapse_padding=True)
    for name in columns:
        # A heading may take two lines, so that the address gets the room.
        table.add_column(name.replace("_", " "), overflow="fold")
    for row in rows:
        table.add_row(*(Text(_plain(value)) for value in row))
    Console(width=terminal_width(), markup=False, highlight=False, emoji=False).print(table)


def _plain(value: Any) -> str:
    """A value on one line, without anything that could move the terminal."""
    from auditor.page.text import clean

    return "" if value is None else clean(str(value))
