"""The candidate's kit: what goes into it, named file by file, so that nothing else can.

round.toml           what is assessed and what is not, limits, minutes, feedback
brief.md             as it is
README.txt           the commands
solution.py ...      the starter, in place
tests/visible/...    as they are
conftest.py          ours: marks and fixtures of the judge that do nothing in plain pytest
pytest.ini           ours: no settings of a folder above take part
"""

from dataclasses import dataclass
from pathlib import Path

from runner.model import Feedback, Problem, ProblemInvalid
from runner.rounds.round_file import ROUND_FILE, RoundSheet, read_sheet, sheet_of, sheet_text

VISIBLE = "tests/visible/"
_STARTER = "starter/"
_TEMPLATES = Path(__file__).parent / "templates"
_OURS = ("conftest.py", "pytest.ini")


@dataclass(frozen=True, slots=True, kw_only=True)
class Kit:
    """A kit on a candidate's machine."""

    folder: Path
    sheet: RoundSheet


def open_kit(folder: Path) -> Kit:
    """Return the kit in `folder`; BadInput where there is none."""
    return Kit(folder=folder, sheet=read_sheet(folder))


def kit_files(problem: Problem) -> dict[str, bytes]:
    """Return the kit's files by path, sorted; the same problem gives the same bytes."""
    sheet = sheet_of(problem)
    files = {name: (_TEMPLATES / f"{name}.txt").read_bytes() for name in _OURS}
    files[ROUND_FILE] = sheet_text(sheet).encode()
    files["README.txt"] = readme(sheet).encode()
    files["brief.md"] = problem.files["brief.md"]
    files |= problem.under(VISIBLE)
    for path, data in problem.under(_STARTER).items():
        place = path.removeprefix(_STARTER)
        if place in files or place.startswith("tests/"):
            raise ProblemInvalid(f"{problem.slug}: {path} would take the place of the kit's own {place}. Rename it.")
        files[place] = data
    return dict(sorted(files.items()))


def readme(sheet: RoundSheet) -> str:
    """Return the kit's README."""
    text = (_TEMPLATES / "README.txt").read_text(encoding="utf-8")
    words = {
        "@TITLE@": sheet.title,
        "@LABEL@": sheet.round.label,
        "@MINUTES@": f"{sheet.minutes:g}",
        "@HAND_IN@": " and ".join(f"{module}.py (or a package {module}/)" for module in sheet.modules),
        "@FEEDBACK@": _FEEDBACK[sheet.feedback.hidden],
        "@RELEASE@": _RELEASE[sheet.feedback.release],
        "@MOST@": _most(sheet.feedback.max_submissions),
    }
    for mark, word in words.items():
        text = text.replace(mark, word)
    return text


def learned(feedback: Feedback) -> str:
    """Return what candidates learn of the hidden tests, and of how many submissions, as one sentence."""
    most = feedback.max_submissions
    graded = "" if most is None else f"; at most {most} different submissions of yours are graded"
    if feedback.hidden == "nothing":
        return f"of the hidden tests: nothing{graded}"
    return f"of the hidden tests: {_FEEDBACK[feedback.hidden]}, {_RELEASE[feedback.release]}{graded}"


def _most(max_submissions: int | None) -> str:
    """Return the paragraph about the limit on submissions, "" where there is none."""
    if max_submissions is None:
        return ""
    return (
        f"\n4. At most {max_submissions} different submissions of yours are graded. The same one again does not count, "
        "nor does one that\n   can't be read. What you hand in beyond that is not graded: the grade before it stands.\n"
    )


_FEEDBACK = {
    "nothing": "nothing",
    "score": "your score",
    "counts": "how many tests of each group passed",
    "names": "which promises of the brief were kept, by their titles",
}
_RELEASE = {
    "at-once": "as soon as it is graded",
    "after-due": "once the round is over",
    "after-review": "after the interviewers have reviewed your work",
}
