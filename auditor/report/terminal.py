"""A report for the terminal: the three answers, the findings, what was not covered, where it comes from.

Words of a page are data: control and bidirectional characters are dropped and nothing is read as markup, so
no page can colour, move or retitle the terminal.
"""

from __future__ import annotations

from io import StringIO
from typing import TYPE_CHECKING

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from auditor.model import Confidence, Outcome, Severity, Skipped
from auditor.page.text import clean
from auditor.report import wording
from auditor.report.answers import answers

if TYPE_CHECKING:
    from auditor.model import Evidence, Finding, Report

_CONFIDENCE = {Confidence.HIGH: "green", Confidence.MEDIUM: "yellow", Confidence.LOW: "dim"}
_SEVERITY = {
    Severity.CRITICAL: "bold red",
    Severity.SERIOUS: "red",
    Severity.MINOR: "yellow",
    Severity.INFO: "cyan",
}
_SIGN = {Outcome.FAIL: "✗", Outcome.NEEDS_REVIEW: "?", Outcome.ERROR: "!"}
# More than this many quotes under one answer or finding hides the rest of the report; JSON has them all.
_QUOTES = 4
_QUOTE_LENGTH = 160


def plain(text: str, limit: int = 2000) -> str:
    """Make a text of the page one line that any terminal can show as it is."""
    line = clean(text[: limit * 2]).encode("utf-8", "replace").decode()
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def render(result: Report | Skipped, *, width: int = 80, colour: bool = False) -> str:
    """Write the whole report as text; escape sequences only with `colour`."""
    console = Console(
        file=StringIO(),
        width=max(40, min(width, 100)),
        force_terminal=colour,
        color_system="standard" if colour else None,
        no_color=not colour,
        legacy_windows=False,
        markup=False,
        highlight=False,
        emoji=False,
    )
    if isinstance(result, Skipped):
        _skipped(console, result)
    else:
        _head(console, result)
        _answers(console, result)
        _findings(console, result)
        _uncovered(console, result)
        _provenance(console, result)
    written = console.file
    assert isinstance(written, StringIO)  # noqa: S101 - it is the one given above
    return "\n".join(line.rstrip() for line in written.getvalue().split("\n"))


def _line(console: Console, *parts: str | tuple[str, str], indent: int = 0) -> None:
    """Print one wrapped line of (text, style) parts; everything in it is taken literally."""
    text = Text.assemble(*((part, "") if isinstance(part, str) else part for part in parts))
    console.print(Padding(text, (0, 0, 0, indent)))


def _heading(console: Console, words: str) -> None:
    console.print()
    _line(console, (words, "bold underline"))


def _head(console: Console, report: Report) -> None:
    subject = report.subject
    _line(console, (plain(subject.title or "(no headline)", 300), "bold"))
    _line(console, (plain(subject.final_uri or subject.uri, 300), "dim"))
    facts = [subject.site_name, subject.published, subject.language, subject.page_type.value]
    _line(console, (" · ".join(plain(fact, 80) for fact in facts if fact), "dim"))


def _answers(console: Console, report: Report) -> None:
    for answer in answers(report):
        console.print()
        _line(
            console,
            (f"{answer.question} ", "bold"),
            (answer.verdict, "bold cyan"),
            "  ",
            (f"{answer.confidence} confidence", _CONFIDENCE[answer.confidence]),
        )
        _line(console, plain(answer.line, 600), indent=2)
        _quotes(console, answer.evidence)
    conflicts = report.conclusions.origin.attribution.conflicts
    if conflicts:
        console.print()
        words = wording.listed(plain(conflict, 80).replace("-", " ") for conflict in conflicts)
        _line(console, ("The credits contradict each other: ", "bold"), words)


def _quotes(console: Console, evidence: tuple[Evidence, ...]) -> None:
    told = wording.told_once(evidence)
    for item in told[:_QUOTES]:
        words = plain(item.quote.exact, _QUOTE_LENGTH) or "(no words)"
        _line(
            console,
            f"“{words}”",
            (f"  {plain(wording.where(item), 200)} [{plain(item.id, 12)}]", "dim"),
            indent=4,
        )
    if len(told) > _QUOTES:
        _line(console, (f"and {len(told) - _QUOTES} more; --format json has them all", "dim"), indent=4)


def _findings(console: Console, report: Report) -> None:
    groups = wording.by_outcome(report)
    _heading(console, "Findings")
    if not groups:
        _line(console, "No check was in force.", indent=2)
        return
    tally = [_counted(outcome, len(findings)) for outcome, findings in groups.items()]
    _line(console, " · ".join(tally), indent=2)
    by_id = {item.id: item for item in report.evidence}
    for outcome in _SIGN:
        for finding in groups.get(outcome, ()):
            _finding(console, finding, tuple(by_id[id_] for id_ in finding.evidence if id_ in by_id))
    # What asks for something that the page has not is only counted: it would be the longest list of all.
    if passed := groups.get(Outcome.PASS):
        console.print()
        rules = ", ".join(plain(finding.rule, 80) for finding in passed)
        _line(console, ("Passed: ", "bold"), (rules, "dim"), indent=2)


def _counted(outcome: Outcome, count: int) -> str:
    words = wording.OUTCOMES[outcome].lower()
    return f"{count} {words.replace('needs', 'need') if count > 1 else words}"


def _finding(console: Console, finding: Finding, evidence: tuple[Evidence, ...]) -> None:
    console.print()
    _line(
        console,
        (f"{_SIGN[finding.outcome]} {wording.OUTCOMES[finding.outcome]}", _SEVERITY[finding.severity]),
        (f"  {finding.severity}, {finding.modality}  ", _SEVERITY[finding.severity]),
        (plain(finding.rule, 80), "dim"),
        indent=2,
    )
    _line(console, plain(finding.message, 600), indent=4)
    _quotes(console, evidence)
    if finding.fix and finding.outcome is not Outcome.ERROR:
        _line(console, ("Fix: ", "bold"), plain(finding.fix, 600), indent=4)
    clauses = (f"{ref.id} {ref.clause or ''}".strip() for ref in finding.standards)
    if finding.standards:
        _line(console, ("; ".join(plain(clause, 120) for clause in clauses), "dim"), indent=4)


def _uncovered(console: Console, report: Report) -> None:
    _heading(console, "Not covered")
    for sentence in wording.uncovered(report) or ("Everything was looked at.",):
        _line(console, sentence, indent=2)


def _provenance(console: Console, report: Report) -> None:
    audit, subject = report.audit, report.subject
    packs = ", ".join(f"{plain(pack.id, 40)} {plain(pack.version, 40)}" for pack in audit.packs) or "none"
    _heading(console, "Where this comes from")
    rows = (
        ("captured", plain(subject.captured_at or "time not known", 60)),
        ("sha256", plain(subject.content_sha256, 64)),
        ("extent", subject.extent.value),
        ("tool", f"{plain(audit.tool, 60)}; rules {packs}"),
        ("profiles", ", ".join(plain(name, 40) for name in audit.profile) or "none"),
        ("classifier", wording.prediction_line(report.classification)),
    )
    table = Table.grid(padding=(0, 2, 0, 0))
    for name, value in rows:
        table.add_row(Text(name, "dim"), Text(plain(value, 300)))
    console.print(Padding(table, (0, 0, 0, 2)))


def _skipped(console: Console, skip: Skipped) -> None:
    _line(console, ("Not audited: ", "bold red"), wording.SKIPS[skip.reason])
    _line(console, (plain(skip.subject.uri, 300), "dim"))
    _line(console, plain(skip.message, 600))
