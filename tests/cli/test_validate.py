"""`auditor validate`: what a person who got a report file from somebody sees."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from factory import make_report, make_skip

from auditor.cli import main
from auditor.report.json_v1 import encode, indent


def run(*arguments):
    with pytest.raises(SystemExit) as left:
        main(["validate", *map(str, arguments)])
    return left.value.code


def test_json_lines_and_indented_json_are_valid(tmp_path, capsys):
    lines = tmp_path / "run.jsonl"
    lines.write_bytes(encode(make_report()) + b"\n\n" + encode(make_skip()) + b"\n")
    single = tmp_path / "report.json"
    single.write_bytes(indent(encode(make_report())))

    assert run(lines, single) == 0
    assert capsys.readouterr().out.splitlines() == [
        f"{lines}: valid, 1 report and 1 skipped",
        f"{single}: valid, 1 report and 0 skipped",
    ]


def test_a_problem_is_one_line_with_file_line_and_path(tmp_path, capsys):
    bad = json.loads(encode(make_report()))
    bad["conclusions"]["origin"]["kind"] = "copied\x1b[31m"
    file = tmp_path / "run.jsonl"
    file.write_bytes(encode(make_skip()) + b"\n" + json.dumps(bad).encode() + b'\n{"schema": 1\n')

    assert run(file) == 2
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith(f"{file}:2: $.conclusions.origin.kind: 'copied")
    assert "\x1b" not in lines[0]
    assert lines[1].startswith(f"{file}:3: $: no JSON: ")
    assert len(lines) == 2


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"[", b"[" * 100_000, b'"auditor.report/1"', b"NaN"])
def test_anything_that_is_no_report_is_a_problem(tmp_path, capsys, content):
    file = tmp_path / "x.json"
    file.write_bytes(content)

    assert run(file) == 2
    assert capsys.readouterr().out.startswith(f"{file}:1: $")


def test_the_same_problem_many_times_is_cut_and_counted(tmp_path, capsys):
    file = tmp_path / "run.jsonl"
    file.write_bytes(b"{}\n" * 50)

    assert run(file) == 2
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 21
    assert lines[-1].endswith("and 30 more problems")


def test_a_file_that_is_not_there_is_one_line(tmp_path, capsys):
    assert run(tmp_path / "none.json") == 3
    assert capsys.readouterr().err.count("\n") == 1


def test_standard_input():
    done = subprocess.run(
        [sys.executable, "-m", "auditor", "validate", "-"],
        input=encode(make_report()),
        capture_output=True,
        check=False,
    )

    assert done.returncode == 0
    assert done.stdout == b"standard input: valid, 1 report and 0 skipped\n"


@pytest.mark.parametrize("arguments", [(), ("--nope", "x")])
def test_a_wrong_argument_is_one_line(capsys, arguments):
    assert run(*arguments) == 2
    assert capsys.readouterr().err.startswith("auditor: ")
