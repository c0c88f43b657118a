"""Ghost's JSON export (and the posts of its content interface): every post is a fragment."""

from __future__ import annotations

from collections import Counter, defaultdict
from html import escape
from typing import TYPE_CHECKING, Any, BinaryIO
from weakref import finalize

from auditor.model import Capture, Extent, Skipped, SkipReason, SourceRef
from auditor.sources.contract import VALUE_CAP, Unit, file_uri, fragment, one_line, shown, skip
from auditor.sources.jsonstream import Record, decode, records, records_at, text_of
from auditor.sources.sniff import web_address

if TYPE_CHECKING:
    from collections.abc import Iterator

    from auditor.sources.plain import Opener

_PARENTS = frozenset({"", "data"})
_SMALL = frozenset({"tags", "users", "posts_tags", "posts_authors", "posts_meta", "settings"})
_PLAIN_FIELDS = (
    "title", "visibility", "custom_excerpt", "custom_template", "canonical_url", "feature_image_caption",
    "codeinjection_head", "codeinjection_foot",
)  # fmt: skip


class GhostSource:
    """The posts of an export, in file order.

    Tags and authors stand in tables of their own, which are read first and held: some hundred bytes a post.
    """

    kind = "ghost"
    live = False

    def __init__(self, path: str, opener: Opener) -> None:
        self.path = path
        self.passed: Counter[str] = Counter()
        self._opener = opener
        self._open: tuple[BinaryIO, _Tables] | None = None

    def units(self, size: int = 64) -> Iterator[Unit]:
        """Ranges of bytes with `size` posts each."""
        start = count = 0
        with self._opener() as stream:
            for record in records(stream, frozenset({"posts"}), _PARENTS):
                start = start or record.offset
                if count == size:
                    yield Unit(self.kind, shown(self.path), start, record.offset)
                    start, count = record.offset, 0
                count += 1
        if count:
            yield Unit(self.kind, shown(self.path), start, None)

    def captures(self, unit: Unit | None = None) -> Iterator[Capture | Skipped]:
        """The published posts of a range; drafts, posts without HTML and broken records are named skips."""
        if unit is None:
            for each in self.units():
                yield from self.captures(each)
            return
        if self._open is None:
            stream = self._opener()
            finalize(self, stream.close)
            self._open = stream, _Tables(stream)
        for record in records_at(self._open[0], "posts", unit.start, unit.stop):
            yield self._result(record, self._open[1])

    def _result(self, record: Record, tables: _Tables) -> Capture | Skipped:
        try:
            post = decode(record.data) if record.problem is None else {}
            problem = record.problem
        except ValueError as error:
            post, problem = {}, f"broken JSON: {error}"
        number = one_line(text_of(post.get("id")) or str(record.offset))
        source = SourceRef(kind=self.kind, path=shown(self.path), item=number)
        address = text_of(post.get("url"))
        slug = text_of(post.get("slug")) or number
        uri = one_line(address, 4000) if web_address(address) else file_uri(self.path, slug)
        wrong = (SkipReason.MALFORMED, problem) if problem else _no_post(post)
        if wrong is not None:
            title = text_of(post.get("title"))
            return skip(*wrong, uri=uri, source=source, body=record.data, title=title, extent=Extent.FRAGMENT)
        html = text_of(post.get("html"))
        if not html:
            text = text_of(post.get("plaintext"))
            html = "".join(
                f"<p>{escape(part, quote=False)}</p>\n" for part in text.split("\n\n") if part.strip()
            )
        fields = tuple(_fields(post, tables))
        return fragment(html.replace("__GHOST_URL__", ""), uri=uri, source=source, fields=fields)


class _Tables:
    """The small tables of an export, joined by post."""

    def __init__(self, stream: BinaryIO) -> None:
        names: dict[str, dict[str, str]] = {"tags": {}, "users": {}}
        links: dict[str, list[tuple[str, str]]] = {"posts_tags": [], "posts_authors": []}
        self.site_name = ""
        for record in records(stream, _SMALL, _PARENTS):
            try:
                row = decode(record.data) if record.problem is None else {}
            except ValueError:
                continue
            if record.table in names:
                names[record.table][text_of(row.get("id"))] = text_of(row.get("name"))
            elif record.table in links:
                other = "tag_id" if record.table == "posts_tags" else "author_id"
                links[record.table].append((text_of(row.get("post_id")), text_of(row.get(other))))
            elif record.table == "settings" and row.get("key") == "title":
                self.site_name = text_of(row.get("value"))
        self.users = names["users"]
        self.tags: dict[str, list[str]] = defaultdict(list)
        self.authors: dict[str, list[str]] = defaultdict(list)
        for post, tag in links["posts_tags"]:
            self.tags[post].append(names["tags"].get(tag, ""))
        for post, author in links["posts_authors"]:
            self.authors[post].append(names["users"].get(author, ""))


def _no_post(post: dict[str, Any]) -> tuple[SkipReason, str] | None:
    status = text_of(post.get("status")) or "published"
    if status not in ("published", "sent"):
        return SkipReason.NOT_PUBLISHED, f"its status is {one_line(status, 40)}"
    if text_of(post.get("html")).strip() or text_of(post.get("plaintext")).strip():
        return None
    if post.get("lexical") or post.get("mobiledoc"):
        return (
            SkipReason.EMPTY,
            "the export holds no HTML of this post; export it with a Ghost that writes html",
        )
    return SkipReason.EMPTY, "the post has no text"


def _fields(post: dict[str, Any], tables: _Tables) -> Iterator[tuple[str, str]]:
    number = text_of(post.get("id"))
    yield "post_type", text_of(post.get("type")) or ("page" if post.get("page") else "post")
    yield "status", text_of(post.get("status")) or "published"
    for name in _PLAIN_FIELDS:
        if value := text_of(post.get(name)).strip():
            yield name, value[:VALUE_CAP]
    if published := text_of(post.get("published_at")):
        yield "published", published[:100]
    authors = tables.authors.get(number) or [tables.users.get(text_of(post.get("author_id")), "")]
    for author in [*authors, *_names(post.get("authors"))]:
        if author:
            yield "author", author[:VALUE_CAP]
    for tag in [*tables.tags.get(number, ()), *_names(post.get("tags"))]:
        if tag:
            yield "tag", tag[:VALUE_CAP]
    if tables.site_name:
        yield "site_name", tables.site_name[:VALUE_CAP]


def _names(rows: Any) -> list[str]:
    return (
        [text_of(row.get("name")) for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
    )
