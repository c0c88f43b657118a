"""`auditor report RUN --format html`: one file for a site, and on request a file for every page of it."""

from __future__ import annotations

import json

import pytest
from bs4 import BeautifulSoup
from factory import make_report, make_skip

from auditor.cli import main
from auditor.report.json_v1 import encode


@pytest.fixture
def run(tmp_path):
    found = [
        make_report(subject={"uri": f"https://paper.example/{n}", "title": f"Story {n}"}) for n in range(3)
    ]
    file = tmp_path / "run.jsonl"
    file.write_bytes(b"".join(encode(result) + b"\n" for result in [*found, make_skip()]))
    return file


def call(*arguments: object) -> int:
    with pytest.raises(SystemExit) as left:
        main(["report", *map(str, arguments)])
    return int(left.value.code or 0)


def rows_of(file) -> list[dict]:
    soup = BeautifulSoup(file.read_text("utf-8"), "html.parser")
    fields = json.loads(soup.find(id="fields").string)
    return [dict(zip(fields, row, strict=True)) for row in json.loads(soup.find(id="data").string)]


def test_the_site_report_is_one_file_named_after_the_site(run, tmp_path):
    assert call(run, "--format", "html", "--output", tmp_path / "site.html") == 0

    soup = BeautifulSoup((tmp_path / "site.html").read_text("utf-8"), "html.parser")
    assert soup.h1.get_text() == "The Example Paper"
    assert {row["link"] for row in rows_of(tmp_path / "site.html")} == {""}
    assert sorted(file.name for file in tmp_path.iterdir()) == ["run.jsonl", "site.html"]


def test_every_row_leads_to_the_report_of_its_page_when_these_are_asked_for(run, tmp_path):
    site = tmp_path / "out" / "site.html"
    site.parent.mkdir()

    assert call(run, "-f", "html", "-o", site, "--pages", tmp_path / "all pages") == 0
    for row in rows_of(site):
        page = site.parent / row["link"].replace("%20", " ")
        heading = BeautifulSoup(page.read_text("utf-8"), "html.parser").h1.get_text()
        assert heading in (row["title"], row["uri"])


@pytest.mark.parametrize(
    "extra", [("-f", "html"), ("-o", "site.txt"), ("1", "-f", "html", "-o", "page.html")]
)
def test_pages_go_with_the_site_report_as_a_file(run, tmp_path, extra, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)

    assert call(run, "--pages", "pages", *extra) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1
    assert [file.name for file in tmp_path.iterdir()] == ["run.jsonl"]
