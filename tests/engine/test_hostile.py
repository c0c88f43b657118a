"""Pages that are made to break or to stall the search: each is audited, in seconds."""

from __future__ import annotations

import time

import msgspec
import pytest

from auditor import Auditor
from auditor.engine import detect, load_ruleset
from auditor.model import Capture, Report
from auditor.page.page import read_page

RULES = load_ruleset()
WORDS = "The lamp stood on the table for a month, and nobody in the house switched it off in all that time."
LINK = "<a rel=sponsored href='https://www.amazon.de/dp/B012345678?tag=foo-21&url=https%3A%2F%2Fx.example'>x</a> "
PAGES = {
    "surrogates": '<script type="application/ld+json">{"@type":"NewsArticle","author":{"name":"Reuters\\ud800"}}</script><h1>x</h1>',
    "one-long-block": "<h1>a</h1><p>" + "Reuters said (AP) - " * 20_000,
    "many-blocks": "<h1>a</h1>" + "<p>Reuters said (AP) - paid post</p>" * 8_000,
    "a-sponsor-without-end": "<h1>a</h1><p>" + "sponsored by " * 40_000,
    "many-affiliate-links": "<h1>a</h1><p>" + LINK * 5_000,
    "redirects-in-redirects": "<h1>a</h1><p>"
    + ("<a href='" + "https://l.example/?u=" * 400 + "'>x</a>") * 100,
    "many-fields": "<meta name=author content='Reuters AP dpa by Reuters'>" * 5_000 + "<h1>x</h1><p>y</p>",
    "no-spaces": "<h1>a</h1><p>" + "広告共同" * 50_000,
    "dashes": "<h1>a</h1><p>" + "- " * 100_000,
    "private-use-characters": "<h1>a</h1><p>By \U00100000 and \U00100001 (\U00100000) - said</p>",
}


@pytest.mark.parametrize("name", PAGES)
def test_it_ends_in_seconds_and_can_be_written(name):
    page = read_page(Capture(uri="https://news.example/a", body=f"<article>{PAGES[name]}".encode()))
    start = time.process_time()

    evidence = detect(page, RULES)

    assert time.process_time() - start < 5
    assert msgspec.json.encode(evidence)


def test_characters_that_stand_for_names_inside_the_engine_are_no_names_in_a_page():
    page = read_page(
        Capture(uri="https://news.example/a", body=f"<article>{PAGES['private-use-characters']}".encode())
    )

    assert not [each for each in detect(page, RULES) if each.properties.get("agency")]


# What `urllib` refuses to split, for its brackets or for what its letters become.
REFUSED = ("https://u[@{host}/{path}", "https://{host}:[/{path}", "https://u℀@{host}/{path}")


@pytest.mark.parametrize("address", REFUSED)
def test_a_malformed_address_hides_no_finding(address):
    def audit(url):
        link = f"<a href='{url}'>this lamp</a>"
        html = f"<article><h1>A lamp for dark days</h1>{f'<p>{WORDS} {link}</p>' * 4}</article>"
        return Auditor(profiles=("us",), model=False).audit(
            Capture(uri="https://news.example/a", body=html.encode())
        )

    sound = audit("https://www.amazon.com/dp/B01?tag=x-20")
    malformed = audit(address.format(host="www.amazon.com", path="dp/B01?tag=x-20"))

    assert malformed.conclusions.affiliate.links == 4
    assert [(each.rule, each.outcome) for each in malformed.findings] == [
        (each.rule, each.outcome) for each in sound.findings
    ]
    assert "fail" in {each.outcome for each in sound.findings}


@pytest.mark.parametrize("address", REFUSED)
def test_a_page_with_malformed_addresses_gets_its_report(address):
    own = address.format(host="news.example", path="a-story-%d")
    cards = "".join(
        f"<div><h2><a href='{own % n}'>Council repairs the old bridge {n}</a></h2></div>" for n in range(20)
    )
    html = f"<link rel=canonical href='{own}'>{cards}".encode()

    for uri in ("https://news.example/", own % 1, "file:home.html"):
        assert isinstance(Auditor(model=False).audit(Capture(uri=uri, body=html)), Report)
