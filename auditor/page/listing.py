"""Whether a page lists other texts: archives, home pages, results of a search. Decided from structure, never from words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from auditor.page.headline import HEADINGS

if TYPE_CHECKING:
    from auditor.model import Block
    from auditor.page.dom import Tree
    from auditor.page.page import Page

# The classes that WordPress gives the body of an archive, beside one for the kind of archive.
_ARCHIVES = frozenset(("category", "tag", "author", "date", "search-results", "paged", "post-type-archive"))
# A title of another text: all link but for a date, and longer than the name of a section.
_ALL, _TITLE_CHARS = 0.8, 15
# An excerpt has at most so many lines between its title and itself, and a listing at least so many excerpts.
_FEW = 4
# Full posts under each other are a listing from so many on.
_POSTS = 3
# So many titles without any text.
_MANY, _LONG_TITLE = 10, 25


def is_archive(tree: Tree) -> bool:
    """Whether the body has the classes of a WordPress archive or list of posts, and none of a single post."""
    if "body" not in tree.tags:
        return False
    names = set((tree.attributes[tree.tags.index("body")].get("class") or "").lower().split())
    if any(name.startswith(("single", "postid-")) for name in names):
        return False
    return ("archive" in names and not names.isdisjoint(_ARCHIVES)) or {"home", "blog"} <= names


def leads_on(page: Page) -> bool:
    """Whether the paragraphs are excerpts or posts, each under a title that leads to it on the same site."""
    blocks, body = page.blocks, page.article.body
    if len(body) < _POSTS or stands_apart(page):
        return False
    titles = [_title_of(page, before, index) for before, index in zip((-1, *body), body, strict=False)]
    led = [
        len(blocks[index].text)
        for title, index in zip(titles, body, strict=True)
        if title is not None or _has_way_on(page, blocks[index])
    ]
    most = sum(led) * 10 >= sum([len(blocks[index].text) for index in body]) * 7
    if len(led) >= _FEW and len(led) * 10 >= len(body) * 8 and most:
        return True
    # Whole posts: the first paragraph has such a title, too, and each post a box of its own.
    tree = page.tree
    starts = [(title, index) for title, index in zip(titles, body, strict=True) if title is not None]
    boxes = {tree.parents[tree.runs[index].container] for _, index in starts}
    makes = {title.tag for title, _ in starts}
    return (
        len(starts) >= _POSTS
        and titles[0] is not None
        and len(boxes) == len(starts)
        and len(makes) == 1
        and makes <= HEADINGS
    )


def lists_titles(page: Page) -> bool:
    """Whether a page without text of its own has many lines that are titles and lead on, more than the rest together."""
    titles = [block for block in page.blocks if len(block.text) >= _LONG_TITLE and _is_title(page, block)]
    shown = sum(len(block.text) for block in page.blocks)
    return len(titles) >= _MANY and sum(len(title.text) for title in titles) * 2 > shown


def stands_apart(page: Page) -> bool:
    """Whether an `article` element holds the headline and the text, and other links to texts stand outside of it."""
    article, tree, shape = page.article, page.tree, page.shape
    if article.headline is None or not article.body:
        return False
    frames = [
        index
        for index in shape.ancestors(tree.runs[article.body[0]].element)
        if tree.tags[index] == "article" and shape.holds(index, article.headline)
    ]
    return bool(frames) and not any(
        shape.holds(frames[0], block.index) for block in page.blocks if _is_title(page, block)
    )


def _is_title(page: Page, block: Block) -> bool:
    if block.linked < _ALL or len(block.text) < _TITLE_CHARS:
        return False
    if block.links:
        return any(page.links[link].host == page.host for link in block.links)
    # Of a file whose address is not known, links within the site lead nowhere that could be named.
    tree = page.tree
    anchors = (tree.attributes[tree.anchors[link].element] for link in tree.runs[block.index].links)
    return not page.host and any(not (anchor.get("href") or "#").startswith("#") for anchor in anchors)


def _title_of(page: Page, before: int, index: int) -> Block | None:
    """The last title before a paragraph and after the paragraph before it."""
    between = page.blocks[max(before + 1, index - _FEW) : index]
    return next((block for block in reversed(between) if _is_title(page, block)), None)


def _has_way_on(page: Page, block: Block) -> bool:
    """Whether a paragraph begins with a title that is a link, or ends with the link to the whole text."""
    links = [page.links[link] for link in block.links]
    own = [link.text for link in links if link.text and link.host == page.host]
    return any(
        (len(text) >= _TITLE_CHARS and block.text.startswith(text)) or block.text.endswith(text)
        for text in own
    )
