"""The reports in a real browser: silent, self-contained, accessible, usable by keyboard, on paper and without scripts."""

from __future__ import annotations

import json
import re
from html import unescape
from urllib.parse import unquote

import msgspec
import pytest

from auditor.report.details import detail
from auditor.report.site import render_site, row
from auditor.report.tally import summarise
from tests.factory import make_evidence, make_report
from tests.make_samples import SAMPLES

pytestmark = pytest.mark.browser

SMALL = {"viewport": {"width": 390, "height": 844}}
WIDE = {"viewport": {"width": 1280, "height": 900}}


def names(folder) -> list[str]:
    return sorted(file.name for file in folder.glob("*.html"))


@pytest.mark.parametrize("screen", [SMALL, WIDE], ids=["390", "1280"])
def test_nothing_is_said_no_request_leaves_the_file_and_nothing_sticks_out(documents, open_page, screen):
    for name in names(documents):
        with open_page((documents / name).as_uri(), **screen) as (page, wrong):
            page.wait_for_timeout(50)
            assert wrong == [], name
            assert page.evaluate("document.documentElement.scrollWidth") <= screen["viewport"]["width"], name


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("screen", [SMALL, WIDE], ids=["390", "1280"])
def test_axe_finds_no_violation(documents, open_page, axe, screen, scheme):
    for name in names(documents):
        if name.startswith("hostile") and (scheme, screen) != ("light", SMALL):
            continue  # other words in the same design
        with open_page((documents / name).as_uri(), color_scheme=scheme, **screen) as (page, _):
            page.evaluate("document.querySelectorAll('details').forEach((part) => (part.open = true))")
            assert violations(page, axe) == [], name


def violations(page, axe: str) -> list[str]:
    page.evaluate(axe)
    found = page.evaluate("axe.run().then((result) => result.violations)")
    return [f"{item['id']}: {item['nodes'][0]['html'][:300]}" for item in found]


def test_axe_finds_no_violation_in_an_opened_row(documents, open_page, axe):
    for name in ("site.html", "hostile-site.html"):
        with open_page((documents / name).as_uri()) as (page, _):
            page.locator("#table button.open").first.click()
            assert violations(page, axe) == [], name


def test_the_tab_key_reaches_every_control(documents, open_page):
    for name in ("affiliate-no-notice.html", "wire-credited-marked.html", "site.html", "comparison.html"):
        with open_page((documents / name).as_uri()) as (page, _):
            wanted = page.evaluate(
                """() => [...document.querySelectorAll('a[href], button, input, select, summary, [tabindex="0"]')]
                .filter((element) => element.checkVisibility({visibilityProperty: true}) && !element.disabled)
                .map((element, index) => (element.dataset.reach = index))"""
            )
            reached = set()
            for _ in range(len(wanted) + 2):
                page.keyboard.press("Tab")
                number = page.evaluate("document.activeElement?.dataset.reach")
                reached.add(number)
                if number is not None:
                    # Whoever uses the keyboard has to see where they are.
                    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
            assert [number for number in wanted if str(number) not in reached] == [], name


def test_a_row_opens_and_closes_by_keyboard_and_gives_the_focus_back(documents, open_page):
    with open_page((documents / "site.html").as_uri()) as (page, wrong):
        button = page.locator("#table button.open").first
        title = button.inner_text()
        button.focus()
        page.keyboard.press("Enter")
        assert page.locator("dialog[open] h2").inner_text() == title
        assert page.locator("dialog[open] a", has_text="The full report of this page").count() == 1
        page.keyboard.press("Escape")
        assert page.locator("dialog[open]").count() == 0
        assert page.evaluate("document.activeElement.textContent") == title
        assert wrong == []


def test_the_table_of_a_site_sorts_and_filters(documents, open_page):
    with open_page((documents / "site.html").as_uri()) as (page, wrong):
        titles = page.locator("#table tbody th button")
        everything = titles.all_inner_texts()
        page.get_by_role("button", name="Page").click()
        assert titles.all_inner_texts() == sorted(everything, key=str.casefold)
        page.get_by_role("button", name="Page").click()
        assert titles.all_inner_texts() == sorted(everything, key=str.casefold, reverse=True)
        page.get_by_label("Words").fill("deck-lamps")
        page.locator("#shown", has_text="filtered").wait_for()
        assert titles.all_inner_texts() == ["The five best deck lamps for small boats"]
        page.get_by_label("Words").fill("")
        page.locator("[name=origin]").select_option("Wire")
        page.locator("#shown", has_text="1 to 2 of 2").wait_for()
        page.get_by_label("Words").fill("no such page")
        page.locator("#shown", has_text="No page fits").wait_for()
        assert wrong == []


def test_a_site_report_is_read_without_scripts_too(documents, open_page):
    with open_page((documents / "site.html").as_uri(), java_script_enabled=False) as (page, _):
        assert page.locator("#table tbody tr").count() == 6
        assert page.locator("#filter").is_hidden()
        assert page.locator("#table tbody a").first.get_attribute("href") == "affiliate-no-notice.html"


def test_text_fragments_point_at_words_that_are_there(documents, open_page):
    folder = documents
    checked = 0
    for file in folder.glob("*.html"):
        copy = folder / f"{file.stem}-marked.html"
        fragments = re.findall(r'href="https?://[^"]*#:~:text=([^"]*)"', file.read_text("utf-8"))
        if not copy.is_file() or not fragments:
            continue
        with open_page(copy.as_uri()) as (page, _):
            # The labels of the marks are made by the style sheet: they are no text of the page.
            words = squeezed(page.evaluate("document.querySelector('main').textContent"))
            for fragment in fragments:
                parts = [squeezed(unquote(part).strip("-")) for part in unescape(fragment).split(",")]
                place = 0
                for part in parts:
                    place = words.find(part, place)
                    assert place >= 0, (file.name, fragment)
                checked += 1
    assert checked > 5


def test_the_browser_scrolls_to_the_words_of_a_text_fragment(chromium, newspaper):
    report = json.loads((SAMPLES / "wire-credited.json").read_text("utf-8"))
    seen = 0
    for item in report["evidence"]:
        if not item["text_fragment"] or item["zone"] not in ("body", "trailer"):
            continue
        fragment = item["text_fragment"].partition("#")[2]
        page = chromium.new_page(viewport={"width": 390, "height": 160})
        page.goto(f"{newspaper}/wire-credited.html#{fragment}")
        place = page.locator(item["css"]).bounding_box()
        assert 0 <= place["y"] < 160, item["quote"]["exact"]
        seen += 1
        page.close()
    assert seen


def squeezed(text: str) -> str:
    return "".join(text.split()).casefold()


def test_links_into_the_marked_copy_lead_to_a_mark(documents, open_page):
    with open_page((documents / "wire-credited.html").as_uri()) as (page, _):
        piece = page.locator(".piece", has_text="ISTANBUL, April 11").first
        number = piece.get_attribute("id")
        piece.locator("a", has_text="See it in the marked copy").click()
        page.wait_for_url(f"**/wire-credited-marked.html#{number}")
        mark = page.locator(f"#{number}")
        assert mark.inner_text().endswith("ISTANBUL, April 11 (Reuters) -")
        assert mark.bounding_box()["y"] < 900
        page.get_by_role("link", name="Back to the report").click()
        page.wait_for_url("**/wire-credited.html")


def test_paper_shows_what_is_folded_on_the_screen(documents, open_page):
    for name in ("affiliate-no-notice.html", "site.html"):
        with open_page((documents / name).as_uri()) as (page, _):
            page.emulate_media(media="print")
            folded = page.locator("details:not([open]) > :not(summary)").all()
            assert folded, name
            assert [part for part in folded if not part.bounding_box()] == [], name
            assert page.pdf(format="A4").startswith(b"%PDF")


def test_hostile_words_show_as_words(documents, open_page):
    for file in sorted(documents.glob("hostile-*.html")):
        with open_page(file.as_uri()) as (page, wrong):
            assert page.locator("img, iframe, object, embed, base").count() == 0, file.name
            for link in page.locator("a").all():
                assert re.match(r"(https?://|#)", link.get_attribute("href")), file.name
            for opener in page.locator("#table button.open").all():
                opener.click()
                page.locator("#page-close").click()
            assert wrong == [], file.name


@pytest.mark.slow
def test_a_site_of_twenty_thousand_pages_opens_at_once(open_page, tmp_path):
    found = [page_of(number) for number in range(20_000)]
    rows, details = list(map(row, found)), list(map(detail, found))
    file = tmp_path / "site.html"
    file.write_text(render_site(summarise(found), rows, title="The Example Paper", details=details), "utf-8")
    assert file.stat().st_size < 30_000_000
    took = []
    for _ in range(3):  # the machine may have other things to do
        with open_page(file.as_uri()) as (page, _):
            page.locator("#shown", has_text="Rows 1 to 50 of 20,000").wait_for()
            took.append(page.evaluate("performance.now()"))
    assert min(took) < 2000
    with open_page(file.as_uri()) as (page, wrong):
        page.get_by_label("Words").fill("slug-19999")
        page.locator("#shown", has_text="1 to 1 of 1, filtered from 20,000").wait_for()
        page.locator("#table button.open").click()
        assert "quote 19999" in page.locator("#page-body").inner_text()
        assert wrong == []


def page_of(number: int):
    """A page as large as they come: every quote, message and address its own."""
    evidence = [
        make_evidence(
            f"e{n}", signal, f"quote {number} {'of some length ' * 8}", link=f"https://shop.example/{number}"
        )
        for n, signal in enumerate(("origin.wire", "affiliate.link", "sponsorship.label"), 1)
    ]
    findings = tuple(
        msgspec.structs.replace(finding, message=f"{finding.message} {number} {'and more of it ' * 6}")
        for finding in make_report().findings
    )
    address = f"https://paper.example/section/a-slug-of-many-words-as-it-is-usual-slug-{number}"
    title = f"{number}: a headline with as many words as headlines have in the papers of today"
    published = f"20{10 + number % 15}-{1 + number % 12:02}-03"
    subject = {"uri": address, "final_uri": address, "title": title, "published": published}
    return make_report(subject=subject, evidence=evidence, findings=findings)
