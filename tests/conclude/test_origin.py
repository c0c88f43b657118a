"""Who wrote it: what a reader of local news would say, for bylines as papers and stations print them."""

from __future__ import annotations

import json

import pytest

from auditor import Auditor, Capture, Report
from auditor.model import Extent

_TEXT = "".join(
    f"<p>{sentence}</p>"
    for sentence in (
        "The county board voted on Monday to repair the old bridge over the river after months of debate.",
        "Officials said the work would start in May and last until autumn, with one lane open at all times.",
        "Residents asked for a new footpath on the northern side, where children walk to school in the morning.",
    )
)


@pytest.fixture(scope="module")
def auditor() -> Auditor:
    return Auditor(model=False)


def origin_of(
    auditor: Auditor, byline: str, *, site: str = "Example Courier", url: str = "https://courier.example/a"
):
    head = (
        f"<title>Bridge to be repaired</title><meta property=og:site_name content='{site}'>" if site else ""
    )
    body = f"<head>{head}</head><article><h1>County board votes to repair bridge</h1><p class=byline>{byline}</p>{_TEXT}</article>"
    report = auditor.audit(Capture(uri=url, body=body.encode()))
    assert isinstance(report, Report)
    return report.conclusions.origin


@pytest.mark.parametrize(
    "byline",
    [
        "By The Associated Press",
        "JANE NOBODY | Associated Press",
        "by: JANE NOBODY, Associated Press",
        "By JANE NOBODY, Associated Press/Report for America",
        "Jane Nobody • AP",
        "By JANE NOBODY AP Sports Writer",
        "Associated Press | Posted March 4",
        "From Associated Press reports",
    ],
)
def test_an_agency_byline_makes_agency_text(auditor, byline):
    origin = origin_of(auditor, byline)

    assert (origin.kind, [agency.id for agency in origin.agencies]) == ("wire", ["ap"])


@pytest.mark.parametrize(
    "byline",
    [
        "By Jane Nobody and The Associated Press",
        "WXYZ & AP",
        "Courier staff and AP reports",
        "Staff and wire reports",
    ],
)
def test_staff_beside_an_agency_makes_it_part(auditor, byline):
    assert origin_of(auditor, byline).kind == "wire-partial"


@pytest.mark.parametrize(
    "byline",
    [
        "By JANE NOBODY Staff Writer",
        "Special to the Courier",
        "By Jane Nobody, City Hall Reporter, Example Courier",
        "Jane Nobody (KMIZ)",
        "By Ann Bloomberg",
        "By Jane Reuter",
        "Staff report",
        "By Jane Nobody, AP English Student",
        "AP Photo/Jane Nobody",
    ],
)
def test_local_bylines_are_the_papers_own(auditor, byline):
    assert origin_of(auditor, byline).kind == "original"


def test_another_house_in_the_byline_is_named_as_the_source(auditor):
    origin = origin_of(auditor, "By Jane Nobody, USA TODAY")

    assert (origin.kind, origin.source_name) == ("syndicated", "USA TODAY")


@pytest.mark.parametrize(
    ("site", "url"),
    [
        ("USA TODAY", "https://courier.example/a"),
        ("Example Edition", "https://eu.usatoday.com/a"),
        ("", "file:saved.html"),
    ],
)
def test_a_house_at_home_or_on_a_page_of_nobody_takes_over_nothing(auditor, site, url):
    assert origin_of(auditor, "By Jane Nobody, USA TODAY", site=site, url=url).kind == "original"


@pytest.mark.parametrize(
    ("more", "kind"),
    [
        ((), "syndicated"),
        ((("domain", "courier.example"),), "syndicated"),
        ((("domain", "eu.usatoday.com"),), "undetermined"),
        ((("site_name", "USA TODAY"),), "undetermined"),
    ],
)
def test_a_house_in_a_table_of_bylines_is_the_source_unless_the_row_is_its_own(auditor, more, kind):
    fields = (("title", "Bridge to be repaired"), ("author", "Jane Nobody, USA TODAY"), *more)
    row = Capture(
        uri="file:rows.csv", body=b"Bridge to be repaired", extent=Extent.FRAGMENT, fields=fields
    )  # fmt: skip
    report = auditor.audit(row)
    assert isinstance(report, Report)
    assert report.conclusions.origin.kind == kind


@pytest.mark.parametrize(
    ("authors", "byline", "kind"),
    [
        (["Jane Nobody", "Associated Press"], "Published Monday", "wire-partial"),
        (["Associated Press"], "Published Monday", "wire"),
        (["Jane Nobody", "Associated Press"], "By JANE NOBODY, Associated Press", "wire"),
        (["Jane Nobody, Associated Press", "John Sample, Associated Press"], "Published Monday", "wire"),
    ],
)
def test_an_agency_beside_other_authors_in_the_data_is_a_joint_byline(auditor, authors, byline, kind):
    data = {
        "@type": "NewsArticle",
        "headline": "County board votes to repair bridge",
        "author": [{"@type": "Person", "name": name} for name in authors],
    }
    head = (
        f"<title>Bridge to be repaired</title><script type='application/ld+json'>{json.dumps(data)}</script>"
    )
    body = f"<head>{head}</head><article><h1>County board votes to repair bridge</h1><p class=byline>{byline}</p>{_TEXT}</article>"
    report = auditor.audit(Capture(uri="https://courier.example/a", body=body.encode()))

    assert isinstance(report, Report)
    origin = report.conclusions.origin
    assert (origin.kind, [agency.id for agency in origin.agencies]) == (kind, ["ap"])


@pytest.mark.parametrize(("site", "kind"), [("Example Courier", "syndicated"), ("USA Today", "undetermined")])
def test_a_row_of_a_table_says_whose_it_is(auditor, site, kind):
    capture = Capture(
        uri="file:rows.csv#1",
        body=b"The county board voted on Monday to repair the old bridge over the river.",
        extent=Extent.FRAGMENT,
        fields=(("title", "Bridge to be repaired"), ("author", "Jane Nobody, USA TODAY"), ("source", site)),
    )
    report = auditor.audit(capture)

    assert isinstance(report, Report)
    assert report.conclusions.origin.kind == kind


def origin_below(auditor: Auditor, line: str, *, site: str = "Example Courier", head: str = ""):
    """The origin of an article that ends with a line."""
    body = (
        f"<head><title>Bridge to be repaired</title><meta property=og:site_name content='{site}'>{head}</head>"
        f"<article><h1>County board votes to repair bridge</h1><p class=byline>By Ada Muster</p>{_TEXT}<p>{line}</p></article>"
    )
    report = auditor.audit(Capture(uri="https://www.examplecourier.example/a", body=body.encode()))
    assert isinstance(report, Report)
    return report.conclusions.origin


@pytest.mark.parametrize(
    ("line", "source"),
    [
        ("This article was originally published by Valley Lens.", "Valley Lens"),
        ("With thanks to the Valley Ledger for permission to reproduce this article.", "Valley Ledger"),
        ("Artículo tomado de El Correo del Valle", "El Correo del Valle"),
        ("This story appeared in <a href='https://valley.example/a'>Valley Lens</a>.", "Valley Lens"),
    ],
)
def test_a_line_that_says_where_the_text_is_from_makes_it_syndicated(auditor, line, source):
    origin = origin_below(auditor, line)

    assert (origin.kind, origin.source_name) == ("syndicated", source)


@pytest.mark.parametrize(
    "line",
    [
        "This story appeared in <a href='/print'>our magazine</a>.",
        "A version of this story first appeared in the Example Courier Weekly.",
        "This article was originally published in the Courier and has been updated.",
        "Ada Muster is a writer. Her work has appeared in <a href='https://valley.example'>Valley Lens</a>.",
        "Cross-posted at <a href='https://valley.example/a'>Valley Lens</a>.",
    ],
)
def test_a_publishers_own_titles_and_what_else_its_author_wrote_take_over_nothing(auditor, line):
    assert origin_below(auditor, line).kind == "original"


def test_the_mark_for_syndicated_copies_names_the_home_of_the_text(auditor):
    own = "<link rel=canonical href=https://www.examplecourier.example/a>"

    mark = "<meta name=syndication-source content=https://{}/a>"

    abroad = origin_below(auditor, "", head=own + mark.format("valley.example"))
    at_home = origin_below(auditor, "", head=own + mark.format("www.examplecourier.example"))

    assert (abroad.kind, abroad.source_name, at_home.kind) == ("syndicated", "valley.example", "original")


@pytest.mark.parametrize(
    "mark",
    [
        "<meta name=original-source content=https://{}>",
        """<script type="application/ld+json">{{"@type": "NewsArticle", "headline": "x", "isBasedOn": "https://{}"}}</script>""",
    ],
)
@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("valley.example/county-board-votes-4711", "syndicated"),
        ("www.examplecourier.example/county-board-votes-4711", "original"),
        ("valley.example/a-study-of-county-bridges", "original"),
    ],
)
def test_an_address_that_the_text_is_based_on_is_its_home_where_it_ends_like_the_pages_own(
    auditor, mark, address, kind
):
    body = f"<head>{mark.format(address)}</head><article><h1>County board votes to repair bridge</h1>{_TEXT}</article>"
    capture = Capture(uri="https://www.examplecourier.example/county-board-votes-4711", body=body.encode())

    report = auditor.audit(capture)

    assert isinstance(report, Report)
    assert report.conclusions.origin.kind == kind


@pytest.mark.parametrize("home", ["paper.example", "www.cnn.com"])
def test_a_portals_page_that_was_filed_under_the_texts_canonical_address_is_the_portals(auditor, home):
    def filed(shown_at: str):
        head = f"<link rel=canonical href=https://{home}/bridge><meta property=og:url content=https://{shown_at}/bridge>"
        body = f"<head>{head}</head><article><h1>County board votes to repair bridge</h1>{_TEXT}</article>"
        report = auditor.audit(Capture(uri=f"https://{home}/bridge", body=body.encode()))
        assert isinstance(report, Report)
        return report.conclusions.origin

    taken_over = filed("www.msn.com")

    assert (taken_over.kind, taken_over.source_name) == ("syndicated", home.removeprefix("www."))
    assert filed(home).kind == "original"


@pytest.mark.parametrize(
    ("source", "title", "kind"),
    [
        ("例日报", "县里修桥 - 山谷网", "syndicated"),
        ("山谷", "县里修桥 - 山谷网", "original"),  # the site's own name without the word for "net"
        ("例日报", "县里修桥", "original"),  # nothing tells whose page it is
    ],
)
def test_a_chinese_source_line_takes_over_only_what_is_not_the_sites_own(auditor, source, title, kind):
    text = "县里星期一决定修桥，工程从五月开始，到秋天结束，大家都很高兴，因为桥很旧，走起来也不安全。" * 2
    body = (
        f"<html lang=zh><head><title>{title}</title></head><article><h1>县里修桥</h1>"
        f"<p class=byline>来源：{source}</p><p>{text}</p><p>{text}</p></article></html>"
    )
    report = auditor.audit(Capture(uri="https://valley.example/a", body=body.encode()))

    assert isinstance(report, Report)
    assert report.conclusions.origin.kind == kind


@pytest.mark.parametrize(
    ("byline", "kind"),
    [("4 March", "press-release"), ("By Herald Staff", "press-release"), ("By Jane Nobody", "original")],
)
def test_an_office_named_as_source_sent_the_text_unless_a_person_signs_it(auditor, byline, kind):
    line = "Source: Example Police Department"
    body = f"<article><h1>County board votes to repair bridge</h1><p class=byline>{byline}</p>{_TEXT}<p>{line}</p></article>"
    report = auditor.audit(Capture(uri="https://courier.example/a", body=body.encode()))

    assert isinstance(report, Report)
    assert report.conclusions.origin.kind == kind


@pytest.mark.parametrize(
    ("site", "kind"),
    [("Gazeta Przykładowa", "original"), ("Kurier Doliny", "syndicated"), ("", "syndicated")],
)
def test_a_house_is_known_by_its_inflected_name(auditor, site, kind):
    head = f"<head><meta property=og:site_name content='{site}'></head>" if site else ""
    note = "<p><em>Artykuł ukazał się pierwotnie w Gazecie Przykładowej.</em></p>"
    body = f"<html lang=pl>{head}<article><h1>Most będzie naprawiony</h1>{_TEXT}{note}</article>"
    report = auditor.audit(Capture(uri="https://dolina.example/a", body=body.encode()))

    assert isinstance(report, Report)
    assert report.conclusions.origin.kind == kind


@pytest.mark.parametrize(
    ("byline", "kind", "conflicts", "grade"),
    [
        # Who adds to agency text is an author as well: the credits agree.
        ("By Example Courier and The Associated Press", "wire-partial", (), "ok"),
        ("By The Associated Press", "wire", ("publisher-named-as-author",), "metadata-conflict"),
        ("By Jane Nobody", "original", (), None),
    ],
)
def test_a_house_contradicts_the_credit_only_where_the_whole_text_is_the_agencys(
    auditor, byline, kind, conflicts, grade
):
    head = (
        "<meta property=og:site_name content='Example Courier'><meta name=author content='Example Courier'>"
    )
    body = f"<head>{head}</head><article><h1>County board votes</h1><p class=byline>{byline}</p>{_TEXT}</article>"
    report = auditor.audit(Capture(uri="https://courier.example/a", body=body.encode()))
    assert isinstance(report, Report)
    origin = report.conclusions.origin

    assert (origin.kind, origin.attribution.conflicts, origin.attribution.grade) == (kind, conflicts, grade)


def audited(auditor: Auditor, body: str, head: str = "", url: str = "https://courier.example/a"):
    page = f"<head><meta property=og:site_name content='Example Courier'>{head}</head><article><h1>County board votes</h1>{body}</article>"
    report = auditor.audit(Capture(uri=url, body=page.encode()))
    assert isinstance(report, Report)
    return report.conclusions.origin


_STRUCTURED = (
    '<script type="application/ld+json">{"@type":"NewsArticle","author":{"name":"Associated Press"}}</script>'
)
_JOINT = "<p class=byline>By Jane Nobody and The Associated Press</p>"


@pytest.mark.parametrize(
    ("start", "head", "kind"),
    [
        # Readers are shown a joint credit: what only machines are told does not outweigh it, a dateline does.
        ("", _STRUCTURED, "wire-partial"),
        ("SPRINGFIELD (AP) — ", "", "wire"),
        ("SPRINGFIELD (AP) — ", _STRUCTURED, "wire"),
    ],
)
def test_a_joint_byline_yields_to_what_readers_see_and_to_nothing_else(auditor, start, head, kind):
    assert audited(auditor, _JOINT + _TEXT.replace("<p>", f"<p>{start}", 1), head).kind == kind


@pytest.mark.parametrize(("agency", "is_own", "kind"), [("Reuters", True, "original"), ("AP", False, "wire")])
def test_an_agency_at_home_credits_itself_and_takes_over_others(auditor, agency, is_own, kind):
    text = _TEXT.replace("<p>", f"<p>SPRINGFIELD ({agency}) - ", 1)
    origin = audited(auditor, text, url="https://www.reuters.com/world/bridge")

    assert (origin.own_agency, origin.kind) == (is_own, kind)


def test_the_byline_that_readers_see_is_told_before_that_of_the_data(auditor):
    head = "<meta name=author content='John Other'>"

    assert (
        audited(auditor, f"<p class=byline>By Jane Nobody</p>{_TEXT}", head).attribution.byline
        == "By Jane Nobody"
    )
    assert audited(auditor, _TEXT, head).attribution.byline == "John Other"
    assert audited(auditor, _TEXT).attribution.byline is None


def test_a_house_that_only_readers_are_told_of_contradicts_the_agency_too(auditor):
    origin = audited(auditor, f"<p class=byline>By Example Courier</p>{_TEXT}<p>(Reuters)</p>")

    assert [(agency.id, agency.name) for agency in origin.agencies] == [("reuters", "Reuters")]
    assert origin.attribution.conflicts == ("publisher-named-as-author",)


@pytest.mark.parametrize(
    ("end", "kind"),
    [
        ("<p>###</p>", "original"),
        ("<p>About Example Works</p><p>Example Works makes bridges.</p>", "original"),
        ("<p>Media contact: Jane Nobody, press@example.com</p><p>###</p>", "press-release"),
    ],
)
def test_one_piece_of_release_furniture_makes_no_release(auditor, end, kind):
    assert audited(auditor, _TEXT + end).kind == kind


def test_a_page_that_scripts_make_tells_neither_who_wrote_it_nor_who_paid(auditor):
    scripts = f"<script>{'window.load(1);' * 2000}</script>"
    page = (
        f"<html><body><h1>County board votes</h1><div id=root>Loading the story</div>{scripts}</body></html>"
    )
    report = auditor.audit(Capture(uri="https://courier.example/a", body=page.encode()))
    assert isinstance(report, Report)

    assert "script-rendered" in report.coverage.limits
    assert report.conclusions.origin.kind == "undetermined"
    assert report.conclusions.sponsorship.state == "undetermined"


def test_each_form_of_a_credit_is_told_in_its_own_field(auditor):
    start = "SPRINGFIELD (Reuters) -"
    signed = "(Reporting by Jane Nobody; editing by John Sample)"
    body = (
        f"<p class=byline>By Jane Nobody, Reuters</p>{_TEXT.replace('<p>', f'<p>{start} ', 1)}"
        f"<p>{signed}</p><p>© 2025 Reuters. All rights reserved.</p>"
    )
    found = audited(auditor, body).attribution

    assert (found.byline, found.dateline, found.credit_line) == ("By Jane Nobody, Reuters", start, signed)
    assert found.copyright == "© 2025 Reuters. All rights reserved"
    assert (found.structured, found.grade, found.visible) == (None, "ok", True)

    plain = audited(
        auditor, f"{_TEXT}<p>(Reuters)</p>", "<meta name=author content='Jane Nobody'>"
    ).attribution
    assert (plain.dateline, plain.credit_line, plain.copyright) == (None, "(Reuters)", None)
    assert plain.structured == "Jane Nobody"
