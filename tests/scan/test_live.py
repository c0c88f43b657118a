"""Scans of pages that are fetched, from a web server on this machine."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread
from typing import ClassVar

import pytest

from auditor import scan
from auditor.errors import UsageError
from auditor.sources.contract import Fetching
from tests.scan.mirror import content, write_mirror
from tests.scan.test_scan import after_one_unit, lines

PAGES = 60


class Site(BaseHTTPRequestHandler):
    """Pages of the mirror by number; 404 for every eleventh; /private/ is off limits to robots."""

    asked: ClassVar[Counter[str]] = Counter()

    def do_GET(self):
        self.asked[self.path] += 1
        if self.path == "/robots.txt":
            self.answer(200, b"User-agent: *\nDisallow: /private/\n", "text/plain")
        elif self.path == "/sitemap.xml":
            places = "".join(f"<url><loc>{url}</loc></url>" for url in addresses(self.server))
            xml = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{places}</urlset>'
            self.answer(200, xml.encode(), "application/xml")
        else:
            number = int(self.path.rsplit("/", 1)[1])
            self.answer(404 if number % 11 == 10 else 200, content(number), "text/html; charset=utf-8")

    def answer(self, status: int, body: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        return


def addresses(server) -> list[str]:
    root = f"http://127.0.0.1:{server.server_port}"
    return [f"{root}/{'private' if number % 13 == 5 else 'story'}/{number}" for number in range(PAGES)]


@pytest.fixture
def server():
    Site.asked.clear()
    with ThreadingHTTPServer(("127.0.0.1", 0), Site) as server:
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def fast(**more) -> Fetching:
    return Fetching(allow_private=True, delay=0, per_host=8, **more)


def found(path: Path) -> list[tuple]:
    """What a run says of each address, but for when and from where it was read."""
    documents = [json.loads(line) for line in lines(path)]
    return sorted(
        (
            document["subject"]["uri"],
            document.get("reason") or "",
            json.dumps(document.get("conclusions")),
            json.dumps(document.get("findings")),
        )
        for document in documents
    )


@pytest.mark.parametrize("listed", ["text", "sitemap file", "sitemap address"])
def test_every_listed_address_is_a_report_or_a_named_skip(server, tmp_path, listed):
    urls = addresses(server)
    source = tmp_path / "list.txt"
    source.write_text("\n".join(urls))
    if listed == "sitemap file":
        source = tmp_path / "sitemap.xml"
        places = "".join(f"<url><loc>{url}</loc></url>" for url in urls)
        source.write_text(f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{places}</urlset>')
    if listed == "sitemap address":
        source = f"http://127.0.0.1:{server.server_port}/sitemap.xml"

    scanned = scan(source, tmp_path / "run.jsonl", fetching=fast())

    results = {uri: reason for uri, reason, _, _ in found(tmp_path / "run.jsonl")}
    private = {url for url in urls if "/private/" in url}
    assert set(results) == set(urls)
    assert {url for url, reason in results.items() if reason == "robots"} == private
    assert {url for url, reason in results.items() if reason == "http-error"} == {
        url for number, url in enumerate(urls) if number % 11 == 10
    } - private
    assert scanned.summary.inputs == PAGES
    assert not any(path.startswith("/private/") for path in Site.asked)


def test_a_scan_can_be_repeated_offline_with_the_same_result(server, tmp_path):
    (tmp_path / "list.txt").write_text("\n".join(addresses(server)))
    live = scan(
        tmp_path / "list.txt", tmp_path / "live.jsonl", fetching=fast(warc=str(tmp_path / "site.warc.gz"))
    )
    server.shutdown()

    offline = scan(tmp_path / "site.warc.gz", tmp_path / "offline.jsonl")

    assert found(tmp_path / "offline.jsonl") == found(tmp_path / "live.jsonl")
    assert offline.summary == live.summary


def test_a_stopped_scan_fetches_no_stored_page_again(server, tmp_path):
    (tmp_path / "list.txt").write_text("\n".join(addresses(server)))
    stop = Event()
    first = scan(
        tmp_path / "list.txt",
        tmp_path / "run.jsonl",
        fetching=fast(),
        stop=stop,
        progress=after_one_unit(stop),
    )

    second = scan(tmp_path / "list.txt", tmp_path / "run.jsonl", fetching=fast(), resume=True)

    assert 0 < first.summary.inputs < PAGES
    assert second.complete
    assert second.summary.inputs == PAGES
    assert {count for path, count in Site.asked.items() if path != "/robots.txt"} == {1}


def test_a_killed_scan_keeps_an_archive_that_says_the_same(server, tmp_path):
    (tmp_path / "list.txt").write_text("\n".join(addresses(server)))
    command = [
        *(
            sys.executable,
            "-m",
            "auditor",
            "scan",
            str(tmp_path / "list.txt"),
            "-o",
            str(tmp_path / "live.jsonl"),
        ),
        *("--warc", str(tmp_path / "site.warc.gz"), "--allow-private", "--delay", "0", "--resume"),
    ]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    killed = 0
    for fetched in (15, 40, PAGES):
        process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=environment
        )
        while process.poll() is None and Site.asked.total() < fetched:
            time.sleep(0.01)
        if fetched < PAGES:
            process.kill()
        _, errors = process.communicate(timeout=100)
        killed += process.returncode == -signal.SIGKILL
    server.shutdown()

    offline = scan(tmp_path / "site.warc.gz", tmp_path / "offline.jsonl")

    assert (process.returncode, killed) == (3, 2), errors
    kept = [result for result in found(tmp_path / "offline.jsonl") if result[1] != "duplicate"]
    # A skip that was fetched twice is there twice.
    assert sorted(set(kept)) == found(tmp_path / "live.jsonl")
    assert offline.summary.skipped.get("malformed", 0) == 0


def test_an_archive_is_kept_for_fetched_pages_only_and_never_mixed_with_another(server, tmp_path):
    write_mirror(tmp_path / "site", 2)
    warc = tmp_path / "site.warc.gz"
    with pytest.raises(UsageError, match="at hand already"):
        scan(tmp_path / "site", tmp_path / "run.jsonl", fetching=fast(warc=str(warc)))
    warc.write_bytes(b"something")
    (tmp_path / "list.txt").write_text(addresses(server)[0])
    with pytest.raises(UsageError, match=r"exists; choose another --warc"):
        scan(tmp_path / "list.txt", tmp_path / "run.jsonl", fetching=fast(warc=str(warc)))
    assert warc.read_bytes() == b"something"
