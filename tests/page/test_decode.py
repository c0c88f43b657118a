"""Bytes to text."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.page.decode import decode


@pytest.mark.parametrize(
    ("body", "content_type", "text"),
    [
        (codecs.BOM_UTF8 + "Übung".encode(), None, "Übung"),
        (codecs.BOM_UTF16_LE + "Übung".encode("utf-16-le"), "text/html; charset=utf-8", "Übung"),
        ("Übung".encode("latin-1"), "text/html; charset=ISO-8859-1", "Übung"),
        (
            b'<meta charset="windows-1251">' + "Реклама".encode("cp1251"),
            None,
            '<meta charset="windows-1251">Реклама',
        ),
        ("“smart”".encode("cp1252"), "text/html; charset=iso-8859-1", "“smart”"),
        (b'<meta charset="gb2312">' + "新华社电".encode("gb18030"), None, '<meta charset="gb2312">新华社电'),
        ("広告".encode("iso-2022-jp"), "text/html; charset=iso-2022-jp", "広告"),
        ("Anzeige: größer".encode("utf-16-le"), None, "Anzeige: größer"),
    ],
)
def test_declared_encodings_are_read_as_browsers_read_them(body, content_type, text):
    found = decode(body, content_type)
    assert (found.text, found.data, found.damaged) == (text, text.encode(), False)


def test_valid_utf8_wins_over_a_wrong_header():
    assert decode("größer".encode(), "text/html; charset=iso-8859-1").text == "größer"


@pytest.mark.parametrize("label", ["utf-7", "rot13", "base64", "no-such-charset", "unicode_escape", "x" * 40])
def test_a_senseless_charset_is_passed_over(label):
    assert decode("Anzeige – größer".encode(), f"text/html; charset={label}").text.startswith("Anzeige")


def test_lost_characters_are_reported():
    found = decode(b"<p>" + bytes(range(0x80, 0xFF)) * 4 + b"\xff\xfe\xfa", "text/html; charset=utf-8")

    assert found.text.startswith("<p>")
    assert isinstance(found.damaged, bool)


@given(
    st.binary(max_size=400), st.none() | st.text(max_size=40).map(lambda label: f"text/html; charset={label}")
)
def test_decode_never_raises(body, content_type):
    found = decode(body, content_type)

    assert found.data == found.text.encode("utf-8", "ignore")
    assert isinstance(found.damaged, bool)
