"""A baseline: the faults that are known and put up with, so that only new ones count.

The file is JSON Lines, sorted, one fault a line, made to be kept under version control and read in a diff.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import msgspec

from auditor.errors import ReportError
from auditor.report.faults import Fault

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from auditor.report.faults import Found


class Line(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One line of the file."""

    rule: str
    page: str
    what: str
    times: int = 1


class Comparison(NamedTuple):
    """A run beside a baseline: what is new, what was known, and what is no longer there."""

    new: tuple[Found, ...]
    known: tuple[Found, ...]
    gone: tuple[Fault, ...]


_decoder = msgspec.json.Decoder(Line)
_encoder = msgspec.json.Encoder()


def encode(known: Mapping[Fault, int]) -> bytes:
    """Write a baseline."""
    lines = [
        Line(fault.rule, fault.page, fault.what, times) for fault, times in sorted(known.items()) if times
    ]
    return b"".join(_encoder.encode(line) + b"\n" for line in lines)


def decode(content: bytes, name: str = "baseline") -> dict[Fault, int]:
    """Read a baseline. Raises `ReportError` that names the line."""
    known: dict[Fault, int] = {}
    for number, text in enumerate(content.splitlines(), 1):
        if not text.strip():
            continue
        try:
            line = _decoder.decode(text)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise ReportError(f"{name}, line {number}: this is no line of a baseline: {error}") from None
        fault = Fault(line.rule, line.page, line.what)
        known[fault] = known.get(fault, 0) + line.times
    return known


def compare(found: Mapping[Fault, Found], pages: Iterable[str], known: Mapping[Fault, int]) -> Comparison:
    """Hold a run against a baseline.

    A fault that occurs more often than the baseline knows is new. Only pages that were read can have lost one.
    """
    read = frozenset(pages)
    new = tuple(item for fault, item in sorted(found.items()) if item.times > known.get(fault, 0))
    old = tuple(item for fault, item in sorted(found.items()) if item.times <= known.get(fault, 0))
    gone = tuple(sorted(fault for fault in known if fault.page in read and fault not in found))
    return Comparison(new, old, gone)


def prune(found: Mapping[Fault, Found], pages: Iterable[str], known: Mapping[Fault, int]) -> dict[Fault, int]:
    """The baseline without what the pages of a run no longer show; nothing is added to it."""
    read = frozenset(pages)
    return {
        fault: min(times, found[fault].times) if fault in found else times
        for fault, times in known.items()
        if fault in found or fault.page not in read
    }
