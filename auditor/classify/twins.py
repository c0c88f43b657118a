"""Find texts that stand in a corpus twice: on one side of a split they would give away the other."""

from __future__ import annotations

import re
import zlib
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Sequence

    from auditor.classify.example import Example

_WORD = re.compile(r"\w+")
# Runs of this many words are compared, and of these one in four, chosen by its checksum.
_RUN = 8
_ONE_IN = 4
# Fewer runs say too little; a run in more texts than this is boilerplate.
_LEAST = 12
_COMMON = 20
# The share of the shorter text that must stand in the other.
_SAME = 0.8


def without_twins(examples: Sequence[Example]) -> list[Example]:
    """Keep one of each text, and join the sites it stood on.

    `editorial` often means only that nothing else was found, so a twin with another label is believed before it;
    otherwise the first stays.
    """
    ordered = sorted(examples, key=lambda example: (example.label == "editorial", example.id))
    names = {example.group: example.group for example in examples}

    def root(name: str) -> str:
        while names[name] != name:
            name = names[name]
        return name

    runs = [_runs(example.text) for example in ordered]
    seen: dict[int, list[int]] = defaultdict(list)
    kept: list[int] = []
    for at, example in enumerate(ordered):
        shared = Counter(
            other for run in runs[at] if len(seen.get(run, ())) <= _COMMON for other in seen.get(run, ())
        )
        twins = [
            other for other, count in shared.items() if count >= _SAME * min(len(runs[at]), len(runs[other]))
        ]
        for other in twins:
            first, second = sorted((root(example.group), root(ordered[other].group)))
            names[second] = first
        if not twins:
            kept.append(at)
            for run in runs[at]:
                seen[run].append(at)
    return [msgspec.structs.replace(ordered[at], group=root(ordered[at].group)) for at in kept]


def _runs(text: str) -> set[int]:
    words = _WORD.findall(text.lower())
    sums = {
        zlib.crc32(" ".join(words[at : at + _RUN]).encode()) for at in range(max(0, len(words) - _RUN + 1))
    }
    found = {number for number in sums if number % _ONE_IN == 0}
    return found if len(found) >= _LEAST else set()
