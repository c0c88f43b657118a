"""Labelled articles from disk to examples: what training and evaluation start from.

A corpus is a folder of one of two shapes. `items.jsonl`: one object a line with `id`, `label`, `site`, `format`
(html, markdown, text), `language`, `title`, `raw_path` (gzip or plain, beside the file) and optionally `url`,
`source_repo`, `commit`, `path`, `label_evidence`, `near_duplicate_of_earlier`. `labels.jsonl` with `pages/ID.html`:
pages whose origin and commercial nature somebody read carefully; they overrule items with the same bytes.
"""

from __future__ import annotations

import gzip
import hashlib
import math
import re
import zlib
from typing import TYPE_CHECKING, Any, get_args

import msgspec

from auditor.classify.containers import from_container, from_markdown
from auditor.classify.example import Example
from auditor.classify.features import article_text, features_of, features_of_opening
from auditor.classify.twins import without_twins
from auditor.errors import RuleError
from auditor.model import Capture, Extent, TextClass
from auditor.page.links import site_of
from auditor.page.page import read_page

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from auditor.page.page import Page

LABELS: tuple[TextClass, ...] = get_args(TextClass)
# Fewer words than this show no style.
MIN_WORDS = 60
# This much of a text also stands for its class, so that fragments are recognised.
OPENING_WORDS = 120

_HOSTING = frozenset(
    ("github", "githubusercontent", "pages", "html", "index", "source", "none", "www", "example")
)


def load_corpus(folders: Sequence[Path]) -> tuple[Example, ...]:
    """Read corpora into examples: one of each text, sites joined, short texts left out; sorted by id."""
    raw: dict[str, dict[str, Any]] = {}
    for folder in folders:
        for item in _items(folder):
            known = raw.get(item["sha256"])
            if known is None:
                raw[item["sha256"]] = item
            elif item["read"] or not known["read"]:
                found = {"label": item["manifest"]["label"], "evidence": item["manifest"]["evidence"]}
                raw[item["sha256"]] = {**item, "manifest": known["manifest"] | found,
                                       "sites": known["sites"] | item["sites"]}  # fmt: skip
    kept = [item for item in raw.values() if item["label"] in LABELS]
    if not kept:
        raise RuleError("holds no labelled articles; a corpus has items.jsonl or labels.jsonl with pages/",
                        path=", ".join(map(str, folders)))  # fmt: skip
    read = [_read(item) for item in kept]
    groups = _groups([item["sites"] | {site} for item, (site, _) in zip(kept, read, strict=True)])
    examples = [
        msgspec.structs.replace(example, group=group)
        for (_, example), group in zip(read, groups, strict=True)
        if example.features.length >= MIN_WORDS
    ]
    return tuple(
        msgspec.structs.replace(example, manifest={**example.manifest, "site": example.group})
        for example in sorted(without_twins(examples), key=lambda example: example.id)
    )


def _read(item: dict[str, Any]) -> tuple[str, Example]:
    """Read one page and let go of it: a parsed page is a hundred times as large as what is kept."""
    page = read_page(item.pop("capture"))
    language = item["language"] or page.language or ""
    row = {**item["manifest"], "language": language, "format": item["format"], "sha256": item["sha256"]}
    if not row["url"] and page.url.startswith("http"):
        row["url"] = page.url
    features, text = features_of(page), article_text(page)
    long = features.length >= 1.5 * OPENING_WORDS and item["label"] != "advertorial"
    example = Example(
        id=item["id"],
        label=item["label"],
        group="",
        language=language,
        format=item["format"],
        collection=item["collection"],
        features=features,
        opening=features_of_opening(text, OPENING_WORDS, language) if long else None,
        text=f"{page.title or ''}\n{text}",
        links=_links(page),
        sha256=item["sha256"],
        manifest=row,
    )
    return _core(page.site), example


def _links(page: Page) -> float:
    if page.capture.extent is Extent.TEXT:
        return math.nan
    body = {block.index: len(block.text) for block in page.prose}
    return 600 * sum(link.block in body for link in page.links) / max(sum(body.values()), 200)


def _items(folder: Path) -> Iterator[dict[str, Any]]:
    if (folder / "items.jsonl").is_file():
        yield from _collected(folder)
    elif (folder / "labels.jsonl").is_file():
        yield from _read_pages(folder)
    else:
        raise RuleError("is no corpus: it has neither items.jsonl nor labels.jsonl", path=str(folder))


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(path.read_bytes().splitlines(), 1):
        if line.strip():
            try:
                yield msgspec.json.decode(line, type=dict[str, Any])
            except msgspec.DecodeError as error:
                raise RuleError(f"not a JSON object ({error})", path=str(path), line=number) from None


def _collected(folder: Path) -> Iterator[dict[str, Any]]:
    for item in _lines(folder / "items.jsonl"):
        if item.get("near_duplicate_of_earlier"):
            continue
        if lacking := [
            name
            for name in ("id", "label", "site", "format", "raw_path")
            if not isinstance(item.get(name), str)
        ]:
            raise RuleError(f"an item lacks {', '.join(lacking)}", path=str(folder / "items.jsonl"))
        if item["label"] not in LABELS:
            raise RuleError(f"{item['id']}: there is no class “{item['label']}”; there are {', '.join(LABELS)}",
                            path=str(folder / "items.jsonl"))  # fmt: skip
        body = _body(folder, item["raw_path"])
        yield {
            "id": item["id"],
            "label": item["label"],
            "read": False,
            "sites": {_core(item["site"])},
            "format": item["format"],
            "language": (item.get("language") or "")[:2],
            "collection": item.get("source_repo") or item["site"],
            "sha256": hashlib.sha256(body).hexdigest(),
            "capture": _capture(item, body),
            "manifest": {
                "id": item["id"],
                "repository": item.get("source_repo") or "",
                "commit": item.get("commit") or "",
                "path": item.get("path") or "",
                "url": item.get("url") or "",
                "label": item["label"],
                "evidence": item.get("label_evidence") or "",
            },
        }


def _body(folder: Path, name: str) -> bytes:
    path = (folder / name).resolve()
    try:
        if not path.is_relative_to(folder.resolve()):
            raise RuleError("lies outside the corpus", path=name)
        body = path.read_bytes()
        return gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body
    except (OSError, EOFError, zlib.error) as error:
        raise RuleError(f"cannot be read ({error})".splitlines()[0], path=str(path)) from None


def _capture(item: dict[str, Any], body: bytes) -> Capture:
    uri = item.get("url") or f"corpus:{item['id']}"
    if item["format"] == "html":
        return Capture(uri=uri, body=body, content_type="text/html")
    title, text = item.get("title") or "", body.decode("utf-8", "replace")
    if item["format"] == "markdown":
        title, text = from_markdown(title, item.get("extracted_text") or text)
    else:
        title, text = from_container(title, item.get("extracted_text") or text)
    fields = (("title", title),) if title else ()
    return Capture(uri=uri, body=text.encode(), content_type="text/plain; charset=utf-8", extent=Extent.TEXT, fields=fields)  # fmt: skip


def _read_pages(folder: Path) -> Iterator[dict[str, Any]]:
    for row in _lines(folder / "labels.jsonl"):
        if not isinstance(row.get("id"), str):
            raise RuleError("a page lacks id", path=str(folder / "labels.jsonl"))
        path = folder / "pages" / f"{row['id']}.html"
        if not path.is_file():
            continue
        body = path.read_bytes()
        digest, label = hashlib.sha256(body).hexdigest(), _label_of(row)
        yield {
            "id": f"page-{row['id']}",
            "label": label,
            "read": True,
            "sites": {_core(row.get("site") or row["id"])},
            "format": "html",
            "language": (row.get("language") or "")[:2],
            "collection": "read pages",
            "sha256": digest,
            "capture": Capture(uri=f"corpus:{row['id']}", body=body, content_type="text/html"),
            "manifest": {
                "id": f"page-{row['id']}", "repository": "", "commit": "", "path": "", "url": "", "label": label or "",
                "evidence": f"read by hand: origin {row.get('origin')}, commercial {row.get('commercial')}",
            },
        }  # fmt: skip


def _label_of(row: dict[str, Any]) -> str | None:
    """The class of a page somebody read; None where its text belongs to no class or to two."""
    origin, commercial, kind = row.get("origin"), row.get("commercial"), row.get("page_type")
    if commercial == "sponsored":
        return "advertorial" if origin == "original" else None
    if commercial in ("affiliate", "mixed"):
        many = (row.get("affiliate_links_in_article") or 0) >= 3
        return (
            "affiliate-commerce"
            if origin == "original" and (many or kind == "review-or-product-roundup")
            else None
        )
    if origin in ("wire", "press-release"):
        return str(origin)
    if (
        origin == "original"
        and commercial == "none"
        and kind in ("article", "blog-post", "review-or-product-roundup")
    ):
        return "editorial"
    return None


def _core(site: str) -> str:
    """What the names of one site have in common: its domain without suffix, or its plain name."""
    name = site.lower().split(" (")[0].removeprefix("https://").removeprefix("http://").removeprefix("www.")
    name = name.rstrip("/").rsplit("/", 1)[-1].removesuffix(".github.io")
    return site_of(name).split(".")[0] if re.fullmatch(r"[\w.-]+\.[a-z]{2,}", name) else name


def _groups(sites: Iterable[set[str]]) -> list[str]:
    """Join items that share any name of a site; the group is called by its first name."""
    parent: dict[str, str] = {}

    def root(name: str) -> str:
        while parent.setdefault(name, name) != name:
            name = parent[name]
        return name

    named = [{name for name in names if name and name not in _HOSTING} for names in sites]
    for names in named:
        roots = sorted({root(name) for name in names})
        for other in roots[1:]:
            parent[other] = roots[0]
    return [root(min(names)) if names else f"item {number}" for number, names in enumerate(named)]
