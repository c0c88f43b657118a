"""What the head, the microdata and the names around the headline say to machines; as one list of fields."""

from __future__ import annotations

from auditor.model import Field, Zone
from auditor.page.dom import Tree
from auditor.page.hints import Attributes
from auditor.page.text import clean

# Under a short name, as a look-up in the enumeration takes longer than the field itself.
_STRUCTURED = Zone.STRUCTURED
_MAX_VALUE = 2_000


def head_fields(head: list[tuple[str, Attributes, str]]) -> list[Field]:
    """List title, canonical and meta elements of the head."""
    fields: list[Field] = []
    titled = False
    for tag, attributes, text in head:
        if tag == "meta":
            name = (
                attributes.get("property")
                or attributes.get("name")
                or attributes.get("itemprop")
                or attributes.get("http-equiv")
            )
            content = attributes.get("content")
            if not name or not content:
                continue
            name = name.strip().lower()
            prefix = "" if name.startswith("og:") else "meta."
            value = clean(content)[:_MAX_VALUE]
            if value:
                fields.append(Field(name=prefix + name.replace("og:", "og."), value=value))
        elif tag == "title":
            value = clean(text)[:_MAX_VALUE]
            if value and not titled:
                fields.append(Field(name="title", value=value))
                titled = True
        elif tag == "link":
            relation = (attributes.get("rel") or "").lower().split()
            target = attributes.get("href")
            if target and ("canonical" in relation or "amphtml" in relation or "author" in relation):
                fields.append(Field(name=relation[0], value=target.strip()[:_MAX_VALUE]))
    return fields


def named_fields(tree: Tree, elements: list[int]) -> list[Field]:
    """List the class, id and data attributes of elements, under the tag of a container or else as the headline's."""
    found: list[Field] = []
    for index in elements:
        tag, attributes = tree.tags[index], tree.attributes[index]
        where = tag if tag in ("html", "body", "article", "main") else "headline"
        found += [
            Field(name=f"{where}.{name}", value=value)
            for name, value in attributes.items()
            if value and len(value) < 400 and (name in ("class", "id") or name.startswith("data-"))
        ]
    return found


def microdata_fields(tree: Tree) -> list[Field]:
    """Read schema.org microdata of the article: author, publisher, headline, section, date."""
    fields: list[Field] = []
    named = [index for index, attributes in enumerate(tree.attributes) if "itemprop" in attributes]
    for index in named:
        attributes = tree.attributes[index]
        prop = (attributes["itemprop"] or "").lower()
        if prop not in _MICRODATA:
            continue
        value = clean(attributes.get("content") or attributes.get("datetime") or _text_in(tree, index))[:300]
        if value:
            holder = _holder(tree, index)
            name = f"{holder}.{prop}" if holder in _PARTIES else prop
            name = f"md.{name}.name" if name in _PARTIES else f"md.{name}"
            fields.append(Field(name=name, value=value, zone=_STRUCTURED))
    return fields[:60]


def _text_in(tree: Tree, index: int) -> str:
    """The text inside an element, as far as it is a line or two."""
    first = tree.first[index]
    return " ".join(run.text for run in tree.runs[first : min(tree.end[index], first + 3)])


def _holder(tree: Tree, index: int) -> str:
    """The property whose item an element describes, empty at the top."""
    parent = tree.parents[index]
    while parent >= 0:
        above = tree.attributes[parent].get("itemprop")
        if above and "itemscope" in tree.attributes[parent]:
            return above.lower()
        parent = tree.parents[parent]
    return ""


_PARTIES = frozenset(("author", "publisher", "creator", "sponsor"))
_MICRODATA = frozenset(
    "author publisher creator sponsor headline name articlesection datepublished copyrightholder "
    "sourceorganization provider".split()
)
