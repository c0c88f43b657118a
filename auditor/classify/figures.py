"""Figures of a classifier from truth and probabilities, and how they are printed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from sklearn.metrics import average_precision_score, f1_score, precision_recall_fscore_support, roc_auc_score

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from auditor.classify.table import Floats, Ints

_BINS = 10
_RESAMPLES = 300


def macro_f1(y: Ints, p: Floats) -> float:
    """The mean F1 of the classes that occur in the truth."""
    return round(
        float(f1_score(y, p.argmax(axis=1), labels=np.unique(y), average="macro", zero_division=0)), 3
    )


def surest(p: Floats, share: float) -> Ints:
    """The rows of the surest predictions."""
    order: Ints = np.argsort(-p.max(axis=1), kind="stable")[: max(1, round(share * len(p)))]
    return order


def headline(labels: Sequence[str], y: Ints, p: Floats) -> dict[str, Any]:
    """The figures that are asked for first."""
    rows = surest(p, 0.8)
    found = {
        "examples": len(y),
        "accuracy": round(float((p.argmax(axis=1) == y).mean()), 3),
        "macro-F1": macro_f1(y, p),
        "macro-F1 of the surest 80 %": macro_f1(y[rows], p[rows]),
    }
    if "press-release" in labels:
        at = labels.index("press-release")
        found["press-release against the rest, AP"] = round(
            float(average_precision_score(y == at, p[:, at])), 3
        )
    if "advertorial" in labels and "editorial" in labels:
        one, two = labels.index("advertorial"), labels.index("editorial")
        both = (y == one) | (y == two)
        odds = p[both, one] / (p[both, one] + p[both, two] + 1e-12)
        found["advertorial against editorial, AUC"] = round(float(roc_auc_score(y[both] == one, odds)), 3)
    return found


def spread(y: Ints, p: Floats, groups: Ints) -> list[float]:
    """Macro-F1 when sites are drawn again: the range that holds 95 of 100 draws."""
    random = np.random.default_rng(0)
    names = np.unique(groups)
    rows = {name: np.flatnonzero(groups == name) for name in names}
    found = []
    for _ in range(_RESAMPLES):
        drawn = np.concatenate([rows[name] for name in random.choice(names, len(names))])
        found.append(macro_f1(y[drawn], p[drawn]))
    return [round(float(value), 3) for value in np.quantile(found, [0.025, 0.975])]


def per_class(labels: Sequence[str], y: Ints, p: Floats) -> list[dict[str, Any]]:
    """Precision, recall and F1 of each class."""
    values = precision_recall_fscore_support(y, p.argmax(axis=1), labels=range(len(labels)), zero_division=0)
    return [
        {"class": label, "examples": int(n), "precision": round(float(a), 3), "recall": round(float(b), 3), "F1": round(float(c), 3)}
        for label, a, b, c, n in zip(labels, *values, strict=True)
    ]  # fmt: skip


def confusion(labels: Sequence[str], y: Ints, p: Floats) -> list[dict[str, Any]]:
    """How often each class was taken for each other."""
    guess = p.argmax(axis=1)
    return [
        {"class": label}
        | {other: int(((y == row) & (guess == column)).sum()) for column, other in enumerate(labels)}
        for row, label in enumerate(labels)
    ]


def reliability(y: Ints, p: Floats) -> list[dict[str, Any]]:
    """What was promised and what was kept, in bands of the highest probability."""
    sure, right = p.max(axis=1), p.argmax(axis=1) == y
    bands = np.minimum((sure * _BINS).astype(int), _BINS - 1)
    return [
        {
            "probability": f"{band / _BINS:.1f} to {(band + 1) / _BINS:.1f}", "examples": int((bands == band).sum()),
            "promised": round(float(sure[bands == band].mean()), 3), "kept": round(float(right[bands == band].mean()), 3),
        }
        for band in np.unique(bands)
    ]  # fmt: skip


def calibration_error(y: Ints, p: Floats) -> float:
    """The expected calibration error: the mean gap between promised and kept over ten bands."""
    gaps = [row["examples"] * abs(row["promised"] - row["kept"]) for row in reliability(y, p)]
    return round(float(sum(gaps)) / max(len(y), 1), 3)


def abstention(y: Ints, p: Floats) -> list[dict[str, Any]]:
    """What is gained by leaving out the least sure."""
    found = []
    for share in (1.0, 0.95, 0.9, 0.85, 0.8, 0.7, 0.6, 0.5):
        rows = surest(p, share)
        found.append({
            "coverage": share, "least probability": round(float(p[rows].max(axis=1).min()), 2),
            "accuracy": round(float((p[rows].argmax(axis=1) == y[rows]).mean()), 3), "macro-F1": macro_f1(y[rows], p[rows]),
        })  # fmt: skip
    return found


def as_text(figures: Mapping[str, Any]) -> str:
    """The figures as tables for the terminal; the same text is valid Markdown."""
    return "\n".join(f"## {name}\n\n{_block(value)}" for name, value in figures.items())


def _block(value: Any) -> str:
    if isinstance(value, dict):
        if value and all(isinstance(inner, dict) for inner in value.values()):
            return as_table([{"": name} | inner for name, inner in value.items()])
        tables = "".join(f"\n{as_table(inner)}" for inner in value.values() if _is_table(inner))
        return (
            "".join(f"- {name}: {inner}\n" for name, inner in value.items() if not _is_table(inner)) + tables
        )
    return as_table(value) if _is_table(value) else f"{value}\n"


def _is_table(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], dict)


def as_table(rows: Sequence[Mapping[str, Any]]) -> str:
    """Rows as a Markdown table, one column for each name that occurs."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    cells = [names, *([str(row.get(name, "")) for name in names] for row in rows)]
    widths = [max(len(line[column]) for line in cells) for column in range(len(names))]
    lines = [
        "| " + " | ".join(f"{cell:{width}}" for cell, width in zip(line, widths, strict=True)) + " |"
        for line in cells
    ]
    lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(lines) + "\n"
