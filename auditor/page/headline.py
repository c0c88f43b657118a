"""Which run is the headline: the heading that agrees with what the page calls itself, wherever and in whatever it stands."""

from __future__ import annotations

import re

from auditor.model import Visible
from auditor.page import hints as hint
from auditor.page.dom import Tree
from auditor.page.shape import Shape
from auditor.page.text import fold

HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_WORD = re.compile(r"\w+")
_NO_HEADLINE = hint.NAV | hint.DIALOG | hint.CONSENT | hint.BREADCRUMB
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
    tags, hints = tree.tags, shape.hints
    names = tuple("".join(_WORD.findall(fold(site))) for site in sites)
    wanted = [words for title in titles if (words := _words(title))]
    exact = " \n ".join(titles)
    best, best_score, first_h1 = None, 0.5, None
    total = mass[-1] or 1
    for index, run in enumerate(tree.runs):
        tag = tags[run.container]
        heading = tag in HEADINGS
        length = len(run.text)
        if not heading and (run.link_chars or length < 12 or run.text not in exact):
            continue
        if not 4 <= length <= 400 or (run.visible is _NO and not unseen):
            continue
        score = _agreement(run.text, wanted)
        if heading and score and _is_site(run.text, names):
            score *= 0.3
        if hints[run.element] & _NO_HEADLINE:
            if not heading or length < 12 or score < (0.7 if tag == "h1" else 0.85):
                continue
            # Names mislead: what says just what the title says is the headline, if nothing else is.
            score -= 0.3 if hints[run.element] & hint.BREADCRUMB else 0.4
        elif tag == "h1" and first_h1 is None and (mass[-1] > mass[index] or not mass[-1]):
            first_h1 = index
        if heading:
            rank = 0.25 if tag == "h1" else 0.06 if tag == "h2" else -0.1 if mass[index] * 4 > total else 0.0
            score += rank - (0.15 if hints[run.element] & (hint.CARD | hint.FOOTER) else 0.0)
        elif score < 0.85:
            continue  # a line that is no heading must say just what the title says
        else:
            score -= 0.45
        if run.link_chars * 2 > length and tag != "h1":
            score -= 0.25
        score += 0.05 * (mass[-1] - mass[index]) / total
        if score > best_score:
            best, best_score = index, score
    if best is None:
        best = first_h1 if first_h1 is not None else _first_heading(tree, shape, mass)
    return best if best is None else _longest_line(tree, best)


def _longest_line(tree: Tree, headline: int) -> int:
    """Of a heading in several lines the longest: the others are a kicker or a standfirst."""
    runs, container = tree.runs, tree.runs[headline].container
    if tree.tags[container] not in HEADINGS:
        return headline
    lines = range(tree.first[container], tree.end[container])
    return max(lines, key=lambda line: (len(runs[line].text), -line)) if len(lines) > 1 else headline


def _first_heading(tree: Tree, shape: Shape, mass: list[int]) -> int | None:
    """Without h1 and title: the heading before all text, in a box with most of it."""
    wrong = _NO_HEADLINE | hint.LINKED | hint.CARD | hint.FOOTER | hint.ASIDE | hint.COMMENT
    for index, run in enumerate(tree.runs):
        if mass[index + 1]:
            return None
        if tree.tags[run.container] not in ("h2", "h3") or run.link_chars or len(run.text) < 12:
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
