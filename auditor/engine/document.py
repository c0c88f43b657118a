"""Reads a YAML file into a shape, or says in which line and under which key it is wrong."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
import yaml

from auditor.data import SCHEMAS
from auditor.engine.assert_rule import AssertRule
from auditor.engine.detect_rule import DetectRule
from auditor.engine.knowledge import Lexicon, Pack, Profile, Standards
from auditor.engine.yamldata import read_yaml
from auditor.errors import RuleError

Rule = DetectRule | AssertRule
Content = Rule | Lexicon | Profile | Standards | Pack
"""What a file of a pack holds."""

SHAPES: dict[str, Any] = {
    "rule": Rule,
    "lexicon": Lexicon,
    "profile": Profile,
    "standards": Standards,
    "pack": Pack,
}
"""Kind of file -> its shape; also the names of the JSON Schemas."""

Key = tuple[str | int, ...]
"""Where something stands in a file: `("match", "phrase", 0)`."""

Problem = tuple[Key, str]
"""What is wrong at a key."""
_MAX_BYTES = 5_000_000


class Document:
    """One file: its text, its data, and where each key stands."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self.bytes = path.read_bytes()
            self.text = self.bytes.decode("utf-8")
        except OSError as problem:
            raise RuleError(f"cannot be read: {problem.strerror}", path=str(path)) from None
        except UnicodeDecodeError:
            raise RuleError("is not UTF-8 text", path=str(path)) from None
        if len(self.bytes) > _MAX_BYTES:
            raise RuleError("is larger than 5 MB", path=str(path))
        try:
            self.data: Any = read_yaml(self.text)
        except yaml.MarkedYAMLError as problem:
            mark = problem.problem_mark or problem.context_mark
            line = mark.line + 1 if mark else None
            raise RuleError(f"{problem.problem or problem.context}", path=str(path), line=line) from None
        except (yaml.YAMLError, RecursionError, ValueError) as problem:
            raise RuleError(f"is not YAML: {problem}".splitlines()[0], path=str(path)) from None

    def line(self, key: Sequence[str | int]) -> int | None:
        """The line of a key, or of the nearest one above it that exists."""
        node = yaml.compose(self.text, yaml.CSafeLoader)
        found = None
        for part in key:
            following = None
            if isinstance(node, yaml.MappingNode):
                following = next((pair for pair in node.value if pair[0].value == str(part)), None)
            elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
                following = (node.value[part], node.value[part])
            if following is None:
                break
            found = following[0].start_mark.line + 1
            node = following[1]
        return found if found is not None else 1

    def error(self, message: str, key: Sequence[str | int] = ()) -> RuleError:
        """An error at a key of this file."""
        return RuleError(message, path=str(self.path), line=self.line(key), key=dotted(key) or None)

    def shaped(self, kind: str) -> Content:
        """The data in the shape of its kind of file; errors name file, line and key."""
        try:
            content: Content = msgspec.convert(self.data, SHAPES[kind])
        except msgspec.ValidationError as problem:
            for key, message in schema_problems(self.data, kind):
                raise self.error(message, key) from None
            message, _, place = str(problem).partition(" - at ")
            raise self.error(message, _path(place)) from None
        return content


def dotted(key: Sequence[str | int]) -> str:
    """A key as people write it: `match.phrase[2]`."""
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in key).lstrip(".")


def _path(place: str) -> Key:
    """The key of a place as msgspec writes it: `$.match.phrase[0]`."""
    parts = re.findall(r"\.([\w-]+)|\[(\d+)\]", place)
    return tuple(name or int(index) for name, index in parts)


def schema(kind: str) -> dict[str, Any]:
    """The JSON Schema (Draft 2020-12) of a kind of file, generated from its shape."""
    out = msgspec.json.schema(SHAPES[kind])
    title = {"rule": "A rule of the disclosure auditor"}.get(kind, f"A {kind} file of the disclosure auditor")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": title, **out}


def write_schemas(folder: Path = SCHEMAS) -> None:
    """Write the JSON Schema of every kind of file; for whoever changes a shape."""
    for kind in SHAPES:
        text = json.dumps(schema(kind), indent=1, ensure_ascii=False)
        (folder / f"{kind}.schema.json").write_text(text + "\n", encoding="utf-8")


def schema_problems(data: Any, kind: str) -> list[Problem]:
    """What jsonschema finds wrong with the data of a file: (key, message), deepest first."""
    import jsonschema

    path = SCHEMAS / f"{kind}.schema.json"
    validator = jsonschema.Draft202012Validator(json.loads(path.read_text("utf-8")))
    out: list[Problem] = []
    for problem in sorted(validator.iter_errors(data), key=lambda error: list(map(str, error.absolute_path))):
        deepest = _relevant(problem)
        out.append((tuple(deepest.absolute_path), _say(deepest)))
    return out


def _relevant(problem: Any) -> Any:
    """Of alternatives the one that was meant: the same `kind`, else the one that got furthest."""
    while problem.context:
        by_branch: dict[Any, list[Any]] = {}
        for error in problem.context:
            by_branch.setdefault(error.schema_path[0], []).append(error)
        meant = [
            errors
            for errors in by_branch.values()
            if not any(
                error.validator in ("enum", "const") and error.path and error.path[-1] == "kind"
                for error in errors
            )
            and not any(error.validator == "type" and not error.path for error in errors)
        ] or list(by_branch.values())
        best = max(meant, key=lambda errors: max(len(error.absolute_path) for error in errors))
        problem = max(
            best, key=lambda error: (len(error.absolute_path), error.validator == "additionalProperties")
        )
    return problem


def _say(problem: Any) -> str:
    """A schema error in plain words."""
    if problem.validator == "additionalProperties":
        known = problem.schema.get("properties", {})
        unknown = [key for key in problem.instance if key not in known]
        return f"unknown key “{unknown[0]}”; known are {', '.join(known)}"
    if problem.validator == "required":
        missing = [key for key in problem.validator_value if key not in problem.instance]
        return f"the key “{missing[0]}” is missing"
    if problem.validator in ("enum", "const"):
        allowed = problem.validator_value if problem.validator == "enum" else [problem.validator_value]
        return f"{problem.instance!r} is none of {', '.join(map(str, allowed))}"
    return str(problem.message)
