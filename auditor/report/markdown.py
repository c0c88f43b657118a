"""A report as Markdown (CommonMark with tables), for issues, pull requests and job summaries.

Every word of a page is escaped, so it shows as the page has it: no link, image, markup or emoji of its own.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from auditor.model import Outcome, Skipped
from auditor.page.text import clean
from auditor.report import wording
from auditor.report.answers import answers

if TYPE_CHECKING:
    from auditor.model import Evidence, Finding, Report

# All that means something inside a line; a colon, a dot or an @ only where GitHub would make a link or emoji.
_SPECIAL = re.compile(r"[\\`*_{}\[\]()<>#+!|~$&^=@-]|:(?=\S)|(?<=\bwww)\.")
_QUOTES = 4


def escape(text: str, limit: int = 2000) -> str:
    """Make a text of the page one line of Markdown that shows these very words."""
    line = clean(text[: limit * 2]).encode("utf-8", "replace").decode()
    line = line if len(line) <= limit else line[: limit - 1].rstrip() + "…"
    return _SPECIAL.sub(lambda match: "\\" + match[0], line)


def render(result: Report | Skipped) -> str:
    """Write the whole report as one Markdown document, ending in a line end."""
    if isinstance(result, Skipped):
        why = f"**Not audited: {wording.SKIPS[result.reason]}**"
        return f"# {escape(result.subject.uri, 300)}\n\n{why}\n\n{escape(result.message, 600)}\n"
    parts = [_head(result), _answers(result), _findings(result), _uncovered(result), _provenance(result)]
    return "\n\n".join(part for part in parts if part) + "\n"


def _head(report: Report) -> str:
    subject = report.subject
    facts = [subject.site_name, subject.published, subject.language, subject.page_type.value]
    return "\n\n".join(
        (
            f"# {escape(subject.title or '(no headline)', 300)}",
            escape(subject.final_uri or subject.uri, 300),
            " · ".join(escape(fact, 80) for fact in facts if fact),
        )
    )


def _answers(report: Report) -> str:
    lines = []
    for answer in answers(report):
        lines.append(f"## {answer.question} {answer.verdict}\n")
        lines.append(f"{escape(answer.line, 600)} ({answer.confidence} confidence)\n")
        lines += [*_quotes(answer.evidence), ""] if answer.evidence else []
    conflicts = report.conclusions.origin.attribution.conflicts
    if conflicts:
        words = wording.listed(escape(conflict.replace("-", " "), 80) for conflict in conflicts)
        lines.append(f"The credits contradict each other: {words}")
    return "\n".join(lines).rstrip()


def _quotes(evidence: tuple[Evidence, ...]) -> list[str]:
    told = wording.told_once(evidence)
    lines = [
        f"- “{escape(item.quote.exact, 160) or '(no words)'}” ({escape(wording.where(item), 200)}, {escape(item.id, 12)})"
        for item in told[:_QUOTES]
    ]
    more = len(told) - _QUOTES
    return [*lines, f"- and {more} more"] if more > 0 else lines


def _findings(report: Report) -> str:
    groups = wording.by_outcome(report)
    by_id = {item.id: item for item in report.evidence}
    lines = ["## Findings", ""]
    if not groups:
        return "## Findings\n\nNo check was in force."
    for outcome in (Outcome.FAIL, Outcome.NEEDS_REVIEW, Outcome.ERROR):
        for finding in groups.get(outcome, ()):
            lines += _finding(finding, tuple(by_id[id_] for id_ in finding.evidence if id_ in by_id))
    for outcome in (Outcome.PASS, Outcome.NOT_APPLICABLE):
        if outcome in groups:
            rules = ", ".join(escape(finding.rule, 80) for finding in groups[outcome])
            lines += [f"{wording.OUTCOMES[outcome]}: {rules}", ""]
    return "\n".join(lines).rstrip()


def _finding(finding: Finding, evidence: tuple[Evidence, ...]) -> list[str]:
    grade = f"{finding.severity}, {finding.modality}"
    lines = [f"### {wording.OUTCOMES[finding.outcome]}: {escape(finding.rule, 80)} ({grade})", ""]
    lines += [escape(finding.message, 600), ""]
    lines += [*_quotes(evidence), ""] if evidence else []
    lines += [f"Fix: {escape(finding.fix, 600)}", ""] if finding.fix else []
    if finding.standards:
        clauses = (f"{ref.id} {ref.clause or ''}".strip() for ref in finding.standards)
        lines += [f"Standard: {'; '.join(escape(clause, 120) for clause in clauses)}", ""]
    return lines


def _uncovered(report: Report) -> str:
    sentences = wording.uncovered(report) or ("Everything was looked at.",)
    return "\n".join(("## Not covered", "", *(f"- {sentence}" for sentence in sentences)))


def _provenance(report: Report) -> str:
    audit, subject = report.audit, report.subject
    packs = wording.listed(f"{pack.id} {pack.version}" for pack in audit.packs) or "none"
    rows = (
        ("Captured", subject.captured_at or "time not known"),
        ("SHA-256", subject.content_sha256),
        ("Extent", subject.extent.value),
        ("Tool", f"{audit.tool}; rules {packs}"),
        ("Profiles", wording.listed(audit.profile) or "none"),
        ("Classifier", wording.prediction_line(report.classification)),
    )
    table = [f"| {name} | {escape(value, 300)} |" for name, value in rows]
    return "\n".join(("## Where this comes from", "", "| | |", "|---|---|", *table))
