"""The sample reports show what the tool says today."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import unquote

from make_samples import SAMPLES, make


def test_samples_are_what_the_tool_makes_of_the_sample_pages():
    made = dict(make())
    stale = sorted(
        name
        for name, content in made.items()
        if not (SAMPLES / name).is_file() or (SAMPLES / name).read_bytes() != content
    )

    assert stale == [], "run: python tests/make_samples.py"
    assert sorted(file.name for file in SAMPLES.iterdir() if file.is_file()) == sorted(made)


def test_every_link_inside_the_samples_leads_somewhere():
    for file in SAMPLES.glob("*.html"):
        text = file.read_text("utf-8")
        for address in re.findall(r'href="([^"]*)"', text):
            target, _, part = unquote(unescape(address)).partition("#")
            if re.match(r"[a-z]+:", target):
                continue
            aim = (SAMPLES / target if target else file).read_text("utf-8")
            assert not part or f'id="{part}"' in aim, f"{file.name}: {address}"
