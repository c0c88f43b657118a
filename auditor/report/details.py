"""What the site report tells of one page when its row is opened: the three answers, quoted words, open findings.

A run of twenty thousand pages has to fit one file that opens at once. So every string is kept once, only the first
words for each answer are quoted, and pages at the end of the list, the best ones, go without when space runs out.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from auditor.model import Outcome, Report, Skipped
from auditor.report import wording
from auditor.report.answers import answers
from auditor.report.html import shown

if TYPE_CHECKING:
    from collections.abc import Iterable

# A whole file of more than 30 MB opens slowly; the rows of twenty thousand pages take up to 10 of them.
BUDGET = 16_000_000
_QUOTES = 3
_WORDS = 140
_FINDINGS = 8


class Told(NamedTuple):
    """An answer in one line, with words quoted for it and where these stand."""

    line: str
    confidence: str
    quotes: tuple[tuple[str, str], ...]


class Open(NamedTuple):
    """A finding that asks for something: `outcome` is in plain words."""

    outcome: str
    severity: str
    message: str
    fix: str


class Detail(NamedTuple):
    """One page; a skipped one has a message instead of answers."""

    answers: tuple[Told, ...]
    findings: tuple[Open, ...]
    more: int
    message: str


def detail(result: Report | Skipped) -> Detail:
    """Take from a report what its row opens."""
    if isinstance(result, Skipped):
        return Detail((), (), 0, _cut(result.message, 400))
    told = tuple(
        Told(
            _cut(answer.line, 300),
            answer.confidence.value,
            tuple(
                (_cut(item.quote.exact) or "(no words)", wording.where(item))
                for item in wording.told_once(answer.evidence)[:_QUOTES]
            ),
        )
        for answer in answers(result)
    )
    groups = wording.by_outcome(result)
    wanted = [
        finding for outcome in (Outcome.FAIL, Outcome.NEEDS_REVIEW) for finding in groups.get(outcome, ())
    ]
    found = tuple(
        Open(
            wording.OUTCOMES[finding.outcome],
            finding.severity.value,
            _cut(finding.message, 300),
            _cut(finding.fix or "", 300),
        )
        for finding in wanted[:_FINDINGS]
    )
    return Detail(told, found, len(wanted) - len(found), "")


def _cut(text: str, limit: int = _WORDS) -> str:
    line = str(shown(text))
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


class Packed(NamedTuple):
    """Details with every string replaced by its number in `strings`; None for pages that go without."""

    strings: tuple[str, ...]
    pages: tuple[tuple[object, ...] | None, ...]


def pack(details: Iterable[Detail | None], budget: int = BUDGET) -> Packed:
    """Pack the details in their order, until they take `budget` bytes."""
    numbers: dict[str, int] = {}
    pages: list[tuple[object, ...] | None] = []
    spent = 0

    def number(text: str) -> int:
        nonlocal spent
        if text not in numbers:
            numbers[text] = len(numbers)
            spent += len(text.encode()) + 3
        spent += 6
        return numbers[text]

    for item in details:
        if item is None or spent >= budget:
            pages.append(None)
            continue
        pages.append(
            (
                [
                    [
                        number(told.line),
                        number(told.confidence),
                        list(map(number, chain.from_iterable(told.quotes))),
                    ]
                    for told in item.answers
                ],
                [list(map(number, found)) for found in item.findings],
                item.more,
                number(item.message),
            )
        )
    return Packed(tuple(numbers), tuple(pages))
