"""JSON Lines, JSON arrays, CSV and Parquet with HTML in a column."""

from __future__ import annotations

import base64
import csv
import gzip
import io
import json
from datetime import UTC, datetime

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from auditor.model import Extent
from auditor.sources import open_source
from tests.sources.check import outcome, read, skips, write
from tests.sources.makers import html, jsonl, row, url

ROWS = [row(number) for number in range(5)]


def csv_file(rows, delimiter=",", charset="utf-8"):
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode(charset)


def parquet_file(rows, **more):
    out = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(rows), out, **more)
    return out.getvalue()


MAKERS = {
    "jsonl": lambda rows: jsonl(*rows),
    "json": lambda rows: json.dumps(rows, indent=1).encode(),
    "csv": csv_file,
    "parquet": lambda rows: parquet_file(rows, row_group_size=2),
}
FILES = {kind: make(ROWS) for kind, make in MAKERS.items()}


@pytest.mark.parametrize("kind", FILES)
def test_every_row_is_a_page(tmp_path, kind):
    path = write(tmp_path, f"rows.{kind}", FILES[kind])
    assert open_source(str(path)).kind == kind
    found = read(path)
    assert outcome(found) == [url(number) for number in range(5)]
    assert found[3].body == html(3)
    assert found[3].extent is Extent.PAGE


@pytest.mark.parametrize("kind", ["jsonl", "json", "csv"])
def test_packed_rows_are_read(tmp_path, kind):
    assert len(read(write(tmp_path, f"rows.{kind}.gz", gzip.compress(FILES[kind])))) == 5


@pytest.mark.parametrize("kind", ["jsonl", "json", "csv", "parquet"])
def test_rows_without_a_page_are_named(tmp_path, kind):
    rows = [
        row(0),
        row(1, html=""),
        row(2, html="just words"),
        row(3, html="<p>a part of a page</p>"),
        row(4, status="404"),
        row(5, html="<p>Grüße</p>"),
    ]
    rows[0]["status"] = "200"
    for each in rows:
        each.setdefault("status", "")
    made = {
        "jsonl": lambda: jsonl(*rows),
        "json": lambda: json.dumps(rows).encode(),
        "csv": lambda: csv_file(rows),
        "parquet": lambda: parquet_file(rows),
    }
    found = read(write(tmp_path, f"rows.{kind}", made[kind]()))
    assert outcome(found) == [url(0), "empty", "not-html", url(3), "http-error", url(5)]
    assert found[0].status == 200
    assert (found[3].extent, found[5].body.decode()) == (Extent.FRAGMENT, "<p>Grüße</p>")


def test_columns_have_many_names_and_the_rest_become_fields(tmp_path):
    path = write(
        tmp_path,
        "rows.jsonl",
        jsonl(
            {
                "link": url(1),
                "content": {"rendered": "<p>Text</p>"},
                "title": {"rendered": "One"},
                "sponsor": "Acme",
            },
            {
                "Page URL": url(2),
                "Raw HTML": html(2).decode(),
                "Tags": ["a", "b"],
                "crawled_at": "2025-03-01T10:00:00Z",
            },
            {"html": html(3).decode()},
        ),
    )
    found = read(path)
    assert [item.uri for item in found[:2]] == [url(1), url(2)]
    assert ("sponsor", "Acme") in found[0].fields
    assert [value for name, value in found[1].fields if name == "tag"] == ["a", "b"]
    assert found[1].captured_at == "2025-03-01T10:00:00Z"
    assert found[2].uri.startswith("file:")


@pytest.mark.parametrize("charset", ["utf-8-sig", "utf-16", "iso-8859-1"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_of_any_charset_and_delimiter(tmp_path, charset, delimiter):
    rows = [row(1, html='<p>Grüße,\n aus; "Köln"\t!</p>'), row(2)]
    found = read(write(tmp_path, "rows.csv", csv_file(rows, delimiter, charset)))
    assert outcome(found) == [url(1), url(2)]
    assert 'Grüße,\n aus; "Köln"\t!' in found[0].body.decode()


@pytest.mark.parametrize(
    ("kind", "old", "new"),
    [
        ("jsonl", b'"url": "https://news.example/2"', b'"url": https://news.example/2'),
        ("jsonl", b"Story 2</title>", b"Story 2</ti\xff\xfe\x00tle>"),
        ("json", b'"url": "https://news.example/2"', b'"url": https://news.example/2'),
    ],
)
def test_a_broken_row_costs_one_row_at_most(tmp_path, kind, old, new):
    data = FILES[kind]
    assert old in data
    found = read(write(tmp_path, f"rows.{kind}", data.replace(old, new)))
    assert len(found) == 5
    assert {url(0), url(1), url(3), url(4)} <= set(outcome(found))


@pytest.mark.parametrize("kind", ["jsonl", "json"])
def test_first_rows_without_a_page_do_not_hide_the_others(tmp_path, kind):
    rows = [{"url": url(0), "html": None}, {"url": url(1), "html": html(1).decode(), "n": 7}, row(2)]
    data = jsonl(*rows) if kind == "jsonl" else json.dumps(rows).encode()
    # No reader takes a number of so many digits.
    found = read(write(tmp_path, "rows", data.replace(b'"n": 7', b'"n": ' + b"7" * 6000)))
    assert outcome(found) == ["empty", "malformed", url(2)]


def test_cut_files_give_what_is_there(tmp_path):
    for kind in ("jsonl", "json", "csv"):
        data = FILES[kind]
        found = read(write(tmp_path, f"cut.{kind}", data[: data.rindex(b"Paragraph of story 4")]))
        assert outcome(found)[:4] == [url(number) for number in range(4)]
        assert len(found) == 5, kind
    packed = gzip.compress(FILES["jsonl"])
    found = read(write(tmp_path, "cut.jsonl.gz", packed[:-20]))
    assert [skipped.reason.value for skipped in skips(found)][-1:] == ["malformed"]


@pytest.mark.parametrize("cut", [slice(-50), slice(200)])
def test_a_parquet_file_without_its_end_is_one_named_skip(tmp_path, cut):
    (skipped,) = read(write(tmp_path, "cut.parquet", FILES["parquet"][cut]))
    assert skipped.reason.value == "malformed"


TEXTS = [
    {"headline": "Bridge to be repaired", "byline": "By ANN NOBODY Associated Press", "text": "The board voted on Monday to repair the old bridge."},
    {"headline": "Storm closes schools", "byline": "By <a href='/ann'>Ann Nobody</a>, Example Press", "text": "Schools in the east of the county stayed closed on Tuesday."},
    {"headline": "Only a headline and a byline", "byline": "Ann Nobody", "text": ""},
]  # fmt: skip


@pytest.mark.parametrize("kind", ["jsonl", "json", "csv", "parquet"])
def test_rows_of_text_are_parts_of_pages(tmp_path, kind):
    made = {
        "jsonl": lambda: jsonl(*TEXTS),
        "json": lambda: json.dumps(TEXTS).encode(),
        "csv": lambda: csv_file(TEXTS),
        "parquet": lambda: parquet_file(TEXTS),
    }
    path = write(tmp_path, f"texts.{kind}", made[kind]())
    assert open_source(str(path)).kind == kind
    found = read(path)
    assert [item.extent for item in found] == [Extent.FRAGMENT] * 3
    assert found[0].body == b"The board voted on Monday to repair the old bridge."
    assert ("author", "By ANN NOBODY Associated Press") in found[0].fields
    assert ("title", "Bridge to be repaired") in found[0].fields
    assert ("author", "By Ann Nobody, Example Press") in found[1].fields
    assert found[2].body == b"Only a headline and a byline"


@pytest.mark.parametrize(
    ("row", "author"),
    [
        ({"hed": "Bridge to be repaired", "byline": "Example Press"}, "Example Press"),
        ({"Article Headline": "Bridge to be repaired", "Article Byline": "Example Press"}, "Example Press"),
        ({"headline": "Bridge to be repaired", "authors": "Ann Nobody"}, "Ann Nobody"),
        ({"article.title": "Bridge to be repaired", "Byline (raw)": "- By Ann Nobody,"}, "By Ann Nobody"),
        (
            {"headline": {"main": "Bridge to be repaired"}, "byline": {"original": "By Ann Nobody"}},
            "By Ann Nobody",
        ),
        ({"headline": "Bridge to be repaired", "byline": ""}, None),
    ],
)
def test_a_headline_and_a_byline_are_an_article_under_the_names_that_people_give_them(tmp_path, row, author):
    (found,) = read(write(tmp_path, "rows.jsonl", jsonl(row)))
    assert found.body == b"Bridge to be repaired"
    assert dict(found.fields) == {"title": "Bridge to be repaired"} | ({"author": author} if author else {})


def test_a_title_and_an_author_may_be_a_book(tmp_path):
    (skipped,) = read(
        write(tmp_path, "books.jsonl", jsonl({"title": "Bridges", "author": "Ann Nobody"})), kind="jsonl"
    )
    assert skipped.reason.value == "empty"


def test_a_list_of_authors_written_by_a_program_is_several_authors(tmp_path):
    rows = [{"title": "Storm", "authors": "['Ann Nobody', \"Joe O'Noone\"]", "text": TEXTS[1]["text"]}]
    (found,) = read(write(tmp_path, "rows.csv", csv_file(rows)))
    assert [value for name, value in found.fields if name == "author"] == ["Ann Nobody", "Joe O'Noone"]


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ('[{"name": "Ann Nobody"}, {"name": "Example Press"}]', ["Ann Nobody", "Example Press"]),
        ("{'@type': 'Person', 'name': \"Joe O'Noone\"}", ["Joe O'Noone"]),
    ],
)
def test_objects_written_as_text_are_known_by_their_names(tmp_path, written, names):
    rows = [{"title": "Storm", "authors": written, "text": TEXTS[1]["text"]}]
    (found,) = read(write(tmp_path, "rows.csv", csv_file(rows)))
    assert [value for name, value in found.fields if name == "author"] == names


@pytest.mark.parametrize(
    ("column", "value", "field"),
    [
        ("domain", "herald.example", ("domain", "herald.example")),
        ("Site Domain", "www.Herald.example", ("domain", "herald.example")),
        ("website", "https://www.herald.example/news/", ("domain", "herald.example")),
        ("website", "Example Herald", ("site_name", "Example Herald")),
    ],
)
def test_a_host_or_a_name_tells_whose_the_row_is(tmp_path, column, value, field):
    rows = [{"headline": "Storm", "byline": "Ann Nobody", column: value}]
    (found,) = read(write(tmp_path, "rows.csv", csv_file(rows)))
    assert field in found.fields


def test_addresses_with_headlines_stay_a_list_of_addresses(tmp_path):
    rows = [{"url": url(1), "title": "Storm closes schools", "author": "Ann Nobody", "clicks": "12"}]
    assert open_source(str(write(tmp_path, "list.csv", csv_file(rows)))).kind == "urls"


def test_the_name_of_a_source_that_has_several_facts_is_a_field(tmp_path):
    rows = [{"source": {"id": None, "name": "Example Courier"}, "title": "Storm", "url": url(1), "content": TEXTS[1]["text"]}]  # fmt: skip
    (found,) = read(write(tmp_path, "rows.jsonl", jsonl(*rows)))
    assert ("source", "Example Courier") in found.fields


@pytest.mark.parametrize(
    "shape",
    [
        lambda address, page: {"pageUrl": address, "pageHtml": page},
        lambda address, page: {"start-url": url(9), "article-href": address, "article-body": page},
        lambda address, page: {
            "request": {"url": address, "body": ""},
            "response": {"status": 200, "body": page},
        },
        lambda address, page: {"status": "ok", "data": {"rawHtml": page, "metadata": {"sourceURL": address}}},
    ],
    ids=["humps", "unknown", "exchange", "nested"],
)
@pytest.mark.parametrize("kind", FILES)
def test_pages_are_found_under_whatever_name_a_scraper_gives_them(tmp_path, kind, shape):
    rows = [shape(url(number), html(number).decode()) for number in range(3)]
    if kind == "csv" and any(isinstance(value, dict) for value in rows[0].values()):
        rows = [{"no": number, "a-link": url(number), "b": html(number).decode()} for number in range(3)]
    made = {
        "jsonl": lambda: jsonl(*rows),
        "json": lambda: json.dumps(rows).encode(),
        "csv": lambda: csv_file(rows),
        "parquet": lambda: parquet_file(rows),
    }[kind]()
    path = write(tmp_path, f"rows.{kind}", made)
    assert open_source(str(path)).kind == kind
    assert [(item.uri, item.body) for item in read(path)] == [(url(n), html(n)) for n in range(3)]


@pytest.mark.parametrize(
    "around",
    [
        lambda rows: {"version": "https://jsonfeed.org/version/1.1", "title": "News", "items": rows},
        lambda rows: {
            "status": "ok",
            "links": [{"href": "/2"}],
            "articles": rows,
            "more": [1, {"html": "no"}],
        },
        lambda rows: {"data": {"count": 3, "results": rows}},
    ],
)
def test_an_array_within_an_object_is_read(tmp_path, around):
    rows = [{"id": n, "url": url(n), "content_html": f"<p>Story {n}.</p>"} for n in range(3)]
    path = write(tmp_path, "rows.json", json.dumps(around(rows)).encode())
    assert open_source(str(path)).kind == "json"
    assert outcome(read(path)) == [url(0), url(1), url(2)]


@pytest.mark.parametrize("kind", FILES)
@pytest.mark.parametrize("column", ["html", "html_base64", "body_gz"])
def test_packed_pages_are_unpacked(tmp_path, kind, column):
    packed = gzip.compress(html(1)) if column == "body_gz" else html(1)
    row = {"url": url(1), column: base64.b64encode(packed).decode(), "photo": "iVBORw0KGgo=" * 9}
    (found,) = read(write(tmp_path, f"rows.{kind}", MAKERS[kind]([row])))
    assert (found.uri, found.body, found.extent) == (url(1), html(1), "page")


@pytest.mark.parametrize("page", [lambda page: page, lambda page: {"html": page, "status": 200}])
@pytest.mark.parametrize("name", ["pages.json", "pages.jsonl"])
def test_pages_may_stand_under_their_addresses(tmp_path, page, name):
    pages = {url(number): page(html(number).decode()) for number in range(5)}
    lines = jsonl(*({address: found} for address, found in pages.items()))
    data = lines if name.endswith("l") else json.dumps(pages, indent=1).encode()
    found = read(write(tmp_path, name, data))
    assert outcome(found) == list(pages)
    assert [item.body for item in found] == [html(number) for number in range(5)]

    cut = read(write(tmp_path, name, data[:-150]))
    assert outcome(cut) == [*list(pages)[:-1], "malformed"]


def test_what_a_crawl_knows_of_a_page_is_used(tmp_path):
    row = {"url": url(1), "fetch_time": datetime(2025, 3, 5, 10, tzinfo=UTC), "html": html(1)}
    rows = [row | {"fetch_status": 200}, row | {"url": url(2), "fetch_status": 404}]
    found = read(write(tmp_path, "rows.parquet", parquet_file(rows)))
    assert outcome(found) == [url(1), "http-error"]
    assert found[0].captured_at == "2025-03-05T10:00:00+00:00"


@pytest.mark.parametrize(
    "shape",
    [
        lambda title, text, *, seen: {
            "title": [{"value": title}],
            "status": [{"value": seen}],
            "body": [{"value": text, "format": "full_html", "processed": text}],
        },
        lambda title, text, *, seen: {
            "type": "node--article",
            "attributes": {"title": title, "status": seen, "body": {"value": text, "processed": text}},
        },
        lambda title, text, *, seen: {
            "type": "articles",
            "attributes": {"title": title, "state": int(seen), "text": text},
        },
        lambda title, text, *, seen: {"title": title, "text": text, "status": "publish" if seen else "draft"},
    ],
    ids=["drupal", "drupal-api", "joomla", "words"],
)
def test_posts_of_other_systems_are_fragments_and_drafts_are_named(tmp_path, shape):
    text = f"<p>{TEXTS[1]['text']}</p><p>The fair opens on Monday.</p>"
    rows = [shape("Seen", text, seen=True), shape("Draft", text, seen=False)]
    for data in (rows, {"data": rows}):
        post, draft = read(write(tmp_path, "rows.json", json.dumps(data).encode()))
        assert (post.extent, post.body.decode(), draft.reason) == ("fragment", text, "not-published")
        assert ("title", "Seen") in post.fields
