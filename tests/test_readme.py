"""The README says what the program does."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from auditor.cli import COMMANDS, EXIT_CODES, usage

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_list_of_commands_is_what_help_prints():
    shown = re.search(r"<!-- commands -->\n```\n(.*?)```\n<!-- /commands -->", README, re.DOTALL)

    assert shown is not None
    assert shown[1] == usage()


@pytest.mark.parametrize("code", EXIT_CODES)
def test_every_exit_code_is_documented(code):
    assert f"{code}  {EXIT_CODES[code]}" in README


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(command):
    done = subprocess.run(
        [sys.executable, "-m", "auditor", command, "--help"], capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    "path", re.findall(r"(?<=\]\()(?!https?:)[^)#]+|(?:tests|reports)/[\w/.-]+\.\w+", README)
)
def test_named_files_exist(path):
    assert (ROOT / path).exists()
