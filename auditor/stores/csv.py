"""CSV: one row per input, for spreadsheets."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any, BinaryIO

from auditor.stores.replace import writing
from auditor.stores.rows import COLUMNS, row

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

# What a spreadsheet takes for the start of a formula (OWASP, CSV Injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def write(inputs: Iterable[tuple[int, str, bytes]], target: Path | BinaryIO) -> None:
    """Write a whole file from (number, outcome, document); no cell of it can act as a formula."""
    with writing(target) as file:
        # The byte order mark makes spreadsheets read UTF-8. Detaching leaves the file to who opened it.
        text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
        lines = csv.writer(text)
        lines.writerow(COLUMNS)
        for number, outcome, document in inputs:
            lines.writerow([_cell(value) for value in row(number, outcome, document).values()])
        text.detach()


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, str):
        return "" if value is None else str(value)
    text = value.replace("\0", "")
    return f"'{text}" if text.startswith(_FORMULA) else text
