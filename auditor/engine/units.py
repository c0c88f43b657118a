"""The texts of a page that patterns read, and which patterns are worth trying in which of them."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import accumulate

from auditor.engine.clauses import FIELD_BIT, ZONE_BITS, Clause, FieldTest
from auditor.engine.edges import undecorated
from auditor.engine.filing import Target
from auditor.engine.forms import Form, Replaced
from auditor.engine.index import Index
from auditor.engine.phrases import Pattern, is_word
from auditor.engine.trace import Stage, Trace
from auditor.engine.view import PageView
from auditor.engine.where import misfit
from auditor.model import Block, Field
from auditor.page.text import fold, unify

_MAX_FIELD = 2_000
# Far beyond any real page: what follows is dropped, so that a hostile one cannot take minutes.
_MAX_FORMS = 400  # lexicon forms in one text
_MAX_TEXTS = 600  # texts of one page that one pattern is tried on
_MAX_TEXT = 1_000_000  # characters of all blocks of one page
_MAX_WHOLE = 120  # the longest text that can be one of a few whole words, decoration included


class Unit:
    """A block or field that is searched: its text in the forms that patterns want, made when they are wanted."""

    __slots__ = ("_cache", "_unified", "block", "field", "folded", "followed", "forms", "text")

    def __init__(self, text: str, folded: str, block: Block | None, field: Field | None) -> None:
        self.text, self.folded, self.block, self.field = text, folded, block, field
        self.forms: list[tuple[int, int, Form]] = []
        self.followed: set[str] = set()  # the characters of forms whose patterns are tried already
        self._unified: str | None = None
        self._cache: dict[tuple[bool, frozenset[str]], Replaced] = {}

    @property
    def unified(self) -> str:
        """The text in its own case, with quotes, dashes and spaces written one way."""
        if self._unified is None:
            self._unified = unify(self.text)
        return self._unified

    def view(self, pattern: Pattern, index: Index) -> Replaced:
        """The text as a pattern wants it: folded or unified, with the forms of its lexicons replaced."""
        text = self.folded if pattern.is_phrase else self.unified
        if not pattern.lexicons:
            return Replaced(text, ())
        key = (pattern.is_phrase, pattern.lexicons)
        found = self._cache.get(key)
        if found is None:
            names = frozenset(map(index.alphabet.lexicon, pattern.lexicons))
            found = self._cache[key] = index.alphabet.replace(text, self.forms, names)
        return found


class Texts:
    """All texts of a page as one: blocks first, then the fields that some rule reads."""

    def __init__(self, page: PageView, index: Index) -> None:
        self._index = index
        self._extent = page.capture.extent
        self._blocks = page.blocks
        # Of the fields only those that some rule reads; few names, so that each is asked for once.
        read = {name: index.tests_for(name) for name in {field.name for field in page.fields}}
        self.fields = [field for field in page.fields if read[field.name]]
        texts = [block.text for block in page.blocks]
        if sum(map(len, texts)) > _MAX_TEXT:
            starts = accumulate(map(len, texts), initial=0)
            texts = [text[: max(0, _MAX_TEXT - start)] for text, start in zip(texts, starts, strict=False)]
        texts += [field.value[:_MAX_FIELD].replace("\n", " ") for field in self.fields]
        self._texts = texts
        self._starts = list(accumulate([len(text) + 1 for text in texts], initial=0))
        self._folded = fold("\n".join(texts))
        self._units: dict[int, Unit] = {}

    def candidates(self, trace: Trace | None = None) -> list[tuple[Unit, Clause]]:
        """The pairs of a text and a pattern of which an anchor was seen there, in reading order."""
        starts, filing = self._starts, self._index.filing
        target_of = filing.target
        joined = self._folded.replace("-", " ")
        bits = [ZONE_BITS[block.zone] for block in self._blocks] + [FIELD_BIT] * len(self.fields)
        found: dict[tuple[int, int], tuple[Unit, Clause]] = {}
        tried: Counter[int] = Counter()
        for literal, start, end in filing.automaton.hits(joined):
            target = target_of(literal)
            # Most hits of short names are parts of words; this turns them away first.
            if target.left and start and is_word(joined[start - 1]):
                continue
            if target.right and is_word(joined[end : end + 1]):
                continue
            number = bisect_right(starts, start) - 1
            bit = bits[number]
            if trace is not None:
                self._note_unfit(target, number, trace)
            if not target.mask & bit:
                continue
            at = starts[number]
            length = starts[number + 1] - at - 1
            clauses = [clause for clause in target.clauses if clause.mask & bit and length <= clause.longest]
            if target.form_mask & bit and not _inside_word(joined, start, end):
                clauses += self._led_by_forms(target, number, (start - at, end - at), bit)
            if target.whole and length <= _MAX_WHOLE:
                span = undecorated(self._unit(number).folded)
                clauses += [
                    clause for clause in target.whole if clause.mask & bit and span == (start - at, end - at)
                ]
            if clauses:
                unit = self._unit(number)
                for clause in clauses:
                    key = (number, id(clause))
                    if key not in found and self._reads(clause.field, unit.field):
                        tried[id(clause)] += 1
                        if tried[id(clause)] <= _MAX_TEXTS:
                            found[key] = (unit, clause)
        return [found[key] for key in sorted(found, key=lambda key: key[0])]

    def _led_by_forms(self, target: Target, number: int, span: tuple[int, int], bit: int) -> list[Clause]:
        """Note the lexicon forms that stand at a span of a text; the patterns that a form leads to for the first time there."""
        unit = self._unit(number)
        clauses: list[Clause] = []
        for form in target.forms if len(unit.forms) < _MAX_FORMS else ():
            if not form.fits(unit.unified, *span):
                continue
            unit.forms.append((*span, form))
            if form.char not in unit.followed:
                unit.followed.add(form.char)
                length = len(unit.text)
                clauses += [
                    clause
                    for clause in self._index.filing.by_char.get(form.char, ())
                    if clause.mask & bit and length <= clause.longest
                ]
        return clauses

    def _note_unfit(self, target: Target, number: int, trace: Trace) -> None:
        """Tell the trace which rules look for the words of a block and may not read it."""
        if number >= len(self._blocks):
            return
        block = self._blocks[number]
        clauses = [*target.clauses, *target.whole]
        for form in target.forms:
            clauses += self._index.filing.by_char.get(form.char, ())
        for rule in {clause.rule.id: clause.rule for clause in clauses if clause.field is None}.values():
            if wrong := misfit(rule.match.where, block, self._extent):
                trace.note(rule, Stage.WHERE, f"where.{wrong}", block.text)

    def _unit(self, number: int) -> Unit:
        unit = self._units.get(number)
        if unit is None:
            text, start = self._texts[number], self._starts[number]
            count = len(self._blocks)
            unit = self._units[number] = Unit(
                text,
                self._folded[start : start + len(text)],
                self._blocks[number] if number < count else None,
                self.fields[number - count] if number >= count else None,
            )
        return unit

    def _reads(self, test: FieldTest | None, field: Field | None) -> bool:
        """Whether a pattern reads this kind of text, and this field."""
        if test is None or field is None:
            return test is None and field is None
        return test in self._index.tests_for(field.name)


def _inside_word(text: str, start: int, end: int) -> bool:
    """Whether a span begins or ends in the middle of a word."""
    return (is_word(text[start]) and is_word(text[start - 1 : start])) or (
        is_word(text[end - 1]) and is_word(text[end : end + 1])
    )


def lone_unit(text: str, block: Block | None, field: Field | None, index: Index) -> Unit:
    """A text that was not part of the page's search, such as a link's, with its lexicon forms."""
    unit = Unit(text, fold(text), block, field)
    for literal, start, end in index.filing.automaton.hits(unit.folded.replace("-", " ")):
        forms = index.filing.target(literal).forms
        unit.forms += [(start, end, form) for form in forms if form.fits(unit.unified, start, end)]
    return unit


def present(fields: Iterable[Field], index: Index) -> Iterator[tuple[FieldTest, Field]]:
    """The fields that some rule wants to be there, whatever they say."""
    for field in fields:
        if field.value:
            for test in index.tests_for(field.name):
                if test.anything:
                    yield test, field
