"""How the profiles class the words of a label: clear, ambiguous or unclear, in which language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Literal, NamedTuple

from auditor.engine.knowledge import Profile
from auditor.page.text import fold

LabelClass = Literal["clear", "ambiguous", "unclear"]
LabelLanguage = Literal["page", "english"]

GENERAL = "general"
"""The profile that classes label words where no profile in force does."""

_UNKNOWN_LANGUAGE = "en"
_NORWEGIAN = {"nb": "no", "nn": "no"}
_CLASSES: tuple[LabelClass, ...] = ("clear", "ambiguous", "unclear")
# Written without spaces between words, or with vowel signs that are no word characters: no word boundaries there.
_UNSPACED = re.compile("[\u0900-\u0dff\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_BETWEEN_WORDS = re.compile("[^\\w\u0300-\u036f\u064b-\u0652\u0900-\u0dff]+|_+")


class LabelWords:
    """The label words of some profiles; what is compiled of them is remembered."""

    def __init__(self, profiles: Mapping[str, Profile]) -> None:
        self._profiles = profiles
        self._vocabularies: dict[str, re.Pattern[str]] = {}
        self._tables: dict[tuple[str, str | None], _Table] = {}

    def label_class(self, words: str, language: str | None, profiles: Sequence[str]) -> LabelClass | None:
        """How the words of a label are read: the worst class that any profile in force gives them, None if unknown.

        Within a label the longest known words count, and the clearest of them: “Advertorial – Anzeige” says “Anzeige”.
        A profile speaks where one of its own words counts; where none does, the general reading holds.
        """
        text = _words(words)
        readings = [self._table(name, language).read(text) for name in profiles if name in self._profiles]
        own = [reading.label_class for reading in readings if reading is not None and reading.own]
        if own:
            return max(own, key=_CLASSES.index)
        general = self._table(GENERAL, language).read(text)
        return general.label_class if general is not None else None

    def language(self, words: str, language: str | None) -> LabelLanguage | None:
        """Whether the words of a label are among those of the page's language, or of English only; None if of neither."""
        text = _words(words)
        if self._vocabulary(language or _UNKNOWN_LANGUAGE).search(text):
            return "page"
        return "english" if self._vocabulary(_UNKNOWN_LANGUAGE).search(text) else None

    def _vocabulary(self, language: str) -> re.Pattern[str]:
        """All label words that any profile knows in one language."""
        pattern = self._vocabularies.get(language)
        if pattern is None:
            profiles = self._profiles.values()
            words = {_words(word) for profile in profiles for _, word in _labels(profile, language)}
            longest_first = sorted(words, key=lambda word: (-len(word), word))
            # No label holds a line feed.
            pattern = self._vocabularies[language] = _any_of(longest_first or ["\n"])
        return pattern

    def _table(self, name: str, language: str | None) -> _Table:
        table = self._tables.get((name, language))
        if table is None:
            known = self._profiles
            table = self._tables[name, language] = _Table(known.get(name), known.get(GENERAL), language)
        return table


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
    """The label words of a profile in a language, with their classes."""
    if profile is not None and language is not None:
        for label, words in profile.labels.get(_NORWEGIAN.get(language, language), {}).items():
            for word in words:
                yield label, word


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
