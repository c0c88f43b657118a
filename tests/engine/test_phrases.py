"""The phrase language: what a phrase matches, where a word ends, and that no pattern can make a scan hang."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.engine.anchors import anchors, is_anchor
from auditor.engine.edges import undated
from auditor.engine.phrases import WORD, Automaton, Program, phrase, program, regex
from auditor.engine.regexes import read_regex
from auditor.engine.syntax import PatternError, read_phrase
from auditor.page.text import fold


def found(source: str, text: str) -> list[str]:
    compiled = program(phrase(source), str)
    return [text[match.start : match.end] for match in compiled.find(fold(text))]


@pytest.mark.parametrize(
    ("source", "text", "expected"),
    [
        ("(sponsored|paid) (content|post)", "This is Sponsored Content.", ["Sponsored Content"]),
        ("(sponsored|paid) (content|post)", "He was paid. Post your reply.", []),
        ("sponsored content", "sponsored-content", ["sponsored-content"]),
        ("commission-earning links", "commission earning links", ["commission earning links"]),
        ("[in] paid partnership with", "In paid partnership with Acme", ["In paid partnership with"]),
        ("[in] paid partnership with", "A paid partnership with Acme", ["paid partnership with"]),
        ("paid [promotional] post", "a paid post", ["paid post"]),
        ("ad[s]", "Ads and ad and adds", ["Ads", "ad"]),
        ("(the|) report", "the report", ["the report"]),
        ("not {0,2} sponsored", "not sponsored", ["not sponsored"]),
        ("not {0,2} sponsored", "not, in fact, sponsored", ["not, in fact, sponsored"]),
        ("not {0,2} sponsored", "not one two three sponsored", []),
        ("not {0,2} sponsored", "certainly not. Sponsored", []),
        ("gesponser*", "Gesponserter Beitrag", ["Gesponserter"]),
        ("*provision", "Eine Vermittlungsprovision fällt an", ["Vermittlungsprovision"]),
        ("ad", "adage, had, ad.", ["ad"]),
        ("étude", "une étude", ["étude"]),
        ("étud", "une étude", []),
        ("реклама", "Реклама!", ["Реклама"]),
        ("広告", "この記事は広告です", ["広告"]),
        ("PR", "これはPRです", ["PR"]),
        ("publisher's choice", "The publisher’s choice", ["publisher’s choice"]),
        (r"\(ad\)", "(Ad)", ["(Ad)"]),
        ("q&a", "Q&A with", ["Q&A"]),
    ],
)
def test_what_a_phrase_matches(source, text, expected):
    assert found(source, text) == expected


def test_a_capture_takes_the_sponsor_up_to_a_bracket():
    compiled = program(phrase("sponsored by {sponsor}"), str)

    (match,) = compiled.find(fold("Sponsored by Acme Bank (Ad)"))

    assert match.captures["sponsor"] == (13, 23)


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("[maybe] [this]", "at least one word"),
        ("{0,2} sponsored", "between words"),
        ("not {0,2}", "between words"),
        ("not {0,99} sponsored", "at most"),
        ("not {3,2} sponsored", "rising"),
        ("(a|b", "not closed"),
        ("a)", "partner"),
        ("()", "empty"),
        ("{0}", "brace"),
    ],
)
def test_a_phrase_that_cannot_be_read_says_why(source, reason):
    with pytest.raises(PatternError, match=reason):
        read_phrase(source)


@pytest.mark.parametrize("source", ["(?=x)abc", "(?!x)abc", "(?<=x)abc", r"(a)\1abc"])
def test_lookaround_and_backreferences_are_refused(source):
    with pytest.raises(PatternError):
        program(regex(source), str)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (r"(?i)^\(?(reporting|writing) by .+ editing by", {"editing by"}),
        (r"\p{Lu}foo(bar)+[Cc]at", {"foobar"}),
        (r"^By (?P<name>[A-Z]\w+), Reuters$", {", reuters"}),
        (r"[A-Z]{2,}\d", None),
    ],
)
def test_literals_of_a_pattern(source, expected):
    best = anchors(read_regex(source))

    assert best is None if expected is None else best is not None and best[1] == expected


@pytest.mark.parametrize(
    ("source", "text"),
    [
        (r"^\[\p{L}{2,9} paid\]", "[Été paid]"),
        (r"^\(?[\p{Lu}\d]+\) paid", "(ÉTÉ) paid"),
        (r"^\p{Lu}\p{L}+\.? paid", "Été paid"),
        (r"^[(\[]\p{L}+[)\]] paid", "[été] paid"),
    ],
)
def test_letters_of_any_script_stand_beside_escaped_brackets(source, text):
    assert program(regex(source), str).holds(text)


@pytest.mark.parametrize(
    ("literal", "long_enough"), [("ad", False), ("paid", True), ("広告", True), ("--- -", False)]
)
def test_how_long_an_anchor_must_be(literal, long_enough):
    assert is_anchor(literal) is long_enough


@pytest.mark.parametrize(
    ("source", "needs"),
    [
        ("<labels> by", True),
        ("(?:<labels>|<labels:ad>) by", True),
        ("(?:<labels>|paid) by", False),
        ("<labels>? by", False),
    ],
)
def test_whether_a_form_stands_in_every_match(source, needs):
    assert regex(source).needs_form is needs


def test_anchors_that_are_too_short_give_way_to_long_ones():
    best = anchors(read_regex("(?:by|of) (?:" + "|".join(f"name{number}" for number in range(120)) + ")"))

    assert best is not None
    assert all(map(is_anchor, best[1]))


def test_a_hostile_pattern_and_text_stay_linear():
    hostile = Program(r"(?:a+)+$")
    start = time.perf_counter()

    assert not hostile.holds("a" * 100_000 + "!")

    assert time.perf_counter() - start < 2


# -- agreement with a naive reading --------------------------------------------------------------------------

WORDS = ["ad", "paid", "post", "not", "été", "広告"]


@st.composite
def alternatives(draw):
    return draw(st.lists(st.sampled_from(WORDS), min_size=1, max_size=3, unique=True))


@given(
    st.lists(alternatives(), min_size=1, max_size=3),
    st.lists(st.sampled_from([*WORDS, "x", ".", "-"]), max_size=12),
)
def test_a_phrase_agrees_with_comparing_word_by_word(phrase_words, text_words):
    source = " ".join(f"({'|'.join(words)})" for words in phrase_words)
    text = " ".join(text_words)
    tokens = text.split(" ")
    expected = any(
        all(tokens[at + offset] in words for offset, words in enumerate(phrase_words))
        for at in range(len(tokens) - len(phrase_words) + 1)
    )

    assert bool(found(source, text)) == expected


@given(st.text(max_size=60))
def test_a_literal_phrase_is_found_exactly_where_it_stands_as_a_word(text):
    text = " ".join(text.split())
    expected = re.search(rf"(?<![{WORD}])ad(?![{WORD}])", fold(text)) is not None

    assert bool(found("ad", text)) == expected


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("By Jane Nobody, CNN Published: Mar. 4, 2024 at 5:00 AM EST", "By Jane Nobody, CNN"),
        ("dpa am 25.01.2022", "dpa"),
        ("AFP | 30 avril 2015", "AFP"),
        ("By Jane Nobody, AP @jnobody", "By Jane Nobody, AP"),
        ("By Jane May, AP", "By Jane May, AP"),
        ("Published by AP", "Published by AP"),
        ("May 4, 2020 By AP", "May 4, 2020 By AP"),
        ("Posted on May 4, 2020 by AP", "Posted on May 4, 2020 by AP"),
    ],
)
def test_a_date_or_an_address_at_the_end_of_a_byline_is_left_out(line, name):
    assert undated(line) == name


def test_literals_are_found_where_stretches_of_a_long_text_meet():
    text = "x" * 499_998 + "needle" + "x" * 600_000 + "needle"

    assert list(Automaton(["needle", "nee"]).hits(text)) == [
        (1, 499_998, 500_001), (0, 499_998, 500_004), (1, 1_100_004, 1_100_007), (0, 1_100_004, 1_100_010),
    ]  # fmt: skip
