"""The hook and the workflow that teams copy run as they stand there."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
import yaml

ROOT = Path(__file__).parents[2]
PAID = (
    "<html lang=en><title>Lamps</title><article><h1>Lamps for dark days</h1>"
    + "<p>We tried <a href='https://www.amazon.com/dp/B0B77PG2KX?tag=sample-20'>this lamp</a> for a month of dark evenings in a cabin without a grid.</p>"
    * 3
    + "</article>"
)


@pytest.fixture
def shell(tmp_path):
    """Runs a command line in an empty folder where `auditor` is the command under test."""
    command = tmp_path / "bin" / "auditor"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m auditor "$@"\n')
    command.chmod(0o755)
    (tmp_path / "public").mkdir()
    (tmp_path / "public" / "lamps.html").write_text(PAID)
    variables = {
        **os.environ,
        "PATH": f"{command.parent}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "GITHUB_STEP_SUMMARY": "summary.md",
        "PAGES": "public",
    }

    def run(line):
        return subprocess.run(
            ["sh", "-c", line], cwd=tmp_path, env=variables, capture_output=True, text=True, check=False
        )

    return run


def test_the_hook_fails_a_page_and_says_why_on_its_last_line(shell):
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())

    done = shell(f"{hook['entry']} public/lamps.html")

    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith("auditor: ")
    assert "compliance.affiliate-notice-present" in done.stderr.splitlines()[-1]


@pytest.mark.skipif(shutil.which("sh") is None, reason="the steps of a workflow are lines for a shell")
def test_the_steps_of_the_workflow_run_and_its_ratchet_holds(shell, tmp_path):
    workflow = yaml.safe_load((ROOT / ".github" / "examples" / "audit.yml").read_text())
    steps = [step["run"] for step in workflow["jobs"]["audit"]["steps"] if "run" in step]
    lines = [line for line in steps if line.startswith("auditor ")]
    (tmp_path / ".auditor-baseline.jsonl").write_text("")

    done = [shell(line) for line in lines]

    assert [each.returncode for each in done] == [0] * (len(lines) - 1) + [1], [each.stderr for each in done]
    assert "at or above serious" in done[-1].stderr.splitlines()[-1]
    assert json.loads((tmp_path / "auditor.sarif").read_text())["runs"][0]["results"]
    assert ET.parse(tmp_path / "auditor.xml").getroot().tag == "testsuites"
    assert "WHO" in (tmp_path / "summary.md").read_text().upper()
    assert shell("auditor baseline write run.jsonl .auditor-baseline.jsonl").returncode == 0
    assert shell(lines[-1]).returncode == 0


@pytest.mark.parametrize(
    ("options", "code", "why"),
    [
        ("--fail-on serious", 1, "failed checks at or above serious"),
        ("--fail-on critical", 0, "Written"),
        ("", 0, "Written"),
    ],
)
def test_the_last_line_of_a_scan_says_why_it_failed(shell, options, code, why):
    done = shell(f"auditor scan public --format jsonl --output run.jsonl {options}")

    assert (done.returncode, why in done.stderr.splitlines()[-1]) == (code, True), done.stderr


def test_the_last_line_of_a_scan_says_what_could_not_be_audited(shell, tmp_path):
    (tmp_path / "public" / "empty.html").write_text("")

    done = shell("auditor scan public --format jsonl --output run.jsonl")

    assert (done.returncode, "could not be audited" in done.stderr.splitlines()[-1]) == (3, True), done.stderr
    assert shell("auditor scan public --format jsonl --output r2.jsonl --allow-incomplete").returncode == 0
