"""A real browser with every report in it. Skipped with the reason where there is none; in CI that is an error."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from auditor import Auditor, Report
from auditor.page.page import read_page
from auditor.report import html
from auditor.report.annotate import annotate
from tests.browser.chromium import ARGUMENTS, find, find_axe
from tests.browser.documents import HARD, hostile_documents
from tests.factory import make_skip
from tests.make_samples import capture, make


def missing(what: str) -> None:
    """Skip, or fail in CI: there nothing may be left out silently."""
    if os.environ.get("CI") == "true":
        pytest.fail(what, pytrace=False)
    pytest.skip(what)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """The browser, started once."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        missing("Playwright is not installed: pip install 'auditor[browser]'")
    path = find()
    if path is None:
        missing("there is no Chromium: install it or name it in AUDITOR_CHROMIUM")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def axe() -> str:
    """The source of axe-core."""
    path = find_axe()
    if path is None:
        missing("there is no axe-core: npm install --prefix ~/.cache/auditor-browser axe-core")
    return path.read_text("utf-8")


@pytest.fixture(scope="session")
def documents(tmp_path_factory):
    """Every kind of report in one folder: the samples, pages that are hard to show, a skip, and hostile ones."""
    folder = tmp_path_factory.mktemp("documents")
    made = dict(make())
    auditor = Auditor(model=False)
    for page in HARD:
        taken = capture(page)
        report = auditor.audit(taken)
        assert isinstance(report, Report)
        made[f"{page.stem}.html"] = html.render(report, copy=f"{page.stem}-marked.html").encode()
        made[f"{page.stem}-marked.html"] = annotate(
            read_page(taken), report, back=f"{page.stem}.html"
        ).encode()
    made["skipped.html"] = html.render(make_skip()).encode()
    made |= hostile_documents()
    for name, content in made.items():
        (folder / name).write_bytes(content)
    return folder


@pytest.fixture(scope="session")
def open_page(chromium):
    """Open an address in a page of its own: the page, and a list that collects all that goes wrong in it."""
    contexts: dict[str, Any] = {}

    @contextmanager
    def opened(address: str, **options: Any) -> Iterator[tuple[Any, list[str]]]:
        wanted = {"viewport": {"width": 1280, "height": 900}} | options
        context = contexts.get(repr(wanted)) or chromium.new_context(**wanted)
        contexts[repr(wanted)] = context
        context.set_default_timeout(5000)
        page = context.new_page()
        wrong: list[str] = []
        page.on("console", lambda message: wrong.append(f"console {message.type}: {message.text}"))
        page.on("pageerror", lambda error: wrong.append(f"error: {error}"))
        page.on("dialog", lambda dialog: (wrong.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        page.on(
            "request",
            lambda request: (
                None if request.url in (address, "data:,") else wrong.append(f"request: {request.url}")
            ),
        )
        page.goto(address)
        yield page, wrong
        page.close()

    return opened
