"""Write the mirror of a made-up news site: pages of every kind, each small, the same for the same number.

python tests/scan/mirror.py FOLDER [PAGES]
"""

from __future__ import annotations

import gzip
import random
import sys
from collections.abc import Callable
from pathlib import Path

_WORDS = (
    "harbour council minister prices winter railway budget report engineers voters company region water energy"
    " school market summer workers agreement station research season players museum bridge traffic village"
).split()

Maker = Callable[[random.Random, int], str]


def _prose(dice: random.Random, paragraphs: int = 4, *, german: bool = False) -> str:
    frame = (
        "Die Stadt hat am Dienstag über {0} und {1} beraten, und der Rat will im {2} mit der {3} beginnen."
        if german
        else "The {0} of the {1} was discussed on Tuesday, and the {2} said that it would wait for the {3}."
    )
    sentences = (frame.format(*dice.choices(_WORDS, k=4)) for _ in range(paragraphs * 3))
    return "".join(f"<p>{' '.join(next(sentences) for _ in range(3))}</p>" for _ in range(paragraphs))


def _page(title: str, article: str, *, head: str = "", language: str = "en") -> str:
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{title} | Example Courier</title>'
        f'<meta property="og:site_name" content="Example Courier">{head}</head><body>'
        '<header><nav><a href="/">Home</a><a href="/sponsored">Sponsored</a><a href="/sport">Sport</a></nav></header>'
        f"<main><article><h1>{title}</h1>{article}</article></main>"
        '<aside><h2>More stories</h2><a href="/a">Advertisement</a><a href="/b">Another story of the day</a></aside>'
        "<footer><p>Example Courier. Some articles contain affiliate links.</p></footer></body></html>"
    )


def _original(dice: random.Random, number: int) -> str:
    return _page(f"Council decides on bridge {number}", f'<p class="byline">By Jo Sample</p>{_prose(dice)}')


def _wire(dice: random.Random, number: int) -> str:
    article = (
        f"<p>LONDON (Reuters) - {_prose(dice)[3:]}<p>(Reporting by Jo Sample; editing by Sam Example)</p>"
    )
    return _page(f"Markets open lower {number}", article)


def _german_wire(dice: random.Random, number: int) -> str:
    return _page(
        f"Neue Brücke eröffnet {number}",
        f"<p>Berlin (dpa) - {_prose(dice, german=True)[3:]}<p>© dpa-infocom</p>",
        language="de",
    )


def _release(dice: random.Random, number: int) -> str:
    article = f"<p>OSLO, March 3, 2025 /PRNewswire/ -- {_prose(dice)[3:]}<p>SOURCE Example Corp</p>"
    return _page(f"Example Corp opens plant {number}", article)


def _advertorial(dice: random.Random, number: int) -> str:
    return _page(
        f"Seven ways to sleep {number}", f'<p class="kicker">Sponsored by Example Beds</p>{_prose(dice)}'
    )


def _anzeige(dice: random.Random, number: int) -> str:
    return _page(
        f"Besser schlafen {number}",
        f'<span class="badge">Anzeige</span>{_prose(dice, german=True)}',
        language="de",
    )


def _affiliate(dice: random.Random, number: int) -> str:
    link = f'<p>Buy <a href="https://www.amazon.com/dp/B00{number:07}?tag=courier-20" rel="sponsored">the lamp</a>.</p>'
    notice = (
        "<p>We may earn a commission when you buy through links in this article.</p>" if number % 2 else ""
    )
    return _page(f"The best lamps {number}", f"{notice}{_prose(dice, 2)}{link}{_prose(dice, 2)}")


def _listing(dice: random.Random, number: int) -> str:
    teasers = "".join(f'<li><a href="/{n}">{" ".join(dice.choices(_WORDS, k=8))}</a></li>' for n in range(30))
    return _page(f"All stories, page {number}", f"<ul>{teasers}</ul>")


def _structured(dice: random.Random, number: int) -> str:
    data = (
        '<script type="application/ld+json">{"@type":"NewsArticle","author":{"@type":"Organization","name":"AFP"},'
        f'"headline":"Storm warning {number}"}}</script>'
    )
    return _page(f"Storm warning {number}", _prose(dice), head=data)


def _broken(dice: random.Random, number: int) -> str:
    return f"<title>Torn page {number}<body><div><p>{_prose(dice)}<table><tr><td><article><h1>Torn page</div></p></b>"


def _deep(_dice: random.Random, number: int) -> str:
    return f"<title>Deep {number}</title>{'<div>' * 3000}<p>far down</p>"


KINDS: tuple[tuple[int, Maker], ...] = (
    (8, _original),
    (5, _wire),
    (2, _german_wire),
    (2, _release),
    (2, _advertorial),
    (1, _anzeige),
    (3, _affiliate),
    (1, _listing),
    (2, _structured),
    (1, _broken),
)
_CYCLE = tuple(maker for share, maker in KINDS for _ in range(share))


def content(number: int) -> bytes:
    """The bytes of one page; now and then it is empty, compressed, in another encoding, or no page at all."""
    dice = random.Random(number)
    if number % 97 == 50:
        return b""
    if number % 101 == 60:
        return b"%PDF-1.7 not a page"
    if number % 103 == 70:
        return _deep(dice, number).encode()
    page = _CYCLE[number % len(_CYCLE)](dice, number)
    if number % 53 == 20:
        return page.replace('charset="utf-8"', 'charset="iso-8859-1"').encode("iso-8859-1", "replace")
    return gzip.compress(page.encode(), mtime=0) if number % 89 == 40 else page.encode()


def write_mirror(folder: Path, pages: int) -> None:
    """Write so many pages below `folder`, as a mirror of one host keeps them, with a style sheet for every fiftieth."""
    for number in range(pages):
        path = folder / "courier.example" / f"{number // 200:03}" / f"story-{number:06}.html"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content(number))
        if number % 50 == 0:
            path.with_suffix(".css").write_text("h1 { color: black }")


if __name__ == "__main__":
    write_mirror(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 5000)
