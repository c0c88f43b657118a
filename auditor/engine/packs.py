"""Folders of rules on disk -> a `Ruleset`: the core pack and any number of a user's own folders.

A pack is a folder of YAML files: `pack.yaml`, `standards.yaml`, `lexicons/`, `profiles/`, and one file per rule
whose id equals its path. The same data gives the same digest on any machine.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import assert_never

from auditor.engine.assert_rule import AssertRule
from auditor.engine.detect_rule import DetectRule
from auditor.engine.document import Content, Document, Rule, schema_problems
from auditor.engine.knowledge import Lexicon, Pack, Profile, Standard, Standards
from auditor.engine.ruleset import Ruleset
from auditor.errors import RuleError
from auditor.model import PackRef

ENGINE = 1
"""The revision of the rule language; a pack's `minimum_engine` must not be higher."""


class _Files:
    """What is gathered from the packs while loading."""

    def __init__(self) -> None:
        self.rules: dict[str, Rule] = {}
        self.sources: list[tuple[Document, Content]] = []
        self.lexicons: dict[str, Lexicon] = {}
        self.standards: dict[str, Standard] = {}
        self.profiles: dict[str, Profile] = {}
        self.packs: list[PackRef] = []


def read_packs(
    user_dirs: Sequence[Path | str], *, core: Path | None, thorough: bool = False
) -> tuple[Ruleset, tuple[RuleError, ...]]:
    """Read what can be read, and list what is wrong with the shape of the files.

    A user's files are held against the JSON Schemas; the core pack's, which were before they were shipped, only if
    `thorough`.
    """
    files = _Files()
    problems = tuple(_gather(user_dirs, core, files, thorough=thorough))
    ruleset = Ruleset(
        rules=dict(sorted(files.rules.items())),
        lexicons=files.lexicons,
        standards=files.standards,
        profiles=dict(sorted(files.profiles.items())),
        packs=tuple(files.packs),
        sources=tuple(files.sources),
    )
    return ruleset, problems


def _gather(
    user_dirs: Sequence[Path | str], core: Path | None, files: _Files, *, thorough: bool
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
            wrong = schema_problems(document.data, kind) if check_schema else ()
            if wrong:
                yield from (document.error(message, key) for key, message in wrong)
                continue
            content = document.shaped(kind)
            files.sources.append((document, content))
            if isinstance(content, Pack):
                pack = content
                _check_engine(pack, document)
            else:
                _add(content, inside, document, files)
        except RuleError as problem:
            yield problem
    files.packs.append(PackRef(id=pack.pack, version=pack.version, digest=digest.hexdigest()))


def _check_engine(pack: Pack, document: Document) -> None:
    if pack.minimum_engine > ENGINE:
        raise document.error(
            f"the pack needs rule language {pack.minimum_engine}, this auditor has {ENGINE}: update it",
            ("minimum_engine",),
        )


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


def _add(
    content: Rule | Lexicon | Profile | Standards, inside: Path, document: Document, files: _Files
) -> None:
    """File the content of a file under its name; a name that is taken is an error."""
    if isinstance(content, Lexicon):
        files.lexicons[content.lexicon] = _merged(files.lexicons.get(content.lexicon), content, document)
    elif isinstance(content, Profile):
        if content.profile in files.profiles:
            raise document.error(f"the profile “{content.profile}” exists already", ("profile",))
        if content.profile != inside.stem:
            raise document.error(f"the profile's name must be “{inside.stem}”, as its file", ("profile",))
        files.profiles[content.profile] = content
    elif isinstance(content, DetectRule | AssertRule):
        expected = ".".join(inside.with_suffix("").parts)
        if content.id != expected:
            raise document.error(f"the id must equal the path: “{expected}”", ("id",))
        if content.id in files.rules:
            raise document.error(f"the id “{content.id}” is taken by another pack", ("id",))
        files.rules[content.id] = content
    elif isinstance(content, Standards):
        for number, standard in enumerate(content.standards):
            if standard.id in files.standards:
                raise document.error(
                    f"the standard “{standard.id}” exists already", ("standards", number, "id")
                )
            files.standards[standard.id] = standard
    else:
        assert_never(content)


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
