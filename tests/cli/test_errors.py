"""What goes wrong around a command is one line that says what, where and what to do; never a traceback."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from auditor.report.json_v1 import encode
from auditor.stores import jsonl
from auditor.stores.journal import Header, Journal
from tests.factory import make_report


def auditor(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "auditor", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    path = tmp_path_factory.mktemp("run") / "run.jsonl"
    reports = (make_report(subject={"uri": f"https://paper.example/{number}"}) for number in range(3000))
    jsonl.write(map(encode, reports), path)
    return path


@pytest.mark.parametrize(
    "command", [["show"], ["export", "--format", "csv"], ["export", "--format", "jsonl"]]
)
def test_a_reader_that_closes_the_pipe_ends_the_command_quietly(run, command):
    """Code 1 would say that checks failed."""
    process = subprocess.Popen(
        [sys.executable, "-m", "auditor", command[0], run, *command[1:]],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    with process:
        process.stdout.read(100)
        process.stdout.close()
        said = process.stderr.read()

    assert (process.returncode, said) == (0, b"")


@pytest.mark.parametrize("format_", ["csv", "jsonl", "parquet", "sarif", "junit"])
def test_a_folder_in_place_of_a_file_is_named(run, tmp_path, format_):
    done = auditor("export", run, "--format", format_, "--output", tmp_path)

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"auditor: {tmp_path} ")
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("name", ["baseline", "rules", "model"])
def test_a_command_without_its_own_command_says_so(name):
    done = auditor(name)

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"auditor: auditor {name} needs a command; auditor {name} --help lists them\n"


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (["model", "train"], "Missing option '--corpus'; auditor model train --help shows what fits"),
        (["show"], "Missing argument 'RUN'; auditor show --help shows what fits"),
        (["scan"], "Missing argument 'SOURCE'; auditor scan --help shows what fits"),
    ],
)
def test_a_wrong_call_names_the_help_that_tells_more(command, said):
    done = auditor(*command)

    assert (done.returncode, done.stdout, done.stderr) == (2, "", f"auditor: {said}\n")


def test_a_full_disk_is_named(run):
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "auditor", "show", run], stdout=full, stderr=subprocess.PIPE, check=False
        )

    assert done.returncode == 2
    assert (
        done.stderr
        == b"auditor: the output: No space left on device; check the name, the rights and the room\n"
    )


def test_a_damaged_journal_is_not_continued(tmp_path):
    site = tmp_path / "site"
    site.mkdir()
    (site / "a.html").write_text("<p>The council repairs the bridge.</p>")
    journal = tmp_path / "run.jsonl.unfinished"
    made = Journal.create(
        journal, Header(source=str(site), kind=None, settings="", identity="", audit=""), with_tables=False
    )
    made.close()
    journal.write_bytes(journal.read_bytes()[:4096] + bytes(4096))

    done = auditor("scan", site, "--resume", "--output", tmp_path / "run.jsonl")

    assert done.returncode == 2
    assert done.stderr.startswith(f"auditor: {journal} cannot be continued: ")
    assert done.stderr.endswith("; repeat the scan without --resume\n")


def test_an_unknown_kind_is_a_wrong_argument(tmp_path):
    done = auditor("scan", tmp_path, "--kind", "website")

    assert done.returncode == 2
    assert done.stderr.startswith("auditor: there is no kind website; it can be ")
