"""`prebrief problem mutants`: the mutants that `verify --mutants` grades, as text or as folders to try tests on."""

from pathlib import Path
from typing import Annotated

import typer

from runner.catalog import find_problem, load_problem, write_problem
from runner.cli.console import note, print_document, say


def mutants(
    problem: Annotated[str, typer.Argument(help="A slug, or the folder of a problem.")],
    *,
    to: Annotated[Path | None, typer.Option(help="A new folder: each mutant gets a folder of its own in it.")] = None,
    most: Annotated[int, typer.Option(min=0, help="How many; 0: as many as the problem's [proof] says.")] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")] = False,
) -> None:
    """List the mutants of a problem's reference, in the order in which they are drawn; nothing is run.

    \b
    Examples:
      prebrief problem mutants attention
      prebrief problem mutants attention --to /tmp/mutants     then: PYTHONPATH=/tmp/mutants/01 pytest tests/hidden
    """
    from runner.proving import drawn_mutants  # Cosmic Ray takes its time to import

    loaded = load_problem(find_problem(problem), need_lock=False)
    drawn = drawn_mutants(loaded, most or loaded.proof.mutants)
    if to is not None:
        submissions = [mutant.submission(loaded) for mutant in drawn]
        write_problem(to, {f"{n:02}/{file.path}": file.data for n, it in enumerate(submissions) for file in it.files})
    if as_json:
        rows = [{"name": each.name, "was": each.was, "becomes": each.becomes} for each in drawn]
        print_document("mutants", {"problem": loaded.slug, "mutants": rows})
        return
    for number, mutant in enumerate(drawn):
        say(f"{number:02} {mutant.name}\n{mutant.diff}")
    if to is not None:
        note(f"Wrote {len(drawn)} folders to {to}")
