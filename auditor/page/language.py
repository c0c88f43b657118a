"""The language of a page: detected from its text where that is sure, else the declared one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import cast

from resiliparse.parse.lang import detect_fast

from auditor.model import Block, Zone

_TITLED_PROSE = (Zone.LEAD, Zone.BODY, Zone.TITLE)
_KIN = 12
# The detector takes Hindi for Nepali, so of these the page knows better.
_DEVANAGARI = frozenset(("hi", "ne", "mr", "sa"))
# Scripts of one language each; the detector sees only the Latin words of a text on programming that is written in them.
_OWN_SCRIPT = ((re.compile("[\u3040-\u30ff]"), "ja"), (re.compile("[\uac00-\ud7a3]"), "ko"))
_SHARE = 0.1
_SAMPLE = 3000


def language_of(blocks: Sequence[Block], declared: str | None) -> str | None:
    """The primary language subtag, lower case; of the article's text where that is long enough, else of all blocks."""
    sample = _sample([block for block in blocks if block.zone in _TITLED_PROSE])
    if len(sample) < 200:
        sample = _sample(blocks)
    if not sample.isascii():
        for letters, language in _OWN_SCRIPT:
            if len(letters.findall(sample)) > _SHARE * len(sample):
                return language
    guesses = cast("list[tuple[str, int]]", detect_fast(sample, n_results=5)) if len(sample) >= 120 else []
    if guesses:  # the detector has none for what is no language
        detected, distance = guesses[0]
        # Next of kin are told apart by a hair, and short texts are taken for rare languages; there the page
        # knows better.
        if any(name == declared and other <= distance + _KIN for name, other in guesses):
            return declared
        if detected in _DEVANAGARI and declared in _DEVANAGARI:
            return declared
        # Below 800 the detector is right on practically every real page; above it guesses.
        if distance < 800 or declared is None:
            return detected if distance < 1200 else declared
    return declared


def declared(values: Iterable[str | None]) -> str | None:
    """The first language that a page states, as its primary subtag: `de-AT` and `de_AT` are `de`, both kinds of Norwegian `no`."""
    for value in values:
        if value and value[:2].isalpha():
            return value[:2].lower().replace("nb", "no").replace("nn", "no")
    return None


def _sample(blocks: Iterable[Block]) -> str:
    """The text of some blocks, as much as tells the language."""
    texts: list[str] = []
    length = 0
    for block in blocks:
        texts.append(block.text)
        length += len(block.text) + 1
        if length > _SAMPLE:
            break
    return " ".join(texts)[:_SAMPLE]
