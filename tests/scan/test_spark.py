"""A scan on Spark gives the run that a local scan gives."""

from __future__ import annotations

import os
import shutil
import sys
import warnings
from pathlib import Path

import pytest

from auditor import scan
from auditor.errors import UsageError
from tests.scan.mirror import write_mirror
from tests.scan.test_scan import dump, lines

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("default")]


def missing(what: str) -> None:
    """Skip, or fail where Spark has been set up for these tests: there nothing may be left out silently."""
    if os.environ.get("AUDITOR_SPARK") == "required":
        pytest.fail(what, pytrace=False)
    pytest.skip(what)


@pytest.fixture(scope="module")
def session():
    """A Spark cluster inside this machine: a driver and two executor threads with Python processes of their own."""
    if shutil.which("java") is None:
        missing("Spark needs Java")
    try:
        from pyspark import sql
    except ImportError:
        missing("Spark is not installed: pip install 'auditor[spark]'")
    os.environ["PYSPARK_PYTHON"] = sys.executable
    os.environ["PYTHONPATH"] = os.pathsep.join(
        (str(Path(__file__).parents[2]), os.environ.get("PYTHONPATH", ""))
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        builder = sql.SparkSession.builder.master("local[2]").appName("auditor tests")
        session = (
            builder.config("spark.ui.enabled", "false").config("spark.driver.host", "127.0.0.1").getOrCreate()
        )
        session.sparkContext.setLogLevel("ERROR")
        yield session
        session.stop()


def test_distributed_equals_local(session, tmp_path):
    from auditor.scan.spark import scan_on_spark

    write_mirror(tmp_path / "site", 700)
    local = scan(tmp_path / "site", tmp_path / "local", formats=["sqlite", "jsonl"])

    distributed = scan_on_spark(session, tmp_path / "site", tmp_path / "spark", formats=["sqlite", "jsonl"])

    assert distributed.summary == local.summary
    assert lines(distributed.files["jsonl"]) == lines(local.files["jsonl"])
    assert dump(distributed.files["sqlite"]) == dump(local.files["sqlite"])


def test_an_export_that_is_not_there_is_told_before_spark_is_asked(session, tmp_path):
    from auditor.scan.spark import scan_on_spark

    with pytest.raises(UsageError, match="no folder"):
        scan_on_spark(session, tmp_path, tmp_path / "missing" / "run.sqlite")
