"""Which lines read like running text, told from their length, their links and how they end."""

from __future__ import annotations

from auditor.page.blocks import Run
from auditor.page.text import is_endless, is_signature

_OMISSIONS = ("…", "...", "[…]", "[...]")
_SENTENCE_ENDS = frozenset(".!?…。！？:»”\"')]।॥۔؟")


def is_prose(run: Run) -> bool:
    """Whether a run reads like a sentence or more: long enough, and not mostly links."""
    text = run.text
    length = len(text)
    if length < 25 or (length - run.link_chars) * 2 < length or text.startswith(("http://", "https://")):
        return False
    # CJK says more in fewer characters.
    if text[0] > "\u2e80":
        return True
    ends = text[-1] in _SENTENCE_ENDS or is_endless(text)
    return (length >= 90 or (length >= 40 and ends)) and not is_signature(text)


def is_sentence(run: Run, tag: str) -> bool:
    """Whether a run reads like a short paragraph of an article that has no long ones."""
    text = run.text
    length = len(text)
    if run.link_chars * 2 > length or not (text[-1] in _SENTENCE_ENDS or is_endless(text)):
        return False
    if text[0] > "\u2e80":
        return length >= 8 and text[0] not in "（【"
    if is_signature(text):
        return False
    return (length >= (15 if tag == "p" else 25) or text in _OMISSIONS) and text[0] not in "(["
