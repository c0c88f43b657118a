"""The parsed page as one flat pass over lexbor's tree. The only home of selectolax.

An element is named by its index in the pass, so that nothing of lexbor leaves this module. Subtrees that no
reader sees as text (script, style, template, svg, iframe …) are not walked; script elements are kept apart.
`<template>` contents are invisible to the walk, as they are to a reader.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

if TYPE_CHECKING:
    from bs4 import BeautifulSoup

# Elements that do not begin a new line of text.
INLINE = frozenset(
    [
        "a",
        "abbr",
        "acronym",
        "b",
        "bdi",
        "bdo",
        "big",
        "cite",
        "code",
        "data",
        "del",
        "dfn",
        "em",
        "font",
        "i",
        "ins",
        "kbd",
        "label",
        "mark",
        "nobr",
        "q",
        "rp",
        "rt",
        "ruby",
        "s",
        "samp",
        "small",
        "span",
        "strike",
        "strong",
        "sub",
        "sup",
        "time",
        "tt",
        "u",
        "var",
        "wbr",
    ]
)
_OPAQUE = frozenset(
    [
        "style",
        "svg",
        "noscript",
        "template",
        "object",
        "canvas",
        "math",
        "head",
        "textarea",
        "map",
        "audio",
        "video",
        "applet",
        "noembed",
        "noframes",
    ]
)
# Elements whose content is no text of this page.
_LEAVES = frozenset(("iframe", "embed", "select", "datalist"))
# Deeper trees are flattened: browsers do the same at 512 levels.
MAX_DEPTH = 400
MAX_ELEMENTS = 200_000


class Element(NamedTuple):
    """One element: its tag, attributes (values may be None), parent's index, depth and lexbor's node id."""

    tag: str
    attributes: dict[str, str | None]
    parent: int
    depth: int
    node: int


class Script(NamedTuple):
    """A script element: its attributes and its text, read only when asked for."""

    attributes: dict[str, str | None]
    node: LexborNode

    @property
    def text(self) -> str:
        """The source text of the script."""
        return self.node.text(deep=True) or ""


class Tree(NamedTuple):
    """The flat page.

    `events` is the reading order: (element index, text) for text, (element index, None) where an element
    opens and (-1 - element index, None) where it closes.
    """

    elements: list[Element]
    events: list[tuple[int, str | None]]
    scripts: list[Script]
    parser: LexborHTMLParser
    head: list[tuple[str, dict[str, str | None], str]]
    truncated: bool


def parse(html: str) -> Tree:
    """Parse a page and flatten it; elements beyond `MAX_ELEMENTS` are left out and `truncated` is set."""
    parser = LexborHTMLParser(html)
    elements: list[Element] = []
    events: list[tuple[int, str | None]] = []
    scripts: list[Script] = []
    root = parser.root
    if root is None:
        return Tree(elements, events, scripts, parser, [], False)
    truncated = _walk(root, elements, events, scripts)
    return Tree(elements, events, scripts, parser, _head(parser, scripts), truncated)


def _walk(
    root: LexborNode,
    elements: list[Element],
    events: list[tuple[int, str | None]],
    scripts: list[Script],
) -> bool:
    """Fill the lists in document order without recursion; one Python step a node."""
    stack: list[tuple[LexborNode, int]] = []
    add_element, add_event = elements.append, events.append
    node, parent = root, -1
    while True:
        child = None
        tag = node.tag
        if tag == "-text":
            add_event((parent, node.text_content))
        elif tag == "script":
            scripts.append(Script(node.attributes, node))
        elif tag is None or tag[0] in "-!" or tag in _OPAQUE:
            pass
        else:
            index = len(elements)
            add_element(Element(tag, node.attributes, parent, len(stack), node.mem_id))
            add_event((index, None))
            if len(stack) < MAX_DEPTH and tag not in _LEAVES:
                child = node.first_child
            if child is not None:
                stack.append((node, parent))
                node, parent = child, index
                continue
            add_event((-1 - index, None))
        if len(elements) >= MAX_ELEMENTS:
            while parent >= 0:
                add_event((-1 - parent, None))
                parent = elements[parent].parent
            return True
        while (following := node.next) is None or not stack:
            if not stack:
                return False
            add_event((-1 - parent, None))
            node, parent = stack.pop()
            if not stack:
                return False
        node = following


def _head(parser: LexborHTMLParser, scripts: list[Script]) -> list[tuple[str, dict[str, str | None], str]]:
    """List the elements of the head as (tag, attributes, text of the title)."""
    found: list[tuple[str, dict[str, str | None], str]] = []
    head = parser.head
    if head is not None:
        inside: list[Script] = []
        node = head.first_child
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
    # Broken pages hold their metadata in the body.
    for node in parser.css("body meta, body title, body > link[rel=canonical]"):
        found.append((node.tag or "", node.attributes, node.text(deep=True) if node.tag == "title" else ""))
    return found


def css_path(elements: list[Element], index: int) -> str:
    """The CSS path of an element: from the nearest unique-looking id, or from the body, by nth-of-type."""
    steps: list[str] = []
    while index >= 0:
        element = elements[index]
        if element.tag in ("html", "body"):
            steps.append(element.tag)
            break
        identifier = element.attributes.get("id")
        if identifier and identifier.replace("-", "").replace("_", "").isalnum() and identifier[0].isalpha():
            steps.append(f"#{identifier}")
            break
        number = 1
        before = index - 1
        while before > element.parent:
            other = elements[before]
            if other.parent == element.parent and other.tag == element.tag:
                number += 1
            before -= 1
        steps.append(f"{element.tag}:nth-of-type({number})")
        index = element.parent
    return " > ".join(reversed(steps))


def matching(tree: Tree, selector: str) -> list[int]:
    """The indices of the elements that a CSS selector matches, in document order; ValueError if it is none."""
    try:
        nodes = tree.parser.css(selector)
    except Exception as error:
        raise ValueError(f"not a CSS selector: {selector}") from error
    if not nodes:
        return []
    index = {element.node: number for number, element in enumerate(tree.elements)}
    return sorted(index[node.mem_id] for node in nodes if node.mem_id in index)


def soup(tree: Tree) -> BeautifulSoup:
    """The tree as BeautifulSoup, from lexbor's serialisation, so that the order of elements agrees."""
    from bs4 import BeautifulSoup as Soup

    return Soup(tree.parser.html or "", "html.parser")
