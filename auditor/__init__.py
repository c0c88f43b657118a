"""The disclosure auditor: who wrote an article, who paid for it, who earns from it, with evidence.

    from auditor import Auditor, Capture, Report, Skipped, scan

    report = Auditor().audit(Capture(uri="https://news.example/story", body=html_bytes))

Nothing is imported before it is used, so that `auditor --help` is instant.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from auditor.audit import Auditor
    from auditor.model import Capture, Report, Skipped
    from auditor.scan import scan
else:
    # The function takes the place of its package under this name, which only works once that is imported.
    scan = import_module("auditor.scan").scan

__version__ = "0.1.0"
__all__ = ["Auditor", "Capture", "Report", "Skipped", "__version__", "scan"]

_HOMES = {
    "Auditor": "auditor.audit",
    "Capture": "auditor.model",
    "Report": "auditor.model",
    "Skipped": "auditor.model",
}


def __getattr__(name: str) -> object:
    """Import a public name on first use."""
    if name not in _HOMES:
        raise AttributeError(f"module 'auditor' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
