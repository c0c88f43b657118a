"""Reports as single self-contained HTML files, made from report values by the templates in `reports/templates/`.

A file loads nothing: its Content-Security-Policy allows only the style and the script it carries, by digest.
Every word of a page is cleaned of control and bidirectional characters and escaped; an address becomes a link
only when it is http(s).
"""

from __future__ import annotations

import base64
import hashlib
import re
import shlex
from functools import cache
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from auditor.data import TEMPLATES
from auditor.model import Outcome, Report, Skipped
from auditor.page.text import clean
from auditor.report import wording
from auditor.report.answers import Answer, answers
from auditor.report.picture import page_map

if TYPE_CHECKING:
    from auditor.model import AuditInfo, Evidence, Subject

# Longer words of a page are cut in the report; the JSON has them whole.
_LONGEST = 900

# Languages whose codes a screen reader knows how to speak.
_LANGUAGES = (
    "ar bg cs da de el en es et fi fr he hi hr hu id it ja ko lt lv nl no pl pt ro ru sk sl sv th tr uk vi zh"
)
_SPOKEN = frozenset(_LANGUAGES.split())


def shown(value: Any) -> Any:
    """Make any text fit to be shown: one line, no control, bidirectional or broken characters, not endless."""
    if not isinstance(value, str) or isinstance(value, Markup):
        return value
    text = clean(value[: _LONGEST * 2]).encode("utf-8", "replace").decode()
    return text if len(text) <= _LONGEST else text[:_LONGEST].rstrip() + "…"


def href(address: str | None) -> str | None:
    """Give back an address that is safe to click; None for anything but plain http(s)."""
    text = clean(address or "").encode("utf-8", "replace").decode()
    return text if re.match(r"https?://[^\s/]", text, re.IGNORECASE) and len(text) < 4000 else None


def spoken(language: str | None) -> str | None:
    """Give back a language that may stand in a `lang` attribute."""
    return language if language in _SPOKEN else None


@cache
def environment() -> Environment:
    """Make the one Jinja environment: everything escaped, every undefined name an error."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=shown,
    )
    made.filters |= {
        "href": href,
        "shown": shown,
        "spoken": spoken,
        "where": wording.where,
        "count": wording.count,
        "percent": wording.percent,
        "listed": wording.listed,
    }
    made.globals |= {"Outcome": Outcome, "wording": wording}
    return made


def asset(name: str) -> Markup:
    """Read a style sheet or script of the templates, to stand in the file as it is."""
    return Markup((TEMPLATES / name).read_text("utf-8"))  # noqa: S704 - our own file


def policy(*, style: str, script: str | None = None) -> str:
    """Write the Content-Security-Policy of a file that holds just this style and script."""
    scripts = f"script-src '{_digest(script)}'; " if script else ""
    return f"default-src 'none'; style-src '{_digest(style)}'; {scripts}img-src data:; base-uri 'none'; form-action 'none'"


def _digest(content: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()


def page(template: str, *, title: str, script: str | None = None, **values: Any) -> str:
    """Render one template of a whole file with the common style and, when it has one, its script."""
    style = asset("style.css")
    code = asset(script) if script else None
    made: str = (
        environment()
        .get_template(template)
        .render(title=title, style=style, script=code, policy=policy(style=style, script=code), **values)
    )
    return made


def render(result: Report | Skipped, *, copy: str | None = None) -> str:
    """Write the article report as one HTML file.

    `copy` is the address of the marked copy of the page, as seen from the report.
    """
    subject = result.subject
    title = shown(subject.title or "") or shown(subject.uri) or "(no headline)"
    if isinstance(result, Skipped):
        return page("skipped.html.j2", title=title, skip=result, why=wording.SKIPS[result.reason])
    given = answers(result)
    return page(
        "article.html.j2",
        title=title,
        heading=shown(subject.title or "") or "(no headline)",
        report=result,
        subject=subject,
        answers=given,
        groups=wording.by_outcome(result),
        evidence={item.id: item for item in result.evidence},
        repeated=_repeated(given),
        unused=_unused(result, given),
        uncovered=wording.uncovered(result),
        map=page_map(result),
        copy=copy,
        command=command(subject, result.audit),
    )


def _repeated(given: tuple[Answer, ...]) -> dict[str, set[str]]:
    """Find the evidence of each answer that an earlier answer has shown: only one of them can carry the id."""
    seen: set[str] = set()
    repeated = {}
    for answer in given:
        ids = {item.id for item in answer.evidence}
        repeated[answer.key] = ids & seen
        seen |= ids
    return repeated


def _unused(report: Report, given: tuple[Answer, ...]) -> tuple[Evidence, ...]:
    """Find the evidence that speaks of something else than the three answers."""
    used = {item.id for answer in given for item in answer.evidence}
    return tuple(item for item in report.evidence if item.id not in used)


def command(subject: Subject, audit: AuditInfo) -> str:
    """Write the command that repeats the audit from the same source."""
    options = "".join(f" --profile {shlex.quote(shown(name))}" for name in audit.profile)
    options += "" if audit.model else " --no-model"
    # Where a further pack lies is not known here; its name and digest stand above.
    options += "".join(f" --rules {shlex.quote(shown(pack.id))}" for pack in audit.packs[1:])
    source = subject.source
    if source.item is not None and source.path:
        return f"auditor scan {shlex.quote(shown(source.path))} --format jsonl --output run.jsonl{options}"
    return f"auditor page {shlex.quote(shown(source.path or subject.uri))} --format html --output report.html{options}"
