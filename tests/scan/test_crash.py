"""Kills at random moments lose nothing and double nothing: the run equals an undisturbed one."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from importlib import import_module
from pathlib import Path

import pytest

from auditor import scan
from auditor.scan.local import Hand
from auditor.scan.worker import Task
from auditor.sources.contract import Unit
from auditor.stores.run import open_run
from tests.scan.mirror import write_mirror
from tests.scan.test_scan import dump, lines

pytestmark = pytest.mark.skipif(
    not Path("/proc/self/task").is_dir(), reason="finds worker processes in /proc"
)

PAGES = 200
KILLS_IN_A_SCAN = 3


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """A mirror, its undisturbed run, and how many seconds that took."""
    folder = tmp_path_factory.mktemp("crash")
    write_mirror(folder / "site", PAGES)
    started = time.monotonic()
    done = start(folder / "site", folder / "run.jsonl")
    _, errors = done.communicate()
    assert done.returncode == 3, errors
    run = scan(folder / "site", folder / "run.sqlite")
    return folder / "site", run.files["sqlite"], folder / "run.jsonl", time.monotonic() - started


def start(site: Path, output: Path, *more: str) -> subprocess.Popen[str]:
    command = [
        sys.executable,
        "-m",
        "auditor",
        "scan",
        str(site),
        "--output",
        str(output),
        "--workers",
        "2",
        *more,
    ]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    )


def workers(process: subprocess.Popen[str]) -> list[int]:
    """The process ids of a scan's workers."""
    found: list[int] = []
    for listed in Path(f"/proc/{process.pid}/task").glob("*/children"):
        try:
            found += map(int, listed.read_text().split())
        except OSError:
            continue
    return found


def strike(process: subprocess.Popen[str], target: str, dice: random.Random) -> None:
    """Kill the scan, or one of its workers if there is one, or press Ctrl-C."""
    if target == "scan":
        process.kill()
    elif target == "Ctrl-C":
        process.send_signal(signal.SIGINT)
    elif hit := workers(process):
        try:
            os.kill(dice.choice(hit), signal.SIGKILL)
        except ProcessLookupError:
            return


@pytest.mark.parametrize("format_", ["sqlite", "jsonl"])
@pytest.mark.parametrize("seed", [*range(2), pytest.param(2, marks=pytest.mark.slow)])
def test_any_kills_come_to_the_same_run(site, tmp_path, format_, seed):
    folder, run, text, duration = site
    output = tmp_path / f"run.{format_}"
    dice = random.Random(f"{seed} {format_}")
    resume: list[str] = []
    for kill in range(KILLS_IN_A_SCAN + 1):
        process = start(folder, output, *resume)
        if kill < KILLS_IN_A_SCAN:
            time.sleep(dice.uniform(0, duration))
            strike(process, dice.choice(["scan", "scan", "worker", "worker", "Ctrl-C"]), dice)
        _, errors = process.communicate(timeout=120)
        assert "Traceback" not in errors
        if process.returncode == 3:
            break
        # 130: stopped by Ctrl-C; by the signal itself, before Python was there to take it.
        assert process.returncode in (-signal.SIGKILL, 130, -signal.SIGINT), errors
        resume = ["--resume"]

    assert process.returncode == 3
    if format_ == "sqlite":
        assert dump(output) == dump(run)
    else:
        assert lines(output) == lines(text)
    assert [path.name for path in tmp_path.iterdir()] == [output.name]


def test_workers_do_not_outlive_their_scan(site, tmp_path):
    process = start(site[0], tmp_path / "run.sqlite")
    while not (started := workers(process)) and process.poll() is None:
        time.sleep(0.02)
    process.kill()
    process.communicate()

    assert started
    end = time.monotonic() + 30
    while any(alive(pid) for pid in started) and time.monotonic() < end:
        time.sleep(0.1)
    assert not any(alive(pid) for pid in started)


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def test_ctrl_c_leaves_what_was_done_and_says_how_to_go_on(site, tmp_path):
    output = tmp_path / "run.jsonl"
    process = start(site[0], output)
    while process.poll() is None and not (tmp_path / "run.jsonl.unfinished").exists():
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=120)

    assert process.returncode == 130
    assert "--resume continues" in errors
    assert "Traceback" not in errors
    assert 0 <= len(lines(output)) < PAGES
    assert lines(output) == lines(site[2])[: len(lines(output))]


CHECKS = """
import os, signal, time

def trap(page):
    text = page.text
    if "KILL-WORKER" in text:
        os.kill(os.getpid(), signal.SIGKILL)
    if "ONCE" in text:
        flag = text.split("ONCE ")[1].split()[0]
        if not os.path.exists(flag):
            open(flag, "w").close()
            os.kill(os.getpid(), signal.SIGKILL)
    if "HANG" in text:
        time.sleep(600)
    if "HOARD" in text:
        hoard = bytearray(3 << 30)
    return ()
"""


@pytest.fixture
def traps(tmp_path, monkeypatch):
    """An installed package whose check kills the worker, hangs or takes all memory on pages that ask for it."""
    package = tmp_path / "packages"
    (package / "traps-1.0.dist-info").mkdir(parents=True)
    (package / "traps.py").write_text(CHECKS)
    (package / "traps-1.0.dist-info" / "METADATA").write_text(
        "Metadata-Version: 2.1\nName: traps\nVersion: 1.0\n"
    )
    (package / "traps-1.0.dist-info" / "entry_points.txt").write_text("[auditor.checks]\ntrap = traps:trap\n")
    monkeypatch.syspath_prepend(str(package))


def trapped_site(folder: Path, traps: dict[int, str]) -> None:
    write_mirror(folder, 150)
    for number, words in traps.items():
        path = folder / "courier.example" / "000" / f"story-{number:06}.html"
        path.write_text(
            f"<title>Trap</title><h1>Trap {number}</h1><p>{words} </p>" + "<p>and some more text</p>" * 20
        )


def test_a_page_that_kills_its_worker_becomes_a_named_skip_and_costs_no_other_page(tmp_path, traps):
    trapped_site(tmp_path / "site", {10: "KILL-WORKER", 11: "KILL-WORKER", 100: f"ONCE {tmp_path / 'flag'}"})

    scanned = scan(tmp_path / "site", tmp_path / "run.sqlite", workers=2)

    with open_run(scanned.files["sqlite"]) as run:
        lost = run.connection.execute(
            "SELECT uri, message FROM inputs, not_audited USING (id, uri) WHERE inputs.reason = 'worker-lost'"
        ).fetchall()
        once = run.connection.execute(
            "SELECT count(*) FROM pages WHERE uri LIKE '%story-000100.html'"
        ).fetchone()
    assert [uri.rpartition("/")[2] for uri, _ in lost] == ["story-000010.html", "story-000011.html"]
    assert all("status -9" in message for _, message in lost)
    assert once == (1,)
    assert scanned.summary.inputs == 150
    assert scanned.complete


def test_a_page_that_takes_too_long_becomes_a_named_skip(tmp_path, traps, monkeypatch):
    monkeypatch.setattr(import_module("auditor.scan.run"), "PATIENCE", 3.0)
    trapped_site(tmp_path / "site", {20: "HANG"})

    scanned = scan(tmp_path / "site", tmp_path / "run.sqlite", workers=1)

    assert scanned.summary.inputs == 150
    assert scanned.summary.skipped["timeout"] == 1


def test_a_page_that_takes_all_memory_costs_no_other_page(tmp_path, traps):
    trapped_site(tmp_path / "site", {20: "HOARD"})

    scanned = scan(tmp_path / "site", tmp_path / "run.sqlite", workers=1)

    assert scanned.summary.inputs == 150
    assert scanned.summary.reports + sum(scanned.summary.skipped.values()) == 150


def test_a_part_that_cannot_be_read_to_its_end_becomes_a_named_skip(tmp_path, monkeypatch):
    monkeypatch.setattr(import_module("auditor.scan.process"), "READING", 1.0)
    os.mkfifo(tmp_path / "export.jsonl")  # nobody ever writes to it, as with a share that went away
    hand = Hand(Task(source=str(tmp_path)))
    hand.start()

    finished = hand.complete(Unit("jsonl", str(tmp_path / "export.jsonl")))
    hand.close()

    assert [entry.reason for entry in finished.entries] == ["timeout"]
    assert b"was not read" in finished.entries[0].document
