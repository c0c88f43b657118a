"""Exports of WordPress and Ghost, and feeds: every item is a capture or a named skip, whatever the file is like."""

from __future__ import annotations

import bz2
import gzip
import json
import lzma

import pytest

from auditor.audit import Auditor
from auditor.model import Capture, Extent, Limit, Report
from auditor.sources import open_source
from tests.sources.check import outcome, read, skips, write
from tests.sources.makers import ghost, ghost_post, html, mt_entry, rss, rss_item, url, wxr, wxr_item, zipped

BOMB = """<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY secret SYSTEM "file:///etc/passwd">]>"""


def test_a_wordpress_post_is_a_fragment_with_what_its_plugins_know(tmp_path):
    (post,) = read(write(tmp_path, "export.xml", wxr(wxr_item(1))))
    assert (post.uri, post.extent) == (url(1), Extent.FRAGMENT)
    assert b"<p>Second paragraph.</p>" in post.body
    assert {
        ("title", "Story 1 & more"),
        ("author", "Jane Sample"),
        ("category", "Partner content"),
        ("tag", "tyres"),
        ("taxonomy.sponsors", "Acme Tyres"),
        ("meta._sponsor_name", "Acme Tyres Ltd"),
        ("post_type", "post"),
        ("site_name", "The Example Paper"),
    } <= set(post.fields)


def test_what_is_no_published_post_is_named(tmp_path):
    path = write(
        tmp_path,
        "export.xml",
        wxr(
            wxr_item(1),
            wxr_item(2, status="draft"),
            wxr_item(3, status="private"),
            wxr_item(4, kind="attachment", status="inherit"),
            wxr_item(5, kind="nav_menu_item"),
            wxr_item(6, body=""),
            wxr_item(7, kind="page"),
        ),
    )
    assert outcome(read(path)) == [
        url(1), "not-published", "not-published", "not-a-page", "not-a-page", "empty", url(7),
    ]  # fmt: skip


@pytest.mark.parametrize("pack", [bytes, gzip.compress, bz2.compress, lzma.compress])
def test_a_packed_export_is_read(tmp_path, pack):
    assert outcome(read(write(tmp_path, "export.xml", pack(wxr(*map(wxr_item, range(5))))))) == [
        url(number) for number in range(5)
    ]


@pytest.mark.parametrize("charset", ["utf-8-sig", "utf-16", "iso-8859-1", "windows-1252"])
def test_an_export_in_another_charset_is_read(tmp_path, charset):
    text = wxr(wxr_item(1, body="Grüße aus Köln.")).decode()
    if "-8-" not in charset and charset != "utf-16":
        text = text.replace("UTF-8", charset, 1)
    if charset == "iso-8859-1":
        assert 'encoding="iso-8859-1"' in text
    (post,) = read(write(tmp_path, "export.xml", text.encode(charset)))
    assert "Grüße aus Köln." in post.body.decode()


def test_an_export_that_lies_about_its_charset_is_read(tmp_path):
    (post,) = read(
        write(tmp_path, "export.xml", wxr(wxr_item(1, body="Grüße")).decode().encode("iso-8859-1"))
    )
    assert "Grüße" in post.body.decode()


@pytest.mark.parametrize(
    "broken",
    [
        "<item><title>No end",
        wxr_item(2).replace("</wp:status>", "</wp:stat>"),
        wxr_item(2).replace("<title>", "<title>\x0c\x01 & < "),
        wxr_item(2).replace("]]></content:encoded>", ""),
    ],
)
def test_a_broken_item_costs_no_other_item(tmp_path, broken):
    found = read(write(tmp_path, "export.xml", wxr(wxr_item(1), broken, wxr_item(3), wxr_item(4))))
    assert {url(1), url(3), url(4)} <= set(outcome(found))
    assert len(found) == 4


def test_a_cut_export_names_its_last_item(tmp_path):
    data = wxr(*map(wxr_item, range(4)))
    found = read(write(tmp_path, "export.xml", data[: data.rindex(b"<wp:status>")]))
    assert outcome(found)[:3] == [url(0), url(1), url(2)]
    assert [skipped.reason.value for skipped in skips(found)] == ["malformed"]


@pytest.mark.parametrize("rest", [b"", b"\n<it", b"\n  <item", b"</chan"])
def test_an_export_cut_between_two_items_says_so(tmp_path, rest):
    data = wxr(*map(wxr_item, range(4)))
    at = data.index(b"</item>", data.index(b"</item>") + 1) + len(b"</item>")

    found = read(write(tmp_path, "export.xml", data[:at] + rest))

    assert outcome(found)[:2] == [url(0), url(1)]
    assert [skipped.reason.value for skipped in skips(found)] == ["malformed"]


def test_a_cut_packed_export_gives_what_is_there_and_names_the_cut(tmp_path):
    data = wxr(
        *(wxr_item(number, body=f"{number} {hash(number * 77777)} text " * 40) for number in range(40))
    )
    packed = gzip.compress(data)
    found = read(write(tmp_path, "export.xml.gz", packed[: len(packed) // 2]))
    assert outcome(found)[0] == url(0)
    assert [skipped.reason.value for skipped in skips(found)] == ["malformed"]


def test_entities_are_neither_expanded_nor_fetched(tmp_path):
    text = wxr(wxr_item(1, body="x"), wxr_item(2)).decode()
    text = text.replace('<?xml version="1.0" encoding="UTF-8" ?>', BOMB)
    text = text.replace("<![CDATA[x]]>", "before &c; &secret; after")
    found = read(write(tmp_path, "export.xml", text.encode()))
    assert url(2) in outcome(found)
    assert len(found) == 2
    assert all(
        b"root:" not in item.body and b"lollol" not in item.body for item in found if hasattr(item, "body")
    )


def test_a_missing_label_in_a_fragment_is_undetermined_and_a_sponsor_in_a_field_is_found(tmp_path):
    body = "The council of the town decided on Tuesday that the old bridge will be rebuilt. " * 12
    plain = f"""<item><title>Bridge</title><link>{url(1)}</link><content:encoded><![CDATA[{body}]]></content:encoded>
    <wp:status>publish</wp:status><wp:post_type>post</wp:post_type></item>"""
    auditor = Auditor(model=False)
    unlabelled, sponsored = (
        auditor.audit(item)
        for item in read(write(tmp_path, "export.xml", wxr(plain, wxr_item(2, body=body))))
    )
    assert isinstance(unlabelled, Report)
    assert isinstance(sponsored, Report)
    assert unlabelled.conclusions.sponsorship.state == "undetermined"
    assert Limit.FRAGMENT in unlabelled.coverage.limits
    assert sponsored.conclusions.sponsorship.state == "declared"
    assert "Acme Tyres" in sponsored.conclusions.sponsorship.sponsor


@pytest.mark.parametrize(
    ("field", "value", "state", "sponsor"),
    [
        ("category", "Partner content", "declared", None),
        ("category", "Sponsored walks", "undetermined", None),
        ("tag", "#sponsored", "declared", None),
        ("tag", "#paid-collab", "declared", None),
        ("tag", "partner", "undetermined", None),
        ("tag", "native advertising", "undetermined", None),
        ("post_type", "sponsored_post", "declared", None),
        ("taxonomy.sponsors", "Acme Tyres", "declared", "Acme Tyres"),
        ("meta._sponsor_name", "field_5f3a0001", "undetermined", None),
        ("meta.sponsor", "1234", "undetermined", None),
        ("meta.is_sponsored", "1", "declared", None),
        ("meta.is_sponsored", "0", "undetermined", None),
    ],
)
def test_the_fields_of_a_post_say_who_paid(field, value, state, sponsor):
    body = b"<p>" + b"The council of the town decided that the old bridge will be rebuilt. " * 12
    post = Capture(
        uri=url(1), body=body, content_type="text/html", extent=Extent.FRAGMENT, fields=((field, value),)
    )
    found = Auditor(model=False).audit(post).conclusions.sponsorship
    assert (found.state.value, found.sponsor) == (state, sponsor)


def test_a_ghost_post_is_a_fragment_with_its_tags_and_authors(tmp_path):
    path = write(
        tmp_path,
        "ghost.json",
        ghost(
            ghost_post(1, custom_excerpt="Short."),
            ghost_post(2, status="draft"),
            ghost_post(3, html=None),
            ghost_post(4, html=None, lexical="{}"),
            ghost_post(5, status="scheduled"),
            ghost_post(6, type="page"),
            ghost_post(7, html=None, plaintext="One.\n\nTwo <3."),
            tags=[{"id": "t1", "name": "#sponsored"}, {"id": "t2", "name": "Acme"}],
            posts_tags=[{"post_id": "p1", "tag_id": "t1"}, {"post_id": "p1", "tag_id": "t2"}],
            users=[{"id": "u1", "name": "Jo Sample"}],
            posts_authors=[{"post_id": "p1", "author_id": "u1"}],
            settings=[{"key": "title", "value": "The Example Ghost"}],
        ),
    )
    found = read(path)
    reasons = [item.reason.value if item in skips(found) else item.uri.rpartition("#")[2] for item in found]
    assert reasons == ["story-1", "not-published", "empty", "empty", "not-published", "story-6", "story-7"]
    assert found[0].extent is Extent.FRAGMENT
    assert {
        ("tag", "#sponsored"),
        ("tag", "Acme"),
        ("author", "Jo Sample"),
        ("site_name", "The Example Ghost"),
        ("custom_excerpt", "Short."),
    } <= set(found[0].fields)
    assert found[6].body == b"<p>One.</p>\n<p>Two &lt;3.</p>\n"


def test_a_cut_or_broken_ghost_export_gives_what_is_there(tmp_path):
    data = ghost(*map(ghost_post, range(5)))
    cut = data[: data.index(b'"slug": "story-3"') + 10]
    found = read(write(tmp_path, "cut.json", cut))
    assert [item.uri.rpartition("#")[2] for item in found[:3]] == ["story-0", "story-1", "story-2"]
    assert [skipped.reason.value for skipped in skips(found)] == ["malformed"]
    bad = data.replace(b'"title": "Story 2"', b'"title": Story 2')
    found = read(write(tmp_path, "bad.json", bad))
    assert len(found) == 5
    assert [skipped.reason.value for skipped in skips(found)] == ["malformed"]


ATOM = f"""<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title>News</title>
<entry><title>One</title><link rel="alternate" href="{url(1)}"/><author><name>Jo Sample</name></author>
<category term="Sponsored" label="Sponsored"/><content type="html">&lt;p&gt;Body.&lt;/p&gt;</content></entry>
<entry><title>Two</title><link href="{url(2)}"/><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>A <b>b</b></p></div></content></entry>
<entry><title>Three</title><id>{url(3)}</id><summary>Short summary …</summary></entry>
<entry><title>Four</title><link href="{url(4)}"/></entry></feed>"""


def test_the_entries_of_feeds_are_fragments_with_their_fields(tmp_path):
    found = read(write(tmp_path, "atom.xml", ATOM.encode()))
    assert outcome(found) == [url(1), url(2), url(3), "empty"]
    assert found[0].body == b"<p>Body.</p>"
    assert {("author", "Jo Sample"), ("category", "Sponsored"), ("site_name", "News")} <= set(found[0].fields)
    assert b"<p>A <b>b</b></p>" in found[1].body
    assert found[2].limits == (Limit.TRUNCATED,)
    item = rss_item(
        5, extra="<dc:creator>Jo</dc:creator><category>Advertorial</category><dc:rights>dpa</dc:rights>"
    )
    (entry,) = read(write(tmp_path, "rss.xml", rss(item)))
    assert {("category", "Advertorial"), ("rights", "dpa"), ("feed_rights", "(c) Example")} <= set(
        entry.fields
    )


BLOGGER = """<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom" xmlns:app="http://purl.org/atom/app#"><title>Blog</title>
{}</feed>"""


def blogger_entry(kind, number, more=""):
    return f"""<entry><title>{kind}</title><link rel="alternate" href="{url(number)}"/>{more}<content type="html">&lt;p&gt;A&lt;/p&gt;</content>
    <category scheme="http://schemas.google.com/g/2005#kind" term="http://schemas.google.com/blogger/2008/kind#{kind}"/></entry>"""


def test_comments_drafts_and_settings_of_a_blogger_backup_are_no_pages(tmp_path):
    entries = [
        blogger_entry(kind, n) for n, kind in enumerate(("settings", "template", "post", "page", "comment"))
    ]
    entries.append(blogger_entry("post", 5, "<app:control><app:draft>yes</app:draft></app:control>"))
    for n, (kind, status) in enumerate((("POST", "LIVE"), ("POST", "DRAFT"), ("COMMENT", "LIVE")), 6):
        entries.append(
            f"""<entry><blogger:type>{kind}</blogger:type><blogger:status>{status}</blogger:status><id>{url(n)}</id>
            <content type="html">&lt;p&gt;A&lt;/p&gt;</content></entry>"""
        )

    found = read(write(tmp_path, "backup.xml", BLOGGER.format("".join(entries)).encode()))

    assert outcome(found) == [
        "not-a-page", "not-a-page", url(2), url(3), "not-a-page", "not-published", url(6), "not-published", "not-a-page",
    ]  # fmt: skip
    assert not [value for name, value in found[2].fields if name == "category"]


def test_an_rdf_feed_is_read(tmp_path):
    text = f"""<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">
    <channel><title>Old</title></channel><item rdf:about="{url(1)}"><title>One</title><link>{url(1)}</link>
    <description>&lt;p&gt;Text.&lt;/p&gt;</description></item></rdf:RDF>"""
    assert outcome(read(write(tmp_path, "feed.rdf", text.encode()))) == [url(1)]


def test_the_kind_may_be_given(tmp_path):
    path = write(tmp_path, "posts.dat", json.dumps({"posts": [ghost_post(1)]}).encode())
    assert open_source(str(path), "ghost").kind == "ghost"
    assert len(read(path, "ghost")) == 1


@pytest.mark.parametrize(("start", "end"), [("", "\n"), ("\ufeff", "\r\n"), ("\n\n", "\n")])
def test_the_entries_of_movable_type_are_fragments_with_their_fields(tmp_path, start, end):
    export = start + mt_entry(1) + mt_entry(2, status="Draft") + mt_entry(3)
    data = export.replace("\n", end).encode()
    found = read(write(tmp_path, "export.txt", data))
    assert [item.rpartition("#")[2] for item in outcome(found)] == ["story_1", "not-published", "story_3"]
    assert found[0].body.decode().replace("\r", "") == (
        "<p>Paragraph one.</p>\n\n<p>Paragraph two.</p>\n\n<p>More of it.</p>"
    )
    assert ("category", "Sponsored") in found[0].fields
    assert [value for name, value in found[0].fields if name == "author"] == ["Jo Sample"]
    # Wherever it lies, it is no text of one article.
    write(tmp_path, "m/page.html", html(9))
    inside = read(write(tmp_path, "m/export.txt", data).parent) + read(
        write(tmp_path, "m.zip", zipped({"export.txt": data}))
    )
    assert [item.rpartition("#")[2].rpartition("/")[2] for item in outcome(inside)] == [
        *("story_1", "not-published", "story_3", "page.html"),
        *("story_1", "not-published", "story_3"),
    ]

    cut = read(write(tmp_path, "cut.txt", data[:-120]))
    assert len(cut) == 3


@pytest.mark.parametrize("packed", [False, True])
def test_posts_of_substack_are_fragments_with_their_row_of_the_table(tmp_path, packed):
    table = (
        "post_id,post_date,is_published,type,audience,title,subtitle\n"
        '11.one,2025-03-05T10:00:00.000Z,true,newsletter,everyone,"One, two",Sponsored by Acme\n'
        "12.two,,false,newsletter,everyone,Draft,\n"
    )
    files = {
        "posts.csv": table.encode(),
        "posts/11.one.delivers.csv": b"post_id,email\n",
        "posts/11.one.html": b"<p>Paragraph of story 1.</p>",
        "posts/12.two.html": b"<p>Paragraph of story 2.</p>",
    }
    for name, data in () if packed else files.items():
        write(tmp_path, f"export/{name}", data)
    found = read(write(tmp_path, "export.zip", zipped(files)) if packed else tmp_path / "export")

    assert [found[0].extent, found[1].reason] == ["fragment", "not-published"]
    assert found[0].fields[:2] == (("title", "One, two"), ("excerpt", "Sponsored by Acme"))
