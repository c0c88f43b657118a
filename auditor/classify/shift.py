"""How the model fares where texts come from elsewhere, in another format, or in pieces."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np

from auditor.classify.features import features_of, features_of_opening
from auditor.classify.figures import macro_f1
from auditor.classify.table import Table
from auditor.classify.train import COVERAGE, fit, folds, sharpness, softmax
from auditor.model import Capture, Extent
from auditor.page.page import read_page

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from auditor.classify.example import Example
    from auditor.classify.features import Features
    from auditor.classify.table import Bools, Floats, Ints

_FRAGMENTS = (60, 120, 250, 500)


def leave_out(
    table: Table, values: Any, names: Sequence[str] | None, least: int, covered: Bools
) -> Iterator[dict[str, Any]]:
    """Hold out one site or collection with all its sites, and see how many of each class are recognised."""
    for value in sorted(set(values.tolist())):
        inside = (values == value) & covered
        if inside.sum() < least:
            continue
        sites = set(table.group[inside])
        train: Ints = np.array([row for row in range(len(table.y)) if table.group[row] not in sites])
        test: Ints = np.flatnonzero(inside)
        guess = fit(table, train).scores(table, test).argmax(axis=1)
        for at, label in enumerate(table.labels):
            here = table.y[test] == at
            if here.sum() >= 5:
                yield {
                    "held out": names[value] if names else str(value), "class": label, "examples": int(here.sum()),
                    "recognised": round(float((guess[here] == at).mean()), 3),
                }  # fmt: skip


def format_shift(table: Table, covered: Bools) -> Iterator[dict[str, Any]]:
    """Train on one file format and test on other sites in the others."""
    for form in sorted(set(table.format)):
        train: Ints = np.flatnonzero(table.format == form)
        if len(np.unique(table.y[train])) < 2:
            continue
        sites = set(table.group[train])
        rest = [
            row for row in range(len(table.y)) if table.format[row] != form and table.group[row] not in sites
        ]
        test: Ints = np.array([row for row in rest if covered[row]], dtype=int)
        known = np.isin(table.y[test], np.unique(table.y[train]))
        if len(test) == 0 or not known.any():
            continue
        test = test[known]
        scores = fit(table, train).scores(table, test)
        yield {
            "trained on": form, "tested on others": len(test),
            "accuracy": round(float((scores.argmax(axis=1) == table.y[test]).mean()), 3),
            "macro-F1 of its classes": macro_f1(table.y[test], scores),
        }  # fmt: skip


def rewritten(table: Table, covered: Bools) -> dict[str, Any]:
    """Whether an article is called the same as a web page and as plain text, and how much of it is needed."""
    rows: Ints = np.flatnonzero(covered)
    if not len(rows):
        return {}
    scores = _scores_of(
        table, rows,
        [
            [_as_plain_text(table.examples[row]) for row in rows],
            *([_opening(table.examples[row], count) for row in rows] for count in _FRAGMENTS),
        ],
    )  # fmt: skip
    y, web = table.y[rows], table.format[rows] == "html"
    sharp = sharpness(scores[0], y)
    as_is, bare = softmax(sharp * scores[0]), softmax(sharp * scores[1])
    found: dict[str, Any] = {}
    if web.any():
        found["format: the same web pages as plain text"] = {
            "pages": int(web.sum()),
            "called the same": round(float((as_is[web].argmax(axis=1) == bare[web].argmax(axis=1)).mean()), 3),
            "mean change of the highest probability": round(float(np.abs(as_is[web].max(axis=1) - bare[web].max(axis=1)).mean()), 3),
            "macro-F1 as web pages": macro_f1(y[web], as_is[web]),
            "macro-F1 as plain text": macro_f1(y[web], bare[web]),
        }  # fmt: skip
    long = np.array([table.examples[row].features.length >= max(_FRAGMENTS) for row in rows])
    if long.any():
        least = float(np.quantile(as_is.max(axis=1), 1 - COVERAGE))
        found["fragments: the first words of long texts, without headline"] = [
            _fragment(name, y[long], softmax(sharp * part[long]), least)
            for name, part in zip((*map(str, _FRAGMENTS), "all"), (*scores[2:], scores[0]), strict=True)
        ]
    return found


def _scores_of(table: Table, rows: Ints, versions: Sequence[Sequence[Features]]) -> list[Floats]:
    """Scores of rows as they are, then of each version of them, all by models that have not seen their sites."""
    twins = [
        msgspec.structs.replace(table.examples[row], features=features, opening=None)
        for version in versions
        for row, features in zip(rows, version, strict=True)
    ]
    both = Table([*table.examples, *twins])
    place = {int(row): at for at, row in enumerate(rows)}
    scores = [np.zeros((len(rows), len(table.labels))) for _ in range(len(versions) + 1)]
    for train, test in folds(table):
        fitted = fit(both, train)
        asked = [row for row in test if int(row) in place]
        at = np.array([place[int(row)] for row in asked], dtype=int)
        if not asked:
            continue
        scores[0][at] = fitted.scores(both, np.array(asked))
        for number in range(len(versions)):
            scores[number + 1][at] = fitted.scores(both, len(table.y) + number * len(rows) + at)
    return scores


def _fragment(words: str, y: Ints, p: Floats, least: float) -> dict[str, Any]:
    right, answered = p.argmax(axis=1) == y, p.max(axis=1) >= least
    return {
        "words": words, "examples": len(y), "accuracy": round(float(right.mean()), 3), "macro-F1": macro_f1(y, p),
        "answered": round(float(answered.mean()), 3), "accuracy of answers": round(float(right[answered].mean()), 3) if answered.any() else None,
    }  # fmt: skip


def _as_plain_text(example: Example) -> Features:
    body = "\n\n".join(line for line in example.text.split("\n") if line)
    return features_of(
        read_page(Capture(uri="corpus:text", body=body.encode(), content_type="text/plain; charset=utf-8", extent=Extent.TEXT))
    )  # fmt: skip


def _opening(example: Example, words: int) -> Features:
    return features_of_opening(example.text.partition("\n")[2], words, example.language)
