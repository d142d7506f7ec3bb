"""`prebrief publish`: freeze a problem and make the candidate's kit."""

from pathlib import Path
from typing import Annotated

import typer

from runner.catalog import DRAFT_MARK, find_problem, load_problem
from runner.cli.console import note, print_document, say
from runner.rounds import publish as publish_round


def register(app: typer.Typer) -> None:
    """Add the command to the app."""
    app.command("publish")(publish)


def publish(
    problem: Annotated[str, typer.Argument(help="A slug, or the folder of a problem; its lock must be fresh.")],
    *,
    to: Annotated[Path, typer.Option("--to", help="A new folder for the round.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")] = False,
) -> None:
    """Publish a round: freeze a problem, make the kit, open an inbox.

    Writes the candidate's kit as a folder and as kit.zip; the frozen problem is what submissions are graded against.

    \b
    Example:
      prebrief publish attention --to rounds/spring
    """
    loaded = load_problem(find_problem(problem), need_lock=True)
    made = publish_round(loaded, to)
    if DRAFT_MARK in loaded.files["brief.md"]:
        note("brief.md is still the draft of `problem new`: write it before candidates get the kit.", style="yellow")
    if as_json:
        paths = {"folder": made.folder, "kit": made.kit, "kit_zip": made.kit_zip, "inbox": made.inbox}
        places: dict[str, object] = {name: str(path) for name, path in paths.items()}
        print_document("round", {**places, "problem": loaded.slug, "digest": made.digest})
        return
    say(f"Published {loaded.title} (digest {made.digest[:12]}) to {made.folder}")
    say(f"  {made.kit_zip}  what candidates get")
    say(f"  {made.inbox}  where their submissions go")
    note(f"Next: give candidates kit.zip; then prebrief grade --round {made.folder}")
