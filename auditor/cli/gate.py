"""Whether a run passes: the exit code, and on standard error why."""

from __future__ import annotations

import sys
from collections import Counter
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal, NamedTuple

from auditor.model import Outcome, Report, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from auditor.model import Finding, Skipped
    from auditor.report.summary import Summary
    from auditor.report.suppressions import Suppression

_NAMED = 5
INCOMPLETE = "some input could not be audited; --allow-incomplete lets that pass"


class Verdict(NamedTuple):
    """An exit code with the lines that tell why; the last line is the decisive one."""

    code: Literal[0, 1, 3]
    lines: tuple[str, ...] = ()

    def told(self) -> int:
        """Write the lines to standard error and hand back the code."""
        from auditor.report.terminal import plain

        for line in self.lines:
            sys.stderr.write(f"auditor: {plain(line)}\n")
        return self.code


def verdict(
    results: Sequence[Report | Skipped],
    fail_on: Severity | None,
    *,
    review: bool = False,
    suppressions: Path | None = None,
    incomplete: bool = False,
) -> Verdict:
    """Judge reports: 1 for checks at or above `fail_on`, else 3 for inputs that could not be audited, else 0.

    `review` lets checks that a person has to look at count like failed ones. What a suppression covers counts
    for nothing; entries that cover nothing any more, or are past their day, are named.
    """
    from auditor.report.wording import count

    notes: list[str] = []
    if suppressions is not None:
        results, notes = suppressed(results, suppressions)
    rules = Counter(finding.rule for finding in _counted(results, fail_on, review=review))
    if rules:
        listed = ", ".join(
            f"{rule} ({number})" if number > 1 else rule for rule, number in rules.most_common(_NAMED)
        )
        more = ", …" if len(rules) > _NAMED else ""
        what = count(rules.total(), "failed or open check" if review else "failed check")
        return Verdict(1, (*notes, f"{what} at or above {fail_on}: {listed}{more}"))
    return Verdict(3, (*notes, INCOMPLETE)) if incomplete else Verdict(0, tuple(notes))


def verdict_on_run(summary: Summary, fail_on: Severity | None, *, incomplete: bool) -> Verdict:
    """Judge a whole run by its figures, as `verdict` judges reports."""
    from auditor.report.wording import count

    failed = sum(summary.failed.get(severity, 0) for severity in _at_or_above(fail_on))
    if failed:
        return Verdict(1, (f"{count(failed, 'failed check')} at or above {fail_on}",))
    return Verdict(3, (INCOMPLETE,)) if incomplete else Verdict(0)


def _at_or_above(fail_on: Severity | None) -> tuple[Severity, ...]:
    """The severities that count; none where nothing was asked for."""
    return () if fail_on is None else tuple(each for each in Severity if each.rank >= fail_on.rank)


def _counted(
    results: Iterable[Report | Skipped], fail_on: Severity | None, *, review: bool
) -> Iterable[Finding]:
    enough = _at_or_above(fail_on)
    outcomes = (Outcome.FAIL, Outcome.NEEDS_REVIEW) if review else (Outcome.FAIL,)
    return (
        finding
        for result in results
        if isinstance(result, Report)
        for finding in result.findings
        if finding.outcome in outcomes and finding.severity in enough
    )


def suppressed(
    results: Sequence[Report | Skipped], path: Path
) -> tuple[tuple[Report | Skipped, ...], list[str]]:
    """The results without what a file of suppressions covers, and what there is to say about its entries."""
    from auditor.report.suppressions import apply
    from auditor.report.wording import count

    done = apply(results, read_suppressions(path), datetime.now(UTC).date())
    notes = [f"{path}: {_entry(each)} expired on {each.until} and was not applied" for each in done.expired]
    notes += [f"{path}: {_entry(each)} covers nothing any more; take it out" for each in done.stale]
    if done.covered:
        notes.insert(0, f"{path}: {count(len(done.covered), 'finding')} suppressed")
    return done.results, notes


def _entry(entry: Suppression) -> str:
    return f"the suppression of {entry.rule} at {entry.url}"


def read_suppressions(path: Path) -> tuple[Suppression, ...]:
    """Read a file of suppressions. Raises `UsageError`."""
    from auditor.errors import UsageError
    from auditor.report.suppressions import decode

    try:
        return decode(path.read_bytes(), str(path))
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror or error}") from None
