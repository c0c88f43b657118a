"""Small packs for tests: rules as short YAML, written to a folder and loaded without the core pack."""

from __future__ import annotations

from pathlib import Path

import yaml

from auditor.engine.load import load_ruleset
from auditor.engine.ruleset import Ruleset

DETECT = {
    "rule": 1,
    "kind": "detect",
    "version": 1,
    "title": "A test rule",
    "why": "To see what the engine does.",
    "status": "stable",
    "languages": ["*"],
    "confidence": "high",
    "known_limits": {"misses": "all", "false_hits": "none"},
    "emits": {"signal": "x.found"},
    "examples": {"match": [{"text": "x"}], "no_match": [{"text": "x", "near_miss": True}]},
}
ASSERT = {
    "rule": 1,
    "kind": "assert",
    "version": 1,
    "title": "A test check",
    "why": "To see how checks come out.",
    "status": "stable",
    "severity": "serious",
    "modality": "should",
    "known_limits": {"misses": "all", "false_hits": "none"},
    "messages": {"pass": "fine", "fail": {"default": "wrong: {quote}"}, "needs-review": "look at {quote}"},
    "examples": {"pass": [{"html": "<p>x</p>"}], "fail": [{"html": "<p>x</p>"}]},
}
AGENCIES = {
    "lexicon": "agencies",
    "version": 1,
    "entries": [
        {
            "id": "reuters",
            "name": "Reuters",
            "kind": "news-agency",
            "hosts": ["reuters.com"],
            "forms": [{"text": "Reuters"}, {"text": "Thomson Reuters"}],
            "never": ["Reuters Institute"],
        },
        {
            "id": "ap",
            "name": "Associated Press",
            "kind": "news-agency",
            "forms": [{"text": "Associated Press"}, {"text": "AP", "case": True, "ambiguous": True}],
        },
        {
            "id": "newswire",
            "name": "Newswire",
            "kind": "press-release-wire",
            "forms": [{"text": "Newswire"}],
        },
        {"id": "kyodo", "name": "Kyodo", "kind": "news-agency", "forms": [{"text": "共同"}]},
    ],
}
PROFILE = {"profile": "house", "title": "House rules", "jurisdiction": "none", "asserts": ["*"]}


def write(folder: Path, files: dict[str, object]) -> Path:
    """Write files, given as data or as text, below a folder."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        text = (
            content
            if isinstance(content, str)
            else yaml.safe_dump(content, allow_unicode=True, sort_keys=False)
        )
        path.write_text(text, encoding="utf-8")
    return folder


def detect_rule(match: dict[str, object], **more: object) -> dict[str, object]:
    return {**DETECT, "match": match, **more}


def ruleset(folder: Path, *matches: dict[str, object], **more: object) -> Ruleset:
    """A ruleset of detect rules `t.r0`, `t.r1` … with these matches and the small agency lexicon."""
    files: dict[str, object] = {"lexicons/agencies.yaml": AGENCIES}
    for number, match in enumerate(matches):
        files[f"t/r{number}.yaml"] = detect_rule(match, id=f"t.r{number}", **more)
    return load_ruleset([write(folder, files)], core=None)


GOOD = detect_rule(
    {"phrase": ["(gifted|free) stay"], "where": {"zones": ["lead", "body"]}},
    id="house.stay",
    unless=[{"phrase": ["no (gifted|free) stay"]}],
    emits={"signal": "x.stay"},
    examples={
        "match": [{"text": "We had a gifted stay.", "quote": "gifted stay"}],
        "no_match": [
            {"text": "We took no free stay.", "killed_by": "unless.0"},
            {"text": "A free stay", "zone": "nav", "killed_by": "where.zones"},
            {"text": "Stay free of cost", "near_miss": True},
        ],
    },
)
STORY = (
    "<article><h1>A week by the sea</h1>"
    "<p>The village lies behind the dunes, and nobody who lives there owns a car or wants one. We took a free stay.</p>"
    "<p>In the morning the boats bring fish, which is sold on the pier until the last one is gone. Then it rains.</p>"
    "</article>"
)
CHECK = {
    "rule": 1,
    "id": "house.check",
    "kind": "assert",
    "version": 1,
    "title": "A stay is disclosed",
    "why": "Readers want to know.",
    "status": "stable",
    "severity": "minor",
    "modality": "should",
    "known_limits": {"misses": "pictures", "false_hits": "jokes"},
    "require": [{"signal": "x.stay", "reason": "missing"}],
    "messages": {"pass": "It is.", "fail": {"missing": "It is not."}, "needs-review": "Look."},
    "examples": {
        "pass": [{"html": STORY}],
        "fail": [{"html": "<p>Rain</p>", "because": "missing"}],
    },
}
HOUSE = {"profile": "house", "title": "House", "jurisdiction": "none", "asserts": ["house.*"]}
