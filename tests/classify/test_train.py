"""Training: the same corpus gives the same file, sites never leak, and a wrong corpus is named."""

from __future__ import annotations

import gzip
import json

import msgspec
import numpy as np
import pytest
from corpora import LABELS, article, as_html, write_items

from auditor.classify.classifier import Classifier
from auditor.classify.corpus import load_corpus
from auditor.classify.table import Table
from auditor.classify.train import fit, folds, held_out, softmax, threshold, train
from auditor.errors import RuleError


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return write_items(tmp_path_factory.mktemp("corpus") / "items")


@pytest.fixture(scope="module")
def examples(folder):
    return load_corpus([folder])


def test_a_corpus_is_read_in_every_format(examples):
    assert len(examples) == 5 * 12 * 2
    assert {example.format for example in examples} == {"html", "markdown", "text"}
    assert [example.id for example in examples] == sorted(example.id for example in examples)
    assert all(example.language == "en" for example in examples)


def test_training_is_reproducible_to_the_bit(folder, examples):
    first = msgspec.json.encode(train(examples))
    again = msgspec.json.encode(train(load_corpus([folder])))

    assert first == again


def test_the_written_weights_predict_what_the_fitted_model_does(examples):
    model = train(examples)
    table = Table(examples)
    rows = np.arange(len(examples))
    sharp = float(model.card["calibration"].split()[-1])
    fitted = softmax(fit(table, rows).scores(table, rows) * sharp)
    found = [Classifier(model).predict(e.features, e.language) for e in examples]

    for row, prediction in zip(fitted, found, strict=True):
        assert list(prediction.probabilities.values()) == pytest.approx(list(row), abs=0.005)


def test_long_texts_also_teach_their_opening_but_advertorials_do_not(tmp_path):
    folder = write_items(tmp_path / "c", labels=("wire", "advertorial"), sites=3, each=1, sentences=40)
    table = Table(load_corpus([folder]))
    parts, of = table.with_openings(np.arange(6))
    begun = of[6:]

    assert list(of[:6]) == list(parts[:6]) == list(range(6))
    assert [table.examples[row].label for row in begun] == ["wire"] * 3
    assert all(table.x[part].sum() < table.x[row].sum() for part, row in zip(parts[6:], begun, strict=True))


def test_no_site_stands_on_both_sides_of_a_split(examples):
    table = Table(examples)
    for train_rows, test_rows in folds(table):
        assert not set(table.group[train_rows]) & set(table.group[test_rows])


def test_made_up_classes_are_told_apart_on_unseen_sites(examples):
    table = Table(examples)

    assert (held_out(table).argmax(axis=1) == table.y).mean() > 0.9


def test_the_threshold_lets_few_editorial_pages_through():
    chances = np.zeros((1000, 2))
    chances[:, 1] = np.linspace(0, 1, 1000)
    least = threshold(chances, np.zeros(1000, dtype=int), ("editorial", "advertorial"))

    assert (chances[:, 1] >= least).sum() <= 5


def test_two_classes_are_enough_and_the_labels_follow(tmp_path):
    model = train(load_corpus([write_items(tmp_path / "two", labels=("editorial", "advertorial"))]))

    assert model.labels == ("editorial", "advertorial")
    assert Classifier(model).suspect_threshold < 1


def test_names_of_one_site_are_joined(tmp_path):
    folder = write_items(tmp_path / "c", labels=("editorial", "wire"), sites=4, each=1)
    lines = [json.loads(line) for line in (folder / "items.jsonl").read_text().splitlines()]
    lines[0] |= {
        "site": "https://www.littleport.example",
        "url": "https://www.littleport.example/a",
        "format": "html",
    }
    lines[1] |= {"site": "made/littleport.github.io"}
    (folder / "items.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    groups = {example.id: example.group for example in load_corpus([folder])}

    assert groups[lines[0]["id"]] == groups[lines[1]["id"]] == "littleport"
    assert len(set(groups.values())) == 7


def test_near_duplicates_and_short_texts_stay_out_and_gzip_is_read(tmp_path):
    folder = write_items(tmp_path / "c", labels=("editorial",), sites=3, each=1)
    lines = [json.loads(line) for line in (folder / "items.jsonl").read_text().splitlines()]
    lines[0]["near_duplicate_of_earlier"] = True
    (folder / lines[1]["raw_path"]).write_text("Too short.")
    packed = folder / lines[2]["raw_path"]
    packed.write_bytes(gzip.compress(packed.read_bytes()))
    (folder / "items.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))

    assert [example.id for example in load_corpus([folder])] == [lines[2]["id"]]


def test_a_page_that_was_read_overrules_the_collected_label(tmp_path):
    import random

    page = as_html("A quiet town", article(random.Random(1), "wire")).encode()
    collected, read = tmp_path / "collected", tmp_path / "read"
    (read / "pages").mkdir(parents=True)
    collected.mkdir()
    (collected / "raw.html").write_bytes(page)
    (read / "pages" / "abc.html").write_bytes(page)
    item = {"id": "one", "label": "editorial", "site": "a.example", "format": "html", "raw_path": "raw.html", "title": "",
            "source_repo": "made/up", "commit": "1", "path": "raw.html", "label_evidence": "guessed"}  # fmt: skip
    (collected / "items.jsonl").write_text(json.dumps(item))
    row = {
        "id": "abc",
        "site": "a",
        "language": "en",
        "origin": "wire",
        "commercial": "none",
        "page_type": "article",
    }
    (read / "labels.jsonl").write_text(json.dumps(row))

    (example,) = load_corpus([collected, read])

    assert example.label == "wire"
    assert example.manifest["repository"] == "made/up"
    assert "origin wire" in example.manifest["evidence"]


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({}, "is no corpus"),
        ({"items.jsonl": "nonsense"}, "items.jsonl:1: not a JSON object"),
        ({"items.jsonl": '{"id": "x"}'}, "items.jsonl: an item lacks label"),
        (
            {"items.jsonl": '{"id":"x","label":"wire","site":"a","format":"text","raw_path":"gone.txt"}'},
            "gone.txt",
        ),
        (
            {
                "items.jsonl": '{"id":"x","label":"wire","site":"a","format":"text","raw_path":"../../etc/passwd"}'
            },
            "passwd",
        ),
        (
            {"items.jsonl": '{"id":"x","label":"opinion","site":"a","format":"text","raw_path":"a"}'},
            "no class “opinion”",
        ),
        ({"items.jsonl": ""}, "holds no labelled articles"),
        ({"labels.jsonl": '{"site":"a","origin":"wire"}'}, "labels.jsonl: a page lacks id"),
    ],
)
def test_a_wrong_corpus_is_one_line_that_says_where(tmp_path, files, message):
    for name, content in files.items():
        (tmp_path / name).write_text(content)

    with pytest.raises(RuleError, match=message) as refused:
        load_corpus([tmp_path])
    assert "\n" not in str(refused.value)


def test_too_few_sites_are_named(tmp_path):
    few = load_corpus([write_items(tmp_path / "few", labels=LABELS[:2], sites=1)])

    with pytest.raises(RuleError, match="two sites"):
        train(few)
    some = load_corpus([write_items(tmp_path / "some", labels=LABELS[:2], sites=4)])
    with pytest.raises(RuleError, match="teaches no language"):
        train(some)
