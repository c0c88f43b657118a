"""Parquet with a column of HTML, read some rows at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from auditor.errors import SourceError
from auditor.sources.contract import Cursor, one_line, shown
from auditor.sources.rows import is_known
from auditor.sources.tables import Row, TableSource

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyarrow import Schema

    from auditor.sources.plain import Opener

_BATCH = 16
"""Rows that are decoded at a time."""


def parquet_source(path: str, opener: Opener) -> TableSource:
    """Parquet; raises `SourceError` without pyarrow."""
    try:
        from pyarrow import ArrowException
        from pyarrow.parquet import ParquetFile
    except ImportError as error:
        raise SourceError(
            f"{shown(path)}: reading Parquet needs pyarrow; install auditor[parquet]"
        ) from error

    def read() -> Iterator[Row]:
        place = 0
        try:
            with opener() as stream, ParquetFile(stream, pre_buffer=False) as table:
                columns = _columns(table.schema_arrow)
                for batch in table.iter_batches(batch_size=_BATCH, columns=columns, use_threads=False):
                    for values in batch.to_pylist():
                        yield Row(place, values)
                        place += 1
        except (ArrowException, OSError, ValueError) as error:
            reason = one_line(str(error).partition("\n")[0], 150)
            yield Row(place, None, f"broken Parquet from row {place} on: {reason}")

    return TableSource("parquet", path, lambda: Cursor(read).slice)


def _columns(schema: Schema) -> list[str]:
    """The columns that are looked at: those of a known name, and those that may hold a page under any name."""
    from pyarrow import types

    may_hold = (
        types.is_string,
        types.is_large_string,
        types.is_binary,
        types.is_large_binary,
        types.is_struct,
    )
    return [
        field.name for field in schema if is_known(field.name) or any(test(field.type) for test in may_hold)
    ]
