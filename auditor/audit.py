"""The whole pipeline: capture -> page -> evidence -> conclusions -> prediction -> findings -> report."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from msgspec import UNSET, UnsetType
from msgspec.structs import replace

from auditor import __version__
from auditor.conclude import conclude, suspect
from auditor.data import RULES
from auditor.engine import (
    Explained,
    Ruleset,
    assess,
    cards_of,
    choose_profiles,
    detect,
    explain,
    load_ruleset,
    run_checks,
)
from auditor.engine.assert_rule import AssertExample, AssertRule
from auditor.errors import RuleError
from auditor.model import (
    Agency,
    AuditInfo,
    Capture,
    Card,
    Conclusions,
    Coverage,
    Evidence,
    Extent,
    Finding,
    Limit,
    MapStretch,
    ModelRef,
    Report,
    Skipped,
    SkipReason,
    Subject,
)  # fmt: skip
from auditor.page.page import Page, read_page
from auditor.page.subject import subject_of
from auditor.page.walls import skip_reason

if TYPE_CHECKING:
    from auditor.classify.classifier import Classifier
    from auditor.classify.features import Excerpt


CHUNK = 8
"""Pages that are read before they are classified and judged together, for what that needs then stays at hand."""


class _Draft(NamedTuple):
    """All of a report that needs the page, and what the classifier reads of it."""

    subject: Subject
    evidence: tuple[Evidence, ...]
    conclusions: Conclusions
    coverage: Coverage
    profiles: tuple[str, ...]
    cards: tuple[Card, ...] | UnsetType
    excerpt: Excerpt | None


class Auditor:
    """Audits captures; made once, used for any number of them.

        auditor = Auditor(profiles=["us"])
        for report in auditor.audit_many(open_source("export.xml").captures()):
            ...

    `profiles` are ids of standards profiles (none: chosen from each page's language and host). `rules` are folders
    with further packs. `model` is a model file, True for the one that is shipped, False for none. Raises RuleError
    where any of them cannot be used.
    """

    def __init__(
        self,
        *,
        profiles: Sequence[str] = (),
        rules: Sequence[Path | str] = (),
        model: bool | Path | str = True,
    ) -> None:
        self.ruleset = _ruleset(tuple(str(folder) for folder in rules))
        self.profiles = tuple(profiles)
        for name in self.profiles:
            if name not in self.ruleset.profiles:
                raise RuleError(
                    f"there is no profile “{name}”; there are {', '.join(sorted(self.ruleset.profiles))}"
                )
        self.classifier = _classifier(model)
        self.agencies = {
            entry.id: Agency(id=entry.id, name=entry.name, kind=entry.kind)
            for entry in self.ruleset.lexicons["agencies"].entries
        }
        self.info = AuditInfo(
            tool=f"auditor {__version__}",
            packs=self.ruleset.packs,
            model=ModelRef(id=self.classifier.id, digest=self.classifier.digest) if self.classifier else None,
            profile=self.profiles,
        )

    def audit(self, capture: Capture) -> Report | Skipped:
        """Audit one capture."""
        return next(self.audit_many((capture,)))

    def audit_many(self, captures: Iterable[Capture | Skipped]) -> Iterator[Report | Skipped]:
        """Audit captures in order, one page in memory at a time; up to eight captures are taken before their reports come.

        A report is the same alone and among others. What a source already skipped passes through, so that nothing
        is lost; what came before an input that raises is handed over first.
        """
        for chunk in self._chunks(captures):
            for read in chunk:
                yield read if isinstance(read, Skipped) else self._report(read)

    def explain(self, capture: Capture) -> tuple[Explained, ...]:
        """Every rule that was looked at for a capture, and why it did or did not fire."""
        return explain(read_page(capture), self.ruleset)

    def _chunks(self, captures: Iterable[Capture | Skipped]) -> Iterator[list[_Draft | Skipped]]:
        chunk: list[_Draft | Skipped] = []
        try:
            for item in captures:
                chunk.append(item if isinstance(item, Skipped) else self._read(item))
                if len(chunk) == CHUNK:
                    yield chunk
                    chunk = []
        except Exception:
            yield chunk
            raise
        yield chunk

    def _read(self, capture: Capture) -> _Draft | Skipped:
        """Everything that needs the page, which is let go afterwards."""
        try:
            page = read_page(capture)
            reason = skip_reason(page)
            return self._draft(page) if reason is None else _skipped(capture, *reason)
        except RecursionError:
            return _skipped(capture, SkipReason.MALFORMED, "the page is nested too deeply to be read")
        except MemoryError:
            return _skipped(capture, SkipReason.TOO_LARGE, "the page needs more memory than there is")

    def _draft(self, page: Page) -> _Draft:
        found, limits = run_checks(page)
        subject, evidence = subject_of(page), detect(page, self.ruleset, found)
        cards = cards_of(page, self.ruleset)
        return _Draft(
            subject=subject,
            evidence=evidence,
            conclusions=conclude(page, subject, evidence, self.agencies),
            coverage=_coverage(page, self.ruleset, limits),
            profiles=self.profiles or choose_profiles(page.language, page.host, evidence, self.ruleset),
            cards=UNSET if cards is None else cards,
            excerpt=self.classifier.excerpt_of(page) if self.classifier else None,
        )

    def _report(self, draft: _Draft) -> Report:
        """What is predicted and drawn from a draft; no page is needed."""
        conclusions, prediction = draft.conclusions, None
        if self.classifier and draft.excerpt:
            prediction = self.classifier.predict_excerpt(draft.excerpt)
            conclusions = suspect(
                conclusions, draft.subject, draft.evidence, prediction, self.classifier.suspect_threshold
            )
        findings = assess(
            subject=draft.subject, evidence=draft.evidence, conclusions=conclusions, coverage=draft.coverage,
            prediction=prediction, ruleset=self.ruleset, profiles=draft.profiles,
        )  # fmt: skip
        return Report(
            subject=draft.subject,
            audit=replace(self.info, profile=draft.profiles),
            coverage=draft.coverage,
            conclusions=conclusions,
            classification=prediction,
            findings=findings,
            evidence=draft.evidence,
            cards=draft.cards,
        )


@lru_cache(maxsize=4)
def _ruleset(folders: tuple[str, ...]) -> Ruleset:
    return load_ruleset(tuple(Path(folder) for folder in folders))


def _classifier(model: bool | Path | str) -> Classifier | None:
    if model is False or not (RULES / "model").is_dir():
        return None
    from auditor.classify.classifier import load_classifier

    return load_classifier(None if model is True else Path(model))


def _coverage(page: Page, ruleset: Ruleset, limits: tuple[Limit, ...]) -> Coverage:
    zones: dict[str, int] = {}
    stretches: list[MapStretch] = []
    for zone, group in groupby(page.blocks, key=attrgetter("zone")):
        blocks = tuple(group)
        name = str(zone)
        zones[name] = zones.get(name, 0) + len(blocks)
        characters = sum([len(block.text) for block in blocks])
        stretches.append(
            MapStretch(zone=zone, first=blocks[0].index, blocks=len(blocks), characters=characters)
        )
    covered = page.language is None or page.language in ruleset.languages
    limits = (*page.limits, *limits) if covered else (*page.limits, *limits, Limit.LANGUAGE_NOT_COVERED)
    return Coverage(zones=zones, language_covered=covered, limits=limits, map=tuple(stretches))


def _skipped(capture: Capture, reason: SkipReason, message: str) -> Skipped:
    return Skipped(subject=Subject.unread(capture), reason=reason, message=message)


def example_finding(
    rules: Sequence[Path | str] = (),
) -> Callable[[AssertExample, AssertRule], Finding | None]:
    """How the example of an assert rule comes out: its page through the whole audit, without the classifier.

    An example without a profile is audited under the first one that has the rule in force.
    """

    def audit(example: AssertExample, rule: AssertRule) -> Finding | None:
        profiles = _ruleset(tuple(str(folder) for folder in rules)).profiles
        name = example.profile or next(
            (profile.profile for profile in profiles.values() if profile.asks_for(rule.id)), None
        )
        if name is None:
            raise RuleError(f"no profile has {rule.id} in force; add it to one")
        extent = example.extent or (Extent.TEXT if example.text else Extent.PAGE)
        body = (example.html or example.text or "").encode()
        capture = Capture(uri=example.url or "https://news.example/article", body=body, extent=extent)
        report = Auditor(profiles=(name,), rules=rules, model=False).audit(capture)
        if isinstance(report, Skipped):
            return None
        return next((finding for finding in report.findings if finding.rule == rule.id), None)

    return audit
