"""The day of publication, from what pages say in many forms."""

from __future__ import annotations

import pytest
from test_zones import article, page_of

from auditor.page.dates import day_in, published_on


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2025-03-01T10:00:00Z", "2025-03-01"),
        ("2022-5-3T23:57:00", "2022-05-03"),
        ("20180619T055000+0900", "2018-06-19"),
        ("Wed, 02 Feb 2022 09:12:22 +0100", "2022-02-02"),
        ("Posted on September 30, 2025", "2025-09-30"),
        ("30. März 2024, 08:31 Uhr", "2024-03-30"),
        ("Publié le 30 août 2023 à 14h52", "2023-08-30"),
        ("22 de abril de 2022", "2022-04-22"),
        ("31.12.2019 | 12:00", "2019-12-31"),
        ("2025年1月14日 01時28分", "2025-01-14"),
        ("2025-02-30", None),
        ("3/4/2025", None),
        ("A list of 12 hotels 2024", None),
        ("0001-01-01T00:00:00Z", None),
    ],
)
def test_days_are_read_in_the_forms_of_pages(text, day):
    assert day_in(text) == day


def test_the_page_tells_its_day_by_data_then_time_then_line():
    meta = "<meta property=article:published_time content=2025-02-30><meta name=date content=2025-03-01>"
    time = "<time datetime=2024-05-05>5 May</time>"

    assert published_on(page_of(article(head=meta, below=time))) == "2025-03-01"
    assert published_on(page_of(article(below=time))) == "2024-05-05"
    assert published_on(page_of(article(below="<p>By Ann Archer, 6 May 2024</p>"))) == "2024-05-06"


def test_the_day_of_another_story_is_not_the_articles():
    other = "<article class=card><a href=/x><h3>Tunnel opens</h3><time datetime=2020-01-01>1.1.</time></a></article>"

    assert published_on(page_of(article(end=other))) is None
