"""Which network a link pays: signatures by host, path and parameters, through redirects, for whom."""

from __future__ import annotations

import pytest
from packs import write

from auditor.engine.load import load_ruleset
from auditor.engine.signatures import SignatureIndex, split
from auditor.model import Link, Scope, Zone
from auditor.page.address import host_of
from auditor.page.links import unwrap

NETWORKS = {
    "lexicon": "networks",
    "version": 1,
    "entries": [
        {
            "id": "clicks",
            "name": "Clicks",
            "kind": "network",
            "confidence": "high",
            "patterns": [
                {"host": "clicks.example", "path": "/c/"},
                {"host": "clicks.example", "homepage_risk": True},
            ],
            "merchant_from": {"query": ["url", "m"]},
            "publisher_from": {"path_re": r"/c/(\d+)"},
        },
        {
            "id": "shop",
            "name": "Shop",
            "kind": "merchant-program",
            "confidence": "high",
            "patterns": [{"host": "shop.example", "query": ["tag"], "value_re": {"tag": r"-2\d$"}}],
            "publisher_from": {"query": ["tag"]},
        },
        {
            "id": "exact",
            "name": "Exact",
            "kind": "shortener",
            "confidence": "low",
            "patterns": [{"host": "ex.act", "match": "exact"}],
        },
        {
            "id": "landing",
            "name": "Landing",
            "kind": "landing",
            "confidence": "medium",
            "patterns": [{"host": "*", "match": "any", "query_any": ["clickid", "src=aff"]}],
        },
        {
            "id": "cloak",
            "name": "Cloak",
            "kind": "cloaker",
            "first_party": True,
            "confidence": "medium",
            "patterns": [{"host": "*", "match": "any", "path_re": "^/(?:go|out)/", "weak": True}],
        },
        {
            "id": "below",
            "name": "Program at a link service",
            "kind": "network",
            "confidence": "high",
            "patterns": [{"host": "lamps.help.shop.example"}],
        },
        {
            "id": "tracker",
            "name": "Mail tracker",
            "kind": "ad-tech",
            "confidence": "high",
            "patterns": [{"host": ["mail.example", "help.shop.example"]}],
        },
    ],
}


@pytest.fixture(scope="module")
def index(tmp_path_factory):
    folder = write(tmp_path_factory.mktemp("p"), {"lexicons/networks.yaml": NETWORKS})
    return SignatureIndex(load_ruleset([folder], core=None).lexicons["networks"])


def link(url, rel=()):
    return Link(
        index=0, href=url, url=url, target=unwrap(url), host=host_of(url), rel=rel, text="x", block=0,
        zone=Zone.BODY, scope=Scope.PROSE,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("url", "network", "merchant", "publisher"),
    [
        ("https://www.clicks.example/c/12?m=99", "clicks", "99", "12"),
        (
            "https://go.clicks.example/c/12?url=https%3A%2F%2Flamps.example%2Fa",
            "clicks",
            "lamps.example",
            "12",
        ),
        ("https://go.clicks.example/", "clicks", None, None),
        ("https://clicks.example/about", None, None, None),
        ("https://notclicks.example/c/12", None, None, None),
        ("https://clicks.example.evil.example/c/12", None, None, None),
        ("https://news.example/clicks.example/c/12", None, None, None),
        ("https://www.shop.example/lamp?tag=paper-21", "shop", None, "paper-21"),
        ("https://www.shop.example/lamp?tag=paper", None, None, None),
        ("https://help.shop.example/?tag=paper-21", "tracker", None, None),
        ("HTTPS://WWW.SHOP.EXAMPLE?TAG=paper-21", "shop", None, "paper-21"),
        ("https://lamps.help.shop.example/e/1", "below", None, None),
        (
            "https://news.example/go/?url=https%3A%2F%2Fshop.example%2F%3Ftag%3Dpaper-21",
            "shop",
            None,
            "paper-21",
        ),
        ("https://ex.act/x", "exact", None, None),
        ("https://sub.ex.act/x", None, None, None),
        ("https://any.example/p?clickid=1", "landing", None, None),
        ("https://any.example/p?src=aff", "landing", None, None),
        ("https://any.example/p?src=mail", None, None, None),
        ("https://news.example/p?clickid=1", None, None, None),
        ("https://news.example/go/lamp", "cloak", None, None),
        ("https://any.example/go/lamp", None, None, None),
        (
            "https://redirect.example/?url=https%3A%2F%2Fshop.example%2Flamp%3Ftag%3Dpaper-21",
            "shop",
            None,
            "paper-21",
        ),
        (
            "https://mail.example/?url=https%3A%2F%2Fshop.example%2Flamp%3Ftag%3Dpaper-21",
            "shop",
            None,
            "paper-21",
        ),
        ("https://mail.example/?url=https%3A%2F%2Fany.example%2F", "tracker", None, None),
        (
            "https://out.example/?u=https%3A%2F%2Fclicks.example%2Fc%2F7%3Furl%3Dhttps%253A%252F%252Flamps.example%252F",
            "clicks",
            "lamps.example",
            "7",
        ),
    ],
)
def test_who_is_paid_for_a_link(index, url, network, merchant, publisher):
    paid = index.match([link(url)], "news.example").get(0)

    if network is None:
        assert paid is None
    else:
        assert paid is not None
        assert (paid.entry.id, paid.merchant, paid.publisher) == (network, merchant, publisher)


def test_a_weak_shape_is_strong_where_the_link_is_marked(index):
    url = "https://news.example/go/lamp"

    assert index.match([link(url)], "news.example")[0].strength == "weak"
    assert index.match([link(url, ("sponsored",))], "news.example")[0].strength == "strong"


@pytest.mark.parametrize(
    "url",
    [
        "",
        "https://",
        "https:///",
        "https://shop.example",
        "https://shop.example?" + "&" * 5000,
        "https://[::1",
        "https://é.example/?tag=é-21#?tag=x",
    ],
)
def test_odd_addresses_are_no_trouble(index, url):
    index.match([link(url)], "news.example")
    assert split(url, host_of(url)).path.startswith("/")
