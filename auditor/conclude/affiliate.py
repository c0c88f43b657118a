"""Who earns from it: which links are the article's own, and where the notice stands."""

from __future__ import annotations

from collections.abc import Iterable

from auditor.conclude.facts import HIGH, MEDIUM, Facts, references
from auditor.conclude.weak_links import backing, explains_stars, is_marked, is_weak
from auditor.model import (
    Affiliate,
    Evidence,
    Extent,
    NoticeState,
    Place,
    Scope,
    Zone,
)
from auditor.page.hints import ASIDE, COMMENT, FOOTER

# A link in one of these zones is the article's own.
ARTICLE_ZONES = frozenset(
    (Zone.TITLE, Zone.LABEL, Zone.BYLINE, Zone.LEAD, Zone.BODY, Zone.CAPTION, Zone.TRAILER, Zone.DATELINE)
)
# So many blocks after the last paragraph a product box may still stand.
AFTER_TEXT = 8
_TEXT_ZONES = frozenset((Zone.LEAD, Zone.BODY))
_BOXES = frozenset((Zone.CAPTION, Zone.TEASER, Zone.ASIDE))
_BELOW = frozenset((Zone.FOOTER, Zone.ASIDE))
_FOOT = frozenset(("footer", "nav"))
# So many blocks after the last paragraph a sentence still stands right below it, under a heading of its own.
_BELOW_TEXT = 2
# So many blocks lie at most between what a product box says and its link.
_BOX = 4


def affiliate_of(facts: Facts) -> Affiliate:
    """Count the links that earn, and say where the reader is told."""
    found = facts.of.get("affiliate.link", ())
    notices = tuple(item for item in facts.of.get("affiliate.notice", ()) if _speaks_of_itself(facts, item))
    policies = tuple(
        item
        for item in facts.evidence
        if item.signal == "affiliate.policy"
        and not _is_remark(facts, item)
        and _speaks_of_itself(facts, item)
    )
    notices += _in_boxes(facts, found)
    weak = [
        item
        for item in found
        if is_weak(item)
        and item.quote.exact
        # An asterisk that is explained tells of lists around the text, too.
        and (item.zone in _TEXT_ZONES or item.properties.get("form") == "star")
    ]
    backed = backing(weak, notices, explained=explains_stars(facts))
    counted = [item for item in found if not is_weak(item) or (item in weak and backed(item))]
    own = [item for item in counted if _in_article(facts, item)]
    scripts = facts.of.get("affiliate.script", ())
    if own:
        # Said of the site, but in the text that has the links: the reader is told there.
        notices += tuple(item for item in policies if _stands_in_text(item))
        notices += _marks(facts, own)
    else:
        # A word at a mark tells of links that pay, and there are none.
        notices = tuple(item for item in notices if item.properties.get("form") != "mark")
    state, decisive = _notice(facts, own, notices, policies)
    return Affiliate(
        links=len(own),
        links_elsewhere=len(counted) - len(own),
        networks=_names(own, "network"),
        monetised_by_script=_names(scripts, "network"),
        rel_marked=sum(map(is_marked, own)),
        notice=state,
        confidence=HIGH if any(item.confidence is HIGH for item in own) or not own else MEDIUM,
        evidence=references([*own, *decisive, *scripts]),
    )


def _speaks_of_itself(facts: Facts, item: Evidence) -> bool:
    """Whether a notice that says by name who earns names the site or its publisher."""
    if item.properties.get("form") != "named":
        return True
    name = _letters(item.properties.get("publisher", ""))
    houses = (facts.subject.site_name, facts.subject.publisher, facts.page.site.split(".", 1)[0])
    return any(house in name or name in house for each in houses if len(house := _letters(each or "")) > 2)


def _letters(name: str) -> str:
    return "".join(filter(str.isalnum, name.lower().removeprefix("the ")))


def _in_boxes(facts: Facts, links: Iterable[Evidence]) -> tuple[Evidence, ...]:
    """What boxes among the text say of its links.

    A caption speaks of its picture, a card of its own story; one that says who is paid, and leads to a shop itself
    where it is a card, speaks of the text's links. So does a box beside the paragraphs.
    """
    shops = [
        item.block for item in links if item.zone in (Zone.TEASER, Zone.ASIDE) and item.block is not None
    ]

    def speaks(item: Evidence) -> bool:
        if item.zone is Zone.CAPTION:
            return item.signal == "affiliate.notice"
        block = item.block
        return block is not None and (
            any(abs(block - shop) <= _BOX for shop in shops)
            if item.zone is Zone.TEASER
            else item.zone is Zone.ASIDE and block < facts.page.article.body[-1]
        )

    told = (item for item in facts.evidence if item.signal in ("affiliate.notice", "affiliate.policy"))
    return tuple(
        item
        for item in told
        if _ends_text(facts, item)
        or (
            item.zone in _BOXES
            and (_among_text(facts, item) or (item.zone is Zone.CAPTION and _heads_text(facts, item)))
            and speaks(item)
        )
    )


def _in_article(facts: Facts, item: Evidence) -> bool:
    """Whether a link is the article's own: in its text, or in a product box between headline and the text's end.

    A card of another story leads to the same site; a card whose link earns leads to a shop.
    """
    if item.zone in ARTICLE_ZONES and item.zone is not Zone.CAPTION:
        return item.scope in (Scope.ARTICLE, Scope.PROSE)
    # The words of a caption speak of the picture; the shop that the picture leads to is the article's.
    return item.zone in (Zone.TEASER, Zone.ASIDE, Zone.CAPTION) and _among_text(facts, item)


def _among_text(facts: Facts, item: Evidence) -> bool:
    """Whether something stands between the first paragraph and the end of the text, or shortly after it."""
    if item.block is None or facts.page.capture.extent is Extent.TEXT:
        return False
    article, tree = facts.page.article, facts.page.tree
    if not article.body or not tree.first[article.root] <= item.block < tree.end[article.root]:
        return False
    last = article.body[-1]
    if item.block > last:
        return (
            item.block <= last + AFTER_TEXT
            and not _beside_text(facts, item.block, last)
            and not _within(facts, item.block, COMMENT)
        )
    return article.body[0] < item.block


def _ends_text(facts: Facts, item: Evidence) -> bool:
    """Whether a sentence stands right below the text, in the box that holds the article and in no foot of the page."""
    body, tree = facts.page.article.body, facts.page.tree
    if item.zone not in _BELOW or item.block is None or not body or item.properties.get("form") == "heading":
        return False
    if facts.page.capture.extent is Extent.TEXT or not body[-1] < item.block <= body[-1] + _BELOW_TEXT:
        return False
    around = tree.parents[facts.page.article.root]
    if around < 0 or tree.tags[around] == "body" or not facts.page.shape.holds(around, item.block):
        return False
    return not _within(facts, item.block, FOOTER | COMMENT) and not any(
        tree.tags[index] in _FOOT for index in facts.page.shape.ancestors(tree.runs[item.block].element)
    )


def _is_remark(facts: Facts, item: Evidence) -> bool:
    """Whether a reader says it, below the text."""
    if item.block is None or item.zone not in _BELOW or facts.page.capture.extent is Extent.TEXT:
        return False
    return _within(facts, item.block, COMMENT)


def _within(facts: Facts, block: int, hints: int) -> bool:
    """Whether an element around a block has one of some hints."""
    tree, shape = facts.page.tree, facts.page.shape
    return any(shape.own[index] & hints for index in shape.ancestors(tree.runs[block].element))


def _heads_text(facts: Facts, item: Evidence) -> bool:
    """Whether something stands between the headline and the first paragraph."""
    article = facts.page.article
    if item.block is None or article.headline is None or not article.body:
        return False
    return article.headline < item.block < article.body[0]


def _beside_text(facts: Facts, block: int, last: int) -> bool:
    """Whether a block after the text stands outside of the `article` element that ends the text, or in a sidebar or footer."""
    tree, shape = facts.page.tree, facts.page.shape
    text = shape.ancestors(tree.runs[last].element)
    frame = next((index for index in text if tree.tags[index] == "article"), None)
    if frame is not None:
        return not shape.holds(frame, block)
    return any(
        shape.own[index] & (ASIDE | FOOTER)
        for index in shape.ancestors(tree.runs[block].element)
        if index not in text
    )


def _stands_in_text(item: Evidence) -> bool:
    """Whether a statement about the site is a sentence of the article.

    After its end stands what a template puts under every text, and a heading that links to a policy tells nothing.
    """
    return (
        item.zone in ARTICLE_ZONES - {Zone.TRAILER}
        and item.scope is Scope.SITE
        and item.properties.get("form") != "heading"
    )


def _marks(facts: Facts, own: list[Evidence]) -> tuple[Evidence, ...]:
    """The advertising words that begin the links themselves, where none of them goes without: each tells of its own."""
    labels = {item.block: item for item in facts.evidence if item.signal == "sponsorship.ad-slot-label"}
    blocks = dict.fromkeys(item.block for item in own)
    return tuple(labels[block] for block in blocks) if blocks.keys() <= labels.keys() else ()


def _names(items: Iterable[Evidence], key: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for item in items if (value := item.properties.get(key))))


def _notice(
    facts: Facts, links: list[Evidence], notices: tuple[Evidence, ...], policies: tuple[Evidence, ...]
) -> tuple[NoticeState, tuple[Evidence, ...]]:
    """Where the strongest notice stands: on the article before or after its first link, or for the site as a whole."""
    telling = tuple(
        item
        for item in notices
        if links or item.properties.get("wording") != "conditional" or _monetised(facts)
    )
    if telling:
        first = min((item.block for item in links if item.block is not None), default=None)
        if first is None:
            at_end = all(item.place is Place.END for item in telling)
            return (NoticeState.AFTER_FIRST_LINK if at_end else NoticeState.BEFORE_FIRST_LINK), telling
        before = any(item.block is not None and item.block <= first for item in telling)
        return (NoticeState.BEFORE_FIRST_LINK if before else NoticeState.AFTER_FIRST_LINK), telling
    if policies or notices:
        return NoticeState.SITE_WIDE, policies + notices
    return (NoticeState.NONE if links else NoticeState.NOT_APPLICABLE), ()


def _monetised(facts: Facts) -> bool:
    return bool(facts.of.get("affiliate.script"))
