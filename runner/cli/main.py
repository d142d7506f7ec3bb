"""The one door of the command line: builds the app, runs it, turns errors into exit codes.

A command is a module with `register(app)`; it is listed in `COMMANDS`, and its place there is its place in `--help`.
"""

import io
import sys
import traceback
from collections.abc import Sequence
from typing import Annotated

import typer

import runner
from runner.cli import brief, candidate, demo, doctor, grade, host, problem, publish, report, results
from runner.cli.console import note
from runner.cli.exit_code import ExitCode, exit_code_of
from runner.model import RunnerError
from sandbox.errors import SandboxError

COMMANDS = (
    problem,
    brief,
    host.keeping,
    publish,
    host.rounds,
    host.invite,
    host.candidates,
    host.panel,
    host.regrade,
    host.records,
    host.serve,
    grade,
    results,
    report,
    candidate.open_link,
    candidate.start,
    candidate.check,
    candidate.submit,
    candidate.status,
    candidate.feedback,
    demo,
    doctor,
)

_HELP = """\
Coding exercises for hiring AI and ML engineers, graded behind a wall.

\b
Examples:
  prebrief problem list                          what there is to choose from
  prebrief problem show attention                its groups, limits, examples
  prebrief brief attention --out attention.pdf   what candidates read first
  prebrief publish attention --to rounds/spring  a candidate's kit and an inbox
  prebrief grade --round rounds/spring           grade the inbox in Docker
  prebrief report rounds/spring/results          one page to read
  prebrief init hiring                           a workspace: rounds, invitations, grades
  prebrief open 'LINK'                           an invitation becomes a folder
  prebrief check                                 in it: visible tests
  prebrief submit                                in it: hand in
"""


def build_app() -> typer.Typer:
    """Return the app with all commands."""
    app = typer.Typer(
        help=_HELP,
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(_options)
    for command in COMMANDS:
        command.register(app)
    return app


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; an expected error is one message, without a traceback."""
    try:
        build_app()(args=arguments, prog_name="prebrief")
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else ExitCode.DONE if end.code is None else ExitCode.USAGE
    except (RunnerError, SandboxError) as error:
        note(str(error) or type(error).__name__, style="red")
        return exit_code_of(error)
    except KeyboardInterrupt:
        return ExitCode.INTERRUPTED
    except ModuleNotFoundError as error:
        if not error.name or error.name.partition(".")[0] in ("runner", "sandbox"):
            raise
        needs = error.name.partition(".")[0]
        note(f"This command needs {needs}, which is not installed here: pip install 'prebrief[host]'", style="red")
        return ExitCode.USAGE
    except Exception as error:  # noqa: BLE001  (the door: what nobody expected is our fault, and says so)
        note("".join(traceback.format_exception(error)))
        note("This is a fault of prebrief. Please report it with the lines above.", style="red")
        return ExitCode.OUR_FAULT
    return ExitCode.DONE


def run() -> None:
    """Be the `prebrief` command."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a name that the terminal has no letters for ends nothing
    sys.exit(main())


def _version(asked: bool) -> None:  # noqa: FBT001  (Typer calls it so)
    if asked:
        sys.stdout.write(f"prebrief {runner.__version__}\n")
        raise typer.Exit


def _options(
    *,
    version: Annotated[
        bool, typer.Option("--version", help="Print the version and exit.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    del version


if __name__ == "__main__":
    run()
