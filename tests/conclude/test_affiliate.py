"""Who earns from a page: where the reader is told, judged on whole pages."""

from __future__ import annotations

import pytest

from auditor import Auditor, Capture

AUDITOR = Auditor(model=False)
TEXT = (
    "We borrowed five lamps for a month and read by each of them until the bulbs gave up. Two flickered,"
    " and one was too hot for the desk of anybody who works at night."
)
LINK = '<p>The one to buy is <a href="https://www.amazon.com/dp/B0B77PG2KX?tag=sample-20">this lamp</a>, say all.</p>'
OF_SITE = "<p>When you buy through links on our site, we may earn a commission.</p>"
MAYBE = "<p>We may earn a commission if you buy through these links.</p>"
OF_TEXT = "<p>This article contains affiliate links.</p>"
CAPTIONED = (
    "<figure><img src='a.jpg' alt='Lamp'><figcaption>We earn a commission if you buy through these links."
    "</figcaption></figure>"
)
SHOP = "https://www.amazon.com/dp/B0B77PG2KX?tag=sample-20"
BOX = (
    "<aside class='product-box'><a href='{}'><img src='a.jpg' alt='Lamp'><h4>The one to buy</h4></a><p>40 euros</p>"
    f"<p>{MAYBE[3:-4]}</p></aside>"
)
BESIDE = f"<aside><p>{MAYBE[3:-4]}</p><ul><li><a href='/chairs'>How we test chairs</a></li></ul></aside>"
REMARK = (
    "<section class='comments'><h3>1 comment</h3><p>These are affiliate links, are they not?</p></section>"
)


def affiliate(before="", link=LINK, after="", below="", footer=""):
    page = (
        f"<html lang='en'><body><main><article><h1>Five lamps</h1>{before}<p>{TEXT}</p>{link}<p>{TEXT}</p>{after}"
        f"</article>{below}</main><footer>{footer}</footer></body></html>"
    )
    return AUDITOR.audit(Capture(uri="https://news.example/lamps", body=page.encode())).conclusions.affiliate


@pytest.mark.parametrize(
    ("page", "notice"),
    [
        ({"before": OF_TEXT}, "before-first-link"),
        ({"after": OF_TEXT}, "after-first-link"),
        ({"before": OF_SITE}, "before-first-link"),
        ({"footer": OF_SITE}, "site-wide"),
        ({"footer": OF_TEXT}, "site-wide"),
        ({}, "none"),
        ({"before": OF_SITE, "link": ""}, "site-wide"),
        ({"before": OF_TEXT, "link": ""}, "before-first-link"),
        ({"link": ""}, "not-applicable"),
        ({"link": CAPTIONED + LINK}, "before-first-link"),
        ({"link": LINK + CAPTIONED}, "after-first-link"),
        ({"before": CAPTIONED}, "before-first-link"),
        ({"link": LINK, "footer": CAPTIONED}, "site-wide"),
        ({"link": LINK + BOX.format(SHOP)}, "after-first-link"),
        ({"link": LINK + BOX.format("/chairs/the-one-to-buy")}, "none"),
        ({"link": LINK + f"<p>{TEXT}</p>" + BESIDE}, "after-first-link"),
        ({"below": f"<div><h4>Disclosure</h4>{MAYBE}</div>"}, "after-first-link"),
        ({"below": f"<aside><h2>Disclosure</h2>{OF_TEXT}</aside>"}, "after-first-link"),
        ({"below": REMARK}, "none"),
    ],
)
def test_where_the_reader_is_told(page, notice):
    assert affiliate(**page).notice == notice


@pytest.mark.parametrize(
    ("rel", "notice", "links"),
    [
        ("nofollow", OF_TEXT, 4),
        ("nofollow", MAYBE, 4),
        ("nofollow", "", 0),
        ("noopener", OF_TEXT, 4),
        ("noopener", MAYBE, 0),
        ("noopener", "", 0),
    ],
)
def test_short_links_pay_where_a_notice_says_so(rel, notice, links):
    short = f'<p>We say what we liked about <a rel="{rel}" href="https://bit.ly/3abcdef">this lamp</a> at length.</p>'

    assert affiliate(before=notice, link=short * 4).links == links


@pytest.mark.parametrize(
    ("anchor", "notice", "links"),
    [
        # A partner's code, what the publisher's system says of a link, and its counter of clicks each need a notice.
        ('href="https://lamps.example/desk?via=news"', OF_TEXT, 3),
        ('href="https://lamps.example/desk?via=news"', "", 0),
        ('href="https://lamps.example/desk?ref=4711823"', OF_TEXT, 3),
        ('href="https://lamps.example/desk?ref=news"', OF_TEXT, 0),
        ('class="affiliate-link" href="https://lamps.example/desk"', OF_TEXT, 3),
        ('class="affiliate-link" href="https://lamps.example/desk"', "", 0),
        ('href="/out.php?u=https%3A%2F%2Flamps.example%2Fdesk"', OF_TEXT, 3),
        ('href="/out.php?u=https%3A%2F%2Flamps.example%2Fdesk"', "", 0),
        # What they name themselves is plain.
        ('href="/out.php?u=https%3A%2F%2Fwww.amazon.com%2Fdp%2FB0B77PG2KX%3Ftag%3Dsample-20"', "", 3),
        ('href="#" data-href="https://www.amazon.com/dp/B0B77PG2KX?tag=sample-20"', "", 3),
        ('href="#" data-href="https://news.example/lamps"', OF_TEXT, 0),
    ],
)
def test_what_a_link_says_of_its_partner(anchor, notice, links):
    one = f"<p>We say what we liked about <a {anchor}>this lamp</a> at length.</p>"

    assert affiliate(before=notice, link=one * 3).links == links


@pytest.mark.parametrize(
    ("anchors", "links"),
    [
        # One counter of the own site that comes again leads to a shop; sections and services have such addresses, too.
        (['href="/out/lamps"'] * 3, 3),
        (['href="/out/lamps"'] * 2, 0),
        (['href="/visit/paris"', 'href="/visit/rome"', 'href="/visit/london"'], 0),
        (['href="/go/subscribe"'] * 3, 0),
        # An advertisement's links lead to its advertiser, a guide's links to several shops.
        ([f'rel="sponsored" href="https://lamps.example/{name}"' for name in ("desk", "wall", "floor")], 0),
        ([f'rel="sponsored" href="https://{name}.example/"' for name in ("desk", "wall", "floor")], 3),
    ],
)
def test_without_a_notice_links_that_prove_nothing_must_come_again(anchors, links):
    told = "".join(
        f"<p>We say what we liked about <a {anchor}>this lamp</a> at length.</p>" for anchor in anchors
    )

    assert affiliate(link=told).links == links


@pytest.mark.parametrize(
    "address",
    [
        # What visitors copy from the shop's own advertisements and from search engines
        "https://www.amazon.com/s?k=lamp&tag=googhydr-20&hvadid=1",
        "https://www.apple.com/shop/buy-mac?afid=p240%7Cgo~cmp-1&cid=aos-us-kwgo-mac",
        "https://www.booking.com/hotel/de/lamp.html?aid=356980&label=gog235jc-1DCAsouwFC",
        "https://www.eventim.de/event/lamps-1/?affiliate=EVE",
        # What anybody shares
        "https://naver.me/x1Abcdef",
        "https://lnk.to/lamps",
        # What a site counts its own visitors with
        "https://github.com/lamps/desk?ref=v2a1b2c3",
        "https://www.kickstarter.com/projects/lamps/desk?ref=7xk3lq",
    ],
)
def test_addresses_that_pay_the_writer_nothing(address):
    link = f'<p>We say what we liked about <a href="{address}">this lamp</a> at length.</p>'

    assert affiliate(before=OF_TEXT, link=link * 3).links == 0


def test_a_picture_that_leads_to_a_shop_is_a_link_of_the_article():
    picture = (
        '<figure><a href="https://www.amazon.com/dp/B0B77PG2KX?tag=sample-20"><img src="a.jpg" alt="Lamp"></a>'
        "<figcaption>The lamp on the desk of an editor</figcaption></figure>"
    )

    assert affiliate(link=picture).links == 1


SHOP = "https://www.amazon.de/dp/B0B77PG2KX?tag=sample-21"


@pytest.mark.parametrize(
    ("more", "notice"),
    [
        ("", "before-first-link"),
        (
            f'<p>In a shop near you: <a href="{SHOP}">the lamp that we liked best of all in that long month</a>.</p>',
            "none",
        ),
    ],
)
def test_a_link_that_begins_with_an_advertising_word_tells_of_itself_alone(more, notice):
    box = f'<aside class="box"><a href="{SHOP}"><span>Reklame</span><span>Hier geht es zur Lampe im Laden</span></a></aside>'

    assert affiliate(link=box, after=more).notice == notice


BOX = '<h3>Our tip</h3><ul><li><a href="https://www.amazon.com/dp/B0000001?tag=sample-20"><img src=c.jpg>Chair, 20 % off</a></li></ul>'


@pytest.mark.parametrize(
    ("inside", "outside", "links"),
    [
        (f"<div class=box>{BOX}</div>", "", 1),
        ("", f"<aside>{BOX}</aside>", 0),
        ("", f"<div class=sidebar>{BOX}</div>", 0),
        ("", f"<div>{BOX}</div>", 0),
        ("", f"<footer>{BOX}</footer>", 0),
    ],
)
def test_a_shop_box_after_the_text_is_the_articles_only_within_it(inside, outside, links):
    """A sidebar that follows a short text in the source would make every page of a site earn."""
    page = (
        f"<html lang='en'><body><div><article><h1>Five lamps</h1><p>{TEXT}</p><p>{TEXT}</p>{inside}</article>{outside}</div>"
        f"<p>{TEXT}</p></body></html>"
    )

    found = AUDITOR.audit(Capture(uri="https://news.example/lamps", body=page.encode())).conclusions.affiliate

    assert (found.links, found.links_elsewhere) == (links, 1 - links)


@pytest.mark.parametrize(
    ("behind", "after", "links", "notice"),
    [
        ("*,", "<p>* affiliate link</p>", 1, "after-first-link"),
        ("*,", "<p>* <a href='/faq'>Affiliate link</a></p>", 1, "after-first-link"),
        ("!*", "<p>Links marked with an asterisk are affiliate links.</p>", 1, "after-first-link"),
        ("*,", OF_TEXT, 0, "after-first-link"),
        ("*,", "<p>* Anzeige</p>", 0, "not-applicable"),
        ("*,", "", 0, "not-applicable"),
        (",", "<p>* affiliate link</p>", 0, "after-first-link"),
        (" (affiliate link),", "", 1, "before-first-link"),
        (" (ad),", "", 0, "not-applicable"),
    ],
)
def test_a_link_that_the_text_marks_pays_whatever_its_address(behind, after, links, notice):
    link = f'<p>The one to buy is <a href="https://shop.example/lamp">this lamp</a>{behind} say all.</p>'
    found = affiliate(link=link, after=after)

    assert (found.links, found.notice) == (links, notice)


@pytest.mark.parametrize("mark", [" (ad)", " (Anzeige)", ", #ad", " [Werbung]"])
def test_a_word_for_advertising_at_a_link_that_pays_is_a_notice(mark):
    assert affiliate(link=LINK.replace("</a>", "</a>" + mark)).notice == "before-first-link"


def test_a_link_in_a_readers_comment_is_not_the_articles():
    remarks = f"<div class='comments'><h3>2 comments</h3><div><b>Jane</b>{LINK}</div><div><b>Tom</b>{LINK}</div></div>"
    found = affiliate(link="", after=f"<p>{TEXT}</p>{remarks}")

    assert (found.links, found.links_elsewhere, found.notice) == (0, 2, "not-applicable")


@pytest.mark.parametrize(
    ("name", "notice"), [("The Example Times", "before-first-link"), ("Acme Books", "none")]
)
def test_who_speaks_of_earnings_by_name_is_the_publisher(name, notice):
    told = f"<p>If you buy something, {name} may get a cut.</p>"
    page = (
        "<html lang='en'><head><meta property='og:site_name' content='Example Times'></head><body><article>"
        f"<h1>Five lamps</h1>{told}<p>{TEXT}</p>{LINK}<p>{TEXT}</p></article></body></html>"
    )
    report = AUDITOR.audit(Capture(uri="https://news.example/lamps", body=page.encode()))

    assert report.conclusions.affiliate.notice == notice


def test_a_legend_that_calls_marked_links_advertising_tells_of_links_that_pay():
    assert (
        affiliate(link=LINK.replace("</a>", "</a>*"), after="<p>* Anzeige</p>").notice == "after-first-link"
    )


@pytest.mark.parametrize(
    "sentence",
    [
        "You can get the board from its maker. It's an affiliate link, so if you use it you are buying me a coffee.",
        "This shop has a kickback program that pays me a small amount for every new customer who signs up.",
        "We get a small kickback if you book here. Your price stays the same.",
        "Some links are affiliate or referral. You get the discount, I get a small thank-you.",
        "The content is created by Lamp Picks. When you make a purchase, we receive revenue.",
        "Because of my affiliate relationships, you will make me money if you click on any of the links below.",
        "The affiliate links below give me a small percentage which I use to support this website.",
        "Contains adlinks",
    ],
)
def test_casual_words_for_earnings_are_a_notice(sentence):
    assert affiliate(before=f"<p>{sentence}</p>").notice == "before-first-link"


@pytest.mark.parametrize(
    ("sentence", "wording"),
    [
        ("All Amazon links are affiliate links.", "definite"),
        ("There are affiliate links in this post.", "definite"),
        ("We make a small cut when you shop the lamps above.", "definite"),
        ("Some of these links may be affiliate links.", "conditional"),
        ("We may make a small cut when you shop the lamps above.", "conditional"),
        ("There might be affiliate links in this post.", "conditional"),
    ],
)
def test_what_plainly_pays_is_not_left_open(sentence, wording):
    page = f"<html lang=en><body><article><h1>Lamps</h1><p>{sentence}</p><p>{TEXT}</p>{LINK}</article></body></html>"
    report = AUDITOR.audit(Capture(uri="https://news.example/lamps", body=page.encode()))

    told = {item.properties["wording"] for item in report.evidence if item.signal == "affiliate.notice"}
    assert ("definite" in told) is (wording == "definite")


def test_a_line_of_links_in_the_footer_names_the_policy():
    footer = "<p><a href='/'>Home</a> | <a href='/terms'>Terms</a> | <a href='/affiliate'>Affiliate Disclosure</a></p>"

    assert affiliate(footer=footer).notice == "site-wide"
