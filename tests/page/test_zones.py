"""Zone and scope on pages shaped like real ones."""

from __future__ import annotations

import pytest

from auditor.model import Capture, Extent, Limit, PageType, Place, Scope, Visible, Zone
from auditor.page.page import read_page

LONG = "The council met on Tuesday and agreed, after a debate of four hours, to close the bridge for repairs until spring. "
PARAGRAPHS = "".join(f"<p>{LONG}Paragraph {number} goes on about it for a while.</p>" for number in range(5))


def page_of(html: str, uri: str = "https://news.example/story", extent: Extent = Extent.PAGE):
    return read_page(Capture(uri=uri, body=html.encode(), extent=extent))


def zone_of(page, text: str) -> Zone:
    return next(block.zone for block in page.blocks if text in block.text)


def block_of(page, text: str):
    return next(block for block in page.blocks if text in block.text)


def article(
    *,
    above: str = "",
    below: str = "",
    end: str = "",
    around: tuple[str, str] = ("<article>", "</article>"),
    head: str = "",
) -> str:
    return (
        f"<html lang=en><head><title>Bridge closes until spring - News</title>{head}</head><body>"
        "<header><nav><ul>" + "".join(f"<li><a href=/{name}>{name}</a></li>" for name in "News Sport Politics Culture Weather Sponsored Partner".split())
        + f"</ul></nav></header>{around[0]}{above}<h1>Bridge closes until spring</h1>{below}{PARAGRAPHS}{end}{around[1]}"
        "<footer><p>Some of our articles are sponsored. © News Ltd</p></footer></body></html>"
    )  # fmt: skip


@pytest.mark.parametrize("name", ["headline__kicker", "label", "topline"])
def test_a_kicker_inside_the_headline_is_a_label_and_no_part_of_the_title(name):
    kicker = f"<h1><span class={name}>Advertorial</span> Bridge closes until spring</h1>"
    page = page_of(article().replace("<h1>Bridge closes until spring</h1>", kicker))

    assert page.title == "Bridge closes until spring"
    assert zone_of(page, "Advertorial") is Zone.LABEL


def test_an_emphasised_start_of_a_headline_stays_in_it():
    page = page_of(article().replace("<h1>Bridge closes", "<h1><span class=accent>Bridge</span> closes"))

    assert page.title == "Bridge closes until spring"


def test_a_kicker_above_the_headline_is_a_label_of_the_article():
    block = block_of(page_of(article(above="<div class=kicker>Advertorial</div>")), "Advertorial")

    assert (block.zone, block.scope, block.place, block.near_headline) == (
        Zone.LABEL,
        Scope.ARTICLE,
        Place.ABOVE_TITLE,
        True,
    )


def test_a_menu_entry_speaks_about_the_site():
    block = block_of(page_of(article()), "Sponsored")

    assert (block.zone, block.scope) == (Zone.NAV, Scope.SITE)


def test_a_byline_in_a_nav_element_is_still_a_byline():
    page = page_of(article(below="<nav class=pst-by><span>Reuters</span></nav>"))

    assert zone_of(page, "Reuters") is Zone.BYLINE


def test_a_byline_in_an_aside_is_still_a_byline():
    page = page_of(article(below="<aside class=meta><div>Associated Press in Valencia</div></aside>"))

    assert zone_of(page, "Associated Press") is Zone.BYLINE


def test_a_credit_in_the_articles_own_footer_element_signs_the_text():
    page = page_of(article(end="<footer class=article-footer><p>With files from the AP</p></footer>"))

    assert zone_of(page, "With files") is Zone.TRAILER


def test_a_wrapper_called_sidebar_around_everything_says_nothing():
    page = page_of(article(around=("<div class='withSidebar widget'><article>", "</article></div>")))

    assert zone_of(page, "Paragraph 0") is Zone.LEAD
    assert page.title == "Bridge closes until spring"


def test_a_caption_is_no_byline():
    page = page_of(
        article(
            below="<figure><img src=a.jpg><figcaption>The bridge. REUTERS/A. Person</figcaption></figure>"
        )
    )

    block = block_of(page, "REUTERS")

    assert (block.zone, block.scope) == (Zone.CAPTION, Scope.OTHER_ITEM)


def test_a_credit_in_a_named_box_inside_a_caption_is_no_byline():
    page = page_of(
        article(
            below="<figure><img src=a.jpg><figcaption><div class=media-caption-inner><span>The bridge on Tuesday</span>"
            "<span class=media-source><span class=media-author>AFP</span></span></div></figcaption></figure>"
        )
    )

    assert zone_of(page, "AFP") is Zone.CAPTION


def test_a_credit_in_a_box_of_its_own_under_the_picture_is_no_byline():
    page = page_of(
        article(
            below="<div class=asset><div class=frame><img src=a.jpg></div><div class=image-meta>"
            "<div class=image-caption>The bridge on Tuesday</div><div class=image-credit>Ann Archer, Associated Press</div>"
            "</div></div>"
        )
    )

    assert zone_of(page, "Associated Press") is Zone.CAPTION


def test_a_source_beside_its_logo_is_a_byline_and_no_caption_and_no_ad():
    page = page_of(
        article(
            below="<div class=info><div><img src=/blank.gif data-src=/symbol/agency.svg></div>"
            "<div class=col><span>Anadolu Ajansı</span></div><div class=rule></div></div>"
        )
    )

    assert zone_of(page, "Anadolu") is Zone.BYLINE


@pytest.mark.parametrize(
    "slot",
    [
        "<div class='c1'><span>Anzeige</span><div id=div-gpt-ad-1></div></div>",
        "<div><small>Anzeige</small><ins class=adsbygoogle></ins></div>",
        "<div class=sc-17k0o2n-0><div>Anzeige</div><div></div></div>",
    ],
)
def test_a_mark_over_an_empty_box_before_the_headline_is_an_ad_slot(slot):
    page = page_of(
        article(
            above=f"<div>{slot}</div><p>Local news from the region, day by day and always up to date, since 1901.</p>"
        )
    )

    assert zone_of(page, "Anzeige") is Zone.AD_SLOT


@pytest.mark.parametrize("empty", ["<div class='separator'></div>", "<div class='row clearfix'></div>"])
def test_what_only_draws_a_line_is_no_place_for_an_ad(empty):
    below = f"<p>{LONG}</p><div class=x1><div>Anadolu Ajansı</div>{empty}</div>"
    page = page_of(article(below=below))

    assert zone_of(page, "Anadolu") is not Zone.AD_SLOT
    assert zone_of(page_of(article(below=below.replace(empty, "<div></div>"))), "Anadolu") is Zone.AD_SLOT


def test_teasers_after_the_text_belong_to_other_items():
    cards = "".join(
        f"<li class=card><a href=/s{n}><img src={n}.jpg><h3>Another story number {n}</h3></a><span>Sponsored</span></li>"
        for n in range(4)
    )
    page = page_of(article(end=f"<h2>More on this</h2><ul>{cards}</ul>"))

    assert {
        block.scope
        for block in page.blocks
        if block.text == "Sponsored" and block.index > (page.headline or 0)
    } == {Scope.OTHER_ITEM}


def test_policy_in_the_page_footer_speaks_about_the_site():
    assert block_of(page_of(article()), "Some of our articles").scope is Scope.SITE


def test_the_headline_is_the_heading_that_agrees_with_the_title_not_the_logo():
    page = page_of("<title>Bridge closes until spring | News</title><body><h1><a href=/>News</a></h1><main><h2>Bridge closes until spring</h2>"
                   f"{PARAGRAPHS}</main>")  # fmt: skip

    assert page.title == "Bridge closes until spring"


def test_a_page_without_h1_uses_the_line_that_says_what_the_title_says():
    page = page_of(
        f"<title>Bridge closes until spring</title><body><div class=t>Bridge closes until spring</div><div>{PARAGRAPHS}</div>"
    )

    assert page.blocks[page.headline].text == "Bridge closes until spring"


def test_a_headline_below_its_text_is_found_and_the_text_stays_the_text():
    page = page_of(
        f"<title>Bridge closes [Werbung]</title><body><article><div>{PARAGRAPHS}</div><h1>Bridge closes [Werbung]</h1></article>"
    )

    assert page.title == "Bridge closes [Werbung]"
    assert zone_of(page, "Paragraph 0") is Zone.LEAD


def test_an_article_split_over_containers_is_taken_whole():
    halves = f"<div class=a>{PARAGRAPHS}</div><div class=ad><ins class=adsbygoogle></ins></div><div class=b>{PARAGRAPHS.replace('Paragraph', 'Later')}</div>"
    page = page_of(
        f"<title>Bridge closes until spring</title><body><main><header><h1>Bridge closes until spring</h1></header>{halves}</main>"
    )

    assert zone_of(page, "Later 4") is Zone.BODY


def test_endless_scroll_keeps_to_the_story_of_the_title():
    other = f"<article><h1>Another story altogether</h1><p class=by>By Reuters</p>{PARAGRAPHS}</article>"
    page = page_of(article(end="").replace("<footer><p>Some", other + "<footer><p>Some"))

    assert page.title == "Bridge closes until spring"
    assert Limit.SEVERAL_STORIES in page.limits
    assert zone_of(page, "By Reuters") not in (Zone.BYLINE, Zone.TRAILER)


def test_right_to_left_and_cjk_text_is_prose():
    arabic = (
        "<p>" + "أعلنت الحكومة اليوم أنها ستغلق الجسر حتى الربيع من أجل إجراء إصلاحات واسعة. " * 2 + "</p>"
    )
    japanese = "<p>市議会は火曜日、四時間にわたる審議のすえ、橋を春まで閉鎖して修理することを決めた。</p>"
    for paragraphs, title in ((arabic * 4, "إغلاق الجسر حتى الربيع"), (japanese * 4, "橋を春まで閉鎖")):
        page = page_of(f"<title>{title}</title><body><article><h1>{title}</h1>{paragraphs}</article>")

        assert [block.zone for block in page.blocks][:3] == [Zone.TITLE, Zone.LEAD, Zone.LEAD]


def test_hidden_text_is_not_visible_and_screen_reader_text_is_unknown():
    page = page_of(
        article(
            below="<p style='display: none'>Paid partnership</p><span class=sr-only>Sponsored by X</span>"
        )
    )

    assert block_of(page, "Paid partnership").visible is Visible.NO
    assert block_of(page, "Sponsored by X").visible is Visible.UNKNOWN


def test_inline_children_of_a_container_without_text_are_blocks_of_their_own():
    page = page_of(article(above="<div><span>Sponsored</span> <a href=/energy>Energy</a></div>"))

    assert block_of(page, "Sponsored").text == "Sponsored"
    assert block_of(page, "Energy").text == "Energy"


def test_inline_markup_never_cuts_a_sentence():
    page = page_of(article(end="<p>In <b>Koopera</b>tion mit <a href=https://acme.example>Acme</a>.</p>"))

    assert block_of(page, "Acme").text == "In Kooperation mit Acme."


def test_a_cookie_dialog_is_an_overlay():
    page = page_of(
        article(above="<div role=dialog class=cmp><p>We use cookies for personalised advertising.</p></div>")
    )

    assert zone_of(page, "cookies") is Zone.OVERLAY


@pytest.mark.parametrize("parted", [True, False])
def test_the_last_box_with_links_is_the_pages_foot_whatever_it_is_called(parted):
    """A short text must not take what the site says of itself for its own."""
    menu = "".join(
        f"<a href=/{name}>{name} and more</a> " for name in ("Imprint", "Privacy", "Contact", "Jobs")
    )
    side = "".join(f"<div><a href=/{number}>Another story, number {number}</a></div>" for number in range(5))
    page = page_of(
        f"<div id=c1><h1>Bridge closes until spring</h1><p>{LONG}{LONG}</p></div>"
        + (f"<div id=c2>{side}</div>" if parted else "")
        + "<div id=c3><p>Some content © AP. We may earn a commission when you buy through links on our site, all year.</p>"
        + ("" if parted else menu)
        + "</div>"
    )

    block = block_of(page, "Some content")

    assert (block.zone, block.scope) == (Zone.FOOTER, Scope.SITE)


def test_a_last_box_without_links_may_be_the_end_of_the_text():
    page = page_of(
        f"<div id=c1><h1>Bridge closes until spring</h1><p>{LONG}{LONG}</p></div><div id=c2><p>{LONG}The end.</p></div>"
    )

    assert zone_of(page, "The end.") in {Zone.LEAD, Zone.BODY}


def test_page_types():
    listing = "".join(
        f"<article><a href=/s{n}><img src={n}.jpg><h2>Story number {n} of the day</h2></a><p>{LONG[:80]}</p></article>"
        for n in range(12)
    )

    assert page_of(article()).page_type is PageType.ARTICLE
    assert page_of(f"<title>News</title><body><main>{listing}</main>").page_type is PageType.LISTING


def test_links_are_resolved_unwrapped_and_placed():
    page = page_of(
        article(
            head="<base href=https://cdn.example/dir/>",
            end="<p>Buy it <a rel='Sponsored, noFollow' href='https://go.example/r?url=https%3A%2F%2Fshop.example%2Fp%3Fa%3D1'>here</a> or <a href=more>there</a>, says the man who ran the shop for years.</p>",
        )
    )
    link = next(link for link in page.links if link.text == "here")

    assert (link.target, link.rel, link.zone) == (
        "https://shop.example/p?a=1",
        ("sponsored", "nofollow"),
        Zone.BODY,
    )
    assert next(link.url for link in page.links if link.text == "there") == "https://cdn.example/dir/more"


def test_css_paths_lead_back_to_their_element():
    page = page_of(article(above="<div class=kicker>Advertorial</div>"))
    block = block_of(page, "Advertorial")

    assert page.select(page.css(block.element)) == (block.element,)


def test_the_soup_has_the_same_elements():
    page = page_of(article(above="<div class=kicker>Advertorial</div>"))

    assert page.soup.select_one(page.css(block_of(page, "Advertorial").element)).get_text() == "Advertorial"


def test_text_saved_from_a_page():
    lines = ["News", "Sport", "Home > News > Bridge closes until spring this year", "Bridge closes until spring this year",
             "Bridge closes until spring this year", "By A. Person", "OSLO (Reuters) - " + LONG, LONG, LONG, "(Reporting by A. Person)",
             "Related Posts", "Another story here", "Another story here"]  # fmt: skip
    page = page_of("\n\n".join(lines), uri="file:///story.txt", extent=Extent.TEXT)

    assert page.title == "Bridge closes until spring this year"
    assert [zone_of(page, text) for text in ("By A.", "OSLO", "(Reporting", "Another")] == [
        Zone.BYLINE, Zone.LEAD, Zone.TRAILER, Zone.TEASER,
    ]  # fmt: skip


def test_a_block_names_its_links_by_their_place_among_the_links_of_the_page():
    page = page_of(
        article(
            above="<a href='#top'>Top</a><a href='javascript:void(0)'>Menu</a>",
            end=f"<p>{LONG}More in the <a href='#map'>map</a> and the <a href='https://plan.example/'>plan</a>.</p>",
        )
    )

    block = block_of(page, "More in the map")

    assert [page.links[number].target for number in block.links] == ["https://plan.example/"]


@pytest.mark.parametrize(
    "box",
    [
        "<div class='modal-enabled'>{}</div>",
        "<main class='main with-contextual-nav'>{}</main>",
        "<div class='left-navigation'>{}</div>",
    ],
)
def test_a_box_with_the_headline_is_no_menu_and_no_dialog_whatever_it_is_called(box):
    story = f"<h1>Bridge closes until spring</h1><p>By Ann Archer</p>{PARAGRAPHS}"
    others = "".join(f"<li><a href=/{n}>Another story of the day with number {n}</a></li>" for n in range(40))
    page = page_of(f"<title>Bridge closes until spring</title>{box.format(story)}<ul>{others}</ul>")

    assert page.title == "Bridge closes until spring"
    assert zone_of(page, "By Ann Archer") is Zone.BYLINE
    assert zone_of(page, "Paragraph 4") is Zone.BODY


def test_a_headline_in_a_box_with_a_misleading_name_is_found_when_it_says_what_the_title_says():
    page = page_of(
        "<title>Bridge closes until spring - News</title><header class=overlay><h1>Bridge closes until spring</h1></header>"
        + PARAGRAPHS
    )

    assert page.title == "Bridge closes until spring"
    assert zone_of(page, "Paragraph 0") is Zone.LEAD


def test_a_word_that_fills_an_overlay_at_the_headline_labels_the_article():
    page = page_of(
        f"<article><div class=overlay><span>Sponsored</span></div><h1>Bridge closes until spring</h1>{PARAGRAPHS}"
        "<div class=overlay><span>Subscribe</span></div></article>"
    )

    assert zone_of(page, "Sponsored") is Zone.LABEL
    assert zone_of(page, "Subscribe") is Zone.OVERLAY


def test_a_sentence_without_link_in_a_box_named_for_ads_is_no_mark_of_an_ad():
    told = "Links to shops in our articles can be affiliate links, and the publisher gets a commission if you buy by them, at no cost to you."
    page = page_of(
        f"<article><h1>Bridge closes until spring</h1>{PARAGRAPHS}<div class='ad-content-after ad'>{told}</div>"
        "<div class='ad-content-after ad'>Advertisement</div></article>"
    )

    assert zone_of(page, told) is not Zone.AD_SLOT
    assert zone_of(page, "Advertisement") is Zone.AD_SLOT


def test_words_of_inline_elements_side_by_side_are_parted_before_a_name():
    page = page_of(
        "<article><p class=kicker><span>Paid content by</span><span>Acme</span></p><h1>Bridge closes until spring</h1>"
        f"{PARAGRAPHS}<p><b>T</b><i>wice</i> a year <b>Mac</b><i>hines</i> rest.</p></article>"
    )

    assert zone_of(page, "Paid content by Acme") is Zone.LABEL
    assert zone_of(page, "Twice a year Machines rest.") is not Zone.LABEL


def test_a_dialog_that_repeats_the_title_is_not_the_headline():
    page = page_of(
        "<title>Bridge closes until spring</title><div role=dialog><h1>Bridge closes until spring</h1><p>Share it</p></div>"
        f"<h1>Bridge closes until spring</h1>{PARAGRAPHS}"
    )

    assert zone_of(page, "Share it") is Zone.OVERLAY
    assert page.blocks[page.headline - 1].text == "Share it"


def test_a_byline_beside_the_authors_portrait_is_no_caption():
    page = page_of(
        article(
            below="<div><a href=/author/ann><img src=/a.jpg></a><span>By Ann Archer</span><time>5 May 2025</time></div>"
            "<div><img src=/bridge.jpg><span>The bridge on Tuesday</span></div>"
        )
    )

    assert zone_of(page, "By Ann Archer") is Zone.BYLINE
    assert zone_of(page, "5 May 2025") is Zone.BYLINE
    assert zone_of(page, "The bridge on Tuesday") is Zone.CAPTION


def test_a_link_that_scripts_fill_is_a_link_and_a_target_of_links_is_none():
    page = page_of(
        f"<a class=teaser><h3>Annonsørinnhold</h3></a><h1>Bridge closes until spring</h1>{PARAGRAPHS}"
    )
    anchored = page_of(f"<h1><a name=top>Bridge closes until spring</a></h1>{PARAGRAPHS}")

    assert zone_of(page, "Annonsør") is Zone.TEASER
    assert page.links == ()
    assert anchored.blocks[0].linked == 0


def test_short_paragraphs_are_the_text_where_there_are_no_long_ones():
    page = page_of(
        "<h1>Bridge closes</h1><p>By Ann Archer</p><p>The bridge is closed.</p><p>Buses will run.</p><p>(AP)</p>"
        "<footer><p>Texts marked so are advertisements, as our terms and conditions of use explain to every reader.</p></footer>"
    )

    assert [block.zone for block in page.blocks][:5] == [
        Zone.TITLE,
        Zone.BYLINE,
        Zone.LEAD,
        Zone.LEAD,
        Zone.TRAILER,
    ]
    assert zone_of(page, "Texts marked") is not Zone.LEAD


def test_without_h1_and_title_the_heading_before_the_text_is_the_headline():
    page = page_of(
        f"<ul><li><a href=/>Home</a></ul><h2>Bridge closes until spring</h2><p>Anzeige</p>{PARAGRAPHS}<h2>Other stories of the day</h2>"
    )

    assert page.title == "Bridge closes until spring"
    assert zone_of(page, "Anzeige") is Zone.BYLINE


def test_the_name_of_the_site_is_not_the_headline():
    page = page_of(
        "<title>News Example » Bridge closes until spring</title><h1>News Example</h1>"
        f"<h2><a href=/bridge>Bridge closes until spring</a></h2>{PARAGRAPHS}",
        uri="https://newsexample.com/bridge",
    )

    assert page.title == "Bridge closes until spring"


def test_of_a_heading_in_two_lines_the_longer_is_the_headline():
    page = page_of(
        "<title>Bridge repairs: Mayor under pressure</title>"
        f"<h1><span>Bridge repairs</span><span>The mayor promises an end before summer</span></h1>{PARAGRAPHS}"
    )

    assert page.title == "The mayor promises an end before summer"
    assert zone_of(page, "Bridge repairs") is Zone.LABEL


def test_a_page_that_scripts_show_part_by_part_is_read():
    page = page_of(
        f"<p>Loading</p><div hidden id='S:1a'><h1>Bridge closes until spring</h1>{PARAGRAPHS}</div>"
    )
    hidden = page_of(f"<div style='display:none'><h1>Bridge closes until spring</h1>{PARAGRAPHS}</div>")

    assert page.blocks[page.headline].visible is Visible.YES
    assert hidden.title == "Bridge closes until spring"
    assert zone_of(hidden, "Paragraph 0") is Zone.LEAD


MENU = "<a href=/1>News</a><a href=/2>Sport</a><a href=/3>Partner content</a>"


@pytest.mark.parametrize(
    "menu",
    [
        f"<nav>{MENU}</nav>",
        "<nav><a>News</a><a>Sport</a><a>Partner content</a></nav>",
        "<header><a href=/>News</a> <a href=/3>Partner content</a></header>",
        "<header><ul><li><a href=/1>News</a><li><a href=/2>Sport</a><li><a href=/3>Partner content</a></ul></header>",
    ],
)
def test_a_short_menu_right_above_the_headline_is_no_label(menu):
    page = page_of(f"{menu}<h1>Bridge closes until spring</h1>{PARAGRAPHS}")
    tiny = page_of(f"{menu}<h1>Mayor resigns</h1>")

    assert (zone_of(page, "Partner content"), zone_of(tiny, "Partner content")) == (Zone.NAV, Zone.NAV)


def test_a_trail_to_the_article_is_a_label_although_it_is_a_nav():
    for trail in ("<nav aria-label=breadcrumb>", "<nav itemtype='https://schema.org/BreadcrumbList'>"):
        page = page_of(f"{trail}{MENU}</nav><h1>Bridge closes until spring</h1>{PARAGRAPHS}")

        assert zone_of(page, "Partner content") is Zone.LABEL


@pytest.mark.parametrize(
    "slot",
    [
        "<span>Sponsored</span><ins class=adsbygoogle></ins>",
        "<p>Sponsored</p><amp-ad></amp-ad>",
        "<div class=ad-slot>Sponsored</div>",
        "<div><p>Sponsored</p><iframe src=https://ads.example></iframe></div>",
    ],
)
def test_the_mark_of_an_ad_slot_labels_no_article(slot):
    above = page_of(article(above=slot))
    inside = page_of(article(below=f"<p>{LONG}</p>{slot}"))

    for page in (above, inside):  # the first is an entry of the menu
        assert [block.zone for block in page.blocks if block.text == "Sponsored"] == [Zone.NAV, Zone.AD_SLOT]


def test_a_second_story_speaks_of_itself_and_the_footer_of_the_site():
    page = page_of(
        f"<article><h1>Bridge closes until spring</h1>{PARAGRAPHS}</article>"
        f"<article><h1>Tunnel opens in May after years</h1><p>Sponsored</p>{PARAGRAPHS}</article>"
    )
    signed = page_of(f"<h1>Bridge closes until spring</h1>{PARAGRAPHS}<p>(AP)</p><footer>Imprint</footer>")

    assert block_of(page, "Sponsored").scope is Scope.OTHER_ITEM
    assert zone_of(signed, "(AP)") is Zone.TRAILER
    assert zone_of(signed, "Imprint") is Zone.FOOTER


def test_the_columns_of_a_table_do_not_sign_the_text_between_them():
    page = page_of(
        f"<table><tr><td><a href=/>Home</a><td><b>Bridge closes until spring</b><br><br>{LONG}<br><br>{LONG}<br><br>(AP)"
        "<td>Advertisement</table>"
    )

    assert zone_of(page, "(AP)") is Zone.TRAILER
    assert block_of(page, "Advertisement").scope is Scope.OTHER_ITEM


def test_lines_without_any_element_are_read_as_text():
    page = page_of(f"Bridge closes until spring\n\nBy Ann Archer\n\n{LONG}\n\n{LONG}")

    assert [block.zone for block in page.blocks] == [Zone.TITLE, Zone.BYLINE, Zone.LEAD, Zone.LEAD]


@pytest.mark.parametrize(
    "byline",
    [
        "<ul class=meta><li class=author><a href=/x>Ann Archer</a><li><a href=/1>Share</a><li><a href=/2>Save</a></ul>",
        "<aside class=box><a href=/author/ann><img src=/a.jpg></a><a href=/author/ann>Ann Archer</a></aside>",
        "<a class=author href=/team/ann><img src=/a.jpg><p>Ann Archer</p></a>",
        "<div class=byline><span>Ann Archer</span><div></div></div>",
        "<aside><p class=author><a href=/team/ann>Ann Archer</a></p><h3>Share</h3></aside>",
    ],
)
def test_an_author_is_no_teaser_and_no_menu(byline):
    assert zone_of(page_of(article(below=byline)), "Ann Archer") is Zone.BYLINE


def test_the_author_of_another_story_signs_nothing():
    other = "<aside class=related><a href=/x><h3>Tunnel opens in May</h3><span class=author>Bo Bell</span></a></aside>"

    assert zone_of(page_of(article(below=other)), "Bo Bell") is Zone.TEASER


def test_a_section_above_the_headline_stays_a_label_in_a_box_called_meta():
    page = page_of(
        article(
            above="<div class=meta><a href=/sponsored>Sponsored</a> <a href=/author/ann>Ann Archer</a></div>"
        )
    )

    assert [block.zone for block in page.blocks if block.text == "Sponsored"][-1] is Zone.LABEL
    assert zone_of(page, "Ann Archer") is Zone.BYLINE


def test_a_paragraph_of_a_book_is_cut_into_blocks_and_none_of_it_is_lost():
    words = " ".join(f"word{number}" for number in range(10_000))
    page = page_of(f"<h1>Bridge closes until spring</h1><p><a href=/map>Map</a> {words}</p>")

    assert max(len(block.text) for block in page.blocks) <= 20_000
    assert " ".join(block.text for block in page.blocks[1:]) == f"Map {words}"
    assert [len(block.links) for block in page.blocks[1:]] == [1, 0, 0, 0, 0]


def test_a_page_nested_too_deep_is_read_as_far_as_it_is_not():
    page = page_of(article(end="<div>" * 10_001 + "<p>The end.</p>"))

    assert Limit.TRUNCATED in page.limits
    assert zone_of(page, "Paragraph 4") is Zone.BODY


def test_between_standfirst_and_text_stands_the_byline_and_between_paragraphs_does_not():
    standfirst = "<p>After a debate of four hours the council has voted for repairs that will take the whole winter.</p>"
    signed = page_of(f"<h1>Bridge closes until spring</h1>{standfirst}<p>Ann Archer</p>{PARAGRAPHS}")
    parted = page_of(
        f"<h1>Bridge closes until spring</h1><p>{LONG}</p><h2>What drivers need to know</h2>{PARAGRAPHS}"
    )

    assert zone_of(signed, "Ann Archer") is Zone.BYLINE
    assert zone_of(parted, "What drivers") is Zone.BODY


def test_prose_below_a_page_of_links_is_not_the_end_of_the_text():
    others = "".join(
        f"<div class=x><a href=/{number}>Another story of the day</a></div>" for number in range(30)
    )
    form = "<div><p>By submitting this form you agree that we send you our newsletter every morning until you object.</p></div>"
    table = "<table>" + "".join(f"<tr><td>{number}<td>tons" for number in range(30)) + "</table>"
    page = page_of(f"<h1>Bridge closes until spring</h1>{PARAGRAPHS}<p>(AP)</p>{others}{form}")
    long = page_of(f"<h1>Bridge closes until spring</h1>{PARAGRAPHS}{table}<p>{LONG}The last one.</p>")

    assert zone_of(page, "(AP)") is Zone.TRAILER
    assert zone_of(page, "By submitting") is not Zone.BODY
    assert zone_of(long, "The last one") is Zone.BODY


def test_a_sidebar_that_leads_elsewhere_labels_nothing():
    sidebar = "<div class=sidebar><h3>Partner content</h3><a href=/x>Ten ways to save</a></div>"
    page = page_of(f"{sidebar}<h1>Bridge closes until spring</h1>{PARAGRAPHS}")

    assert block_of(page, "Partner content").scope is Scope.OTHER_ITEM


def test_a_short_page_with_a_smaller_heading_has_a_headline_too():
    page = page_of("<p>Advertorial</p><h2>Ten ways to save money at home</h2><p>Saving is easy.</p>")

    assert [block.zone for block in page.blocks] == [Zone.LABEL, Zone.TITLE, Zone.LEAD]


def test_a_menu_in_a_text_is_no_label_and_a_line_at_the_headline_is():
    story = f"Bridge closes until spring\nBy Ann Archer\n{LONG}\n{LONG}\n"
    menu = page_of(f"News\nSport\nSponsored\nWeather\n\nHome > News\n{story}", extent=Extent.TEXT)
    label = page_of(f"News\nSport\nCulture\nWeather\n\nSponsored\n{story}", extent=Extent.TEXT)

    assert zone_of(menu, "Sponsored") is Zone.NAV
    assert zone_of(label, "Sponsored") is Zone.LABEL


def test_a_credit_after_one_box_of_another_story_still_signs_the_text():
    card = (
        "<div class=teaser><a href=/other><img src=o.jpg><h3>Storm closes schools in the east</h3></a></div>"
    )
    one = page_of(article(end=f"{card}<div><div>Source: ENA</div></div>"))
    list_of_two = page_of(
        article(end=f"{card}{card.replace('Storm', 'Snow')}<div><div>Source: ENA</div></div>")
    )

    assert zone_of(one, "Source: ENA") is Zone.TRAILER
    assert zone_of(list_of_two, "Source: ENA") is not Zone.TRAILER


def test_a_long_heading_beside_the_picture_is_a_standfirst_and_no_caption():
    words = "The old bridge over the river has carried lorries for sixty years and is now too weak"
    page = page_of(
        article(below=f"<div><div><img src=a.jpg></div><h2>{words}</h2><p>The bridge in March</p></div>")
    )

    assert zone_of(page, words) is not Zone.CAPTION
    assert zone_of(page, "The bridge in March") is Zone.CAPTION


@pytest.mark.parametrize(
    "line",
    [
        "By ANN NOBODY, JUAN A. NADIE-NEMO and MARY O'NOBODY VAN INGEN, Example News Agency of the North",
        "By Ann Nobody, Example Inquirer (ENA)",
        "By ANN NOBODY, Example News Agency Updated March 4, 2024 at 5:42 a.m.",
    ],
)
def test_a_long_line_of_names_is_a_byline_and_no_paragraph(line):
    assert zone_of(page_of(article(below=f"<p>{line}</p>")), line) is Zone.BYLINE


def test_short_lines_after_the_last_long_paragraph_are_the_end():
    text = "The old bridge over the river has carried lorries for sixty years and is now too weak. " * 4
    page = page_of(
        article(end=f"<p>{text}</p><p>{text}</p><p>{text}</p><p>A gift.</p><p>Thanks for reading.</p>")
    )

    assert next(block for block in page.blocks if block.text == "A gift.").place is Place.END


def test_a_source_below_the_name_of_an_author_is_no_other_story():
    signed = "<div><h3><a href=/autor/1>Jürgen Müller</a></h3><p>Mit Material der Agentur Nordwelle</p></div>"

    assert zone_of(page_of(article(end=signed)), "Mit Material") is Zone.TRAILER


def test_notes_of_many_lines_below_the_text_are_its_own_whatever_they_link():
    notes = "".join(f"<p>Note {number} on the bridge</p>" for number in range(6))
    title = "<h3><a href=/plan>Read the whole plan for the bridge</a></h3>"

    page = page_of(article(end=f"<div><p>With reporting by Northwave</p>{notes}{title}</div>"))

    assert zone_of(page, "With reporting") is Zone.TRAILER


def test_a_mark_in_a_box_of_a_card_speaks_of_the_offer_whose_button_stands_below_that_box():
    pitch = "<p>All the local news of the county in one letter, every morning at six.</p>"
    offer = f"<div class=card><div class=card-body><p>Advertisement</p>{pitch}</div><p><a href=/letter>Sign up</a></p></div>"

    assert zone_of(page_of(article(above=offer)), "Advertisement") is Zone.TEASER


def test_a_credit_below_the_heading_of_another_box_does_not_sign_the_text():
    box = "<div><h3>More from the county</h3><p>With reporting by Northwave</p></div>"

    assert zone_of(page_of(article(around=("<article>", f"</article>{box}"))), "With reporting") in (
        Zone.ASIDE,
        Zone.FOOTER,
    )


def test_a_mark_between_paragraphs_is_not_near_the_headline():
    html = article(end=f"{PARAGRAPHS}<p>Advertorial</p>{PARAGRAPHS}")

    assert not block_of(page_of(html), "Advertorial").near_headline


def test_a_selector_finds_its_element_behind_a_list_of_choices_too():
    choices = "<select><option>North</option><option>South</option></select>"
    page = page_of(article(above=f"{choices}<p class=paid>Advertorial</p>"))

    assert page.select("p.paid") == (block_of(page, "Advertorial").element,)
