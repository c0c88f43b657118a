"""Why each rule fired on a page or did not, for `auditor page --explain`."""

from __future__ import annotations

from msgspec import Struct

from auditor.engine.detect import index_of, runs_for, search
from auditor.engine.evidence import arrange
from auditor.engine.ruleset import Ruleset
from auditor.engine.trace import Stage, Trace
from auditor.engine.view import PageView


class Explained(Struct, frozen=True, kw_only=True):
    """One rule on one page.

    `reason` is one of: fired, overlapped, language, no-anchor, where, no-match, edge, unless. `clause` names the key
    that stopped it, `words` the text it stopped at, or that it found.
    """

    rule: str
    title: str
    reason: str
    count: int = 0
    clause: str | None = None
    words: str | None = None


_REASONS = {
    Stage.WHERE: "where",
    Stage.PATTERN: "no-match",
    Stage.EDGE: "edge",
    Stage.UNLESS: "unless",
    Stage.FIRED: "overlapped",
}


def explain(page: PageView, ruleset: Ruleset) -> tuple[Explained, ...]:
    """Every detect rule, by id, with what it found or the furthest point it got to."""
    rules = [rule for rule in ruleset.detects if runs_for(rule, page.language)]
    trace = Trace()
    evidence = arrange(page, search(page, index_of(rules, ruleset), trace))
    running = {rule.id for rule in rules}
    out: list[Explained] = []
    for rule in ruleset.detects:
        found = [each for each in evidence if each.rule == rule.id]
        stopped = trace.furthest.get(rule.id)
        if found:
            words = found[0].quote.exact or found[0].link
            out.append(
                Explained(rule=rule.id, title=rule.title, reason="fired", count=len(found), words=words)
            )
        elif rule.id not in running:
            out.append(Explained(rule=rule.id, title=rule.title, reason="language", clause="languages"))
        elif stopped is not None:
            out.append(
                Explained(
                    rule=rule.id,
                    title=rule.title,
                    reason=_REASONS[stopped[0]],
                    clause=stopped[1],
                    words=stopped[2][:120],
                )
            )
        else:
            out.append(Explained(rule=rule.id, title=rule.title, reason="no-anchor"))
    return tuple(out)
