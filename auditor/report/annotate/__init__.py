"""The marked copy: the audited page made safe, with every piece of evidence marked where it stands.

Only listed tags and attributes are kept; whatever could run, load, submit or lead anywhere but http(s) is gone.
Style sheets go too: a page cannot hide, cover or imitate the marks.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from bs4 import BeautifulSoup
from bs4.element import NavigableString, Tag
from markupsafe import Markup

from auditor.model import Extent, Visible
from auditor.page.text import clean
from auditor.report.annotate.safe import GONE, make_safe
from auditor.report.annotate.tidy import tidy
from auditor.report.html import asset, environment, policy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from auditor.model import Evidence, Report
    from auditor.page.page import Page


class _Piece(NamedTuple):
    """A text node of the page with its place in the text without white space."""

    node: NavigableString
    start: int
    stop: int


class _Text:
    """The page's text without white space and invisible characters, so that quotes are found however it was set."""

    def __init__(self, root: Tag) -> None:
        self.pieces: list[_Piece] = []
        self.of_node: dict[int, int] = {}
        parts: list[str] = []
        length = 0
        unread = {id(node) for gone in root.find_all(list(GONE)) for node in gone.find_all(string=True)}
        for node in root.find_all(string=True):
            if type(node) is NavigableString and id(node) not in unread:
                bare = _bare(node)
                self.of_node[id(node)] = len(self.pieces)
                self.pieces.append(_Piece(node, length, length + len(bare)))
                parts.append(bare)
                length += len(bare)
        self.text = "".join(parts)

    def span(self, tag: Tag) -> tuple[int, int] | None:
        """Where the text of an element stands; None when it has none."""
        numbers = [self.of_node[id(node)] for node in tag.find_all(string=True) if id(node) in self.of_node]
        return (self.pieces[numbers[0]].start, self.pieces[numbers[-1]].stop) if numbers else None

    def find(self, evidence: Evidence, within: tuple[int, int]) -> tuple[int, int] | None:
        """Where the quote stands, best after its prefix."""
        exact, prefix = _bare(evidence.quote.exact), _bare(evidence.quote.prefix)
        if not exact:
            return None
        start = self.text.find(prefix + exact, max(0, within[0] - len(prefix)), within[1])
        start = start + len(prefix) if start >= 0 else self.text.find(exact, *within)
        return (start, start + len(exact)) if start >= 0 else None


def _bare(text: str) -> str:
    return clean(text).replace(" ", "")


def annotate(page: Page, report: Report, *, back: str | None = None) -> str:
    """Write the safe copy of a page as one HTML file; each piece of evidence is a `<mark>` with its id.

    `back` is the address of the report, as seen from the copy. Evidence that stands in no text of the page
    (its head, its structured data, its scripts) is listed at the top.
    """
    soup = page.soup
    if page.capture.extent is Extent.TEXT:
        soup = BeautifulSoup("<body></body>", "html.parser")
        text = soup.new_tag("pre")
        text.append(NavigableString(page.text))
        (soup.body or soup).append(text)
    root = soup.body or soup
    placed = _mark(root, report.evidence)
    own = {id(mark) for marks in placed.values() for mark in marks}
    make_safe(root, page.url, own)
    tidy(root)
    style = asset("copy.css")
    return (
        environment()
        .get_template("copy.html.j2")
        .render(
            title=report.subject.title or report.subject.uri,
            policy=policy(style=style),
            style=style,
            subject=report.subject,
            back=back,
            placed=[item for item in report.evidence if item.id in placed],
            elsewhere=[item for item in report.evidence if item.id not in placed],
            body=Markup(root.decode_contents()),  # noqa: S704 - nothing but listed tags is left in it
        )
    )


def _mark(root: Tag, evidence: tuple[Evidence, ...]) -> dict[str, list[Tag]]:
    """Mark every piece of evidence that can be found; the marks by its id."""
    text = _Text(root)
    spans: dict[str, tuple[int, int]] = {}
    empty: dict[str, Tag] = {}
    for item in evidence:
        if item.css is None or item.id in spans:
            continue
        tag = _element(root, item.css)
        within = text.span(tag) if tag else None
        found = text.find(item, within or (0, len(text.text))) or text.find(item, (0, len(text.text)))
        if found is None and not _bare(item.quote.exact):
            found = within
        if found and found[0] < found[1]:
            spans[item.id] = found
        elif tag is not None and tag.name not in GONE:
            empty[item.id] = tag
    by_id = {item.id: item for item in evidence}
    placed: dict[str, list[Tag]] = {}
    for piece in text.pieces:
        _wrap(piece, spans, by_id, placed)
    for id_, tag in empty.items():
        mark = _new_mark(by_id[id_], first=True)
        mark.string = "(no words)"
        tag.insert(0, mark)
        placed[id_] = [mark]
    return placed


def _element(root: Tag, css: str) -> Tag | None:
    """Find the element of a CSS path; a path that this parser does not understand finds none."""
    try:
        return (root.find_parent("html") or root).select_one(css)
    except Exception:  # noqa: BLE001 - soupsieve raises several kinds for names like "o:p"
        return None


def _new_mark(evidence: Evidence, *, first: bool) -> Tag:
    mark = Tag(name="mark")
    mark["class"] = evidence.signal.split(".")[0] + (" unseen" if evidence.visible is Visible.NO else "")
    if first:
        mark["id"] = evidence.id
        mark["data-is"] = f"{evidence.id} {evidence.signal}"
    return mark


def _wrap(
    piece: _Piece, spans: dict[str, tuple[int, int]], by_id: dict[str, Evidence], placed: dict[str, list[Tag]]
) -> None:
    """Cut one text node where evidence begins and ends, and wrap the cuts in marks."""
    here = {id_: span for id_, span in spans.items() if span[0] < piece.stop and span[1] > piece.start}
    if not here:
        return
    edges = {piece.start, piece.stop}
    for start, stop in here.values():
        edges |= {max(start, piece.start), min(stop, piece.stop)}
    made: list[NavigableString | Tag] = []
    cuts = sorted(edges)
    for (start, stop), words in zip(pairwise(cuts), _cut(piece, cuts), strict=False):
        bare = words.strip()
        before = words[: len(words) - len(words.lstrip())] if bare else ""
        inner: NavigableString | Tag = NavigableString(bare or words)
        for id_, span in here.items():
            if span[0] <= start and stop <= span[1]:
                mark = _new_mark(by_id[id_], first=id_ not in placed)
                mark.append(inner)
                placed.setdefault(id_, []).append(mark)
                inner = mark
        after = words[len(before) + len(bare) :] if bare else ""
        made += [NavigableString(before), inner, NavigableString(after)]
    piece.node.replace_with(*made)


def _cut(piece: _Piece, cuts: list[int]) -> Iterator[str]:
    """Cut the words of a node at places that count no white space; what lies between goes to the earlier cut."""
    text = str(piece.node)
    at, position = piece.start, 0
    for stop in cuts[1:]:
        begin = position
        while position < len(text) and (at < stop or not _bare(text[position])):
            at += len(_bare(text[position]))
            position += 1
        yield text[begin:] if stop == cuts[-1] else text[begin:position]
