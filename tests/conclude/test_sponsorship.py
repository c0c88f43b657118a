"""Who paid for a page, judged on whole pages."""

from __future__ import annotations

import pytest

from auditor import Auditor, Capture
from auditor.model import Extent

AUDITOR = Auditor(model=False)
TEXT = (
    "We borrowed five lamps for a month and read by each of them until the bulbs gave up. Two flickered,"
    " and one was too hot for the desk of anybody who works at night."
)


@pytest.mark.parametrize(
    ("words", "sponsor"),
    [
        ("This post is sponsored by Acme Heat but all opinions are my own.", "Acme Heat"),
        (
            "This post is sponsored by Acme Heat, Inc. and its advertiser.",
            "Acme Heat, Inc. and its advertiser",
        ),
        ("This post is sponsored by Marks and Sample.", "Marks and Sample"),
        ("Advertisement paid for by Acme Heat", "Acme Heat"),
    ],
)
def test_the_sponsors_name_ends_where_the_sentence_goes_on(words, sponsor):
    page = f"<html lang='en'><body><article><h1>Five lamps</h1><p>{words}</p><p>{TEXT}</p><p>{TEXT}</p></article></body></html>"
    found = AUDITOR.audit(Capture(uri="https://news.example/lamps", body=page.encode())).conclusions

    assert (found.sponsorship.state, found.sponsorship.sponsor) == ("declared", sponsor)


def page(words: str = "", body_class: str = "") -> bytes:
    return (
        f"<html lang='en'><body class='{body_class}'><article><h1>Five lamps</h1>{words}<p>{TEXT}</p><p>{TEXT}</p></article></body></html>"
    ).encode()


@pytest.mark.parametrize(
    ("path", "words", "state"),
    [
        ("/lamps", "", "none-found"),
        ("/sponsored/lamps", "", "suspected"),
        ("/lamps", "<p>This article was produced in partnership with Acme Heat.</p>", "undetermined"),
        ("/sponsored/lamps", "<p>This article was produced in partnership with Acme Heat.</p>", "declared"),
        ("/lamps", "<p>This article was produced in paid partnership with Acme Heat.</p>", "declared"),
        ("/sponsored/lamps", "<p>This post is not sponsored.</p>", "none-found"),
        ("/news/sponsored-lamps", "", "none-found"),
    ],
)
def test_an_address_and_a_partner_are_weak_signs_that_make_one_together(path, words, state):
    found = AUDITOR.audit(
        Capture(uri=f"https://news.example{path}", body=page(words))
    ).conclusions.sponsorship

    assert found.state == state
    assert bool(found.evidence) is (state != "none-found" or "not sponsored" in words)


def test_a_rubric_that_names_what_the_text_is_about_labels_nothing():
    rubric = "<p class='kicker'>Promotion</p><h1>{}</h1>"
    for headline, state in (
        ("Rovers win promotion to the top league", "none-found"),
        ("Five lamps for the desk", "declared"),
    ):
        body = page().replace(b"<h1>Five lamps</h1>", rubric.format(headline).encode())
        found = AUDITOR.audit(Capture(uri="https://news.example/lamps", body=body)).conclusions

        assert found.sponsorship.state == state


@pytest.mark.parametrize(
    ("label", "sponsor"),
    [
        ("<p class='kicker'>Sponsored by <img src='/l.svg' alt='Acme Heat logo'></p>", "Acme Heat"),
        ("<div class='tag'><span>Paid for by</span><div class='name'>Acme Heat</div></div>", "Acme Heat"),
        ("<p class='kicker'>Sponsored by</p>", None),
    ],
)
def test_the_payer_may_be_named_in_an_element_after_the_label(label, sponsor):
    body = page().replace(b"<h1>", label.encode() + b"<h1>")
    found = AUDITOR.audit(Capture(uri="https://news.example/lamps", body=body)).conclusions.sponsorship

    assert (found.state, found.sponsor) == ("declared", sponsor)


def test_a_picture_of_the_article_names_no_payer():
    below = "<p class='kicker'>Sponsored by</p><p class='byline'>By Jane Sample</p><img src='/heron.jpg' alt='A heron'>"
    found = AUDITOR.audit(Capture(uri="https://news.example/lamps", body=page(below))).conclusions.sponsorship

    assert (found.state, found.sponsor) == ("declared", None)


def test_a_badge_labels_with_its_text_for_the_blind():
    badge = "<p class='badge'><img src='/s.png' alt='Paid post'></p><p class='byline'>By Jane Sample</p>"
    report = AUDITOR.audit(Capture(uri="https://news.example/lamps", body=page(badge)))

    assert report.conclusions.sponsorship.state == "declared"
    assert [each.quote.exact for each in report.evidence if each.signal == "sponsorship.label"] == [
        "Paid post"
    ]


@pytest.mark.parametrize(
    ("above", "below", "state"),
    [
        ("<div class='x'><span>Patrocinado por</span><img src='/l.svg' alt='Acme Calor'></div>", "", "declared"),
        ("<div class='x'><span>Brought to you by</span><img src='/l.svg' alt=''></div>", "", "declared"),
        # Below the headline the line may be about the series, and newsrooms say so of each other.
        ("", "<div class='x'><span>Brought to you by</span><img src='/l.svg' alt='Acme'></div>", "undetermined"),
        ("", "<div class='x'><span>In partnership with</span><img src='/l.svg' alt='Acme'></div>", "undetermined"),
    ],
)  # fmt: skip
def test_a_line_that_asks_for_a_name_at_the_headline_is_followed_by_a_logo_and_not_by_an_ad(
    above, below, state
):
    body = page(below).replace(b"<h1>", above.encode() + b"<h1>", 1)
    found = AUDITOR.audit(Capture(uri="https://news.example/lamps", body=body)).conclusions.sponsorship

    assert found.state == state


@pytest.mark.parametrize(
    ("after", "state"),
    [
        ("<footer class='foot'><p>This article is sponsored by Acme Heat.</p></footer>", "declared"),
        ("<footer class='foot'><p>Sponsored posts are always labelled.</p></footer>", "none-found"),
        (
            "<div class='x'><h3><a href='/b'>The oven that thinks</a></h3><p>This story is sponsored by Acme.</p></div>",
            "none-found",
        ),
        (
            "<div class='x'><h3><a href='/jane'>Jane Sample</a></h3><p>This story is sponsored by Acme.</p></div>",
            "declared",
        ),
    ],
)
def test_a_notice_after_the_text_is_about_it_unless_a_card_names_another_story(after, state):
    body = page().replace(b"</article>", b"</article>" + after.encode())
    found = AUDITOR.audit(Capture(uri="https://news.example/lamps", body=body)).conclusions.sponsorship

    assert found.state == state


@pytest.mark.parametrize(
    ("words", "state", "kind", "sponsor"),
    [
        ("#ad | Paid partnership with Acme Heat", "declared", "advertorial", "Acme Heat"),
        # Who was not paid may still have been given the goods.
        (
            "This post is not sponsored. I was kindly sent this lamp for review.",
            "declared",
            "gifted",
            None,
        ),
        ("This post is not sponsored. I bought the lamp with my own money.", "none-found", None, None),
    ],
)
def test_money_and_goods_are_told_apart(words, state, kind, sponsor):
    found = AUDITOR.audit(
        Capture(uri="https://news.example/lamps", body=page(f"<p>{words}</p>"))
    ).conclusions.sponsorship

    assert (found.state, found.kind, found.sponsor) == (state, kind, sponsor)


def test_a_policy_on_paid_posts_is_quoted_and_one_on_links_is_not():
    policies = (
        b"<footer><p>Some articles on this site are commissioned or sponsored.</p>"
        b"<p>We are a participant in the Amazon Services LLC Associates Program.</p></footer></body>"
    )
    report = AUDITOR.audit(
        Capture(uri="https://news.example/lamps", body=page().replace(b"</body>", policies))
    )
    found = report.conclusions.sponsorship
    signals = {item.id: item.signal for item in report.evidence}

    assert (found.state, found.site_policy) == ("none-found", True)
    assert {"sponsorship.policy", "affiliate.policy"} <= set(signals.values())
    assert {signals[name] for name in found.evidence} == {"sponsorship.policy"}


@pytest.mark.parametrize(
    ("label", "state"),
    [("Advertisement", "undetermined"), ("Advertorial", "declared"), ("Sponsored content", "declared")],
)
def test_an_advertising_word_in_a_saved_text_may_be_that_of_a_banner(label, state):
    text = f"{label}\n\nFive lamps that last through winter\n\nMarch 26, 2024\n\n{TEXT}\n\n{TEXT}\n\n{TEXT}"
    found = AUDITOR.audit(Capture(uri="lamps.txt", body=text.encode(), extent=Extent.TEXT)).conclusions

    assert found.sponsorship.state == state
    assert found.sponsorship.evidence


def test_a_label_that_comes_again_in_a_saved_text_may_be_that_of_a_banner():
    head = "Five lamps that last through winter\n\nSponsored content\n\nMarch 26, 2024"
    text = f"{head}\n\n{TEXT}\n\n{TEXT}\n\n{TEXT}\n\nMore\n\nSponsored content"
    found = AUDITOR.audit(Capture(uri="lamps.txt", body=text.encode(), extent=Extent.TEXT)).conclusions

    assert found.sponsorship.state == "undetermined"
