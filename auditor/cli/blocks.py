"""`auditor blocks`: what the auditor sees, for people who write rules."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from auditor.cli.apps import new_app
from auditor.cli.options import AllowPrivate, IgnoreRobots
from auditor.cli.output import write_bytes, write_text
from auditor.model import Skipped

if TYPE_CHECKING:
    from auditor.model import Block
    from auditor.page.page import Page

app = new_app()


class Format(StrEnum):
    """How the blocks are written."""

    TEXT = "text"
    JSONL = "jsonl"


@app.command()
def blocks(
    source: Annotated[str, typer.Argument(metavar="SOURCE", help="A URL, a file, or - for standard input.")],
    format_: Annotated[
        Format, typer.Option("--format", "-f", help="Text for people, or one JSON object per line.")
    ] = Format.TEXT,
    allow_private: AllowPrivate = False,
    ignore_robots: IgnoreRobots = False,
) -> None:
    """Print every block of text of SOURCE with its zone, scope, place, CSS path and words."""
    from auditor.page.page import read_page
    from auditor.report import terminal
    from auditor.sources import capture_one

    capture = capture_one(source, allow_private=allow_private, ignore_robots=ignore_robots)
    if isinstance(capture, Skipped):
        write_text(terminal.render(capture))
        raise typer.Exit(3)
    page = read_page(capture)
    if format_ is Format.JSONL:
        write_bytes(b"".join(_line(page, block) for block in page.blocks))
    else:
        write_text("".join(_paragraph(page, block) for block in page.blocks))


def _line(page: Page, block: Block) -> bytes:
    """One block as a line of JSON; `links` are addresses, `css` selects its element."""
    import msgspec

    described: dict[str, Any] = {
        "index": block.index,
        "zone": block.zone,
        "scope": block.scope,
        "place": block.place,
        "visible": block.visible,
        "tag": block.tag,
        "near_headline": block.near_headline,
        "linked": round(block.linked, 2),
        "repeats": block.repeats,
        "links": [page.links[number].target for number in block.links],
        "css": page.css(block.element),
        "text": block.text,
    }
    return msgspec.json.encode(described) + b"\n"


def _paragraph(page: Page, block: Block) -> str:
    """One block for people: what it is taken for, then its words, then its path."""
    from auditor.report.terminal import plain

    marks: list[str] = [block.zone, block.scope, block.place]
    marks += [f"visible {block.visible}"] if block.visible != "yes" else []
    marks += ["near headline"] if block.near_headline else []
    marks += [f"{block.linked:.0%} linked"] if block.linked else []
    marks += [f"{block.repeats} times"] if block.repeats > 1 else []
    return f"{block.index:4} {' · '.join(marks)}\n     {plain(block.text)}\n     {plain(page.css(block.element))}\n\n"
