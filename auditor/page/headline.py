"""Which run is the headline: the heading that agrees with what the page calls itself, wherever and in whatever it stands."""

from __future__ import annotations

import re

from auditor.model import Visible
from auditor.page import hints as hint
from auditor.page.blocks import Run
from auditor.page.dom import Tree
from auditor.page.shape import Shape
from auditor.page.text import fold

HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_WORD = re.compile(r"\w+")
_NO_HEADLINE = hint.NAV | hint.DIALOG | hint.CONSENT | hint.BREADCRUMB
# The address of a site's first page, with or without its host.
_HOME = re.compile(r"(?:https?:)?(?://[^/?#]+)?(?:\./|/)?(?:index\.\w+|home)?/?")
_PARTS = re.compile(r"\s+[|:–—·»«•/-]+\s+")
# With more h1 than this they head boxes, not the page.
_FEW = 3
# A headline says so much at least, where nothing else shows that it is one.
_LEAST = 12
# The name of a section is shorter, a headline longer.
_NAME = 20
# A heading below text, and a lesser one than the headline so far, heads a part of the story.
_BELOW_TEXT = 0.15
_NO = Visible.NO


def find_headline(
    tree: Tree,
    shape: Shape,
    mass: list[int],
    titles: tuple[str, ...],
    sites: tuple[str, ...],
    *,
    unseen: bool,
) -> int | None:
    """The run that is the headline: the heading that agrees with the title, then any line, then the first heading.

    `mass` cumulates the prose over the runs, `titles` are what the page calls itself, `sites` names of its site;
    `unseen` says that everything is hidden until scripts show it.
    """
    search = _Search(tree, shape, mass, titles, sites)
    best, best_score = None, 0.5
    exact = " \n ".join(titles)
    for index, run in enumerate(tree.runs):
        length = len(run.text)
        heading = tree.tags[run.container] in HEADINGS
        if not heading and (run.link_chars or length < _LEAST or run.text not in exact):
            continue
        if not 4 <= length <= 400 or (run.visible is _NO and not unseen):
            continue
        score = search.score(index, run)
        if score is not None and best is not None and search.is_lesser(index, best):
            score -= _BELOW_TEXT
        if score is not None and score > best_score:
            best, best_score = index, score
    if best is None:
        best = search.first_told()
    return best if best is None else _longest_line(tree, best)


class _Search:
    """What the steps share: the page, and the words of its titles and its site's names; `firsts` are the h1 seen so far."""

    def __init__(
        self, tree: Tree, shape: Shape, mass: list[int], titles: tuple[str, ...], sites: tuple[str, ...]
    ) -> None:
        self.tree, self.shape, self.mass = tree, shape, mass
        self.sites = tuple("".join(_WORD.findall(fold(site))) for site in sites)
        self.titles = [words for title in titles if (words := _words(title))]
        self.lesser = _lesser_parts(titles) if 0 < tree.tags.count("h1") <= _FEW else frozenset()
        self.firsts: list[int] = []

    def score(self, index: int, run: Run) -> float | None:
        """How much speaks for a line, a match of all words being 1; None where it is no headline."""
        tag, hints, mass = self.tree.tags[run.container], self.shape.hints[run.element], self.mass
        heading, total = tag in HEADINGS, mass[-1] or 1
        score = _agreement(run.text, self.titles)
        if (
            heading
            and score
            and (
                _is_site(run.text, self.sites)
                or (tag != "h1" and fold(run.text) in self.lesser)
                or _leads_home(self.tree, index)
            )
        ):
            score *= 0.3
        if hints & _NO_HEADLINE:
            if not heading or len(run.text) < _LEAST or score < (0.7 if tag == "h1" else 0.85):
                return None
            # Names mislead: what says just what the title says is the headline, if nothing else is.
            score -= 0.3 if hints & hint.BREADCRUMB else 0.4
        elif tag == "h1" and (mass[-1] > mass[index] or not mass[-1]):
            self.firsts.append(index)
        if heading:
            rank = 0.25 if tag == "h1" else 0.06 if tag == "h2" else -0.1 if mass[index] * 4 > total else 0.0
            score += rank - (0.15 if hints & (hint.CARD | hint.FOOTER) else 0.0)
        elif score < 0.85:
            return None  # a line that is no heading must say just what the title says
        else:
            score -= 0.45
        if run.link_chars * 2 > len(run.text) and tag != "h1":
            score -= 0.25
        return score + 0.05 * (mass[-1] - mass[index]) / total

    def is_lesser(self, index: int, best: int) -> bool:
        """Whether a line below text is of less rank than the best one so far, an h1 that is not the site's name."""
        tags, runs = self.tree.tags, self.tree.runs
        return (
            tags[runs[best].container] == "h1" != tags[runs[index].container]
            and self.mass[index] > self.mass[best]
            and not _is_site(runs[best].text, self.sites)
        )

    def first_told(self) -> int | None:
        """Where no heading agrees with a title: the first h1 that is not the name of the site, or of one of its parts."""
        tree, mass, firsts = self.tree, self.mass, self.firsts
        if not firsts:
            return _first_heading(tree, self.shape, mass)
        said = [
            index
            for index in firsts
            if not _leads_home(tree, index) and not _is_site(tree.runs[index].text, self.sites)
        ]
        if not said:
            below = _first_heading(tree, self.shape, mass)
            return firsts[0] if below is None else below
        first = said[0]
        # A short one before a long one, with no text between them, names a part of the site.
        for index in said[1:] if len(said) <= _FEW else ():
            if mass[index] > mass[first]:
                break
            if len(tree.runs[first].text) < _NAME <= len(tree.runs[index].text):
                return index
        return first


def _longest_line(tree: Tree, headline: int) -> int:
    """Of a heading in several lines the longest: the others are a kicker or a standfirst."""
    runs, container = tree.runs, tree.runs[headline].container
    if tree.tags[container] not in HEADINGS:
        return headline
    lines = range(tree.first[container], tree.end[container])
    return max(lines, key=lambda line: (len(runs[line].text), -line)) if len(lines) > 1 else headline


def _leads_home(tree: Tree, index: int) -> bool:
    """Whether a heading is a link to the first page of the site."""
    run = tree.runs[index]
    if run.link_chars < len(run.text) or len(run.links) != 1:
        return False
    address = tree.anchors[run.links[0]].href.strip()
    return bool(address) and _HOME.fullmatch(address) is not None


def _lesser_parts(titles: tuple[str, ...]) -> frozenset[str]:
    """What titles name besides the story, folded: all of their parts but the first and the longest ("… : The Example Blog : NPR")."""
    found: set[str] = set()
    for title in titles:
        parts = _PARTS.split(title)
        longest = max(parts, key=len)
        found.update(fold(part.strip()) for part in parts[1:] if part != longest)
    return frozenset(found)


def _first_heading(tree: Tree, shape: Shape, mass: list[int]) -> int | None:
    """Without h1 and title: the heading before all text, in a box with most of it."""
    wrong = _NO_HEADLINE | hint.LINKED | hint.CARD | hint.FOOTER | hint.ASIDE | hint.COMMENT
    for index, run in enumerate(tree.runs):
        if mass[index + 1]:
            return None
        if tree.tags[run.container] not in ("h2", "h3") or run.link_chars or len(run.text) < _LEAST:
            continue
        if shape.hints[run.element] & wrong or run.visible is _NO:
            continue
        around = run.container
        while around > 0 and mass[tree.end[around]] == mass[tree.first[around]]:
            around = tree.parents[around]
        weight = mass[tree.end[around]] - mass[tree.first[around]]
        return index if around >= 0 and weight * 2 > mass[-1] else None
    return None


def _is_site(text: str, sites: tuple[str, ...]) -> bool:
    """Whether a heading is the name of the site, whatever its spaces, marks and ending ("Internet-Law" for internet-law.de)."""
    if not 3 <= len(text) <= 60:
        return False
    bare = "".join(_WORD.findall(fold(text)))
    return any(bare.startswith(site) and len(bare) <= len(site) + 3 for site in sites)


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
