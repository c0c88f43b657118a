"""Broken and hostile inputs, each named after its defect: a suffix and bytes."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Callable

PROSE = b"<p>The council met on Tuesday and agreed, after a debate of four hours, to close the bridge for repairs.</p>"


def _page(inside: bytes, head: bytes = b"") -> tuple[str, bytes]:
    return ".html", b"<html lang=en><head><title>Bridge closes</title>" + head + b"</head><body><article><h1>Bridge closes</h1>" + PROSE * 3 + inside + b"</article></body></html>"  # fmt: skip


def _ld(text: str) -> tuple[str, bytes]:
    return _page(b"", f"<script type=application/ld+json>{text}</script>".encode())


def _title(text: str) -> tuple[str, bytes]:
    return ".html", f"<title>{text}</title><h1>{text}</h1>".encode() + PROSE * 3


ALL: dict[str, Callable[[], tuple[str, bytes]]] = {
    "empty": lambda: (".html", b""),
    "white_space_only": lambda: (".html", b" \n\t" * 1000),
    "nul_bytes": lambda: _page(b"\0" * 5000),
    "only_nul_bytes": lambda: (".html", b"\0" * 20_000),
    "random_bytes": lambda: (".html", bytes(n * 7919 % 251 for n in range(50_000))),
    "a_picture_called_html": lambda: (".html", b"\x89PNG\r\n\x1a\n" + b"\0" * 500),
    "a_pdf_called_html": lambda: (".html", b"%PDF-1.7\n" + b"x" * 500),
    "a_zip_called_html": lambda: (".html", b"PK\x03\x04" + b"\0" * 500),
    "json_called_html": lambda: (".html", json.dumps({"a": [1] * 1000}).encode()),
    "utf16_without_bom": lambda: (".html", _page(b"")[1].decode().encode("utf-16-le")),
    "utf16_cut_in_half": lambda: (".html", b"\xff\xfe" + _page(b"")[1].decode().encode("utf-16-le")[:-1]),
    "charset_that_lies": lambda: (".html", b"<meta charset=utf-16>" + _page(b"\xfc\xe4\xf6" * 100)[1]),
    "charset_nobody_knows": lambda: (".html", b"<meta charset=klingon>" + _page(b"")[1]),
    "bad_utf8": lambda: _page(b"<p>" + b"\xc3\x28\xa0\xa1" * 2000),
    "truncated_gzip": lambda: (".html.gz", gzip.compress(_page(b"")[1] * 50)[:-200]),
    "gzip_with_garbage_after": lambda: (".html.gz", gzip.compress(_page(b"")[1]) + b"garbage"),
    "gzip_header_only": lambda: (".html.gz", b"\x1f\x8b\x08\x00"),
    "gzip_bomb": lambda: (".html.gz", gzip.compress(b"<p>" + b"a" * 300_000_000, 9)),
    "gzip_in_gzip": lambda: (".html.gz", gzip.compress(gzip.compress(_page(b"")[1]))),
    "zlib_called_gz": lambda: (".html.gz", zlib.compress(_page(b"")[1])),
    "nested_50000_divs": lambda: (".html", b"<div>" * 50_000 + PROSE),
    "nested_50000_spans": lambda: (".html", b"<h1>x</h1><p>" + b"<span>" * 50_000 + b"deep"),
    "nested_tables": lambda: (".html", b"<table><tr><td>" * 5_000 + PROSE),
    "unclosed_everything": lambda: (".html", b"<a href=x><b><i><p><h1>Bridge" * 2_000),
    "a_hundred_thousand_links": lambda: _page(b"<a href=/x>x</a> " * 100_000),
    "a_hundred_thousand_paragraphs": lambda: _page(PROSE * 20_000),
    "huge_attribute": lambda: _page(b"<p class='" + b"a " * 2_000_000 + b"'>x</p>"),
    "a_million_attributes": lambda: _page(b"<p " + b" ".join(b"a%d=1" % n for n in range(50_000)) + b">x</p>"),
    "one_long_word": lambda: _page(b"<p>" + b"a" * 5_000_000),
    "one_long_line_of_agencies": lambda: _page(b"<p>" + b"(AP) - Reuters dpa AFP " * 20_000),
    "brackets_for_backtracking": lambda: _page(b"<p>" + b"(" * 100_000 + b"AP"),
    "json_ld_of_500_levels": lambda: _ld('{"@type":"Article","a":' + "[" * 500 + "]" * 500 + "}"),
    "json_ld_of_100000_levels": lambda: _ld("[" * 100_000),
    "json_ld_that_refers_to_itself": lambda: _ld('{"@graph":[{"@type":"Article","@id":"#a","author":{"@id":"#a"}}]}'),
    "json_ld_of_wrong_types": lambda: _ld('{"@type":[1,null,{}],"headline":{"a":1},"author":[[[]],7,true,null],"url":[]}'),
    "terminal_escapes_in_title": lambda: _title("\x1b]0;owned\x07\x1b[31mRed\x1b[2J"),
    "bidi_controls_in_title": lambda: _title("Bridge \u202egnp.exe\u202c closes"),
    "markup_in_title": lambda: _title("&lt;script&gt;alert(1)&lt;/script&gt;"),
    "formula_in_title": lambda: _title("=HYPERLINK(&quot;http://x.example&quot;)"),
    "private_addresses_as_base": lambda: _page(b"<a href=/x>x</a>", b"<base href='http://127.0.0.1:22/'>"),
    "base_that_is_no_address": lambda: _page(b"<a href=x>x</a>", b"<base href='http://[::1'>"),
    "links_that_are_no_addresses": lambda: _page(b"<a href='http://['>x</a><a href='//'>y</a><a href='http://%zz/?a=%'>z</a><a href='javascript:1'>w</a>"),
    "redirects_without_end": lambda: _page(b"<a href='https://a.example/?url=" + b"https://a.example/?url=" * 2000 + b"'>x</a>"),
    "entities_that_grow": lambda: (".html", b"<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;'>]><h1>&b;</h1>" + b"&amp;" * 200_000),
    "comment_that_never_ends": lambda: (".html", _page(b"<!-- ")[1] + b"x" * 100_000),
    "script_that_never_ends": lambda: (".html", _page(b"<script>")[1] + b"x" * 100_000),
    "frameset": lambda: (".html", b"<frameset><frame src=a><frame src=b></frameset>"),
    "mhtml_without_boundary": lambda: (".mhtml", b"MIME-Version: 1.0\nContent-Type: multipart/related\n\nbody"),
    "mhtml_cut_short": lambda: (".mhtml", b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n\n--b\nContent-Type: text/html\n\n<h1>x"),
    "text_of_one_line": lambda: (".txt", b"word " * 200_000),
}  # fmt: skip
