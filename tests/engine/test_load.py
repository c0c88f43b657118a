"""Loading packs: errors name file, line and key; nothing unknown and nothing twice gets in."""

from __future__ import annotations

import json

import jsonschema
import pytest
from packs import AGENCIES, ASSERT, detect_rule, write

from auditor.data import SCHEMAS
from auditor.engine.document import SHAPES, schema
from auditor.engine.load import load_ruleset
from auditor.errors import RuleError

RULE = """\
rule: 1
id: t.one
kind: detect
version: 1
title: One
why: Because.
status: stable
languages: [no, "*"]
confidence: high
known_limits: {misses: all, false_hits: none}
match:
  where:
    visible: [yes, unknown]
  phrase: [paid post]
emits: {signal: x.found}
examples:
  match: [{text: a paid post}]
  no_match: [{text: paid. Post, near_miss: true}]
"""


def error_of(folder, files) -> RuleError:
    with pytest.raises(RuleError) as caught:
        load_ruleset([write(folder, files)], core=None)
    return caught.value


def test_a_pack_loads_with_its_name_version_and_digest(tmp_path):
    pack = write(tmp_path / "house", {"t/one.yaml": RULE, "pack.yaml": {"pack": "house", "version": "1.2.0"}})

    loaded = load_ruleset([pack], core=None)

    assert list(loaded.rules) == ["t.one"]
    assert [(pack.id, pack.version) for pack in loaded.packs] == [("house", "1.2.0")]
    again = load_ruleset(
        [
            write(
                tmp_path / "copy" / "house",
                {"t/one.yaml": RULE, "pack.yaml": {"pack": "house", "version": "1.2.0"}},
            )
        ],
        core=None,
    )
    assert again.packs == loaded.packs


def test_the_digest_tells_of_every_change(tmp_path):
    before = load_ruleset([write(tmp_path, {"t/one.yaml": RULE})], core=None).packs[0].digest
    after = load_ruleset([write(tmp_path, {"t/one.yaml": RULE + "# a remark\n"})], core=None).packs[0].digest

    assert before != after


def test_yes_and_no_are_words(tmp_path):
    rule = load_ruleset([write(tmp_path, {"t/one.yaml": RULE})], core=None).rules["t.one"]

    assert rule.languages == ("no", "*")
    assert rule.match.where.visible == ("yes", "unknown")


@pytest.mark.parametrize(
    ("old", "new", "line", "key", "words"),
    [
        ("phrase: [paid post]", "phrases: [paid post]", 11, "match", "unknown key “phrases”"),
        (
            "    visible: [yes, unknown]",
            "    visible: [maybe]",
            13,
            "match.where.visible[0]",
            "'maybe' is none of no, unknown, yes",
        ),
        ("confidence: high\n", "", 1, None, "“confidence” is missing"),
        ("version: 1", "version: one", 4, "version", "'one' is not of type 'integer'"),
        ("id: t.one", "id: t.two", 2, "id", "must equal the path: “t.one”"),
        ("kind: detect", "kind: detective", 3, "kind", "'detective' is none of"),
        ("title: One", "title: One\ntitle: Two", 6, None, "“title” stands twice"),
        ("title: One", "title: [One", None, None, ""),
        ("match:\n", "match: &m\n", None, None, None),
    ],
)
def test_an_error_names_file_line_and_key(tmp_path, old, new, line, key, words):
    text = RULE.replace(old, new, 1)
    if words is None:
        load_ruleset([write(tmp_path, {"t/one.yaml": text})], core=None)
        return

    error = error_of(tmp_path, {"t/one.yaml": text})

    assert str(tmp_path / "t" / "one.yaml") in str(error)
    assert words in str(error)
    if line is not None:
        assert (error.line, error.key) == (line, key)
    assert "\n" not in str(error)


def test_lookaround_in_a_pack_of_ones_own_is_refused_at_load(tmp_path):
    error = error_of(tmp_path, {"t/one.yaml": RULE.replace("phrase: [paid post]", "re: ['paid(?=post)']")})

    assert (error.line, error.key) == (14, "match.re[0]")
    assert "lookaround" in str(error)


def test_an_id_of_another_pack_is_taken(tmp_path):
    first = write(tmp_path / "first", {"t/one.yaml": RULE})
    second = write(tmp_path / "second", {"t/one.yaml": RULE})

    with pytest.raises(RuleError, match="taken"):
        load_ruleset([first, second], core=None)


def test_packs_add_to_a_lexicon_but_not_the_same_entry(tmp_path):
    more = {
        "lexicon": "agencies",
        "version": 1,
        "entries": [{"id": "efe", "name": "EFE", "kind": "news-agency"}],
    }
    first = write(tmp_path / "first", {"lexicons/agencies.yaml": AGENCIES})
    second = write(tmp_path / "second", {"lexicons/more.yaml": more})

    assert (
        len(load_ruleset([first, second], core=None).lexicons["agencies"].entries)
        == len(AGENCIES["entries"]) + 1
    )
    with pytest.raises(RuleError, match="“reuters” exists already"):
        load_ruleset([first, write(tmp_path / "third", {"lexicons/agencies.yaml": AGENCIES})], core=None)


def test_a_pack_for_a_newer_auditor_says_so(tmp_path):
    error = error_of(tmp_path, {"pack.yaml": {"pack": "new", "version": "1.0.0", "minimum_engine": 99}})

    assert "needs rule language 99" in str(error)


@pytest.mark.parametrize(
    "content",
    [b"\xff\xfe\x00", b"a: &a [*a, *a]\n", b"[" * 5000, b"", b"- 1\n", b"a: !!python/object:os.system x\n"],
)
def test_a_file_that_is_no_rule_is_one_line(tmp_path, content):
    (tmp_path / "t").mkdir()
    (tmp_path / "t" / "one.yaml").write_bytes(content)

    with pytest.raises(RuleError) as caught:
        load_ruleset([tmp_path], core=None)

    assert "one.yaml" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_folder_that_is_not_there_is_named(tmp_path):
    with pytest.raises(RuleError, match="nowhere: is no folder"):
        load_ruleset([tmp_path / "nowhere"], core=None)


def test_deprecated_rules_keep_their_id_and_do_not_run(tmp_path):
    loaded = load_ruleset([write(tmp_path, {"t/one.yaml": RULE.replace("stable", "deprecated")})], core=None)

    assert "t.one" in loaded.rules
    assert loaded.detects == ()


@pytest.mark.parametrize("kind", sorted(SHAPES))
def test_the_shipped_schemas_are_the_shapes(kind):
    shipped = json.loads((SCHEMAS / f"{kind}.schema.json").read_text(encoding="utf-8"))

    jsonschema.Draft202012Validator.check_schema(shipped)
    # After a change of a shape: python -c "from auditor.engine.document import write_schemas; write_schemas()"
    assert shipped == json.loads(json.dumps(schema(kind)))


def test_the_schema_of_rules_takes_both_kinds():
    validator = jsonschema.Draft202012Validator(json.loads((SCHEMAS / "rule.schema.json").read_text()))

    assert validator.is_valid(detect_rule({"phrase": ["paid post"]}, id="t.one"))
    assert validator.is_valid(
        {**ASSERT, "id": "t.two", "require": [{"signal": "x.found", "reason": "missing"}]}
    )
    assert not validator.is_valid({**ASSERT, "id": "t.two", "kind": "detect"})
