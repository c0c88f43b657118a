"""Who and what the page says it is: title, author, publisher, date, language."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from auditor.model import Subject, Zone
from auditor.page.dates import published_on
from auditor.page.hints import is_author
from auditor.page.text import plain

if TYPE_CHECKING:
    from auditor.page.page import Page

_BYLINE = re.compile(
    r"^(?:written |words |text |posted |story |published )?(?:(?:by|von|par|por|di|door|av|af|przez)\s*[:.]?|"
    r"(?:autor[ae]?|autorin|auteur|author|reporter|text)\s*:)\s+(?P<names>\S.{1,100})$",
    re.IGNORECASE,
)
_SPLIT = re.compile(r"\s*(?:,|;|\||/| and | und | et | y | e | en | og | och | & )\s*")
_CUT = re.compile(
    r"(?:^|,?\s+)(?:[|•·–—@-]|updated|published|posted|in |on |am |le |el |at |\d{1,2}[./]\d|\d{1,2}:\d\d|(?:19|20)\d\d).*$",
    re.IGNORECASE,
)
# What pages write around the name into the same field; a preposition alone may be the name's own ("Von Braun").
_POSTED = r"(?:posted|eingestellt|publicado|publicada|publié|postato|pubblicato|geplaatst|gepostet|written)"
_BEFORE = re.compile(
    rf"(?:\S.*\d.*?\bby |{_POSTED} (?:by|von|par|por|da|door)\b|by\b|(?:von|par|por|door)(?= \S+ \S))[\s:]*|{_POSTED}$",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r"(?:^|,?\s+)(?:[|•·–—-]\s*)?(?:@|\S+@|updated |published |\d{1,2}[./]\d|\d{1,2}:\d\d|"
    r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.? \d).*$",
    re.IGNORECASE,
)
_NO_AUTHOR = re.compile(
    r"https?://|@|(?:illustrations?|photographs?|photos?|fotos?|pictures?|bild(?:er)?) (?:by|von|de|di)\b",
    re.IGNORECASE,
)
_STOP = re.compile(r"(?<=[^\W\d_]{4})\.$")  # behind a whole word it is no abbreviation's
_TAG = re.compile(r"<[^<>]*>")
# Two to five words without figures: no "View all posts (23)", no "Follow".
_NAME = re.compile(r"[^\W\d_][^\d<>@|:!?]{1,30}(?: [^\d\s<>@|:!?]{1,30}){1,4}")
_INVITING = re.compile(
    r"(?:all|see|view|more|follow|read|about|meet|visit|contact|alle|mehr|voir|ver)\b", re.IGNORECASE
)
_BYLINE_ZONE = Zone.BYLINE
_STEM = 0.55  # of the longer form of a word that its ending leaves as it is
_TELLING = 6  # letters that are no common part of other houses' names
_LONGEST = 120
_FIGURE = re.compile(r"\d")
_SIGNED = (Zone.BYLINE, Zone.LABEL, Zone.TRAILER)
_PUBLISHING = re.compile(r"(?:published|posted)\b", re.IGNORECASE)
_AUTHORS = ("ld.author.name", "md.author.name", "meta.author", "meta.article:author", "meta.parsely-author", "meta.byl",
            "meta.dc.creator", "meta.sailthru.author", "ld.creator.name", "item.author")  # fmt: skip
_PUBLISHERS = (
    "ld.publisher.name",
    "md.publisher.name",
    "meta.publisher",
    "meta.dc.publisher",
    "ld.sourceorganization.name",
    "item.publisher",
)
_SITES = ("og.site_name", "meta.application-name", "ld-website.name", "ld-organization.name",
          "ld-newsmediaorganization.name", "item.site_name", "item.domain")  # fmt: skip


def subject_of(page: Page) -> Subject:
    """Describe the article that a page holds."""
    capture = page.capture
    return Subject(
        uri=capture.uri,
        final_uri=capture.final_uri,
        canonical=value_of(page, "canonical"),
        title=page.title,
        site_name=value_of(page, *_SITES),
        language=page.language,
        published=published_on(page),
        byline=byline_of(page),
        publisher=value_of(page, *_PUBLISHERS),
        page_type=page.page_type,
        captured_at=capture.captured_at,
        content_sha256=capture.sha256,
        extent=capture.extent,
        source=capture.source,
    )


def value_of(page: Page, *names: str) -> str | None:
    """The value of the first of the named fields that the main entity has."""
    said = page.said
    for name in names:
        if name in said:
            return said[name][0]
    return None


def values_of(page: Page, *names: str) -> tuple[str, ...]:
    """Every value of the named fields of the main entity, without repetition."""
    said = page.said
    known = [name for name in names if name in said]
    if len(known) < 2:
        return tuple(dict.fromkeys(said[known[0]])) if known else ()
    return tuple(dict.fromkeys([field.value for field in page.fields if field.main and field.name in known]))


def byline_of(page: Page) -> tuple[str, ...]:
    """The names of the authors: from structured data, else from the line that says "By …", else from links to authors."""
    for name in _AUTHORS:
        authors = [author_of(value) for value in values_of(page, name) if len(value) <= _LONGEST]
        names = tuple(dict.fromkeys(filter(None, authors)))
        if names:
            # The name alone, where the page has it once alone and once with a title.
            return tuple(
                each for each in names if not any(each != name and _holds(each, name) for name in names)
            )
    line = visible_byline(page)
    found = _BYLINE.match(line) if line else None
    if found is None:
        return _linked_authors(page)
    said = _CUT.sub("", found["names"])
    return tuple(part for part in _SPLIT.split(said) if 1 < len(part) <= 80 and not _FIGURE.search(part))


def _holds(line: str, name: str) -> bool:
    """Whether a name stands at the start or the end of a line, as whole words."""
    return line.startswith(f"{name} ") or line.endswith(f" {name}")


def author_of(value: str) -> str:
    """The name in what a field calls its author, without "By", date, account or markup; empty where it names nobody."""
    if _NO_AUTHOR.match(value):
        return ""
    name = _TAG.sub("", value).strip(" ,;:|/-•·")
    opening = _BEFORE.match(name)
    name = _AFTER.sub("", name[opening.end() :] if opening else name).strip(" ,;:|/-•·")
    name = _STOP.sub("", name)
    return name if any(map(str.isalpha, name)) else ""


def visible_byline(page: Page) -> str | None:
    """The line between headline and text, or just after the text, that names an author.

    Who published is the author only if nobody else is named.
    """
    publishing = None
    for block in page.blocks:
        if block.zone in _SIGNED and len(block.text) <= 140 and _BYLINE.match(block.text):
            if not _PUBLISHING.match(block.text):
                return block.text
            publishing = publishing or block.text
    return publishing


def _linked_authors(page: Page) -> tuple[str, ...]:
    """The texts of the links to author pages at the headline."""
    found = [
        page.links[number].text
        for block in page.blocks
        if block.zone is _BYLINE_ZONE
        for number in block.links
        if is_author(page.links[number].attributes)
    ]
    names = (name for name in found if _NAME.fullmatch(name) and not _INVITING.match(name))
    return tuple(dict.fromkeys(names))[:6]


def same_name(one: str, other: str) -> bool:
    """Whether two names are the same but for case, marks, articles and domain endings."""
    return bool(_bare(one)) and _bare(one) == _bare(other)


def of_house(name: str, house: str) -> bool:
    """Whether a name is a house's own or that of a title under its name: "Hill Post Weekly", or "Post" for hillpost.

    Where languages inflect names, a sentence may say "w Gazecie Przykład" of the Gazeta Przykład.
    """
    one, other = _bare(name), _bare(house)
    short, long = sorted((one, other), key=len)
    return bool(short) and (
        one == other
        or (len(short) >= _TELLING and (long.startswith(short) or long.endswith(short)))
        or _are_inflected(_words(name), _words(house))
    )


def _are_inflected(one: list[str], other: list[str]) -> bool:
    """Whether two names are the same words but for their endings."""
    return len(one) == len(other) and all(
        word == twin or word.startswith(twin[: max(4, round(_STEM * max(len(word), len(twin))))])
        for word, twin in zip(one, other, strict=True)
    )


def _bare(name: str) -> str:
    return "".join(_words(name))


def _words(name: str) -> list[str]:
    words = plain(
        re.sub(
            r"(?:https?://)?(?:www\.)?([\w-]+)\.(?:com|net|org|de|at|ch|co\.uk|info|fr|es|it)\b", r"\1", name
        )
    ).split()
    return [
        word
        for word in words
        if word not in ("the", "die", "der", "das", "le", "la", "el", "and", "und", "online")
    ]
