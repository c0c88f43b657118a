"""What the classifier may see and what it must not."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.classify.features import (
    MAX_CHARACTERS,
    STYLE_NAMES,
    features_of,
    features_of_opening,
    features_of_text,
)
from auditor.model import Capture, Extent
from auditor.page.page import read_page

BODY = (
    "The harbour of Littleport opened a second basin on Tuesday, and the first ship was late. "
    "The port master said the delay had been foreseen and that nobody was to blame for the fog. "
    "Fishermen who had waited since dawn were less patient and counted the hours that they had lost. "
) * 3


def page(html: str, **more: object):
    return read_page(Capture(uri="https://littleport-gazette.example/harbour", body=html.encode(), **more))


def html(body: str) -> str:
    paragraphs = "".join(f"<p>{part}</p>" for part in body.split("\n"))
    return f'<html lang="en"><head><title>A late ship</title></head><body><article><h1>A late ship</h1>{paragraphs}</article></body></html>'


@pytest.mark.parametrize(
    "give_away",
    [
        "Sponsored",
        "advertorial",
        "affiliate",
        "Anzeige",
        "Reuters",
        "AFP",
        "dpa",
        "Pressemitteilung",
        "publicidad",
        "Newswire",
    ],
)
def test_label_words_and_agency_names_leave_no_trace_in_the_words(give_away):
    with_it = features_of_text("A late ship", BODY + f" {give_away} ", "en")
    without = features_of_text("A late ship", BODY, "en")

    assert with_it.counts == without.counts


@pytest.mark.parametrize(
    "dateline",
    ["BERLIN (dpa) - ", "WASHINGTON, March 3 (AP) -- ", "Oviedo, 23 may (EFE).- ", "LITTLEPORT — "],
)
def test_a_dateline_is_cut_off(dateline):
    assert features_of_text("", dateline + BODY, "en").counts == features_of_text("", BODY, "en").counts


def test_a_dateline_must_not_swallow_the_text():
    text = "Nobody (not even the port master) knew why. " + BODY

    assert features_of_text("", text, "en").counts["nobody"] >= 1


def test_the_name_of_the_site_is_masked():
    seen = features_of(page(html(BODY + "\nSubscribe to the Gazette, says the Littleport paper.")))

    assert "gazette" not in seen.counts
    assert "littleport" not in seen.counts
    assert seen.counts["harbour"] == 3


def test_words_are_the_same_from_html_from_a_fragment_and_from_plain_text():
    as_page = features_of(page(html(BODY)))
    as_fragment = features_of(
        page(f"<p>{BODY}</p>", extent=Extent.FRAGMENT, fields=(("title", "A late ship"),))
    )
    as_text = features_of(page(f"A late ship\n\n{BODY}", extent=Extent.TEXT, content_type="text/plain"))

    for other in (as_fragment, as_text):
        missing = {word for word in as_page.counts if as_page.counts[word] > other.counts.get(word, 0) + 1}
        assert not missing


def test_the_file_format_leaves_no_trace():
    marked = f"<h1>A late ship</h1><p>{BODY}</p><ul><li>One <a href='https://shop.example/x'>lamp</a></li></ul><h2>Fog</h2>"
    as_page = features_of(page(f"<html lang=en><body><article>{marked}</article></body></html>"))
    as_text = features_of(
        page(f"A late ship\n\n{BODY}\n\nOne lamp\n\nFog", extent=Extent.TEXT, content_type="text/plain")
    )

    assert as_text.style == pytest.approx(as_page.style, abs=0.05, nan_ok=True)


def test_a_paragraph_of_a_plain_text_counts_whatever_stands_between():
    short = "One line\n\nAnother line\n\nA third line\n\nA fourth line"
    text = f"A late ship\n\n{BODY}\n\n{short}\n\nThe lighthouse {BODY}"
    seen = features_of(page(text, extent=Extent.TEXT, content_type="text/plain"))

    assert seen.counts["lighthouse"] == 1
    assert seen.counts["harbour"] == 6


def test_the_words_of_the_headline_count():
    assert features_of_text("A lighthouse", BODY, "en").counts["lighthouse"] == 1


def test_an_opening_is_the_first_words():
    seen = features_of_opening(BODY, 12, "en")

    assert seen.length == 12
    assert "harbour" in seen.counts
    assert "fishermen" not in seen.counts


def test_words_of_one_family_count_the_same_in_every_language():
    at = STYLE_NAMES.index("text: speaks to the reader (you, your)")
    english = features_of_text("", "you find what you need and your door is open " * 10, "en").style[at]
    german = features_of_text("", "du findest was du brauchst und deine tür ist offen " * 10, "de").style[at]

    assert english == pytest.approx(german, abs=0.1)
    assert features_of_text("", "the river rose and the bridge held out " * 10, "en").style[at] == 0


def test_an_endless_text_costs_no_more_than_a_long_one():
    endless = features_of_text("", "word " * 2_000_000, "en")

    assert endless.length <= MAX_CHARACTERS


@settings(max_examples=150, deadline=None)
@given(
    st.text(
        st.sampled_from("abzAZßàÿøØ÷×ªµº'’–—?.,0_ \n\t\xa0\ud800😀你") | st.characters(max_codepoint=0xFF),
        max_size=200,
    )
)
def test_one_far_letter_changes_no_other_word(text):
    """Texts of near and of far letters are cut into words in two ways, for the first is quicker."""
    near, far = features_of_text("", f". {text}", "de"), features_of_text("", f". {text} ǿ", "de")

    assert far.counts == near.counts | {"ǿ": 1}
    assert far.length == near.length + 1


@settings(max_examples=150, deadline=None)
@given(
    body=st.binary(max_size=600),
    extent=st.sampled_from(list(Extent)),
    language=st.sampled_from(["en", "de", None, "zz"]),
)
def test_any_bytes_have_features(body, extent, language):
    seen = features_of(read_page(Capture(uri="x", body=body, extent=extent)))

    assert len(seen.style) == len(STYLE_NAMES)
    assert all(math.isnan(value) or math.isfinite(value) for value in seen.style)
    assert features_of_text("", body.decode("utf-8", "replace"), language).length >= 0
