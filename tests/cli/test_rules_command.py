"""`auditor rules`: what a rule author sees, and the exit codes of the contract."""

from __future__ import annotations

import pytest
from packs import CHECK, GOOD, HOUSE, STORY, write

from auditor.cli import main


@pytest.fixture
def call(capfd):
    """Run `auditor rules`: its exit code, standard output and standard error."""

    def run(*arguments: object) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as left:
            main(["rules", *map(str, arguments)])
        out, err = capfd.readouterr()
        return int(left.value.code or 0), out, err

    return run


@pytest.fixture
def pack(tmp_path):
    def make(**changes):
        return write(tmp_path / "house", {"house/stay.yaml": {**GOOD, **changes}})

    return make


def test_a_rule_is_one_file(call, pack):
    folder = pack()

    assert "house.stay" in call("list", "--rules", folder)[1]
    assert "stay.yaml" not in call("lint", "--rules", folder)[1]
    assert call("test", "house.stay", "--rules", folder)[0] == 0
    shown = call("show", "house.stay", "--rules", folder)[1]
    assert "`(gifted|free) stay`".replace("|", "\\|") in shown
    assert "| `We took no free stay.` | no: saved by unless.0 |" in shown


@pytest.mark.parametrize(
    ("example", "words"),
    [
        ({"match": [{"text": "We paid for the stay."}]}, "examples.match[0]: does not match"),
        (
            {"match": [{"text": "A gifted stay", "quote": "gifted"}]},
            "the quote is “gifted stay”, not “gifted”",
        ),
        ({"match": [{"text": "A gifted stay", "props": {"kind": "x"}}]}, "the properties are {}"),
        ({"match": [{"text": "A gifted stay", "zone": "nav"}]}, "stopped by where.zones"),
        ({"no_match": [{"text": "A gifted stay", "near_miss": True}]}, "matches “gifted stay”"),
        ({"no_match": [{"text": "Rain", "near_miss": True}]}, "shares no word"),
        ({"no_match": [{"text": "Rain", "killed_by": "unless.0"}]}, "does not match either without unless.0"),
    ],
)
def test_an_example_that_does_not_hold_is_named(call, pack, example, words):
    folder = pack(examples={**GOOD["examples"], **example})

    code, out, err = call("test", "house.stay", "--rules", folder)

    assert code == 2
    assert "stay.yaml:" in out
    assert words in out
    assert "1 failed" in err


def test_two_characters_are_a_word_where_no_spaces_stand(call, pack):
    clauses = {"languages": ["zh"], "match": {"phrase": ["本文含有推广链接"]}, "unless": []}

    def with_miss(text):
        match = {"text": "本文含有推广链接。", "lang": "zh"}
        near = {"text": text, "lang": "zh", "near_miss": True}
        return pack(**clauses, examples={"match": [match], "no_match": [near]})

    assert call("test", "house.stay", "--rules", with_miss("文章解释什么是推广链接。"))[0] == 0
    assert "shares no word" in call("test", "house.stay", "--rules", with_miss("今天下雨。"))[1]


def test_the_examples_of_a_check_run_through_the_whole_audit(call, tmp_path):
    files = {"house/stay.yaml": GOOD, "house/check.yaml": CHECK, "profiles/house.yaml": HOUSE}

    good = call("test", "house.check", "--rules", write(tmp_path / "a", files))
    swapped = {**CHECK, "examples": {"pass": CHECK["examples"]["fail"], "fail": CHECK["examples"]["pass"]}}
    bad = call(
        "test", "house.check", "--rules", write(tmp_path / "b", {**files, "house/check.yaml": swapped})
    )

    assert good == (0, "", "1 rule(s) tested, 0 failed\n")
    assert bad[0] == 2
    assert "examples.fail[0]: comes out as pass" in bad[1]


def test_the_profile_that_names_a_group_of_checks_judges_their_examples(call, tmp_path):
    sponsored = '<article><p class="label">Sponsored</p><h1>A week by the sea</h1>'
    check = {
        **CHECK,
        "applies_when": [{"signal": "sponsorship.label"}],
        "require": [{"label_class": ["clear"], "reason": "wording-ambiguous"}],
        "examples": {
            "pass": [{"html": STORY.replace("<article><h1>A week by the sea</h1>", sponsored)}],
            "fail": [{"html": STORY.replace("<article>", '<article><p class="label">Advertorial</p>')}],
        },
    }
    profile = {**HOUSE, "asserts": ["house.*"], "labels": {"en": {"clear": ["sponsored"]}}}
    files = {
        "house/stay.yaml": GOOD,
        "house/check.yaml": check,
        "profiles/acme.yaml": profile | {"profile": "acme"},
    }

    assert call("test", "house.check", "--rules", write(tmp_path, files)) == (
        0,
        "",
        "1 rule(s) tested, 0 failed\n",
    )


def test_an_unknown_rule_is_a_usage_error(call):
    assert call("show", "no.rule") == (
        2,
        "",
        "auditor: there is no rule “no.rule”; auditor rules list shows them\n",
    )
    assert call("test", "no.rule")[0] == 2


def test_a_broken_pack_is_one_line(call, pack):
    code, out, err = call("list", "--rules", pack(colour="red"))

    assert (code, out) == (2, "")
    assert err.count("\n") == 1
    assert "unknown key “colour”" in err


def test_generated_pages_say_when_they_are_stale_and_leave_other_files_alone(call, pack, tmp_path):
    pages, folder = tmp_path / "pages", pack()
    write(pages, {"notes.md": "My own notes\n"})

    assert call("docs", "--rules", folder, "--output", pages)[0] == 0
    assert (pages / "notes.md").read_text() == "My own notes\n"
    assert "house.stay" in (pages / "rules-house.md").read_text()
    assert call("docs", "--rules", folder, "--output", pages, "--check")[0] == 0
    code, _, err = call("docs", "--output", pages, "--check")
    assert code == 2
    assert "rules-house.md" in err
    call("docs", "--output", pages)
    assert not (pages / "rules-house.md").exists()
    assert (pages / "notes.md").exists()
