"""The Typer app that each command module holds."""

from __future__ import annotations

import typer


def new_app(help_: str | None = None) -> typer.Typer:
    """An app without Typer's own decorations; with a help text it is a group of commands that needs one of them."""
    return typer.Typer(
        help=help_,
        no_args_is_help=help_ is not None,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
    )
