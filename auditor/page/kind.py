"""What kind of page it is, and what keeps an audit from seeing all of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from auditor.model import Extent, Field, Limit, PageType, Zone

if TYPE_CHECKING:
    from auditor.page.page import Page

_LEAD, _TEASER = Zone.LEAD, Zone.TEASER
_LISTING_TYPES = frozenset(("collectionpage", "searchresultspage", "itemlist"))


def page_type_of(page: Page, head: list[Field], structured: list[Field]) -> PageType:
    """Decide between article, listing and other.

    A page whose prose is mostly in cards of other items is a listing; one with a headline and running text is an
    article; one with little text of any kind is unknown.
    """
    blocks = page.blocks
    if page.capture.extent is not Extent.PAGE:
        return PageType.ARTICLE if any(block.zone is _LEAD for block in blocks) else PageType.OTHER
    body = sum(len(block.text) for block in page.prose)
    declared = {field.value.lower() for field in head if field.name == "og.type"}
    types = {field.type for field in structured if field.main}
    if any("article" in kind or "posting" in kind for kind in types) or "article" in declared:
        return PageType.ARTICLE if body >= 200 else PageType.OTHER
    if any(
        field.name.startswith("ld-") and field.name[3:].split(".")[0] in _LISTING_TYPES
        for field in structured
    ):
        return PageType.LISTING
    article = page.article
    cards = sum([len(block.text) for block in blocks if block.zone is _TEASER])
    if not article.body and not cards:
        return PageType.UNKNOWN if not blocks else PageType.OTHER
    if article.headline is None and (cards > body or article.rivals >= 3):
        return PageType.LISTING
    if body >= 600 and len(article.body) >= 2:
        return PageType.ARTICLE
    if cards > 2 * body:
        return PageType.LISTING
    # Of a short page, too, the text is most when it is an article.
    short = article.headline is not None and body * 2 > sum(len(block.text) for block in blocks)
    return PageType.ARTICLE if body >= 300 or short else PageType.OTHER


def limits_of(page: Page) -> tuple[Limit, ...]:
    """List what was not seen: damage, walls, scripts that draw the text, several stories on one page."""
    found = list(page.capture.limits)
    extent = page.capture.extent
    if extent is Extent.FRAGMENT:
        found.append(Limit.FRAGMENT)
    if extent is Extent.TEXT:
        found.append(Limit.PLAIN_TEXT)
        return tuple(dict.fromkeys(found))
    if page.damaged_text:
        found.append(Limit.BROKEN_ENCODING)
    if page.damaged_data:
        found.append(Limit.BROKEN_STRUCTURED_DATA)
    if page.tree.truncated:
        found.append(Limit.TRUNCATED)
    if any(
        field.name == "ld.isaccessibleforfree" and field.value.lower() == "false" for field in page.fields
    ):
        found.append(Limit.PAYWALLED)
    if page.article.rivals and page.prose:
        found.append(Limit.SEVERAL_STORIES)
    if not page.article.body:
        found.append(Limit.NO_ARTICLE)
        if len(page.text) > 20_000 and sum(len(block.text) for block in page.blocks) < 800:
            found.append(Limit.SCRIPT_RENDERED)
    return tuple(dict.fromkeys(found))
