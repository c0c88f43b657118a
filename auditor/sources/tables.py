"""Tables with a column of HTML: JSON Lines, JSON arrays and CSV, read row by row."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from itertools import chain
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple, TypeAlias
from weakref import finalize

from auditor.model import Capture, Skipped, SkipReason, SourceRef
from auditor.sources.charset import lenient
from auditor.sources.contract import HEAD, PAGE_CAP, Unit, file_uri, one_line, shown, skip
from auditor.sources.jsonstream import decode, is_mapping, members, records, records_at
from auditor.sources.plain import problem_of
from auditor.sources.rows import has_article, is_known, row_result

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from auditor.sources.plain import Opener

_NAME = re.compile(r"[\w.:#-]{1,60}(?: [\w.:#-]{1,20}){0,3}")  # an address is none
# What an object calls the array that its rows are in, and where in it the array may be.
_ARRAYS = frozenset(
    (
        "items",
        "articles",
        "data",
        "results",
        "pages",
        "posts",
        "documents",
        "docs",
        "entries",
        "records",
        "rows",
    )
)
_AROUND = frozenset(("", "data", "response", "result", "results"))
_START = 4 << 20
"""So much of a JSON object is looked at for an array of rows, in bytes."""
_TOO_LONG = f"a line of more than {PAGE_CAP >> 20} MiB"


class Row(NamedTuple):
    """One row, or why it cannot be had; `place` is its offset in bytes, in Parquet its number."""

    place: int
    values: dict[str, Any] | None
    problem: str | None = None


Rows: TypeAlias = "Callable[[int, int | None], Iterator[Row]]"
"""Gives the rows that begin in [start, stop); keeps its place in the file between calls."""


class TableSource:
    """The rows of one table, in file order. `reader` opens the file anew."""

    live = False

    def __init__(self, kind: str, path: str, reader: Callable[[], Rows]) -> None:
        self.kind, self.path = kind, path
        self.passed: Counter[str] = Counter()
        self._reader = reader
        self._rows = reader()

    def units(self, size: int = 64) -> Iterator[Unit]:
        """Ranges with `size` rows each."""
        start = 0
        # A reader of its own: captures may be asked for before all units are listed.
        for count, row in enumerate(self._reader()(0, None)):
            if count and count % size == 0:
                yield Unit(self.kind, shown(self.path), start, row.place)
                start = row.place
        yield Unit(self.kind, shown(self.path), start, None)

    def captures(self, unit: Unit | None = None) -> Iterator[Capture | Skipped]:
        """The pages of a range of rows; rows without a page are named skips."""
        for row in self._rows(unit.start if unit else 0, unit.stop if unit else None):
            source = SourceRef(kind=self.kind, path=shown(self.path), item=str(row.place))
            if row.values is None:
                uri = file_uri(self.path, str(row.place))
                message = f"{row.problem}; the row is left out"
                yield skip(SkipReason.MALFORMED, message, uri=uri, source=source)
            else:
                yield row_result(row.values, source=source)


def jsonl_source(path: str, opener: Opener) -> TableSource:
    """JSON Lines: one object per line; blank lines are no rows."""

    def reader() -> Rows:
        stream = Kept(opener)

        def rows(start: int, stop: int | None) -> Iterator[Row]:
            for place, _, line in _lines(stream.at(start), start):
                if stop is not None and place >= stop:
                    return
                if line is None:
                    yield Row(place, None, _TOO_LONG)
                elif line.strip(b" \t\r\n\xef\xbb\xbf"):
                    yield _decoded(place, line.removeprefix(b"\xef\xbb\xbf"))
            yield from _ending(stream, stop)

        return rows

    return TableSource("jsonl", path, reader)


def json_source(path: str, opener: Opener) -> TableSource:
    """A JSON file that is an array of objects, an object with one, or an object of pages by address."""
    with opener() as stream:
        mapping = is_mapping(stream.read(HEAD))
        found = None if mapping else array_of_rows(stream)
    array = found or ""
    around = _AROUND if array else frozenset({""})

    def reader() -> Rows:
        stream = Kept(opener)

        def rows(start: int, stop: int | None) -> Iterator[Row]:
            at = stream.at(start)
            if mapping:
                found = members(at, start or 1, stop)
            else:
                found = (
                    records_at(at, array, start, stop) if start else records(at, frozenset({array}), around)
                )
            for record in found:
                if stop is not None and record.offset >= stop:
                    return
                if record.problem is None:
                    yield _decoded(record.offset, record.data)
                else:
                    yield Row(record.offset, None, record.problem)

        return rows

    return TableSource("json", path, reader)


def array_of_rows(stream: BinaryIO) -> str | None:
    """What an object calls its array of rows with HTML or text; None for a bare array and for other JSON."""
    stream.seek(0)
    start = stream.read(_START)
    if not start.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return None
    tried: set[str] = set()
    for record in records(io.BytesIO(start), _ARRAYS, _AROUND):
        if record.table in tried:
            continue
        tried.add(record.table)
        row = _decoded(0, record.data).values if record.problem is None else None
        if row is not None and has_article(row):
            return record.table
    return None


def csv_source(path: str, opener: Opener) -> TableSource:
    """CSV with a header line; the delimiter is told from it."""

    def reader() -> Rows:
        stream = Kept(opener)

        def rows(start: int, stop: int | None) -> Iterator[Row]:
            for row in csv_rows(stream, start):
                if stop is not None and row.place >= stop:
                    return
                yield row
            yield from _ending(stream, stop)

        return rows

    return TableSource("csv", path, reader)


def csv_rows(stream: Kept, start: int = 0) -> Iterator[Row]:
    """The rows that begin at `start` (the beginning of a row) and after it."""
    csv.field_size_limit(PAGE_CAP)
    names, delimiter, begin = _csv_header(stream.at(0))
    start = max(start, begin)
    text = _CsvLines(stream.at(start), start)
    reader = csv.reader(text, delimiter=delimiter)
    while True:
        place = text.at
        try:
            values = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield Row(place, None, f"broken CSV: {error}")
            reader = csv.reader(text, delimiter=delimiter)
            continue
        if text.oversize:
            text.oversize = False
            yield Row(place, None, _TOO_LONG)
        elif values:
            yield Row(place, dict(zip(names, values, strict=False)))


def csv_header(head: bytes) -> tuple[list[str], str]:
    """The column names and the delimiter of a CSV file; no names when its first line does not read like them."""
    names, delimiter, _ = _csv_header(io.BytesIO(head))
    named = any(map(is_known, names)) or (len(names) > 1 and all(map(_NAME.fullmatch, names)))
    return (names if named else []), delimiter


class Kept:
    """A stream that stays open between ascending reads, with lines."""

    def __init__(self, opener: Opener) -> None:
        self._opener = opener
        self._stream: BinaryIO | None = None

    def at(self, offset: int) -> BinaryIO:
        """The stream, at an offset."""
        if self._stream is None:
            self._stream = self._opener()
            finalize(self, self._stream.close)
        self._stream.seek(offset)
        return self._stream

    @property
    def end(self) -> int:
        """Where it stands."""
        return self._stream.tell() if self._stream is not None else 0

    @property
    def problem(self) -> str | None:
        """Why the stream ended before its end, if it did."""
        return problem_of(self._stream) if self._stream is not None else None


def _ending(stream: Kept, stop: int | None) -> Iterator[Row]:
    """A row that names why the table ended before its end; it belongs to the last range."""
    if stop is None and stream.problem is not None:
        yield Row(stream.end, None, stream.problem)


def _decoded(place: int, data: bytes) -> Row:
    try:
        values = decode(data)
    except ValueError as error:
        return Row(place, None, f"broken JSON: {one_line(str(error), 100)}")
    return Row(place, values) if isinstance(values, dict) else Row(place, None, "not a JSON object")


def _lines(stream: BinaryIO, start: int) -> Iterator[tuple[int, int, bytes | None]]:
    """Lines with the offsets where they begin and end; None for one over the cap."""
    place = start
    while line := stream.readline(PAGE_CAP):
        size, whole = len(line), len(line) < PAGE_CAP or line.endswith(b"\n")
        while len(line) == PAGE_CAP and not line.endswith(b"\n"):
            line = stream.readline(PAGE_CAP)
            size += len(line)
        yield place, place + size, line if whole else None
        place += size


class _CsvLines:
    """Lines as text for the csv module; `at` is the offset of the next one."""

    def __init__(self, stream: BinaryIO, start: int) -> None:
        self._found = _lines(stream, start)
        self.at = start
        self.oversize = False

    def __iter__(self) -> _CsvLines:
        return self

    def __next__(self) -> str:
        _, self.at, line = next(self._found)
        if line is None:
            self.oversize = True
            return "\n"
        return lenient(line)


def _csv_header(stream: BinaryIO) -> tuple[list[str], str, int]:
    """The column names, the delimiter and where the rows begin."""
    text = _CsvLines(stream, 0)
    first = next(text, "").removeprefix("\ufeff")
    if first.lower().startswith("sep=") and len(first.strip()) == 5:  # a hint that spreadsheets write
        first = next(text, "")
    delimiter = max(",;\t|", key=first.count)
    try:
        names = next(csv.reader(chain([first], text), delimiter=delimiter), [])
    except csv.Error:
        names = []
    return names, delimiter, text.at
