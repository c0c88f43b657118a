"""The Markdown report, read back by a Markdown parser as a forge would."""

from __future__ import annotations

import pytest
from factory import make_report, make_skip
from hypothesis import given
from markdown_it import MarkdownIt
from strategies import HOSTILE, fuzz, results

from auditor.page.text import clean
from auditor.report.markdown import escape, render

parser = MarkdownIt("gfm-like", {"linkify": False})


def kinds(markdown: str) -> set[str]:
    tokens = parser.parse(markdown)
    return {token.type for token in tokens} | {
        child.type for token in tokens for child in token.children or ()
    }


OWN = {
    *(
        f"{name}_{side}"
        for name in ("heading", "paragraph", "bullet_list", "list_item")
        for side in ("open", "close")
    ),
    *(
        f"{name}_{side}"
        for name in ("table", "thead", "tbody", "tr", "th", "td")
        for side in ("open", "close")
    ),
    *("strong_open", "strong_close", "inline", "text", "text_special"),
}


def test_the_report_holds_what_the_terminal_holds():
    text = render(make_report())

    assert text.startswith("# Harbour raises tariffs")
    for words in (
        "Who wrote it? Wire",
        "Who paid? Declared",
        "Fix: Say before",
        "A paywall hides",
        "ab" * 32,
    ):
        assert words in text
    assert "**Not audited: the site refused**" in render(make_skip())


@pytest.mark.parametrize("text", HOSTILE)
def test_words_of_a_page_show_as_they_are(text):
    shown = "".join(
        child.content for token in parser.parse(f"x {escape(text, 9000)}") for child in token.children or ()
    )

    assert shown == f"x {clean(text).encode('utf-8', 'replace').decode()}".strip()


@given(results)
@fuzz
def test_no_page_can_add_markup(result):
    assert kinds(render(result)) <= OWN
