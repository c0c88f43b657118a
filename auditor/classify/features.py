"""What the classifier sees of a page: masked words and countable style. Pure.

Features are made the same way whatever the page was (HTML, CMS fragment, plain text), so that the model cannot
learn the file format. Counts of markup (links, subheadings, lists) were tried and left out: over four draws of
held-out sites they gained nothing. Give-aways (label words, agency names, datelines, the site's own name) are
masked: the rules read those; the model is for what no label says.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct

from auditor.classify.masked import FURNITURE, MASKED
from auditor.classify.words import CONCEPTS, LANGUAGES, lexicon
from auditor.model import Extent, Zone

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from auditor.page.page import Page

# Words are counted in this much of a text; measured: 4,000 characters cost three points of macro-F1, more than
# 12,000 gain nothing.
MAX_CHARACTERS = 12_000
# Sentences, numbers and capitals are counted in this much: a sample tells their rate.
SAMPLE = 4000
_LEDE_WORDS = 45
# Characters from which a block of a plain text is a paragraph and no line of a menu.
_PARAGRAPH = 100
_HEADLINE = 500

_WORD = re.compile(r"[^\W\d_]+")
# The same for the Latin alphabet, in half the time.
_LATIN = re.compile(r"[a-zß-öø-ɏ]+")
# And again in half of that, where none of the letters is beyond Latin-1: all else becomes a space.
_BEYOND = re.compile(r"[Ā-ɏ]")
_LETTERS = bytes(byte if _LATIN.match(chr(byte)) else ord(" ") for byte in range(256))
_ENDS = re.compile(r"[.!?…]+[\"')\]]*(?=\s|$)")
_NUMBER = re.compile(r"[0-9][0-9.,:]*")
# Three or more, and a whole word: what begins with a set of letters is searched four times as fast as `\b`.
_CAPITALS = re.compile(r"[A-ZÀ-ÖØ-Þ](?<!\w.)[A-ZÀ-ÖØ-Þ]{2,}\b")
_EMOJI = re.compile("[\U0001f300-\U0001faff\u2600-\u27bf]")
# A dateline: a place, perhaps a date, then an agency in brackets or a dash.
_DATELINE = re.compile(
    r"[^\W\d_a-z][\w.'’ -]{1,40}(?:[/,] ?[\w.'’ -]{1,40}){0,4}\s*(?:\([^)]{2,60}\)\s*[.,:]*\s*[-–—_]*|[-–—_]{1,2}\s)\s*"
)
_MARKS = (
    ("exclamation marks", "!"),
    ("question marks", "?"),
    ("quotation marks", '"“”„«»'),
    ("brackets", "("),
    ("percent signs", "%"),
    ("colons", ":"),
    ("semicolons", ";"),
    ("amounts of money", "$€£¥"),
    ("trademark signs", "®™"),
    ("web and mail addresses", ("http", "www.", "@")),
)
_CHAT = ("t", "re", "ll", "ve", "m", "d")
_NAMES = tuple(CONCEPTS)
_LEDE_CONCEPTS = (
    "weekday", "today", "said", "sources", "announce", "you", "we", "i", "state", "police", "call", "offer",
    "product", "verdict", "company",
)  # fmt: skip
_LEDE_NUMBERS = tuple(map(_NAMES.index, _LEDE_CONCEPTS))

STYLE_NAMES: tuple[str, ...] = (
    *(f"text: {text}" for text, _ in CONCEPTS.values()),
    *(f"text: {name}" for name, _ in _MARKS),
    "text: numbers",
    "text: words in capitals",
    "text: contractions (don't, it's)",
    "text: emoji",
    "text: long sentences",
    "text: a long first sentence",
    "text: long words",
    "text: different words",
    *(f"opening: {CONCEPTS[name][0]}" for name in _LEDE_CONCEPTS),
)


class Excerpt(NamedTuple):
    """What the classifier reads of a page, so that the page itself can be let go.

    `own` are words of the site's name, which are masked. `language` is a two-letter code, None where it is not known.
    """

    title: str
    text: str
    language: str | None
    own: frozenset[str] = frozenset()


class Features(Struct, frozen=True, gc=False):
    """What is known of one text.

    `counts` are its words, lower case and without masked ones; `style` follows `STYLE_NAMES`, where NaN says
    that there was too little to measure. `length` counts all words.
    """

    counts: dict[str, int]
    style: tuple[float, ...]
    length: int


def excerpt_of(page: Page) -> Excerpt:
    """Take from a page what the classifier reads of it."""
    own = frozenset(word for word in _WORD.findall(page.host) if len(word) > 3)
    return Excerpt(page.title or "", article_text(page), page.language, own)


def features_of(page: Page) -> Features:
    """Read the features of a page's article."""
    return features_of_text(*excerpt_of(page))


def article_text(page: Page) -> str:
    """The prose of the article, at most `MAX_CHARACTERS`; all that is no furniture where no article was found."""
    blocks, body, bare = page.blocks, page.prose, page.capture.extent is Extent.TEXT
    if bare:
        # A plain text is laid out by guesses; a paragraph is the article's, whatever they say.
        body = tuple(
            block for block in blocks
            if block.zone in (Zone.LEAD, Zone.BODY) or (block.zone is not Zone.TITLE and len(block.text) >= _PARAGRAPH)
        )  # fmt: skip
    prose = [block.text for block in body]
    found = sum(map(len, prose))
    if page.capture.extent is not Extent.PAGE or found < 400:
        furniture = {Zone.OVERLAY, Zone.FOOTER, Zone.AD_SLOT, Zone.TITLE}
        if not bare:
            furniture.add(Zone.NAV)
        rest = [block.text for block in blocks if block.zone not in furniture]
        # Half of a text outside the body: the layout was not understood, so nothing is left out.
        if found < 0.5 * sum(map(len, rest)):
            prose = rest
    return "\n".join(prose)[:MAX_CHARACTERS]


def features_of_text(
    title: str, text: str, language: str | None, own: frozenset[str] = frozenset()
) -> Features:
    """Read the features of a bare text; the headline's words count like the text's, for a plain text may hold it.

    `own` are words of the site's name, which are masked.
    """
    dateline = _DATELINE.match(text)
    if dateline:
        text = text[dateline.end() :]
    text = text[:MAX_CHARACTERS]
    find = _latin_words if language in LANGUAGES else _WORD.findall
    words, headline = find(text.lower()), find(title[:_HEADLINE].lower())
    counts = Counter(words)
    counts.update(headline)
    chat = sum(counts.get(word, 0) for word in _CHAT)
    for hidden in counts.keys() & (MASKED | own):
        del counts[hidden]
    known = lexicon(language)
    rates = _rates(text, counts, known, chat)
    for hidden in counts.keys() & FURNITURE:
        del counts[hidden]
    style = (*rates, *_shape(text[:SAMPLE], words[:250]), *_opening(words[:_LEDE_WORDS], known))
    return Features(counts=counts, style=style, length=len(words) + len(headline))


def features_of_opening(text: str, words: int, language: str | None) -> Features:
    """Read the features of the first words of a text, as of a fragment without a headline."""
    return features_of_text("", " ".join(text.split(" ", words)[:words]), language)


def _latin_words(text: str) -> list[str]:
    """The runs of Latin letters in a text of small letters."""
    if _BEYOND.search(text):
        return _LATIN.findall(text)
    return text.encode("latin-1", "replace").translate(_LETTERS).decode("latin-1").split()


def _rates(text: str, counts: Mapping[str, int], known: Mapping[str, int], chat: int) -> list[float]:
    """How often things occur in 100 words, on a logarithmic scale."""
    found = [0.0] * len(CONCEPTS)
    for word in counts.keys() & known.keys():
        found[known[word]] += counts[word]
    found += [sum(map(text.count, marks)) for _, marks in _MARKS]
    total = max(sum(counts.values()), 20)
    sample = text[:SAMPLE]
    share = len(text) / max(len(sample), 1)
    found += [
        len(_NUMBER.findall(sample)) * share,
        len(_CAPITALS.findall(sample)) * share,
        chat,
        0 if sample.isascii() else len(_EMOJI.findall(sample)) * share,
    ]
    return [math.log1p(count * 100 / total) for count in found]


def _shape(sample: str, words: Sequence[str]) -> list[float]:
    ends = [match.start() for match in _ENDS.finditer(sample)]
    total = sample.count(" ") + 1
    first = sample.count(" ", 0, ends[0]) + 1 if ends else total
    return [
        math.log1p(min(total / max(len(ends), 1), 60)),
        math.log1p(min(first, 60)),
        sum(map(len, words)) / max(len(words), 1),
        len(set(words)) / len(words) if len(words) >= 100 else math.nan,
    ]


def _opening(words: Sequence[str], known: Mapping[str, int]) -> list[float]:
    concepts = set(map(known.get, words))
    return [float(number in concepts) for number in _LEDE_NUMBERS]
