"""A ratchet over findings, and the difference of two runs, through the commands."""

from __future__ import annotations

import subprocess
import sys

import pytest

from auditor import Auditor, Capture
from auditor.report.json_v1 import encode

TEXT = (
    "<p>We walked over the hills for three days and slept in huts, and the gear below came back in one piece with us.</p>"
    * 3
)
LINK = "<p>The stove is <a href='https://www.amazon.com/dp/B0B77PG2KX?tag=sample-20'>this one</a>, and it never failed us.</p>"
NOTICE = "<p>This article contains affiliate links. We earn a commission when you buy through them.</p>"


def page(inside: str) -> bytes:
    return f"<html lang=en><title>Three days on the hills</title><article><h1>Three days on the hills</h1>{inside}</article>".encode()


@pytest.fixture
def runs(tmp_path):
    auditor = Auditor(model=False, profiles=("us",))
    for name, inside in (("before", TEXT + LINK), ("after", NOTICE + TEXT + LINK)):
        report = auditor.audit(Capture(uri="https://news.example/hills", body=page(inside)))
        (tmp_path / f"{name}.jsonl").write_bytes(encode(report) + b"\n")
    return tmp_path


def auditor(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "auditor", *arguments], capture_output=True, text=True, check=False
    )


def test_what_is_known_does_not_count_and_what_is_gone_is_pruned(runs):
    before, after, baseline = (str(runs / name) for name in ("before.jsonl", "after.jsonl", "known.jsonl"))

    assert auditor("baseline", "write", after, baseline).returncode == 0
    assert auditor("baseline", "check", after, baseline).returncode == 0
    found = auditor("baseline", "check", before, baseline)
    assert (found.returncode, "new " in found.stdout) == (1, True)
    assert auditor("baseline", "write", before, baseline).returncode == 0
    assert "gone" in auditor("baseline", "check", after, baseline).stdout
    assert auditor("baseline", "prune", after, baseline).returncode == 0
    assert "gone" not in auditor("baseline", "check", after, baseline).stdout


def test_a_finding_that_points_to_several_places_is_told_once(tmp_path):
    stove = LINK.replace("B0B77PG2KX", "B0B77PG2KY").replace("stove", "tent")
    for name, inside in (("before", TEXT), ("after", TEXT + LINK + stove)):
        report = Auditor(model=False, profiles=("us",)).audit(
            Capture(uri="https://news.example/hills", body=page(inside))
        )
        (tmp_path / f"{name}.jsonl").write_bytes(encode(report) + b"\n")

    lines = auditor("diff", str(tmp_path / "before.jsonl"), str(tmp_path / "after.jsonl")).stdout.splitlines()

    told = [line for line in lines if line.startswith("new ")]
    assert any("2 affiliate links" in line for line in told)
    assert len(told) == len(set(told))


def test_the_difference_names_labels_answers_and_fixed_findings(runs):
    shown = auditor("diff", str(runs / "before.jsonl"), str(runs / "after.jsonl"))

    assert shown.returncode == 0, shown.stderr
    assert "label" in shown.stdout
    assert "affiliate.notice" in shown.stdout
    assert "fixed" in shown.stdout


def test_severity_and_suppressions_decide_what_counts(runs):
    before, empty, entries = (str(runs / name) for name in ("before.jsonl", "empty.jsonl", "agreed.yaml"))
    (runs / "empty.jsonl").write_bytes(b"")
    (runs / "agreed.yaml").write_text(
        "suppressions: [{rule: '*', reason: agreed}, {rule: gone, reason: once}]"
    )

    assert auditor("baseline", "check", before, empty).returncode == 1
    assert auditor("baseline", "check", before, empty, "--fail-on", "critical").returncode == 0
    done = auditor("baseline", "check", before, empty, "--suppressions", entries)
    assert (done.returncode, "gone" in done.stderr) == (0, True)
    (runs / "agreed.yaml").write_text("suppressions: [{rule: '*'}]")
    done = auditor("baseline", "check", before, empty, "--suppressions", entries)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)


def test_a_page_that_was_not_audited_is_no_pass(runs):
    skipped = runs / "skipped.jsonl"
    skipped.write_bytes(
        encode(Auditor(model=False).audit(Capture(uri="https://news.example/x", body=b""))) + b"\n"
    )
    (runs / "empty.jsonl").write_bytes(b"")

    assert auditor("baseline", "check", str(skipped), str(runs / "empty.jsonl")).returncode == 3
    done = auditor("baseline", "check", str(skipped), str(runs / "empty.jsonl"), "--allow-incomplete")
    assert done.returncode == 0


def test_one_report_spread_over_lines_is_read_too(runs):
    story = runs / "story.html"
    story.write_bytes(page(TEXT + LINK))
    report = str(runs / "report.json")

    assert auditor("page", "--no-model", "-f", "json", "-o", report, str(story)).returncode == 0
    assert auditor("diff", report, report).stdout == "Nothing changed.\n"


def test_a_missing_baseline_is_one_line(runs):
    done = auditor("baseline", "check", str(runs / "after.jsonl"), str(runs / "none.jsonl"))

    assert (done.returncode, done.stderr.count("\n")) == (2, 1)


def test_what_is_suppressed_is_not_gone_and_is_counted_in_plain_words(runs):
    run, baseline, file = str(runs / "before.jsonl"), str(runs / "known.jsonl"), runs / "suppressions.yaml"
    rule = "compliance.affiliate-notice-present"
    file.write_text(
        f"suppressions:\n- {{rule: {rule}, reason: agreed}}\n- {{rule: x, reason: old}}\n"
        f"- {{rule: {rule}, reason: over, until: 2020-01-01}}\n"
    )

    assert auditor("baseline", "write", run, baseline).returncode == 0
    done = auditor("baseline", "check", run, baseline, "--suppressions", str(file))

    assert (done.returncode, done.stdout) == (0, "")
    assert "1 finding suppressed" in done.stderr
    assert "expired on 2020-01-01" in done.stderr
    assert "the suppression of x at * covers nothing any more" in done.stderr


def test_a_suppression_without_a_reason_is_refused(runs):
    (runs / "suppressions.yaml").write_text("suppressions:\n- {rule: x}\n")
    (runs / "known.jsonl").write_text("")

    arguments = (str(runs / "before.jsonl"), str(runs / "known.jsonl"), "--suppressions")
    done = auditor("baseline", "check", *arguments, str(runs / "suppressions.yaml"))

    assert (done.returncode, "reason" in done.stderr) == (2, True)


def test_files_of_two_folders_are_one_page_where_they_name_their_address(tmp_path):
    for name, inside in (("before", TEXT + LINK), ("after", NOTICE + TEXT + LINK)):
        folder = tmp_path / name
        folder.mkdir()
        head = "<link rel=canonical href='https://news.example/hills'>"
        (folder / "page.html").write_bytes(page(inside).replace(b"<article>", head.encode() + b"<article>"))
        run = str(tmp_path / f"{name}.jsonl")
        assert auditor("scan", str(folder), "--format", "jsonl", "--output", run).returncode == 0

    shown = auditor("diff", str(tmp_path / "before.jsonl"), str(tmp_path / "after.jsonl"))

    assert "0 pages added, 0 removed" in shown.stdout
    assert "fixed" in shown.stdout
