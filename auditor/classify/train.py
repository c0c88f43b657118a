"""Train a model: a linear one over words and binned style, calibrated on sites it has not seen.

Same corpus, same model file, bit for bit: examples come sorted, no random number decides anything that is
stored, and weights are rounded before they are written.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import msgspec
import numpy as np
from msgspec import Struct
from scipy import sparse
from scipy.optimize import minimize_scalar
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.model_selection import StratifiedGroupKFold

from auditor.classify.classifier import FORMAT, ModelFile, Step, digest_of, features_version
from auditor.classify.corpus import MIN_WORDS
from auditor.classify.table import SITES_FOR_LANGUAGE, Table
from auditor.classify.words import LANGUAGES
from auditor.errors import RuleError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from auditor.classify.example import Example
    from auditor.classify.table import Floats, Ints

MODEL_ID = "five-classes-1"
# A word that fewer sites use says more about those sites than about a class.
MIN_SITES = 8
# Style features are cut at these quantiles, so that an effect may rise and fall.
BINS = 8
# How much style may say against words, and how strong weights may get; chosen by site-disjoint macro-F1.
STYLE_SCALE = 0.05
STRENGTH = 10.0
# How freely the file format may explain away a class; beyond this the columns take style with them.
FORMAT_SCALE = 0.05
# What an opening counts against its whole text: less, and fragments are misread; more, and whole texts are.
OPENING_SHARE = 0.25
# A language is covered when held-out texts in it reach this macro-F1. Half is no skill: German reached it once in
# three draws, with one of ten agency texts recognised.
SKILL = 0.6
FOLDS = 5
# A quarter of the one in a hundred that is allowed: held-out sites vary.
FALSE_SUSPICION = 0.0025
# Whatever the held-out pages say, to suspect it must be likelier than all else together.
LEAST_SUSPICION = 0.5
COVERAGE = 0.8


class Bins(Struct, frozen=True):
    """Where each style feature is cut, and how often examples lie above each cut."""

    cuts: list[Floats]
    usual: list[Floats]


class Fitted(Struct, frozen=True):
    """A fitted model over the columns `keep` of a table, the bins of its style features and the file formats."""

    keep: Ints
    idf: Floats
    bins: Bins
    formats: list[str]
    model: LogisticRegression
    labels: Ints

    def scores(self, table: Table, rows: Ints) -> Floats:
        """Log-odds, one column for each label of the table; a label that was not trained stays at -30."""
        columns = [
            _words(table, rows, self.keep, self.idf),
            _style(table, rows, self.bins),
            self.no_format(len(rows)),
        ]
        found = self.model.decision_function(sparse.hstack(columns).tocsr())
        if found.ndim == 1:
            found = np.stack([-found / 2, found / 2], axis=1)
        full = np.full((len(rows), len(table.labels)), -30.0)
        full[:, self.labels] = found - found.mean(axis=1, keepdims=True)
        return full

    def no_format(self, count: int) -> Floats:
        """What a prediction gets instead of a file format: a bit of each."""
        return np.full((count, len(self.formats)), FORMAT_SCALE / len(self.formats))


def fit(table: Table, rows: Ints) -> Fitted:
    """Fit on some rows of a table.

    The file format goes in as columns of its own, which take what only the format explains (releases were
    collected as text, reporting as HTML) and are taken away again to predict.
    """
    rows = table.trainable(rows)
    sites = sparse.csr_matrix(
        (np.ones(len(rows)), (table.group[rows], np.arange(len(rows)))), shape=(len(table.groups), len(rows))
    )
    used = np.asarray(((sites @ (table.x[rows] > 0).astype(float)) > 0).sum(axis=0)).ravel()
    known = len(np.unique(table.group[rows]))
    keep: Ints = np.flatnonzero(used >= min(MIN_SITES, max(2, known // 4)))
    idf: Floats = np.sqrt(np.log((1 + known) / (1 + used[keep])) + 1)
    bins = _bins(table.style[rows])
    formats = sorted(set(table.format[rows].tolist()))
    parts, examples = table.with_openings(rows)
    form = FORMAT_SCALE * (table.format[examples][:, None] == np.array(formats)[None, :])
    design = sparse.hstack([_words(table, parts, keep, idf), _style(table, parts, bins), form]).tocsr()
    weight = np.zeros(len(table.y))
    weight[rows] = table.weights(rows)
    share = np.where(parts < len(table.y), 1.0, OPENING_SHARE)
    model = LogisticRegression(C=STRENGTH, max_iter=400, tol=1e-4)
    model.fit(design, table.y[examples], sample_weight=share * weight[examples])
    return Fitted(keep, idf, bins, formats, model, model.classes_)


def _words(table: Table, rows: Ints, keep: Ints, idf: Floats) -> sparse.csr_matrix:
    words = table.x[rows][:, keep].astype(float)
    words.data = 1 + np.log(words.data)
    words = words @ sparse.diags(idf)
    norm = np.sqrt(np.asarray(words.multiply(words).sum(axis=1)).ravel())
    norm[norm == 0] = 1
    return sparse.diags(1 / norm) @ words


def _bins(style: Floats) -> Bins:
    cuts, usual = [], []
    for column in style.T:
        known = column[~np.isnan(column)]
        at = np.quantile(known, np.linspace(0, 1, BINS + 1)[1:-1]) if len(known) else np.array([0.0])
        cuts.append(np.unique(np.round(at, 5)))
        usual.append((known[:, None] > cuts[-1]).mean(axis=0) if len(known) else np.zeros(len(cuts[-1])))
    return Bins(cuts, usual)


def _style(table: Table, rows: Ints, bins: Bins) -> Floats:
    """One column for each cut: above it or not, less how usual that is; zero where nothing was measured."""
    steps = [
        np.where(np.isnan(column)[:, None], 0.0, (column[:, None] > cuts) - usual)
        for column, cuts, usual in zip(table.style[rows].T, bins.cuts, bins.usual, strict=True)
    ]
    return STYLE_SCALE * np.concatenate(steps, axis=1)


def folds(table: Table, seed: int = 0) -> list[tuple[Ints, Ints]]:
    """Split so that no site stands on both sides and classes keep their shares."""
    groups = min(len(set(table.group[table.y == label])) for label in range(len(table.labels)))
    if len(table.labels) < 2 or groups < 2:
        raise RuleError("the corpus needs two classes or more, each from two sites or more")
    splitter = StratifiedGroupKFold(min(FOLDS, groups), shuffle=True, random_state=seed)
    return list(splitter.split(np.zeros(len(table.y)), table.y, table.group))


def held_out(table: Table, seed: int = 0) -> Floats:
    """Scores of every example by a model that has seen nothing of its site; `seed` draws other folds."""
    scores = np.zeros((len(table.y), len(table.labels)))
    for train, test in folds(table, seed=seed):
        scores[test] = fit(table, train).scores(table, test)
    return scores


def softmax(scores: Floats) -> Floats:
    """Probabilities from log-odds."""
    odds = np.exp(scores - scores.max(axis=1, keepdims=True))
    chances: Floats = odds / odds.sum(axis=1, keepdims=True)
    return chances


def sharpness(scores: Floats, y: Ints) -> float:
    """The one number of the calibration: what scores are multiplied with (temperature scaling)."""
    rows = np.arange(len(y))

    def loss(logarithm: float) -> float:
        return float(-np.log(softmax(scores * np.exp(logarithm))[rows, y] + 1e-12).mean())

    return round(float(np.exp(minimize_scalar(loss, bounds=(-2, 2), method="bounded").x)), 3)


def covered_languages(table: Table, scores: Floats) -> tuple[str, ...]:
    """The languages in which held-out texts are told apart: two classes or more, and a macro-F1 of `SKILL`."""
    covered = []
    for language in LANGUAGES:
        classes = table.classes_of(language)
        rows = np.flatnonzero((table.language == language) & np.isin(table.y, classes))
        if len(classes) >= 2:
            reached = f1_score(table.y[rows], scores[rows].argmax(axis=1), labels=classes, average="macro")
            if reached >= SKILL:
                covered.append(language)
    return tuple(covered)


def threshold(chances: Floats, y: Ints, labels: Sequence[str]) -> float:
    """The advertorial probability that at most `FALSE_SUSPICION` of held-out editorial pages reach, or more."""
    if "advertorial" not in labels or "editorial" not in labels:
        return 1.0
    editorial = np.sort(chances[y == labels.index("editorial"), labels.index("advertorial")])[::-1]
    allowed = int(FALSE_SUSPICION * len(editorial))
    if not len(editorial):
        return 1.0
    return min(1.0, max(LEAST_SUSPICION, round(float(editorial[allowed]) + 0.001, 3)))


def train(examples: Sequence[Example], *, name: str = MODEL_ID) -> ModelFile:
    """Train, calibrate and describe a model."""
    table = Table(examples)
    scores = held_out(table)
    languages = covered_languages(table, scores)
    if not languages:
        raise RuleError(
            f"the corpus teaches no language: held-out texts of two classes from {SITES_FOR_LANGUAGE} sites each "
            f"must reach a macro-F1 of {SKILL}; add sites"
        )
    covered = np.isin(table.language, languages)
    sharp = sharpness(scores[covered], table.y[covered])
    chances = softmax(scores[covered] * sharp)
    fitted = fit(table, np.arange(len(table.y)))
    counts = Counter(e.label for e in examples)
    sites = Counter(label for label, _ in {(e.label, e.group) for e in examples})
    card = {f"examples {label}": f"{counts[label]} from {sites[label]} sites" for label in table.labels}
    confidence = np.sort(chances.max(axis=1))[int((1 - COVERAGE) * len(chances))]
    weights = _weights(table, fitted, sharp)
    model = ModelFile(
        format=FORMAT,
        id=name,
        features=features_version(),
        labels=table.labels,
        languages=languages,
        min_words=MIN_WORDS,
        min_confidence=round(float(confidence), 2),
        suspect_threshold=threshold(chances, table.y[covered], table.labels),
        bias=weights.bias,
        terms=weights.terms,
        style=weights.style,
        card={**card, "calibration": f"scores times {sharp}"},
    )
    return msgspec.structs.replace(model, digest=digest_of(model))


class _Weights(Struct, frozen=True):
    bias: tuple[float, ...]
    terms: dict[str, tuple[float, ...]]
    style: tuple[Step, ...]


def _weights(table: Table, fitted: Fitted, sharp: float) -> _Weights:
    """The fitted weights as plain numbers: centred over labels, so that each is a reason for or against."""
    coefficients, bias = fitted.model.coef_, fitted.model.intercept_
    if len(coefficients) == 1:
        coefficients, bias = np.vstack([-coefficients, coefficients]) / 2, np.array([-bias[0], bias[0]]) / 2
    coefficients = (coefficients - coefficients.mean(axis=0)) * sharp
    bias = (bias - bias.mean()) * sharp + coefficients[:, -len(fitted.formats) :] @ fitted.no_format(1)[0]
    rows = table.trainable(np.arange(len(table.y)))
    weight = table.weights(rows)
    mean = (_words(table, rows, fitted.keep, fitted.idf).T @ weight) / weight.sum()
    terms = {
        table.terms[column]: _plain([fitted.idf[at], mean[at], *coefficients[:, at]])
        for at, column in enumerate(fitted.keep)
    }
    style, at = [], len(fitted.keep)
    for cuts, usual in zip(fitted.bins.cuts, fitted.bins.usual, strict=True):
        effects = STYLE_SCALE * coefficients[:, at : at + len(cuts)]
        at += len(cuts)
        steps = [effects @ ((np.arange(len(cuts)) < above) - usual) for above in range(len(cuts) + 1)]
        style.append(Step(cuts=tuple(map(float, cuts)), table=tuple(map(_plain, steps))))
    return _Weights(_plain(bias), terms, tuple(style))


def _plain(values: Iterable[float]) -> tuple[float, ...]:
    return tuple(round(float(value), 4) for value in values)
