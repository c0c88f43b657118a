"""Findings as JUnit XML, for build servers: a suite is a page, a case is a check.

A failed check is a failure, one for a person to look at is skipped with the reason, a page that could not be
audited is an error. What does not apply is left out.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from auditor.model import Outcome, Report
from auditor.report.wording import SKIPS, told_once, where

if TYPE_CHECKING:
    from collections.abc import Iterable

    from auditor.model import Finding, Skipped

# What XML 1.0 cannot hold, not even escaped.
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_QUOTE = 200


def render(results: Iterable[Report | Skipped]) -> bytes:
    """Write all pages as one document."""
    suites = ET.Element("testsuites")
    for result in results:
        suites.append(_suite(result))
    ET.indent(suites)
    document: bytes = ET.tostring(suites, encoding="utf-8", xml_declaration=True)
    return document + b"\n"


def _suite(result: Report | Skipped) -> ET.Element:
    page = _text(result.subject.final_uri or result.subject.uri)
    cases = _cases(result, page) if isinstance(result, Report) else [_unread(result, page)]
    suite = ET.Element("testsuite", name=page, tests=str(len(cases)))
    for name, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        suite.set(name, str(sum(case.find(tag) is not None for case in cases)))
    suite.extend(cases)
    return suite


def _cases(report: Report, page: str) -> list[ET.Element]:
    return [
        _case(report, finding, page)
        for finding in report.findings
        if finding.outcome is not Outcome.NOT_APPLICABLE
    ]


def _case(report: Report, finding: Finding, page: str) -> ET.Element:
    case = ET.Element("testcase", name=_text(finding.rule), classname=page)
    tag = {Outcome.FAIL: "failure", Outcome.NEEDS_REVIEW: "skipped", Outcome.ERROR: "error"}.get(
        finding.outcome
    )
    if tag is None:
        return case
    told = ET.SubElement(case, tag, message=_text(finding.message))
    if finding.outcome is Outcome.NEEDS_REVIEW:
        told.set("message", _text(f"Needs review: {finding.message}"))
    else:
        told.set("type", _text(finding.reason or finding.outcome))
    quotes = [
        f"“{item.quote.exact[:_QUOTE] or '(no words)'}” ({where(item)})"
        for item in told_once(item for item in report.evidence if item.id in finding.evidence)
    ]
    standards = [f"{ref.id} {ref.clause or ''}".strip() for ref in finding.standards]
    lines = [*quotes, *(["Standards: " + "; ".join(standards)] if standards else [])]
    lines += [f"Fix: {finding.fix}"] if finding.fix else []
    told.text = _text("\n".join(lines)) or None
    return case


def _unread(skipped: Skipped, page: str) -> ET.Element:
    case = ET.Element("testcase", name="audited", classname=page)
    ET.SubElement(
        case, "error", message=_text(f"{SKIPS[skipped.reason]}: {skipped.message}"), type=skipped.reason
    )
    return case


def _text(text: str) -> str:
    return _FORBIDDEN.sub("\ufffd", text)
