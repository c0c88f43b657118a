"""Honest articles that use the words of labels, credits and notices: nothing on them may be an accusation."""

from __future__ import annotations

import pytest

from auditor import Auditor, Capture
from auditor.model import OriginKind, Outcome, SponsorshipState

AUDITOR = Auditor(model=False)
FILL = {
    "en": "The council met on Tuesday in a room that was warmer than anybody had planned, and voted twice.",
    "de": "Der Saal war am Dienstagabend voll, die Fenster standen offen, und es wurde zweimal abgestimmt.",
    "fr": "La salle était pleine mardi soir, les fenêtres étaient ouvertes et l'on a voté deux fois.",
    "ru": "Зал во вторник вечером был полон, окна были открыты, и голосовали дважды.",
}

ARTICLES = [
    ("en", "Sponsored swim raises 4,000", "Sixty swimmers crossed the bay in the yearly sponsored swim."),
    ("en", "For immediate release: a diary from a cell", "The book sold forty copies and is printed again."),
    (
        "en",
        "Corrections",
        "Correction: An earlier version of this article said it was sponsored by the egg board. It was not.",
    ),
    (
        "en",
        "Label sued over a scheme",
        "“As an Amazon Associate I earn from qualifying purchases” stood on one of the blogs, the suit says.",
    ),
    (
        "de",
        "Anzeige: Mann soll Akten vernichtet haben",
        "Die Anzeige ging am Montag ein, er weist sie zurück.",
    ),
    (
        "de",
        "Zitat der Woche",
        "„Dieser Beitrag enthält Werbung“, stand über dem Grußwort, und niemand fand das lustig.",
    ),
    ("de", "Korrektur", "In einer früheren Fassung dieses Textes hieß es, die Beilage sei eine Anzeige."),
    (
        "fr",
        "Précision",
        "Dans une version précédente de cet article, nous indiquions qu'il était sponsorisé par la coopérative.",
    ),
    ("ru", "Штраф", "Пометка «на правах рекламы» появилась в ролике позже, говорится в решении суда."),
]


@pytest.mark.parametrize(("language", "title", "text"), ARTICLES)
def test_honest_articles_are_accused_of_nothing(language, title, text):
    body = (
        f"<html lang={language}><head><title>{title} | Example Post</title></head><body><article><h1>{title}</h1>"
        f"<p>{text}</p><p>{FILL[language]}</p><p>{FILL[language]}</p></article></body></html>"
    )
    report = AUDITOR.audit(Capture(uri="https://news.example/article", body=body.encode()))
    assert report.conclusions.origin.kind in (OriginKind.ORIGINAL, OriginKind.UNDETERMINED)
    assert report.conclusions.sponsorship.state is SponsorshipState.NONE_FOUND
    assert report.conclusions.affiliate.notice in ("none", "not-applicable")
    assert not [finding.rule for finding in report.findings if finding.outcome is Outcome.FAIL]
