"""What kind of page it is, and what keeps an audit from seeing all of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from auditor.model import Block, Extent, Field, Limit, PageType, Zone
from auditor.page.listing import is_archive, leads_on, lists_titles, stands_apart

if TYPE_CHECKING:
    from auditor.page.page import Page

_LEAD, _TEASER = Zone.LEAD, Zone.TEASER
_LISTING_TYPES = frozenset(("collectionpage", "searchresultspage"))


def page_type_of(page: Page, head: list[Field], structured: list[Field]) -> PageType:
    """Decide between article, listing and other.

    A page whose prose is mostly in cards of other items is a listing; one with a headline and running text is an
    article; one with little text of any kind is unknown.
    """
    blocks = page.blocks
    if page.capture.extent is not Extent.PAGE:
        return PageType.ARTICLE if any(block.zone is _LEAD for block in blocks) else PageType.OTHER
    body = sum(map(_weight, page.prose))
    types = {field.type for field in structured if field.main}
    if any("article" in kind or "posting" in kind for kind in types):
        return PageType.ARTICLE if body >= 200 else PageType.OTHER
    listed = {field.name[3:].split(".")[0] for field in structured if field.name.startswith("ld-")}
    # The systems that write these types give their archives the og:type of an article, too.
    if not listed.isdisjoint(_LISTING_TYPES) or is_archive(page.tree) or leads_on(page):
        return PageType.LISTING
    if any(field.name == "og.type" and field.value.lower() == "article" for field in head):
        return PageType.ARTICLE if body >= 200 else PageType.OTHER
    if "itemlist" in listed:
        return PageType.LISTING
    article = page.article
    cards = sum([_weight(block) for block in blocks if block.zone is _TEASER])
    if not article.body and not cards and not lists_titles(page):
        return PageType.UNKNOWN if not blocks else PageType.OTHER
    if article.headline is None and (cards > body or article.rivals >= 3):
        return PageType.LISTING
    if body >= 600 and len(article.body) >= 2:
        return PageType.ARTICLE
    if (cards > 2 * body and not stands_apart(page)) or lists_titles(page):
        return PageType.LISTING
    # Of a short page, too, the text is most when it is an article.
    short = article.headline is not None and (
        body * 2 > sum(map(_weight, blocks)) or (body >= 100 and stands_apart(page))
    )
    return PageType.ARTICLE if body >= 300 or short else PageType.OTHER


def _weight(block: Block) -> int:
    """The characters of a block; CJK says twice as much in one."""
    return len(block.text) * 2 if block.text[0] > "\u2e80" else len(block.text)


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
