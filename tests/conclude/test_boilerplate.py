"""What a site puts on every page says nothing of one article, wherever the template puts it.

A wrong answer here would be wrong on every page of a site.
"""

from __future__ import annotations

import pytest

from auditor import Auditor, Capture

AUDITOR = Auditor(model=False)
SAYINGS = {
    "en": (
        "Some content © AP. All rights reserved.",
        "Associated Press",
        "Source: Reuters",
        "PR Newswire",
        "Sponsored",
        "Advertisement",
        "Presented by Acme Bank",
        "This site contains affiliate links.",
        "We may earn a commission when you buy through links on our site.",
        "Articles marked Sponsored are paid for by advertisers.",
        "Originally published on The Example Times",
    ),
    "de": (
        "Teile dieses Angebots: © dpa, AFP. Alle Rechte vorbehalten.",
        "Quelle: dpa",
        "Anzeige",
        "Advertorial",
        "Präsentiert von Acme",
        "Mit * gekennzeichnete Links sind Affiliate-Links.",
        "Mit „Anzeige“ gekennzeichnete Beiträge sind Werbung.",
    ),
}
PROSE = {
    "en": "The council met on Tuesday and agreed, after a debate of four hours, to close the bridge for repairs until spring.",
    "de": "Der Rat kam am Dienstag zusammen und beschloss nach vier Stunden, die Brücke bis zum Frühjahr zu sperren.",
}
TITLES = {"en": "Bridge closes until spring", "de": "Brücke bis zum Frühjahr gesperrt"}
BYLINES = {"en": "By Ann Archer, 3 March 2025", "de": "Von Anna Bogner, 3. März 2025"}
MENU = "".join(
    f"<li><a href=/{name}>{name}</a></li>" for name in ("News", "Sport", "Culture", "Sponsored", "Jobs")
)
CARDS = "".join(
    f"<li><a href=/s{n}><img src=t.jpg>Another story of the day, number {n}</a></li>" for n in range(4)
)
LAYOUTS = {
    "landmarks": "<header>{top}<nav><ul>{menu}</ul></nav></header><main><article><h1>{title}</h1><div class=byline>{by}</div>"
    "{text}</article><section><ul>{cards}</ul></section></main><aside><ul>{cards}</ul>{side}</aside>"
    "<footer><ul>{menu}</ul>{foot}</footer>",
    "named boxes": "<div class=header>{top}<ul class=menu>{menu}</ul></div><div class=post><h1>{title}</h1>"
    "<div class=meta>{by}</div>{text}</div><div class=sidebar><ul>{cards}</ul>{side}</div><div class=footer>{foot}</div>",
    "boxes without names": "<div class=a>{top}<ul>{menu}</ul></div><div class=b><div class=c><h1>{title}</h1><div>{by}</div>"
    "{text}</div><div class=d><ul>{cards}</ul>{side}</div></div><div class=e><ul>{menu}</ul>{foot}<p>© 2025 Example</p></div>",
    "nothing beside the text": "<div class=a>{top}<ul>{menu}</ul></div><div class=b><h1>{title}</h1><div>{by}</div>{text}</div>"
    "<div class=e>{side}{foot}<p>© 2025 Example</p><a href=/i>Imprint</a> <a href=/p>Privacy</a> <a href=/c>Contact</a>"
    " <a href=/a>About</a></div>",
    "a table": "<table><tr><td colspan=2>{top}{menu}</td></tr><tr><td><ul>{cards}</ul>{side}</td><td><h1>{title}</h1>"
    "<font>{by}</font>{text}</td></tr><tr><td colspan=2><ul>{menu}</ul>{foot}</td></tr></table>",
}  # fmt: skip


@pytest.mark.parametrize("paragraphs", [2, 6])
@pytest.mark.parametrize("place", ["top", "side", "foot"])
@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("language", SAYINGS)
def test_what_the_site_says_everywhere_is_not_said_of_the_article(language, layout, place, paragraphs):
    wrong = []
    for saying in SAYINGS[language]:
        parts = dict.fromkeys(("top", "side", "foot"), "") | {place: f"<div>{saying}</div>"}
        text = f"<p>{PROSE[language]} {PROSE[language]}</p>" * paragraphs
        body = LAYOUTS[layout].format(
            title=TITLES[language], by=BYLINES[language], text=text, menu=MENU, cards=CARDS, **parts
        )
        html = f"<!doctype html><html lang={language}><title>{TITLES[language]} - Example</title><body>{body}"
        report = AUDITOR.audit(Capture(uri="https://news.example/bridge", body=html.encode()))
        found = report.conclusions
        answers = (found.origin.kind, found.sponsorship.state, found.affiliate.links)
        told = found.affiliate.notice in ("not-applicable", "site-wide")
        failed = [finding.rule for finding in report.findings if finding.outcome == "fail"]
        if answers != ("original", "none-found", 0) or not told or failed:
            wrong.append((saying, answers, found.affiliate.notice, failed))

    assert not wrong
