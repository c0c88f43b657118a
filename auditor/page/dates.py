"""The day an article was published: what it says to machines, its time elements, or the line at its headline."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from auditor.model import Place, Zone

if TYPE_CHECKING:
    from collections.abc import Iterator

    from auditor.page.page import Page

_FIELDS = (
    "ld.datepublished", "meta.article:published_time", "md.datepublished", "meta.date", "meta.dc.date.issued",
    "meta.parsely-pub-date", "meta.datepublished", "meta.pubdate", "item.published", "ld-webpage.datepublished",
    "og.article:published_time", "meta.dc.date", "meta.dcterms.date", "meta.publishdate", "meta.publish_date",
    "meta.publish-date", "meta.pub_date", "meta.sailthru.date", "meta.article_date_original",
    "meta.citation_publication_date", "ld.uploaddate", "ld.datecreated",
)  # fmt: skip
# Of the names of months the first letters that tell them apart, in English, German, French, Spanish, Italian,
# Portuguese, Dutch and the Scandinavian languages.
_MONTHS = {
    name: number
    for number, names in enumerate(
        "jan gen ene|feb fév fev|mar mär maa mrt|apr avr abr|may mai maj mag mei|jun juin giu|jul juil lug|aug aoû aou ago|"
        "sep set|oct okt ott out|nov|dec déc dez dic des".split("|"),
        1,
    )
    for name in names.split()
}
_HEAD = (Zone.BYLINE, Zone.LABEL)
_ISO = re.compile(r"\b((?:19|20)\d\d)-(\d\d?)-(\d\d?)(?!\d)|^((?:19|20)\d\d)([01]\d)([0-3]\d)(?!\d{3,5}$)")
_CJK = re.compile(r"((?:19|20)\d\d)\s?[年년]\s?(\d\d?)\s?[月월]\s?(\d\d?)\s?[日일]")
_DOTTED = re.compile(r"\b(\d\d?)\.\s?(\d\d?)\.\s?((?:19|20)\d\d)\b")
_DAY_MONTH = re.compile(
    r"\b(\d\d?)(?:\.|st|nd|rd|th|er|º)?\s+(?:de\s+)?([^\W\d_]{3,10})\.?,?\s+(?:del?\s+)?((?:19|20)\d\d)\b"
)
_MONTH_DAY = re.compile(r"\b([^\W\d_]{3,9})\.?\s+(\d\d?)(?:st|nd|rd|th)?,?\s+((?:19|20)\d\d)\b")


def published_on(page: Page) -> str | None:
    """The day of publication as YYYY-MM-DD, or None where nothing tells it."""
    return next(filter(None, map(day_in, _said(page))), None)


def day_in(text: str) -> str | None:
    """The first day of the calendar in a text, in the forms that pages use; 3/4/2025 is not told apart and none."""
    for pattern, order in (
        (_ISO, "ymd"),
        (_CJK, "ymd"),
        (_DOTTED, "dmy"),
        (_DAY_MONTH, "dmy"),
        (_MONTH_DAY, "mdy"),
    ):
        for found in pattern.finditer(text):
            parts = dict(zip(order, filter(None, found.groups()), strict=True))
            month = parts["m"]
            number = int(month) if month.isdecimal() else _month(month)
            try:
                return date(int(parts["y"]), number, int(parts["d"])).isoformat()
            except ValueError:
                continue
    return None


def _month(name: str) -> int:
    low = name.lower()
    return _MONTHS.get(low[:4]) or _MONTHS.get(low[:3], 0)


def _said(page: Page) -> Iterator[str]:
    """What may name the day, most telling first."""
    for name in _FIELDS:
        for field in page.fields:
            if field.name == name and field.main:
                yield field.value
    tree, article = page.tree, page.article
    for index in range(article.root, tree.last[article.root] + 1 if tree.tags else 0):
        if tree.tags[index] == "time" and not article.cards[index]:
            yield tree.attributes[index].get("datetime") or ""
    for block in page.blocks:
        if (
            len(block.text) <= 160
            and (block.place is Place.BELOW_TITLE or block.near_headline)
            and block.zone in _HEAD
        ):
            yield block.text
