"""The marked copy: safe whatever the page was, and every piece of evidence where it stands."""

from __future__ import annotations

import re

import pytest
from bs4 import BeautifulSoup
from factory import make_evidence, make_report
from hypothesis import given
from hypothesis import strategies as st
from strategies import HOSTILE, fuzz

from auditor.model import Capture, Extent, Quote, Visible, Zone
from auditor.page.page import read_page
from auditor.report.annotate import annotate

URL = "https://paper.example/business/a"


def copy_of(
    html: str | bytes, *evidence, extent: Extent = Extent.PAGE, back: str | None = None
) -> BeautifulSoup:
    body = html if isinstance(html, bytes) else html.encode("utf-8", "surrogatepass")
    page = read_page(Capture(uri=URL, body=body, extent=extent))
    markup = annotate(page, make_report(evidence=evidence, findings=()), back=back)
    markup.encode("utf-8")
    return BeautifulSoup(markup, "html.parser")


def quoted(id_: str, exact: str, css: str | None, prefix: str = "", **overrides):
    return make_evidence(
        id_, "origin.wire", exact, quote=Quote(exact=exact, prefix=prefix), css=css, **overrides
    )


def words(marks) -> str:
    return "".join(mark.get_text() for mark in marks)


def test_a_quote_is_marked_in_place_and_linked_from_the_top():
    soup = copy_of(
        "<body><p>MOSCOW (Reuters) - The port</p></body>", quoted("e1", "MOSCOW (Reuters) -", "body > p")
    )

    assert soup.main.find(id="e1").get_text().strip() == "MOSCOW (Reuters) -"
    assert soup.nav.find("a", href="#e1")
    assert soup.main.p.get_text() == "MOSCOW (Reuters) - The port"


def test_a_quote_across_elements_and_white_space_is_marked_whole():
    soup = copy_of(
        "<p>(Reporting by\n&nbsp; <b>Jane</b><br>Sample)</p>",
        quoted("e1", "(Reporting by Jane Sample)", "body > p"),
    )

    assert "".join(words(soup.main.find_all("mark")).split()) == "(ReportingbyJaneSample)"
    assert len(soup.find_all(id="e1")) == 1
    assert soup.main.p.br


def test_of_equal_words_the_ones_after_the_prefix_are_marked():
    soup = copy_of(
        "<p>First Sponsored here. <i>Second</i> Sponsored there.</p>",
        quoted("e1", "Sponsored", "body > p", prefix="Second "),
    )

    assert soup.find(id="e1").find_previous("i")
    assert soup.find(id="e1").get_text() == "Sponsored"


def test_of_equal_words_the_ones_in_the_named_element_are_marked():
    soup = copy_of("<p>Sponsored</p><div><p>Sponsored</p></div>", quoted("e1", "Sponsored", "body > div > p"))

    assert soup.find(id="e1").parent.parent.name == "div"


@pytest.mark.parametrize("css", [None, "o:p > x", "body > nav:nth-of-type(9)", "#gone", "((("])
def test_a_path_that_leads_nowhere_does_not_lose_words_that_are_there(css):
    soup = copy_of("<p>Only here: paid post</p>", quoted("e1", "paid post", css))

    assert soup.find(id="e1")
    assert soup.find(id="e1").name == ("mark" if css else "li")


def test_overlapping_evidence_is_marked_each_under_its_id():
    soup = copy_of(
        "<p>By Jane Sample, Reuters</p>",
        quoted("e1", "Jane Sample, Reuters", "body > p"),
        quoted("e2", "Reuters", "body > p"),
        quoted("e3", "Reuters", "body > p"),
    )

    assert words([soup.find(id="e1")]) == "Jane Sample,"
    assert soup.find(id="e2").get_text() == "Reuters"
    assert soup.find(id="e3").get_text() == "Reuters"
    assert soup.main.p.get_text() == "By Jane Sample, Reuters"


def test_evidence_of_the_head_is_listed_apart():
    soup = copy_of(
        "<head><meta name=author content=Reuters></head><p>x</p>",
        quoted("e1", "Reuters", None, zone=Zone.HEAD),
    )

    assert soup.header.find("li", id="e1").get_text().split() == [
        "e1",
        "origin.wire,",
        "document",
        "head:",
        "Reuters",
    ]


def test_a_link_without_words_is_marked_all_the_same():
    soup = copy_of(
        '<p><a href="https://shop.example/"><img src=a.jpg></a></p>', quoted("e1", "", "body > p > a")
    )

    assert soup.main.a.find("mark", id="e1")


def test_words_that_no_reader_sees_are_marked_as_such():
    soup = copy_of(
        "<p hidden>Advertisement</p>", quoted("e1", "Advertisement", "body > p", visible=Visible.NO)
    )

    assert "unseen" in soup.find(id="e1")["class"]


def test_plain_text_is_copied_as_text():
    soup = copy_of(
        "A <b>line</b>\nMOSCOW (Reuters) - x", quoted("e1", "MOSCOW (Reuters) -", "x"), extent=Extent.TEXT
    )

    assert "A <b>line</b>" in soup.main.pre.get_text()
    assert soup.main.pre.find(id="e1")


def test_relative_addresses_lead_where_they_led():
    soup = copy_of('<base href="/news/"><p><a href="b?x=1">b</a> <a href="https://o.example/">o</a></p>')

    assert [a["href"] for a in soup.main.find_all("a")] == [
        "https://paper.example/news/b?x=1",
        "https://o.example/",
    ]


def test_pictures_and_frames_leave_words_and_pixels_leave_nothing():
    soup = copy_of(
        '<p><img alt="A harbour" src=a><img width=1 src=p><iframe src="https://v.example/1"></iframe></p>'
    )

    assert soup.main.p.get_text() == "[picture: A harbour][embedded page: v.example]"


KEPT = (
    "a abbr address b bdi bdo blockquote br caption cite code dd del dfn div dl dt em figcaption figure h1 h2 h3 h4 h5 h6 "
    "hr i ins kbd li mark ol p pre q rp rt ruby s samp small span strong sub sup table tbody td tfoot th thead time tr u "
    "ul var wbr"
)

ATTACKS = (
    "<script>alert(1)</script>",
    "<p onclick=alert(1)>x",
    "<a href='java\tscript:alert(1)'>x</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "<img src=x onerror=alert(1)>",
    "<svg><a xlink:href='javascript:alert(1)'><text>x</text></a></svg>",
    "<math><mtext><style><img src=x onerror=alert(1)></style></mtext></math>",
    "<meta http-equiv=refresh content='0;url=https://x.example'>",
    "<base href='javascript:'><a href='//alert(1)'>x</a>",
    "<form action=https://x.example><input name=a><button formaction='javascript:alert(1)'>x</button></form>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    "<style>@import 'https://x.example/a.css'; mark{display:none}</style>",
    "<p style='background:url(https://x.example)'>x",
    "<link rel=stylesheet href=https://x.example/a.css>",
    "<template><script>alert(1)</script></template>",
    "<object data=x></object><embed src=x><applet code=x></applet>",
    "<video src=x poster=y></video><audio src=x></audio>",
    "<!--><script>alert(1)</script>-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<x-thing onload=1>x</x-thing><o:p>x</o:p>",
    "<mark id=e1 class=origin data-is='e1 forged'>forged</mark>",
    "<plaintext><script>alert(1)</script>",
    "<textarea></textarea><script>alert(1)</script>",
    "<table><tr><td background=https://x.example>x</table>",
    "<a href='https://x.example' ping='https://p.example' target=_top>x</a>",
    "<div>" * 3000 + "deep",
)


def assert_harmless(soup: BeautifulSoup) -> None:
    allowed = {"href", "rel", "lang", "dir", "colspan", "rowspan", "class", "id", "data-is"}
    assert {tag.name for tag in soup.main.find_all(True)} <= set(KEPT.split())
    for tag in soup.main.find_all(True):
        assert set(tag.attrs) <= allowed
        assert re.match(r"https?://", tag.get("href", "https://"))
        assert tag.get("class", ["gone"]) == ["gone"] or tag.name == "mark"
    policy = soup.find("meta", attrs={"http-equiv": "Content-Security-Policy"})["content"]
    assert "script-src" not in policy
    assert policy.startswith("default-src 'none'")


@pytest.mark.parametrize("attack", ATTACKS, ids=[attack[:30] for attack in ATTACKS])
def test_nothing_that_runs_loads_or_submits_is_left(attack):
    soup = copy_of(f"<body>{attack}<p>paid post</p></body>", quoted("e2", "paid post", "body > p"))

    assert_harmless(soup)
    assert not soup.main.find(attrs={"data-is": "e1 forged"})


def test_the_page_cannot_take_the_place_of_a_mark():
    soup = copy_of("<p id=e1>decoy</p><p>paid post</p>", quoted("e1", "paid post", "body > p:nth-of-type(2)"))

    assert [tag.get_text() for tag in soup.select("#e1")] == ["paid post"]


@given(
    st.lists(st.sampled_from([*ATTACKS[:-1], *HOSTILE, "<p>", "</div>", "paid post"]), max_size=8).map(
        "".join
    ),
    st.sampled_from(["paid post", "x", "", "alert(1)"]),
)
@fuzz
def test_no_mixture_gets_through(html, quote):
    assert_harmless(copy_of(html, quoted("e1", quote, "body > p")))


# --- for those who listen to the copy -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("html", "kept"),
    [
        ('<p>a <a href="/x"><span></span></a>b</p>', "<p>a <span></span>b</p>"),
        ("<h1>One</h1><h4>Two</h4><h5>Three</h5>", "<h1>One</h1><h2>Two</h2><h3>Three</h3>"),
        ("<h2> </h2><p>text</p>", "<div> </div><p>text</p>"),
        ("<ul><li>a</li><script>x</script></ul>", "<ul><li>a</li></ul>"),
        ("<ul><li>a</li><div>b</div></ul>", "<div><div>a</div><div>b</div></div>"),
        ("<ol>words<li>a</li></ol>", "<div>words<div>a</div></div>"),
        ("<div><li>a</li></div>", "<div><div>a</div></div>"),
        ("<dl><div><dt>a</dt><dd>b</dd></div></dl>", "<dl><div><dt>a</dt><dd>b</dd></div></dl>"),
        ("<dl><div><p>a</p></div></dl>", "<div><div><p>a</p></div></div>"),
        ("<dl><div><dt>a</dt><p>b</p></div></dl>", "<div><div><div>a</div><p>b</p></div></div>"),
        ("<dl><dt>a</dt></dl>", "<div><div>a</div></div>"),
        ("<table><tr><th></th><td>1</td></tr></table>", "<td></td><td>1</td>"),
    ],
)
def test_slips_of_the_page_are_mended_without_touching_its_words(html, kept):
    assert kept in str(copy_of(html).main)
