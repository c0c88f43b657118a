"""Parquet: one row per input, with the columns people filter by and the whole report or skip as JSON."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from auditor.errors import UsageError
from auditor.stores.replace import replacing
from auditor.stores.rows import COLUMNS, row

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

# A row group is held in memory while it is written: 500 reports of 20 KB are 10 MB.
_GROUP = 500


def write(inputs: Iterable[tuple[int, str, bytes]], path: Path) -> None:
    """Write a whole file from (number, outcome, document); it appears under its name when it is complete."""
    pa, parquet = _pyarrow()
    types = {
        "text": pa.string(),
        "integer": pa.int64(),
        "number": pa.float64(),
        "boolean": pa.bool_(),
    }
    fields = [(name, types[kind]) for name, kind in COLUMNS.items()]
    schema = pa.schema([*fields, ("document", pa.string())])
    with replacing(path) as part, parquet.ParquetWriter(part, schema, compression="zstd") as writer:
        group: list[dict[str, Any]] = []
        for number, outcome, document in inputs:
            group.append({**row(number, outcome, document), "document": document.decode()})
            if len(group) == _GROUP:
                writer.write_table(pa.Table.from_pylist(group, schema))
                group.clear()
        writer.write_table(pa.Table.from_pylist(group, schema))


def read(path: Path) -> Iterator[bytes]:
    """The reports and skips of a file that `write` made; raises `UsageError` for any other."""
    pa, parquet = _pyarrow()
    try:
        with parquet.ParquetFile(path) as file:
            if "document" not in file.schema_arrow.names:
                raise UsageError(f"{path} is not a run of auditor: it has no column “document”")
            for batch in file.iter_batches(_GROUP, columns=["document"]):
                for document in batch.column(0).to_pylist():
                    yield document.encode()
    except pa.ArrowException as error:
        raise UsageError(f"{path} cannot be read: {' '.join(str(error).split())}") from None


def require() -> None:
    """Raise `UsageError` where Parquet could not be written at the end of a scan."""
    if find_spec("pyarrow") is None:
        raise UsageError("Parquet needs pyarrow: pip install 'auditor[parquet]'")


def _pyarrow() -> tuple[Any, Any]:
    require()
    import pyarrow as pa  # an optional part, and half a second to import
    from pyarrow import parquet

    return pa, parquet
