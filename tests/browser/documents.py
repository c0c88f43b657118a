"""Documents for the browser beside the samples: pages that are hard to show, and reports full of hostile words."""

from __future__ import annotations

from pathlib import Path

import msgspec

from auditor.model import Evidence, Finding, Quote, Report, SponsorshipState, Visible
from auditor.report import html
from auditor.report.comparison import render_comparison
from auditor.report.details import detail
from auditor.report.site import render_site, row
from auditor.report.tally import summarise
from tests.factory import make_evidence, make_report, make_skip
from tests.strategies import HOSTILE

HARD = sorted((Path(__file__).parents[1] / "pages" / "hard").glob("*.html"))


def hostile_documents() -> dict[str, bytes]:
    """Reports of a page that puts hostile words wherever words of a page are shown."""
    reports = [_hostile(text, number) for number, text in enumerate(HOSTILE)]
    made = {f"hostile-{number}.html": html.render(report).encode() for number, report in enumerate(reports)}
    found = [*reports, make_skip(uri="javascript:alert(1)")]
    made["hostile-site.html"] = render_site(
        summarise(found),
        list(map(row, found)),
        title=HOSTILE[1],
        details=list(map(detail, found)),
        source=HOSTILE[0],
    ).encode()
    made["hostile-comparison.html"] = render_comparison(
        reports[::2], reports, names=(HOSTILE[0], HOSTILE[1]), title=HOSTILE[1]
    ).encode()
    return made


def _hostile(text: str, number: int) -> Report:
    evidence: tuple[Evidence, ...] = tuple(
        make_evidence(
            f"e{n}",
            signal,
            text,
            block=n,
            visible=Visible.UNKNOWN,
            quote=Quote(exact=text, prefix=text, suffix=text),
            link=text,
            text_fragment=text,
            css=text,
            properties={"sponsor": text, text: "x"},
        )
        for n, signal in enumerate(("origin.wire", "affiliate.link", "sponsorship.label"), 1)
    )
    findings: tuple[Finding, ...] = tuple(
        msgspec.structs.replace(finding, message=text, fix=text, reason=text)
        for finding in make_report().findings
    )
    report = make_report(evidence=evidence, findings=findings)
    conclusions = report.conclusions
    return msgspec.structs.replace(
        report,
        subject=msgspec.structs.replace(
            report.subject,
            uri=f"https://paper.example/{number}",
            final_uri=text or None,
            title=text,
            site_name=text,
            byline=(text, text),
        ),
        conclusions=msgspec.structs.replace(
            conclusions,
            sponsorship=msgspec.structs.replace(
                conclusions.sponsorship, sponsor=text, kind=text, state=SponsorshipState.DECLARED
            ),
            origin=msgspec.structs.replace(
                conclusions.origin,
                attribution=msgspec.structs.replace(
                    conclusions.origin.attribution, byline=text, dateline=text, credit_line=text
                ),
            ),
        ),
    )
