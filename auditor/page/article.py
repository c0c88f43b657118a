"""Where the article is: its headline, the container that holds headline and text, and the text's first and last run.

Decided from mass and position: the headline is the heading that agrees with the page's declared title; the
article is the smallest container that holds it together with the prose around it; the text is the stretch of
prose in there that stands in no card, list of links, caption or comment.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from auditor.model import Visible
from auditor.page.blocks import Run, Runs
from auditor.page.dom import Element
from auditor.page.shape import Hint, Shape
from auditor.page.text import fold

_HEADING_TAGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_WORD = re.compile(r"\w+")
_SENTENCE_END = re.compile(r"[.!?…。！？:»”\"')\]]$|[。！？]")
# Long text in these is no running text of the article.
_NO_PROSE = (
    Hint.NAV | Hint.DIALOG | Hint.CONSENT | Hint.COMMENT | Hint.CAPTION | Hint.LINKED | Hint.BREADCRUMB
)


class Article(NamedTuple):
    """The article's runs: `headline` may be None; `body` are the runs of running text, in order.

    `root` is the element that holds headline and text; `rivals` counts further stories beside this one.
    """

    headline: int | None
    root: int
    body: tuple[int, ...]
    rivals: int


def find(elements: list[Element], runs: Runs, shape: Shape, titles: tuple[str, ...]) -> Article:
    """Find the article. `titles` are the page's declared titles, best first (og:title, headline, title)."""
    prose = _prose(elements, runs, shape)
    mass = [0]
    for index, run in enumerate(runs.runs):
        mass.append(mass[-1] + (len(run.text) - run.link_chars if prose[index] else 0))
    headline = _headline(elements, runs, shape, titles, mass)
    root = _root(elements, runs, shape, headline, mass)
    body = _body(elements, runs, shape, headline, root, prose)
    return Article(headline, root, body, _rivals(elements, runs, shape, root, mass))


def is_prose(run: Run) -> bool:
    """Whether a run reads like a sentence or more: long enough, and not mostly links."""
    length = len(run.text)
    own = length - run.link_chars
    if length < 25 or own * 2 < length:
        # CJK says more in fewer characters.
        return length >= 16 and own * 2 >= length and ord(run.text[0]) > 0x2E80 and length > 24
    return length >= 90 or (length >= 40 and _SENTENCE_END.search(run.text) is not None)


def _prose(elements: list[Element], runs: Runs, shape: Shape) -> list[bool]:
    found = []
    for run in runs.runs:
        hints = shape.hints[run.element]
        found.append(
            run.visible is not Visible.NO
            and not hints & _NO_PROSE
            and not (hints & Hint.FOOTER and hints & (Hint.NAV | Hint.ASIDE))
            and is_prose(run)
            and elements[run.container].tag not in _HEADING_TAGS
        )
    return found


def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(fold(text)))


def _agreement(text: str, titles: list[frozenset[str]]) -> float:
    """How well a heading agrees with the best of the declared titles: 0 to 1."""
    words = _words(text)
    if not words:
        return 0.0
    best = 0.0
    for title in titles:
        common = len(words & title)
        if common:
            # A title carries the site's name, a heading may carry a kicker: overlap against the shorter.
            share = common / min(len(words), len(title))
            whole = 2 * common / (len(words) + len(title))
            best = max(best, 0.6 * share * min(1.0, len(words) / 3) + 0.4 * whole)
    return best


def _headline(
    elements: list[Element], runs: Runs, shape: Shape, titles: tuple[str, ...], mass: list[int]
) -> int | None:
    """The run that is the headline: the heading that agrees with the title, then any line, then the first h1."""
    wanted = [words for title in titles if (words := _words(title))]
    best, best_score = None, 0.45
    first_h1 = None
    total = mass[-1] or 1
    for index, run in enumerate(runs.runs):
        tag = elements[run.container].tag
        length = len(run.text)
        if not 4 <= length <= 400 or run.visible is Visible.NO:
            continue
        heading = tag in _HEADING_TAGS
        hints = shape.hints[run.element]
        if hints & (Hint.NAV | Hint.DIALOG | Hint.CONSENT | Hint.BREADCRUMB):
            continue
        if tag == "h1" and first_h1 is None and mass[-1] - mass[index] > 0:
            first_h1 = index
        if not heading and (run.link_chars or length < 12):
            continue
        score = _agreement(run.text, wanted)
        if not heading:
            # A line that is no heading must say just what the title says.
            if score < 0.85:
                continue
            score -= 0.5
        else:
            score += {"h1": 0.25, "h2": 0.06}.get(tag, 0.0) - (
                0.15 if hints & (Hint.CARD | Hint.FOOTER) else 0.0
            )
        if run.link_chars * 2 > length and tag != "h1":
            score -= 0.25
        score += 0.05 * (mass[-1] - mass[index]) / total
        if score > best_score:
            best, best_score = index, score
    if best is not None:
        return best
    return first_h1


def _root(elements: list[Element], runs: Runs, shape: Shape, headline: int | None, mass: list[int]) -> int:
    """The smallest container with the headline and its text; a text split over siblings is taken whole."""

    def weight(index: int) -> int:
        return mass[runs.end[index]] - mass[runs.first[index]]

    if headline is None:
        return _heaviest(elements, runs, mass)
    total = mass[-1]
    chosen = None
    start = headline + 1 if (mass[-1] - mass[headline]) * 10 >= total else 0
    for index in shape.ancestors(runs.runs[headline].container):
        after = mass[runs.end[index]] - mass[max(runs.first[index], min(start, runs.end[index]))]
        if chosen is None:
            if after >= 400 or (after and after * 2 >= total):
                chosen = index
            continue
        if elements[index].tag == "html":
            break
        gain = weight(index) - weight(chosen)
        if gain * 4 >= weight(chosen) and not _other_story(elements, runs, shape, index, chosen, headline):
            chosen = index
    return chosen if chosen is not None else _heaviest(elements, runs, mass)


def _other_story(
    elements: list[Element], runs: Runs, shape: Shape, outer: int, inner: int, headline: int
) -> bool:
    """Whether what `outer` adds to `inner` is led by a heading of its own rank: another story."""
    rank = elements[runs.runs[headline].container].tag
    if rank not in _HEADING_TAGS:
        return False
    for index in shape.headings:
        if outer < index <= runs.last[outer] and not inner <= index <= runs.last[inner]:
            same = elements[index].tag == rank
            article = any(
                elements[above].tag == "article" for above in shape.ancestors(index) if above > outer
            )
            if (same or article) and shape.text_of(index) >= 12:
                return True
    return False


def _heaviest(elements: list[Element], runs: Runs, mass: list[int]) -> int:
    """Without a headline: descend while one child holds two thirds of the prose."""
    children: dict[int, list[int]] = {}
    for index, element in enumerate(elements):
        if runs.end[index] > runs.first[index]:
            children.setdefault(element.parent, []).append(index)
    index = 0
    while True:
        whole = mass[runs.end[index]] - mass[runs.first[index]]
        heavy = [
            child
            for child in children.get(index, ())
            if whole and (mass[runs.end[child]] - mass[runs.first[child]]) * 3 >= whole * 2
        ]
        if not heavy:
            return index
        if elements[heavy[0]].tag == "p":
            return index
        index = heavy[0]


def _body(
    elements: list[Element], runs: Runs, shape: Shape, headline: int | None, root: int, prose: list[bool]
) -> tuple[int, ...]:
    """The runs of running text: prose inside the root, after the headline, in no card or box of another item."""
    start = runs.first[root] if headline is None else headline + 1
    if headline is not None and not any(prose[start : runs.end[root]]):
        start = runs.first[root]  # some designs put the headline below the text
    candidates = [
        index
        for index in range(max(start, runs.first[root]), runs.end[root])
        if prose[index] and not shape.hints[runs.runs[index].element] & Hint.FOOTER
    ]
    if not candidates:
        candidates = [index for index in range(max(start, runs.first[root]), runs.end[root]) if prose[index]]
    kept = [index for index in candidates if not in_card(elements, runs, shape, index, root, headline)]
    kept = kept or candidates
    # The trunk: the parent that holds most of the prose; stragglers elsewhere need company.
    weights: dict[int, int] = {}
    for index in kept:
        for level, above in enumerate(shape.ancestors(runs.runs[index].container)[:4]):
            weights[above] = weights.get(above, 0) + len(runs.runs[index].text) // (level + 1)
    if not weights:
        return ()
    trunk = max(weights, key=lambda index: (weights[index], index))
    inside = [index for index in kept if shape.holds(trunk, index)]
    outside = [index for index in kept if not shape.holds(trunk, index)]
    if sum(len(runs.runs[i].text) for i in outside) * 4 < sum(len(runs.runs[i].text) for i in inside):
        outside = [
            i
            for i in outside
            if inside and i < inside[0] and shape.hints[runs.runs[i].element] & Hint.HEADER == 0
        ][-1:]
    return tuple(sorted((*inside, *outside)))


def in_card(
    elements: list[Element], runs: Runs, shape: Shape, run: int, root: int, headline: int | None
) -> bool:
    """Whether a run stands in a small box that presents another item: a link with heading or picture.

    The box must not hold the headline, and must be small or have siblings of the same make.
    """
    index = runs.runs[run].container
    while index > root:
        element = elements[index]
        if headline is not None and shape.holds(index, headline):
            return False
        text = shape.text_of(index)
        if text > 700:
            return False
        links = shape.count(shape.anchors, index)
        if links and element.tag not in ("p", "span", "h2", "h3"):
            linked = shape.linked_of(index)
            furnished = shape.count(shape.headings, index) + shape.count(shape.images, index)
            if (
                element.tag in ("article", "aside", "li", "a")
                and furnished
                and (linked * 3 >= text or text < 350)
            ):
                return True
            if furnished and linked * 4 >= text and _has_twin(elements, runs, shape, index):
                return True
            if shape.own[index] & (Hint.CARD | Hint.ASIDE) and linked * 3 >= text:
                return True
        index = element.parent
    return False


def _has_twin(elements: list[Element], runs: Runs, shape: Shape, index: int) -> bool:
    """Whether a sibling has the same tag and class and holds a link, too."""
    element = elements[index]
    name = element.attributes.get("class")
    before = index - 1
    while before > element.parent:
        other = elements[before]
        if other.parent == element.parent:
            return (
                other.tag == element.tag
                and other.attributes.get("class") == name
                and shape.count(shape.anchors, before) > 0
            )
        before -= 1
    after = runs.last[index] + 1
    if after < len(elements) and elements[after].parent == element.parent:
        other = elements[after]
        return (
            other.tag == element.tag
            and other.attributes.get("class") == name
            and shape.count(shape.anchors, after) > 0
        )
    return False


def _rivals(elements: list[Element], runs: Runs, shape: Shape, root: int, mass: list[int]) -> int:
    """How many other containers hold a heading and at least 600 characters of prose outside the article."""
    found = 0
    for index, element in enumerate(elements):
        if (
            element.tag == "article"
            and not root <= index <= runs.last[root]
            and not index <= root <= runs.last[index]
        ):
            prose = mass[runs.end[index]] - mass[runs.first[index]]
            if prose >= 600 and shape.count(shape.headings, index):
                found += 1
    return found
