"""Folders: what wget, HTTrack and browsers leave behind, with the addresses that the layout tells."""

from __future__ import annotations

import gzip
import json
import os
import plistlib

import pytest

from auditor.model import Capture
from auditor.sources import layouts, names, open_source
from auditor.sources.names import Role
from tests.sources.check import outcome, read, skips, write
from tests.sources.makers import html, rss, rss_item, url, warc, warc_record, wxr, wxr_item, zipped

LAYOUTS = {
    "news.example/index.html": "https://news.example/",
    "news.example/story/one/index.html": "https://news.example/story/one/",
    "news.example/story/one/index.html?print=1": "https://news.example/story/one/?print=1",
    "news.example/index.html?p=6.html": "https://news.example/?p=6",
    "news.example/index.html@p=7&preview=1.html": "https://news.example/?p=7&preview=1",
    "news.example/article.php?id=8&lang=de": "https://news.example/article.php?id=8&lang=de",
    "news.example/article.php@id=8.html": "https://news.example/article.php?id=8",
    "news.example/four.php.html": "https://news.example/four.php",
    "news.example/index.html.1": "https://news.example/",
    "news.example/six.html.12": "https://news.example/six.html",
    "news.example/five.asp": "https://news.example/five.asp",
    "news.example/nosuffix": "https://news.example/nosuffix",
    "news.example/STORY/Two.HTML": "https://news.example/STORY/Two.HTML",
    "news.example/three.htm.gz": "https://news.example/three.htm",
    "news.example/café/über uns.html": "https://news.example/caf%C3%A9/%C3%BCber%20uns.html",
    "news.example/caf%C3%A9/index.html": "https://news.example/caf%C3%A9/",
    "news.example/caf%c3%a9/b.html": "https://news.example/caf%C3%A9/b.html",
    "news.example/@desk/story.html": "https://news.example/@desk/story.html",
    "http/news.example/a.html": "http://news.example/a.html",
    "news.example+8080/a.html": "https://news.example:8080/a.html",
    "2025/site/www.news.example/a.html": "https://www.news.example/a.html",
    "websites/news.example/20250305100000/a/index.html": "https://news.example/a/",
    "news.example/20250305100000/a.html": "https://news.example/20250305100000/a.html",
    "20250305100000/news.example/a.html": "https://news.example/a.html",
    "web.archive.org/web/20250305100000id_/http:/news.example/a.html": "http://news.example/a.html",
    "web.archive.org/web/20250305100000/https:/news.example/index.html": "https://news.example/",
    "web.archive.org/about/index.html": "https://web.archive.org/about/",
    "story.html": None,
    "jquery.min/a.html": None,
}


@pytest.mark.parametrize("path", LAYOUTS)
def test_the_layout_of_a_mirror_tells_the_address(path):
    assert layouts.address(path, "mirror") == LAYOUTS[path]


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("a.html", Role.PAGE),
        ("a.php", Role.MAYBE),
        ("a", Role.MAYBE),
        ("a.html?x=1", Role.PAGE),
        ("style.css?ver=3", Role.ASSET),
        ("script.js@ver=1.2", Role.ASSET),
        ("index.html.orig", Role.ASSET),
        ("index.html?print=1.orig", Role.ASSET),
        ("robots.txt", Role.ASSET),
        ("feed.xml", Role.EXPORT),
        (".htaccess", Role.ASSET),
    ],
)
def test_the_name_tells_the_part_a_file_plays(name, role):
    assert names.role(name) is role


def test_a_mirror_gives_its_pages_and_counts_what_is_none(tmp_path):
    pages = ("index.html", "story/one/index.html", "two.php", "three", "four.asp?id=4", "index.html@p=5.html")
    for number, name in enumerate(pages):
        write(tmp_path, f"m/news.example/{name}", html(number))
    for name, data in {
        "pic.jpg": b"\xff\xd8\xff\xe0",
        "photo": b"\x89PNG\r\n",
        "paper.pdf": b"%PDF-1.7",
        "style.css?ver=2": b"a{}",
        "data.json": b"{}",
        "feed.xml": rss(rss_item(1)),
        "index.html.orig": html(0),
        "robots.txt": b"User-agent: *\n",
        "story/one/feed/index.html": rss(rss_item(1)),
        "xmlrpc.php@rsd": b'<?xml version="1.0"?><rsd version="1.0"><service/></rsd>',
        "embed.html": b'<?xml version="1.0"?>\n<oembed><html>&lt;p></html></oembed>',
    }.items():
        write(tmp_path, f"m/news.example/{name}", data)
    source = open_source(str(tmp_path / "m"))
    found = outcome(source.captures())
    assert found == [
        "https://news.example/four.asp?id=4",
        "https://news.example/",
        "https://news.example/?p=5",
        "https://news.example/story/one/",
        "https://news.example/three",
        "https://news.example/two.php",
    ]
    assert source.passed == {
        "jpg": 1, "other": 3, "pdf": 1, "css": 1, "json": 1, "xml": 2, "orig": 1, "feed": 1,
    }  # fmt: skip
    assert outcome(read(tmp_path / "m")) == found


def test_a_copiers_project_is_no_host_whatever_it_is_called(tmp_path):
    write(tmp_path, "news.example/www.news.example/a.html", html(1))
    write(tmp_path, "news.example/cdn.other.example/b.html", html(2))
    write(tmp_path, "news.example/hts-cache/new.txt", b"log")
    write(
        tmp_path,
        "news.example/index.html",
        b"<!-- Mirror and index made by HTTrack Website Copier -->\n<html></html>",
    )
    found = read(tmp_path / "news.example")
    assert outcome(found) == [
        "https://cdn.other.example/b.html",
        "not-a-page",
        "https://www.news.example/a.html",
    ]
    # The folder of one host may hold folders that look like others.
    write(tmp_path, "one/site.example/index.html", html(1))
    write(tmp_path, "one/site.example/asp.net/a.html", html(2))
    found = read(tmp_path / "one" / "site.example")
    assert outcome(found) == ["https://site.example/asp.net/a.html", "https://site.example/"]


@pytest.mark.parametrize(
    "mark",
    [
        "<!-- Mirrored from news.example/7 by HTTrack Website Copier/3.x [XR&CO'2014], Wed, 05 Mar 2025 10:00:00 GMT -->",
        "<!-- saved from url=(0022)https://news.example/7 -->",
        "<!--\n Page saved with SingleFile \n url: https://news.example/7 \n saved date: Wed Mar 05 2025 10:00:00 GMT+0000 (UTC)\n-->",
        "<!-- Saved from https://news.example/7 at 2025-03-05T10:00:00+00:00 using monolith v2.8 -->",
        (
            '<base href="https://news.example/7"><div id="bN015htcoyT__google-cache-hdr">It is a snapshot of the page as it'
            " appeared on 5 Mar 2025 10:00:00 GMT.</div>"
        ),
        '<script>__wm.wombat("https://news.example/7","20250305100000","https://web.archive.org/","web");</script>',
        (
            '<meta name="savepage-url" content="https://news.example/7">\n<meta name="savepage-title" content="Seven">\n'
            '<meta name="savepage-date" content="Wed Mar 05 2025 12:00:00 GMT+0200 (Eastern European Standard Time)">'
        ),
    ],
)
def test_a_page_says_where_it_was_saved_from(tmp_path, mark):
    write(tmp_path, "a.html", html(7).replace(b"<title>", mark.encode() + b"<title>", 1))
    (found,) = read(tmp_path)
    assert found.uri == url(7)
    assert found.captured_at in (None, "2025-03-05T10:00:00Z")
    assert (found.captured_at is None) == ("saved from url" in mark)


@pytest.mark.parametrize("packed", [False, True])
def test_the_notes_of_a_crawler_are_no_pages(tmp_path, packed):
    crawl = {
        "job/reports/crawl-report.txt": b"crawl status: Finished",
        "job/warcs/a.warc.gz": warc(warc_record(1)),
    }
    list_ = {"site/urls.txt": f"{url(1)}\n{url(2)}\n".encode(), "site/a.txt": b"The fair opens on Monday."}
    for name, files in (("job", crawl), ("site", list_)):
        for path, data in () if packed else files.items():
            write(tmp_path, path, data)
        where = write(tmp_path, f"{name}.zip", zipped(files)) if packed else tmp_path / name
        found = read(where)
        assert sorted(outcome(found))[-1:] == ([url(1)] if name == "job" else ["not-a-page"])
        assert len(found) == len(files) - (name == "job")


def test_a_page_that_singlefile_packed_is_unpacked(tmp_path):
    packed = zipped({"index.html": html(7), "images/0.png": b"\x89PNG"})
    head = f"<!doctype html><html data-sfz><!--\n Page saved with SingleFile \n url: {url(7)}\n--><body>Please wait"
    for data in (packed, packed[:90] + b"?" * 20 + packed[110:]):
        write(tmp_path, "m/page.u.zip.html", head.encode() + b"<!--" + data + b"--></body></html>")
        (found,) = read(tmp_path / "m")
        if data is packed:
            assert (found.uri, found.body) == (url(7), html(7))
        else:
            assert found.reason == "malformed"


def test_what_safari_saves_is_the_page_in_it(tmp_path):
    main = {
        "WebResourceData": "<!doctype html><title>Grüße</title><p>Grüße".encode("latin-1"),
        "WebResourceMIMEType": "text/html",
        "WebResourceTextEncodingName": "ISO-8859-1",
        "WebResourceURL": "https://news.example/saved",
    }
    archive = {
        "WebMainResource": main,
        "WebSubresources": [main | {"WebResourceURL": "https://ads.example/"}],
    }
    path = write(tmp_path, "m/Story.webarchive", plistlib.dumps(archive, fmt=plistlib.FMT_BINARY))

    for where in (tmp_path / "m", path):
        (page,) = read(where)
        assert page.uri == "https://news.example/saved"
        assert (page.body, page.content_type) == (main["WebResourceData"], "text/html; charset=ISO-8859-1")


def test_a_redirect_that_the_copier_wrote_down_is_no_page(tmp_path):
    stub = (
        "<HTML>\n<!-- Created by HTTrack Website Copier/3.49-2 [XR&CO'2014] -->\n<HEAD>"
        '<META HTTP-EQUIV="Refresh" CONTENT="0; URL=b.html"><TITLE>Page has moved</TITLE></HEAD>'
        '<BODY><A HREF="b.html"><h3>Click here...</h3></A></BODY></HTML>'
    )
    write(tmp_path, "m/news.example/a.html", stub.encode())
    assert outcome(read(tmp_path / "m")) == ["not-a-page"]


@pytest.mark.parametrize("companion", ["Story_files", "Story-Dateien", "Story.files"])
def test_frames_of_a_page_saved_by_a_browser_are_no_pages(tmp_path, companion):
    write(tmp_path, "Story.html", html(1))
    write(tmp_path, f"{companion}/frame.html", html(2))
    write(tmp_path, f"{companion}/deep/ad.htm", html(3))
    assert len(read(tmp_path)) == 1


def test_of_a_snapshot_of_archivebox_the_page_is_read_once(tmp_path):
    saved = html(1).replace(
        b"<title>", f"<!--\n Page saved with SingleFile \n url: {url(1)} -->".encode() + b"<title>", 1
    )
    for name in (
        "index.html",
        "output.html",
        "readability/content.html",
        "mercury/content.html",
        "news.example/1.html",
    ):
        write(tmp_path, f"box/archive/1700000000.5/{name}", html(1))
    write(tmp_path, "box/archive/1700000000.5/singlefile.html", saved)
    write(tmp_path, "box/archive/1700000000.5/index.json", b"{}")
    write(tmp_path, "box/archive/1700000001/output.html", html(2))
    write(tmp_path, "box/archive/1700000001/index.json", b"{}")
    write(tmp_path, "box/archive/1700000001/index.html", html(2))
    write(tmp_path, "box/archive/1700000002/index.html", html(3))
    write(tmp_path, "box/archive/1700000002/index.json", json.dumps({"url": url(3)}).encode())
    write(tmp_path, "box/archive/1700000002/readability/content.html", html(3))
    write(tmp_path, "box/archive/1700000002/readability/content.txt", b"Paragraph of story 3.")
    write(tmp_path, "box/archive/1700000003/news.example/4.html", html(4))
    write(tmp_path, "box/archive/1700000003/index.json", b"{}")
    write(tmp_path, "box/archive/1700000003/htmltotext.txt", b"Paragraph of story 4.")
    write(tmp_path, "box/index.html", html(5))
    write(tmp_path, "box/ArchiveBox.conf", b"")
    write(tmp_path, "box/sources/1700000000-add.txt", b"https://news.example/1")

    found = read(tmp_path / "box")

    assert [item.uri.rpartition("/")[2] for item in found] == ["1", "output.html", "3", "4.html"]
    assert [item.uri for item in found][2:] == [url(3), "https://news.example/4.html"]


def test_versions_of_a_page_have_the_moment_of_their_folder(tmp_path):
    for folder in ("20250305100000/news.example", "websites/news.example/20250306100000"):
        write(tmp_path, f"m/{folder}/a.html", html(1))
    assert [(item.uri, item.captured_at) for item in read(tmp_path / "m")] == [
        ("https://news.example/a.html", "2025-03-05T10:00:00Z"),
        ("https://news.example/a.html", "2025-03-06T10:00:00Z"),
    ]


@pytest.mark.parametrize("packed", [False, True])
def test_what_a_site_and_its_exports_hold_beside_articles_is_no_page(tmp_path, packed):
    post = html(1).replace(
        b"</html>",
        b'<a href="https://blog.example/p/1" class="p-canonical">Canonical link</a>'
        b'<p>Exported from <a href="https://medium.com">Medium</a></p></html>',
    )
    files = {
        "medium/README.html": html(0),
        "medium/claps/claps-0001.html": html(0),
        "medium/posts/2025_a.html": post,
        "medium/posts/draft_b.html": post,
        "medium/profile/profile.html": html(0),
        "site/404.html": html(0),
        "site/a.html": html(2),
        "site/a.txt": b"what a script of page a loads",
        "site/google0123456789abcdef.html": b"google-site-verification: google0123456789abcdef.html",
        "takeout/Blogs/feed.atom": rss(rss_item(3)),
        "takeout/Blogs/theme-classic.html": html(0),
        "takeout/archive_browser.html": html(0),
    }
    for folder in ("medium", "site", "takeout"):
        own = {name: data for name, data in files.items() if name.startswith(folder)}
        if packed:
            write(tmp_path, f"{folder}.zip", zipped(own))
        for name, data in () if packed else own.items():
            write(tmp_path, name, data)
    where = ".zip" if packed else ""

    assert outcome(read(tmp_path / f"medium{where}")) == ["https://blog.example/p/1", "not-published"]
    assert outcome(read(tmp_path / f"site{where}"))[::2] == ["not-a-page", "not-a-page"]
    assert len(read(tmp_path / f"site{where}")) == 3
    assert outcome(read(tmp_path / f"takeout{where}")) == [url(3)]


def test_links_that_leave_the_folder_and_files_that_are_none_are_named(tmp_path):
    outside = write(tmp_path, "outside/secret.html", html(9))
    write(tmp_path, "m/a.html", html(1))
    (tmp_path / "m" / "b.html").symlink_to(outside)
    (tmp_path / "m" / "c").symlink_to(outside.parent)
    (tmp_path / "m" / "d.html").symlink_to("gone.html")
    (tmp_path / "m" / "e.html").symlink_to("a.html")
    (tmp_path / "m" / "f").symlink_to(".")
    (tmp_path / "m" / "c.html").symlink_to("c.html")
    os.mkfifo(tmp_path / "m" / "g.html")
    found = read(tmp_path / "m")
    assert [type(item) for item in found].count(Capture) == 1
    assert [skipped.subject.uri.rpartition("/")[2] for skipped in skips(found)] == [
        "b.html",
        "c",
        "c.html",
        "d.html",
        "g.html",
    ]
    assert {skipped.reason.value for skipped in skips(found)} == {"unreadable"}
    assert all(b"story 9" not in item.body for item in found if isinstance(item, Capture))


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.html", b"", "empty"),
        ("a.html", b" \r\n\t", "empty"),
        ("a.html", b"%PDF-1.7 x", "not-html"),
        ("a.html", b'{"a": 1}', "not-a-page"),
        ("a.html", gzip.compress(html(1))[:-30], "malformed"),
        ("a.html", gzip.compress(bytes(80 << 20)), "too-large"),
        ("a.txt", b"\x89PNG\r\n\x1a\n", "not-html"),
        (
            "a.webarchive",
            b"bplist00\xd1\x01\x02",
            "malformed",
        ),
        (
            "a.mhtml",
            b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x--",
            "malformed",
        ),
    ],
)
def test_a_file_that_is_called_a_page_and_is_none_is_named(tmp_path, name, data, reason):
    write(tmp_path, f"m/{name}", data)
    write(tmp_path, "m/z.html", html(2))
    found = list(open_source(str(tmp_path / "m")).captures())
    assert [item.reason.value for item in skips(found)] == [reason]
    assert len(found) == 2


@pytest.mark.skipif(os.name != "posix", reason="names of any bytes are POSIX")
def test_a_name_that_is_no_text_is_read_and_shown(tmp_path):
    (tmp_path / "m").mkdir()
    name = os.fsdecode(b"caf\xe9.html")
    with (tmp_path / "m" / name).open("wb") as file:
        file.write(html(1))
    (found,) = read(tmp_path / "m")
    assert found.source.path.encode().endswith("/caf\ufffd.html".encode())


def test_exports_in_a_folder_are_read_and_feeds_of_a_mirror_are_not(tmp_path):
    write(tmp_path, "a/one.warc.gz", warc(*(warc_record(n) for n in range(3))))
    write(tmp_path, "a/two.xml", wxr(wxr_item(4), wxr_item(5)))
    write(tmp_path, "a/three.xml", rss(rss_item(6)))
    assert outcome(read(tmp_path / "a")) == [url(n) for n in (0, 1, 2, 6, 4, 5)]
    # Beside pages a feed is a part of the site; an export that no site serves is still one.
    write(tmp_path, "a/index.html", html(7))
    assert [item.uri for item in read(tmp_path / "a")][1:] == [url(n) for n in (0, 1, 2, 4, 5)]


def test_posts_of_the_wordpress_interface_are_read_one_by_one(tmp_path):
    post = '{"link": "%s", "title": {"rendered": "One"}, "content": {"rendered": "<p>Text</p>"}}'
    for number in range(3):
        write(tmp_path, f"posts/{number}.json", (post % url(number)).encode())
    write(tmp_path, "posts/index.json", b'{"count": 3}')
    assert outcome(read(tmp_path / "posts")) == [url(0), url(1), url(2)]


def test_an_empty_folder_holds_nothing(tmp_path):
    (tmp_path / "m").mkdir()
    assert read(tmp_path / "m") == []
