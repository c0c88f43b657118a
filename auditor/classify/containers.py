"""Take an article out of what a collection stored it in: Markdown, JSON, newswire markup, hard line breaks."""

from __future__ import annotations

import json
import re

_FRONT_MATTER = re.compile(r"\A---\s*\n(.*?)\n---\s*\n", re.DOTALL)
_MARKDOWN = (
    (re.compile(r"```.*?```|<!--.*?-->|\{[{%].*?[%}]\}|<(?:script|style).*?</", re.DOTALL), " "),
    (re.compile(r"!\[[^\]]*\]\([^)]*\)"), " "),
    (re.compile(r"\[([^\]]*)\]\([^)]*\)"), r"\1"),
    (re.compile(r"</?(?:p|div|li|ul|ol|h\d|br|tr)\b[^>]*>", re.IGNORECASE), "\n"),
    (re.compile(r"<[^>]+>"), " "),
    (re.compile(r"^[ \t]*(?:[#>*+-]+|\d+\.)[ \t]+", re.MULTILINE), ""),
    (re.compile(r"[*_`]{1,3}(?=\S)|(?<=\S)[*_`]{1,3}"), ""),
)
_SPACED = (
    (re.compile(r" ([,.;:!?)%])"), r"\1"),
    (re.compile(r"([(¿¡]) "), r"\1"),
    (re.compile(r'" ([^"]*) "'), r'"\1"'),
)


def from_markdown(title: str, text: str) -> tuple[str, str]:
    """The headline, from the front matter where `title` is empty, and the text without its marks."""
    front = _FRONT_MATTER.match(text)
    if front:
        named = re.search(r"^title:\s*[\"']?(.+?)[\"']?\s*$", front[1], re.MULTILINE)
        title, text = title or (named[1] if named else ""), text[front.end() :]
    for pattern, instead in _MARKDOWN:
        text = pattern.sub(instead, text)
    return title, text


def from_container(title: str, text: str) -> tuple[str, str]:
    """Take the article out of its container and undo hard line breaks and spaced-out punctuation."""
    if text.lstrip().startswith("{"):
        try:
            record = json.loads(text)
            title, text = str(record.get("title") or title), str(record.get("text") or "")
        except ValueError:
            pass  # A text that begins with a brace.
    if "<TEXT>" in text:
        headline = re.search(r"<HEADLINE>\s*(.*?)\s*</HEADLINE>", text, re.DOTALL)
        title = headline[1] if headline else title
        text = text.partition("<TEXT>")[2].partition("</TEXT>")[0].replace("``", '"').replace("''", '"')
    if text.count(" ,") > text.count(", "):
        text = text.replace("\n-\n", "\n")
        for pattern, instead in _SPACED:
            text = pattern.sub(instead, text)
    text = re.sub(r" {8,}", "\n", text)
    lines = text.splitlines()
    filled = [line for line in lines if line.strip()]
    if filled and max(map(len, filled)) < 100 and len(filled) > 6:
        text = re.sub(r"\n(?![\t ]|\s*\n)", " ", text)
    return title, text
