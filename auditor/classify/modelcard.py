"""The model card: what the model is for, how it is made, and its figures with the aims they are held against."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from auditor.classify.figures import as_table
from auditor.classify.train import MODEL_ID

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

# Collections and sites of which less than this was recognised are named as weak.
_WEAK = 0.6

_BEGINNING = """# Model card: {name}

`auditor model evaluate --card` writes this card.

## What it does
It reads an article's words and style and gives probabilities for editorial, wire, press-release, advertorial and
affiliate-commerce. It is for what no label says. In an audit it may raise the sponsorship state `suspected` and the
outcome needs-review where the rules found no label; it must not be the only reason to accuse anybody, and no
`compliance.*` check fails because of it.

## How it is made
Multinomial logistic regression over words (logarithmic counts; words of fewer than 8 sites are left out) and {styles} style
features cut into bins: families of words in seven languages (speaks to the reader, reported speech, prices and offers …),
punctuation, length of sentences, opening. Label words, agency and distributor names, datelines and the site's own name
are masked before it looks. The opening of a longer text also teaches its class, so that fragments are recognised.
Classes, languages, sites and collections are weighted, so that none counts by its size. The file format enters training
as an input of its own and is taken away to predict; markup is not read at all, because it gained nothing on held-out
sites. Probabilities are calibrated by temperature on sites that the model has not seen. The file holds numbers and words,
no code, and its own digest. Training is reproducible to the bit.

Tried on the same held-out sites without gain: pairs of words, sequences of word shapes, separate words for headline,
opening and end, support vectors, latent topics, trees over style, vectors of a pre-trained transformer (all-MiniLM-L6-v2:
macro-F1 0.64 alone, no gain mixed in), mixtures of these, other weights, abstaining by margin, by entropy or by a model of
its own errors. The data is the limit, not the method.

## Data
{corpus}
`manifest.jsonl` says where each came from (repository, commit, path, label, evidence, digest of the bytes), without its
text. Pages that were read by hand overrule collected labels; of a text that stands there twice one is kept.
"""

_LIMITS = """## Where it does not hold
- Other languages: German, Spanish and others were trained along, but held-out texts in them are not told apart well
  enough (below), so the model abstains there. Chinese, Japanese and Korean are not read at all.
- *Wire* against editorial: without its dateline an agency text is a news report. *Advertorial* against press-release:
  paid texts of finance and crypto outlets read like releases, and many are; sales letters are recognised.
- On pages of one kind that it has not seen (a whole collection held out) it does worse than on new sites of a kind that
  it knows; the weakest are listed.
- The opening of an advertorial reads like a story: short texts are hardly ever taken for one.
- Menus and comments that could not be told from the article count as its text.
- Shares of classes in the corpus are no shares of the world: on a site that is nearly all editorial, a probability
  overstates the rare classes. The threshold of suspicion was therefore set by editorial pages.
- It abstains below 60 words and below the probability that leaves 80 % of held-out pages.
"""


def model_card(figures: Mapping[str, Any], styles: int) -> str:
    """Write the card in Markdown from the figures of an evaluation; `styles` is the number of style features."""
    corpus = "".join(f"- {label}: {count}\n" for label, count in figures["corpus"].items())
    parts = [
        _BEGINNING.format(name=MODEL_ID, styles=styles, corpus=corpus),
        _figures(figures),
        "## Classes\n" + as_table(figures["classes"]),
        _section("What was taken for what (rows are the truth)", figures["confusion (rows are the truth)"]),
        _section("Baselines in the same run", [{"baseline": name} | row for name, row in figures["baselines"].items()]),
        _learning_curve(figures),
        _LIMITS,
        _section("Languages", figures["languages"]),
        _section("Calibration", figures["calibration"]["reliability"]),
        _section("Abstention", figures["abstention"]),
        *(
            _section(name.capitalize(), value if isinstance(value, list) else [value])
            for name, value in figures.items() if name.startswith(("format: ", "fragments: "))
        ),
        _section("Large sites held out one by one", figures["leave one site out"]),
        _section("Collections held out, where little was recognised", _weak(figures["style shift: leave one collection out"])),
        _section("Trained on one file format, tested on the others", figures["style shift: train on one format, test on the others"]),
    ]  # fmt: skip
    return "\n".join(part for part in parts if part)


def _section(title: str, rows: Sequence[Mapping[str, Any]]) -> str:
    return f"## {title}\n{as_table(rows)}" if rows else ""


def _figures(figures: Mapping[str, Any]) -> str:
    known, suspicion = figures["headline"], figures["suspicion"]
    aims = [
        ("macro-F1, all pages", known["macro-F1"], 0.85, True),
        ("macro-F1, the surest 80 %", known["macro-F1 of the surest 80 %"], 0.92, True),
        ("press-release against the rest, AP", known.get("press-release against the rest, AP"), 0.95, True),
        ("advertorial against editorial, AUC", known.get("advertorial against editorial, AUC"), 0.95, True),
        ("expected calibration error", figures["calibration"]["ECE"], 0.05, False),
        ("false suspicions in 100 editorial pages", suspicion.get("false suspicions in 100 editorial pages"), 1, False),
    ]  # fmt: skip
    rows = [
        {
            "figure": name, "held-out sites": value,
            "aim": f"{'at least' if more else 'at most'} {aim}, {'reached' if (value >= aim) == more or value == aim else 'missed'}",
        }
        for name, value, aim, more in aims if value is not None
    ]  # fmt: skip
    low, high = known["macro-F1, 95 % of resampled sites"]
    languages = ", ".join(figures["covered languages"])
    return (
        f"## Figures\nLanguages covered: {languages}; {known['examples']:,} examples, five folds, no site on both sides.\n\n"
        f"{as_table(rows)}\n"
        f"Macro-F1 is between {low} and {high} for 95 % of resampled sites; other draws of the folds give "
        f"{', '.join(map(str, known['macro-F1, other draws of the folds']))}. Suspected were "
        f"{suspicion.get('editorial pages suspected', 'none')} editorial pages and "
        f"{suspicion.get('advertorials suspected', 'none')} advertorials.\n"
    )


def _learning_curve(figures: Mapping[str, Any]) -> str:
    single = figures["without texts of two classes"]
    return (
        "## The learning curve\nWhat fewer sites would have given, macro-F1 and F1 of each class on held-out sites. Where a "
        "column still rises, more sites would help; more pages of the same sites would not.\n\n"
        f"{as_table(figures['learning curve'])}\n"
        f"{single['left out']} examples are of two classes at once: paid texts that were issued as releases. Without them "
        f"macro-F1 is {single['macro-F1']} ({single['macro-F1 of the surest 80 %']} for the surest 80 %).\n"
    )


def _weak(rows: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return [row for row in rows if row["recognised"] < _WEAK]
