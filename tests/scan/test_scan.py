"""A scan loses nothing, doubles nothing, and comes out the same however it is run."""

from __future__ import annotations

import gzip
import json
import os
import sqlite3
import subprocess
import sys
from collections import Counter
from contextlib import closing
from pathlib import Path
from threading import Event

import pytest

from auditor import Report, scan
from auditor.errors import SourceError, UsageError
from auditor.report.json_v1 import decode
from auditor.stores.run import open_run
from tests.scan.mirror import content, write_mirror

# More than eight work units, with pages of every kind.
PAGES = 260


def dump(path: Path) -> list[str]:
    """Everything in a run, table by table."""
    with closing(sqlite3.connect(path)) as connection:
        return list(connection.iterdump())


def lines(path: Path) -> list[bytes]:
    return path.read_bytes().splitlines()


def after_one_unit(stop: Event):
    """A progress watcher that stops the scan as soon as something is stored."""
    return lambda progress: stop.set() if progress.units else None


@pytest.fixture(scope="module")
def mirror(tmp_path_factory):
    folder = tmp_path_factory.mktemp("mirror")
    write_mirror(folder, PAGES)
    return folder


@pytest.fixture(scope="module")
def undisturbed(mirror, tmp_path_factory):
    """One scan, written in every format."""
    output = tmp_path_factory.mktemp("run") / "run"
    scanned = scan(mirror, output, formats=["sqlite", "jsonl", "parquet"], workers=1)
    assert scanned.complete
    return scanned


def test_every_input_is_a_report_a_skip_or_a_duplicate(mirror, undisturbed):
    pages = {path.resolve() for path in mirror.rglob("*.html")}
    summary = undisturbed.summary
    paths = [json.loads(line)["subject"]["source"]["path"] for line in lines(undisturbed.files["jsonl"])]

    assert summary.inputs == len(pages) == len(paths) == PAGES
    assert summary.reports + sum(summary.skipped.values()) + summary.duplicates == PAGES
    assert {Path(path).resolve() for path in paths} == pages
    # Every file of the mirror is accounted for.
    files = sum(path.is_file() for path in mirror.rglob("*"))
    assert summary.inputs + sum(undisturbed.passed.values()) == files


def test_all_formats_say_the_same(undisturbed):
    documents = []
    for path in undisturbed.files.values():
        with open_run(path) as run:
            documents.append(list(run.documents()))

    assert set(undisturbed.files) == {"sqlite", "jsonl", "parquet"}
    assert documents[0] == documents[1] == documents[2]


@pytest.mark.parametrize("workers", [2, 3])
def test_the_number_of_workers_changes_nothing(mirror, undisturbed, tmp_path, workers):
    scanned = scan(mirror, tmp_path / "run.sqlite", workers=workers)

    assert dump(scanned.files["sqlite"]) == dump(undisturbed.files["sqlite"])
    assert scanned.summary == undisturbed.summary


def test_a_stopped_scan_continues_to_the_same_run(mirror, undisturbed, tmp_path):
    stop = Event()
    first = scan(
        mirror,
        tmp_path / "run",
        formats=["sqlite", "jsonl"],
        workers=1,
        stop=stop,
        progress=after_one_unit(stop),
    )
    seen = []
    second = scan(
        mirror,
        tmp_path / "run",
        formats=["sqlite", "jsonl"],
        workers=1,
        resume=True,
        progress=seen.append,
    )

    assert not first.complete
    assert 0 < first.summary.inputs < PAGES
    assert second.complete
    assert seen[-1].inputs == PAGES - first.summary.inputs
    assert dump(second.files["sqlite"]) == dump(undisturbed.files["sqlite"])
    assert lines(second.files["jsonl"]) == lines(undisturbed.files["jsonl"])
    assert sorted(path.name for path in tmp_path.iterdir()) == ["run.jsonl", "run.sqlite"]


def test_resuming_a_complete_scan_does_nothing(mirror, undisturbed):
    path = undisturbed.files["sqlite"]
    before = path.stat().st_mtime_ns

    again = scan(mirror, path, resume=True, progress=lambda _: pytest.fail("pages were audited again"))

    assert again.summary == undisturbed.summary
    assert path.stat().st_mtime_ns == before


def test_unchanged_pages_are_taken_over_and_changed_ones_audited(tmp_path):
    write_mirror(tmp_path / "site", 120)
    output = tmp_path / "run.sqlite"
    first = scan(tmp_path / "site", output, workers=1)
    changed, added = (
        tmp_path / "site/courier.example/000/story-000001.html",
        tmp_path / "site/courier.example/new.html",
    )
    changed.write_bytes(content(2))
    added.write_bytes(content(3))
    (tmp_path / "site/courier.example/000/story-000004.html").unlink()
    seen = []

    second = scan(tmp_path / "site", output, workers=1, progress=seen.append)

    assert seen[-1].unchanged == first.summary.reports - 2
    assert second.summary.inputs == 120
    fresh = scan(tmp_path / "site", tmp_path / "fresh.sqlite", workers=1)
    assert dump(output) == dump(fresh.files["sqlite"])


def test_other_settings_take_nothing_over(tmp_path):
    write_mirror(tmp_path / "site", 70)
    scan(tmp_path / "site", tmp_path / "run.sqlite", workers=1, profiles=["us"])
    seen = []

    scan(
        tmp_path / "site",
        tmp_path / "run.sqlite",
        workers=1,
        profiles=["de"],
        progress=seen.append,
    )

    assert seen[-1].unchanged == 0


def test_a_broken_off_scan_is_not_continued_with_other_settings(mirror, tmp_path):
    stop = Event()
    scan(mirror, tmp_path / "run.sqlite", workers=1, stop=stop, progress=after_one_unit(stop))

    with pytest.raises(UsageError, match=r"another settings.*without --resume"):
        scan(mirror, tmp_path / "run.sqlite", workers=1, resume=True, profiles=["us"])


def test_a_broken_off_scan_is_not_continued_when_the_source_changed(tmp_path):
    write_mirror(tmp_path / "site", 200)
    stop = Event()
    scan(tmp_path / "site", tmp_path / "run.sqlite", workers=1, stop=stop, progress=after_one_unit(stop))
    for path in (tmp_path / "site/courier.example/000").iterdir():
        path.unlink()

    with pytest.raises(UsageError, match="the source changed"):
        scan(tmp_path / "site", tmp_path / "run.sqlite", workers=1, resume=True)


def test_of_captures_of_one_address_the_latest_is_kept_and_all_are_counted(tmp_path):
    captures = [
        ("https://courier.example/a", "2025-01-02T00:00:00Z", 0),
        ("https://courier.example/b", "2025-01-01T00:00:00Z", 1),
        ("https://courier.example/a", "2025-01-03T00:00:00Z", 2),
        ("https://courier.example/a", "2025-01-01T00:00:00Z", 3),
        ("https://courier.example/b", "2025-01-01T00:00:00Z", 4),
    ]
    write_warc(tmp_path / "site.warc.gz", captures)

    scanned = scan(tmp_path / "site.warc.gz", tmp_path / "run.sqlite")

    with open_run(scanned.files["sqlite"]) as run:
        filed = [(outcome, decode(document)) for _, outcome, document in run.inputs()]
        pages = run.connection.execute("SELECT uri, captured_at FROM pages ORDER BY uri").fetchall()
    assert [outcome for outcome, _ in filed] == ["duplicate", "duplicate", "report", "duplicate", "report"]
    assert pages == [
        ("https://courier.example/a", "2025-01-03T00:00:00Z"),
        ("https://courier.example/b", "2025-01-01T00:00:00Z"),
    ]
    assert (scanned.summary.inputs, scanned.summary.reports, scanned.summary.duplicates) == (5, 2, 3)
    assert all(isinstance(result, Report) == (outcome == "report") for outcome, result in filed)


def write_warc(path: Path, captures: list[tuple[str, str, int]]) -> None:
    """Write response records of pages (address, date, number of the page), each compressed by itself."""
    with path.open("wb") as file:
        for uri, date, number in captures:
            http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + content(number)
            head = (
                f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:{number}>\r\nWARC-Target-URI: {uri}\r\n"
                f"WARC-Date: {date}\r\nContent-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
            )
            file.write(gzip.compress(head.encode() + http + b"\r\n\r\n"))


def test_a_file_that_is_no_run_is_not_overwritten(tmp_path):
    write_mirror(tmp_path / "site", 3)
    for name, text in (("run.sqlite", "my notes"), ("run.jsonl", '{"mine": 1}')):
        path = tmp_path / name
        path.write_text(text)

        with pytest.raises(UsageError, match="is no run"):
            scan(tmp_path / "site", path)
        assert path.read_text() == text


def test_a_part_that_is_not_installed_is_told_before_a_page_is_read(tmp_path, monkeypatch):
    write_mirror(tmp_path / "site", 3)
    monkeypatch.setitem(sys.modules, "pyarrow", None)

    with pytest.raises(UsageError, match=r"pip install 'auditor\[parquet\]'"):
        scan(tmp_path / "site", tmp_path / "run", formats=["sqlite", "parquet"])

    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_what_cannot_be_scanned_is_told_before_anything_is_written(tmp_path):
    with pytest.raises(SourceError):
        scan(tmp_path / "missing", tmp_path / "run.sqlite")
    write_mirror(tmp_path / "site", 3)
    with pytest.raises(UsageError):
        scan(tmp_path / "site", tmp_path / "no" / "folder" / "run.sqlite")
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


@pytest.mark.slow
def test_five_thousand_pages_add_up(tmp_path):
    write_mirror(tmp_path / "site", 5200)

    scanned = scan(tmp_path / "site", tmp_path / "run.sqlite")

    summary = scanned.summary
    with open_run(scanned.files["sqlite"]) as run:
        outcomes = Counter(outcome for _, outcome, _ in run.inputs())
        assert run.connection.execute("SELECT count(*) FROM pages").fetchone() == (summary.reports,)
    assert summary.inputs == 5200 == outcomes.total()
    assert outcomes["report"] == summary.reports
    assert outcomes["skipped"] == sum(summary.skipped.values())
    assert summary.origins["wire"] > 1000
    assert scanned.passed == {"css": 104}


def test_two_scans_do_not_write_the_same_run(tmp_path):
    write_mirror(tmp_path / "site", 130)
    refused = []

    def second(progress):
        if progress.units and not refused:
            with pytest.raises(UsageError, match="another scan is writing"):
                scan(tmp_path / "site", tmp_path / "run.sqlite", workers=1)
            refused.append(True)

    scanned = scan(tmp_path / "site", tmp_path / "run.sqlite", workers=1, progress=second)

    assert refused
    assert scanned.summary.inputs == 130
    assert sorted(path.name for path in tmp_path.iterdir()) == ["run.sqlite", "site"]


def test_a_run_may_be_read_while_it_is_written(tmp_path):
    write_mirror(tmp_path / "site", 130)
    counts = []

    def look(progress):
        if progress.units:
            with open_run(tmp_path / "run.sqlite") as run:
                counts.append(run.connection.execute("SELECT count(*) FROM overview").fetchone()[0])
                assert run.unfinished

    scan(tmp_path / "site", tmp_path / "run.sqlite", workers=1, progress=look)

    assert counts
    assert counts[0] > 0


def test_a_run_does_not_lie_in_the_folder_that_is_scanned(tmp_path, monkeypatch):
    write_mirror(tmp_path / "site", 3)

    with pytest.raises(UsageError, match="lies in the folder that is scanned"):
        scan(tmp_path / "site", tmp_path / "site" / "run.sqlite")
    monkeypatch.chdir(tmp_path / "site")
    assert scan(".").files["sqlite"].resolve() == tmp_path / "site.sqlite"


def test_a_full_disk_is_told_in_one_line(tmp_path):
    write_mirror(tmp_path / "site", 200)
    program = (
        "import resource, sys; from auditor.cli import main;"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000));"
        f"main(['scan', {str(tmp_path / 'site')!r}, '-o', {str(tmp_path / 'run.sqlite')!r}, '--workers', '1'])"
    )
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run(
        [sys.executable, "-c", program], env=environment, check=False, capture_output=True, text=True
    )

    assert done.returncode == 2
    assert "cannot be written" in done.stderr
    assert "Traceback" not in done.stderr
    assert scan(tmp_path / "site", tmp_path / "run.sqlite", workers=1, resume=True).summary.inputs == 200
