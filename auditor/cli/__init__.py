"""The command line: one module per command, imported only when the command runs.

`auditor --help` imports nothing but this module. Each command module holds a Typer `app`.
"""

from __future__ import annotations

import atexit
import gc
import os
import sys
from importlib import import_module

from auditor import __version__
from auditor.errors import AuditorError, SourceError, UsageError

EXIT_CODES: dict[int, str] = {
    0: "done, and nothing at or above --fail-on",
    1: "findings at or above --fail-on (default: never)",
    2: "usage, configuration or rule error",
    3: "some input could not be audited (--allow-incomplete turns that into 0)",
}

# Command -> (module that holds its `app`, the line `auditor --help` shows).
COMMANDS: dict[str, tuple[str, str]] = {
    "page": ("auditor.cli.page", "Audit one article: a URL, a file, or - for standard input."),
    "scan": ("auditor.cli.scan", "Audit a whole site export."),
    "show": ("auditor.cli.show", "List and filter the pages of a run."),
    "report": ("auditor.cli.report", "Print a run's site report, or one page of it."),
    "export": ("auditor.cli.export", "Write a run as CSV, JSON Lines, Parquet or SARIF."),
    "diff": ("auditor.cli.diff", "Compare two runs."),
    "baseline": ("auditor.cli.baseline", "Write, check or prune a baseline of known findings."),
    "blocks": ("auditor.cli.blocks", "Show what the auditor sees: every block with zone and scope."),
    "rules": ("auditor.cli.rules", "List, explain, lint, test and document the rules."),
    "model": ("auditor.cli.model", "Train, evaluate and describe the classifier."),
    "validate": ("auditor.cli.validate", "Check a report file against its JSON Schema."),
}


def usage() -> str:
    """Make the text of `auditor --help`: commands and exit codes."""
    width = max(map(len, COMMANDS))
    commands = "\n".join(f"  {name:{width}}  {line}" for name, (_, line) in COMMANDS.items())
    codes = "\n".join(f"  {code}  {meaning}" for code, meaning in EXIT_CODES.items())
    return (
        "Usage: auditor COMMAND [ARGUMENTS]\n\n"
        "Reads news and blog articles and says, with evidence, who wrote them, who paid for them\n"
        "and who earns from them.\n\n"
        f"Commands (auditor COMMAND --help tells more):\n{commands}\n\n"
        f"Exit codes:\n{codes}\n"
    )


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and leave with its exit code.

    Errors are one line on standard error; a reader that closes the pipe early ends the program quietly.
    """
    arguments = sys.argv[1:] if arguments is None else arguments
    name = arguments[0] if arguments else "--help"
    if name in ("-h", "--help", "help"):
        sys.stdout.write(usage())
        sys.exit(0)
    if name in ("-V", "--version"):
        sys.stdout.write(f"auditor {__version__}\n")
        sys.exit(0)
    if name not in COMMANDS:
        sys.stderr.write(f"auditor: there is no command “{name}”; auditor --help lists them\n")
        sys.exit(2)
    # Rules are hundreds of thousands of values that stay and hold no cycles: looking through them for garbage,
    # again and again while they load and once more at the end, takes a quarter of an audit of one page.
    gc.set_threshold(100_000, 20, 100)
    atexit.register(gc.freeze)
    try:
        sys.exit(_run(name, arguments[1:]))
    except BrokenPipeError:
        # Nothing more can be written; give the interpreter a sink to flush into while it shuts down.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except AuditorError as error:
        sys.stderr.write(f"auditor: {error}\n")
        sys.exit(3 if isinstance(error, SourceError) else 2)
    except OSError as error:
        what = error.filename or "the output"
        sys.stderr.write(
            f"auditor: {what}: {error.strerror or error}; check the name, the rights and the room\n"
        )
        sys.exit(2)
    except KeyboardInterrupt:
        sys.stderr.write("auditor: stopped\n")
        sys.exit(130)


def _run(name: str, arguments: list[str]) -> int:
    """Run one command; a wrong argument is one line that says which command's --help to read."""
    app = import_module(COMMANDS[name][0]).app
    try:
        code = app(args=arguments, prog_name=f"auditor {name}", standalone_mode=False)
    except SystemExit as leaving:
        if isinstance(leaving.__context__, BrokenPipeError):
            raise leaving.__context__ from None  # Typer would leave with 1, which says that checks failed
        raise
    except Exception as error:
        # Typer carries its own copy of Click, whose classes are private; their errors share this method.
        if type(error).__name__ == "Abort":
            raise KeyboardInterrupt from None
        if not hasattr(error, "format_message"):
            raise
        if type(error).__name__ == "NoArgsIsHelpError":
            raise UsageError(f"auditor {name} needs a command; auditor {name} --help lists them") from None
        line = " ".join(error.format_message().split()).rstrip(".").replace("Value error, ", "")
        command = getattr(getattr(error, "ctx", None), "command_path", f"auditor {name}")
        raise UsageError(f"{line}; {command} --help shows what fits") from None
    sys.stdout.flush()
    return code if isinstance(code, int) else 0
