"""Which heading is the article's, on pages with several."""

from __future__ import annotations

import pytest

from auditor.model import Scope
from tests.page.test_zones import PARAGRAPHS, block_of, page_of

STORY = "Bridge closes until spring"


@pytest.mark.parametrize(
    "headings",
    [
        ("<h1><a href=/>The Daily Example</a></h1>", f"<h2>{STORY}</h2>"),
        ("<h1><a href=https://daily.example/>The Daily Example</a></h1>", f"<h1>{STORY}</h1>"),
        ("<h1>Politics</h1>", f"<h1>{STORY}</h1>"),
    ],
)
def test_without_a_title_the_name_of_the_site_or_section_is_no_headline(headings):
    above, headline = headings

    assert page_of(f"<body>{above}<article>{headline}{PARAGRAPHS}</article></body>").title == STORY


def test_the_name_of_a_blog_that_leads_home_is_no_headline_though_the_title_begins_with_it():
    head = f"<title>The Plain Economist: {STORY}</title>"
    name = "<h1><a href=https://plain-economist.blog.example/>The Plain Economist</a></h1>"
    page = page_of(
        f"<html><head>{head}</head><body>{name}<div><h3>{STORY}</h3>{PARAGRAPHS}</div></body></html>"
    )

    assert page.title == STORY


def test_the_section_that_the_title_names_last_is_no_headline():
    head = "<title>River crossing shut after inspection : The Two Ways : Example Radio</title>"
    page = page_of(
        f"<html><head>{head}</head><body><h2>The Two Ways</h2><article><h1>{STORY}</h1>{PARAGRAPHS}</article></body></html>"
    )

    assert page.title == STORY


def test_a_title_that_begins_with_the_section_still_names_the_headline():
    head = f"<title>The Example Radio and Television Company | {STORY}</title>"
    page = page_of(
        f"<html><head>{head}</head><body><article><h2>{STORY}</h2>{PARAGRAPHS}</article></body></html>"
    )

    assert page.title == STORY


def test_a_partner_whose_logo_stands_in_the_article_header_speaks_about_the_article():
    header = f"<header class=post__header><h1>{STORY}</h1><div><a href=https://partner.example/><p>In partnership with</p><img src=logo.png></a></div></header>"
    page = page_of(
        f"<html><head><title>{STORY}</title></head><body><article>{header}{PARAGRAPHS}</article></body></html>"
    )

    assert block_of(page, "In partnership").scope is Scope.ARTICLE


def test_a_heading_within_the_text_that_shares_words_with_the_title_is_no_headline():
    page = page_of(
        "<title>Hazel in winter: when will it bloom?</title><article><h1>How do I look after my hazel in winter?</h1>"
        f"{PARAGRAPHS}<h2>Will the hazel bloom?</h2>{PARAGRAPHS}</article>"
    )

    assert page.title == "How do I look after my hazel in winter?"
