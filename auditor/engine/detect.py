"""Rules and a page -> evidence. Pure: the same page and rules give the same evidence, in reading order.

One Aho-Corasick pass over the folded text of all blocks finds the literal anchors; a rule's `where` is asked
next, RE2 last, and only inside the one block or field.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence

from auditor.engine.evidence import Hit, arrange
from auditor.engine.forms import Form, Replaced
from auditor.engine.index import Clause, Index, patterns
from auditor.engine.load import Ruleset
from auditor.engine.matchers import any_link_fits, field_fits, link_hits, misfit, other_hits, selected
from auditor.engine.phrases import Found, Pattern, undecorated
from auditor.engine.rule import DetectRule, Unless
from auditor.engine.signatures import SignatureIndex
from auditor.engine.trace import Stage, Trace
from auditor.engine.view import PageView
from auditor.model import Block, Evidence, Field
from auditor.page.text import fold, unify

_START, _END = 250, 160  # how far in a match may begin or end for `edge`
_MAX_FIELD = 2_000
_MAX_WHOLE = 100
_SENTENCE_END = re.compile(r"[.!?…]+[\"')\]]*\s|[。！？]")


class Unit:
    """A block or field that is searched: its text in the forms that patterns want."""

    __slots__ = ("_cache", "_unified", "block", "field", "folded", "forms", "start", "text")

    def __init__(self, text: str, start: int, block: Block | None, field: Field | None) -> None:
        self.text, self.start, self.block, self.field = text, start, block, field
        self.folded = ""
        self.forms: list[tuple[int, int, Form]] = []
        self._unified: str | None = None
        self._cache: dict[tuple[bool, frozenset[str]], Replaced] = {}

    @property
    def unified(self) -> str:
        if self._unified is None:
            self._unified = unify(self.text)
        return self._unified

    def view(self, pattern: Pattern, index: Index) -> Replaced:
        """The text as a pattern wants it: folded or not, with the forms of its lexicons replaced."""
        text = self.folded if pattern.is_phrase else self.unified
        if not pattern.lexicons:
            return Replaced(text, ())
        key = (pattern.is_phrase, pattern.lexicons)
        found = self._cache.get(key)
        if found is None:
            names = frozenset(map(index.alphabet.lexicon, pattern.lexicons))
            fitting = [hit for hit in self.forms if hit[2].fits(self.unified, hit[0], hit[1])]
            found = self._cache[key] = index.alphabet.replace(text, fitting, names)
        return found


def index_for(ruleset: Ruleset, language: str | None) -> Index:
    """The rules that a page language lets run, made ready once: its own, English, and those for all."""
    known = {each for rule in ruleset.detects for each in rule.languages}
    key = language if language is None or language in known else "en"
    index = ruleset.indexes.get(key)
    if index is None:
        rules = [rule for rule in ruleset.detects if runs_for(rule, key)]
        index = ruleset.indexes[key] = index_of(rules, ruleset)
    return index  # type: ignore[no-any-return]


def index_of(rules: Iterable[DetectRule], ruleset: Ruleset) -> Index:
    """Some rules made ready to run with the lexicons of a ruleset."""
    return Index(rules, ruleset.alphabet, _signatures(ruleset), ruleset.lexicons)


def runs_for(rule: DetectRule, language: str | None) -> bool:
    """Whether a page's language lets a rule run; a page of unknown language runs all."""
    return language is None or bool({"*", "en", language} & set(rule.languages))


def _signatures(ruleset: Ruleset) -> dict[str, SignatureIndex]:
    found = ruleset.indexes.get("signatures")
    if found is None:
        found = ruleset.indexes["signatures"] = {
            name: SignatureIndex(lexicon)
            for name, lexicon in ruleset.lexicons.items()
            if any(entry.patterns for entry in lexicon.entries)
        }
    return found  # type: ignore[no-any-return]


def detect(page: PageView, ruleset: Ruleset, found: Iterable[Evidence] = ()) -> tuple[Evidence, ...]:
    """Everything the rules find on a page, in reading order, each thing once; `found` comes from plugin checks."""
    return arrange(page, search(page, index_for(ruleset, page.language)), found)


def search(page: PageView, index: Index, trace: Trace | None = None) -> list[Hit]:
    """All matches of all rules of an index, in no particular order and with repetitions."""
    units = _units(page, index)
    hits: list[Hit] = []
    for unit, clause in _candidates(units, index):
        hits += _confirm(page, index, unit, clause, trace)
    hits += _present(units, index)
    for hit in (*link_hits(page, index, trace), *other_hits(page, index, trace)):
        if not _taken_back(page, index, hit, trace):
            hits.append(hit)
    return hits


# -- candidates ------------------------------------------------------------------------------------------


def _units(page: PageView, index: Index) -> list[Unit]:
    """Blocks, then the fields that some rule reads; their folded texts are cut from one folded whole."""
    units: list[Unit] = []
    at = 0
    for block in page.blocks:
        units.append(Unit(block.text, at, block, None))
        at += len(block.text) + 1
    for field in page.fields:
        if index.tests_for(field.name):
            text = field.value[:_MAX_FIELD].replace("\n", " ")
            units.append(Unit(text, at, None, field))
            at += len(text) + 1
    folded = fold("\n".join([unit.text for unit in units]))
    for unit in units:
        unit.folded = folded[unit.start : unit.start + len(unit.text)]
    return units


def _candidates(units: Sequence[Unit], index: Index) -> Iterator[tuple[Unit, Clause]]:
    """The (unit, pattern) pairs of which an anchor was seen."""
    starts = [unit.start for unit in units]
    joined = "\n".join([unit.folded for unit in units]).replace("-", " ")
    seen: dict[tuple[int, int], tuple[Unit, Clause]] = {}
    for literal, start, end in index.automaton.hits(joined):
        unit = units[bisect_right(starts, start) - 1]
        target = index.targets[literal]
        for form in target.forms:
            unit.forms.append((start - unit.start, end - unit.start, form))
            for clause in index.by_char.get(form.char, ()):
                if _reads(clause, unit, index):
                    seen[id(unit), id(clause)] = (unit, clause)
        if unit.field is None:
            for clause in target.blocks:
                seen[id(unit), id(clause)] = (unit, clause)
        else:
            for clause in target.fields:
                if _reads(clause, unit, index):
                    seen[id(unit), id(clause)] = (unit, clause)
    if index.whole:
        for unit in units:
            if len(unit.text) <= _MAX_WHOLE:
                start, end = undecorated(unit.folded)
                for clause in index.whole.get(unit.folded[start:end].replace("-", " "), ()):
                    if _reads(clause, unit, index):
                        seen[id(unit), id(clause)] = (unit, clause)
    return iter(seen.values())


def _reads(clause: Clause, unit: Unit, index: Index) -> bool:
    """Whether a pattern reads this unit: its kind of text, and the right field."""
    if clause.field is None or unit.field is None:
        return clause.field is None and unit.field is None
    return clause.field in index.tests_for(unit.field.name)


def _present(units: Sequence[Unit], index: Index) -> Iterator[Hit]:
    """Matches of field tests that ask for nothing but the field."""
    for unit in units:
        if unit.field is not None and unit.text:
            for test in index.tests_for(unit.field.name):
                if test.anything and field_fits(unit.field, test.types, main=test.main):
                    yield Hit(rule=test.rule, field=unit.field, text=unit.text, start=0, end=min(len(unit.text), 120))


# -- confirmation ----------------------------------------------------------------------------------------


def _confirm(
    page: PageView, index: Index, unit: Unit, clause: Clause, trace: Trace | None
) -> Iterator[Hit]:
    """The matches of one pattern in one unit that its rule's conditions leave standing."""
    rule, match = clause.rule, clause.rule.match
    if unit.block is not None:
        wrong = misfit(match.where, unit.block, page.capture.extent)
        if wrong:
            if trace is not None:
                trace.note(rule, Stage.WHERE, f"where.{wrong}", unit.text)
            return
    elif unit.field is not None and clause.field is not None:
        if not field_fits(unit.field, clause.field.types, main=clause.field.main):
            return
        if match.where.extents and page.capture.extent not in match.where.extents:
            return
    if trace is not None:
        trace.note(rule, Stage.PATTERN, clause.key, unit.text)
    for hit in _found(index, unit, clause):
        if match.edge and not _at_edge(match.edge, hit):
            if trace is not None:
                trace.note(rule, Stage.EDGE, "edge", unit.text)
        elif not _taken_back(page, index, hit, trace, unit):
            if trace is not None:
                trace.note(rule, Stage.FIRED, clause.key, hit.text[hit.start : hit.end])
            yield hit


def _found(index: Index, unit: Unit, clause: Clause) -> Iterator[Hit]:
    """RE2's matches, with their captures and spans in the unit's own text."""
    match, pattern = clause.rule.match, clause.pattern
    view = unit.view(pattern, index)
    if pattern.lexicons and not view.spans:
        return
    shift, text = 0, view.text
    if match.whole:
        start, end = undecorated(text)
        shift, text = start, text[start:end]
    for found in index.alphabet.program(pattern, whole=match.whole).find(text):
        yield Hit(
            rule=clause.rule,
            block=unit.block,
            field=unit.field,
            text=unit.text,
            start=view.origin(found.start + shift),
            end=view.origin(found.end + shift),
            spans={
                name: (view.origin(start + shift), view.origin(end + shift))
                for name, (start, end) in found.captures.items()
            },
            captures=_forms(index, view, found, shift),
        )


def _forms(index: Index, view: Replaced, found: Found, shift: int) -> dict[str, str]:
    """The lexicon entries of a match: `agency`, `agency.name` and `agency.kind`, several joined by commas."""
    out: dict[str, str] = {}
    for name, (start, end) in found.forms.items():
        entries = view.entries(start + shift, end + shift, index.alphabet.lexicon(name))
        out[name] = ",".join(entry.id for entry in entries)
        out[f"{name}.name"] = ", ".join(entry.name for entry in entries)
        out[f"{name}.kind"] = ",".join(dict.fromkeys(entry.kind for entry in entries))
    return out


def _at_edge(edge: str, hit: Hit) -> bool:
    return hit.start < _START if edge == "start" else hit.end > len(hit.text) - _END


# -- unless ----------------------------------------------------------------------------------------------


def _taken_back(
    page: PageView, index: Index, hit: Hit, trace: Trace | None, unit: Unit | None = None
) -> bool:
    """Whether an `unless` entry removes a match."""
    for number, unless in enumerate(hit.rule.unless):
        if _holds(page, index, hit, unless, unit):
            if trace is not None:
                trace.note(hit.rule, Stage.UNLESS, f"unless.{number}", hit.text[hit.start : hit.end] or hit.text)
            return True
    return False


def _holds(page: PageView, index: Index, hit: Hit, unless: Unless, unit: Unit | None) -> bool:
    """Whether all keys of an `unless` entry hold."""
    if unless.where is not None and (
        hit.block is None or misfit(unless.where, hit.block, page.capture.extent) is not None
    ):
        return False
    if (unless.phrase or unless.re) and not _said(index, hit, unless, unit):
        return False
    if unless.link and not any_link_fits(page, index, hit, unless.link):
        return False
    return not unless.selector or selected(page, hit, unless.selector)


def _said(index: Index, hit: Hit, unless: Unless, unit: Unit | None) -> bool:
    """Whether a phrase or pattern stands in the block of the match, or in its sentence."""
    if unit is None:
        unit = Unit(hit.text, 0, hit.block, hit.field)
        unit.folded = fold(hit.text)
        _add_forms(unit, index)
    for pattern in patterns(unless.phrase, unless.re):
        view = unit.view(pattern, index)
        program = index.alphabet.program(pattern)
        if unless.same == "block":
            if program.holds(view.text):
                return True
            continue
        low, high = sentence(hit.text, hit.start, hit.end)
        if any(
            low <= view.origin(found.start) and view.origin(found.end) <= high for found in program.find(view.text)
        ):
            return True
    return False


def _add_forms(unit: Unit, index: Index) -> None:
    """Find the lexicon forms of a text that was not part of the page's search, such as a link's."""
    for literal, start, end in index.automaton.hits(unit.folded.replace("-", " ")):
        unit.forms += [(start, end, form) for form in index.targets[literal].forms]


def sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """The span of the sentence, or sentences, that hold a match."""
    low = 0
    for found in _SENTENCE_END.finditer(text, 0, start):
        low = found.end()
    after = _SENTENCE_END.search(text, end)
    return low, after.start() + 1 if after else len(text)
