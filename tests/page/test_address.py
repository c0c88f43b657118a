"""Addresses taken apart."""

from __future__ import annotations

import pytest

from auditor.page.address import host_of


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://www.News.example:8443/story", "news.example"),
        ("https://reader:secret@shop.example?from=news", "shop.example"),
        ("http://[2001:db8::1]/story", "[2001:db8::1]"),
        ("//news.example/story", ""),
    ],
)
def test_the_host_of_an_address_has_no_port_no_account_and_no_www(url, host):
    assert host_of(url) == host
