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

import trafilatura
from bs4 import BeautifulSoup, XMLParsedAsHTMLWarning

import auditor.audit as pipeline
from auditor.audit import Auditor
from auditor.model import Capture
from auditor.report.json_v1 import encode
from auditor.sources import open_source

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
    "choose_profiles": "assess",
    "assess": "assess",
    "_coverage": "coverage",
}


def main() -> None:
    options = _options()
    source = open_source(options.path)
    captures = [item for item in islice(source.captures(), options.limit) if isinstance(item, Capture)]
    if not captures:
        sys.exit(f"{options.path} holds no page")
    size = sum(len(capture.body) for capture in captures) / len(captures)
    print(f"{len(captures)} pages, {size / 1000:.0f} KB on average; milliseconds of processor time per page")

    started = process_time()
    auditor = Auditor(model=not options.no_model)
    # Patterns are compiled when they are first needed; that belongs to the start-up, too.
    for _ in auditor.audit_many(captures[:20]):
        continue
    print(
        f"  start-up: {(process_time() - started) * 1000:.0f} ms, once per process, the first 20 pages included"
    )
    warnings.simplefilter("ignore", XMLParsedAsHTMLWarning)
    ours = _timed(captures, lambda: [encode(result) for result in auditor.audit_many(captures)])
    soup = _timed(captures, lambda: [BeautifulSoup(capture.body, "lxml") is None for capture in captures])
    text = _timed(captures, lambda: [trafilatura.extract(capture.body) is None for capture in captures])
    print(f"  {'whole audit':24} {ours:8.2f}")
    print(f"  {'BeautifulSoup(lxml)':24} {soup:8.2f}   audit is 1/{soup / ours:.1f} of it")
    print(f"  {'trafilatura.extract':24} {text:8.2f}   audit is 1/{text / ours:.1f} of it")
    print("Stages of the audit:")
    for stage, seconds in _stages(auditor, captures).most_common():
        print(f"  {stage:24} {seconds * 1000 / len(captures):8.3f}")
    if options.scan:
        _scans(options)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("path")
    parser.add_argument("--limit", type=int, default=500, help="time so many pages (default: 500)")
    parser.add_argument("--no-model", action="store_true", help="leave the classifier out")
    parser.add_argument("--scan", action="store_true", help="time whole scans of PATH, too")
    return parser.parse_args()


def _timed(captures: list[Capture], work) -> float:
    """Milliseconds of processor time per page."""
    gc.collect()
    started = process_time()
    work()
    return (process_time() - started) * 1000 / len(captures)


def _stages(auditor: Auditor, captures: list[Capture]) -> Counter[str]:
    """Seconds per stage. The lazy values of a page are asked for in order, so each is timed by itself."""
    spent: Counter[str] = Counter()

    def timed(stage: str, function):
        def wrapper(*arguments, **named):
            started = perf_counter()
            try:
                return function(*arguments, **named)
            finally:
                spent[stage] += perf_counter() - started

        return wrapper

    read_page = pipeline.read_page

    def read(capture: Capture):
        page = read_page(capture)
        for stage, names in PAGE_STAGES.items():
            for name in names:
                timed(stage, getattr)(page, name, None)
        return page

    pipeline.read_page = read
    for name, stage in STAGES.items():
        if hasattr(pipeline, name):
            setattr(pipeline, name, timed(stage, getattr(pipeline, name)))
    auditor._predict = timed("classify", auditor._predict)
    for result in auditor.audit_many(captures):
        timed("encode", encode)(result)
    return spent


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
