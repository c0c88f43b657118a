"""Whether a block or a field is one that a rule reads."""

from __future__ import annotations

from auditor.engine.detect_rule import Where
from auditor.model import Block, Extent, Field


def misfit(where: Where, block: Block, extent: Extent) -> str | None:
    """The first key of `where` that a block does not satisfy."""
    if where.zones and block.zone not in where.zones:
        return "zones"
    if where.scopes and block.scope not in where.scopes:
        return "scopes"
    if where.max_chars is not None and len(block.text) > where.max_chars:
        return "max_chars"
    if where.places and block.place not in where.places:
        return "places"
    if where.max_repeats is not None and block.repeats > where.max_repeats:
        return "max_repeats"
    if where.near_headline is not None and block.near_headline != where.near_headline:
        return "near_headline"
    if where.max_linked is not None and block.linked > where.max_linked:
        return "max_linked"
    if where.min_linked is not None and block.linked < where.min_linked:
        return "min_linked"
    if where.visible and block.visible not in where.visible:
        return "visible"
    if where.extents and extent not in where.extents:
        return "extents"
    return None


def field_fits(field: Field, types: frozenset[str], *, main: bool | None) -> bool:
    """Whether a field belongs to the main entity and has one of the types, where that is asked."""
    return (main is None or field.main == main) and (not types or field.type.lower() in types)
