"""The whole pipeline: capture -> page -> evidence -> prediction -> conclusions -> findings -> report."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import NamedTuple, cast

from msgspec import UNSET

from auditor import __version__
from auditor.conclude import conclude
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
    Coverage,
    Evidence,
    Extent,
    Finding,
    Limit,
    MapStretch,
    ModelRef,
    PackRef,
    Report,
    Skipped,
    SkipReason,
    Subject,
)  # fmt: skip
from auditor.page.page import Page, read_page
from auditor.page.subject import subject_of
from auditor.page.walls import skip_reason


class _Observed(NamedTuple):
    page: Page
    subject: Subject
    evidence: tuple[Evidence, ...]
    limits: tuple[Limit, ...]


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
        self._packs = tuple(
            PackRef(id=pack.id, version=pack.version, digest=pack.digest) for pack in self.ruleset.packs
        )

    def audit(self, capture: Capture) -> Report | Skipped:
        """Audit one capture."""
        observed = self._observe(capture)
        return observed if isinstance(observed, Skipped) else self._report(observed)

    def audit_many(self, captures: Iterable[Capture | Skipped]) -> Iterator[Report | Skipped]:
        """Audit captures in order, one page in memory at a time.

        What a source already skipped passes through, so that nothing is lost.
        """
        for item in captures:
            yield item if isinstance(item, Skipped) else self.audit(item)

    def explain(self, capture: Capture) -> tuple[Explained, ...]:
        """Every rule that was looked at for a capture, and why it did or did not fire."""
        return explain(read_page(capture), self.ruleset)

    def _observe(self, capture: Capture) -> _Observed | Skipped:
        try:
            page = read_page(capture)
            reason = skip_reason(page)
            if reason is not None:
                return _skipped(capture, *reason)
            found, limits = run_checks(page)
            return _Observed(page, subject_of(page), detect(page, self.ruleset, found), limits)
        except RecursionError:
            return _skipped(capture, SkipReason.MALFORMED, "the page is nested too deeply to be read")
        except MemoryError:
            return _skipped(capture, SkipReason.TOO_LARGE, "the page needs more memory than there is")

    def _report(self, item: _Observed) -> Report | Skipped:
        page, subject, evidence, limits = item
        try:
            prediction = self.classifier.predict_pages((page,))[0] if self.classifier else None
            conclusions = conclude(
                page,
                subject,
                evidence,
                prediction,
                self.agencies,
                self.classifier and self.classifier.suspect_threshold,
            )
            profiles = self.profiles or choose_profiles(page.language, page.host, evidence, self.ruleset)
            coverage = _coverage(page, self.ruleset, limits)
            cards = cards_of(page, self.ruleset)
            findings = assess(
                subject=subject, evidence=evidence, conclusions=conclusions, coverage=coverage, prediction=prediction,
                ruleset=self.ruleset, profiles=profiles,
            )  # fmt: skip
        except RecursionError:
            return _skipped(page.capture, SkipReason.MALFORMED, "the page is nested too deeply to be read")
        return Report(
            subject=subject,
            audit=AuditInfo(
                tool=f"auditor {__version__}",
                packs=self._packs,
                model=ModelRef(id=self.classifier.id, digest=self.classifier.digest)
                if self.classifier
                else None,
                profile=tuple(profiles),
            ),
            coverage=coverage,
            conclusions=conclusions,
            classification=prediction,
            findings=findings,
            evidence=evidence,
            cards=UNSET if cards is None else cards,
        )


@lru_cache(maxsize=4)
def _ruleset(folders: tuple[str, ...]) -> Ruleset:
    return load_ruleset(tuple(Path(folder) for folder in folders))


def _classifier(model: bool | Path | str):  # type: ignore[no-untyped-def]  # noqa: ANN202
    if model is False or not (RULES / "model").is_dir():
        return None
    from auditor.classify.classifier import load_classifier

    return load_classifier(None if model is True else Path(model))


def _languages(ruleset: Ruleset) -> frozenset[str]:
    """The languages that any rule is written for; remembered with the rules."""
    known = ruleset.indexes.get("covered")
    if known is None:
        known = frozenset(name for rule in ruleset.detects for name in rule.languages)
        ruleset.indexes["covered"] = known
    return cast("frozenset[str]", known)


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
    covered = page.language is None or page.language in _languages(ruleset)
    limits = (*page.limits, *limits) if covered else (*page.limits, *limits, Limit.LANGUAGE_NOT_COVERED)
    return Coverage(zones=zones, language_covered=covered, limits=limits, map=tuple(stretches))


def _skipped(capture: Capture, reason: SkipReason, message: str) -> Skipped:
    return Skipped(
        subject=Subject(
            uri=capture.uri, final_uri=capture.final_uri, captured_at=capture.captured_at, content_sha256=capture.sha256,
            extent=capture.extent, source=capture.source,
        ),
        reason=reason,
        message=message,
    )  # fmt: skip


def example_finding(
    rules: Sequence[Path | str] = (),
) -> Callable[[AssertExample, AssertRule], Finding | None]:
    """How the example of an assert rule comes out: its page through the whole audit, without the classifier.

    An example without a profile is audited under the first one that has the rule in force.
    """

    def audit(example: AssertExample, rule: AssertRule) -> Finding | None:
        profiles = _ruleset(tuple(str(folder) for folder in rules)).profiles
        name = example.profile or next(
            (p.profile for p in profiles.values() if rule.id in p.asserts or "*" in p.asserts), None
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
