"""Exports made up for tests, small, and shaped like real ones."""

from __future__ import annotations

import gzip
import io
import json
import tarfile
import zipfile
from email.message import EmailMessage


def html(number: int, words: str = "") -> bytes:
    """A page that says its number."""
    text = f"<p>Paragraph of story {number}. {words}</p>" * 3
    return f"<!doctype html><html lang=en><title>Story {number}</title><h1>Story {number}</h1>{text}</html>".encode()


def url(number: int) -> str:
    return f"https://news.example/{number}"


def warc_record(
    number: int,
    *,
    body: bytes | None = None,
    kind: str = "response",
    status: str = "200 OK",
    http: str = "Content-Type: text/html; charset=utf-8",
    extra: str = "",
    length: int | None = None,
    uri: str | None = None,
) -> bytes:
    """A WARC record; `length` lies about its size."""
    body = html(number) if body is None else body
    if kind in ("response", "revisit"):
        block = f"HTTP/1.1 {status}\r\n{http}\r\n\r\n".encode() + body
        said = "application/http; msgtype=response"
    else:
        block, said = body, http.removeprefix("Content-Type: ")
    head = (
        f"WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url(number) if uri is None else uri}\r\n"
        f"WARC-Date: 2025-03-0{number % 9 + 1}T10:00:00Z\r\nWARC-Record-ID: <urn:uuid:{number:08}>\r\n{extra}"
        f"Content-Type: {said}\r\nContent-Length: {len(block) if length is None else length}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def warc(*records: bytes, packed: bool = True) -> bytes:
    return b"".join(gzip.compress(record) if packed else record for record in records)


def wacz(members: dict[str, bytes], method: int = zipfile.ZIP_STORED) -> bytes:
    return zipped(
        {"datapackage.json": b"{}", **{f"archive/{name}": data for name, data in members.items()}}, method
    )


def zipped(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as container:
        for name, data in members.items():
            container.writestr(name, data)
    return out.getvalue()


def tarred(members: dict[str, bytes], packing: str = "", links: dict[str, str] | None = None) -> bytes:
    """A tar file; `packing` is "", "gz", "bz2" or "xz", `links` maps names to targets."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=f"w:{packing}") as container:
        for name, data in members.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            container.addfile(entry, io.BytesIO(data))
        for name, target in (links or {}).items():
            entry = tarfile.TarInfo(name)
            entry.type, entry.linkname = tarfile.SYMTYPE, target
            container.addfile(entry)
    return out.getvalue()


def wxr_item(
    number: int, *, body: str | None = None, status: str = "publish", kind: str = "post", extra: str = ""
) -> str:
    body = f"Opening of story {number}.\n\nSecond paragraph." if body is None else body
    return f"""
    <item><title>Story {number} &amp; more</title><link>{url(number)}</link>
    <pubDate>Tue, 30 Sep 2025 08:00:00 +0000</pubDate><dc:creator><![CDATA[js]]></dc:creator>
    <content:encoded><![CDATA[{body}]]></content:encoded><excerpt:encoded><![CDATA[]]></excerpt:encoded>
    <wp:post_id>{number}</wp:post_id><wp:status><![CDATA[{status}]]></wp:status>
    <wp:post_type><![CDATA[{kind}]]></wp:post_type>
    <category domain="category" nicename="partner"><![CDATA[Partner content]]></category>
    <category domain="post_tag" nicename="tyres"><![CDATA[tyres]]></category>
    <category domain="sponsors" nicename="acme"><![CDATA[Acme Tyres]]></category>
    <wp:postmeta><wp:meta_key><![CDATA[_sponsor_name]]></wp:meta_key>
    <wp:meta_value><![CDATA[Acme Tyres Ltd]]></wp:meta_value></wp:postmeta>{extra}</item>"""


WXR_HEAD = """<?xml version="1.0" encoding="UTF-8" ?>
<!-- This is a WordPress eXtended RSS file: <item> after <item> of your site. -->
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:wp="http://wordpress.org/export/1.2/"><channel><title>The Example Paper</title><wp:wxr_version>1.2</wp:wxr_version>
<wp:author><wp:author_login><![CDATA[js]]></wp:author_login>
<wp:author_display_name><![CDATA[Jane Sample]]></wp:author_display_name></wp:author>"""


def wxr(*items: str) -> bytes:
    return f"{WXR_HEAD}{''.join(items)}\n</channel></rss>".encode()


def rss(*items: str) -> bytes:
    head = '<?xml version="1.0"?><rss version="2.0"><channel><title>Wire feed</title><copyright>(c) Example</copyright>'
    return f"{head}{''.join(items)}</channel></rss>".encode()


def rss_item(number: int, *, body: str | None = None, extra: str = "") -> str:
    body = f"&lt;p&gt;Body of story {number}.&lt;/p&gt;" if body is None else body
    return f"<item><title>Story {number}</title><link>{url(number)}</link><description>{body}</description>{extra}</item>"


def ghost(*posts: dict, **tables: list[dict]) -> bytes:
    return json.dumps(
        {"db": [{"meta": {"version": "5.0"}, "data": {"posts": list(posts), **tables}}]}
    ).encode()


def ghost_post(number: int, **more) -> dict:
    return {
        "id": f"p{number}",
        "slug": f"story-{number}",
        "title": f"Story {number}",
        "html": f'<p>Body of "story" {number} {{[</p>',
        "status": "published",
        "type": "post",
        "published_at": "2025-09-30T08:00:00.000Z",
        **more,
    }


def jsonl(*rows: object) -> bytes:
    return b"".join(json.dumps(row).encode() + b"\n" for row in rows)


def row(number: int, **more) -> dict:
    return {"url": url(number), "html": html(number).decode(), **more}


def arc(*bodies: bytes, packed: bool) -> bytes:
    version = b"1 0 Example\nURL IP-address Archive-date Content-type Archive-length\n"
    records = [b"filedesc://example.arc 0.0.0.0 20080305100000 text/plain %d\n%s\n" % (len(version), version)]
    for number, body in enumerate(bodies):
        answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + body
        line = f"{url(number)} 192.0.2.1 20080305100000 text/html {len(answer)}\n"
        records.append(line.encode() + answer + b"\n")
    return b"".join(map(gzip.compress, records)) if packed else b"".join(records)


def message(number: int, *, page: bool = True, text: str = "Paragraph of a story.\n", **more: str) -> bytes:
    made = EmailMessage()
    made["From"] = "Example Courier <news@courier.example>"
    made["Subject"] = f"Grüße {number}"
    made["Date"] = f"Wed, 05 Mar 2025 10:00:0{number} +0100"
    made["Message-ID"] = f"<{number}@courier.example>"
    for name, value in more.items():
        made[name.replace("_", "-")] = value
    made.set_content(text)
    if page:
        made.add_alternative(html(number).decode(), subtype="html")
    return made.as_bytes()


def mailbox(*messages: bytes) -> bytes:
    return b"".join(
        b"From 1@x Wed Mar 05 10:00:00 +0000 2025\n" + message.rstrip() + b"\n\n" for message in messages
    )


def mt_entry(number: int, *, status: str = "Publish", body: str = "Paragraph one.\n\nParagraph two.") -> str:
    return (
        f"AUTHOR: Jo Sample\nTITLE: Story {number}\nBASENAME: story_{number}\nSTATUS: {status}\nCONVERT BREAKS: 1\n"
        f"DATE: 03/05/2025 10:00:00 AM\nCATEGORY: Sponsored\n-----\nBODY:\n{body}\n-----\nEXTENDED BODY:\nMore of it.\n"
        "-----\nEXCERPT:\n\n-----\nCOMMENT:\nAUTHOR: Reader\nDATE: 03/06/2025\nI like it.\n-----\n\n--------\n"
    )
