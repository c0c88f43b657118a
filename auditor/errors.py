"""Everything that can go wrong, drawn as a tree.

AuditorError
├── UsageError            the command line or an argument is off            exit code 2
├── RuleError             a rule, lexicon, profile or model file is wrong   exit code 2
├── ReportError           a report file does not follow its schema          exit code 2
└── SourceError           an input cannot be opened at all                  exit code 3

A page that cannot be audited is no error: it is a `Skipped` value with a `SkipReason`.
Every message is one line that says what, where and what to do.
"""

from __future__ import annotations


class AuditorError(Exception):
    """The base of all errors that are shown to a person as one line."""


class UsageError(AuditorError):
    """An argument or option does not fit."""


class RuleError(AuditorError):
    """A rule pack, lexicon, standard, profile or model cannot be used.

    `path`, `line` and `key` say where; any of them may be unknown.
    """

    def __init__(
        self, message: str, *, path: str | None = None, line: int | None = None, key: str | None = None
    ) -> None:
        where = ":".join(str(part) for part in (path, line) if part is not None)
        super().__init__(": ".join(part for part in (where, key, message) if part))
        self.path, self.line, self.key = path, line, key


class ReportError(AuditorError):
    """A file is not a report of this contract."""


class SourceError(AuditorError):
    """An input cannot be opened, recognised or listed."""
