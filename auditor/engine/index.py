"""Rules made ready to run: every pattern filed under its literal anchors, every other matcher by what finds it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fnmatch import translate
from functools import cache
from re import Pattern as Regex
from re import compile as compile_re

from auditor.engine.clauses import FieldTest, Prepared, clauses_of, tested
from auditor.engine.detect_rule import DetectRule, ScriptMatch
from auditor.engine.filing import Filing
from auditor.engine.forms import Alphabet
from auditor.engine.knowledge import Entry, Lexicon
from auditor.engine.phrases import Automaton
from auditor.engine.shapes import many
from auditor.engine.signatures import SignatureIndex
from auditor.page.address import is_within

_GLOB = frozenset("*?[")
_MAX_REMEMBERED = 5_000  # names and hosts that an index keeps in mind


@cache
def _any_glob(names: tuple[str, ...]) -> Regex[str]:
    """Finds what fits one of those names that hold a wildcard; most are plain, and compiling them all takes long."""
    globs = [translate(name) for name in names if not _GLOB.isdisjoint(name)]
    return compile_re("|".join(globs) if globs else r"(?!)")


def _fits(names: tuple[str, ...], name: str) -> bool:
    return name in names or _any_glob(names).match(name) is not None


class Index:
    """The detect rules of one ruleset that a language lets run.

    `base` is the index of rules that all are among these: what it has filed and its automaton serve here too, since
    most rules run for every language and to file them again took longer than all the rest.
    """

    def __init__(
        self,
        rules: Iterable[DetectRule],
        alphabet: Alphabet,
        signatures: Mapping[str, SignatureIndex],
        lexicons: Mapping[str, Lexicon],
        prepared: dict[str, Prepared],
        base: Index | None = None,
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
        self._names = dict.fromkeys(name for test in self.field_tests for name in test.names)
        self._read = _any_glob(tuple(self._names))
        self._by_name: dict[str, tuple[FieldTest, ...]] = {}
        added = [rule for rule in self.rules if base is None or rule.id not in base.order]
        self.filing: Filing = Filing(
            [(rule, prepared[rule.id][2]) for rule in added],
            alphabet,
            base.filing if base is not None else None,
        )
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
                if any(is_within(host, wanted) for wanted in many(matcher.host))
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
            tests = self.field_tests if name in self._names or self._read.match(name) else ()
            found = tuple([test for test in tests if _fits(test.names, name)])
            self._by_name[name] = found
        return found
