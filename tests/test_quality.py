"""The quality gate: floors on the hand-labelled pages, wherever they are beside the checkout."""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
from gold import LABELS, PAGES, SCOPES, SCORER
from saved import saved_text

FLOORS = tomllib.loads((Path(__file__).parent / "floors.toml").read_text(encoding="utf-8"))
# Pages as they are, and the same pages as somebody saved their text.
FORMS = ("page", "text")


@pytest.fixture(scope="module", params=FORMS)
def result(request, tmp_path_factory):
    if not SCORER.exists():
        pytest.skip("the hand-labelled pages are not beside the checkout (set AUDITOR_GOLD)")
    folder = tmp_path_factory.mktemp("gold")
    pages = folder / "text" if request.param == "text" else PAGES
    if pages is not PAGES:
        pages.mkdir()
        for page in PAGES.glob("*.html"):
            (pages / f"{page.stem}.txt").write_text(saved_text(page.read_bytes()), encoding="utf-8")
    return request.param, _scored(pages, folder / "reports.jsonl", scopes=pages is PAGES)


def _scored(pages: Path, out: Path, *, scopes: bool) -> dict[str, Any]:
    from auditor.audit import Auditor
    from auditor.report.json_v1 import encode
    from auditor.sources import open_source

    with out.open("wb") as lines:
        for report in Auditor(model=False).audit_many(open_source(str(pages)).captures(None)):
            lines.write(encode(report) + b"\n")
    done = subprocess.run(
        [sys.executable, str(SCORER), str(out), str(LABELS), *(("--scopes", str(SCOPES)) if scopes else ()), "--json"],
        capture_output=True, check=True, text=True,
    )  # fmt: skip
    return json.loads(done.stdout)


def test_origin_kind(result):
    form, figures = result

    assert figures["origin accuracy"] >= FLOORS[form]["origin_kind_right"]


def test_no_clean_page_is_called_paid(result):
    wrong, clean = result[1]["false 'declared' on clean pages"]

    assert wrong <= clean // 100


def test_floors(result):
    form, figures = result
    below = {
        name: (floor, found)
        for name, floor in FLOORS[form].items()
        if isinstance(floor, dict)
        and (found := figures["questions"][floor["name"]])
        and (found["precision"] < floor["precision"] or found["recall"] < floor["recall"])
    }

    assert not below
