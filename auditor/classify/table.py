"""Examples as arrays, and how much each of them counts."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from auditor.classify.corpus import LABELS
from auditor.classify.words import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from auditor.classify.example import Example

    Floats = npt.NDArray[np.float64]
    Ints = npt.NDArray[np.int64]
    Bools = npt.NDArray[np.bool_]

# Fewer sites than this say nothing about a class in a language.
SITES_FOR_LANGUAGE = 8
# How many times more than otherwise a text may count because its class is rare in its language.
LANGUAGE_LIFT = 5


class Table:
    """Examples as arrays. `x` counts words, `style` holds NaN where there was nothing to measure.

    Below the rows of the examples, `x` and `style` have rows for their openings; `opening` says which, -1 for none.
    """

    def __init__(self, examples: Sequence[Example]) -> None:
        self.examples = examples
        self.labels = tuple(label for label in LABELS if any(e.label == label for e in examples))
        self.y: Ints = np.array([self.labels.index(e.label) for e in examples])
        groups = sorted({e.group for e in examples})
        at = {group: index for index, group in enumerate(groups)}
        self.group: Ints = np.array([at[e.group] for e in examples])
        self.groups = groups
        self.collection = np.array([e.collection for e in examples])
        self.language = np.array([e.language for e in examples])
        self.format = np.array([e.format for e in examples])
        begun = [row for row, e in enumerate(examples) if e.opening]
        self.opening: Ints = np.full(len(examples), -1)
        self.opening[begun] = len(examples) + np.arange(len(begun))
        features = [e.features for e in examples] + [e.opening for e in examples if e.opening]
        self.style: Floats = np.array([known.style for known in features], dtype=float)
        self.terms = sorted({word for known in features for word in known.counts})
        place = {word: index for index, word in enumerate(self.terms)}
        pairs = [
            (row, place[w], n) for row, known in enumerate(features) for w, n in sorted(known.counts.items())
        ]
        rows, columns, counts = zip(*pairs, strict=True)
        self.x = sparse.csr_matrix(
            (np.array(counts, dtype=float), (rows, columns)), shape=(len(features), len(self.terms))
        )

    def classes_of(self, language: str) -> list[int]:
        """The labels with enough sites in a language to say anything about it."""
        here = self.language == language
        return [
            label
            for label in range(len(self.labels))
            if len(np.unique(self.group[here & (self.y == label)])) >= SITES_FOR_LANGUAGE
        ]

    def weights(self, rows: Ints) -> Floats:
        """Classes count the same, in every language alike, and large sites and collections less than their size."""
        sites = Counter((self.group[i], self.y[i]) for i in rows)
        collections = Counter((self.collection[i], self.y[i]) for i in rows)
        weight: Floats = np.array(
            [
                sites[(self.group[i], self.y[i])] ** -0.5
                * collections[(self.collection[i], self.y[i])] ** -0.5
                for i in rows
            ]
        )
        y, language = self.y[rows], self.language[rows]
        labels = np.unique(y)
        _equal(weight, y, labels)
        # Otherwise a language in which one class was collected would stand for that class.
        shares: dict[tuple[str, int], float] = {}
        for name in np.unique(language):
            here = language == name
            shares |= {
                (name, label): weight[here & (y == label)].sum() / weight[here].sum() for label in labels
            }
        lift = [min(LANGUAGE_LIFT, 1 / len(labels) / shares[pair]) for pair in zip(language, y, strict=True)]
        weight *= np.array(lift)
        _equal(weight, y, labels)
        scaled: Floats = weight * len(rows) / len(labels)
        return scaled

    def with_openings(self, rows: Ints) -> tuple[Ints, Ints]:
        """Rows of `x` and `style` to train on, examples before openings; and which example each belongs to."""
        begun = rows[self.opening[rows] >= 0]
        return np.concatenate([rows, self.opening[begun]]), np.concatenate([rows, begun])

    def trainable(self, rows: Ints) -> Ints:
        """Those rows whose language has concept words: others would teach nothing but their alphabet."""
        kept: Ints = rows[np.isin(self.language[rows], LANGUAGES)]
        return kept


def _equal(weight: Floats, y: Ints, labels: Ints) -> None:
    """Make the weights of each class sum to one."""
    for label in labels:
        here = y == label
        weight[here] /= weight[here].sum()
