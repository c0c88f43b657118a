"""Plain text: what is the headline, who stands under it, and what is one paragraph."""

from __future__ import annotations

import textwrap

import pytest

from auditor.model import Place, Zone
from auditor.page.plaintext import lay_out

HEADLINE = "County board votes to repair bridge"
LONG = "The council met on Tuesday and agreed, after a debate of four hours, to close the bridge for repairs until spring."
BODY = "\n\n".join([LONG] * 4)


def zones_of(text: str) -> dict[str, Zone]:
    return {block.text: block.zone for block in lay_out(text)}


@pytest.mark.parametrize(
    "byline",
    [
        "By JANE NOBODY and JOHN NOONE, Example Press Agency",
        "JANE NOBODY and JOHN NOONE Example Press Agency of the Coast",
        "Jane Nobody | The Example Press Agency of the West",
    ],
)
def test_a_byline_longer_than_the_headline_is_a_byline(byline):
    zones = zones_of(f"{HEADLINE}\n{byline}\n\n{BODY}")

    assert (zones[HEADLINE], zones[byline]) == (Zone.TITLE, Zone.BYLINE)


def test_of_a_headline_said_twice_the_first_counts():
    blocks = lay_out(f"Press Release\n{HEADLINE}\nMarch 26\nFOR IMMEDIATE RELEASE\n{HEADLINE}\n\n{BODY}")

    assert [block.zone for block in blocks[:4]] == [Zone.LABEL, Zone.TITLE, Zone.BYLINE, Zone.BYLINE]


def test_wrapped_lines_are_joined_to_paragraphs():
    paragraph = " ".join([LONG] * 3)
    wrapped = "\n\n".join([textwrap.fill(paragraph, 64)] * 4)

    assert [block.text for block in lay_out(f"{HEADLINE}\n\n{wrapped}")] == [HEADLINE, *[paragraph] * 4]


def test_a_paragraph_that_ends_with_a_bracket_is_running_text():
    text = f"{LONG} {LONG} {LONG} (Reporting by A Nobody; editing by B Noone)"

    assert zones_of(f"{HEADLINE}\n\n{text}")[text] is Zone.LEAD


def test_short_lines_below_a_headline_kept_elsewhere_are_the_byline():
    lines = ("By ANN NOBODY", "Example News Agency", LONG, LONG.replace("agreed", "decided"))
    found = {block.text: (block.zone, block.place) for block in lay_out("\n\n".join(lines), HEADLINE)}
    assert found["By ANN NOBODY"][0] is found["Example News Agency"][0] is Zone.BYLINE
    assert found[lines[2]] == (Zone.LEAD, Place.LEAD)
    assert found[lines[3]][1] is Place.END


def test_a_short_text_below_its_headline_is_read_from_its_start():
    (block,) = lay_out("SPRINGFIELD (ENA) - The board met.", HEADLINE)
    assert (block.zone, block.place) == (Zone.LEAD, Place.LEAD)


@pytest.mark.parametrize(
    "opening",
    [
        "MUSTERSTADT (ENA) .- El consejo aprobó reparar el viejo puente sobre el río",
        "HARBOUR TOWN, Nov 3 (Example Press) - The board voted to repair the old bridge",
        "(ENA) — The board voted on Monday to repair the old bridge",
        "Musterstadt (ena) - Der Rat hat am Montag entschieden.",
        "Villa Nueva , 23 may ( ENA ) .- El consejo aprobó reparar el puente",
    ],
)
def test_a_line_that_opens_with_a_dateline_is_no_headline(opening):
    assert zones_of(f"{opening}\n\n{BODY}")[opening] is Zone.LEAD


def test_a_headline_may_have_a_bracket_and_a_dash():
    headline = "Ada Nobody (MCP) - the mayor of the small harbour leaves"
    assert zones_of(f"{headline}\n\n{BODY}")[headline] is Zone.TITLE


def test_a_long_line_of_names_is_no_paragraph():
    names = (
        "By Ann Nobody, Joe Noone, Mary Nemo and Niels Ingen, Example News Agency, and John Nada (Example)"
    )
    assert {block.text: block.zone for block in lay_out(f"{HEADLINE}\n\n{names}\n\n{BODY}")}[
        names
    ] is Zone.BYLINE


@pytest.mark.parametrize(
    ("headline", "byline", "paragraph"),
    [
        ("市议会决定维修旧桥", "来源：示例社", "市议会周一决定，经过数月有关工程费用的争论之后，将对横跨河流的旧桥进行维修。"),
        (
            "नदी के पुराने पुल की मरम्मत",
            "उदाहरण समाचार",
            "नगर परिषद ने सोमवार को महीनों की बहस के बाद नदी पर बने पुराने पुल की मरम्मत कराने का फैसला किया।",
        ),
        (
            "สภาเทศบาลมีมติให้ซ่อมสะพาน",
            "สำนักข่าวตัวอย่าง",
            "สภาเทศบาลมีมติเมื่อวันจันทร์ให้ซ่อมสะพานเก่าข้ามแม่น้ำหลังถกเถียงเรื่องค่าใช้จ่ายมานานหลายเดือน",
        ),
    ],
)  # fmt: skip
def test_texts_in_scripts_that_say_more_in_less_or_end_sentences_otherwise(headline, byline, paragraph):
    zones = zones_of(f"{headline}\n\n{byline}\n\n{paragraph}\n\n{paragraph}")

    assert (zones[headline], zones[byline], zones[paragraph]) == (Zone.TITLE, Zone.BYLINE, Zone.LEAD)


def test_a_note_below_the_headline_is_a_sentence_and_no_headline():
    note = "This story was first published in the Example Courier of the valley."

    zones = zones_of(f"{HEADLINE}\n\n{note}\n\n{BODY}")

    assert (zones[HEADLINE], zones[note]) == (Zone.TITLE, Zone.BYLINE)


def test_a_brief_signed_in_brackets_is_running_text():
    brief = "Im Norden bleibt es am Wochenende trocken, sagen die Meteorologen. Am Montag ziehen Wolken auf. (abc/xyz)"

    zones = zones_of(f"Trockenes Wochenende im Norden\n\n{brief}")

    assert zones[brief] is Zone.LEAD


def test_lists_and_subheadings_interrupt_a_text_and_do_not_end_it():
    points = [
        f"* The {name} side of the bridge is closed to lorries" for name in ("north", "south", "west", "east")
    ]
    zones = zones_of(
        "\n\n".join([HEADLINE, LONG, LONG, "What changes", *points, LONG, LONG, "(Example Press)"])
    )

    assert zones["The west side of the bridge is closed to lorries"] is Zone.BODY
    assert zones["(Example Press)"] is Zone.TRAILER


def test_a_menu_of_many_entries_is_no_part_of_the_text_after_it():
    menu = [f"* Section {number}" for number in range(40)]
    teasers = [f"{LONG} Number {number}." for number in range(2)]
    zones = zones_of("\n\n".join([*teasers, *menu, HEADLINE, "March 26, 2024", BODY]))

    assert {zones[line.removeprefix("* ")] for line in menu[:30]} == {Zone.NAV}
    assert (zones[teasers[0]], zones[HEADLINE]) == (Zone.NAV, Zone.TITLE)


def test_a_headline_says_what_the_text_speaks_of():
    lines = [HEADLINE, "March 26, 2024", "Share on every network you know", "Read it later in the app", BODY]
    zones = zones_of("\n\n".join(["Weather and traffic for the whole valley", *lines]))

    assert zones[HEADLINE] is Zone.TITLE


def test_the_marks_of_markdown_and_of_list_items_are_not_quoted():
    zones = zones_of(f"# {HEADLINE}\n\n* By Example Press\n\n{BODY}")

    assert (zones[HEADLINE], zones["By Example Press"]) == (Zone.TITLE, Zone.BYLINE)


def test_who_signs_in_the_next_line_signs_the_text_whatever_follows():
    zones = zones_of(f"{HEADLINE}\n\n{BODY}\n\nSource: Example Press\n\nFootball\n\nSport\n\nFootball")

    assert zones["Source: Example Press"] is Zone.TRAILER


def test_what_stands_far_from_headline_and_text_is_about_neither():
    between = [f"Programme {number}" for number in range(16)]
    zones = zones_of("\n\n".join([HEADLINE, "March 26, 2024", *between, BODY]))

    assert zones["Programme 10"] is Zone.NAV
    assert (zones["Programme 0"], zones["Programme 15"]) == (Zone.BYLINE, Zone.BYLINE)


def test_what_the_site_says_of_itself_before_the_article_is_no_part_of_it():
    about = [f"{LONG} {LONG}", "Copyright Example Review", ";", "Disclosure", f"{LONG} {LONG}"]
    head = [
        f"Home > News > {HEADLINE}",
        HEADLINE,
        "Published by Example Review",
        "Posted on March 26, 2024",
        "By Jane Nobody",
    ]
    zones = zones_of(
        "\n\n".join([*about, *head, f"HARBOURTON (Example) - {LONG}", *[f"{LONG} {n}." for n in range(9)]])
    )

    assert (zones[HEADLINE], zones["By Jane Nobody"]) == (Zone.TITLE, Zone.BYLINE)
    assert zones[f"HARBOURTON (Example) - {LONG}"] is Zone.LEAD


@pytest.mark.parametrize("text", ["", "\n \n", "One short line", "One\n\nTwo"])
def test_a_text_without_any_paragraph_has_no_article(text):
    assert {block.zone for block in lay_out(text)} <= {Zone.NAV}
