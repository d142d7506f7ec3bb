"""`prebrief problem vary`: a private copy of a problem with another seed, other names and fresh visible examples."""

import secrets
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from runner.catalog import find_problem, load_problem, write_problem
from runner.cli.console import note, say
from runner.cli.engines import lent_engine
from runner.cli.pairs import pair


def vary(
    problem: Annotated[str, typer.Argument(help="A slug, or the folder of a problem.")],
    *,
    to: Annotated[Path, typer.Option(help="The new folder; its name is the copy's slug.")],
    seed: Annotated[int, typer.Option(min=-1, help="The copy's seed; -1 draws one.")] = -1,
    rename: Annotated[
        list[str] | None, typer.Option(help="old=new, as often as there are names; without any, the seed chooses.")
    ] = None,
    engine: Annotated[str, typer.Option(help="docker or local [default: docker, or local where it fails].")] = "",
) -> None:
    """Make a private copy of a problem, since a public problem is a known problem.

    Names are changed in all files: by tokens in Python, in code marks in Markdown. Visible examples get other inputs
    where that is sound, with what the reference makes of them; the rest is told, for you to do.

    \b
    Examples:
      prebrief problem vary attention --to private/attend-2027
      prebrief problem vary losses --to private/objectives --seed 7 --rename huber_loss=robust_loss
    """
    from runner.proving import names_by_seed, renames_of, with_fresh_examples  # what runs code takes its time
    from runner.proving import vary as varied

    loaded = load_problem(find_problem(problem), need_lock=False)
    chosen = secrets.randbits(31) if seed < 0 else seed
    names = _pairs(rename) if rename else names_by_seed(loaded, chosen)
    copy = varied(loaded, renames_of(loaded, names), seed=chosen)
    with lent_engine(engine, trusted=True) as lent:
        fresh = with_fresh_examples(replace(loaded, files=copy.files, lock=None), lent, seed=chosen)
    write_problem(to, fresh.files)
    say(f"Wrote {to}, a private variation of {loaded.slug} with seed {chosen}.")
    for old, new in names.items():
        say(f"  {old} is now {new}")
    for each in (*copy.left, *fresh.left):
        note(f"Left to you: {each}.", style="yellow")
    note(f"Next: prebrief problem verify {to}")


def _pairs(texts: list[str]) -> dict[str, str]:
    return dict(pair(text, option="--rename", example="old=new") for text in texts)
