"""Where the article's text begins and ends: what stands beside it, goes on with it, or answers it."""

from __future__ import annotations

import pytest

from auditor.model import Scope, Zone
from tests.page.test_zones import LONG, PARAGRAPHS, article, page_of, zone_of


def test_a_related_list_that_reads_like_prose_is_no_end_of_the_text():
    stories = "".join(
        f"<li><a href=/{n}>Story number {n} of this long and eventful week</a> {LONG}</li>" for n in range(2)
    )
    page = page_of(
        article(end=f"<p>Sources: own research</p><div class=yarpp-related><ol>{stories}</ol></div>")
    )

    assert zone_of(page, "Sources:") is Zone.TRAILER
    assert not any("Story" in block.text for block in page.prose)


def test_a_notice_in_the_sidebar_of_a_short_article_is_no_part_of_it():
    notice = (
        "<div class=bottom-wrapper><div class=sidebar><section><label>Our shop team picks products on its own. "
        "If you buy through a link in the text, the shop team receives a commission.</label>"
        "<h4><a href=/offers>The best offers of the day, updated every hour</a></h4><a href=/a>Lamps</a><a href=/b>Boots</a></section></div></div>"
    )
    page = page_of(
        f"<article><h1>Bridge closes until spring</h1><div class=text>{PARAGRAPHS}</div>{notice}</article>"
    )

    assert next(b.scope for b in page.blocks if "commission" in b.text) is Scope.OTHER_ITEM


def test_a_fact_box_without_links_stays_in_the_text():
    box = f"<aside class=factbox><h3>The bridge</h3><p>{LONG}</p></aside>"
    page = page_of(article(end=f"{box}<p>{LONG} And that was all of it.</p>"))

    assert sum("The council met" in block.text for block in page.prose) == 7


def test_text_in_further_boxes_of_the_same_make_goes_on():
    page = page_of(
        f"<article><h1>Bridge closes until spring</h1><div class=textblock>{PARAGRAPHS}{PARAGRAPHS}</div>"
        f"<div class=textblock><h3>What comes next</h3><p>{LONG}</p><p>The costs are shared by the city and the country, the mayor said.</p></div>"
        "<div class=about><p>Example Author writes about bridges and has done so for more than twenty years now.</p></div></article>"
    )

    assert zone_of(page, "The costs are shared") is Zone.BODY
    assert zone_of(page, "writes about bridges") is not Zone.BODY


def test_answers_in_a_forum_below_are_no_text_of_the_article():
    answers = "".join(
        f"<li class=thread><div class=message><div class=text><p>{LONG}</p><p>{LONG}</p></div></div></li>"
        for _ in range(2)
    )
    page = page_of(article(end=f"<div class=divforum><ul class=forum>{answers}</ul></div>"))

    assert len(page.prose) == 5


def test_posts_in_a_comments_box_are_the_text_of_a_page_that_has_no_other():
    posts = "".join(f"<li class=comment><p>{LONG} I am user number {number}.</p></li>" for number in range(4))
    page = page_of(
        "<body><nav><a href=/>Home</a><a href=/f>Topics</a></nav><h1>Which bridge is closed?</h1>"
        f"<ol class=comments>{posts}</ol><p>Log in to reply.</p></body>"
    )

    assert len(page.prose) == 4


def test_a_second_headline_is_no_byline():
    below = "<h2>The mayor says that Example Agency got it wrong, and that the bridge will open in March</h2>"

    assert zone_of(page_of(article(below=below)), "The mayor says") is Zone.LEAD


def test_the_news_of_the_day_above_the_headline_is_no_notice():
    items = "".join(
        f"<li><a href=/{n}>Story {n}</a> {LONG} More on this later in the day.</li>" for n in range(4)
    )
    page = page_of(
        article().replace("<article>", f"<div class=wrap><div class=breaking><ul>{items}</ul></div><article>")
    )

    assert {block.zone for block in page.blocks if "Story" in block.text} == {Zone.NAV}


@pytest.mark.parametrize("name", ["sidebar-offers", "widget"])
def test_a_box_of_offers_below_the_text_speaks_about_other_things(name):
    rows = "".join(
        f"<div><span>Broker number {n}</span> <a href=https://x.example/{n}>Explore this</a></div>"
        for n in range(4)
    )
    page = page_of(article(end=f"<div id={name}><span>Best brokers of the year</span>{rows}</div>"))

    assert {block.scope for block in page.blocks if "roker" in block.text} == {Scope.OTHER_ITEM}


def test_a_source_in_the_footer_of_the_article_element_belongs_to_the_article():
    footer = "<footer class=article__footer><span>Quelle: Other Example</span><button>Print</button></footer>"
    page = page_of(
        f"<article><div class=view><h1>Bridge closes until spring</h1><div class=text>{PARAGRAPHS}</div></div>{footer}</article>"
        f"<div><h2>More</h2><p>{LONG}</p></div>"
    )

    assert next(b.scope for b in page.blocks if "Quelle" in b.text) is Scope.ARTICLE


def test_a_line_made_like_the_paragraphs_signs_the_text_after_other_stories():
    boxes = "".join(
        f"<div class=mod><div class=paragraph><p class=text>{LONG} {n}</p></div></div>" for n in range(5)
    )
    stories = "".join(
        f"<li><a href=/{n}><h4>Another story, number {n}</h4><img src=a.jpg></a></li>" for n in range(4)
    )
    source = (
        "<div class=mod><div class=paragraph><p class=text><em>Source: Other Example</em></p></div></div>"
    )
    page = page_of(f"<article><h1>Bridge closes until spring</h1>{boxes}<ul>{stories}</ul>{source}</article>")

    assert zone_of(page, "Source:") is Zone.TRAILER


def test_text_behind_a_wall_signs_nothing():
    rest = f"<div class=paywall style='display:none'><p>{LONG} Example Agency reports that the mayor has left the city for good.</p></div>"
    page = page_of(article(end=rest))

    assert zone_of(page, "Example Agency reports") is Zone.BODY


def test_the_text_goes_on_in_sections_of_the_same_make():
    def section(words: str, name: str = "gb") -> str:
        return f"<section class={name}><div class=n><div class=ao>{words}</div></div></section>"

    long_part = section(f"<h1>Bridge closes until spring</h1>{PARAGRAPHS * 4}")
    rest = section(f"<h2>What comes next</h2>{PARAGRAPHS}")
    page = page_of(f"<article><div>{long_part}{rest}</div>{section(f'<p>{LONG}</p>', 'bio')}</article>")

    assert len(page.article.body) == 25


def test_excerpts_in_a_box_of_related_stories_are_no_end_of_a_short_article():
    stories = "".join(
        f"<div class=tile><h4><a href=/{n}>Story number 10{n}</a></h4><div><p>{LONG}</p></div></div>"
        for n in range(3)
    )
    page = page_of(
        f"<article><h1>Bridge closes until spring</h1><div class=text><p>{LONG}</p><p>{LONG} Until then.</p></div>"
        f"<section class=related-articles>{stories}</section></article><footer>{'The Daily Example. ' * 20}</footer>"
    )

    assert [block.text.endswith("Until then.") for block in page.prose] == [False, True]


def test_the_box_of_a_recipe_that_is_called_a_card_stays_in_the_text():
    recipe = f"<div class=recipe-card><figure><a href=/pin>Pin</a></figure><figure><a href=/print>Print</a></figure><p>{LONG}</p></div>"
    page = page_of(article(end=recipe))

    assert sum("The council met" in block.text for block in page.prose) == 6


def test_a_text_in_a_wrapper_called_a_lightbox_is_the_articles():
    gift = "<div class=gift-modal><p>Give this article to a friend, who can read it without an account.</p></div>"
    page = page_of(
        f"<article><h1>Bridge closes until spring</h1><div class=LightboxWrapper><div class=body>{PARAGRAPHS}</div></div>{gift}</article>"
    )

    assert sum("The council met" in block.text for block in page.prose) == 5
    assert zone_of(page, "Give this article") is Zone.OVERLAY


def test_a_long_sidebar_without_links_is_no_part_of_the_text():
    programme = "".join(f"<h4>Point {n}</h4><div class=textwidget>{LONG}{LONG}</div>" for n in range(5))
    page = page_of(
        f"<div class=container><section class=post><article><h1>Bridge closes until spring</h1>{PARAGRAPHS}</article></section>"
        f"<section id=sidebar><aside class=widget-sidebar>{programme}</aside></section></div>"
    )

    assert len(page.prose) == 5


def test_other_stories_in_boxes_of_another_make_below_links_are_no_end_of_the_text():
    tags = "".join(f"<li><a href=/tag/{name}>{name}</a></li>" for name in ("Bridge", "City", "Ferry"))
    posts = "".join(
        f"<div class=col><div class=row><div class=post><p><b>Title {n}</b></p><p>{LONG}</p></div></div></div>"
        for n in range(2)
    )
    page = page_of(
        f"<main><h1>Bridge closes until spring</h1><section><div class=text>{PARAGRAPHS}</div></section>"
        f"<ul>{tags}</ul><p>Source: Example Agency</p><div class=latest><div>{posts}</div></div></main>"
    )

    assert len(page.prose) == 5
    assert zone_of(page, "Source:") is Zone.TRAILER


def test_a_text_goes_on_below_a_box_of_another_make():
    offers = "".join(
        f"<div class=col><div class=row><div class=offer><p>{LONG}</p><a href=/{n}>Buy it</a></div></div></div>"
        for n in range(3)
    )
    page = page_of(
        f"<main><h1>Bridge closes until spring</h1><section><div class=text>{PARAGRAPHS}<div>{offers}</div>{PARAGRAPHS}</div></section></main>"
    )

    assert sum("goes on about it" in block.text for block in page.prose) == 10


@pytest.mark.parametrize("name", ["about-author", "NewsletterBox_description"])
def test_a_box_for_the_author_or_a_newsletter_is_no_end_of_the_text(name):
    box = f"<div class={name}><p>Ann Archer writes about bridges and has done so for more than twenty years now.</p></div>"
    page = page_of(article(end=f"<p>Source: Example Agency</p>{box}"))

    assert zone_of(page, "Source:") is Zone.TRAILER
    assert len(page.prose) == 5
