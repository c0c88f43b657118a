"""YAML as rule files are written: the core schema of YAML 1.2, and an error with its line for everything else."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from auditor.engine.yamldata import read_yaml

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"))),
    lambda inner: st.lists(inner) | st.dictionaries(st.text("abcdefgh", min_size=1), inner),
    max_leaves=12,
)  # fmt: skip


@given(PLAIN)
def test_what_pyyaml_writes_is_read_as_it_was(data):
    assert read_yaml(yaml.safe_dump(data, allow_unicode=True)) == data


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ("a: yes\nb: No\nc: 2024-05-01\nd: 12:30", {"a": "yes", "b": "No", "c": "2024-05-01", "d": "12:30"}),
        ("a: 010\nb: -3\nc: 1.5\nd: .5e3\ne: 1_000", {"a": 10, "b": -3, "c": 1.5, "d": 500.0, "e": "1_000"}),
        ("a: 'true'\nb: true\nc: ~\nd:\ne: ''", {"a": "true", "b": True, "c": None, "d": None, "e": ""}),
        ("- |\n  two\n  lines\n- >\n  one\n  line\n", ["two\nlines\n", "one line\n"]),
        ("a: &x [1, {b: 2}]\nc: *x", {"a": [1, {"b": 2}], "c": [1, {"b": 2}]}),
        ("# nothing but a remark", None),
    ],
)
def test_plain_words_numbers_and_blocks(text, data):
    assert read_yaml(text) == data


@pytest.mark.parametrize(
    ("text", "said", "line"),
    [
        ("a: 1\nb: 2\na: 3", "the key “a” stands twice", 3),
        ("a: 1\n? [b]\n: 2", "is no key", 2),
        ("a: *b", "undefined alias", 1),
        ("a: &b\n - *b", "undefined alias", 2),
        ("a: 1\n---\nb: 1", "more than one document", 2),
        ("a: 1\nb: !!python/object/apply:os.getcwd []", "tags", 2),
        ("[" * 300 + "]" * 300, "too deeply", 1),
        ("a: [1", "expected", 2),
    ],
)
def test_everything_else_is_refused_with_its_line(text, said, line):
    with pytest.raises(yaml.MarkedYAMLError, match=said) as caught:
        read_yaml(text)
    assert caught.value.problem_mark.line + 1 == line
