"""The runs of an article's running text: the trunk that holds most of it, what goes on with it, and no other stories."""

from __future__ import annotations

from auditor.page import hints as hint
from auditor.page.dom import Tree
from auditor.page.headline import HEADINGS
from auditor.page.shape import Shape

# More lines than this between two paragraphs of one article are a table or a listing, or most of them are links.
_FAR = 20
_BESIDE = hint.ASIDE | hint.CARD
# A box that introduces the author or asks to subscribe is hardly ever longer.
_SIGNED, _BOX = hint.BIO | hint.SHARE, 800
# What parts the text from other things: so many links, and boxes so deep.
_LINKS, _DEEP = 3, 4
# So much text outside of sidebars is the article's, however long the sidebar is.
_CENTRAL = 400
# The title of another story is longer than "Print" in the box of a recipe.
_TITLE = 15


def body_of(tree: Tree, shape: Shape, candidates: list[int], cards: list[bool]) -> tuple[int, ...]:
    """The runs of running text among the runs of prose, in order.

    `cards` says for every element whether it stands in a card of another item.
    """
    kept = [index for index in candidates if not cards[tree.runs[index].container]] or candidates
    return _Body(tree, shape, cards).of(kept) if kept else ()


class _Body:
    """What the steps share."""

    def __init__(self, tree: Tree, shape: Shape, cards: list[bool]) -> None:
        self.tree, self.shape, self.runs, self.cards = tree, shape, tree.runs, cards
        self.presenting: dict[int, bool] = {}

    def of(self, kept: list[int]) -> tuple[int, ...]:
        """The text, from prose in no card."""
        tree, runs, hints = self.tree, self.runs, self.shape.hints
        # The trunk: the parent that holds most of the prose; stragglers elsewhere need company.
        weights: dict[int, int] = {}
        central = [index for index in kept if not hints[runs[index].element] & hint.ASIDE]
        for index in central if self.length(central) >= _CENTRAL else kept:
            length, above = len(runs[index].text), runs[index].container
            for level in range(1, 5):
                if above < 0:
                    break
                weights[above] = weights.get(above, 0) + length // level
                above = tree.parents[above]
        trunk = max(weights, key=lambda index: (weights[index], index))
        own = [index for index in kept if not self.is_beside(index, trunk)]
        times = self.length(kept) / max(self.length(own), 1)
        if times < (5 if self.length(own) >= _CENTRAL else 3):
            kept = own
        inside = [index for index in kept if self.shape.holds(trunk, index)]
        outside = [index for index in kept if not self.shape.holds(trunk, index)]
        if inside and self.length(outside) * 4 < self.length(inside):
            # Of the stragglers a standfirst belongs to the article, and what stands in boxes of the trunk's make.
            first = [i for i in outside if i < inside[0] and not hints[runs[i].element] & hint.HEADER][-1:]
            outside = sorted({*first, *self.continued(trunk, inside, outside)})
        body = self.without_others(sorted((*inside, *outside)))
        while len(body) > 1 and self.is_boxed(body[-1], body[-2]):
            body.pop()
        return self.without_tail(body)

    def without_others(self, body: list[int]) -> list[int]:
        """The text up to where, behind links, boxes of another make begin, far from its own: other stories, notices of the site."""
        makes = [self.make(index) for index in body]
        last = {make: at for at, make in enumerate(makes)}
        length, whole, reach = 0, self.length(body), 0
        for at, index in enumerate(body):
            # What goes on further down in boxes of its make only has other things between.
            if at > reach and length >= max(_CENTRAL, whole // 3) and self.is_apart(body[at - 1], index):
                return body[:at]
            reach = max(reach, last[makes[at]])
            length += len(self.runs[index].text)
        return body

    def make(self, index: int) -> tuple[str, str | None]:
        """The tag and class of the box around a paragraph."""
        tree, around = self.tree, self.tree.parents[self.runs[index].container]
        return (tree.tags[around], tree.attributes[around].get("class")) if around >= 0 else ("", None)

    def is_apart(self, before: int, index: int) -> bool:
        """Whether links part two paragraphs, and each stands deep in a box of its own."""
        between = self.runs[before + 1 : index]
        if sum(run.link_chars * 2 > len(run.text) for run in between) < _LINKS:
            return False
        depths = []
        for here, there in ((before, index), (index, before)):
            box, depth = self.runs[here].container, 0
            while not self.shape.holds(box, there):
                box, depth = self.tree.parents[box], depth + 1
            depths.append(depth)
        return depths[0] > 1 and depths[1] >= _DEEP

    def is_beside(self, index: int, trunk: int) -> bool:
        """Whether a run below the beginning of the trunk stands in a sidebar outside of it, or in a box that leads to other items."""
        shape, tree = self.shape, self.tree
        start = tree.first[trunk]
        if index < start or not shape.hints[tree.runs[index].element] & ~shape.hints[trunk] & _BESIDE:
            return False
        box = -1
        for above in shape.ancestors(tree.runs[index].element):
            if shape.holds(above, start):
                break
            if shape.own[above] & _BESIDE:
                box = above
        return box >= 0 and (
            (shape.own[box] & hint.ASIDE != 0 and not shape.holds(trunk, index))
            or shape.linked_of(box) * 6 >= shape.text_of(box)
            or self.presents(box)
        )

    def presents(self, box: int) -> bool:
        """Whether a box shows two other stories or more: linked titles in headings or cards."""
        if box not in self.presenting:
            titles = [
                run
                for run in self.runs[self.tree.first[box] : self.tree.end[box]]
                if run.link_chars >= _TITLE
                and (self.cards[run.element] or self.tree.tags[run.container] in HEADINGS)
            ]
            self.presenting[box] = len(titles) > 1
        return self.presenting[box]

    def length(self, indices: list[int]) -> int:
        """The characters of some runs."""
        return sum([len(self.runs[index].text) for index in indices])

    def continued(self, trunk: int, inside: list[int], outside: list[int]) -> list[int]:
        """Those of the runs after the trunk that go on with its text: in boxes of its make, with nothing else between."""
        tree, name = self.tree, self.tree.attributes[trunk].get("class")
        found: list[int] = []
        last = inside[-1]
        for index in outside if name else ():
            if index < last:
                continue
            between = self.runs[last + 1 : index]
            if any(run.link_chars * 2 > len(run.text) or self.cards[run.element] for run in between):
                break
            made = any(
                tree.attributes[above].get("class") == name and tree.tags[above] == tree.tags[trunk]
                for above in self.shape.ancestors(self.runs[index].container)[:4]
            )
            if made:
                found.append(index)
                last = index
        return found

    def is_boxed(self, index: int, before: int) -> bool:
        """Whether a paragraph stands in a small box that is named for the author or a newsletter, without the one before."""
        shape = self.shape
        if not shape.hints[self.runs[index].element] & _SIGNED:
            return False
        return any(
            shape.own[box] & _SIGNED and shape.text_of(box) <= _BOX and not shape.holds(box, before)
            for box in shape.ancestors(self.tree.parents[self.runs[index].container])
        )

    def without_tail(self, body: list[int]) -> tuple[int, ...]:
        """The text without what stands below many links and cards: forms, comments and other stories that read like prose."""
        whole = self.length(body)
        tail = 0
        for at in range(len(body) - 1, 0, -1):
            tail += len(self.runs[body[at]].text)
            if tail * 4 > whole:
                break
            between = self.runs[body[at - 1] + 1 : body[at]]
            if len(between) > _FAR:
                other = sum(run.link_chars * 2 > len(run.text) or self.cards[run.element] for run in between)
                if other * 2 > len(between):
                    return self.without_tail(body[:at])
        return tuple(body)
