"""Findings as CSV: one row per finding, for spreadsheets and data frames."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from auditor.model import Report

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from auditor.model import Skipped

COLUMNS = (
    "page", "title", "rule", "version", "outcome", "severity", "modality", "reason", "message", "standards",
    "quotes", "links", "fix", "fingerprint", "profiles",
)  # fmt: skip

# What a spreadsheet takes for the start of a formula (OWASP, CSV Injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_QUOTE = 300


def findings(results: Iterable[Report | Skipped]) -> bytes:
    """Write the findings of all reports; a page that could not be audited is one row of outcome `skipped`.

    Several standards, quotes or links in one cell stand on lines of their own.
    """
    buffer = io.StringIO(newline="")
    lines = csv.writer(buffer)
    lines.writerow(COLUMNS)
    for result in results:
        lines.writerows([_cell(value) for value in row] for row in _rows(result))
    # The byte order mark makes spreadsheets read UTF-8.
    return b"\xef\xbb\xbf" + buffer.getvalue().encode("utf-8", "replace")


def _rows(result: Report | Skipped) -> Iterator[tuple[str, ...]]:
    page = result.subject.final_uri or result.subject.uri
    title = result.subject.title or ""
    if not isinstance(result, Report):
        yield (page, title, "", "", "skipped", "", "", result.reason, result.message, *[""] * 6)
        return
    evidence = {item.id: item for item in result.evidence}
    for finding in result.findings:
        cited = [evidence[id_] for id_ in finding.evidence if id_ in evidence]
        yield (
            page,
            title,
            finding.rule,
            str(finding.version),
            finding.outcome,
            finding.severity,
            finding.modality,
            finding.reason or "",
            finding.message,
            "\n".join(f"{ref.id}, {ref.clause}" if ref.clause else ref.id for ref in finding.standards),
            "\n".join(item.quote.exact[:_QUOTE] for item in cited),
            "\n".join(item.link for item in cited if item.link),
            finding.fix or "",
            finding.fingerprint,
            " ".join(result.audit.profile),
        )


def _cell(value: str) -> str:
    text = value.replace("\0", "")
    return f"'{text}" if text.startswith(_FORMULA) else text
