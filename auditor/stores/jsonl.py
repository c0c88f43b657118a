"""JSON Lines: one report or skip per line."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

from auditor.stores.replace import writing

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path


def write(documents: Iterable[bytes], target: Path | BinaryIO) -> None:
    """Write a whole file, which appears under its name only when it is complete."""
    with writing(target) as file:
        for document in documents:
            file.write(document)
            file.write(b"\n")


def read(path: Path) -> Iterator[bytes]:
    """The lines of a file, without line ends and without empty lines."""
    with path.open("rb") as file:
        for line in file:
            if document := line.strip():
                yield document
