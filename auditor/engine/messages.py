"""What a finding says: the text of its rule for an outcome and reason, with the words of the evidence in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from auditor.engine.assert_rule import AssertRule
from auditor.model import Evidence, Outcome, Subject
from auditor.page.address import authority_and_path

SLOTS = frozenset(
    ("quote", "count", "n", "place", "zone", "agency", "word", "sponsor", "network", "source", "publisher")
)
"""What a message can name besides signals: `{affiliate.link}` gives the words of the first such evidence."""

_SLOT = re.compile(r"\{([a-z][a-z_.-]*)(?::([^{}|]*)\|([^{}|]*))?\}")
_LONGEST = 120
_KEYS = {
    Outcome.PASS: "pass_",
    Outcome.FAIL: "fail",
    Outcome.NEEDS_REVIEW: "needs_review",
    Outcome.NOT_APPLICABLE: "not_applicable",
}


def slots_of(text: str) -> Iterator[str]:
    """The names of the placeholders in a message."""
    return (found[1] for found in _SLOT.finditer(text))


def message_of(
    rule: AssertRule, outcome: Outcome, reason: str | None, evidence: Sequence[Evidence], subject: Subject
) -> str:
    """The rule's text for an outcome and reason.

    `{count:link|links}` writes the number with the word that goes with it, `{n:carries|carry}` the word alone.
    """
    messages = rule.messages
    texts = getattr(messages, _KEYS[outcome])
    if isinstance(texts, dict):
        texts = texts.get(reason or "") or texts.get("default") or next(iter(texts.values()), "")
    if "{" not in texts:
        return str(texts)
    distinct = tuple({each.id: each for each in evidence}.values())
    return _SLOT.sub(lambda found: _filled(found, distinct, subject), texts)


def _filled(found: re.Match[str], evidence: Sequence[Evidence], subject: Subject) -> str:
    name, one, many = found.groups()
    if name in ("count", "n"):
        amount = sum(each.signal == evidence[0].signal for each in evidence) if evidence else 0
        word = "" if one is None else one if amount == 1 else many
        return word if name == "n" else f"{amount} {word}".rstrip()
    if name == "publisher":
        return subject.site_name or subject.publisher or "…"
    return next((words for each in evidence if (words := _words(name, each))), "…")


def _words(name: str, evidence: Evidence) -> str | None:
    """What one piece of evidence can say for a placeholder."""
    if name in ("quote", evidence.signal):
        return clipped(evidence.quote.exact) or _address(evidence.link)
    if name in ("place", "zone"):
        return str(getattr(evidence, name).value)
    return evidence.properties.get(name)


def clipped(text: str) -> str:
    """A text cut at a word's end where it is longer than a message can hold."""
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST].rsplit(' ', 1)[0].rstrip(' ,;:–-')} …"


def _address(link: str | None) -> str | None:
    """Host and path of a link that has no words of its own, such as a picture's."""
    if link is None:
        return None
    return clipped("".join(authority_and_path(link)).rstrip("/")) or None
