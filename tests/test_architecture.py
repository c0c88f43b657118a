"""The house: who may import whom is kept by import-linter; these are the promises it cannot see."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LONGEST = 310


@pytest.mark.parametrize("module", sorted(ROOT.glob("auditor/**/*.py")), ids=lambda path: path.name)
def test_modules_stay_readable(module):
    assert len(module.read_text(encoding="utf-8").splitlines()) <= LONGEST


@pytest.mark.parametrize("heavy", ["sklearn", "bs4", "aiohttp", "jinja2", "pyarrow", "typer", "rich"])
def test_help_imports_nothing_heavy(heavy):
    code = f"import sys\nfrom auditor.cli import main\ntry:\n    main(['--help'])\nexcept SystemExit:\n    pass\nassert {heavy!r} not in sys.modules"

    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=False).returncode == 0


@pytest.mark.parametrize("heavy", ["sklearn", "bs4", "aiohttp", "jinja2"])
def test_an_audit_without_the_classifier_imports_nothing_heavy(heavy):
    code = (
        "import sys\nfrom auditor import Auditor, Capture\n"
        "Auditor(model=False).audit(Capture(uri='https://news.example/a', body=b'<h1>Storm</h1><p>Rain.</p>'))\n"
        f"assert {heavy!r} not in sys.modules"
    )

    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=False).returncode == 0
