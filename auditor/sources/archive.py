"""Zip and tar files that hold a mirror, or exports: read in place, never unpacked onto the disk."""

from __future__ import annotations

import io
import re
import stat
import tarfile
import zipfile
import zlib
from collections import Counter
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, BinaryIO, NamedTuple, cast

from auditor.errors import SourceError
from auditor.model import Capture, Skipped, SkipReason, SourceRef
from auditor.sources import layouts, movabletype, names, sniff
from auditor.sources.contract import (
    HEAD,
    PAGE_CAP,
    TOO_LARGE,
    Cursor,
    Source,
    Unit,
    file_uri,
    one_line,
    shown,
    skip,
)
from auditor.sources.files import page_of
from auditor.sources.inflate import OversizeError, read_capped
from auditor.sources.plain import plain_opener, problem_of
from auditor.sources.substack import TABLE, Posts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from auditor.sources.plain import Opener

_LOOK = 2000
_UNSAFE = re.compile(r"^[/\\]|^[a-zA-Z]:|(?:^|[/\\])\.\.(?:[/\\]|$)|\x00")
_RATIO = 250
"""A page that unpacks to more than this many times its size is a bomb."""
_ERRORS = (OSError, zipfile.BadZipFile, tarfile.TarError, zlib.error, EOFError, ValueError, RuntimeError)


class Member(NamedTuple):
    """An entry of an archive, or why it cannot be read."""

    name: str
    open: Callable[[], BinaryIO]
    reason: SkipReason = SkipReason.UNREADABLE
    problem: str | None = None


class ArchiveSource:
    """The members of a zip or tar file (also compressed with gzip, bzip2 or xz), in the order they are stored."""

    kind = "archive"
    live = False

    def __init__(
        self, path: str, opener: Opener, open_nested: Callable[[str, Opener], Source | None]
    ) -> None:
        self.path = path
        self.passed: Counter[str] = Counter()
        self._opener = opener
        self._open_nested = open_nested
        self._cursor = Cursor(self._members)
        self._page_names: frozenset[str] | None = None
        self._posts = Posts(self._file)
        self._crawled = False
        self._tables: frozenset[str] = frozenset()
        self._layout: dict[str, frozenset[str]] = {}
        with opener() as stream:
            self._zip = stream.read(2) == b"PK"

    def units(self, size: int = 64) -> Iterator[Unit]:
        """Ranges of members with `size` possible pages each; a member that may be an export stands alone."""
        start = pages = 0
        index = -1
        for index, member in enumerate(self._members()):
            role = self._role(member.name)
            if role is names.Role.EXPORT and index > start:
                yield Unit(self.kind, shown(self.path), start, index)
                start, pages = index, 0
            pages += role is not names.Role.ASSET
            if pages >= size or role is names.Role.EXPORT:
                yield Unit(self.kind, shown(self.path), start, index + 1)
                start, pages = index + 1, 0
        if index >= start:
            yield Unit(self.kind, shown(self.path), start, index + 1)

    def captures(self, unit: Unit | None = None) -> Iterator[Capture | Skipped]:
        """The pages of a range of members."""
        for member in self._cursor.slice(unit.start if unit else 0, unit.stop if unit else None):
            yield from self._read(member)

    def _read(self, member: Member) -> Iterator[Capture | Skipped]:
        role = self._role(member.name)
        name = one_line(member.name, 1000)
        source = SourceRef(kind=self.kind, path=shown(self.path), item=name)
        uri = layouts.address(name, self._base()) or file_uri(f"{self.path}/{name}")
        if member.problem is not None:
            yield skip(member.reason, member.problem, uri=uri, source=source)
            return
        if role is names.Role.EXPORT and (nested := self._nested(member)) is not None:
            yield from nested.captures()
            return
        if role is names.Role.EXPORT and names.is_web_archive(name):
            yield skip(SkipReason.MALFORMED, names.NO_ARCHIVE, uri=uri, source=source)
            return
        if role in (names.Role.ASSET, names.Role.EXPORT):
            self.passed[names.asset_name(name)] += 1
            return
        try:
            with member.open() as stream:
                data = read_capped(stream, PAGE_CAP)
        except OversizeError:
            yield skip(SkipReason.TOO_LARGE, TOO_LARGE, uri=uri, source=source)
            return
        except _ERRORS as error:
            message = f"cannot be unpacked: {one_line(str(error), 150) or type(error).__name__}; make the archive again"
            yield skip(SkipReason.MALFORMED, message, uri=uri, source=source)
            return
        if movabletype.is_export(data[:HEAD]) and (entries := self._nested(member)) is not None:
            yield from entries.captures()
            return
        if role is names.Role.MAYBE and sniff.not_html(data) is not None:
            self.passed[names.asset_name(name)] += 1
            return
        if (kind := sniff.xml_name(data)) is not None:
            self.passed[kind] += 1
            return
        moment = layouts.moment(name, self._base())
        page = page_of(data, name=name, uri=uri, source=source, moment=moment)
        yield self._posts.told(member.name, page)

    def _file(self, path: str) -> bytes | None:
        """The bytes of a table of posts."""
        if path not in self._tables:
            return None
        for member in self._members():  # which is open as long as its turn lasts
            if member.name == path and member.problem is None:
                try:
                    with member.open() as stream:
                        return read_capped(stream, PAGE_CAP)
                except (OversizeError, *_ERRORS):
                    return None
        return None

    def _base(self) -> str:
        return re.sub(r"\.(?:zip|tar|tgz|tbz2|txz|gz|bz2|xz|zst|tar\.\w+)$", "", names.base(shown(self.path)))

    def _nested(self, member: Member) -> Source | None:
        """The export that a member is; feeds, lists and tables of a mirrored site are parts of it, not exports."""
        try:
            nested = self._open_nested(f"{self.path}/{one_line(member.name, 1000)}", member.open)
        except (SourceError, *_ERRORS):
            return None
        if nested is None or nested.kind in names.NOT_NESTED or nested.kind == self.kind:
            return None
        if nested.kind not in names.ALWAYS_EXPORTS and self._mirror():
            return None
        nested.passed = self.passed
        return nested

    def _mirror(self) -> bool:
        return bool(self._pages())

    def _role(self, name: str) -> names.Role:
        pages = self._pages()
        aside = (
            names.is_aside(name, pages)
            or names.is_text_of(name, pages)
            or (self._crawled and name.lower().endswith(".txt"))
            or (self._layout and layouts.is_unread(name, self._layout))
        )
        return names.Role.ASSET if aside else names.role(name)

    def _pages(self) -> frozenset[str]:
        """The paths of the pages among the first members, lower case and without suffix."""
        if self._page_names is None:
            first = [member.name for member in islice(self._members(), _LOOK)]
            self._page_names = names.stems(first)
            self._layout = layouts.laid_out(first)
            self._crawled = any(map(names.is_web_archive, first))
            self._tables = frozenset(name for name in first if names.base(name) == TABLE)
        return self._page_names

    def _members(self) -> Iterator[Member]:
        return self._zip_members() if self._zip else self._tar_members()

    def _zip_members(self) -> Iterator[Member]:
        try:
            with self._opener() as stream, zipfile.ZipFile(stream) as container:
                entries = container.infolist()
                if sum(entry.compress_size for entry in entries) > stream.seek(0, io.SEEK_END):
                    yield self._broken("its entries overlap, as in a zip bomb")
                    return
                for entry in entries:
                    if not entry.is_dir():
                        reason, problem = _zip_problem(entry)
                        yield Member(entry.filename, partial(_opened, container, entry), reason, problem)
        except _ERRORS as error:
            yield self._broken(f"not a whole zip file: {one_line(str(error), 150)}")

    def _tar_members(self) -> Iterator[Member]:
        with plain_opener(self._opener)() as stream:
            try:
                with tarfile.TarFile(fileobj=stream) as container:
                    yield from _tar_entries(container, stream)
            except _ERRORS as error:
                yield self._broken(f"the archive is damaged: {one_line(str(error), 150)}")
                return
            if (damage := problem_of(stream)) is not None:
                yield self._broken(f"the archive is damaged: {damage}")

    def _broken(self, problem: str) -> Member:
        return Member("", io.BytesIO, SkipReason.MALFORMED, f"{problem}; make the archive again")


def _tar_entries(container: tarfile.TarFile, stream: BinaryIO) -> Iterator[Member]:
    while (entry := container.next()) is not None:
        container.members.clear()  # type: ignore[attr-defined]  # tarfile would keep every entry
        if not entry.isdir():
            reason, problem = _tar_problem(entry)
            yield Member(entry.name, partial(_extracted, container, entry), reason, problem)
    # What is no entry's head ends the list without a word.
    stream.seek(container.offset)
    if stream.read(tarfile.BLOCKSIZE).strip(b"\0"):
        raise tarfile.ReadError("what follows is no entry")


def _extracted(container: tarfile.TarFile, entry: tarfile.TarInfo) -> BinaryIO:
    stream = container.extractfile(entry)
    if stream is None:
        raise ValueError("no regular file")
    return cast("BinaryIO", stream)


def _opened(container: zipfile.ZipFile, entry: zipfile.ZipInfo) -> BinaryIO:
    return cast("BinaryIO", container.open(entry))


def _zip_problem(entry: zipfile.ZipInfo) -> tuple[SkipReason, str | None]:
    if _UNSAFE.search(entry.filename) or _UNSAFE.search(entry.orig_filename):
        return SkipReason.UNREADABLE, "its path leaves the archive"
    if stat.S_ISLNK(entry.external_attr >> 16):
        return SkipReason.UNREADABLE, "a symbolic link; put its target into the archive to audit it"
    if entry.flag_bits & 1:
        return SkipReason.UNREADABLE, "encrypted; unpack the archive with its password first"
    if entry.file_size > 1 << 20 and entry.file_size > _RATIO * entry.compress_size:
        return SkipReason.TOO_LARGE, f"unpacks to more than {_RATIO} times its size, as a zip bomb does"
    return SkipReason.UNREADABLE, None


def _tar_problem(entry: tarfile.TarInfo) -> tuple[SkipReason, str | None]:
    if _UNSAFE.search(entry.name):
        return SkipReason.UNREADABLE, "its path leaves the archive"
    if entry.issym() or entry.islnk():
        return SkipReason.UNREADABLE, "a link; put its target into the archive to audit it"
    if not entry.isreg():
        return SkipReason.UNREADABLE, "a pipe or device, not a file"
    if entry.issparse():
        return SkipReason.TOO_LARGE, "a sparse file; no web page is"
    return SkipReason.UNREADABLE, None
