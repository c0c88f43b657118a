"""`auditor page` and `auditor blocks`: what stands on the terminal and in the files, and the exit codes of the contract."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from auditor.cli import main
from auditor.report.json_v1 import problems

SAMPLES = Path(__file__).parents[1] / "pages" / "samples"
CLEAN = SAMPLES / "clean.html"
AFFILIATE = SAMPLES / "affiliate-no-notice.html"


@pytest.fixture
def call(capfdbinary):
    """Run a command: its exit code, standard output and standard error."""

    def run(*arguments: object) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as left:
            main([str(argument) for argument in arguments])
        out, err = capfdbinary.readouterr()
        return int(left.value.code or 0), out.decode(), err.decode()

    return run


def test_the_three_answers_come_first_and_fit_eighty_columns(call):
    code, out, err = call("page", "--no-model", SAMPLES / "wire-credited.html")

    assert (code, err) == (0, "")
    assert max(map(len, out.splitlines())) <= 80
    questions = [out.index(question) for question in ("Who wrote it?", "Who paid?", "Who earns?", "Findings")]
    assert questions == sorted(questions)
    assert "Agency text of Reuters" in out
    assert "“ISTANBUL, April 11 (Reuters) -”  dateline" in out


def test_no_escape_sequence_reaches_a_pipe(call):
    assert "\x1b" not in call("page", "--no-model", CLEAN)[1]


def test_one_report_as_json_is_indented_and_several_are_lines(call):
    _, one, _ = call("page", "--no-model", "--format", "json", CLEAN)
    _, several, _ = call("page", "--no-model", "--format", "json", CLEAN, AFFILIATE)

    assert one.startswith("{\n")
    documents = [json.loads(one), *map(json.loads, several.splitlines())]
    assert len(documents) == 3
    assert documents[0] == documents[1]
    assert not [problem for document in documents for problem in problems(document)]


def test_a_page_gives_the_same_bytes_every_time(call):
    first = call("page", "--format", "json", AFFILIATE)

    assert call("page", "--format", "json", AFFILIATE) == first


def test_markdown_sarif_and_html_hold_the_same_page(call):
    assert call("page", "--no-model", "-f", "markdown", CLEAN)[1].startswith("# Harbour opens its new quay")
    assert json.loads(call("page", "--no-model", "-f", "sarif", CLEAN)[1])["version"] == "2.1.0"
    html = call("page", "--no-model", "-f", "html", CLEAN)[1]
    assert BeautifulSoup(html, "html.parser").h1.get_text() == "Harbour opens its new quay a year late"


@pytest.mark.parametrize("format_", ["text", "json", "markdown", "html", "sarif"])
def test_writing_to_a_file_prints_nothing_and_never_changes_the_code(call, tmp_path, format_):
    asked = ("page", "--no-model", "--profile", "us", "--fail-on", "minor", "-f", format_)
    printed = call(*asked, AFFILIATE)

    assert call(*asked, AFFILIATE, "--output", tmp_path / "report") == (printed[0], "", printed[2])
    assert (tmp_path / "report").read_text("utf-8") == printed[1]


@pytest.mark.parametrize(
    ("page", "asked", "code"),
    [
        (AFFILIATE, (), 0),
        (AFFILIATE, ("--fail-on", "info"), 1),
        (AFFILIATE, ("--fail-on", "critical"), 0),
        (CLEAN, ("--fail-on", "info"), 0),
        ("missing.html", (), 3),
        ("missing.html", ("--allow-incomplete",), 0),
        (CLEAN, ("--profile", "atlantis"), 2),
        (CLEAN, ("--format", "pdf"), 2),
        (CLEAN, ("--fail-on", "terrible"), 2),
        (CLEAN, ("--rules", "no/such/folder"), 2),
        (CLEAN, ("--output", "no/such/folder/report.txt"), 2),
    ],
)
def test_exit_codes(call, page, asked, code):
    profile = () if "--profile" in asked else ("--profile", "us")
    left, _, err = call("page", "--no-model", *profile, *asked, page)

    assert left == code
    assert "Traceback" not in err
    assert len(err.splitlines()) == (1 if code else 0)


def test_the_last_line_says_why_a_run_failed(call):
    err = call("page", "--no-model", "--profile", "us", "--fail-on", "serious", AFFILIATE)[2]
    assert "failed checks at or above serious: " in err.splitlines()[-1]
    assert "compliance.affiliate-notice-present" in err.splitlines()[-1]


def test_what_is_suppressed_does_not_count_and_stale_entries_are_named(call, tmp_path):
    entries = tmp_path / "suppressions.yaml"
    entries.write_text(
        "suppressions: [{rule: 'compliance.*', reason: agreed with the desk}, {rule: compliance.gone, reason: once}]"
    )
    asked = ("page", "--no-model", "--profile", "us", "--fail-on", "info", "--suppressions", entries)
    code, _, err = call(*asked, AFFILIATE)
    assert code == 0
    assert "findings suppressed" in err
    assert "compliance.gone" in err


def test_a_question_for_a_person_counts_only_when_asked(call, tmp_path):
    policy = b"<footer><p>Some articles on this site are sponsored by advertisers.</p></footer></body>"
    story = tmp_path / "policy.html"
    story.write_bytes(CLEAN.read_bytes().replace(b"</body>", policy))
    asked = ("page", "--no-model", "--profile", "google", "--fail-on", "info", story)
    assert call(*asked)[0] == 0
    assert call(*asked, "--fail-on-review")[0] == 1


@pytest.mark.parametrize(("format_", "start"), [("junit", "<?xml"), ("csv", "\ufeffpage,")])
def test_build_servers_and_spreadsheets_get_their_formats(call, format_, start):
    assert call("page", "--no-model", "-f", format_, AFFILIATE)[1].startswith(start)


def test_a_failed_check_outweighs_a_page_that_could_not_be_audited(call):
    asked = ("page", "--no-model", "--profile", "us", "--fail-on", "info")

    assert call(*asked, "missing.html", AFFILIATE)[0] == 1
    assert call(*asked, "missing.html", CLEAN)[0] == 3


def test_standard_input_is_a_source(call, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(CLEAN.read_bytes())))
    code, out, _ = call("page", "--no-model", "--format", "json", "-")

    assert code == 0
    assert json.loads(out)["subject"]["title"] == "Harbour opens its new quay a year late"


def test_plain_text_is_read_and_never_called_clean(call, tmp_path):
    words = "The council met on Monday and talked about the bridge, which is closed since the spring. " * 8
    file = tmp_path / "article.txt"
    file.write_text(f"Bridge stays closed\n\nLISBON (Reuters) - {words}\n\n{words}\n")
    _, out, _ = call("page", "--no-model", "--format", "json", file)
    report = json.loads(out)

    assert report["subject"]["extent"] == "text"
    assert report["conclusions"]["origin"]["kind"] == "wire"
    assert "plain-text" in report["coverage"]["limits"]


def test_explain_names_every_rule_and_how_far_it_came(call):
    code, out, _ = call("page", "--no-model", "--explain", SAMPLES / "wire-credited.html")
    _, rules, _ = call("rules", "list")
    explained = out[out.index("Rules looked at") :]

    assert code == 0
    assert "Found something" in explained
    assert "ISTANBUL, April 11 (Reuters)" in explained
    detects = [line.split()[0] for line in rules.splitlines() if line.split()[1:2] == ["detect"]]
    assert detects
    assert [rule for rule in detects if rule not in explained] == []
    assert call("page", "--explain", "--format", "json", CLEAN)[0] == 2


def test_report_and_marked_copy_lead_to_each_other(call, tmp_path):
    report, copy = tmp_path / "out" / "report.html", tmp_path / "copy of it.html"
    report.parent.mkdir()
    code, _, _ = call(
        "page", "--no-model", "-f", "html", "-o", report, "--annotate", copy, SAMPLES / "wire-credited.html"
    )
    of_report = BeautifulSoup(report.read_text("utf-8"), "html.parser")
    of_copy = BeautifulSoup(copy.read_text("utf-8"), "html.parser")

    assert code == 0
    assert of_report.find("a", string="The page with the evidence marked")["href"] == "../copy%20of%20it.html"
    assert of_copy.find("a", string="Back to the report")["href"] == "out/report.html"
    marked = {mark["id"] for mark in of_copy.find_all("mark", id=True)}
    assert {"e1", "e2"} <= marked
    assert of_report.find("a", href="../copy%20of%20it.html#e1")


def test_html_and_copies_take_one_page_at_a_time(call, tmp_path):
    assert call("page", "-f", "html", CLEAN, AFFILIATE)[0] == 2
    assert call("page", "--annotate", tmp_path / "copy.html", CLEAN, AFFILIATE)[0] == 2


def test_without_a_model_no_prediction_is_made(call):
    assert json.loads(call("page", "--no-model", "-f", "json", CLEAN)[1])["classification"] is None


def test_a_page_is_fetched_from_its_address(call, newspaper):
    address = f"{newspaper}/wire-credited.html"
    code, out, _ = call("page", "--no-model", "--allow-private", "-f", "json", address)
    report = json.loads(out)

    assert code == 0
    assert report["subject"]["uri"] == address
    assert report["subject"]["captured_at"]
    assert report["conclusions"]["origin"]["kind"] == "wire"
    assert any((item["text_fragment"] or "").startswith(f"{address}#:~:text=") for item in report["evidence"])


def test_addresses_of_the_own_network_are_refused_unless_allowed(call, newspaper):
    code, out, _ = call("page", "-f", "json", f"{newspaper}/clean.html")

    assert code == 3
    assert json.loads(out)["reason"] == "refused-address"


def test_a_page_that_is_not_there_is_no_clean_page(call, newspaper):
    code, out, _ = call("page", "--allow-private", f"{newspaper}/nothing.html")

    assert code == 3
    assert "Not audited" in out
    assert "404" in out


# --- auditor blocks -------------------------------------------------------------------------------------


def test_blocks_show_zone_scope_and_path_of_every_block(call):
    code, out, _ = call("blocks", "--format", "jsonl", CLEAN)
    blocks = [json.loads(line) for line in out.splitlines()]
    zones = {block["text"]: (block["zone"], block["scope"]) for block in blocks}

    assert code == 0
    assert [block["index"] for block in blocks] == list(range(len(blocks)))
    assert zones["Harbour opens its new quay a year late"] == ("title", "article")
    assert zones["Advertisement"] == ("ad-slot", "ad-slot")
    assert zones["Sponsored A weekend on the water begins here"] == ("teaser", "other-item")
    soup = BeautifulSoup(CLEAN.read_text("utf-8"), "html.parser")
    for block in blocks:
        assert " ".join(soup.select_one(block["css"]).get_text().split()).startswith(block["text"][:20])


def test_blocks_as_text_name_what_the_auditor_takes_a_block_for(call):
    out = call("blocks", CLEAN)[1]

    assert "title · article" in out
    assert "Harbour opens its new quay a year late" in out


def test_blocks_of_a_page_that_cannot_be_read(call):
    code, out, _ = call("blocks", "missing.html")

    assert code == 3
    assert "Not audited" in out


def test_an_unknown_profile_is_named_with_the_known_ones(call):
    code, _, err = call("page", "--no-model", "--profile", "hose", CLEAN)

    assert code == 2
    assert err.startswith("auditor: there is no profile “hose”; there are at, au, ")
