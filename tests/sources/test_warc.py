"""WARC and WACZ files, whole and damaged."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import zipfile
import zlib

import pytest
from fastwarc.stream_io import ZstdWriter, zstd_train_dictionary_from_samples

from auditor.model import Capture, Limit, SkipReason
from auditor.sources import open_source
from auditor.sources import warc as module
from tests.sources.check import outcome, read, skips, write
from tests.sources.makers import arc, html, url, wacz, warc, warc_record, zipped

FIVE = [warc_record(number) for number in range(5)]


@pytest.fixture(params=[True, False], ids=["gzip", "plain"])
def packed(request, monkeypatch):
    monkeypatch.setattr(module, "_PAGE_BYTES", 150)  # so that small files fall into several units
    return request.param


def test_responses_are_captures(tmp_path, packed):
    found = read(write(tmp_path, "a.warc", warc(*FIVE, packed=packed)))
    assert outcome(found) == [url(number) for number in range(5)]
    assert found[2].body == html(2)
    assert (found[2].status, found[2].captured_at) == (200, "2025-03-03T10:00:00Z")
    assert found[2].content_type == "text/html; charset=utf-8"
    assert found[2].source.kind == "warc"
    assert len({item.source.item for item in found}) == 5


def test_a_file_that_was_packed_as_a_whole_is_read(tmp_path, packed):
    found = read(write(tmp_path, "a.warc.gz", gzip.compress(b"".join(FIVE))))
    assert outcome(found) == [url(number) for number in range(5)]
    assert len({item.source.item for item in found}) == 5


def zstd(*records: bytes, dictionary: bytes | None = None) -> bytes:
    """Records packed one by one, behind the dictionary if there is one."""
    out = io.BytesIO()
    writer = ZstdWriter(out, dictionary=dictionary)
    for record in records:
        writer.write(record)
        writer.finish()
    writer.flush()
    return out.getvalue()


@pytest.mark.parametrize("learned", [False, True], ids=["plain", "dictionary"])
def test_the_packing_of_browsers_is_read(tmp_path, learned):
    samples = [warc_record(number, body=html(number, "word " * (number % 13))) for number in range(500)]
    dictionary = zstd_train_dictionary_from_samples(samples, 4000) if learned else None
    data = zstd(*FIVE, dictionary=dictionary)
    assert outcome(read(write(tmp_path, "a.warc.zst", data))) == [url(number) for number in range(5)]
    assert outcome(read(write(tmp_path, "m/a.warc.zst", data).parent)) == [url(number) for number in range(5)]
    for broken in (data[:-20], data + b"noise", data[:60] + bytes(8) + data[68:]):
        found = read(write(tmp_path, "a.warc.zst", broken))
        assert [item.reason for item in skips(found)] == [SkipReason.MALFORMED]


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress], ids=["gz", "bz2", "xz"])
@pytest.mark.parametrize("cut", [9, 0.6])
def test_a_packed_file_that_was_cut_says_so(tmp_path, pack, cut):
    data = pack(b"".join(warc_record(number, body=html(number, str(number) * 9999)) for number in range(40)))
    found = read(write(tmp_path, "a.warc", data[: -cut if isinstance(cut, int) else int(len(data) * cut)]))
    assert [item.reason for item in skips(found)] == [SkipReason.MALFORMED]


@pytest.mark.parametrize(
    "opening", ["HTTP/2 200", "HTTP/2.0 200 \r\n:status: 200\r\n:authority: x", ":status: 200", "ICY 200 OK"]
)
def test_status_lines_of_other_protocols_cost_no_page(tmp_path, packed, opening):
    block = f"{opening}\r\nContent-Type: text/html\r\n\r\n".encode() + html(1)
    record = warc_record(1, kind="resource", body=block, http="Content-Type: application/http")
    record = record.replace(b"WARC-Type: resource", b"WARC-Type: response")
    found = read(write(tmp_path, "a.warc", warc(FIVE[0], record, FIVE[2], packed=packed)))
    assert outcome(found) == [url(0), url(1), url(2)]
    assert html(1) in found[1].body


def test_what_is_no_page_is_counted(tmp_path, packed):
    records = [
        warc_record(
            0, kind="warcinfo", http="Content-Type: application/warc-fields", body=b"software: x\r\n"
        ),
        warc_record(
            1,
            kind="request",
            http="Content-Type: application/http; msgtype=request",
            body=b"GET / HTTP/1.1\r\n\r\n",
        ),
        warc_record(1),
        warc_record(2, body=b"\x89PNG", http="Content-Type: image/png"),
        warc_record(3, status="301 Moved", http="Content-Type: text/html\r\nLocation: /x"),
        warc_record(4, kind="metadata", http="Content-Type: application/warc-fields", body=b"via: x"),
        warc_record(5, kind="resource", http="Content-Type: text/html"),
        warc_record(6, kind="resource", uri="metadata://crawler.example/log", body=b""),
        warc_record(6, kind="resource", http="Content-Type: text/html", uri=f"urn:fullPage:{url(1)}"),
    ]
    path = write(tmp_path, "a.warc", warc(*records, packed=packed))
    source = open_source(str(path))
    assert outcome(source.captures()) == [url(1), url(5)]
    assert source.passed == {
        "warcinfo record": 1,
        "request record": 1,
        "metadata record": 1,
        "redirect": 1,
        "record about the crawl": 2,
        "no page: image/png": 1,
    }


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        (warc_record(9, status="404 Not Found"), "http-error"),
        (warc_record(9, status="403 Forbidden"), "blocked"),
        (warc_record(9, status="429 Too Many Requests"), "blocked"),
        (warc_record(9, body=b" \n"), "empty"),
        (warc_record(9, body=b"%PDF-1.7 "), "not-html"),
        (
            warc_record(
                9, http="Content-Type: text/html\r\nContent-Encoding: gzip", body=gzip.compress(html(9))[:-9]
            ),
            "malformed",
        ),
        (
            warc_record(
                9, kind="revisit", body=b"", extra="WARC-Refers-To-Target-URI: https://first.example/\r\n"
            ),
            "duplicate",
        ),
        (warc_record(9, uri=""), "malformed"),
    ],
)
def test_pages_that_cannot_be_audited_are_named(tmp_path, packed, record, reason):
    found = read(write(tmp_path, "a.warc", warc(FIVE[0], record, FIVE[1], packed=packed)))
    assert outcome(found) == [url(0), reason, url(1)]
    assert "\n" not in found[1].message


def test_a_revisit_says_what_it_repeats(tmp_path):
    record = warc_record(
        9, kind="revisit", body=b"", extra="WARC-Refers-To-Target-URI: https://first.example/\r\n"
    )
    (skipped,) = read(write(tmp_path, "a.warc.gz", warc(record)))
    assert "https://first.example/" in skipped.message


def chunked(data: bytes) -> bytes:
    pieces = [data[at : at + 50] for at in range(0, len(data), 50)]
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


def raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ("Transfer-Encoding: chunked", chunked(html(7))),
        ("Transfer-Encoding: chunked", html(7)),  # many tools undo the chunks and keep the header
        ("Content-Encoding: gzip", gzip.compress(html(7))),
        ("Content-Encoding: gzip", html(7)),
        ("Content-Encoding: deflate", zlib.compress(html(7))),
        ("Content-Encoding: deflate", raw_deflate(html(7))),
        ("Transfer-Encoding: chunked\r\nContent-Encoding: gzip", chunked(gzip.compress(html(7)))),
    ],
)
def test_transfer_and_content_encodings_are_undone(tmp_path, headers, body):
    record = warc_record(7, http=f"Content-Type: text/html\r\n{headers}", body=body)
    (found,) = read(write(tmp_path, "a.warc.gz", warc(record)))
    assert found.body == html(7)


def test_a_page_that_the_crawler_cut_is_audited_with_its_limit(tmp_path):
    (found,) = read(write(tmp_path, "a.warc.gz", warc(warc_record(1, extra="WARC-Truncated: length\r\n"))))
    assert found.limits == (Limit.TRUNCATED,)


def test_a_body_that_unpacks_without_end_is_named(tmp_path):
    bomb = gzip.compress(bytes(70 << 20), 9)
    record = warc_record(1, http="Content-Type: text/html\r\nContent-Encoding: gzip", body=bomb)
    assert outcome(open_source(str(write(tmp_path, "a.warc.gz", warc(record, FIVE[2])))).captures()) == [
        "too-large",
        url(2),
    ]


def test_a_record_larger_than_any_page_is_stepped_over(tmp_path):
    huge = warc_record(1, body=html(1) + bytes(66 << 20))
    video = warc_record(2, body=bytes(66 << 20), http="Content-Type: video/mp4")
    path = write(tmp_path, "a.warc", warc(FIVE[0], huge, video, FIVE[3], packed=False))
    assert outcome(open_source(str(path)).captures()) == [url(0), "too-large", url(3)]


@pytest.mark.parametrize(("says", "reason"), [(None, "too-large"), (60 << 20, "malformed")])
def test_a_member_that_unpacks_without_end_is_one_skip_and_stepped_over(tmp_path, says, reason):
    bomb = gzip.compress(warc_record(1, body=bytes(200 << 20), length=says), 9)
    path = write(tmp_path, "a.warc.gz", warc(FIVE[0]) + bomb + warc(FIVE[2]))
    found = list(open_source(str(path)).captures())
    assert outcome(found) == [url(0), reason, url(2)]
    assert found[1].subject.uri == url(1)


def broken(at: int, packed: bool) -> bytes:
    """Record number `at` of five with its middle overwritten."""
    parts = [gzip.compress(record) if packed else record for record in FIVE]
    middle = len(parts[at]) // 2
    parts[at] = (
        parts[at][:middle]
        + bytes(byte ^ 0x55 for byte in parts[at][middle : middle + 40])
        + parts[at][middle + 40 :]
    )
    return b"".join(parts)


@pytest.mark.parametrize("at", range(5))
def test_a_damaged_member_costs_one_page_and_is_named_by_its_address(tmp_path, monkeypatch, at):
    monkeypatch.setattr(module, "_PAGE_BYTES", 150)
    found = read(write(tmp_path, "a.warc.gz", broken(at, packed=True)))
    assert outcome(found) == [url(n) if n != at else "malformed" for n in range(5)]
    assert found[at].subject.uri == url(at)


def test_a_truncated_file_names_its_last_page(tmp_path, packed):
    data = warc(*FIVE, packed=packed)
    cut = len(warc(FIVE[4], packed=packed)) // 4
    found = read(write(tmp_path, "a.warc", data[:-cut]))
    assert outcome(found) == [*map(url, range(4)), "malformed"]
    assert found[4].subject.uri == url(4)


@pytest.mark.parametrize("wrong", [10, 100_000, 10**14])
def test_a_wrong_length_costs_one_page(tmp_path, packed, wrong):
    records = [FIVE[0], warc_record(1, length=wrong), *FIVE[2:]]
    found = read(write(tmp_path, "a.warc", warc(*records, packed=packed)))
    assert outcome(found) == [url(0), "malformed", url(2), url(3), url(4)]


@pytest.mark.parametrize(
    "noise", [b"GARBAGE" * 90, bytes(700), b"\x1f\x8b\x08" * 300, gzip.compress(b"something else")]
)
def test_noise_between_records_costs_nothing(tmp_path, packed, noise):
    parts = [warc(record, packed=packed) for record in FIVE]
    found = read(write(tmp_path, "a.warc", parts[0] + parts[1] + noise + b"".join(parts[2:])))
    assert [item.uri for item in found if isinstance(item, Capture)] == [url(n) for n in range(5)]
    assert all(item.reason is SkipReason.MALFORMED for item in skips(found))
    assert len(skips(found)) == 1


def test_what_a_crawler_fetched_from_sites_whose_pages_it_does_not_list_is_no_page(tmp_path, packed):
    frames = [
        warc_record(5, uri="https://ads.invalid/frame"),
        warc_record(6, uri="https://cdn.invalid/x", status="404 Gone"),
    ]
    members = {"archive/a.warc.gz": warc(*FIVE, *frames, packed=packed), "datapackage.json": b"{}"}
    lines = [
        b'{"format": "json-pages-1.0", "id": "pages"}',
        b'{"id": "1", "url": "https://www.news.example/1"}',
        b"{",
    ]

    for listed, foreign in ((lines, 2), (lines[:1], 0)):
        data = zipped(members | {"pages/pages.jsonl": b"\n".join(listed)})
        path = write(tmp_path, "site.wacz", data)
        source = open_source(str(path))
        assert len(list(source.captures())) == 7 - foreign == len(read(path))
        assert source.passed["frame from another site"] == foreign


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_a_wacz_is_all_its_warc_files(tmp_path, packed, method):
    data = wacz({"a.warc.gz": warc(*FIVE[:3]), "b.warc": warc(*FIVE[3:], packed=False)}, method)
    found = read(write(tmp_path, "site.wacz", data))
    assert outcome(found) == [url(number) for number in range(5)]
    assert found[4].source.path.endswith("site.wacz/archive/b.warc")


def test_ten_thousand_units_would_be_listed_without_reading(tmp_path):
    path = write(tmp_path, "a.warc.gz", warc(*FIVE) + bytes(50 << 20))
    assert (
        len(list(open_source(str(path)).units(64)))
        == (path.stat().st_size - 1) // (64 * module._PAGE_BYTES) + 1
    )


@pytest.mark.parametrize("suffix", ["arc", "arc.gz"])
def test_the_format_before_warc_is_read(tmp_path, suffix):
    data = arc(html(0), html(1), html(2), packed=suffix.endswith("gz"))
    path = write(tmp_path, f"in/a.{suffix}", data)
    for where in (path, path.parent):
        found = read(where)
        assert [(item.uri, item.body, item.captured_at) for item in found] == [
            (url(number), html(number), "2008-03-05T10:00:00Z") for number in range(3)
        ]
    assert outcome(read(write(tmp_path, "cut.arc", data[:-40])))[:2] == [url(0), url(1)]
    assert outcome(read(tmp_path / "cut.arc"))[2:] == ["malformed"]


def test_a_wrong_length_costs_few_pages_of_the_format_before_warc(tmp_path):
    data = arc(html(0), html(1), html(2), packed=False).replace(b" %d\n" % (len(html(1)) + 44), b" 99\n", 2)
    found = outcome(read(write(tmp_path, "a.arc", data)))
    assert (found[-1], "malformed" in found) == (url(2), True)
