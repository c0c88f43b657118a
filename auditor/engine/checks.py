"""Checks that are written in Python: functions that other packages offer under the entry point `auditor.checks`.

A check is a function `check(page) -> Iterable[Evidence]`; it may use everything of `auditor.page.page.Page`, also
`page.soup`. In a package's pyproject.toml:

    [project.entry-points."auditor.checks"]
    house-style = "my_package.checks:house_style"
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from importlib.metadata import entry_points

from auditor.model import Evidence, Limit
from auditor.page.page import Page

GROUP = "auditor.checks"
Check = Callable[[Page], Iterable[Evidence]]


@lru_cache(maxsize=1)
def installed_checks() -> tuple[tuple[str, Check | None], ...]:
    """The checks of installed packages by name; None for one that cannot be imported."""
    found: list[tuple[str, Check | None]] = []
    for point in sorted(entry_points(group=GROUP), key=lambda point: point.name):
        try:
            found.append((point.name, point.load()))
        except Exception:  # noqa: BLE001 - whatever a foreign package does on import, the audit goes on
            found.append((point.name, None))
    return tuple(found)


def run_checks(
    page: Page, checks: Sequence[tuple[str, Check | None]] | None = None
) -> tuple[tuple[Evidence, ...], tuple[Limit, ...]]:
    """What the checks find on a page. A check that fails adds a limit to the coverage and loses its evidence."""
    evidence: list[Evidence] = []
    limits: tuple[Limit, ...] = ()
    for _, check in installed_checks() if checks is None else checks:
        try:
            found = None if check is None else tuple(check(page))
        except Exception:  # noqa: BLE001 - a foreign check may do anything, and the page still gets its report
            found = None
        if found is not None and all(isinstance(each, Evidence) for each in found):
            evidence += found
        else:
            limits = (Limit.RULE_ERROR,)
    return tuple(evidence), limits
