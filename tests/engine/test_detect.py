"""Rules on a page: what becomes evidence, where it is said to stand, and what takes it back."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from packs import ruleset

from auditor.engine import detect, explain
from auditor.engine.detect import index_of, search
from auditor.engine.evidence import arrange
from auditor.engine.surroundings import may_select
from auditor.engine.textpage import TextPage, block
from auditor.model import Capture, Extent, Place, Scope, Visible, Zone
from auditor.page.page import read_page
from auditor.page.zones import SCOPES

URL = "https://news.example/article"


def page_of(text, zone=Zone.BODY, language=None, extent=Extent.PAGE, **known):
    return TextPage(block(text, zone, **known), url=URL, language=language, extent=extent)


def html_page(body, head="", url=URL):
    source = f"<html><head>{head}</head><body><article><h1>Storm reaches the coast</h1>{body}</article></body></html>"
    return read_page(Capture(uri=url, body=source.encode()))


def quotes(page, rules):
    return [each.quote.exact for each in detect(page, rules)]


def test_evidence_says_what_where_and_how_it_was_found(tmp_path):
    rules = ruleset(
        tmp_path,
        {"phrase": ["sponsored by {sponsor}"]},
        emits={
            "signal": "x.found",
            "scope": "article",
            "props": {"sponsor": "{sponsor}", "word": "{word}", "kind": "ad", "agency": "{agency}"},
        },
    )

    (evidence,) = detect(page_of("Our garden series is sponsored by Acme Bank. Read more.", Zone.LEAD), rules)

    assert evidence.id == "e1"
    assert (evidence.rule, evidence.signal, evidence.confidence) == ("t.r0", "x.found", "high")
    assert (evidence.scope, evidence.zone, evidence.place, evidence.visible) == (
        "article",
        "lead",
        "lead",
        "yes",
    )
    assert evidence.quote.exact == "sponsored by Acme Bank"
    assert evidence.quote.prefix == "Our garden series is "
    assert evidence.quote.suffix == ". Read more."
    assert evidence.properties == {"kind": "ad", "sponsor": "Acme Bank", "word": "sponsored by"}
    assert (
        evidence.text_fragment
        == f"{URL}#:~:text=Our%20garden%20series%20is-,sponsored%20by%20Acme%20Bank,-.%20Read%20more."
    )


@pytest.mark.parametrize(
    ("where", "known", "fits"),
    [
        ({"zones": ["label"]}, {"zone": Zone.LABEL}, True),
        ({"zones": ["label"]}, {"zone": Zone.NAV}, False),
        ({"scopes": ["prose"]}, {"zone": Zone.BODY}, True),
        ({"scopes": ["prose"]}, {"zone": Zone.TEASER}, False),
        ({"places": ["above-title"]}, {"zone": Zone.LABEL}, True),
        ({"places": ["above-title"]}, {"zone": Zone.LABEL, "place": Place.END}, False),
        ({"max_chars": 9}, {}, True),
        ({"max_chars": 8}, {}, False),
        ({"max_repeats": 1}, {"repeats": 2}, False),
        ({"near_headline": True}, {"near_headline": True}, True),
        ({"near_headline": True}, {"near_headline": False}, False),
        ({"max_linked": 0.5}, {"linked": 0.9}, False),
        ({"min_linked": 0.5}, {"linked": 0.9}, True),
        ({"visible": ["yes"]}, {"visible": Visible.NO}, False),
        ({"extents": ["fragment"]}, {}, False),
        ({"extents": ["fragment"]}, {"extent": Extent.FRAGMENT}, True),
    ],
)
def test_where(tmp_path, where, known, fits):
    rules = ruleset(tmp_path, {"where": where, "phrase": ["paid post"]})

    assert bool(detect(page_of("paid post", **known), rules)) is fits


@pytest.mark.parametrize(
    ("match", "text", "expected"),
    [
        ({"whole": True, "phrase": ["(ad|advertisement)"]}, "— Ad —", ["Ad"]),
        ({"whole": True, "phrase": ["(ad|advertisement)"]}, "Ad choices", []),
        ({"whole": True, "phrase": ["sponsored by {sponsor}"]}, "[Sponsored by Acme]", ["Sponsored by Acme"]),
        ({"whole": True, "re": ["(?i)paid post(?: \\d+)?"]}, "| Paid post 12 |", ["Paid post 12"]),
        ({"whole": True, "re": ["(?i)paid post"]}, "A paid post", []),
        ({"edge": "start", "phrase": ["paid post"]}, "x " * 200 + "paid post", []),
        ({"edge": "start", "phrase": ["paid post"]}, "paid post" + " x" * 200, ["paid post"]),
        ({"edge": "end", "phrase": ["paid post"]}, "paid post" + " x" * 200, []),
        ({"edge": "end", "phrase": ["paid post"]}, "x " * 200 + "paid post", ["paid post"]),
        ({"re": ["^[A-Z]{2,}, May \\d+ - "]}, "OSLO, May 3 – The boat", ["OSLO, May 3 – "]),
        ({"phrase": ["広告"]}, "これは広告記事です", ["広告"]),
    ],
)
def test_whole_edge_and_scripts(tmp_path, match, text, expected):
    assert quotes(page_of(text), ruleset(tmp_path, match)) == expected


@pytest.mark.parametrize(
    ("unless", "text", "found"),
    [
        ({"phrase": ["not sponsored"]}, "This is a sponsored post.", True),
        ({"phrase": ["not (a|) sponsored"]}, "This is not a sponsored post.", False),
        ({"phrase": ["no fee"], "same": "sentence"}, "A sponsored post. We took no fee.", True),
        ({"phrase": ["no fee"], "same": "sentence"}, "A sponsored post, no fee taken. Good.", False),
        ({"re": ["[Qq]uote"]}, "A Quote: sponsored post", False),
        ({"where": {"zones": ["body"]}}, "A sponsored post", False),
        ({"where": {"zones": ["teaser"]}}, "A sponsored post", True),
        ({"where": {"zones": ["body"]}, "phrase": ["elsewhere"]}, "A sponsored post", True),
    ],
)
def test_unless_takes_a_match_back(tmp_path, unless, text, found):
    rules = ruleset(tmp_path, {"phrase": ["sponsored post"]}, unless=[unless])

    assert bool(detect(page_of(text), rules)) is found


@pytest.mark.parametrize(
    ("text", "zone", "found"),
    [
        (
            "The words “this post is a sponsored post” stood under the picture, the ruling says.",
            Zone.BODY,
            False,
        ),
        ('He wrote "a sponsored post" in grey on grey, and the court was not amused.', Zone.LEAD, False),
        ("Die Zeile „a sponsored post“ stand unter dem Bild, sagte das Gericht am Montag.", Zone.BODY, False),
        ("Der Hinweis »a sponsored post« stand unter dem Bild, sagte das Gericht.", Zone.BODY, False),
        ("La mention « a sponsored post » manquait dans huit cas, selon la décision.", Zone.BODY, False),
        ('A 5" screen, and this is a sponsored post about a 6" one, as we say here.', Zone.BODY, True),
        ("“Warm homes”, a sponsored post of our own newspaper, is “best of all”.", Zone.BODY, True),
        ("“A sponsored post”", Zone.BODY, True),
        ("On lit «la fin du mois», a sponsored post du journal, puis «le début de la fin».", Zone.BODY, True),
        (
            "The words “this post is a sponsored post” stood under the picture, the ruling says.",
            Zone.TRAILER,
            True,
        ),
    ],
)
def test_words_that_running_text_cites_are_no_words_of_the_page(tmp_path, text, zone, found):
    rules = ruleset(
        tmp_path,
        {"phrase": ["sponsored post"]},
        emits={"signal": "sponsorship.notice", "scope": "article", "props": {}},
    )

    assert bool(detect(page_of(text, zone), rules)) is found


# -- lexicon forms -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pattern", "text", "quote", "agency"),
    [
        (
            {"re": ["^[A-Z ]+\\(<agency>\\) ?-"]},
            "MOSCOW (Reuters) — Two ships",
            "MOSCOW (Reuters) —",
            "reuters",
        ),
        ({"phrase": ["by [the] <agency>"]}, "By the Associated Press", "By the Associated Press", "ap"),
        ({"phrase": ["by <agency>"]}, "By AP", "By AP", "ap"),
        ({"phrase": ["by <agency!>"]}, "By AP", None, None),
        ({"phrase": ["by <agency>"]}, "by ap", None, None),
        ({"phrase": ["by <agency>"]}, "by Reuters Institute", None, None),
        ({"phrase": ["by <agency>"]}, "by Thomson Reuters", "by Thomson Reuters", "reuters"),
        ({"phrase": ["by <agency>"]}, "by Reutersville", None, None),
        ({"phrase": ["by <agency:press-release-wire>"]}, "by Reuters", None, None),
        ({"phrase": ["by <agency:press-release-wire>"]}, "by Newswire", "by Newswire", "newswire"),
        ({"re": ["<agency>(?:/<agency>)*$"]}, "Source: AP/Reuters", "AP/Reuters", "ap,reuters"),
        ({"re": ["^【.{1,8}<agency>】"]}, "【ワシントン共同】米国", "【ワシントン共同】", "kyodo"),
    ],
)
def test_lexicon_forms(tmp_path, pattern, text, quote, agency):
    rules = ruleset(tmp_path, pattern, emits={"signal": "x.found", "props": {"agency": "{agency}"}})

    found = detect(page_of(text), rules)

    assert [each.quote.exact for each in found] == ([] if quote is None else [quote])
    assert [each.properties.get("agency") for each in found] == ([] if quote is None else [agency])


# -- languages -----------------------------------------------------------------------------------------------


def test_a_group_named_quote_is_what_is_quoted(tmp_path):
    rules = ruleset(tmp_path, {"re": [r"[.!?] ?(?P<quote>\(staff\))$"]})

    assert quotes(page_of("The council met on Monday. (staff)"), rules) == ["(staff)"]


@pytest.mark.parametrize(
    ("languages", "page_language", "runs"),
    [
        (["*"], "fi", True),
        (["de"], "de", True),
        (["de"], "fr", False),
        (["en"], "fr", True),
        (["de"], None, True),
        (["no"], "no", True),
    ],
)
def test_a_language_gates_its_rules(tmp_path, languages, page_language, runs):
    rules = ruleset(tmp_path, {"phrase": ["paid post"]}, languages=languages)

    assert bool(detect(page_of("paid post", language=page_language), rules)) is runs


# -- what is not a block -------------------------------------------------------------------------------------


def test_fields_are_evidence_that_no_reader_sees(tmp_path):
    rules = ruleset(
        tmp_path,
        {"meta": [{"name": ["meta.auth*"], "phrase": ["<agency>"]}]},
        emits={"signal": "x.found", "props": {"agency": "{agency}"}},
    )

    (evidence,) = detect(html_page("<p>Rain.</p>", '<meta name="author" content="Reuters Staff">'), rules)

    assert (evidence.zone, evidence.place, evidence.visible, evidence.block) == (
        "head",
        "head-only",
        "no",
        None,
    )
    assert evidence.properties == {"agency": "reuters"}
    assert evidence.text_fragment is None


def test_structured_data_by_type_and_presence(tmp_path):
    rules = ruleset(
        tmp_path,
        {"structured": [{"path": ["ld.author.name"], "type": ["Organization"], "re": ["Reuters"]}]},
        {"structured": [{"path": ["ld.sponsor.name"], "any": True}]},
    )
    data = '{"@type": "NewsArticle", "headline": "Storm reaches the coast", "author": {"@type": "%s", "name": "Reuters"}, "sponsor": {"@type": "Organization", "name": "Acme"}}'
    pages = [
        html_page("<p>Rain.</p>", f'<script type="application/ld+json">{data % kind}</script>')
        for kind in ("Organization", "Person")
    ]

    assert quotes(pages[0], rules) == ["Reuters", "Acme"]
    assert quotes(pages[1], rules) == ["Acme"]


def test_links_by_host_path_rel_and_attribute(tmp_path):
    body = (
        '<p>See <a href="https://shop.example/deal/1" rel="sponsored nofollow">one</a>, '
        '<a class="btn aff" href="https://other.example/x">two</a> (paid) and <a href="/go/three">three</a> of them.</p>'
    )
    page = html_page(body)

    def links(match):
        folder = tmp_path / str(random.random())
        return [(each.quote.exact, each.link) for each in detect(page, ruleset(folder, {"link": [match]}))]

    one, two, three = (
        ("one", "https://shop.example/deal/1"),
        ("two", "https://other.example/x"),
        ("three", "https://news.example/go/three"),
    )
    assert links({"rel": ["sponsored"]}) == [one]
    assert links({"host": ["shop.example"], "path": ["/deal/"]}) == [one]
    assert links({"host": ["shop.example"], "path": ["/other/"]}) == []
    assert links({"attribute": ["class=aff"]}) == [two]
    assert links({"external": True}) == [one, two]
    assert links({"external": True, "mark": r"\n ?\(paid\)"}) == [two]
    assert links({"external": False, "path_re": "^/go/"}) == [three]


def test_selectors_scripts_and_the_address(tmp_path):
    head = '<script src="https://cdn.tracker.example/a/pay.js"></script><script>var payId = "x-12";</script>'
    page = html_page(
        '<div class="paid-box"><p>A word from Acme.</p></div><p>Rain.</p>',
        head,
        "https://www.reuters.com/sponsored/acme",
    )

    def found(match):
        folder = tmp_path / str(random.random())
        return [(each.quote.exact, each.scope) for each in detect(page, ruleset(folder, match))]

    assert found({"selector": ["div.paid-box"]}) == [("A word from Acme.", "prose")]
    assert found({"selector": ["div.other-box"]}) == []
    assert found({"script": [{"host": ["tracker.example"], "contains": "pay"}]}) == [
        ("https://cdn.tracker.example/a/pay.js", "site")
    ]
    assert found({"script": [{"contains": "tracker.example/a/"}]}) == [("tracker.example/a/", "site")]
    assert found({"script": [{"inline": "payId"}]}) == [("payId", "site")]
    assert found({"url": [{"part": "path", "phrase": ["sponsored"]}]}) == [("sponsored", "site")]
    assert found({"url": [{"part": "host", "lexicon": "agencies"}]}) == [("reuters.com", "site")]


def test_a_selector_in_unless_looks_at_what_is_around(tmp_path):
    rules = ruleset(tmp_path, {"phrase": ["paid post"]}, unless=[{"selector": ".quoted"}])

    assert quotes(html_page("<p>A paid post.</p>"), rules) == ["paid post"]
    assert quotes(html_page('<div class="quoted"><p>A paid post.</p></div>'), rules) == []


def test_the_headline_may_take_a_match_back(tmp_path):
    rules = ruleset(
        tmp_path,
        {"phrase": ["paid post"]},
        unless=[{"phrase": ["coast", "(sea|lake) shore"], "same": "title"}],
    )
    other = read_page(
        Capture(uri=URL, body=b"<article><h1>Bread</h1><p>A paid post on the coast.</p></article>")
    )

    assert quotes(html_page("<p>A paid post.</p>"), rules) == []
    assert quotes(other, rules) == ["paid post"]


# -- scope ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("zone", "scopes", "expected"),
    [
        (Zone.BODY, [], Scope.ARTICLE),
        (Zone.FOOTER, [], Scope.ARTICLE),
        (Zone.TEASER, [], Scope.OTHER_ITEM),
        (Zone.AD_SLOT, [], Scope.AD_SLOT),
        (Zone.TEASER, ["other-item"], Scope.ARTICLE),
    ],
)
def test_the_words_of_another_item_stay_that_items(tmp_path, zone, scopes, expected):
    rules = ruleset(
        tmp_path,
        {"where": {"scopes": scopes}, "phrase": ["paid post"]},
        emits={"signal": "x.found", "scope": "article"},
    )

    assert [each.scope for each in detect(page_of("paid post", zone), rules)] == [expected]


@pytest.mark.parametrize("zone", list(Zone))
def test_text_examples_have_the_scopes_of_real_pages(zone):
    assert block("x", zone).scope == SCOPES[zone]


# -- order and repetition ------------------------------------------------------------------------------------


def test_evidence_stands_in_reading_order_and_once(tmp_path):
    rules = ruleset(
        tmp_path,
        {"phrase": ["paid post"]},
        {"phrase": ["paid post by {sponsor}", "reuters"]},
        {"meta": [{"name": ["meta.x"], "any": True}]},
    )
    body = "<p>Reuters said: Reuters.</p><p>A paid post by Acme, and Reuters.</p>"

    found = detect(html_page(body, '<meta name="x" content="1">'), rules)

    assert [(each.id, each.quote.exact) for each in found] == [
        ("e1", "Reuters"),
        ("e2", "paid post by Acme, and Reuters"),
        ("e3", "1"),
    ]


def test_the_same_words_in_one_zone_are_shown_a_few_times(tmp_path):
    rules = ruleset(tmp_path, {"phrase": ["paid post"]})

    assert len(detect(html_page("".join(f"<p>A paid post, number {n}.</p>" for n in range(20))), rules)) < 8


def test_every_link_counts(tmp_path):
    rules = ruleset(tmp_path, {"link": [{"rel": ["sponsored"]}]})
    body = "".join(
        f'<p>Buy <a rel="sponsored" href="https://shop.example/{n}">this</a> now.</p>' for n in range(20)
    )

    assert len(detect(html_page(body), rules)) == 20


TEXTS = ["paid post by Acme", "By AP", "the Reuters report", "sponsored", "nothing at all", "広告"]
MATCHES = [
    {"phrase": ["paid post [by {sponsor}]"]},
    {"phrase": ["by <agency>", "<agency> report"]},
    {"whole": True, "phrase": ["(sponsored|ad)"]},
    {"phrase": ["広告"]},
]


@pytest.fixture(scope="module")
def mixed(tmp_path_factory):
    return ruleset(tmp_path_factory.mktemp("mixed"), *MATCHES)


@settings(max_examples=40)
@given(texts=st.lists(st.sampled_from(TEXTS), max_size=8), seed=st.integers(0, 99))
def test_the_order_of_rules_does_not_matter(mixed, texts, seed):
    page = html_page("".join(f"<p>{text}</p>" for text in texts))
    shuffled = list(mixed.detects)
    random.Random(seed).shuffle(shuffled)

    expected = arrange(page, search(page, index_of(mixed.detects, mixed)))

    assert arrange(page, search(page, index_of(shuffled, mixed))) == expected


# -- of the article or of the site ---------------------------------------------------------------------------

SITE = {"signal": "x.site", "zones": ["footer"], "phrase": ["our website"]}


@pytest.mark.parametrize(
    ("text", "zone", "signal", "scope"),
    [
        ("We earn a fee from links here.", Zone.BODY, "x.found", "article"),
        ("We earn a fee from links here.", Zone.FOOTER, "x.site", "site"),
        ("We earn a fee from links on our website.", Zone.BODY, "x.site", "site"),
        ("We earn a fee from links here. Read it on our website.", Zone.BODY, "x.found", "article"),
    ],
)
def test_the_same_words_speak_of_the_site_in_its_frame_or_by_their_sentence(
    tmp_path, text, zone, signal, scope
):
    rules = ruleset(
        tmp_path,
        {"phrase": ["earn a fee"]},
        emits={"signal": "x.found", "scope": "article", "site": SITE},
    )

    (evidence,) = detect(page_of(text, zone), rules)

    assert (evidence.signal, evidence.scope) == (signal, scope)


# -- why not -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("match", "unless", "language", "reason", "clause"),
    [
        ({"phrase": ["paid post"]}, [], None, "fired", None),
        ({"phrase": ["gifted stay"]}, [], None, "no-anchor", None),
        ({"phrase": ["paid post"], "where": {"zones": ["label"]}}, [], None, "where", "where.zones"),
        ({"phrase": ["paid post"], "where": {"max_chars": 3}}, [], None, "where", "where.max_chars"),
        ({"phrase": ["paid {0,1} thing", "a {0,0} paid thing"]}, [], None, "no-anchor", None),
        ({"re": ["paid (?:article|[a-o]+st)"]}, [], None, "no-match", "match.re[0]"),
        ({"phrase": ["paid post"]}, [{"phrase": ["rain"]}], None, "unless", "unless.0"),
        ({"phrase": ["paid post"]}, [], "fr", "language", "languages"),
    ],
)
def test_explain_names_the_point_where_a_rule_stopped(tmp_path, match, unless, language, reason, clause):
    rules = ruleset(tmp_path, match, unless=unless, languages=["de"])

    (explained,) = explain(page_of("A paid post in the rain", language=language), rules)

    assert (explained.rule, explained.reason, explained.clause) == ("t.r0", reason, clause)


@pytest.mark.parametrize(
    ("css", "can"),
    [
        ("img[alt='By Acme, with love']", True),
        ("div.a.b > img[ALT^=By]", True),
        ("#x [data-paid]", True),
        ("img[alt*='ACME' i]", True),
        ("p.c, div:not(.c)", True),
        ("section", True),
        ("div.c, p.c", False),
        ("img[title]", False),
        ("img[alt='Acme: ads']", False),
    ],
)
def test_a_selector_is_tried_where_its_names_and_values_stand(css, can):
    page = html_page('<div class="b a" id="x"><img alt="By Acme, with love" data-paid src="c.png"></div>')
    assert may_select(page, css) is can
    assert can or not page.select(css)


def test_a_rule_that_asks_for_a_way_out_reads_only_blocks_that_link_to_another_site(tmp_path):
    rules = ruleset(tmp_path, {"leads_out": True, "phrase": ["appeared in"]})
    body = (
        "<p>This appeared in <a href='https://other.example/a'>Lens</a>.</p>"
        "<p>That appeared in <a href='/a'>our magazine</a>.</p><p>It appeared in print.</p>"
    )

    (evidence,) = detect(html_page(body), rules)

    assert evidence.quote.prefix == "This "
