"""Rules made ready to run: every pattern filed under its literal anchors, every other matcher by what finds it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fnmatch import translate
from functools import cache
from re import Pattern as Regex
from re import compile as compile_re

from msgspec import Struct

from auditor.engine.clauses import Clause, FieldTest, Prepared, clauses_of, patterns, tested
from auditor.engine.detect_rule import DetectRule, ScriptMatch
from auditor.engine.forms import Alphabet, Form
from auditor.engine.knowledge import Entry, Lexicon
from auditor.engine.phrases import Automaton, is_word
from auditor.engine.shapes import many
from auditor.engine.signatures import SignatureIndex
from auditor.engine.syntax import Lex

_MAX_REMEMBERED = 5_000  # names and hosts that an index keeps in mind
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


@cache
def _any_name(globs: tuple[str, ...]) -> Regex[str]:
    return compile_re("|".join(map(translate, globs)))


class Index:
    """The detect rules of one ruleset that a language lets run."""

    def __init__(
        self,
        rules: Iterable[DetectRule],
        alphabet: Alphabet,
        signatures: Mapping[str, SignatureIndex],
        lexicons: Mapping[str, Lexicon],
        prepared: dict[str, Prepared],
    ) -> None:
        self.lexicons = {name: lexicon.entries for name, lexicon in lexicons.items()}
        self.rules = tuple(rules)
        self.alphabet = alphabet
        self.signatures = signatures
        self.order = {rule.id: number for number, rule in enumerate(self.rules)}
        # Most rules run for many languages; `prepared` keeps what one index read of them for the next.
        for rule in self.rules:
            known = prepared.get(rule.id)
            if known is None or known[0] is not rule:  # an example tries a rule without one of its clauses
                read = tuple(tested(rule))
                prepared[rule.id] = (rule, tuple(test for test, _ in read), tuple(clauses_of(rule, read)))
        self.field_tests = tuple(test for rule in self.rules for test in prepared[rule.id][1])
        self.clauses = tuple(clause for rule in self.rules for clause in prepared[rule.id][2])
        self._by_name: dict[str, tuple[FieldTest, ...]] = {}
        self._globs = tuple((_any_name(test.names), test) for test in self.field_tests)
        self._read = _any_name(tuple(dict.fromkeys(name for test in self.field_tests for name in test.names)))
        by_literal: dict[str, list[Clause]] = {}
        by_lex: dict[Lex, list[Clause]] = {}
        whole: dict[str, list[Clause]] = {}
        for clause in self.clauses:
            _file(clause, by_literal, by_lex, whole)
        forms = self._forms()
        self.by_char = self._by_char(by_lex)
        literals = list(by_literal | whole | forms)
        self.automaton = Automaton(literals)
        self._sources = (literals, by_literal, whole, forms, self._form_masks())
        self._targets: list[Target | None] = [None] * len(literals)
        self.links = tuple((rule, link) for rule in self.rules for link in rule.match.link)
        own = [link for _, link in self.links if link.lexicon is None]
        self.link_rels = frozenset(token for link in own for token in many(link.rel))
        self._link_features = tuple({name for link in own for name in many(link.attribute)})
        self.link_attributes = frozenset(name.partition("=")[0] for name in self._link_features)
        self._features: dict[tuple[str, str], tuple[str, ...]] = {}
        self.urls = tuple(
            (rule, url, f"match.url[{number}]")
            for rule in self.rules
            for number, url in enumerate(rule.match.url)
        )
        self.selectors = tuple(self._selectors())
        self._gather_scripts()
        self._hosts: dict[str, dict[str, Entry]] = {}

    def target(self, number: int) -> Target:
        """What a literal of the automaton leads to; made when the literal is first seen, as most never are."""
        found = self._targets[number]
        if found is None:
            literals, by_literal, whole, forms, masks = self._sources
            text = literals[number]
            found = self._targets[number] = _target(
                text, by_literal.get(text, ()), whole.get(text, ()), forms.get(text, ()), masks
            )
        return found

    def _selectors(self) -> Iterable[tuple[DetectRule, str, Entry | None]]:
        for rule in self.rules:
            for selector in rule.match.selector:
                if isinstance(selector, str):
                    yield rule, selector, None
                else:
                    for entry in self.entries(selector.lexicon, selector.kinds):
                        yield from ((rule, markup, entry) for markup in entry.markup)

    def _gather_scripts(self) -> None:
        """Literals of resource addresses for one automaton, hosts, and literals of inline scripts."""
        literals: dict[str, list[tuple[DetectRule, Entry | None]]] = {}
        hosts: list[tuple[DetectRule, ScriptMatch]] = []
        inline: list[tuple[DetectRule, str, Entry | None]] = []
        for rule in self.rules:
            for script in rule.match.script:
                for entry in self.entries(script.lexicon, script.kinds) if script.lexicon else ():
                    for text in entry.scripts:
                        literals.setdefault(text, []).append((rule, entry))
                    inline += ((rule, text, entry) for text in entry.inline)
                if script.host:
                    hosts.append((rule, script))
                else:
                    for text in many(script.contains):
                        literals.setdefault(text, []).append((rule, None))
                inline += ((rule, text, None) for text in many(script.inline))
        self.resources = Automaton(literals)
        self.resource_rules = tuple(literals.values())
        self.script_hosts, self.inline = tuple(hosts), tuple(inline)
        self._scripts_by_host: dict[str, tuple[tuple[DetectRule, ScriptMatch], ...]] = {}

    def scripts_of_host(self, host: str) -> tuple[tuple[DetectRule, ScriptMatch], ...]:
        """The script matchers that name a host or a domain above it; remembered."""
        found = self._scripts_by_host.get(host)
        if found is None:
            if len(self._scripts_by_host) > _MAX_REMEMBERED:
                self._scripts_by_host.clear()
            found = tuple(
                (rule, matcher)
                for rule, matcher in self.script_hosts
                if any(host == wanted or host.endswith("." + wanted) for wanted in many(matcher.host))
            )
            self._scripts_by_host[host] = found
        return found

    def entry_of_host(self, lexicon: str, host: str, kinds: Sequence[str]) -> Entry | None:
        """The entry of a lexicon, of one of some kinds, to which a host or a domain above it belongs."""
        table = self._hosts.get(lexicon)
        if table is None:
            table = self._hosts[lexicon] = {}
            for entry in self.entries(lexicon):
                for each in entry.hosts:
                    table.setdefault(each.lower().removeprefix("www."), entry)
        rest = host
        while rest:
            found = table.get(rest)
            if found is not None and (not kinds or found.kind in kinds):
                return found
            rest = rest.partition(".")[2]
        return None

    def _forms(self) -> dict[str, list[Form]]:
        """The forms of those lexicons that a pattern names, by literal."""
        names = {name for clause in self.clauses for name in clause.pattern.lexicons}
        for rule in self.rules:
            for unless in rule.unless:
                for pattern in patterns(unless.phrase, unless.re):
                    names |= pattern.lexicons
        forms: dict[str, list[Form]] = {}
        for name in sorted(set(map(self.alphabet.lexicon, names))):
            for form in self.alphabet.forms.get(name, ()):
                forms.setdefault(form.literal, []).append(form)
        return forms

    def _form_masks(self) -> dict[str, int]:
        """Per lexicon the zones in which some pattern wants its forms."""
        masks: dict[str, int] = {}
        for clause in self.clauses:
            names = set(clause.pattern.lexicons)
            for unless in clause.rule.unless:
                for pattern in patterns(unless.phrase, unless.re):
                    names |= pattern.lexicons
            for name in map(self.alphabet.lexicon, names):
                masks[name] = masks.get(name, 0) | clause.mask
        return masks

    def _by_char(self, by_lex: Mapping[Lex, list[Clause]]) -> dict[str, tuple[Clause, ...]]:
        """The patterns that a lexicon form leads to, by the character that stands for it."""
        found: dict[str, list[Clause]] = {}
        for lex, clauses in by_lex.items():
            for char in self.alphabet.chars_of(lex):
                found.setdefault(char, []).extend(clauses)
        return {char: tuple(clauses) for char, clauses in found.items()}

    def entries(self, lexicon: str, kinds: Sequence[str] = ()) -> tuple[Entry, ...]:
        """The entries of a lexicon, of some kinds; none if there is no such lexicon, which lint reports."""
        found = self.lexicons.get(lexicon, ())
        return tuple(entry for entry in found if entry.kind in kinds) if kinds else found

    def features_of(self, name: str, value: str) -> tuple[str, ...]:
        """The attributes that link matchers ask for, as they write them, that an attribute has; remembered."""
        found = self._features.get((name, value))
        if found is None:
            if len(self._features) > _MAX_REMEMBERED:
                self._features.clear()
            kept = {name, f"{name}={value}", *(f"{name}={word}" for word in value.split())}
            found = self._features[name, value] = tuple(each for each in self._link_features if each in kept)
        return found

    def tests_for(self, name: str) -> tuple[FieldTest, ...]:
        """The field tests whose glob fits a field's name; remembered."""
        found = self._by_name.get(name)
        if found is None:
            if len(self._by_name) > _MAX_REMEMBERED:
                self._by_name.clear()
            # Most names that a page brings along are read by no rule.
            globs = self._globs if self._read.match(name) else ()
            found = tuple([test for glob, test in globs if glob.match(name)])
            self._by_name[name] = found
        return found


def _file(
    clause: Clause,
    by_literal: dict[str, list[Clause]],
    by_lex: dict[Lex, list[Clause]],
    whole: dict[str, list[Clause]],
) -> None:
    """Put a pattern where its anchors lead to it."""
    texts = clause.pattern.texts if clause.rule.match.whole else None
    if texts and max(map(len, texts)) <= _MAX_WHOLE:
        for text in texts:
            whole.setdefault(text.strip(), []).append(clause)
        return
    for anchor in clause.pattern.anchors:
        if isinstance(anchor, Lex):
            by_lex.setdefault(anchor, []).append(clause)
        else:
            by_literal.setdefault(anchor, []).append(clause)


def _target(
    text: str,
    clauses: Sequence[Clause],
    whole: Sequence[Clause],
    forms: Sequence[Form],
    masks: Mapping[str, int],
) -> Target:
    bounded = all(clause.pattern.bounded for clause in clauses)
    form_mask = mask = 0
    for form in forms:
        form_mask |= masks.get(form.lexicon, 0)
    for clause in (*clauses, *whole):
        mask |= clause.mask
    return Target(
        mask=mask | form_mask,
        form_mask=form_mask,
        clauses=tuple(clauses),
        whole=tuple(whole),
        forms=tuple(forms),
        left=bounded and is_word(text[0]),
        right=bounded and is_word(text[-1]),
    )
