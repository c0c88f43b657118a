"""The figures against values worked out by hand, and the evaluation from end to end."""

from __future__ import annotations

import json

import numpy as np
import pytest
from corpora import write_items

from auditor.classify.corpus import load_corpus
from auditor.classify.evaluate import evaluate
from auditor.classify.figures import (
    abstention,
    as_text,
    calibration_error,
    confusion,
    headline,
    macro_f1,
    per_class,
    spread,
)
from auditor.classify.modelcard import model_card

LABELS = ("editorial", "advertorial", "press-release")
Y = np.array([0, 0, 1, 2])
P = np.array([[0.9, 0.05, 0.05], [0.3, 0.6, 0.1], [0.2, 0.7, 0.1], [0.1, 0.1, 0.8]])


def test_macro_f1_is_the_mean_over_the_classes_of_the_truth():
    # editorial: precision 1, recall 1/2; advertorial: precision 1/2, recall 1; press-release: 1.
    assert macro_f1(Y, P) == pytest.approx((2 / 3 + 2 / 3 + 1) / 3, abs=0.001)


def test_calibration_error_weighs_each_gap_by_its_pages():
    # bands: 0.6 (wrong), 0.7 (right), 0.8 (right), 0.9 (right)
    assert calibration_error(Y, P) == pytest.approx((0.6 + 0.3 + 0.2 + 0.1) / 4, abs=0.001)


def test_a_promise_that_is_kept_costs_nothing():
    y = np.array([0] * 8 + [1] * 2)
    p = np.tile([0.8, 0.2], (10, 1))

    assert calibration_error(y, p) == 0


def test_abstaining_leaves_out_the_least_sure():
    half = next(row for row in abstention(Y, P) if row["coverage"] == 0.5)

    assert half == {"coverage": 0.5, "least probability": 0.8, "accuracy": 1.0, "macro-F1": 1.0}


def test_rankings_of_the_headline():
    found = headline(LABELS, Y, P)

    assert found["press-release against the rest, AP"] == 1.0
    assert found["advertorial against editorial, AUC"] == 1.0
    assert found["accuracy"] == 0.75


def test_confusion_and_classes_agree():
    assert confusion(LABELS, Y, P)[0] == {
        "class": "editorial",
        "editorial": 1,
        "advertorial": 1,
        "press-release": 0,
    }
    assert per_class(LABELS, Y, P)[0]["recall"] == 0.5


def test_one_site_that_is_drawn_or_not_makes_the_range_wide():
    same = np.array([0, 1] * 20)
    sure = np.eye(2)[same]

    assert spread(same, sure, np.arange(40)) == [1.0, 1.0]
    low, high = spread(
        np.repeat([0, 1], 20), np.eye(2)[[0] * 20 + [0] * 10 + [1] * 10], np.repeat([0, 1, 2, 3], 10)
    )
    assert high - low > 0.3


@pytest.fixture(scope="module")
def figures(tmp_path_factory):
    """The evaluation of a corpus with some long texts, and with a paid text on a site of releases."""
    folder = write_items(tmp_path_factory.mktemp("corpus") / "c", long=2)
    lines = [json.loads(line) for line in (folder / "items.jsonl").read_text().splitlines()]
    paid = next(line for line in lines if line["label"] == "advertorial")
    release = next(line for line in lines if line["label"] == "press-release")
    paid |= {"site": release["site"], "source_repo": release["source_repo"]}
    (folder / "items.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    return evaluate(load_corpus([folder]))


@pytest.mark.slow
def test_an_evaluation_measures_everything_that_is_asked_for(figures):
    assert json.loads(json.dumps(figures)) == figures
    assert figures["headline"]["macro-F1"] > 0.9
    assert set(figures["baselines"]) == {
        "majority", "length and links", "plain TF-IDF and logistic regression", "label words",
    }  # fmt: skip
    assert figures["baselines"]["majority"]["macro-F1"] < 0.2
    assert figures["suspicion"]["false suspicions in 100 editorial pages"] <= 5
    assert [row["share of sites"] for row in figures["learning curve"]][-1] == 1.0
    assert figures["format: the same web pages as plain text"]["called the same"] > 0.9
    assert len(figures["headline"]["macro-F1, other draws of the folds"]) == 3
    assert {row["of"] for row in figures["formats"]} == {"html", "markdown", "text"}
    text = as_text(figures)
    assert "| coverage " in text
    assert "- macro-F1: " in text
    card = model_card(figures, 56)
    assert f"| macro-F1, all pages                     | {figures['headline']['macro-F1']} " in card
    assert "at least 0.85, reached" in card
    assert "- wire: 24 examples from 12 sites" in card


@pytest.mark.slow
def test_fragments_are_measured_and_paid_releases_are_told_apart(figures):
    assert figures["without texts of two classes"]["left out"] == 1
    pieces = figures["fragments: the first words of long texts, without headline"]
    assert [row["words"] for row in pieces] == ["60", "120", "250", "500", "all"]
    assert pieces[-1]["examples"] > 0
