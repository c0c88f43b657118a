"""Who paid for a page, judged on whole pages."""

from __future__ import annotations

import pytest

from auditor import Auditor, Capture

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
