"""What tests of sources say again and again."""

from __future__ import annotations

from auditor.model import Capture, Skipped
from auditor.sources import open_source


def read(path, kind=None, fetching=None):
    """Everything a source gives; its units, in pieces of any size, give the same."""
    whole = list(open_source(str(path), kind, fetching).captures())
    for size in (1, 2, 3, 64):
        parts = open_source(str(path), kind, fetching)
        assert [item for unit in parts.units(size) for item in parts.captures(unit)] == whole
        # A unit may be asked for again, and by another process.
        units = list(parts.units(size))
        alone = [list(open_source(str(path), kind, fetching).captures(unit)) for unit in units]
        backwards = [list(parts.captures(unit)) for unit in reversed(units)]
        assert [item for items in alone for item in items] == whole
        assert [item for items in reversed(backwards) for item in items] == whole
    return whole


def write(folder, name, data):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def outcome(items):
    """Addresses of captures, reasons of skips, in order."""
    return [item.uri if isinstance(item, Capture) else item.reason.value for item in items]


def skips(items):
    return [item for item in items if isinstance(item, Skipped)]
