"""Whole files or none: a file gets its name when it is complete."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from auditor.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def writing(target: Path | BinaryIO) -> Iterator[BinaryIO]:
    """Open a file that is replaced as a whole, or write to what is open already."""
    if not isinstance(target, Path):
        yield target
        return
    with replacing(target) as part, part.open("wb") as file:
        yield file


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Give a name to write to; it becomes `path` when the block ends well, and goes when it does not.

    A pipe or device (`/dev/stdout`) is given as it is. Raises `UsageError` when the file cannot be written.
    """
    if path.is_dir():
        raise UsageError(f"{path} is a folder; name a file in it")
    if path.exists() and not path.is_file():
        yield path
        return
    part = path.with_name(f"{path.name}.part")
    try:
        yield part
        part.replace(path)
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror or error}; name another file") from None
    finally:
        part.unlink(missing_ok=True)
