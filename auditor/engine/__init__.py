"""Rules -> evidence and findings; pure once the rules are loaded.

- `load_ruleset(user_dirs=(), *, core=RULES) -> Ruleset` reads the core pack and a user's own; raises `RuleError`.
- `detect(page, ruleset, found=()) -> tuple[Evidence, ...]`, in reading order; `found` comes from plugin checks.
- `run_checks(page) -> (tuple[Evidence, ...], tuple[Limit, ...])` runs the plugin checks that are installed.
- `choose_profiles(language, host, evidence, ruleset) -> tuple[str, ...]` where nobody named profiles.
- `assess(*, subject, evidence, conclusions, coverage, prediction, ruleset, profiles) -> tuple[Finding, ...]`.
- `cards_of(page, ruleset) -> tuple[Card, ...] | None`: the teasers of a listing page with their labels.
- `explain(page, ruleset) -> tuple[Explained, ...]`: every rule and why it fired or did not.

A page is anything with the attributes of `view.PageView`.
"""

from auditor.engine.assess import assess
from auditor.engine.cards import cards_of
from auditor.engine.checks import run_checks
from auditor.engine.detect import detect
from auditor.engine.explain import Explained, explain
from auditor.engine.load import load_ruleset
from auditor.engine.profiles import choose_profiles
from auditor.engine.ruleset import Ruleset

__all__ = [
    "Explained",
    "Ruleset",
    "assess",
    "cards_of",
    "choose_profiles",
    "detect",
    "explain",
    "load_ruleset",
    "run_checks",
]
