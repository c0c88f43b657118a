"""What an HTTP answer makes: a capture or a named skip. The same for a live fetch and for one kept in a WARC file."""

from __future__ import annotations

from http import HTTPStatus
from typing import NamedTuple

from auditor.model import Capture, Extent, Limit, Skipped, SkipReason, SourceRef
from auditor.sources import sniff
from auditor.sources.contract import one_line, skip
from auditor.sources.inflate import DamageError, OversizeError, decode_content
from auditor.sources.wordpress import rest_post

BLOCKED = frozenset({401, 403, 407, 429, 451, 503})
"""HTTP statuses by which a server keeps readers out rather than says that something is wrong."""

_CHALLENGES = (
    ("cf-mitigated", "challenge"),
    ("x-amzn-waf-action", "challenge"),
    ("x-amzn-waf-action", "captcha"),
)
"""Headers by which guards against robots say that this is their page and not the site's."""


class Answer(NamedTuple):
    """One answer of a server, its body as it was sent. Names of `headers` are lower case."""

    url: str
    status: int
    headers: dict[str, str]
    body: bytes
    reason: str = ""
    raw: tuple[tuple[str, str], ...] = ()


class Visit(NamedTuple):
    """What was asked for, when, and under which conditions."""

    url: str
    captured_at: str | None
    source: SourceRef
    cap: int
    limits: tuple[Limit, ...] = ()


def result_of(answer: Answer, visit: Visit) -> Capture | Skipped:
    """The capture that the last answer of a visit makes, or why there is none."""
    said = answer.headers.get("content-type")
    kind = one_line(said or "").partition(";")[0].strip().lower()
    wrong = _refusal(answer, kind)
    body = b""
    if wrong is None:
        try:
            body = decode_content(answer.body, answer.headers.get("content-encoding", ""), visit.cap)
        except OversizeError:
            wrong = SkipReason.TOO_LARGE, f"unpacks to more than {visit.cap >> 20} MiB; no web page does"
        except DamageError as error:
            wrong = SkipReason.MALFORMED, f"the body cannot be unpacked: {error}"
        else:
            wrong = None if body.strip() else (SkipReason.EMPTY, "the server sent an empty page")
    if wrong is not None:
        return skipped(visit, *wrong, final=answer.url, body=body)
    if (post := rest_post(body, uri=answer.url, source=visit.source, limits=visit.limits)) is not None:
        return post
    as_text = kind == "text/plain" and not sniff.is_whole_page(body) and not sniff.is_binary(body)
    if not as_text and (reason := sniff.not_html(body)) is not None:
        return skipped(visit, SkipReason.NOT_HTML, f"not a web page: {reason}", final=answer.url, body=body)
    return Capture(
        uri=visit.url,
        body=body,
        content_type=said,
        status=answer.status,
        captured_at=visit.captured_at,
        final_uri=answer.url if answer.url != visit.url else None,
        extent=Extent.TEXT if as_text else Extent.PAGE,
        source=visit.source,
        limits=visit.limits,
    )


def skipped(
    visit: Visit, reason: SkipReason, message: str, *, final: str | None = None, body: bytes = b""
) -> Skipped:
    """A named skip of a visit."""
    return skip(
        reason,
        message,
        uri=visit.url,
        source=visit.source,
        body=body,
        final_uri=final if final != visit.url else None,
        captured_at=visit.captured_at,
    )


def answered(status: int) -> str:
    """Say what a server answered, in words too where the status has some."""
    try:
        return f"the server answered {status} ({HTTPStatus(status).phrase.lower()})"
    except ValueError:
        return f"the server answered {status}"


def _advice(status: int) -> str:
    if status in (404, 410):
        return "; check the address"
    if status == 429 or status >= 500:
        return "; try again later"
    return "; save the page from a browser and audit that file" if status in BLOCKED else ""


def _refusal(answer: Answer, kind: str) -> tuple[SkipReason, str] | None:
    if any(answer.headers.get(name, "").lower() == value for name, value in _CHALLENGES):
        return SkipReason.BLOCKED, "the server asks visitors to prove that they are no robots"
    if not 200 <= answer.status < 300:
        reason = SkipReason.BLOCKED if answer.status in BLOCKED else SkipReason.HTTP_ERROR
        return reason, answered(answer.status) + _advice(answer.status)
    if sniff.says_page(kind) is False and "json" not in kind:
        return SkipReason.NOT_HTML, f"the server sends {kind}, not a web page"
    return None
