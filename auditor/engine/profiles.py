"""Which profiles are in force on a page, and how they class the words of its label."""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING, Literal, NamedTuple, cast

from auditor.page.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from auditor.engine.knowledge import Profile
    from auditor.engine.load import Ruleset
    from auditor.model import Evidence

LabelClass = Literal["clear", "ambiguous", "unclear"]

GENERAL = "general"
"""The profile that classes label words where no profile in force does."""

_UNKNOWN_LANGUAGE = "en"

_EVERYWHERE = ("google", "newsroom")
_CLASSES: tuple[LabelClass, ...] = ("clear", "ambiguous", "unclear")
# Written without spaces between words, or with vowel signs that are no word characters: no word boundaries there.
_UNSPACED = re.compile("[\u0900-\u0dff\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_BETWEEN_WORDS = re.compile("[^\\w\u0300-\u036f\u064b-\u0652\u0900-\u0dff]+|_+")


def choose_profiles(
    language: str | None, host: str, evidence: Iterable[Evidence], ruleset: Ruleset
) -> tuple[str, ...]:
    """The profiles of a page for which nobody named any: one jurisdiction, and what holds everywhere.

    The ending of the host decides on the jurisdiction before the language does; a language that no profile claims
    leaves it open. `programmes` is added where the page has affiliate links or scripts, `reprint` where it credits
    somebody else for the text.
    """
    known = ruleset.profiles
    signals = {item.signal for item in evidence}
    jurisdiction = _by_host(host, known.values()) or _by_language(
        language or _UNKNOWN_LANGUAGE, known.values()
    )
    chosen = [jurisdiction, *_EVERYWHERE] if jurisdiction else [*_EVERYWHERE]
    if signals & {"affiliate.link", "affiliate.script"}:
        chosen.append("programmes")
    if signals & {"origin.wire", "origin.wire-joint", "origin.syndicated"}:
        chosen.append("reprint")
    return tuple(name for name in chosen if name in known)


def _by_host(host: str, profiles: Iterable[Profile]) -> str | None:
    ending = host.rstrip(".").rsplit(".", 1)[-1].lower()
    return next((profile.profile for profile in profiles if ending in profile.hosts), None)


def _by_language(language: str | None, profiles: Iterable[Profile]) -> str | None:
    return next((profile.profile for profile in profiles if language in profile.languages), None)


def label_class(
    words: str, language: str | None, profiles: Sequence[str], ruleset: Ruleset
) -> LabelClass | None:
    """How the words of a label are read: the worst class that any profile in force gives them, None if unknown.

    Within a label the longest known words count, and the clearest of them: “Advertorial – Anzeige” says “Anzeige”.
    A profile speaks where one of its own words counts; where none does, the general reading holds.
    """
    text = _words(words)
    readings = [_table(name, language, ruleset).read(text) for name in profiles if name in ruleset.profiles]
    own = [reading.label_class for reading in readings if reading is not None and reading.own]
    if own:
        return max(own, key=_CLASSES.index)
    general = _table(GENERAL, language, ruleset).read(text)
    return general.label_class if general is not None else None


def label_language(words: str, language: str | None, ruleset: Ruleset) -> Literal["page", "english"] | None:
    """Whether the words of a label are among those of the page's language, or of English only; None if of neither."""
    text = _words(words)
    for spoken, name in ((language or _UNKNOWN_LANGUAGE, "page"), (_UNKNOWN_LANGUAGE, "english")):
        if _vocabulary(spoken, ruleset).search(text):
            return cast("Literal['page', 'english']", name)
    return None


def _vocabulary(language: str, ruleset: Ruleset) -> re.Pattern[str]:
    """All label words that any profile knows in one language; remembered with the rules."""
    key = ("vocabulary", language)
    pattern = ruleset.indexes.get(key)
    if pattern is None:
        words = {
            _words(word)
            for profile in ruleset.profiles.values()
            for classed in profile.labels.get(_NORWEGIAN.get(language, language), {}).values()
            for word in classed
        }
        longest_first = sorted(words, key=lambda word: (-len(word), word))
        pattern = _any_of(longest_first or ["\n"])  # no label holds a line feed
        ruleset.indexes[key] = pattern
    return cast("re.Pattern[str]", pattern)


class _Reading(NamedTuple):
    label_class: LabelClass
    own: bool


class _Table:
    """The label words of one profile over those of the general reading, in a page's language and in English."""

    def __init__(self, profile: Profile | None, general: Profile | None, language: str | None) -> None:
        self._readings: dict[str, _Reading] = {}
        for source in (general, profile):
            for spoken in ("en", language):
                for label, word in _labels(source, spoken):
                    self._readings[_words(word)] = _Reading(label, source is profile)
        longest_first = sorted(self._readings, key=len, reverse=True)
        self._pattern = _any_of(longest_first) if longest_first else None

    def read(self, text: str) -> _Reading | None:
        """The clearest reading of the longest known words in a text made by `_words`."""
        if self._pattern is None:
            return None
        found = [self._readings[match.group()] for match in self._pattern.finditer(text)]
        return min(found, key=lambda reading: _CLASSES.index(reading.label_class), default=None)


def _labels(profile: Profile | None, language: str | None) -> Iterator[tuple[LabelClass, str]]:
    if profile is not None and language is not None:
        for label, words in profile.labels.get(_NORWEGIAN.get(language, language), {}).items():
            for word in words:
                yield label, word


_NORWEGIAN = {"nb": "no", "nn": "no"}


def _is_spaced(word: str) -> bool:
    return _UNSPACED.search(word) is None


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    """Finds the first of some words that fits; neighbours share their boundaries, which compiles in half the time."""
    stretches = []
    for is_spaced, stretch in groupby(words, _is_spaced):
        either = "|".join(map(re.escape, stretch))
        stretches.append(rf"(?<!\w)(?:{either})(?!\w)" if is_spaced else either)
    return re.compile("|".join(stretches))


def _words(text: str) -> str:
    """The bare words of a label: folded, one space between them."""
    return _BETWEEN_WORDS.sub(" ", fold(text)).strip()


def _table(name: str, language: str | None, ruleset: Ruleset) -> _Table:
    key = ("labels", name, language)
    table = ruleset.indexes.get(key)
    if not isinstance(table, _Table):
        profiles = ruleset.profiles
        table = ruleset.indexes[key] = _Table(profiles.get(name), profiles.get(GENERAL), language)
    return table
