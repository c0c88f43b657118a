"""A folder: the mirror that wget, HTTrack or a browser's "save as" wrote, or a folder of export files."""

from __future__ import annotations

import os
from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING, Literal, NamedTuple

from auditor.errors import SourceError
from auditor.model import Capture, Skipped, SkipReason, SourceRef
from auditor.sources import layouts, movabletype, names, sniff
from auditor.sources.contract import HEAD, Cursor, Source, Unit, file_uri, shown, skip
from auditor.sources.files import page_of, read_entry, read_or_skip
from auditor.sources.inflate import OversizeError
from auditor.sources.jsonstream import decode, text_of
from auditor.sources.substack import Posts
from auditor.sources.wordpress import rest_post

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_LOOK = 2000
"""So many files are looked at to see whether a folder is a mirror of pages or holds exports."""


class Entry(NamedTuple):
    """A file of the folder, or why it cannot be one. `path` is relative to the folder."""

    path: str
    role: names.Role
    problem: str | None = None


class FolderSource:
    """All pages below a folder, in the order of their names."""

    kind = "folder"
    live = False

    def __init__(self, root: str, open_nested: Callable[[str, str | None], Source | None]) -> None:
        self.root = root
        self.passed: Counter[str] = Counter()
        self._open_nested = open_nested
        # "." has a name too; a folder of hosts is none, whatever it is called.
        self._base = "" if _holds_hosts(root) else os.path.basename(os.path.abspath(root))  # noqa: PTH100, PTH119
        self._cursor = Cursor(self._walk)
        self._has_pages: bool | None = None
        self._has_archives: bool | None = None
        self._posts = Posts(self._file)
        self._last: tuple[str, Source] | None = None

    def units(self, size: int = 64) -> Iterator[Unit]:
        """Ranges of files with `size` possible pages each, and the units of exports found among them."""
        start = pages = 0
        index = -1
        for index, entry in enumerate(self._walk()):
            if (nested := self._nested(entry)) is not None:
                if index > start:
                    yield Unit(self.kind, shown(self.root), start, index)
                yield from nested.units(size)
                start, pages = index + 1, 0
                continue
            pages += entry.role is not names.Role.ASSET
            if pages >= size:
                yield Unit(self.kind, shown(self.root), start, index + 1)
                start, pages = index + 1, 0
        if index >= start:
            yield Unit(self.kind, shown(self.root), start, index + 1)

    def captures(self, unit: Unit | None = None) -> Iterator[Capture | Skipped]:
        """The pages of a range of files."""
        if unit is None:
            for each in self.units():
                yield from self.captures(each)
        elif unit.kind != self.kind:
            yield from self._reopen(unit).captures(unit)
        else:
            for entry in self._cursor.slice(unit.start, unit.stop):
                yield from self._read(entry)

    def _reopen(self, unit: Unit) -> Source:
        """The export that a unit belongs to; the last one is kept open, and counts into this source."""
        if self._last is None or (self._last[0], self._last[1].kind) != (unit.path, unit.kind):
            nested = self._open_nested(unit.path, unit.kind)
            if nested is None:
                raise SourceError(
                    f"{unit.path}: not a {unit.kind} export any more; was the folder changed meanwhile?"
                )
            nested.passed = self.passed
            self._last = (unit.path, nested)
        return self._last[1]

    def _nested(self, entry: Entry) -> Source | None:
        """The export that a file is; beside pages, and beside what a crawler wrote, an archive is a download."""
        packed = names.is_packed(entry.path) and not (self._mirror() or self._crawled())
        if entry.problem is not None or not (packed or entry.role is names.Role.EXPORT):
            return None
        return self._opened(entry)

    def _opened(self, entry: Entry) -> Source | None:
        path = os.path.join(self.root, entry.path)  # noqa: PTH118 - paths stay as they were given
        nested = self._open_nested(path, None)
        if nested is None or nested.kind in names.NOT_NESTED:
            return None
        if nested.kind in names.ALWAYS_EXPORTS or not self._mirror():
            return nested
        return None

    def _mirror(self) -> bool:
        """Whether pages are among the first files: then feeds and lists beside them are parts of the site."""
        if self._has_pages is None:
            first = islice(self._walk(), _LOOK)
            self._has_pages = any(
                entry.role is names.Role.PAGE and not entry.path.endswith(".txt") for entry in first
            )
        return self._has_pages

    def _crawled(self) -> bool:
        """Whether web archives are among the first files."""
        if self._has_archives is None:
            self._has_archives = any(
                names.is_web_archive(entry.path) for entry in islice(self._walk(), _LOOK)
            )
        return self._has_archives

    def _read(self, entry: Entry) -> Iterator[Capture | Skipped]:
        path = os.path.join(self.root, entry.path)  # noqa: PTH118 - as above
        source = SourceRef(kind=self.kind, path=shown(path))
        uri = layouts.address(shown(entry.path), self._base) or self._snapshot(entry.path) or file_uri(path)
        if entry.problem is not None:
            yield skip(SkipReason.UNREADABLE, entry.problem, uri=uri, source=source)
            return
        if entry.role is names.Role.EXPORT and (post := self._post(path, uri, source)) is not None:
            yield post
            return
        if entry.role is names.Role.EXPORT and names.is_web_archive(entry.path):
            yield skip(SkipReason.MALFORMED, names.NO_ARCHIVE, uri=uri, source=source)
            return
        is_note = entry.path.lower().endswith(".txt") and self._crawled()
        if is_note or entry.role in (names.Role.ASSET, names.Role.EXPORT):
            self.passed[names.asset_name(entry.path)] += 1
            return
        data = read_or_skip(path, uri=uri, source=source)
        if isinstance(data, Skipped):
            yield data
            return
        if movabletype.is_export(data[:HEAD]) and (entries := self._opened(entry)) is not None:
            entries.passed = self.passed
            yield from entries.captures()
            return
        if entry.role is names.Role.MAYBE and sniff.not_html(data) is not None:
            self.passed[names.asset_name(entry.path)] += 1
            return
        if (kind := sniff.xml_name(data)) is not None:  # wget keeps the feed of every post as feed/index.html
            self.passed[kind] += 1
            return
        moment = layouts.moment(shown(entry.path), self._base)
        page = page_of(data, name=entry.path, uri=uri, source=source, moment=moment)
        yield self._posts.told(entry.path, page)

    def _file(self, path: str) -> bytes | None:
        try:
            return read_entry(os.path.join(self.root, path))  # noqa: PTH118 - as above
        except (OSError, OversizeError, ValueError):
            return None

    def _snapshot(self, path: str) -> str | None:
        """The address of the page that a snapshot of ArchiveBox is of."""
        folder = layouts.snapshot_of(path)
        if folder is None:
            return None
        try:
            known = decode(self._file(f"{folder}/index.json") or b"null")
        except ValueError:
            return None
        address = text_of(known.get("url")) if isinstance(known, dict) else ""
        return address if sniff.web_address(address) else None

    def _post(self, path: str, uri: str, source: SourceRef) -> Capture | None:
        """The post of WordPress's interface that a file holds; beside the pages of a mirror it is one of them again."""
        if not path.lower().endswith(".json") or self._mirror():
            return None
        data = read_or_skip(path, uri=uri, source=source)
        return None if isinstance(data, Skipped) else rest_post(data, uri=uri, source=source)

    def _walk(self) -> Iterator[Entry]:
        """Every file below the root, depth first, sorted by name; no folder is entered through a link."""
        root = os.path.realpath(self.root)
        waiting = [_Node("", "folder")]
        while waiting:
            node = waiting.pop()
            if node.form == "file":
                yield Entry(node.path, names.Role.ASSET if node.in_page else names.role(node.path))
            elif node.form == "link":
                yield self._link(node.path, root)
            elif node.form == "other":
                yield Entry(node.path, names.role(node.path), "a pipe, socket or device, not a file")
            else:
                try:
                    waiting.extend(reversed(_list(self.root, node)))
                except (OSError, ValueError) as error:
                    reason = getattr(error, "strerror", None) or str(error)
                    yield Entry(node.path, names.Role.PAGE, f"the folder cannot be opened: {reason.lower()}")

    def _link(self, relative: str, root: str) -> Entry:
        target = os.path.realpath(os.path.join(self.root, relative))  # noqa: PTH118 - as above
        if target != root and not target.startswith(root + os.sep):
            return Entry(
                relative,
                names.Role.PAGE,
                "a symbolic link that leaves the folder; copy its target in to audit it",
            )
        if not os.path.exists(target):  # noqa: PTH110 - as above
            return Entry(relative, names.Role.PAGE, "a symbolic link to a file that is gone")
        return Entry(relative, names.Role.ASSET)  # read under its own name


def _holds_hosts(root: str) -> bool:
    """Whether a folder is a copier's project with a folder for every host, and not the folder of one host."""
    try:
        with os.scandir(root) as found:
            forms = {entry.name: _form(entry) for entry in found}
    except OSError:
        return False
    if "hts-cache" in forms:
        return True
    folders = [name for name, form in forms.items() if form == "folder"]
    pages = any(names.role(name) is names.Role.PAGE for name, form in forms.items() if form != "folder")
    return bool(folders) and all(map(names.is_host, folders)) and not pages


class _Node(NamedTuple):
    path: str
    form: Literal["folder", "file", "link", "other"]
    in_page: bool = False


def _form(entry: os.DirEntry[str]) -> Literal["folder", "file", "link", "other"]:
    """What an entry of a folder is; folders that hold no pages of the site count as one file."""
    if entry.is_symlink():
        return "link"
    if entry.is_dir():
        return "file" if entry.name.startswith(".") or entry.name == "hts-cache" else "folder"
    return "file" if entry.is_file() else "other"


def _list(root: str, folder: _Node) -> list[_Node]:
    """What is directly in a folder, sorted by the bytes of the names."""
    with os.scandir(os.path.join(root, folder.path) if folder.path else root) as found:  # noqa: PTH118
        entries = sorted(found, key=lambda entry: os.fsencode(entry.name))
    forms = {entry.name: _form(entry) for entry in entries}
    pages = names.stems(entry.name for entry in entries)
    folders = frozenset(name for name, form in forms.items() if form == "folder")
    read = layouts.parts_read(folder.path, folders, frozenset(forms) - folders)
    nodes = []
    for name, form in forms.items():
        in_page = (
            folder.in_page
            or name == "hts-cache"
            or (read is not None and name not in read)
            or (names.companion_of(name) in pages if form == "folder" else names.is_text_of(name, pages))
        )
        nodes.append(_Node(os.path.join(folder.path, name), form, in_page))  # noqa: PTH118
    return nodes
