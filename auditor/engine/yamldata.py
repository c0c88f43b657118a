"""YAML text -> plain data, as the core schema of YAML 1.2 reads it: `yes`, `no` and dates are text; no key twice.

Built from the parser's events: PyYAML's own way over nodes and constructors takes twice as long, and every start
of the tool reads hundreds of files.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import yaml
from yaml import events

_WORDS = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None, "true": True, "True": True, "TRUE": True,
    "false": False, "False": False, "FALSE": False,
}  # fmt: skip
_INTEGER = re.compile(r"[-+]?[0-9]+")
_FLOAT = re.compile(r"[-+]?(?:[0-9]+\.[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")
# What a scalar begins with that may be more than text; an empty one is null.
_SPECIAL = frozenset(("", *"-+.0123456789~nNtTfF"))
_STARTS = frozenset((events.MappingStartEvent, events.SequenceStartEvent))
_ENDS = frozenset((events.MappingEndEvent, events.SequenceEndEvent))
_NO_TAGS = (None, "!")
_MISSING: Any = object()
_MAX_DEPTH = 200


def read_yaml(text: str) -> Any:
    """The data of a text with one YAML document, None for an empty one; raises a `yaml.MarkedYAMLError`."""
    loader = yaml.CSafeLoader(text)
    try:
        return _document(loader)
    finally:
        loader.dispose()


def _document(loader: yaml.CSafeLoader) -> Any:
    """Put the events together with a stack of open lists and mappings, and of the keys that wait for a value."""
    root: Any = _MISSING
    anchors: dict[str, Any] = {}
    above: list[tuple[Any, Any]] = []
    current: list[Any] | dict[Any, Any] | None = None
    key: Any = _MISSING
    next_event: Callable[[], Any] = loader.get_event
    while (event := next_event()) is not None:
        kind = type(event)
        if kind is events.ScalarEvent:
            value = _scalar(event)
            if event.anchor is not None:
                anchors[event.anchor] = value
        elif kind in _ENDS:
            value = current
            current, key = above.pop()
        elif kind in _STARTS:
            if event.tag not in _NO_TAGS:
                raise _tagged(event)
            if len(above) > _MAX_DEPTH:
                raise _error("is nested too deeply", event)
            above.append((current, key))
            current, key = {} if kind is events.MappingStartEvent else [], _MISSING
            if event.anchor is not None:
                anchors[event.anchor] = current
            continue
        elif kind is events.AliasEvent:
            value = anchors.get(event.anchor, _MISSING)
            if value is _MISSING or value is current or any(value is each for each, _ in above):
                raise _error(f"found undefined alias “{event.anchor}”", event)
        elif kind is events.DocumentStartEvent and root is not _MISSING:
            raise _error("holds more than one document", event)
        else:
            continue
        if current is None:
            root = value
        elif type(current) is list:
            current.append(value)
        elif key is _MISSING:
            if isinstance(value, list | dict) or value in current:
                twice = f"the key “{value}” stands twice"
                raise _error(
                    "a list or mapping is no key" if isinstance(value, list | dict) else twice, event
                )
            key = value
        else:
            current[key] = value
            key = _MISSING
    return None if root is _MISSING else root


def _scalar(event: Any) -> Any:
    if event.tag not in _NO_TAGS:
        raise _tagged(event)
    text = event.value
    if not event.implicit[0] or text[:1] not in _SPECIAL:
        return text
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    return float(text) if _FLOAT.fullmatch(text) else text


def _tagged(event: Any) -> yaml.MarkedYAMLError:
    return _error("tags are not known here", event)


def _error(problem: str, event: Any) -> yaml.MarkedYAMLError:
    return yaml.MarkedYAMLError(problem=problem, problem_mark=event.start_mark)
