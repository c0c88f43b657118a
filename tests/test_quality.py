"""The quality gate: floors on the hand-labelled pages, wherever they are beside the checkout."""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from gold import LABELS, PAGES, SCOPES, SCORER

FLOORS = tomllib.loads((Path(__file__).parent / "floors.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def result(tmp_path_factory):
    if not SCORER.exists():
        pytest.skip("the hand-labelled pages are not beside the checkout (set AUDITOR_GOLD)")
    from auditor.audit import Auditor
    from auditor.report.json_v1 import encode
    from auditor.sources import open_source

    out = tmp_path_factory.mktemp("gold") / "reports.jsonl"
    with out.open("wb") as lines:
        for report in Auditor(model=False).audit_many(open_source(str(PAGES)).captures(None)):
            lines.write(encode(report) + b"\n")
    done = subprocess.run(
        [sys.executable, str(SCORER), str(out), str(LABELS), "--scopes", str(SCOPES), "--json"],
        capture_output=True, check=True, text=True,
    )  # fmt: skip
    return json.loads(done.stdout)


def test_origin_kind(result):
    assert result["origin accuracy"] >= FLOORS["origin_kind_right"]


def test_no_clean_page_is_called_paid(result):
    wrong, clean = result["false 'declared' on clean pages"]

    assert wrong <= clean // 100


@pytest.mark.parametrize("name", [name for name, floor in FLOORS.items() if isinstance(floor, dict)])
def test_floor(result, name):
    floor = FLOORS[name]
    figures = result["questions"][floor["name"]]

    assert figures["precision"] >= floor["precision"]
    assert figures["recall"] >= floor["recall"]
