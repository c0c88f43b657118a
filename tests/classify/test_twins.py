"""A text that stands in a corpus twice must not stand on both sides of a split."""

from __future__ import annotations

import json
import random

from corpora import article

from auditor.classify.corpus import load_corpus


def corpus(folder, items):
    folder.mkdir()
    lines = []
    for number, (label, site, text) in enumerate(items):
        (folder / f"{number}.txt").write_text(text)
        lines.append(json.dumps({"id": f"item-{number}", "label": label, "site": site, "format": "text",
                                 "language": "en", "title": "A quiet town", "raw_path": f"{number}.txt"}))  # fmt: skip
    (folder / "items.jsonl").write_text("\n".join(lines))
    return {example.id: example for example in load_corpus([folder])}


def test_a_twin_is_dropped_and_its_site_joined(tmp_path):
    draw = random.Random(1)
    text, other, third = (article(draw, "wire", 40) for _ in range(3))
    found = corpus(
        tmp_path / "c",
        [
            ("wire", "a.example", text),
            ("wire", "b.example", f"Our paper reports.\n\n{text}"),
            ("wire", "b.example", other),
            ("wire", "c.example", third),
        ],
    )

    assert sorted(found) == ["item-0", "item-2", "item-3"]
    assert found["item-0"].group == found["item-2"].group != found["item-3"].group
    assert found["item-2"].manifest["site"] == found["item-2"].group


def test_evidence_is_believed_before_its_absence(tmp_path):
    text = article(random.Random(2), "press-release", 40)
    found = corpus(
        tmp_path / "c", [("editorial", "a.example", text), ("press-release", "b.example", text + " End.")]
    )

    assert [example.label for example in found.values()] == ["press-release"]


def test_a_shared_paragraph_makes_no_twin(tmp_path):
    draw = random.Random(3)
    about = article(draw, "press-release", 8)
    texts = [f"{article(draw, 'press-release', 40)}\n\n{about}" for _ in range(2)]
    found = corpus(
        tmp_path / "c",
        [("press-release", "a.example", texts[0]), ("press-release", "b.example", texts[1])],
    )

    assert len({example.group for example in found.values()}) == 2
