"""Checks in Python: they see the page, add evidence, and cannot break an audit."""

from __future__ import annotations

import pytest
from packs import ruleset

from auditor.engine import detect, run_checks
from auditor.engine.checks import installed_checks
from auditor.model import Capture, Evidence, Limit, Quote, Scope, Visible, Zone
from auditor.page.page import read_page

PAGE = read_page(
    Capture(
        uri="https://news.example/a",
        body=b"<html><body><article><h1>Storm</h1><p>A paid post.</p><p data-house='paid'>Rain fell.</p></article></body></html>",
    )
)


def house_mark(page):
    """A check as another package would write it: with BeautifulSoup."""
    for element in page.soup.select("[data-house=paid]"):
        yield Evidence(
            rule="house.mark",
            signal="x.house",
            scope=Scope.ARTICLE,
            zone=Zone.BODY,
            visible=Visible.YES,
            quote=Quote(exact=element.get_text()),
            block=2,
        )


def broken(page):
    raise RuntimeError("a foreign bug")


def late(page):
    yield from house_mark(page)
    raise MemoryError


def wrong(page):
    return ["not evidence"]


def test_a_check_finds_things_and_they_take_their_place_among_the_others(tmp_path):
    found, limits = run_checks(PAGE, [("house", house_mark)])

    evidence = detect(PAGE, ruleset(tmp_path, {"phrase": ["paid post"]}), found)

    assert limits == ()
    assert [(each.id, each.quote.exact) for each in evidence] == [("e1", "paid post"), ("e2", "Rain fell.")]


@pytest.mark.parametrize("check", [broken, late, wrong, None])
def test_a_check_that_fails_is_a_limit_of_the_audit(check):
    found, limits = run_checks(PAGE, [("bad", check), ("house", house_mark)])

    assert [each.rule for each in found] == ["house.mark"]
    assert limits == (Limit.RULE_ERROR,)


def test_checks_come_from_the_entry_points_of_installed_packages(tmp_path, monkeypatch):
    (tmp_path / "house_checks.py").write_text("def mark(page):\n    return ()\n")
    info = tmp_path / "house_checks-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: house-checks\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(
        "[auditor.checks]\nmark = house_checks:mark\nbroken = house_checks:nothing\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    installed_checks.cache_clear()

    try:
        checks = dict(installed_checks())
    finally:
        installed_checks.cache_clear()

    assert checks["broken"] is None
    assert checks["mark"] is not None
    assert list(checks["mark"](PAGE)) == []
