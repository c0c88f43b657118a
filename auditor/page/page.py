"""The page: a capture decoded, parsed and laid out. Lazy, never stored, never sent between processes."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

from auditor.model import Block, Capture, Extent, Field, Limit, Link, PageType, Zone
from auditor.page import dom
from auditor.page.address import host_of
from auditor.page.archived import as_published
from auditor.page.article import Article, find
from auditor.page.datalayer import data_layer_fields
from auditor.page.decode import Decoded, decode
from auditor.page.home import address_of, canonical_elsewhere
from auditor.page.jsonld import structured, structured_fields
from auditor.page.kind import limits_of, page_type_of
from auditor.page.language import declared, language_of
from auditor.page.links import deferred, links_of, resolve, site_of
from auditor.page.metadata import head_fields, microdata_fields, named_fields
from auditor.page.placing import blocks_of
from auditor.page.plaintext import lay_out
from auditor.page.shape import Shape
from auditor.page.text import clean

if TYPE_CHECKING:
    from bs4 import BeautifulSoup

_WORD = re.compile(r"\w+")
_MARKUP = re.compile(r"<[a-zA-Z!/]")
_LOADING = frozenset(("iframe", "embed", "img"))
_BASED_ON = frozenset(("ld.isbasedon", "ld.isbasedon.url", "ld.isbasedon.@id"))
# Members under short names: a look-up in the enumeration for each block costs more than the rest of a loop.
_TITLE = Zone.TITLE
_PROSE = (Zone.LEAD, Zone.BODY)


class Page:
    """One page: everything is derived from the capture, on first use; the values are those of `auditor.model`."""

    def __init__(self, capture: Capture) -> None:
        self.capture = capture
        # What `css` and `values` remember.
        self._siblings: dict[int, dict[int, int]] = {}
        self._values: dict[str, str] = {}

    @cached_property
    def _decoded(self) -> Decoded:
        return as_published(decode(self.capture.body, self.capture.content_type))

    @property
    def damaged_text(self) -> bool:
        """Whether characters were lost in decoding."""
        return self._decoded.damaged

    @property
    def damaged_data(self) -> bool:
        """Whether a block of structured data was beyond repair."""
        return self._structured[1]

    @property
    def text(self) -> str:
        """The decoded source of the page."""
        return self._decoded.text

    @cached_property
    def tree(self) -> dom.Tree:
        """The flat tree."""
        return dom.parse(self._decoded.data if self.capture.extent is not Extent.TEXT else b"")

    @cached_property
    def shape(self) -> Shape:
        """Counts and hints of the elements."""
        return Shape(self.tree)

    @cached_property
    def _head(self) -> list[Field]:
        return head_fields(self.tree.head)

    @cached_property
    def url(self) -> str:
        """The address of the page: final, requested, saved-from, or what the page itself claims."""
        return address_of(self)

    @cached_property
    def host(self) -> str:
        """The host of the address, lower case, without `www.`."""
        return host_of(self.url)

    @cached_property
    def site(self) -> str:
        """The registrable domain."""
        return site_of(self.host)

    def first(self, *names: str) -> str | None:
        """The value of the first of the named head fields that is there."""
        values = self._first_values
        for name in names:
            if name in values:
                return values[name]
        return None

    @cached_property
    def _first_values(self) -> dict[str, str]:
        values: dict[str, str] = {}
        for field in self._head:
            values.setdefault(field.name, field.value)
        return values

    @cached_property
    def _titles(self) -> tuple[str, ...]:
        found = [self.first("og.title"), self.first("meta.twitter:title"), self.first("title")]
        found += [value for name, value in self.capture.fields if name == "title"]
        return tuple(dict.fromkeys(title for title in found if title))

    @cached_property
    def _structured(self) -> tuple[list[Field], bool]:
        words = frozenset(_WORD.findall(" ".join(self._titles[:2]).lower()))
        data = structured(self.tree, words, self.first("canonical", "og.url"))
        return structured_fields(data), data.damaged

    @cached_property
    def article(self) -> Article:
        """Where the article is."""
        titles = self._titles + tuple(
            field.value for field in self._structured[0] if field.name == "ld.headline" and field.main
        )
        sites = (self.first("og.site_name"), self.site.split(".", 1)[0])
        return find(self.tree, self.shape, titles, tuple(site for site in sites if site and len(site) > 2))

    @cached_property
    def _is_text(self) -> bool:
        """Whether the capture is text, declared or for want of any markup."""
        if self.capture.extent is Extent.TEXT:
            return True
        return len(self.tree.tags) <= 2 and _MARKUP.search(self.text) is None

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """Every run of text with its place, in reading order."""
        if self._is_text:
            return lay_out(
                self.text, next((said for name, said in self.capture.fields if name == "title"), None)
            )
        return blocks_of(self.tree, self.shape, self.article, self._link_numbers)

    @cached_property
    def prose(self) -> tuple[Block, ...]:
        """The blocks of the article's running text, its opening included."""
        return tuple([block for block in self.blocks if block.zone in _PROSE])

    @cached_property
    def headline(self) -> int | None:
        """The index of the headline's block."""
        if self._is_text:
            return next((block.index for block in self.blocks if block.zone is _TITLE), None)
        return self.article.headline

    @cached_property
    def title(self) -> str | None:
        """The headline, or what the page calls itself where none shows."""
        if self.headline is not None:
            return self.blocks[self.headline].text
        return self._titles[0] if self._titles else None

    @cached_property
    def language(self) -> str | None:
        """The primary language subtag: detected from the text where that is sure, else declared."""
        said = [attributes.get("lang") for attributes in self.tree.attributes[:1]]
        said += [self.first("meta.content-language"), self.first("og.locale"), self.first("meta.language")]
        return language_of(self.blocks, declared(said))

    @cached_property
    def fields(self) -> tuple[Field, ...]:
        """Head, structured data, names on the elements around the headline, and the container's own fields."""
        found = [*self._head, *self._structured[0], *self._named, *data_layer_fields(self.inline_scripts)]
        if not self._is_text:
            found += microdata_fields(self.tree, self.shape, self.article)
        found += [
            Field(name=f"item.{name}", value=clean(value)) for name, value in self.capture.fields if value
        ]
        if self.canonical_elsewhere:
            found.append(
                Field(name="page.canonical-elsewhere", value=f"canonical: {self.canonical_elsewhere}")
            )
        return tuple(found)

    @cached_property
    def said(self) -> dict[str, tuple[str, ...]]:
        """What the fields of the main entity say, by name and in order."""
        values: dict[str, list[str]] = {}
        for field in self.fields:
            if field.main:
                values.setdefault(field.name, []).append(field.value)
        return {name: tuple(said) for name, said in values.items()}

    @cached_property
    def canonical_elsewhere(self) -> str | None:
        """The host that the page names as the text's home where that is another site than the page's own."""
        based_on = [field.value for field in self._structured[0] if field.name in _BASED_ON]
        return canonical_elsewhere(self, based_on)

    @cached_property
    def _named(self) -> list[Field]:
        """Classes, ids and data attributes of body, article and the chain above the headline."""
        if self._is_text:
            return []
        tree, article = self.tree, self.article
        if not tree.tags:
            return []
        start = article.root if article.headline is None else tree.runs[article.headline].element
        return named_fields(tree, self.shape.ancestors(start))

    @cached_property
    def base(self) -> str:
        """What relative links are resolved against: `<base>` where there is one."""
        for tag, attributes, _ in self.tree.head:
            if tag == "base" and (href := attributes.get("href")):
                return resolve(self.url, href) or self.url
        return self.url

    @cached_property
    def _addresses(self) -> tuple[str | None, ...]:
        """The absolute http(s) address of every anchor of the tree, None where it has none."""
        base, attributes = self.base, self.tree.attributes
        return tuple(
            resolve(base, anchor.href) or deferred(attributes[anchor.element], self.site)
            for anchor in self.tree.anchors
        )

    @cached_property
    def _link_numbers(self) -> list[int]:
        """For every anchor of the tree its index in `links`, -1 where it is no link to a page."""
        numbers, count = [], 0
        for address in self._addresses:
            numbers.append(-1 if address is None else count)
            count += address is not None
        return numbers

    @cached_property
    def links(self) -> tuple[Link, ...]:
        """Every http(s) link with the zone and scope of the block that it stands in."""
        return links_of(self.tree, self._addresses, self.blocks)

    @cached_property
    def resources(self) -> tuple[str, ...]:
        """The addresses that the page loads by script, frame, picture or link element."""
        tree = self.tree
        found = [script.attributes.get("src") for script in tree.scripts]
        for tag, attributes in zip(tree.tags, tree.attributes, strict=True):
            if tag in _LOADING:
                found.append(attributes.get("src") or attributes.get("data-src"))
        found += [attributes.get("href") for tag, attributes, _ in tree.head if tag == "link"]
        base = self.base
        return tuple(dict.fromkeys([url for src in found if src and (url := resolve(base, src))]))

    @cached_property
    def inline_scripts(self) -> tuple[str, ...]:
        """The source of scripts that stand in the page itself, without structured data."""
        return tuple(
            script.text
            for script in self.tree.scripts
            if not script.attributes.get("src") and "json" not in (script.attributes.get("type") or "")
        )

    @cached_property
    def page_type(self) -> PageType:
        """Article, listing or other, from the share of prose, cards and the declared type."""
        return page_type_of(self, self._head, self._structured[0])

    @cached_property
    def limits(self) -> tuple[Limit, ...]:
        """What keeps the audit of this page from seeing everything."""
        return limits_of(self)

    def css(self, element: int) -> str:
        """The CSS path of an element of the flat tree."""
        return dom.css_path(self.tree, element, self._siblings)

    def alternative(self, element: int) -> str:
        """What a picture says to those who do not see it; empty for everything else."""
        return (
            (self.tree.attributes[element].get("alt") or "").strip()
            if self.tree.tags[element] == "img"
            else ""
        )

    def values(self, attribute: str) -> str:
        """What an attribute says anywhere on the page, each value after a line feed; empty where nothing has it."""
        known = self._values.get(attribute)
        if known is None:
            found = [each[attribute] or "" for each in self.tree.attributes if attribute in each]
            known = self._values[attribute] = "\n".join(("", *found)) if found else ""
        return known

    def select(self, selector: str) -> tuple[int, ...]:
        """The elements that a CSS selector matches; ValueError if it is none."""
        return tuple(dom.matching(self.tree, selector))

    @cached_property
    def soup(self) -> BeautifulSoup:
        """The same tree as BeautifulSoup, for plugin checks and marked copies."""
        return dom.soup(self.tree)


def read_page(capture: Capture) -> Page:
    """Make the page of a capture; never raises, whatever the bytes are."""
    return Page(capture)
