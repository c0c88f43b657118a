"""Inputs are recognised by what is in them, and read."""

from __future__ import annotations

import gzip
import json
import os
from threading import Thread

import pytest

from auditor.errors import SourceError, UsageError
from auditor.model import Capture, Extent, Skipped
from auditor.sources import capture_one, files, open_source

HTML = "<p>The fair opens on Monday.</p>"
PAGE = f"<!doctype html><title>Fair</title>{HTML}"
ITEM = f"<item><title>Fair</title><link>https://a.example/fair</link><content:encoded><![CDATA[{HTML}]]></content:encoded>"
WXR = (
    '<?xml version="1.0"?><rss xmlns:wp="http://wordpress.org/export/1.2/"><channel><title>News</title>'
    + ITEM
    + "<wp:post_type>post</wp:post_type><wp:status>publish</wp:status></item></channel></rss>"
)
REST = {
    "link": "https://a.example/fair",
    "title": {"rendered": "Fair"},
    "content": {"rendered": HTML},
}
INPUTS = {
    "page.html": ("file", PAGE),
    "export.xml": ("wordpress", WXR),
    "feed.xml": ("feed", f'<rss version="2.0"><channel><title>News</title>{ITEM}</item></channel></rss>'),
    "ghost.json": ("ghost", json.dumps({"db": [{"data": {"posts": [{"id": "1", "html": HTML}]}}]})),
    "rows.jsonl": ("jsonl", json.dumps({"url": "https://a.example/fair", "html": PAGE})),
    "rows.csv": ("csv", f"url,html\nhttps://a.example/fair,{PAGE}\n"),
    "post.json": ("file", json.dumps(REST)),
}


@pytest.mark.parametrize("name", INPUTS)
@pytest.mark.parametrize("packed", [False, True])
def test_files_are_recognised_and_their_page_is_read(tmp_path, name, packed):
    kind, text = INPUTS[name]
    path = tmp_path / (name + ".gz" * packed)
    path.write_bytes(gzip.compress(text.encode()) if packed else text.encode())
    source = open_source(str(path))
    assert source.kind == kind
    (capture,) = [item for unit in source.units() for item in source.captures(unit)]
    assert isinstance(capture, Capture), capture
    assert HTML.encode() in capture.body


def test_a_post_of_the_wordpress_interface_is_a_fragment(tmp_path):
    path = tmp_path / "post.json"
    path.write_text(json.dumps(REST))
    (post,) = open_source(str(path)).captures()
    assert (post.uri, post.extent) == ("https://a.example/fair", Extent.FRAGMENT)
    assert ("title", "Fair") in post.fields


def test_a_broken_row_costs_one_row(tmp_path):
    path = tmp_path / "rows.jsonl"
    path.write_text("\n".join([json.dumps({"html": PAGE}), '{"html": "<p>', json.dumps({"html": PAGE})]))
    assert [type(item) for item in open_source(str(path)).captures()] == [Capture, Skipped, Capture]


def test_addresses_are_listed_once_and_not_fetched_before_they_are_asked_for(tmp_path):
    path = tmp_path / "urls.txt"
    path.write_text("# ours\nhttp://127.0.0.1/a\nhttp://127.0.0.1/b\nhttp://127.0.0.1/a\n")
    source = open_source(str(path))
    assert (source.kind, source.live, [unit.stop for unit in source.units()]) == ("urls", True, [2])


@pytest.mark.parametrize(
    ("lines", "addresses"),
    [
        (
            ["http://127.0.0.1/a", "no address", "http://127.0.0.1/b"],
            ["http://127.0.0.1/a", "no", "http://127.0.0.1/b"],
        ),
        (
            ["http://127.0.0.1/a,1,b.html", "http://127.0.0.1/c"],
            ["http://127.0.0.1/a,1,b.html", "http://127.0.0.1/c"],
        ),
        (["paper.invalid/a", "www.paper.invalid"], ["https://paper.invalid/a", "https://www.paper.invalid"]),
    ],
    ids=["slip", "commas", "bare"],
)
def test_a_list_of_addresses_as_people_write_them(tmp_path, lines, addresses):
    path = tmp_path / "urls.txt"
    path.write_text("\n".join(lines))
    source = open_source(str(path))
    assert (source.kind, [unit.item for unit in source.units()]) == ("urls", ["\n".join(addresses)])


def test_a_text_of_lines_that_begin_with_names_of_hosts_is_a_page(tmp_path):
    path = tmp_path / "story.txt"
    path.write_text("harbour.example reopens on Monday\npaper.example is sold\n")
    assert open_source(str(path)).kind == "file"


@pytest.mark.parametrize("named", [True, False], ids=["boundary", "no boundary"])
@pytest.mark.parametrize("nested", [True, False], ids=["nested", "flat"])
def test_the_page_of_what_a_browser_saves_is_its_first_html_alone(tmp_path, named, nested):
    page = "<!doctype html><title>Fair</title><p>The fair opens on=20=\r\nMonday.</p>"
    parts = (
        "--part\r\nContent-Type: text/plain\r\n\r\nThe text alone.\r\n--part\r\nContent-Type: text/html; charset=utf-8\r\n"
        f"Content-Transfer-Encoding: quoted-printable\r\nContent-Location: https://cdn.example/f\r\n\r\n{page}\r\n"
        "--part\r\nContent-Type: text/html\r\n\r\n<p>A frame.</p>\r\n--part--\r\n"
    )
    boundary = '; boundary="part"' if named else ""
    if nested:
        parts = f"--whole\r\nContent-Type: multipart/alternative{boundary}\r\n\r\n{parts}\r\n--whole--\r\n"
        boundary = '; boundary="whole"' if named else ""
    head = (
        "From: <Saved by a browser>\r\nSnapshot-Content-Location: https://a.example/fair\r\nMIME-Version: 1.0\r\n"
        f"Content-Type: multipart/related{boundary}\r\n\r\n"
    )
    path = tmp_path / "fair.mhtml"
    path.write_text(head + parts, newline="")
    (capture,) = open_source(str(path)).captures()
    assert (capture.uri, capture.content_type) == ("https://a.example/fair", "text/html; charset=utf-8")
    assert capture.body.strip() == b"<!doctype html><title>Fair</title><p>The fair opens on Monday.</p>"


def test_a_text_that_names_addresses_is_a_page(tmp_path):
    path = tmp_path / "story.txt"
    path.write_text("http://127.0.0.1/a\n\nHarbour to be widened\n\nThe council met.\n")
    assert open_source(str(path)).kind == "file"


def test_a_sitemap_lists_its_pages(tmp_path):
    path = tmp_path / "sitemap.xml"
    path.write_text("<urlset><url><loc>http://127.0.0.1/a?x=1&amp;y=2</loc></url></urlset>")
    source = open_source(str(path))
    (skipped,) = source.captures()
    assert (source.kind, skipped.subject.uri, skipped.reason) == (
        "sitemap",
        "http://127.0.0.1/a?x=1&y=2",
        "refused-address",
    )


def test_what_cannot_be_opened_is_told_in_one_line(tmp_path):
    page = tmp_path / "page.html"
    page.write_text(PAGE)
    for spec, kind, error in (
        (str(tmp_path / "none"), None, SourceError),
        (str(tmp_path), "nonsense", UsageError),
        (str(tmp_path), "warc", UsageError),
        (str(page), "folder", UsageError),
        ("http://127.0.0.1/", "folder", UsageError),
    ):
        with pytest.raises(error):
            open_source(spec, kind)


@pytest.mark.parametrize(
    "opening", ["BMW shows a new car", "ID3 is the name of a car", "RIFF is a guitar word"]
)
def test_a_text_that_begins_like_a_picture_or_song_is_read(tmp_path, opening):
    path = tmp_path / "story.txt"
    path.write_text(f"{opening}\n\nThe fair opens on Monday.\n")
    (capture,) = open_source(str(path)).captures()
    assert (capture.extent, capture.body) == (Extent.TEXT, path.read_bytes())


@pytest.mark.parametrize(
    "start", [b"BM\x36\x00\x03\x00\x00\x00\x00\x00", b"ID3\x04\x00", b"RIFF\x24\x08\x00\x00WEBPVP8 "]
)
def test_a_picture_or_song_by_the_name_of_a_text_is_a_named_skip(tmp_path, start):
    path = tmp_path / "story.txt"
    path.write_bytes(start + b"abc " * 200)
    assert capture_one(str(path)).reason == "not-html"


def test_json_nested_without_end_is_a_named_skip(tmp_path):
    path = tmp_path / "rows.jsonl"
    rows = [
        json.dumps({"html": PAGE}),
        '{"html": "<p>\t", "deep": ' + "[" * 100_000,
        json.dumps({"html": PAGE}),
    ]
    path.write_text("\n".join(rows))
    assert [type(item) for item in open_source(str(path)).captures()] == [Capture, Skipped, Capture]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_waited_for_only_so_long(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "_PATIENCE", 0.2)
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(SourceError, match="save what it gives"):
        open_source(str(pipe))
    silent = capture_one(str(pipe))
    assert (silent.reason, silent.message) == ("timeout", "nothing came out of the pipe for 0 seconds")

    monkeypatch.setattr(files, "_PATIENCE", 20)
    writer = Thread(target=pipe.write_bytes, args=(PAGE.encode(),))
    writer.start()
    capture = capture_one(str(pipe))
    writer.join()
    assert capture.body == PAGE.encode()
