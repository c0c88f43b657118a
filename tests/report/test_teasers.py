"""Teasers and feed items against the pages that they lead to, where one run holds both."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from auditor import Auditor, Capture
from auditor.model import Extent, SourceRef
from auditor.report import site_text
from auditor.report.tally import summarise

AUDITOR = Auditor(model=False, profiles=("us",))
WORDS = "<p>The regional council decided on Monday to repair the old bridge over the river, which has been closed to lorries since the spring of last year because of cracks in two of its pillars.</p>"
STORY = "https://news.example/pumps"


def story(label="<p class=label>Sponsored content</p>"):
    page = f"<html lang=en><title>Pumps</title><main><article>{label}<h1>How to heat an old house with a pump</h1>{WORDS * 3}</article></main>"
    return AUDITOR.audit(Capture(uri=f"{STORY}?utm_source=x", body=page.encode()))


def home(label=""):
    def card(name, title, words=""):
        return f"<div class=card>{words}<h2><a href=/{name}?utm_medium=home>{title}</a></h2><p>A few words on it.</p></div>"

    cards = (
        card("bridge", "Council repairs the old bridge over the river")
        + card("pumps", "How to heat an old house with a pump", label)
        + card("lamps", "Five lamps for the dark days of winter", "<span>Advertisement</span>")
    )
    page = f"<html lang=en><title>Example Paper</title><main><h1>Latest</h1><section>{cards}</section></main>"
    return AUDITOR.audit(Capture(uri="https://news.example/", body=page.encode()))


def feed(title):
    item = SourceRef(kind="feed", path="news.xml", item="3")
    page = f"<h1>{title}</h1>{WORDS}"
    return AUDITOR.audit(Capture(uri=STORY, body=page.encode(), extent=Extent.FRAGMENT, source=item))


def test_each_card_of_a_listing_page_has_its_own_label():
    cards = {card.url.split("?")[0]: card.label for card in home("<b>Sponsored</b>").cards}

    assert cards == {
        "https://news.example/bridge": None,
        STORY: "Sponsored",
        "https://news.example/lamps": "Advertisement",
    }
    assert not story().cards


def test_a_teaser_whose_link_a_copier_made_lead_to_its_file_is_of_the_same_page():
    front, page = home(), story()
    copied = tuple(replace(card, url=f"{card.url.split('?')[0]}/index.html") for card in front.cards)
    mirror = SourceRef(kind="folder", path="m")
    front = replace(front, cards=copied, subject=replace(front.subject, source=mirror))
    page = replace(page, subject=replace(page.subject, uri=f"{STORY}/", source=mirror))

    assert [item.story for item in summarise([front, page]).unlabelled_teasers] == [f"{STORY}/"]


def test_a_labelled_page_whose_teaser_shows_no_label_is_named():
    summary = summarise([home(), story()])

    assert [(item.on, item.story) for item in summary.unlabelled_teasers] == [
        ("https://news.example/", STORY)
    ]
    assert "1 teaser without the label that the page shows" in site_text.render(summary)


@pytest.mark.parametrize("order", [1, -1])
def test_parts_of_a_run_agree_with_the_whole(order):
    one, other = (summarise([each]) for each in (home(), story())[::order])

    assert one.merge(other).unlabelled_teasers == summarise([home(), story()]).unlabelled_teasers != ()


def test_a_teaser_in_other_words_is_named_with_both():
    summary = summarise([home("<b>Advertisement</b>"), story()])

    assert not summary.unlabelled_teasers
    assert "“Advertisement” leads to" in site_text.render(summary)


@pytest.mark.parametrize(
    "results", [[home("<b>Sponsored content</b>"), story()], [home(), story("")], [home()], [story()]]
)
def test_what_agrees_or_is_not_in_the_run_is_not_named(results):
    summary = summarise(results)

    assert not summary.unlabelled_teasers
    assert not summary.reworded_teasers


def test_an_item_of_a_feed_is_a_teaser():
    bare, marked = feed("How to heat an old house"), feed("[Advertisement] How to heat an old house")

    assert [item.on for item in summarise([bare, story()]).unlabelled_teasers] == ["news.xml"]
    assert not summarise([marked, story()]).unlabelled_teasers
