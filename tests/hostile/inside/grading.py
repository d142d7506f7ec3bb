"""Grades the probe as any submission is graded: a small problem, the judge, the wall, a box."""

from __future__ import annotations

import json
import platform
from dataclasses import replace
from pathlib import Path

from runner.catalog import content_digest, load_problem
from runner.grading import Batch, Entry, Journal, Options
from runner.model import Grade, Group, Lock, LockedTest, Problem, SourceFile, Submission
from sandbox.docker import DockerEngine
from sandbox.docker.calls import allowed

HERE = Path(__file__).parent
TESTS = "tests/hidden/test_inside.py"
SECONDS = 20


def problem(sections: tuple[str, ...]) -> Problem:
    """Make the problem: a hidden test for each section."""
    names = ("hidden/test_inside.py", "allowed.toml", "probe/seen.py", "probe/paths.py")
    hidden = {Path(name).name: (HERE / name).read_bytes() for name in names}
    hidden["planted.json"] = json.dumps({"calls": _calls_of_the_profile()}).encode()
    target = load_problem(HERE.parent / "target", need_lock=False)
    files = {f"tests/hidden/{name}": data for name, data in hidden.items()}
    tests = tuple(
        LockedTest(id=f"{TESTS}::test_section[{section}]", group="inside", points=100 / len(sections), promise="")
        for section in sections
    )
    interface: dict[str, object] = {"modules": {"solution": {"look": {"kind": "function"}}}}
    return replace(
        target,
        slug="inside",
        files=files,
        groups=(Group(name="inside", points=100, tests=TESTS),),
        limits=replace(
            target.limits, wall_seconds_per_test=SECONDS, wall_seconds_total=4 * SECONDS, cpu_seconds=SECONDS
        ),
        lock=Lock(tests=tests, interface=interface, preload=("numpy",), digest=content_digest(files)),
    )


def grade(sections: tuple[str, ...], folder: Path) -> Grade:
    """Grade the probe."""
    folder.mkdir(exist_ok=True)
    engine = DockerEngine()
    try:
        with Journal(folder) as journal:
            batch = Batch(problem(sections), engine, journal, Options(lanes=1, submissions_per_box=1))
            batch.run((Entry(candidate="probe", read=_probe),))
            (graded,) = batch.grades()
    finally:
        engine.close()
    return graded


def _probe() -> Submission:
    paths = (*(HERE / "probe").glob("*.py"), *(HERE / "tables").iterdir())
    files = (SourceFile(path=path.name, data=path.read_bytes()) for path in sorted(paths))
    return Submission(candidate="probe", files=tuple(files))


def _calls_of_the_profile() -> dict[str, str]:
    """Return the names of the profile that this machine's architecture has."""
    table = (HERE / "tables" / f"calls-{platform.machine()}.txt").read_text()
    known = {word.partition(":")[2] for line in table.splitlines() if line[0] != "#" for word in line.split()}
    return dict.fromkeys(sorted(allowed() & known), "the profile allows it")
