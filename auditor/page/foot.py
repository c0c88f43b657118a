"""The foot of a page where no name tells it: the last box, beside the one that holds headline and text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from auditor.page.hints import FOOTER

if TYPE_CHECKING:
    from collections.abc import Sequence

    from auditor.page.dom import Tree
    from auditor.page.shape import Shape

# A foot says little; the text before it is enough to be one; and links part them or fill the foot.
_MOST, _TEXT, _LINKS = 800, 200, 4
_NO_FEET = frozenset(("p", "article", "section", "main", "blockquote", "td", "table", "li"))
# So many lines that stood in the menus above.
_AGAIN = 3


def find_foot(tree: Tree, shape: Shape, mass: Sequence[int], headline: int) -> int | None:
    """Find the element that is the page's foot, or None.

    `mass` cumulates the characters of prose over the runs.
    """
    last = len(tree.runs) - 1
    box = tree.runs[last].element
    if shape.holds(box, headline) or shape.hints[box] & FOOTER:
        return None  # none, or its name tells already
    while tree.parents[box] >= 0 and not shape.holds(tree.parents[box], headline):
        box = tree.parents[box]
    first = tree.first[box]
    prose = mass[tree.end[box]] - mass[first]
    if prose > _MOST or mass[first] - mass[headline + 1] < _TEXT or tree.tags[box] in _NO_FEET:
        return None
    before = next(
        (index for index in range(first - 1, headline, -1) if mass[index + 1] > mass[index]), headline
    )
    parted = sum(run.link_chars * 2 > len(run.text) for run in tree.runs[before + 1 : first])
    if not prose and not _repeats_menu(tree, box, headline):
        return None  # the last lines of a text stand in a box with its topics, too
    return box if parted >= _LINKS or shape.links_in(box) >= _LINKS else None


def _repeats_menu(tree: Tree, box: int, headline: int) -> bool:
    """Whether lines of a box have a copyright sign or stood above the headline before."""
    lines = [run.text for run in tree.runs[tree.first[box] : tree.end[box]]]
    if any("©" in line for line in lines):
        return True
    above = {run.text for run in tree.runs[:headline] if run.link_chars}
    return sum(line in above for line in lines) >= _AGAIN
