"""Which profiles are in force on a page for which nobody named any."""

from __future__ import annotations

from collections.abc import Iterable

from auditor.engine.knowledge import Profile
from auditor.engine.ruleset import Ruleset
from auditor.model import Evidence

_UNKNOWN_LANGUAGE = "en"
_EVERYWHERE = ("google", "newsroom")


def choose_profiles(
    language: str | None, host: str, evidence: Iterable[Evidence], ruleset: Ruleset
) -> tuple[str, ...]:
    """The profiles of a page for which nobody named any: one jurisdiction, and what holds everywhere.

    The ending of the host decides on the jurisdiction before the language does; a language that no profile claims
    leaves it open. `programmes` is added where the page has affiliate links or scripts, `reprint` where it credits
    somebody else for the text.
    """
    known = ruleset.profiles
    signals = {item.signal for item in evidence}
    jurisdiction = _by_host(host, known.values()) or _by_language(
        language or _UNKNOWN_LANGUAGE, known.values()
    )
    chosen = [jurisdiction, *_EVERYWHERE] if jurisdiction else [*_EVERYWHERE]
    if signals & {"affiliate.link", "affiliate.script"}:
        chosen.append("programmes")
    if signals & {"origin.wire", "origin.wire-joint", "origin.syndicated"}:
        chosen.append("reprint")
    return tuple(name for name in chosen if name in known)


def _by_host(host: str, profiles: Iterable[Profile]) -> str | None:
    ending = host.rstrip(".").rsplit(".", 1)[-1].lower()
    return next((profile.profile for profile in profiles if ending in profile.hosts), None)


def _by_language(language: str | None, profiles: Iterable[Profile]) -> str | None:
    return next((profile.profile for profile in profiles if language in profile.languages), None)
