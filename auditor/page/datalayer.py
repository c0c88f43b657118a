"""What a page tells its tag manager about itself: whether it is sponsored, by whom, and of what kind it is."""

from __future__ import annotations

import re
from collections.abc import Iterable

from auditor.model import Field

_START = re.compile(r"\bdataLayer(?:\.push\(|\s*=\s*(?!\[\s*\]|window\b))")
_READ = 4_000  # characters of an entry; the page's own facts stand in the first ones
_ENTRIES = 4
# A key and a value that is no list and no object.
_PAIR = re.compile(
    r"""["']?\b([A-Za-z][\w.-]{2,40})["']?\s*:\s*(?:"([^"\\\n]{1,80})"|'([^'\\\n]{1,80})'|(true|1)\b)"""
)
_KEYS = frozenset(
    "sponsored issponsored sponsoredcontent issponsoredcontent issponsoredpost sponsoredpost advertorial isadvertorial "
    "brandedcontent isbrandedcontent isbranded sponsorname sponsor sponsoredby advertisername contenttype articletype "
    "pagetype posttype contentsubtype".split()
)


def data_layer_fields(scripts: Iterable[str]) -> list[Field]:
    """List the facts of the page's `dataLayer` that say who paid, as `data.` and the key without marks, lower case.

    A key that an entry gives twice speaks of items of a list, and is left out. Switches that are off are left out.
    """
    found: list[Field] = []
    for script in scripts:
        for start in _starts(script):
            entry: dict[str, list[str]] = {}
            for key, double, single, bare in _PAIR.findall(script, start, start + _READ):
                entry.setdefault(key.lower().replace("_", "").replace("-", ""), []).append(
                    double or single or bare
                )
            found += [
                Field(name=f"data.{key}", value=values[0])
                for key, values in entry.items()
                if key in _KEYS and len(values) == 1
            ]
    return found


def _starts(script: str) -> list[int]:
    """Where the first entries of the data layer begin in a script."""
    if "dataLayer" not in script:
        return []
    return [match.end() for _, match in zip(range(_ENTRIES), _START.finditer(script), strict=False)]
