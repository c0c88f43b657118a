"""The public JSON, version 1: a report or a skip to bytes and back, and what is wrong with one.

The field order is the order of the values in `auditor.model`; keys of free mappings are sorted. The contract
is `reports/schema/report-v1.schema.json`.
"""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from auditor.data import SCHEMAS
from auditor.errors import ReportError
from auditor.model import Report, Skipped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jsonschema import Draft202012Validator

REPORT = "auditor.report/1"
SKIPPED = "auditor.skipped/1"
SCHEMA = SCHEMAS / "report-v1.schema.json"


class _Head(msgspec.Struct):
    """Just enough of a document to know which of the two it is."""

    schema: str


class Problem(NamedTuple):
    """One thing that is wrong with a document: a JSON path and one line."""

    path: str
    message: str


_encoder = msgspec.json.Encoder(order="deterministic")
_head = msgspec.json.Decoder(_Head)
_report = msgspec.json.Decoder(Report)
_skipped = msgspec.json.Decoder(Skipped)


def encode(result: Report | Skipped) -> bytes:
    """One line of JSON without a line end; the same value always gives the same bytes."""
    try:
        return _encoder.encode(result)
    except UnicodeEncodeError:
        # Structured data may hold half of a surrogate pair ("\\ud800"), which no encoding can carry.
        whole = _whole_characters(msgspec.to_builtins(result))
        return _encoder.encode(msgspec.convert(whole, type(result)))


def _whole_characters(value: Any) -> Any:
    """Copy a tree of plain values, with lone surrogates replaced by U+FFFD."""
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, dict):
        return {_whole_characters(key): _whole_characters(item) for key, item in value.items()}
    return [_whole_characters(item) for item in value] if isinstance(value, (list, tuple)) else value


def indent(document: bytes) -> bytes:
    """Spread JSON over several lines, for people."""
    return msgspec.json.format(document, indent=2)


def decode(document: bytes | str) -> Report | Skipped:
    """Read what `encode` wrote; fields that a later version added are passed over.

    Raises `ReportError` for anything else.
    """
    try:
        schema = _head.decode(document).schema
        if schema == REPORT:
            return _report.decode(document)
        if schema == SKIPPED:
            return _skipped.decode(document)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ReportError(f"this is no report of version 1: {error}") from None
    raise ReportError(f"this is no report of version 1: its schema is “{schema[:40]}”, not “{REPORT}”")


@cache
def _validator() -> Draft202012Validator:
    from jsonschema import Draft202012Validator

    return Draft202012Validator(json.loads(SCHEMA.read_bytes()))


def problems(document: Any) -> Iterator[Problem]:
    """Everything in which a parsed document breaks the schema or refers to evidence it does not hold."""
    if not isinstance(document, dict):
        yield Problem("$", "this is not a JSON object")
        return
    if document.get("schema") not in (REPORT, SKIPPED):
        yield Problem("$.schema", f"{document.get('schema')!r} is not '{REPORT}' or '{SKIPPED}'")
        return
    errors = sorted(_validator().iter_errors(document), key=lambda error: list(map(str, error.path)))
    for error in errors:
        yield Problem(error.json_path, error.message)
    if not errors and document["schema"] == REPORT:
        yield from _dangling(document)


def _dangling(report: dict[str, Any]) -> Iterator[Problem]:
    """Find references to evidence that is not in the report, and ids that are given twice."""
    ids: set[str] = set()
    for index, id_ in enumerate(evidence["id"] for evidence in report["evidence"]):
        if id_ in ids:
            yield Problem(f"$.evidence[{index}].id", f"the id '{id_}' is given twice")
        ids.add(id_)
    places = [(f"$.conclusions.{name}", part) for name, part in report["conclusions"].items()]
    places += [(f"$.findings[{index}]", finding) for index, finding in enumerate(report["findings"])]
    for path, part in places:
        for index, id_ in enumerate(part["evidence"]):
            if id_ not in ids:
                yield Problem(f"{path}.evidence[{index}]", f"there is no evidence '{id_}' in this report")
