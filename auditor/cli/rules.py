"""`auditor rules`: list, show, lint, test and document the rules."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from auditor.cli.apps import new_app
from auditor.cli.options import Packs

if TYPE_CHECKING:
    from auditor.engine.ruleset import Ruleset

app = new_app("List, explain, lint, test and document the rules.")


def _load(rules: list[Path] | None) -> Ruleset:
    from auditor.engine.load import load_ruleset

    return load_ruleset(rules or ())


@app.command("list")
def list_rules(rules: Packs = None) -> None:
    """List every rule: id, kind, status, languages, title."""
    from auditor.engine.detect_rule import DetectRule

    ruleset = _load(rules)
    width = max((len(name) for name in ruleset.rules), default=0)
    for rule in ruleset.rules.values():
        kind = "detect" if isinstance(rule, DetectRule) else "assert"
        sys.stdout.write(
            f"{rule.id:{width}}  {kind}  {rule.status:12}  {','.join(rule.languages):8}  {rule.title}\n"
        )


@app.command()
def show(rule_id: Annotated[str, typer.Argument(metavar="ID")], rules: Packs = None) -> None:
    """Print one rule as a page for people."""
    from auditor.engine.docs import rule_page
    from auditor.errors import UsageError

    ruleset = _load(rules)
    rule = ruleset.rules.get(rule_id)
    if rule is None:
        raise UsageError(f"there is no rule “{rule_id}”; auditor rules list shows them")
    sys.stdout.write(rule_page(rule, ruleset))


@app.command()
def lint(rules: Packs = None) -> None:
    """Check every file of the packs; each problem is one line with file, line and key."""
    from auditor.engine.lint import lint as lint_packs

    problems = lint_packs(rules or ())
    for problem in problems:
        sys.stdout.write(f"{problem}\n")
    sys.stderr.write(f"{len(problems)} problem(s)\n" if problems else "no problems\n")
    raise typer.Exit(2 if problems else 0)


@app.command("test")
def run_tests(
    ids: Annotated[
        list[str] | None, typer.Argument(metavar="[ID]...", help="Rules to test; all if none.")
    ] = None,
    rules: Packs = None,
) -> None:
    """Run the examples of the rules, and prove that each clause of a rule is needed."""
    from auditor.audit import example_finding
    from auditor.engine.examples import run_examples
    from auditor.errors import UsageError

    ruleset = _load(rules)
    unknown = [name for name in ids or () if name not in ruleset.rules]
    if unknown:
        raise UsageError(f"there is no rule “{unknown[0]}”; auditor rules list shows them")
    tested = failed = 0
    audit = example_finding(rules or ())
    for _, problems in run_examples(ruleset, ids or (), audit):
        tested += 1
        failed += bool(problems)
        for problem in problems:
            sys.stdout.write(f"{problem}\n")
    sys.stderr.write(f"{tested} rule(s) tested, {failed} failed\n")
    raise typer.Exit(2 if failed else 0)


@app.command()
def docs(
    output: Annotated[
        Path | None, typer.Option(help="The folder to write the pages to; printed if left out.")
    ] = None,
    check: Annotated[bool, typer.Option("--check", help="Only say whether the folder is in step.")] = False,
    rules: Packs = None,
) -> None:
    """Write rules, lexicons, standards and profiles as Markdown pages that a lawyer can read."""
    from auditor.engine.docs import MARK, pages
    from auditor.errors import UsageError

    made = pages(_load(rules))
    if output is None:
        if check:
            raise UsageError("--check needs --output DIR: the folder that should be in step")
        sys.stdout.write("\n".join(made.values()))
        return
    # Only pages that were generated are looked at or removed; a person's own notes may lie beside them.
    found = {path.name: path.read_text(encoding="utf-8") for path in sorted(output.glob("*.md"))}
    found = {name: text for name, text in found.items() if text.rstrip().endswith(MARK)}
    if check:
        stale = sorted(name for name in {*made, *found} if made.get(name) != found.get(name))
        for name in stale:
            sys.stderr.write(
                f"{output / name}: not what the rules say; run auditor rules docs --output {output}\n"
            )
        raise typer.Exit(2 if stale else 0)
    output.mkdir(parents=True, exist_ok=True)
    for name in found.keys() - made.keys():
        (output / name).unlink()
    for name, text in made.items():
        (output / name).write_text(text, encoding="utf-8")
