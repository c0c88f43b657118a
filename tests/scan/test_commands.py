"""What the commands scan, show, report and export print and leave behind."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path
from threading import Event

import pytest

from auditor import scan
from auditor.cli import main
from auditor.report.json_v1 import encode
from auditor.stores import jsonl
from tests.factory import make_report, make_skip
from tests.scan.mirror import write_mirror


def call(capfdbinary, *arguments: object) -> tuple[int, str, str]:
    """Run a command in this process: its exit code, standard output and standard error."""
    with pytest.raises(SystemExit) as left:
        main([str(argument) for argument in arguments])
    out, err = capfdbinary.readouterr()
    return int(left.value.code or 0), out.decode(), err.decode()


@pytest.fixture
def run(tmp_path):
    path = tmp_path / "run.jsonl"
    other = make_report(subject={"uri": "https://paper.example/b", "title": "=1+1"}, findings=())
    jsonl.write([encode(make_report()), encode(other), encode(make_skip())], path)
    return path


def test_scan_prints_the_summary_and_writes_what_was_asked_for(tmp_path, capfdbinary):
    write_mirror(tmp_path / "site", 20)

    code, out, err = call(
        capfdbinary,
        "scan",
        tmp_path / "site",
        "-o",
        tmp_path / "run",
        "--format",
        "jsonl",
        "--format",
        "sqlite",
    )

    assert code == 0
    assert "20 inputs: 20 reports" in out
    assert err.splitlines() == [f"Written: {tmp_path / 'run.jsonl'}", f"Written: {tmp_path / 'run.sqlite'}"]
    assert len((tmp_path / "run.jsonl").read_bytes().splitlines()) == 20


@pytest.mark.parametrize("name", ["empty.warc.gz", "empty"])
def test_a_scan_that_found_nothing_says_so(tmp_path, capfdbinary, name):
    """A mistyped folder must not look like a clean site."""
    source = tmp_path / name
    source.mkdir() if name == "empty" else source.write_bytes(b"")

    code, _, err = call(capfdbinary, "scan", source, "-o", tmp_path / "run.jsonl", "-f", "jsonl")
    allowed, _, _ = call(
        capfdbinary, "scan", source, "-o", tmp_path / "two.jsonl", "-f", "jsonl", "--allow-incomplete"
    )

    assert (code, allowed) == (3, 0)
    assert err.splitlines()[-1].startswith(f"auditor: {source}: no page was found in it; ")


def test_scan_names_its_output_after_the_source(tmp_path, capfdbinary, monkeypatch):
    write_mirror(tmp_path / "site", 2)
    monkeypatch.chdir(tmp_path)

    code, _, err = call(capfdbinary, "scan", "site")

    assert (code, err.splitlines()[-1]) == (0, "Written: site.sqlite")


def test_a_scan_tells_what_could_not_be_audited_by_its_code(tmp_path, capfdbinary):
    write_mirror(tmp_path / "site", 3)
    (tmp_path / "site" / "torn.html").write_bytes(b"")

    code, out, _ = call(capfdbinary, "scan", tmp_path / "site", "-o", tmp_path / "run.sqlite")
    allowed, _, _ = call(
        capfdbinary, "scan", tmp_path / "site", "-o", tmp_path / "run.sqlite", "--allow-incomplete"
    )

    assert (code, allowed) == (3, 0)
    assert "empty" in out
    assert "torn.html" in out


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["missing"], 3, "missing"),
        (["site", "-o", "no/folder/run.sqlite"], 2, "no folder"),
        (["site", "--format", "xlsx"], 2, "xlsx"),
        (["site", "--workers", "0"], 2, "workers"),
        (["site", "--profile", "atlantis"], 2, "atlantis"),
        (["site", "--rules", "nowhere"], 2, "nowhere"),
    ],
)
def test_a_wrong_argument_is_one_line_and_leaves_nothing(
    tmp_path, capfdbinary, monkeypatch, arguments, code, words
):
    write_mirror(tmp_path / "site", 2)
    monkeypatch.chdir(tmp_path)

    left, out, err = call(capfdbinary, "scan", *arguments)

    assert (left, out) == (code, "")
    assert words in err
    assert err.count("\n") == 1
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_progress_is_live_on_a_terminal_and_gone_at_the_end(tmp_path):
    import pty

    write_mirror(tmp_path / "site", 200)
    master, slave = pty.openpty()
    command = [
        sys.executable,
        "-m",
        "auditor",
        "scan",
        str(tmp_path / "site"),
        "-o",
        str(tmp_path / "run.sqlite"),
    ]
    environment = {
        **os.environ,
        "PYTHONPATH": str(Path(__file__).parents[2]),
        "TERM": "xterm",
        "COLUMNS": "80",
    }
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=slave, env=environment, text=True
    ) as process:
        os.close(slave)
        shown = b""
        while True:
            try:
                shown += os.read(master, 65536)
            except OSError:
                break
        out = process.stdout.read()
    os.close(master)

    assert "pages" in shown.decode()
    assert "a second" in shown.decode()
    assert "\x1b" not in out
    assert "200 inputs" in out


def test_show_lists_pages_by_any_condition(run, capfdbinary):
    code, out, _ = call(capfdbinary, "show", run)
    _, wire, _ = call(
        capfdbinary,
        "show",
        run,
        "--where",
        "origin=wire",
        "--where",
        "failed > 0",
        "-c",
        "uri",
        "-c",
        "failed",
    )
    _, none, _ = call(capfdbinary, "show", run, "--where", "sponsor LIKE 'Acme%'")

    assert code == 0
    assert [line.split("\t")[0] for line in out.splitlines()] == ["id", "1", "2"]
    assert wire == "uri\tfailed\nhttps://paper.example/business/harbour-tariffs\t1\n"
    assert len(none.splitlines()) == 1


def test_show_lists_what_was_not_audited(run, capfdbinary):
    _, out, _ = call(capfdbinary, "show", run, "--skipped")

    assert out.splitlines()[1].split("\t")[1] == "blocked"


@pytest.mark.parametrize(
    "arguments",
    [
        ["--where", "orign='x'"],
        ["--where", "1; DROP TABLE pages"],
        ["--column", "nope"],
        ["--where", "DELETE FROM pages"],
    ],
)
def test_show_refuses_what_it_does_not_understand_in_one_line(run, capfdbinary, arguments):
    code, out, err = call(capfdbinary, "show", run, *arguments)

    assert (code, out) == (2, "")
    assert err.count("\n") == 1
    assert "sponsorship" in err


@pytest.mark.parametrize("format_", ["text", "json", "markdown", "html"])
def test_report_prints_the_site_and_a_page_in_every_format(run, capfdbinary, format_):
    site, page = (call(capfdbinary, "report", run, *more, "--format", format_) for more in ([], ["1"]))

    assert (site[0], page[0]) == (0, 0)
    assert "Port Authority" in site[1]
    assert "Harbour raises tariffs" in page[1]
    if format_ == "json":
        assert json.loads(site[1])["inputs"] == 3
        assert (
            encode(make_report())
            == json.dumps(json.loads(page[1]), ensure_ascii=False, separators=(",", ":")).encode()
        )


def test_report_writes_to_a_file(run, tmp_path, capfdbinary):
    code, out, _ = call(capfdbinary, "report", run, "-f", "html", "-o", tmp_path / "site.html")

    assert (code, out) == (0, "")
    assert "</html>" in (tmp_path / "site.html").read_text()


def test_exports_hold_every_input(run, tmp_path, capfdbinary):
    _, sheet, _ = call(capfdbinary, "export", run, "--format", "csv")
    _, text, _ = call(capfdbinary, "export", run, "--format", "jsonl")
    _, sarif, _ = call(capfdbinary, "export", run, "--format", "sarif")
    code, _, _ = call(capfdbinary, "export", run, "--format", "parquet", "-o", tmp_path / "run.parquet")
    _, again, _ = call(capfdbinary, "export", tmp_path / "run.parquet", "--format", "jsonl")

    rows = list(csv.DictReader(io.StringIO(sheet.removeprefix("\ufeff"), newline="")))
    assert code == 0
    assert [row["outcome"] for row in rows] == ["report", "report", "skipped"]
    assert rows[1]["title"] == "'=1+1"
    assert text.encode() == run.read_bytes() == again.encode()
    assert json.loads(sarif)["version"] == "2.1.0"


def test_findings_are_exported_one_per_row(run, capfdbinary):
    _, sheet, _ = call(capfdbinary, "export", run, "--format", "csv", "--findings")

    rows = list(csv.DictReader(io.StringIO(sheet.removeprefix("\ufeff"), newline="")))
    assert [row["outcome"] for row in rows] == ["fail", "needs-review", "pass", "not-applicable", "skipped"]


def test_an_export_never_replaces_the_run_it_reads(run, capfdbinary):
    before = run.read_bytes()

    code, _, err = call(capfdbinary, "export", run, "--format", "csv", "-o", run)

    assert code == 2
    assert "is the run itself" in err
    assert run.read_bytes() == before


@pytest.mark.parametrize("command", ["show", "report"])
def test_a_file_that_is_no_run_is_refused_in_one_line(tmp_path, capfdbinary, command):
    (tmp_path / "x.jsonl").write_text("{}")

    code, out, err = call(capfdbinary, command, tmp_path / "x.jsonl")

    assert (code, out, err.count("\n")) == (2, "", 1)


def test_a_run_that_is_not_whole_says_so(tmp_path, capfdbinary):
    write_mirror(tmp_path / "site", 200)
    stop = Event()
    scan(
        tmp_path / "site",
        tmp_path / "run",
        formats=["sqlite", "jsonl"],
        workers=1,
        stop=stop,
        progress=lambda now: stop.set() if now.units else None,
    )

    for name in ("run.sqlite", "run.jsonl"):
        code, out, err = call(capfdbinary, "show", tmp_path / name)

        assert code == 0
        assert len(out.splitlines()) > 1
        assert ("not come to its end" in err) == (name == "run.sqlite")
