"""A page saved from the Wayback Machine is read as it was published."""

from __future__ import annotations

import pytest

from auditor.audit import Auditor
from auditor.model import Capture
from auditor.page.page import read_page
from auditor.sources import capture_one

STAMP = "20230314120000"
SHOP = "https://www.amazon.com/dp/B000000000?tag=courier-20"
TEXT = "<p>The council of the town decided on Tuesday that the old bridge will be rebuilt.</p>" * 8


def archived(link):
    """The page as the archive serves it; `link` is how the link to the shop is written."""
    return f"""<!doctype html><html lang="en"><head>
    <script src="//web-static.archive.org/_static/js/wombat.js"></script>
    <script>__wm.wombat("https://courier.example/bridge/","{STAMP}","https://web.archive.org/","web","","1678795200");</script>
    <title>Bridge to be rebuilt</title>
    <link rel="canonical" href="https://web.archive.org/web/{STAMP}/https://courier.example/bridge/">
    <script type="application/ld+json">{{"@type":"NewsArticle","headline":"Bridge to be rebuilt",
    "url":"https:\\/\\/web.archive.org\\/web\\/{STAMP}\\/https:\\/\\/courier.example\\/bridge\\/"}}</script></head><body>
    <!-- BEGIN WAYBACK TOOLBAR INSERT --><div id="wm-ipp">42 captures <a href="/web/{STAMP}*/x">About this capture</a></div>
    <!-- END WAYBACK TOOLBAR INSERT -->
    <article><h1>Bridge to be rebuilt</h1>{TEXT}<p>Buy <a rel="sponsored" href="{link}">a bridge</a>.</p></article></body></html>"""


@pytest.mark.parametrize(
    "prefix",
    [
        f"https://web.archive.org/web/{STAMP}/",
        f"//web.archive.org/web/{STAMP}/",
        f"/web/{STAMP}/",
        f"http://web.archive.org/web/{STAMP}if_/",
        "",
    ],
)
def test_links_and_addresses_are_those_of_the_site(prefix):
    page = read_page(Capture(uri="file:saved.html", body=archived(prefix + SHOP).encode()))

    assert [link.url for link in page.links] == [SHOP]
    assert page.first("canonical") == page.url == "https://courier.example/bridge/"
    assert not any("captures" in block.text for block in page.blocks)
    assert ("ld.url", "https://courier.example/bridge/") in [
        (field.name, field.value) for field in page.fields
    ]


def test_an_archived_page_earns_what_the_page_earned(tmp_path):
    path = tmp_path / "saved.html"
    path.write_text(archived(f"https://web.archive.org/web/{STAMP}/{SHOP}"))

    report = Auditor(model=False).audit(capture_one(str(path)))

    assert (report.subject.uri, report.subject.captured_at) == (
        "https://courier.example/bridge/",
        "2023-03-14T12:00:00Z",
    )
    assert (report.conclusions.affiliate.links, report.conclusions.affiliate.networks) == (
        1,
        ("amazon-associates",),
    )


def test_a_page_fetched_from_the_archive_belongs_to_its_site():
    uri = f"https://web.archive.org/web/{STAMP}id_/https://courier.example/bridge/"
    page = read_page(Capture(uri=uri, body=f"<h1>Bridge</h1>{TEXT}".encode()))

    assert (page.url, page.host) == ("https://courier.example/bridge/", "courier.example")


def test_a_link_to_the_archive_stays_one_on_other_pages():
    link = f"https://web.archive.org/web/{STAMP}/{SHOP}"
    page = read_page(
        Capture(uri="https://courier.example/a", body=f'{TEXT}<p><a href="{link}">kept</a></p>'.encode())
    )

    assert [item.target for item in page.links] == [link]
