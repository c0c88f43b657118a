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


def imported_by(code: str) -> set[str]:
    """The packages that a fresh Python has imported after some lines."""
    tell = "import sys\nprint('\\n' + ' '.join({name.partition('.')[0] for name in sys.modules}))"
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\n{tell}"], capture_output=True, text=True, check=True
    )
    return set(done.stdout.splitlines()[-1].split())


def test_help_imports_nothing_heavy():
    imported = imported_by("from auditor.cli import main\ntry: main(['--help'])\nexcept SystemExit: pass")

    assert "auditor" in imported
    assert not imported & {"sklearn", "bs4", "aiohttp", "jinja2", "pyarrow", "typer", "rich"}


def test_an_audit_without_the_classifier_imports_nothing_heavy():
    imported = imported_by(
        "from auditor import Auditor, Capture\n"
        "Auditor(model=False).audit(Capture(uri='https://news.example/a', body=b'<h1>Storm</h1><p>Rain.</p>'))"
    )

    assert "selectolax" in imported
    assert not imported & {"sklearn", "numpy", "bs4", "aiohttp", "jinja2"}
