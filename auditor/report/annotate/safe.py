"""Making a page harmless: only listed tags and attributes are kept.

Whatever could run, load, submit or lead anywhere but http(s) is gone, and so are style sheets.
"""

from __future__ import annotations

from urllib.parse import urljoin

from bs4.element import PreformattedString, Tag

from auditor.page.address import host_of
from auditor.page.text import clean
from auditor.report.html import href, spoken

_KEPT_NAMES = (
    "a abbr address b bdi bdo blockquote br caption cite code dd del dfn div dl dt em figcaption figure h1 h2 h3 h4 h5 "
    "h6 hr i ins kbd li mark ol p pre q rp rt ruby s samp small span strong sub sup table tbody td tfoot th thead time "
    "tr u ul var wbr"
)
_KEPT = frozenset(_KEPT_NAMES.split())
_BLOCK_NAMES = "article aside center details dialog fieldset footer form header main nav section summary"
_BLOCKS = frozenset(_BLOCK_NAMES.split())
_UNREAD = (
    "script style template noscript svg math head title base link meta map object embed applet frame frameset param "
    "source track input select option optgroup datalist textarea canvas audio noembed noframes portal"
)
GONE = frozenset(_UNREAD.split())
"""Elements that go with all that is in them."""

_NAMED_GONE = {"img": "picture", "iframe": "embedded page", "video": "video"}


def make_safe(root: Tag, base: str, own: set[int]) -> None:
    """Take out everything but listed tags and attributes; `own` are the marks that were just made."""
    for node in root.find_all(string=True):
        if isinstance(node, PreformattedString):
            node.extract()
    declared = root.find_parent("html")
    declared = declared.find("base", href=True) if declared else None
    base = _join(base, str(declared["href"])) or base if declared else base
    for tag in root.find_all(True):
        if tag.decomposed or id(tag) in own:
            continue
        name = tag.name.lower()
        if name in _NAMED_GONE:
            _placeholder(tag, name)
        elif name in GONE:
            _keep_marks(tag, own)
        else:
            kept = _attributes(tag, name, base)
            tag.attrs.clear()
            tag.attrs.update(kept)
            tag.name = name if name in _KEPT else "div" if name in _BLOCKS or "-" in name else "span"


def _keep_marks(tag: Tag, own: set[int]) -> None:
    """Drop an element, but not a mark that stands in it."""
    for mark in [inner for inner in tag.find_all("mark") if id(inner) in own]:
        tag.insert_before(mark.extract())
    tag.decompose()


def _placeholder(tag: Tag, name: str) -> None:
    """Put words in the place of a picture, video or embedded page; counting pixels just go."""
    about = clean(str(tag.get("alt") or tag.get("title") or ""))[:200]
    source = host_of(str(tag.get("src") or ""))
    if name == "img" and (not about and (tag.get("width") in ("0", "1") or tag.get("height") in ("0", "1"))):
        tag.decompose()
        return
    words = ": ".join(
        part for part in (_NAMED_GONE[name], about or (source if name != "img" else "")) if part
    )
    tag.name, tag.attrs = "span", {}
    tag["class"] = "gone"
    tag.string = f"[{words}]"


def _join(base: str, address: str) -> str | None:
    try:
        return href(urljoin(base, address.strip()))
    except ValueError:
        return None


def _attributes(tag: Tag, name: str, base: str) -> dict[str, str]:
    """Give back the few attributes that are kept, checked."""
    kept: dict[str, str] = {}
    if name == "a" and tag.get("href"):
        address = _join(base, str(tag["href"]))
        if address:
            kept = {"href": address, "rel": "noopener noreferrer nofollow external"}
    language = spoken(str(tag.get("lang") or "")[:2].lower())
    if language:
        kept["lang"] = language
    if str(tag.get("dir") or "").lower() in ("ltr", "rtl", "auto"):
        kept["dir"] = str(tag["dir"]).lower()
    for span in ("colspan", "rowspan"):
        if str(tag.get(span) or "").isdecimal():
            kept[span] = str(min(int(str(tag[span])[:4]), 100))
    return kept
