"""Pages made of one block, for the text examples of rules."""

from __future__ import annotations

from auditor.model import Block, Capture, Extent, Field, Link, PageType, Place, Scope, Visible, Zone

_OTHER_SCOPES: dict[Zone, Scope] = {
    Zone.LEAD: Scope.PROSE,
    Zone.BODY: Scope.PROSE,
    Zone.CAPTION: Scope.OTHER_ITEM,
    Zone.TEASER: Scope.OTHER_ITEM,
    Zone.ASIDE: Scope.OTHER_ITEM,
    Zone.AD_SLOT: Scope.AD_SLOT,
    Zone.NAV: Scope.SITE,
    Zone.FOOTER: Scope.SITE,
    Zone.OVERLAY: Scope.SITE,
}
"""The scope that a zone has on a real page, where it is not the article."""

_PLACES: dict[Zone, Place] = {
    Zone.LABEL: Place.ABOVE_TITLE,
    Zone.TITLE: Place.ABOVE_TITLE,
    Zone.BYLINE: Place.BELOW_TITLE,
    Zone.DATELINE: Place.LEAD,
    Zone.LEAD: Place.LEAD,
    Zone.BODY: Place.BODY,
    Zone.CAPTION: Place.BODY,
    Zone.TRAILER: Place.END,
    Zone.ARTICLE_FOOTER: Place.END,
}


class TextPage:
    """A page of one block, made for a rule's text example; nothing is parsed."""

    title = None
    headline = None
    links: tuple[Link, ...] = ()
    fields: tuple[Field, ...] = ()
    resources: tuple[str, ...] = ()
    inline_scripts: tuple[str, ...] = ()
    page_type = PageType.ARTICLE
    limits = ()

    def __init__(self, block: Block, *, url: str, language: str | None, extent: Extent = Extent.PAGE) -> None:
        self.blocks = (block,)
        self.url = url
        self.host = url.split("/")[2].removeprefix("www.")
        self.site = self.host
        self.text = block.text
        self.language = language
        self.capture = Capture(uri=url, body=block.text.encode(), extent=extent)

    def css(self, element: int) -> str:  # noqa: ARG002 - the protocol's signature
        """There are no elements."""
        return ""

    def alternative(self, element: int) -> str:  # noqa: ARG002 - the protocol's signature
        """There are no elements."""
        return ""

    def values(self, attribute: str) -> str:  # noqa: ARG002 - the protocol's signature
        """There are no elements."""
        return ""

    def select(self, selector: str) -> tuple[int, ...]:  # noqa: ARG002 - the protocol's signature
        """There are no elements."""
        return ()


def block(text: str, zone: Zone = Zone.BODY, **known: object) -> Block:
    """A block of a zone with the scope and place that such blocks usually have, for examples and tests."""
    facts: dict[str, object] = {
        "index": 0,
        "scope": _OTHER_SCOPES.get(zone, Scope.ARTICLE),
        "place": _PLACES.get(zone, Place.OUTSIDE),
        "visible": Visible.YES,
        "near_headline": zone in (Zone.LABEL, Zone.BYLINE, Zone.TITLE),
    }
    facts.update((name, value) for name, value in known.items() if value is not None)
    return Block(text=text, zone=zone, **facts)  # type: ignore[arg-type]  # `known` are its own fields
