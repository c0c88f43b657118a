"""Captions, credits and the marks of ad slots, on pages shaped like real ones."""

from __future__ import annotations

import pytest

from auditor.model import Scope, Zone
from tests.page.test_zones import LONG, article, block_of, page_of, zone_of

CAPTION = "The bridge in June, seen from the north. © Example Agency"


@pytest.mark.parametrize(
    "picture",
    [
        f"<figure><img src=a.jpg><figcaption>{CAPTION}</figcaption></figure>",
        f"<figure><img src=a.jpg><span>{CAPTION}</span></figure>",
        f'<div class=cover style="background:url(a.jpg)"><div class=photo_credit>{CAPTION}</div></div>',
        f"<img src=a.jpg><p class=imagedescription>{CAPTION}</p>",
    ],
)
def test_the_caption_of_a_picture_above_the_headline_is_no_label(picture):
    assert zone_of(page_of(article(above=picture)), "from the north") is Zone.CAPTION


def test_a_caption_needs_no_picture_beside_it_that_scripts_load_later():
    page = page_of(article(below=f"<div id=top_images><div class=Caption>{CAPTION}</div></div>"))

    assert zone_of(page, "from the north") is Zone.CAPTION


def test_a_credit_counts_with_a_picture_some_boxes_further_out():
    picture = (
        "<div class=image><img src=a.jpg><div class=credit-line><div class=credit-wrap>"
        "<div class=credit>Example Agency</div></div></div></div>"
    )

    assert zone_of(page_of(article(below=picture)), "Example Agency") is Zone.CAPTION


def test_names_in_a_list_of_credits_without_a_picture_are_a_byline():
    page = page_of(
        article(below="<div class=body><ul class=credits><li><span id=autor>AFP</span></li></ul></div>")
    )

    assert zone_of(page, "AFP") is Zone.BYLINE


def test_a_large_box_called_caption_holds_more_than_a_caption():
    box = f"<div class=item-caption><div>By Example Author</div><p>{LONG}</p></div>"

    assert zone_of(page_of(article(below=box)), "Example Author") is Zone.BYLINE


def test_who_said_a_quotation_is_no_caption():
    quotation = "<figure><blockquote><p>We saw it coming.</p></blockquote><figcaption>A resident of the north bank</figcaption></figure>"

    assert zone_of(page_of(article(end=f"{quotation}<p>{LONG}</p>")), "A resident") is Zone.BODY


def test_the_mark_of_a_slot_among_the_paragraphs_is_an_ad():
    slot = (
        "<div class=add_wrapper><div class=ad-control-heading>advertisement</div><div>Remove ads</div></div>"
    )

    assert zone_of(page_of(article(end=f"{slot}<p>{LONG}</p>")), "advertisement") is Zone.AD_SLOT


def test_a_mark_in_a_box_named_for_ads_is_a_label_beside_date_and_author():
    below = f"<div>{LONG}</div><div class=metadata><div class=social><div class=mark_anzeige>Anzeige</div></div><a href=/autor/a>Example Author</a></div>"
    block = block_of(page_of(article(below=below)), "Anzeige")

    assert (block.zone, block.scope) == (Zone.BYLINE, Scope.ARTICLE)


@pytest.mark.parametrize(
    ("below", "zone"),
    [
        ("<div class=top-ad><p class=ad-notice>Anzeige</p></div>", Zone.AD_SLOT),
        (
            "<div class=ad-container><div class=inner><span class=adspot-title>Anzeige</span></div></div>",
            Zone.AD_SLOT,
        ),
        ("<div class=header-ad>Anzeige</div>", Zone.AD_SLOT),
        ("<div class=header-ad-label>Anzeige</div>", Zone.BYLINE),
        ("<div class=x>Anzeige<div id=gpt-1></div></div>", Zone.AD_SLOT),
        ("<div class=ad-disclaimer>Anzeige</div>", Zone.BYLINE),
        ("<div class=banner><div class=banner__topline>Anzeige</div></div>", Zone.BYLINE),
        ("<div class=advertorial><span class=advertorial-label>Advertorial</span></div>", Zone.BYLINE),
    ],
)
def test_a_mark_below_the_headline_is_a_slot_by_two_names_a_place_or_an_empty_one_beside_it(below, zone):
    page = page_of(article(below=below))

    assert next(block.zone for block in page.blocks if block.text in ("Anzeige", "Advertorial")) is zone


def test_a_placeholder_among_the_paragraphs_may_say_more_than_a_word():
    words = "Scroll down to go on, your article follows this place"
    page = page_of(article(end=f"<div class=ad><div class=ad__placeholder>{words}</div></div><p>{LONG}</p>"))

    assert zone_of(page, "Scroll down") is Zone.AD_SLOT


def test_a_placeholder_that_is_a_sentence_is_no_paragraph():
    words = "This advertisement has not loaded yet, but your article continues below."
    page = page_of(
        article(
            end=f"<div class=ad__container><div class=ad__placeholder><div class=inner>{words}</div></div></div><p>{LONG}</p>"
        )
    )

    assert zone_of(page, "has not loaded") is Zone.AD_SLOT


def test_the_kind_of_another_story_in_a_list_is_not_this_ones():
    entries = "".join(
        f"<li><div class=kind>Press release of the example party in parliament</div><a href=/{n}>Another story of the week, number {n}</a></li>"
        for n in range(4)
    )
    page = page_of(article(end=f"<h3>More</h3><a href=/more>All of our stories</a><ul>{entries}</ul>"))

    assert {block.scope for block in page.blocks if "Press release" in block.text} == {Scope.OTHER_ITEM}


def test_all_text_in_a_box_that_an_ad_network_fills_is_an_ad():
    links = "".join(
        f"<li><a href=https://ads.example/{number}>Offer {number}</a></li>" for number in range(8)
    )
    box = f"<div id=taboola-below-article><div class=head><a href=#>Sponsored Links</a></div><ul>{links}</ul></div>"

    assert zone_of(page_of(article(end=box)), "Sponsored Links") is Zone.AD_SLOT


def test_a_source_that_is_linked_as_a_heading_heads_no_list():
    source = "<div class=quelle><h3><a href=https://other.example/story>Quelle: Other Example, a long story</a></h3></div>"
    more = "".join(
        f"<article><h3><a href=/{n}>Another story of ours, number {n}</a></h3></article>" for n in range(3)
    )

    assert (
        zone_of(page_of(article(end=source, around=("<main>", f"{more}</main>"))), "Quelle:") is Zone.TRAILER
    )


def test_a_page_builder_calls_every_box_a_widget():
    source = (
        "<div class='elementor-element elementor-widget'><div class=elementor-widget-container>"
        "<h3><a href=https://other.example/story>Quelle: Other Example, a long story about bridges</a></h3></div></div>"
    )

    assert zone_of(page_of(article(end=source)), "Quelle:") is Zone.TRAILER


def test_the_story_before_or_after_this_one_is_another_item():
    box = "<div class=post-navigation><a href=/next><span>Next</span><span>Sponsored posts are here to stay, we find</span></a></div>"
    block = block_of(page_of(article(end=box)), "Sponsored posts")

    assert block.scope is Scope.OTHER_ITEM


def test_a_badge_on_the_picture_below_the_headline_speaks_about_the_article():
    picture = "<figure><img src=a.jpg><span class=hero-badge>Advertorial</span><figcaption>The bridge in June</figcaption></figure>"
    page = page_of(article(below=picture))

    assert block_of(page, "Advertorial").scope is Scope.ARTICLE
    assert zone_of(page, "The bridge in June") is Zone.CAPTION


def test_a_logo_under_a_word_in_an_aside_is_the_payers_and_no_card():
    aside = "<aside><div>Paid content</div><div>Paid for by</div><a href=https://acme.example><img src=a.svg alt=Acme></a></aside>"
    block = block_of(page_of(article(above=aside)), "Paid content")

    assert (block.zone, block.scope) == (Zone.LABEL, Scope.ARTICLE)
