"""Captures that are no page to audit: other file types, empty bodies, bot checks, consent walls, errors, redirects."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from auditor.model import Extent, SkipReason
from auditor.page.text import fold

if TYPE_CHECKING:
    from auditor.page.page import Page

_MAGIC = (
    (b"%PDF-", "a PDF document"), (b"\x89PNG", "a picture"), (b"GIF8", "a picture"), (b"\xff\xd8\xff", "a picture"),
    (b"PK\x03\x04", "a zip archive"), (b"\x1f\x8b", "compressed data"), (b"\x7fELF", "a program"), (b"MZ", "a program"),
    (b"RIFF", "a media file"), (b"OggS", "a media file"), (b"ID3", "a media file"), (b"\x00\x00\x00", "a media file"),
    (b"wOFF", "a font"), (b"wOF2", "a font"), (b"SQLite format 3", "a database"), (b"BZh", "compressed data"),
    (b"\xfd7zXZ", "compressed data"), (b"Rar!", "an archive"), (b"7z\xbc\xaf", "an archive"),
)  # fmt: skip
_MARKUP = re.compile(
    rb"<\s*(?:!doctype|html|head|body|div|p|a|h1|article|title|meta|span|section|main|table|center|br)\b",
    re.IGNORECASE,
)
_OTHER_TYPES = re.compile(
    r"^(?:image|audio|video|font)/|application/(?:pdf|zip|gzip|octet-stream|javascript|json|wasm)|text/(?:css|javascript|csv)",
    re.IGNORECASE,
)
# Titles and first lines of pages that stand in front of the page; each was seen on real captures.
_BOT_CHECK = re.compile(
    r"just a moment|attention required|access denied|access to this page has been denied|are you a robot|"
    r"verify you are (?:a )?human|checking your browser|please enable (?:javascript|cookies) (?:and|to)|pardon our interruption|"
    r"request unsuccessful|403 forbidden|security check|unusual traffic|enable js and disable any ad blocker|"
    r"bot verification|sie wurden blockiert|zugriff verweigert|acceso denegado|accès refusé"
)  # fmt: skip
_CONSENT = re.compile(
    r"cookie|consent|einwilligung|zustimm|datenschutz|privacy choices|akzeptieren|tracking|consentement|werbefrei|pur-abo|gdpr"
)
# What a title says where a server calls its error page a success; the whole of a part of the title.
_NOT_FOUND = re.compile(
    r"(?:(?:http )?(?:error|fehler|erreur|errore|erro|błąd|fel|fejl|feil|fout|virhe|chyba|hata|ошибка|エラー) ?)?404\W*(?:error|fehler)?"
    r"|(?:404\W*)?(?:"
    r"(?:oops\W*|sorry\W*|uh-oh\W*)?(?:(?:the|this|that) )?page (?:you (?:requested|are looking for|were looking for) )?"
    r"(?:(?:was |is )?not|isn't|wasn't|could not be|couldn't be|can not be|cannot be|can't be|does not|doesn't|(?:is )?no longer) (?:found|exists?|available)"
    r"|not found|nothing (?:was )?found"
    r"|(?:die |diese )?(?:angeforderte )?seite (?:wurde |konnte )?nicht (?:gefunden|vorhanden|verfügbar)(?: werden)?|(?:diese )?seite existiert nicht"
    r"|page (?:introuvable|non trouvée|inexistante)|cette page n'existe (?:pas|plus)"
    r"|página no encontrada|la página no existe|pagina non trovata|página não encontrada|pagina niet gevonden"
    r"|nie znaleziono (?:takiej )?strony|strona nie (?:istnieje|została znaleziona)"
    r"|sidan (?:kunde inte hittas|hittades inte|finns inte)|siden (?:blev|ble|kunne) ikke (?:fundet|funnet|findes)|siden finnes ikke"
    r"|sivua ei löy(?:tynyt|dy)|stránka (?:nenalezena|nebyla nalezena)|az oldal nem található|pagina nu a fost găsită"
    r"|sayfa bulunamadı|halaman tidak ditemukan|không tìm thấy trang|η σελίδα δεν βρέθηκε|страница не найдена|сторінку не знайдено"
    r"|الصفحة غير موجودة|ページが見つかりません(?:でした)?|お探しのページは見つかりません(?:でした)?|페이지를 찾을 수 없습니다|找不到(?:该)?页面|页面(?:未找到|不存在)"
    r")"
)  # fmt: skip
_LOGIN = re.compile(
    r"(?:please )?(?:log ?in|sign ?in|log on)(?: (?:or (?:register|sign up|subscribe|join)|to (?:continue|your account|read .+)))?|(?:bitte )?(?:anmelden|einloggen)|anmeldung|"
    r"connexion|se connecter|identifiez-vous|iniciar sesi[oó]n|inicia sesi[oó]n|accedi|accesso|iniciar sessão|entrar|inloggen|aanmelden|"
    r"logga in|logg inn|log ind|kirjaudu(?: sisään)?|zaloguj(?: się)?|logowanie|přihlášení|bejelentkezés|giriş yap|вход|войти|ログイン|로그인|登录"
)  # fmt: skip
_TOP_HEADINGS = frozenset(("h1", "h2"))
_TITLE_PARTS = re.compile(r"\s*[|–—:·»]\s*|\s+-\s+")
# An error page says so and little else, whatever stands around it; a page that leads on says next to nothing.
_ERROR_CHARS, _STUB_CHARS = 600, 300
# Seconds; a page that reloads itself to stay fresh waits longer.
_AT_ONCE = 10
_REFRESH = re.compile(r"\s*(\d+)\s*[;,]\s*url\s*=\s*['\"]?\s*(\S+?)['\"]?\s*$", re.IGNORECASE)


def skip_reason(page: Page) -> tuple[SkipReason, str] | None:
    """Say why a capture is not audited, or None where it is.

    Walls are recognised only on pages with hardly any text, so that an article about them is still audited.
    """
    capture = page.capture
    body = capture.body
    if not body.strip():
        return SkipReason.EMPTY, "the capture has no content; fetch the page again"
    if capture.extent is not Extent.PAGE:
        return None
    for magic, what in _MAGIC:
        if body.startswith(magic):
            return SkipReason.NOT_HTML, f"this is {what}, not a web page; name the page itself"
    markup = _MARKUP.search(body, 0, 100_000) or (b"\x00" in body[:400] and "<" in page.text[:2000])
    if not markup:
        kind = capture.content_type or "no declared type"
        if _OTHER_TYPES.match(kind) or body.count(b"\x00", 0, 4000) > 200 or not _readable(page.text):
            return SkipReason.NOT_HTML, f"no HTML was found ({kind[:60]}); name the page itself"
        if body.lstrip()[:1] in (b"{", b"["):
            return SkipReason.NOT_HTML, "this is JSON, not a web page; use auditor scan for exports"
    if not page.blocks:
        if page.tree.scripts:
            return (
                SkipReason.EMPTY,
                "the page shows nothing without scripts; save it from a browser and audit that file",
            )
        return _moved(page) or (SkipReason.EMPTY, "the page holds no text; fetch it again")
    return _moved(page) or _error_or_login(page) or _wall(page)


def _readable(text: str) -> bool:
    head = text[:2000]
    return sum(char.isprintable() or char.isspace() for char in head) >= 0.9 * len(head)


def _moved(page: Page) -> tuple[SkipReason, str] | None:
    """A page without text that sends its readers on at once."""
    refresh = _REFRESH.match(page.first("meta.refresh") or "")
    if refresh is None or int(refresh[1][:3]) > _AT_ONCE:
        return None
    if sum([len(block.text) for block in page.blocks]) > _STUB_CHARS:
        return None
    return SkipReason.NOT_A_PAGE, f"the page sends readers on to {refresh[2][:200]}; audit that one"


def _error_or_login(page: Page) -> tuple[SkipReason, str] | None:
    """An error page or a form for members that was saved as if it were a page of the site."""
    if sum([len(block.text) for block in page.prose]) > _ERROR_CHARS:
        return None
    titles = [title for title in (page.title, page.first("title")) if title]
    headings = [block.text for block in page.blocks if block.tag in _TOP_HEADINGS]
    if (title := _saying(_NOT_FOUND, [*titles, *headings])) is not None:
        return SkipReason.HTTP_ERROR, f"the capture shows the site's error page (“{title}”), not the article"
    # A heading of that kind stands in the dialog that many sites have on every page.
    if (title := _saying(_LOGIN, titles)) is not None and _asks_password(page):
        message = (
            f"the capture shows a login form (“{title}”), not the article; save the page after logging in"
        )
        return SkipReason.BLOCKED, message
    return None


def _saying(words: re.Pattern[str], titles: list[str]) -> str | None:
    """The first title with a part that says nothing but the words, shortened."""
    for title in titles:
        if any(words.fullmatch(part.strip(" .!…")) for part in _TITLE_PARTS.split(fold(title))):
            return title[:80]
    return None


def _asks_password(page: Page) -> bool:
    return any(
        tag == "input" and (attributes.get("type") or "").lower() == "password"
        for tag, attributes in zip(page.tree.tags, page.tree.attributes, strict=True)
    )


def _wall(page: Page) -> tuple[SkipReason, str] | None:
    shown = sum([len(block.text) for block in page.blocks])
    if shown > 2_500:
        return None
    words = fold(" ".join([page.title or "", *(block.text for block in page.blocks[:12])])[:600])
    if shown < 900 and _BOT_CHECK.search(words):
        return (
            SkipReason.BLOCKED,
            "the capture shows a bot check or a refusal, not the article; fetch it from a browser",
        )
    body = sum(len(block.text) for block in page.prose)
    if body < 600 and len(_CONSENT.findall(words)) >= 4:
        return (
            SkipReason.CONSENT_WALL,
            "the capture shows a consent wall, not the article; save the page after consenting",
        )
    return None
