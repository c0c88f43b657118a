"""What is written at links: their last words, and what follows them in their block."""

from __future__ import annotations

from auditor.engine.view import PageView
from auditor.model import Link

# So much of a link's words, and so much of what follows it, holds a mark such as “(affiliate link)”.
_REACH = 40
# So many links of one block may have words that are not found in it before the rest is given up.
_LOST = 3


class Beside:
    """The words around the end of the links of a page, looked up block by block."""

    def __init__(self, page: PageView) -> None:
        self._page = page
        self._ends: dict[int, dict[int, int]] = {}

    def text(self, link: Link) -> str:
        """The last words of a link, a line feed, and what follows it in its block; empty where neither is known."""
        if link.block is None or not link.text:
            return ""
        ends = self._ends.get(link.block)
        if ends is None:
            ends = self._ends[link.block] = self._of_block(link.block)
        end = ends.get(link.index)
        if end is None:
            return ""
        return f"{link.text[-_REACH:]}\n{self._page.blocks[link.block].text[end : end + _REACH]}"

    def _of_block(self, number: int) -> dict[int, int]:
        """Where each link of a block ends in its text; each is looked for after the one before it."""
        block = self._page.blocks[number]
        ends: dict[int, int] = {}
        at = lost = 0
        for position in block.links:
            words = self._page.links[position].text
            start = block.text.find(words, at) if words else -1
            if start >= 0:
                ends[position] = at = start + len(words)
            elif words:
                lost += 1
                if lost > _LOST:
                    break
        return ends
