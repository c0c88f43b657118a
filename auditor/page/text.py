"""Text normalisation shared by the page and the rules.

`clean` makes the text of a block; `fold` makes the form that phrases are matched on. `fold` never changes
the length, so a match on folded text is a span of the block's own text.
"""

from __future__ import annotations

import re

# Soft hyphen, zero-width and bidirectional controls, byte-order mark, variation selectors: seen by no reader.
# Lone surrogates, which escapes in JSON-LD can make: no UTF-8 can hold them, so no report could.
_INVISIBLE = dict.fromkeys(
    [
        *(
            0xAD,
            0x61C,
            0x180E,
            0xFEFF,
            *range(0x200B, 0x2010),
            *range(0x202A, 0x202F),
            *range(0x2060, 0x2070),
        ),
        *(*range(0xFE00, 0xFE10), *range(0x09), *range(0x0E, 0x20), *range(0x7F, 0xA0)),
        *range(0xD800, 0xE000),
    ]
)
_INVISIBLE[0x85] = " "  # NEL separates words


def clean(text: str) -> str:
    """Collapse white space and drop characters that no reader sees."""
    if text.isprintable() and "  " not in text:
        return text.strip(" ")  # most texts: nothing in them but single spaces and what readers see
    text = " ".join(text.split())
    # Of what is left only controls and format characters are unprintable; asking is much cheaper than translating.
    return text if text.isprintable() else " ".join(text.translate(_INVISIBLE).split())


# One character for one, so that lengths never change. The pairs are tried one after the other because a
# search for one character is a memchr: ten times faster than str.translate on a page of text.
_MARKS = (
    *((char, "'") for char in "‘’‚‛′´`ʼ＇"),
    *((char, '"') for char in "“”„‟″«»‹›＂「」『』"),
    *((char, "-") for char in "‐‑‒–—―−﹘﹣－"),
    *((char, " ") for char in "\u00a0\u3000\u202f"),
    *((chr(0xFF01 + n), chr(0x21 + n)) for n in (7, 8, 11, 14, 25, 58, 60)),  # （ ） ， ／ ： ［ ］
)
_LETTERS = (
    *zip("ıёςάέήίόύώΐΰϊϋ", "iеσαεηιουωιυιυ", strict=True),
    *((chr(0xFF41 + n), chr(0x61 + n)) for n in range(26)),  # full-width letters, after lower-casing
)


def unify(text: str) -> str:
    """Write all dashes, quotes, spaces and full-width punctuation one way; keeps case and length."""
    if text.isascii():
        return text.replace("`", "'")
    for char, plain_char in _MARKS:
        if char in text:
            text = text.replace(char, plain_char)
    return text


def fold(text: str) -> str:
    """Lower-case text and unify quotes, dashes and accents that do not matter, without changing its length."""
    if text.isascii():
        return text.lower().replace("`", "'")
    # İ is the one letter whose lower case is two characters long.
    low = unify(text.replace("İ", "i").lower())
    if low.isascii():
        return low
    for char, plain_char in _LETTERS:
        if char in low:
            low = low.replace(char, plain_char)
    return low


def plain(text: str) -> str:
    """The bare words of a text, folded: what two labels have in common whatever decorates them."""
    return " ".join(re.findall(r"\w+", fold(text)))


def is_endless(text: str) -> bool:
    """Whether a text is in a script of South-East Asia, whose sentences have no mark at their end."""
    return (
        "\u0e00" <= text[-1] <= "\u0eff"
        or "\u1000" <= text[-1] <= "\u109f"
        or "\u1780" <= text[-1] <= "\u17ff"
    )


_LETTERS_ONLY = re.compile(r"[^\W\d_]+")
_SENTENCE = re.compile(r"(?<!\b[apAP]\.[mM])(?<!\bInc)(?<!\b[JS]r)[.!?…]$")
_OPENING = re.compile(r"(?:by|von|par|por|di|door|av|af) ", re.IGNORECASE)
# A longer line that is no list of names has a word without a capital.
_LONGEST_SIGNATURE = 200


def is_signature(text: str) -> bool:
    """Whether a line is names, titles and houses and no sentence: all its longer words have capitals, as in many bylines."""
    if (
        len(text) > _LONGEST_SIGNATURE
        or not (text[:1].isupper() or _OPENING.match(text))
        or _SENTENCE.search(text)
        or text.isupper()
    ):
        return False
    return not any(word[0].islower() for word in _LETTERS_ONLY.findall(text) if len(word) > 4)
