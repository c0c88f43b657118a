"""The parsed page as flat lists, filled in one walk over lexbor's tree. The only home of selectolax.

An element is named by its index in the walk, so that nothing of lexbor leaves this module. Subtrees that no
reader sees as text (style, template, svg, noscript …) are not walked; script elements are kept apart.
`<template>` contents are invisible to the walk, as they are to a reader.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

from auditor.model import Visible
from auditor.page.blocks import INLINE, SPACE, Anchor, Line, Run
from auditor.page.hints import VEILED, Attributes, own_hint, visibility
from auditor.page.tame import tamed

if TYPE_CHECKING:
    from bs4 import BeautifulSoup

_OPAQUE = frozenset(
    "style svg noscript template object canvas math head textarea map audio video applet noembed noframes".split()
)
# Elements whose content is no text of this page.
_LEAVES = frozenset(("iframe", "embed", "select", "datalist"))
_VOID = frozenset(("img", "source", "input", "link", "meta", "col", "area", "param", "track"))
_UNSEEN = ("source", "link", "meta", "param", "track")  # a line goes on behind them
_TEXT, _BREAK, _SCRIPT, _NOTHING, _BOX, _SHUT, _PICTURE, _INLINE = range(8)
# What the walk does at a node: one look-up instead of a row of comparisons. All other elements are boxes.
_ACTIONS: dict[str | None, int] = {
    **dict.fromkeys((*_VOID, *_LEAVES), _SHUT), **dict.fromkeys(INLINE, _INLINE), **dict.fromkeys(_OPAQUE, _NOTHING),
    **dict.fromkeys((None, "-comment", "-doctype", "-document", "!doctype", "!--"), _NOTHING),
    "-text": _TEXT, "br": _BREAK, "script": _SCRIPT, "img": _PICTURE, **dict.fromkeys(_UNSEEN, _PICTURE),
}  # fmt: skip
_YES, _NO = Visible.YES, Visible.NO
# Deeper trees are flattened: browsers do the same at 512 levels.
MAX_DEPTH = 400
MAX_ELEMENTS = 150_000
MAX_RUNS = 20_000


class Script(NamedTuple):
    """A script element: its attributes and its text, read only when asked for."""

    attributes: Attributes
    node: LexborNode

    @property
    def text(self) -> str:
        """The source text of the script."""
        return self.node.text(deep=True) or ""


class Tree(NamedTuple):
    """The flat page: for every element its tag, attributes, hints, parent and extent; the runs of text; the anchors.

    `first` and `end` are the range of runs inside an element, `last` is the index of its last descendant (its
    own where it has none). `head` lists the head's elements as (tag, attributes, text of the title).
    """

    tags: list[str]
    attributes: list[Attributes]
    hints: list[int]
    parents: list[int]
    first: list[int]
    end: list[int]
    last: list[int]
    runs: list[Run]
    anchors: list[Anchor]
    scripts: list[Script]
    head: list[tuple[str, Attributes, str]]
    truncated: bool
    parser: LexborHTMLParser


def parse(html: bytes) -> Tree:
    """Parse a page, in UTF-8, and flatten it; what lies beyond `MAX_ELEMENTS` or `MAX_RUNS` is left out and `truncated` is set."""
    tame, cut = tamed(html)
    parser = LexborHTMLParser(tame)
    tree = Tree([], [], [], [], [], [], [], [], [], [], [], False, parser)
    if parser.root is None:
        return tree
    truncated = _walk(parser.root, tree)
    _read_head(parser, tree)
    return tree._replace(truncated=truncated or cut)


def _walk(root: LexborNode, tree: Tree) -> bool:  # noqa: PLR0915  one loop: every call inside it would cost a third more
    """Fill the lists in document order without recursion; returns whether something was left out."""
    tags, attributes, hints, parents, first, end, last, runs, anchors, scripts = tree[:10]
    line = Line(runs, anchors, attributes)
    pieces = line.pieces
    stack: list[tuple[LexborNode, int, int, int]] = []  # node, its index, the container and top around it
    hidden: list[tuple[int, Visible]] = []
    visible = _YES
    link, top, breaks = -1, -1, 0
    linking = hiding = -2  # the open link element, and the innermost open one that changed visibility
    container = 0
    node, parent = root, -1
    while True:
        tag: str = node.tag  # type: ignore[assignment]  # only a document has none
        action = _ACTIONS.get(tag, _BOX)
        if action == _TEXT:
            text = node.text_content or ""
            if not text.isspace():
                breaks = 0
                pieces.append((text, parent, top, link))
            elif pieces:
                pieces.append(SPACE)
        elif action >= _BOX:
            # An element begins: its place in the lists, then what a link or a veil changes, then its children.
            if pieces and action < _PICTURE:
                line.end(container, tags[container] if tags else "", visible)
            index, count = len(tags), len(runs)
            own = node.attributes
            hint = own_hint(tag, own)
            tags.append(tag)
            attributes.append(own)
            hints.append(hint & ~VEILED)
            parents.append(parent)
            first.append(count)
            end.append(count)
            last.append(index)
            if index >= MAX_ELEMENTS or count >= MAX_RUNS:
                break
            if action in (_BOX, _INLINE):
                # Scripts give links without address theirs; one with a name or id is the target of a link.
                if tag == "a" and (
                    (href := own.get("href")) is not None or not ("name" in own or "id" in own)
                ):
                    link, linking = len(anchors), index
                    anchors.append(Anchor(index, href or ""))
                if hint & VEILED and (seen := visibility(own)) is not _YES:
                    if pieces:
                        line.end(container, tags[container], visible)
                    hidden.append((index, visible))
                    hiding = index
                    visible = _NO if _NO in (seen, visible) else seen
                child = node.first_child if len(stack) < MAX_DEPTH else None
                if child is not None:
                    stack.append((node, index, container, top))
                    parent, node = index, child
                    if action == _BOX:
                        container, top = index, -1
                    elif top < 0:
                        top = index
                    continue
                if index == hiding:
                    visible = hidden.pop()[1]
                    hiding = hidden[-1][0] if hidden else -2
                if index == linking:
                    link = linking = -1
        elif action == _BREAK:
            breaks += 1
            if pieces:
                if breaks > 1:
                    line.end(container, tags[container], visible)
                else:
                    pieces.append(SPACE)
        elif action == _SCRIPT:
            scripts.append(Script(node.attributes, node))
        # Elements end up to the first one that another node follows.
        following = node.next if stack else None
        while following is None:
            if not stack:
                return False
            node, index, above, above_top = stack.pop()
            if pieces and index in (container, hiding):
                line.end(container, tags[container], visible)
            if index == hiding:
                visible = hidden.pop()[1]
                hiding = hidden[-1][0] if hidden else -2
            if index == linking:
                link = linking = -1
            container, top = above, above_top
            parent = parents[index]
            end[index] = len(runs)
            last[index] = len(tags) - 1
            following = node.next if stack else None
        node = following
    # The page was too large: what is open ends here.
    line.end(container, tags[container], visible)
    for _, index, _, _ in stack:
        end[index] = len(runs)
        last[index] = len(tags) - 1
    return True


def _read_head(parser: LexborHTMLParser, tree: Tree) -> None:
    """List the elements of the head; broken pages hold some of them in the body."""
    found, scripts = tree.head, tree.scripts
    inside: list[Script] = []
    node = parser.head.first_child if parser.head is not None else None
    while node is not None:
        tag = node.tag
        if tag == "script":
            inside.append(Script(node.attributes, node))
        elif tag in ("meta", "link", "base"):
            found.append((tag, node.attributes, ""))
        elif tag == "title":
            found.append((tag, {}, node.text(deep=True) or ""))
        node = node.next
    scripts[:0] = inside
    for index, tag in enumerate(tree.tags):
        if tag in ("meta", "link"):
            found.append((tag, tree.attributes[index], ""))
    if not any(tag == "title" for tag, _, _ in found):
        found.extend(("title", {}, node.text(deep=True) or "") for node in parser.css("body title")[:1])


def css_path(tree: Tree, index: int, known: dict[int, dict[int, int]]) -> str:
    """The CSS path of an element: from the nearest usable id, or from the body, by nth-of-type.

    `known` keeps the numbers of siblings from one call to the next; give it empty at first.
    """
    steps: list[str] = []
    while index >= 0:
        tag = tree.tags[index]
        if tag in ("html", "body"):
            steps.append(tag)
            break
        identifier = tree.attributes[index].get("id")
        if identifier and identifier[0].isalpha() and identifier.replace("-", "").replace("_", "").isalnum():
            steps.append(f"#{identifier}")
            break
        parent = tree.parents[index]
        if parent not in known:
            known[parent] = _siblings(tree, parent)
        steps.append(f"{tag}:nth-of-type({known[parent][index]})")
        index = parent
    return " > ".join(reversed(steps))


def _siblings(tree: Tree, parent: int) -> dict[int, int]:
    """The children of an element, each with its number among those of its tag."""
    counts: dict[str, int] = {}
    numbers: dict[int, int] = {}
    child, end = parent + 1, tree.last[parent] if parent >= 0 else len(tree.tags) - 1
    while child <= end:
        tag = tree.tags[child]
        numbers[child] = counts[tag] = counts.get(tag, 0) + 1
        child = tree.last[child] + 1
    return numbers


def matching(tree: Tree, selector: str) -> list[int]:
    """The indices of the elements that a CSS selector matches, in document order; ValueError if it is none."""
    try:
        nodes = tree.parser.css(selector)
    except Exception as error:
        raise ValueError(f"not a CSS selector: {selector}") from error
    if not nodes:
        return []
    numbers = _numbers(tree)
    return sorted(numbers[node.mem_id] for node in nodes if node.mem_id in numbers)


def inner_texts(tree: Tree, attribute: str, elements: list[int]) -> dict[int, str]:
    """The text inside each of the elements that have an attribute; empty where some of them stand in what nobody sees."""
    nodes = tree.parser.css(f"body[{attribute}], body [{attribute}]")
    if len(nodes) != len(elements):
        return {}
    return {index: node.text(deep=True) or "" for index, node in zip(elements, nodes, strict=True)}


def _numbers(tree: Tree) -> dict[int, int]:
    """Lexbor's id of every element -> its index: the walk once more, in the same order."""
    numbers: dict[int, int] = {}
    stack: list[LexborNode] = [tree.parser.root] if tree.parser.root is not None else []
    depth: list[int] = [0]
    while stack and len(numbers) < len(tree.tags):
        node, level = stack.pop(), depth.pop()
        tag = node.tag
        if tag is None or tag[0] in "-!" or tag in _OPAQUE or tag in ("script", "br"):
            continue
        numbers[node.mem_id] = len(numbers)
        if level < MAX_DEPTH and tag not in _VOID and tag not in _LEAVES:
            children = list(node.iter())
            stack.extend(reversed(children))
            depth.extend([level + 1] * len(children))
    return numbers


def soup(tree: Tree) -> BeautifulSoup:
    """The tree as BeautifulSoup, from lexbor's serialisation, so that the order of elements agrees."""
    from bs4 import BeautifulSoup as Soup

    return Soup(tree.parser.html or "", "html.parser")
