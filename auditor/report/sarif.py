"""Findings as SARIF 2.1.0 (OASIS), for code scanning, editors and dashboards.

A failed check is a result with a level, one for a person to look at is of kind `review`. What passed and what
does not apply is left out, because consumers count every result as an alert. Pages that could not be audited are
notifications of the run, which then was not successful.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import msgspec

from auditor.model import Outcome, Report, Severity
from auditor.report.json_v1 import decode, encode
from auditor.report.wording import SKIPS, where

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from auditor.engine.knowledge import Standard
    from auditor.engine.ruleset import Ruleset
    from auditor.model import Evidence, Finding, Skipped, StandardRef, Subject

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {
    Severity.CRITICAL: "error",
    Severity.SERIOUS: "error",
    Severity.MINOR: "warning",
    Severity.INFO: "note",
}
_KINDS = {Outcome.FAIL: "fail", Outcome.NEEDS_REVIEW: "review"}
_QUOTE = 200
_RELATED = 20
# In a SARIF message, braces hold arguments and [words](target) is a link (3.11.5, 3.11.6).
_BRACES = str.maketrans({"{": "{{", "}": "}}"})
_LINK = re.compile(r"\](?=\()")
_SAFE = "/:?#[]@!$&'()*+,;=%-._~"


def render(results: Iterable[Report | Skipped], ruleset: Ruleset | None = None) -> bytes:
    """Write one SARIF log with one run. `ruleset` tells of the rules; the shipped one by default."""
    log = _Log(ruleset if ruleset is not None else _shipped())
    for result in results:
        # A round trip replaces half surrogate pairs, which no encoding can carry.
        log.add(decode(encode(result)))
    return msgspec.json.format(msgspec.json.encode(log.document()), indent=1) + b"\n"


def _shipped() -> Ruleset:
    from auditor.engine.load import load_ruleset

    return load_ruleset()


class _Log:
    """Gathers the parts of a log; rules and artifacts are listed once and referred to by number."""

    def __init__(self, ruleset: Ruleset) -> None:
        self.ruleset = ruleset
        self.tool = ""
        self.profiles: dict[str, None] = {}
        self.rules: dict[str, dict[str, Any]] = {}
        self.artifacts: list[dict[str, Any]] = []
        self._numbers: dict[bytes, int] = {}
        self.results: list[dict[str, Any]] = []
        self.notifications: list[dict[str, Any]] = []

    def add(self, result: Report | Skipped) -> None:
        """Take in one page."""
        location = self._artifact(result.subject)
        if not isinstance(result, Report):
            words = f"Not audited, {SKIPS[result.reason]}: {result.message}"
            self._notify(result.reason, words, location)
            return
        self.tool = self.tool or result.audit.tool
        self.profiles |= dict.fromkeys(result.audit.profile)
        evidence = {item.id: item for item in result.evidence}
        for finding in result.findings:
            if finding.outcome is Outcome.ERROR:
                self._notify(finding.rule, finding.message, location)
            elif finding.outcome in _KINDS:
                quoted = [evidence[id_] for id_ in finding.evidence if id_ in evidence]
                self.results.append(self._result(finding, quoted, location))

    def _artifact(self, subject: Subject) -> dict[str, Any]:
        """List the page and point to it; the same page read twice is one artifact, as the schema wants it."""
        artifact = {
            "location": {"uri": _address(subject)},
            "hashes": {"sha-256": subject.content_sha256},
            "properties": _known({"title": subject.title, "language": subject.language}),
        }
        number = self._numbers.setdefault(msgspec.json.encode(artifact), len(self.artifacts))
        if number == len(self.artifacts):
            self.artifacts.append(artifact)
        return {"uri": _address(subject), "index": number}

    def _notify(self, name: str, words: str, location: Mapping[str, Any]) -> None:
        self.notifications.append(
            {
                "level": "error",
                "descriptor": {"id": name},
                "message": {"text": _message(words)},
                "locations": [{"physicalLocation": {"artifactLocation": dict(location)}}],
            }
        )

    def _result(
        self, finding: Finding, quoted: list[Evidence], location: Mapping[str, Any]
    ) -> dict[str, Any]:
        if finding.rule not in self.rules:
            self.rules[finding.rule] = _descriptor(finding, self.ruleset)
        fails = finding.outcome is Outcome.FAIL
        first = quoted[0].css if quoted else None
        return {
            "ruleId": finding.rule,
            "ruleIndex": list(self.rules).index(finding.rule),
            "kind": _KINDS[finding.outcome],
            "level": _LEVELS[finding.severity] if fails else "none",
            "message": {"text": _message(_told(finding, quoted))},
            "locations": [_place(location, first)],
            "relatedLocations": [
                {"id": number, "message": {"text": _message(_quoted(item))}} | _place(location, item.css)
                for number, item in enumerate(quoted[:_RELATED], 1)
            ],
            "partialFingerprints": {"finding/v1": finding.fingerprint or finding.rule},
            "properties": _known(
                {
                    "outcome": finding.outcome,
                    "severity": finding.severity,
                    "modality": finding.modality,
                    "reason": finding.reason,
                    "ruleVersion": finding.version,
                    "standards": [_cited(ref) for ref in finding.standards],
                    "fix": finding.fix,
                }
            ),
        }

    def document(self) -> dict[str, Any]:
        """The whole log."""
        name, _, version = (self.tool or "auditor").partition(" ")
        driver = {"name": name, "rules": list(self.rules.values())} | (
            {"version": version} if version else {}
        )
        run = {
            "tool": {"driver": driver},
            "invocations": [
                {
                    "executionSuccessful": not self.notifications,
                    "toolExecutionNotifications": self.notifications,
                }
            ],
            "artifacts": self.artifacts,
            "results": self.results,
            "columnKind": "unicodeCodePoints",
            "properties": {"profiles": list(self.profiles)},
        }
        return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _descriptor(finding: Finding, ruleset: Ruleset) -> dict[str, Any]:
    """What a rule is about, and what the standards ask that it rests on."""
    rule = ruleset.rules.get(finding.rule)
    used = [(_cited(ref), ruleset.standards.get(ref.id)) for ref in finding.standards]
    why = rule.why if rule else finding.message
    lines = [why, *(_asked(cited, standard) for cited, standard in used)]
    addresses = (standard.url for _, standard in used if standard is not None and standard.url)
    return _known(
        {
            "id": finding.rule,
            "shortDescription": {"text": _message(rule.title if rule else finding.rule)},
            "fullDescription": {"text": _message(why)},
            "help": {"text": _message("\n\n".join(line for line in lines if line))},
            "helpUri": next((quote(url, safe=_SAFE) for url in addresses), None),
            "defaultConfiguration": {"level": _LEVELS[finding.severity]},
            "properties": {"tags": list(dict.fromkeys(cited for cited, _ in used))},
        }
    )


def _asked(cited: str, standard: Standard | None) -> str:
    if standard is None:
        return cited
    doubt = "" if standard.verified else " (from general knowledge; read the text before you rely on it)"
    return f"{cited}, {standard.title}{doubt}: {standard.asks}"


def _cited(ref: StandardRef) -> str:
    return f"{ref.id}, {ref.clause}" if ref.clause else ref.id


def _told(finding: Finding, quoted: list[Evidence]) -> str:
    words = "; ".join(_quoted(item) for item in quoted[:3])
    return f"{finding.message} {words}" if words and finding.message else finding.message or words


def _quoted(item: Evidence) -> str:
    exact = item.quote.exact if len(item.quote.exact) <= _QUOTE else item.quote.exact[:_QUOTE] + "…"
    return f"“{exact}” ({where(item)})"


def _place(location: Mapping[str, Any], css: str | None) -> dict[str, Any]:
    # Consumers ask for a line; a page is one document, and the CSS path says where in it.
    place: dict[str, Any] = {
        "physicalLocation": {"artifactLocation": dict(location), "region": {"startLine": 1}}
    }
    if css:
        place["logicalLocations"] = [{"fullyQualifiedName": css, "kind": "element"}]
    return place


def _address(subject: Subject) -> str:
    """A file as it was given, so that code scanning finds it, else the page's address."""
    if subject.source.kind in ("file", "folder") and subject.source.path:
        return quote(subject.source.path, safe="/-._~")
    return quote(subject.final_uri or subject.uri, safe=_SAFE)


def _message(text: str) -> str:
    return _LINK.sub(r"\\]", text.translate(_BRACES)) or "(no words)"


def _known(values: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value is not None}
