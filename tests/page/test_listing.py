"""Pages that list other texts, and pages that only look so."""

from __future__ import annotations

import pytest

from auditor.model import Capture, PageType
from auditor.page.page import read_page

PROSE = (
    "The council met on Tuesday and agreed, after a debate of four hours, to close the bridge for repairs until spring."
    " Buses will take the long way round, and the market moves to the square behind the library for the time being."
)
EXCERPT = PROSE[:140]
TITLES = [f"How part {number} of the bridge came to be closed" for number in range(12)]


def linked(number: int, host: str = "") -> str:
    return f'<a href="{host}/story-{number}">{TITLES[number]}</a>'


def kind(main: str, *, head: str = "", body: str = "<body>") -> PageType:
    html = f"<html lang=en><head><title>Politics</title>{head}</head>{body}<main>{main}</main></body></html>"
    return read_page(Capture(uri="https://news.example/politics/", body=html.encode())).page_type


LISTINGS = {
    "excerpts under linked headings": "<h1>Politics</h1>"
    + "".join(f"<article><h2>{linked(n)}</h2><p>{EXCERPT}</p></article>" for n in range(8)),
    "excerpts under a picture and a title": "<h1>Politics</h1>"
    + "".join(f"<article><a href=/{n}><img src=t.jpg><h2>{TITLES[n]}</h2></a><p>{EXCERPT}</p></article>" for n in range(8)),
    "boxes without headings": "".join(
        f"<div class=t>{linked(n)}</div><div>3 March, by Ann Archer</div><div>{EXCERPT}</div>" for n in range(8)
    ),
    "headings that do not link, and a way on": "<h1>Politics</h1>"
    + "".join(f"<div><h3>{TITLES[n]}</h3><p>{EXCERPT} <a href=/{n}>Read more</a></p></div>" for n in range(8)),
    "results of a search": "<h1>Search results for bridge</h1>"
    + "".join(f"<div>{linked(n)}<br>{EXCERPT}</div>" for n in range(8)),
    "whole posts under each other": "<h1>Our blog</h1>"
    + "".join(f"<div class=post><h2>{linked(n)}</h2><p>{PROSE}</p><p>{PROSE}</p><p>{PROSE}</p></div>" for n in range(4)),
    "titles and dates": "<h1>March</h1><ul>" + "".join(f"<li>{linked(n)} 3 March</li>" for n in range(12)) + "</ul>",
    "an author's page": f"<h1>Ann Archer</h1><p>{PROSE}</p><h2>Latest</h2>"
    + "".join(f"<article><h3>{linked(n)}</h3><p>{EXCERPT}</p></article>" for n in range(8)),
}  # fmt: skip
ARTICLES = {
    "a list whose headings lead to shops": f"<article><h1>Eight chairs</h1><p>{PROSE}</p>"
    + "".join(f"<h3>{linked(n, 'https://shop.example')}</h3><p>{PROSE}</p>" for n in range(8)) + "</article>",
    "a walk with headings that lead to other texts": f"<article><h1>Five walks</h1><p>{PROSE}</p>"
    + "".join(f"<h2>{linked(n)}</h2><p>{PROSE}</p><p>{PROSE}</p>" for n in range(5)) + "</article>",
    "further reading between the paragraphs": "<article><h1>Bridge closes</h1>"
    + "".join(f"<p>{PROSE}</p><p>{PROSE}</p><p>{linked(n)}</p>" for n in range(5)) + "</article>",
    "a short text over many teasers": f"<article><h1>Bridge closes</h1><p>{PROSE}</p></article><section><h2>More</h2>"
    + "".join(f"<article><a href=/{n}><img src=t.jpg><h3>{TITLES[n]}</h3></a><p>{EXCERPT}</p></article>" for n in range(8))
    + "</section>",
}  # fmt: skip
ARCHIVE = '<script type="application/ld+json">{"@context": "https://schema.org", "@type": "CollectionPage"}</script>'
AS_ARTICLE = '<meta property="og:type" content="article">'


@pytest.mark.parametrize("main", LISTINGS.values(), ids=LISTINGS)
def test_a_page_of_titles_that_lead_on_is_a_listing(main):
    assert kind(main) is PageType.LISTING


def test_a_saved_listing_of_unknown_address_is_one():
    main = LISTINGS["excerpts under linked headings"]
    page = read_page(Capture(uri="file:///tmp/saved.html", body=f"<main>{main}</main>".encode()))

    assert page.page_type is PageType.LISTING


@pytest.mark.parametrize("main", ARTICLES.values(), ids=ARTICLES)
def test_a_text_with_links_to_others_is_an_article(main):
    assert kind(main) is PageType.ARTICLE


@pytest.mark.parametrize(
    ("head", "body", "expected"),
    [
        (AS_ARTICLE, "<body>", PageType.ARTICLE),
        (AS_ARTICLE + ARCHIVE, "<body>", PageType.LISTING),
        (AS_ARTICLE, "<body class='archive category category-12'>", PageType.LISTING),
        (AS_ARTICLE, "<body class='home blog'>", PageType.LISTING),
        (AS_ARTICLE, "<body class='single single-post archive tag'>", PageType.ARTICLE),
        (AS_ARTICLE, "<body class='blog'>", PageType.ARTICLE),
    ],
)
def test_an_archive_says_so_even_where_its_type_is_given_as_article(head, body, expected):
    assert kind(f"<h1>Politics</h1><p>{PROSE}</p><p>{PROSE}</p>", head=head, body=body) is expected
