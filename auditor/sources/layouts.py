"""How tools lay out what they save: which parts hold pages, and where and when a page was saved from, told by paths."""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from auditor.sources.names import asked_for, is_host

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_SNAPSHOT = re.compile(r"(?:^|[/\\])archive[/\\]\d{9,11}(?:\.\d+)?$")
_IN_SNAPSHOT = re.compile(r"((?:.*[/\\])?archive[/\\]\d{9,11}(?:\.\d+)?)[/\\]")
_MOMENT = re.compile(r"(\d{14})(?:[a-z]{2}_)?")
_ESCAPE = re.compile(r"%[0-9a-f]{2}", re.IGNORECASE)
_MEDIUM = frozenset(("claps", "sessions", "ips", "bookmarks"))


def parts_read(folder: str, folders: frozenset[str], files: frozenset[str]) -> frozenset[str] | None:
    """What is read in a folder that holds these folders and files; None for everything.

    ArchiveBox keeps a page in many forms beside each other, and Medium's export what its author read and clapped for.
    """
    if _SNAPSHOT.search(folder) and files & {"index.json", "index.jsonl"}:
        return _form(folders, files)
    if "archive" in folders and files & {"ArchiveBox.conf", "index.sqlite3"}:
        return frozenset(("archive",))
    if {"posts", "profile"} <= folders and folders & _MEDIUM:
        return frozenset(("posts",))
    return None


def _form(folders: frozenset[str], files: frozenset[str]) -> frozenset[str]:
    """The most faithful form in which a snapshot of ArchiveBox holds its page."""
    for name in ("singlefile.html", "output.html"):
        if name in files:
            return frozenset((name,))
    hosts = frozenset(filter(is_host, folders))
    texts = (name for name in ("singlefile", "dom", "readability", "mercury") if name in folders)
    return hosts or frozenset((next(texts, ""),))


def laid_out(paths: Iterable[str]) -> dict[str, frozenset[str]]:
    """The folders among some paths of which not everything is read, and what is."""
    folders: defaultdict[str, set[str]] = defaultdict(set)
    files: defaultdict[str, set[str]] = defaultdict(set)
    for path in paths:
        folder, _, name = path.rpartition("/")
        files[folder].add(name)
        while folder:
            folder, _, name = folder.rpartition("/")
            folders[folder].add(name)
    found = {
        folder: parts_read(folder, frozenset(folders[folder]), frozenset(files[folder]))
        for folder in {*folders, *files}
    }
    return {folder: parts for folder, parts in found.items() if parts is not None}


def is_unread(path: str, layout: Mapping[str, frozenset[str]]) -> bool:
    """Whether a path leads into a part of a folder that is not read."""
    parts = path.split("/")
    return any(parts[at] not in layout.get("/".join(parts[:at]), (parts[at],)) for at in range(len(parts)))


def snapshot_of(path: str) -> str | None:
    """The folder of the snapshot of ArchiveBox that a file is in; its `index.json` names the address."""
    found = _IN_SNAPSHOT.match(path)
    return found[1] if found else None


class _Place(NamedTuple):
    """Where the path of a file passes from the folders of a tool to those of a host."""

    before: str
    host: str
    path: list[str]


def _place(path: str, root: str) -> _Place | None:
    """The first folder named like a host, of the mirror's own name and the first three below it."""
    parts = [root, *path.replace("\\", "/").split("/")]
    for at, part in enumerate(parts[:-1][:4]):
        if is_host(part):
            return _Place(parts[at - 1] if at else "", part, parts[at + 1 :])
    return None


def address(path: str, root: str) -> str | None:
    """The address that a mirror's layout tells: a folder named like a host, then the path on that host.

    `path` is relative to the mirror, `root` is the mirror's own name. wget can put the scheme before the host.
    """
    place = _place(path, root)
    if place is None:
        return None
    before, host, rest = place
    scheme = before if before in ("http", "https") else "https"
    if host == "web.archive.org" and (archived := _archived(rest)) is not None:
        scheme, host, rest = archived
    elif _is_dated(place):
        rest = rest[1:]
    plain = quote(asked_for("/".join(rest)), safe="/?=&%:;,@!$()*~+")
    return f"{scheme}://{host.lower().replace('+', ':')}/{_ESCAPE.sub(_upper, plain)}"


def moment(path: str, root: str) -> str | None:
    """When a page was archived, if the layout tells: as ISO 8601 in UTC."""
    place = _place(path, root)
    if place is None:
        return None
    if place.host == "web.archive.org":
        return _moment(place.path[1]) if place.path[0] == "web" and len(place.path) > 2 else None
    return _moment(place.path[0]) if _is_dated(place) else _moment(place.before)  # waybackpack


def _is_dated(place: _Place) -> bool:
    """Whether wayback-machine-downloader wrote every version of a page; many sites number their stories like that, too."""
    return place.before == "websites" and len(place.path) > 1 and _moment(place.path[0]) is not None


def _archived(parts: list[str]) -> _Place | None:
    """What a path on the host of the Internet Archive is a copy of."""
    if len(parts) < 4 or parts[0] != "web" or _moment(parts[1]) is None:
        return None
    scheme = parts[2].removesuffix(":") if parts[2] in ("http:", "https:") else "http"
    rest = [part for part in parts[2:] if part and part not in ("http:", "https:")]
    return _Place(scheme, rest[0], rest[1:]) if is_host(rest[0]) and len(rest) > 1 else None


def _moment(folder: str) -> str | None:
    """Fourteen digits as a moment; None for other names."""
    found = _MOMENT.fullmatch(folder)
    try:
        moment = datetime.strptime(found[1], "%Y%m%d%H%M%S").replace(tzinfo=UTC) if found else None
    except ValueError:
        return None
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ") if moment else None


def _upper(found: re.Match[str]) -> str:
    return found[0].upper()
