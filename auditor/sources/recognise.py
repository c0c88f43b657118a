"""Which kind of source an input is, told by its content; the name decides only what the content leaves open."""

from __future__ import annotations

import csv
import io
import re
import tarfile
import zipfile
from itertools import islice
from typing import TYPE_CHECKING, Any, BinaryIO

from auditor.sources import arc, mail, mhtml, movabletype, sniff, webarchive
from auditor.sources.charset import lenient
from auditor.sources.contract import HEAD
from auditor.sources.jsonstream import decode, is_mapping, objects
from auditor.sources.names import base, is_bare_address
from auditor.sources.plain import plain_opener
from auditor.sources.rows import has_article, has_url
from auditor.sources.tables import array_of_rows, csv_header

if TYPE_CHECKING:
    from auditor.sources.plain import Opener

_WXR = re.compile(rb"wordpress\.org/export/1\.\d/|<wp:wxr_version>")
_GHOST = re.compile(rb'^\s*\{\s*"(?:db"\s*:\s*\[|(?:meta|data|posts)"\s*:)')
_SAMPLE = 20


def recognise(opener: Opener, name: str) -> str | None:
    """The kind of an input, or None when nothing fits.

    `name` is its file name: a `.txt` that is no list of addresses is a page saved as text.
    """
    with opener() as stream:
        start = stream.read(8)
        if start.startswith((b"PK\x03\x04", b"PK\x05\x06")):
            return _of_zip(stream)
    if start.startswith(b"PAR1"):
        return "parquet"
    plain = plain_opener(opener)
    with plain() as stream:
        head = _head(stream)
    if head.startswith((b"WARC/", arc.MAGIC)):
        return "warc"
    if _is_tar(head):
        return "archive"
    name = base(name).removesuffix(".gz").removesuffix(".zst")
    if not head.strip() and name.endswith(".warc"):
        return "warc"  # its first record cannot be unpacked; those behind it can
    if mail.is_mailbox(head):
        return "mbox"
    if movabletype.is_export(head):
        return "movabletype"
    if mhtml.is_mhtml(head) or webarchive.is_webarchive(head):
        return "file"
    head = head.removeprefix(b"\xef\xbb\xbf")
    first = head.lstrip()[:1]
    if first in (b"{", b"["):
        with plain() as stream:
            return _of_json(stream, name)
    return _of_markup(head) if first == b"<" else _of_lines(head, name)


def _head(stream: BinaryIO) -> bytes:
    data = b""
    while len(data) < HEAD and (chunk := stream.read(HEAD - len(data))):
        data += chunk
    return data


def _of_zip(stream: BinaryIO) -> str:
    """A WACZ is a zip file with WARC files in a folder of its own."""
    try:
        with zipfile.ZipFile(stream) as container:
            inside = set(container.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        return "archive"
    warcs = any(re.fullmatch(r"archive/[^/]+\.warc(\.gz)?", name) for name in inside)
    return "warc" if warcs and "datapackage.json" in inside else "archive"


def _is_tar(head: bytes) -> bool:
    if len(head) < tarfile.BLOCKSIZE or head[0] == 0:
        return False
    try:
        tarfile.TarInfo.frombuf(head[: tarfile.BLOCKSIZE], "utf-8", "surrogateescape")
    except (tarfile.TarError, ValueError):
        return False
    return True


def _of_markup(head: bytes) -> str | None:
    root = sniff.root_of(head).rpartition(b":")[2]
    if root in (b"rss", b"rdf", b"feed"):
        return "wordpress" if _WXR.search(head) else "feed"
    if root in (b"urlset", b"sitemapindex"):
        return "sitemap"
    return "file" if sniff.not_html(head) is None else None


def _of_json(stream: BinaryIO, name: str) -> str | None:
    """An export of Ghost, lines or an array of objects with HTML or text, or one post of WordPress's interface."""
    head = _head(stream)
    if (_GHOST.match(head) and b'"posts"' in head) or (_GHOST.match(head) and b'"db"' in head[:200]):
        return "ghost"
    stream.seek(0)
    first_ones = objects(stream)
    found, follower = next(first_ones, (b"", b""))
    row = _row(found)
    if is_mapping(head) and not follower:
        first = dict(islice(row.items(), 1)) if row is not None else None
        return "json" if first is None or has_article(first) else None
    if row is None or not has_article(row):
        # The first rows may be damaged, or of pages that were not got.
        later = (_row(data) for data, _ in islice(first_ones, _SAMPLE if follower else 0))
        if not any(row is not None and has_article(row) for row in later):
            return "json" if array_of_rows(stream) else None
        return "json" if head.lstrip().startswith(b"[") else "jsonl"
    if head.lstrip().startswith(b"["):
        return "json"
    one_post = not follower and isinstance(row.get("content"), dict)
    return "file" if one_post and not name.endswith(("jsonl", "ndjson")) else "jsonl"


def _row(data: bytes) -> dict[str, Any] | None:
    """The object that some JSON text is; None when it is damaged, or none."""
    try:
        row = decode(data)
    except ValueError:
        return None
    return row if isinstance(row, dict) else None


def _of_lines(head: bytes, name: str) -> str | None:
    """A list of addresses, CSV with one of them, with HTML or with text, or a page saved as text."""
    lines = [line.strip() for line in lenient(head).splitlines()[:_SAMPLE]]
    entries = [line for line in lines if line and not line.startswith("#")]
    found = sum(line.startswith(("http://", "https://")) for line in entries)
    if entries and (found == len(entries) or all(map(is_bare_address, entries))):
        return "urls"
    names, delimiter = csv_header(head)
    if names:
        sample = csv.DictReader(io.StringIO(lenient(head)), delimiter=delimiter)
        try:
            rows = [row for row in islice(sample, _SAMPLE) if None not in row]
        except csv.Error:
            rows = []
        if any(has_article(row) for row in rows):
            return "csv"
        if any(map(has_url, rows)):
            return "urls"
    if found * 2 > len(entries):  # a list may have slips in it
        return "urls"
    if name.endswith(".txt") and entries and not sniff.is_binary(head):
        return "file"
    return "file" if entries and sniff.not_html(head) is None else None
