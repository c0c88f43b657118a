"""Head, JSON-LD and microdata as fields."""

from __future__ import annotations

import pytest
from test_zones import article, page_of

from auditor.model import Capture, Limit
from auditor.page.page import read_page
from auditor.page.subject import subject_of


def values(page, name: str) -> list[str]:
    return [field.value for field in page.fields if field.name == name and field.main]


def with_data(data: str) -> str:
    return article(head=f"<script type='application/ld+json'>{data}</script>")


def test_author_forms_all_end_in_one_field():
    for author in ('"Reuters"', '{"@type":"Person","name":"Reuters"}', '[{"name":"Reuters"}]'):
        assert values(
            page_of(
                with_data(
                    f'{{"@type":"NewsArticle","headline":"Bridge closes until spring","author":{author}}}'
                )
            ),
            "ld.author.name",
        ) == ["Reuters"]


def test_graph_references_are_followed():
    page = page_of(with_data('{"@graph":[{"@type":"Article","headline":"Bridge closes until spring","author":{"@id":"#a"}},'
                             '{"@type":"Person","@id":"#a","name":"A. Person"}]}'))  # fmt: skip

    assert values(page, "ld.author.name") == ["A. Person"]


def test_broken_json_is_mended_where_publishers_break_it():
    page = page_of(
        with_data(
            '//<![CDATA[\n{"@type":"NewsArticle","headline":"Bridge closes\nuntil spring","author":{"name":"dpa",},}\n//]]>'
        )
    )

    assert values(page, "ld.author.name") == ["dpa"]
    assert Limit.BROKEN_STRUCTURED_DATA not in page.limits


def test_json_beyond_repair_is_reported():
    page = page_of(with_data('{"@type": "NewsArticle", "author": '))

    assert Limit.BROKEN_STRUCTURED_DATA in page.limits


def test_the_main_entity_is_the_story_of_the_page():
    page = page_of(with_data('[{"@type":"NewsArticle","headline":"Other things","author":"AP"},'
                             '{"@type":"NewsArticle","headline":"Bridge closes until spring","author":"A. Person"}]'))  # fmt: skip

    assert values(page, "ld.author.name") == ["A. Person"]


def test_deep_data_is_cut_and_never_fails():
    page = page_of(with_data('{"@type":"Article","a":' + "[" * 900 + "]" * 900 + "}"))

    assert page.fields is not None


def test_the_subject_describes_the_article():
    page = page_of(
        article(
            head="<meta property=og:site_name content='The News'><meta property=article:published_time content=2025-09-30T10:00:00Z>"
            "<link rel=canonical href=https://news.example/story><meta name=author content='A. Person'>"
        )
    )
    subject = subject_of(page)

    assert (subject.title, subject.site_name, subject.published, subject.byline, subject.canonical, subject.language) == (
        "Bridge closes until spring", "The News", "2025-09-30", ("A. Person",), "https://news.example/story", "en",
    )  # fmt: skip


def test_a_visible_byline_is_read_where_metadata_is_silent():
    assert subject_of(page_of(article(below="<p class=by>By A. Person and B. Other</p>"))).byline == (
        "A. Person",
        "B. Other",
    )


@pytest.mark.parametrize(
    ("field", "names"),
    [
        ("By Ann Archer", ("Ann Archer",)),
        ("| BY: Ann Archer", ("Ann Archer",)),
        ("by Ann Archer @annarcher Nov 19, 2019 at 6:46 pm ET • 2 min read", ("Ann Archer",)),
        ("December 19, 2016 by Ann Archer", ("Ann Archer",)),
        ("Von Ann Archer", ("Ann Archer",)),
        ("Von Archer", ("Von Archer",)),
        ("Ann Archer, AP Sports Writer", ("Ann Archer, AP Sports Writer",)),
        ("Illustration by Ann Archer", ()),
        ("Posted by", ()),
        ("105092", ()),
    ],
)
def test_an_author_field_gives_the_name_without_what_pages_write_around_it(field, names):
    assert subject_of(page_of(article(head=f'<meta name=author content="{field}">'))).byline == names


def test_microdata_names_the_author_inside_a_line_and_not_those_of_pictures_comments_and_other_items():
    page = page_of(
        """<main itemscope itemtype=https://schema.org/NewsArticle><h1>Bridge closes until spring</h1>
        <p>Posted by <meta itemprop=url content=/a><span itemprop=author itemscope><a href=/u/1><span itemprop=name>Ann
        Archer</span></a></span> at noon</p>"""
        + "<p>The council decided on Monday to repair the old bridge over the river before winter comes.</p>"
        * 6
        + """<figure itemprop=image itemscope itemtype=https://schema.org/ImageObject><span itemprop=author>Reuters</span>
        </figure><div itemprop=comment itemscope itemtype=https://schema.org/Comment><b itemprop=author>toddball</b> No!
        </div></main><aside><article itemscope itemtype=https://schema.org/NewsArticle><h3><a href=/b>Other</a></h3>
        <span itemprop=author>B. Other</span></article></aside>"""
    )

    assert subject_of(page).byline == ("Ann Archer",)


def test_the_author_wrote_and_the_publisher_published():
    page = page_of(article(below="<p>Published by The News Review</p><p>By Ann Archer</p><p>Text size</p>"))
    linked = page_of(
        article(below="<p><a href=/author/ann>Ann Archer</a> and <a href=/author/all>Follow</a></p>")
    )

    assert subject_of(page).byline == ("Ann Archer",)
    assert subject_of(linked).byline == ("Ann Archer",)


@pytest.mark.parametrize(
    ("declared", "text", "language"),
    [
        ("en", "We tried this lamp for a month of dark evenings in a cabin without a grid. " * 3, "en"),
        (
            "en",
            "Der Kreistag hat am Montag beschlossen, die alte Brücke über den Fluss zu sanieren. " * 3,
            "de",
        ),
        (
            "en",
            "WebAssemblyの中でDOMを扱う方法をRustで試してみました。JavaScript APIを使えば書けます。" * 4,
            "ja",
        ),
        ("en", "WebAssembly 안에서 DOM을 다루는 방법을 Rust로 시험해 보았습니다. JavaScript API. " * 4, "ko"),
        ("hi", "प्रधानमंत्री ने शुक्रवार को कहा कि सरकार किसानों के लिए एक नई योजना शुरू करेगी। " * 4, "hi"),
        ("ja", "The council decided to repair the old bridge, which a sign calls はし. " * 4, "en"),
        ("xx-none", "The council decided on Monday to repair the old bridge over the river. " * 3, "en"),
    ],
)
def test_a_declared_language_counts_where_the_text_does_not_plainly_say_another(declared, text, language):
    body = f"<html lang={declared}><body><main><h1>Title</h1><p>{text}</p></main>".encode()

    assert read_page(Capture(uri="https://news.example/a", body=body)).language == language


@pytest.mark.parametrize(
    ("script", "name", "found"),
    [
        ('dataLayer.push({"pageType": "article", "isSponsored": true});', "data.issponsored", ["true"]),
        ("dataLayer = [{'sponsor_name': 'Acme Heat'}];", "data.sponsorname", ["Acme Heat"]),
        ('dataLayer.push({"isSponsored": false});', "data.issponsored", []),
        # Two values speak of the items of a list.
        ('dataLayer.push({"items": [{"sponsored": true}, {"sponsored": true}]});', "data.sponsored", []),
        ('window.state = {"isSponsored": true};', "data.issponsored", []),
    ],
)
def test_the_data_layer_tells_who_paid(script, name, found):
    assert values(page_of(article(head=f"<script>{script}</script>")), name) == found


def test_an_element_that_says_when_in_words_tells_machines_the_day():
    page = page_of(
        article(below="<p><time itemprop=datePublished datetime='2025-06-02'>three days ago</time></p>")
    )

    assert values(page, "md.datepublished") == ["2025-06-02"]


def test_an_author_named_with_and_without_a_title_is_one_author():
    data = '{"@type":"NewsArticle","headline":"Bridge closes until spring","author":[{"name":"A. Person"},{"name":"Dr A. Person"}]}'

    assert subject_of(page_of(with_data(data))).byline == ("A. Person",)


def test_a_language_that_a_template_left_open_is_none():
    page = page_of(
        "<html lang='{{ lang }}'><head><meta property=og:locale content=de_AT></head><body><p>Kurz.</p></body></html>"
    )

    assert page.language == "de"
