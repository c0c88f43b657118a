"""Rows of JSON Lines, CSV and Parquet files with pages in a column; memory holds one row, or one batch of them."""

from __future__ import annotations

import csv
import io
from collections import Counter
from typing import TYPE_CHECKING, Any

from auditor.errors import SourceError
from auditor.model import Capture, Skipped, SkipReason, SourceRef
from auditor.sources.contract import PAGE_CAP, Cursor, Unit, file_uri, shown, skip
from auditor.sources.jsonstream import decode
from auditor.sources.plain import problem_of
from auditor.sources.rows import row_result

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from auditor.sources.plain import Opener

_LINE_CAP = 2 * PAGE_CAP


class TableSource:
    """The rows of a table; `rows` starts reading anew and gives a row, or what is wrong with it."""

    live = False

    def __init__(self, kind: str, path: str, rows: Callable[[], Iterator[dict[str, Any] | str]]) -> None:
        self.kind, self.path, self._rows = kind, path, rows
        self.passed: Counter[str] = Counter()
        self._cursor = Cursor(lambda: enumerate(rows()))

    def units(self, size: int = 64) -> Iterator[Unit]:
        """Ranges of rows."""
        total = sum(1 for _ in self._rows())
        for start in range(0, total, size):
            yield Unit(self.kind, shown(self.path), start, min(start + size, total))

    def captures(self, unit: Unit | None = None) -> Iterator[Capture | Skipped]:
        """The pages of a range of rows."""
        for number, row in self._cursor.slice(unit.start if unit else 0, unit.stop if unit else None):
            source = SourceRef(kind=self.kind, path=shown(self.path), item=str(number + 1))
            if isinstance(row, str):
                yield skip(SkipReason.MALFORMED, row, uri=file_uri(self.path, source.item), source=source)
            else:
                yield row_result(row, source=source)


def json_rows(opener: Opener) -> Iterator[dict[str, Any] | str]:
    """One object a line; blank lines are no rows."""
    with opener() as raw, io.BufferedReader(raw) as stream:  # type: ignore[type-var]
        while line := stream.readline(_LINE_CAP):
            if not line.strip():
                continue
            try:
                row = decode(line)
            except (ValueError, RecursionError) as error:
                yield f"broken JSON: {error}"
                continue
            yield row if isinstance(row, dict) else "the line is no JSON object"
        if (problem := problem_of(raw)) is not None:
            yield problem


def csv_rows(opener: Opener) -> Iterator[dict[str, Any] | str]:
    """The rows under a header line, parted by commas, semicolons or tabs."""
    csv.field_size_limit(PAGE_CAP)
    with opener() as raw:
        first = raw.read(4096).partition(b"\n")[0]
        raw.seek(0)
        mark = max((b",", b";", b"\t"), key=first.count).decode()
        text = io.TextIOWrapper(io.BufferedReader(raw), "utf-8-sig", errors="replace", newline="")  # type: ignore[type-var]
        reader = csv.DictReader((line.replace("\0", " ") for line in text), delimiter=mark, restkey="")
        while True:
            try:
                row = next(reader, None)
            except csv.Error as error:
                yield f"broken CSV: {error}"
                continue
            if row is None:
                break
            yield {key: value for key, value in row.items() if key and value is not None}
        if (problem := problem_of(raw)) is not None:
            yield problem


def parquet_rows(path: str) -> Iterator[dict[str, Any] | str]:
    """The rows of a Parquet file, 64 at a time; raises `SourceError` without pyarrow."""
    try:
        from pyarrow import ArrowException
        from pyarrow.parquet import ParquetFile
    except ImportError as error:
        raise SourceError(f"{path}: reading Parquet needs pyarrow; install auditor[parquet]") from error
    try:
        with ParquetFile(path) as file:
            for batch in file.iter_batches(batch_size=64):
                yield from batch.to_pylist()
    except (ArrowException, OSError) as error:
        yield f"broken Parquet: {str(error).partition(chr(10))[0]}"
