"""Results into the journal, in source order, with duplicate captures set aside."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from auditor.model import Report, Skipped, SkipReason
from auditor.report.json_v1 import decode, encode

if TYPE_CHECKING:
    from auditor.scan.plan import Finished, Step
    from auditor.stores.journal import Entry, Journal


def collect(journal: Journal, step: Step, finished: Finished) -> None:
    """Make the results of one unit permanent, all or none."""
    journal.begin()
    for entry in finished.entries:
        _add(journal, entry)
    journal.pass_over(finished.passed)
    journal.commit(step.number + 1, step.plan)


def _add(journal: Journal, entry: Entry) -> None:
    """Of several reports on one URI the latest capture is kept; of equally late ones the last in the source."""
    kept = journal.kept(entry.uri) if entry.outcome == "report" else None
    if kept is None:
        journal.add(entry)
        return
    number, captured_at = kept
    if (entry.captured_at or "") >= (captured_at or ""):
        journal.demote(number, _duplicate(journal.document(number), entry.captured_at))
        journal.add(entry)
    else:
        document = _duplicate(entry.document, captured_at)
        journal.add(
            msgspec.structs.replace(
                entry, outcome="duplicate", reason="duplicate", key=None, document=document
            )
        )


def _duplicate(document: bytes, kept: str | None) -> bytes:
    result = decode(document)
    if not isinstance(result, Report):
        return document
    when = f" of {kept}" if kept else ""
    message = f"the same address was captured more than once; the capture{when} is kept"
    return encode(Skipped(subject=result.subject, reason=SkipReason.DUPLICATE, message=message))
