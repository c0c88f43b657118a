"""Words that a text cites from somebody else: within quotation marks, in a block that says more than that."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import lru_cache
from itertools import chain, islice

# A mark that also closes opens only before a word and after a space, so that neither a length in inches nor what
# stands between two citations is one; what is cited is no longer than a notice.
_CITED = re.compile(
    r"(?:“[^“”]{4,400}”|„[^„“”]{4,400}[“”]|«[^«»]{4,400}»|(?<![^\s(\[])»(?=\S)[^«»]{4,400}«|「[^「」]{2,400}」|『[^『』]{2,400}』"
    r"|(?<![^\s(\[:—–-])\"(?=\S)[^\"]{4,400}\"|‘[^‘’]{4,400}’(?=[\s.,;:!?)]|$))"
)
_REACH = 450
# Fewer letters around the marks and the block is a label in quotation marks.
_LETTERS_AROUND = 20
_LETTER = re.compile(r"[^\W\d_]")


def is_cited(text: str, start: int, end: int) -> bool:
    """Whether text[start:end] lies within quotation marks of a text that has at least twenty letters outside them."""
    words = text[start:end].strip("“”„«»「」『』\"‘’' ")
    if not words:
        return False
    # Nothing farther off can open or close the marks: a text full of matches is read once for each of them.
    low = max(0, start - _REACH)
    text = text[low : end + _REACH]
    start = text.index(words, start - low)
    end = start + len(words)
    spans = _citations(text)
    at = bisect_left(spans, (start, start)) - 1
    if at < 0 or end >= spans[at][1]:
        return False
    low, high = spans[at]
    letters = chain(_LETTER.finditer(text, 0, low), _LETTER.finditer(text, high))
    return next(islice(letters, _LETTERS_AROUND - 1, None), None) is not None


@lru_cache(maxsize=64)
def _citations(text: str) -> tuple[tuple[int, int], ...]:
    """Where a text cites; remembered, since a block may hold a thousand matches."""
    return tuple([found.span() for found in _CITED.finditer(text)])
