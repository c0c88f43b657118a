"""Whole mirrors of one small site, as tools leave them: each article once, lists told apart, nothing lost."""

from __future__ import annotations

import gzip
import io
import zipfile

import pytest

from auditor.report import site_text
from auditor.scan import scan
from auditor.stores.run import open_run

SITE = "https://courier.example"
STORIES = tuple(f"2025/03/story-{number}" for number in range(6))
SENTENCE = "The council met on Tuesday and heard what the {} would cost the town in the next years."


def prose(number: int) -> str:
    things = ("harbour", "bridge", "school", "library", "railway", "market")
    return "".join(f"<p>{SENTENCE.format(things[(number + n) % 6])} That was part {n}.</p>" for n in range(8))


def page(title: str, path: str, main: str, head: str = "") -> str:
    return (
        f'<!doctype html><html lang="en"><head><title>{title}</title>{head}'
        f'<link rel="canonical" href="{SITE}/{path}"></head><body><header><a href="/">Home</a>'
        f'<a href="/tag/sponsored/">Sponsored</a></header><main>{main}</main><footer>Example Courier</footer></body></html>'
    )


def story(number: int) -> str:
    wire = "<p>LONDON (Reuters) - " if number == 1 else "<p>"
    label = '<p class="kicker">Sponsored by Example Beds</p>' if number == 2 else ""
    article = f"<article>{label}<h1>Story {number} of the town</h1>{wire}{prose(number)[3:]}</article>"
    return page(f"Story {number} of the town", f"{STORIES[number]}/", article)


def listing(title: str, path: str) -> str:
    cards = "".join(
        f'<article class="teaser"><h2><a href="/{name}/">Story {number} of the town</a></h2>'
        f"<p>{SENTENCE.format('harbour')[:60]} […]</p></article>"
        for number, name in enumerate(STORIES)
    )
    return page(title, path, f"<h1>{title}</h1>{cards}")


FEED = (
    '<?xml version="1.0"?><rss version="2.0"><channel><title>Courier</title>'
    + "".join(
        f"<item><title>Story {number} of the town</title><link>{SITE}/{name}/</link>"
        f"<description><![CDATA[{prose(number)}]]></description></item>"
        for number, name in enumerate(STORIES)
    )
    + "</channel></rss>"
)
LISTS = ("", "tag/town/", "author/jo-sample/", "page/2/")
PAGES = {
    **{f"{name}/": story(number) for number, name in enumerate(STORIES)},
    **{path: listing(f"Stories {path}", path) for path in LISTS},
}
BESIDE = {"robots.txt": "User-agent: *", "sitemap.xml": "<urlset></urlset>", "style.css?ver=6.css": "p {}"}
STUB = f'<html><head><meta http-equiv="refresh" content="0; url={SITE}/{STORIES[0]}/"></head></html>'
# What is no page of its own, and what becomes of it.
COPIES = {
    f"{STORIES[0]}/index.html?print=1.html": (story(0), "duplicate"),
    f"{STORIES[0]}/amp/index.html": (story(0), "duplicate"),
    "old/index.html": (STUB, "skipped"),
    f"{STORIES[0]}/index.html.orig": (story(0), None),
    f"{STORIES[0]}/feed/index.html": (FEED, None),
    "feed/index.html": (FEED, None),
}


def as_folder(host: str) -> dict[str, bytes]:
    files = {f"{path}index.html": content for path, content in PAGES.items()}
    files |= BESIDE | {path: content for path, (content, _) in COPIES.items()}
    return {f"{host}/{path}": content.encode() for path, content in files.items()}


def as_warc() -> bytes:
    def record(kind: str, address: str, block: str, said: str) -> bytes:
        head = f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {address}\r\nWARC-Date: 2025-03-05T10:00:00Z\r\n"
        body = block.encode()
        return gzip.compress(
            f"{head}Content-Type: {said}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body + b"\r\n\r\n"
        )

    answers = {path: ("200 OK", "text/html", content) for path, content in PAGES.items()}
    answers |= {
        f"{STORIES[0]}/?print=1": ("200 OK", "text/html", story(0)),
        f"{STORIES[0]}/amp/": ("200 OK", "text/html", story(0)),
        "old/": ("200 OK", "text/html", STUB),
        "?p=1": (f"301 Moved\r\nLocation: {SITE}/{STORIES[0]}/", "text/html", ""),
        "feed/": ("200 OK", "application/rss+xml", FEED),
        "style.css": ("200 OK", "text/css", "p {}"),
    }
    records = [record("resource", "metadata://crawler.example/log", "", "text/plain")]
    for path, (status, said, content) in answers.items():
        block = f"HTTP/1.1 {status}\r\nContent-Type: {said}\r\n\r\n{content}"
        records.append(record("request", f"{SITE}/{path}", "GET / HTTP/1.1\r\n\r\n", "application/http"))
        records.append(record("response", f"{SITE}/{path}", block, "application/http; msgtype=response"))
    return b"".join(records)


def zipped(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as container:
        for name, data in files.items():
            container.writestr(name, data)
    return out.getvalue()


def made(kind: str) -> dict[str, bytes]:
    if kind == "warc":
        return {"site.warc.gz": as_warc()}
    if kind == "wacz":
        lines = "".join(f'{{"url": "{SITE}/{path}"}}\n' for path in PAGES)
        parts = {"datapackage.json": b"{}", "pages/pages.jsonl": lines.encode()}
        return {"site.wacz": zipped(parts | {"archive/data.warc.gz": as_warc()})}
    if kind == "zip":
        return {"site.zip": zipped(as_folder("courier.example"))}
    if kind == "wayback":
        return as_folder("websites/courier.example/20250305100000")
    return as_folder("courier.example")


@pytest.mark.parametrize("kind", ["wget", "wayback", "zip", "warc", "wacz"])
def test_of_a_mirror_every_article_is_reported_once_and_everything_is_accounted_for(tmp_path, kind):
    files = made(kind)
    for name, data in files.items():
        path = tmp_path / "mirror" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    source = tmp_path / "mirror" / next(iter(files)) if len(files) == 1 else tmp_path / "mirror"

    scanned = scan(source, tmp_path / "run.sqlite", formats=("sqlite", "jsonl"), model=False, workers=1)

    with open_run(scanned.files["sqlite"]) as run:
        rows = dict(run.connection.execute("SELECT uri, page_type FROM pages").fetchall())
    assert rows == {
        **{f"{SITE}/{name}/": "article" for name in STORIES},
        **{f"{SITE}/{path}": "listing" for path in LISTS},
    }
    summary = scanned.summary
    assert (summary.articles, summary.listings, summary.duplicates) == (6, 4, 2)
    assert summary.skipped == {"not-a-page": 1}
    assert summary.incomplete == 0
    assert (summary.origins["wire"], sum(summary.origins.values())) == (1, 6)
    assert summary.sponsorship["declared"] == 1
    assert "Of 6 pages, without 4 lists of articles" in site_text.render(summary)
    entries = len(as_folder("")) if kind not in ("warc", "wacz") else 33
    assert summary.inputs + sum(scanned.passed.values()) == entries
    assert len(scanned.files["jsonl"].read_text().splitlines()) == summary.inputs
