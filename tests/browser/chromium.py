"""Where the browser and the accessibility checker are, and how the browser is started."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

# No sandbox: in a container there is none to be had. The rest keeps the browser from calling home.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
]
_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find() -> str | None:
    """The path of Chromium: AUDITOR_CHROMIUM, or what is installed."""
    named = os.environ.get("AUDITOR_CHROMIUM")
    return named or next((path for name in _NAMES if (path := shutil.which(name))), None)


def find_axe() -> Path | None:
    """The path of axe.min.js: AUDITOR_AXE, or where `npm install --prefix DIR axe-core` puts it in a cache folder.

    DIR is `auditor-browser` in the user's cache or in the folder for temporary files.
    """
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    places = [
        Path(folder) / "auditor-browser" / "node_modules" / "axe-core" / "axe.min.js"
        for folder in (cache, tempfile.gettempdir())
    ]
    named = os.environ.get("AUDITOR_AXE")
    return next((place for place in ([Path(named)] if named else places) if place.is_file()), None)
