"""Words that a text cites from somebody else: within quotation marks, in a block that says more than that."""

from __future__ import annotations

import re

# An opening straight mark stands before a word, so that a length in inches opens nothing; what is cited is no
# longer than a notice.
_CITED = re.compile(
    r"(?:“[^“”]{4,400}”|„[^„“”]{4,400}[“”]|«[^«»]{4,400}»|»[^«»]{4,400}«|「[^「」]{2,400}」|『[^『』]{2,400}』"
    r"|(?<![^\s(\[:—–-])\"(?=\S)[^\"]{4,400}\"|‘[^‘’]{4,400}’(?=[\s.,;:!?)]|$))"
)
# Fewer letters around the marks and the block is a label in quotation marks.
_LETTERS_AROUND = 20
_LETTER = re.compile(r"[^\W\d_]")


def is_cited(text: str, start: int, end: int) -> bool:
    """Whether text[start:end] lies within quotation marks of a text that has at least twenty letters outside them."""
    words = text[start:end].strip("“”„«»「」『』\"‘’' ")
    if not words:
        return False
    start = text.index(words, start)
    end = start + len(words)
    for found in _CITED.finditer(text):
        if found.start() < start and end < found.end():
            around = text[: found.start()] + text[found.end() :]
            return len(_LETTER.findall(around)) >= _LETTERS_AROUND
    return False
