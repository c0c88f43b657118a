"""Where the hand-labelled pages are: beside the checkout, or where AUDITOR_GOLD says; they are not part of it."""

from __future__ import annotations

import os
from pathlib import Path

SHARED = Path(os.environ.get("AUDITOR_GOLD", Path(__file__).parents[2] / "shared"))
PAGES, LABELS, SCOPES = (
    SHARED / "gold" / "pages",
    SHARED / "gold" / "labels.jsonl",
    SHARED / "gold" / "scopes.jsonl",
)
SCORER = SHARED / "score.py"
