"""Hypothesis strategies: any value of the model, with the worst texts a page can hold."""

from __future__ import annotations

from functools import cache
from typing import Any

import msgspec
from hypothesis import Phase, settings
from hypothesis import strategies as st
from msgspec import inspect

from auditor.model import Report, Skipped

HOSTILE = (
    "<script>alert(1)</script>",
    "</script><img src=x onerror=alert(1)>",
    "]]><!--",
    "javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "\x1b[31mred\x1b[0m\x1b]0;title\x07\x9b2J",
    "\u202egnp.exe\u202c\u2066\u2069\u200f",
    "[bold]not bold[/bold] [link=https://x.example]x[/link]",
    "**bold** _it_ `code` [a](https://x.example) ![i](https://x.example/i.png) | cell |\n# heading",
    "https://x.example/ www.x.example a@x.example",
    "{{ 7 * 7 }}{% raw %}",
    "\ud800 half a pair",
    "é" * 900,
    "word " * 300,
    "\u2028\u2029\x00\x85",
    "' onmouseover='alert(1)",
    "",
)

# A failing report is a thousand values: shrinking one takes minutes and tells little.
fuzz = settings(max_examples=60, deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate))

_texts = st.sampled_from(HOSTILE) | st.text(max_size=40)


def _of(kind: inspect.Type, name: str = "") -> st.SearchStrategy[Any]:
    """A strategy for one msgspec type."""
    match kind:
        case inspect.StructType(cls=cls):
            return anything(cls)
        case inspect.EnumType(cls=cls):
            return st.sampled_from(list(cls))
        case inspect.LiteralType(values=values):
            return st.sampled_from(values)
        case inspect.VarTupleType(item_type=item):
            return st.lists(_of(item, name), max_size=3).map(tuple)
        case inspect.DictType(key_type=key, value_type=value):
            return st.dictionaries(_of(key), _of(value), max_size=3)
        case inspect.UnionType(types=types):
            return st.one_of([_of(option, name) for option in types])
        case inspect.StrType():
            return st.sampled_from([f"e{n}" for n in range(1, 4)]) if name in ("id", "evidence") else _texts
        case inspect.IntType():
            return st.integers(0, 2**40)
        case inspect.FloatType():
            return st.floats(0, 1)
        case inspect.BoolType():
            return st.booleans()
        case inspect.NoneType():
            return st.none()
    raise NotImplementedError(kind)


@cache
def anything(cls: type[msgspec.Struct]) -> st.SearchStrategy[Any]:
    """Values of one class; the name of the contract stays what it is."""
    described = inspect.type_info(cls)
    assert isinstance(described, inspect.StructType)
    return st.builds(
        cls,
        **{field.name: _of(field.type, field.name) for field in described.fields if field.name != "schema"},
    )


reports = anything(Report)
results = reports | anything(Skipped)
