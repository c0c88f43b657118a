"""Packs on disk -> a `Ruleset`: the core pack and any number of a user's own folders.

A pack is a folder of YAML files: `pack.yaml`, `standards.yaml`, `lexicons/`, `profiles/`, and one file per rule
whose id equals its path. The same data gives the same digest on any machine.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from auditor.data import RULES
from auditor.engine.assert_rule import AssertRule
from auditor.engine.detect_rule import DetectRule
from auditor.engine.document import SHAPES, Document, Rule, schema_problems
from auditor.engine.forms import Alphabet
from auditor.engine.knowledge import Lexicon, Pack, Profile, Standard
from auditor.engine.parts import Parts
from auditor.engine.shapes import Status
from auditor.errors import RuleError
from auditor.model import PackRef

ENGINE = 1
"""The revision of the rule language; a pack's `minimum_engine` must not be higher."""


@dataclass(eq=False)
class Ruleset:
    """Everything the tool knows; treat it as frozen.

    `sources` are the files with what was read from them, for messages that name file and line. `indexes` keeps
    what `detect` builds per language on first use.
    """

    rules: dict[str, Rule]
    lexicons: dict[str, Lexicon]
    standards: dict[str, Standard]
    profiles: dict[str, Profile]
    packs: tuple[PackRef, ...]
    sources: tuple[tuple[Document, Any], ...] = ()
    indexes: dict[object, Any] = field(default_factory=dict)

    @cached_property
    def alphabet(self) -> Alphabet:
        """The lexicon forms and the compiled patterns."""
        return Alphabet(self.lexicons)

    @cached_property
    def parts(self) -> Parts:
        """The parts of patterns that the lexicons hold."""
        return Parts(self.lexicons)

    @cached_property
    def detects(self) -> tuple[DetectRule, ...]:
        """The detect rules that run, by id, with the parts put into their patterns; `rules` has them as written."""
        return tuple(
            self.parts.put_into(rule)
            for rule in self.rules.values()
            if isinstance(rule, DetectRule) and rule.status is not Status.DEPRECATED
        )

    @cached_property
    def asserts(self) -> tuple[AssertRule, ...]:
        """The assert rules that run, by id."""
        return tuple(
            rule
            for rule in self.rules.values()
            if isinstance(rule, AssertRule) and rule.status is not Status.DEPRECATED
        )

    @cached_property
    def languages(self) -> frozenset[str]:
        """The languages that detect rules are written for, `*` among them."""
        return frozenset(name for rule in self.detects for name in rule.languages)


class _Files:
    """What is gathered from the packs while loading."""

    def __init__(self) -> None:
        self.rules: dict[str, Rule] = {}
        self.sources: list[tuple[Document, Any]] = []
        self.lexicons: dict[str, Lexicon] = {}
        self.standards: dict[str, Standard] = {}
        self.profiles: dict[str, Profile] = {}
        self.packs: list[PackRef] = []


def load_ruleset(user_dirs: Sequence[Path | str] = (), *, core: Path | None = RULES) -> Ruleset:
    """Load the core pack and the user's packs; the first thing that is wrong is raised as a `RuleError`."""
    files = _Files()
    problem = next(iter(_gather(user_dirs, core, files)), None)
    if problem is not None:
        raise problem
    ruleset = _finish(files)
    if user_dirs:
        # The core pack went through lint before it was shipped; what a user wrote may not have.
        from auditor.engine.lint import unusable

        problem = next(unusable(ruleset, user_dirs), None)
        if problem is not None:
            raise problem
    return ruleset


def load_with_problems(
    user_dirs: Sequence[Path | str] = (), *, core: Path | None = RULES
) -> tuple[Ruleset, tuple[RuleError, ...]]:
    """Load what can be loaded and list everything that is wrong, for `auditor rules lint`."""
    files = _Files()
    problems = tuple(_gather(user_dirs, core, files, thorough=True))
    return _finish(files), problems


def _finish(files: _Files) -> Ruleset:
    return Ruleset(
        rules=dict(sorted(files.rules.items())),
        lexicons=files.lexicons,
        standards=files.standards,
        profiles=dict(sorted(files.profiles.items())),
        packs=tuple(files.packs),
        sources=tuple(files.sources),
    )


def _gather(
    user_dirs: Sequence[Path | str], core: Path | None, files: _Files, *, thorough: bool = False
) -> Iterator[RuleError]:
    for folder, is_own in [(core, False)] * (core is not None) + [(Path(name), True) for name in user_dirs]:
        if folder is None or not folder.is_dir():
            yield RuleError("is no folder with rules", path=str(folder))
            continue
        yield from _read_pack(folder, files, check_schema=thorough or is_own)


def _read_pack(folder: Path, files: _Files, *, check_schema: bool) -> Iterator[RuleError]:
    digest = hashlib.sha256()
    pack = Pack(pack=_name(folder), version="0.0.0")
    for path in sorted(folder.rglob("*.yaml"), key=lambda path: path.relative_to(folder).as_posix()):
        inside = path.relative_to(folder)
        if inside.parts[0] in ("docs", "publishers"):
            continue
        try:
            document = Document(path)
            digest.update(f"{inside.as_posix()}\0{len(document.bytes)}\0".encode() + document.bytes)
            kind = _kind(inside)
            if check_schema:
                wrong = schema_problems(document.data, kind)
                yield from (document.error(message, key) for key, message in wrong)
                if wrong:
                    continue
            value = document.shaped(kind, SHAPES[kind])
            files.sources.append((document, value))
            if isinstance(value, Pack):
                pack = value
                if pack.minimum_engine > ENGINE:
                    yield document.error(
                        f"the pack needs rule language {pack.minimum_engine}, this auditor has {ENGINE}: update it",
                        ("minimum_engine",),
                    )
            else:
                _add(value, inside, document, files)
        except RuleError as problem:
            yield problem
    files.packs.append(PackRef(id=pack.pack, version=pack.version, digest=digest.hexdigest()))


def _name(folder: Path) -> str:
    """A name for a pack that does not give itself one."""
    name = "".join(
        char if char.isascii() and char.isalnum() else "-" for char in folder.resolve().name.lower()
    )
    return name.strip("-") or "pack"


def _kind(inside: Path) -> str:
    if inside.as_posix() in ("pack.yaml", "standards.yaml"):
        return inside.stem
    return {"lexicons": "lexicon", "profiles": "profile"}.get(inside.parts[0], "rule")


def _add(value: Any, inside: Path, document: Document, files: _Files) -> None:
    """File a value under its name; a name that is taken is an error."""
    if isinstance(value, Lexicon):
        files.lexicons[value.lexicon] = _merged(files.lexicons.get(value.lexicon), value, document)
    elif isinstance(value, Profile):
        if value.profile in files.profiles:
            raise document.error(f"the profile “{value.profile}” exists already", ("profile",))
        if value.profile != inside.stem:
            raise document.error(f"the profile's name must be “{inside.stem}”, as its file", ("profile",))
        files.profiles[value.profile] = value
    elif isinstance(value, DetectRule | AssertRule):
        expected = ".".join(inside.with_suffix("").parts)
        if value.id != expected:
            raise document.error(f"the id must equal the path: “{expected}”", ("id",))
        if value.id in files.rules:
            raise document.error(f"the id “{value.id}” is taken by another pack", ("id",))
        files.rules[value.id] = value
    else:
        for number, standard in enumerate(value.standards):
            if standard.id in files.standards:
                raise document.error(
                    f"the standard “{standard.id}” exists already", ("standards", number, "id")
                )
            files.standards[standard.id] = standard


def _merged(old: Lexicon | None, new: Lexicon, document: Document) -> Lexicon:
    """Several files may add to one lexicon; entry ids stay unique."""
    seen = {entry.id for entry in old.entries} if old else set()
    for number, entry in enumerate(new.entries):
        if entry.id in seen:
            raise document.error(
                f"the entry “{entry.id}” exists already in lexicon {new.lexicon}", ("entries", number, "id")
            )
        seen.add(entry.id)
    if old is None:
        return new
    return Lexicon(
        lexicon=new.lexicon,
        version=max(old.version, new.version),
        entries=old.entries + new.entries,
        title=old.title,
    )
