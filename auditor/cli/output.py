"""Writing results: to standard output whatever its encoding, or to a file."""

from __future__ import annotations

import os
import shutil
import sys
from typing import TYPE_CHECKING
from urllib.parse import quote

from auditor.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path


def write_text(text: str) -> None:
    """Write text for people; what the terminal cannot show becomes a question mark."""
    encoding = sys.stdout.encoding or "utf-8"
    sys.stdout.write(text.encode(encoding, "replace").decode(encoding))


def write_bytes(content: bytes, file: Path | None = None) -> None:
    """Write content as it is, to standard output or to a file.

    Raises `UsageError` when the file cannot be written.
    """
    if file is None:
        sys.stdout.flush()
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return
    try:
        file.write_bytes(content)
    except OSError as error:
        raise UsageError(f"{file} cannot be written: {error.strerror or error}; name another file") from None


def make_folder(folder: Path) -> None:
    """Make a folder to write to, unless it is there.

    Raises `UsageError` when it cannot be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"{folder} cannot be made: {error.strerror or error}") from None


def address(of: Path, seen_from: Path | None) -> str:
    """The relative address of one file as seen from another, or from here."""
    return quote(os.path.relpath(of, seen_from.parent if seen_from else "."))


def terminal_width() -> int:
    """Columns of the terminal; 80 in a pipe."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else 80


def wants_colour() -> bool:
    """Whether standard output is a terminal that shows colour and nobody asked for none (no-color.org)."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
