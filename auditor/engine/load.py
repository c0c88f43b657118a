"""The rules ready for use: read from the packs, and refused where something in them cannot run."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from auditor.data import RULES
from auditor.engine.packs import read_packs
from auditor.engine.ruleset import Ruleset


def load_ruleset(user_dirs: Sequence[Path | str] = (), *, core: Path | None = RULES) -> Ruleset:
    """Load the core pack and the user's packs; the first thing that is wrong is raised as a `RuleError`."""
    ruleset, problems = read_packs(user_dirs, core=core)
    if problems:
        raise problems[0]
    if user_dirs:
        # The core pack went through lint before it was shipped; what a user wrote may not have.
        from auditor.engine.lint import unusable

        problem = next(unusable(ruleset, user_dirs), None)
        if problem is not None:
            raise problem
    return ruleset
