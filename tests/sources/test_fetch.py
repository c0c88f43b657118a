"""Fetching, against a real server on this machine."""

from __future__ import annotations

import asyncio
import gzip
import json
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from urllib.parse import unquote

import msgspec
import pytest

from auditor.model import Capture, Extent, Limit, Skipped, SkipReason
from auditor.sources import Fetching, capture_one, open_source
from auditor.sources.addresses import is_public
from auditor.sources.fetch import fetch
from auditor.sources.pace import Pace

OWN = Fetching(allow_private=True)
PAGE = b"<!doctype html><title>Fair</title><h1>Fair</h1><p>The fair opens on Monday.</p>"


class Site(BaseHTTPRequestHandler):
    """Answers by the path; `server.seen` holds what was asked for."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.server.seen.append((self.path, self.headers.get("User-Agent", "")))
        self.server.times.append(time.monotonic())
        self.server.at_once.append(len(self.server.inside))
        self.server.inside.add(self)
        try:
            getattr(self, "get_" + self.path.strip("/").partition("/")[0].replace(".", "_"), self.missing)()
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True
        finally:
            self.server.inside.discard(self)

    def log_message(self, *_args):
        pass

    def send(self, status, body=b"", **headers):
        self.send_response(status)
        for name, value in {"Content-Type": "text/html", "Content-Length": str(len(body)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def missing(self):
        self.send(404)

    def get_robots_txt(self):
        if self.server.robots is None:
            self.send(404)
        else:
            self.send(200, self.server.robots, Content_Type="text/plain")

    def get_page(self):
        self.send(200, PAGE)

    def get_nap(self):
        time.sleep(0.15)
        self.send(200, PAGE)

    def get_empty(self):
        self.send(200, b" \n ")

    def get_to(self):
        self.send(302, Location=unquote(self.path.partition("/to/")[2]))

    def get_circle(self):
        self.send(302, Location="/circle")

    def get_slow(self):
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        for _ in range(100):
            self.wfile.write(b"<p>drip")
            self.wfile.flush()
            time.sleep(0.05)

    def get_endless(self):
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        while True:
            self.wfile.write(b"<p>more" * 10_000)

    def get_bomb(self):
        self.send(200, gzip.compress(PAGE + bytes(40 << 20)), Content_Encoding="gzip")

    def get_packed(self):
        self.send(200, gzip.compress(PAGE), Content_Encoding="gzip")

    def get_busy(self):
        asked = sum(path == self.path for path, _ in self.server.seen)
        self.send(429, Retry_After=self.path.rpartition("/")[2]) if asked < 3 else self.send(200, PAGE)

    def get_torn(self):
        if sum(path == self.path for path, _ in self.server.seen) < 3:
            self.get_short()
        else:
            self.send(200, PAGE)

    def get_broken(self):
        self.send(500)

    def get_picture(self):
        self.send(200, b"\x89PNG", Content_Type="image/png")

    def get_masked(self):
        self.send(200, b"%PDF-1.7 and so on")

    def get_text(self):
        self.send(200, b"MOSCOW (Reuters) - A text.", Content_Type="text/plain")

    def get_cookie(self):
        if "seen=1" in self.headers.get("Cookie", ""):
            self.send(200, PAGE)
        else:
            self.send(302, Location="/cookie", Set_Cookie="seen=1")

    def get_short(self):
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", "5000")
        self.end_headers()
        self.wfile.write(PAGE)
        self.close_connection = True

    def get_rest(self):
        post = {
            "link": "https://shop.example/2024/offer/",
            "title": {"rendered": "An &amp; offer"},
            "content": {"rendered": "<p>Body of the offer.</p>"},
        }
        self.send(200, json.dumps(post).encode(), Content_Type="application/json; charset=UTF-8")


@pytest.fixture
def site():
    """A server with `address`, `seen` and a `robots` body that tests set."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    server.daemon_threads = True
    server.seen, server.robots = [], None
    server.times, server.at_once, server.inside = [], [], set()
    server.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def refused(result, reason):
    assert isinstance(result, Skipped), result
    assert result.reason is reason, result.message
    assert "\n" not in result.message
    return result.message


def test_a_page_comes_with_its_address_and_time(site):
    capture = capture_one(f"{site.address}/page", allow_private=True)
    assert isinstance(capture, Capture)
    assert (capture.body, capture.status, capture.final_uri, capture.limits) == (PAGE, 200, None, ())
    assert capture.captured_at.endswith("Z")
    assert site.seen
    assert all(agent.startswith("auditor/") for _, agent in site.seen)


def test_a_page_can_be_fetched_where_a_loop_runs_already_as_in_a_notebook(site):
    async def cell():
        return fetch(f"{site.address}/page", OWN)

    with ThreadPoolExecutor(1) as notebook:
        assert notebook.submit(lambda: asyncio.run(cell())).result().body == PAGE


def test_redirects_are_followed_and_the_last_address_is_told(site):
    capture = fetch(f"{site.address}/to//to//page", OWN)
    assert capture.final_uri == f"{site.address}/page"
    assert capture.uri == f"{site.address}/to//to//page"


def test_a_redirect_that_needs_its_cookie_works(site):
    assert fetch(f"{site.address}/cookie", OWN).body == PAGE


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "0x7f.1", "0.0.0.0", "[::1]", "[::]"],
)
def test_private_addresses_are_refused_before_anything_is_sent(site, host):
    for ignore in (False, True):
        message = refused(
            fetch(f"http://{host}:{site.server_port}/page", Fetching(ignore_robots=ignore)),
            SkipReason.REFUSED_ADDRESS,
        )
        assert "--allow-private" in message
        assert "[" not in message
    assert site.seen == []


def test_a_public_page_cannot_redirect_into_the_private_network(site, monkeypatch):
    # One address of this machine is taken for public; where it redirects to is not.
    monkeypatch.setattr("auditor.sources.addresses.is_public", lambda address: address == "127.0.0.1")
    for target in ("127.0.0.2", "[::ffff:127.0.0.2]"):
        url = f"{site.address}/to/http://{target}:{site.server_port}/page"
        refused(fetch(url), SkipReason.REFUSED_ADDRESS)
    assert not [path for path, _ in site.seen if path == "/page"]
    refused(fetch(f"{site.address}/to/file:///etc/passwd"), SkipReason.REFUSED_ADDRESS)


@pytest.mark.parametrize(
    "address",
    """10.0.0.1 172.16.0.1 192.168.1.1 100.64.0.1 169.254.169.254 224.0.0.1 239.1.1.1 255.255.255.255 0.0.0.0 240.0.0.1
    192.0.2.1 198.18.0.1 :: ::1 fe80::1 fe80::1%eth0 fc00::1 fec0::1 ff02::1 ff0e::1 ::ffff:10.0.0.1 ::127.0.0.1
    2002:7f00:1:: 2002:c0a8:101:: 64:ff9b::7f00:1 64:ff9b::a9fe:a9fe 64:ff9b:1::1 2001:db8::1
    2001:0:7f00:1:0:0:80ff:fffe nonsense""".split(),
)
def test_addresses_of_private_networks(address):
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", ["93.184.215.14", "2606:2800:21f::1", "::ffff:93.184.215.14", "64:ff9b::5db8:d70e"]
)
def test_addresses_of_the_internet(address):
    assert is_public(address)


def test_a_slow_server_ends_in_a_timeout(site):
    begun = time.monotonic()
    refused(fetch(f"{site.address}/slow", Fetching(allow_private=True, seconds=0.5)), SkipReason.TIMEOUT)
    assert time.monotonic() - begun < 3


@pytest.mark.parametrize("path", ["endless", "bomb"])
def test_what_is_larger_than_any_page_is_broken_off(site, path):
    assert "16 MiB" in refused(fetch(f"{site.address}/{path}", OWN), SkipReason.TOO_LARGE)


def test_packed_pages_are_unpacked(site):
    assert fetch(f"{site.address}/packed", OWN).body == PAGE


def test_a_busy_server_is_asked_again_after_the_time_it_says(site):
    begun = time.monotonic()
    assert fetch(f"{site.address}/busy/1", OWN).body == PAGE
    assert time.monotonic() - begun >= 2


def test_a_connection_that_breaks_off_is_tried_again_after_a_growing_while(site, monkeypatch):
    held = []
    monkeypatch.setattr(Pace, "hold", lambda _, seconds: held.append(seconds))
    assert fetch(f"{site.address}/torn", OWN).body == PAGE
    assert held == [2.0, 4.0]
    refused(fetch(f"{site.address}/short", OWN), SkipReason.NETWORK)
    assert [path for path, _ in site.seen].count("/short") == OWN.tries


def test_a_server_that_wants_an_hour_is_left_alone(site):
    refused(fetch(f"{site.address}/busy/3600", OWN), SkipReason.BLOCKED)
    assert sum(path == "/busy/3600" for path, _ in site.seen) == 1


def listed(site, folder, count, **fetching):
    """What becomes of so many addresses of a list."""
    path = folder / "list.txt"
    path.write_text("".join(f"{site.address}/nap/{number}\n" for number in range(count)))
    return list(open_source(str(path), fetching=Fetching(allow_private=True, **fetching)).captures())


def test_a_host_gets_so_many_requests_at_once_and_no_more(site, tmp_path):
    found = listed(site, tmp_path, 12, delay=0, per_host=3)
    assert [type(item) for item in found] == [Capture] * 12
    assert max(site.at_once) + 1 == 3


@pytest.mark.parametrize(("robots", "delay"), [(None, 0.2), (b"User-agent: *\nCrawl-delay: 0.3\n", 0.3)])
def test_requests_to_a_host_begin_a_while_apart_and_longer_if_it_asks(site, tmp_path, robots, delay):
    site.robots = robots
    found = listed(site, tmp_path, 5, delay=0.2, per_host=4)
    assert len(found) == 5
    pages = [moment for moment, (path, _) in zip(site.times, site.seen, strict=True) if "nap" in path]
    gaps = [later - earlier for earlier, later in pairwise(sorted(pages))]
    # Requests travel; they leave that far apart.
    assert sum(gaps) / len(gaps) > delay * 0.9


def test_a_robots_file_that_does_not_come_at_first_refuses_nothing(site, monkeypatch):
    monkeypatch.setattr(Pace, "hold", lambda *_: None)
    answers = [lambda handler: handler.send(503), lambda handler: handler.get_short()]
    monkeypatch.setattr(
        Site, "get_robots_txt", lambda handler: answers.pop()(handler) if answers else handler.missing()
    )
    assert fetch(f"{site.address}/page", OWN).body == PAGE


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("broken", SkipReason.HTTP_ERROR),
        ("nothing-here", SkipReason.HTTP_ERROR),
        ("circle", SkipReason.HTTP_ERROR),
        ("empty", SkipReason.EMPTY),
        ("picture", SkipReason.NOT_HTML),
        ("masked", SkipReason.NOT_HTML),
    ],
)
def test_what_is_no_page_is_a_named_skip(site, path, reason):
    refused(fetch(f"{site.address}/{path}", OWN), reason)


def test_plain_text_is_read_as_text(site):
    assert fetch(f"{site.address}/text", OWN).extent is Extent.TEXT


def test_a_post_of_the_wordpress_interface_is_a_fragment(site):
    post = fetch(f"{site.address}/rest", OWN)
    assert (post.uri, post.extent) == ("https://shop.example/2024/offer/", Extent.FRAGMENT)
    assert ("title", "An & offer") in post.fields


def test_robots_are_asked_first_and_obeyed(site):
    site.robots = b"User-agent: auditor\nDisallow: /page\n"
    refused(fetch(f"{site.address}/page", OWN), SkipReason.ROBOTS)
    refused(fetch(f"{site.address}/to//page", OWN), SkipReason.ROBOTS)
    assert "/page" not in [path for path, _ in site.seen]


def test_only_so_many_robots_files_are_remembered(site, tmp_path, monkeypatch):
    monkeypatch.setattr("auditor.sources.fetch._ORIGINS", 1)
    here, there = site.address, site.address.replace("127.0.0.1", "localhost")
    path = tmp_path / "urls.txt"
    path.write_text("\n".join([f"{here}/page/1", f"{there}/page/2"]))
    fetching = msgspec.structs.replace(OWN, delay=0.0)
    source = open_source(str(path), fetching=fetching)
    units = [*source.units(1)] * 2
    assert all(isinstance(item, Capture) for unit in units for item in source.captures(unit))
    assert [path for path, _ in site.seen].count("/robots.txt") == 4


def test_ignored_robots_are_told_in_the_report(site):
    site.robots = b"User-agent: *\nDisallow: /\n"
    assert fetch(f"{site.address}/page", Fetching(allow_private=True, ignore_robots=True)).limits == (
        Limit.ROBOTS_IGNORED,
    )


@pytest.mark.parametrize(
    "address",
    ["http://nosuch.invalid/", "ftp://host.example/", "http://[", "http://a b/", "http://127.0.0.1:1/"],
)
def test_addresses_that_lead_nowhere(address):
    refused(capture_one(address, allow_private=True), SkipReason.NETWORK)
