"""Find a problem by its slug or its path, in the shipped folder and in folders of one's own.

Looked in, the first that has the slug wins:

1. the folders in `PREBRIEF_PROBLEMS` (separated as in `PATH`),
2. `problems/` in the current folder,
3. the shipped problems: `problems/` beside the packages in a checkout, `share/prebrief/problems` below the
   environment's prefix when installed.
"""

import difflib
import os
import sys
from pathlib import Path

import runner
from runner.catalog.load import TOML_NAME
from runner.model import BadInput

ENVIRONMENT_VARIABLE = "PREBRIEF_PROBLEMS"


def find_problem(name_or_path: str) -> Path:
    """Return the folder of the problem: a slug, or a path (with a separator, or to a folder with a `problem.toml`)."""
    if not name_or_path.strip() or "\0" in name_or_path:
        raise BadInput("No problem named. Give a slug that `prebrief problem list` shows, or a folder.")
    if os.sep in name_or_path or name_or_path in (".", ".."):
        return _at_path(Path(name_or_path))
    known = problem_folders()
    for folder in known:
        if folder.name == name_or_path:
            return folder
    if _is_problem(Path(name_or_path)):
        return Path(name_or_path)
    raise BadInput(_unknown(name_or_path, [folder.name for folder in known]))


def problem_folders() -> tuple[Path, ...]:
    """Return the folders of all problems that can be found by slug, sorted by slug."""
    found: dict[str, Path] = {}
    for place in problem_places():
        try:
            entries = sorted(place.iterdir())
        except OSError:
            continue
        for entry in entries:
            if not entry.name.startswith(".") and _is_problem(entry):
                found.setdefault(entry.name, entry)
    return tuple(found[name] for name in sorted(found))


def problem_places() -> tuple[Path, ...]:
    """Return the folders that hold problems, in the order in which they are asked."""
    own = [Path(name).expanduser() for name in os.environ.get(ENVIRONMENT_VARIABLE, "").split(os.pathsep) if name]
    return (*own, Path("problems"), shipped_problems())


def shipped_problems() -> Path:
    """Return the folder of the problems that came with prebrief; it need not exist."""
    checkout = Path(runner.__file__).resolve().parent.parent / "problems"
    return checkout if checkout.is_dir() else Path(sys.prefix) / "share" / "prebrief" / "problems"


def _at_path(path: Path) -> Path:
    if _is_problem(path):
        return path
    if path.is_dir():
        raise BadInput(f"{path} has no {TOML_NAME}, so it is not a problem. `prebrief problem new` writes a skeleton.")
    raise BadInput(f"{path} is not there. Give the folder of a problem, or a slug that `prebrief problem list` shows.")


def _is_problem(path: Path) -> bool:
    try:
        return (path / TOML_NAME).is_file()
    except OSError:
        return False


def _unknown(name: str, known: list[str]) -> str:
    near = difflib.get_close_matches(name, known, n=3, cutoff=0.5)
    hint = f"Did you mean {' or '.join(near)}?" if near else f"Known: {', '.join(known) or 'none'}."
    return f"No problem is called {name[:80]!r}. {hint} A path to a problem's folder works as well."
