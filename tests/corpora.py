"""Corpora made up for tests: invented sites, sentences drawn from the vocabulary of each class."""

from __future__ import annotations

import json
import random

LABELS = ("editorial", "wire", "press-release", "advertorial", "affiliate-commerce")
_COMMON = "the a of and in to for with on at from by after before over under street town river market people year".split()
_WORDS = {
    "editorial": "however perhaps critics argue why memory neighbours question essay wonder doubt story council archive",
    "wire": "said minister officials Tuesday police government told troops Wednesday according spokesman parliament",
    "press-release": "announced proud leading solutions partnership CEO innovative customers launch milestone pleased",
    "advertorial": "you your skin secret finally trick guarantee order ingredients discover imagine results discount",
    "affiliate-commerce": "best pros cons review durable battery rating verdict lightweight compare budget warranty model",
}


def sentence(draw: random.Random, label: str) -> str:
    words = [
        draw.choice(_COMMON if draw.random() < 0.5 else _WORDS[label].split())
        for _ in range(draw.randint(8, 18))
    ]
    return " ".join(words).capitalize() + draw.choice(".....?!" if label == "advertorial" else "......?")


def article(draw: random.Random, label: str, sentences: int = 14) -> str:
    return "\n\n".join(" ".join(sentence(draw, label) for _ in range(4)) for _ in range(sentences // 4))


def as_html(title: str, text: str, language: str = "en") -> str:
    body = "".join(f"<p>{part}</p>" for part in text.split("\n\n"))
    return (
        f'<!doctype html><html lang="{language}"><head><title>{title}</title></head>'
        f"<body><main><article><h1>{title}</h1>{body}</article></main></body></html>"
    )


def write_items(folder, *, labels=LABELS, sites=12, each=2, sentences=14, long=0):
    """Write a corpus: every class from `sites` sites, in three formats; texts of the first `long` sites are long."""
    draw = random.Random(7)
    folder.mkdir(parents=True, exist_ok=True)
    items = []
    for label in labels:
        for site in range(sites):
            for number in range(each):
                name = f"{label}-{site:02}-{number}"
                form = ("html", "markdown", "text")[(site + number) % 3]
                title, text = sentence(draw, label), article(draw, label, 80 if site < long else sentences)
                raw = {
                    "html": as_html(title, text),
                    "markdown": f'---\ntitle: "{title}"\n---\n\n{text}',
                    "text": f"{title}\n\n{text}",
                }[form]
                (folder / f"{name}.raw").write_text(raw, encoding="utf-8")
                items.append({
                    "id": name, "label": label, "site": f"{label}-{site}.example", "format": form, "language": "en",
                    "title": title, "raw_path": f"{name}.raw", "label_evidence": "made up", "source_repo": f"made/{site % 3}",
                    "commit": "0" * 40, "path": f"{name}.raw", "url": None,
                })  # fmt: skip
    (folder / "items.jsonl").write_text("".join(json.dumps(item) + "\n" for item in items), encoding="utf-8")
    return folder
