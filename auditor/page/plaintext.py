"""A page that somebody saved as text: lines instead of elements.

The text of the article is the stretch with most long lines for its short ones; the headline is the line before it
that says most of what the text speaks of; what follows is the trailer until the first repeated or title-like line.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise

from auditor.model import Block, Place, Zone
from auditor.page.text import clean, is_endless, is_signature, plain
from auditor.page.zones import SCOPES

_SENTENCE_END = re.compile(r"[.!?…。！？：:।॥۔؟][\"'”’»)\]」』）]?$")
# A sentence with who signs it: … in autumn. (abc/xyz)
_SIGNED = re.compile(r"[.!?…][\"'”’»]? ?[(\[][\w/., -]{2,24}[)\]]\.?$")
# MADRID (EFE) .- The | NAIROBI, Nov 3 (Reuters) - The | (AP) - The: a line that opens so is the first of the text.
_DATELINE = re.compile(
    r"(?:(?P<place>[^\W\d_][^()|:;!?]{1,58}?) ?,? )?[(] ?[^\W\d_][\w ./-]{0,24}[)] ?(?P<mark>[.,:]? ?(?:[-–—_]+|=)) ?(?=[\"“«¿¡]?\w)"
)
_OPENERS = frozenset(("by", "von", "par", "por", "author", "published", "posted", "updated"))
_JOINERS = frozenset(("and", "of", "the", "for", "und", "et", "y", "with", "mit", "|", "/", "•", "-", "·"))
_LONG = 80
# The opening of a text alone may be a short sentence.
_SHORT = 25
# Lines of a text that was wrapped at a column are this long, and at most that.
_WRAPPED, _COLUMN = 50, 100
# So much is running text also where it ends with a bracket or a signature.
_PARAGRAPH = 240
# What a short line costs a stretch of running text, in characters: a subheading or pull quote, and an item of a list
# that is longer than the entries of menus.
_SHORT_COST, _ITEM_COST = 40, 12
_ITEM = re.compile(r"(?:[*•·‣▪+–-]|#{2,6}|\d{1,2}[.)]) .{30}")
# What programs that save pages as text put before an item, and Markdown before a heading.
_BULLET = re.compile(r"^(?:[*•·‣▪]|#{1,6}) (?=\S)")
_HEAD_REACH = 40
# Between headline and text, what is this near to one of them is about the article: a menu or gallery may stand there, too.
_BELOW, _ABOVE = 8, 4
# What tells of a text stands in so many lines before it; so many paragraphs about the site may come first.
_HEAD, _BEFORE_HEAD = 6, 3
# The opening of a text speaks of what its headline says.
_OPENING = 3_000
_WORD = re.compile(r"[^\W\d_]{4,}|\d{2,}")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{2,}")
_DATE = re.compile(r"\b(?:19|20)\d\d\b|\d:\d\d")
_CAPTION = re.compile(r"©|\(c\)|\b(?:photo|foto|bild|image|getty)s?\b ?[:/(]|https?:|@", re.IGNORECASE)
# So many lines in a row, none longer than this, are a menu.
_MENU, _ENTRY = 4, 40


def lay_out(text: str, title: str | None = None) -> tuple[Block, ...]:
    """Lay out plain text as blocks, one for each line that is not empty.

    `title` is the headline where it is kept apart from the text; short lines that open the text then stand below it.
    """
    lines = _lines(text)
    keys = [plain(line) for line in lines]
    repeats = Counter(keys)
    first, last = _stretch(lines)
    if title is not None and first < 0:
        first, last = _stretch(lines, _SHORT)
    headline = _headline(lines, keys, repeats, first, last) if title is None else _told(keys, title, first)
    end = _trailer_end(lines, keys, repeats, last)
    menus = _menus(text)
    blocks = []
    for index, line in enumerate(lines):
        zone, place = _zone(index, line, headline, first, last, end)
        if zone is Zone.LABEL and line in menus and index + 1 != headline:
            zone, place = Zone.NAV, Place.OUTSIDE
        blocks.append(
            Block(
                index=index, text=_BULLET.sub("", line, count=1), zone=zone, scope=SCOPES[zone], place=place, repeats=repeats[keys[index]],
                near_headline=headline is not None and abs(index - headline) <= 3,
            )
        )  # fmt: skip
    return tuple(blocks)


def _menus(text: str) -> frozenset[str]:
    """The lines of menus: four or more short ones in a row, with an empty line before and after."""
    found: set[str] = set()
    group: list[str] = []
    for each in (*text.splitlines()[:20_000], ""):
        if line := clean(each):
            group.append(line)
            continue
        if len(group) >= _MENU and all(len(line) <= _ENTRY for line in group):
            found.update(group)
        group = []
    return frozenset(found)


def _lines(text: str) -> list[str]:
    """The lines that are not empty; those of a text that was wrapped at a column are joined to paragraphs."""
    raw = text.splitlines()[:20_000]
    lines = [line for each in raw if (line := clean(each))]
    if not _is_wrapped(lines):
        return lines
    joined: list[str] = []
    open_ended = False
    for each in raw:
        line = clean(each)
        if line and open_ended and not each[0].isspace():
            joined[-1] += f" {line}"
        elif line:
            joined.append(line)
        open_ended = len(line) >= _WRAPPED
    return joined


def _is_wrapped(lines: list[str]) -> bool:
    """Whether most lines end at about the same column and few of them with a sentence."""
    full = [line for line in lines if len(line) >= _WRAPPED]
    if len(full) < 8 or len(full) * 2 < len(lines) or max(map(len, lines)) > _COLUMN:
        return False
    return sum(_SENTENCE_END.search(line) is not None for line in full) * 3 < len(full)


def _is_dated(line: str) -> bool:
    """Whether a line opens with a place, a sender in brackets and a dash, and is no headline with a bracket in it.

    The place is in capitals, has a date behind it, or is left out; or else a sentence ends the line.
    """
    found = _DATELINE.match(line)
    if found is None or len(line) - found.end() < _SHORT:
        return False
    place = found["place"]
    told = (
        place is None
        or place.partition(",")[0].isupper()
        or "." in found["mark"]
        or any(map(str.isdigit, place))
    )
    return told or _SENTENCE_END.search(line) is not None


def _is_long(line: str, least: int = _LONG) -> bool:
    if _is_dated(line):
        return True
    length = _length(line)
    ends = is_endless(line) or bool(_SENTENCE_END.search(line) or _SIGNED.search(line))
    return length >= _PARAGRAPH or (length >= least and ends and not is_signature(line))


def _length(line: str) -> int:
    """The characters of a line, those of CJK three times: a headline has ten of them, a sentence thirty."""
    return len(line) * 3 if line[len(line) // 2] > "\u2e80" else len(line)


def _is_byline(line: str) -> bool:
    """Whether a line opens like a byline, or is names with marks or joining words between them and no sentence."""
    words = line.split()
    if words[0].lower().rstrip(":") in _OPENERS:
        return True
    joined = any(mark in line for mark in (",", "|", "/", "•", " and "))
    return joined and all(word in _JOINERS or not word[0].islower() for word in words)


def _stretch(lines: list[str], least: int = _LONG) -> tuple[int, int]:
    """The first and last line of the stretch with most running text; (-1, -1) where there is none.

    Every short line in it counts against it, so that a list may interrupt a long text and a menu ends it.
    """
    best, best_mass = (-1, -1), 0
    start = -1
    mass = 0
    for index, line in enumerate(lines):
        if not _is_long(line, least):
            mass -= _ITEM_COST if _ITEM.match(line) else _SHORT_COST
            continue
        if start < 0 or mass <= 0:
            start, mass = index, 0
        mass += len(line)
        if mass > best_mass:
            best, best_mass = (start, index), mass
    return _after_head(lines, best, least) if best[0] >= 0 else best


def _after_head(lines: list[str], stretch: tuple[int, int], least: int) -> tuple[int, int]:
    """A stretch without the few paragraphs about the site that stand before its own head: who wrote it, and when."""
    first, last = stretch
    weight = sum(map(len, lines[first : last + 1]))
    paragraphs = [index for index in range(first, last + 1) if _is_long(lines[index], least)]
    for before, index in reversed(tuple(pairwise(paragraphs[: _BEFORE_HEAD + 1]))):
        gap = lines[max(before + 1, index - _HEAD) : index]
        if sum(map(_is_signed, gap)) > 1 and sum(map(len, lines[index : last + 1])) > weight / 2:
            return index, last
    return stretch


def _headline(lines: list[str], keys: list[str], repeats: Counter[str], first: int, last: int) -> int | None:
    """The line above the text that says most of what the text speaks of, with a date or byline below it."""
    if first < 0:
        return None
    told = _words(" ".join(lines[first : last + 1])[:_OPENING])
    best, best_score = None, 0.0
    for index in range(first - 1, max(-1, first - _HEAD_REACH), -1):
        score = _likeness(lines[index], told)
        if score > 0:
            score += 30 if repeats[keys[index]] > 1 else 0
            score += 35 if any(map(_is_signed, lines[index + 1 : index + 7])) else 0
        if score > best_score:
            best, best_score = index, score
    if best is None:
        return None
    # Said twice with a date and a sender in between, the first one is the headline.
    return next((at for at in range(max(0, best - _HEAD_REACH), best) if keys[at] == keys[best]), best)


def _likeness(line: str, told: frozenset[str]) -> float:
    """How much a line is like the headline of a text that uses those words; the weights were tried on saved pages."""
    length = _length(line)
    if not 12 <= length <= 220 or " > " in line or _CAPTION.search(line):
        return 0
    words = _words(line)
    score = min(length, 50) + 140 * len(words & told) / max(len(words), 3)
    if line.startswith("# "):
        score += 100
    elif _BULLET.match(line):
        score -= 90
    if _is_byline(line):
        score -= 40
    if _SENTENCE_END.search(line) and not line.endswith(("?", "!", "？", "！")):
        score -= 80  # notes and standfirsts are sentences, headlines seldom have a full stop
    return score


def _is_signed(line: str) -> bool:
    """Whether a line tells when or by whom."""
    return _DATE.search(line) is not None or _is_byline(line)


def _words(text: str) -> frozenset[str]:
    """The words of a text without endings: six letters of each of four or more, pairs of characters where no blanks stand."""
    folded = text.lower()
    cjk = [word[at : at + 2] for word in _CJK.findall(folded) for at in range(len(word) - 1)]
    return frozenset([*(word[:6] for word in _WORD.findall(folded)), *cjk])


def _told(keys: list[str], title: str, first: int) -> int | None:
    """The line that repeats a headline known from elsewhere; -1 where the text goes on below it, None without any text."""
    key = plain(title)
    found = next((at for at in range(min(len(keys), _HEAD_REACH)) if keys[at] == key), -1)
    return found if found >= 0 or 0 <= first <= _HEAD_REACH else None


def _trailer_end(lines: list[str], keys: list[str], repeats: Counter[str], last: int) -> int:
    """The line after the trailer: at most six lines, ending where other stories begin."""
    end = last + 1
    while 0 <= last < end < min(len(lines), last + 7):
        # Whoever signs the text does so in the very next line, whatever follows.
        if repeats[keys[end]] > 1 or (last + 1 < end < len(lines) - 1 and repeats[keys[end + 1]] > 1):
            break
        end += 1
    return end


def _zone(index: int, line: str, headline: int | None, first: int, last: int, end: int) -> tuple[Zone, Place]:
    if index == headline:
        return Zone.TITLE, Place.ABOVE_TITLE
    if first <= index <= last and first >= 0:
        early = index - first < 2
        if index == last > first:
            return (Zone.LEAD if early else Zone.BODY), Place.END  # agencies sign inside the last paragraph
        return (Zone.LEAD, Place.LEAD) if early else (Zone.BODY, Place.BODY)
    if headline is not None and headline < index < first:
        if index - headline > _BELOW and first - index > _ABOVE:
            return Zone.NAV, Place.OUTSIDE
        return (Zone.BYLINE if len(line) < 160 else Zone.LEAD), Place.BELOW_TITLE
    if headline is not None and headline - 3 <= index < headline and len(line) < 160:
        return Zone.LABEL, Place.ABOVE_TITLE
    if 0 <= last < index < end:
        return Zone.TRAILER, Place.END
    if index > last >= 0:
        return Zone.TEASER, Place.OUTSIDE
    return Zone.NAV, Place.OUTSIDE
