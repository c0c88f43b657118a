"""Captures that hold no page to audit, and pages that only resemble them."""

from __future__ import annotations

import pytest

from auditor.model import Capture, SkipReason
from auditor.page.page import read_page
from auditor.page.walls import skip_reason

PROSE = "The council met on Tuesday and agreed, after a debate of four hours, to close the bridge for repairs until spring. "
MENU = "".join(f"<li><a href=/{n}>Another story of the day, number {n}</a></li>" for n in range(60))
FOOT = f"<footer><ul>{MENU}</ul><p>{PROSE}</p></footer>"


def reason(main: str, *, head: str = "", foot: str = FOOT) -> SkipReason | None:
    body = f"<html><head>{head}</head><body><nav><ul>{MENU}</ul></nav><main>{main}</main>{foot}</body></html>"
    found = skip_reason(read_page(Capture(uri="https://news.example/story", body=body.encode())))
    return None if found is None else found[0]


@pytest.mark.parametrize(
    "title",
    [
        "404",
        "Error 404",
        "404 Not Found",
        "Page not found",
        "The page you are looking for does not exist",
        "Oops! That page can’t be found.",
        "404 – Seite nicht gefunden",
        "Die angeforderte Seite wurde nicht gefunden",
        "Página no encontrada",
        "Erreur 404",
        "Nie znaleziono strony",
        "ページが見つかりませんでした",
    ],
)
def test_an_error_page_saved_as_a_page_is_skipped(title):
    form = "<p>Maybe try a search?</p><form><input type=search></form>"

    assert reason(f"<h1>{title}</h1>{form}") is SkipReason.HTTP_ERROR
    assert reason(form, head=f"<title>{title} | The Example</title>") is SkipReason.HTTP_ERROR


@pytest.mark.parametrize(
    "title", ["Page not found, a play about lost letters", "404 days at sea", "Nothing was found in the lake"]
)
def test_an_article_with_such_words_in_its_title_is_audited(title):
    assert reason(f"<h1>{title}</h1><p>{PROSE}</p>") is None


@pytest.mark.parametrize("title", ["Login", "Sign in to continue", "Anmelden", "Se connecter"])
def test_a_login_form_is_skipped_and_a_story_with_one_in_its_header_is_not(title):
    form = "<form><input name=user><input type=password></form>"

    assert reason(f"<h1>{title}</h1>{form}") is SkipReason.BLOCKED
    assert reason(f"<h1>{title}</h1>") is None
    assert reason(f"<h2>{title}</h2>{form}<h1>Bridge closes until spring</h1><p>{PROSE}</p>") is None


def test_a_long_text_is_audited_whatever_its_title():
    assert reason(f"<h1>Page not found</h1><p>{PROSE * 3}</p><p>{PROSE * 3}</p>") is None


def test_a_page_that_only_leads_on_is_no_page():
    moved = "<meta http-equiv=refresh content='0; url=https://news.example/new'>"

    assert reason("<a href=/new>Moved</a>", head=moved, foot="") is None, "the menu is more than a stub"
    for body in ("<body><a href=/new>Moved</a></body>", ""):
        stub = f"<html><head>{moved}</head>{body}</html>"
        assert skip_reason(read_page(Capture(uri="https://news.example/", body=stub.encode()))) == (
            SkipReason.NOT_A_PAGE,
            "the page sends readers on to https://news.example/new; audit that one",
        )


@pytest.mark.parametrize("content", ["300", "600; url=https://news.example/", "nonsense"])
def test_a_page_that_stays_fresh_is_audited(content):
    head = f"<meta http-equiv=refresh content='{content}'>"
    short = f"<html><head>{head}</head><body><h1>Bridge</h1><p>{PROSE}</p></body></html>"

    assert skip_reason(read_page(Capture(uri="https://news.example/", body=short.encode()))) is None
