"""One labelled article, as training and evaluation use it."""

from __future__ import annotations

from msgspec import Struct

from auditor.classify.features import Features


class Example(Struct, frozen=True, kw_only=True):
    """One labelled article. `group` is what must never stand on both sides of a split.

    `opening` are the first words of a longer text; an advertorial has none, because it begins as a story and only
    later sells. `links` are those in the text, per 100 words, NaN where the format shows none: a baseline counts them, the model
    does not see them.
    """

    id: str
    label: str
    group: str
    language: str
    format: str
    collection: str
    features: Features
    opening: Features | None
    text: str
    links: float
    sha256: str
    manifest: dict[str, str]
