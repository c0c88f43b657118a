"""One article under many addresses is one page of the site, and what differs in its answers is not set aside."""

from __future__ import annotations

import pytest

from auditor.model import Skipped
from auditor.report.json_v1 import decode
from auditor.scan import scan
from auditor.stores.run import open_run

TEXT = "".join(
    f"<p>The council met for the {n}th time on Tuesday and heard what the harbour would cost the town.</p>"
    for n in range(8)
)
STORY = "2025/03/01/harbour"


def story(canonical="", article=TEXT, title="Harbour to be widened"):
    link = f'<link rel="canonical" href="{canonical}">' if canonical else ""
    return (
        f'<!doctype html><html lang="en"><head><title>{title}</title>{link}</head>'
        f"<body><article><h1>{title}</h1>{article}</article></body></html>"
    )


def filed(tmp_path, root, files):
    """Outcome of every file by its path, scanned twice in two ways."""
    found = []
    for name, content in files.items():
        path = tmp_path / root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    for workers in (1, 2):
        scanned = scan(tmp_path / root, tmp_path / f"run{workers}.sqlite", model=False, workers=workers)
        query = "SELECT outcome, json_extract(document, '$.subject.source.path'), document FROM inputs"
        with open_run(scanned.files["sqlite"]) as run:
            rows = run.connection.execute(query).fetchall()
        assert len(rows) == len(files) == scanned.summary.reports + scanned.summary.duplicates
        found.append({path.partition(f"{root}/")[2]: (outcome, document) for outcome, path, document in rows})
    assert found[0] == found[1]
    return found[0]


def kept(found):
    return sorted(path for path, (outcome, _) in found.items() if outcome == "report")


@pytest.mark.parametrize("root", ["paper.example", "mirror"])
@pytest.mark.parametrize(
    ("canonicals", "copies"),
    [
        # As the site wrote them, and as wget rewrites them: to the file it had for the address first.
        (lambda _: f"https://paper.example/{STORY}/", ("amp/index.html", "print/index.html")),
        (lambda up: f"{up}index.html@p=7.html", ("index.html@replytocom=3.html", "amp/index.html")),
    ],
)
def test_of_the_addresses_of_an_article_its_own_is_kept(tmp_path, root, canonicals, copies):
    files = {f"{STORY}/{name}": story(canonicals("../" * (name.count("/") + 4))) for name in copies}
    files[f"{STORY}/index.html"] = story(canonicals("../../../../"))
    files["index.html@p=7.html"] = story(canonicals(""))

    found = filed(tmp_path, root, files)

    assert kept(found) == [f"{STORY}/index.html"]
    messages = {document for outcome, document in found.values() if outcome == "duplicate"}
    assert messages
    assert all("another address of the page kept as" in message for message in messages)


@pytest.mark.parametrize(
    "other",
    [
        story(f"https://paper.example/{STORY}/", '<p class="label">Sponsored by Acme Tools</p>' + TEXT),
        story(f"https://paper.example/{STORY}/", "<p>LONDON (Reuters) - " + TEXT[3:]),
        story(f"https://paper.example/{STORY}/", TEXT + TEXT),
        story(f"https://paper.example/{STORY}/", title="Harbour to stay as it is"),
        story("https://elsewhere.example/harbour"),
        story(),
    ],
    ids=["label", "agency", "text", "title", "elsewhere", "none"],
)
def test_a_page_that_says_something_else_stays_a_page(tmp_path, other):
    files = {
        f"{STORY}/index.html": story(f"https://paper.example/{STORY}/"),
        f"{STORY}/amp/index.html": other,
    }

    assert kept(filed(tmp_path, "paper.example", files)) == sorted(files)


def test_the_pages_of_a_long_article_are_no_copies_of_its_first(tmp_path):
    files = {
        f"{STORY}/{name}": story(f"https://paper.example/{STORY}/")
        for name in (
            "index.html",
            "2/index.html",
            "page/3/index.html",
            "index.html@page=4.html",
            "index.html@start=50.html",
        )
    }

    assert kept(filed(tmp_path, "paper.example", files)) == sorted(files)


def test_a_template_that_names_the_home_page_everywhere_makes_no_copies(tmp_path):
    files = {f"2025/03/0{day}/weather/index.html": story("https://paper.example/") for day in (1, 2, 3)}

    assert kept(filed(tmp_path, "paper.example", files)) == sorted(files)


def test_files_collected_in_a_folder_are_no_mirror(tmp_path):
    files = {name: story(f"https://paper.example/{STORY}/") for name in ("8e69.html", "d982.html")}

    assert kept(filed(tmp_path, "collected", files)) == sorted(files)


def test_the_rows_of_a_table_are_stories_of_their_own(tmp_path):
    table = tmp_path / "stories.csv"
    table.write_text(
        "headline,byline\nPolice blotter,Staff\nPolice blotter,Ann Nobody\nPolice blotter,Staff\n"
    )
    scanned = scan(table, tmp_path / "run.sqlite", model=False)
    assert (scanned.summary.reports, scanned.summary.duplicates) == (3, 0)


def test_asked_for_by_a_part_of_its_address_the_page_is_meant_and_not_its_copies(tmp_path):
    canonical = f"https://paper.example/{STORY}/"
    filed(
        tmp_path,
        "paper.example",
        {f"{STORY}/{n}index.html": story(canonical) for n in ("", "amp/", "print/")},
    )

    with open_run(tmp_path / "run1.sqlite") as run:
        assert decode(run.page("harbour")).subject.uri == canonical
        assert isinstance(decode(run.page("/amp/")), Skipped)
