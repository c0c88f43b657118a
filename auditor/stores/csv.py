"""CSV for spreadsheets and data frames: one row per input, or one per finding."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any, BinaryIO

from auditor.model import Report
from auditor.stores.replace import writing
from auditor.stores.rows import COLUMNS, row

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from auditor.model import Skipped

FINDING_COLUMNS = (
    "page", "title", "rule", "version", "outcome", "severity", "modality", "reason", "message", "standards",
    "quotes", "links", "fix", "fingerprint", "profiles",
)  # fmt: skip
# What a spreadsheet takes for the start of a formula (OWASP, CSV Injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_QUOTE = 300


def write(inputs: Iterable[tuple[int, str, bytes]], target: Path | BinaryIO) -> None:
    """Write a whole file from (number, outcome, document); no cell of it can act as a formula."""
    with writing(target) as file:
        # The byte order mark makes spreadsheets read UTF-8. Detaching leaves the file to who opened it.
        text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
        lines = csv.writer(text)
        lines.writerow(COLUMNS)
        for number, outcome, document in inputs:
            lines.writerow([_cell(value) for value in row(number, outcome, document).values()])
        text.detach()


def findings(results: Iterable[Report | Skipped]) -> bytes:
    """Write the findings of all reports; a page that could not be audited is one row of outcome `skipped`.

    Several standards, quotes or links in one cell stand on lines of their own.
    """
    buffer = io.StringIO(newline="")
    lines = csv.writer(buffer)
    lines.writerow(FINDING_COLUMNS)
    for result in results:
        lines.writerows([_cell(value) for value in values] for values in _findings_of(result))
    # The byte order mark makes spreadsheets read UTF-8.
    return b"\xef\xbb\xbf" + buffer.getvalue().encode("utf-8", "replace")


def _findings_of(result: Report | Skipped) -> Iterator[tuple[str, ...]]:
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


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, str):
        return "" if value is None else str(value)
    text = value.replace("\0", "")
    return f"'{text}" if text.startswith(_FORMULA) else text
