"""What the model must beat: simple answers, measured on the same splits in the same run."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from auditor.classify.train import folds

if TYPE_CHECKING:
    from collections.abc import Callable

    from auditor.classify.table import Floats, Ints, Table

    Predict = Callable[[Table, Ints, Ints], Floats]

# In order of what is looked for first; everything else is editorial.
_LABEL_WORDS = (
    ("press-release", re.compile(r"press release|news release|for immediate release|newswire|pressemitteilung", re.IGNORECASE)),
    ("advertorial", re.compile(r"\bsponsored|advertorial|paid (?:post|content|advertisement)|\banzeige\b|gesponsert", re.IGNORECASE)),
    ("affiliate-commerce", re.compile(r"affiliate|amazon associate|earn a commission|provision", re.IGNORECASE)),
    ("wire", re.compile(r"\((?:AP|AFP|Reuters|dpa|EFE|UPI|APA|Xinhua)\b|\b(?:AFP|Reuters|Associated Press)\b")),
)  # fmt: skip


def majority(table: Table, train: Ints, test: Ints) -> Floats:
    """The shares of the classes, whatever the text."""
    shares = np.bincount(table.y[train], minlength=len(table.labels)) / len(train)
    return np.tile(shares, (len(test), 1))


def length_and_links(table: Table, train: Ints, test: Ints) -> Floats:
    """How long the text is and how many links it has."""
    length = np.log1p(np.array([[example.features.length] for example in table.examples]))
    links = np.log1p(np.array([[example.links] for example in table.examples]))
    columns = np.hstack([length, np.nan_to_num(links), np.isnan(links)])
    return _logistic(table, columns[train], train, columns[test])


def plain_tfidf(table: Table, train: Ints, test: Ints) -> Floats:
    """The textbook answer: words and pairs of words, nothing masked, logistic regression."""
    vectorizer = TfidfVectorizer(ngram_range=(1, 2), min_df=3, sublinear_tf=True)
    known = vectorizer.fit_transform([table.examples[row].text for row in train])
    return _logistic(table, known, train, vectorizer.transform([table.examples[row].text for row in test]))


def label_words(table: Table, _train: Ints, test: Ints) -> Floats:
    """Label words and agency names, where they were left in the text."""
    found = np.zeros((len(test), len(table.labels)))
    for at, row in enumerate(test):
        text = table.examples[row].text
        label = next((name for name, words in _LABEL_WORDS if words.search(text)), "editorial")
        found[at, table.labels.index(label) if label in table.labels else 0] = 1
    return found


BASELINES: dict[str, Predict] = {
    "majority": majority,
    "length and links": length_and_links,
    "plain TF-IDF and logistic regression": plain_tfidf,
    "label words": label_words,
}


def held_out_baseline(table: Table, predict: Predict) -> Floats:
    """Probabilities of every example by a baseline that has seen nothing of its site."""
    chances = np.zeros((len(table.y), len(table.labels)))
    for train, test in folds(table):
        chances[test] = predict(table, train, test)
    return chances


def _logistic(table: Table, known: object, train: Ints, asked: object) -> Floats:
    model = LogisticRegression(C=10, class_weight="balanced", max_iter=400)
    model.fit(known, table.y[train])
    chances = np.zeros((asked.shape[0], len(table.labels)))  # type: ignore[attr-defined]
    chances[:, model.classes_] = model.predict_proba(asked)
    return chances
