"""The differential run of a listed mutant: ten thousand inputs of the problem's generator, reference against mutant.

Both are loaded in one guest of a box, beside `proof/inputs.py`; the judge asks for the comparison in parts. All of it
is the problem's code, so none of it runs here. Over there the two files of `inside/` are modules of their own.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from runner.grading import RunEnding, RunOutcome
from runner.judge import JudgeJob
from runner.model import Group, Problem, SourceFile, Submission, Verdict
from runner.proving.mutants import Mutant

INPUTS_FILE = "proof/inputs.py"
INPUTS = 10_000  # as the test has it: CHUNK times CHUNKS
_INSIDE = Path(__file__).with_name("inside")
_TEST = "tests/hidden/test_differential.py"
_SECONDS_PER_PART = 60.0
_SECONDS = 300.0


def differential_job(problem: Problem, mutant: Mutant) -> JudgeJob:
    """Return the run that compares the reference with a mutant; the problem must have its generator."""
    test = _inside("test_differential.py")
    placed = test.replace('FILE, LINE = "FILE", 0', f"FILE, LINE = {mutant.spot.file!r}, {mutant.spot.line}")
    limits = replace(
        problem.limits,
        wall_seconds_per_test=_SECONDS_PER_PART,
        wall_seconds_total=_SECONDS,
        cpu_seconds=max(problem.limits.cpu_seconds, _SECONDS),
    )
    job = JudgeJob.grading(replace(problem, lock=None, limits=limits), _submission(problem, mutant))
    return replace(
        job,
        tests=((_TEST, placed.encode()),),
        groups=(Group(name="differential", points=100, tests=_TEST),),
        modules=("differential",),
        reference=(),
        guest_per="test",
    )


def difference(outcome: RunOutcome) -> str:
    """Say what a differential run found, "" where nothing tells the two apart."""
    for test in outcome.decided.values():
        if test.verdict is Verdict.TIMEOUT:
            return f"it did not end within {_SECONDS_PER_PART:g} s a part: the mutant hangs, or run() is slow"
        if test.verdict is not Verdict.PASSED:
            return _first_line(test.message) or test.verdict.value
    if outcome.ending is not RunEnding.FINISHED:
        return f"it could not be run: {_first_line(outcome.reason)}"
    return "" if len(outcome.decided) > 1 else "nothing was compared"


def _submission(problem: Problem, mutant: Mutant) -> Submission:
    before = {path.removeprefix("reference/"): data for path, data in problem.under("reference").items()}
    after = {**before, mutant.spot.file: mutant.source.encode()}
    files = {f"before/{path}": data for path, data in before.items()}
    files |= {f"after/{path}": data for path, data in after.items()}
    files["inputs.py"] = problem.files[INPUTS_FILE]
    files |= {name: _inside(name).encode() for name in ("differential.py", "alike.py")}
    files["module.txt"] = problem.modules[0].encode()
    ordered = tuple(SourceFile(path=path, data=files[path]) for path in sorted(files))
    return Submission(candidate=f"differential/{mutant.name}", files=ordered)


def _inside(name: str) -> str:
    """Return one of the files that run over there, where they are modules without a package."""
    return (_INSIDE / name).read_text(encoding="utf-8").replace("from runner.proving.inside.", "from ")


def _first_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[0] if lines else ""
