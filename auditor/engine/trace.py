"""How far each rule got on a page, for `--explain`."""

from __future__ import annotations

from enum import IntEnum

from auditor.engine.detect_rule import DetectRule


class Stage(IntEnum):
    """The steps of a rule in the order in which they are taken."""

    WHERE = 1
    PATTERN = 2
    EDGE = 3
    UNLESS = 4
    FIRED = 5


class Trace:
    """Remembers per rule the furthest stage, which clause stopped it there, and on which words."""

    def __init__(self) -> None:
        self.furthest: dict[str, tuple[Stage, str, str]] = {}

    def note(self, rule: DetectRule, stage: Stage, clause: str, words: str) -> None:
        """Record a stop, unless the rule got further elsewhere on the page."""
        known = self.furthest.get(rule.id)
        if known is None or known[0] < stage:
            self.furthest[rule.id] = (stage, clause, words)
