"""Zip and tar files of anything, and the tricks that are played with them."""

from __future__ import annotations

import gzip
import io
import random
import zipfile

import pytest

from auditor.sources import open_source
from tests.sources.check import outcome, read, skips, write
from tests.sources.makers import (
    ghost,
    ghost_post,
    html,
    jsonl,
    row,
    rss,
    rss_item,
    tarred,
    url,
    wacz,
    warc,
    warc_record,
    wxr,
    wxr_item,
    zipped,
)  # fmt: skip

MIRROR = {
    "news.example/index.html": html(0),
    "news.example/a/index.html": html(1),
    "news.example/two.php?id=2": html(2),
    "news.example/pic.png": b"\x89PNG",
    "news.example/feed.xml": rss(rss_item(9)),
    "news.example/index.html.orig": html(0),
}
PACKINGS = {
    "a.zip": zipped,
    "stored.zip": lambda members: zipped(members, zipfile.ZIP_STORED),
    "a.tar": tarred,
    "a.tar.gz": lambda members: tarred(members, "gz"),
    "a.tar.bz2": lambda members: tarred(members, "bz2"),
    "a.tar.xz": lambda members: tarred(members, "xz"),
}


@pytest.mark.parametrize("name", PACKINGS)
def test_a_packed_mirror_is_read_like_the_folder(tmp_path, name):
    found = read(write(tmp_path, name, PACKINGS[name](MIRROR)))
    assert outcome(found) == [
        "https://news.example/",
        "https://news.example/a/",
        "https://news.example/two.php?id=2",
    ]


@pytest.mark.parametrize("name", PACKINGS)
def test_what_stands_beside_the_pages_of_a_packed_mirror_is_passed_over(tmp_path, name):
    """A saved page's own folder, a copier's notes, hidden folders and what macOS adds are none of the site's pages."""
    beside = {
        "saved/Story.html": MIRROR["news.example/index.html"],
        "saved/Story_files/frame.html": b"<html><p>Advertisement</p></html>",
        "hts-cache/new.html": b"<html><p>log</p></html>",
        ".git/index.html": b"<html><p>no page</p></html>",
        "__MACOSX/saved/._Story.html": b"\x00\x05\x16\x07",
        "saved/._Story.html": b"\x00\x05\x16\x07",
    }

    found = read(write(tmp_path, name, PACKINGS[name](beside)))

    assert len(outcome(found)) == 1


@pytest.mark.parametrize("name", PACKINGS)
def test_packed_exports_are_read(tmp_path, name):
    members = {
        "site/one.warc.gz": warc(warc_record(1), warc_record(2)),
        "site/two.xml": wxr(wxr_item(3), wxr_item(4, status="draft")),
        "site/three.json": ghost(ghost_post(5)),
        "site/four.jsonl": jsonl(row(6)),
        "site/five.xml": rss(rss_item(7)),
        "site/readme.txt": b"about this export",
    }
    found = read(write(tmp_path, name, PACKINGS[name](members)))
    assert outcome(found)[:4] == [url(1), url(2), url(3), "not-published"]
    assert found[4].uri.endswith("#story-5")
    assert outcome(found)[5:] == [url(6), url(7)]


@pytest.mark.parametrize("trick", ["../../etc/cron.d/x.html", "/etc/x.html", "C:\\x.html", "a/../../x.html"])
@pytest.mark.parametrize("pack", [zipped, tarred])
def test_a_path_that_leaves_the_archive_is_named_and_not_followed(tmp_path, pack, trick):
    found = read(write(tmp_path, "a.bin", pack({"a.html": html(1), trick: html(2), "z.html": html(3)})))
    assert [skipped.reason.value for skipped in skips(found)] == ["unreadable"]
    assert len(found) == 3
    assert not (tmp_path.parent / "etc").exists()


def test_links_in_archives_are_named(tmp_path):
    data = tarred({"a.html": html(1)}, links={"b.html": "/etc/passwd", "c.html": "a.html"})
    assert outcome(read(write(tmp_path, "a.tar", data)))[1:] == ["unreadable", "unreadable"]
    out = io.BytesIO(zipped({"a.html": html(1)}))
    with zipfile.ZipFile(out, "a") as container:
        entry = zipfile.ZipInfo("b.html")
        entry.external_attr = 0o120777 << 16
        container.writestr(entry, "/etc/passwd")
    assert outcome(read(write(tmp_path, "a.zip", out.getvalue())))[1:] == ["unreadable"]


def test_bombs_are_named_and_cost_no_other_page(tmp_path):
    members = {"a.html": html(1), "bomb.html": bytes(100 << 20), "z.html": html(2)}
    for name in ("a.zip", "a.tar.gz"):
        found = list(read_once(write(tmp_path, name, PACKINGS[name](members))))
        assert [skipped.reason.value for skipped in skips(found)] == ["too-large"]
        assert len(found) == 3
    nested = zipped({"inner.zip": zipped({"x.html": bytes(100 << 20)}), "a.html": html(1)})
    assert len(read(write(tmp_path, "nested.zip", nested))) == 1


def read_once(path):
    return open_source(str(path)).captures()


def test_entries_that_overlap_are_a_bomb(tmp_path):
    data = zipped({"a.html": html(1) * 50, "b.html": html(2)}, zipfile.ZIP_STORED)
    with zipfile.ZipFile(io.BytesIO(data)) as container:
        size = container.infolist()[0].file_size
    lying = data.replace(size.to_bytes(4, "little"), (size * 90).to_bytes(4, "little"))
    found = read(write(tmp_path, "a.zip", lying))
    assert "malformed" in outcome(found)


def test_damage_is_named(tmp_path):
    packed = tarred({f"{number}.html": html(number) * 20 for number in range(9)}, "gz")
    found = read(write(tmp_path, "cut.tar.gz", packed[: len(packed) * 2 // 3]))
    assert skips(found)[-1].reason.value == "malformed"
    members = {"a.html": html(1) * 20, "b.html": html(2) * 20, "c.html": html(3) * 20}
    data = bytearray(zipped(members))
    at = data.index(b"b.html") + 12
    data[at : at + 20] = bytes(20)
    found = read(write(tmp_path, "hurt.zip", bytes(data)))
    assert [type(item).__name__ for item in found] == ["Capture", "Skipped", "Capture"]
    cut = zipped(members)[:-30]
    assert [skipped.reason.value for skipped in skips(read(write(tmp_path, "cut.zip", cut)))] == ["malformed"]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.wacz", wacz({"a.warc.gz": warc(warc_record(1))})[:-30]),
        ("a.warc.gz", b"junk" * 400),
        ("a.warc", html(1)),
    ],
)
def test_a_web_archive_that_cannot_be_read_is_named_wherever_it_lies(tmp_path, name, data):
    write(tmp_path, "m/b.warc", warc(warc_record(2)))
    assert outcome(read(write(tmp_path, f"m/{name}", data).parent)) == ["malformed", url(2)]
    packed = zipped({name: data, "b.warc": warc(warc_record(2))})
    assert outcome(read(write(tmp_path, "a.zip", packed))) == ["malformed", url(2)]


def test_packed_exports_in_a_folder_are_read_and_downloads_of_a_mirror_are_not(tmp_path):
    for name, pack in PACKINGS.items():
        write(tmp_path, f"m/{name}", pack({"export.json": ghost(ghost_post(1)), "page.html": html(2)}))
    found = read(tmp_path / "m")
    assert len(found) == 2 * len(PACKINGS)
    write(tmp_path, "m/index.html", html(0))
    assert len(read(tmp_path / "m")) == 1


@pytest.mark.parametrize("packing", ["", "gz"])
def test_a_tar_file_whose_list_breaks_off_says_so(tmp_path, packing):
    data = tarred({f"{number}.html": html(number) for number in range(4)})
    at = data.index(b"2.html")
    for broken in (data[:at] + b"\xff" * 512 + data[at + 512 :], data[: at + 100]):
        packed = gzip.compress(broken) if packing else broken
        assert [item.rpartition("/")[2] for item in outcome(read(write(tmp_path, "a.tar", packed)))] == [
            *("0.html", "1.html", "malformed")
        ]


def test_an_encrypted_member_is_named(tmp_path):
    data = bytearray(zipped({"a.html": html(1)}))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + offset] |= 1
    (skipped,) = read(write(tmp_path, "a.zip", bytes(data)))
    assert "encrypted" in skipped.message


def test_a_single_packed_page_is_a_page(tmp_path):
    assert outcome(read(write(tmp_path, "a.html.gz", gzip.compress(html(1)))))[0].endswith("a.html.gz")


def noise(number: int) -> bytes:
    """A page that does not compress, larger than any buffer."""
    dice = random.Random(number)
    return html(number, " ".join(f"{dice.random():.17f}" for _ in range(12_000)))


@pytest.mark.parametrize("name", PACKINGS)
def test_large_pages_come_out_whole(tmp_path, name):
    members = {f"{number}.html": noise(number) for number in range(3)}
    found = read_once(write(tmp_path, name, PACKINGS[name](members)))
    assert [item.body for item in found] == list(members.values())


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_a_packed_warc_in_an_archive_loses_no_record(tmp_path, method):
    records = [warc_record(number, body=noise(number)) for number in range(5)]
    broken = b"\x1f\x8b\x08" + bytes(700_000)
    path = write(
        tmp_path, "a.wacz", wacz({"a.warc.gz": warc(*records[:3]) + broken + warc(*records[3:])}, method)
    )
    found = list(read_once(path))
    assert outcome(found) == [url(0), url(1), url(2), "malformed", url(3), url(4)]
    assert found[5].body == noise(4)


def test_every_kind_of_export_is_found_in_archives_and_folders(tmp_path):
    members = {
        "a.wacz": wacz({"x.warc.gz": warc(warc_record(1))}),
        "b.csv": b"url,html\n%s,<p>b</p>\n" % url(2).encode(),
        "c.warc": warc(warc_record(3), packed=False),
        "d.xml.gz": gzip.compress(wxr(wxr_item(4))),
        "e.json": b'[{"url": "%s", "html": "<p>e</p>"}]' % url(5).encode(),
        "f.jsonl.gz": gzip.compress(jsonl(row(6))),
    }
    for name, data in members.items():
        write(tmp_path, f"folder/{name}", data)
    expected = [url(number) for number in range(1, 7)]
    assert outcome(read(tmp_path / "folder")) == expected
    for name, pack in PACKINGS.items():
        assert outcome(read(write(tmp_path, name, pack(members)))) == expected
