"""Where `rules/` and `reports/` are: beside the package in a checkout, inside it in a wheel."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_ROOT = _PACKAGE / "_data" if (_PACKAGE / "_data").is_dir() else _PACKAGE.parent

RULES = _ROOT / "rules"
SCHEMAS = _ROOT / "reports" / "schema"
TEMPLATES = _ROOT / "reports" / "templates"
