"""What a file's name says about its part in a mirror."""

from __future__ import annotations

import re
from enum import Enum, auto
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class Role(Enum):
    """PAGE: said to be a page. MAYBE: the content decides. EXPORT: may hold many pages. ASSET: part of a page."""

    PAGE = auto()
    MAYBE = auto()
    EXPORT = auto()
    ASSET = auto()


ALWAYS_EXPORTS = frozenset({"warc", "wordpress", "ghost", "movabletype"})
"""Kinds that no web site serves to its readers, so inside a mirror they are exports all the same."""

MIRRORS = frozenset({"folder", "archive"})
"""Kinds that hold a site as a copier wrote it, with files that are none of its pages."""

NOT_NESTED = frozenset({"file", "urls", "sitemap"})
"""Kinds that are not looked for inside another one: a list in a mirror is no wish to fetch its addresses."""

_PAGE = frozenset({"html", "htm", "xhtml", "xht", "shtml", "mhtml", "mht", "webarchive", "eml"})
_EXPORT = frozenset(
    {"warc", "wacz", "arc", "mbox", "xml", "json", "jsonl", "ndjson", "csv", "tsv", "parquet", "rss", "atom"}
)
_ASSET = re.compile(
    "css|js|mjs|map|png|jpe?g|gif|svg|webp|avif|ico|bmp|tiff?|woff2?|ttf|otf|eot|mp3|mp4|m4a|m4v|webm|ogg|ogv|wav|mov|avi"
    "|pdf|docx?|xlsx?|pptx?|odt|ods|epub|zip|rar|7z|tar|tgz|bz2|xz|gz|exe|dmg|apk|swf|flv|wasm|webmanifest|appcache|vtt|srt"
    "|ics|md|log|orig|tmp|db|sqlite|py|sh|ya?ml|toml|ini"
)
_PACKED = re.compile(r"^[^.].*\.(?:zip|tar|tgz|tbz2|txz|tar\.(?:gz|bz2|xz|zst))$")
# What an export of Google holds beside the posts of Blogger: its table of contents and the blog's template.
_EXPORTED = frozenset(("archive_browser.html", "theme-classic.html"))
_NO_PAGE = (
    (re.compile(r"(?:404|410|500|50x|offline)\.html?"), "what the site shows where it has no page"),
    (re.compile(r"(?:google|yandex_)[0-9a-f]{16}\.html"), "a proof for search engines of who owns the site"),
)
# Texts that every site or mirror has and that are no article.
_NO_ARTICLE = re.compile(
    r"(?:robots|ads|app-ads|sellers|humans|security|llms|llms-full|licen[cs]e|readme|changelog|requirements|hts-log|cookies)\.txt$"
)
_COMPANION = re.compile(
    r"(.+)[_.-](?:files|file|dateien|fichiers|archivos|arquivos|bestanden|filer|tiedostot|pliki|soubory|elemei|dosyalar)$"
)


# wget puts `@` for the question mark where file systems refuse it.
_QUERY = re.compile(r"\?|@(?=[^/\\@=]*=)")


def base(path: str) -> str:
    """The file name, lower case, without the query that mirrors put behind `?` or `@`."""
    return re.split(r"[/\\]", _QUERY.split(path, maxsplit=1)[0])[-1].lower()


def suffix(path: str) -> str:
    """The last suffix, lower case; one before `.gz` or `.zst` counts."""
    name = base(path)
    name = name.removesuffix(".gz").removesuffix(".zst") if name.count(".") > 1 else name
    return name.rpartition(".")[2] if "." in name.lstrip(".") else ""


def role(path: str) -> Role:
    """The part that a file of this name plays."""
    if path.lower().endswith(".orig") or base(path).startswith("._"):
        return Role.ASSET  # wget's copy of a page whose links it changed; what macOS keeps beside a file
    end = suffix(path)
    if base(path) in _EXPORTED:
        return Role.ASSET
    if end in _PAGE:
        return Role.PAGE
    if end == "txt":
        return Role.ASSET if _NO_ARTICLE.fullmatch(base(path)) else Role.PAGE
    if end in _EXPORT:
        return Role.EXPORT
    return Role.ASSET if _ASSET.fullmatch(end) or base(path).startswith(".") else Role.MAYBE


def asset_name(path: str) -> str:
    """The name under which a file that is no page is counted: its suffix."""
    end = "orig" if path.lower().endswith(".orig") else suffix(path)
    return end if end in _EXPORT or _ASSET.fullmatch(end) else "other"


def companion_of(folder: str) -> str | None:
    """The stem of the page whose pictures and frames a folder holds, if its name says so (`story_files`)."""
    found = _COMPANION.fullmatch(folder.lower())
    return found[1] if found else None


def no_page_of(path: str) -> str | None:
    """What a file in a mirror or a site's folder is by its name, when it is a page that nobody reads; None for others."""
    return next((what for pattern, what in _NO_PAGE if pattern.fullmatch(base(path))), None)


def stems(paths: Iterable[str]) -> frozenset[str]:
    """The paths of the pages among some files, lower case and without suffix; a text is none where a page is."""
    return frozenset(
        path.replace("\\", "/").lower().rpartition(".")[0]
        for path in paths
        if role(path) is Role.PAGE and not path.lower().endswith(".txt")
    )


def is_web_archive(path: str) -> bool:
    """Whether a file is called like what a crawler writes; texts around it are its reports and seeds."""
    return suffix(path) in ("warc", "wacz", "arc")


def is_packed(path: str) -> bool:
    """Whether a file is called like an archive of files."""
    return _PACKED.search(base(path)) is not None


NO_ARCHIVE = "called a web archive, but nothing of one can be read in it; make the archive again"
"""The message of a skip for a file inside another source that should hold pages and does not."""


def is_text_of(path: str, pages: frozenset[str]) -> bool:
    """Whether a text stands beside the page of the same name: what a program made of it or keeps for its scripts."""
    stem, _, end = path.replace("\\", "/").lower().rpartition(".")
    return end == "txt" and stem in pages


def is_aside(path: str, pages: frozenset[str]) -> bool:
    """Whether a file stands in a folder that holds no pages of the site: hidden, a copier's, or a saved page's own.

    `pages` are the paths of the pages around, lower case and without suffix.
    """
    folders = path.replace("\\", "/").lower().split("/")[:-1]
    for at, folder in enumerate(folders):
        if folder in ("hts-cache", "__macosx") or (folder.startswith(".") and folder.strip(".")):
            return True
        page = companion_of(folder)
        if page is not None and "/".join((*folders[:at], page)) in pages:
            return True
    return False


_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,24}(?:[:+]\d{1,5})?", re.IGNORECASE)
_NO_HOST = re.compile(r"\.(?:files|html?|js|css|php|json|xml|git|d|min|zip|tar|gz|warc)$", re.IGNORECASE)


_INDEX = re.compile(r"(^|/)index\.html?(?=$|\?)", re.IGNORECASE)
_AGAIN = re.compile(r"(\.(?:x?html?|php|aspx?|jsp))\.\d{1,3}$", re.IGNORECASE)
"""What wget calls a file that it fetches again without replacing the one it has."""
_PROGRAM = re.compile(r"(\.(?:php\d?|aspx?|jspx?|cfm|cgi|pl|do))\.html$", re.IGNORECASE)


def is_bare_address(text: str) -> bool:
    """Whether this is a host, or an address on one, without its scheme."""
    return is_host(text.partition("/")[0]) and not re.search(r"\s", text)


def is_host(name: str) -> bool:
    """Whether a folder is named like a host, as the folders of a mirror are."""
    return _HOST.fullmatch(name) is not None and not _NO_HOST.search(name)


def asked_for(path: str) -> str:
    """The path and query that a file was fetched from: without what mirroring tools add to make it a file name."""
    path = _AGAIN.sub(r"\1", path)
    before, mark, query = path, "", ""
    if found := _QUERY.search(path):
        before, mark, query = path[: found.start()], "?", path[found.end() :]
    if mark:
        query = query.removesuffix(".html")  # wget -E: a page whose address ends otherwise
    else:
        before = _PROGRAM.sub(r"\1", before.removesuffix(".gz") if suffix(before) in _PAGE else before)
    return _INDEX.sub(r"\1", before) + mark + query
