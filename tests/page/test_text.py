"""Text normalisation."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from auditor.page.text import clean, fold


@given(st.text())
def test_folding_keeps_every_position(text):
    assert len(fold(text)) == len(text)


@given(st.text())
def test_cleaning_twice_changes_nothing_more(text):
    assert clean(clean(text)) == clean(text)


def test_cleaning_drops_what_no_reader_sees():
    assert clean("Annonsør\u00adinnhold \u200b\u202e \n\t  x\x1b[31m") == "Annonsørinnhold x[31m"


def test_folding_unifies_case_quotes_dashes_and_widths():
    assert fold("ANZEIGE – „Test“ （ＰＲ） İstanbul ΔΙΑΦΉΜΙΣΗ") == 'anzeige - "test" (pr) istanbul διαφημιση'
