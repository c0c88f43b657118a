"""Time the auditor against two well-known libraries on the same pages, in one run.

    python tests/bench.py PATH [--limit N] [--no-model] [--scan]

PATH is whatever `auditor scan` takes. Prints milliseconds of processor time per page for the whole audit
(after start-up, encoding included), for parsing alone with BeautifulSoup and lxml, and for trafilatura's
extraction; then where our time goes. With --scan also a whole scan with one and with two workers, reading and
writing included: pages per second of time passed and of processor time, and the largest process.

Needs the `dev` extra: lxml and trafilatura.
"""

# ruff: noqa: T201 - this program prints

from __future__ import annotations

import argparse
import gc
import resource
import subprocess
import sys
import tempfile
import warnings
from collections import Counter
from itertools import islice
from time import perf_counter, process_time
from typing import TYPE_CHECKING, Any

import trafilatura
from bs4 import BeautifulSoup, XMLParsedAsHTMLWarning

import auditor.audit as pipeline
from auditor.audit import Auditor
from auditor.model import Capture
from auditor.report.json_v1 import encode
from auditor.sources import open_source

if TYPE_CHECKING:
    from collections.abc import Callable

    from auditor.page.page import Page

WARM_UP = 20

# Derived values of a page in the order in which the pipeline needs them.
PAGE_STAGES = {
    "decode": ("text",),
    "parse": ("tree",),
    "blocks": ("shape", "article", "blocks"),
    "links": ("links",),
    "fields": ("fields", "language", "resources", "inline_scripts"),
}
STAGES = {
    "skip_reason": "walls",
    "subject_of": "subject",
    "detect": "detect",
    "run_checks": "detect",
    "conclude": "conclude",
    "suspect": "conclude",
    "choose_profiles": "assess",
    "assess": "assess",
    "_coverage": "coverage",
}


def main() -> None:
    options = _options()
    if options.scan:
        # First, because a child's peak memory counts from what its parent held when it was started.
        _scans(options)
    source = open_source(options.path)
    captures = [
        item for item in islice(source.captures(), options.limit + WARM_UP) if isinstance(item, Capture)
    ]
    if not captures:
        sys.exit(f"{options.path} holds no page")
    started = process_time()
    auditor = Auditor(model=not options.no_model)
    # Patterns are compiled when they are first needed; that belongs to the start-up, too.
    for _ in auditor.audit_many(captures[:WARM_UP]):
        continue
    start_up = process_time() - started
    captures = captures[WARM_UP:] or captures
    size = sum(len(capture.body) for capture in captures) / len(captures)
    print(f"{len(captures)} pages, {size / 1000:.0f} KB on average; milliseconds of processor time per page")
    print(f"  start-up: {start_up * 1000:.0f} ms once per process, the first {WARM_UP} pages included")
    # What a scan's worker does, too: rules and model are no garbage, and a page's values hold no cycles.
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
    ours, stages = _audit(auditor, captures)
    warnings.simplefilter("ignore", XMLParsedAsHTMLWarning)
    soup = _timed(captures, lambda capture: BeautifulSoup(capture.body, "lxml"))
    text = _timed(captures, lambda capture: trafilatura.extract(capture.body))
    print(f"  {'whole audit':24} {ours:8.2f}")
    print(f"  {'BeautifulSoup(lxml)':24} {soup:8.2f}   audit is 1/{soup / ours:.1f} of it")
    print(f"  {'trafilatura.extract':24} {text:8.2f}   audit is 1/{text / ours:.1f} of it")
    print("Stages of the audit:")
    for stage, seconds in stages.most_common():
        print(f"  {stage:24} {seconds * 1000 / len(captures):8.3f}")
    print(f"  {'(between them)':24} {ours - stages.total() * 1000 / len(captures):8.3f}")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("path")
    parser.add_argument("--limit", type=int, default=500, help="time so many pages (default: 500)")
    parser.add_argument("--no-model", action="store_true", help="leave the classifier out")
    parser.add_argument("--scan", action="store_true", help="time whole scans of PATH, too")
    return parser.parse_args()


def _timed(captures: list[Capture], work: Callable[[Capture], object]) -> float:
    """Milliseconds of processor time per page."""
    gc.collect()
    started = process_time()
    for capture in captures:
        work(capture)
    return (process_time() - started) * 1000 / len(captures)


def _audit(auditor: Auditor, captures: list[Capture]) -> tuple[float, Counter[str]]:
    """Milliseconds per page of the whole audit, and seconds per stage, from one pass over pages not seen before.

    The lazy values of a page are asked for in order, so that each is timed by itself.
    """
    spent: Counter[str] = Counter()

    def timed(stage: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def wrapper(*arguments: Any, **named: Any) -> Any:
            started = process_time()
            try:
                return function(*arguments, **named)
            finally:
                spent[stage] += process_time() - started

        return wrapper

    read_page = pipeline.read_page
    values = [(timed(stage, getattr), name) for stage, names in PAGE_STAGES.items() for name in names]

    def read(capture: Capture) -> Page:
        page = read_page(capture)
        for value, name in values:
            value(page, name, None)
        return page

    pipeline.read_page = read
    for name, stage in STAGES.items():
        if hasattr(pipeline, name):
            setattr(pipeline, name, timed(stage, getattr(pipeline, name)))
    if auditor.classifier is not None:
        classifier = auditor.classifier
        classifier.excerpt_of = timed("classify", classifier.excerpt_of)
        classifier.predict_excerpt = timed("classify", classifier.predict_excerpt)
    writing = timed("encode", encode)
    gc.collect()
    started = process_time()
    for result in auditor.audit_many(captures):
        writing(result)
    return (process_time() - started) * 1000 / len(captures), spent


def _scans(options: argparse.Namespace) -> None:
    print("Whole scans, reading and writing included:")
    for workers in (1, 2):
        with tempfile.TemporaryDirectory() as folder:
            command = [
                sys.executable,
                "-m",
                "auditor",
                "scan",
                options.path,
                "--output",
                f"{folder}/run.sqlite",
            ]
            command += ["--workers", str(workers), *(["--no-model"] if options.no_model else [])]
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            started = perf_counter()
            done = subprocess.run(command, check=False, stdout=subprocess.PIPE, text=True)
            passed = perf_counter() - started
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
        inputs = int(done.stdout.split("\n")[1].split()[0].replace(",", ""))
        busy = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        print(
            f"  {workers} worker{'s' * (workers > 1)}: {inputs} pages in {passed:.1f} s, {inputs / passed:.0f} a second;"
            f" {inputs / busy:.0f} per second of processor time; largest process {after.ru_maxrss / 1024:.0f} MB"
        )


if __name__ == "__main__":
    main()
