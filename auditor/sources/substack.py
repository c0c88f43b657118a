"""Substack's export: a table of the posts, and beside it a folder with the body of each."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import msgspec

from auditor.model import Capture, Extent, Skipped, SkipReason
from auditor.sources.charset import lenient
from auditor.sources.contract import PAGE_CAP, VALUE_CAP, skip

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

TABLE = "posts.csv"
_FOLDER = "posts"
_FIELDS = {
    "title": "title",
    "subtitle": "excerpt",
    "post_date": "published",
    "type": "post_type",
    "audience": "visibility",
}

Row = dict[str, str]


class Posts:
    """The tables of the exports below one place; `read` gives the bytes of a file there, or None."""

    def __init__(self, read: Callable[[str], bytes | None]) -> None:
        self._read = read
        self._tables: dict[str, Mapping[str, Row]] = {}

    def told(self, path: str, result: Capture | Skipped) -> Capture | Skipped:
        """What was read at a path, with what the table says of the post that it is: a fragment, or not published."""
        *folders, name = path.replace("\\", "/").split("/")
        if not isinstance(result, Capture) or not folders or folders[-1] != _FOLDER:
            return result
        table = "/".join((*folders[:-1], TABLE))
        if table not in self._tables:
            self._tables[table] = _posts(self._read(table) or b"")
        row = self._tables[table].get(name.rpartition(".")[0])
        if row is None:
            return result
        if row["is_published"].lower() != "true":
            return skip(
                SkipReason.NOT_PUBLISHED,
                "a draft",
                uri=result.uri,
                source=result.source,
                body=result.body,
                title=row.get("title"),
                extent=Extent.FRAGMENT,
            )
        fields = tuple((field, row[name][:VALUE_CAP]) for name, field in _FIELDS.items() if row.get(name))
        return msgspec.structs.replace(result, extent=Extent.FRAGMENT, fields=fields)


def _posts(data: bytes) -> dict[str, Row]:
    """The rows of a table by the names of their files; nothing for another table of that name."""
    csv.field_size_limit(PAGE_CAP)
    rows = csv.DictReader(io.StringIO(lenient(data).removeprefix("\ufeff"), newline=""))
    if not {"post_id", "is_published"} <= set(rows.fieldnames or ()):
        return {}
    try:
        return {row["post_id"]: row for row in rows if row["post_id"] and row["is_published"]}
    except csv.Error:
        return {}
