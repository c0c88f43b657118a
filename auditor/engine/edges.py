"""What stands at the edges of a text without being what it says: decoration, and the date that ends a line."""

from __future__ import annotations

import re

_DECORATION = " \t\"'-*[](){}|:•·…#./\\<>~=_+!,;▪■●◆►▶▸★☆†‡"
_MONTH = r"(?:jan|feb|m[aä]r|apr|ma[iy]|jun|jul|aug|sep|o[ck]t|nov|de[cz])[^\W\d_]{0,7}\.?"
_WEEKDAY = r"(?:mon|tue|wed|thu|fri|sat|sun)(?:day|sday|nesday|rsday|urday|s)?\.?,?"
_DATED = re.compile(
    r"[ ,.:|·•/(-]*(?<!\w)(?:"
    r"(?:(?:first|last|and|was) )*(?:published|posted|updated|veröffentlicht|aktualisiert|publié|mis à jour|publicado|actualizado|aggiornato|gepubliceerd|publicerad|uppdaterad|publisert|oppdatert|opdateret)\b"
    rf"|(?:on |am |le |el |il )?(?:{_WEEKDAY} )?(?:{_MONTH} \d|\d{{1,2}}\.? {_MONTH} \d|\d{{1,2}}\.? [^\W\d_]{{3,10}}\.? \d{{4}}|\d{{1,4}}[./:年-]\d)"
    r"|\d{1,2} ?[ap]\.?m\b|\d+ (?:hours?|hrs?|minutes?|mins?|days?)\b|(?:today|yesterday) at\b|email the author|\S+@\S+\.\w|(?:19|20)\d\d$|@[a-z]\w{2}"
    r").*",
    re.IGNORECASE,
)


def undecorated(text: str) -> tuple[int, int]:
    """The span of a text without the dashes, brackets, bullets and dots around it."""
    start = len(text) - len(text.lstrip(_DECORATION))
    return start, max(start, len(text.rstrip(_DECORATION)))


def undated(text: str) -> str:
    """The text without the date or address that ends it and what follows, or the mark that was to join one.

    A text that begins with one stays, and so does one that names the author after the date.
    """
    found = None if text[:1].isdigit() else _DATED.search(text, 2)
    text = text[: found.start()] if found and " by " not in found[0].lower() else text
    return text.rstrip(" ,;|-")
