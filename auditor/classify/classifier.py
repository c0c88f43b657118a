"""From features to a prediction: plain weights, plain arithmetic.

Nothing but the standard library and msgspec is needed to predict, so that a scan does not wait for numpy, and
sums come out the same on every machine. A model is one JSON file of numbers and words with its own digest; it
holds no code.
"""

from __future__ import annotations

import hashlib
import math
from bisect import bisect_left
from functools import cache
from itertools import compress
from operator import mul, sub
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

from auditor.classify.features import MAX_CHARACTERS, STYLE_NAMES, excerpt_of, features_of_text
from auditor.classify.masked import FURNITURE, MASKED
from auditor.classify.words import CONCEPTS
from auditor.data import RULES
from auditor.errors import RuleError
from auditor.model import Contribution, Prediction, TextClass

if TYPE_CHECKING:
    from pathlib import Path

    from auditor.classify.features import Excerpt, Features
    from auditor.page.page import Page

MODEL = RULES / "model" / "model.json"
FORMAT = "auditor.model/1"
MAX_BYTES = 64_000_000
# How many reasons a person gets to read.
_REASONS = 8
# A text with fewer different words that the model knows is a list, a table or no sentences at all.
_KNOWN = 25
# Words that more than half of all sites use ("the") move scores a little and tell a person nothing.
_TELLING = 1.25
# No word stands more often in a text that is cut there.
_LOG = (0.0, *(1 + math.log(n) for n in range(1, MAX_CHARACTERS + 1)))


class Step(Struct, frozen=True, array_like=True):
    """What one style feature does: `table[i]` between the i-th and the next of `cuts`; nothing for NaN."""

    cuts: tuple[float, ...]
    table: tuple[tuple[float, ...], ...]


class ModelFile(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A trained model: scores are log-odds, the same number taken from all labels changes nothing.

    `terms` maps a word to its rarity, its usual value on a page, and one weight for each label. `card` are
    figures that `auditor model show` prints.
    """

    format: str
    id: str
    features: str
    labels: tuple[TextClass, ...]
    languages: tuple[str, ...]
    min_words: int
    min_confidence: float
    suspect_threshold: float
    bias: tuple[float, ...]
    terms: dict[str, tuple[float, ...]]
    style: tuple[Step, ...]
    card: dict[str, str]
    digest: str = ""


def digest_of(model: ModelFile) -> str:
    """The SHA-256 of everything in a model but its digest."""
    return hashlib.sha256(msgspec.json.encode(msgspec.structs.replace(model, digest=""))).hexdigest()


@cache
def features_version() -> str:
    """Tells which words and counts a model was trained on: it fits no other."""
    words = [
        f"{name} {language} {text}" for name, (_, by) in CONCEPTS.items() for language, text in by.items()
    ]
    parts = [*STYLE_NAMES, *words, *sorted(MASKED), *sorted(FURNITURE)]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def load_classifier(path: Path | None = None) -> Classifier:
    """Read a model file, the shipped one without `path`; RuleError where it cannot be trusted."""
    path = path or MODEL
    where = str(path)
    try:
        if path.stat().st_size > MAX_BYTES:
            raise RuleError(f"is larger than {MAX_BYTES // 1_000_000} MB: no model of this tool", path=where)
        model = msgspec.json.decode(path.read_bytes(), type=ModelFile)
    except OSError as error:
        raise RuleError(f"no model can be read here ({error.strerror}); train one with auditor model train",
                        path=where) from None  # fmt: skip
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise RuleError(f"is no model of this tool ({error})", path=where) from None
    if model.format != FORMAT or model.features != features_version():
        raise RuleError("was trained for another version of this tool; train it again", path=where)
    if digest_of(model) != model.digest:
        raise RuleError("was changed after training: its digest does not fit", path=where)
    width = len(model.labels)
    rows = [row for step in model.style for row in step.table]
    if (
        len(model.style) != len(STYLE_NAMES)
        or len(model.bias) != width
        or any(len(row) != width for row in rows)
        or any(len(step.table) != len(step.cuts) + 1 for step in model.style)
        or any(len(row) != width + 2 for row in model.terms.values())
    ):
        raise RuleError("is damaged: its tables have the wrong size", path=where)
    return Classifier(model)


class Classifier:
    """Predicts classes of texts. `suspect_threshold` is the advertorial probability from which to suspect."""

    def __init__(self, model: ModelFile) -> None:
        self.model = model
        self.id = model.id
        self.digest = model.digest
        self.labels = model.labels
        self.languages = frozenset(model.languages)
        self.suspect_threshold = model.suspect_threshold
        self._steps = tuple((step.cuts, step.table) for step in model.style)

    def excerpt_of(self, page: Page) -> Excerpt:
        """Take from a page what is read of it, so that the page can be let go before the prediction."""
        return excerpt_of(page)

    def predict_excerpt(self, excerpt: Excerpt) -> Prediction:
        """Predict the class of an article."""
        return self.predict(features_of_text(*excerpt), excerpt.language)

    def scores(self, features: Features) -> list[float]:
        """The log-odds of each label, in the order of `labels`."""
        return self._read(features).scores(self.model.bias)

    def _read(self, features: Features) -> _Reading:
        counts, nothing = features.counts, (0.0,) * len(self.labels)
        # Hundreds of words a page: they are looked up and multiplied without a loop in Python.
        rows = list(map(self.model.terms.get, counts))
        logs = map(_LOG.__getitem__, compress(counts.values(), rows))
        columns = list(zip(*filter(None, rows), strict=True))
        values = list(map(mul, logs, columns[0])) if columns else []
        norm = math.sqrt(sum(map(mul, values, values))) or 1.0
        return _Reading(
            words=list(compress(counts, rows)),
            values=[value / norm for value in values],
            columns=columns,
            effects=[
                # Only NaN is not itself.
                table[bisect_left(cuts, value)] if value == value else nothing  # noqa: PLR0124
                for value, (cuts, table) in zip(features.style, self._steps, strict=True)
            ],
        )

    def predict(self, features: Features, language: str | None) -> Prediction:
        """Predict the class of a text; `language` is a two-letter code, None where it is not known."""
        if not features.counts:
            return Prediction(label=None, probability=None, abstained=True, reason="no text")
        reading = self._read(features)
        scores = reading.scores(self.model.bias)
        top = max(scores)
        odds = [math.exp(score - top) for score in scores]
        chances = [round(chance / sum(odds), 4) for chance in odds]
        best = max(range(len(chances)), key=chances.__getitem__)
        reason = self._doubt(features, language, len(reading.words), self.labels[best], chances[best])
        return Prediction(
            label=self.labels[best],
            probability=chances[best],
            probabilities=dict(zip(self.labels, chances, strict=True)),
            abstained=reason is not None,
            reason=reason,
            contributions=self._contributions(features, reading, best),
        )

    def _doubt(
        self, features: Features, language: str | None, known: int, label: str, chance: float
    ) -> str | None:
        """Why the prediction must not be used; None where it may."""
        if language is None:
            return "the language is not known"
        if language not in self.languages:
            return f"the language “{language}” is not covered by the model"
        if features.length < self.model.min_words:
            return f"the text has {features.length} words; {self.model.min_words} are needed"
        needed = min(_KNOWN, len(self.model.terms) // 4)
        if known < needed:
            return f"the model knows {known} different words of the text; {needed} are needed"
        if chance < self.model.min_confidence and not (
            # Advertorials have a precision point of their own, below which they are no reason to suspect.
            label == "advertorial" and chance >= self.suspect_threshold
        ):
            return f"the probability {chance:.2f} is below {self.model.min_confidence:.2f}"
        return None

    def _contributions(self, features: Features, reading: _Reading, label: int) -> tuple[Contribution, ...]:
        """What moved the label most against an average page, in log-odds, strongest first."""
        named: list[tuple[float, str]] = []
        if reading.words:
            unusual = map(sub, reading.values, reading.columns[1])
            weights = list(map(mul, unusual, reading.columns[label + 2]))
            telling = [
                at
                for at in _strongest(weights, 3 * _REASONS)
                # What is left of "I've" and "don't" tells nothing either.
                if reading.columns[0][at] >= _TELLING and len(reading.words[at]) > 2
            ]
            named += [(weights[at], f"word: “{reading.words[at]}”") for at in telling[:_REASONS]]
        effects = [effect[label] for effect in reading.effects]
        named += [
            (effects[at], _in_words(STYLE_NAMES[at], features.style[at], self.model.style[at]))
            for at in _strongest(effects, _REASONS)
        ]
        weights = [weight for weight, _ in named]
        return tuple(
            Contribution(feature=named[at][1], weight=round(weights[at], 3))
            for at in _strongest(weights, _REASONS)
            if abs(weights[at]) >= 0.0005
        )


class _Reading(Struct, gc=False):
    """A text against the weights: its known words with their values, the columns of weights, the style's effects."""

    words: list[str]
    values: list[float]
    columns: list[tuple[float, ...]]
    effects: list[tuple[float, ...]]

    def scores(self, bias: tuple[float, ...]) -> list[float]:
        """Add everything up for each label."""
        style = zip(bias, *self.effects, strict=True)
        if not self.words:
            return list(map(sum, style))
        return [
            sum(map(mul, self.values, column)) + sum(step)
            for column, step in zip(self.columns[2:], style, strict=True)
        ]


def _strongest(weights: list[float], count: int) -> list[int]:
    """Where the largest weights are, for or against, largest first."""
    return sorted(range(len(weights)), key=list(map(abs, weights)).__getitem__, reverse=True)[:count]


def _in_words(name: str, value: float, step: Step) -> str:
    """Say in words what was found: `text: exclamation marks` becomes `many exclamation marks`."""
    part, _, what = name.partition(": ")
    high = bisect_left(step.cuts, value) > len(step.cuts) / 2 if step.cuts else value > 0
    if part == "opening":
        return f"{'' if value else 'not '}in the opening: {what}"
    if what.startswith(("long", "a long")):
        return what if high else what.replace("long", "short")
    return f"{'more' if high else 'less'} than usual: {what}"


def card(model: ModelFile, path: Path | None) -> str:
    """The model card: what shipped with the model, after its own numbers."""
    facts = {
        "model": model.id,
        "digest": model.digest,
        "classes": ", ".join(model.labels),
        "languages": ", ".join(model.languages),
        "words": f"{len(model.terms):,}",
        "abstains": f"below {model.min_words} words, below probability {model.min_confidence}, in other languages",
        "suspects": f"an advertorial from probability {model.suspect_threshold}",
        **model.card,
    }
    width = max(map(len, facts))
    text = "".join(f"{name:{width}}  {value}\n" for name, value in facts.items())
    beside = (path or MODEL).with_name("card.md")
    return f"{text}\n{beside.read_text(encoding='utf-8')}" if beside.is_file() else text
