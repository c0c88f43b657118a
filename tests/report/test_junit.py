"""JUnit XML is what build servers read: every page a suite, every check a case."""

from __future__ import annotations

import os
from xml.etree import ElementTree as ET

import pytest
from factory import FINDINGS, URL, make_report, make_skip
from hypothesis import given
from hypothesis import strategies as st
from strategies import fuzz, results

from auditor.report import junit

XSD = os.environ.get("AUDITOR_JUNIT_XSD", "")


def read(*reports):
    return ET.fromstring(junit.render(reports))


def test_a_page_is_a_suite_that_counts_its_cases():
    suite = read(make_report())[0]
    assert suite.get("name") == URL
    counts = {name: suite.get(name) for name in ("tests", "failures", "errors", "skipped")}
    assert counts == {"tests": "3", "failures": "1", "errors": "0", "skipped": "1"}


def test_a_failed_check_tells_reason_words_standard_and_fix():
    failure = read(make_report()).find(".//failure")
    assert failure.get("type") == "missing"
    assert failure.get("message") == FINDINGS[0].message
    assert "this lashing strap" in failure.text
    assert "US-FTC-FAQ" in failure.text
    assert FINDINGS[0].fix in failure.text


def test_a_page_that_could_not_be_audited_is_an_error_and_no_pass():
    suite = read(make_skip())[0]
    assert suite.get("errors") == "1"
    assert "403" in suite.find("testcase/error").get("message")


@pytest.mark.skipif(
    not XSD and "CI" not in os.environ, reason="AUDITOR_JUNIT_XSD does not name a copy of junit-10.xsd"
)
@fuzz
@given(st.lists(results, max_size=3))
def test_every_document_is_valid_against_the_public_schema(batch):
    etree = pytest.importorskip("lxml.etree")
    schema = etree.XMLSchema(etree.parse(XSD))
    schema.assertValid(etree.fromstring(junit.render(batch)))


@given(results)
def test_any_words_of_a_page_make_well_formed_xml(result):
    assert read(result).tag == "testsuites"
