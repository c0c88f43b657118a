"""Patterns filed under the literals that lead to them, so that one pass over a page finds which are worth a try."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from auditor.engine.clauses import Clause, patterns
from auditor.engine.detect_rule import DetectRule
from auditor.engine.forms import Alphabet, Form
from auditor.engine.phrases import Automaton, is_word
from auditor.engine.syntax import Lex

_MAX_WHOLE = 90  # the longest block that can be one of a few whole words


class Target(Struct, frozen=True, eq=False):
    """What a literal leads to: patterns to confirm, those that want it as the whole text, lexicon forms.

    `left` and `right`: it counts only where a word begins or ends there. `mask` has the zones where it can lead
    to anything, `form_mask` those where the forms are wanted.
    """

    clauses: tuple[Clause, ...]
    whole: tuple[Clause, ...]
    forms: tuple[Form, ...]
    mask: int
    form_mask: int
    left: bool
    right: bool


class Filing:
    """Patterns by their literals; with `base`, these on top of those, which took most of the time to file.

    `by_char` are the patterns that a lexicon form leads to, by the character that stands for it.
    """

    def __init__(
        self,
        rules: Iterable[tuple[DetectRule, Sequence[Clause]]],
        alphabet: Alphabet,
        base: Filing | None = None,
    ) -> None:
        self._base = base
        self._by_literal: dict[str, list[Clause]] = {}
        self._whole: dict[str, list[Clause]] = {}
        # Per lexicon the zones in which some pattern wants its forms.
        self.masks: dict[str, int] = dict(base.masks) if base is not None else {}
        by_lex: dict[Lex, list[Clause]] = {}
        for rule, clauses in rules:
            self._note_lexicons(rule, clauses, alphabet)
            for clause in clauses:
                self._file(clause, by_lex)
        self.by_char: dict[str, tuple[Clause, ...]] = _by_char(
            by_lex, alphabet, base.by_char if base is not None else {}
        )
        self.forms = _forms(self.masks, alphabet, base)
        known = base.literals if base is not None else ()
        wanted = self._by_literal.keys() | self._whole.keys() | self.forms.keys()
        added = sorted(wanted.difference(known))
        self.literals: tuple[str, ...] = (*known, *added)
        self.automaton: Automaton = Automaton(added, base.automaton if base is not None else None)
        self._targets: list[Target | None] = [None] * len(self.literals)

    def _note_lexicons(self, rule: DetectRule, clauses: Sequence[Clause], alphabet: Alphabet) -> None:
        """Note which lexicons a rule names and where it may read."""
        everywhere = 0
        for clause in clauses:
            everywhere |= clause.mask
        named = [(clause.pattern, clause.mask) for clause in clauses if clause.pattern.lexicons]
        named += [
            (pattern, everywhere)
            for unless in rule.unless
            for pattern in patterns(unless.phrase, unless.re)
            if pattern.lexicons
        ]
        for pattern, mask in named:
            for name in map(alphabet.lexicon, pattern.lexicons):
                self.masks[name] = self.masks.get(name, 0) | mask

    def _file(self, clause: Clause, by_lex: dict[Lex, list[Clause]]) -> None:
        """Put a pattern where its anchors lead to it."""
        texts = clause.pattern.texts if clause.rule.match.whole else None
        if texts and max(map(len, texts)) <= _MAX_WHOLE:
            for text in texts:
                self._whole.setdefault(text.strip(), []).append(clause)
            return
        for anchor in clause.pattern.anchors:
            if isinstance(anchor, Lex):
                by_lex.setdefault(anchor, []).append(clause)
            else:
                self._by_literal.setdefault(anchor, []).append(clause)

    def target(self, number: int) -> Target:
        """What a literal of the automaton leads to; made when the literal is first seen, as most never are."""
        found = self._targets[number]
        if found is None:
            found = self._targets[number] = self._target(self.literals[number])
        return found

    def _target(self, text: str) -> Target:
        clauses, whole = self.under(text)
        forms = self.forms.get(text, ())
        bounded = all(clause.pattern.bounded for clause in clauses)
        form_mask = mask = 0
        for form in forms:
            form_mask |= self.masks.get(form.lexicon, 0)
        for clause in (*clauses, *whole):
            mask |= clause.mask
        return Target(
            mask=mask | form_mask,
            form_mask=form_mask,
            clauses=clauses,
            whole=whole,
            forms=tuple(forms),
            left=bounded and is_word(text[0]),
            right=bounded and is_word(text[-1]),
        )

    def under(self, text: str) -> tuple[tuple[Clause, ...], tuple[Clause, ...]]:
        """The patterns under a literal, and those that want it as the whole text."""
        clauses, whole = self._base.under(text) if self._base is not None else ((), ())
        return (*clauses, *self._by_literal.get(text, ())), (*whole, *self._whole.get(text, ()))


def _forms(lexicons: Iterable[str], alphabet: Alphabet, base: Filing | None) -> dict[str, list[Form]]:
    """The forms of some lexicons, by literal; those of `base` are not gathered again."""
    forms: dict[str, list[Form]] = dict(base.forms) if base is not None else {}
    for name in sorted(set(lexicons).difference(base.masks if base is not None else ())):
        for form in alphabet.forms.get(name, ()):
            forms[form.literal] = [*forms.get(form.literal, ()), form]
    return forms


def _by_char(
    by_lex: Mapping[Lex, list[Clause]], alphabet: Alphabet, base: Mapping[str, tuple[Clause, ...]]
) -> dict[str, tuple[Clause, ...]]:
    found = dict(base)
    for lex, clauses in by_lex.items():
        for char in alphabet.chars_of(lex):
            found[char] = (*found.get(char, ()), *clauses)
    return found
