"""The article report as HTML: one file that loads nothing and in which a page's words are only words."""

from __future__ import annotations

import base64
import hashlib
import re
from itertools import pairwise

import msgspec
import pytest
from bs4 import BeautifulSoup
from factory import make_evidence, make_report, make_skip
from hypothesis import given
from strategies import HOSTILE, fuzz, results

from auditor.model import MapStretch, Outcome, SkipReason, SourceRef, Zone
from auditor.report.html import href, render
from auditor.report.picture import HEIGHT, page_map


def soup_of(markup: str) -> BeautifulSoup:
    return BeautifulSoup(markup, "html.parser")


def text_of(node) -> str:
    return " ".join(node.get_text(" ").split())


def test_the_three_answers_come_first_each_with_its_confidence():
    main = soup_of(render(make_report())).main
    answers = [text_of(answer) for answer in main.find("section").select(".answer")]

    assert [answer.split("?")[0] for answer in answers] == ["Who wrote it", "Who paid", "Who earns"]
    assert "Wire Agency text of Reuters. high confidence 1 piece of evidence" in answers[0]
    assert "medium confidence" in answers[1]


def test_every_piece_of_evidence_has_quote_context_place_and_links():
    piece = soup_of(render(make_report(), copy="copy.html")).find(id="e1")

    assert piece.mark.get_text() == "ROTTERDAM (Reuters) -"
    assert text_of(piece.blockquote) == "…before ROTTERDAM (Reuters) - after…"
    assert "dateline, in the lead, visible" in text_of(piece)
    live, marked = piece.find_all("a")
    assert live["href"].endswith("#:~:text=ROTTERDAM%20(Reuters)")
    assert marked["href"] == "copy.html#e1"


def test_findings_stand_by_outcome_with_standard_reason_and_fix():
    found = soup_of(render(make_report())).find(id="findings")

    assert [section["id"] for section in found.find_all("section")] == [
        "fail",
        "needs-review",
        "pass",
        "not-applicable",
    ]
    failed = text_of(found.find(id="fail"))
    assert "reason: missing" in failed
    assert "Fix: Say before the first link" in failed
    assert "US-FTC-FAQ, affiliate links says so itself" in failed
    assert found.find(id="fail").find("a", href="#e2")


def test_what_was_not_covered_and_how_to_repeat_it():
    text = text_of(soup_of(render(make_report())))

    assert "A paywall hides part of the text." in text
    assert "ab" * 32 in text
    assert (
        "auditor page harbour.html --format html --output report.html --profile us --profile google" in text
    )


def test_the_command_leaves_out_the_classifier_where_none_was_used():
    audit = msgspec.structs.replace(make_report().audit, model=None)

    assert "--profile google --no-model" in text_of(soup_of(render(make_report(audit=audit))))


def test_a_page_inside_a_container_is_repeated_by_a_scan():
    source = SourceRef(kind="warc", path="my crawl.warc.gz", item="1200")

    assert (
        "auditor scan 'my crawl.warc.gz' --format jsonl"
        in soup_of(render(make_report(subject={"source": source}))).get_text()
    )


def test_evidence_that_serves_two_answers_carries_its_id_once():
    conclusions = make_report().conclusions
    affiliate = msgspec.structs.replace(conclusions.affiliate, evidence=("e2", "e3"))
    soup = soup_of(render(make_report(conclusions={"affiliate": affiliate})))

    assert len(soup.select("#e3")) == 1
    assert len([piece for piece in soup.select(".piece") if "Partner content" in piece.get_text()]) == 2


def test_many_pieces_of_evidence_fold_away():
    evidence = [make_evidence(f"e{n}", "affiliate.link", f"link {n}") for n in range(1, 101)]
    affiliate = msgspec.structs.replace(
        make_report().conclusions.affiliate, evidence=tuple(item.id for item in evidence)
    )
    soup = soup_of(render(make_report(evidence=evidence, findings=(), conclusions={"affiliate": affiliate})))

    assert soup.find("summary", string="94 more pieces of evidence")


def test_evidence_outside_the_answers_is_shown_apart():
    extra = make_evidence("e4", "origin.mention", "told Reuters")
    soup = soup_of(render(make_report(evidence=[*make_report().evidence, extra])))

    assert "told Reuters" in soup.find(id="other").get_text()


@pytest.mark.parametrize("outcome", Outcome)
def test_every_outcome_is_a_group_of_its_own(outcome):
    finding = msgspec.structs.replace(make_report().findings[0], outcome=outcome)

    assert soup_of(render(make_report(findings=(finding,)))).find("section", id=outcome.value)


@pytest.mark.parametrize("reason", SkipReason)
def test_a_skip_is_a_page_that_says_why(reason):
    assert "Not audited" in render(make_skip(reason))


@pytest.mark.parametrize(
    ("address", "safe"),
    [
        ("https://x.example/a?b=c#:~:text=d", True),
        ("HTTP://x.example", True),
        ("java\x00script:alert(1)", False),
        (" javascript:alert(1)//https://x.example", False),
        ("data:text/html,x", False),
        ("//x.example/", False),
        ("https:///x", False),
        ("https://x.example/" + "x" * 5000, False),
        ("", False),
        (None, False),
    ],
)
def test_only_http_addresses_become_links(address, safe):
    assert bool(href(address)) is safe


# --- the map --------------------------------------------------------------------------------------------


def test_the_map_shows_label_headline_byline_credit_and_link_in_reading_order():
    drawn = page_map(make_report())

    assert [mark.name for mark in drawn.marks] == [
        "Label",
        "Headline",
        "Byline",
        "Agency credit",
        "First affiliate link",
    ]
    assert "label with label, headline, byline" in drawn.words
    assert sum(band.height for band in drawn.bands) == pytest.approx(HEIGHT, abs=0.1)


def test_names_on_the_map_never_cover_each_other():
    drawn = page_map(make_report())
    labels = [mark.label for mark in drawn.marks]

    assert all(below - above >= 16.9 for above, below in pairwise(labels))


def test_a_report_without_a_map_is_shown_without_one():
    coverage = msgspec.structs.replace(make_report().coverage, map=())

    assert "<figure" not in render(make_report(coverage=coverage))


def test_a_page_of_thousands_of_stretches_is_still_drawn():
    stretches = tuple(
        MapStretch(zone=Zone.BODY if n % 2 else Zone.CAPTION, first=n, blocks=1, characters=80)
        for n in range(3000)
    )
    coverage = msgspec.structs.replace(make_report().coverage, map=stretches)

    assert len(render(make_report(coverage=coverage))) < 1_000_000


# --- hostile pages --------------------------------------------------------------------------------------

TAGS = (
    "html head meta title link style body a header p h1 h2 h3 h4 bdi span main section div dl dt dd article strong ul "
    "ol li code details summary table caption thead tbody tr th td pre blockquote mark aside figure figcaption svg "
    "desc defs g rect path text use"
)


def assert_harmless(markup: str) -> None:
    soup = soup_of(markup)
    policy = soup.find("meta", attrs={"http-equiv": "Content-Security-Policy"})["content"]
    digest = base64.b64encode(hashlib.sha256(soup.style.string.encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none'; ")
    assert {tag.name for tag in soup.find_all(True)} <= set(TAGS.split())
    for tag in soup.find_all(True):
        assert not [name for name in tag.attrs if name.startswith("on") or name in ("style", "src", "srcset")]
        address = tag.get("href", "#")
        assert re.match(r"#|https?://|copy\.html#|data:,$", address, re.IGNORECASE), address
    assert not set(markup) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\x00\x1b\x07\x9b")


@given(results)
@fuzz
def test_no_page_can_add_markup_scripts_or_loads(result):
    markup = render(result, copy="copy.html")

    assert_harmless(markup.replace('href="copy.html"', 'href="#"'))
    markup.encode("utf-8")


@pytest.mark.parametrize("text", [text for text in HOSTILE if text.strip()])
def test_hostile_words_show_as_words(text):
    title = soup_of(render(make_report(subject={"title": text}))).h1.get_text()

    assert "<" not in text or "<" in title
    assert len(title) <= 901
