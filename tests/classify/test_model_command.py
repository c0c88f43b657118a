"""`auditor model` on the command line."""

from __future__ import annotations

import json

import pytest
from corpora import write_items

from auditor.cli import main


@pytest.fixture
def call(capfd):
    def run(*arguments: object) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as left:
            main([str(argument) for argument in arguments])
        out, err = capfd.readouterr()
        return int(left.value.code or 0), out, err

    return run


def test_train_show_and_use_a_model_of_ones_own(tmp_path, call):
    corpus = write_items(tmp_path / "corpus", labels=("editorial", "advertorial"))
    model, manifest = tmp_path / "own" / "model.json", tmp_path / "manifest.jsonl"

    code, out, err = call(
        "model", "train", "--corpus", corpus, "--out", model, "--manifest", manifest, "--name", "mine-1"
    )
    assert (code, out) == (0, "")
    assert err.startswith("48 examples")
    rows = [json.loads(line) for line in manifest.read_text().splitlines()]
    assert len(rows) == 48
    assert rows[0]["evidence"] == "made up"
    assert not any("text" in row or "title" in row for row in rows)

    code, out, _ = call("model", "show", "--model", model)
    assert code == 0
    assert "mine-1" in out
    assert "24 from 12 sites" in out


def test_the_shipped_card_names_limits_and_figures(call):
    code, out, err = call("model", "show")

    assert (code, err) == (0, "")
    for word in ("macro-F1", "learning curve", "held-out", "German", "must not"):
        assert word in out


def test_errors_are_one_line_with_exit_code_2(tmp_path, call):
    code, out, err = call("model", "train", "--corpus", tmp_path, "--out", tmp_path / "m.json")
    assert (code, out) == (2, "")
    assert err.count("\n") == 1
    assert "no corpus" in err

    code, _, err = call("model", "show", "--model", tmp_path / "none.json")
    assert code == 2
    assert err.count("\n") == 1
