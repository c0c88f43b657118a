"""Offers, forms and other stories in small boxes among the text: a label there speaks of the box and not of the article."""

from __future__ import annotations

import pytest

from auditor.model import Scope, Visible, Zone
from tests.page.test_zones import LONG, PARAGRAPHS, article, block_of, page_of, zone_of

OFFER = (
    "<div class='kg-card cta-card'><div class=cta-label><span>SPONSORED</span></div><div class=cta-content>"
    "<p>Example Bank sends your money abroad in a minute, for no fee.</p><a href=https://bank.example class=button>Try it</a>"
    "</div></div>"
)
STORY = (
    "<div class=native><span>Sponsored by Example Bank</span><a href=https://bank.example/story>"
    "<h3>How to send money in a minute</h3></a><p>A new app makes it plain.</p></div>"
)


@pytest.mark.parametrize("where", ["below", "end"])
def test_a_label_that_heads_an_offer_in_a_card_speaks_of_the_offer(where):
    assert block_of(page_of(article(**{where: OFFER})), "SPONSORED").scope is not Scope.ARTICLE


def test_a_label_in_a_card_around_the_headline_speaks_of_the_article():
    html = f"<div class=card><span>SPONSORED</span><h1>Bridge closes until spring</h1><p>{LONG}</p><a href=/all>All of it</a></div>{PARAGRAPHS}"

    assert block_of(page_of(html), "SPONSORED").scope is Scope.ARTICLE


def test_a_label_in_a_box_with_one_linked_headline_among_the_paragraphs_speaks_of_that_story():
    page = page_of(f"<article><h1>Bridge closes until spring</h1>{PARAGRAPHS}{STORY}{PARAGRAPHS}</article>")

    assert block_of(page, "Sponsored by").scope is Scope.OTHER_ITEM


def test_a_label_in_a_list_of_stories_below_the_headline_speaks_of_its_entry():
    events = "".join(
        f"<li><b>1{n}:40</b> <span>{label}</span><p><a href=/{n}>Ferry line opens again after the storm of Monday {n}</a></p></li>"
        for n, label in enumerate(("Update", "Sponsored", "Update"))
    )
    page = page_of(article(below=f"<div class=key-events><ul>{events}</ul></div>"))

    assert not [block for block in page.blocks if "Sponsored" in block.text and block.scope is Scope.ARTICLE]


def test_the_sponsor_of_a_newsletter_is_none_of_the_article():
    form = "<div class=signup><h4>The Morning Bridge</h4><p>Presented by Example Bank</p><form><input><button>Go</button></form></div>"

    assert zone_of(page_of(article(end=form)), "Presented by") is Zone.NAV


def test_a_credit_after_the_text_on_a_page_that_is_one_form_stays_the_articles():
    page = page_of(
        article(around=("<form><article>", "</article></form>"), end="<p>Source: Example Agency</p>")
    )

    assert zone_of(page, "Source:") is Zone.TRAILER


def test_nothing_of_the_article_stands_below_the_footer_of_the_page():
    page = page_of(
        f"{article()}<div><p>Some links on our site are affiliate links, so we may earn from them.</p></div>"
    )

    assert zone_of(page, "Some links on our site") is Zone.FOOTER


@pytest.mark.parametrize(
    "bar",
    [
        "<p class=top>- Advertorial -</p><img src=logo.png>",
        "<a href=#form>- Advertorial -</a><img src=logo.png>",
    ],
)
def test_on_a_page_without_a_menu_the_line_above_the_headline_is_its_label(bar):
    page = page_of(
        f"<div class=header><div>{bar}</div></div><div class=middle><p>Exclusive</p><h1>Bridge closes until spring</h1>{PARAGRAPHS}</div>"
    )
    block = block_of(page, "Advertorial")

    assert (block.scope, block.near_headline) == (Scope.ARTICLE, True)


def test_the_hiding_class_of_a_page_kit_leaves_visibility_open():
    page = page_of(article(above="<div class=uk-hidden><div>Sponsored by</div></div>"))

    assert block_of(page, "Sponsored by").visible is Visible.UNKNOWN


def test_a_label_that_ends_an_offer_in_a_card_speaks_of_the_offer():
    offer = (
        "<div class=card><div><h4>Example Bank</h4><p>Sends your money abroad in a minute, for no fee at all.</p>"
        "<a href=https://bank.example>See more</a></div><div><span>Sponsored content</span></div></div>"
    )

    assert block_of(page_of(article(end=offer)), "Sponsored content").scope is Scope.OTHER_ITEM


def test_comments_that_are_articles_of_their_own_are_none_of_the_text():
    comments = "".join(
        f"<article><header>{name}</header><div><p>This is a sponsored post, and you should say so at the top.</p></div></article>"
        for name in ("Ann", "Ben")
    )
    page = page_of(
        f"<article><h1>Bridge closes until spring</h1><div class=text>{PARAGRAPHS}</div>"
        f"<section>{comments}</section><p>Source: Example Agency</p></article>"
    )

    assert block_of(page, "sponsored post").scope is Scope.OTHER_ITEM
    assert zone_of(page, "Source:") is Zone.TRAILER


@pytest.mark.parametrize(
    "box",
    [
        "<div class=sponsor-banner><span>Sponsored by</span> <a href=https://bank.example>Example Bank</a></div>",
        "<div role=complementary><span>Sponsored by</span> <a href=https://bank.example>Example Bank</a></div>",
        "<div class=hero><img src=/h.jpg><div class=hero__overlay><span>Sponsored by</span> <a href=https://bank.example>Example Bank</a></div></div>",
    ],
)
def test_a_label_in_a_box_with_a_misleading_name_speaks_of_the_article(box):
    block = block_of(page_of(article(above=box)), "Sponsored by")

    assert (block.text, block.scope) == ("Sponsored by Example Bank", Scope.ARTICLE)


def test_words_before_a_logo_take_nothing_else_for_its_name():
    box = "<div><span>Sponsored by</span> <img src=/b.png> <span>3 May 2024</span></div>"

    assert block_of(page_of(article(below=box)), "Sponsored by").text == "Sponsored by"


NATIVE = "<div class=nat><span>Ad</span> <a href=https://bank.example/offer>Open an account and get a lamp for it</a></div>"


@pytest.mark.parametrize(
    "box", [NATIVE, OFFER, NATIVE.replace("<a ", "<div><a ").replace("</a>", "</a></div>")]
)
@pytest.mark.parametrize("where", ["above", "below"])
def test_a_label_beside_the_title_of_an_offer_at_the_headline_speaks_of_the_offer(box, where):
    page = page_of(article(**{where: box}))
    label = next(block for block in page.blocks if block.text in ("Ad", "SPONSORED"))

    assert label.scope is Scope.OTHER_ITEM


def test_a_label_beside_the_linked_name_and_date_of_the_author_speaks_of_the_article():
    box = (
        "<div class=icons><div class=mark>Advertorial</div>"
        "<div class=author_date><a href=/ann>Ann Archer, 26 April 2024 at 10 in the morning</a></div></div>"
    )

    assert block_of(page_of(article(below=box)), "Advertorial").scope is Scope.ARTICLE


def test_the_sponsor_of_a_quiz_among_the_paragraphs_is_none_of_the_article():
    quiz = "<div class=quiz><h4>How well do you know it?</h4><form><button>Start</button></form><span>Sponsored by Example Bank</span></div>"
    page = page_of(f"<article><h1>Bridge closes until spring</h1>{PARAGRAPHS}{quiz}{PARAGRAPHS}</article>")

    assert block_of(page, "Sponsored by").scope is Scope.SITE
