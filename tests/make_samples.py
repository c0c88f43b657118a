"""Makes the sample reports in `reports/samples/` from the pages in `tests/pages/samples/`.

    python tests/make_samples.py               # write the reports; tests/report/test_samples.py compares bytes
    python tests/make_samples.py --pictures    # also take the pictures (needs Chromium and Playwright)

The pages are made up; so are the newspaper, the companies and the people.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from auditor import Auditor, Capture, Report
from auditor.model import SourceRef
from auditor.page.page import read_page
from auditor.report import html, json_v1, markdown, sarif, site_markdown, terminal
from auditor.report.annotate import annotate
from auditor.report.comparison import render_comparison
from auditor.report.details import detail
from auditor.report.site import render_site, row, site_title
from auditor.report.tally import summarise

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ROOT = Path(__file__).parent.parent
PAGES = ROOT / "tests" / "pages" / "samples"
SAMPLES = ROOT / "reports" / "samples"
CAPTURED = "2025-09-01T06:00:00Z"

# What was put right on three pages before the site was read again.
MENDED = {
    "affiliate-no-notice.html": (
        (
            '<p class="byline">',
            '<p class="notice">We earn a commission when you buy through links in this article.</p>\n  <p class="byline">',
        ),
    ),
    "wire-stripped.html": (
        ("By Harbour Post Newsroom</p>", "By The Associated Press</p>"),
        ('content="Harbour Post Newsroom"', 'content="Associated Press"'),
        ('"author": {"@type": "Organization", "name": "The Harbour Post"}', '"author": {"@type": "Organization", "name": "Associated Press"}'),
    ),
    "undisclosed-sales.html": (("<h1>", '<p class="label">Advertisement by Glideon</p>\n  <h1>'),),
}  # fmt: skip


def capture(page: Path, body: str | None = None) -> Capture:
    """The capture of a sample page, at the address that it names as its own."""
    text = body or page.read_text("utf-8")
    [address] = re.findall(r'<link rel="canonical" href="([^"]+)">', text)
    return Capture(
        uri=address,
        body=text.encode(),
        content_type="text/html; charset=utf-8",
        status=200,
        captured_at=CAPTURED,
        source=SourceRef(kind="file", path=f"tests/pages/samples/{page.name}"),
    )


def make() -> Iterator[tuple[str, bytes]]:
    """Every sample report with its file name."""
    auditor = Auditor()
    pages = sorted(PAGES.glob("*.html"))
    reports = []
    for page in pages:
        taken = capture(page)
        report = auditor.audit(taken)
        assert isinstance(report, Report)
        reports.append(report)
        copy = f"{page.stem}-marked.html"
        yield f"{page.stem}.html", html.render(report, copy=copy).encode()
        yield copy, annotate(read_page(taken), report, back=f"{page.stem}.html").encode()
        yield f"{page.stem}.json", json_v1.indent(json_v1.encode(report)) + b"\n"
        yield f"{page.stem}.txt", terminal.render(report).encode()
        yield f"{page.stem}.md", markdown.render(report).encode()
    yield "site.html", _site(pages, reports)
    yield "site.md", site_markdown.render(summarise(reports), title="The Harbour Post").encode()
    yield "site.sarif", sarif.render(reports, auditor.ruleset)
    mended = [_mended(page) for page in pages]
    again = list(auditor.audit_many(mended))
    names = ("September", "October, three pages mended")
    yield (
        "comparison.html",
        render_comparison(reports, again, names=names, title="The Harbour Post").encode(),
    )


def _site(pages: Sequence[Path], reports: Sequence[Report]) -> bytes:
    rows = [row(report, f"{page.stem}.html") for page, report in zip(pages, reports, strict=True)]
    names = Counter(report.subject.site_name or "" for report in reports)
    return render_site(
        summarise(reports),
        rows,
        title=site_title(names, "tests/pages/samples"),
        details=list(map(detail, reports)),
        audit=reports[0].audit,
        source="tests/pages/samples",
    ).encode()


def _mended(page: Path) -> Capture:
    text = page.read_text("utf-8")
    for old, new in MENDED.get(page.name, ()):
        assert old in text
        text = text.replace(old, new, 1)
    return capture(page, text)


def take_pictures(folder: Path) -> None:
    """Photograph the samples that the README shows."""
    from playwright.sync_api import sync_playwright

    from tests.browser.chromium import ARGUMENTS, find

    shots = (
        ("affiliate-no-notice", "article-light", 1280, 800, "light"),
        ("wire-stripped", "article-dark", 390, 800, "dark"),
        ("wire-credited-marked", "marked-copy", 1280, 800, "light"),
        ("site", "site", 1280, 900, "light"),
        ("comparison", "comparison", 1280, 800, "light"),
    )
    folder.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find(), args=ARGUMENTS)
        for name, picture, width, height, scheme in shots:
            page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)
            page.goto((SAMPLES / f"{name}.html").as_uri())
            page.screenshot(path=folder / f"{picture}.png")
            page.close()
        browser.close()


def main() -> None:
    """Write the samples and drop those that are no longer made."""
    SAMPLES.mkdir(exist_ok=True)
    made = dict(make())
    for file in SAMPLES.iterdir():
        if file.is_file() and file.name not in made:
            file.unlink()
    for name, content in made.items():
        (SAMPLES / name).write_bytes(content)
    if "--pictures" in sys.argv:
        sys.path.insert(0, str(ROOT))
        take_pictures(SAMPLES / "pictures")


if __name__ == "__main__":
    main()
