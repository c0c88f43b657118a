"""What the head, the microdata and the names around the headline say to machines; as one list of fields."""

from __future__ import annotations

from auditor.model import Field, Zone
from auditor.page.article import Article
from auditor.page.dom import Tree, inner_texts
from auditor.page.hints import COMMENT, Attributes
from auditor.page.shape import Shape
from auditor.page.text import clean

# Under a short name, as a look-up in the enumeration takes longer than the field itself.
_STRUCTURED = Zone.STRUCTURED
_MAX_VALUE = 2_000
_PARTIES = frozenset(("author", "publisher", "creator", "sponsor"))
_MICRODATA = frozenset(
    "author publisher creator sponsor headline name articlesection datepublished copyrightholder "
    "sourceorganization provider".split()
)
_MOST_MICRODATA = 60
# Types of items whose author did not write the article.
_OTHERS = ("ImageObject", "MediaObject", "Comment", "Answer")


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


def microdata_fields(tree: Tree, shape: Shape, article: Article) -> list[Field]:
    """Read schema.org microdata: author, publisher, headline, section, date; those of comments and other items are not `main`."""
    fields: list[Field] = []
    named = [index for index, attributes in enumerate(tree.attributes) if "itemprop" in attributes]
    if not named:
        return []
    start = article.root if article.headline is None else tree.runs[article.headline].element
    around = {index for index in shape.ancestors(start) if "itemscope" in tree.attributes[index]}
    texts = inner_texts(tree, "itemprop", named)
    for index in named:
        attributes = tree.attributes[index]
        prop = (attributes["itemprop"] or "").lower()
        if prop not in _MICRODATA:
            continue
        value = (
            attributes.get("content")
            or attributes.get("datetime")
            or _text_in(tree, index)
            or texts.get(index, "")
        )
        value = clean(value)[:300]
        if value:
            holder = _holder(tree, index)
            name = f"{holder}.{prop}" if holder in _PARTIES else prop
            name = f"md.{name}.name" if name in _PARTIES else f"md.{name}"
            main = not shape.hints[index] & COMMENT and _is_own(tree, article, index, around)
            fields.append(Field(name=name, value=value, zone=_STRUCTURED, main=main))
            if len(fields) == _MOST_MICRODATA:
                break
    return fields


def _is_own(tree: Tree, article: Article, index: int, around: set[int]) -> bool:
    """Whether a property is the article's and not another item's; `around` are the items that hold the headline."""
    entity = _entity(tree, index)
    if around and entity >= 0:
        return entity in around
    kind = (tree.attributes[entity].get("itemtype") or "") if entity >= 0 else ""
    return not article.cards[index] and not kind.endswith(_OTHERS)


def _text_in(tree: Tree, index: int) -> str:
    """The text of the lines inside an element, as far as it is a line or two; empty for one that is a part of a line."""
    first = tree.first[index]
    return " ".join(run.text for run in tree.runs[first : min(tree.end[index], first + 3)])


def _entity(tree: Tree, index: int) -> int:
    """The element whose item a property belongs to, the items of its authors and houses left aside; -1 for none."""
    index = tree.parents[index]
    while index >= 0:
        attributes = tree.attributes[index]
        if "itemscope" in attributes and (attributes.get("itemprop") or "").lower() not in _PARTIES:
            return index
        index = tree.parents[index]
    return -1


def _holder(tree: Tree, index: int) -> str:
    """The property whose item an element describes, empty at the top."""
    parent = tree.parents[index]
    while parent >= 0:
        above = tree.attributes[parent].get("itemprop")
        if above and "itemscope" in tree.attributes[parent]:
            return above.lower()
        parent = tree.parents[parent]
    return ""
