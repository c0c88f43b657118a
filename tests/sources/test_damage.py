"""Damage of any kind to any export: nothing hangs, nothing breaks, and units still give what the whole gives."""

from __future__ import annotations

import gzip
import io
import json
import plistlib
import random

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from auditor.errors import SourceError
from auditor.sources import open_source
from tests.sources.check import outcome, read, write
from tests.sources.makers import (
    arc,
    ghost,
    ghost_post,
    html,
    jsonl,
    mailbox,
    message,
    mt_entry,
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

RECORDS = [warc_record(number) for number in range(5)]
PAGES = {f"{number}.html": html(number) for number in range(5)}
ROWS = [row(number) for number in range(5)]


def parquet() -> bytes:
    out = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(ROWS), out, row_group_size=2)
    return out.getvalue()


EXPORTS = {
    "a.warc.gz": warc(*RECORDS),
    "a.warc": warc(*RECORDS, packed=False),
    "a.wacz": wacz({"a.warc.gz": warc(*RECORDS)}),
    "posts.xml": wxr(*map(wxr_item, range(5))),
    "posts.xml.gz": gzip.compress(wxr(*map(wxr_item, range(5)))),
    "feed.xml": rss(*map(rss_item, range(5))),
    "ghost.json": ghost(*map(ghost_post, range(5)), tags=[{"id": "t1", "name": "News"}]),
    "rows.jsonl": jsonl(*ROWS),
    "rows.json": json.dumps(ROWS).encode(),
    "rows.csv": b"url,html\n" + b"".join(b'%s,"<p>%d</p>"\n' % (url(n).encode(), n) for n in range(5)),
    "rows.parquet": parquet(),
    "a.zip": zipped(PAGES),
    "a.webarchive": plistlib.dumps(
        {"WebMainResource": {"WebResourceData": html(1)}}, fmt=plistlib.FMT_BINARY
    ),
    "a.tar": tarred(PAGES),
    "a.tar.gz": tarred(PAGES, "gz"),
    "a.tar.bz2": tarred(PAGES, "bz2"),
    "a.arc": arc(*PAGES.values(), packed=False),
    "a.arc.gz": arc(*PAGES.values(), packed=True),
    "a.mbox": mailbox(*map(message, range(5))),
    "posts.txt": "".join(map(mt_entry, range(5))).encode(),
    "pages.json": json.dumps({url(number): html(number).decode() for number in range(5)}).encode(),
}


def damaged(data: bytes, dice: random.Random) -> bytes:
    """The data with one to five stretches overwritten, cut out, doubled or flipped, or cut off."""
    hurt = bytearray(data)
    for _ in range(dice.choice((1, 1, 2, 5))):
        at, size = dice.randrange(len(hurt)), dice.choice((1, 2, 8, 64, 300))
        way = dice.randrange(5)
        if way == 0:
            hurt[at : at + size] = dice.randbytes(size)
        elif way == 1 and size < len(hurt) // 2:
            del hurt[at : at + size]
        elif way == 2:
            hurt[at:at] = hurt[at : at + size]
        elif way == 3:
            del hurt[max(at, 10) :]
        else:
            hurt[at] ^= 1 << dice.randrange(8)
    return bytes(hurt)


@pytest.mark.timeout(120)
@pytest.mark.parametrize("name", EXPORTS)
def test_damage_is_survived_and_doubles_nothing(tmp_path, name):
    dice = random.Random(name)
    for _ in range(40):
        path = write(tmp_path, name, damaged(EXPORTS[name], dice))
        try:
            source = open_source(str(path))
        except SourceError:
            continue
        if not source.live:  # what is left may look like a list of addresses
            read(path)


def test_a_wacz_that_points_outside_itself_is_named(tmp_path):
    data = bytearray(EXPORTS["a.wacz"])
    entry = data.rindex(b"PK\x01\x02")
    data[entry + 42 : entry + 46] = b"\x00\x00\x00\x00"
    del data[:40]
    assert outcome(read(write(tmp_path, "a.wacz", bytes(data)), "warc")) == ["malformed"]
