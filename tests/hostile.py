"""Broken and hostile inputs, each named after its defect: a suffix and bytes."""

from __future__ import annotations

import base64
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


def _archive(body: bytes, coding: str) -> tuple[str, bytes]:
    return ".mhtml", (
        b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n\n--b\nContent-Type: text/html\n"
        b"Content-Transfer-Encoding: " + coding.encode() + b"\n\n" + body + b"\n--b--\n"
    )


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
    "attributes_200000": lambda: _page(b"<p " + b" ".join(b"a%d" % n for n in range(200_000)) + b">x</p>"),
    "attributes_that_hold_brackets": lambda: _page(b"<p " + b" ".join(b"a%d='>'" % n for n in range(200_000)) + b">x</p>"),
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
    "nested_100000_divs_in_an_article": lambda: _page(b"<div>" * 100_000),
    "nested_20000_lists": lambda: _page(b"<ul><li>" * 20_000),
    "options_100000": lambda: _page(b"<select>" + b"<option>x</option>" * 100_000 + b"</select>"),
    "a_million_siblings": lambda: _page(b"<i>x</i>" * 1_000_000),
    "a_crowd_beside_a_portrait": lambda: _page(b"<div><img src=x>" + b"<p>a</p>" * 140 + b"<i></i>" * 150_000 + b"</div>"),
    "headings_on_every_level": lambda: _page(b"<div>" * 380 + (b"<h1>Bridge closes</h1><p>x</p>" * 200 + b"</div>") * 380),
    "class_of_a_million_words": lambda: _page(b'<p class="' + b" ".join(b"ad%d" % n for n in range(1_000_000)) + b'">x'),
    "identifier_of_5_mb": lambda: _page(b'<p id="' + b"a-" * 2_500_000 + b'">x</p>'),
    "meta_elements_50000": lambda: _page(b"", b"<meta name=author content=x>" * 50_000),
    "title_of_5_mb": lambda: _title("Bridge closes " * 350_000),
    "title_of_100000_words": lambda: _page(b"<h2>w1 w2 w3 bridge</h2>" * 18_000, b"<meta property=og:title content='" + b" ".join(b"w%d" % n for n in range(100_000)) + b"'>"),
    "entities_in_flood": lambda: _page(b"<p>" + b"&#x41;" * 500_000 + b"&nosuchthing;" * 100_000),
    "json_ld_of_100000_articles": lambda: _ld("[" + ",".join(['{"@type":"NewsArticle","headline":"Bridge closes","author":{"name":"Ann"}}'] * 100_000) + "]"),
    "json_ld_of_huge_numbers": lambda: _ld('{"@type":"Article","headline":"Bridge closes","a":' + "9" * 100_000 + ',"b":1e999999,"c":NaN}'),
    "json_ld_of_lone_surrogates": lambda: _ld('{"@type":"Article","headline":"\\ud800 Bridge","author":"\\udfff"}'),
    "json_ld_in_20000_blocks": lambda: _page(b"", b'<script type="application/ld+json">{"@type":"Article","headline":"x"}</script>' * 20_000),
    "redirect_of_percent_signs": lambda: _page(b'<a href="https://a.example/?url=https%3A%2F%2Fb.example%2F' + b"%3Furl%3Dhttps%253A%252F%252Fc.example" * 20_000 + b'">x</a>' * 3),
    "redirect_of_50000_parameters": lambda: _page(b'<a href="https://a.example/?' + b"&".join(b"u%d=https://b.example/" % n for n in range(50_000)) + b'">x</a>'),
    "control_characters_in_links": lambda: _page(b'<a href="ht\ttp://x\n.exa mple/\x00\x01">x</a>' * 1_000),
    "affiliate_links_20000": lambda: _page(b'<a href="https://www.amazon.com/dp/B0?tag=x-20">x</a> ' * 20_000),
    "one_paragraph_of_notices": lambda: _page(b"<p>" + b"we may earn a commission if you buy through links on our site " * 4_000),
    "labels_20000": lambda: _page(b"<p>Sponsored</p>" * 20_000),
    "dates_in_flood": lambda: _page(b'<time datetime="' + b"2025-13-45 " * 10_000 + b'">x</time>' * 50, b'<meta name=date content="' + b"1 de " * 20_000 + b'">'),
    "charsets_mixed": lambda: _page("<p>Grüße Україна".encode() + "<p>Grüße".encode("latin-1") * 3_000 + "<p>привет".encode("cp1251") * 3_000),
    "charset_that_is_no_text": lambda: (".html", b"<meta charset=idna>" + _page(b"")[1]),
    "charset_of_escapes": lambda: (".html", b"<meta charset=raw_unicode_escape>" + _page(b"\\u0041\\ud800")[1]),
    "iso_2022_broken": lambda: (".html", b"<meta charset=iso-2022-jp>" + _page(b"\x1b$B\xff\x1b(B\x1b$" * 1_000)[1]),
    "utf32_without_bom": lambda: (".html", _page(b"")[1].decode().encode("utf-32-le")),
    "utf16be_without_bom": lambda: (".html", _page(b"")[1].decode().encode("utf-16-be")),
    "two_byte_order_marks": lambda: (".html", b"\xef\xbb\xbf\xff\xfe" + _page(b"")[1]),
    "gzip_of_5000_members": lambda: (".html.gz", gzip.compress(b"<p>x") * 5_000),
    "gzip_three_times": lambda: (".html.gz", gzip.compress(gzip.compress(gzip.compress(_page(b"")[1])))),
    "mhtml_quoted_printable_broken": lambda: _archive(b"<h1>Bridge=ZZ closes=\n=\n=</h1>=" + PROSE * 3, "quoted-printable"),
    "mhtml_base64_broken": lambda: _archive(b"PGgxPk!!!Jya====WRn" + base64.b64encode(PROSE * 3)[:-3], "base64"),
    "mhtml_in_no_known_coding": lambda: _archive(_page(b"")[1], "x-rot13"),
    "mhtml_of_10000_parts": lambda: (".mhtml", b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n\n" + b"--b\nContent-Type: text/html\n\n<h1>x</h1>\n" * 10_000 + b"--b--"),
    "text_of_a_million_lines": lambda: (".txt", b"word\n" * 1_000_000),
    "text_of_bidi_controls": lambda: (".txt", ("\u202e" * 1_000 + "abc\n").encode() * 100),
}  # fmt: skip
