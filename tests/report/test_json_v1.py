"""The public JSON: what is written is read back, and the schema says the same as the model."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import msgspec
import pytest
from factory import make_report, make_skip
from hypothesis import given
from jsonschema import Draft202012Validator
from msgspec import inspect
from strategies import fuzz, results

from auditor.errors import ReportError
from auditor.model import Report, Skipped, SkipReason
from auditor.report import json_v1

SCHEMA = json.loads(json_v1.SCHEMA.read_bytes())
# Fields that version 1 was given after the first reports were written: a reader must not count on them.
ADDED = {"cards", "block", "place", "confidence", "map", "grade", "reason"}


def parsed(result: Report | Skipped) -> dict[str, Any]:
    return json.loads(json_v1.encode(result))


@pytest.mark.parametrize("result", [make_report(), make_skip()])
def test_what_is_written_is_read_back(result):
    assert json_v1.decode(json_v1.encode(result)) == result


def test_the_order_of_the_fields_is_the_order_of_the_contract():
    assert list(parsed(make_report())) == [
        "schema",
        "subject",
        "audit",
        "coverage",
        "conclusions",
        "classification",
        "findings",
        "evidence",
        "reuse",
    ]


def test_the_order_in_which_properties_were_found_does_not_show():
    one = make_report(coverage=msgspec.structs.replace(make_report().coverage, zones={"body": 1, "aside": 2}))
    other = make_report(
        coverage=msgspec.structs.replace(make_report().coverage, zones={"aside": 2, "body": 1})
    )

    assert json_v1.encode(one) == json_v1.encode(other)


def test_half_a_surrogate_pair_becomes_a_replacement_character():
    report = make_report(subject={"title": "half \ud800 a pair, \ud83d\ude00 a whole one"})

    assert parsed(report)["subject"]["title"] == "half \ufffd a pair, \U0001f600 a whole one"


def test_a_field_of_a_later_version_is_passed_over():
    document = parsed(make_report()) | {"later": 1}

    assert json_v1.decode(json.dumps(document)) == make_report()


@pytest.mark.parametrize(
    "document",
    [
        b"",
        b"[]",
        b"{}",
        b'{"schema": "auditor.report/2"}',
        b'{"schema": "auditor.report/1"}',
        b"\xff",
        b"nul",
        b'{"schema": "auditor.report/1", "new": ' + b"[" * 100_000,
    ],
)
def test_anything_else_is_refused_in_one_line(document):
    with pytest.raises(ReportError, match=r"^this is no report of version 1: [^\n]+$"):
        json_v1.decode(document)


@given(results)
@fuzz
def test_any_value_of_the_model_is_written_and_read_back(result):
    encoded = json_v1.encode(result)

    assert b"\n" not in encoded
    assert json_v1.encode(json_v1.decode(encoded)) == encoded


# --- the schema -----------------------------------------------------------------------------------------


@dataclass
class Difference:
    path: str
    model: Any
    schema: Any


def resolve(node: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in node:
        name = node["$ref"].removeprefix("#/$defs/")
        node = SCHEMA["$defs"][name] | {key: value for key, value in node.items() if key != "$ref"}
    return node


def differences(cls: type, node: dict[str, Any], path: str) -> list[Difference]:
    """Where a class of the model and an object of the schema say different things."""
    node = resolve(node)
    fields = inspect.type_info(cls).fields
    names = [field.encode_name for field in fields]
    found = []
    if list(node["properties"]) != names:
        found.append(Difference(path, names, list(node["properties"])))
    if set(names) - set(node["required"]) - ADDED or node["additionalProperties"] is not False:
        found.append(Difference(path, "required, nothing else allowed", node["required"]))
    for field in fields:
        found += compare(
            field.type, node["properties"].get(field.encode_name, {}), f"{path}.{field.encode_name}"
        )
    return found


def compare(kind: inspect.Type, node: dict[str, Any], path: str) -> list[Difference]:
    node = resolve(node)
    options = list(kind.types) if isinstance(kind, inspect.UnionType) else [kind]
    nullable = any(isinstance(option, inspect.NoneType) for option in options)
    [main] = [option for option in options if not isinstance(option, inspect.NoneType)]
    allowed = node.get("enum", [None] if isinstance(node.get("type"), list) else [])
    found = [] if nullable == (None in allowed) else [Difference(path, f"nullable: {nullable}", node)]
    if "description" not in node:
        found.append(Difference(path, "a description", node))
    match main:
        case inspect.StructType(cls=cls):
            return found + differences(cls, node, path)
        case inspect.VarTupleType(item_type=item):
            return found + compare(item, {"description": "item"} | node["items"], f"{path}[]")
        case inspect.EnumType(cls=cls):
            same = set(node.get("enum", ())) - {None} == {member.value for member in cls}
            return found if same else [*found, Difference(path, list(cls), node)]
        case inspect.DictType():
            return found if node["type"] == "object" else [*found, Difference(path, main, node)]
        case inspect.LiteralType(values=values):
            same = set(node.get("enum", ())) - {None} == set(values)
            return found if same else [*found, Difference(path, values, node)]
        case inspect.StrType():
            fits = "enum" in node or "const" in node or "string" in node["type"]
        case inspect.BoolType():
            fits = node["type"] == "boolean"
        case inspect.IntType():
            fits = "integer" in node["type"]
        case inspect.FloatType():
            fits = "number" in node["type"]
        case _:
            fits = False
    return found if fits else [*found, Difference(path, main, node)]


@pytest.mark.parametrize(("cls", "name"), [(Report, "report"), (Skipped, "skipped")])
def test_the_schema_and_the_model_agree_field_by_field(cls, name):
    assert differences(cls, SCHEMA["$defs"][name], "$") == []


def test_every_definition_of_the_schema_is_used_and_described():
    text = json_v1.SCHEMA.read_text("utf-8")

    for name, definition in SCHEMA["$defs"].items():
        assert f'"#/$defs/{name}"' in text
        assert definition["description"]
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize(
    "result", [make_report(), make_report(classification=None), *(make_skip(reason) for reason in SkipReason)]
)
def test_reports_and_skips_are_valid(result):
    assert list(json_v1.problems(parsed(result))) == []


def broken(change: dict[str, Any], path: tuple[Any, ...] = ()) -> dict[str, Any]:
    document = parsed(make_report())
    place = document
    for key in path:
        place = place[key]
    place.update(change)
    return document


@pytest.mark.parametrize(
    ("document", "path", "word"),
    [
        ([], "$", "object"),
        ({}, "$.schema", "None"),
        (broken({"extra": 1}), "$", "extra"),
        (broken({"kind": "copied"}, ("conclusions", "origin")), "$.conclusions.origin.kind", "copied"),
        (broken({"links": -1}, ("conclusions", "affiliate")), "$.conclusions.affiliate.links", "-1"),
        (broken({"severity": "fatal"}, ("findings", 1)), "$.findings[1].severity", "fatal"),
        (broken({"evidence": ["e9"]}, ("findings", 0)), "$.findings[0].evidence[0]", "e9"),
        (broken({"id": "e1"}, ("evidence", 1)), "$.evidence[1].id", "twice"),
        (broken({"published": "yesterday"}, ("subject",)), "$.subject.published", "yesterday"),
    ],
)
def test_a_problem_names_its_place_and_its_value(document, path, word):
    problem = next(json_v1.problems(document))

    assert problem.path == path
    assert word in problem.message
