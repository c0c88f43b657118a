"""Rules and a page -> evidence. Pure: the same page and rules give the same evidence, in reading order.

One Aho-Corasick pass over the folded text of all blocks finds the literal anchors; a rule's `where` is asked
next, RE2 last, and only inside the one block or field.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from auditor.engine.cited import is_cited
from auditor.engine.clauses import Clause, patterns
from auditor.engine.detect_rule import DetectRule, SiteWide, Unless
from auditor.engine.edges import undated, undecorated
from auditor.engine.evidence import Hit, arrange
from auditor.engine.forms import Replaced
from auditor.engine.index import Index
from auditor.engine.matchers import any_link_fits, leads_out, link_hits
from auditor.engine.phrases import Found
from auditor.engine.ruleset import Ruleset
from auditor.engine.surroundings import other_hits, selected
from auditor.engine.trace import Stage, Trace
from auditor.engine.units import Texts, Unit, lone_unit, present
from auditor.engine.view import PageView
from auditor.engine.where import field_fits, misfit
from auditor.model import Evidence, Zone
from auditor.page.text import fold, unify

_START, _END = 250, 160  # how far in a match may begin or end for `edge`
_RUNNING = frozenset({Zone.LEAD, Zone.BODY})
_OF_THE_PAGE = ("sponsorship.", "affiliate.", "origin.press-release", "origin.syndicated")
# No sentence reaches further.
_SENTENCE_REACH = 1_500
_SENTENCE_END = re.compile(r"[.!?…]+[\"')\]]*\s|[。！？]")


def detect(page: PageView, ruleset: Ruleset, found: Iterable[Evidence] = ()) -> tuple[Evidence, ...]:
    """Everything the rules find on a page, in reading order, each thing once; `found` comes from plugin checks."""
    return arrange(page, search(page, index_for(ruleset, page.language)), found)


def index_for(ruleset: Ruleset, language: str | None) -> Index:
    """The rules that a page language lets run, made ready once: its own, English, and those for all."""
    known = language if language is None or language in ruleset.languages else "en"
    indexes = ruleset.memory.indexes
    index = indexes.get(known)
    if index is None:
        base = index_for(ruleset, "en") if known != "en" else None
        rules = (rule for rule in ruleset.detects if runs_for(rule, known))
        index = indexes[known] = index_of(rules, ruleset, base)
    return index


def runs_for(rule: DetectRule, language: str | None) -> bool:
    """Whether a page's language lets a rule run; a page of unknown language runs all."""
    return language is None or bool({"*", "en", language} & set(rule.languages))


def index_of(rules: Iterable[DetectRule], ruleset: Ruleset, base: Index | None = None) -> Index:
    """Some rules made ready to run with the lexicons of a ruleset; `base` is the index of some of them."""
    prepared = ruleset.memory.prepared
    return Index(rules, ruleset.alphabet, ruleset.signatures, ruleset.lexicons, prepared, base)


def search(page: PageView, index: Index, trace: Trace | None = None) -> list[Hit]:
    """All matches of all rules of an index, in no particular order and with repetitions."""
    hits: list[Hit] = []
    texts = Texts(page, index)
    for unit, clause in texts.candidates(trace):
        hits += _confirm(page, index, unit, clause, trace)
    for test, field in present(texts.fields, index):
        if field_fits(field, test.types, main=test.main):
            hit = Hit(rule=test.rule, field=field, text=field.value, start=0, end=min(len(field.value), 120))
            if not _taken_back(page, index, hit, trace):
                hits.append(hit)
    for hit in (*link_hits(page, index, trace), *other_hits(page, index, trace)):
        if not _taken_back(page, index, hit, trace):
            hits.append(hit)
    return hits


# -- confirmation ----------------------------------------------------------------------------------------


def _confirm(page: PageView, index: Index, unit: Unit, clause: Clause, trace: Trace | None) -> Iterator[Hit]:
    """The matches of one pattern in one unit that its rule's conditions leave standing."""
    rule, match = clause.rule, clause.rule.match
    if unit.block is not None:
        wrong = misfit(match.where, unit.block, page.capture.extent)
        if wrong:
            if trace is not None:
                trace.note(rule, Stage.WHERE, f"where.{wrong}", unit.text)
            return
        if match.leads_out and not leads_out(page, unit.block):
            if trace is not None:
                trace.note(rule, Stage.WHERE, "leads_out", unit.text)
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
        elif _is_cited(hit):
            if trace is not None:
                trace.note(rule, Stage.WHERE, "cited", unit.text)
        elif not _taken_back(page, index, hit, trace, unit):
            if trace is not None:
                trace.note(rule, Stage.FIRED, clause.key, hit.text[hit.start : hit.end])
            hit.site_wide = _is_site_wide(index, hit, unit)
            yield hit


def _found(index: Index, unit: Unit, clause: Clause) -> Iterator[Hit]:
    """RE2's matches, with their captures and spans in the unit's own text."""
    match, pattern = clause.rule.match, clause.pattern
    view = unit.view(pattern, index)
    if pattern.needs_form and not view.spans:
        return
    shift, text = 0, undated(view.text) if match.undated else view.text
    if match.whole:
        start, end = undecorated(text)
        shift, text = start, text[start:end]
    for found in index.alphabet.program(pattern, whole=match.whole).find(text):
        # A group named `quote` is what the evidence quotes: RE2 cannot look around.
        low, high = found.captures.get("quote", (found.start, found.end))
        yield Hit(
            rule=clause.rule,
            block=unit.block,
            field=unit.field,
            text=unit.text,
            start=view.origin(low + shift),
            end=view.origin(high + shift),
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


def _is_cited(hit: Hit) -> bool:
    """Whether running text cites the words of somebody else's notice: they say nothing about this page."""
    return (
        hit.block is not None
        and hit.block.zone in _RUNNING
        and hit.rule.emits.signal.startswith(_OF_THE_PAGE)
        and is_cited(hit.text, hit.start, hit.end)
    )


# -- unless ----------------------------------------------------------------------------------------------


def _taken_back(
    page: PageView, index: Index, hit: Hit, trace: Trace | None, unit: Unit | None = None
) -> bool:
    """Whether an `unless` entry removes a match."""
    for number, unless in enumerate(hit.rule.unless):
        if _holds(page, index, hit, unless, unit):
            if trace is not None:
                words = hit.text[hit.start : hit.end] or hit.text
                trace.note(hit.rule, Stage.UNLESS, f"unless.{number}", words)
            return True
    return False


def _holds(page: PageView, index: Index, hit: Hit, unless: Unless, unit: Unit | None) -> bool:
    """Whether all keys of an `unless` entry hold."""
    if unless.where is not None and (
        hit.block is None or misfit(unless.where, hit.block, page.capture.extent) is not None
    ):
        return False
    if (unless.phrase or unless.re) and not _said(page, index, hit, unless, unit):
        return False
    if unless.link and not any_link_fits(page, index, hit, unless.link):
        return False
    return not unless.selector or selected(page, hit, unless.selector)


def _said(page: PageView, index: Index, hit: Hit, unless: Unless, unit: Unit | None) -> bool:
    """Whether a phrase or pattern stands in the block of the match, in its sentence or in the headline."""
    if unless.same == "title":
        return _in_title(page, index, unless)
    unit = unit or lone_unit(hit.text, hit.block, hit.field, index)
    if unless.same == "sentence":
        return _in_sentence(index, hit, unless, unit)
    read = undated if hit.rule.match.undated else str
    return any(
        index.alphabet.program(pattern).holds(read(unit.view(pattern, index).text))
        for pattern in patterns(unless.phrase, unless.re)
    )


def _in_title(page: PageView, index: Index, unless: Unless) -> bool:
    """Whether a phrase or pattern stands in the article's headline."""
    titles = [block.text for block in page.blocks if block.zone is Zone.TITLE]
    return any(
        index.alphabet.program(pattern).holds(fold(title) if pattern.is_phrase else unify(title))
        for pattern in patterns(unless.phrase, unless.re)
        for title in titles
    )


def _is_site_wide(index: Index, hit: Hit, unit: Unit) -> bool:
    """Whether the words of a match speak of the site as a whole."""
    site = hit.rule.emits.site
    if site is None:
        return False
    return (hit.block is not None and hit.block.zone in site.zones) or _in_sentence(index, hit, site, unit)


def _in_sentence(index: Index, hit: Hit, words: Unless | SiteWide, unit: Unit) -> bool:
    """Whether a phrase or pattern stands in the sentence, or sentences, of a match."""
    for pattern in patterns(words.phrase, words.re):
        view = unit.view(pattern, index)
        program = index.alphabet.program(pattern)
        low, high = sentence(hit.text, hit.start, hit.end)
        if any(
            low <= view.origin(found.start) and view.origin(found.end) <= high
            for found in program.find(view.text)
        ):
            return True
    return False


def sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """The span of the sentence, or sentences, that hold a match; text without full stops is cut around it."""
    low, high = max(0, start - _SENTENCE_REACH), min(len(text), end + _SENTENCE_REACH)
    after = _SENTENCE_END.search(text, end, high)
    for found in _SENTENCE_END.finditer(text, low, start):
        low = found.end()
    return low, after.start() + 1 if after else high
