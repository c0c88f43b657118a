"""Suppressions: faults that somebody decided to live with, each with a reason and perhaps an end.

They come from a file of the person who audits. Nothing inside an audited page can silence a rule: the address
they are matched with is the one that was read, never one that the page claims.
"""

from __future__ import annotations

from datetime import date
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Annotated, NamedTuple

import msgspec
import yaml
from msgspec import Meta

from auditor.engine.yamldata import read_yaml
from auditor.errors import UsageError
from auditor.model import Outcome, Report
from auditor.page.text import plain
from auditor.report.faults import FAILED_OR_OPEN

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from auditor.model import Finding, Skipped

_Text = Annotated[str, Meta(min_length=1, pattern=r"\S")]


class Suppression(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One entry: which findings it covers, why, who says so and until when.

    `rule` and `url` are patterns with `*`; `quote` has to be among the words of the finding's evidence. `until`
    is the last day on which it holds.
    """

    rule: _Text
    url: _Text = "*"
    quote: _Text | None = None
    reason: _Text
    by: _Text | None = None
    until: date | None = None

    def covers(self, report: Report, finding: Finding) -> bool:
        """Whether it is meant for a finding of a report."""
        address = report.subject.final_uri or report.subject.uri
        if not fnmatchcase(finding.rule, self.rule):
            return False
        if not any(fnmatchcase(uri, self.url) for uri in (address, report.subject.uri)):
            return False
        if self.quote is None:
            return True
        quotes = (item.quote.exact for item in report.evidence if item.id in finding.evidence)
        return any(plain(self.quote) in plain(quote) for quote in quotes)


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    suppressions: tuple[Suppression, ...]


class Suppressed(NamedTuple):
    """What suppressions did to a run.

    `results` are the reports without the findings that are covered, `covered` those findings with the entry;
    `stale` entries covered nothing, `expired` ones were not applied.
    """

    results: tuple[Report | Skipped, ...]
    covered: tuple[tuple[Report, Finding, Suppression], ...]
    stale: tuple[Suppression, ...]
    expired: tuple[Suppression, ...]


def decode(content: str | bytes, name: str = "suppressions.yaml") -> tuple[Suppression, ...]:
    """Read a file of suppressions. Raises `UsageError` that says where it is wrong."""
    try:
        loaded = read_yaml(content.decode("utf-8-sig") if isinstance(content, bytes) else content)
    except (yaml.YAMLError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f"{name}:{mark.line + 1}" if mark else name
        problem = getattr(error, "problem", None) or error
        raise UsageError(f"{where}: this is no YAML: {problem}".splitlines()[0]) from None
    try:
        return msgspec.convert(loaded if loaded is not None else {"suppressions": []}, _File).suppressions
    except msgspec.ValidationError as error:
        raise UsageError(f"{name}: {error}; every entry needs rule and reason") from None


def apply(
    results: Iterable[Report | Skipped], suppressions: Sequence[Suppression], today: date
) -> Suppressed:
    """Take the findings that are covered out of the reports; what is taken out is handed back, too."""
    expired = tuple(entry for entry in suppressions if entry.until is not None and entry.until < today)
    valid = [entry for entry in suppressions if entry not in expired]
    kept: list[Report | Skipped] = []
    covered: list[tuple[Report, Finding, Suppression]] = []
    for result in results:
        if not isinstance(result, Report):
            kept.append(result)
            continue
        found = [(finding, _first(result, finding, valid)) for finding in result.findings]
        covered += [(result, finding, entry) for finding, entry in found if entry is not None]
        findings = tuple(finding for finding, entry in found if entry is None)
        kept.append(msgspec.structs.replace(result, findings=findings))
    used = {id(entry) for _, _, entry in covered}
    stale = tuple(entry for entry in valid if id(entry) not in used)
    return Suppressed(tuple(kept), tuple(covered), stale, expired)


def _first(report: Report, finding: Finding, entries: Iterable[Suppression]) -> Suppression | None:
    if finding.outcome not in (*FAILED_OR_OPEN, Outcome.ERROR):
        return None
    return next((entry for entry in entries if entry.covers(report, finding)), None)
