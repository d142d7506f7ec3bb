"""`prebrief check`: a candidate runs the visible tests, without Docker."""

from pathlib import Path
from typing import Annotated

import typer

from runner.cli.console import note, print_document, say
from runner.judge import Decided
from runner.model import BadInput, CheckFailed, RunnerError, Verdict
from runner.rounds import CheckReport, Kit, LocalRun, open_kit, saves, watched
from runner.rounds import check as run_check

_HIDDEN = "Hidden tests are not shown and not in the kit."


def register(app: typer.Typer) -> None:
    """Add the command to the app."""
    app.command("check")(check)


def check(
    folder: Annotated[Path, typer.Argument(help="The folder of the kit.")] = Path(),
    *,
    watch: Annotated[bool, typer.Option("--watch", help="Run again at every save, until Ctrl-C.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")] = False,
) -> None:
    """Run the visible tests on your work, without Docker.

    The round's limits hold as far as this system has them; what it lacks is said.

    \b
    Examples:
      prebrief check
      prebrief check --watch
    """
    if watch and as_json:
        raise BadInput("--watch and --json don't go together: a watch prints no single document.")
    kit = open_kit(folder)
    with LocalRun(kit.sheet) as run:
        if watch:
            _watch(kit, run)
            return
        report = run_check(kit, run)
        if as_json:
            print_document("check", _document(report, run.missing_limits()))
        else:
            _tell_limits(run.missing_limits())
            _tell(report)
    if not report.holds:
        missed = len(report.tests) + len(report.not_run) - report.passed
        raise CheckFailed(f"{missed} visible test(s) not passed." if missed else "The visible tests could not be run.")


def _watch(kit: Kit, run: LocalRun) -> None:
    _tell_limits(run.missing_limits())
    try:
        for _ in saves(watched(kit)):
            try:
                _tell(run_check(kit, run))
            except RunnerError as error:  # half of a save, a file gone for a moment: the next save tells
                note(str(error), style="red")
            note("Watching for the next save; Ctrl-C ends.")
    except KeyboardInterrupt:
        note("Ended.")


def _tell_limits(missing: tuple[str, ...]) -> None:
    if missing:
        note("This system does not hold these limits as grading will:")
        for sentence in missing:
            note(f"  {sentence}")


def _tell(report: CheckReport) -> None:
    for test in report.tests:
        _tell_test(test)
    for name in report.not_run:
        say(f"not run  {name}", style="yellow")
    if report.ended_early:
        say(f"The run ended early: {report.ended_early}", style="yellow")
    if not report.tests and not report.not_run:
        return
    whole = len(report.tests) + len(report.not_run)
    style = "green" if report.holds else "red"
    say(f"Visible tests: {report.passed} of {whole} passed. {_HIDDEN}", style=style)


def _tell_test(test: Decided) -> None:
    passed = test.verdict is Verdict.PASSED
    say(f"{test.verdict:<8} {test.id}  ({test.wall_seconds:.2f} s)", style="green" if passed else "red")
    if passed:
        return
    for title, text in (("", test.message), ("counterexample: ", test.counterexample), ("printed: ", test.output)):
        if text.strip():
            say("\n".join(f"    {line}".rstrip() for line in f"{title}{text.strip()}".split("\n")))


def _document(report: CheckReport, missing: tuple[str, ...]) -> dict[str, object]:
    tests = [
        {
            "id": test.id,
            "verdict": test.verdict.value,
            "message": test.message,
            "counterexample": test.counterexample,
            "wall_seconds": test.wall_seconds,
            "output": test.output,
        }
        for test in report.tests
    ]
    return {
        "visible_tests": tests,
        "passed": report.passed,
        "not_run": list(report.not_run),
        "ended_early": report.ended_early,
        "hidden_tests": "not shown",
        "limits_not_held": list(missing),
    }
