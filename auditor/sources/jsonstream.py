"""The records of a large JSON file, one by one: cut out by their brackets first, decoded each on its own afterwards."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

import msgspec

from auditor.sources.contract import HEAD, PAGE_CAP
from auditor.sources.lookahead import Lookahead
from auditor.sources.plain import chunks, problem_of

if TYPE_CHECKING:
    from collections.abc import Iterator

_TOKEN = re.compile(rb'["{}\[\]]')
_IN_STRING = re.compile(rb'(?:[^"\\]|\\.)*+', re.DOTALL)
_ITEM = re.compile(rb"[^\s,]")
_OBJECT = re.compile(rb"\{")
_MAPPING = re.compile(rb'(?:\xef\xbb\xbf)?\s*\{\s*"https?:(?:\\?/){2}[^"]{1,4000}"\s*:\s*["{]')
_MEMBER = re.compile(rb'["}]')
_VALUE = re.compile(rb"[^\s:]")
_AFTER = re.compile(rb"[,}\s]")
_COLON = re.compile(rb"\s*:")


class Record(NamedTuple):
    """An object of an array called `table` (empty for a bare array); `problem` says why it cannot be had."""

    table: str
    offset: int
    data: bytes
    problem: str | None = None


def records(stream: BinaryIO, tables: frozenset[str], parents: frozenset[str]) -> Iterator[Record]:
    """The objects in every array that is called one of `tables` and lies in an object called one of `parents`."""
    stream.seek(0)
    ahead = Lookahead(chunks(stream))
    keys: list[str] = []
    key = ""
    while (found := ahead.skip_to(_TOKEN, 0)) is not None:
        token = found[0]
        ahead.drop(1)
        if token == b'"':
            key = _key(ahead)
        elif token in b"}]":
            key = ""
            if keys:
                keys.pop()
        elif token == b"[" and key in tables and (keys[-1] if keys else "") in parents:
            yield from _elements(ahead, key, 0, None, stream)
            key = ""
        else:
            keys.append(key)
            key = ""
            if len(keys) > 200:
                yield Record("", ahead.base, b"", "it is nested too deeply")
                return


def records_at(stream: BinaryIO, table: str, start: int, stop: int | None) -> Iterator[Record]:
    """The objects of one array that begin in [start, stop); `start` is where one of them begins."""
    stream.seek(start)
    return _elements(Lookahead(chunks(stream)), table, start, stop, stream)


def is_mapping(head: bytes) -> bool:
    """Whether a JSON file is one object whose names are addresses, of their pages or of objects with them."""
    return _MAPPING.match(head) is not None


def members(stream: BinaryIO, start: int, stop: int | None) -> Iterator[Record]:
    """The members of such a file that begin in [start, stop), each as an object of its own."""
    stream.seek(start)
    ahead = Lookahead(chunks(stream))
    while (found := ahead.skip_to(_MEMBER, 0)) is not None:
        offset = start + ahead.base
        if found[0] == b"}" or (stop is not None and offset >= stop):
            return
        past = _past_string(ahead, 1)
        end = None if past is None else _value_end(ahead, past)
        if end is None:
            problem = problem_of(stream) or "the file ends inside a record"
            yield Record("", offset, bytes(ahead.data[:HEAD]), problem)
            return
        large = end > PAGE_CAP
        yield Record(
            "",
            offset,
            bytes(ahead.data[:HEAD]) if large else b"{" + ahead.data[:end] + b"}",
            f"a record larger than {PAGE_CAP >> 20} MiB" if large else None,
        )
        ahead.drop(min(end, len(ahead.data)))
    if (damage := problem_of(stream)) is not None:
        yield Record("", start + ahead.base, b"", damage)


def _value_end(ahead: Lookahead, at: int) -> int | None:
    """Where the value of a member ends whose name ends at `at`."""
    found = ahead.search(_VALUE, at, 0, 2 * PAGE_CAP)
    if found is None:
        return None
    if found[0] == b'"':
        return _past_string(ahead, found.end())
    if found[0] in b"{[":
        return _end(ahead, found.start())
    end = ahead.search(_AFTER, found.start(), 0, 2 * PAGE_CAP)
    return end.start() if end else None


def objects(stream: BinaryIO) -> Iterator[tuple[bytes, bytes]]:
    """The objects that a JSON file begins with, each with the first character of what follows it."""
    ahead = Lookahead(chunks(stream))
    while ahead.skip_to(_OBJECT, 0) is not None and (end := _end(ahead)) is not None:
        found = bytes(ahead.data[:end])
        ahead.drop(end)
        follower = ahead.skip_to(_ITEM, 0)
        yield found, follower[0] if follower else b""


def decode(data: bytes) -> Any:
    """The value of some JSON text; raises `ValueError` for what no reader understands."""
    try:
        try:
            return msgspec.json.decode(data)
        except (msgspec.DecodeError, UnicodeDecodeError):
            return json.loads(data.decode("utf-8", "replace"), strict=False)
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error


def text_of(value: Any) -> str:
    """A JSON value as text that always encodes: strings as they are, numbers in digits, nothing for the rest."""
    if isinstance(value, bool) or value is None:
        return ""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    return str(value) if isinstance(value, int | float) else ""


def _elements(
    ahead: Lookahead, table: str, base: int, stop: int | None, stream: BinaryIO
) -> Iterator[Record]:
    while (found := ahead.skip_to(_ITEM, 0)) is not None:
        offset = base + ahead.base
        if found[0] == b"]" or (stop is not None and offset >= stop):
            ahead.drop(found[0] == b"]")
            return
        if found[0] != b"{":
            ahead.drop(1)  # an array of something else: look for the next object
            continue
        end = _end(ahead)
        if end is None:
            problem = problem_of(stream) or "the file ends inside a record"
            yield Record(table, offset, bytes(ahead.data[:HEAD]), problem)
            ahead.drop(len(ahead.data))
            return
        if end > PAGE_CAP:
            yield Record(
                table, offset, bytes(ahead.data[:HEAD]), f"a record larger than {PAGE_CAP >> 20} MiB"
            )
        else:
            yield Record(table, offset, bytes(ahead.data[:end]))
        ahead.drop(min(end, len(ahead.data)))
    if (damage := problem_of(stream)) is not None:
        yield Record(table, base + ahead.base, b"", damage)


def _end(ahead: Lookahead, at: int = 0) -> int | None:
    """Where the object or array that begins at `at` ends; None when the file ends first or it is far too large to hold."""
    depth = 0
    while True:
        found = ahead.search(_TOKEN, at, 0, 2 * PAGE_CAP)
        if found is None:
            return None
        at = found.end()
        token = found[0]
        if token == b'"':
            past = _past_string(ahead, at)
            if past is None:
                return None
            at = past
        elif token in b"{[":
            depth += 1
        else:
            depth -= 1
            if depth == 0:
                return at


def _past_string(ahead: Lookahead, at: int) -> int | None:
    while True:
        found = _IN_STRING.match(ahead.data, at)
        at = found.end() if found else at
        if at < len(ahead.data) and ahead.data[at : at + 1] == b'"':
            return at + 1
        if len(ahead.data) > 2 * PAGE_CAP or not ahead.more():
            return None


def _key(ahead: Lookahead) -> str:
    """The string at the front if a colon follows it, else an empty string; it is dropped."""
    past = _past_string(ahead, 0)
    if past is None:
        ahead.drop(len(ahead.data))
        return ""
    raw = bytes(ahead.data[: past - 1][:200])
    ahead.drop(past)
    ahead.has(16)
    return raw.decode("utf-8", "replace") if _COLON.match(ahead.data) else ""
