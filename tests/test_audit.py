"""Many captures through one auditor: each report as if its page were alone, and nothing kept of the pages."""

from __future__ import annotations

import gc
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor import Auditor, Capture, Report, Skipped
from auditor.audit import CHUNK
from auditor.model import Extent, SkipReason, Subject
from auditor.page.page import Page
from auditor.report.json_v1 import encode

PAGES = Path(__file__).parent / "pages"
AUDITOR = Auditor()
LETTERS = (
    "Dear readers, we tried the new lamp for you and it is the best product that you can buy today. Ōtautahi's "
    "café — “naïve” as ever — sells it at a discount of 20 %, so order now and save: the offer is limited! "
) * 4
CAPTURES: tuple[Capture | Skipped, ...] = (
    *(
        Capture(uri=f"https://news.example/{path.stem}", body=path.read_bytes())
        for path in sorted(PAGES.rglob("*.html"))
    ),
    Capture(uri="letter.txt", body=LETTERS.encode(), extent=Extent.TEXT),
    Capture(uri="part", body=f"<p>{LETTERS}</p>".encode(), extent=Extent.FRAGMENT),
    Capture(uri="nothing", body=b""),
    Skipped(
        subject=Subject(uri="https://news.example/gone", content_sha256=""),
        reason=SkipReason.HTTP_ERROR,
        message="the server answered 404",
    ),
)
ALONE = [encode(AUDITOR.audit(capture) if isinstance(capture, Capture) else capture) for capture in CAPTURES]


class _BrokenError(Exception):
    """What a source may raise that this project has never heard of."""


@settings(max_examples=12, deadline=None)
@given(st.lists(st.sampled_from(range(len(CAPTURES))), max_size=2 * CHUNK + 3))
def test_a_report_is_the_same_bytes_alone_and_among_any_others(order):
    found = [encode(result) for result in AUDITOR.audit_many(CAPTURES[number] for number in order)]

    assert found == [ALONE[number] for number in order]


def test_captures_are_taken_a_chunk_at_a_time_and_their_pages_let_go():
    taken = []

    def source():
        for number in range(3 * CHUNK):
            # Nothing of the pages before is held in memory, however many reports are still to come.
            held = [each for each in gc.get_objects() if isinstance(each, Page)]
            assert not [page for page in held if any(page.capture is capture for capture in CAPTURES)], number
            taken.append(number)
            yield CAPTURES[number % len(CAPTURES)]

    gc.collect()
    for made, _ in enumerate(AUDITOR.audit_many(source()), start=1):
        assert made <= len(taken) < made + CHUNK

    assert len(taken) == 3 * CHUNK


@pytest.mark.parametrize("before", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1])
def test_what_came_before_a_source_breaks_is_handed_over(before):
    def source():
        yield from CAPTURES[:1] * before
        raise _BrokenError

    results = []
    with pytest.raises(_BrokenError):
        results.extend(AUDITOR.audit_many(source()))
    # A list that is extended keeps what came before the failure.
    assert [encode(result) for result in results] == ALONE[:1] * before


def test_without_a_model_a_report_differs_in_what_the_classifier_says_alone():
    plain = Auditor(model=False)
    for capture in CAPTURES:
        if not isinstance(capture, Capture):
            continue
        with_it, without = AUDITOR.audit(capture), plain.audit(capture)
        if isinstance(with_it, Report) and isinstance(without, Report):
            assert (with_it.evidence, with_it.conclusions.origin) == (
                without.evidence,
                without.conclusions.origin,
            )
            assert with_it.classification is not None
            assert without.classification is None
            assert without.conclusions.sponsorship.state != "suspected"
