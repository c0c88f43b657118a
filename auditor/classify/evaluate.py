"""Measure the model on sites it has not seen. No figure here comes from a random split.

Everything is decided by held-out data: the model by other sites, the calibration and the threshold of
suspicion by other folds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from auditor.classify.baselines import BASELINES, held_out_baseline
from auditor.classify.corpus import LABELS
from auditor.classify.figures import (
    abstention,
    calibration_error,
    confusion,
    headline,
    macro_f1,
    per_class,
    reliability,
    spread,
)
from auditor.classify.shift import format_shift, leave_out, rewritten
from auditor.classify.table import Table
from auditor.classify.train import covered_languages, fit, folds, held_out, sharpness, softmax, threshold

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from auditor.classify.example import Example
    from auditor.classify.table import Bools, Floats

# Sites and collections of this size are held out one by one.
LARGE_SITE = 30
LARGE_COLLECTION = 20
_SHARES = (0.1, 0.25, 0.5, 0.75)
_DRAWS = (1, 2, 3)


def evaluate(examples: Sequence[Example]) -> dict[str, Any]:
    """Every figure of the model, as plain values in the order they are printed."""
    table = Table(examples)
    scores = held_out(table)
    languages = covered_languages(table, scores)
    covered = np.isin(table.language, languages)
    chances, suspicion = _calibrated(table, scores, covered)
    y, p = table.y[covered], chances[covered]
    return {
        "corpus": _corpus(table),
        "covered languages": list(languages),
        "headline": headline(table.labels, y, p) | {
            "macro-F1, 95 % of resampled sites": spread(y, p, table.group[covered]),
            "macro-F1, other draws of the folds": _other_draws(table, covered),
        },
        "without texts of two classes": _of_one_class(table, chances, covered),
        "all languages": headline(table.labels, table.y, chances),
        "baselines": {
            name: headline(table.labels, y, held_out_baseline(table, predict)[covered])
            for name, predict in BASELINES.items()
        },
        "classes": per_class(table.labels, y, p),
        "confusion (rows are the truth)": confusion(table.labels, y, p),
        "calibration": {"ECE": calibration_error(y, p), "reliability": reliability(y, p)},
        "abstention": abstention(y, p),
        "suspicion": suspicion,
        "languages": _split(table, chances, table.language, covered),
        "formats": _split(table, chances, table.format, covered),
        "leave one site out": list(leave_out(table, table.group, table.groups, LARGE_SITE, covered)),
        "style shift: leave one collection out": list(leave_out(table, table.collection, None, LARGE_COLLECTION, covered)),
        "style shift: train on one format, test on the others": list(format_shift(table, covered)),
        **rewritten(table, covered),
        "learning curve": list(_learning_curve(table, covered)),
    }  # fmt: skip


def _other_draws(table: Table, covered: Bools) -> list[float]:
    """How much the figure owes to which sites happened to be held out together."""
    return [macro_f1(table.y[covered], softmax(held_out(table, seed)[covered])) for seed in _DRAWS]


def _of_one_class(table: Table, chances: Floats, covered: Bools) -> dict[str, Any]:
    """What is left out are paid texts that are releases too: they say so, or came from a site's releases."""
    here = list(zip(table.group, table.collection, table.y, strict=True))
    at = {label: number for number, label in enumerate(table.labels)}
    release, advertorial = at.get("press-release", -1), at.get("advertorial", -1)
    issued = {(group, collection) for group, collection, label in here if label == release}
    both: Bools = np.array([
        label == advertorial and ((group, collection) in issued or "press release" in example.text.lower())
        for (group, collection, label), example in zip(here, table.examples, strict=True)
    ])  # fmt: skip
    rows = covered & ~both
    return {"left out": int((covered & both).sum()), **headline(table.labels, table.y[rows], chances[rows])}


def _corpus(table: Table) -> dict[str, str]:
    return {
        label: f"{int((table.y == at).sum())} examples from {len(set(table.group[table.y == at]))} sites"
        for at, label in enumerate(table.labels)
    }


def _calibrated(table: Table, scores: Floats, covered: Bools) -> tuple[Floats, dict[str, Any]]:
    """Probabilities of held-out examples, each sharpened by the other folds, and how suspicion would have gone."""
    chances = np.zeros_like(scores)
    editorial, advertorial = (
        table.labels.index(name) if name in table.labels else -1 for name in (LABELS[0], LABELS[3])
    )
    raised = np.zeros(len(table.y), dtype=bool)
    for others, test in folds(table):
        known = others[covered[others]]
        sharp = sharpness(scores[known], table.y[known])
        chances[test] = softmax(scores[test] * sharp)
        if editorial >= 0 <= advertorial:
            least = threshold(softmax(scores[known] * sharp), table.y[known], table.labels)
            raised[test] = chances[test, advertorial] >= least
    if editorial < 0 or advertorial < 0:
        return chances, {}
    rows = {name: covered & (table.y == at) for at, name in enumerate(table.labels)}
    return chances, {
        "editorial pages suspected": f"{int(raised[rows['editorial']].sum())} of {int(rows['editorial'].sum())}",
        "false suspicions in 100 editorial pages": round(100 * float(raised[rows["editorial"]].mean()), 2),
        "advertorials suspected": f"{int(raised[rows['advertorial']].sum())} of {int(rows['advertorial'].sum())}",
        "other classes suspected": {
            name: f"{int(raised[here].sum())} of {int(here.sum())}"
            for name, here in rows.items() if name not in ("editorial", "advertorial")
        },
    }  # fmt: skip


def _split(table: Table, chances: Floats, values: Any, covered: Any) -> list[dict[str, Any]]:
    found = []
    for value in sorted(set(values)):
        here = values == value
        if here.sum() >= 20:
            y, p = table.y[here], chances[here]
            found.append({
                "of": str(value) or "unknown", "examples": int(here.sum()), "in covered languages": int((here & covered).sum()),
                "accuracy": round(float((p.argmax(axis=1) == y).mean()), 3), "macro-F1 of its classes": macro_f1(y, p),
                "ECE": calibration_error(y, p),
            })  # fmt: skip
    return found


def _learning_curve(table: Table, covered: Bools) -> Iterator[dict[str, Any]]:
    """What fewer sites would have given: where the curve still rises, more sites would help."""
    for share in (*_SHARES, 1.0):
        scores = np.zeros((len(table.y), len(table.labels)))
        sites = []
        for number, (train, test) in enumerate(folds(table)):
            groups = np.unique(table.group[train])
            kept = np.random.default_rng(number).permutation(groups)[: max(2, round(share * len(groups)))]
            rows = train[np.isin(table.group[train], kept)]
            sites.append(len(kept))
            if len(np.unique(table.y[rows])) < 2:
                continue
            scores[test] = fit(table, rows).scores(table, test)
        y, p = table.y[covered], softmax(scores[covered])
        figures = {row["class"]: row["F1"] for row in per_class(table.labels, y, p)}
        yield {
            "share of sites": share,
            "sites": round(float(np.mean(sites))),
            "macro-F1": macro_f1(y, p),
            **figures,
        }
