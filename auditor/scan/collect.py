"""Results into the journal, in source order, with duplicate captures and copies set aside."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from auditor.model import Report, Skipped, SkipReason
from auditor.report.json_v1 import decode, encode
from auditor.scan.copies import rank, same

if TYPE_CHECKING:
    from auditor.scan.plan import Finished, Step
    from auditor.stores.journal import Entry, Journal


def collect(journal: Journal, step: Step, finished: Finished) -> None:
    """Make the results of one unit permanent, all or none."""
    journal.begin()
    for entry in finished.entries:
        if entry.outcome != "report" or not (_captured_again(journal, entry) or _copy(journal, entry)):
            journal.add(entry)
    journal.pass_over(finished.passed)
    journal.commit(step.number + 1, step.plan)


def _captured_again(journal: Journal, entry: Entry) -> bool:
    """Of several reports on one URI keep the latest capture; of equally late ones the last in the source.

    True when the entry was filed here.
    """
    kept = journal.kept(entry.uri)
    if kept is None:
        return False
    number, captured_at = kept
    if (entry.captured_at or "") >= (captured_at or ""):
        journal.demote(number, _again(journal.document(number), entry.captured_at))
        return False
    journal.add(_set_aside(entry, _again(entry.document, captured_at)))
    return True


def _copy(journal: Journal, entry: Entry) -> bool:
    """Of several addresses of one page keep the one that ranks highest, of equal ones the first in the source.

    True when the entry was filed here.
    """
    if entry.page is None or not (numbers := journal.kept_as(entry.page)):
        return False
    report = decode(entry.document)
    for number in numbers:
        document = journal.document(number)
        kept = decode(document)
        if not (isinstance(report, Report) and isinstance(kept, Report) and same(report, kept, entry.page)):
            continue
        if rank(kept.subject, entry.page) >= rank(report.subject, entry.page):
            journal.add(_set_aside(entry, _other_address(report, kept.subject.uri)))
            return True
        journal.demote(number, _other_address(kept, entry.uri))
    return False


def _set_aside(entry: Entry, document: bytes) -> Entry:
    return msgspec.structs.replace(
        entry, outcome="duplicate", reason="duplicate", key=None, document=document
    )


def _again(document: bytes, kept: str | None) -> bytes:
    result = decode(document)
    if not isinstance(result, Report):
        return document
    when = f" of {kept}" if kept else ""
    return _duplicate(result, f"the same address was captured more than once; the capture{when} is kept")


def _other_address(report: Report, kept: str) -> bytes:
    return _duplicate(
        report, f"another address of the page kept as {kept}: the same canonical address, the same answers"
    )


def _duplicate(report: Report, message: str) -> bytes:
    return encode(Skipped(subject=report.subject, reason=SkipReason.DUPLICATE, message=message))
