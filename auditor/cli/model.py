"""`auditor model`: train, evaluate and describe the classifier."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from auditor.cli.apps import new_app
from auditor.cli.output import make_folder, write_bytes

app = new_app("Train, evaluate and describe the classifier.")
Corpus = Annotated[
    list[Path],
    typer.Option(
        "--corpus",
        metavar="DIR",
        help="A folder with items.jsonl, or with labels.jsonl and pages/; may be given several times.",
    ),
]


@app.command()
def train(
    corpus: Corpus,
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="Where to write the model.")],
    manifest: Annotated[
        Path | None,
        typer.Option(
            "--manifest", metavar="FILE", help="Also write where every example came from, without its text."
        ),
    ] = None,
    name: Annotated[str | None, typer.Option("--name", help="What reports call the model.")] = None,
) -> None:
    """Train a model; the same corpus gives the same file, bit for bit.

    Each line of items.jsonl is an object with id, label, site, format (html,
    markdown or text) and raw_path (a file beside it, plain or gzip), and where
    known language, title, url and label_evidence. Labels are editorial, wire,
    press-release, advertorial and affiliate-commerce; two of them are enough,
    from some ten sites each. Audit with the model by --model FILE.
    """
    import msgspec

    from auditor.classify.corpus import load_corpus
    from auditor.classify.train import MODEL_ID
    from auditor.classify.train import train as train_model

    # Training takes a while: where its result goes has to be known before.
    for file in filter(None, (out, manifest)):
        make_folder(file.parent)
    examples = load_corpus(corpus)
    model = train_model(examples, name=name or MODEL_ID)
    write_bytes(msgspec.json.format(msgspec.json.encode(model), indent=0) + b"\n", out)
    if manifest:
        lines = [json.dumps(example.manifest, ensure_ascii=False, sort_keys=True) for example in examples]
        write_bytes("\n".join(lines).encode() + b"\n", manifest)
    sys.stderr.write(
        f"{len(examples)} examples, {len(model.terms)} words, {out.stat().st_size:,} bytes: {out}\n"
    )


@app.command()
def evaluate(
    corpus: Corpus,
    as_json: Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")] = False,
    card: Annotated[
        Path | None,
        typer.Option("--card", metavar="FILE", help="Also write a model card with these figures."),
    ] = None,
) -> None:
    """Measure on sites that the model has not seen, with baselines in the same run. Takes some minutes."""
    from auditor.classify.corpus import load_corpus
    from auditor.classify.evaluate import evaluate as measure
    from auditor.classify.features import STYLE_NAMES
    from auditor.classify.figures import as_text
    from auditor.classify.modelcard import model_card

    if card:
        make_folder(card.parent)
    figures = measure(load_corpus(corpus))
    if card:
        write_bytes(model_card(figures, len(STYLE_NAMES)).encode(), card)
    sys.stdout.write(
        json.dumps(figures, indent=1, ensure_ascii=False) + "\n" if as_json else as_text(figures)
    )


@app.command()
def show(
    model: Annotated[
        Path | None, typer.Option("--model", metavar="FILE", help="Another model than the shipped one.")
    ] = None,
) -> None:
    """Print what a model is: its card and its limits."""
    from auditor.classify.classifier import card, load_classifier

    sys.stdout.write(card(load_classifier(model).model, model))
